//! Git for tests: with names that never change, and nothing of the environment but where it is found.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

/// Where programs are looked for in the tests.
pub(crate) fn search_path() -> OsString {
    std::env::var_os("PATH").expect("a search path")
}

/// Runs git in a folder at a time, in seconds since 1970; gives what it wrote.
pub(crate) fn git(folder: &Path, time: i64, arguments: &[&str]) -> String {
    let time = format!("@{time} +0000");
    let done = Command::new("git")
        .env_clear()
        .env("PATH", search_path())
        .envs([("GIT_COMMITTER_DATE", &time), ("GIT_AUTHOR_DATE", &time)])
        .args(["-c", "user.name=Konrad Zuse", "-c", "user.email=zuse@example.org", "-c"])
        .args(["init.defaultBranch=main", "-c", "protocol.file.allow=always", "-C"])
        .arg(folder)
        .args(arguments)
        .output()
        .expect("git runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).expect("git writes text here")
}
