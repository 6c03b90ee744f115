//! A page has the same elements and shows the same text however much was taken from it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use werkstatt::compile::{Memo, compile};
use werkstatt::date::Date;
use werkstatt::minify::{template, untouched, visible_text};
use werkstatt::path::SourcePath;
use werkstatt::site::Inputs;
use werkstatt::source::{self, SourceFile};

/// Elements that begin and end lines or cells in the standard's style sheet, or only stand in such.
/// Written down anew, so that a slip in the program's own list is not repeated here.
#[rustfmt::skip]
const BLOCKS: [&str; 53] = [
    "address", "article", "aside", "blockquote", "body", "br", "caption", "col",
    "colgroup", "dd", "details", "dialog", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "head", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav",
    "ol", "optgroup", "option", "p", "pre", "search", "section", "summary", "table",
    "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
];

/// A page as a browser reads it: its elements with their attributes, and the text that they show.
#[derive(Debug, PartialEq)]
struct Look {
    /// One element per line, indented by its depth.
    elements: String,
    /// The text, white space collapsed.
    text: String,
}

/// Reads a page as a browser without script does: to others, what is for it alone is text without elements.
fn look(html: &str) -> Look {
    let mut options = ParseOpts::default();
    options.tree_builder.scripting_enabled = false;
    let dom = parse_document(RcDom::default(), options).one(html);
    let mut look = Look { elements: String::new(), text: String::new() };
    visit(&dom.document, 0, &mut look);
    look.text = look.text.trim().to_owned();
    look
}

/// Takes in a node and what is below it.
fn visit(node: &Handle, depth: usize, look: &mut Look) {
    let mut is_block = false;
    let mut keeps = false;
    let mut is_shown = true;
    match &node.data {
        NodeData::Text { contents } => {
            for letter in contents.borrow().chars() {
                let is_space = letter.is_ascii_whitespace();
                if !is_space {
                    look.text.push(letter);
                } else if !look.text.ends_with(' ') {
                    look.text.push(' ');
                }
            }
        }
        NodeData::Element { name, attrs, .. } => {
            let name = name.local.to_string();
            let attrs = attrs.borrow();
            let attrs = attrs.iter().map(|attr| (&*attr.name.local, &*attr.value));
            let said = attrs
                .filter(|(key, value)| !DEFAULTS.contains(&(name.as_str(), key, value)));
            let mut pairs: Vec<String> =
                said.map(|(key, value)| format!("{key}={value:?}")).collect();
            pairs.sort();
            writeln!(look.elements, "{:depth$}{name} {}", "", pairs.join(" "))
                .expect("is memory");
            is_block = BLOCKS.contains(&name.as_str());
            is_shown = !matches!(name.as_str(), "script" | "style");
            keeps = !is_shown || matches!(name.as_str(), "pre" | "textarea");
        }
        _ => {}
    }
    let bound = |look: &mut Look| {
        if is_block && !look.text.ends_with(' ') {
            look.text.push(' ');
        }
    };
    bound(look);
    if keeps {
        for child in node.children.borrow().iter() {
            if let NodeData::Text { contents } = &child.data {
                let content = contents.borrow();
                if is_shown {
                    write!(look.text, "[{content}]").expect("is memory");
                } else {
                    writeln!(look.elements, "{content:?}").expect("is memory");
                }
            }
        }
        return bound(look);
    }
    for child in node.children.borrow().iter() {
        visit(child, depth + 1, look);
    }
    bound(look);
}

/// Attributes that say what goes without saying (HTML Standard, sections 4.10.3 and 4.10.6).
const DEFAULTS: &[(&str, &str, &str)] =
    &[("form", "method", "get"), ("button", "type", "submit")];

/// Pages without control structures: what the loader leaves of them can be looked at directly.
const PAGES: &[&str] = &[
    "<!doctype html>\n<html lang=\"de\">\n<head>\n <meta charset=\"utf-8\">\n <title> A  B </title>\n\
     </head>\n<body>\n <main>\n <p> a <b> b </b> c<i>d</i> e </p>\n</main>\n</body>\n</html>\n",
    "<ul>\n <li> <a href=x> a </a> </li>\n <li>b <span> c</span> </li>\n</ul> d <img alt=e> f",
    "<div>\n<pre>\n  a\n   b </pre>\n <textarea> c\n d</textarea> e <br> f <!-- g --> h\n</div>",
    "<p>a <script>if (1 <  2) '</p >'</script> b &nbsp; c &lt;  d</p> <p>\u{a0} e </p>",
    "<dl> <div> <dt> a </dt> <dd title=\"b  c\n d\"> e <abbr title='>  <'>f</abbr> </dd> </div> </dl>",
];

#[test]
fn templates_look_the_same_when_they_are_collapsed() {
    for page in PAGES {
        let collapsed = template(page).text;
        assert_eq!(look(&collapsed), look(&untouched(page).text), "{page}");
        assert_eq!(visible_text(&collapsed), visible_text(page));
        assert!(collapsed.len() < page.len());
    }
}

/// Every page of the real site, by its address, in one of the three modes.
fn real_site(mode: &str) -> BTreeMap<String, String> {
    let read = source::read(Path::new(env!("CARGO_MANIFEST_DIR")));
    let mut sources = read.expect("the project can be read").value;
    let settings = SourcePath::new("content/site.yaml");
    let text = sources.text(&settings).expect("there are settings");
    assert!(text.contains("minify: full"), "the real site is minified as far as can be");
    let text: Arc<str> = text.replace("minify: full", &format!("minify: {mode}")).into();
    sources.files.insert(settings, SourceFile::Text(text));
    let today = Date::day(2026, 11, 22).expect("is a day");
    let inputs =
        Inputs { today, drafts: false, changed: BTreeMap::new(), tagged: Arc::default() };
    let compiled = compile(&sources, inputs, None, &mut Memo::default(), &|_| {});
    assert!(compiled.findings.is_empty(), "{:#?}", compiled.findings);
    let pages = compiled.value.pages();
    let all = compiled.value.site.pages.iter();
    all.map(|page| {
        let html = pages.render(page).value.expect("every page can be rendered");
        (page.route.to_string(), String::from_utf8(html).expect("pages are UTF-8"))
    })
    .collect()
}

#[test]
fn the_real_site_looks_the_same_in_all_modes() {
    let off = real_site("off");
    assert!(off.len() > 200, "there are {} pages", off.len());
    for mode in ["compact", "full"] {
        let other = real_site(mode);
        assert_eq!(off.len(), other.len());
        for (address, html) in &off {
            let small = &other[address];
            let (found, expected) = (look(small), look(html));
            for (found, expected) in found.elements.lines().zip(expected.elements.lines())
            {
                assert_eq!(found, expected, "{address}, {mode}");
            }
            assert_eq!(
                found.elements.len(),
                expected.elements.len(),
                "{address}, {mode}"
            );
            assert_eq!(found.text, expected.text, "{address}, {mode}");
            assert_eq!(visible_text(small), visible_text(html), "{address}, {mode}");
            assert!(small.len() < html.len(), "{address}, {mode}");
        }
    }
}
