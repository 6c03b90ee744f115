//! The message files against the sources, and the forms of a report.

use std::collections::BTreeSet;
use std::path::Path;

use crate::diag::{Code, Diagnostic, Span};
use crate::language::Language;
use crate::path::SourcePath;
use crate::report::messages::FILES;
use crate::report::{Messages, Tally, explain, github, json, list_codes, text};
use crate::words::Catalogue;
use crate::yaml;

/// A record with a byte order mark, a tab, an escape sequence and letters of several bytes.
const RECORD: &str = "\u{feff}---\ntitle: Größe\ntgas: [\u{1b}[31mä]\n\tdate: x\n---\n";

fn catalogue(tag: &str) -> Catalogue {
    let (_, text) = FILES.iter().find(|(known, _)| *known == tag).expect("a language");
    let file = SourcePath::new(tag);
    let tree = yaml::parse(&file, text, 0..text.len());
    assert_eq!(tree.findings, [], "{tag}");
    let read = Catalogue::read(&Language::new(tag), &file, &tree.value);
    assert_eq!(read.findings, [], "{tag}");
    read.value
}

/// All Rust sources of the program, without this folder's message files.
fn sources() -> String {
    fn walk(folder: &Path, text: &mut String) {
        for entry in folder.read_dir().expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, text);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && !path.ends_with("report/tests.rs")
            {
                #[expect(clippy::disallowed_methods, reason = "a test of the sources")]
                text.push_str(&std::fs::read_to_string(path).expect("a source"));
            }
        }
    }
    let mut text = String::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
    text
}

/// The texts between quotation marks that directly follow one of some calls.
fn literals<'t>(text: &'t str, calls: &[&str]) -> BTreeSet<&'t str> {
    let mut found = BTreeSet::new();
    for call in calls {
        for part in text.split(call).skip(1) {
            let rest = part.trim_start().strip_prefix('"');
            found.extend(rest.and_then(|rest| rest.split('"').next()));
        }
    }
    found
}

#[test]
fn both_languages_have_the_same_keys_and_placeholders() {
    let (german, english) = (catalogue("de"), catalogue("en"));
    assert_eq!(german.missing(&english).collect::<Vec<_>>(), Vec::<&str>::new());
    assert_eq!(english.missing(&german).collect::<Vec<_>>(), Vec::<&str>::new());
    for key in german.keys() {
        let placeholders = |catalogue: &Catalogue| -> BTreeSet<String> {
            let (phrase, _) = catalogue.phrase(key).expect("its own key");
            phrase.placeholders().into_iter().map(str::to_owned).collect()
        };
        assert_eq!(placeholders(&german), placeholders(&english), "{key}");
    }
}

#[test]
fn every_code_has_its_words_and_no_other() {
    let messages = catalogue("en");
    let mut known = BTreeSet::new();
    for code in Code::ALL {
        for part in ["message", "explain.what", "explain.cure", "explain.example"] {
            let key = format!("codes.{code}.{part}");
            assert!(messages.phrase(&key).is_some(), "{key} is missing");
        }
        known.insert(code.id());
    }
    for key in messages.keys().filter_map(|key| key.strip_prefix("codes.")) {
        let (code, part) = key.split_once('.').expect("a part");
        assert!(known.contains(code), "{code} is no code");
        let parts = [
            "message",
            "on-page",
            "label",
            "explain.what",
            "explain.cure",
            "explain.example",
        ];
        assert!(parts.contains(&part), "{key} is not used");
    }
}

#[test]
fn sentences_end_without_a_stop() {
    for tag in ["de", "en"] {
        let messages = catalogue(tag);
        for key in messages.keys() {
            let section = key.split('.').next().unwrap_or(key);
            if key.ends_with(".message")
                || ["hints", "failures", "notices"].contains(&section)
            {
                let text = messages.text(key);
                assert!(!text.ends_with('.'), "{key}: {text}");
            }
        }
    }
}

#[test]
fn advice_terms_and_failures_are_those_of_the_sources() {
    let sources = sources();
    let messages = catalogue("en");
    let sections = [
        ("hints", &[".hint(", "hint_with("][..]),
        ("terms.action", &[".with(\"action\","]),
        ("terms.expected", &[".with(\"expected\","]),
        ("terms.reason", &[".with(\"reason\","]),
        ("terms.what", &[".with(\"what\","]),
        ("failures", &["Failure::new(", "Failure::io("]),
    ];
    for (section, calls) in sections {
        let prefix = format!("{section}.");
        for key in literals(&sources, calls) {
            let key = format!("{prefix}{key}");
            assert!(messages.phrase(&key).is_some(), "{key} is missing");
        }
        for key in messages.keys().filter_map(|key| key.strip_prefix(&prefix)) {
            let literal = format!("\"{key}\"");
            assert!(sources.contains(&literal), "{prefix}{key} is not used");
        }
    }
}

#[test]
fn keys_that_functions_hand_out_have_their_words() {
    let sources = sources();
    let messages = catalogue("en");
    let prefixes = [
        "yaml-",
        "model-",
        "path-",
        "io-",
        "minify-",
        "hidden-",
        "code-",
        "output-",
        "read-",
        "template-",
        "style-",
        "watch-",
    ];
    let is_key = |literal: &&str| {
        prefixes.iter().any(|prefix| literal.starts_with(prefix))
            && literal.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
            && !literal.ends_with('-')
    };
    for literal in sources.split('"').filter(is_key) {
        let sections = ["terms.reason", "hints", "failures", "notices"];
        let has_words = sections
            .iter()
            .any(|section| messages.phrase(&format!("{section}.{literal}")).is_some());
        assert!(has_words || Code::from_id(literal).is_some(), "{literal} has no words");
    }
}

/// Three findings in one file and one without, out of order.
fn findings() -> Vec<Diagnostic> {
    let file = SourcePath::new("content/a, b.md");
    let at = |part: &str| {
        let start = RECORD.find(part).expect("in the record");
        Span::new(&file, start..start + part.len())
    };
    vec![
        Diagnostic::new(Code::ShallowClone, Span::nowhere()),
        Diagnostic::new(Code::YamlSyntax, at("\t")).with("reason", "yaml-tab"),
        Diagnostic::new(Code::UnknownField, at("tgas"))
            .with("field", "tgas")
            .with("kind", "100 %\u{1b}[2J\n")
            .suggest("tgas", ["tags"]),
        Diagnostic::new(Code::DuplicateKey, at("ä"))
            .with("key", "title")
            .related(at("title")),
        Diagnostic::new(Code::FrontMatterMissing, Span::whole(&SourcePath::new("b.md"))),
    ]
}

/// Compares a report with a file beside this one; `UPDATE=1` writes the file anew.
#[expect(clippy::disallowed_methods, reason = "expectations of tests are files")]
fn expect(name: &str, report: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report/tests");
    let path = folder.join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, report).expect("an expectation");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(report, expected, "{name}");
}

fn rendered(
    form: impl Fn(&[Diagnostic], &crate::report::Texts<'_>, &Messages) -> String,
    language: &str,
) -> String {
    let texts = |file: &SourcePath| (!file.as_str().is_empty()).then_some(RECORD);
    form(&findings(), &texts, &Messages::new(&Language::new(language)))
}

#[test]
fn draws_findings_for_people() {
    let german = rendered(|f, t, m| text(f, t, m, false), "de");
    expect("findings.de.txt", &german);
    let english = rendered(|f, t, m| text(f, t, m, false), "en");
    expect("findings.en.txt", &english);
    let coloured = rendered(|f, t, m| text(f, t, m, true), "en");
    assert!(coloured.contains("\u{1b}["));
    assert!(!coloured.contains("\u{1b}[2J"), "an escape of the content");
}

#[test]
fn writes_findings_for_programs() {
    let json = rendered(json, "en");
    expect("findings.json", &json);
    let github = rendered(github, "en");
    expect("findings.github.txt", &github);
    for output in [json, github] {
        assert!(!output.contains('\u{1b}'));
    }
}

#[test]
fn counts_in_words() {
    let tally = Tally::of(&findings());
    assert_eq!(tally, Tally { errors: 4, warnings: 1, notes: 0 });
    let words = |language| tally.in_words(&Messages::new(&Language::new(language)));
    assert_eq!(words("de").as_deref(), Some("4 Fehler, 1 Warnung"));
    assert_eq!(words("en").as_deref(), Some("4 errors, 1 warning"));
    assert_eq!(Tally::default().in_words(&Messages::new(&Language::new("de"))), None);
}

#[test]
fn explains_every_code_in_both_languages() {
    for language in ["de", "en"] {
        let messages = Messages::new(&Language::new(language));
        assert_eq!(list_codes(&messages).lines().count(), Code::ALL.len());
        for code in Code::ALL {
            let lesson = explain(*code, &messages);
            assert!(lesson.lines().count() >= 7, "{code}");
            assert!(!lesson.contains("codes."), "{code}: {lesson}");
        }
    }
}
