//! Dates and alphabetical order as they stand on built pages.

use std::fmt::Write as _;

use crate::workshop::{SITE, Workshop, text};

/// The texts of the list entries of a page.
fn entries(page: &str) -> Vec<&str> {
    let lines =
        page.lines().filter_map(|line| line.trim_start().strip_prefix("<li><a href"));
    lines.filter_map(|line| line.split_once('>')).map(|(_, rest)| rest).collect()
}

/// D17: a date as it is written, and on pages in five languages.
const DATES: &[(&str, &str, [&str; 5])] = &[
    (
        "d01",
        "date: 2018-03-07",
        [
            "7. März 2018",
            "7 March 2018",
            "7. března 2018",
            "7 marca 2018",
            "7. měrca 2018",
        ],
    ),
    (
        "d02",
        "date: 2018-03",
        ["März 2018", "March 2018", "březen 2018", "marzec 2018", "měrc 2018"],
    ),
    ("d03", "date: 2018", ["2018", "2018", "2018", "2018", "2018"]),
    (
        "d04",
        "date: 2018-03-25\nend: 2018-03-26",
        [
            "25. bis 26. März 2018",
            "25 to 26 March 2018",
            "25.–26. března 2018",
            "25–26 marca 2018",
            "25.–26. měrca 2018",
        ],
    ),
    (
        "d05",
        "date: 0001-01-01",
        ["1. Januar 1", "1 January 1", "1. ledna 1", "1 stycznia 1", "1. januara 1"],
    ),
    (
        "d06",
        "date: 9999-12-31",
        [
            "31. Dezember 9999",
            "31 December 9999",
            "31. prosince 9999",
            "31 grudnia 9999",
            "31. decembra 9999",
        ],
    ),
];

#[test]
fn dates_are_in_the_words_of_the_page() {
    let site = Workshop::site("dates", &[]);
    site.write("content/site.yaml", format!("{SITE}languages: [de, en, cs, pl, hsb]\n"));
    for (id, fields, _) in DATES {
        let record = format!("---\ntitle: T\n{fields}\n---\n");
        site.write(&format!("content/workshops/{id}.md"), record);
    }
    let built = site.run(&["build"]);
    assert_eq!(built.status, 0, "{}", built.text);
    let output = crate::workshop::tree(&site.path("public"));
    let mut found = String::new();
    let mut expected = String::new();
    for (id, _, words) in DATES {
        for (language, words) in ["", "en/", "cs/", "pl/", "hsb/"].iter().zip(words) {
            let page = text(&output, &format!("{language}workshops/{id}/index.html"));
            let (_, rest) = page.split_once("<p class=\"date\">").unwrap();
            let date = rest.split('<').next().unwrap();
            writeln!(found, "{language}{id}: {date}").unwrap();
            writeln!(expected, "{language}{id}: {words}").unwrap();
        }
    }
    assert_eq!(found, expected);
}

/// D17: what is no date is a finding, never another date.
#[test]
fn what_is_no_date_is_said() {
    let site = Workshop::site("no-dates", &[]);
    let wrong = [
        "2017-02-29",
        "2017-13-01",
        "7.3.2017",
        "0000-01-01",
        "10000-01-01",
        "20170307",
        "2017-3-7",
        "März 2017",
        "1:30",
        "no",
        "2017-03-07T24:61:00Z",
        "[]",
    ];
    for (place, date) in wrong.iter().enumerate() {
        let record = format!("---\ntitle: T\ndate: {date}\n---\n");
        site.write(&format!("content/workshops/d{place:02}.md"), record);
    }
    let found = site.findings();
    for (place, date) in wrong.iter().enumerate() {
        let file = format!("content/workshops/d{place:02}.md:3:");
        let count = found.iter().filter(|finding| finding.contains(&file)).count();
        assert_eq!(count, 1, "{date}: {found:#?}");
    }
}

/// D18: titles in the order of the language, on the page of a list that the title decides.
#[test]
fn lists_are_in_the_order_of_the_language() {
    let golden: &[(&str, &[&str])] = &[
        (
            "de",
            &[
                "Aerger",
                "Afrika",
                "ähnlich",
                "Apfel",
                "Äpfel",
                "Ärger",
                "Łódź",
                "Workshop 2",
                "„Workshop 9“",
                "Workshop 10",
                "Zebra",
            ],
        ),
        ("cs", &["cena", "čas", "hora", "chata", "ideál", "řeka", "zima", "žena"]),
        ("pl", &["lato", "luty", "łan", "mak", "ósmy", "zima", "źródło", "żaba"]),
        (
            "hsb",
            &["cuzy", "čas", "ćma", "hora", "chěža", "łuka", "luby", "zymny", "žito"],
        ),
    ];
    for (language, titles) in golden {
        let site = Workshop::site(&format!("order-{language}"), &[]);
        site.write(
            "content/site.yaml",
            SITE.replace("language: de", &format!("language: {language}")),
        );
        for (place, title) in titles.iter().rev().enumerate() {
            let record = format!("---\ntitle: {title}\n---\n");
            site.write(&format!("content/leitlinien/l{place}.md"), record);
        }
        let built = site.run(&["build"]);
        assert_eq!(built.status, 0, "{}", built.text);
        let output = crate::workshop::tree(&site.path("public"));
        let page = text(&output, "leitlinien/index.html");
        let found: Vec<&str> =
            entries(page).iter().map(|entry| entry.trim_end_matches("</a>")).collect();
        assert_eq!(found, *titles, "{language}");
    }
}

/// D18: what nothing tells apart keeps one order.
#[test]
fn equal_titles_go_by_id() {
    let site = Workshop::site("ties", &[]);
    for id in ["c", "a", "d", "b"] {
        site.write(&format!("content/leitlinien/{id}.md"), "---\ntitle: Gleich\n---\n");
        site.write(
            &format!("content/workshops/{id}.md"),
            "---\ntitle: Gleich\ndate: 2017\n---\n",
        );
    }
    let output = site.build();
    for folder in ["leitlinien", "workshops"] {
        let page = text(&output, &format!("{folder}/index.html"));
        let places: Vec<usize> = ["a", "b", "c", "d"]
            .iter()
            .map(|id| page.find(&format!("\"/{folder}/{id}/\"")).unwrap())
            .collect();
        assert!(places.is_sorted(), "{folder}: {places:?}");
    }
}
