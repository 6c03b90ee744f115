//! Quotation marks, apostrophes, dashes and ellipses as the language sets them.
//!
//! `"…"` and `'…'` become the language's marks, `--` a dash, `---` a long one, `...` an ellipsis.
//! Code, addresses and what an author escaped (`\"`, `&quot;`) stay as they are, and so do signs that
//! are none of these: inches (`12"`), command line options (`--jobs`).

use std::borrow::Cow;

use memchr::{memchr_iter, memchr3_iter};
use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use crate::markdown::read::{Node, is_escaped, is_verbatim};

/// What may stand for an apostrophe until a closing mark shows that it opened a quotation.
const APOSTROPHE: &str = "’";

/// The marks of a language: outer and inner, opening and closing.
#[derive(Debug, Clone, Copy)]
struct Marks {
    /// For `"`.
    double: (&'static str, &'static str),
    /// For `'`.
    single: (&'static str, &'static str),
}

/// The marks of a language, given without its variant.
fn marks(language: &str) -> Marks {
    let (double, single) = match language {
        "de" | "cs" | "sk" | "sl" | "hsb" | "dsb" => (("„", "“"), ("‚", "‘")),
        "pl" | "ro" | "hu" | "nl" => (("„", "”"), ("‚", "’")),
        "fr" => (("«\u{a0}", "\u{a0}»"), ("‹\u{a0}", "\u{a0}›")),
        "ru" | "uk" | "es" | "it" => (("«", "»"), ("“", "”")),
        _ => (("“", "”"), ("‘", "’")),
    };
    Marks { double, single }
}

/// What stands beside a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// White space, or the edge of a block.
    Space,
    /// What quotations open behind: brackets, dashes, strokes, opening marks.
    Open,
    /// A letter or digit.
    Word,
    /// Anything else.
    Sign,
}

/// The side that a character makes.
fn side(character: char) -> Side {
    match character {
        _ if character.is_whitespace() => Side::Space,
        _ if character.is_alphanumeric() => Side::Word,
        '(' | '[' | '{' | '/' | '-' | '–' | '—' | '„' | '‚' => Side::Open,
        _ => Side::Sign,
    }
}

/// The state of one block of text.
#[derive(Debug)]
struct Typographer {
    /// The marks of the language.
    marks: Marks,
    /// What stands before the next character.
    before: Side,
    /// Whether a `"` is open.
    double_open: bool,
    /// The apostrophe that may have opened a quotation: its node and its byte there.
    candidate: Option<(usize, usize)>,
    /// The apostrophes of the present node that have turned out to open quotations.
    openers: Vec<usize>,
}

impl Typographer {
    /// At the start of a block.
    fn new(marks: Marks) -> Self {
        Self {
            marks,
            before: Side::Space,
            double_open: false,
            candidate: None,
            openers: vec![],
        }
    }

    /// Forgets what belonged to the last block.
    fn start_block(&mut self) {
        *self = Self::new(self.marks);
    }

    /// Sets the text of a node. Also tells which earlier apostrophe has turned out to open a quotation.
    fn set(
        &mut self,
        text: &str,
        piece: &Piece,
    ) -> (Option<String>, Option<(usize, usize)>) {
        let Some(first) = piece.first else {
            if let Some(last) = text.chars().next_back() {
                self.before = side(last);
            }
            return (None, None);
        };
        let mut out = String::with_capacity(text.len() + 16);
        self.plain(&mut out, &text[..first]);
        let mut opened = None;
        self.openers.clear();
        let mut rest = &text[first..];
        while let Some(character) = rest.chars().next() {
            // Quotation marks stand by themselves: counting them at each would take forever.
            let run = if matches!(character, '-' | '.') {
                rest.len() - rest.trim_start_matches(character).len()
            } else {
                1
            };
            let next =
                |length: usize| rest[length..].chars().next().map_or(piece.after, side);
            let length = match character {
                '"' => {
                    self.double(&mut out, next(1));
                    1
                }
                // `'90er` leaves something out, it does not quote.
                '\'' if rest[1..].starts_with(|c: char| c.is_ascii_digit())
                    && matches!(self.before, Side::Space | Side::Open) =>
                {
                    self.put(&mut out, APOSTROPHE, Side::Sign);
                    1
                }
                '\'' => {
                    opened = self.single(&mut out, piece.node, next(1)).or(opened);
                    1
                }
                '-' if (run == 2 || run == 3) && self.is_dash(run, next(run)) => {
                    self.put(&mut out, if run == 2 { "–" } else { "—" }, Side::Open);
                    run
                }
                '.' if run == 3 => {
                    self.put(&mut out, "…", Side::Sign);
                    run
                }
                '-' | '.' => {
                    self.put(&mut out, &rest[..run], side(character));
                    run
                }
                _ => {
                    let plain = rest.find(['"', '\'', '-', '.']).unwrap_or(rest.len());
                    self.plain(&mut out, &rest[..plain]);
                    plain
                }
            };
            rest = &rest[length..];
        }
        (Some(self.opened(out, piece.node)), opened)
    }

    /// Turns the apostrophes that were found to open quotations into opening marks, all in one go.
    fn opened(&mut self, text: String, node: usize) -> String {
        let mark = self.marks.single.0;
        let mut out = String::with_capacity(text.len() + 2 * self.openers.len());
        let mut written = 0;
        for at in &self.openers {
            out.push_str(&text[written..*at]);
            out.push_str(mark);
            written = at + APOSTROPHE.len();
        }
        if written == 0 {
            return text;
        }
        // The one that still waits stands behind all of them.
        if let Some((waiting, at)) = &mut self.candidate
            && *waiting == node
        {
            *at = out.len() + *at - written;
        }
        out.push_str(&text[written..]);
        out
    }

    /// Writes text without any mark.
    fn plain(&mut self, out: &mut String, text: &str) {
        out.push_str(text);
        if let Some(last) = text.chars().next_back() {
            self.before = side(last);
        }
    }

    /// Writes a sign.
    fn put(&mut self, out: &mut String, sign: &str, side: Side) {
        out.push_str(sign);
        self.before = side;
    }

    /// Tells whether hyphens are a dash and not the start of an option like `--jobs`.
    fn is_dash(&self, run: usize, after: Side) -> bool {
        run == 3 || self.before != Side::Space || after != Side::Word
    }

    /// Writes what `"` becomes.
    fn double(&mut self, out: &mut String, after: Side) {
        let opens =
            matches!(self.before, Side::Space | Side::Open) && after != Side::Space;
        if self.double_open
            && self.before != Side::Space
            && !(opens && after == Side::Word)
        {
            self.double_open = false;
            self.put(out, self.marks.double.1, Side::Sign);
        } else if opens {
            self.double_open = true;
            self.put(out, self.marks.double.0, Side::Open);
        } else {
            self.put(out, "\"", Side::Sign);
        }
    }

    /// Writes what `'` becomes; tells which apostrophe of another node it has made an opening mark.
    fn single(
        &mut self,
        out: &mut String,
        node: usize,
        after: Side,
    ) -> Option<(usize, usize)> {
        let closes = self.before != Side::Space && after != Side::Word;
        if closes && let Some((opener, at)) = self.candidate.take() {
            let same = opener == node;
            if same {
                self.openers.push(at);
            }
            self.put(out, self.marks.single.1, Side::Sign);
            return (!same).then_some((opener, at));
        }
        if matches!(self.before, Side::Space | Side::Open) && after != Side::Space {
            self.candidate = Some((node, out.len()));
            self.put(out, APOSTROPHE, Side::Open);
        } else {
            self.put(out, APOSTROPHE, Side::Sign);
        }
        None
    }
}

/// What is known of a piece of text besides its letters.
#[derive(Debug)]
struct Piece {
    /// The index of its node.
    node: usize,
    /// The first byte that may have to be set; those before it stay as they are.
    first: Option<usize>,
    /// What follows it.
    after: Side,
}

/// The first byte from `start` on that may have to be set.
fn first_mark(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes().get(start..)?;
    let is_run = |at: &usize| bytes.get(at + 1) == Some(&bytes[*at]);
    let mark = memchr3_iter(b'"', b'\'', b'-', bytes)
        .find(|at| bytes[*at] != b'-' || is_run(at));
    let dots = memchr_iter(b'.', &bytes[..mark.unwrap_or(bytes.len())]).find(is_run);
    dots.or(mark).map(|at| start + at)
}

/// Sets a single line of plain text, such as a title.
pub fn typeset<'a>(text: &'a str, language: &str) -> Cow<'a, str> {
    let mut typographer = Typographer::new(marks(language));
    let piece = Piece { node: 0, first: first_mark(text, 0), after: Side::Space };
    typographer.set(text, &piece).0.map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Sets all texts of the nodes.
pub(super) fn apply(nodes: &mut [Node<'_>], source: &str, language: &str) {
    let mut typographer = Typographer::new(marks(language));
    let mut index = 0;
    while index < nodes.len() {
        match &nodes[index].event {
            Event::Start(tag) if keeps_signs(tag) => {
                typographer.before = Side::Word;
                index = nodes[index].end;
            }
            Event::Start(tag) if !is_inline(tag) => typographer.start_block(),
            Event::Code(_) => typographer.before = Side::Word,
            Event::FootnoteReference(_) => typographer.before = Side::Sign,
            Event::SoftBreak | Event::HardBreak => typographer.before = Side::Space,
            Event::Text(text) => {
                let first = first_mark(text, verbatim(source, &nodes[index]));
                let after = first.map_or(Side::Space, |_| following(nodes, index + 1));
                let piece = Piece { node: index, first, after };
                let (set, opened) = typographer.set(text, &piece);
                if let Some(set) = set {
                    nodes[index].event = Event::Text(CowStr::from(set));
                }
                if let Some((opener, at)) = opened {
                    open(&mut nodes[opener], at, typographer.marks.single.0);
                }
            }
            _ => {}
        }
        index += 1;
    }
}

/// Turns an apostrophe of a node into an opening mark.
fn open(node: &mut Node<'_>, at: usize, mark: &str) {
    if let Event::Text(text) = &node.event {
        let mut changed = text.to_string();
        changed.replace_range(at..at + APOSTROPHE.len(), mark);
        node.event = Event::Text(CowStr::from(changed));
    }
}

/// How many first bytes of a text an author escaped: all of a character reference, the sign behind a
/// back slash.
fn verbatim(source: &str, node: &Node<'_>) -> usize {
    let Event::Text(text) = &node.event else { return 0 };
    if !is_verbatim(source, node) {
        return text.len();
    }
    let is_sign = text.starts_with(|c: char| c.is_ascii_punctuation());
    usize::from(is_sign && is_escaped(source, node.range.start))
}

/// What follows in the same block.
fn following(nodes: &[Node<'_>], from: usize) -> Side {
    for node in &nodes[from..] {
        match &node.event {
            Event::Text(text) => {
                if let Some(first) = text.chars().next() {
                    return side(first);
                }
            }
            Event::Code(_) => return Side::Word,
            Event::FootnoteReference(_) => return Side::Sign,
            Event::Start(tag) if is_inline(tag) => {}
            Event::End(tag) if is_inline_end(*tag) => {}
            Event::InlineHtml(_) => {}
            _ => return Side::Space,
        }
    }
    Side::Space
}

/// Tells whether nothing within an element is to be set.
fn keeps_signs(tag: &Tag<'_>) -> bool {
    match tag {
        Tag::CodeBlock(_) | Tag::HtmlBlock => true,
        Tag::Link { link_type, .. } => matches!(
            link_type,
            LinkType::Autolink
                | LinkType::Email
                | LinkType::WikiLink { has_pothole: false }
        ),
        _ => false,
    }
}

/// Tells whether an element stands within a line.
fn is_inline(tag: &Tag<'_>) -> bool {
    is_inline_end(tag.to_end())
}

/// Tells whether an element stands within a line.
fn is_inline_end(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_lines() {
        let cases = [
            ("de", r#"Das "Wort" und 'noch eins'."#, "Das „Wort“ und ‚noch eins‘."),
            ("de", r#"("Ja", "nein")"#, "(„Ja“, „nein“)"),
            ("de", r#""Er sagte: 'Nein!'""#, "„Er sagte: ‚Nein!‘“"),
            (
                "de",
                "Wie geht's, Hans' Idee, die '90er",
                "Wie geht’s, Hans’ Idee, die ’90er",
            ),
            ("de", "'Wie geht's?'", "‚Wie geht’s?‘"),
            ("de", r#"Ein 12" Monitor"#, r#"Ein 12" Monitor"#),
            (
                "de",
                "2016--2018 -- und so --- ... oder....",
                "2016–2018 – und so — … oder....",
            ),
            ("de", "werkstatt --jobs 2 ----", "werkstatt --jobs 2 ----"),
            ("en", r#""It's 'fine'," she said."#, "“It’s ‘fine’,” she said."),
            (
                "fr",
                "'a' 'b' l'c 'd'",
                "‹\u{a0}a\u{a0}› ‹\u{a0}b\u{a0}› l’c ‹\u{a0}d\u{a0}›",
            ),
            ("pl", r#""Tak" 'tak'"#, "„Tak” ‚tak’"),
            ("cs", r#""Ano" 'ano'"#, "„Ano“ ‚ano‘"),
            ("hsb", r#""Haj""#, "„Haj“"),
            ("de", r#"Motto-"Tag""#, "Motto-„Tag“"),
        ];
        for (language, written, set) in cases {
            assert_eq!(typeset(written, language), set, "{language}");
        }
    }
}
