//! The program: hands its arguments to the library.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Takes the place of the system's allocator; `docs/performance.md` says what it brings.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    werkstatt::cli::run(std::env::args_os())
}
