//! What no author should be able to do to a site or to the program: texts that are too deep, too
//! large, too clever or plain noise.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use werkstatt::config::RawHtml;
use werkstatt::diag::Checked;
use werkstatt::markdown::{
    CodeLines, Dialect, Document, Excerpt, Options, Place, SlotKind, parse, plain_text,
};
use werkstatt::path::SourcePath;

use crate::markdown::words;

/// Elements without an end tag.
const VOID: [&str; 5] = ["br", "col", "hr", "img", "wbr"];

/// Elements that may come out, with raw HTML let through an allow-list or not.
const ELEMENTS: [&str; 62] = [
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Attributes that may come out.
const ATTRIBUTES: [&str; 17] = [
    "alt",
    "aria-label",
    "aria-labelledby",
    "class",
    "dir",
    "height",
    "href",
    "id",
    "lang",
    "loading",
    "role",
    "scope",
    "src",
    "start",
    "tabindex",
    "title",
    "width",
];

/// Reads a text that is a file of its own.
fn document(text: &str, html: RawHtml, language: &str) -> Checked<Document> {
    let words = words();
    let options = Options {
        dialect: Dialect::Site,
        language,
        html,
        top_level: 2,
        id_prefix: "",
        calls: true,
        words: &words,
        lines: &CodeLines::default(),
    };
    let file = SourcePath::new("a.md");
    parse(&Excerpt { text, file: &file, place: Place::At(0) }, &options)
}

/// Runs something on the small stack that the smallest of machines may give a thread.
fn on_small_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(512 << 10);
        let running = thread.spawn_scoped(scope, work).expect("a thread");
        running.join().expect("no panic and no overflow")
    })
}

/// Reads a text and checks what must hold of any text.
fn examine(text: &str, modes: &[RawHtml]) -> Vec<Checked<Document>> {
    let mut documents = vec![];
    for html in modes {
        let html = *html;
        let checked = document(text, html, "de");
        check_spans(text, &checked);
        check_slots(&checked.value);
        if html != RawHtml::Allow {
            check_html(&checked.value, text);
        }
        documents.push(checked);
    }
    let file = SourcePath::new("a.md");
    for passage in plain_text(&Excerpt { text, file: &file, place: Place::At(0) }) {
        for (at, _) in passage.text.char_indices().take(1_000) {
            let place = passage.place_of(at..at);
            assert!(text.get(place).is_some(), "{text:?}");
        }
        let whole = passage.place_of(0..passage.text.len());
        assert!(text.get(whole).is_some_and(|part| !part.is_empty()), "{text:?}");
    }
    documents
}

/// All places lie in the file, on the edges of characters.
fn check_spans(text: &str, checked: &Checked<Document>) {
    let outline = &checked.value.outline;
    let spans = checked.findings.iter().map(|finding| &finding.span.range);
    let links = outline.links.iter().map(|link| &link.range);
    for range in spans.chain(links).chain(outline.images.iter().map(|image| &image.range))
    {
        assert!(text.get(range.clone()).is_some(), "{range:?} in {text:?}");
    }
}

/// All slots lie in the HTML in ascending order and stand for something.
fn check_slots(document: &Document) {
    let mut last = 0;
    for slot in &document.html.slots {
        assert!(slot.position >= last, "slots ascend");
        assert!(document.html.html.is_char_boundary(slot.position), "{slot:?}");
        last = slot.position;
        let exists = match slot.kind {
            SlotKind::Href(index) | SlotKind::Title(index) => {
                index < document.outline.links.len()
            }
            SlotKind::Source(index) | SlotKind::Dimensions(index) => {
                index < document.outline.images.len()
            }
            SlotKind::Call(index) => index < document.outline.calls.len(),
        };
        assert!(exists, "{slot:?}");
    }
}

/// The HTML is balanced, has only elements and attributes that it may have, and each id once.
fn check_html(document: &Document, text: &str) {
    let mut html = String::new();
    document.html.write(&mut html, |slot, out| {
        if matches!(slot, SlotKind::Dimensions(_)) {
            out.push_str(" width=\"1\" height=\"1\"");
        }
    });
    let mut open: Vec<&str> = vec![];
    let mut ids: BTreeSet<&str> = BTreeSet::new();
    for tag in html.split('<').skip(1) {
        let tag = tag.split_once('>').map_or("", |(tag, _)| tag);
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{html:?} of {text:?}");
            continue;
        }
        let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(ELEMENTS.contains(&name), "`{name}` in {html:?} of {text:?}");
        if !VOID.contains(&name) {
            open.push(name);
        }
        while let Some((attribute, tail)) = rest.split_once("=\"") {
            let (value, tail) = tail.split_once('"').expect("a closed attribute");
            assert!(
                ATTRIBUTES.contains(&attribute),
                "`{attribute}` in {html:?} of {text:?}"
            );
            assert!(attribute != "id" || ids.insert(value), "#{value} twice in {html:?}");
            let is_script = value.trim().to_lowercase().starts_with("javascript:");
            assert!(!is_script || attribute == "title", "{html:?} of {text:?}");
            rest = tail.trim_start();
        }
        assert_eq!(rest, "", "{html:?} of {text:?}");
    }
    assert!(open.is_empty(), "{open:?} in {html:?} of {text:?}");
}

/// The codes that were found, each once, in order.
fn codes(checked: &Checked<Document>) -> Vec<&'static str> {
    let mut codes: Vec<&str> =
        checked.findings.iter().map(|finding| finding.code.id()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

#[test]
fn pathological_texts_end() {
    let ticks: String = (1..1_500).map(|count| "`".repeat(count) + " a ").collect();
    let mut notes = "a[^0]\n\n".to_owned();
    for note in 0..20_000 {
        let _ = writeln!(notes, "[^{note}]: [^{}]\n", note + 1);
    }
    let header = format!("{}\n{}\n", "|a".repeat(2_000), "|-".repeat(2_000));
    let table = header + &"|a\n".repeat(2_000);
    let links = "[".repeat(50_000) + "a" + &"](b)".repeat(50_000);
    let n = 50_000;
    let corpus: [(String, &[&str]); 25] = [
        (">".repeat(n), &["markdown-too-deep"]),
        // A thematic break, after all.
        ("- ".repeat(5_000), &[]),
        ("- ".repeat(5_000) + "a", &["markdown-too-deep"]),
        ("1. ".repeat(5_000) + "a", &["markdown-too-deep"]),
        ("> - ".repeat(5_000) + "a", &["markdown-too-deep"]),
        (links, &[]),
        ("[a](<b".repeat(n), &[]),
        ("*a **a ".repeat(n), &[]),
        ("*".repeat(n) + "a" + &"*".repeat(n), &["markdown-too-deep"]),
        (ticks, &[]),
        (notes, &["undefined-footnote"]),
        ("![[".repeat(n), &[]),
        ("<a ".repeat(n), &[]),
        (table, &["markdown-too-large"]),
        ("[^a]".repeat(n) + "\n\n[^a]: b", &["markdown-too-large"]),
        ("<b>".repeat(n), &["raw-html"]),
        ("\"'".repeat(n), &[]),
        ("'a ".repeat(n), &[]),
        ("\"".repeat(16 * n), &[]),
        ("'".repeat(16 * n), &[]),
        ("'a' ".repeat(4 * n), &[]),
        ("^a~b".repeat(n), &[]),
        ("&#0;&acE;\u{0}".repeat(n), &[]),
        ("[[a|".repeat(n) + "]]", &[]),
        ("a\n: b\n\n".repeat(20_000), &[]),
    ];
    on_small_stack(|| {
        for (text, expected) in &corpus {
            let start: String = text.chars().take(20).collect();
            let is_html = text.starts_with('<');
            let modes = [RawHtml::Reject, RawHtml::Sanitise];
            let documents = examine(text, &modes[..=usize::from(is_html)]);
            assert_eq!(codes(&documents[0]), *expected, "{start}");
        }
    });
}

#[test]
fn code_that_grammars_trip_over_ends() {
    let line = |unit: &str| unit.repeat(1_990 / unit.len()) + "\n";
    let blocks = [
        ("rust", line("((((").repeat(30)),
        ("rust", line("r#\"")),
        ("js", line("/[(").repeat(30)),
        ("js", line("`${").repeat(10)),
        ("md", line("*a_").repeat(30)),
        ("md", line("[a](").repeat(30)),
        ("yaml", line("- - ").repeat(30)),
        ("yaml", line("{a: ").repeat(30)),
        ("html", line("<a b=").repeat(30)),
        ("css", line("a{b:").repeat(30)),
        ("sh", line("$((").repeat(20)),
        ("python", line("f'{").repeat(20)),
        ("c", line("a<b").repeat(30)),
        ("latex", line("\\a{").repeat(30)),
    ];
    on_small_stack(|| {
        for (language, code) in blocks {
            let text = format!("```{language}\n{code}```\n");
            let checked = document(&text, RawHtml::Reject, "de");
            assert_eq!(checked.findings, [], "{language}");
            assert!(checked.value.html.html.len() > code.len(), "{language}");
        }
        let large = format!("```rust\n{}```\n", "fn a() {}\n".repeat(7_000));
        assert_eq!(codes(&document(&large, RawHtml::Reject, "de")), ["code-too-large"]);
    });
}

/// A generator of numbers that gives the same ones every time (`SplitMix64`).
struct Numbers(u64);

impl Numbers {
    /// A number below a limit.
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) >> 33).unwrap_or(0) % limit
    }
}

/// What nasty texts are made of.
const FRAGMENTS: [&str; 96] = [
    "a",
    "ü",
    "ß ",
    "日本",
    "\u{301}",
    "\u{a0}",
    "\u{0}",
    "\u{85}",
    "🏳️‍🌈",
    " ",
    "  ",
    "    ",
    "\t",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "> ",
    "- ",
    "* ",
    "1. ",
    "7) ",
    "- [ ] ",
    "- [x]",
    "# ",
    "### ",
    "{#a}",
    "{#a .b c=d}",
    "\n===\n",
    "\n---\n",
    "***",
    "*",
    "**",
    "_",
    "__",
    "~",
    "~~",
    "^",
    "`",
    "``",
    "```",
    "```rust\n",
    "~~~\n",
    "$",
    "\\",
    "\\\n",
    "[",
    "]",
    "](",
    ")",
    "![",
    "![-](",
    "[[",
    "]]",
    "|",
    "\\|",
    "[[a#b|",
    "![[",
    "[a](b)",
    "[a][b]",
    "[b]: c\n",
    "<https://a.b>",
    "<a@b.c>",
    "javascript:",
    "//x",
    "[^1]",
    "[^ü]",
    "\n[^1]: ",
    "\n[^ü]: a\n\n    ",
    "| a | b |",
    "\n|---|:-:|\n",
    "|--:",
    "Tabelle: ",
    "\n: ",
    "> [!NOTE]\n",
    "<b>",
    "</b>",
    "<br>",
    "<div>\n",
    "</div>",
    "<!--",
    "-->",
    "<script>",
    "<?",
    "<![CDATA[",
    "&amp;",
    "&acE;",
    "&#x27;",
    "&",
    "\"",
    "'",
    "--",
    "...",
    "'90",
    "<i title='",
    "<",
];

#[test]
fn no_text_breaks_anything() {
    on_small_stack(|| {
        let mut numbers = Numbers(2);
        for _ in 0..2_000 {
            let count = 1 + numbers.below(30);
            let text: String =
                (0..count).map(|_| FRAGMENTS[numbers.below(FRAGMENTS.len())]).collect();
            examine(&text, &[RawHtml::Reject, RawHtml::Sanitise, RawHtml::Allow]);
        }
    });
}
