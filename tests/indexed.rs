//! The files of the search, read so that a test can look for words in them.

use std::fmt::Write as _;

use werkstatt::search::files::inflated;

/// All words of a file of the search, whatever it is: what is deflated is inflated, and what words of a
/// shard have in common with those before them is put in front of them.
pub(crate) fn said(path: &str, bytes: &[u8]) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let Some(kind) = name.split('-').next() else { return String::new() };
    match kind {
        "t" | "e" | "s" => shard(&inflated(bytes).expect("a shard"), kind == "t"),
        "p" => pack(bytes),
        _ => {
            let content = inflated(bytes).expect("raw deflate");
            String::from_utf8_lossy(&content).into_owned()
        }
    }
}

/// The words of a shard, each on a line; of endings, which stand there backwards, in both directions.
fn shard(bytes: &[u8], is_of_terms: bool) -> String {
    let mut text = String::new();
    let mut at = 0;
    let mut last: Vec<u8> = vec![];
    let number = |at: &mut usize| {
        let (mut number, mut shift) = (0_usize, 0);
        loop {
            let byte = bytes[*at];
            *at += 1;
            number |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                return number;
            }
        }
    };
    while at < bytes.len() {
        let (common, length) = (usize::from(bytes[at]), usize::from(bytes[at + 1]));
        at += 2;
        last.truncate(common);
        last.extend(&bytes[at..at + length]);
        at += length;
        let word = std::str::from_utf8(&last).expect("UTF-8");
        let backwards: String = word.chars().rev().collect();
        writeln!(text, "{word} {backwards}").expect("a line");
        number(&mut at);
        if is_of_terms {
            let count = number(&mut at);
            for _ in 0..count {
                number(&mut at);
            }
            at += count;
        }
    }
    text
}

/// The fragments of a pack, which is a fragment itself or has the lengths of its fragments in front.
fn pack(bytes: &[u8]) -> String {
    let text = |bytes: &[u8]| {
        let text = String::from_utf8(inflated(bytes)?).ok()?;
        text.starts_with('{').then_some(text)
    };
    if let Some(whole) = text(bytes) {
        return whole;
    }
    let length = |pair: &[u8]| usize::from(u16::from_le_bytes([pair[0], pair[1]]));
    let mut sum = 0;
    let header = bytes.chunks_exact(2).enumerate().find_map(|(place, pair)| {
        sum += length(pair);
        let end = 2 * (place + 1);
        (end + sum == bytes.len()).then_some(end)
    });
    let header = header.expect("lengths in front of the fragments");
    let mut at = header;
    let fragments = bytes[..header].chunks_exact(2).map(|pair| {
        let start = at;
        at += length(pair);
        // The last pack may have room for more documents than there are.
        if start == at {
            String::new()
        } else {
            text(&bytes[start..at]).expect("a fragment")
        }
    });
    fragments.collect()
}
