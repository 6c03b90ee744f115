//! A workbench for tests of the whole program: a project folder of its own, the program run in it,
//! and a look at everything that came out.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use werkstatt::search::fold::{Folding, fold};

use crate::indexed;

/// The three settings that every site has, for the test theme.
pub(crate) const SITE: &str = "title: Test\nbase_url: https://test.example\nlanguage: de\n\
                               theme: plain\noutput: {minify: off}\n";

/// A project folder below the target folder.
pub(crate) struct Workshop {
    /// The folder.
    folder: PathBuf,
}

/// What a run of the program said.
pub(crate) struct Built {
    /// Its exit status.
    pub(crate) status: i32,
    /// Everything that it wrote to the terminal.
    pub(crate) text: String,
}

impl Workshop {
    /// An empty folder of that name.
    pub(crate) fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("guarantees").join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        fs::create_dir_all(&folder).unwrap();
        Self { folder }
    }

    /// A small site with the test theme and some more files.
    pub(crate) fn site(name: &str, files: &[(&str, &str)]) -> Self {
        let workshop = Self::new(name);
        let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/plain-theme");
        workshop.copy(&theme, "themes/plain");
        workshop.write("content/site.yaml", SITE);
        for (path, text) in files {
            workshop.write(path, text);
        }
        workshop
    }

    /// A folder within it.
    pub(crate) fn at(&self, folder: &str) -> Self {
        Self { folder: self.path(folder) }
    }

    /// A path in the folder.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    /// Writes a file and the folders that it needs.
    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Removes a file.
    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).unwrap();
    }

    /// Copies a folder.
    pub(crate) fn copy(&self, from: &Path, to: &str) {
        for (path, bytes) in tree(from) {
            self.write(&format!("{to}/{path}"), bytes);
        }
    }

    /// Runs the program in the folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Built {
        self.run_with(arguments, |_| {})
    }

    /// Runs the program in the folder with something changed. The day is 2 January 2025, the messages
    /// are English.
    pub(crate) fn run_with(
        &self,
        arguments: &[&str],
        change: impl FnOnce(&mut Command),
    ) -> Built {
        self.run_program(env!("CARGO_BIN_EXE_werkstatt"), arguments, change)
    }

    /// Runs any program in the folder, in the same way.
    pub(crate) fn run_program(
        &self,
        program: &str,
        arguments: &[&str],
        change: impl FnOnce(&mut Command),
    ) -> Built {
        let mut command = Command::new(program);
        command
            .current_dir(&self.folder)
            .args(arguments)
            .env("SOURCE_DATE_EPOCH", "1735776000")
            .env("LC_ALL", "C.UTF-8")
            // No repository around the test folder may date its files.
            .env("PATH", "/nonexistent");
        change(&mut command);
        let output = command.output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text).into_owned();
        assert!(!text.contains("panicked at"), "{text}");
        Built { status: output.status.code().unwrap_or(-1), text }
    }

    /// Builds, and gives the output; fails where there is a finding.
    pub(crate) fn build(&self) -> BTreeMap<String, Vec<u8>> {
        self.build_with(&[])
    }

    /// Builds with further arguments.
    pub(crate) fn build_with(&self, arguments: &[&str]) -> BTreeMap<String, Vec<u8>> {
        let built = self.run(&[&["build"], arguments].concat());
        assert_eq!(built.status, 0, "{}", built.text);
        assert!(!built.text.contains("-->"), "{}", built.text);
        tree(&self.path("public"))
    }

    /// The findings of a check as `code file:line:column`, sorted.
    pub(crate) fn findings(&self) -> Vec<String> {
        self.findings_with(&[])
    }

    /// The findings of a check with further arguments.
    pub(crate) fn findings_with(&self, arguments: &[&str]) -> Vec<String> {
        let built = self.run(&[&["check", "--format", "json"], arguments].concat());
        let read: serde_json::Value = serde_json::from_str(&built.text).unwrap();
        let all = read["findings"].as_array().unwrap();
        let mut found: Vec<String> = all
            .iter()
            .map(|finding| {
                let text = |key: &str| finding[key].as_str().unwrap().to_owned();
                let place = format!("{}:{}", finding["line"], finding["column"]);
                format!("{} {}:{place}", text("code"), text("file"))
            })
            .collect();
        found.sort();
        let has_errors = all.iter().any(|finding| finding["severity"] == "error");
        assert_eq!(built.status, i32::from(has_errors), "{}", built.text);
        found
    }
}

/// The content of every file below a folder, and the target of every link, by path; nothing where
/// there is no folder.
pub(crate) fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    use std::os::unix::ffi::OsStrExt as _;
    let mut files = BTreeMap::new();
    if !folder.exists() {
        return files;
    }
    for entry in walkdir::WalkDir::new(folder).min_depth(1) {
        let entry = entry.unwrap();
        let path = entry.path().strip_prefix(folder).unwrap();
        let path = path.to_str().unwrap().to_owned();
        let kind = entry.file_type();
        if kind.is_symlink() {
            let target = fs::read_link(entry.path()).unwrap();
            files.insert(path, target.as_os_str().as_bytes().to_vec());
        } else if kind.is_file() {
            files.insert(path, fs::read(entry.path()).unwrap());
        }
    }
    files
}

/// The text of a file of an output.
pub(crate) fn text<'a>(output: &'a BTreeMap<String, Vec<u8>>, path: &str) -> &'a str {
    let names: Vec<&String> = output.keys().collect();
    let bytes = output.get(path).unwrap_or_else(|| panic!("no {path} in {names:#?}"));
    std::str::from_utf8(bytes).unwrap()
}

/// The places where a text stands in an output, in whatever case: in names and in contents.
pub(crate) fn places(output: &BTreeMap<String, Vec<u8>>, needle: &str) -> Vec<String> {
    let needle = needle.to_lowercase();
    let folded = fold(&needle, Folding::German);
    let has = |bytes: &[u8]| {
        String::from_utf8_lossy(bytes).to_lowercase().contains(needle.as_str())
    };
    let is_searched = |path: &str, bytes: &[u8]| {
        let is_index = Path::new(path).extension().is_some_and(|ending| ending == "bin");
        is_index && {
            let said = indexed::said(path, bytes).to_lowercase();
            said.contains(&needle) || said.contains(&folded)
        }
    };
    let files = output.iter();
    files
        .filter(|(path, bytes)| {
            has(path.as_bytes()) || has(bytes) || is_searched(path, bytes)
        })
        .map(|(path, _)| path.clone())
        .collect()
}
