//! What the spec files of the glossary run: terms and a text, and which of its words are linked.

use werkstatt::glossary::{Glossary, Mention, Term};
use werkstatt::language::Language;

use crate::spec::Results;

/// Runs a case of the spec files: terms, one in each line with its names between semicolons, and behind a
/// line of hyphens a text as HTML. Settings: a language, and `known=1` for a term that is mentioned before.
/// Mentions come out as `[the words](the term)`; a component in the text is written `{1}`.
pub(crate) fn run(source: &str, settings: &[&str]) -> Results {
    let (terms, text) = source.split_once("---\n").expect("terms and a text");
    let terms: Vec<Term> = terms
        .lines()
        .zip(1..)
        .map(|(line, number)| Term {
            names: line.split("; ").map(str::to_owned).collect(),
            address: format!("/glossar/{number}/"),
        })
        .collect();
    let language = settings.iter().find(|setting| !setting.contains('='));
    let language = Language::new(language.copied().unwrap_or("de"));
    let known = settings.iter().filter_map(|setting| setting.strip_prefix("known="));
    let known = known.map(|number| number.parse::<usize>().expect("a number") - 1);
    let mut mentioned: Vec<usize> = known.collect();
    let text = text.replace("{1}", "\u{0}1\u{0}").replace("\\u{ad}", "\u{ad}");
    let text = text.replace("\\u{308}", "\u{308}").replace("\\u{a0}", "\u{a0}");
    let glossary = Glossary::new(&terms, &language);
    let mut found: Vec<Mention> = vec![];
    glossary.find(&text, &mut mentioned, &mut found);
    let mut html = String::new();
    let mut at = 0;
    for mention in found {
        html.push_str(&text[at..mention.range.start]);
        let words = &text[mention.range.clone()];
        let name = terms[mention.term].names[0].as_str();
        html.push_str(&["[", words, "](", name, ")"].concat());
        at = mention.range.end;
    }
    html.push_str(&text[at..]);
    let html = html.replace("\u{0}1\u{0}", "{1}").replace('\u{ad}', "\\u{ad}");
    let html = html.replace('\u{308}', "\\u{308}").replace('\u{a0}', "\\u{a0}");
    Results::from([("html", html)])
}
