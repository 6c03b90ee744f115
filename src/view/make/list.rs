//! Lists of records: the section of a kind and its parts, folders of pages.

use crate::language::{Language, foreign};
use crate::model::Role;
use crate::site::{
    ListGroup, ListKey, ListPart, NodeId, Page, Presence, SectionText, group_choices,
};
use crate::view::make::Views;
use crate::view::make::entry::{Hub, choice_label, choices};
use crate::view::make::term::Explained;
use crate::view::page::{
    Content, Group, GroupCount, Key, LinkView, PageView, SectionView, TalkCount,
};

/// How many records the first page of a list shows that is split into parts.
pub(super) const NEWEST: usize = 20;

/// The parts of a long list.
pub(super) struct Parts<'a> {
    /// The place of the kind in the model.
    pub(super) kind: usize,
    /// The parts.
    pub(super) all: &'a [ListPart],
    /// The part that is shown.
    pub(super) current: Option<usize>,
    /// The address of the list.
    pub(super) segments: &'a [&'a str],
}

impl Views {
    /// The list of a kind, or one of its parts.
    pub(super) fn list_page(
        &self,
        page: &Page,
        kind: usize,
        part: Option<usize>,
    ) -> PageView {
        let language = &page.language;
        let declared = &self.site.model.kinds[kind];
        let folder = declared.folder.as_deref().unwrap_or_default();
        let text = self.site.section(folder, language);
        let list = self.site.lists.get(&(language.clone(), kind));
        let parts = list.map_or(&[][..], |list| &list.parts);
        let shown = match part {
            Some(part) => parts.get(part).map(|part| part.nodes.as_slice()),
            None => list.map(|list| list.nodes.as_slice()),
        };
        let groups = match (list, part.map(|part| &parts[part])) {
            (None, _) => vec![],
            (Some(_), Some(part)) => {
                vec![self.group(kind, &part.key, &part.nodes, language)]
            }
            (Some(list), None) if parts.is_empty() => {
                self.groups(kind, &list.groups, language)
            }
            (Some(list), None) => {
                let newest = &list.nodes[..list.nodes.len().min(NEWEST)];
                vec![self.group(kind, &ListKey::All, newest, language)]
            }
        };
        let is_talks = declared.role == Role::Talk && part.is_none();
        let groups = match declared.role {
            Role::Term => self.glossary(kind, part, groups, language),
            _ => groups,
        };
        let own = text.filter(|_| part.is_none());
        let Explained { body, terms, .. } = self.explained_section(own, language);
        let view = SectionView {
            kind: declared.id.to_string(),
            body,
            terms,
            language: text.and_then(|text| foreign(&text.language, language)),
            count: shown.map_or(0, <[NodeId]>::len),
            groups,
            keys: self.keys(
                &Parts { kind, all: parts, current: part, segments: &[folder] },
                language,
            ),
            key: part.map(|part| self.key_title(kind, &parts[part].key, language)),
            talks: if is_talks { self.talks(language) } else { vec![] },
            chosen: vec![],
            facets: self.section_facets(kind, part, language),
        };
        let hubs = [Some(Hub::Home), part.map(|_| Hub::Section(kind))];
        let breadcrumb = hubs.into_iter().flatten();
        let breadcrumb = breadcrumb.filter_map(|hub| self.hub(hub, language)).collect();
        let template = "section.html";
        PageView {
            calls: self.section_calls(own, language),
            title: self.site.section_title(kind, language).to_owned(),
            description: text.and_then(|text| text.summary.clone()).unwrap_or_default(),
            breadcrumb,
            active: folder.to_owned(),
            ..self.plain(page, template, Content::Section(view))
        }
    }

    /// A folder of pages with its text and what lies in it.
    pub(super) fn folder_page(&self, page: &Page, folder: &str) -> PageView {
        let language = &page.language;
        let text = self.site.section(folder, language);
        let view = self.page_list(text, language, self.site.pages_in(folder));
        let title = text.and_then(|text| text.title.clone());
        PageView {
            calls: self.section_calls(text, language),
            text_language: title_language(text, language),
            title: title.unwrap_or_else(|| folder.to_owned()),
            description: text.and_then(|text| text.summary.clone()).unwrap_or_default(),
            active: folder.to_owned(),
            ..self.plain(page, "section.html", Content::Section(view))
        }
    }

    /// Those of some records that a language has, with a text.
    pub(super) fn page_list(
        &self,
        text: Option<&SectionText>,
        language: &Language,
        nodes: &[NodeId],
    ) -> SectionView {
        let is_present = |node: &NodeId| {
            let node = &self.site.nodes[node.0];
            node.presence(language, &self.site.config) != Presence::Absent
        };
        let nodes: Vec<NodeId> = nodes.iter().copied().filter(is_present).collect();
        let entries = self.entries(&self.in_order(&nodes, language), language);
        let Explained { body, terms, .. } = self.explained_section(text, language);
        SectionView {
            kind: String::new(),
            body,
            terms,
            language: text.and_then(|text| foreign(&text.language, language)),
            count: entries.len(),
            groups: if entries.is_empty() {
                vec![]
            } else {
                vec![Group {
                    title: String::new(),
                    anchor: String::new(),
                    entries,
                    branches: vec![],
                    words: vec![],
                }]
            },
            keys: vec![],
            key: None,
            talks: vec![],
            chosen: vec![],
            facets: vec![],
        }
    }

    /// Records under their headings.
    fn groups(
        &self,
        kind: usize,
        groups: &[ListGroup],
        language: &Language,
    ) -> Vec<Group> {
        groups
            .iter()
            .map(|group| self.group(kind, &group.key, &group.nodes, language))
            .collect()
    }

    /// Records under one heading.
    pub(super) fn group(
        &self,
        kind: usize,
        key: &ListKey,
        nodes: &[NodeId],
        language: &Language,
    ) -> Group {
        Group {
            title: self.key_title(kind, key, language),
            anchor: format!("gruppe--{}", key.slug()),
            entries: self.entries(nodes, language),
            branches: self.branches(kind, nodes, language),
            words: vec![],
        }
    }

    /// The words of a heading; empty for none, and for the rest, which the template names.
    pub(super) fn key_title(
        &self,
        kind: usize,
        key: &ListKey,
        language: &Language,
    ) -> String {
        match key {
            ListKey::All | ListKey::Rest => String::new(),
            ListKey::Year(year) => year.0.to_string(),
            ListKey::Letter(_, letter) => (*letter).to_owned(),
            ListKey::Choice(_, field, id) => {
                choice_label(choices(&self.site.model.kinds[kind], field), id, language)
            }
        }
    }

    /// The parts of a long list whose address has the given segments.
    pub(super) fn keys(&self, parts: &Parts<'_>, language: &Language) -> Vec<Key> {
        let key = |(place, part): (usize, &ListPart)| {
            let slug = part.key.slug();
            let mut segments = parts.segments.to_vec();
            segments.push(&slug);
            Key {
                title: self.key_title(parts.kind, &part.key, language),
                href: self.href(&self.localised(language, &segments)),
                count: parts.current.is_none().then_some(part.nodes.len()),
                current: parts.current == Some(place),
            }
        };
        parts.all.iter().enumerate().map(key).collect()
    }

    /// The numbers of talks that have no pages.
    fn talks(&self, language: &Language) -> Vec<TalkCount> {
        let talks = &self.site.talks;
        let count = |id: &str, label: String, count: usize| GroupCount {
            id: id.to_owned(),
            label,
            count: count as u64,
        };
        let model = &self.site.model;
        let years = talks
            .by_year
            .iter()
            .map(|(year, n)| count(&year.to_string(), year.to_string(), *n));
        let regions = talks
            .by_region
            .iter()
            .map(|(id, n)| count(id, choice_label(&model.regions, id, language), *n));
        let groups = talks.by_group.iter().map(|(id, n)| {
            count(id, choice_label(group_choices(model), id, language), *n)
        });
        let total = count("total", String::new(), talks.total);
        let tables: [(&str, Vec<GroupCount>); 4] = [
            ("total", if talks.total > 0 { vec![total] } else { vec![] }),
            ("year", years.collect()),
            ("region", regions.collect()),
            ("group", groups.collect()),
        ];
        let filled = tables.into_iter().filter(|(_, values)| !values.is_empty());
        filled.map(|(by, values)| TalkCount { by: by.to_owned(), values }).collect()
    }

    /// The link to the list of a kind; nothing for pages, and in variants.
    pub(super) fn section_link(
        &self,
        kind: usize,
        language: &Language,
    ) -> Option<LinkView> {
        let folder = self.site.model.kinds[kind].folder.as_deref()?;
        if language.is_variant() || !self.site.has_list(kind, language) {
            return None;
        }
        Some(LinkView {
            title: self.site.section_title(kind, language).to_owned(),
            href: self.href(&self.localised(language, &[folder])),
            language: None,
        })
    }

    /// The link to a folder of pages that has a text of its own.
    pub(super) fn folder_link(
        &self,
        folder: &str,
        language: &Language,
    ) -> Option<LinkView> {
        let text = self.site.section(folder, language)?;
        let route = self.localised(language, &[folder]);
        self.site.has_page(&route).then(|| LinkView {
            title: text.title.clone().unwrap_or_else(|| folder.to_owned()),
            href: self.href(&route),
            language: title_language(Some(text), language),
        })
    }
}

/// The language of a title that comes from a text where that has one, where it is not the page's.
pub(super) fn title_language(
    text: Option<&SectionText>,
    page: &Language,
) -> Option<Language> {
    let text = text.filter(|text| text.title.is_some());
    text.and_then(|text| foreign(&text.language, page))
}
