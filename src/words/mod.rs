//! Words, dates, numbers and alphabetical order as a language has them.
//!
//! Everything here is a value made from a [`Language`] and, for phrases, from YAML that somebody
//! wrote. Nothing asks the machine for its locale, and nothing here knows sites, pages or findings'
//! sentences. Only this folder names the ICU crates.

mod catalogue;
mod collation;
mod dates;
mod numbers;
mod phrase;

use icu_locale_core::{Locale, locale};

use crate::language::Language;

pub use catalogue::Catalogue;
pub use collation::{Collator, Letters, SortKey};
pub use dates::Dates;
pub use numbers::Numbers;
pub use phrase::{Form, Phrase};

/// A no-break space.
const NBSP: char = '\u{a0}';

/// A narrow no-break space, the thin space between groups of digits.
const THIN: char = '\u{202f}';

/// The locale whose conventions a language follows: variants follow their base, English is British.
///
/// A tag that is no language tag follows the root conventions, which are readable everywhere.
fn locale_of(language: &Language) -> Locale {
    let tag = if language.is_variant() { language.base() } else { language.as_str() };
    match tag {
        "en" => locale!("en-GB"),
        tag => Locale::try_from_str(tag).unwrap_or(Locale::UNKNOWN),
    }
}
