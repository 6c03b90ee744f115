//! What the program asks the machine: environment, clock, working folder, terminal.
//!
//! Nothing else does; from here on these are values.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the environment and the clock"
)]

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::date::Date;
use crate::language::Language;
use crate::project::Failure;

/// What the machine says.
#[derive(Debug, Clone)]
pub(super) struct Environment {
    /// The language that the environment asks for: `de` or `en`.
    pub language: Language,
    /// The working folder, if it still exists.
    pub folder: Option<PathBuf>,
    /// Whether somebody asked for no colours.
    pub colourless: bool,
    /// Whether standard error is a terminal.
    pub error_is_terminal: bool,
    /// The user's home folder.
    pub home: Option<PathBuf>,
    /// Where programs are looked for.
    pub search_path: OsString,
    /// `SOURCE_DATE_EPOCH`, the time that reproducible builds are told.
    epoch: Option<String>,
}

impl Environment {
    /// Asks the machine.
    pub(super) fn read() -> Self {
        let variable = |name: &str| {
            let value = std::env::var_os(name)?.to_string_lossy().into_owned();
            if value.is_empty() { None } else { Some(value) }
        };
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(variable);
        Self {
            language: language_of(&locale.unwrap_or_default()),
            folder: std::env::current_dir().ok(),
            colourless: variable("NO_COLOR").is_some()
                || variable("TERM").is_some_and(|term| term == "dumb"),
            error_is_terminal: std::io::stderr().is_terminal(),
            home: variable("HOME").map(PathBuf::from),
            search_path: std::env::var_os("PATH").unwrap_or_default(),
            epoch: variable("SOURCE_DATE_EPOCH"),
        }
    }

    /// The day in UTC: that of `SOURCE_DATE_EPOCH` if it is set, else that of the clock.
    ///
    /// UTC, since a site shall not depend on where it is built.
    pub(super) fn today(&self) -> Result<Date, Failure> {
        let seconds = match &self.epoch {
            Some(epoch) => epoch.trim().parse().ok(),
            None => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .ok()
                .and_then(|time| i64::try_from(time.as_secs()).ok()),
        };
        seconds.and_then(Date::from_unix).ok_or_else(|| {
            let epoch = self.epoch.clone().unwrap_or_default();
            Failure::new(if self.epoch.is_some() { "epoch" } else { "clock" })
                .with("value", epoch)
        })
    }
}

/// The time.
pub(super) fn now() -> SystemTime {
    SystemTime::now()
}

/// The language of messages for a locale such as `de_DE.UTF-8`.
fn language_of(locale: &str) -> Language {
    let is_german = locale == "de"
        || locale.starts_with("de_")
        || locale.starts_with("de-")
        || locale.starts_with("de.");
    Language::new(if is_german { "de" } else { "en" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speaks_german_where_german_is_asked_for() {
        for locale in ["de", "de_DE.UTF-8", "de-AT", "de.UTF-8"] {
            assert_eq!(language_of(locale).as_str(), "de", "{locale}");
        }
        for locale in ["", "C", "C.UTF-8", "en_GB.UTF-8", "den", "POSIX"] {
            assert_eq!(language_of(locale).as_str(), "en", "{locale}");
        }
    }
}
