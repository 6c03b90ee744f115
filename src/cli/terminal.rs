//! Standard output and standard error, written so that a closed pipe never hurts.

use std::io::{self, ErrorKind, Write};

use crate::cli::arguments::{Color, Format, Options};
use crate::cli::environment::Environment;
use crate::diag::Hint;
use crate::language::Language;
use crate::project::Failure;
use crate::report::{self, Messages};

/// Who hears what the program has to say, and how.
#[derive(Debug, Clone)]
pub(super) struct Terminal {
    /// The words.
    pub messages: Messages,
    /// The form of findings.
    pub format: Format,
    /// Whether only findings and failures are said.
    pub quiet: bool,
    /// Whether progress may be drawn over itself.
    pub live: bool,
    /// Whether colours are used on standard error.
    colour: bool,
}

impl Terminal {
    /// For somebody whose arguments could not be read.
    pub(super) fn plain(language: &Language, environment: &Environment) -> Self {
        Self {
            messages: Messages::new(language),
            format: Format::Text,
            quiet: false,
            live: false,
            colour: environment.error_is_terminal && !environment.colourless,
        }
    }

    /// As the options want it.
    pub(super) fn new(
        language: &Language,
        options: &Options,
        environment: &Environment,
    ) -> Self {
        let colour = match options.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => environment.error_is_terminal && !environment.colourless,
        };
        let live = environment.error_is_terminal
            && !options.quiet
            && options.format == Format::Text;
        Self {
            messages: Messages::new(language),
            format: options.format,
            quiet: options.quiet,
            live,
            colour,
        }
    }

    /// Whether colours are used.
    pub(super) fn colour(&self) -> bool {
        self.colour
    }

    /// Says why the program could not run.
    pub(super) fn fail(&self, failure: &Failure) {
        let sentence = self.messages.failure(failure.key, &failure.arguments);
        let arguments = failure.arguments.iter().cloned();
        let arguments = arguments.map(|(name, value)| (name.into(), value)).collect();
        let own = Hint { key: failure.key.into(), arguments };
        let own = self.messages.has_hint(failure.key).then_some(&own);
        let hints: Vec<String> = failure
            .hints
            .iter()
            .chain(own)
            .map(|hint| self.messages.hint(hint))
            .collect();
        say(&report::failure(&sentence, &hints, &self.messages, self.colour));
    }
}

/// Writes to standard output: what was asked for.
///
/// A reader that has gone away, such as `head`, wants no more; that is no failure.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut output = io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::new("output").with("reason", crate::source::reason_of(&error)))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Writes to standard error: what somebody should know. There is nowhere to say that this failed.
pub(super) fn say(text: &str) {
    let mut output = io::stderr().lock();
    drop(output.write_all(text.as_bytes()).and_then(|()| output.flush()));
}
