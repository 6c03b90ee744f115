//! Dates as a person knows them: a day, a month or a year, and spans of these.
//!
//! The calendar is jiff's (proleptic Gregorian, years 1 to 9999); time zones play no part.

use std::fmt;

use jiff::civil;
use serde::{Deserialize, Serialize};

/// A day, or only its month, or only its year.
///
/// Ordered by their first days, the coarser of two before the finer. Lists put what is known less well
/// behind what is known better, in both directions: those with the newest first turn this order round,
/// those with the oldest first take [`Date::oldest_first`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// 1 to 9999.
    year: i16,
    /// 1 to 12; nothing where only the year is known.
    month: Option<i8>,
    /// 1 to 31; nothing where only the month is known.
    day: Option<i8>,
}

/// Why a text is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateError {
    /// Not of the form `2017-03-07`, `2017-03` or `2017`.
    Form,
    /// Of that form, but the calendar does not have it, such as `2017-02-30`.
    Calendar,
}

impl Date {
    /// A whole day, if the calendar has it.
    pub fn day(year: i16, month: i8, day: i8) -> Option<Self> {
        if year < 1 {
            return None;
        }
        civil::Date::new(year, month, day).ok()?;
        Some(Self { year, month: Some(month), day: Some(day) })
    }

    /// The day in UTC of a Unix time in seconds; nothing outside the years 1 to 9999.
    pub fn from_unix(seconds: i64) -> Option<Self> {
        let timestamp = jiff::Timestamp::from_second(seconds).ok()?;
        let date = timestamp.to_zoned(jiff::tz::TimeZone::UTC).date();
        Self::day(date.year(), date.month(), date.day())
    }

    /// Reads `2017-03-07`, `2017-03` or `2017` (ISO 8601, four digits of year).
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let (year, rest) = text.as_bytes().split_at_checked(4).ok_or(DateError::Form)?;
        let (month, day) = match rest {
            [] => (None, None),
            [b'-', month @ ..] if month.len() == 2 => (Some(month), None),
            [b'-', date @ ..] if date.len() == 5 && date[2] == b'-' => {
                (Some(&date[..2]), Some(&date[3..]))
            }
            _ => return Err(DateError::Form),
        };
        let year = digits(year)?;
        let month = month.map(|month| narrow(digits(month)?)).transpose()?;
        let day = day.map(|day| narrow(digits(day)?)).transpose()?;
        let first = civil::Date::new(year, month.unwrap_or(1), day.unwrap_or(1));
        if year < 1 || first.is_err() {
            return Err(DateError::Calendar);
        }
        Ok(Self { year, month, day })
    }

    /// The year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// The month, where it is known.
    pub fn month(self) -> Option<i8> {
        self.month
    }

    /// The day of the month, where it is known.
    pub fn day_of_month(self) -> Option<i8> {
        self.day
    }

    /// The first day that is meant.
    #[must_use]
    pub fn first_day(self) -> Self {
        Self {
            month: Some(self.month.unwrap_or(1)),
            day: Some(self.day.unwrap_or(1)),
            ..self
        }
    }

    /// The last day that is meant: of March 2018 the 31st.
    #[must_use]
    pub fn last_day(self) -> Self {
        let month = self.month.unwrap_or(12);
        let last =
            civil::Date::new(self.year, month, 1).map_or(28, civil::Date::days_in_month);
        Self { month: Some(month), day: Some(self.day.unwrap_or(last)), ..self }
    }

    /// The month that is meant, where it is known, else the year.
    #[must_use]
    pub fn in_month(self) -> Self {
        Self { day: None, ..self }
    }

    /// The year that is meant.
    #[must_use]
    pub fn in_year(self) -> Self {
        Self { month: None, day: None, ..self }
    }

    /// What lists with the oldest first are sorted by: a month stands behind its days, a year behind
    /// its months.
    pub fn oldest_first(self) -> (i16, i8, i8) {
        (self.year, self.month.unwrap_or(i8::MAX), self.day.unwrap_or(i8::MAX))
    }

    /// The day after, unless the calendar ends; after the last of the days that are meant.
    pub fn day_after(self) -> Option<Self> {
        let last = self.last_day();
        let last = civil::Date::new(last.year, last.month?, last.day?).ok()?;
        let next = last.tomorrow().ok()?;
        Self::day(next.year(), next.month(), next.day())
    }

    /// The first day on which some whole months have passed since all of the days that are meant; nothing
    /// behind the end of the calendar.
    pub fn months_later(self, months: usize) -> Option<Self> {
        let last = self.last_day();
        let month = usize::try_from(last.month? - 1).ok()? + months;
        let year = usize::try_from(last.year).ok()? + month / 12;
        let (year, month) =
            (i16::try_from(year).ok()?, i8::try_from(month % 12).ok()? + 1);
        // The 31st of a month without one has passed on the first of the next.
        let end_of_month = || Self::day(year, month, 1).map(Self::last_day);
        Self::day(year, month, last.day?)
            .or_else(|| Self { day: None, ..end_of_month()? }.day_after())
    }

    /// The day of the week, 0 for Monday to 6 for Sunday; nothing where the day is not known.
    pub fn weekday(self) -> Option<usize> {
        let day = civil::Date::new(self.year, self.month?, self.day?).ok()?;
        usize::try_from(day.weekday().to_monday_zero_offset()).ok()
    }

    /// The date as it is written, in a buffer of the caller: views are full of dates, and formatting
    /// by `write!` takes longer than all else that is done with one.
    fn text(self, buffer: &mut [u8; 10]) -> &str {
        let digit = |number: i16| b'0' + u8::try_from(number % 10).unwrap_or(0);
        let year = [1000, 100, 10, 1].map(|place| digit(self.year / place));
        let two = |number: Option<i8>| {
            let number = i16::from(number.unwrap_or(1));
            [b'-', digit(number / 10), digit(number)]
        };
        buffer[..4].copy_from_slice(&year);
        buffer[4..7].copy_from_slice(&two(self.month));
        buffer[7..].copy_from_slice(&two(self.day));
        let length = match (self.month, self.day) {
            (None, _) => 4,
            (_, None) => 7,
            _ => 10,
        };
        str::from_utf8(&buffer[..length]).unwrap_or_default()
    }

    /// Tells whether all days that are meant lie before `day`.
    pub fn is_before(self, day: Self) -> bool {
        self.last_day() < day.first_day()
    }
}

/// Reads a group of at most four digits.
fn digits(group: &[u8]) -> Result<i16, DateError> {
    group.iter().try_fold(0, |number, byte| match byte {
        b'0'..=b'9' => Ok(number * 10 + i16::from(byte - b'0')),
        _ => Err(DateError::Form),
    })
}

/// Two digits as the calendar takes them.
fn narrow(number: i16) -> Result<i8, DateError> {
    i8::try_from(number).map_err(|_| DateError::Calendar)
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text(&mut [0; 10]))
    }
}

impl Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text(&mut [0; 10]))
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let text = <&str>::deserialize(source)?;
        Self::parse(text).map_err(|_| serde::de::Error::custom("not a date"))
    }
}

/// A date and, where it lasts, the date of its end.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct DateSpan {
    /// The first date.
    pub start: Date,
    /// The last date, if there is another.
    pub end: Option<Date>,
}

impl DateSpan {
    /// The years that it is found by: all of them; of a span of more than fifty, the first and the last.
    pub fn years(self) -> Vec<i16> {
        const MOST: i16 = 50;
        let first = self.start.year();
        let last = self.end.unwrap_or(self.start).year();
        if last - first > MOST { vec![first, last] } else { (first..=last).collect() }
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;

    use super::*;

    #[test]
    fn puts_coarse_dates_behind_exact_ones() {
        let dates = |texts: &[&str]| -> Vec<Date> {
            texts.iter().map(|text| Date::parse(text).expect("a date")).collect()
        };
        let oldest = ["2015", "2016-03-07", "2016-03-31", "2016-03", "2016-11", "2016"];
        let mut sorted = dates(&oldest);
        sorted.sort_by_key(|date| Reverse(*date));
        let newest = ["2016-11", "2016-03-31", "2016-03-07", "2016-03", "2016", "2015"];
        assert_eq!(sorted, dates(&newest));
        sorted.sort_by_key(|date| date.oldest_first());
        assert_eq!(sorted, dates(&oldest));
    }

    #[test]
    fn months_pass() {
        let date = |text: &str| Date::parse(text).expect("a date");
        let cases = [
            ("2018-01-15", 1, "2018-02-15"),
            ("2018-01-31", 1, "2018-03-01"),
            ("2016-02-29", 12, "2017-03-01"),
            ("2017-12", 12, "2018-12-31"),
            ("2017", 1, "2018-01-31"),
            ("2017-11-30", 26, "2020-01-30"),
        ];
        for (from, months, day) in cases {
            assert_eq!(date(from).months_later(months), Some(date(day)), "{from}");
        }
        assert_eq!(date("9999-12-31").months_later(1), None);
    }

    #[test]
    fn reads_days_months_and_years() {
        for text in
            ["2017-03-07", "2018-03", "2018", "0001-01-01", "9999-12-31", "2016-02-29"]
        {
            assert_eq!(
                Date::parse(text).map(|date| date.to_string()),
                Ok(text.to_owned())
            );
        }
    }

    #[test]
    fn tells_form_from_calendar() {
        for text in
            ["", "17-03-07", "2017-3-7", "2017/03/07", "2017-03-07-01", "7.3.2017"]
        {
            assert_eq!(Date::parse(text), Err(DateError::Form), "{text}");
        }
        for text in ["2017-02-29", "2017-13", "2017-00-01", "0000", "2017-01-32"] {
            assert_eq!(Date::parse(text), Err(DateError::Calendar), "{text}");
        }
    }

    #[test]
    fn knows_first_and_last_days() {
        let march = Date::parse("2018-03").expect("a month");
        assert_eq!(march.last_day().to_string(), "2018-03-31");
        let day = Date::parse("2018-03-31").expect("a day");
        assert!(!march.is_before(day));
        assert!(march.is_before(Date::parse("2018-04").expect("a month")));
        assert_eq!(
            Date::from_unix(0).map(|date| date.to_string()).as_deref(),
            Some("1970-01-01")
        );
    }
}
