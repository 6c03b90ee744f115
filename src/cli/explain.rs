//! `werkstatt explain`: what a finding means and what to do about it.

use crate::cli::terminal::{Terminal, print};
use crate::diag::{Code, nearest};
use crate::project::Failure;
use crate::report::{explain, list_codes};

/// Prints the lesson on a code, or the list of all codes.
pub(super) fn run(id: Option<&str>, terminal: &Terminal) -> Result<(), Failure> {
    let Some(id) = id else { return print(&list_codes(&terminal.messages)) };
    // People copy the code as it stands in a message, with its brackets.
    let id = id.trim_matches(['[', ']']);
    if let Some(code) = Code::from_id(&id.to_lowercase()) {
        return print(&explain(code, &terminal.messages));
    }
    let failure = Failure::new("code-unknown").with("code", id);
    Err(match nearest(id, Code::ALL.iter().map(|code| code.id())) {
        Some(near) => failure.hint("did-you-mean", [("suggestion", near.to_owned())]),
        None => failure.hint("list-codes", []),
    })
}
