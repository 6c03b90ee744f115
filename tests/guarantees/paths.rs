//! Hostile names: every one is a finding or a safe slug, and nothing outside the output ever changes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use werkstatt::output::MANIFEST;

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
    ".werkstatt/tree",
    ".WERKSTATT/lock",
    "%2Ewerkstatt/tree",
    "x/.git/config",
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
            let is_hidden = segment.starts_with('.') && path != MANIFEST;
            let is_bad =
                is_hidden || segment.ends_with(['.', ' ']) || reserved.contains(&stem);
            assert!(!is_bad, "{what}: {path}");
        }
    }
}

/// All files around the output.
fn outside(site: &Workshop) -> BTreeMap<String, Vec<u8>> {
    let mut files = tree(&site.path("."));
    let ours = ["in/public/", "in/.werkstatt/"];
    files.retain(|path, _| !ours.iter().any(|folder| path.starts_with(folder)));
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
        let alias = quoted(&format!("/neu/{hostile}"));
        writeln!(lines, "  - {alias}").unwrap();
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
        writeln!(model, "  k{place}: {{folder: {folder}, role: other, one: A, many: B}}")
            .unwrap();
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
