//! `werkstatt why`: what a page is made of, and which change rendered it last.

use serde_json::json;

use crate::cli::arguments::{Format, Options};
use crate::cli::build::request;
use crate::cli::environment::Environment;
use crate::cli::terminal::{Terminal, print};
use crate::compile::PageInputs;
use crate::date::Date;
use crate::path::SourcePath;
use crate::project::{Cause, Failure, Inquiry, LastTime, NextTime, Reason, Subject, Why};
use crate::report::{Messages, visible};

/// How many files of the site are named in a list that may hold all of them.
const NAMED: usize = 20;

/// Tells what there is to say of an address.
pub(super) fn run(
    address: &str,
    options: &Options,
    terminal: &Terminal,
    environment: &Environment,
) -> Result<(), Failure> {
    let request = request(options, terminal, environment)?;
    let why = Inquiry::new(&request)?.why(address)?;
    print(&match options.format {
        Format::Json => format!("{:#}\n", as_json(&why)),
        Format::Text | Format::Github => Words(&terminal.messages).text(&why),
    })
}

/// Writes an answer in words.
struct Words<'a>(&'a Messages);

impl Words<'_> {
    /// The whole answer.
    fn text(&self, why: &Why) -> String {
        let mut lines = vec![visible(why.route.as_str()).into_owned(), String::new()];
        match &why.subject {
            Subject::Page { template, inputs, last, next } => {
                lines.push(self.line("template", &[("name", template)]));
                self.inputs(inputs, &mut lines);
                lines.push(String::new());
                self.last(last, inputs, &mut lines);
                match next {
                    NextTime::Kept => {}
                    NextTime::Broken => lines.push(self.0.text("cli.why.broken")),
                    NextTime::Rendered(cause) => {
                        if !cause.is_first() {
                            lines.push(self.0.text("cli.why.next"));
                            self.reasons(cause, inputs, &mut lines);
                        }
                    }
                }
            }
            Subject::File(source) => {
                lines.push(self.line("file", &[("path", &visible(source.as_str()))]));
            }
            Subject::Asset => lines.push(self.0.text("cli.why.asset")),
            Subject::Search => lines.push(self.0.text("cli.why.search")),
            Subject::Extra => lines.push(self.0.text("cli.why.extra")),
        }
        lines.push(String::new());
        lines.join("\n")
    }

    /// A sentence.
    fn line(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        self.0.format(&format!("cli.why.{key}"), arguments)
    }

    /// The texts that a page is made of.
    fn inputs(&self, inputs: &PageInputs, lines: &mut Vec<String>) {
        self.files("own", inputs.own.iter(), lines);
        self.files("shown", inputs.shown.iter(), lines);
        self.files("everywhere", inputs.everywhere.iter(), lines);
        self.files("frame", inputs.frame.iter(), lines);
        if inputs.counts {
            lines.push(self.0.text("cli.why.counts"));
        }
    }

    /// Some files below a heading; nothing where there are none.
    fn files<'a>(
        &self,
        key: &str,
        files: impl ExactSizeIterator<Item = &'a SourcePath>,
        lines: &mut Vec<String>,
    ) {
        if files.len() > 0 {
            lines.push(self.0.text(&format!("cli.why.{key}")));
        }
        self.names(files, lines);
    }

    /// The names of some files, and how many more there are.
    fn names<'a>(
        &self,
        files: impl ExactSizeIterator<Item = &'a SourcePath>,
        lines: &mut Vec<String>,
    ) {
        let more = files.len().saturating_sub(NAMED);
        let names = files.take(NAMED);
        lines.extend(names.map(|file| format!("  {}", visible(file.as_str()))));
        if more > 0 {
            lines.push(format!(
                "  {}",
                self.line("more", &[("count", &more.to_string())])
            ));
        }
    }

    /// When and why a page was rendered last.
    fn last(&self, last: &LastTime, inputs: &PageInputs, lines: &mut Vec<String>) {
        match last {
            LastTime::Unknown => lines.push(self.0.text("cli.why.unknown")),
            LastTime::Known(cause, by_frame) => {
                lines.push(self.line("last", &[("time", &moment(cause.time))]));
                if *by_frame {
                    lines.push(format!("  {}", self.0.text("cli.why.by-frame")));
                }
                self.reasons(cause, inputs, lines);
            }
        }
    }

    /// What was new to a build, what a page is made of before everything else.
    fn reasons(&self, cause: &Cause, inputs: &PageInputs, lines: &mut Vec<String>) {
        for reason in &cause.reasons {
            let text = match reason {
                Reason::First => self.0.text("cli.why.first"),
                Reason::Address => self.0.text("cli.why.address"),
                Reason::Drafts => self.0.text("cli.why.drafts"),
                Reason::Day(day) => self.line("day", &[("day", &day.to_string())]),
                Reason::Dates(_) => self.0.text("cli.why.dates"),
                Reason::Files(_) => continue,
            };
            lines.push(format!("  {text}"));
        }
        let (files, others) = cause.files(inputs);
        self.names(files.into_iter(), lines);
        self.files("others", others.into_iter(), lines);
        if cause.reasons.is_empty() {
            lines.push(format!("  {}", self.0.text("cli.why.nothing")));
        }
    }
}

/// An answer for programs.
fn as_json(why: &Why) -> serde_json::Value {
    let subject = match &why.subject {
        Subject::Page { template, inputs, last, next } => json!({
            "type": "page",
            "template": template,
            "own": inputs.own,
            "shown": inputs.shown,
            "everywhere": inputs.everywhere,
            "counts": inputs.counts,
            "frame": inputs.frame,
            "last": match last {
                LastTime::Known(cause, by_frame) => {
                    json!({ "cause": cause, "by_frame": by_frame })
                }
                LastTime::Unknown => json!(null),
            },
            "next": match next {
                NextTime::Kept => json!({ "type": "kept" }),
                NextTime::Rendered(cause) => {
                    json!({ "type": "rendered", "reasons": cause.reasons })
                }
                NextTime::Broken => json!({ "type": "broken" }),
            },
        }),
        Subject::File(source) => json!({ "type": "file", "source": source }),
        Subject::Asset => json!({ "type": "asset" }),
        Subject::Search => json!({ "type": "search" }),
        Subject::Extra => json!({ "type": "extra" }),
    };
    json!({ "address": why.route, "subject": subject })
}

/// A moment as `2026-11-22 21:40 UTC`.
fn moment(time: u64) -> String {
    let day = i64::try_from(time).ok().and_then(Date::from_unix);
    let day = day.map_or_else(String::new, |day| day.to_string());
    let minutes = time / 60;
    format!("{day} {:02}:{:02} UTC", minutes / 60 % 24, minutes % 60)
}
