//! Signals of the operating system: the one place that says what becomes of them.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::{SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::flag;
use signal_hook::iterator::Signals;

/// Makes a write beyond the limit of file sizes (`ulimit -f`) an error like any other, where the
/// system would end the process without a word; belongs to the start of a program.
pub fn outlive_file_size_limit() {
    // Nobody looks at the flag: that somebody listens is enough for the write to fail. Where even
    // that is refused, the system's way stays, and there is nothing to tell anybody yet.
    drop(flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false))));
}

/// Does something when the user or the system asks the program to end (Ctrl-C, `SIGTERM`); the program
/// then ends by itself. A second time ends it at once, whatever it is doing.
pub fn on_end(end: impl Fn() + Send + 'static) {
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else { return };
    std::thread::spawn(move || {
        let mut asked = signals.forever();
        if asked.next().is_some() {
            end();
        }
        if let Some(signal) = asked.next() {
            // What the system would have done at first.
            drop(signal_hook::low_level::emulate_default_handler(signal));
        }
    });
}
