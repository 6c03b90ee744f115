//! All integration tests, in one binary.

mod disk;
//! The tests of the whole program, as one binary; each module is a runner over data beside it.

mod tidy;
