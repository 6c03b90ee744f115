//! All integration tests, in one binary.

mod disk;
//! The tests of the whole program, as one binary; each module is a runner over data beside it.

mod tidy;
//! All integration tests in one binary: behaviours as data, one runner per form of data.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "tests read their own files, and what fails here fails the test"
)]

mod commonmark;
mod markdown;
mod spec;
