//! Signals of the operating system: the one place that says what becomes of them.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::SIGXFSZ;
use signal_hook::flag;

/// Makes a write beyond the limit of file sizes (`ulimit -f`) an error like any other, where the
/// system would end the process without a word; belongs to the start of a program.
pub fn outlive_file_size_limit() {
    // Nobody looks at the flag: that somebody listens is enough for the write to fail. Where even
    // that is refused, the system's way stays, and there is nothing to tell anybody yet.
    drop(flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false))));
}
