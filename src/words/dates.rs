//! Dates in words: "7. März 2017", "7 to 9 March 2017", "březen 2018".
//!
//! The names of months and weekdays and the order of day, month and year come from the Unicode
//! data; how a span is drawn together is written here for the languages of the region, and spelled
//! out in full for all others.

use icu_datetime::fieldsets::{E, M, YM, YMD};
use icu_datetime::input::Date as IcuDate;
use icu_datetime::preferences::CalendarAlgorithm;
use icu_datetime::{DateTimeFormatter, DateTimeFormatterPreferences};

use crate::date::{Date, DateSpan};
use crate::language::Language;
use crate::words::locale_of;

/// A year and a day whose digits cannot be mistaken for each other or for a month; the year begins
/// on a Monday in 1990, so does its first week.
const SAMPLE_YEAR: i32 = 1990;
/// See [`SAMPLE_YEAR`].
const SAMPLE_DAY: u8 = 23;

/// The words and patterns of a language's dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dates {
    /// The base language, which decides how spans are drawn together.
    base: String,
    /// For each month, a day of it: `{day}. März {year}`.
    days: Vec<Pattern>,
    /// For each month, the month of a year: `März {year}`.
    months: Vec<Pattern>,
    /// The names of the months by themselves.
    month_names: Vec<String>,
    /// The names of the weekdays, Monday first.
    weekdays: Vec<String>,
}

/// A text with places for the day and the year.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern(Vec<Part>);

/// A piece of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// Letters as they are.
    Text(String),
    /// The day of the month.
    Day,
    /// The year.
    Year,
}

impl Dates {
    /// The words of a language; those of the Unicode root where it is not known.
    pub fn new(language: &Language) -> Self {
        let locale = locale_of(language);
        let mut preferences = DateTimeFormatterPreferences::from(&locale);
        preferences.calendar_algorithm = Some(CalendarAlgorithm::Gregory);
        let day = DateTimeFormatter::try_new(preferences, YMD::long());
        let month = DateTimeFormatter::try_new(preferences, YM::long());
        let name = DateTimeFormatter::try_new(preferences, M::long());
        let weekday = DateTimeFormatter::try_new(preferences, E::long());
        let text = |formatted: Option<String>| {
            // The data writes some gaps as no-break or thin spaces; plain ones can be searched.
            formatted.unwrap_or_default().replace(['\u{a0}', '\u{202f}'], " ")
        };
        let per_month = |write: &dyn Fn(&IcuDate<_>) -> Option<String>| {
            let dates = (1..=12)
                .map(|month| IcuDate::try_new_iso(SAMPLE_YEAR, month, SAMPLE_DAY).ok());
            dates.map(|date| text(date.and_then(|date| write(&date)))).collect::<Vec<_>>()
        };
        let days = per_month(&|date| Some(day.as_ref().ok()?.format(date).to_string()));
        let months =
            per_month(&|date| Some(month.as_ref().ok()?.format(date).to_string()));
        let month_names =
            per_month(&|date| Some(name.as_ref().ok()?.format(date).to_string()));
        let weekdays =
            (1..=7).map(|day| {
                let date = IcuDate::try_new_iso(SAMPLE_YEAR, 1, day).ok();
                text(date.and_then(|date| {
                    Some(weekday.as_ref().ok()?.format(&date).to_string())
                }))
            });
        Self {
            base: language.base().to_owned(),
            days: days.iter().map(|text| Pattern::read(text)).collect(),
            months: months.iter().map(|text| Pattern::read(text)).collect(),
            month_names,
            weekdays: weekdays.collect(),
        }
    }

    /// A date in words, as exact as it is known: "7. März 2017", "März 2018", "2018".
    pub fn long(&self, date: Date) -> String {
        let year = date.year().to_string();
        match (date.month(), date.day_of_month()) {
            (Some(month), Some(day)) => {
                index(&self.days, month).fill(&day.to_string(), &year)
            }
            (Some(month), None) => index(&self.months, month).fill("", &year),
            (None, _) => year,
        }
    }

    /// A date in words with its weekday, where the day is known: "Dienstag, 7. März 2017".
    pub fn long_with_weekday(&self, date: Date) -> String {
        let long = self.long(date);
        let gap = if matches!(&*self.base, "en" | "cs") { " " } else { ", " };
        match self.weekday(date) {
            Some(weekday) => format!("{weekday}{gap}{long}"),
            None => long,
        }
    }

    /// A date in digits in the order of the language; ISO 8601 where it is not known.
    pub fn short(&self, date: Date) -> String {
        let year = date.year();
        match (&*self.base, date.month(), date.day_of_month()) {
            (_, None, _) => year.to_string(),
            ("en", Some(month), Some(day)) => format!("{day:02}/{month:02}/{year}"),
            ("cs" | "sk", Some(month), Some(day)) => format!("{day}. {month}. {year}"),
            ("hsb" | "dsb", Some(month), Some(day)) => format!("{day}.{month}.{year}"),
            ("de" | "pl", Some(month), Some(day)) => {
                format!("{day:02}.{month:02}.{year}")
            }
            ("de" | "en", Some(month), None) => format!("{month:02}/{year}"),
            ("cs" | "sk", Some(month), None) => format!("{month}/{year}"),
            ("hsb" | "dsb", Some(month), None) => format!("{month}.{year}"),
            ("pl", Some(month), None) => format!("{month:02}.{year}"),
            (_, Some(_), _) => date.to_string(),
        }
    }

    /// The name of a month by itself, 1 for January; empty outside 1 to 12.
    pub fn month(&self, month: i8) -> &str {
        usize::try_from(month)
            .ok()
            .and_then(|month| self.month_names.get(month.checked_sub(1)?))
            .map_or("", String::as_str)
    }

    /// The name of the weekday, where the day is known.
    pub fn weekday(&self, date: Date) -> Option<&str> {
        self.weekdays.get(date.weekday()?).map(String::as_str)
    }

    /// A span in words, with what start and end share said once: "7. bis 9. März 2017".
    pub fn span(&self, span: DateSpan) -> String {
        let start = span.start;
        let Some(end) = span.end.filter(|end| *end != start) else {
            return self.long(start);
        };
        let drawn = self.draws_together() && start.year() == end.year();
        let from = match (start.month(), start.day_of_month()) {
            (Some(month), Some(day)) if drawn && end.day_of_month().is_some() => {
                let pattern = index(&self.days, month);
                if end.month() == Some(month) {
                    pattern.day_alone(day)
                } else {
                    pattern.without_year(&day.to_string())
                }
            }
            (Some(month), None) if drawn && end.month().is_some() => {
                (end.day_of_month().is_none()).then(|| self.month(month).to_owned())
            }
            _ => None,
        };
        self.join(&from.unwrap_or_else(|| self.long(start)), &self.long(end))
    }

    /// A time of day or a span of two, in minutes since midnight: "9:30 bis 16:00 Uhr".
    pub fn time(&self, start: u16, end: Option<u16>) -> String {
        let clock = |minutes: u16| format!("{}:{:02}", minutes / 60, minutes % 60);
        let text = match end {
            Some(end) => self.join(&clock(start), &clock(end)),
            None => clock(start),
        };
        match &*self.base {
            "de" => format!("{text} Uhr"),
            "hsb" => format!("{text} hodź."),
            _ => text,
        }
    }

    /// Whether spans of the language may leave out what their ends share.
    fn draws_together(&self) -> bool {
        matches!(&*self.base, "de" | "en" | "cs" | "pl" | "hsb" | "dsb" | "sk")
    }

    /// Joins the ends of a span: by a word, or by a dash that has spaces if its left side has.
    fn join(&self, from: &str, to: &str) -> String {
        let between = match &*self.base {
            "de" => " bis ",
            "en" => " to ",
            _ if from.contains(' ') => " – ",
            _ => "–",
        };
        [from, between, to].concat()
    }
}

impl Pattern {
    /// Finds the sample's day and year in a formatted text.
    fn read(text: &str) -> Self {
        let (day, year) = (SAMPLE_DAY.to_string(), SAMPLE_YEAR.to_string());
        let mut parts = vec![Part::Text(text.to_owned())];
        for (digits, part) in [(&year, Part::Year), (&day, Part::Day)] {
            parts =
                parts.into_iter().flat_map(|piece| piece.split(digits, &part)).collect();
        }
        Self(parts)
    }

    /// The text with a day and a year.
    fn fill(&self, day: &str, year: &str) -> String {
        let mut filled = String::with_capacity(32);
        for part in &self.0 {
            filled.push_str(match part {
                Part::Text(text) => text,
                Part::Day => day,
                Part::Year => year,
            });
        }
        filled
    }

    /// The day with the dot that the language sets behind it, if the pattern starts with the day.
    fn day_alone(&self, day: i8) -> Option<String> {
        match self.0.as_slice() {
            [Part::Day, Part::Text(text), ..] if text.starts_with('.') => {
                Some(format!("{day}."))
            }
            [Part::Day, ..] => Some(day.to_string()),
            _ => None,
        }
    }

    /// Day and month, if the pattern ends with the year.
    fn without_year(&self, day: &str) -> Option<String> {
        match self.0.as_slice() {
            [Part::Day, Part::Text(month), Part::Year] => {
                Some(format!("{day}{}", month.trim_end()))
            }
            _ => None,
        }
    }
}

impl Part {
    /// Takes a text apart at the first place of some digits.
    fn split(self, digits: &str, found: &Self) -> Vec<Self> {
        let Self::Text(text) = &self else { return vec![self] };
        let Some((before, after)) = text.split_once(digits) else { return vec![self] };
        let texts = [before, after].map(|text| Self::Text(text.to_owned()));
        let [before, after] = texts;
        let mut parts = vec![before, found.clone(), after];
        parts.retain(|part| *part != Self::Text(String::new()));
        parts
    }
}

/// The pattern of a month; dates have months of 1 to 12 alone.
fn index(patterns: &[Pattern], month: i8) -> &Pattern {
    let month = usize::try_from(month).unwrap_or(1).clamp(1, patterns.len());
    &patterns[month - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    fn span(text: &str) -> DateSpan {
        match text.split_once("..") {
            Some((start, end)) => DateSpan { start: date(start), end: Some(date(end)) },
            None => DateSpan { start: date(text), end: None },
        }
    }

    /// A span, and its words in German, English, Czech, Polish and Upper Sorbian.
    const SPANS: &str = "\
2017-03-07|7. März 2017|7 March 2017|7. března 2017|7 marca 2017|7. měrca 2017
2018-03|März 2018|March 2018|březen 2018|marzec 2018|měrc 2018
2018|2018|2018|2018|2018|2018
0001-01-01|1. Januar 1|1 January 1|1. ledna 1|1 stycznia 1|1. januara 1
9999-12|Dezember 9999|December 9999|prosinec 9999|grudzień 9999|december 9999
2017-03-07..2017-03-09|7. bis 9. März 2017|7 to 9 March 2017|7.–9. března 2017\
|7–9 marca 2017|7.–9. měrca 2017
2017-02-28..2017-03-02|28. Februar bis 2. März 2017|28 February to 2 March 2017\
|28. února – 2. března 2017|28 lutego – 2 marca 2017|28. februara – 2. měrca 2017
2017-12-30..2018-01-02|30. Dezember 2017 bis 2. Januar 2018\
|30 December 2017 to 2 January 2018|30. prosince 2017 – 2. ledna 2018\
|30 grudnia 2017 – 2 stycznia 2018|30. decembra 2017 – 2. januara 2018
2018-03..2018-05|März bis Mai 2018|March to May 2018|březen–květen 2018\
|marzec–maj 2018|měrc–meja 2018
2017-12..2018-01|Dezember 2017 bis Januar 2018|December 2017 to January 2018\
|prosinec 2017 – leden 2018|grudzień 2017 – styczeń 2018|december 2017 – januar 2018
2016..2018|2016 bis 2018|2016 to 2018|2016–2018|2016–2018|2016–2018
2017-03..2017-05-01|März 2017 bis 1. Mai 2017|March 2017 to 1 May 2017\
|březen 2017 – 1. května 2017|marzec 2017 – 1 maja 2017|měrc 2017 – 1. meje 2017
9999-12-31..9999-12-31|31. Dezember 9999|31 December 9999|31. prosince 9999\
|31 grudnia 9999|31. decembra 9999";

    #[test]
    fn writes_spans_as_the_language_does() {
        for (index, language) in ["de", "en", "cs", "pl", "hsb"].into_iter().enumerate() {
            let dates = Dates::new(&Language::new(language));
            for line in SPANS.lines() {
                let mut cells = line.split('|');
                let written = cells.next().expect("a span");
                let words = cells.nth(index).expect("words in all languages");
                assert_eq!(dates.span(span(written)), words);
            }
        }
    }

    #[test]
    fn writes_digits_weekdays_and_times() {
        let golden = [
            (
                "de",
                "07.03.2017",
                "03/2018",
                "Dienstag, 7. März 2017",
                "9:05 bis 16:00 Uhr",
            ),
            (
                "de-simple",
                "07.03.2017",
                "03/2018",
                "Dienstag, 7. März 2017",
                "9:05 bis 16:00 Uhr",
            ),
            ("en", "07/03/2017", "03/2018", "Tuesday 7 March 2017", "9:05 to 16:00"),
            ("cs", "7. 3. 2017", "3/2018", "úterý 7. března 2017", "9:05–16:00"),
            ("pl", "07.03.2017", "03.2018", "wtorek, 7 marca 2017", "9:05–16:00"),
            ("hsb", "7.3.2017", "3.2018", "wutora, 7. měrca 2017", "9:05–16:00 hodź."),
            ("xx", "2017-03-07", "2018-03", "", "9:05–16:00"),
        ];
        for (language, day, month, weekday, time) in golden {
            let dates = Dates::new(&Language::new(language));
            assert_eq!(dates.short(date("2017-03-07")), day, "{language}");
            assert_eq!(dates.short(date("2018-03")), month, "{language}");
            assert_eq!(dates.time(545, Some(960)), time, "{language}");
            if !weekday.is_empty() {
                assert_eq!(dates.long_with_weekday(date("2017-03-07")), weekday);
            }
        }
    }

    #[test]
    fn knows_every_weekday_of_every_century() {
        let dates = Dates::new(&Language::new("de"));
        let cases = [
            ("0001-01-01", "Montag"),
            ("1900-02-28", "Mittwoch"),
            ("2000-02-29", "Dienstag"),
            ("2026-12-01", "Dienstag"),
            ("9999-12-31", "Freitag"),
        ];
        for (day, weekday) in cases {
            assert_eq!(dates.weekday(date(day)), Some(weekday), "{day}");
        }
        assert_eq!(dates.weekday(date("2017-03")), None);
        assert_eq!(dates.month(3), "März");
        assert_eq!(dates.month(0), "");
        assert_eq!(dates.month(13), "");
    }
}
