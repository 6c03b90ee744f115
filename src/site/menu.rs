//! The main navigation and the links of the footer.

use crate::address::{self, Verdict};
use crate::config::NavigationItem;
use crate::diag::{Code, Diagnostic, Span, nearest};
use crate::language::{Language, foreign};
use crate::model::Role;
use crate::path::{Route, SourcePath};
use crate::record::FieldValue;
use crate::site::Site;
use crate::site::catalog::{Catalog, Found, Standing};
use crate::site::lookup::{RouteOwner, localised};
use crate::site::node::{NodeId, Presence};
use crate::site::reference;

/// An entry of a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuEntry {
    /// What it says.
    pub title: String,
    /// The language of that, where it is not the one of the pages.
    pub language: Option<Language>,
    /// The address on the site, or elsewhere.
    pub href: MenuTarget,
    /// The pages that belong to it: the folder of a section, or the id of a record.
    pub key: String,
}

/// Where an entry leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MenuTarget {
    /// To a page of the site.
    Route(Route),
    /// To another site.
    External(String),
}

/// What the main navigation and the foot are made of.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// The site as it is published.
    pub(super) site: &'a Site,
    /// All records, hidden ones included.
    pub(super) all: &'a Catalog,
    /// The language of the pages.
    pub(super) language: &'a Language,
}

/// The main navigation in a language: what `site.yaml` says, else all sections.
pub(super) fn navigation(
    wanted: Wanted<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Vec<MenuEntry> {
    let Wanted { site, language, .. } = wanted;
    if site.config.navigation.is_empty() {
        let kinds = 0..site.model.kinds.len();
        let main = |kind: &usize| {
            !matches!(site.model.kinds[*kind].role, Role::Person | Role::Page)
        };
        return kinds
            .filter(main)
            .filter_map(|kind| section(site, kind, language))
            .collect();
    }
    let items = site.config.navigation.iter();
    items.filter_map(|item| entry(wanted, item, findings)).collect()
}

/// The entry of a section, where the language has it.
fn section(site: &Site, kind: usize, language: &Language) -> Option<MenuEntry> {
    let folder = site.model.kinds[kind].folder.clone()?;
    if language.is_variant() || !site.has_list(kind, language) {
        return None;
    }
    let route = localised(language, &site.config.language, [&*folder]);
    let title = site.section_title(kind, language).to_owned();
    let href = MenuTarget::Route(route);
    Some(MenuEntry { title, language: None, href, key: folder.to_string() })
}

/// The entry that `site.yaml` asks for; nothing where a variant does not have the page.
fn entry(
    wanted: Wanted<'_>,
    item: &NavigationItem,
    findings: &mut Vec<Diagnostic>,
) -> Option<MenuEntry> {
    let Wanted { site, all, language } = wanted;
    let label = item.label.get(language).cloned();
    let target = item.target.trim_matches('/');
    match address::judge(&item.target) {
        Verdict::Good => {
            let title = label.unwrap_or_else(|| item.target.clone());
            let href = MenuTarget::External(item.target.clone());
            return Some(MenuEntry { title, language: None, href, key: String::new() });
        }
        Verdict::Forbidden(scheme) => {
            if *language == site.config.language {
                let finding = Diagnostic::new(Code::ForbiddenScheme, place(item));
                findings.push(finding.with("scheme", scheme));
            }
            return None;
        }
        Verdict::Invalid => {}
    }
    let kind =
        site.model.kinds.iter().position(|kind| kind.folder.as_deref() == Some(target));
    if let Some(kind) = kind.filter(|kind| site.has_list(*kind, &site.config.language)) {
        let entry = section(site, kind, language)?;
        return Some(MenuEntry { title: label.unwrap_or(entry.title), ..entry });
    }
    if let Some(node) = at_address(site, target).or_else(|| record(all, site, target)) {
        let presence = site.nodes[node.0].presence(language, &site.config);
        if language.is_variant() && presence != Presence::Own {
            return None;
        }
        return Some(record_entry(site, node, language, label));
    }
    if site.index.routes.contains_key(&Route::page([target])) {
        let route = localised(language, &site.config.language, [target]);
        let exists = site.index.routes.contains_key(&route);
        let text = site.section(target, language).filter(|text| text.title.is_some());
        let text = text.filter(|_| label.is_none());
        let own = || text.and_then(|text| text.title.clone());
        let title = label.clone().or_else(own).unwrap_or_else(|| target.to_owned());
        let key = target.to_owned();
        let written = text.map_or(language, |text| &text.language);
        return exists.then_some(MenuEntry {
            title,
            language: foreign(written, language),
            href: MenuTarget::Route(route),
            key,
        });
    }
    if *language == site.config.language {
        findings.push(missing(all, site, item));
    }
    None
}

/// The record whose address a navigation target is.
fn at_address(site: &Site, target: &str) -> Option<NodeId> {
    match site.index.routes.get(&Route::page([target])) {
        Some(RouteOwner::Node(node)) => Some(*node),
        _ => None,
    }
}

/// The record that a navigation target names.
fn record(all: &Catalog, site: &Site, target: &str) -> Option<NodeId> {
    let Found::One(place) = all.find(target, &[], &site.model) else { return None };
    match all.entries[place].standing {
        Standing::Published(node) => Some(node),
        Standing::Hidden(_) => None,
    }
}

/// The entry of a record.
fn record_entry(
    site: &Site,
    node: NodeId,
    language: &Language,
    label: Option<String>,
) -> MenuEntry {
    let record = &site.nodes[node.0];
    let written = &record.card(language).language;
    MenuEntry {
        language: foreign(written, language).filter(|_| label.is_none()),
        title: label.unwrap_or_else(|| record.title(language).to_owned()),
        href: MenuTarget::Route(site.route(node, language)),
        key: record.id.to_string(),
    }
}

/// The finding for a navigation target that does not exist, or of which there are several.
fn missing(all: &Catalog, site: &Site, item: &NavigationItem) -> Diagnostic {
    let target = item.target.trim_matches('/');
    let unidentified =
        |target| reference::unidentified(target, all, &site.model, place(item));
    if matches!(all.find(target, &[], &site.model), Found::Several(_)) {
        return unidentified(target);
    }
    let finding = Diagnostic::new(Code::UnknownTarget, place(item));
    let finding = finding.with("target", &item.target);
    if site.model.kind_of_folder(target).is_some() {
        let folder = format!("content/{target}");
        return finding.hint_with("section-empty", [("folder", folder)]);
    }
    let folders = site.model.kinds.iter().filter_map(|kind| kind.folder.as_deref());
    match nearest(target, folders) {
        Some(near) => {
            finding.hint_with("did-you-mean", [("suggestion", near.to_owned())])
        }
        None => unidentified(&item.target),
    }
}

/// The place of an entry in the settings.
fn place(item: &NavigationItem) -> Span {
    Span::new(&SourcePath::new("content/site.yaml"), item.range.clone())
}

/// The links of the footer: the pages that say `menu: footer`, in their order, and what `site.yaml` adds.
pub(super) fn footer(
    wanted: Wanted<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Vec<MenuEntry> {
    let items = wanted.site.config.footer.iter();
    let further: Vec<MenuEntry> =
        items.filter_map(|item| entry(wanted, item, findings)).collect();
    let mut entries = footer_pages(wanted.site, wanted.language);
    entries.extend(further);
    entries
}

/// The pages that say of themselves that they belong to the foot.
fn footer_pages(site: &Site, language: &Language) -> Vec<MenuEntry> {
    let Some(kind) = site.model.kinds.iter().position(|kind| kind.role == Role::Page)
    else {
        return vec![];
    };
    let in_footer = |node: &NodeId| {
        let menu = site.nodes[node.0].original().field("menu");
        matches!(menu, Some(FieldValue::Choice(menu)) if &**menu == "footer")
    };
    // A variant has few pages; what every page must lead to is then the default language's.
    let source = if language.is_variant() { &site.config.language } else { language };
    let pages =
        site.lists.get(&(source.clone(), kind)).map_or(&[][..], |list| &list.nodes);
    let pages = pages.iter().copied().filter(in_footer);
    pages
        .map(|node| match site.nodes[node.0].presence(language, &site.config) {
            Presence::Absent => {
                let entry = record_entry(site, node, source, None);
                let written = &site.nodes[node.0].card(source).language;
                MenuEntry { language: foreign(written, language), ..entry }
            }
            Presence::Own | Presence::Fallback => {
                record_entry(site, node, language, None)
            }
        })
        .collect()
}
