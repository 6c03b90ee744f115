//! What editors leave behind, what is not finished and what is confidential stays out of the output.

use crate::workshop::{SITE, Workshop, places, text, tree};

/// Files that no site consists of. Each holds the word `verborgen`.
const LEFTOVERS: &[&str] = &[
    "content/.env",
    "content/.git/config",
    "content/.DS_Store",
    "content/workshops/.a.md.swp",
    "content/workshops/.#a.md",
    "content/workshops/#a.md#",
    "content/workshops/a.md~",
    "content/workshops/a.md.orig",
    "content/workshops/a.md.bak",
    "content/workshops/a.md.swo",
    "content/workshops/a.md.tmp",
    "content/workshops/b.md.bck",
    "content/workshops/c.md___jb_tmp___",
    "content/workshops/4913",
    "content/workshops/Thumbs.db",
    "content/workshops/desktop.ini",
    "content/workshops/~$Protokoll.docx",
    "content/workshops/_private.md",
    "content/workshops/_private/a.md",
    "content/_private/bild.png",
    "content/.versteckt/a.md",
    "content/workshops/unverlinkt.pdf",
    "content/workshops/notizen.txt",
    "themes/plain/assets/.env",
    "themes/plain/assets/style.css~",
    "themes/plain/templates/record.html.orig",
    "public.md",
    "notes.txt",
];

/// B14.
#[test]
fn leftovers_stay_out() {
    let site = Workshop::site(
        "leftovers",
        &[("content/workshops/a.md", "---\ntitle: A\ndate: 2017-01-02\n---\n")],
    );
    for file in LEFTOVERS {
        site.write(file, "---\ntitle: verborgen\ndate: 2017\n---\nverborgen\n");
    }
    let output = site.build();
    assert_eq!(places(&output, "verborgen"), [""; 0]);
    for name in
        [".env", ".git", "private", "swp", "orig", "~", "DS_Store", ".bak", "4913"]
    {
        let named: Vec<&String> =
            output.keys().filter(|path| path.contains(name)).collect();
        assert!(named.is_empty(), "{name}: {named:?}");
    }
    site.write("content/b.md", "---\ntitle: B\n---\n![x](_private/bild.png)\n");
    assert_eq!(site.findings(), ["missing-file content/b.md:4:1"]);
}

/// B14: drafts and what is planned, with all that hangs on them.
#[test]
fn drafts_and_plans_stay_out() {
    let site = Workshop::site(
        "unfinished",
        &[
            (
                "content/workshops/entwurf/index.md",
                "---\ntitle: Entwurf\ndate: 2017\ndraft: true\ntags: [Rohling]\naliases: [/alt-entwurf/]\n---\n![Bild](entwurf.png) [[geplant]]\n",
            ),
            ("content/workshops/entwurf/entwurf.png", "x"),
            (
                "content/workshops/geplant.md",
                "---\ntitle: Entwurf zwei\ndate: 2017\npublish_on: 2025-01-03\n---\n",
            ),
            (
                "content/workshops/_index.md",
                "---\ntitle: Entwurf drei\ndraft: true\n---\nEntwurf.\n",
            ),
            (
                "content/ordner/_index.md",
                "---\ntitle: Entwurf vier\npublish_on: 2025-01-03\n---\nEntwurf.\n",
            ),
            (
                "content/_index.md",
                "---\ntitle: Entwurf fünf\ndraft: true\n---\nEntwurf.\n",
            ),
            (
                "content/workshops/heute.en.md",
                "---\ntitle: Entwurf sechs\ndraft: true\n---\n[[entwurf]]\n",
            ),
            (
                "content/workshops/heute.md",
                "---\ntitle: Heute\ndate: 2017\npublish_on: 2025-01-02\n---\n",
            ),
        ],
    );
    site.write("content/site.yaml", format!("{SITE}languages: [de, en]\n"));
    let output = site.build();
    assert!(output.contains_key("workshops/heute/index.html"));
    assert_eq!(places(&output, "entwurf"), [""; 0]);
    assert_eq!(places(&output, "rohling"), [""; 0]);
    let drafts = site.build_with(&["--drafts"]);
    assert!(text(&drafts, "workshops/entwurf/index.html").contains("noindex"));
    assert!(drafts.contains_key("workshops/entwurf/entwurf.png"));
    assert!(text(&drafts, "workshops/index.html").contains("Entwurf drei"));
    assert!(!text(&drafts, "sitemap.xml").contains("entwurf"));
    let later = site.build_with(&["--as-of", "2025-01-03"]);
    assert!(later.contains_key("workshops/geplant/index.html"));
    // Whatever was shown once is gone again.
    assert_eq!(places(&site.build(), "entwurf"), [""; 0]);
    site.write("content/b.md", "---\ntitle: B\n---\n[[entwurf]]\n\n[x](workshops/geplant.md)\n\n![x](workshops/entwurf/entwurf.png)\n");
    let expected: Vec<String> =
        [4, 6, 8].map(|line| format!("unpublished-target content/b.md:{line}:1")).into();
    assert_eq!(site.findings(), expected);
}

/// A talk with all that a talk can have, and everything that can point at it.
const TALK: &[(&str, &str)] = &[
    (
        "content/gespraeche/g/index.md",
        "---\ntitle: Heikles Thema\ndate: 2017-05-11\ntime: 9:30\nplace: Rathaus Görlitz\naddress: Untermarkt 6\nregion: goerlitz\nsummary: Heikel\norganisations: [firma]\npeople: [klar]\norganiser: firma\nphase: p\nchallenges: [c]\ntags: [Heikel]\naliases: [/heikel/]\nminutes: {document: notiz, approved: true}\nparticipants: {count: 987654}\n---\nHeikler Text. ![Heikel](heikel.png)\n",
    ),
    ("content/gespraeche/g/heikel.png", "x"),
    ("content/dokumente/notiz.md", "---\ntitle: Heikle Notiz\nfile: heikel.txt\n---\n"),
    ("content/dokumente/heikel.txt", "heikel"),
    ("content/akteure/firma.md", "---\ntitle: Firma\ngroup: business\n---\n"),
    (
        "content/personen/klar.md",
        "---\ntitle: Kerstin Klar\npublication: {basis: office, date: 2017}\n---\n",
    ),
    ("content/phasen/p.md", "---\ntitle: P\nstart: 2017\nend: 2018\n---\n"),
    ("content/herausforderungen/c.md", "---\ntitle: C\n---\n"),
    ("content/empfehlungen/e.md", "---\ntitle: E\nderived_from: [g]\n---\n"),
    (
        "content/dokumente/d.md",
        "---\ntitle: D\nurl: https://x.example/\nresults_from: [talk/g]\n---\n",
    ),
    ("content/aktuelles/n.md", "---\ntitle: N\ndate: 2018\nabout: [g, notiz]\n---\n"),
];

/// F7: nothing of a single talk, whoever points at it.
#[test]
fn talks_are_numbers() {
    let site = Workshop::site("talks", TALK);
    let output = site.build();
    for word in [
        "heik",
        "2017-05",
        "11. Mai",
        "Mai 2017",
        "Rathaus",
        "Untermarkt",
        "gespraeche/g",
        "talk/g",
        "987654",
        "9:30",
        "notiz",
    ] {
        assert_eq!(places(&output, word), [""; 0], "{word}");
    }
    let list = text(&output, "gespraeche/index.html");
    for line in [
        "total:  1;",
        "year: 2017 1;",
        "region: Landkreis Görlitz 1;",
        "group: Wirtschaft 1;",
    ] {
        assert!(list.contains(line), "{line} in {list}");
    }
    for page in ["personen/klar", "akteure/firma", "phasen/p", "herausforderungen/c"] {
        let page = text(&output, &format!("{page}/index.html"));
        assert!(!page.contains("<h2"), "no way back: {page}");
    }
    site.write("content/b.md", "---\ntitle: B\n---\n[[g]]\n\n![x](gespraeche/g/heikel.png)\n\n[x](dokumente/heikel.txt)\n");
    let expected: Vec<String> =
        [4, 6, 8].map(|line| format!("unpublished-target content/b.md:{line}:1")).into();
    assert_eq!(site.findings(), expected);
}

/// F8: minutes that nobody approved, with document, file and links.
#[test]
fn unapproved_minutes_stay_out() {
    let meeting =
        |minutes: &str| format!("---\ntitle: W\ndate: 2017\nminutes: {minutes}\n---\n");
    let site = Workshop::site(
        "minutes",
        &[
            (
                "content/dokumente/m.md",
                "---\ntitle: Das Protokoll\nfile: ../anlagen/protokoll.pdf\ntags: [Protokolliert]\naliases: [/protokoll/]\nresults_from: [w]\n---\n",
            ),
            ("content/anlagen/protokoll.pdf", "x"),
            ("content/aktuelles/n.md", "---\ntitle: N\ndate: 2018\nabout: [m]\n---\n"),
        ],
    );
    let states = [
        ("{document: m}", false),
        ("{document: m, approved: false}", false),
        ("{document: Das_M, approved: true}", true),
        ("{document: m, approved: true}", true),
    ];
    site.write(
        "content/dokumente/das-m.md",
        "---\ntitle: X\nurl: https://x.example/\n---\n",
    );
    for (minutes, approved) in states {
        site.write("content/workshops/w.md", meeting(minutes));
        let output = site.build();
        assert_eq!(places(&output, "protokoll").is_empty(), !approved, "{minutes}");
        assert_eq!(output.contains_key("anlagen/protokoll.pdf"), approved, "{minutes}");
    }
    site.write("content/workshops/w.md", meeting("{document: m}"));
    assert_eq!(places(&site.build_with(&["--drafts"]), "protokoll"), [""; 0]);
    site.write(
        "content/b.md",
        "---\ntitle: B\n---\n[[m]]\n\n[x](anlagen/protokoll.pdf)\n",
    );
    let expected: Vec<String> =
        [4, 6].map(|line| format!("unpublished-target content/b.md:{line}:1")).into();
    assert_eq!(site.findings(), expected);
}

/// F9, and the latest entry of a history up to the day (F4, F5).
#[test]
fn rejected_ideas_need_a_reason_and_stay_visible() {
    let site = Workshop::site(
        "rejected",
        &[
            ("content/empfehlungen/a.md", "---\ntitle: A\nstatus: not_pursued\n---\n"),
            (
                "content/empfehlungen/b.md",
                "---\ntitle: B\nhistory: [{date: 2017, status: adopted}, {date: 2018, status: not_pursued}]\n---\n",
            ),
        ],
    );
    let found = site.findings();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found.iter().all(|finding| finding.starts_with("missing-field")),
        "{found:?}"
    );
    site.write(
        "content/empfehlungen/a.md",
        "---\ntitle: A\nstatus: not_pursued\nreason: Zu teuer.\n---\n",
    );
    site.write("content/empfehlungen/b.md", "---\ntitle: B\nhistory: [{date: 2017, note: Los}, {date: 2018-05, status: adopted}, {date: 2019, progress: 40, source: Q}, {date: 2030, status: done}]\n---\n");
    let output = site.build();
    assert!(text(&output, "empfehlungen/a/index.html").contains("Zu teuer."));
    assert!(text(&output, "empfehlungen/index.html").contains("[nicht weiterverfolgt]"));
    let page = text(&output, "empfehlungen/b/index.html");
    assert!(page.contains("beschlossen 40 since 2018-05"), "{page}");
    assert!(!page.contains("2030"), "{page}");
    assert!(tree(&site.path("content")).len() == 3);
}

/// C21: where on the machine the site lies is nobody's business, even where the output is refused.
#[test]
fn messages_do_not_say_where_the_site_lies() {
    let site = Workshop::site(
        "whereabouts",
        &[("content/leitlinien/a.md", "---\ntitle: A\n---\n")],
    );
    let folder = site.path("");
    let folder = folder.to_str().unwrap().trim_end_matches('/');
    site.build();
    let faults = [
        (
            "public/leitlinien/a/index.html",
            "by hand",
            ": public/leitlinien/a/index.html\n",
        ),
        (
            "public/.werkstatt-manifest.json",
            "no manifest",
            " `public/.werkstatt-manifest.json`",
        ),
        ("content/site.yaml", "title: [", " content/site.yaml:1:"),
    ];
    for (file, text, named) in faults {
        let kept = std::fs::read(site.path(file)).unwrap();
        site.write(file, text);
        for (within, arguments) in [
            ("", &["build"][..]),
            ("content", &["build"]),
            ("", &["build", "--site", folder]),
            ("", &["build", "--site", folder, "--out", "public"]),
        ] {
            let built = site.at(within).run(arguments);
            assert_ne!(built.status, 0, "{file}");
            assert!(built.text.contains(named), "{file}, {arguments:?}: {}", built.text);
            assert!(
                !built.text.contains(folder),
                "{file}, {arguments:?}: {}",
                built.text
            );
        }
        site.write(file, kept);
    }
}
