//! What the program promises whatever the content is: what never gets out, what never changes, what
//! never happens. The rows of the requirements that they hold stand above the tests.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod collisions;
mod consent;
mod hidden;
mod languages;
mod lists;
mod paths;
mod programs;
mod register;
mod same;
mod texts;
mod traces;
mod ways;
