//! Numbers as a language writes them: groups of three digits, the decimal sign, percentages.

use crate::language::Language;
use crate::words::{NBSP, THIN};

/// The signs of a language's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    /// What stands between groups of three digits.
    group: char,
    /// How many digits a number must have before it is grouped.
    group_from: usize,
    /// What stands before the decimals.
    decimal: char,
    /// What stands between a number and the percent sign.
    percent: Option<char>,
}

impl Numbers {
    /// The conventions of a language; those of German where it is not known.
    pub fn new(language: &Language) -> Self {
        let (group, group_from, decimal, percent) = match language.base() {
            "en" => (',', 4, '.', None),
            "cs" | "sk" => (NBSP, 4, ',', Some(NBSP)),
            "pl" => (NBSP, 5, ',', None),
            "hsb" | "dsb" => ('.', 4, ',', Some(NBSP)),
            _ => (THIN, 4, ',', Some(NBSP)),
        };
        Self { group, group_from, decimal, percent }
    }

    /// A whole number.
    pub fn integer(&self, number: i64) -> String {
        self.decimal(&number.to_string())
    }

    /// A number as it was written, with a point: its decimals stay as they are, `2.10` too.
    ///
    /// What is no such number comes back as it is.
    pub fn decimal(&self, written: &str) -> String {
        let (sign, digits) = match written.strip_prefix(['-', '−']) {
            Some(rest) => ("−", rest),
            None => ("", written.strip_prefix('+').unwrap_or(written)),
        };
        let (whole, decimals) = match digits.split_once('.') {
            Some((whole, decimals)) => (whole, Some(decimals)),
            None => (digits, None),
        };
        let is_number = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !is_number(whole) || !decimals.is_none_or(is_number) {
            return written.to_owned();
        }
        let mut text = format!("{sign}{}", self.grouped(whole));
        if let Some(decimals) = decimals {
            text.push(self.decimal);
            text.push_str(decimals);
        }
        text
    }

    /// A number as it was written, followed by the percent sign.
    pub fn percent(&self, written: &str) -> String {
        let mut text = self.decimal(written);
        text.extend(self.percent);
        text.push('%');
        text
    }

    /// Digits in groups of three, counted from the right.
    fn grouped(&self, digits: &str) -> String {
        if digits.len() < self.group_from {
            return digits.to_owned();
        }
        let mut text = String::with_capacity(digits.len() * 2);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(self.group);
            }
            text.push(digit);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_language() {
        let cases = [
            ("de", "1\u{202f}000", "12\u{202f}345\u{202f}678", "−2,10", "40\u{a0}%"),
            (
                "de-simple",
                "1\u{202f}000",
                "12\u{202f}345\u{202f}678",
                "−2,10",
                "40\u{a0}%",
            ),
            ("en", "1,000", "12,345,678", "−2.10", "40%"),
            ("cs", "1\u{a0}000", "12\u{a0}345\u{a0}678", "−2,10", "40\u{a0}%"),
            ("pl", "1000", "12\u{a0}345\u{a0}678", "−2,10", "40%"),
            ("hsb", "1.000", "12.345.678", "−2,10", "40\u{a0}%"),
        ];
        for (language, thousand, millions, decimal, percent) in cases {
            let numbers = Numbers::new(&Language::new(language));
            assert_eq!(numbers.integer(1000), thousand, "{language}");
            assert_eq!(numbers.integer(12_345_678), millions, "{language}");
            assert_eq!(numbers.decimal("-2.10"), decimal, "{language}");
            assert_eq!(numbers.percent("40"), percent, "{language}");
        }
    }

    #[test]
    fn leaves_what_is_no_number() {
        let numbers = Numbers::new(&Language::new("de"));
        for text in ["", "-", "1.", ".5", "1.2.3", "zehn", "1e3"] {
            assert_eq!(numbers.decimal(text), text);
        }
        assert_eq!(numbers.integer(0), "0");
        assert_eq!(numbers.integer(i64::MIN).chars().next(), Some('−'));
    }
}
