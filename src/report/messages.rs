//! The sentences of findings in German or English, from the message files.
//!
//! Both files are part of the program. They have the same keys and placeholders; tests hold that
//! every code and every key in the sources has its words.

use crate::diag::{Diagnostic, Hint, Key};
use crate::language::Language;
use crate::path::SourcePath;
use crate::report::visible;
use crate::words::Catalogue;
use crate::yaml;

/// The message files by language, the one for all other languages first.
pub(super) const FILES: [(&str, &str); 2] =
    [("en", include_str!("messages/en.yaml")), ("de", include_str!("messages/de.yaml"))];

/// The arguments whose values may be keys below `terms`, since their words depend on the language.
const TERMS: [&str; 4] = ["action", "expected", "reason", "what"];

/// The words of the program in one language.
#[derive(Debug, Clone)]
pub struct Messages {
    /// All phrases of the message file, with their keys joined by dots.
    phrases: Catalogue,
}

impl Messages {
    /// The words in a language; in English where there are none.
    pub fn new(language: &Language) -> Self {
        let known = FILES.iter().find(|(tag, _)| *tag == language.base());
        let (tag, text) = known.unwrap_or(&FILES[0]);
        let language = Language::new(tag);
        let file = SourcePath::new(&format!("{tag}.yaml"));
        let tree = yaml::parse(&file, text, 0..text.len());
        // Tests hold that the files have no findings.
        Self { phrases: Catalogue::read(&language, &file, &tree.value).value }
    }

    /// The language of the words.
    pub fn language(&self) -> &Language {
        self.phrases.language()
    }

    /// All keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.phrases.keys()
    }

    /// The text of a key, if there is one.
    pub fn find(&self, key: &str) -> Option<String> {
        self.phrases.format(key, &[])
    }

    /// The text of a key with `…` for its placeholders, if there is one.
    pub fn outline(&self, key: &str) -> Option<String> {
        let (phrase, language) = self.phrases.phrase(key)?;
        let names = phrase.placeholders().into_iter();
        let blanks: Vec<(&str, &str)> = names.map(|name| (name, "…")).collect();
        Some(phrase.format(language, &blanks))
    }

    /// The text of a key without placeholders; the key itself where there is none.
    pub fn text(&self, key: &str) -> String {
        self.phrases.text(key)
    }

    /// The text of a key; the key itself where there is none.
    pub fn format(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        self.phrases.format(key, arguments).unwrap_or_else(|| key.to_owned())
    }

    /// The sentence of a finding, safe for a terminal.
    pub fn sentence(&self, finding: &Diagnostic) -> String {
        let code = finding.code;
        let has_page = finding
            .arguments
            .iter()
            .any(|(name, page)| *name == "page" && !page.is_empty());
        let on_page = has_page.then(|| format!("codes.{code}.on-page"));
        let on_page = on_page.filter(|key| self.phrases.phrase(key).is_some());
        let key = on_page.unwrap_or_else(|| format!("codes.{code}.message"));
        self.fill(&key, &self.arguments(finding))
    }

    /// What stands beside the carets of a finding, if there is something to say.
    pub fn label(&self, finding: &Diagnostic) -> Option<String> {
        let key = format!("codes.{}.label", finding.code);
        self.phrases.phrase(&key)?;
        Some(self.fill(&key, &self.arguments(finding)))
    }

    /// The arguments of a finding, with names from the model in the language of the words.
    fn arguments(&self, finding: &Diagnostic) -> Vec<(Key, String)> {
        let own = |(name, text): &(Key, String)| {
            let mut names = finding.names.iter().filter(|(known, _)| known == name);
            let words = names.find_map(|(_, words)| words.own(self.language()));
            (name.clone(), words.unwrap_or(text).clone())
        };
        finding.arguments.iter().map(own).collect()
    }

    /// The advice of a finding, safe for a terminal.
    pub fn hints(&self, finding: &Diagnostic) -> Vec<String> {
        finding.hints.iter().map(|hint| self.hint(hint)).collect()
    }

    /// One piece of advice, safe for a terminal.
    pub fn hint(&self, hint: &Hint) -> String {
        self.fill(&format!("hints.{}", hint.key), &hint.arguments)
    }

    /// Tells whether there is advice of a key.
    pub fn has_hint(&self, key: &str) -> bool {
        self.phrases.phrase(&format!("hints.{key}")).is_some()
    }

    /// Why the program could not run, safe for a terminal.
    pub fn failure(&self, key: &str, arguments: &[(&'static str, String)]) -> String {
        self.fill(&format!("failures.{key}"), arguments)
    }

    /// Something that the user should know while work goes on, safe for a terminal.
    pub fn notice(&self, key: &str, arguments: &[(&'static str, String)]) -> String {
        self.fill(&format!("notices.{key}"), arguments)
    }

    /// A text with arguments, some of which may be keys of terms; safe for a terminal.
    fn fill(&self, key: &str, arguments: &[(impl AsRef<str>, String)]) -> String {
        let plain: Vec<(&str, &str)> = arguments
            .iter()
            .map(|(name, value)| (name.as_ref(), value.as_str()))
            .collect();
        let translated: Vec<(&str, String)> = plain
            .iter()
            .map(|&(name, value)| {
                let term = TERMS.contains(&name).then(|| format!("terms.{name}.{value}"));
                let term = term.and_then(|key| self.phrases.format(&key, &plain));
                (name, visible(&term.unwrap_or_else(|| value.to_owned())).into_owned())
            })
            .collect();
        let mut filled: Vec<(&str, &str)> =
            translated.iter().map(|(name, value)| (*name, value.as_str())).collect();
        // A field whose label is its key needs no other name.
        let value = |wanted| {
            filled.iter().find(|(name, _)| *name == wanted).map(|(_, value)| *value)
        };
        let has_label = value("label").is_some_and(|label| Some(label) != value("field"));
        let form = if has_label { "field-with-label" } else { "field-alone" };
        let field = self.format(&format!("terms.named.{form}"), &filled);
        filled.push(("named", &field));
        self.format(key, &filled)
    }
}
