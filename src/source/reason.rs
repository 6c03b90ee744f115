//! Why the operating system refused: its errors as keys of words.

use std::io::{self, ErrorKind};

use rustix::io::Errno;

/// A key below `terms.reason` in the message files. The system's own words, which are in no language
/// of ours, stand only for what is so rare that it has no key.
pub(crate) fn reason_of(error: &io::Error) -> String {
    let key = match error.kind() {
        ErrorKind::NotFound => "io-not-found",
        ErrorKind::PermissionDenied => "io-permission-denied",
        ErrorKind::AlreadyExists => "io-already-exists",
        ErrorKind::StorageFull => "io-disk-full",
        ErrorKind::QuotaExceeded => "io-quota",
        ErrorKind::ReadOnlyFilesystem => "io-read-only",
        ErrorKind::FileTooLarge => "io-file-too-large",
        ErrorKind::NotADirectory => "io-not-a-folder",
        ErrorKind::IsADirectory => "io-is-a-folder",
        ErrorKind::DirectoryNotEmpty => "io-folder-not-empty",
        ErrorKind::InvalidFilename => "io-name-too-long",
        ErrorKind::CrossesDevices => "io-other-disk",
        ErrorKind::TooManyLinks => "io-too-many-links",
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => "io-busy",
        ErrorKind::Interrupted => "io-interrupted",
        ErrorKind::TimedOut => "io-timed-out",
        ErrorKind::Unsupported => "io-unsupported",
        ErrorKind::OutOfMemory => "io-no-memory",
        ErrorKind::UnexpectedEof => "io-cut-off",
        ErrorKind::InvalidData => "io-invalid-data",
        ErrorKind::AddrInUse => "io-address-taken",
        ErrorKind::AddrNotAvailable => "io-foreign-address",
        _ => match Errno::from_io_error(error) {
            Some(Errno::MFILE | Errno::NFILE) => "io-too-many-open-files",
            Some(Errno::LOOP) => "io-link-loop",
            Some(Errno::IO) => "io-broken-disk",
            Some(Errno::INVAL) => "io-unsupported",
            Some(Errno::AGAIN) => "io-no-threads",
            _ => return error.to_string(),
        },
    };
    key.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_words_for_what_happens() {
        let reason = |error: Errno| reason_of(&io::Error::from(error));
        let cases = [
            (Errno::NOENT, "io-not-found"),
            (Errno::ACCESS, "io-permission-denied"),
            (Errno::PERM, "io-permission-denied"),
            (Errno::EXIST, "io-already-exists"),
            (Errno::NOSPC, "io-disk-full"),
            (Errno::DQUOT, "io-quota"),
            (Errno::ROFS, "io-read-only"),
            (Errno::FBIG, "io-file-too-large"),
            (Errno::NOTDIR, "io-not-a-folder"),
            (Errno::ISDIR, "io-is-a-folder"),
            (Errno::NOTEMPTY, "io-folder-not-empty"),
            (Errno::NAMETOOLONG, "io-name-too-long"),
            (Errno::XDEV, "io-other-disk"),
            (Errno::MFILE, "io-too-many-open-files"),
            (Errno::NFILE, "io-too-many-open-files"),
            (Errno::LOOP, "io-link-loop"),
            (Errno::INTR, "io-interrupted"),
            (Errno::BUSY, "io-busy"),
            (Errno::IO, "io-broken-disk"),
            (Errno::ADDRINUSE, "io-address-taken"),
            (Errno::ADDRNOTAVAIL, "io-foreign-address"),
        ];
        for (error, key) in cases {
            assert_eq!(reason(error), key, "{error:?}");
        }
    }
}
