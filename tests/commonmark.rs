//! `CommonMark`'s own examples, with raw HTML let through and nothing of ours switched on.
//!
//! They come from the npm package `commonmark-spec`, a development dependency of the browser tests.

use std::fmt::Write as _;

use werkstatt::config::RawHtml;
use werkstatt::markdown::{CodeLines, Dialect, Excerpt, Options, Place, parse};
use werkstatt::path::SourcePath;

use crate::markdown::words;

/// Where the examples are.
const EXAMPLES: &str = "tests/browser/node_modules/commonmark-spec/spec.txt";

/// Examples that come out differently on purpose, with the reason. There are none.
const DEVIATIONS: [(usize, &str); 0] = [];

/// Elements around which white space does not show.
const BLOCKS: [&str; 26] = [
    "article",
    "aside",
    "blockquote",
    "body",
    "button",
    "dd",
    "div",
    "dl",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "td",
    "th",
    "tr",
    "ul",
];

#[test]
fn all_examples() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/");
    let path = [path, EXAMPLES].concat();
    let spec = std::fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!("{path}: {error}. Run `npm ci` in `tests/browser` to fetch CommonMark's examples.")
    });
    let examples = examples(&spec);
    assert_eq!(examples.len(), 652, "the specification 0.31.2 has 652 examples");
    let mut failures = String::new();
    for (index, (source, expected)) in examples.iter().enumerate() {
        let number = index + 1;
        let found = html(source);
        let is_equal = normal(&found) == normal(expected);
        let is_deviation = DEVIATIONS.iter().any(|(deviation, _)| *deviation == number);
        if is_equal == is_deviation {
            let _ =
                write!(failures, "\n{number}: {source:?}\n  {expected:?}\n  {found:?}");
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

/// Writes an example as HTML.
fn html(text: &str) -> String {
    let words = words();
    let options = Options {
        dialect: Dialect::CommonMark,
        language: "en",
        html: RawHtml::Allow,
        top_level: 1,
        id_prefix: "",
        calls: true,
        words: &words,
        lines: &CodeLines::default(),
    };
    let file = SourcePath::new("spec.md");
    let checked = parse(&Excerpt { text, file: &file, place: Place::At(0) }, &options);
    assert_eq!(checked.findings, [], "{text:?}");
    assert!(checked.value.html.slots.is_empty(), "{text:?}");
    checked.value.html.html
}

/// The examples: Markdown and HTML. An arrow stands for a tab.
fn examples(spec: &str) -> Vec<(String, String)> {
    let fence = "`".repeat(32);
    let mut examples = vec![];
    let mut lines = spec.lines();
    while let Some(line) = lines.next() {
        if line != format!("{fence} example") {
            continue;
        }
        let mut part = |end: &str| -> String {
            let lines = lines.by_ref().take_while(|line| *line != end);
            lines.map(|line| line.replace('→', "\t") + "\n").collect()
        };
        examples.push((part("."), part(&fence)));
    }
    examples
}

/// HTML in one form of several that mean the same, as the specification's own tests compare it: white
/// space collapsed where it does not show, attributes sorted, empty elements alike, references
/// decoded.
fn normal(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    let mut in_pre = false;
    let mut after_block = true;
    while !rest.is_empty() {
        let length = piece(rest);
        let (piece, tail) = rest.split_at(length);
        rest = tail;
        if let Some(name) = tag_name(piece) {
            let is_block = BLOCKS.contains(&name.as_str());
            if is_block && !in_pre {
                out.truncate(out.trim_ascii_end().len());
            }
            in_pre = if name == "pre" { !piece.starts_with("</") } else { in_pre };
            out.push_str(&tag(piece, &name));
            after_block = is_block || name == "br";
        } else if piece.starts_with('<') {
            out.push_str(piece);
            after_block = false;
        } else if in_pre {
            out.push_str(&decoded(piece));
        } else {
            let starts_spaced =
                piece.starts_with(|c: char| c.is_ascii_whitespace()) && !after_block;
            let words: Vec<&str> = piece.split_ascii_whitespace().collect();
            if starts_spaced && !out.ends_with(' ') {
                out.push(' ');
            }
            out.push_str(&decoded(&words.join(" ")));
            if !words.is_empty() && piece.ends_with(|c: char| c.is_ascii_whitespace()) {
                out.push(' ');
            }
            after_block &= words.is_empty();
        }
    }
    out.truncate(out.trim_ascii_end().len());
    out
}

/// The length of the first tag, comment or text.
fn piece(html: &str) -> usize {
    let until = |end: &str| html.find(end).map_or(html.len(), |at| at + end.len());
    match html {
        _ if html.starts_with("<!--") => until("-->"),
        _ if html.starts_with("<![CDATA[") => until("]]>"),
        _ if html.starts_with("<?") => until("?>"),
        _ if html.starts_with('<') => {
            let mut quote = None;
            for (at, c) in html.char_indices() {
                match quote {
                    Some(open) if c == open => quote = None,
                    None if c == '"' || c == '\'' => quote = Some(c),
                    None if c == '>' => return at + 1,
                    _ => {}
                }
            }
            html.len()
        }
        _ => html.find('<').unwrap_or(html.len()),
    }
}

/// The name of a tag, in lower case.
fn tag_name(piece: &str) -> Option<String> {
    let inner = piece.strip_prefix('<')?.trim_start_matches('/');
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '-')?;
    inner
        .starts_with(|c: char| c.is_ascii_alphabetic())
        .then(|| inner[..end].to_lowercase())
}

/// A tag with its attributes sorted; as it stands where it has none of the usual form.
fn tag(piece: &str, name: &str) -> String {
    if piece.starts_with("</") {
        return format!("</{name}>");
    }
    let inner =
        piece[1 + name.len()..].trim_end_matches('>').trim_end_matches('/').trim();
    if !inner.ends_with('"') {
        return format!("<{name} {inner}>").replace(" >", ">");
    }
    let mut attributes: Vec<String> = inner
        .split_inclusive('"')
        .collect::<Vec<_>>()
        .chunks(2)
        .map(|pair| decoded(pair.concat().trim()))
        .collect();
    attributes.sort();
    format!("<{name} {}>", attributes.join(" "))
}

/// Text with the references that the two sides write differently decoded.
fn decoded(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&#x27;", "'").replace("&#39;", "'")
}

#[test]
fn the_comparison_tells_apart_what_differs() {
    let equal = [
        ("<p>a\n b</p>\n<hr />\n", "<p>a b</p><hr>"),
        ("<a href=\"x\" title=\"y\">z</a>", "<a title=\"y\" href=\"x\">z</a>"),
        ("a<br />\nb &quot;", "a<br>b \""),
    ];
    for (left, right) in equal {
        assert_eq!(normal(left), normal(right));
    }
    let unequal = [
        ("<p>a b</p>", "<p>ab</p>"),
        ("<p>a <em>b</em></p>", "<p>a<em>b</em></p>"),
        ("<p><em>a</em> b</p>", "<p><em>a</em>b</p>"),
        ("<pre>a\n b</pre>", "<pre>a b</pre>"),
        ("<p>&lt;a&gt;</p>", "<p><a></p>"),
        ("<ul><li>a</li></ul>", "<ol><li>a</li></ol>"),
        ("<ul><li>a</li></ul>", "<ul><li><p>a</p></li></ul>"),
    ];
    for (left, right) in unequal {
        assert_ne!(normal(left), normal(right));
    }
}
