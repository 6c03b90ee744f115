//! Links: which addresses may stand, and which the site has to resolve.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag};

use crate::diag::{Code, Diagnostic};
use crate::markdown::escape;
use crate::markdown::heading::is_silent;
use crate::markdown::write::Writer;
use crate::markdown::{Dialect, HeadingLink, Link, Shown, SlotKind, Target};

/// What an address is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Address {
    /// Elsewhere, with an allowed scheme: may stand as it is.
    External(String),
    /// A scheme that is not allowed; `//` for an address that takes the page's own.
    Forbidden(String),
    /// Something of this site.
    Internal(Target),
}

/// The schemes that a text may link to.
const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Reads an address as a browser does, so that no spelling hides its scheme: spaces and control
/// characters around it count for nothing, tabs and line breaks within it neither, and a back slash
/// is a slash where a host could begin.
pub(super) fn address(written: &str) -> Address {
    let cleaned: String =
        written.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let cleaned = cleaned.trim_matches(|c: char| c <= ' ' || c.is_whitespace());
    if let Some(scheme) = scheme(cleaned) {
        let scheme = scheme.to_ascii_lowercase();
        return if SCHEMES.contains(&scheme.as_str()) {
            Address::External(cleaned.to_owned())
        } else {
            Address::Forbidden(scheme)
        };
    }
    let slash = |c: char| c == '/' || c == '\\';
    if cleaned.strip_prefix(slash).is_some_and(|rest| rest.starts_with(slash)) {
        return Address::Forbidden("//".to_owned());
    }
    let (path, anchor) = match cleaned.split_once('#') {
        Some((path, anchor)) => (path, Some(escape::percent_decoded(anchor))),
        None => (cleaned, None),
    };
    Address::Internal(match (path, anchor) {
        ("", Some(anchor)) => Target::Anchor(anchor),
        (path, anchor) if path.starts_with('/') => {
            Target::Rooted(escape::percent_decoded(path), anchor)
        }
        (path, anchor) => Target::Relative(escape::percent_decoded(path), anchor),
    })
}

/// The scheme of an address, if it has one.
fn scheme(address: &str) -> Option<&str> {
    let end =
        address.find(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c)))?;
    let scheme = &address[..end];
    let is_scheme = address[end..].starts_with(':')
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    is_scheme.then_some(scheme)
}

/// Reads the inside of a wikilink: `id`, `kind/id`, `id#anchor`, `#anchor`.
fn wiki(name: &str, has_text: bool) -> Target {
    // In a table the bar is written `\|`, and the parser leaves us the back slash.
    let name = if has_text { name.strip_suffix('\\').unwrap_or(name) } else { name };
    match name.split_once('#') {
        Some((id, anchor)) if id.trim().is_empty() => {
            Target::Anchor(anchor.trim().to_owned())
        }
        Some((id, anchor)) => {
            Target::Wiki(id.trim().to_owned(), Some(anchor.trim().to_owned()))
        }
        None => Target::Wiki(name.trim().to_owned(), None),
    }
}

impl Writer<'_, '_> {
    /// Writes the start of a link, or all of it where it has no text of its own. Hands out the next
    /// node to write.
    pub(super) fn link(&mut self, index: usize) -> usize {
        let node = &self.nodes[index];
        let Event::Start(Tag::Link { link_type, dest_url, title, .. }) = &node.event
        else {
            return index + 1;
        };
        let content = index + 1..node.end;
        if self.options.dialect == Dialect::CommonMark {
            self.html.push_str("<a href=\"");
            if *link_type == LinkType::Email {
                self.html.push_str("mailto:");
            }
            escape::address(&mut self.html, dest_url);
            self.link_title(title);
            self.open_links.push(true);
            return index + 1;
        }
        let address = match link_type {
            LinkType::WikiLink { has_pothole } => {
                Address::Internal(wiki(dest_url, *has_pothole))
            }
            LinkType::Email => Address::External(["mailto:", dest_url].concat()),
            _ => address(dest_url),
        };
        let range = node.range.clone();
        let silent = match link_type {
            LinkType::WikiLink { has_pothole: false } => true,
            _ => is_silent(self.nodes, content),
        };
        match address {
            Address::Internal(target) => self.internal_link(index, target, silent),
            Address::External(address) => {
                if silent {
                    self.report(Code::EmptyLink, range, ("target", address));
                    return node.end + 1;
                }
                self.html.push_str("<a href=\"");
                escape::address(&mut self.html, &address);
                self.link_title(title);
                self.open_links.push(true);
                index + 1
            }
            Address::Forbidden(scheme) => {
                self.report(Code::ForbiddenScheme, range, ("scheme", scheme));
                self.open_links.push(false);
                index + 1
            }
        }
    }

    /// Writes a link whose address the site knows.
    fn internal_link(&mut self, index: usize, target: Target, silent: bool) -> usize {
        let node = &self.nodes[index];
        let Event::Start(Tag::Link { title, .. }) = &node.event else { return index + 1 };
        let number = self.outline.links.len();
        let range = self.excerpt.place_of(node.range.clone());
        let same_page = match &target {
            Target::Anchor(anchor) => Some(anchor.clone()),
            _ => None,
        };
        self.outline.links.push(Link { target, range });
        self.html.push_str("<a href=\"");
        self.slot(SlotKind::Href(number));
        self.link_title(title);
        if !silent {
            self.open_links.push(true);
            return index + 1;
        }
        if let Some(anchor) = same_page {
            self.heading_text(index, &anchor);
        } else {
            self.slot(SlotKind::Title(number));
            self.show_in_heading(index, Shown::Title(number));
        }
        self.html.push_str("</a>");
        node.end + 1
    }

    /// Writes the heading that an anchor of this text belongs to, else the anchor.
    fn heading_text(&mut self, index: usize, anchor: &str) {
        let mut headings = self.plan.headings.values();
        let heading = headings.find(|heading| heading.anchor.as_str() == anchor);
        let text = heading.map_or(anchor, |heading| &heading.text).to_owned();
        escape::text(&mut self.html, &text);
        self.show_in_heading(index, Shown::Text(text));
    }

    /// Notes what a link shows in the text of a heading, if it stands in one.
    fn show_in_heading(&mut self, index: usize, shown: Shown) {
        let range = self.heading_targets.remove(&index);
        if let (Some(range), Some(heading)) = (range, self.outline.headings.last_mut()) {
            heading.links.push(HeadingLink { range, shown });
        }
    }

    /// Ends the address of a link and its start tag.
    fn link_title(&mut self, title: &str) {
        if !title.is_empty() {
            self.html.push_str("\" title=\"");
            escape::attribute(&mut self.html, title);
        }
        self.html.push_str("\">");
    }

    /// Adds a finding with one argument.
    pub(super) fn report(
        &mut self,
        code: Code,
        range: Range<usize>,
        argument: (&'static str, String),
    ) {
        let finding = Diagnostic::new(code, self.excerpt.span(range));
        self.findings.push(finding.with(argument.0, argument.1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_spelling_hides_a_scheme() {
        let forbidden = [
            ("javascript:alert(1)", "javascript"),
            ("JaVaScRiPt:alert(1)", "javascript"),
            ("java\tscript:alert(1)", "javascript"),
            ("java\nscr\ript:alert(1)", "javascript"),
            ("\u{1}\u{1f} javascript:alert(1)", "javascript"),
            ("\u{a0}javascript:alert(1)", "javascript"),
            ("data:text/html,x", "data"),
            ("vbscript:x", "vbscript"),
            ("file:///etc/passwd", "file"),
            ("blob:x", "blob"),
            ("C:\\x", "c"),
            ("view-source:x", "view-source"),
            ("//evil.example/x", "//"),
            ("\\\\evil.example/x", "//"),
            ("/\\evil.example/x", "//"),
            ("/\t/evil.example", "//"),
        ];
        for (written, scheme) in forbidden {
            assert_eq!(
                address(written),
                Address::Forbidden(scheme.to_owned()),
                "{written:?}"
            );
        }
    }

    #[test]
    fn tells_the_kinds_of_addresses_apart() {
        let external = |text: &str| Address::External(text.to_owned());
        let relative = |path: &str, anchor: Option<&str>| {
            Address::Internal(Target::Relative(
                path.to_owned(),
                anchor.map(str::to_owned),
            ))
        };
        assert_eq!(address(" HTTPS://a.de "), external("HTTPS://a.de"));
        assert_eq!(address("mailto:a@b.de"), external("mailto:a@b.de"));
        assert_eq!(address("../a%20b.md#%C3%BC"), relative("../a b.md", Some("ü")));
        assert_eq!(address("1:2"), relative("1:2", None));
        assert_eq!(address(":x"), relative(":x", None));
        assert_eq!(address("a/b:c"), relative("a/b:c", None));
        assert_eq!(address("#a"), Address::Internal(Target::Anchor("a".to_owned())));
        let rooted = Target::Rooted("/a/".to_owned(), None);
        assert_eq!(address("/a/"), Address::Internal(rooted));
    }

    #[test]
    fn reads_wikilinks() {
        let target = |id: &str, anchor: Option<&str>| {
            Target::Wiki(id.to_owned(), anchor.map(str::to_owned))
        };
        assert_eq!(wiki(" a ", false), target("a", None));
        assert_eq!(wiki("workshop/a # b", false), target("workshop/a", Some("b")));
        assert_eq!(wiki("a\\", true), target("a", None));
        assert_eq!(wiki("#b", false), Target::Anchor("b".to_owned()));
    }
}
