//! What a written word means as a value of a type, and what was probably meant where it means none.
//!
//! Nothing is guessed: a word either is a value of the type, or a suggestion for the finding.

use crate::date::{Date, DateError, DateSpan};
use crate::yaml::whole_number;

/// Minutes of a day.
const DAY: u16 = 24 * 60;

/// `true` or `false`.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// The truth value that a word stands for elsewhere.
pub(super) fn meant_boolean(text: &str) -> Option<&'static str> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "on" | "ja" | "j" | "1" | "true" | "wahr" | "x" => Some("true"),
        "no" | "n" | "off" | "nein" | "0" | "false" | "falsch" => Some("false"),
        _ => None,
    }
}

/// The number that a German or careless hand meant: `2,5`, `1.000`, `1 000`, `007`, `+5`.
pub(super) fn meant_number(text: &str, is_whole: bool) -> Option<String> {
    let mut number: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if let Some(unsigned) = number.strip_prefix('+') {
        number = unsigned.to_owned();
    }
    let is_grouped = number.split(['.', '_', '\'']).skip(1).all(|group| group.len() == 3);
    if is_whole && is_grouped {
        number.retain(|c| !matches!(c, '.' | '_' | '\''));
    }
    number = number.replace(',', ".");
    let is_number = crate::yaml::decimal_number(&number).is_some();
    if is_number && (!is_whole || whole_number(&number).is_some()) {
        return Some(number);
    }
    let stripped = number.trim_start_matches('0');
    let is_padded = !stripped.is_empty() && whole_number(stripped).is_some();
    is_padded.then(|| stripped.to_owned())
}

/// A time of day (`9:30`, `09.30 Uhr`) or a span of two (`9:30–16:00`, `9:30 bis 16:00`), in
/// minutes since midnight.
pub(super) fn time(text: &str) -> Option<(u16, Option<u16>)> {
    let (text, separators) = match text.strip_suffix("Uhr") {
        Some(text) => (text.trim_end(), [':', '.']),
        None => (text, [':', ':']),
    };
    match split_span(text) {
        None => Some((clock(text, separators)?, None)),
        Some((start, end)) => {
            let start = start.strip_suffix("Uhr").map_or(start, str::trim_end);
            Some((clock(start, separators)?, Some(clock(end, separators)?)))
        }
    }
}

/// The time that was probably meant: with a point for the colon, or without minutes.
pub(super) fn meant_time(text: &str) -> Option<String> {
    let text = text.trim_end_matches("Uhr").trim_end();
    let full = |part: &str| -> Option<String> {
        let part = part.trim_end_matches(['h', 'H']).trim_end().replace('.', ":");
        let part = if part.contains(':') { part } else { format!("{part}:00") };
        clock(&part, [':', ':']).map(|_| part)
    };
    match split_span(text) {
        None => full(text),
        Some((start, end)) => Some(format!("{}–{}", full(start)?, full(end)?)),
    }
}

/// One time of day.
fn clock(text: &str, separators: [char; 2]) -> Option<u16> {
    let (hours, minutes) = text.split_once(separators)?;
    let is_digits = |part: &str, widths: &[usize]| {
        widths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !is_digits(hours, &[1, 2]) || !is_digits(minutes, &[2]) {
        return None;
    }
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= DAY).then_some(total)
}

/// The two sides of a dash, a slash or the word "bis".
fn split_span(text: &str) -> Option<(&str, &str)> {
    [" bis ", "–", "—", "/", "-"]
        .iter()
        .find_map(|sign| text.split_once(sign))
        .map(|(start, end)| (start.trim(), end.trim()))
}

/// A date, or two with a slash, a dash or "bis" between them.
pub(super) fn period(text: &str) -> Result<DateSpan, DateError> {
    let Some((start, end)) = sides(text) else {
        return Date::parse(text).map(|start| DateSpan { start, end: None });
    };
    match (Date::parse(start), Date::parse(end)) {
        (Ok(start), Ok(end)) => Ok(DateSpan { start, end: Some(end) }),
        (Err(DateError::Form), _) | (_, Err(DateError::Form)) => Err(DateError::Form),
        _ => Err(DateError::Calendar),
    }
}

/// The two sides of a period.
fn sides(text: &str) -> Option<(&str, &str)> {
    let signs = [" bis ", "/", "–", "—", " - "];
    let (start, end) = signs.iter().find_map(|sign| text.split_once(sign))?;
    Some((start.trim(), end.trim()))
}

/// The period that was probably meant by two dates.
pub(super) fn meant_period(text: &str) -> Option<String> {
    let date = |side: &str| match Date::parse(side) {
        Ok(date) => Some(date.to_string()),
        Err(_) => meant_date(side),
    };
    let (start, end) = sides(text)?;
    Some(format!("{}/{}", date(start)?, date(end)?))
}

/// The date that was probably meant: `7.3.2017`, `2017/3/7`, `2017-03-07T10:00`, `März 2017`.
pub(super) fn meant_date(text: &str) -> Option<String> {
    let date = text.split(['T', 't', ' ']).next().filter(|part| part.len() >= 8);
    let mut parts: Vec<&str> =
        date.unwrap_or(text).split(['.', '/', '-']).map(str::trim).collect();
    parts.retain(|part| !part.is_empty());
    let numbers: Option<Vec<i16>> = parts.iter().map(|part| part.parse().ok()).collect();
    let date = match (numbers.as_deref(), parts.first().map(|part| part.len())) {
        (Some([year, month, day]), Some(4)) => full_date(*year, *month, *day),
        (Some([day, month, year]), _) if *year > 99 => full_date(*year, *month, *day),
        _ => None,
    };
    date.or_else(|| named_month(text))
}

/// A whole day as text, if the calendar has it.
fn full_date(year: i16, month: i16, day: i16) -> Option<String> {
    let date = Date::day(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)?;
    Some(date.to_string())
}

/// `7. März 2017`, `März 2017`, `7 March 2017`.
fn named_month(text: &str) -> Option<String> {
    const MONTHS: [[&str; 2]; 12] = [
        ["januar", "january"],
        ["februar", "february"],
        ["märz", "march"],
        ["april", "april"],
        ["mai", "may"],
        ["juni", "june"],
        ["juli", "july"],
        ["august", "august"],
        ["september", "september"],
        ["oktober", "october"],
        ["november", "november"],
        ["dezember", "december"],
    ];
    let text = text.to_lowercase();
    let words: Vec<&str> =
        text.split([' ', '.', ',']).filter(|word| !word.is_empty()).collect();
    let (day, name, year) = match words.as_slice() {
        [name, year] => (None, *name, *year),
        [day, name, year] => (Some(*day), *name, *year),
        _ => return None,
    };
    let month = MONTHS.iter().position(|names| names.contains(&name))? + 1;
    let date = match day {
        None => format!("{year}-{month:02}"),
        Some(day) => format!("{year}-{month:02}-{day:0>2}"),
    };
    Date::parse(&date).ok().map(|date| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_times() {
        let cases = [
            ("9:30", Some((570, None))),
            ("09:30", Some((570, None))),
            ("9.30 Uhr", Some((570, None))),
            ("9:30–16:00", Some((570, Some(960)))),
            ("9:30-16:00 Uhr", Some((570, Some(960)))),
            ("9:30 bis 16:00", Some((570, Some(960)))),
            ("9:30 Uhr – 16:00 Uhr", Some((570, Some(960)))),
            ("18:00–24:00", Some((1080, Some(1440)))),
            ("9.30", None),
            ("9", None),
            ("1:3", None),
            ("24:01", None),
            ("9:60", None),
            ("570", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(time(text), expected, "{text}");
        }
        assert_eq!(meant_time("9.30").as_deref(), Some("9:30"));
        assert_eq!(meant_time("9–16 Uhr").as_deref(), Some("9:00–16:00"));
        assert_eq!(meant_time("mittags"), None);
    }

    #[test]
    fn guesses_dates_for_suggestions() {
        let cases = [
            ("7.3.2017", Some("2017-03-07")),
            ("07.03.2017", Some("2017-03-07")),
            ("2017/3/7", Some("2017-03-07")),
            ("2017-3-7", Some("2017-03-07")),
            ("2017-03-07T10:00:00+01:00", Some("2017-03-07")),
            ("2017-03-07 10:00", Some("2017-03-07")),
            ("7. März 2017", Some("2017-03-07")),
            ("March 2017", Some("2017-03")),
            ("31.2.2017", None),
            ("bald", None),
            ("7.3.17", None),
        ];
        for (text, expected) in cases {
            assert_eq!(meant_date(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn guesses_numbers_for_suggestions() {
        let cases = [
            ("2,5", false, Some("2.5")),
            ("1.000", true, Some("1000")),
            ("1 000", true, Some("1000")),
            ("012", true, Some("12")),
            ("+5", true, Some("5")),
            ("0o14", true, None),
            ("etwa 5", true, None),
            ("2.5", true, None),
        ];
        for (text, is_whole, expected) in cases {
            assert_eq!(meant_number(text, is_whole).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn reads_periods() {
        let show = |text| {
            let span = period(text).ok()?;
            Some((span.start.to_string(), span.end.map(|end| end.to_string())))
        };
        assert_eq!(show("2018-03"), Some(("2018-03".into(), None)));
        for text in ["2016/2018", "2016 bis 2018", "2016–2018", "2016 - 2018"] {
            assert_eq!(show(text), Some(("2016".into(), Some("2018".into()))), "{text}");
        }
        assert_eq!(show("2016-2018"), None);
        assert_eq!(period("2017-02-30/2017-03-01"), Err(DateError::Calendar));
        assert_eq!(period("2017-02-30/bald"), Err(DateError::Form));
        let meant = meant_period("7.3.2017 bis 9.3.2017");
        assert_eq!(meant.as_deref(), Some("2017-03-07/2017-03-09"));
        assert_eq!(meant_period("2017/3/7"), None);
    }
}
