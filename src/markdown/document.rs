//! A parsed Markdown text: HTML with slots, and what it says about itself.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::path::Anchor;

/// A Markdown text: what is shown, and what it says about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The HTML, written for every page that shows it.
    pub html: SlottedHtml,
    /// What the rest of the site has to know of it.
    pub outline: Outline,
}

/// Compact HTML without what its slots stand for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlottedHtml {
    /// The HTML.
    pub html: String,
    /// The slots, by ascending position in `html`.
    pub slots: Vec<Slot>,
}

/// What a document says about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// The headings in their order.
    pub headings: Vec<Heading>,
    /// All ids of elements, sorted: headings, footnotes, ids that the author gave.
    pub anchors: Vec<Anchor>,
    /// The links whose targets the site has to know.
    pub links: Vec<Link>,
    /// The images in their order.
    pub images: Vec<Image>,
    /// The fenced blocks that call components, in their order.
    pub calls: Vec<Call>,
}

impl Outline {
    /// Takes the places of links and images from an outline of as many of them: what two outlines say
    /// can be compared then, wherever it stands.
    pub fn take_places(&mut self, other: &Self) {
        if self.links.len() == other.links.len() {
            for (link, other) in self.links.iter_mut().zip(&other.links) {
                link.range.clone_from(&other.range);
            }
        }
        if self.images.len() == other.images.len() {
            for (image, other) in self.images.iter_mut().zip(&other.images) {
                image.range.clone_from(&other.range);
            }
        }
    }
}

/// A place in the HTML that is filled when the site is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// The byte of `html` before which it stands.
    pub position: usize,
    /// What stands there.
    pub kind: SlotKind,
}

/// What stands in a slot. Numbers are indexes into the outline's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SlotKind {
    /// The value of `href` of a link, between quotes that are already there; attribute-escaped.
    Href(usize),
    /// The title of the link's target, text-escaped: `[[id]]` without a text of its own.
    Title(usize),
    /// The value of `src` of an image, between quotes that are already there; attribute-escaped.
    Source(usize),
    /// ` width="…" height="…"` of an image with its leading space, or nothing.
    Dimensions(usize),
    /// What a component shows, as a block of its own.
    Call(usize),
}

/// A heading of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// The level on the page, 2 to 6.
    pub level: u8,
    /// The text without mark-up, not escaped.
    pub text: String,
    /// The links in the text that show what their targets are called, in their order.
    pub links: Vec<HeadingLink>,
    /// Its id.
    pub anchor: Anchor,
}

/// A link in a heading without a text of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadingLink {
    /// The bytes of the heading's text that only have its target.
    pub range: Range<usize>,
    /// What readers see instead.
    pub shown: Shown,
}

/// What a link without a text of its own shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shown {
    /// The title of the target of a link, by its index in the outline.
    Title(usize),
    /// The text of another heading.
    Text(String),
}

impl Heading {
    /// The text as readers see it; `title` says what the target of a link is called.
    pub fn shown(&self, title: impl Fn(usize) -> String) -> String {
        let mut shown = String::with_capacity(self.text.len());
        let mut written = 0;
        for link in &self.links {
            shown.push_str(&self.text[written..link.range.start]);
            match &link.shown {
                Shown::Title(link) => shown.push_str(&title(*link)),
                Shown::Text(text) => shown.push_str(text),
            }
            written = link.range.end;
        }
        shown.push_str(&self.text[written..]);
        shown
    }
}

/// A link within the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Where it leads.
    pub target: Target,
    /// Its bytes in the file: the whole construct.
    pub range: Range<usize>,
}

/// Where a link leads. External links are written at once and do not come here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// `[[id]]`, `[[kind/id#anchor]]`: the text before `#` and the anchor behind it.
    Wiki(String, Option<String>),
    /// A path relative to the file, as written, decoded: `../a.md`, `b.pdf`; and the anchor.
    Relative(String, Option<String>),
    /// An address from the site's root: `/workshops/a/`; and the anchor.
    Rooted(String, Option<String>),
    /// `#anchor` on the same page.
    Anchor(String),
}

/// An image of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// The path as written, decoded: relative to the file, or from the site's root with `/`.
    pub source: String,
    /// Its bytes in the file.
    pub range: Range<usize>,
}

/// A fenced block that calls a component: ```` ```{timeline} ````.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// The name between the braces.
    pub component: String,
    /// The bytes of the name in the file.
    pub name: Range<usize>,
    /// The bytes between the fences in the file: arguments in YAML.
    pub arguments: Range<usize>,
}

impl SlottedHtml {
    /// Writes the HTML behind `out`, asking `fill` for each slot.
    pub fn write(&self, out: &mut String, mut fill: impl FnMut(SlotKind, &mut String)) {
        out.reserve(self.html.len() + self.slots.len() * 32);
        let mut written = 0;
        for slot in &self.slots {
            out.push_str(&self.html[written..slot.position]);
            written = slot.position;
            fill(slot.kind, out);
        }
        out.push_str(&self.html[written..]);
    }
}
