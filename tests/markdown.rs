//! What the spec files of Markdown run: a text, and what became of it in words.

use std::fmt::Write as _;

use werkstatt::config::RawHtml;
use werkstatt::diag::Diagnostic;
use werkstatt::markdown::{
    CodeLines, Dialect, Document, Excerpt, Options, Place, SlotKind, Target, Words, parse,
};
use werkstatt::path::{Anchor, SourcePath};

use crate::spec::Results;

/// The words of the tests.
pub(crate) fn words() -> Words {
    Words {
        footnotes: "Fußnoten".to_owned(),
        footnote_back: "Zurück zu {number}".to_owned(),
        footnote_reference: "Fußnote {number}".to_owned(),
        alerts: ["Hinweis", "Tipp", "Wichtig", "Warnung", "Vorsicht"].map(str::to_owned),
        table: "Tabelle".to_owned(),
        task_done: "erledigt".to_owned(),
        task_open: "offen".to_owned(),
        code: "Code {language}".to_owned(),
    }
}

/// The HTML with its slots in braces.
fn html(document: &Document) -> String {
    let mut html = String::new();
    document.html.write(&mut html, |slot, out| {
        let _ = match slot {
            SlotKind::Href(index) => write!(out, "{{href {index}}}"),
            SlotKind::Title(index) => write!(out, "{{title {index}}}"),
            SlotKind::Source(index) => write!(out, "{{src {index}}}"),
            SlotKind::Dimensions(index) => write!(out, " {{size {index}}}"),
            SlotKind::Call(index) => write!(out, "{{call {index}}}"),
        };
    });
    html
}

/// Runs a case of the spec files. Settings: a language, `field`, `sanitise`, `level=3`, `prefix=x-`, `crlf`.
pub(crate) fn run(source: &str, settings: &[&str]) -> Results {
    let words = words();
    let mut options = Options {
        dialect: Dialect::Site,
        language: "de",
        html: RawHtml::Reject,
        top_level: 2,
        id_prefix: "",
        calls: true,
        words: &words,
        lines: &CodeLines::default(),
    };
    let mut source = source.to_owned();
    for setting in settings {
        match setting.split_once('=') {
            Some(("level", level)) => options.top_level = level.parse().expect("a level"),
            Some(("prefix", prefix)) => options.id_prefix = prefix,
            _ if *setting == "field" => options.calls = false,
            _ if *setting == "sanitise" => options.html = RawHtml::Sanitise,
            _ if *setting == "crlf" => source = source.replace('\n', "\r\n"),
            _ => options.language = setting,
        }
    }
    let file = SourcePath::new("a.md");
    let checked =
        parse(&Excerpt { text: &source, file: &file, place: Place::At(0) }, &options);
    let mut html = html(&checked.value);
    html.push('\n');
    let findings =
        checked.findings.iter().map(|finding| shown(finding, &source)).collect();
    Results::from([
        ("html", html),
        ("outline", outline(&checked.value, &source)),
        ("findings", findings),
    ])
}

/// A finding in one line: code, line and column, the first line of what it points at, its arguments
/// and hints.
fn shown(finding: &Diagnostic, source: &str) -> String {
    let place = &source[finding.span.range.clone()];
    let mut line =
        format!("{} {} {:?}", finding.code, at(source, finding.span.range.start), place);
    for (name, value) in &finding.arguments {
        let _ = write!(line, " {name}={value:?}");
    }
    if let Some(related) = &finding.related {
        let _ = write!(line, " see {}", at(source, related.range.start));
    }
    for hint in &finding.hints {
        let _ = write!(line, " hint: {}", hint.key);
        for (name, value) in &hint.arguments {
            let _ = write!(line, " {name}={value:?}");
        }
    }
    line.push('\n');
    line
}

/// Line and column of a byte, in characters from 1.
fn at(source: &str, byte: usize) -> String {
    let before = &source[..byte];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("{line}:{column}")
}

/// What a document says about itself, line by line.
fn outline(document: &Document, source: &str) -> String {
    let mut out = String::new();
    let outline = &document.outline;
    for heading in &outline.headings {
        let _ = writeln!(out, "h{} #{} {}", heading.level, heading.anchor, heading.text);
    }
    let anchors: Vec<&str> = outline.anchors.iter().map(Anchor::as_str).collect();
    if !anchors.is_empty() {
        let _ = writeln!(out, "anchors {}", anchors.join(" "));
    }
    for link in &outline.links {
        let (kind, path, anchor) = match &link.target {
            Target::Wiki(id, anchor) => ("wiki", id.as_str(), anchor.as_deref()),
            Target::Relative(path, anchor) => {
                ("relative", path.as_str(), anchor.as_deref())
            }
            Target::Rooted(path, anchor) => ("rooted", path.as_str(), anchor.as_deref()),
            Target::Anchor(anchor) => ("anchor", "", Some(anchor.as_str())),
        };
        let place = at(source, link.range.start);
        let anchor = anchor.map(|anchor| format!(" #{anchor}")).unwrap_or_default();
        let _ = writeln!(out, "link {place} {kind} {path}{anchor}");
    }
    for image in &outline.images {
        let _ = writeln!(out, "image {} {}", at(source, image.range.start), image.source);
    }
    for call in &outline.calls {
        let place = at(source, call.name.start);
        let arguments = &source[call.arguments.clone()];
        let _ = writeln!(out, "call {place} {} {arguments:?}", call.component);
    }
    out
}
