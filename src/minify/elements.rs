//! What white space next to an element means.

/// How an element behaves towards the white space around its tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    /// White space before and after its tags does not show: `div`, `li`, `br` …
    Block,
    /// White space around it shows: `a`, `img`, and every element that is not known.
    Inline,
    /// Takes no room, so white space goes on as if it were not there: `meta`, `script` …
    Invisible,
}

/// The elements whose content stays letter by letter.
pub(super) const VERBATIM: [&str; 4] = ["pre", "textarea", "script", "style"];

/// Elements that the standard's style sheet shows as blocks, or that only stand in such.
#[rustfmt::skip]
const BLOCKS: [&str; 57] = [
    "address", "article", "aside", "blockquote", "body", "br", "caption", "col", "colgroup",
    "dd", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html",
    "legend", "li", "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre", "search",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
    "center", "dir", "listing", "xmp",
];

/// Elements without a box.
const INVISIBLE: [&str; 7] =
    ["base", "link", "meta", "script", "source", "style", "track"];

/// The flow of an element, by its name in any case.
pub(super) fn flow(name: &str) -> Flow {
    let is = |known: &&str| known.eq_ignore_ascii_case(name);
    if BLOCKS.iter().any(&is) {
        Flow::Block
    } else if INVISIBLE.iter().any(is) {
        Flow::Invisible
    } else {
        Flow::Inline
    }
}

/// The name at the start of what follows `<` or `</`; nothing where no name starts.
pub(super) fn tag_name(text: &str) -> Option<&str> {
    if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == ':'));
    Some(&text[..end.unwrap_or(text.len())])
}

/// Tells whether `text` starts with `prefix`, ASCII letters compared without case.
pub(super) fn starts_with_ignoring_case(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}
