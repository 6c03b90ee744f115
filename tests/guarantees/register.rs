//! The register of the search: everything that may be found stands in it, and nothing else.

use std::collections::BTreeMap;

use crate::workshop::{SITE, Workshop, text, tree};

/// The lines of a page of the register.
fn lines(page: &str) -> Vec<&str> {
    let list = page.split("<h2>kind").next().unwrap_or_default();
    let lines = list.lines().filter_map(|line| line.strip_prefix("  <li>"));
    lines.map(|line| line.split(" | ").next().unwrap()).collect()
}

/// The pages below `suche/`, by what follows.
fn register(output: &BTreeMap<String, Vec<u8>>) -> BTreeMap<&str, &str> {
    let pages = output.keys().filter_map(|path| {
        let part = path.strip_prefix("suche/")?.strip_suffix("index.html")?;
        Some((part.trim_end_matches('/'), text(output, path)))
    });
    pages.collect()
}

#[test]
fn a_long_register_has_a_page_for_each_letter() {
    let site = Workshop::site("register-long", &[]);
    for number in 0..320 {
        let letter = ["A", "Ä", "b", "„Z", "7"][number % 5];
        let term = format!("---\ntitle: {letter}eispiel {number}\n---\n\n## Quelle\n");
        site.write(&format!("content/glossar/t{number:03}.md"), term);
    }
    let output = site.build();
    let pages = register(&output);
    assert_eq!(pages.len(), 28, "the first page, 26 letters, all other signs");
    assert_eq!(lines(pages[""]).len(), 0);
    for (part, count) in
        [("a", 128), ("b", 64), ("z", 64), ("zeichen", 64), ("q", 1), ("x", 0)]
    {
        assert_eq!(lines(pages[part]).len(), count, "{part}");
        let is_linked = pages[""].contains(&format!("href=\"/suche/{part}/\""));
        assert_eq!(is_linked, count > 0, "{part}");
        assert!(pages[part].contains("noindex"), "{part}");
    }
    assert!(
        pages["q"].contains("+ 280"),
        "of a heading everywhere, few places are shown"
    );
    assert!(!pages[""].contains("noindex"));
    let map = text(&output, "sitemap.xml");
    assert!(map.contains("/suche/<") && !map.contains("/suche/a/"));
}

#[test]
fn of_very_many_lines_headings_are_left_out() {
    let site = Workshop::site("register-headings", &[]);
    for number in 0..20 {
        let headings: Vec<String> =
            (0..160).map(|at| format!("## Absatz {number} {at}\n\n")).collect();
        let headings = headings.concat();
        let term = format!("---\ntitle: Alles {number}\n---\n\n{headings}\n## Bild\n");
        site.write(&format!("content/glossar/t{number:03}.md"), term);
    }
    let output = site.build();
    let pages = register(&output);
    assert_eq!(lines(pages["a"]).len(), 20);
    assert!(pages["a"].contains("no headings"));
    assert_eq!(lines(pages["b"]), ["Bild"]);
    assert!(!pages["b"].contains("no headings"));
}

#[test]
fn what_the_search_does_not_find_is_not_in_it() {
    let site = Workshop::site(
        "register-hidden",
        &[
            ("content/glossar/offen.md", "---\ntitle: Offen\n---\n"),
            (
                "content/glossar/entwurf.md",
                "---\ntitle: Entwurf\ndraft: true\n---\n## E\n",
            ),
            (
                "content/glossar/plan.md",
                "---\ntitle: Plan\npublish_on: 2999-01-01\n---\n",
            ),
            ("content/glossar/nur.en.md", "---\ntitle: Only English\n---\n"),
            ("content/personen/nora.md", "---\ntitle: Nora Nebel\n---\n## Nora\n"),
        ],
    );
    site.write("content/site.yaml", format!("{SITE}languages: [de, en]\n"));
    for arguments in [&["build"][..], &["build", "--drafts"]] {
        let built = site.run(arguments);
        assert_eq!(built.status, 0, "{}", built.text);
        let output = tree(&site.path("public"));
        assert_eq!(lines(text(&output, "suche/index.html")), ["Offen"]);
        assert_eq!(lines(text(&output, "en/suche/index.html")), ["Only English"]);
    }
}

#[test]
fn a_site_without_search_has_nothing_of_it() {
    let page = ("content/suche.md", "---\ntitle: Meine Suche\n---\n");
    let site = Workshop::site("register-off", &[page]);
    let settings = SITE.replace("theme: plain\n", "");
    site.write("content/site.yaml", &settings);
    let built = site.run(&["build"]);
    assert_eq!(built.status, 1, "the address is taken");
    assert!(built.text.contains("address-collision"), "{}", built.text);
    site.write("content/site.yaml", format!("{settings}search: false\n"));
    let output = site.build();
    assert!(text(&output, "suche/index.html").contains("Meine Suche"));
    for (path, page) in &output {
        let page = String::from_utf8_lossy(page);
        assert!(!page.contains("role=\"search\""), "{path}");
    }
}

#[test]
fn every_page_has_one_form() {
    let site = Workshop::site("register-form", &[]);
    site.write("content/site.yaml", SITE.replace("theme: plain", "languages: [de, en]"));
    site.write("content/glossar/wort.md", "---\ntitle: Wort\naliases: [/alt/]\n---\n");
    let output = site.build();
    let is_page = |path: &str| path.ends_with("/index.html") || path == "404.html";
    let pages = output.iter().filter(|(path, _)| is_page(path));
    for (path, page) in pages.filter(|(path, _)| *path != "alt/index.html") {
        let page = String::from_utf8_lossy(page);
        let action = if path.starts_with("en/") { "/en/suche/" } else { "/suche/" };
        let forms = page.matches("<form role=\"search\"").count();
        assert_eq!(forms, 1, "{path}");
        assert!(page.contains(&format!(" action=\"{action}\"")), "{path}");
        assert_eq!(
            page.contains(" data-page"),
            path.ends_with("suche/index.html"),
            "{path}"
        );
    }
}
