//! All integration tests, in one binary.

mod cmd;
mod disk;
