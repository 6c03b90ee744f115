//! Addresses that two sources claim, old addresses among them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rayon::prelude::*;

use crate::diag::{Code, Diagnostic, Span};
use crate::language::Language;
use crate::path::{Route, SourcePath};
use crate::record::Text;
use crate::site::Site;
use crate::site::file::PublishedFile;
use crate::site::node::NodeId;
use crate::site::route::{Destination, Page, PageKind};

/// Files that every site has, whatever its content is.
pub const OWN_FILES: [&str; 5] =
    ["robots.txt", "sitemap.xml", "_headers", "_redirects", ".werkstatt-manifest.json"];

/// The redirects of all aliases. Paths that cannot be addresses are found when a record is read.
pub(super) fn redirects(site: &Site) -> Vec<Page> {
    let mut pages = Vec::new();
    for ((folder, language), text) in &site.sections {
        let to = Destination::Section(folder.clone());
        pages.extend(old_pages(&text.aliases, &to, &text.file, language));
    }
    for (place, node) in site.nodes.iter().enumerate() {
        let to = Destination::Record(NodeId(place));
        for card in node.cards.values() {
            pages.extend(old_pages(&card.aliases, &to, &card.file, &card.language));
        }
    }
    pages
}

/// The redirects of one text.
fn old_pages(
    aliases: &[Text],
    to: &Destination,
    file: &SourcePath,
    language: &Language,
) -> impl Iterator<Item = Page> {
    aliases.iter().filter_map(move |alias| {
        let span = Span::new(file, alias.range.clone());
        Some(Page {
            route: Route::parse(&alias.text).ok()?,
            language: language.clone(),
            kind: PageKind::Redirect { to: to.clone(), span },
        })
    })
}

/// Finds addresses that are claimed twice, also where only case tells them apart, and files that
/// would have to be folders.
pub(super) fn check(site: &Site, pages: &[Page], assets: &[String]) -> Vec<Diagnostic> {
    let own = OWN_FILES.into_iter().chain(assets.iter().map(String::as_str));
    let own: Vec<Route> = own.map(Route::file).collect();
    let mut claims: Vec<Claim<'_>> = own.iter().map(Claim::Own).collect();
    claims.extend(pages.iter().map(Claim::Page));
    claims.extend(site.files.iter().map(Claim::File));
    // Old addresses are the ones to give way, and what the program adds can never be at fault.
    claims.sort_by_cached_key(|claim| claim.is_written(site));
    let keys: Vec<String> =
        claims.par_iter().map(|claim| claim.route().collision_key()).collect();
    let mut findings = Vec::new();
    let mut taken: HashMap<&str, Claim<'_>> = HashMap::with_capacity(claims.len());
    for (key, claim) in keys.iter().zip(&claims) {
        match taken.entry(key) {
            Entry::Occupied(first) => {
                findings.push(collision(*claim, *first.get(), site));
            }
            Entry::Vacant(free) => {
                free.insert(*claim);
            }
        }
    }
    // Files where another claim needs a folder of that name.
    for (key, claim) in keys.iter().zip(&claims) {
        let folders = key.match_indices('/').map(|(end, _)| &key[..end]);
        let files = folders.filter_map(|folder| taken.get(folder));
        findings.extend(files.map(|first| collision(*first, *claim, site)));
    }
    findings
}

/// A source's claim to an address.
#[derive(Debug, Clone, Copy)]
enum Claim<'a> {
    /// That of a file that every site has, or of the theme.
    Own(&'a Route),
    /// That of a page.
    Page(&'a Page),
    /// That of a file of the content.
    File(&'a PublishedFile),
}

impl<'a> Claim<'a> {
    /// The address.
    fn route(self) -> &'a Route {
        match self {
            Self::Own(route) => route,
            Self::Page(page) => &page.route,
            Self::File(file) => &file.route,
        }
    }

    /// Tells whether the address comes from words in a text.
    fn is_written(self, site: &Site) -> bool {
        match self {
            Self::Page(Page { kind: PageKind::Record(_), .. }) => false,
            claim => claim.span(site).range != (0..0),
        }
    }

    /// Where the source stands; no file for pages that are made.
    fn span(self, site: &Site) -> Span {
        match self {
            Self::Own(_) => Span::nowhere(),
            Self::Page(page) => page_span(site, page),
            Self::File(file) => file.span.clone(),
        }
    }

    /// The name of the source.
    fn source(self, site: &Site) -> String {
        match self {
            Self::Own(route) => route.as_str()[1..].to_owned(),
            Self::File(file) => file.source.to_string(),
            Self::Page(page) => match page_span(site, page).file.as_str() {
                "" => page.route.to_string(),
                file => file.to_owned(),
            },
        }
    }
}

/// Where the source of a page stands; no file for pages that are made.
fn page_span(site: &Site, page: &Page) -> Span {
    match &page.kind {
        PageKind::Record(node) => Span::whole(site.file(*node, &page.language)),
        PageKind::Redirect { span, .. } => span.clone(),
        PageKind::Tag { tag, .. } => site.tags[&page.language][*tag].span.clone(),
        PageKind::List { kind, .. } => {
            let folder = site.model.kinds[*kind].folder.as_deref().unwrap_or_default();
            Span::whole(&SourcePath::new(&format!("content/{folder}")))
        }
        PageKind::Folder(folder) => {
            Span::whole(&SourcePath::new(&format!("content/{folder}/_index.md")))
        }
        _ => Span::nowhere(),
    }
}

/// The finding for an address that is taken.
fn collision(claim: Claim<'_>, first: Claim<'_>, site: &Site) -> Diagnostic {
    // A finding needs a file to point at, which generated pages do not have.
    let is_nowhere = claim.span(site).file.as_str().is_empty();
    let (at, other) = if is_nowhere { (first, claim) } else { (claim, first) };
    let finding = Diagnostic::new(Code::AddressCollision, at.span(site))
        .with("address", at.route().as_str())
        .with("other", other.source(site));
    let span = other.span(site);
    if span.file.as_str().is_empty() {
        finding.with("what", "taken-by-program")
    } else {
        finding.with("what", "taken-by-file").related(span)
    }
}
