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
    // What every text changes is looked at elsewhere.
    let is_of_search =
        |path: &String| path.starts_with("assets/search/") || path.ends_with("root.bin");
    found.filter(|path| !path.starts_with('.') && !is_of_search(path)).collect()
}

/// The pages of selections, and all other files.
fn apart(files: Vec<String>) -> (Vec<String>, Vec<String>) {
    files.into_iter().partition(|path| path.starts_with("auswahl/"))
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
    // Its first page shows the newest too.
    let tag = text(&output, "schlagworte/viel/index.html");
    let on_page = |page| -> Vec<String> {
        let links = entries(page).into_iter().filter(|link| link.contains("/w"));
        links.map(ToOwned::to_owned).collect()
    };
    assert_eq!(on_page(tag), on_page(section));
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
    let (selections, files) = apart(changed(&before, &term));
    // Terms are counted there alone.
    assert_eq!(selections, ["auswahl/art/page/index.html", "auswahl/index.html"]);
    let expected = [
        "glossar/a/index.html",
        "glossar/index.html",
        "glossar/neu/index.html",
        "sitemap.xml",
        "suche/a/index.html",
        "suche/index.html",
        "uebersicht/index.html",
    ];
    for file in expected {
        assert!(files.iter().any(|found| found == file), "{file}: {files:#?}");
    }
    // Beside these, its two neighbours alone.
    assert!(files.len() <= expected.len() + 2, "{files:#?}");
    site.write(
        "content/workshops/neu.md",
        "---\ntitle: Treffen neu\ndate: 2013-06-05\ntags: [Viel]\n---\n",
    );
    let (selections, files) = apart(changed(&term, &site.build()));
    // Those that show it, and those that count the years or the kinds.
    assert_eq!(selections.len(), 2 + 9, "{selections:#?}");
    let expected = [
        "beteiligung/index.html",
        "index.html",
        "karte/index.html",
        "schlagworte/index.html",
        "schlagworte/viel/2013/index.html",
        "schlagworte/viel/index.html",
        "sitemap.xml",
        "suche/index.html",
        "suche/t/index.html",
        "uebersicht/index.html",
        "workshops/2013/index.html",
        "workshops/index.html",
        "workshops/neu/index.html",
        "zeitachse/index.html",
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

/// The first page of a long tag shows what is newest; what has no date follows by title.
#[test]
fn long_tags_show_the_newest() {
    let site = Workshop::site("lists-tags", &[]);
    for number in 0..190 {
        let term = format!("---\ntitle: Begriff {number}\ntags: [Viel]\n---\n");
        site.write(&format!("content/glossar/t{number:03}.md"), term);
    }
    for number in 1..=12 {
        let (year, title) = (2010 + number, 50 - number);
        let date = format!("title: Z {title}\ndate: {year}-01-01\ntags: [Viel]");
        let folder = if number % 2 == 0 { "aktuelles" } else { "workshops" };
        let file = format!("content/{folder}/r{number:02}.md");
        site.write(&file, format!("---\n{date}\n---\n"));
    }
    let output = site.build();
    let page = text(&output, "schlagworte/viel/index.html");
    assert!(page.contains("202 entries"), "{page}");
    let workshops = (1..=11).rev().step_by(2).map(|n| format!("/workshops/r{n:02}/"));
    let terms = (0..8).map(|n| format!("/glossar/t{n:03}/"));
    let news = (2..=12).rev().step_by(2).map(|n| format!("/aktuelles/r{n:02}/"));
    let expected: Vec<String> = workshops.chain(news).chain(terms).collect();
    let kept = |link: &&str| link.matches('/').count() == 3 && !link.contains("worte");
    let found: Vec<&str> = entries(page).into_iter().filter(kept).collect();
    assert_eq!(found, expected);
}

/// Numbers stand before letters, in the keys as in the rows.
#[test]
fn signs_stand_first_everywhere() {
    let site = Workshop::site("lists-signs", &[]);
    for number in 0..210 {
        let title = match number {
            0 => "3D-Druck".to_owned(),
            1 => "Ωmega".to_owned(),
            _ => format!("Firma {number}"),
        };
        let actor = format!("---\ntitle: {title}\ntags: [\"{title}\"]\n---\n");
        site.write(&format!("content/akteure/a{number:03}.md"), actor);
    }
    let output = site.build();
    let page = text(&output, "akteure/index.html");
    let (key, row) = (page.find("/akteure/zeichen/"), page.find("/akteure/a000/"));
    assert!(key.is_some() && key < page.find("/akteure/f/"), "{page}");
    assert!(row.is_some() && row < page.find("/akteure/a001/"), "{page}");
    assert!(page.find("/akteure/a001/") < page.find("/akteure/a002/"), "{page}");
    let tags = text(&output, "schlagworte/index.html");
    let at = |slug: &str| tags.find(&format!("/schlagworte/{slug}/"));
    assert!(at("3d-druck").is_some() && at("3d-druck") < at("firma-2"), "{tags}");
}

/// Dates that are known less well stand behind those that are known better.
#[test]
fn coarse_dates_stand_last() {
    let site = Workshop::site("lists-dates", &[]);
    let dates = ["2016", "2016-03", "2016-03-07", "2016-11-02", "2017"];
    for date in dates {
        let text = format!("---\ntitle: T {date}\ndate: {date}\n---\n");
        site.write(&format!("content/workshops/w{date}.md"), text);
    }
    let output = site.build();
    let places = |page: &str, sign: fn(&str) -> String, order: [&str; 5]| {
        let found = order.map(|date| page.find(&sign(date)));
        assert!(found[0].is_some() && found.is_sorted(), "{found:?} {page}");
    };
    let newest = ["2017", "2016-11-02", "2016-03-07", "2016-03", "2016"];
    let link = |date: &str| format!("/workshops/w{date}/");
    places(text(&output, "workshops/index.html"), link, newest);
    let oldest = ["2016-03-07", "2016-03", "2016-11-02", "2016", "2017"];
    let title = |date: &str| format!("T {date}<");
    places(text(&output, "zeitachse/index.html"), title, oldest);
}

/// A recommendation's parts follow it, whatever they are numbered; circles lose nothing.
#[test]
fn parts_follow_what_they_are_part_of() {
    let site = Workshop::site("lists-parts", &[]);
    let records = [
        ("a", "number: 2"),
        ("b", "number: 1"),
        ("b1", "parent: b"),
        ("b2", "number: 9\nparent: b"),
        ("b21", "number: 3\nparent: b2"),
        ("a1", "number: 1.5\nparent: a"),
        ("x", "number: 7\nparent: y"),
        ("y", "number: 8\nparent: x"),
        ("z", "parent: z"),
    ];
    for (id, fields) in records {
        let text = format!("---\ntitle: {}\n{fields}\n---\n", id.to_uppercase());
        site.write(&format!("content/empfehlungen/{id}.md"), text);
    }
    let output = site.build();
    let page = text(&output, "empfehlungen/index.html");
    let ids = ["b", "b2", "b21", "b1", "a", "a1", "x", "y", "z"];
    let expected: Vec<String> = ids.map(|id| format!("/empfehlungen/{id}/")).to_vec();
    let found: Vec<&str> = entries(page).into_iter().filter(|l| l.len() > 14).collect();
    assert_eq!(found, expected);
    assert!(page.contains("9 entries"), "{page}");
    let tree = page.split("tree:").nth(1).expect("a tree");
    assert!(tree.starts_with(" B(B2(B21) B1) A(A1) X(Y) Z"), "{tree}");
}
