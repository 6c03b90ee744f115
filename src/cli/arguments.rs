//! The arguments as they are typed. Their help texts stand in the message files, by language.

use std::net::IpAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use crate::address;
use crate::date::Date;

/// The most threads that somebody may ask for.
const MAX_JOBS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(255);

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "werkstatt",
    version,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true
)]
pub(super) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// How to do it.
    #[command(flatten)]
    pub options: Options,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Writes the site.
    Build {
        /// Whether the site is compared with one that is built from nothing.
        #[arg(long)]
        verify: bool,
    },
    /// Names what is wrong, writes nothing.
    Check,
    /// Shows the site in the browser while it is written.
    Serve(Serve),
    /// Tells what a page is made of, and which change rendered it last.
    Why {
        /// The address of the page.
        #[arg(value_name = "ADDRESS")]
        address: String,
    },
    /// Tells what readers find.
    Search(Search),
    /// Tells what the records lack.
    Coverage {
        /// Whether a program reads the answer.
        #[arg(long)]
        json: bool,
    },
    /// Makes a new site.
    Init {
        /// The folder to make.
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
    /// Writes a new record.
    New {
        /// The kind of record.
        #[arg(value_name = "KIND")]
        kind: String,
        /// The title of the record.
        #[arg(value_name = "TITLE")]
        title: String,
    },
    /// Shows the built-in model.
    Model,
    /// Teaches what a finding means.
    Explain {
        /// The code of the finding; all codes are listed if none is given.
        #[arg(value_name = "CODE")]
        code: Option<String>,
    },
}

/// How the preview is served.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// The port; the next free one if it is taken.
    #[arg(long, value_name = "N", default_value_t = 4000, hide_default_value = true)]
    pub port: u16,
    /// The address of this machine that others reach the preview at.
    #[arg(
        long,
        value_name = "ADDR",
        default_value = "127.0.0.1",
        hide_default_value = true
    )]
    pub host: IpAddr,
    /// Whether a browser is opened.
    #[arg(long)]
    pub open: bool,
    /// Whether the files are looked at in turns, for drives that tell of no changes.
    #[arg(long)]
    pub poll: bool,
}

/// What is looked for.
#[derive(Debug, Args)]
pub(super) struct Search {
    /// The words.
    #[arg(value_name = "QUERY", required = true)]
    pub query: Vec<String>,
    /// The language whose pages are searched.
    #[arg(long, value_name = "LANG")]
    pub language: Option<String>,
    /// How many results are shown.
    #[arg(long, value_name = "N", default_value_t = 10, hide_default_value = true)]
    pub limit: usize,
    /// Whether a program reads the answer.
    #[arg(long)]
    pub json: bool,
}

/// The options, which stand before or after the command.
#[derive(Debug, Clone, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(super) struct Options {
    /// The folder that holds `content/`.
    #[arg(long, global = true, value_name = "DIR")]
    pub site: Option<PathBuf>,
    /// The folder that the site is written to.
    #[arg(long, global = true, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// The folder of the cache.
    #[arg(long, global = true, value_name = "DIR")]
    pub cache: Option<PathBuf>,
    /// The address that the site will have.
    #[arg(long, global = true, value_name = "URL", value_parser = base_url)]
    pub base_url: Option<String>,
    /// Whether drafts are built.
    #[arg(long, global = true)]
    pub drafts: bool,
    /// The day as of which the site is built.
    #[arg(long, global = true, value_name = "DATE", value_parser = day)]
    pub as_of: Option<Date>,
    /// How many threads work.
    #[arg(long, global = true, value_name = "N", value_parser = jobs)]
    pub jobs: Option<NonZeroUsize>,
    /// Whether to say how long the stages took.
    #[arg(long, global = true)]
    pub timings: bool,
    /// Whether warnings count as errors.
    #[arg(long, global = true)]
    pub strict: bool,
    /// Whether files in the output that this program does not know as its own are replaced, where it
    /// must have written them.
    #[arg(long, global = true)]
    pub force: bool,
    /// The form of findings.
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        hide_default_value = true,
        value_name = "FORMAT"
    )]
    pub format: Format,
    /// The language of messages.
    #[arg(long, global = true, value_enum, value_name = "LANG")]
    pub lang: Option<Lang>,
    /// Whether to say nothing but findings.
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// When to use colours.
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        hide_default_value = true,
        value_name = "WHEN"
    )]
    pub color: Color,
    /// Prints the help.
    #[arg(long, short, global = true, action = ArgAction::Help)]
    pub help: Option<bool>,
    /// Prints the version.
    #[arg(long, short = 'V', action = ArgAction::Version)]
    pub version: Option<bool>,
}

/// The form of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
    /// For code hosts.
    Github,
}

/// The languages of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Lang {
    /// German.
    De,
    /// English.
    En,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Color {
    /// On a terminal.
    #[default]
    Auto,
    /// In any case.
    Always,
    /// Not at all.
    Never,
}

/// Reads an address with scheme and host; a final slash is dropped.
fn base_url(text: &str) -> Result<String, &'static str> {
    address::base_url(text).map(str::to_owned).ok_or("url")
}

/// Reads a number of threads: more than a machine could use are a slip of the keyboard, and starting
/// them would take longer than any work.
fn jobs(text: &str) -> Result<NonZeroUsize, &'static str> {
    text.parse().ok().filter(|jobs| *jobs <= MAX_JOBS).ok_or("jobs")
}

/// Reads a whole day.
fn day(text: &str) -> Result<Date, &'static str> {
    match Date::parse(text) {
        Ok(date) if date.day_of_month().is_some() => Ok(date),
        Ok(_) | Err(_) => Err("day"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_whole_days_and_whole_addresses() {
        assert_eq!(
            base_url("https://example.org/x/").as_deref(),
            Ok("https://example.org/x")
        );
        for text in [
            "example.org",
            "https://",
            "https:///x",
            "ftp://x",
            "https://a b",
            "https://x?y",
        ] {
            assert!(base_url(text).is_err(), "{text}");
        }
        assert!(day("2017-03-07").is_ok());
        assert!(day("2017-03").is_err() && day("2017-02-30").is_err());
    }
}
