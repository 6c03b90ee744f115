//! Whole pages through minify-html, with a guard before it and one behind it.
//!
//! minify-html drops spaces that show (between the inline children of `div`, `nav`, `ul` …) and
//! overflows its stack on deep nesting. So the nesting is measured first, and the text that a page
//! shows is compared afterwards; where either is wrong, the page stays as it was.
//!
//! It recurses once per level of nesting. 512 levels (`MAX_DEPTH`) fit into 2 MiB of stack in an optimised
//! build; a build for tests takes several times as much, so whoever calls [`html`] from threads of
//! its own gives them 16 MiB.

#[cfg(feature = "full-minify")]
use crate::minify::elements::tag_name;
#[cfg(feature = "full-minify")]
use crate::minify::text::{after_raw, after_tag, visible_text};

/// The deepest nesting of elements that is handed on.
#[cfg(feature = "full-minify")]
const MAX_DEPTH: usize = 512;

/// Why a page stays as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotMinified {
    /// The program was built without the minifier.
    Unavailable,
    /// Elements are nested more deeply than is safe.
    TooDeep,
    /// The page would show another text, mostly one without a space between two links.
    TextChanged,
}

impl NotMinified {
    /// The key of the reason's words in the message files.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Unavailable => "minify-unavailable",
            Self::TooDeep => "minify-too-deep",
            Self::TextChanged => "minify-text-changed",
        }
    }
}

/// Minifies a page, without the feature `full-minify`: not at all.
#[cfg(not(feature = "full-minify"))]
pub fn html(_page: &str) -> Result<String, NotMinified> {
    Err(NotMinified::Unavailable)
}

/// Minifies a page; the element tree and the visible text stay the same.
#[cfg(feature = "full-minify")]
pub fn html(page: &str) -> Result<String, NotMinified> {
    if depth(page) > MAX_DEPTH {
        return Err(NotMinified::TooDeep);
    }
    let mut settings = minify_html::Cfg::new();
    settings.keep_closing_tags = true;
    settings.keep_html_and_head_opening_tags = true;
    settings.minify_css = false;
    settings.minify_js = false;
    let bytes = minify_html::minify(page.as_bytes(), &settings);
    let small = String::from_utf8(bytes).map_err(|_| NotMinified::TextChanged)?;
    if visible_text(page) == visible_text(&small) {
        Ok(small)
    } else {
        Err(NotMinified::TextChanged)
    }
}

/// Elements that have no content.
#[cfg(feature = "full-minify")]
const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
    "track", "wbr",
];

/// How deeply the elements of a page are nested at most; end tags that were left out count as levels.
#[cfg(feature = "full-minify")]
fn depth(page: &str) -> usize {
    let mut depth = 0_usize;
    let mut deepest = 0;
    let mut foreign = 0_usize;
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        let inner = &rest[start + 1..];
        if let Some(comment) = inner.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end..]);
            continue;
        }
        if let Some(name) = inner.strip_prefix('/').and_then(tag_name) {
            depth = depth.saturating_sub(1);
            foreign = foreign.saturating_sub(usize::from(is_foreign(name)));
            rest = after_tag(&inner[1 + name.len()..]);
            continue;
        }
        let Some(name) = tag_name(inner) else {
            rest = inner;
            continue;
        };
        rest = after_tag(&inner[name.len()..]);
        let is_closed = inner[..inner.len() - rest.len()].ends_with("/>");
        let is = |known: &&str| name.eq_ignore_ascii_case(known);
        if ["script", "style", "textarea"].iter().any(&is) {
            rest = after_raw(rest, name);
        } else if !(VOID.iter().any(is) || (foreign > 0 && is_closed)) {
            depth += 1;
            deepest = deepest.max(depth);
            foreign += usize::from(is_foreign(name));
        }
    }
    deepest
}

/// Tells whether `/>` ends elements within this one, as it does not in HTML.
#[cfg(feature = "full-minify")]
fn is_foreign(name: &str) -> bool {
    name.eq_ignore_ascii_case("svg") || name.eq_ignore_ascii_case("math")
}

#[cfg(all(test, feature = "full-minify"))]
mod tests {
    use super::*;

    #[test]
    fn makes_pages_smaller() {
        let page = "<!doctype html>\n<html lang=\"de\">\n<head>\n<title>Titel</title>\n</head>\n\
            <body>\n<!-- weg -->\n<p class=\"a\">Ein  Wort</p>\n</body>\n</html>\n";
        let small = html(page).expect("is harmless");
        assert_eq!(
            small,
            "<!doctype html><html lang=de><head><title>Titel</title></head>\
             <body><p class=a>Ein Wort</p></body></html>"
        );
    }

    #[test]
    fn keeps_pages_that_would_lose_a_space() {
        assert_eq!(html("<div><a>x</a> <a>y</a></div>"), Err(NotMinified::TextChanged));
        assert!(html("<p><a>x</a> <a>y</a></p>").is_ok());
    }

    #[test]
    fn keeps_pages_that_are_nested_too_deeply() {
        let nested = |levels: usize| {
            format!("{}x{}", "<div>".repeat(levels), "</div>".repeat(levels))
        };
        assert!(html(&nested(64)).is_ok());
        assert_eq!(html(&nested(513)), Err(NotMinified::TooDeep));
        assert_eq!(html(&nested(100_000)), Err(NotMinified::TooDeep));
        let paths = "<path d=\"\"/><br>".repeat(100);
        assert_eq!(depth(&format!("<p><svg>{paths}</svg></p>")), 2);
        assert_eq!(depth(&format!("<p>{paths}</p>")), 101);
    }
}
