//! Hostile names and colliding addresses: every one is a finding or a safe slug, and nothing outside
//! the output ever changes.

use std::collections::BTreeMap;

use crate::workshop::{SITE, Workshop, tree};

/// C1: paths that people or attackers write. Those that no file name can have are left out there.
const HOSTILE: &[&str] = &[
    "..",
    "../..",
    "../../../../tmp/werkstatt-escaped",
    "../public",
    "../content/site.yaml",
    "/..",
    "/../x",
    "/../../etc/passwd",
    "/etc/passwd",
    "//etc/passwd",
    "///",
    "x/../../y",
    "x/./../../../y",
    "./x",
    "x/.",
    "x/..",
    "%2e%2e/x",
    "%2E%2E/%2E%2E/x",
    "%2e%2e%2fx",
    "..%2fx",
    "..%5cx",
    "%252e%252e/x",
    "x%00y",
    "%00",
    "%",
    "%2",
    "%zz",
    "%ff%fe",
    "%c0%ae%c0%ae/x",
    "..\\x",
    "\\\\server\\share",
    "x\\..\\..\\y",
    "C:\\Windows",
    "C:/Windows",
    "c:x",
    "file:///etc/passwd",
    "CON",
    "con.txt",
    "NUL",
    "aux/x",
    "COM1",
    "lpt9.html",
    "x.",
    "x /y",
    "x/ ",
    "x../y",
    " ",
    ".",
    ".git/config",
    ".htaccess",
    ".werkstatt-manifest.json",
    "_headers",
    "_redirects",
    "robots.txt",
    "index.html",
    "404.html",
    "x?y",
    "x#y",
    "x*y",
    "x|y",
    "x<y>",
    "x\"y",
    "x\u{202e}gpj.y",
    "\u{ff0e}\u{ff0e}/x",
    "x\u{7}y",
    "~",
    "~root/x",
    "$HOME/x",
    "`id`",
    "-rf",
];

/// A text as YAML between double quotes.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// Checks that nothing beside the output and its staging changed, and that no file of the output has
/// an address outside of it; the run must end by itself, with findings or without.
fn survives(site: &Workshop, what: &str) {
    let before = outside(site);
    let built = site.at("in").run(&["build", "--format", "json"]);
    assert!(matches!(built.status, 0 | 1), "{what}: {}", built.text);
    assert_eq!(
        outside(site).keys().collect::<Vec<_>>(),
        before.keys().collect::<Vec<_>>()
    );
    assert!(outside(site) == before, "{what}: something else changed");
    let reserved = ["..", "con", "nul", "aux", "com1", "lpt9"];
    for path in tree(&site.path("in/public")).keys() {
        for segment in path.split('/') {
            let stem = segment.split('.').next().unwrap_or_default();
            let is_bad = segment.ends_with(['.', ' ']) || reserved.contains(&stem);
            assert!(!is_bad, "{what}: {path}");
        }
    }
}

/// All files around the output.
fn outside(site: &Workshop) -> BTreeMap<String, Vec<u8>> {
    let mut files = tree(&site.path("."));
    files.retain(|path, _| !path.starts_with("in/public/"));
    files
}

/// A site one folder down, so that its parent can be watched; the program is run in the parent.
fn nested(name: &str) -> Workshop {
    let site = Workshop::site(name, &[]);
    let theme = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    site.copy(&theme.join("tests/sites/plain-theme"), "in/themes/plain");
    site.write("in/content/site.yaml", SITE);
    site.write("x/canary.txt", "still here");
    site.write("canary.txt", "still here");
    site
}

/// Builds the inner site; there is no other.
fn inner(name: &str) -> Workshop {
    let site = nested(name);
    site.remove("content/site.yaml");
    site
}

#[test]
fn hostile_paths_in_records_stay_inside() {
    for (number, hostile) in HOSTILE.iter().enumerate() {
        if number % 10 == 0 {
            let site = inner(&format!("hostile-{number}"));
            for (place, hostile) in HOSTILE.iter().enumerate().skip(number).take(10) {
                let text = quoted(hostile);
                site.write(
                    &format!("in/content/workshops/r{place}.md"),
                    format!("---\ntitle: {text}\ndate: 2017\naliases: [{text}]\n---\n"),
                );
                site.write(
                    &format!("in/content/glossar/t{place}.md"),
                    format!("---\ntitle: {text}\ntags: [{text}]\nsee: [{text}]\n---\n"),
                );
                site.write(
                    &format!("in/content/dokumente/d{place}.md"),
                    format!("---\ntitle: D\nfile: {text}\n---\n![X](<{hostile}>)\n"),
                );
            }
            survives(&site, hostile);
        }
    }
}

#[test]
fn each_hostile_alias_is_named_or_safe() {
    let site = Workshop::site("hostile-alias", &[]);
    let mut lines = String::from("---\ntitle: A\naliases:\n");
    for hostile in HOSTILE {
        lines.push_str(&format!("  - {}\n", quoted(&format!("/neu/{hostile}"))));
    }
    site.write("content/a.md", format!("{lines}---\n"));
    let found = site.findings();
    for (place, hostile) in HOSTILE.iter().enumerate() {
        let line = format!(" content/a.md:{}:", place + 4);
        let is_named = found.iter().any(|finding| finding.contains(&line));
        let is_hostile = ["..", "\\", "%2e%2e", "%00", "|", "*", "C:", "con.", "NUL"]
            .iter()
            .any(|part| hostile.to_lowercase().contains(&part.to_lowercase()));
        let is_double = hostile.contains("%25");
        assert!(is_named || !is_hostile || is_double, "{hostile}: {found:#?}");
    }
}

#[test]
fn hostile_settings_stay_inside() {
    let site = inner("hostile-settings");
    let start = "title: T\nlanguage: de\n";
    for hostile in ["../../x", "/etc", "%2e%2e/x", "..\\x", "CON", "x\u{7}y"] {
        let (text, url) =
            (quoted(hostile), quoted(&format!("https://x.example/{hostile}")));
        let theme = format!("{start}base_url: https://x.example\ntheme: {text}\n");
        site.write("in/content/site.yaml", theme);
        survives(&site, hostile);
        site.write(
            "in/content/site.yaml",
            format!("{start}theme: plain\nbase_url: {url}\n"),
        );
        survives(&site, hostile);
    }
    let targets: Vec<String> = HOSTILE.iter().map(|hostile| quoted(hostile)).collect();
    site.write(
        "in/content/site.yaml",
        format!("{SITE}navigation: [{}]\n", targets.join(", ")),
    );
    survives(&site, "navigation");
    let folders = ["..", "../x", "/x", "x/../../y", "C:", "con", "a/b", "", ".", "x."];
    let mut model = String::from("kinds:\n");
    for (place, folder) in folders.iter().enumerate() {
        let folder = quoted(folder);
        model.push_str(&format!(
            "  k{place}: {{folder: {folder}, role: other, one: A, many: B}}\n"
        ));
        let record = format!("---\ntitle: R\nkind: k{place}\n---\n");
        site.write(&format!("in/content/r{place}.md"), record);
    }
    site.write("in/content/site.yaml", SITE);
    site.write("in/content/model.yaml", model);
    survives(&site, "folders of kinds");
    // Each by itself, so that no other one's finding keeps it from being written.
    for folder in ["..", "x/../../y", "con", "x."] {
        let folder = quoted(folder);
        let kind =
            format!("kinds:\n  k0: {{folder: {folder}, role: other, one: A, many: B}}\n");
        site.write("in/content/model.yaml", kind);
        for place in 1..folders.len() {
            site.write(&format!("in/content/r{place}.md"), "---\ntitle: R\n---\n");
        }
        survives(&site, &folder);
    }
}

#[test]
fn a_menu_leads_to_no_script() {
    let site = Workshop::site("menu-targets", &[]);
    let targets = [
        "javascript://%0aalert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//evil.example/",
        "file:///etc/passwd",
        "https://gut.example/",
    ];
    let list: Vec<String> = targets.iter().map(|target| quoted(target)).collect();
    site.write("content/site.yaml", format!("{SITE}navigation: [{}]\n", list.join(", ")));
    let found = site.findings();
    assert_eq!(found.len(), targets.len() - 1, "{found:#?}");
}

#[test]
fn hostile_file_names_are_named_or_become_slugs() {
    let site = Workshop::site("hostile-names", &[]);
    let names: Vec<String> = HOSTILE
        .iter()
        .map(|name| name.replace(['/', '\0'], "-"))
        .filter(|name| !matches!(name.as_str(), "." | ".."))
        .collect();
    for name in &names {
        site.write(&format!("content/glossar/{name}.md"), "---\ntitle: A\n---\n");
        site.write(&format!("content/bilder/{name}.png"), "x");
    }
    let built = site.run(&["build"]);
    assert_eq!(built.status, 1, "some names have no slug: {}", built.text);
    for name in &names {
        let path = site.path(&format!("content/glossar/{name}.md"));
        if built.text.contains(&format!("{name}.md")) {
            std::fs::remove_file(path).unwrap();
        }
    }
    let built = site.run(&["build"]);
    if built.status == 0 {
        for path in tree(&site.path("public/glossar")).keys() {
            let slug = path.trim_end_matches("index.html").trim_end_matches('/');
            let is_slug =
                |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(slug.chars().all(is_slug), "{path}");
        }
    }
}

/// D13: two sources of one address, with the words that the finding has to hold.
const COLLISIONS: &[(&str, &[(&str, &str)], &[&str])] = &[
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
