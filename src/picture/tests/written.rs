//! Drawings as a browser reads them.

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

use crate::language::Language;
use crate::picture::svg::write;
use crate::picture::tests::samples::{self, HOSTILE, Names, head};
use crate::picture::{Head, Name, Width, bars};

/// An element of a page: its name, its attributes and the text right within it.
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
}

impl Element {
    /// The value of an attribute.
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|one| one.0 == name).map(|one| one.1.as_str())
    }
}

/// The elements of a page with a drawing; it has no faults.
fn parse(svg: &str) -> Vec<Element> {
    let page = format!("<!doctype html><title>x</title><figure>{svg}</figure>");
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(page);
    let errors = dom.errors.borrow();
    assert!(errors.is_empty(), "{errors:?}: {svg}");
    let mut elements = vec![];
    collect(&dom.document, &mut elements);
    elements
}

/// Collects elements in their order.
fn collect(node: &Handle, elements: &mut Vec<Element>) {
    if let NodeData::Element { name, attrs, .. } = &node.data {
        let text =
            node.children.borrow().iter().fold(String::new(), |text, child| match &child
                .data
            {
                NodeData::Text { contents } => text + &contents.borrow(),
                _ => text,
            });
        let attributes = attrs.borrow();
        let attributes = attributes
            .iter()
            .map(|one| (one.name.local.to_string(), one.value.to_string()))
            .collect();
        elements.push(Element { name: name.local.to_string(), attributes, text });
    }
    for child in node.children.borrow().iter() {
        collect(child, elements);
    }
}

#[test]
fn drawings_are_well_formed_whatever_they_are_called() {
    let known = [
        "html", "head", "title", "body", "figure", "svg", "desc", "a", "g", "text",
        "rect", "path",
    ];
    for names in [samples::plain as Names, samples::hostile, samples::empty] {
        for (name, scenes) in super::samples(names, false) {
            for scene in &scenes {
                for element in parse(&write(scene, &head(name)).svg) {
                    assert!(known.contains(&element.name.as_str()), "{}", element.name);
                    for (attribute, value) in &element.attributes {
                        let is_code = attribute.starts_with("on") || attribute == "style";
                        assert!(!is_code, "{name}: {attribute}={value}");
                    }
                    let id = element.attribute("id").unwrap_or_default();
                    assert!(
                        id.is_empty() || id.starts_with(&format!("{name}--")),
                        "{id}"
                    );
                }
            }
        }
    }
}

#[test]
fn links_keep_their_names_addresses_and_languages() {
    let address = "/a?b=1&c=\"'<>";
    let name = Name {
        text: HOSTILE.to_owned(),
        href: Some(address.to_owned()),
        language: Some(Language::new("en")),
    };
    let bar = bars::Bar { name, value: 3, label: "3".to_owned(), ..bars::Bar::default() };
    let group = bars::Group { heading: None, scale: 0, bars: vec![bar] };
    let head = Head {
        prefix: "a b".to_owned(),
        title: "<b>&amp;".to_owned(),
        description: "\"'</desc>".to_owned(),
    };
    let drawing = bars::draw(&bars::Bars { groups: vec![group] }, &head, Width::Narrow);
    let drawing = drawing.expect("a bar");
    let elements = parse(&drawing.svg);
    let link = elements.iter().find(|element| element.name == "a").expect("a link");
    assert_eq!(link.attribute("href"), Some(address));
    assert_eq!(link.attribute("lang"), Some("en"));
    let spoken =
        elements.iter().find(|one| one.name == "title" && one.text.contains("Zitat"));
    let spoken = spoken.expect("a name").text.as_str();
    assert!(
        spoken.starts_with("<script>alert(\"x\")</script> & 'Zitat' umgekehrt"),
        "{spoken}"
    );
    let svg = elements.iter().find(|element| element.name == "svg").expect("a drawing");
    assert_eq!(svg.attribute("aria-labelledby"), Some("a-b--title"));
    let title = elements.iter().find(|one| one.attribute("id") == Some("a-b--title"));
    assert_eq!(title.map(|one| one.text.as_str()), Some("<b>&amp;"));
    let desc = elements.iter().find(|one| one.attribute("id") == Some("a-b--desc"));
    assert_eq!(desc.map(|one| one.text.as_str()), Some("\"'</desc>"));
    assert_eq!((drawing.width, svg.attribute("width")), (344, Some("344")));
}
