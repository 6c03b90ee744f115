//! Pages of one name in different folders, from one build to the next.

use werkstatt::source::Sources;

use crate::cache::{Site, effort};

/// A site with two of them, one of which has a translation.
const SITE: &[(&str, &str)] = &[
    (
        "content/site.yaml",
        "title: T\nbase_url: https://test.example\nlanguage: de\nlanguages: [de, en]\nsearch: false\n",
    ),
    (
        "content/presse/kontakt.md",
        "---\ntitle: Presse\n---\n[[ueber/kontakt]] [[team]]\n",
    ),
    ("content/presse/kontakt.en.md", "---\ntitle: Press\n---\n[[ueber/kontakt]]\n"),
    ("content/ueber/kontakt.md", "---\ntitle: Kontakt\n---\n[[presse/kontakt]]\n"),
    ("content/ueber/kontakt.en.md", "---\ntitle: Contact\n---\n[[presse/kontakt]]\n"),
    ("content/ueber/team.md", "---\ntitle: Team\n---\n[[presse/kontakt]]\n"),
];

#[test]
fn pages_of_one_name_are_kept_apart() {
    let site = Site::new("folders", &Sources::from_texts(SITE.iter().copied()));
    assert_eq!(site.build().findings, []);
    site.append("content/ueber/kontakt.md", "Noch ein Absatz.");
    // The English page has a text of its own, so that no other page shows this one.
    assert_eq!(effort(&site.build()), [Some(1), Some(1), Some(1)], "a text");
    site.expect_true("a text");
    site.put("content/presse/team.md", "---\ntitle: Wir\n---\n[[ueber/team]]\n");
    let findings = site.build().findings;
    let found: Vec<&str> = findings.iter().map(|finding| finding.code.id()).collect();
    assert_eq!(found, ["ambiguous-target"], "`team` means two pages");
    site.put(
        "content/presse/kontakt.md",
        "---\ntitle: Presse\n---\n[[presse/team]] [[ueber/team]]\n",
    );
    assert_eq!(site.build().findings, [], "both are named by their paths");
    site.expect_true("another page of the name");
}
