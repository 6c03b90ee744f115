//! White space of templates: what does not show is left out once, when they are loaded.
//!
//! One pass over the text, with two questions in mind: is this place text, a tag or an attribute's
//! value; and would white space show here? A run of white space becomes one space or line break; it
//! goes away where a line of text begins anyway: behind the tag of a block, behind other white space,
//! and before the tag of a block. Control structures of the template are followed: a branch starts
//! where its `if` stands, and behind `endif` white space is superfluous only if it is behind every
//! branch. What a loop, block, component or expression leads to is not known, so one space stays.
//!
//! Never touched: tags with their attributes, comments, `pre`, `textarea`, `script`, `style`, raw
//! blocks, and texts that are captured (`set` and `filter` blocks). A theme that shows elements such
//! as `li` in one line has to part them by its style sheet, not by white space.

use crate::minify::constructs::{construct_length, first_word, inner_of};
use crate::minify::elements::{
    Flow, VERBATIM, flow, starts_with_ignoring_case, tag_name,
};

/// A template without superfluous white space, and where its letters come from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Collapsed {
    /// The template.
    pub text: String,
    /// Starts of pieces that stand in both texts letter by letter: the byte in `text`, and the byte
    /// in the original; ascending.
    pieces: Vec<(usize, usize)>,
}

impl Collapsed {
    /// The byte of the original that a byte of the text comes from.
    pub fn original(&self, offset: usize) -> usize {
        let index = self.pieces.partition_point(|(here, _)| *here <= offset);
        match index.checked_sub(1).and_then(|index| self.pieces.get(index)) {
            Some((here, there)) => there + (offset - here),
            None => offset,
        }
    }

    /// Adds a piece of the original.
    fn push(&mut self, piece: &str, start: usize) {
        if !piece.is_empty() {
            self.pieces.push((self.text.len(), start));
            self.text.push_str(piece);
        }
    }
}

/// The template as it is, without a byte order mark.
pub fn untouched(text: &str) -> Collapsed {
    let mut collapsed = Collapsed::default();
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    collapsed.push(&text[start..], start);
    collapsed
}

/// The template without white space that does not show, and without a byte order mark.
pub fn template(text: &str) -> Collapsed {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut scanner = Scanner {
        text,
        at: start,
        copied: start,
        state: State { place: Place::Text, settled: false },
        frames: vec![],
        captures: 0,
        result: Collapsed::default(),
    };
    while scanner.at < text.len() {
        scanner.step();
    }
    scanner.flush(text.len());
    scanner.result
}

/// Where in the HTML the scanner is.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// Between tags.
    Text,
    /// Within a tag; what it does when it ends.
    Tag(Effect),
    /// Within a quoted value of a tag, up to this quote.
    Value(Effect, u8),
    /// Within `<!-- … -->`.
    Comment,
    /// Within an element whose content stays as it is, up to its end tag.
    Verbatim(&'static str),
}

/// What the end of a tag leads to.
#[derive(Debug, Clone, Copy)]
enum Effect {
    /// Text behind a tag of this flow.
    Flow(Flow),
    /// The content of an element that stays as it is.
    Verbatim(&'static str),
}

/// What is known at a place of the template.
#[derive(Debug, Clone, Copy)]
struct State {
    /// Where in the HTML.
    place: Place,
    /// Whether white space here would not show, because a line begins or there was some before.
    settled: bool,
}

/// An `if` or `for` whose end has not come yet.
#[derive(Debug, Clone, Copy)]
struct Frame {
    /// What was known before it.
    entry: State,
    /// Whether all branches that ended so far left their place settled.
    settled: bool,
    /// Whether one of the branches is always taken.
    exhaustive: bool,
    /// Whether it is a loop.
    is_loop: bool,
}

/// The pass over a template.
struct Scanner<'a> {
    /// The original.
    text: &'a str,
    /// The next byte.
    at: usize,
    /// The first byte that is neither copied nor left out.
    copied: usize,
    /// What is known here.
    state: State,
    /// The control structures that are open.
    frames: Vec<Frame>,
    /// How many captures (`set`, `filter`) are open.
    captures: usize,
    /// What was written so far.
    result: Collapsed,
}

impl Scanner<'_> {
    /// Reads one construct, tag, run of white space or byte.
    fn step(&mut self) {
        let rest = &self.text[self.at..];
        let first = rest.as_bytes()[0];
        let width = rest.chars().next().map_or(1, char::len_utf8);
        if first == b'{' && matches!(rest.as_bytes().get(1), Some(b'{' | b'%' | b'#')) {
            return self.construct(rest);
        }
        match self.state.place {
            Place::Text if first.is_ascii_whitespace() => self.white_space(rest),
            Place::Text if first == b'<' => self.open_tag(rest),
            Place::Text => {
                // Whole words at a time; the stop bytes are ASCII, so slices stay whole letters.
                let stop =
                    |byte: &u8| matches!(byte, b'<' | b'{') || byte.is_ascii_whitespace();
                let length = rest.bytes().skip(1).position(|byte| stop(&byte));
                self.at += length.map_or(rest.len(), |length| length + 1);
                self.state.settled = false;
            }
            Place::Tag(effect) => {
                self.in_tag(first, effect);
                self.at += width;
            }
            Place::Value(effect, quote) => {
                self.at += width;
                if first == quote {
                    self.state.place = Place::Tag(effect);
                }
            }
            Place::Comment => {
                let ends = rest.starts_with("-->");
                self.at += if ends { 3 } else { width };
                if ends {
                    self.state.place = Place::Text;
                }
            }
            Place::Verbatim(name) => {
                self.at += width;
                let end = rest.strip_prefix("</");
                if end.is_some_and(|end| starts_with_ignoring_case(end, name)) {
                    self.state.place = Place::Tag(Effect::Flow(flow(name)));
                }
            }
        }
    }

    /// Keeps or leaves out a run of white space between tags.
    fn white_space(&mut self, rest: &str) {
        let length = white_space_length(rest);
        let (run, after) = rest.split_at(length);
        let start = self.at;
        self.at += length;
        if self.captures > 0 {
            return;
        }
        let trimmed = ["{{-", "{%-", "{#-"].iter().any(|open| after.starts_with(open));
        if trimmed || self.state.settled || starts_with_block_tag(after) {
            self.flush(start);
            self.copied = self.at;
            return;
        }
        self.state.settled = true;
        if length > 1 || !matches!(run, " " | "\n") {
            self.flush(start);
            self.result.push(if run.contains('\n') { "\n" } else { " " }, start);
            self.copied = self.at;
        }
    }

    /// Reads `<` and the name behind it.
    fn open_tag(&mut self, rest: &str) {
        let inner = &rest[1..];
        let (is_end, named) = match inner.strip_prefix('/') {
            Some(named) => (true, named),
            None => (false, inner),
        };
        if inner.starts_with("!--") {
            self.at += 4;
            self.state.place = Place::Comment;
        } else if let Some(name) = tag_name(named) {
            self.at += 1 + usize::from(is_end) + name.len();
            // `<h{{ level }}>`: the name is not known, so neither is its flow.
            let is_dynamic = named[name.len()..].starts_with('{');
            let verbatim = VERBATIM.iter().find(|known| name.eq_ignore_ascii_case(known));
            let effect = match verbatim {
                _ if is_dynamic => Effect::Flow(Flow::Inline),
                Some(name) if !is_end => Effect::Verbatim(name),
                _ => Effect::Flow(flow(name)),
            };
            self.state.place = Place::Tag(effect);
        } else if inner.starts_with('!') {
            self.at += 2;
            self.state.place = Place::Tag(Effect::Flow(Flow::Block));
        } else {
            self.at += 1;
            self.state.settled = false;
        }
    }

    /// Reads the first byte of a letter of a tag.
    fn in_tag(&mut self, byte: u8, effect: Effect) {
        match byte {
            b'>' => self.close_tag(effect),
            b'"' | b'\'' => {
                // A quote opens a value only behind `=`, or behind a construct that may end in one.
                let before = self.text[..self.at]
                    .trim_end_matches(|c: char| c.is_ascii_whitespace());
                if before.ends_with(['=', '}']) {
                    self.state.place = Place::Value(effect, byte);
                }
            }
            _ => {}
        }
    }

    /// Ends a tag.
    fn close_tag(&mut self, effect: Effect) {
        self.state.place = match effect {
            Effect::Verbatim(name) => Place::Verbatim(name),
            Effect::Flow(_) => Place::Text,
        };
        match effect {
            Effect::Flow(Flow::Block) => self.state.settled = true,
            Effect::Flow(Flow::Inline) => self.state.settled = false,
            // An element whose content stays takes effect at its end tag.
            Effect::Flow(Flow::Invisible) | Effect::Verbatim(_) => {}
        }
    }

    /// Steps over a comment, expression, tag or raw block of the template engine.
    fn construct(&mut self, rest: &str) {
        let length = construct_length(rest);
        let construct = &rest[..length];
        self.at += length;
        match construct.as_bytes()[1] {
            b'#' => {}
            b'{' => self.unknown(),
            _ => self.control(inner_of(construct)),
        }
        let trims = construct.get(length.saturating_sub(3)..);
        let trims = trims.is_some_and(|end| matches!(end, "-}}" | "-%}" | "-#}"));
        if trims && matches!(self.state.place, Place::Text) && self.captures == 0 {
            // The engine takes this white space away, so it settles nothing.
            self.flush(self.at);
            self.at += white_space_length(&self.text[self.at..]);
            self.copied = self.at;
        }
    }

    /// Follows a control structure; `inner` is the text between `{%` and `%}`.
    fn control(&mut self, inner: &str) {
        let (keyword, arguments) = first_word(inner);
        match keyword {
            "if" | "for" => {
                let is_loop = keyword == "for";
                let entry = self.state;
                self.frames.push(Frame {
                    entry,
                    settled: true,
                    exhaustive: false,
                    is_loop,
                });
                // The second round starts where the first one ends.
                self.state.settled &= !is_loop;
            }
            "elif" | "else" => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.settled &= self.state.settled;
                    frame.exhaustive |= keyword == "else";
                    self.state = frame.entry;
                }
            }
            "endif" | "endfor" => {
                if let Some(frame) = self.frames.pop() {
                    let skipped = frame.exhaustive || frame.entry.settled;
                    self.state.settled &= frame.settled && skipped;
                }
            }
            "break" | "continue" => {
                let settled = self.state.settled;
                let frame = self.frames.iter_mut().rev().find(|frame| frame.is_loop);
                if let Some(frame) = frame {
                    frame.settled &= settled;
                }
            }
            "set" | "set_global" => {
                let (_, value) = first_word(arguments);
                if !value.starts_with('=') {
                    self.captures += 1;
                }
            }
            "filter" => self.captures += 1,
            "endset" | "endfilter" => {
                self.captures = self.captures.saturating_sub(1);
                self.unknown();
            }
            "extends" => {}
            _ => self.unknown(),
        }
    }

    /// Notes that anything may have been written.
    fn unknown(&mut self) {
        if matches!(self.state.place, Place::Text) {
            self.state.settled = false;
        }
    }

    /// Writes what was read but not copied, up to `end`.
    fn flush(&mut self, end: usize) {
        self.result.push(&self.text[self.copied..end], self.copied);
        self.copied = end;
    }
}

/// The number of bytes of white space at the start of a text. A no-break space is none.
fn white_space_length(text: &str) -> usize {
    text.bytes().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(text.len())
}

/// Tells whether a text starts with the tag of a block, so that white space before it is lost.
fn starts_with_block_tag(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('<') else { return false };
    let named = inner.strip_prefix('/').unwrap_or(inner);
    tag_name(named).is_some_and(|name| {
        flow(name) == Flow::Block && !named[name.len()..].starts_with('{')
    })
}
