//! What the program does beside its work: it runs git and nothing else, publishes all or nothing, and
//! never panics.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use crate::git::{git, search_path};
use crate::workshop::{Workshop, text, tree};

/// When the sites are committed: in July 2017.
const TIME: i64 = 1_500_000_000;

/// A committed site.
fn committed(name: &str) -> Workshop {
    let site = Workshop::site(
        name,
        &[
            ("content/leitlinien/a.md", "---\ntitle: A\n---\n"),
            (".gitignore", "public/\n"),
        ],
    );
    git(&site.path(""), TIME, &["init", "-q"]);
    git(&site.path(""), TIME, &["add", "-A"]);
    git(&site.path(""), TIME, &["commit", "-q", "-m", "x"]);
    site
}

/// C18: a `git` that writes down how it is called stands first in the path; every other program is one
/// that does not exist.
#[test]
fn git_is_asked_with_fixed_arguments_in_a_clean_environment() {
    let site = committed("programs-git");
    let log = site.path("git.log");
    let script = format!(
        "#!/bin/sh\n{{ echo \"call: $*\"; /usr/bin/env | /usr/bin/sort; }} >> '{}'\nPATH='{}' exec git \"$@\"\n",
        log.display(),
        search_path().display()
    );
    site.write("bin/git", script);
    fs::set_permissions(site.path("bin/git"), fs::Permissions::from_mode(0o755)).unwrap();
    let built = site.run_with(&["build"], |command| {
        command
            .env("PATH", site.path("bin"))
            .env("GIT_DIR", "/nowhere")
            .env("GIT_EXTERNAL_DIFF", "/nowhere/evil")
            .env("GIT_CONFIG_COUNT", "1")
            .env("PAGER", "/nowhere/evil")
            .env("SECRET_TOKEN", "secret");
    });
    assert_eq!(built.status, 0, "{}", built.text);
    let calls = fs::read_to_string(log).unwrap();
    for word in
        ["GIT_DIR", "GIT_EXTERNAL_DIFF", "GIT_CONFIG_COUNT", "PAGER", "SECRET", "HOME"]
    {
        assert!(!calls.contains(word), "{word} in {calls}");
    }
    let asked: Vec<&str> =
        calls.lines().filter_map(|line| line.strip_prefix("call: ")).collect();
    assert_eq!(asked.len(), 3, "{asked:?}");
    for call in &asked {
        assert!(
            call.contains("-c core.fsmonitor=false -c log.showSignature=false"),
            "{call}"
        );
    }
    assert!(
        asked[0].ends_with("rev-parse --is-shallow-repository HEAD --show-prefix"),
        "{asked:?}"
    );
    assert!(asked[1].contains(" for-each-ref --merged=HEAD"), "{asked:?}");
    assert!(asked[2].contains(" log -z --format=tformat:/%ct --name-only"), "{asked:?}");
    let output = tree(&site.path("public"));
    assert!(text(&output, "leitlinien/a/index.html").contains("changed: 2017-07-14"));
    assert_eq!(crate::workshop::places(&output, "zuse"), [""; 0]);
}

/// C18: what the system sees, where it lets us look.
#[test]
fn no_other_program_is_run() {
    let site = committed("programs-trace");
    let log = site.path("trace.log");
    let program = env!("CARGO_BIN_EXE_werkstatt");
    let traced = Command::new("strace")
        .args(["-f", "-qq", "-e", "trace=execve", "-o"])
        .arg(&log)
        .args([program, "build"])
        .current_dir(site.path(""))
        .output();
    let Ok(traced) = traced else { return };
    if !traced.status.success() {
        // No right to trace here; the other test holds the arguments.
        return;
    }
    let calls = fs::read_to_string(log).unwrap();
    let run =
        calls.lines().filter(|line| line.contains("execve(") && line.contains("= 0"));
    for line in run {
        let (_, rest) = line.split_once("execve(\"").unwrap();
        let name = rest.split('"').next().unwrap();
        assert!(name == program || name.ends_with("/git"), "{line}");
    }
}

/// The day on which somebody wrote about a withheld person is nobody's business.
#[test]
fn the_last_change_of_a_hidden_file_does_not_show() {
    let site = committed("programs-changed");
    site.write("content/personen/x.md", "---\ntitle: Xaver Xanten\n---\n");
    site.write("content/leitlinien/b.md", "---\ntitle: B\ndraft: true\n---\n");
    git(&site.path(""), TIME, &["add", "-A"]);
    git(&site.path(""), 1_600_000_000, &["commit", "-q", "-m", "z"]);
    let built = site.run_with(&["build"], |command| {
        command.env("PATH", search_path());
    });
    assert_eq!(built.status, 0, "{}", built.text);
    let output = tree(&site.path("public"));
    assert!(text(&output, "index.html").contains("changed: 2017-07-14"));
    assert_eq!(crate::workshop::places(&output, "2020-09"), [""; 0]);
}

/// D10.
#[test]
fn a_shallow_clone_shows_no_dates_and_says_why() {
    let site = committed("programs-shallow");
    fs::write(site.path("content/leitlinien/b.md"), "---\ntitle: B\n---\n").unwrap();
    git(&site.path(""), TIME, &["add", "-A"]);
    git(&site.path(""), TIME, &["commit", "-q", "-m", "y"]);
    let from = format!("file://{}", site.path("").display());
    let clones = Workshop::new("programs-clones");
    git(&clones.path(""), TIME, &["clone", "-q", "--depth", "1", &from, "clone"]);
    let build = |site: &Workshop, strict: &[&str]| {
        let arguments = [&["build", "--format", "json"], strict].concat();
        site.run_with(&arguments, |command| {
            command.env("PATH", search_path());
        })
    };
    let full = build(&site, &[]);
    assert!(full.text.contains("\"findings\": []"), "{}", full.text);
    let clone = clones.at("clone");
    let shallow = build(&clone, &[]);
    assert_eq!(shallow.status, 0, "{}", shallow.text);
    assert_eq!(shallow.text.matches("shallow-clone").count(), 1, "{}", shallow.text);
    let (full, output) = (tree(&site.path("public")), tree(&clone.path("public")));
    assert!(text(&full, "leitlinien/a/index.html").contains("changed: "));
    assert_eq!(crate::workshop::places(&output, "changed: "), [""; 0]);
    assert!(!text(&output, "sitemap.xml").contains("lastmod"));
    assert_eq!(build(&clone, &["--strict"]).status, 1);
}

/// D3: a fault of any kind leaves the published site as it was.
#[test]
fn a_fault_leaves_the_published_site_alone() {
    let faults = [
        ("content/leitlinien/a.md", "---\ntitle: A\nunknown: x\n---\n"),
        ("content/leitlinien/a.md", "---\ntitle: [\n---\n"),
        ("content/leitlinien/a.md", "---\ntitle: A\n---\n[[nowhere]]\n"),
        ("content/leitlinien/b.md", "---\ntitle: B\naliases: [/leitlinien/a/]\n---\n"),
        ("content/site.yaml", "title: T\n"),
        ("content/model.yaml", "kinds: [x]\n"),
        ("themes/plain/templates/record.html", "{% if %}"),
        ("themes/plain/templates/record.html", "{{ page.content.nothing.at.all }}"),
        ("themes/plain/assets/style.css", "b { color: "),
    ];
    let site = Workshop::site(
        "all-or-nothing",
        &[("content/leitlinien/a.md", "---\ntitle: A\n---\n")],
    );
    let before = site.build();
    for (file, text) in faults {
        let path = site.path(file);
        let kept = fs::read(&path).ok();
        site.write(file, text);
        let built = site.run(&["build"]);
        assert!(
            built.status == 1 || (file.ends_with("css") && built.status == 0),
            "{file}: {}",
            built.text
        );
        if built.status == 1 {
            assert!(tree(&site.path("public")) == before, "{file}: {text}");
        }
        match kept {
            Some(kept) => fs::write(&path, kept).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        let left: Vec<_> = fs::read_dir(site.path(""))
            .unwrap()
            .map(|e| e.unwrap().file_name())
            .collect();
        assert!(left.len() <= 4, "{file}: staging is left: {left:?}");
    }
    assert!(site.build() == before);
}

/// What follows from a fault is not said beside it.
#[test]
fn a_broken_template_is_one_finding() {
    let site = Workshop::site("broken-template", &[]);
    site.write("themes/plain/templates/record.html", "{% if %}");
    let found = site.findings();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].starts_with("template-error themes/plain/templates/record.html:1:"));
}

/// The first issue: three settings are a site, and nothing is said about it.
#[test]
fn three_settings_are_a_site() {
    let site = Workshop::new("three-settings");
    site.write(
        "content/site.yaml",
        "title: Kleine Werkstatt\nbase_url: https://werkstatt.example\nlanguage: de\n",
    );
    assert_eq!(site.findings_with(&["--strict"]), [""; 0]);
    let output = site.build();
    for page in [
        "index.html",
        "404.html",
        "uebersicht/index.html",
        "offene-punkte/index.html",
        "sitemap.xml",
        "robots.txt",
        "_headers",
        "_redirects",
    ] {
        assert!(output.contains_key(page), "{page}");
    }
    assert!(text(&output, "index.html").contains("Kleine Werkstatt"));
}

/// D24: whatever is asked, the answer is 0, 1 or 2; that nothing panics, `run` checks itself.
#[test]
fn hostile_arguments_have_an_answer() {
    let site = Workshop::site(
        "hostile-arguments",
        &[("content/leitlinien/a.md", "---\ntitle: A\n---\n")],
    );
    let values = [
        "",
        " ",
        "-",
        "--",
        "..",
        "/dev/null",
        "\u{1b}[31m",
        "9999-99-99",
        "-1",
        "99999999999999999999",
        "ä\u{308}",
    ];
    let mut calls: Vec<Vec<&str>> = vec![
        vec![],
        vec!["--"],
        vec!["nonsense"],
        vec!["build", "build"],
        vec!["build", "--jobs", "0"],
    ];
    for value in values {
        calls.push(vec!["explain", value]);
        calls.push(vec!["new", value, value]);
        calls.push(vec!["new", "guideline", value]);
    }
    for option in
        ["--site", "--as-of", "--base-url", "--jobs", "--format", "--lang", "--color"]
    {
        for value in ["", "\u{1b}[31m", "99999999999999999999", "/dev/null"] {
            calls.push(vec!["check", option, value]);
        }
    }
    for out in ["", "/dev/null", "/", ".", "content", "themes", "content/x", "x\u{7}"] {
        calls.push(vec!["build", "--out", out]);
    }
    for call in calls {
        let built = site.run(&call);
        assert!((0..=2).contains(&built.status), "{call:?}: {}", built.text);
        assert!(!built.text.contains('\u{1b}'), "{call:?}: {:?}", built.text);
    }
    for epoch in ["", "x", "-1", "99999999999999999999", "1e9"] {
        let built = site.run_with(&["check"], |command| {
            command.env("SOURCE_DATE_EPOCH", epoch);
        });
        assert!((0..=2).contains(&built.status), "{epoch}: {}", built.text);
    }
}
