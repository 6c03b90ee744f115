//! Pages over all kinds: tags, open points, the site map.

use std::collections::BTreeMap;

use crate::language::{Language, foreign};
use crate::model::Role;
use crate::site::{Gap, List, ListKey, NodeId, Page, Presence, TAGS};
use crate::view::make::Views;
use crate::view::make::entry::Hub;
use crate::view::make::list::{NEWEST, Parts};
use crate::view::overview::{OpenList, SitemapGroup, TagCount, TagGroup};
use crate::view::page::{Content, Group, LinkView, PageView, SectionView};
use crate::view::shared::Shared;

impl Views {
    /// The records with a tag, by kind; or one part of them.
    pub(super) fn tag_page(
        &self,
        page: &Page,
        tag: usize,
        part: Option<usize>,
    ) -> PageView {
        let language = &page.language;
        let tag = &self.site.tags[language][tag];
        let nodes: &[NodeId] = match part {
            Some(part) => &tag.parts[part].nodes,
            None if tag.parts.is_empty() => &tag.nodes,
            None => &tag.nodes[..tag.nodes.len().min(NEWEST)],
        };
        let mut by_kind: BTreeMap<usize, Vec<NodeId>> = BTreeMap::new();
        for node in nodes {
            by_kind.entry(self.site.nodes[node.0].kind).or_default().push(*node);
        }
        let groups = by_kind.into_iter().map(|(kind, nodes)| {
            let declared = &self.site.model.kinds[kind];
            Group {
                title: self.site.section_title(kind, language).to_owned(),
                anchor: format!("gruppe--{}", declared.id),
                entries: self.entries(&self.in_order(&nodes, language), language),
                branches: vec![],
                words: vec![],
            }
        });
        let segments = [TAGS, tag.slug.as_str()];
        let view = SectionView {
            kind: String::new(),
            body: String::new(),
            terms: vec![],
            language: None,
            count: part.map_or(tag.nodes.len(), |part| tag.parts[part].nodes.len()),
            groups: groups.collect(),
            keys: self.keys(
                &Parts { kind: 0, all: &tag.parts, current: part, segments: &segments },
                language,
            ),
            key: part.map(|part| self.key_title(0, &tag.parts[part].key, language)),
            talks: vec![],
            chosen: vec![],
            facets: vec![],
        };
        let tags = LinkView {
            title: self.titles.get(language).map_or_else(String::new, |t| t.tags.clone()),
            href: self.href(&self.localised(language, &[TAGS])),
            language: None,
        };
        PageView {
            title: tag.title.clone(),
            text_language: foreign(&tag.language, language),
            breadcrumb: self
                .hub(Hub::Home, language)
                .into_iter()
                .chain([Shared::alone(tags)])
                .collect(),
            ..self.plain(page, "tag.html", Content::Tag(view))
        }
    }

    /// All tags by first letter.
    pub(super) fn tags(&self, language: &Language) -> Content {
        let collator = crate::words::Collator::new(language);
        let mut groups: Vec<TagGroup> = Vec::new();
        for tag in self.site.tags.get(language).map_or(&[][..], Vec::as_slice) {
            let letter = collator.letter(&tag.title);
            let count = TagCount {
                title: tag.title.clone(),
                language: foreign(&tag.language, language),
                href: self.href(&self.localised(language, &[TAGS, tag.slug.as_str()])),
                count: tag.nodes.len(),
            };
            match groups.iter_mut().find(|group| group.letter == letter) {
                Some(group) => group.tags.push(count),
                None => {
                    groups
                        .push(TagGroup { letter: letter.to_owned(), tags: vec![count] });
                }
            }
        }
        let place = |letter: &str| collator.alphabet().position(|other| other == letter);
        groups.sort_by_key(|group| place(&group.letter));
        Content::Tags { groups }
    }

    /// What is still open.
    pub(super) fn open(&self, language: &Language) -> Content {
        let lists = Gap::ALL.into_iter().map(|gap| {
            let (id, nodes) = (gap.id(), self.site.open_points.of(gap));
            let present = nodes.iter().copied().filter(|node| {
                let node = &self.site.nodes[node.0];
                node.presence(language, &self.site.config) != Presence::Absent
            });
            let nodes: Vec<NodeId> = present.collect();
            let entries = self.entries(&self.in_order(&nodes, language), language);
            OpenList { id: id.to_owned(), entries }
        });
        Content::OpenPoints { lists: lists.collect() }
    }

    /// All pages by section; of long lists the parts.
    pub(super) fn sitemap(&self, language: &Language) -> Content {
        let kinds = self.site.model.kinds.iter().enumerate();
        let groups = kinds.filter_map(|(kind, declared)| {
            let list = self.site.lists.get(&(language.clone(), kind));
            let nodes = list.map_or(&[][..], |list| &list.nodes);
            let parts = list.map_or(&[][..], |list| &list.parts);
            let folders = match declared.role {
                Role::Page => self.folder_links(language),
                _ => vec![],
            };
            if nodes.is_empty() && folders.is_empty() {
                let section = self.section_link(kind, language)?;
                return Some(SitemapGroup { section, links: vec![], count: 0 });
            }
            let section = self.section_link(kind, language).unwrap_or(LinkView {
                title: declared.many(language).to_owned(),
                href: String::new(),
                language: None,
            });
            let count = nodes.len() + folders.len();
            let mut links = folders;
            if let (Some(list), []) = (list, parts) {
                links.extend(self.list_links(list, language));
            } else {
                let folder = declared.folder.as_deref().unwrap_or_default();
                let segments = &[folder];
                links.extend(self.part_links(
                    &Parts { kind, all: parts, current: None, segments },
                    language,
                ));
            }
            Some(SitemapGroup { section, links, count })
        });
        Content::Sitemap { groups: groups.collect() }
    }

    /// The links to the records of a list. Its groups have no headings here, so groups of choices would
    /// look like no order at all: their records go by title.
    fn list_links(&self, list: &List, language: &Language) -> Vec<LinkView> {
        let links = list.nodes.iter().map(|node| self.link(*node, language));
        let mut links: Vec<LinkView> = links.collect();
        let mut keys = list.groups.iter().map(|group| &group.key);
        if keys.any(|key| matches!(key, ListKey::Choice(..))) {
            let collator = crate::words::Collator::new(language);
            links.sort_by_cached_key(|link| collator.key(&link.title));
        }
        links
    }

    /// The links to the parts of a long list.
    fn part_links(&self, parts: &Parts<'_>, language: &Language) -> Vec<LinkView> {
        let keys = self.keys(parts, language).into_iter();
        keys.map(|key| LinkView { title: key.title, href: key.href, language: None })
            .collect()
    }

    /// The links to the folders of pages that have texts of their own.
    fn folder_links(&self, language: &Language) -> Vec<LinkView> {
        let folders = self.site.page_folders();
        folders.filter_map(|folder| self.folder_link(folder, language)).collect()
    }

    /// The sections of a language.
    pub(super) fn sections(&self, language: &Language) -> Vec<LinkView> {
        let kinds = 0..self.site.model.kinds.len();
        let has_list = |kind: &usize| self.site.has_list(*kind, language);
        kinds
            .filter(has_list)
            .filter_map(|kind| self.section_link(kind, language))
            .collect()
    }
}
