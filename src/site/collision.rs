//! Addresses that two sources claim, old addresses among them.

use std::collections::HashMap;

use crate::diag::{Code, Diagnostic, Span};
use crate::language::Language;
use crate::path::{Route, SourcePath};
use crate::record::Text;
use crate::site::Site;
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
    let own =
        OWN_FILES.iter().map(|file| (*file).to_owned()).chain(assets.iter().cloned());
    let mut claims: Vec<Claim> = own
        .map(|file| Claim {
            route: Route::file(&file),
            span: Span::nowhere(),
            source: file,
        })
        .collect();
    claims.extend(pages.iter().map(|page| page_claim(site, page)));
    claims.extend(site.files.iter().map(|file| Claim {
        route: file.route.clone(),
        span: file.span.clone(),
        source: file.source.to_string(),
    }));
    // Old addresses are the ones to give way, and what the program adds can never be at fault.
    claims.sort_by_key(|claim| claim.span.range != (0..0));
    let mut findings = Vec::new();
    let mut taken: HashMap<String, usize> = HashMap::with_capacity(claims.len() * 2);
    for (place, claim) in claims.iter().enumerate() {
        let key = claim.route.collision_key();
        if let Some(first) = taken.get(&key) {
            findings.push(collision(claim, &claims[*first]));
        } else {
            taken.insert(key, place);
        }
    }
    findings.extend(files_as_folders(&claims, &taken));
    findings
}

/// A source's claim to an address.
#[derive(Debug)]
struct Claim {
    /// The address.
    route: Route,
    /// Where the source stands.
    span: Span,
    /// The name of the source.
    source: String,
}

/// The claim of a page.
fn page_claim(site: &Site, page: &Page) -> Claim {
    let span = match &page.kind {
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
    };
    let source = if span.file.as_str().is_empty() {
        page.route.to_string()
    } else {
        span.file.to_string()
    };
    Claim { route: page.route.clone(), span, source }
}

/// The finding for an address that is taken.
fn collision(claim: &Claim, first: &Claim) -> Diagnostic {
    // A finding needs a file to point at, which generated pages do not have.
    let (at, other) =
        if claim.span.file.as_str().is_empty() { (first, claim) } else { (claim, first) };
    let finding = Diagnostic::new(Code::AddressCollision, at.span.clone())
        .with("address", at.route.as_str())
        .with("other", &other.source);
    if other.span.file.as_str().is_empty() {
        finding.with("what", "taken-by-program")
    } else {
        finding.with("what", "taken-by-file").related(other.span.clone())
    }
}

/// Finds claims to a file where another claim needs a folder of that name.
fn files_as_folders(claims: &[Claim], taken: &HashMap<String, usize>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for claim in claims {
        let key = claim.route.collision_key();
        for (end, _) in key.match_indices('/') {
            if let Some(first) = taken.get(&key[..end]) {
                findings.push(collision(&claims[*first], claim));
            }
        }
    }
    findings
}
