//! What no text in a case can be: links, pipes, huge files, names and bytes that are not UTF-8.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::git::git;

/// Makes what the lines of a set-up say, below a folder:
///
/// - `file PATH`: a file of one byte
/// - `without PATH`: no such file
/// - `append PATH COUNT "TEXT"`: the text so many times at the end of a file
/// - `bytes PATH "TEXT"`: a file of bytes, each written as the character of its number
/// - `name "PATH"`: a file of one byte whose name is written in that way
/// - `large PATH MIB`: a file of that size, without content
/// - `link PATH -> TARGET`: a symbolic link
/// - `pipe PATH`: a FIFO
/// - `crlf PATH`, `mark PATH`: Windows' line ends, a byte order mark
/// - `with-minifier`, `without-minifier`: only in a program that is built like that (`suits`)
/// - `shallow`: a repository that lacks its history
/// - `tagged PATH TEXT`: a repository whose last tag, `v1`, has this text at that path
pub(super) fn make(folder: &Path, lines: &str) {
    for line in lines.lines() {
        let (command, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (path, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        let file = place(folder, path);
        match command {
            "file" => fs::write(file, b"x").expect("a file"),
            "without" => fs::remove_file(file).expect("a file"),
            "append" => {
                let (count, text) = rest.split_once(' ').expect("a count and a text");
                let text = quoted(text).repeat(count.parse().expect("a count"));
                let opened = OpenOptions::new().append(true).create(true).open(file);
                opened.and_then(|mut file| file.write_all(text.as_bytes())).expect(line);
            }
            "bytes" => fs::write(file, latin(&quoted(rest))).expect("a file"),
            "name" => {
                let path = latin(&quoted(path));
                fs::write(folder.join(OsStr::from_bytes(&path)), b"x").expect("a file");
            }
            "large" => {
                let size: u64 = rest.parse().expect("a size");
                File::create(file).and_then(|f| f.set_len(size << 20)).expect("a file");
            }
            "link" => {
                let target = rest.strip_prefix("-> ").expect("a target");
                symlink(target, file).expect("a link");
            }
            "pipe" => run(Command::new("mkfifo").arg(file)),
            "crlf" => change(&file, |text| text.replace('\n', "\r\n")),
            "mark" => change(&file, |text| format!("\u{feff}{text}")),
            "with-minifier" | "without-minifier" => {}
            "shallow" => shallow(folder),
            "tagged" => tagged(folder, &file, &quoted(rest)),
            _ => panic!("what is `{line}`?"),
        }
    }
}

/// Tells whether a case is one for this build of the program.
pub(super) fn suits(lines: &str) -> bool {
    let other = if cfg!(feature = "full-minify") { "without" } else { "with" };
    !lines.lines().any(|line| line == format!("{other}-minifier"))
}

/// The place of a file, whose folder is made.
fn place(folder: &Path, path: &str) -> PathBuf {
    let file = folder.join(path.trim_matches('"'));
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    file
}

/// A text in quotation marks, with the escapes of JSON.
fn quoted(text: &str) -> String {
    serde_json::from_str(text).expect("a text in quotation marks")
}

/// The bytes that the characters of a text are the numbers of.
fn latin(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).expect("a byte")).collect()
}

/// Changes the text of a file.
fn change(file: &Path, change: impl FnOnce(&str) -> String) {
    let text = fs::read_to_string(file).expect("a text");
    fs::write(file, change(&text)).expect("a file");
}

/// Makes a folder a repository with one commit of whose parents nothing is known.
fn shallow(folder: &Path) {
    git(folder, 0, &["init", "-q"]);
    git(folder, 0, &["commit", "-q", "--allow-empty", "-m", "x"]);
    let head = git(folder, 0, &["rev-parse", "HEAD"]);
    fs::write(folder.join(".git/shallow"), head).expect("a file");
}

/// Makes a folder a repository whose tag has another text in a file than the folder.
fn tagged(folder: &Path, file: &Path, text: &str) {
    let now = fs::read(file).ok();
    fs::write(file, text).expect("a file");
    git(folder, 0, &["init", "-q"]);
    git(folder, 0, &["add", "-A"]);
    git(folder, 0, &["commit", "-q", "-m", "x"]);
    git(folder, 0, &["tag", "v1"]);
    match now {
        Some(now) => fs::write(file, now).expect("a file"),
        None => fs::remove_file(file).expect("a file"),
    }
}

/// Runs a program that has to succeed.
fn run(command: &mut Command) {
    let done = command.output().expect("a program");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}
