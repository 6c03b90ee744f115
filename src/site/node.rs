//! A published record: its texts in all languages, and what it is connected with.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::Config;
use crate::date::{Date, DateSpan};
use crate::language::Language;
use crate::model::{PARENT, Role};
use crate::record::{Card, FieldValue, RecordId};

/// The place of a node in `Site::nodes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub usize);

/// A record that may be published.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it is and how it is called in references.
    pub id: RecordId,
    /// The place of its kind in the model.
    pub kind: usize,
    /// The role of its kind.
    pub role: Role,
    /// Its texts by language.
    pub cards: BTreeMap<Language, Arc<Card>>,
    /// The language of the text that all fields come from.
    pub original: Language,
    /// The segments of its address, without the language.
    pub segments: Vec<String>,
    /// The same as it stands in `href`, from the root.
    pub address: String,
    /// Its state on the day of the build, where its kind has states.
    pub state: Option<State>,
    /// Its date or period.
    pub date: Option<DateSpan>,
    /// Whether it is a draft, shown because drafts were asked for.
    pub draft: bool,
    /// The day of its publication where it lies ahead, shown because drafts were asked for.
    pub planned: Option<Date>,
    /// What its fields point at.
    pub outgoing: Vec<Outgoing>,
    /// What points at it with a field.
    pub incoming: Vec<Incoming>,
    /// The records whose texts link to it, without a relation in either direction.
    pub mentions: Vec<NodeId>,
}

/// What one field of a record points at.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// The id of the field; a field of a group is `group.field`.
    pub field: Arc<str>,
    /// The targets in their written order.
    pub targets: Vec<NodeId>,
    /// Persons among the targets who may not be named, each with the organisation if it is known.
    pub withheld: Vec<Option<NodeId>>,
}

/// The records of one kind that point at a record with one field.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// The place of their kind in the model.
    pub kind: usize,
    /// The id of their field.
    pub field: Arc<str>,
    /// The records.
    pub sources: Vec<NodeId>,
}

/// The state of a record on the day of the build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// The field that it comes from, such as `status`.
    pub field: Arc<str>,
    /// The id of the state.
    pub id: Arc<str>,
    /// 0 to 100, where it is known.
    pub progress: Option<u8>,
    /// Since when, where the history tells.
    pub since: Option<Date>,
}

/// How a record is present in a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// With a text of its own.
    Own,
    /// With the text of the site's default language.
    Fallback,
    /// Not at all.
    Absent,
}

impl Node {
    /// The text that all fields come from.
    pub fn original(&self) -> &Card {
        &self.cards[&self.original]
    }

    /// The text for a language: its own, or the original.
    pub fn card(&self, language: &Language) -> &Card {
        self.cards.get(language).map_or_else(|| self.original(), Arc::as_ref)
    }

    /// The title for a language.
    pub fn title(&self, language: &Language) -> &str {
        &self.card(language).title.text
    }

    /// A field in a language: of its own text where that has it, else of the original.
    pub fn field(&self, id: &str, language: &Language) -> Option<&FieldValue> {
        self.card_with(id, language).field(id)
    }

    /// The text that a field in a language comes from.
    pub fn card_with(&self, id: &str, language: &Language) -> &Card {
        let own = self.cards.get(language).filter(|card| card.field(id).is_some());
        own.map_or_else(|| self.original(), Arc::as_ref)
    }

    /// The record that this one is part of: what its field `parent` points at, of the same kind.
    pub fn whole(&self) -> Option<NodeId> {
        let parent = self.outgoing.iter().find(|relation| &*relation.field == PARENT)?;
        parent.targets.first().copied()
    }

    /// How the record is present in a language of the site.
    pub fn presence(&self, language: &Language, config: &Config) -> Presence {
        if self.cards.contains_key(language) {
            Presence::Own
        } else if !language.is_variant() && self.original == config.language {
            Presence::Fallback
        } else {
            Presence::Absent
        }
    }
}
