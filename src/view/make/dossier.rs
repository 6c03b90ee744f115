//! Dossiers: what their records say, as parts of one page.

use crate::language::{Language, foreign};
use crate::markdown::embed;
use crate::site::{Chosen, NodeId};
use crate::view::call::{CallView, number_on};
use crate::view::dossier::{DossierPart, DossierView};
use crate::view::make::Views;
use crate::view::make::text::Written;
use crate::view::record::{FactValue, RecordView};

/// So many levels deeper stand the headings of a part: its title is one of level 2.
const DEEPER: u8 = 1;

impl Views {
    /// The context of a dossier, whose own record is known. The components that its parts call are added to
    /// those of its own text.
    pub(super) fn dossier(
        &self,
        node: NodeId,
        record: RecordView,
        calls: &mut Vec<CallView>,
        language: &Language,
    ) -> DossierView {
        let (mut nodes, more) = match self.site.chosen(&self.site.nodes[node.0], language)
        {
            Chosen::Named(nodes) => (nodes, 0),
            Chosen::Selected(query) => self.selected(&query, language),
        };
        nodes.retain(|part| *part != node);
        let parts = nodes.iter().map(|part| self.dossier_part(*part, calls, language));
        let parts: Vec<DossierPart> = parts.collect();
        let updates = parts.iter().map(|part| part.record.updated);
        let updated = updates.chain([record.updated]).flatten().max();
        DossierView { record, parts, more, updated }
    }

    /// A record in a dossier; the components that it calls are added to those of the page.
    fn dossier_part(
        &self,
        node: NodeId,
        calls: &mut Vec<CallView>,
        language: &Language,
    ) -> DossierPart {
        let record = &self.site.nodes[node.0];
        let card = record.card(language);
        // A slug has no two hyphens in a row, so no two records have one anchor.
        let anchor = record.id.to_string().replace('/', "--");
        let prefix = format!("{anchor}--");
        let before = calls.len();
        let place = |html: &str| number_on(&embed(html, &prefix, DEEPER), before);
        let mut called = self.calls(&card.calls, before, Written::of(card), language);
        for argument in called.iter_mut().flat_map(|call| call.arguments.values_mut()) {
            argument.change_html(&place);
        }
        calls.extend(called);
        let mut part = self.record_part(node, language);
        part.body = place(&part.body);
        part.reason = place(&part.reason);
        for step in &mut part.history {
            step.note = place(&step.note);
        }
        for fact in &mut part.facts {
            fact.value.change_html(&place);
        }
        DossierPart {
            anchor,
            title: record.title(language).to_owned(),
            language: foreign(&card.language, language),
            href: self.node_href(node, language),
            address: self.url(&self.site.route(node, language)),
            record: part,
        }
    }
}

impl FactValue {
    /// Changes all HTML that a person wrote.
    fn change_html(&mut self, change: &impl Fn(&str) -> String) {
        match self {
            Self::Html { html, .. } => *html = change(html),
            Self::List { values } => {
                for value in values {
                    value.change_html(change);
                }
            }
            Self::Group { facts } => {
                for fact in facts {
                    fact.value.change_html(change);
                }
            }
            _ => {}
        }
    }
}
