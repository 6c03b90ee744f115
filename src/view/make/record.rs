//! The page of a record.

use crate::language::{Language, foreign};
use crate::model::{FieldType, Kind, RefRule, Role};
use crate::record::FieldValue;
use crate::site::{HistoryEntry, Node, NodeId, Page, Presence, State, history, tagged};
use crate::view::escape::escape;
use crate::view::make::Views;
use crate::view::make::entry::{Hub, badges, named, state_view};
use crate::view::make::fact::is_relation;
use crate::view::make::term::Explained;
use crate::view::make::text::Written;
use crate::view::page::{Content, Head, LinkView, PageView};
use crate::view::record::{RecordView, Relation, Step};
use crate::view::shared::Shared;

impl Views {
    /// The page of a record.
    pub(super) fn record_page(&self, page: &Page, node: NodeId) -> PageView {
        let language = &page.language;
        let record = &self.site.nodes[node.0];
        let card = record.card(language);
        let view = Box::new(self.record(node, language));
        let mut calls = self.calls(&card.calls, 0, Written::of(card), language);
        let planned = view.planned;
        let (template, content) = match record.role {
            Role::Page => ("page.html", Content::Page(view)),
            Role::Dossier => {
                let dossier = self.dossier(node, *view, &mut calls, language);
                ("dossier.html", Content::Dossier(Box::new(dossier)))
            }
            _ => ("record.html", Content::Record(view)),
        };
        let fallback = record.presence(language, &self.site.config) == Presence::Fallback
            && *language != record.original;
        let canonical = if fallback {
            self.site.route(node, &record.original)
        } else {
            page.route.clone()
        };
        PageView {
            text_language: foreign(&card.language, language),
            fallback,
            title: card.title.text.clone(),
            description: card
                .summary
                .as_ref()
                .map_or_else(String::new, |s| s.text.clone()),
            canonical: self.url(&canonical),
            breadcrumb: self.record_breadcrumb(record, language),
            active: self.active(record),
            head: Head { noindex: record.draft || planned.is_some(), ..Head::default() },
            calls,
            ..self.plain(page, template, content)
        }
    }

    /// Tells whether the search finds the page of a record in a language, as `document` tells it of the
    /// page: with a text of its own, neither a draft nor planned.
    pub(super) fn is_found(&self, record: &Node, language: &Language) -> bool {
        let is_own = record.presence(language, &self.site.config) == Presence::Own;
        is_own && !record.draft && record.planned.is_none()
    }

    /// The context of a record on its own page.
    fn record(&self, node: NodeId, language: &Language) -> RecordView {
        let record = &self.site.nodes[node.0];
        let list = self.site.lists.get(&(language.clone(), record.kind));
        let (previous, next) = match list {
            Some(list) if record.role != Role::Page => list.neighbours(node),
            _ => (None, None),
        };
        let entry = |node: NodeId| self.entry(node, language);
        let part = self.record_part(node, language);
        let Explained { lead, body, terms } = self.explained(node, part.body, language);
        RecordView {
            lead,
            body,
            terms,
            toc: self.contents(record.card(language), language),
            trace: self.trace(node, language),
            related: self.related_records(node, language),
            previous: previous.map(entry),
            next: next.map(entry),
            ..part
        }
    }

    /// What a record says wherever it stands: without explanations, contents, trace, and what surrounds it.
    pub(super) fn record_part(&self, node: NodeId, language: &Language) -> RecordView {
        let record = &self.site.nodes[node.0];
        let kind = &self.site.model.kinds[record.kind];
        let card = record.card(language);
        let body = self.bodies.get(&card.file);
        let (relations, unnamed) = self.relations(node, language);
        let mut mentions = record.mentions.clone();
        mentions.extend(unnamed);
        RecordView {
            id: record.id.to_string(),
            kind: kind.id.to_string(),
            role: role_name(record.role),
            kind_label: kind.one(language).to_owned(),
            section: self.hub(Hub::Section(record.kind), language),
            summary: card.summary.as_ref().map_or_else(String::new, |s| s.text.clone()),
            lead: String::new(),
            date: record.date,
            number: self.text_field(node, "number", language),
            state: record.state.as_ref().map(|state| state_view(kind, state, language)),
            dimension: named(record, kind, "dimension", language),
            badges: badges(record, record.draft),
            facts: self.facts(node, language),
            body: body.map_or_else(String::new, |body| {
                self.html(body, &card.outline, Written::of(card), language)
            }),
            terms: vec![],
            toc: vec![],
            reason: self.markdown_field(record, "reason", language),
            reason_language: self.field_language(node, "reason", language),
            history: self.steps(record, kind, language),
            relations,
            mentions: self.entries(&self.in_order(&mentions, language), language),
            trace: None,
            related: vec![],
            tags: self.tag_links(record, language),
            previous: None,
            next: None,
            updated: self.site.changed.get(&card.file).copied(),
            planned: record.planned,
        }
    }

    /// The way to a record: its section, or the folders of a page that have texts of their own.
    fn record_breadcrumb(
        &self,
        record: &Node,
        language: &Language,
    ) -> Vec<Shared<LinkView>> {
        let hubs = [Hub::Home, Hub::Section(record.kind)];
        let mut links: Vec<_> =
            hubs.into_iter().filter_map(|hub| self.hub(hub, language)).collect();
        if record.role == Role::Page {
            for end in 1..record.segments.len() {
                links.extend(
                    self.folder_link(&record.segments[..end].join("/"), language)
                        .map(Shared::alone),
                );
            }
        }
        links
    }

    /// The key of the entry of the navigation that a record belongs to.
    fn active(&self, record: &Node) -> String {
        let id = record.id.to_string();
        let folder = self.site.model.kinds[record.kind].folder.as_deref();
        let is_entry = |key: &str| {
            self.site.navigation.values().flatten().any(|entry| entry.key == key)
        };
        if is_entry(&id) { id } else { folder.unwrap_or_default().to_owned() }
    }

    /// A Markdown field, or a text field as a paragraph; empty where there is none.
    fn markdown_field(&self, record: &Node, field: &str, language: &Language) -> String {
        let card = record.card_with(field, language);
        let value = card.field(field);
        let written = Written::of(card);
        value.map_or_else(String::new, |value| self.rich_text(value, written, language))
    }

    /// A value as HTML: Markdown as it is, text escaped.
    fn rich_text(
        &self,
        value: &FieldValue,
        written: Written<'_>,
        language: &Language,
    ) -> String {
        match value {
            FieldValue::Markdown(document) => {
                self.document_html(document, written, language)
            }
            FieldValue::Text(text) => {
                let mut html = String::new();
                escape(text, &mut html);
                html
            }
            _ => String::new(),
        }
    }

    /// The steps of a record so far, newest first.
    pub(super) fn steps(
        &self,
        record: &Node,
        kind: &Kind,
        language: &Language,
    ) -> Vec<Step> {
        let card = record.card_with("history", language);
        let entries = history(card);
        let written = Written::of(card);
        let past =
            entries.iter().filter(|entry| entry.date.first_day() <= self.site.today);
        let mut steps: Vec<Step> =
            past.map(|entry| self.step(entry, kind, written, language)).collect();
        steps.reverse();
        steps
    }

    /// One step.
    fn step(
        &self,
        entry: &HistoryEntry<'_>,
        kind: &Kind,
        written: Written<'_>,
        language: &Language,
    ) -> Step {
        let field = |id: &str| entry.fields.iter().find(|field| *field.id == *id);
        let state = entry.status.clone().map(|id| {
            let state = State {
                field: kind.state_field.clone().unwrap_or_default(),
                id,
                progress: entry.progress,
                since: None,
            };
            state_view(kind, &state, language)
        });
        let note = field("note");
        Step {
            date: Some(entry.date),
            state,
            note: note.map_or_else(String::new, |f| {
                self.rich_text(&f.value, written, language)
            }),
            source: match field("source").map(|field| &field.value) {
                Some(FieldValue::Text(source)) => source.clone(),
                _ => String::new(),
            },
            language: foreign(written.language, language),
        }
    }

    /// The relations of a record in both directions, and the records that point at it with a field
    /// that has no name for the other direction.
    fn relations(
        &self,
        node: NodeId,
        language: &Language,
    ) -> (Vec<Relation>, Vec<NodeId>) {
        let record = &self.site.nodes[node.0];
        let kind = &self.site.model.kinds[record.kind];
        let mut relations = Vec::new();
        for outgoing in &record.outgoing {
            let Some(field) = kind.field(&outgoing.field) else { continue };
            if is_relation(&field.ty) {
                relations.push(Relation {
                    id: field.id.to_string(),
                    label: field.label(language).to_owned(),
                    inverse: false,
                    entries: self.entries(&outgoing.targets, language),
                    withheld: self.withheld(&outgoing.withheld, language),
                });
            }
        }
        let mut unnamed = Vec::new();
        for incoming in &record.incoming {
            let other = &self.site.model.kinds[incoming.kind];
            let name =
                inverse(other, &incoming.field).and_then(|rule| rule.inverse.as_ref());
            let Some(label) = name.and_then(|name| name.get(language)) else {
                unnamed.extend(&incoming.sources);
                continue;
            };
            let sources = self.in_order(&incoming.sources, language);
            relations.push(Relation {
                id: format!("{}.{}", other.id, incoming.field),
                label: label.clone(),
                inverse: true,
                entries: self.entries(&sources, language),
                withheld: vec![],
            });
        }
        (relations, unnamed)
    }

    /// The tags of a record with their pages.
    fn tag_links(&self, record: &Node, language: &Language) -> Vec<Shared<LinkView>> {
        let card = tagged(record.card(language), record.original());
        let slugs = card.tags.iter().filter_map(|tag| crate::path::slugify(&tag.text));
        slugs
            .filter_map(|slug| self.site.tag_place(language, &slug))
            .filter_map(|tag| self.hub(Hub::Tag(tag), language))
            .collect()
    }
}

/// The rule of a reference field, by the path that relations are noted under.
fn inverse<'a>(kind: &'a Kind, path: &str) -> Option<&'a RefRule> {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let mut ty = &kind.field(first)?.ty;
    if let FieldType::List { of, .. } = ty {
        ty = of;
    }
    if let (FieldType::Group(fields), false) = (ty, rest.is_empty()) {
        ty = &fields.iter().find(|field| *field.id == *rest)?.ty;
        if let FieldType::List { of, .. } = ty {
            ty = of;
        }
    }
    match ty {
        FieldType::Ref(rule) => Some(rule),
        _ => None,
    }
}

/// The name of a role in templates.
pub(super) fn role_name(role: Role) -> &'static str {
    match role {
        Role::Phase => "phase",
        Role::Meeting => "meeting",
        Role::Talk => "talk",
        Role::Challenge => "challenge",
        Role::Guideline => "guideline",
        Role::Recommendation => "recommendation",
        Role::Project => "project",
        Role::Actor => "actor",
        Role::Person => "person",
        Role::Document => "document",
        Role::News => "news",
        Role::Term => "term",
        Role::Dossier => "dossier",
        Role::Page => "page",
        Role::Other => "other",
    }
}
