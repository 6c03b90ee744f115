//! Words of the interface, dates and numbers of a language, for views that are more than records.

use std::sync::Arc;

use crate::date::{Date, DateSpan};
use crate::language::Language;
use crate::view::make::Views;
use crate::words::{Catalogue, Dates, Numbers};

/// How a language says things.
#[derive(Debug)]
pub(super) struct Speech {
    /// The strings of the theme.
    catalogue: Arc<Catalogue>,
    /// Dates.
    dates: Dates,
    /// Numbers.
    numbers: Numbers,
}

impl Speech {
    /// The words of a language.
    pub(super) fn new(language: &Language, catalogue: &Arc<Catalogue>) -> Self {
        Self {
            catalogue: Arc::clone(catalogue),
            dates: Dates::new(language),
            numbers: Numbers::new(language),
        }
    }
}

impl Views {
    /// A string of the theme; its key where no language has it.
    pub(super) fn say(&self, language: &Language, key: &str) -> String {
        self.say_with(language, key, &[])
    }

    /// A string of the theme with its placeholders filled.
    pub(super) fn say_with(
        &self,
        language: &Language,
        key: &str,
        arguments: &[(&str, &str)],
    ) -> String {
        let speech = self.speech.get(language);
        let said = speech.and_then(|speech| speech.catalogue.format(key, arguments));
        said.unwrap_or_else(|| key.to_owned())
    }

    /// A string of the theme with the place of a title left open; nothing where no language has it.
    pub(super) fn said(&self, language: &Language, key: &str) -> Option<String> {
        self.speech.get(language)?.catalogue.format(key, &[])
    }

    /// A string of the theme that depends on a number.
    pub(super) fn say_count(
        &self,
        language: &Language,
        key: &str,
        count: usize,
    ) -> String {
        self.say_with(language, key, &[("count", &count.to_string())])
    }

    /// A period in words.
    pub(super) fn say_span(&self, language: &Language, span: DateSpan) -> String {
        let speech = self.speech.get(language);
        speech.map_or_else(String::new, |speech| speech.dates.span(span))
    }

    /// A date in words.
    pub(super) fn say_date(&self, language: &Language, date: Date) -> String {
        self.say_span(language, DateSpan { start: date, end: None })
    }

    /// The name of a month, from 1.
    pub(super) fn say_month(&self, language: &Language, month: i8) -> String {
        let speech = self.speech.get(language);
        speech.map_or_else(String::new, |speech| speech.dates.month(month).to_owned())
    }

    /// A number in digits.
    pub(super) fn say_number(&self, language: &Language, number: u64) -> String {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        let speech = self.speech.get(language);
        speech.map_or_else(String::new, |speech| speech.numbers.integer(number))
    }

    /// A percentage.
    pub(super) fn say_percent(&self, language: &Language, percent: u8) -> String {
        let speech = self.speech.get(language);
        let written = percent.to_string();
        speech.map_or_else(String::new, |speech| speech.numbers.percent(&written))
    }
}
