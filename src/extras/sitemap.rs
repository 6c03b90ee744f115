//! `sitemap.xml` after sitemaps.org 0.9: every page that is the original of its text, with its
//! translations.

use std::collections::BTreeMap;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::date::Date;
use crate::extras::Extra;
use crate::path::Route;
use crate::site::{NodeId, Page, PageKind, PictureOrder, Presence, Site};

/// The most addresses of one file that the protocol allows.
const LONGEST: usize = 50_000;

/// An address with its translations.
struct Address {
    /// The address with scheme and host.
    url: String,
    /// The last change.
    changed: Option<Date>,
    /// The translations by language, itself included; empty where there is only one.
    alternates: Vec<(String, String)>,
}

/// The site map, or an index and its parts.
pub(super) fn sitemaps(site: &Site) -> Vec<Extra> {
    let addresses = addresses(site);
    let map =
        |path: String, addresses: &[Address]| Extra { path, bytes: url_set(addresses) };
    if addresses.len() <= LONGEST {
        return vec![map("sitemap.xml".to_owned(), &addresses)];
    }
    let parts = addresses.chunks(LONGEST).enumerate();
    let mut extras: Vec<Extra> = parts
        .map(|(place, part)| map(format!("sitemap-{}.xml", place + 1), part))
        .collect();
    let urls: Vec<String> = extras
        .iter()
        .map(|extra| format!("{}/{}", site.config.base_url, extra.path))
        .collect();
    extras.push(Extra { path: "sitemap.xml".to_owned(), bytes: index(&urls) });
    extras
}

/// The pages that search engines shall know, by address.
fn addresses(site: &Site) -> Vec<Address> {
    let mut found: BTreeMap<&Route, Address> = BTreeMap::new();
    for page in &site.pages {
        if let Some(address) = address(site, page) {
            found.insert(&page.route, address);
        }
    }
    found.into_values().collect()
}

/// A page, unless it is a redirect, a draft, or shows the text of another language.
fn address(site: &Site, page: &Page) -> Option<Address> {
    let url = |route: &Route| site.config.base_url.clone() + &route.href();
    let plain = Address { url: url(&page.route), changed: None, alternates: vec![] };
    match page.kind {
        // The letters of the register only repeat what other pages are called, selections what lists say, and
        // the further orders of a drawing what the first one shows.
        PageKind::Picture { order, .. } if order != PictureOrder::List => None,
        PageKind::Redirect { .. }
        | PageKind::NotFound
        | PageKind::Selection { .. }
        | PageKind::Search { part: Some(_) } => None,
        PageKind::Record(node) => {
            let record = &site.nodes[node.0];
            let is_own = record.presence(&page.language, &site.config) == Presence::Own;
            if !is_own || record.draft || record.planned.is_some() {
                return None;
            }
            let file = site.file(node, &page.language);
            let changed = site.changed.get(file).copied();
            Some(Address { changed, alternates: translations(site, node), ..plain })
        }
        _ => Some(plain),
    }
}

/// The translations of a record with their languages, and `x-default` for the original.
fn translations(site: &Site, node: NodeId) -> Vec<(String, String)> {
    let record = &site.nodes[node.0];
    if record.cards.len() < 2 {
        return vec![];
    }
    let url =
        |language| site.config.base_url.clone() + &site.route(node, language).href();
    let languages =
        record.cards.keys().map(|language| (language.to_string(), url(language)));
    let default = std::iter::once(("x-default".to_owned(), url(&record.original)));
    languages.chain(default).collect()
}

/// A file of addresses.
fn url_set(addresses: &[Address]) -> Vec<u8> {
    let mut root = BytesStart::new("urlset");
    root.push_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"));
    root.push_attribute(("xmlns:xhtml", "http://www.w3.org/1999/xhtml"));
    document(root, |events| {
        for address in addresses {
            events.push(Event::Start(BytesStart::new("url")));
            element(events, "loc", &address.url);
            if let Some(changed) = address.changed {
                element(events, "lastmod", &changed.to_string());
            }
            for (language, url) in &address.alternates {
                let mut link = BytesStart::new("xhtml:link");
                link.push_attribute(("rel", "alternate"));
                link.push_attribute(("hreflang", language.as_str()));
                link.push_attribute(("href", url.as_str()));
                events.push(Event::Empty(link));
            }
            events.push(Event::End(BytesEnd::new("url")));
        }
    })
}

/// A file that names the parts.
fn index(urls: &[String]) -> Vec<u8> {
    let mut root = BytesStart::new("sitemapindex");
    root.push_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"));
    document(root, |events| {
        for url in urls {
            events.push(Event::Start(BytesStart::new("sitemap")));
            element(events, "loc", url);
            events.push(Event::End(BytesEnd::new("sitemap")));
        }
    })
}

/// An element with a text.
fn element(events: &mut Vec<Event<'static>>, name: &'static str, text: &str) {
    events.push(Event::Start(BytesStart::new(name)));
    events.push(Event::Text(BytesText::new(text).into_owned()));
    events.push(Event::End(BytesEnd::new(name)));
}

/// A document with the given root.
fn document(
    root: BytesStart<'static>,
    fill: impl FnOnce(&mut Vec<Event<'static>>),
) -> Vec<u8> {
    let end = root.to_end().into_owned();
    let mut events =
        vec![Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)), Event::Start(root)];
    fill(&mut events);
    events.push(Event::End(end));
    let mut writer = Writer::new(Vec::new());
    for event in events {
        // Writing to memory cannot fail.
        let _written = writer.write_event(event);
    }
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    bytes
}
