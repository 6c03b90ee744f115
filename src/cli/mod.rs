//! The command line: arguments in, exit status out. Only here are the environment, the clock, the
//! working folder and the terminal asked for.

mod arguments;
mod board;
mod build;
mod coverage;
mod desk;
mod draft;
mod environment;
mod explain;
mod help;
mod init;
mod keys;
mod model;
mod new;
mod search;
mod serve;
mod terminal;
mod timings;
mod usage;
mod why;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, FromArgMatches as _};

use crate::cli::arguments::{Arguments, Command, Lang};
use crate::cli::environment::Environment;
use crate::cli::terminal::{Terminal, print, say};
use crate::language::Language;
use crate::project::Failure;
use crate::report::Messages;
use crate::signal;

/// How a run that could be made ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything is well; there may be warnings and notes.
    Good,
    /// The content has errors, and nothing was published.
    Errors,
    /// Nothing was found of what somebody looked for.
    Nothing,
}

/// Runs the program with its arguments, the name of the program first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    signal::outlive_file_size_limit();
    let environment = Environment::read();
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let language = spoken(&arguments).unwrap_or_else(|| environment.language.clone());
    let (terminal, ended) = match read(&with_help_flag(arguments), &language) {
        Read::Arguments(arguments) => {
            let terminal = Terminal::new(&language, &arguments.options, &environment);
            let ended = obey(&arguments, &terminal, &environment);
            (terminal, ended)
        }
        Read::Answer(text) => {
            (Terminal::plain(&language, &environment), print(&text).map(|()| Exit::Good))
        }
        Read::Nothing(help) => {
            say(&help);
            return ExitCode::from(2);
        }
        Read::Failure(failure) => {
            (Terminal::plain(&language, &environment), Err(failure))
        }
    };
    match ended {
        Ok(Exit::Good) => ExitCode::SUCCESS,
        Ok(Exit::Errors | Exit::Nothing) => ExitCode::from(1),
        Err(failure) => {
            terminal.fail(&failure);
            ExitCode::from(2)
        }
    }
}

/// Does what the arguments say.
fn obey(
    arguments: &Arguments,
    terminal: &Terminal,
    environment: &Environment,
) -> Result<Exit, Failure> {
    let options = &arguments.options;
    match &arguments.command {
        Command::Build { verify } => {
            return build::build(*verify, options, terminal, environment);
        }
        Command::Check => return build::check(options, terminal, environment),
        Command::Serve(asked) => {
            return serve::run(asked, options, terminal, environment);
        }
        Command::Search(asked) => {
            return search::run(asked, options, terminal, environment);
        }
        Command::Coverage { json } => {
            return coverage::run(*json, options, terminal, environment);
        }
        Command::Init { dir } => init::run(dir, terminal)?,
        Command::New { kind, title } => {
            let site = build::site_folder(options, environment)?;
            new::run(&site, kind, title, environment.today()?, terminal)?;
        }
        Command::Model => model::run()?,
        Command::Why { address } => why::run(address, options, terminal, environment)?,
        Command::Explain { code } => explain::run(code.as_deref(), terminal)?,
    }
    Ok(Exit::Good)
}

/// What the arguments turned out to be.
enum Read {
    /// Something to do.
    Arguments(Box<Arguments>),
    /// A question for help or the version, with its answer.
    Answer(String),
    /// No command at all; the help says which there are.
    Nothing(String),
    /// Something that cannot be understood.
    Failure(Failure),
}

/// Reads the arguments.
fn read(arguments: &[OsString], language: &Language) -> Read {
    let command = help::in_words(Arguments::command(), &Messages::new(language));
    let matches = command
        .try_get_matches_from(arguments)
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    match matches {
        Ok(arguments) => Read::Arguments(Box::new(arguments)),
        Err(error) => match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                Read::Answer(error.to_string())
            }
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                Read::Nothing(error.to_string())
            }
            _ => Read::Failure(usage::failure(&error, arguments)),
        },
    }
}

/// The language that `--lang` asks for, found before the arguments are read, since what is wrong
/// with them shall be said in it.
fn spoken(arguments: &[OsString]) -> Option<Language> {
    let texts: Vec<&str> = arguments.iter().filter_map(|text| text.to_str()).collect();
    let value = texts.iter().enumerate().find_map(|(index, text)| match *text {
        "--lang" => texts.get(index + 1).copied(),
        other => other.strip_prefix("--lang="),
    })?;
    let known = <Lang as clap::ValueEnum>::from_str(value, false).ok()?;
    Some(Language::new(match known {
        Lang::De => "de",
        Lang::En => "en",
    }))
}

/// `werkstatt help build` means `werkstatt build --help`.
fn with_help_flag(mut arguments: Vec<OsString>) -> Vec<OsString> {
    if arguments.get(1).is_some_and(|first| first == "help") {
        arguments.remove(1);
        arguments.push("--help".into());
    }
    arguments
}
