//! The orientation that cameras note in a JPEG's Exif data (CIPA DC-008, tag 0x0112).

/// Tells whether a JPEG is shown turned by a quarter, so that width and height change places.
///
/// Anything that is not a JPEG with well-formed Exif data is not turned.
pub(super) fn is_turned(head: &[u8]) -> bool {
    matches!(exif(head).and_then(orientation), Some(5..=8))
}

/// The TIFF structure inside the Exif segment.
fn exif(head: &[u8]) -> Option<&[u8]> {
    let mut rest = head.strip_prefix(&[0xff, 0xd8])?;
    loop {
        let [0xff, marker, high, low, ..] = *rest else { return None };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let segment = rest.get(4..2 + length)?;
        match marker {
            0xe1 if segment.starts_with(b"Exif\0\0") => return segment.get(6..),
            // The picture itself begins: no more notes.
            0xda | 0xd9 => return None,
            _ => rest = rest.get(2 + length..)?,
        }
    }
}

/// The value of the orientation tag in the first directory.
fn orientation(tiff: &[u8]) -> Option<u16> {
    let big = match tiff.get(..2)? {
        b"MM" => true,
        b"II" => false,
        _ => return None,
    };
    let short = |at: usize| -> Option<u16> {
        let bytes = [*tiff.get(at)?, *tiff.get(at.checked_add(1)?)?];
        Some(if big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    };
    let (first, second) = (usize::from(short(4)?), usize::from(short(6)?));
    let directory = if big { first << 16 | second } else { second << 16 | first };
    let entries = usize::from(short(directory)?);
    for entry in 0..entries {
        let at = directory + 2 + entry * 12;
        if short(at)? == 0x0112 {
            return short(at + 8);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The start of a JPEG whose Exif data notes an orientation, most significant byte first.
    fn jpeg(orientation: u8) -> Vec<u8> {
        let mut head = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xe1, 0, 34];
        head.extend(b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
        head.extend([orientation, 0, 0, 0, 0, 0, 0]);
        head
    }

    #[test]
    fn reads_the_tag_and_survives_cuts() {
        assert!(is_turned(&jpeg(6)));
        assert!(!is_turned(&jpeg(3)));
        let whole = jpeg(8);
        for end in 0..whole.len() - 8 {
            assert!(!is_turned(&whole[..end]));
        }
    }
}
