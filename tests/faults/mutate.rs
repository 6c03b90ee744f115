//! Broken files of the real site: never a panic, and every finding lies in its file.

use std::path::Path;

use werkstatt::compile::{Memo, compile};
use werkstatt::date::Date;
use werkstatt::path::SourcePath;
use werkstatt::site::Inputs;
use werkstatt::source::{SourceFile, Sources, read};

use crate::faults::check::assert_inside;

/// How often the site is compiled, and how many files are broken each time.
const ROUNDS: (u64, usize) = (10, 30);

/// What is put into texts where nobody expects it.
const ODDITIES: [&str; 16] = [
    "\u{feff}", "\r", "\0", "\u{85}", "ß", "e\u{301}", "\u{202e}", "😀", "[[", "]](",
    "---\n", ": ", "\t", "`````", "<!--", "{{ ",
];

#[test]
fn broken_files_are_findings_in_their_places() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let whole = read(root).expect("the real site").value;
    let names: Vec<&SourcePath> =
        whole.files.keys().filter(|path| whole.text(path).is_some()).collect();
    for round in 0..ROUNDS.0 {
        let mut dice = Dice(round.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1);
        let mut sources = whole.clone();
        for _ in 0..ROUNDS.1 {
            let path = names[dice.below(names.len())];
            // What describes the site is broken in every other round only, as it hides much.
            let is_setting = path.extension() == Some("yaml");
            if is_setting && round % 2 == 0 {
                continue;
            }
            let text = sources.text(path).expect("a text").to_string();
            let broken = SourceFile::Text(broken(&text, &mut dice).into());
            sources.files.insert(path.clone(), broken);
        }
        holds(&sources);
    }
}

/// Compiles and renders, and looks at every place.
fn holds(sources: &Sources) {
    let today = Date::parse("2018-06-01").expect("a day");
    let inputs = Inputs {
        today,
        drafts: false,
        changed: std::collections::BTreeMap::new(),
        tagged: std::sync::Arc::default(),
    };
    let compiled = compile(sources, inputs, None, &mut Memo::default(), &|_| {});
    let pages = compiled.value.pages();
    let all = compiled.value.site.pages.iter().step_by(9);
    let rendered = all.flat_map(|page| pages.render(page).findings);
    for finding in compiled.findings.iter().cloned().chain(rendered) {
        for span in std::iter::once(&finding.span).chain(&finding.related) {
            if compiled.value.theme.source(&span.file).is_none() {
                assert_inside(span, sources);
            }
        }
    }
}

/// A text with one thing wrong.
fn broken(text: &str, dice: &mut Dice) -> String {
    let at = text.floor_char_boundary(dice.below(text.len() + 1));
    let (before, after) = text.split_at(at);
    match dice.below(5) {
        0 => before.to_owned(),
        1 => after.to_owned(),
        2 => {
            let line_end = after.find('\n').map_or(after.len(), |end| end + 1);
            let line_start = before.rfind('\n').map_or(0, |end| end + 1);
            [&before[..line_start], &after[line_end..]].concat()
        }
        3 => {
            let mut letters: Vec<char> = text.chars().collect();
            if letters.len() > 1 {
                let first = dice.below(letters.len() - 1);
                letters.swap(first, first + 1);
            }
            letters.into_iter().collect()
        }
        _ => [before, ODDITIES[dice.below(ODDITIES.len())], after].concat(),
    }
}

/// Numbers that look like chance and never change (xorshift, Marsaglia 2003).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % limit.max(1)
    }
}
