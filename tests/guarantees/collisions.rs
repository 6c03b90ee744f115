//! Two sources of one address are an error that names both, however the addresses come to be equal.

use crate::workshop::{SITE, Workshop};

/// Files with their texts.
type Files = &'static [(&'static str, &'static str)];

/// D13: two sources, with the words that the finding has to hold.
const COLLISIONS: &[(&str, Files, &[&str])] = &[
    (
        "permalink",
        &[
            ("content/ueber/a.md", "---\ntitle: A\n---\n"),
            ("content/Über/b.md", "---\ntitle: B\n---\n"),
            ("content/ueber/b.md", "---\ntitle: C\n---\n"),
        ],
        &["content/ueber/b.md", "content/Über/b.md"],
    ),
    (
        "page against list",
        &[
            ("content/workshops.md", "---\ntitle: A\n---\n"),
            ("content/workshops/a.md", "---\ntitle: B\ndate: 2017\n---\n"),
        ],
        &["content/workshops.md", "content/workshops"],
    ),
    (
        "alias against page",
        &[
            ("content/a.md", "---\ntitle: A\naliases: [/b]\n---\n"),
            ("content/b.md", "---\ntitle: B\n---\n"),
        ],
        &["content/a.md", "content/b.md"],
    ),
    (
        "alias against alias, by case",
        &[
            ("content/a.md", "---\ntitle: A\naliases: [/Alt/x]\n---\n"),
            ("content/b.md", "---\ntitle: B\naliases: [/alt/X/]\n---\n"),
        ],
        &["content/a.md", "content/b.md"],
    ),
    (
        "alias against alias, by composition",
        &[
            ("content/a.md", "---\ntitle: A\naliases: [\"/u\u{308}ber\"]\n---\n"),
            ("content/b.md", "---\ntitle: B\naliases: [/über, /%C3%BCber/]\n---\n"),
        ],
        &["content/a.md", "content/b.md"],
    ),
    (
        "alias against index.html",
        &[
            ("content/a.md", "---\ntitle: A\naliases: [/b/index.html]\n---\n"),
            ("content/b.md", "---\ntitle: B\n---\n"),
        ],
        &["content/a.md", "content/b.md"],
    ),
    (
        "alias against the home page",
        &[("content/a.md", "---\ntitle: A\naliases: [/]\n---\n")],
        &["content/a.md", "`/`"],
    ),
    (
        "alias against a tag",
        &[
            ("content/a.md", "---\ntitle: A\naliases: [/schlagworte/x]\n---\n"),
            ("content/b.md", "---\ntitle: B\ntags: [X]\n---\n"),
        ],
        &["content/a.md", "content/b.md"],
    ),
    (
        "tag against page",
        &[
            ("content/schlagworte/x.md", "---\ntitle: A\n---\n"),
            ("content/b.md", "---\ntitle: B\ntags: [X]\n---\n"),
        ],
        &["content/schlagworte/x.md", "content/b.md"],
    ),
    (
        "page against our own",
        &[("content/offene-punkte.md", "---\ntitle: A\n---\n")],
        &["content/offene-punkte.md", "/offene-punkte/"],
    ),
    (
        "page against a selection",
        &[
            ("content/auswahl/jahr/2017.md", "---\ntitle: A\n---\n"),
            ("content/aktuelles/b.md", "---\ntitle: B\ndate: 2017\n---\n"),
            ("content/aktuelles/c.md", "---\ntitle: C\ndate: 2018\n---\n"),
        ],
        &["content/auswahl/jahr/2017.md", "/auswahl/jahr/2017/"],
    ),
    (
        "file names by case",
        &[
            ("content/glossar/A.md", "---\ntitle: A\n---\n"),
            ("content/glossar/a.md", "---\ntitle: B\n---\n"),
        ],
        &["content/glossar/A.md", "content/glossar/a.md"],
    ),
    (
        "file names by composition",
        &[
            ("content/glossar/u\u{308}.md", "---\ntitle: A\n---\n"),
            ("content/glossar/ü.md", "---\ntitle: B\n---\n"),
        ],
        &["content/glossar/ü.md"],
    ),
    (
        "ids by slug",
        &[
            ("content/glossar/a b.md", "---\ntitle: A\n---\n"),
            ("content/glossar/a-b.md", "---\ntitle: B\n---\n"),
        ],
        &["content/glossar/a b.md", "content/glossar/a-b.md"],
    ),
    (
        "ids with trailing dot and space",
        &[
            ("content/glossar/a..md", "---\ntitle: A\n---\n"),
            ("content/glossar/a .md", "---\ntitle: B\n---\n"),
        ],
        &["content/glossar/a .md", "content/glossar/a..md"],
    ),
    (
        "bundle against file",
        &[
            ("content/glossar/a/index.md", "---\ntitle: A\n---\n"),
            ("content/glossar/a.md", "---\ntitle: B\n---\n"),
        ],
        &["content/glossar/a/index.md", "content/glossar/a.md"],
    ),
    (
        "page against translation",
        &[
            ("content/en/a.md", "---\ntitle: A\n---\n"),
            ("content/a.en.md", "---\ntitle: B\n---\n"),
            ("content/a.md", "---\ntitle: C\n---\n"),
        ],
        &["content/en/a.md", "content/a"],
    ),
    (
        "page against the home page of a language",
        &[("content/en.md", "---\ntitle: A\n---\n")],
        &["content/en.md", "/en/"],
    ),
    (
        "files by slug",
        &[
            ("content/a.md", "---\ntitle: A\n---\n![x](<b c.png>) ![x](b-c.PNG)\n"),
            ("content/b c.png", "x"),
            ("content/b-c.PNG", "y"),
        ],
        &["content/b c.png", "b-c.PNG"],
    ),
    (
        "file against folder",
        &[
            ("content/a.md", "---\ntitle: A\n---\n[x](LICENSE)\n"),
            ("content/LICENSE", "x"),
            ("content/license.md", "---\ntitle: L\n---\n"),
        ],
        &["content/license"],
    ),
    (
        "file as folder",
        &[
            ("content/a.md", "---\ntitle: A\n---\n[x](lizenz)\n"),
            ("content/lizenz", "x"),
            ("content/b.md", "---\ntitle: L\naliases: [/lizenz/x]\n---\n"),
        ],
        &["[x](lizenz)", "content/b.md"],
    ),
    (
        "file against ours",
        &[
            ("content/a.md", "---\ntitle: A\n---\n[x](robots.txt)\n"),
            ("content/robots.txt", "x"),
        ],
        &["content/a.md", "robots.txt"],
    ),
    (
        "texts of one section",
        &[
            ("content/über/_index.md", "---\ntitle: A\n---\n"),
            ("content/ueber/_index.md", "---\ntitle: B\n---\n"),
        ],
        &["content/ueber/_index.md", "content/über/_index.md"],
    ),
];

#[test]
fn collisions_name_both_sources() {
    for (what, files, words) in COLLISIONS {
        let site =
            Workshop::site(&format!("collision-{}", what.replace(' ', "-")), files);
        site.write("content/site.yaml", format!("{SITE}languages: [de, en]\n"));
        let built = site.run(&["build"]);
        assert_eq!(built.status, 1, "{what}: {}", built.text);
        assert!(!site.path("public").exists(), "{what}");
        let kinds = ["address-collision", "duplicate-id", "ambiguous-file-name"];
        assert!(
            kinds.iter().any(|kind| built.text.contains(kind)),
            "{what}: {}",
            built.text
        );
        for word in *words {
            assert!(built.text.contains(word), "{what}, {word}: {}", built.text);
        }
    }
}

/// D13: the real trap.
#[test]
fn leipzig_is_a_city_and_a_district() {
    let site = Workshop::site(
        "leipzig",
        &[
            (
                "content/akteure/leipzig.md",
                "---\ntitle: Stadt Leipzig\nregion: leipzig\ntags: [Leipzig]\n---\n[[landkreis-leipzig]] [[actor/leipzig]]\n",
            ),
            (
                "content/akteure/landkreis-leipzig.md",
                "---\ntitle: Landkreis Leipzig\nregion: landkreis-leipzig\ntags: [Landkreis Leipzig]\n---\n",
            ),
            (
                "content/workshops/leipzig.md",
                "---\ntitle: Leipzig\ndate: 2017-01-02\nregion: leipzig\norganiser: leipzig\n---\n",
            ),
        ],
    );
    let output = site.build();
    for page in [
        "akteure/leipzig",
        "akteure/landkreis-leipzig",
        "workshops/leipzig",
        "schlagworte/leipzig",
        "schlagworte/landkreis-leipzig",
    ] {
        assert!(output.contains_key(&format!("{page}/index.html")), "{page}");
    }
    site.write("content/a.md", "---\ntitle: A\n---\n[[leipzig]]\n");
    assert_eq!(site.findings(), ["ambiguous-target content/a.md:4:1"]);
}
