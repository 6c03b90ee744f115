//! Persons without a valid basis of publication: nothing of them gets out, and names elsewhere are
//! errors at their places.

use crate::workshop::{Workshop, places, text};

/// What belongs to a withheld person alone: nothing of it may be in any file or file name.
const PRIVATE: &[&str] = &[
    "Muster",
    "erika",
    "Referentin",
    "0351",
    "Verborgen",
    "gesicht",
    "fremd",
    "Geheime Adresse",
    "privat",
];

/// A person with everything that a person can have.
fn person(publication: &str) -> String {
    format!(
        "---\ntitle: Dr. Erika Muster\nsummary: Eine Referentin.\nrole: Referentin\n\
         organisation: firma\ncontact: 0351 123\ntags: [Verborgen]\naliases: [/privat/]\n\
         photo: {{file: ../bilder/gesicht.png, alt: Das Gesicht}}\n{publication}---\n\
         Geheime Adresse. Siehe [[treffen]].\n"
    )
}

/// A site with that person in a meeting.
fn site(name: &str, publication: &str) -> Workshop {
    let site = Workshop::site(
        name,
        &[
            ("content/personen/erika-muster.md", &person(publication)),
            (
                "content/personen/erika-muster.en.md",
                "---\ntitle: Erika Muster\nrole: Speaker fremd\n---\n![Fremd](fremd.png)\n",
            ),
            ("content/personen/fremd.png", "not a picture"),
            ("content/bilder/gesicht.png", "not a picture"),
            ("content/akteure/firma.md", "---\ntitle: Die Firma\n---\n"),
            (
                "content/workshops/treffen.md",
                "---\ntitle: Treffen\ndate: 2017-01-02\npeople: [erika-muster, Erika Muster]\n---\n",
            ),
            (
                "content/workshops/anderes.md",
                "---\ntitle: Anderes\ndate: 2017-01-03\n---\n",
            ),
        ],
    );
    let settings = "title: Test\nbase_url: https://test.example\nlanguage: de\n\
                    languages: [de, en]\noutput: {minify: off}\n";
    site.write("content/site.yaml", settings);
    site
}

/// The states of publication on 2 January 2025, and whether the person may be named.
const STATES: &[(&str, &str, bool)] = &[
    ("absent", "", false),
    ("no-basis", "publication: {date: 2017-01-01}\n", false),
    ("no-date", "publication: {basis: consent}\n", false),
    ("not-yet", "publication: {basis: law, date: 2025-01-03}\n", false),
    ("first-day", "publication: {basis: law, date: 2025-01-02}\n", true),
    ("last-day", "publication: {basis: consent, date: 2017, until: 2025-01-02}\n", true),
    ("lapsed", "publication: {basis: consent, date: 2017, until: 2025-01-01}\n", false),
    ("last-month", "publication: {basis: consent, date: 2017, until: 2025-01}\n", true),
    ("withdrawn", "publication: {basis: consent, date: 2017, withdrawn: true}\n", false),
    ("kept", "publication: {basis: office, date: 2017, withdrawn: false}\n", true),
];

#[test]
fn nothing_of_a_withheld_person_gets_out() {
    for (state, publication, is_named) in STATES {
        let site = site(&format!("consent-{state}"), publication);
        for drafts in [&[][..], &["--drafts"]] {
            let output = site.build_with(drafts);
            let meeting = text(&output, "workshops/treffen/index.html");
            assert!(meeting.contains("Die Firma") || *is_named, "{state}");
            assert_eq!(meeting.contains("Erika Muster"), *is_named, "{state}");
            assert_eq!(output.contains_key("privat/index.html"), *is_named, "{state}");
            assert_eq!(output.contains_key("bilder/gesicht.png"), *is_named, "{state}");
            assert_eq!(output.contains_key("personen/fremd.png"), *is_named, "{state}");
            if !is_named {
                for word in PRIVATE {
                    assert_eq!(places(&output, word), [""; 0], "{state}: {word}");
                }
                assert!(!output.contains_key("personen/index.html"), "{state}");
                let firm = text(&output, "akteure/firma/index.html");
                assert!(!firm.contains("treffen"), "{state}: a way back to the person");
            }
        }
    }
}

#[test]
fn what_was_published_goes_when_consent_is_withdrawn() {
    let site =
        site("consent-withdrawn-later", "publication: {basis: consent, date: 2017}\n");
    let named = places(&site.build(), "Erika Muster");
    assert!(named.iter().any(|path| path.starts_with("assets/search/p-")), "{named:?}");
    let named = places(&site.build(), "Muster");
    // Terms are stems, and have no name in full.
    for kind in ["s", "p"] {
        let start = format!("assets/search/{kind}-");
        assert!(named.iter().any(|path| path.starts_with(&start)), "{named:?}");
    }
    let withdrawn =
        person("publication: {basis: consent, date: 2017, withdrawn: true}\n");
    site.write("content/personen/erika-muster.md", withdrawn);
    let output = site.build();
    for word in PRIVATE {
        assert_eq!(places(&output, word), [""; 0], "{word}");
    }
}

/// Where somebody may write the name all the same: file, text, and the place of the finding.
const WRITTEN: &[(&str, &str, &str)] = &[
    (
        "aktuelles/titel.md",
        "---\ntitle: Erika Muster spricht\ndate: 2017-01-01\n---\n",
        "2:8",
    ),
    (
        "aktuelles/kurz.md",
        "---\ntitle: A\ndate: 2017-01-01\nsummary: Mit Frau Dr. Muster\n---\n",
        "4:14",
    ),
    (
        "aktuelles/wort.md",
        "---\ntitle: A\ndate: 2017-01-01\ntags: [Rede, Erika Muster]\n---\n",
        "4:14",
    ),
    (
        "aktuelles/alt.md",
        "---\ntitle: A\ndate: 2017-01-01\naliases: [/rede-%45rika-muster/]\n---\n",
        "4:11",
    ),
    (
        "aktuelles/text.md",
        "---\ntitle: A\ndate: 2017-01-01\n---\nEs sprach Erika\n*Muster*.\n",
        "5:11",
    ),
    (
        "aktuelles/inner.md",
        "---\ntitle: A\ndate: 2017-01-01\n---\nErika Mu**st**er\n",
        "5:1",
    ),
    (
        "aktuelles/hoch.md",
        "---\ntitle: A\ndate: 2017-01-01\n---\nErika ^Mu^ster\n",
        "5:1",
    ),
    (
        "aktuelles/note.md",
        "---\ntitle: A\ndate: 2017-01-01\n---\nErika Muster^CDU^\n",
        "5:1",
    ),
    (
        "aktuelles/zeichen.md",
        "---\ntitle: A\ndate: 2017-01-01\n---\nErika Mu&#8206;ster\n",
        "5:1",
    ),
    (
        "aktuelles/breit.md",
        "---\ntitle: A\ndate: 2017-01-01\n---\nVon Ｅｒｉｋａ 𝐌𝐮𝐬𝐭𝐞𝐫.\n",
        "5:5",
    ),
    (
        "aktuelles/initiale.md",
        "---\ntitle: A\ndate: 2017-01-01\n---\nVon Erika K. Muster.\n",
        "5:5",
    ),
    (
        "aktuelles/verweis.md",
        "---\ntitle: A\ndate: 2017-01-01\n---\n[X](https://x.example/?q=Erika%20Muster)\n",
        "5:26",
    ),
    (
        "aktuelles/post.md",
        "---\ntitle: A\ndate: 2017-01-01\n---\n[X](mailto:erika.muster@x.example)\n",
        "5:12",
    ),
    (
        "aktuelles/tabelle.md",
        "---\ntitle: A\ndate: 2017-01-01\n---\n## T\n\n| Vorname | Name |\n|---|---|\n| Erika | Muster |\n",
        "9:3",
    ),
    (
        "aktuelles/bild.md",
        "---\ntitle: A\ndate: 2017-01-01\n---\n![Muster, Erika](bild.png)\n",
        "5:3",
    ),
    (
        "aktuelles/bildtitel.md",
        "---\ntitle: A\ndate: 2017-01-01\n---\n![B](bild.png \"ERIKA MUSTER\")\n",
        "5:16",
    ),
    (
        "aktuelles/anker.md",
        "---\ntitle: A\ndate: 2017-01-01\n---\n## X {#erika-muster}\n",
        "5:8",
    ),
    (
        "aktuelles/code.md",
        "---\ntitle: A\ndate: 2017-01-01\n---\n```\nErika Muster\n```\n",
        "6:1",
    ),
    (
        "aktuelles/fussnote.md",
        "---\ntitle: A\ndate: 2017-01-01\n---\nX[^1]\n\n[^1]: Erika Musters Rede\n",
        "7:7",
    ),
    (
        "aktuelles/datei.md",
        "---\ntitle: A\ndate: 2017-01-01\n---\n[X](muster_erika.txt)\n",
        "5:1",
    ),
    (
        "aktuelles/erika-muster-spricht.md",
        "---\ntitle: A\ndate: 2017-01-01\n---\n",
        "1:1",
    ),
    (
        "workshops/feld.md",
        "---\ntitle: A\ndate: 2017-01-01\nplace: Bei Herrn und Frau Muster\n---\n",
        "4:22",
    ),
    (
        "workshops/quelle.md",
        "---\ntitle: A\ndate: 2017-01-01\nparticipants: [{count: 2, source: ErikaMuster}]\n---\n",
        "4:35",
    ),
    (
        "empfehlungen/grund.md",
        "---\ntitle: A\nstatus: not_pursued\nreason: Weil **Erika** Muster es sagt.\n---\n",
        "4:16",
    ),
    (
        "akteure/web.md",
        "---\ntitle: A\nwebsite: https://x.example/erika-muster\n---\n",
        "3:28",
    ),
    ("akteure/post.md", "---\ntitle: A\ncontact: erika.muster@x.example\n---\n", "3:10"),
    ("team/_index.md", "---\ntitle: Team Erika Muster\n---\n", "2:13"),
    ("gruppe/_index.md", "---\ntitle: B\n---\nMit Erika Muster.\n", "4:5"),
    ("erika-muster/_index.md", "---\ntitle: C\n---\n", "1:1"),
    ("model.yaml", "fields:\n  summary: {label: Erika Muster}\n", "2:20"),
];

#[test]
fn a_name_is_an_error_at_its_place() {
    let site = Workshop::site(
        "consent-written",
        &[
            (
                "content/personen/em.md",
                "---\ntitle: Dr. Erika Muster\n---\nErika Muster.\n",
            ),
            ("content/aktuelles/bild.png", "not a picture"),
            ("content/aktuelles/muster_erika.txt", "text"),
            ("content/entwurf.md", "---\ntitle: Erika Muster\ndraft: true\n---\n"),
            (
                "content/glossar/muster.md",
                "---\ntitle: Muster\n---\nEin Muster für Erika, ein Mustermann.\n",
            ),
            ("themes/plain/strings/de.yaml", "facts: Von Erika Muster\n"),
        ],
    );
    let settings = "title: Erika Muster\nbase_url: https://test.example\nlanguage: de\n\
                    theme: plain\ncontact: {name: Dr. Muster}\n";
    site.write("content/site.yaml", settings);
    let mut expected = vec![
        "withheld-name content/site.yaml:1:8".to_owned(),
        "withheld-name content/site.yaml:5:17".to_owned(),
        "withheld-name themes/plain/strings/de.yaml:1:12".to_owned(),
    ];
    for (file, written, place) in WRITTEN {
        site.write(&format!("content/{file}"), written);
        expected.push(format!("withheld-name content/{file}:{place}"));
    }
    expected.sort();
    assert_eq!(site.findings(), expected);
}

#[test]
fn a_link_to_a_withheld_person_is_an_error() {
    let site = Workshop::site(
        "consent-links",
        &[
            (
                "content/personen/em/index.md",
                "---\ntitle: Erika Muster\nphoto: {file: p.png, alt: P}\n---\n[[em]]\n",
            ),
            ("content/personen/em/p.png", "x"),
            ("content/personen/em/anderes.txt", "x"),
            (
                "content/personen/karl.md",
                "---\ntitle: Karl Krause\nphoto: {file: ../bilder/k.png, alt: K}\n---\n",
            ),
            ("content/bilder/k.png", "x"),
            (
                "content/a.md",
                "---\ntitle: A\n---\n[[em]]\n\n[[person/em|sie]]\n\n[sie](personen/em/index.md)\n\n[sie](personen/em)\n\n[sie](/personen/em/)\n\n![sie](personen/em/p.png)\n\n[x](personen/em/anderes.txt)\n\n![er](/bilder/k.png)\n",
            ),
            ("content/_index.md", "[[em]]\n"),
            ("content/akteure/f.md", "---\ntitle: F\n---\n"),
            ("content/workshops/w.md", "---\ntitle: W\ndate: 2017\npeople: [em]\n---\n"),
        ],
    );
    let lines = [4, 6, 8, 10, 12, 14, 16, 18];
    let mut expected: Vec<String> =
        lines.iter().map(|line| format!("withheld-link content/a.md:{line}:1")).collect();
    expected.push("withheld-link content/_index.md:1:1".to_owned());
    expected.sort();
    assert_eq!(site.findings(), expected);
}

/// The title of a person's record, and its other fields.
type Person = (&'static str, &'static str);

/// Records of persons, a text, and whether it may be published.
const NAMESAKES: &[(&str, &[Person], &str, bool)] = &[
    ("alone", &[("Erika Muster", "")], "Erika Muster", false),
    ("degree", &[("Dr. jur. Erika Muster (MdL)", "")], "Erika Muster", false),
    ("same", &[("Erika Muster", ""), ("Erika Muster", NAMED)], "Erika Muster", true),
    (
        "titled",
        &[("Erika Muster", ""), ("Dr. jur. Erika Muster (MdL)", NAMED)],
        "Erika Muster",
        true,
    ),
    (
        "longer",
        &[("Erika Muster", ""), ("Erika Anna Muster", NAMED)],
        "Erika Muster",
        false,
    ),
    (
        "whole",
        &[("Erika Muster", ""), ("Erika K. Muster", NAMED)],
        "Erika K. Muster",
        true,
    ),
    (
        "initial",
        &[("Erika K. Muster", ""), ("Erika Muster", NAMED)],
        "Erika K. Muster",
        false,
    ),
    (
        "within",
        &[("Anna Muster", ""), ("Erika Anna Muster", NAMED)],
        "Erika Anna Muster",
        true,
    ),
    (
        "beside",
        &[("Muster Anna", ""), ("Erika Muster", NAMED)],
        "Erika Muster, Anna",
        false,
    ),
    (
        "draft",
        &[
            ("Erika Muster", ""),
            ("Erika Muster", "draft: true\npublication: {basis: office, date: 2017}\n"),
        ],
        "Erika Muster",
        false,
    ),
    (
        "planned",
        &[
            ("Erika Muster", ""),
            (
                "Erika Muster",
                "publish_on: 2100-01-01\npublication: {basis: office, date: 2017}\n",
            ),
        ],
        "Erika Muster",
        false,
    ),
];

/// What a person has who may be named.
const NAMED: &str = "publication: {basis: office, date: 2017}\n";

#[test]
fn only_the_very_name_of_who_may_be_named_stands() {
    for (name, persons, text, is_published) in NAMESAKES {
        let site = Workshop::site(&format!("consent-namesake-{name}"), &[]);
        for (place, (title, fields)) in persons.iter().enumerate() {
            let person = format!("---\ntitle: {title}\n{fields}---\n");
            site.write(&format!("content/personen/p{place}.md"), person);
        }
        let news = format!("---\ntitle: A\ndate: 2017\n---\nEs sprach {text}.\n");
        site.write("content/aktuelles/a.md", news);
        let expected = ["withheld-name content/aktuelles/a.md:5:11"];
        let found = site.findings();
        assert_eq!(found.is_empty(), *is_published, "{name}: {found:?}");
        if *name == "beside" {
            assert_eq!(found, ["withheld-name content/aktuelles/a.md:5:17"]);
        } else if !is_published {
            assert_eq!(found, expected, "{name}");
        }
    }
}

#[test]
fn who_may_be_named_keeps_a_name_that_somebody_else_has() {
    let site = Workshop::site(
        "consent-namesakes",
        &[
            ("content/personen/anna.md", "---\ntitle: Anna Schmidt\n---\n"),
            ("content/personen/anna-zwei.md", "---\ntitle: Anna Schmidt\n---\n"),
            (
                "content/personen/berta.md",
                "---\ntitle: Berta Schmidt\npublication: {basis: office, date: 2017}\n---\nFrau Schmidt spricht.\n",
            ),
            (
                "content/workshops/w.md",
                "---\ntitle: W\ndate: 2017\npeople: [anna, anna, anna-zwei, berta]\n---\nFrau Schmidt kam.\n",
            ),
        ],
    );
    let output = site.build();
    assert_eq!(places(&output, "Anna"), [""; 0]);
    assert!(text(&output, "workshops/w/index.html").contains("2 unnamed"));
}
