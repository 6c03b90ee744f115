//! Code in colour: the grammars' scopes as about twenty short classes.
//!
//! The deepest scope that the table knows decides; neighbours of one class share a `span`. The only
//! file that names the highlighter.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::LazyLock;

use syntect::parsing::{
    ParseState, Scope, ScopeStack, ScopeStackOp, SyntaxReference, SyntaxSet,
};

use crate::markdown::escape;

/// The largest block, in bytes, that is highlighted.
pub(super) const BLOCK_LIMIT: usize = 64 << 10;

/// The longest line, in characters, that is highlighted.
pub(super) const LINE_LIMIT: usize = 2_000;

/// The most lines that are kept, and the longest of them in bytes: what occurs again does so soon, and
/// is short.
const KEPT_LINES: usize = 1_000;

/// See `KEPT_LINES`.
const KEPT_LENGTH: usize = 120;

/// The most states before one line that are kept.
const KEPT_STATES: usize = 8;

/// The first lines of a block, and the depth of their scopes, at which states are small enough to be
/// copied and compared.
const SIMPLE_LINES: usize = 200;

/// See `SIMPLE_LINES`.
const SIMPLE_DEPTH: usize = 16;

/// The grammars. They are part of the program and never change; loading takes two milliseconds.
static GRAMMARS: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// The classes by scope, the more exact scopes first.
static CLASSES: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    let mut classes: Vec<(Scope, &'static str)> = SCOPES
        .iter()
        .filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, *class)))
        .collect();
    classes.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.len()));
    classes
});

/// Which scopes are shown, and how.
const SCOPES: [(&str, &str); 57] = [
    ("comment", "c"),
    ("string", "s"),
    ("string.regexp", "r"),
    ("constant.character.escape", "e"),
    ("constant.other.placeholder", "e"),
    ("constant.numeric", "n"),
    ("constant.language", "l"),
    ("constant", "m"),
    ("constant.other.color", "n"),
    ("keyword", "k"),
    ("keyword.operator", "o"),
    ("keyword.operator.word", "k"),
    ("keyword.operator.logical.python", "k"),
    ("keyword.other.unit", "n"),
    ("keyword.declaration", "d"),
    ("storage", "d"),
    ("storage.type.function.arrow", "o"),
    ("entity.name.type", "t"),
    ("entity.name.class", "t"),
    ("entity.name.struct", "t"),
    ("entity.name.enum", "t"),
    ("entity.name.trait", "t"),
    ("entity.name.impl", "t"),
    ("entity.name.interface", "t"),
    ("entity.name.namespace", "t"),
    ("entity.name.module", "t"),
    ("entity.other.inherited-class", "t"),
    ("support.type", "t"),
    ("support.class", "t"),
    ("entity.name.function", "f"),
    ("support.function", "f"),
    ("variable.function", "f"),
    ("meta.function-call.identifier", "f"),
    ("variable", "v"),
    ("variable.parameter", "p"),
    ("variable.language", "l"),
    ("variable.other.member", "x"),
    ("support.type.property-name", "x"),
    ("entity.name.tag.yaml", "x"),
    ("entity.name.tag.toml", "x"),
    ("support.other.variable", "x"),
    ("entity.name.tag", "g"),
    ("entity.other.attribute-name", "a"),
    ("entity.name.macro", "y"),
    ("support.macro", "y"),
    ("variable.annotation", "y"),
    ("meta.annotation", "y"),
    ("meta.preprocessor", "y"),
    ("keyword.control.import.include", "y"),
    ("markup.heading", "h"),
    ("markup.bold", "b"),
    ("markup.italic", "i"),
    ("markup.raw", "s"),
    ("markup.inserted", "z"),
    ("markup.deleted", "q"),
    ("markup.underline.link", "s"),
    ("invalid", "w"),
];

/// Names that authors use and the grammars do not know.
const ALIASES: [(&str, &str); 12] = [
    ("shell", "sh"),
    ("console", "sh"),
    ("terminal", "sh"),
    ("golang", "go"),
    ("csharp", "cs"),
    ("docker", "dockerfile"),
    ("jsonc", "json"),
    ("jsonl", "json"),
    ("py3", "py"),
    ("node", "js"),
    ("tera", "twig"),
    ("jinja", "jinja2"),
];

/// Names for text that is none of any language.
const PLAIN: [&str; 6] = ["text", "txt", "plain", "plaintext", "none", "ausgabe"];

/// What a name of a language means.
pub(super) enum Language {
    /// A language with a grammar.
    Known(&'static SyntaxReference),
    /// Text without a grammar, on purpose.
    Plain,
    /// A name that nobody knows.
    Unknown,
}

/// Looks a language up by the name in the info string.
pub(super) fn language(name: &str) -> Language {
    let name = name.to_ascii_lowercase();
    if PLAIN.contains(&name.as_str()) {
        return Language::Plain;
    }
    let alias = ALIASES.iter().find(|(alias, _)| *alias == name);
    let token = alias.map_or(name.as_str(), |(_, token)| *token);
    GRAMMARS.find_syntax_by_token(token).map_or(Language::Unknown, Language::Known)
}

/// The names of all languages, for suggestions.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    let grammars = GRAMMARS.syntaxes().iter().filter(|grammar| !grammar.hidden);
    let names = grammars.flat_map(|grammar| {
        std::iter::once(&grammar.name).chain(&grammar.file_extensions).map(String::as_str)
    });
    names
        .filter(|name| !name.contains([' ', '.']))
        .chain(ALIASES.iter().map(|alias| alias.0))
}

/// The class of the innermost scope that has one.
fn class(
    stack: &ScopeStack,
    known: &mut BTreeMap<Scope, Option<&'static str>>,
) -> &'static str {
    let scopes = stack.as_slice();
    let found = scopes.iter().rev().find_map(|scope| {
        *known.entry(*scope).or_insert_with(|| {
            let mut classes = CLASSES.iter();
            classes
                .find(|(prefix, _)| prefix.is_prefix_of(*scope))
                .map(|(_, class)| *class)
        })
    });
    found.unwrap_or("")
}

/// The spans that are being written.
struct Spans<'o> {
    /// Where to.
    out: &'o mut String,
    /// The class of the open span; empty where none is open.
    open: &'static str,
}

impl Spans<'_> {
    /// Writes a piece of code. White space has no colour and opens nothing.
    fn write(&mut self, code: &str, class: &'static str) {
        if class != self.open && !code.trim().is_empty() {
            self.close();
            if !class.is_empty() {
                self.out.push_str("<span class=\"");
                self.out.push_str(class);
                self.out.push_str("\">");
            }
            self.open = class;
        }
        escape::text(self.out, code);
    }

    /// Closes the open span.
    fn close(&mut self) {
        if !self.open.is_empty() {
            self.out.push_str("</span>");
        }
        self.open = "";
    }
}

/// Lines of code that were read, of one thread.
///
/// A grammar searches each line for everything that could stand in it, which takes as long as all
/// else that becomes of a page. Many lines occur again: brackets, keys, the first lines of scripts.
/// The state of a grammar grows with the nesting of the code, so deep ones are neither kept nor copied.
#[derive(Debug, Default)]
pub struct CodeLines(RefCell<Known>);

/// The lines that are kept.
#[derive(Debug, Default)]
struct Known {
    /// What is known of each line, by the states before it.
    lines: HashMap<String, Vec<ReadLine>>,
    /// How many states there are.
    count: usize,
}

/// What happens to the scopes in a line, and at which bytes.
type Operations = Rc<[(usize, ScopeStackOp)]>;

/// What a grammar says of a line. It depends on nothing but the line and the state before it.
#[derive(Debug)]
struct ReadLine {
    /// The state before the line, which also stands for the grammar.
    before: ParseState,
    /// What happens.
    operations: Operations,
    /// The state behind the line.
    after: ParseState,
}

impl CodeLines {
    /// Reads a line and leaves the state behind it. One that the grammar cannot read has no scopes.
    /// Only where `is_simple`, lines are looked up and kept.
    fn read(&self, state: &mut ParseState, line: &str, is_simple: bool) -> Operations {
        if !is_simple || line.len() > KEPT_LENGTH {
            return state.parse_line(line, &GRAMMARS).unwrap_or_default().into();
        }
        let mut known = self.0.borrow_mut();
        let states = known.lines.get(line).map_or(&[][..], Vec::as_slice);
        if let Some(read) = states.iter().find(|read| read.before == *state) {
            *state = read.after.clone();
            return Rc::clone(&read.operations);
        }
        let has_room = states.len() < KEPT_STATES && known.count < KEPT_LINES;
        let before = has_room.then(|| state.clone());
        let operations: Operations =
            state.parse_line(line, &GRAMMARS).unwrap_or_default().into();
        if let Some(before) = before {
            let (operations, after) = (Rc::clone(&operations), state.clone());
            let states = known.lines.entry(line.to_owned()).or_default();
            states.push(ReadLine { before, operations, after });
            known.count += 1;
        }
        operations
    }
}

/// Writes code with its classes. A line that the grammar cannot read is written as it is.
pub(super) fn highlight(
    out: &mut String,
    code: &str,
    grammar: &SyntaxReference,
    lines: &CodeLines,
) {
    let mut state = ParseState::new(grammar);
    let mut stack = ScopeStack::new();
    let mut known = BTreeMap::new();
    let mut spans = Spans { out, open: "" };
    for (number, line) in code.split_inclusive('\n').enumerate() {
        let mut written = 0;
        let is_simple = number < SIMPLE_LINES && stack.len() <= SIMPLE_DEPTH;
        for (at, operation) in lines.read(&mut state, line, is_simple).iter() {
            if *at > written {
                let class = class(&stack, &mut known);
                spans.write(&line[written..*at], class);
                written = *at;
            }
            if stack.apply(operation).is_err() {
                break;
            }
        }
        let class = class(&stack, &mut known);
        spans.write(&line[written..], class);
    }
    spans.close();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_scopes_of_the_table_are_scopes() {
        let single = SCOPES.iter().filter(|(scope, _)| !scope.contains(' ')).count();
        assert_eq!(CLASSES.len(), SCOPES.len());
        assert_eq!(single, SCOPES.len());
    }

    #[test]
    fn lines_that_occur_again_look_the_same() {
        let lines = CodeLines::default();
        let code = "/* a\nb\n*/\nb\nfn b() {}\nb\n";
        let written = |name, lines: &CodeLines| {
            let Language::Known(grammar) = language(name) else { panic!("{name}") };
            let mut out = String::new();
            highlight(&mut out, code, grammar, lines);
            out
        };
        for name in ["rust", "yaml", "css", "rust", "yaml", "css"] {
            assert_eq!(written(name, &lines), written(name, &CodeLines::default()));
        }
    }

    #[test]
    fn knows_what_authors_write() {
        for name in
            ["rust", "Rust", "yaml", "yml", "js", "json", "toml", "html", "css", "bash"]
        {
            assert!(matches!(language(name), Language::Known(_)), "{name}");
        }
        for (name, _) in ALIASES {
            assert!(matches!(language(name), Language::Known(_)), "{name}");
        }
        assert!(matches!(language("text"), Language::Plain));
        assert!(matches!(language("klingonisch"), Language::Unknown));
    }
}
