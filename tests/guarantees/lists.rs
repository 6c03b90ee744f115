//! Long lists: split by keys that never move, so that a new record changes few files.

use std::collections::BTreeMap;

use crate::workshop::{SITE, Workshop, text, tree};

/// How many records of a kind.
const MANY: usize = 450;

/// First letters, unevenly used.
const LETTERS: [&str; 9] = ["A", "Ä", "B", "K", "S", "Š", "W", "Z", "4"];

/// A workshop of some year.
fn workshop(number: usize) -> String {
    let (year, month, day) = (2010 + number % 9, number % 12 + 1, number % 28 + 1);
    format!(
        "---\ntitle: Treffen {number}\ndate: {year}-{month:02}-{day:02}\ntags: [Viel{}]\n---\n",
        if number.is_multiple_of(3) { ", Selten" } else { "" }
    )
}

/// A site with 450 workshops, terms and pages.
fn site(name: &str) -> Workshop {
    let site = Workshop::site(name, &[]);
    site.write("content/site.yaml", SITE);
    for number in 0..MANY {
        site.write(&format!("content/workshops/w{number:03}.md"), workshop(number));
        let letter = LETTERS[number % LETTERS.len()];
        let term = format!("---\ntitle: {letter}begriff {number}\n---\n");
        site.write(&format!("content/glossar/t{number:03}.md"), term);
        if number < 210 {
            let page = format!("---\ntitle: Seite {number}\n---\n");
            site.write(&format!("content/seiten/p{number:03}.md"), page);
        }
    }
    site
}

/// The addresses of the list entries of a page.
fn entries(page: &str) -> Vec<&str> {
    let lines =
        page.lines().filter_map(|line| line.trim_start().strip_prefix("<li><a href=\""));
    lines.filter_map(|line| line.split('"').next()).collect()
}

/// The files that differ between two outputs, but for the manifest.
fn changed(
    before: &BTreeMap<String, Vec<u8>>,
    after: &BTreeMap<String, Vec<u8>>,
) -> Vec<String> {
    let names: std::collections::BTreeSet<&String> =
        before.keys().chain(after.keys()).collect();
    let differs = |path: &&&String| before.get(**path) != after.get(**path);
    let found = names.iter().filter(differs).map(|path| (*path).clone());
    found.filter(|path| !path.starts_with('.')).collect()
}

#[test]
fn long_lists_are_split_by_stable_keys() {
    let site = site("lists");
    let output = site.build();
    let section = text(&output, "workshops/index.html");
    assert_eq!(entries(section).len(), 20, "the newest");
    assert!(section.contains("450 entries"));
    let mut total = 0;
    for year in 2010..2019 {
        let page = text(&output, &format!("workshops/{year}/index.html"));
        assert!(
            section.contains(&format!("<a href=\"/workshops/{year}/\">{year}</a> 50"))
        );
        assert!(page.contains("aria-current=\"page\""), "{year}");
        total += entries(page).len();
    }
    assert_eq!(total, MANY);
    let newest = entries(section)[0];
    let page = text(&output, "workshops/2018/index.html");
    assert_eq!(entries(page)[0], newest);
    let keys = ["a", "b", "k", "s", "w", "z", "zeichen"];
    let terms: usize = keys
        .iter()
        .map(|key| entries(text(&output, &format!("glossar/{key}/index.html"))).len())
        .sum();
    assert_eq!(terms, MANY);
    assert_eq!(entries(text(&output, "glossar/a/index.html")).len(), 100, "A and Ä");
    // A tag with as many is split as well, one with fewer is not.
    assert!(output.contains_key("schlagworte/viel/2010/index.html"));
    assert!(!output.contains_key("schlagworte/selten/2010/index.html"));
    assert_eq!(entries(text(&output, "schlagworte/selten/index.html")).len(), 150);
    // Pages keep their paths and are never split; the site map names them all.
    let map = text(&output, "uebersicht/index.html");
    for link in entries(map) {
        let path = format!("{}index.html", link.trim_start_matches('/'));
        assert!(output.contains_key(&path), "{link}");
    }
    assert!(map.contains("/seiten/p209/"));
    assert!(map.contains("/workshops/2018/") && !map.contains("/workshops/w000/"));
}

#[test]
fn a_new_record_changes_few_files() {
    let site = site("lists-new");
    let before = site.build();
    site.write("content/glossar/neu.md", "---\ntitle: Abegriff neu\n---\n");
    let term = site.build();
    let files = changed(&before, &term);
    let expected = [
        "glossar/a/index.html",
        "glossar/index.html",
        "glossar/neu/index.html",
        "sitemap.xml",
        "uebersicht/index.html",
    ];
    for file in expected {
        assert!(files.iter().any(|found| found == file), "{file}: {files:#?}");
    }
    // Beside these, its two neighbours alone.
    assert!(files.len() <= expected.len() + 2, "{files:#?}");
    site.write(
        "content/workshops/neu.md",
        "---\ntitle: Neu\ndate: 2013-06-05\ntags: [Viel]\n---\n",
    );
    let files = changed(&term, &site.build());
    let expected = [
        "index.html",
        "schlagworte/index.html",
        "schlagworte/viel/2013/index.html",
        "schlagworte/viel/index.html",
        "sitemap.xml",
        "uebersicht/index.html",
        "workshops/2013/index.html",
        "workshops/index.html",
        "workshops/neu/index.html",
    ];
    for file in expected {
        assert!(files.iter().any(|found| found == file), "{file}: {files:#?}");
    }
    assert!(files.len() <= expected.len() + 2, "{files:#?}");
}

/// Letters that lose their marks in an address keep apart.
#[test]
fn letters_with_marks_have_pages_of_their_own() {
    let site = Workshop::site("lists-hsb", &[]);
    site.write("content/site.yaml", SITE.replace("language: de", "language: hsb"));
    for number in 0..210 {
        let letter = ["Č", "Ć", "C", "Ch"][number % 4];
        let term = format!("---\ntitle: {letter}a {number}\n---\n");
        site.write(&format!("content/glossar/t{number:03}.md"), term);
    }
    let built = site.run(&["build"]);
    assert_eq!(built.status, 0, "{}", built.text);
    let output = tree(&site.path("public"));
    for key in ["c", "c-10d", "c-107", "ch"] {
        let page = text(&output, &format!("glossar/{key}/index.html"));
        assert!(entries(page).len() > 50, "{key}");
    }
}

#[test]
fn a_record_at_the_address_of_a_part_is_a_collision() {
    let site = site("lists-collision");
    site.write("content/workshops/2017.md", "---\ntitle: A\ndate: 2017\n---\n");
    let built = site.run(&["check"]);
    assert_eq!(built.status, 1);
    assert!(built.text.contains("address-collision"), "{}", built.text);
    for source in ["content/workshops/2017.md", "content/workshops"] {
        assert!(built.text.contains(source), "{}", built.text);
    }
}

/// No page has an id twice, whatever headings are called.
#[test]
fn ids_of_groups_and_fields_are_no_headings() {
    let site = Workshop::site("lists-ids", &[]);
    let settings = "title: T\nbase_url: https://test.example\nlanguage: de\n";
    site.write("content/site.yaml", settings);
    let texts = [
        ("glossar/_index.md", "## Gruppe A\n\n## Gruppe  A\n"),
        ("glossar/a.md", "---\ntitle: Anfang\ntags: [T]\n---\n"),
        ("glossar/b.md", "---\ntitle: Boden\ntags: [T]\n---\n"),
        ("workshops/_index.md", "## Gruppe 2017\n\n## Gruppe 2018\n"),
        ("workshops/w.md", "---\ntitle: W\ndate: 2017-01-01\n---\n"),
        ("workshops/x.md", "---\ntitle: X\ndate: 2018-01-01\ntags: [T]\n---\n"),
        (
            "empfehlungen/e.md",
            "---\ntitle: E\nstatus: not_pursued\nreason: |\n  ## Ziele\n\n  A[^1]\n\n  [^1]: N\n---\n\
             ## Reason Ziele\n\n## Reason fn 1\n\nA[^1]\n\n[^1]: N\n",
        ),
    ];
    for (file, text) in texts {
        site.write(&format!("content/{file}"), text);
    }
    let output = site.build();
    for (path, page) in &output {
        let page = String::from_utf8_lossy(page);
        let ids = page.match_indices(" id=").map(|(at, mark)| {
            let rest = page[at + mark.len()..].trim_start_matches('"');
            rest.split(['"', ' ', '>']).next().unwrap().to_owned()
        });
        let mut ids: Vec<String> = ids.collect();
        ids.sort();
        let mut once = ids.clone();
        once.dedup();
        assert_eq!(ids, once, "{path}");
    }
    let glossary = text(&output, "glossar/index.html");
    assert!(glossary.contains("gruppe-a") && glossary.contains("gruppe--a"));
}
