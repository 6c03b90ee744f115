//! What is wrong with a command line, in one sentence of our own.

use std::ffi::OsString;

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::project::Failure;

/// The failure that stands for what clap found in the arguments.
pub(super) fn failure(error: &Error, arguments: &[OsString]) -> Failure {
    let text = |kind| context(error, kind);
    let argument = text(ContextKind::InvalidArg);
    // `--format <FORM>` is called `--format`.
    let argument = match argument.split_once(' ') {
        Some((name, _)) if name.starts_with('-') => name.to_owned(),
        _ => argument,
    };
    let value = text(ContextKind::InvalidValue);
    let failure = match error.kind() {
        ErrorKind::UnknownArgument => {
            Failure::new("argument-unknown").with("argument", argument)
        }
        ErrorKind::InvalidSubcommand => Failure::new("command-unknown")
            .with("command", text(ContextKind::InvalidSubcommand)),
        ErrorKind::InvalidValue if value.is_empty() => {
            Failure::new("value-missing").with("argument", argument)
        }
        ErrorKind::InvalidValue => {
            let failure = Failure::new("value-unknown").with("argument", argument);
            let choices = text(ContextKind::ValidValue);
            failure.with("value", value).hint("choices", [("choices", choices)])
        }
        ErrorKind::ValueValidation => Failure::new("value-invalid")
            .with("expected", expected(&argument))
            .with("argument", argument)
            .with("value", value),
        ErrorKind::MissingRequiredArgument => {
            Failure::new("argument-missing").with("argument", argument)
        }
        ErrorKind::ArgumentConflict | ErrorKind::TooManyValues => {
            Failure::new("argument-twice").with("argument", argument)
        }
        ErrorKind::MissingSubcommand => Failure::new("command-missing"),
        ErrorKind::InvalidUtf8 => Failure::new("argument-not-utf8"),
        _ => Failure::new("arguments-unclear"),
    };
    match (suggestion(error), title(error, arguments)) {
        (Some(meant), _) => failure.hint("did-you-mean", [("suggestion", meant)]),
        (None, Some(title)) => failure.hint("title-after-hyphens", [("title", title)]),
        (None, None) => failure.hint("see-help", []),
    }
}

/// The title of a new record that was taken for an option, since it begins with a hyphen.
fn title(error: &Error, arguments: &[OsString]) -> Option<String> {
    let texts = || arguments.iter().skip(1).filter_map(|argument| argument.to_str());
    if error.kind() != ErrorKind::UnknownArgument || !texts().any(|text| text == "new") {
        return None;
    }
    let start = context(error, ContextKind::InvalidArg);
    texts().find(|text| *text != "--" && text.starts_with(&start)).map(str::to_owned)
}

/// The key of what an argument takes.
fn expected(argument: &str) -> &'static str {
    match argument {
        "--as-of" => "day",
        "--jobs" => "jobs",
        "--base-url" => "base-url",
        _ => "text",
    }
}

/// What clap takes for meant.
fn suggestion(error: &Error) -> Option<String> {
    [
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedArg,
        ContextKind::SuggestedValue,
    ]
    .into_iter()
    .map(|kind| context(error, kind))
    .find(|text| !text.is_empty())
}

/// A piece of what clap found, as text.
fn context(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(ContextValue::StyledStrs(texts)) => {
            texts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    }
}
