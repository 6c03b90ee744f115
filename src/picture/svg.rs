//! Writes a scene as SVG within HTML.

use crate::picture::measure::clean;
use crate::picture::scene::{Anchor, Area, Item, Link, Scene, Turn, Words, write_tenths};
use crate::picture::{Drawing, Head, Width};

/// A scene as an element, with its title and its description.
pub(super) fn write(scene: &Scene, head: &Head) -> Drawing {
    let mut out = String::with_capacity(4096);
    let (width, height) = (scene.width.to_string(), scene.height.to_string());
    let prefix: String =
        head.prefix.chars().map(|c| if c.is_whitespace() { '-' } else { c }).collect();
    let large = if scene.width > Width::Wide.units() { " picture-large" } else { "" };
    out.push_str("<svg");
    attribute(&mut out, "class", &format!("picture picture-{}{large}", scene.name));
    attribute(&mut out, "viewBox", &format!("0 0 {width} {height}"));
    attribute(&mut out, "width", &width);
    attribute(&mut out, "height", &height);
    // The paper around words lies below them. Style sheets could say so as well, but not all that check them
    // know the property.
    attribute(&mut out, "paint-order", "stroke");
    // What has nothing to read or to press in it is one image for those who do not see it.
    let role = if scene.items.iter().any(speaks) { "group" } else { "img" };
    attribute(&mut out, "role", role);
    attribute(&mut out, "aria-labelledby", &format!("{prefix}--title"));
    attribute(&mut out, "aria-describedby", &format!("{prefix}--desc"));
    out.push('>');
    for (element, text) in [("title", &head.title), ("desc", &head.description)] {
        out.push('<');
        out.push_str(element);
        attribute(&mut out, "id", &format!("{prefix}--{element}"));
        out.push('>');
        escape(&mut out, &clean(text));
        out.push_str("</");
        out.push_str(element);
        out.push('>');
    }
    for item in &scene.items {
        write_item(&mut out, item);
    }
    out.push_str("</svg>");
    Drawing {
        svg: out,
        width: scene.width.unsigned_abs(),
        height: scene.height.unsigned_abs(),
    }
}

/// Whether an item has words or a name.
fn speaks(item: &Item) -> bool {
    match item {
        Item::Words(_) | Item::Link(_) => true,
        Item::Turned(_, _, items) => items.iter().any(speaks),
        Item::Block(..) | Item::Line(..) | Item::Mark(..) => false,
    }
}

/// Writes an item.
fn write_item(out: &mut String, item: &Item) {
    match item {
        Item::Words(words) => write_words(out, words),
        Item::Block(area, class) => write_area(out, *area, class),
        Item::Line(path, class) | Item::Mark(path, class, _) => {
            out.push_str("<path");
            attribute(out, "class", class);
            attribute(out, "d", &path.d);
            out.push_str("/>");
        }
        Item::Link(link) => write_link(out, link),
        Item::Turned(degrees, middle, items) => {
            out.push_str("<g transform=\"rotate(");
            write_tenths(out, *degrees);
            out.push(' ');
            write_tenths(out, middle.0);
            out.push(' ');
            write_tenths(out, middle.1);
            out.push_str(")\">");
            for item in items {
                write_item(out, item);
            }
            out.push_str("</g>");
        }
    }
}

/// Writes a line of text.
fn write_words(out: &mut String, words: &Words) {
    out.push_str("<text");
    match (words.face.class(), words.class) {
        ("", "") => {}
        ("", class) | (class, "") => attribute(out, "class", class),
        (face, class) => attribute(out, "class", &[face, class].join(" ")),
    }
    number(out, "x", words.x);
    number(out, "y", words.y);
    match words.anchor {
        Anchor::Start => {}
        Anchor::Middle => attribute(out, "text-anchor", "middle"),
        Anchor::End => attribute(out, "text-anchor", "end"),
    }
    if words.turn == Turn::Up {
        let turn = format!("rotate(-90 {} {})", words.x, words.y);
        attribute(out, "transform", &turn);
    }
    out.push('>');
    escape(out, &words.text);
    out.push_str("</text>");
}

/// Writes a rectangle.
fn write_area(out: &mut String, area: Area, class: &str) {
    out.push_str("<rect");
    attribute(out, "class", class);
    for (name, value) in
        [("x", area.x), ("y", area.y), ("width", area.width), ("height", area.height)]
    {
        number(out, name, value.max(0));
    }
    out.push_str("/>");
}

/// Writes things that belong together. What they are called is their title, which browsers show and readers
/// say, where their words say less or are divided.
fn write_link(out: &mut String, link: &Link) {
    let element = if link.href.is_some() { "a" } else { "g" };
    let mut words = vec![];
    collect(&link.items, &mut words);
    let is_said = words.join(" ") == link.spoken;
    out.push('<');
    out.push_str(element);
    if let Some(href) = &link.href {
        attribute(out, "href", href);
    }
    if let Some(language) = &link.language {
        attribute(out, "lang", language.as_str());
    }
    out.push('>');
    if !is_said {
        out.push_str("<title>");
        escape(out, &link.spoken);
        out.push_str("</title>");
    }
    if link.href.is_some() {
        write_area(out, link.target, "hit");
    }
    for item in &link.items {
        write_item(out, item);
    }
    out.push_str("</");
    out.push_str(element);
    out.push('>');
}

/// Collects the words of items in their order.
fn collect<'a>(items: &'a [Item], words: &mut Vec<&'a str>) {
    for item in items {
        match item {
            Item::Words(one) => words.push(&one.text),
            Item::Turned(_, _, items) => collect(items, words),
            _ => {}
        }
    }
}

/// Writes an attribute.
fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape(out, value);
    out.push('"');
}

/// Writes an attribute that is a number.
fn number(out: &mut String, name: &str, value: i32) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    write_tenths(out, value * 10);
    out.push('"');
}

/// Writes text so that it is text in an element and in a quoted attribute alike.
fn escape(out: &mut String, text: &str) {
    // The second byte that control characters above `~` start with starts letters as well.
    let may_be =
        |byte| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'' | ..=31 | 127 | 0xc2);
    let mut rest = text;
    while let Some(at) = rest.bytes().position(may_be) {
        out.push_str(&rest[..at]);
        let Some(sign) = rest[at..].chars().next() else { break };
        out.push_str(match sign {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            _ if sign.is_control() => "",
            _ => &rest[at..at + sign.len_utf8()],
        });
        rest = &rest[at + sign.len_utf8()..];
    }
    out.push_str(rest);
}
