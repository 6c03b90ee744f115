//! Keys that are pressed at a terminal, without the need to end a line.

use std::io::{self, IsTerminal as _, Read as _};
use std::sync::mpsc::Sender;
use std::thread;

use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};

use crate::cli::serve::Wish;

/// A terminal that hands out keys one by one; as it was before once this is dropped.
pub(super) struct Keys {
    /// How the terminal was.
    before: Termios,
}

impl Keys {
    /// Listens to the keys; nothing where standard input is no terminal. Its end means nothing.
    pub(super) fn start(sender: &Sender<Wish>) -> Option<Self> {
        let input = io::stdin();
        if !input.is_terminal() {
            return None;
        }
        let before = tcgetattr(&input).ok()?;
        let mut at_once = before.clone();
        at_once.local_modes.remove(LocalModes::ICANON | LocalModes::ECHO);
        at_once.special_codes[SpecialCodeIndex::VMIN] = 1;
        at_once.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(&input, OptionalActions::Now, &at_once).ok()?;
        let sender = sender.clone();
        thread::spawn(move || {
            let mut key = [0];
            while io::stdin().read_exact(&mut key).is_ok() {
                if sender.send(Wish::Key(char::from(key[0]))).is_err() {
                    break;
                }
            }
        });
        Some(Self { before })
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        // A terminal that is gone needs nothing.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.before);
    }
}
