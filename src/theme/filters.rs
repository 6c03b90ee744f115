//! What templates can call: dates, numbers and strings in the words of the page's language.
//!
//! All of it is pure: a value and, where it depends on one, the language of the renderer. `lang` may
//! name another one. What a filter cannot read is an error at its place in the template.
//!
//! - `date`: a date or period in words; `weekday=true` adds the weekday.
//! - `iso`: a date as machines read it, of a period its start. `year`, `month`, `day`, `weekday`:
//!   parts of it in words; empty where the date does not say.
//! - `time`: a time of day; `end` makes it a span.
//! - `number`, `percent`, `filesize` (of bytes).
//! - `phrase(key="…", …)`: a string with its placeholders filled; `count` chooses the plural form.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{Error, Kwargs, Map, State, Tera, TeraResult, Value};

use crate::date::{Date, DateSpan};
use crate::language::Language;
use crate::theme::strings::Strings;
use crate::words::{Catalogue, Dates, Numbers};

/// How a language says things.
struct Speech {
    /// Dates.
    dates: Dates,
    /// Numbers.
    numbers: Numbers,
    /// The strings of the theme.
    catalogue: Arc<Catalogue>,
}

/// The languages that a renderer knows, and which one it speaks.
struct Voice {
    /// The language of its pages.
    own: Arc<Speech>,
    /// All languages of the site by their tags.
    others: BTreeMap<String, Arc<Speech>>,
}

impl Voice {
    /// The language that `lang` names, else the renderer's own.
    fn speech(&self, arguments: &Kwargs) -> TeraResult<&Speech> {
        let tag: Option<&str> = arguments.get("lang")?;
        Ok(tag.and_then(|tag| self.others.get(tag)).unwrap_or(&self.own))
    }
}

/// Registers all filters and functions in the voice of one language. Doing it again for another
/// language replaces them; templates that are already loaded use the new ones.
pub(super) fn register(
    tera: &mut Tera,
    strings: &Strings,
    language: &Language,
    languages: &[Language],
) {
    let speech = |language: &Language| {
        Arc::new(Speech {
            dates: Dates::new(language),
            numbers: Numbers::new(language),
            catalogue: Arc::clone(strings.catalogue(language)),
        })
    };
    let others: BTreeMap<String, Arc<Speech>> =
        languages.iter().map(|other| (other.to_string(), speech(other))).collect();
    let own = others.get(language.as_str()).map_or_else(|| speech(language), Arc::clone);
    let voice = Arc::new(Voice { own, others });
    register_dates(tera, &voice);
    register_numbers(tera, &voice);
    tera.register_function("phrase", move |arguments: Kwargs, _: &State<'_>| {
        phrase(voice.speech(&arguments)?, &arguments)
    });
}

/// Registers the filters of dates and times.
fn register_dates(tera: &mut Tera, voice: &Arc<Voice>) {
    let own = Arc::clone(voice);
    tera.register_filter(
        "date",
        move |value: &Value, arguments: Kwargs, _: &State<'_>| {
            let dates = &own.speech(&arguments)?.dates;
            let span = span(value)?;
            let weekday: Option<bool> = arguments.get("weekday")?;
            match (span.end, weekday) {
                (None, Some(true)) => Ok(dates.long_with_weekday(span.start)),
                _ => TeraResult::Ok(dates.span(span)),
            }
        },
    );
    tera.register_filter("iso", |value: &Value, _: Kwargs, _: &State<'_>| {
        TeraResult::Ok(span(value)?.start.to_string())
    });
    tera.register_filter("year", |value: &Value, _: Kwargs, _: &State<'_>| {
        TeraResult::Ok(span(value)?.start.year().to_string())
    });
    tera.register_filter("day", |value: &Value, _: Kwargs, _: &State<'_>| {
        let day = span(value)?.start.day_of_month();
        TeraResult::Ok(day.map(|day| day.to_string()).unwrap_or_default())
    });
    let own = Arc::clone(voice);
    tera.register_filter(
        "month",
        move |value: &Value, arguments: Kwargs, _: &State<'_>| {
            let month = span(value)?.start.month();
            let dates = &own.speech(&arguments)?.dates;
            TeraResult::Ok(
                month.map(|month| dates.month(month).to_owned()).unwrap_or_default(),
            )
        },
    );
    let own = Arc::clone(voice);
    tera.register_filter(
        "weekday",
        move |value: &Value, arguments: Kwargs, _: &State<'_>| {
            let date = span(value)?.start;
            let weekday = own.speech(&arguments)?.dates.weekday(date).map(str::to_owned);
            TeraResult::Ok(weekday.unwrap_or_default())
        },
    );
    let own = Arc::clone(voice);
    tera.register_filter("time", move |value: &str, arguments: Kwargs, _: &State<'_>| {
        let end: Option<&str> = arguments.get("end")?;
        let end = end.filter(|end| !end.is_empty()).map(minutes).transpose()?;
        TeraResult::Ok(own.speech(&arguments)?.dates.time(minutes(value)?, end))
    });
}

/// Registers the filters of numbers.
fn register_numbers(tera: &mut Tera, voice: &Arc<Voice>) {
    let own = Arc::clone(voice);
    tera.register_filter(
        "number",
        move |value: &Value, arguments: Kwargs, _: &State<'_>| {
            TeraResult::Ok(own.speech(&arguments)?.numbers.decimal(&digits(value)?))
        },
    );
    let own = Arc::clone(voice);
    tera.register_filter(
        "percent",
        move |value: &Value, arguments: Kwargs, _: &State<'_>| {
            TeraResult::Ok(own.speech(&arguments)?.numbers.percent(&digits(value)?))
        },
    );
    let own = Arc::clone(voice);
    tera.register_filter(
        "filesize",
        move |value: u64, arguments: Kwargs, _: &State<'_>| {
            TeraResult::Ok(filesize(&own.speech(&arguments)?.numbers, value))
        },
    );
}

/// Fills a string.
fn phrase(speech: &Speech, arguments: &Kwargs) -> TeraResult<String> {
    let key: &str = arguments.must_get("key")?;
    let texts: Vec<(&str, String)> = arguments
        .iter()
        .filter_map(|(name, value)| Some((name.as_str()?, value)))
        .filter(|(name, _)| !matches!(*name, "key" | "lang"))
        .map(|(name, value)| (name, value.to_string()))
        .collect();
    let texts: Vec<(&str, &str)> =
        texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    speech
        .catalogue
        .format(key, &texts)
        .ok_or_else(|| Error::message(format!("No language has the string `{key}`")))
}

/// A date or period: `"2017-03-07"`, or a map of `start` and `end`.
fn span(value: &Value) -> TeraResult<DateSpan> {
    match value.as_map() {
        Some(map) => {
            let start = field(map, "start").ok_or_else(|| no_date(value))?;
            let end = field(map, "end").filter(|end| !end.is_none());
            Ok(DateSpan { start: date(start)?, end: end.map(date).transpose()? })
        }
        None => Ok(DateSpan { start: date(value)?, end: None }),
    }
}

/// A field of a map.
fn field<'a>(map: &'a Map, name: &str) -> Option<&'a Value> {
    map.iter().find(|(key, _)| key.as_str() == Some(name)).map(|(_, value)| value)
}

/// A date.
fn date(value: &Value) -> TeraResult<Date> {
    let text = value.as_str().ok_or_else(|| no_date(value))?;
    Date::parse(text).map_err(|_| no_date(value))
}

/// What is said of a value that is no date.
fn no_date(value: &Value) -> Error {
    Error::message(format!("Expected a date or a period, found `{value}`"))
}

/// Minutes since midnight of `09:30`.
fn minutes(text: &str) -> TeraResult<u16> {
    let parts = text.split_once(':').and_then(|(hours, minutes)| {
        let hours: u16 = hours.parse().ok().filter(|hours| *hours <= 24)?;
        let minutes: u16 = minutes.parse().ok().filter(|minutes| *minutes < 60)?;
        Some(hours * 60 + minutes)
    });
    parts.ok_or_else(|| Error::message(format!("Expected a time, found `{text}`")))
}

/// A number in plain digits.
fn digits(value: &Value) -> TeraResult<String> {
    if value.is_number() || value.is_string() {
        Ok(value.to_string())
    } else {
        Err(Error::message(format!("Expected a number, found `{}`", value.name())))
    }
}

/// A size in the unit that suits it; a thousand bytes are a kilobyte.
fn filesize(numbers: &Numbers, bytes: u64) -> String {
    let units = ["B", "kB", "MB", "GB", "TB"];
    let mut tenths = u128::from(bytes) * 10;
    let mut unit = 0;
    while tenths >= 9_995 && unit + 1 < units.len() {
        tenths = (tenths + 500) / 1000;
        unit += 1;
    }
    let number = if unit == 0 || tenths >= 100 || tenths.is_multiple_of(10) {
        ((tenths + 5) / 10).to_string()
    } else {
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    format!("{}\u{a0}{}", numbers.decimal(&number), units[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_a_fitting_unit() {
        let numbers = Numbers::new(&Language::new("de"));
        let cases = [
            (0, "0\u{a0}B"),
            (999, "999\u{a0}B"),
            (1_000, "1\u{a0}kB"),
            (1_250, "1,3\u{a0}kB"),
            (15_600, "16\u{a0}kB"),
            (999_949, "1\u{a0}MB"),
            (2_345_678, "2,3\u{a0}MB"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(filesize(&numbers, bytes), expected, "{bytes}");
        }
    }
}
