//! All integration tests in one binary: behaviours as data, one runner per form of data.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "tests read their own files, and what fails here fails the test"
)]

mod cache;
mod causes;
mod cmd;
mod commonmark;
mod disk;
mod edits;
mod facets;
mod faults;
mod folders;
mod git;
mod glossary;
mod guarantees;
mod indexed;
mod kept;
mod looks;
mod markdown;
mod nasty;
mod preview;
mod related;
mod saving;
mod search;
mod serve;
mod sites;
mod spec;
mod tidy;
mod twins;
mod warned;
mod watch;
mod workshop;
