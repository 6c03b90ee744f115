//! The same content is the same output, byte for byte: whatever the machine, the disk, the editor.

use std::path::Path;

use crate::workshop::{SITE, Workshop, places};

/// A site with a bit of everything, from the fixtures.
fn full(name: &str) -> Workshop {
    let site = Workshop::site(name, &[]);
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites");
    for fixture in ["relations", "tags", "languages"] {
        site.copy(&fixtures.join(fixture).join("content"), "content");
    }
    site.write("content/site.yaml", SETTINGS);
    let person = "---\ntitle: Eva Engel\npublication: {basis: law, date: 2017}\n---\n";
    site.write("content/personen/eva.md", person);
    site.write("content/personen/nora.md", "---\ntitle: Nora Nebel\n---\n");
    site
}

/// The default theme, three languages.
const SETTINGS: &str = "title: Test\nbase_url: https://test.example\nlanguage: de\n\
                        languages: [de, en, de-simple]\n";

/// D8, D9, D25.
#[test]
fn neither_machine_nor_moment_shows() {
    let site = full("same-machine");
    let first = site.build();
    let elsewhere = full("same-elsewhere/another checkout/ünd töo");
    let variables: &[&[(&str, &str)]] = &[
        &[("TZ", "Pacific/Kiritimati"), ("LC_ALL", "cs_CZ.UTF-8")],
        &[("TZ", "America/Los_Angeles"), ("LC_ALL", "tr_TR.UTF-8"), ("LANG", "de_DE")],
        // Another moment of a later day: of this site, only two drawings show the day.
        &[("SOURCE_DATE_EPOCH", "1767312001"), ("RAYON_NUM_THREADS", "3")],
        &[
            ("HOSTNAME", "zuse-z4"),
            ("USER", "konrad"),
            ("HOME", "/zuse"),
            ("LOGNAME", "konrad"),
        ],
    ];
    let jobs = ["1", "2", "16", "5"];
    for (variables, jobs) in variables.iter().zip(jobs) {
        for umask in ["022", "077"] {
            let workshop = if umask == "022" { &site } else { &elsewhere };
            let public = workshop.path("public");
            if public.exists() {
                std::fs::remove_dir_all(&public).unwrap();
            }
            let program = env!("CARGO_BIN_EXE_werkstatt");
            let built = workshop.run_program(
                "/bin/sh",
                &[
                    "-c",
                    &format!("umask {umask}; exec \"{program}\" build --jobs {jobs}"),
                ],
                |command| {
                    command.envs(variables.iter().copied());
                },
            );
            assert_eq!(built.status, 0, "{}", built.text);
            let other = crate::workshop::tree(&public);
            assert_eq!(
                first.keys().collect::<Vec<_>>(),
                other.keys().collect::<Vec<_>>()
            );
            let is_later = variables.iter().any(|(name, _)| *name == "SOURCE_DATE_EPOCH");
            for (path, bytes) in &first {
                if is_later && shows_day(path) {
                    continue;
                }
                assert!(other[path] == *bytes, "{path} with {variables:?}, {umask}");
            }
        }
    }
    let folder = site.path("");
    for word in [
        folder.to_str().unwrap(),
        "zuse",
        "konrad",
        "guarantees",
        "werkstatt 0.",
        "2025-01-02",
        "2026-01",
    ] {
        assert_eq!(places(&first, word), [""; 0], "{word}");
    }
}

/// Tells whether a file shows the day of the build.
fn shows_day(path: &str) -> bool {
    let dated = ["zeitachse/", "umsetzung/", ".werkstatt-manifest"];
    dated.iter().any(|dated| path.contains(dated))
}

/// D12: macOS hands names out decomposed.
#[test]
fn names_from_macos_are_the_same() {
    let files = |u: &str, e: &str| {
        vec![
            (format!("content/workshops/{u}ber.md"), "---\ntitle: Über\ndate: 2017\npeople: [jose]\n---\n[Ä](../glossar/größe.md) [E](../glossar/gro\u{308}ße.md) [[größe]] [[gro\u{308}ße]]\n".to_owned()),
            (format!("content/glossar/gr{}\u{df}e.md", if u == "\u{fc}" { "\u{f6}" } else { "o\u{308}" }), "---\ntitle: Größe\nsee: [café]\n---\n![Bild](cafe\u{301}.png)\n".to_owned()),
            (format!("content/glossar/caf{e}.md"), "---\ntitle: Café\ntags: [Größe]\n---\n".to_owned()),
            (format!("content/glossar/caf{e}.png"), "x".to_owned()),
            (format!("content/{u}ber uns/team.md"), "---\ntitle: Team\n---\n".to_owned()),
            ("content/personen/jose.md".to_owned(), "---\ntitle: José\npublication: {basis: law, date: 2017}\n---\n".to_owned()),
        ]
    };
    let outputs: Vec<_> =
        [("same-nfc", "\u{fc}", "é"), ("same-nfd", "u\u{308}", "e\u{301}")]
            .iter()
            .map(|(name, u, e)| {
                let site = Workshop::site(name, &[]);
                for (path, text) in files(u, e) {
                    site.write(&path, text);
                }
                site.build()
            })
            .collect();
    assert_eq!(
        outputs[0].keys().collect::<Vec<_>>(),
        outputs[1].keys().collect::<Vec<_>>()
    );
    assert!(outputs[0] == outputs[1]);
    for page in ["workshops/ueber", "glossar/groesse", "glossar/cafe", "ueber-uns/team"] {
        assert!(outputs[1].contains_key(&format!("{page}/index.html")), "{page}");
    }
}

/// A style sheet of whose line ends more than one reaches the output.
const STYLE: &str = "/*! Rechte\n bei uns */\n:root { --x: a\n b; --y: { c:\n d } }\n\
                     b::after { content: \"e\\\nf\"; color: red }\n";

/// A script; it is published as it was written.
const SCRIPT: &str = "const a = `b\nc`;\nconsole.log(a);\n";

/// D16: what Windows' editors do to a text.
#[test]
fn line_ends_marks_and_missing_ends_do_not_show() {
    let record = "---\r\ntitle: A\r\nsummary: >\r\n  zwei\r\n  Zeilen\r\ndate: 2017-01-02\r\nplace: \"gefaltet\r\n  hier\"\r\ntags:\r\n  - X\r\n---\r\n\
                  # Titel\r\n\r\nErste  \r\nZweite\r\nDritte.\r\n\r\n```rust\r\nlet a = 1;\r\n\r\nlet b = 2;\r\n```\r\n\r\n\
                  Tabelle: T\r\n\r\n| a | b |\r\n|---|--:|\r\n| 1 | 2 |\r\n\r\n- [x] x\r\n- y\r\n\r\n    code\r\n\r\nA[^1]\r\n\r\n[^1]: N\r\n\r\n> [!NOTE]\r\n> Text\r\n\r\nBegriff\r\n: Erklärung\r\n";
    let settings = format!("{SITE}description: |\n  eins\n  zwei\n");
    let template = "{% extends \"plain/record.html\" %}\n{% block content %}\n<pre>\n a\n</pre>\n{{ super() }}{% endblock content %}\n";
    let change = |mark: &str, end: &str, last: &str, text: &str| {
        let text = text.replace("\r\n", "\n").replace('\n', end);
        format!("{mark}{}{last}", text.trim_end())
    };
    let build = |name: &str, mark: &str, end: &str, last: &str| {
        let site = Workshop::site(&format!("same-{name}"), &[]);
        site.write("content/workshops/a.md", change(mark, end, last, record));
        site.write(
            "content/site.yaml",
            change(mark, end, last, &settings.replace("plain", "eigen")),
        );
        site.write(
            "themes/eigen/theme.yaml",
            change(mark, end, last, "name: eigen\nextends: plain\n"),
        );
        site.write(
            "themes/eigen/templates/record.html",
            change(mark, end, last, template),
        );
        site.write("themes/eigen/strings/de.yaml", change(mark, end, last, "facts: F\n"));
        site.write("themes/eigen/assets/b.css", change(mark, end, last, STYLE));
        site.write("themes/eigen/assets/b.js", change(mark, end, end, SCRIPT));
        site.build()
    };
    let plain = build("lf", "", "\n", "\n");
    for (name, mark, end, last) in [
        ("crlf", "", "\r\n", "\r\n"),
        ("cr", "", "\r", "\r"),
        ("mark", "\u{feff}", "\n", "\n"),
        ("all", "\u{feff}", "\r\n", ""),
        ("unended", "", "\n", ""),
    ] {
        let other = build(name, mark, end, last);
        assert_eq!(
            plain.keys().collect::<Vec<_>>(),
            other.keys().collect::<Vec<_>>(),
            "{name}"
        );
        // The manifest comes last in interest, though first in order.
        for (path, bytes) in plain.iter().rev() {
            let (expected, found) =
                (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&other[path]));
            assert_eq!(expected, found, "{name}: {path}");
        }
    }
}

/// D8: only what changed is written, and a second build changes nothing.
#[test]
fn a_second_build_changes_nothing() {
    use std::os::unix::fs::MetadataExt as _;
    let site = full("same-twice");
    let first = site.build();
    let inode =
        |path: &str| std::fs::metadata(site.path("public").join(path)).unwrap().ino();
    let before: Vec<u64> = first.keys().map(|path| inode(path)).collect();
    assert!(site.build() == first);
    let after: Vec<u64> = first.keys().map(|path| inode(path)).collect();
    assert_eq!(before, after);
}
