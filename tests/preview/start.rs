//! How the preview begins, what it says then, which keys it knows, and how it ends.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Write as _;
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, tcgetattr};

use crate::git::search_path;
use crate::preview::{PATIENCE, Preview, end, end_by, record, site};
use crate::workshop::{Workshop, tree};

#[test]
fn what_nobody_can_reach_is_said_in_words() {
    let workshop = site("preview-address", &[]);
    let started = workshop.run(&["serve", "--host", "192.0.2.1", "--port", "0"]);
    assert_eq!(started.status, 2, "{}", started.text);
    assert!(started.text.contains("`192.0.2.1:0`: this computer has no such address"));
    assert!(started.text.contains("leave `--host` out"), "{}", started.text);
}

#[test]
fn another_port_and_an_open_house_are_said_aloud() {
    let workshop = site("preview-port", &[]);
    let first = Preview::start(&workshop);
    first.until_said("alles in Ordnung");
    let port = first.place.split(':').nth(1).expect("a port").to_owned();
    for said in ["ist belegt", "Achtung"] {
        assert!(!first.said().contains(said), "{}", first.said());
    }
    let second = Preview::start_with(&workshop, &["--port", &port, "--host", "0.0.0.0"]);
    assert_ne!(second.place, first.place);
    second.until_said(&format!("der Port {port} ist belegt"));
    second.until_said("Achtung: diese Vorschau ist auch für andere Rechner erreichbar");
    second.until("/workshops/a/", "a page", |status, _| status == "200");
    end(second);
    end(first);
}

#[test]
fn looking_in_turns_reaches_the_page() {
    let workshop = site("preview-poll", &[]);
    let preview = Preview::start_with(&workshop, &["--poll"]);
    preview.until("/workshops/a/", "the first page", |_, body| body.contains("Alt"));
    preview.write("content/workshops/a.md", &record("Anfang", "Neu"));
    preview.until("/workshops/a/", "a text", |_, body| body.contains("<p>Neu"));
    preview.write("content/workshops/b.md", &record("Zweiter", ""));
    preview.until("/workshops/b/", "a new file", |status, _| status == "200");
    end(preview);
}

#[test]
fn whatever_ends_it_leaves_nothing_behind() {
    for signal in ["-INT", "-TERM"] {
        let workshop = site("preview-end", &[]);
        let before = tree(&workshop.path(""));
        // Its standard input is at its end already.
        let preview = Preview::start(&workshop);
        preview.until("/workshops/a/", "a page", |status, _| status == "200");
        let _events = preview.listen();
        end_by(preview, signal);
        assert!(tree(&workshop.path("")) == before, "{signal} leaves something");
    }
}

/// A folder with a browser that writes down what it is to show, and the search path that leads to it.
fn browser(workshop: &Workshop) -> OsString {
    let place = workshop.path("../preview-browser-bin");
    fs::create_dir_all(&place).expect("is made");
    let name = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let script = format!("#!/bin/sh\necho \"$1\" >> '{}/shown'\n", place.display());
    fs::write(place.join(name), script).expect("is written");
    let rights = fs::Permissions::from_mode(0o755);
    fs::set_permissions(place.join(name), rights).expect("may be run");
    let _none_yet = fs::remove_file(place.join("shown"));
    let mut path = place.into_os_string();
    path.push(":");
    path.push(search_path());
    path
}

/// Waits until the browser was told so many addresses; they are all that of the preview.
fn until_shown(workshop: &Workshop, preview: &Preview, count: usize) {
    let start = Instant::now();
    loop {
        let shown = workshop.path("../preview-browser-bin/shown");
        let shown = fs::read_to_string(shown).unwrap_or_default();
        if shown.lines().count() >= count {
            let url = format!("http://{}", preview.place);
            assert!(shown.lines().all(|line| line == url), "{shown}");
            return;
        }
        assert!(start.elapsed() < PATIENCE, "the browser shows {shown:?}");
        std::thread::yield_now();
    }
}

/// A keyboard and the terminal that it belongs to.
fn terminal() -> (File, OwnedFd) {
    let keyboard = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
    grantpt(&keyboard).expect("is ours");
    unlockpt(&keyboard).expect("is open");
    let name = ptsname(&keyboard, vec![]).expect("has a name");
    let flags = OFlags::RDWR | OFlags::NOCTTY;
    let terminal = open(name.as_c_str(), flags, Mode::empty()).expect("is there");
    (keyboard.into(), terminal)
}

/// A search path to a git that says nothing for as long as somebody waits for it; it leaves a file
/// `asked` in the folder.
fn silent_git(folder: &Path) -> OsString {
    let script =
        "#!/bin/sh\n: > \"${0%/*}/asked\"\nwhile kill -0 $PPID; do sleep 0.02; done\n";
    fs::create_dir_all(folder).expect("is made");
    fs::write(folder.join("git"), script).expect("is written");
    let rights = fs::Permissions::from_mode(0o755);
    fs::set_permissions(folder.join("git"), rights).expect("may be run");
    let _none_yet = fs::remove_file(folder.join("asked"));
    let mut path = folder.as_os_str().to_owned();
    path.push(":");
    path.push(search_path());
    path
}

#[test]
fn whoever_ends_it_in_the_midst_of_a_look_does_not_wait_for_that() {
    let workshop = site("preview-end-early", &[]);
    let before = tree(&workshop.path(""));
    let folder = workshop.path("../preview-end-early-bin");
    for end in ["-INT", "-TERM", "q"] {
        let path = silent_git(&folder);
        let (mut keyboard, terminal) = terminal();
        let modes = tcgetattr(&terminal).expect("has modes").local_modes;
        let input = terminal.try_clone().expect("can be shared");
        let mut preview = Preview::start_as(&workshop, &[], Stdio::from(input), &path);
        preview.until_said("q beendet die Vorschau");
        let start = Instant::now();
        while !folder.join("asked").exists() {
            assert!(start.elapsed() < PATIENCE, "git is not asked");
            std::thread::yield_now();
        }
        if end == "q" {
            keyboard.write_all(b"q").expect("is pressed");
            preview.ends();
        } else {
            end_by(preview, end);
        }
        let after = tcgetattr(&terminal).expect("has modes").local_modes;
        assert!(after == modes, "{end}");
        assert!(tree(&workshop.path("")) == before, "{end} leaves something");
    }
}

#[test]
fn keys_and_options_of_a_terminal_are_known() {
    let workshop = site("preview-keys", &[]);
    let path = browser(&workshop);
    let (mut keyboard, terminal) = terminal();
    let before = tcgetattr(&terminal).expect("has modes").local_modes;
    let input = terminal.try_clone().expect("can be shared");
    let mut press = |key: &str| keyboard.write_all(key.as_bytes()).expect("is pressed");
    let mut preview =
        Preview::start_as(&workshop, &["--open"], Stdio::from(input), &path);
    preview.until_said("q beendet die Vorschau");
    preview.until("/workshops/a/", "a page", |status, _| status == "200");
    until_shown(&workshop, &preview, 1);
    press("o");
    until_shown(&workshop, &preview, 2);
    let times = |preview: &Preview| preview.said().matches("alles in Ordnung").count();
    let known = times(&preview);
    press("r");
    let start = Instant::now();
    while times(&preview) == known {
        assert!(start.elapsed() < PATIENCE, "it does not look again");
        std::thread::yield_now();
    }
    press("q");
    preview.ends();
    let after = tcgetattr(&terminal).expect("has modes").local_modes;
    assert!(after == before && after.contains(LocalModes::ICANON | LocalModes::ECHO));
}
