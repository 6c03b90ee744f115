//! Dossiers: records chosen one by one, or by what they are, to be read and printed as one page.

use crate::diag::{Code, Diagnostic, Span};
use crate::language::Language;
use crate::model::Role;
use crate::record::{Card, Field, FieldValue};
use crate::site::Site;
use crate::site::call::check_conditions;
use crate::site::node::{Node, NodeId, Presence};
use crate::site::query::{RecordQuery, find, items};

/// The field with the records that somebody chose one by one.
const CONTENTS: &str = "contents";

/// The field that asks for records.
const CHOOSE: &str = "choose";

/// What a dossier asks for.
#[derive(Debug)]
pub enum Chosen<'a> {
    /// These records, in this order.
    Named(Vec<NodeId>),
    /// What meets a query.
    Selected(RecordQuery<'a>),
}

impl Site {
    /// What a dossier has in it; those that a language does not have are left out where they are named.
    pub fn chosen<'a>(&self, dossier: &'a Node, language: &Language) -> Chosen<'a> {
        let card = dossier.original();
        let named = items(card.field(CONTENTS)).iter();
        let mut named: Vec<NodeId> = named
            .filter_map(|item| match &item.value {
                FieldValue::Ref(target) => self.referenced(target, &[]),
                _ => None,
            })
            .collect();
        if let (true, Some(arguments)) = (named.is_empty(), choice(card)) {
            let related = match find(arguments, "related_to") {
                Some(FieldValue::Ref(target)) => self.referenced(target, &[]),
                _ => None,
            };
            return Chosen::Selected(RecordQuery::new(arguments, related));
        }
        named.retain(|node| {
            let node = &self.nodes[node.0];
            node.presence(language, &self.config) != Presence::Absent
        });
        Chosen::Named(named)
    }
}

/// The arguments of the selection that a dossier makes.
fn choice(card: &Card) -> Option<&[Field]> {
    match card.field(CHOOSE)? {
        FieldValue::Group(fields) => Some(fields),
        _ => None,
    }
}

/// The findings on dossiers: conditions that no record can meet, and dossiers with nothing in them.
pub(super) fn findings(site: &Site) -> Vec<Diagnostic> {
    let mut findings = vec![];
    let dossiers = site.nodes.iter().filter(|node| node.role == Role::Dossier);
    for dossier in dossiers {
        let (card, kind) = (dossier.original(), &site.model.kinds[dossier.kind]);
        let before = findings.len();
        if let Some(arguments) = choice(card) {
            let owner = (kind.name(), &site.config.language);
            check_conditions(arguments, (&site.model, owner), &card.file, &mut findings);
        }
        let is_empty = match site.chosen(dossier, &dossier.original) {
            Chosen::Named(nodes) => nodes.is_empty(),
            Chosen::Selected(query) => site.select(&query, &dossier.original).is_empty(),
        };
        if is_empty && findings.len() == before {
            let span = Span::new(&card.file, card.title.range.clone());
            let finding = Diagnostic::new(Code::EmptyDossier, span);
            findings.push(finding.with("title", &card.title.text));
        }
    }
    findings
}
