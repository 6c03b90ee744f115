//! The phrases of one language by key, and where to look when a key is missing.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::language::Language;
use crate::path::SourcePath;
use crate::words::{Form, Phrase};
use crate::yaml::{Entry, Node, Value};

/// Phrases by key, such as `record.updated`; a key that is missing is looked up in the fallback.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// The language of the phrases.
    language: Language,
    /// The phrases.
    phrases: BTreeMap<String, Phrase>,
    /// Where to look for the keys that are missing.
    fallback: Option<Arc<Catalogue>>,
}

impl Catalogue {
    /// A catalogue of the given phrases; of two with one key, the last is kept.
    pub fn from_entries(language: &Language, entries: Vec<(String, Phrase)>) -> Self {
        let phrases = entries.into_iter().collect();
        Self { language: language.clone(), phrases, fallback: None }
    }

    /// Reads the phrases of a YAML file: texts, texts by plural form, and mappings of these, whose
    /// keys are joined by dots. Anything else is a finding and left out.
    pub fn read(language: &Language, file: &SourcePath, node: &Node) -> Checked<Self> {
        let mut entries = vec![];
        let mut findings = vec![];
        match &node.value {
            Value::Null => {}
            Value::Map(map) => read_map("", file, map, &mut entries, &mut findings),
            Value::Scalar(_) | Value::List(_) => {
                let span = Span::new(file, node.range.clone());
                findings.push(Diagnostic::new(Code::NotAMapping, span));
            }
        }
        Checked { value: Self::from_entries(language, entries), findings }
    }

    /// The same catalogue with another one for the keys that it does not have.
    #[must_use]
    pub fn with_fallback(mut self, fallback: Arc<Self>) -> Self {
        self.fallback = Some(fallback);
        self
    }

    /// The catalogue with the phrases of `other` laid over its own.
    #[must_use]
    pub fn overlaid(mut self, other: &Self) -> Self {
        let phrases = other.phrases.iter();
        self.phrases.extend(phrases.map(|(key, phrase)| (key.clone(), phrase.clone())));
        self
    }

    /// The language of its own phrases.
    pub fn language(&self) -> &Language {
        &self.language
    }

    /// Its own keys in order, without those of the fallback.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.phrases.keys().map(String::as_str)
    }

    /// The keys that `other` has and this one itself has not.
    pub fn missing<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a str> {
        other.keys().filter(|key| !self.phrases.contains_key(*key))
    }

    /// The phrase of a key with its language, which is another one if it comes from the fallback.
    pub fn phrase(&self, key: &str) -> Option<(&Phrase, &Language)> {
        match self.phrases.get(key) {
            Some(phrase) => Some((phrase, &self.language)),
            None => self.fallback.as_ref()?.phrase(key),
        }
    }

    /// The phrases whose keys start with something, in the order of their keys; those of the fallback
    /// where this one has none.
    pub fn all(&self, start: &str) -> BTreeMap<&str, &Phrase> {
        let mut all = self.fallback.as_ref().map_or_else(BTreeMap::new, |f| f.all(start));
        let own = self.phrases.iter().filter(|(key, _)| key.starts_with(start));
        all.extend(own.map(|(key, phrase)| (key.as_str(), phrase)));
        all
    }

    /// The text of a key with its placeholders filled, as [`Phrase::format`] does it.
    pub fn format(&self, key: &str, arguments: &[(&str, &str)]) -> Option<String> {
        let (phrase, language) = self.phrase(key)?;
        Some(phrase.format(language, arguments))
    }

    /// The text of a key without arguments; the key itself where no catalogue has it, so that
    /// somebody sees it.
    pub fn text(&self, key: &str) -> String {
        self.format(key, &[]).unwrap_or_else(|| key.to_owned())
    }
}

/// Reads one level of a mapping.
fn read_map(
    prefix: &str,
    file: &SourcePath,
    map: &[Entry],
    entries: &mut Vec<(String, Phrase)>,
    findings: &mut Vec<Diagnostic>,
) {
    for Entry { key, key_range: _, value } in map {
        let key = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match &value.value {
            Value::Scalar(scalar) => entries.push((key, Phrase::new(&scalar.text))),
            Value::Map(inner) => match read_plural(inner) {
                Some(phrase) => entries.push((key, phrase)),
                None => read_map(&key, file, inner, entries, findings),
            },
            // A key without a text is as good as missing, and reported as that.
            Value::Null => {}
            Value::List(_) => {
                let span = Span::new(file, value.range.clone());
                let finding = Diagnostic::new(Code::WrongType, span)
                    .with("field", &*key)
                    .with("label", key)
                    .with("expected", "text")
                    .with("value", "list");
                findings.push(finding);
            }
        }
    }
}

/// Reads a mapping as plural forms, if its keys are the names of forms and `other` is there.
fn read_plural(map: &[Entry]) -> Option<Phrase> {
    let forms: Option<Vec<(Form, &str)>> = map
        .iter()
        .map(|entry| {
            let text = entry.value.scalar()?;
            Some((Form::from_name(&entry.key)?, text.text.as_str()))
        })
        .collect();
    Phrase::plural(forms?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::Scalar;

    fn scalar(text: &str) -> Node {
        let scalar = Scalar { text: text.to_owned(), plain: true };
        Node::new(Value::Scalar(scalar), 0..0)
    }

    fn map<const N: usize>(entries: [(&str, Node); N]) -> Node {
        let entries = entries.map(|(key, value)| Entry {
            key: key.to_owned(),
            key_range: 0..0,
            value,
        });
        Node::new(Value::Map(entries.into()), 0..0)
    }

    #[test]
    fn reads_nested_and_plural_phrases() {
        let list = Node::new(Value::List(vec![]), 3..5);
        let node = map([
            ("skip", scalar("Zum Inhalt")),
            (
                "list",
                map([(
                    "rows",
                    map([
                        ("one", scalar("{count} Zeile")),
                        ("other", scalar("{count} Zeilen")),
                    ]),
                )]),
            ),
            ("wrong", list),
        ]);
        let file = SourcePath::new("themes/x/strings/de.yaml");
        let read = Catalogue::read(&Language::new("de"), &file, &node);
        assert_eq!(read.findings.len(), 1);
        let catalogue = read.value;
        assert_eq!(catalogue.keys().collect::<Vec<_>>(), ["list.rows", "skip"]);
        let rows = |count| catalogue.format("list.rows", &[("count", count)]);
        assert_eq!(rows("1").as_deref(), Some("1 Zeile"));
        assert_eq!(rows("2").as_deref(), Some("2 Zeilen"));
    }

    #[test]
    fn falls_back_with_the_rules_of_the_fallback() {
        let phrase = Phrase::plural([(Form::One, "one"), (Form::Other, "other")]);
        let entries = vec![("n".to_owned(), phrase.expect("has `other`"))];
        let english = Arc::new(Catalogue::from_entries(&Language::new("en"), entries));
        let polish = Catalogue::from_entries(&Language::new("pl"), vec![]);
        assert_eq!(polish.missing(&english).collect::<Vec<_>>(), ["n"]);
        let polish = polish.with_fallback(english);
        assert_eq!(polish.format("n", &[("count", "1")]).as_deref(), Some("one"));
        assert_eq!(polish.format("m", &[]), None);
        assert_eq!(polish.text("m"), "m");
    }
}
