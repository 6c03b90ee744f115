//! Broken files of the real site: never a panic, and every finding lies in its file.
