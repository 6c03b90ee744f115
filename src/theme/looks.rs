//! Tests: a page has the same elements and shows the same text however much was taken from it.

use std::fmt::Write as _;

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

use crate::config::Minify;
use crate::minify::{NotMinified, html, template, untouched, visible_text};
use crate::theme::tests::{chrome, load_with, not_found};

/// Elements that begin and end lines, as far as the samples have any.
const BLOCKS: [&str; 20] = [
    "article", "body", "br", "dd", "div", "dl", "dt", "footer", "h1", "h2", "head",
    "header", "html", "li", "main", "p", "pre", "section", "title", "ul",
];

/// A page as a browser reads it: its elements with their attributes, and the text that they show.
#[derive(Debug, PartialEq)]
struct Look {
    /// One element per line, indented by its depth.
    elements: String,
    /// The text, white space collapsed.
    text: String,
}

/// Reads a page.
fn look(html: &str) -> Look {
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
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
            let mut pairs: Vec<String> = attrs
                .borrow()
                .iter()
                .map(|attribute| {
                    format!("{}={:?}", attribute.name.local, attribute.value)
                })
                .collect();
            pairs.sort();
            let name = name.local.to_string();
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

#[test]
fn pages_look_the_same_in_all_modes() {
    let template = "{% extends \"base.html\" %}\n\n{% block main %}\n<main>\n  <h1> {{ page.title }} </h1>\n\
        {% for entry in site.navigation %}\n  {% if loop.first %}<ul>{% endif %}\n  <li>\n\
        <a href=\"{{ entry.href }}\"{% if entry.key %}  title=\"a  b\"{% endif %}>{{ entry.title }}</a>\n\
        {% if entry.title %} <b>x</b> {% else %} <i>y</i> {% endif %} z\n  </li>\n\
        {% if loop.last %}</ul>{% endif %}\n{% endfor %}\n  <p>\n  {{ <mark text={page.title} /> }}\n\
        {{- page.address }} {#- weg -#} ! <em>a</em>\n  {% set c = 1 %}\n  <em>b</em>\n  </p>\n</main>\n\
        {% endblock main %}\n";
    let page = |minify: Minify| {
        let files = [("themes/eigen/templates/404.html", template)];
        let theme = load_with("eigen", &files, minify).value;
        theme.renderer(&chrome("de")).render(&not_found("de")).expect("can be rendered")
    };
    let off = page(Minify::Off);
    let compact = page(Minify::Compact);
    assert_eq!(look(&compact), look(&off));
    assert_eq!(visible_text(&compact), visible_text(&off));
    assert!(compact.len() < off.len());
    match html(&compact) {
        Ok(full) => assert_eq!(look(&full), look(&off)),
        Err(reason) => assert_eq!(reason, NotMinified::Unavailable),
    }
}
