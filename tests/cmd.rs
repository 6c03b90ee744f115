//! Console transcripts: `cmd/*.md` say what commands print and how they end.
//!
//! A block `console` has commands after `$ `. Below each stand what it wrote to standard output as it
//! is, what it wrote to standard error after `! `, and its exit status after `? ` unless it is 0.
//! `NAME=value` before a command sets a variable; `| head N` keeps the first lines; `echo LINE >> FILE`
//! adds a line to a file; `ls` lists the files of the working folder. That is a copy of `NAME.in/`; `NAME.out/`, if it is there, is what it
//! must hold in the end. `UPDATE=1` writes transcripts and folders anew.

#![expect(clippy::disallowed_methods, reason = "the test keeps its cases in files")]
#![expect(clippy::expect_used, reason = "helpers of tests fail as tests do")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The program.
const PROGRAM: &str = env!("CARGO_BIN_EXE_werkstatt");

/// The folder of the transcripts.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd")
}

#[test]
fn transcripts_hold() {
    let mut names: Vec<PathBuf> = fs::read_dir(folder())
        .expect("the folder of the transcripts")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    names.sort();
    assert!(!names.is_empty());
    let failed: Vec<String> = names.iter().filter_map(|path| check(path)).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    for arguments in [&["explain"][..], &["--help"], &["model"]] {
        let mut child = Command::new(PROGRAM)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the program ends");
        assert!(output.status.success(), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    }
}

/// Runs a transcript; what differs, if anything does.
fn check(path: &Path) -> Option<String> {
    let stem = path.with_extension("");
    let name = stem.file_name().expect("a name").to_string_lossy();
    let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cmd").join(&*name);
    if work.exists() {
        fs::remove_dir_all(&work).expect("the last run is cleared away");
    }
    fs::create_dir_all(&work).expect("a working folder");
    for (file, text) in tree(&stem.with_extension("in")) {
        write(&work.join(file), &text);
    }
    let expected = fs::read_to_string(path).expect("a transcript");
    let actual = play(&expected, &work);
    let out = stem.with_extension("out");
    let files = tree(&work);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, &actual).expect("the transcript can be written");
        if out.exists() {
            fs::remove_dir_all(&out).expect("old expectations can be removed");
            for (file, text) in &files {
                write(&out.join(file), text);
            }
        }
        return None;
    }
    if actual != expected {
        return Some(format!("{name}.md should be:\n{actual}"));
    }
    let differs = out.exists() && tree(&out) != files;
    differs.then(|| format!("{name}.out differs from what is there: {:?}", files.keys()))
}

/// The transcript with what its commands say now.
fn play(transcript: &str, work: &Path) -> String {
    let mut result = String::new();
    let mut in_console = false;
    for line in transcript.lines() {
        if line.starts_with("```") {
            in_console = line == "```console";
        }
        match line.strip_prefix("$ ") {
            Some(command) if in_console => {
                writeln!(result, "{line}").expect("memory");
                result.push_str(&run(command, work));
            }
            _ if in_console && line != "```console" => {}
            _ => writeln!(result, "{line}").expect("memory"),
        }
    }
    result
}

/// Runs one command line; what it says, as transcripts write it.
fn run(line: &str, work: &Path) -> String {
    if line == "ls" {
        return tree(work).into_keys().map(|file| file + "\n").collect();
    }
    if let Some((text, file)) =
        line.strip_prefix("echo ").and_then(|line| line.split_once(" >> "))
    {
        let file = work.join(file);
        let before = fs::read_to_string(&file).expect("a text");
        fs::write(&file, format!("{before}{text}\n")).expect("the file can be written");
        return String::new();
    }
    let (line, kept) = match line.split_once(" | head ") {
        Some((line, count)) => (line, count.parse().expect("a number of lines")),
        None => (line, usize::MAX),
    };
    let words = words(line);
    let is_variable = |word: &&String| word.contains('=') && !word.starts_with('-');
    let variables: Vec<&String> = words.iter().take_while(is_variable).collect();
    assert_eq!(words[variables.len()], "werkstatt", "{line}");
    let mut command = Command::new(PROGRAM);
    command.args(&words[variables.len() + 1..]).current_dir(work).env_clear();
    command.env("SOURCE_DATE_EPOCH", "1520380800");
    command.envs(variables.iter().filter_map(|variable| variable.split_once('=')));
    let output = command.output().expect("the program starts");
    let mut said = String::new();
    if output.status.code() != Some(0) {
        let code = output.status.code().map_or("killed".to_owned(), |c| c.to_string());
        writeln!(said, "? {code}").expect("memory");
    }
    let text = |bytes: &[u8]| normalised(&String::from_utf8_lossy(bytes), work);
    for line in text(&output.stdout).lines().take(kept) {
        writeln!(said, "{line}").expect("memory");
    }
    for line in text(&output.stderr).lines() {
        writeln!(said, "{}", format!("! {line}").trim_end()).expect("memory");
    }
    said
}

/// A text without what differs between machines and runs.
fn normalised(text: &str, work: &Path) -> String {
    let text = text.replace(&*work.to_string_lossy(), "[FOLDER]");
    let mut lines = String::new();
    for line in text.lines() {
        let mut words: Vec<&str> = line.split(' ').collect();
        let is_time = |word: &str| {
            word.contains(['.', ','])
                && word.chars().all(|c| c.is_ascii_digit() || ".,".contains(c))
        };
        for index in 1..words.len() {
            if words[index] == "s" && is_time(words[index - 1]) {
                words[index - 1] = "[TIME]";
            }
            if index > 1 && words[index].trim_end_matches('.') == "UTC" {
                (words[index - 2], words[index - 1]) = ("[DAY]", "[TIME]");
            }
        }
        lines.push_str(&words.join(" "));
        lines.push('\n');
    }
    lines
}

/// The words of a command line; double quotes keep spaces together.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            other => words.last_mut().expect("a word").push(other),
        }
    }
    words
}

/// The files below a folder with their texts; none where there is no folder.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        let Ok(entries) = fs::read_dir(&next) else { continue };
        for path in entries.map(|entry| entry.expect("an entry").path()) {
            if path.is_dir() {
                open.push(path);
            } else {
                let name =
                    path.strip_prefix(folder).expect("it lies below").to_string_lossy();
                files.insert(name.replace('\\', "/"), fs::read(&path).expect("a file"));
            }
        }
    }
    files
}

/// Writes a file and the folders above it.
fn write(path: &Path, text: &[u8]) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}
