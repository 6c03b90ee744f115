//! Small drawings, compared byte for byte with `tests/pictures/*.svg`; `UPDATE=1` rewrites them.

#![expect(clippy::disallowed_methods, reason = "the test reads and writes its own files")]

use std::path::Path;

use crate::picture::svg::write;
use crate::picture::tests::samples::{head, plain};

#[test]
fn drawings_are_as_they_were() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures");
    let is_update = std::env::var_os("UPDATE").is_some();
    let mut names = vec![];
    for (name, scenes) in super::samples(plain, false) {
        for (scene, width) in scenes.iter().zip(["wide", "narrow"]) {
            let file = format!("{name}-{width}.svg");
            // Each element on a line of its own, so that differences can be read.
            let text = write(scene, &head(name)).svg.replace("><", ">\n<") + "\n";
            let path = folder.join(&file);
            if is_update {
                std::fs::write(&path, &text).expect("a writable drawing");
            }
            let expected = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(text == expected, "{file} differs; UPDATE=1 rewrites it");
            names.push(file);
        }
    }
    names.sort();
    let entries = std::fs::read_dir(&folder).expect("the folder of drawings");
    let name =
        |entry: std::fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let mut found: Vec<String> =
        entries.map(|entry| name(entry.expect("a file"))).collect();
    found.sort();
    assert_eq!(found, names, "every file is a drawing's");
}
