//! Parts of files: `Range: bytes=…` of RFC 9110.

use std::ops::Range;

/// What a request asks for of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    /// All of it.
    All,
    /// Some of its bytes.
    Part(Range<usize>),
    /// Bytes that it does not have.
    Nothing,
}

/// Reads what a request asks for of a file of a length. What is no range of bytes, or several, asks for all
/// of it, as the standard allows.
pub(super) fn asked(header: &str, length: usize) -> Asked {
    let Some((unit, range)) = header.trim().split_once('=') else { return Asked::All };
    if !unit.eq_ignore_ascii_case("bytes") {
        return Asked::All;
    }
    let Some((first, last)) = range.trim().split_once('-') else { return Asked::All };
    let (first, last) = (first.trim_end(), last.trim_start());
    let part = match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => {
            first..last.saturating_add(1).min(length)
        }
        (Some(first), None) if last.is_empty() => first..length,
        // The last bytes.
        (None, Some(count)) if first.is_empty() => length.saturating_sub(count)..length,
        _ => return Asked::All,
    };
    if part.is_empty() { Asked::Nothing } else { Asked::Part(part) }
}

/// A number in plain digits; one that is too large for any file is the largest there is.
fn number(digits: &str) -> Option<usize> {
    let is_number =
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_has_it() {
        for (header, expected) in [
            ("bytes=0-0", Asked::Part(0..1)),
            ("Bytes= 2 - 4", Asked::Part(2..5)),
            ("bytes=2-", Asked::Part(2..10)),
            ("bytes=-3", Asked::Part(7..10)),
            ("bytes=-30", Asked::Part(0..10)),
            ("bytes=8-99999999999999999999999999", Asked::Part(8..10)),
            ("bytes=10-", Asked::Nothing),
            ("bytes=10-12", Asked::Nothing),
            ("bytes=-0", Asked::Nothing),
            ("bytes=4-2", Asked::All),
            ("bytes=-", Asked::All),
            ("bytes=a-b", Asked::All),
            ("bytes=0-1,3-4", Asked::All),
            ("bytes=+1-2", Asked::All),
            ("bytes", Asked::All),
            ("lines=0-1", Asked::All),
        ] {
            assert_eq!(asked(header, 10), expected, "{header}");
        }
        assert_eq!(asked("bytes=0-", 0), Asked::Nothing);
    }
}
