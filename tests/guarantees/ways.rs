//! Ways through a site, with the theme that comes with the program: glossary, groups, languages.

use crate::workshop::{Workshop, text};

/// Settings without a theme of its own.
const SITE: &str = "title: Test\nbase_url: https://test.example\nlanguage: de\n\
                    languages: [de, en, de-simple]\noutput: {minify: off}\n";

/// The texts between tags, each trimmed, without empty ones.
fn words(page: &str) -> Vec<String> {
    let pieces = page.split('<').filter_map(|piece| piece.split_once('>'));
    let texts =
        pieces.map(|(_, text)| text.split_whitespace().collect::<Vec<_>>().join(" "));
    texts.filter(|text| !text.is_empty()).collect()
}

/// A part of a page, from one text on, to another.
fn between<'a>(page: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) =
        page.split_once(start).unwrap_or_else(|| panic!("no {start}: {page}"));
    rest.split(end).next().expect("a first part")
}

/// Short forms and other names are found in the glossary: at the word, and by their own letter.
#[test]
fn glossaries_show_other_words() {
    let site = Workshop::site("ways-glossary", &[]);
    site.write("content/site.yaml", SITE);
    let terms = [
        (
            "kmu",
            "title: Kleine Unternehmen\nsummary: Wenige.\nshort: KMU\nsynonyms: [Mittelstand, 1a, Konzern]",
        ),
        ("konzern", "title: Konzern\nsummary: Viele."),
        ("zebra", "title: Zebra\nsummary: Tier.\nsynonyms: [Zebra]"),
    ];
    for (id, fields) in terms {
        site.write(&format!("content/glossar/{id}.md"), format!("---\n{fields}\n---\n"));
    }
    let output = site.build();
    let page = text(&output, "glossar/index.html");
    assert_eq!(
        words(between(page, "<section class=\"letter\">", "</main>")),
        [
            "#",
            "1a",
            "siehe",
            "Kleine Unternehmen",
            "K",
            "Kleine Unternehmen",
            "(",
            "KMU",
            ")",
            "Wenige.",
            "auch:",
            "Mittelstand",
            ",",
            "1a",
            ",",
            "Konzern",
            "KMU",
            "siehe",
            "Kleine Unternehmen",
            "Konzern",
            "Viele.",
            "M",
            "Mittelstand",
            "siehe",
            "Kleine Unternehmen",
            "Z",
            "Zebra",
            "Tier.",
            "auch:",
            "Zebra",
        ]
    );
    assert!(page.contains("3 Einträge"));
    let jumps = words(between(page, "<nav class=\"keys\"", "</nav>"));
    assert_eq!(jumps, ["#", "K", "M", "Z"]);
    // English pages say which language the words are in.
    let page = text(&output, "en/glossar/index.html");
    assert!(page.contains("(<span lang=\"de\">KMU</span>)"), "{page}");
    assert!(page.contains("<dt lang=\"de\">KMU</dt>"), "{page}");
}

/// In a glossary that is split, other words stand on the page of their letter, if there is one.
#[test]
fn split_glossaries_show_other_words() {
    let site = Workshop::site("ways-long-glossary", &[]);
    site.write("content/site.yaml", SITE);
    for number in 0..205 {
        let letter = ["A", "B"][number % 2];
        let fields =
            format!("title: {letter} {number}\nshort: BK{number}\nsynonyms: [X{number}]");
        let term = format!("---\n{fields}\n---\n");
        site.write(&format!("content/glossar/t{number:03}.md"), term);
    }
    let output = site.build();
    let first = text(&output, "glossar/index.html");
    assert!(first.contains("<span>BK0</span>") && !first.contains("<dt>BK0</dt>"));
    let part = text(&output, "glossar/b/index.html");
    assert!(part.contains("<dt>BK0</dt>") && part.contains("<dt>BK1</dt>"));
    assert!(!part.contains("<dt>X1</dt>") && part.contains("<span>X1</span>"));
    assert!(!text(&output, "glossar/a/index.html").contains("class=\"see\""));
}

/// The group of what belongs to none is reached like the others; where groups have no headings, records
/// go by title.
#[test]
fn groups_are_all_there() {
    let site = Workshop::site("ways-groups", &[]);
    site.write("content/site.yaml", SITE);
    let actors = [("b", "group: science"), ("a", "group: other"), ("c", "title: C")];
    for (id, fields) in actors {
        let title =
            if fields.starts_with("title") { "" } else { &format!("title: {id}\n") };
        let actor = format!("---\n{title}{fields}\n---\n");
        site.write(&format!("content/akteure/{id}.md"), actor);
    }
    let output = site.build();
    let page = text(&output, "akteure/index.html");
    let jumps = between(page, "<nav class=\"keys\"", "</nav>");
    assert_eq!(words(jumps), ["Wissenschaft", "Weitere", "Ohne Zuordnung"]);
    assert!(
        jumps.contains("#gruppe--weitere") && page.contains("id=\"gruppe--weitere\"")
    );
    let map = text(&output, "uebersicht/index.html");
    let places = ["a", "b", "c"].map(|id| map.find(&format!("/akteure/{id}/")));
    assert!(places[0].is_some() && places.is_sorted(), "{map}");
}

/// Every language is reached from everywhere, Leichte Sprache included.
#[test]
fn languages_are_reached_from_everywhere() {
    let site = Workshop::site("ways-languages", &[]);
    site.write("content/site.yaml", SITE);
    let texts = [
        ("_index.de-simple.md", "---\ntitle: Leicht\n---\nText\n"),
        ("glossar/wort.md", "---\ntitle: Wort\n---\n"),
        ("barrierefreiheit.md", "---\ntitle: Erklärung\nmenu: footer\n---\n"),
        ("barrierefreiheit.de-simple.md", "---\ntitle: Leichte Erklärung\n---\n"),
    ];
    for (file, text) in texts {
        site.write(&format!("content/{file}"), text);
    }
    let output = site.build();
    let lost = text(&output, "404.html");
    for part in ["class=\"languages\"", "class=\"prose\""] {
        let part = between(lost, part, "</ul>");
        assert!(part.contains("lang=\"en\" hreflang=\"en\" href=\"/en/\""), "{lost}");
        assert!(part.contains("href=\"/de-simple/\""), "{lost}");
    }
    assert!(!lost.contains("<link rel=\"alternate\""), "{lost}");
    for page in ["glossar/wort/index.html", "en/glossar/wort/index.html"] {
        let page = text(&output, page);
        let languages = between(page, "class=\"languages\"", "</ul>");
        assert!(
            languages.contains("lang=\"de\" hreflang=\"de-simple\" href=\"/de-simple/\"")
        );
    }
    let simple = text(&output, "de-simple/index.html");
    let footer = between(simple, "<footer", "</footer>");
    assert_eq!(footer.matches("barrierefreiheit").count(), 1, "{footer}");
    assert!(footer.contains("href=\"/de-simple/barrierefreiheit/\">Leichte Erklärung<"));
    assert!(simple.contains(">Alle Seiten in Leichter Sprache</h2>"), "{simple}");
    assert!(!simple.contains("1 Eintrag"), "{simple}");
}
