//! Settings and their faults, as tables.

use std::sync::Arc;

use crate::config::{Config, FILE, Minify, RawHtml, parse};
use crate::diag::Checked;
use crate::language::Language;
use crate::path::SourcePath;
use crate::source::{SourceFile, Sources};

/// The settings of a site whose `site.yaml` reads so.
fn config(text: &str) -> Checked<Config> {
    let mut sources = Sources::default();
    sources.files.insert(SourcePath::new(FILE), SourceFile::Text(Arc::from(text)));
    parse(&sources)
}

/// The findings behind the three required keys, as `code excerpt`.
fn faults(rest: &str) -> Vec<String> {
    let text = format!("title: A\nbase_url: https://a.example\nlanguage: de\n{rest}");
    let show = |finding: &crate::diag::Diagnostic| {
        format!("{} {}", finding.code, &text[finding.span.range.clone()])
    };
    config(&text).findings.iter().map(show).collect()
}

#[test]
fn takes_the_three_keys_alone() {
    let read = config("title: no\nbase_url: https://a.example/x/\nlanguage: de\n");
    assert_eq!(read.findings, []);
    let config = read.value;
    let german = Language::new("de");
    assert_eq!(config.title.get(&german).map(String::as_str), Some("no"));
    assert_eq!(config.base_url, "https://a.example/x");
    assert_eq!(config.languages, [german]);
    assert_eq!(config.output.minify, Minify::Compact);
    assert_eq!(config.markdown.html, RawHtml::Reject);
    assert!(config.search && config.glossary_links);
}

#[test]
fn takes_all_keys() {
    let text = "title: {de: A, en: B}\ndescription: C\nbase_url: https://a.example\n\
        language: de\nlanguages: [en, de-simple]\ntheme: werkstatt\nprofile: public-body\n\
        navigation:\n- phasen\n- {label: {de: E}, target: empfehlungen}\n\
        contact: {name: X, email: a@b.de, phone: '1', url: https://b.example}\n\
        search: false\nglossary_links: false\noutput: {minify: full}\nmarkdown: {html: sanitise}\n";
    let read = config(text);
    assert_eq!(read.findings, []);
    let tags: Vec<&str> = read.value.languages.iter().map(Language::as_str).collect();
    assert_eq!(tags, ["de", "en", "de-simple"]);
    assert_eq!(read.value.navigation.len(), 2);
    assert_eq!(read.value.navigation[1].target, "empfehlungen");
    assert!(!read.value.search && !read.value.glossary_links);
    assert_eq!(read.value.profile.as_deref(), Some("public-body"));
}

#[test]
fn names_what_is_wrong() {
    let cases: [(&str, &[&str]); 14] = [
        ("titel: x", &["unknown-field titel"]),
        ("search: no", &["wrong-type no"]),
        ("profile: public", &["unknown-choice public"]),
        ("languages: [de, Deutsch]", &["wrong-type Deutsch"]),
        ("output: {minify: max}", &["unknown-choice max"]),
        ("output: {minfy: full}", &["unknown-field minfy"]),
        ("output: full", &["wrong-type full"]),
        ("markdown: {html: allow}", &["unknown-choice allow"]),
        ("navigation: [{label: x}]", &["missing-field {label: x}"]),
        (
            "contact: {email: a, url: 'javascript:x'}",
            &["invalid-url a", "invalid-url 'javascript:x'"],
        ),
        ("description: [a]", &["wrong-type [a]"]),
        ("theme: ../x", &["unsafe-path ../x"]),
        ("theme: .x", &["unsafe-path .x"]),
        ("title: B", &["duplicate-key title"]),
    ];
    for (text, expected) in cases {
        assert_eq!(faults(text), expected, "{text}");
    }
}

#[test]
fn wants_an_address_of_the_web() {
    for url in [
        "a.example",
        "ftp://a.example",
        "https://",
        "https://a.example?x",
        "//a.example",
        "https://a b",
        "https://a.example/../b",
        "https://a.example/#x",
    ] {
        let text = format!("title: A\nbase_url: '{url}'\nlanguage: de\n");
        let codes: Vec<&str> =
            config(&text).findings.iter().map(|f| f.code.id()).collect();
        assert_eq!(codes, ["invalid-url"], "{url}");
    }
}

#[test]
fn misses_what_is_not_there() {
    let codes = |text| -> Vec<&str> {
        config(text).findings.iter().map(|f| f.code.id()).collect()
    };
    assert_eq!(codes(""), ["missing-field"; 3]);
    assert_eq!(codes("title:\nbase_url: http://a.example\n"), ["missing-field"; 2]);
    assert_eq!(codes("title: a: b"), ["yaml-syntax"]);
    let read = parse(&Sources::default());
    assert_eq!(read.findings[0].code.id(), "missing-file");
}
