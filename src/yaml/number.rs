//! Numbers as a person writes them: decimal digits, nothing else.

/// A whole number: digits with an optional minus, no leading zeros, no signs between.
///
/// `012`, `0o14`, `1_000`, `+5` and `1e3` are none: YAML readers disagree on what they mean.
pub(crate) fn whole_number(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    is_number(digits).then(|| text.parse().ok())?
}

/// A number with an optional part behind a point; `.5`, `5.` and `2,5` are none.
pub(crate) fn decimal_number(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let is_part = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_short = text.len() <= 30;
    (is_number(whole) && is_part && is_short).then(|| text.parse().ok())?
}

/// Tells whether a text is digits without leading zeros.
fn is_number(text: &str) -> bool {
    let is_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits && (text == "0" || !text.starts_with('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_plain_numbers_alone() {
        assert_eq!(["0", "-5", "250"].map(whole_number), [Some(0), Some(-5), Some(250)]);
        for text in [
            "",
            "-",
            "012",
            "0o14",
            "0x1",
            "1_000",
            "1.000",
            "+5",
            "1e3",
            "9".repeat(20).as_str(),
        ] {
            assert_eq!(whole_number(text), None, "{text}");
        }
        assert_eq!(
            ["2.10", "-0.5", "3"].map(decimal_number),
            [Some(2.1), Some(-0.5), Some(3.0)]
        );
        for text in ["", ".", ".5", "5.", "2,5", "1e3", "NaN", "inf", "01.5", "1.2.3"] {
            assert_eq!(decimal_number(text), None, "{text}");
        }
    }
}
