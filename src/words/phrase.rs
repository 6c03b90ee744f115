//! One phrase: a text with `{placeholder}`s, or one such text for each plural form of `{count}`.

use std::collections::BTreeSet;

use icu_plurals::{PluralCategory, PluralRules, PluralRulesOptions};

use crate::language::Language;
use crate::words::{Numbers, locale_of};

/// The plural forms of the Unicode rules, by the names that they have in YAML.
const FORMS: [(&str, Form); 6] = [
    ("zero", Form::Zero),
    ("one", Form::One),
    ("two", Form::Two),
    ("few", Form::Few),
    ("many", Form::Many),
    ("other", Form::Other),
];

/// The argument that chooses among plural forms.
const COUNT: &str = "count";

/// A plural form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// None at all, in languages that have a form for it.
    Zero,
    /// A single one.
    One,
    /// A pair, in languages that have a form for it.
    Two,
    /// A few: 2 to 4 in Czech and Polish.
    Few,
    /// Many: 5 and more in Polish.
    Many,
    /// All the rest; always there.
    Other,
}

/// A text with placeholders, or one for each plural form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The text that is taken where no other form fits.
    other: Vec<Part>,
    /// The texts of further plural forms.
    forms: Vec<(Form, Vec<Part>)>,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// Letters as they are.
    Text(String),
    /// The name of an argument.
    Placeholder(String),
}

impl Form {
    /// The form of a name such as `few`.
    pub fn from_name(name: &str) -> Option<Self> {
        FORMS.iter().find(|(known, _)| *known == name).map(|(_, form)| *form)
    }

    /// The form that a language takes for a count.
    fn of_count(language: &Language, count: u64) -> Self {
        let locale = locale_of(language);
        let Ok(rules) =
            PluralRules::try_new(locale.into(), PluralRulesOptions::default())
        else {
            return if count == 1 { Self::One } else { Self::Other };
        };
        match rules.category_for(count) {
            PluralCategory::Zero => Self::Zero,
            PluralCategory::One => Self::One,
            PluralCategory::Two => Self::Two,
            PluralCategory::Few => Self::Few,
            PluralCategory::Many => Self::Many,
            PluralCategory::Other => Self::Other,
        }
    }
}

impl Phrase {
    /// A phrase of one text. `{{` and `}}` stand for braces.
    pub fn new(text: &str) -> Self {
        Self { other: parse(text), forms: vec![] }
    }

    /// A phrase of several plural forms; nothing without [`Form::Other`].
    pub fn plural<'a>(forms: impl IntoIterator<Item = (Form, &'a str)>) -> Option<Self> {
        let mut other = None;
        let mut rest = vec![];
        for (form, text) in forms {
            match form {
                Form::Other => other = Some(parse(text)),
                form => rest.push((form, parse(text))),
            }
        }
        other.map(|other| Self { other, forms: rest })
    }

    /// The texts by the names of their plural forms, placeholders in braces; a phrase without plural
    /// forms has `other` alone.
    pub fn texts(&self) -> Vec<(&'static str, String)> {
        let written = |parts: &[Part]| {
            let part = |part: &Part| match part {
                Part::Text(text) => text.clone(),
                Part::Placeholder(name) => format!("{{{name}}}"),
            };
            parts.iter().map(part).collect::<String>()
        };
        let text = |form: Form| match self.forms.iter().find(|(known, _)| *known == form)
        {
            _ if form == Form::Other => Some(&self.other),
            found => found.map(|(_, text)| text),
        };
        let forms = FORMS.into_iter();
        forms.filter_map(|(name, form)| Some((name, written(text(form)?)))).collect()
    }

    /// The names of all placeholders, `count` too where there are plural forms.
    pub fn placeholders(&self) -> BTreeSet<&str> {
        let texts = self.forms.iter().map(|(_, text)| text).chain([&self.other]);
        let mut names: BTreeSet<&str> = texts
            .flatten()
            .filter_map(|part| match part {
                Part::Placeholder(name) => Some(name.as_str()),
                Part::Text(_) => None,
            })
            .collect();
        if !self.forms.is_empty() {
            names.insert(COUNT);
        }
        names
    }

    /// Fills the placeholders. The argument `count`, a whole number in plain digits, chooses the
    /// plural form and is written as the language writes numbers. A placeholder without an argument
    /// stays visible.
    pub fn format(&self, language: &Language, arguments: &[(&str, &str)]) -> String {
        let argument = |wanted: &str| {
            arguments.iter().find(|(name, _)| *name == wanted).map(|(_, value)| *value)
        };
        let text = self.text_for(language, argument(COUNT));
        let mut result = String::new();
        for part in text {
            match part {
                Part::Text(text) => result.push_str(text),
                Part::Placeholder(name) => match argument(name) {
                    Some(value) if name == COUNT => {
                        result.push_str(&Numbers::new(language).decimal(value));
                    }
                    Some(value) => result.push_str(value),
                    None => result.extend(["{", name, "}"]),
                },
            }
        }
        result
    }

    /// The text for a count.
    fn text_for(&self, language: &Language, count: Option<&str>) -> &[Part] {
        let count: Option<u64> = count.and_then(|count| count.parse().ok());
        let Some(count) = count.filter(|_| !self.forms.is_empty()) else {
            return &self.other;
        };
        let wanted = Form::of_count(language, count);
        let form = self.forms.iter().find(|(form, _)| *form == wanted);
        form.map_or(&self.other, |(_, text)| text)
    }
}

/// Takes a text apart. A brace that opens no placeholder stands for itself.
fn parse(text: &str) -> Vec<Part> {
    let mut parts = vec![];
    let mut plain = String::new();
    let mut rest = text;
    while let Some(index) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(index);
        plain.push_str(before);
        if from.starts_with("{{") || from.starts_with("}}") {
            plain.push_str(&from[..1]);
            rest = &from[2..];
        } else if let Some((name, after)) = placeholder(from) {
            if !plain.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut plain)));
            }
            parts.push(Part::Placeholder(name.to_owned()));
            rest = after;
        } else {
            plain.push_str(&from[..1]);
            rest = &from[1..];
        }
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        parts.push(Part::Text(plain));
    }
    parts
}

/// The placeholder at the start of a text and what follows it.
fn placeholder(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.strip_prefix('{')?.split_once('}')?;
    let is_name = !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    is_name.then_some((name, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_placeholders() {
        let language = Language::new("de");
        let phrase = Phrase::new("{a} und {b}, {{kein}} { Platz } {}");
        assert_eq!(
            phrase.format(&language, &[("a", "{b}"), ("b", "2")]),
            "{b} und 2, {kein} { Platz } {}"
        );
        assert_eq!(Phrase::new("fehlt: {a}").format(&language, &[]), "fehlt: {a}");
        assert_eq!(phrase.placeholders().into_iter().collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn chooses_plural_forms() {
        let texts = [
            (Form::One, "{count} one"),
            (Form::Two, "{count} two"),
            (Form::Few, "{count} few"),
            (Form::Many, "{count} many"),
            (Form::Other, "{count} other"),
        ];
        let phrase = Phrase::plural(texts).expect("has `other`");
        let cases = [
            ("de", "1", "1 one"),
            ("de", "0", "0 other"),
            ("de-simple", "1", "1 one"),
            ("en", "1000", "1,000 other"),
            ("cs", "3", "3 few"),
            ("cs", "5", "5 other"),
            ("pl", "22", "22 few"),
            ("pl", "12", "12 many"),
            ("hsb", "102", "102 two"),
            ("hsb", "4", "4 few"),
            ("de", "viele", "viele other"),
        ];
        for (language, count, expected) in cases {
            let language = Language::new(language);
            let text = phrase.format(&language, &[("count", count)]);
            assert_eq!(text, expected, "{language}");
        }
        assert_eq!(Phrase::plural([(Form::One, "x")]), None);
    }
}
