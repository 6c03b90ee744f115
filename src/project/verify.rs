//! Whether a build with a cache came to what a build from nothing comes to.

use crate::diag::Diagnostic;
use crate::output::{self, Durability};
use crate::project::kept;
use crate::project::run::{Target, in_pool, output_failure, run};
use crate::project::{Failure, Request};

/// The folder in the cache that the other build goes to.
const OTHER: &str = "verify";

/// How many files are named that differ.
const NAMED: usize = 10;

/// Builds a site again from nothing, into the folder of its cache, and compares the two outputs file by
/// file, and what was found; gives the number of files. It is a failure if something differs, or if
/// there is no cache folder to work in.
pub fn verify(request: &Request, found: &[Diagnostic]) -> Result<usize, Failure> {
    let Some(cache) = kept::open(request) else {
        return Err(Failure::new("verify-no-cache"));
    };
    let out = cache.place(OTHER);
    let failure = |error| output_failure(&error, request);
    output::remove(&out).map_err(failure)?;
    let other = Request { out: out.clone(), cache: None, ..request.clone() };
    let durability = Durability::Whenever;
    let outcome = in_pool(&other, || run(&other, Target::Output(durability)))?;
    let lacks = |all: &[Diagnostic], some: &[Diagnostic]| {
        some.iter().any(|one| !all.contains(one))
    };
    if lacks(found, &outcome.findings) || lacks(&outcome.findings, found) {
        output::remove(&out).map_err(failure)?;
        return Err(Failure::new("verify-findings"));
    }
    let differences = output::differences(&request.out, &out).map_err(failure)?;
    output::remove(&out).map_err(failure)?;
    if differences.is_empty() {
        return Ok(outcome.summary.map_or(0, |summary| summary.written));
    }
    let mut files = differences[..differences.len().min(NAMED)].join(", ");
    if differences.len() > NAMED {
        files.push_str(" …");
    }
    let count = differences.len().to_string();
    Err(Failure::new("verify-differs").with("count", count).with("files", files))
}
