//! Width and height of images, from their headers alone.

use std::io::{self, BufReader, Read, Seek};

use crate::source::names::has_ending;
use crate::source::{orientation, svg};

/// How much of a file is searched for an orientation or for SVG's first element.
const HEAD: u64 = 128 * 1024;

/// The types of image that browsers show.
const PICTURES: &[&str] =
    &["png", "apng", "jpg", "jpeg", "jfif", "gif", "webp", "avif", "bmp", "ico", "jxl"];

/// The size of an image in CSS pixels, as a browser shows it, or nothing where the header does not
/// say; the file is left at any position.
pub(super) fn dimensions(
    name: &str,
    file: &mut (impl Read + Seek),
) -> Option<(u32, u32)> {
    if has_ending(name, &["svg"]) {
        let head = head(file).ok()?;
        return svg::dimensions(&String::from_utf8_lossy(&head));
    }
    if !has_ending(name, PICTURES) {
        return None;
    }
    let size = imagesize::reader_size(BufReader::new(&mut *file)).ok()?;
    let (width, height) =
        (u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?);
    if width == 0 || height == 0 {
        return None;
    }
    // A phone held upright writes the picture lying on its side, and how to turn it.
    let turned = head(file).is_ok_and(|head| orientation::is_turned(&head));
    Some(if turned { (height, width) } else { (width, height) })
}

/// The first bytes of a file.
fn head(file: &mut (impl Read + Seek)) -> io::Result<Vec<u8>> {
    file.rewind()?;
    let mut head = vec![];
    file.take(HEAD).read_to_end(&mut head)?;
    Ok(head)
}
