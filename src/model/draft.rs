//! The model as its files say it: words with their places, not yet what they stand for.

use std::collections::BTreeMap;

use crate::diag::Span;
use crate::language::Localised;
use crate::model::{Order, Query, Role};

/// What the model files say.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    /// The regions; a later file that has some replaces them all.
    pub(super) regions: Vec<ChoiceDraft>,
    /// The fields of every record.
    pub(super) common: Vec<FieldDraft>,
    /// The kinds.
    pub(super) kinds: Vec<KindDraft>,
    /// What texts may call.
    pub(super) components: Vec<ComponentDraft>,
}

/// A component, as far as the files describe it.
#[derive(Debug, Clone)]
pub(super) struct ComponentDraft {
    /// Its id, where it was described last.
    pub(super) id: Written,
    /// `label`.
    pub(super) label: Localised<String>,
    /// `help`.
    pub(super) help: Localised<String>,
    /// `shows`.
    pub(super) shows: Option<Query>,
    /// `fields`.
    pub(super) fields: Vec<FieldDraft>,
}

/// A kind, as far as the files describe it.
#[derive(Debug, Clone)]
pub(super) struct KindDraft {
    /// Its id, where it was described last.
    pub(super) id: Written,
    /// `folder`.
    pub(super) folder: Option<Written>,
    /// `role`.
    pub(super) role: Option<Role>,
    /// Whether the built-in model has it.
    pub(super) built_in: bool,
    /// `one`.
    pub(super) one: Localised<String>,
    /// `many`.
    pub(super) many: Localised<String>,
    /// `help`.
    pub(super) help: Localised<String>,
    /// `order`.
    pub(super) order: Option<Order>,
    /// `date_field`.
    pub(super) date_field: Option<Written>,
    /// `state_field`.
    pub(super) state_field: Option<Written>,
    /// `row`.
    pub(super) row: Vec<Written>,
    /// `fields`.
    pub(super) fields: Vec<FieldDraft>,
    /// Whether what it is like could not be found, so that fields are missing.
    pub(super) open: bool,
}

/// A field, as far as the files describe it.
#[derive(Debug, Clone)]
pub(super) struct FieldDraft {
    /// Its id, where it was described last.
    pub(super) id: Written,
    /// `type`.
    pub(super) ty: Option<Written>,
    /// `several`.
    pub(super) several: Option<Placed<bool>>,
    /// `min`.
    pub(super) min: Option<Placed<usize>>,
    /// `max`.
    pub(super) max: Option<Placed<usize>>,
    /// `above`.
    pub(super) above: Option<Placed<f64>>,
    /// `label`.
    pub(super) label: Localised<String>,
    /// `help`.
    pub(super) help: Localised<String>,
    /// `required`.
    pub(super) required: RequiredDraft,
    /// `shown`.
    pub(super) shown: bool,
    /// `choices`, where they are listed.
    pub(super) choices: Vec<ChoiceDraft>,
    /// `choices`, where they are those of another field: `kind.field`.
    pub(super) choices_of: Option<Written>,
    /// `fields` of a group.
    pub(super) fields: Vec<FieldDraft>,
    /// `one_per`: the choices that a group has a count for.
    pub(super) one_per: Option<Written>,
    /// `states` of a reference.
    pub(super) states: Vec<Written>,
    /// `inverse` of a reference.
    pub(super) inverse: Localised<String>,
    /// Where the keys that only some types take stand, by key.
    pub(super) special: BTreeMap<&'static str, Written>,
    /// Whether it has a key that nobody knows, which may be the one that is missing.
    pub(super) torn: bool,
}

/// When a field must be there.
#[derive(Debug, Clone)]
pub(super) enum RequiredDraft {
    /// Nothing written.
    Open,
    /// `false`.
    Never,
    /// `true`.
    Always,
    /// `{when: field, is: value}`.
    When(Written, Written),
    /// `{without: field}`.
    Without(Written),
}

/// One value of a choice.
#[derive(Debug, Clone)]
pub(super) struct ChoiceDraft {
    /// Its id.
    pub(super) id: Written,
    /// `label`.
    pub(super) label: Localised<String>,
    /// `help`.
    pub(super) help: Localised<String>,
    /// `code`.
    pub(super) code: String,
    /// `short`.
    pub(super) short: String,
    /// `tile`.
    pub(super) tile: Option<(u16, u16)>,
}

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Placed<T> {
    /// The value.
    pub(super) value: T,
    /// Its place.
    pub(super) span: Span,
}

/// A word and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Written {
    /// The word.
    pub(super) text: String,
    /// Its place.
    pub(super) span: Span,
}

impl KindDraft {
    /// A kind of which nothing is known but its id.
    pub(super) fn new(id: Written) -> Self {
        Self {
            id,
            folder: None,
            role: None,
            built_in: false,
            one: Localised::default(),
            many: Localised::default(),
            help: Localised::default(),
            order: None,
            date_field: None,
            state_field: None,
            row: vec![],
            fields: vec![],
            open: false,
        }
    }
}

impl FieldDraft {
    /// A field of which nothing is known but its id.
    pub(super) fn new(id: Written) -> Self {
        Self {
            id,
            ty: None,
            several: None,
            min: None,
            max: None,
            above: None,
            label: Localised::default(),
            help: Localised::default(),
            required: RequiredDraft::Open,
            shown: true,
            choices: vec![],
            choices_of: None,
            fields: vec![],
            one_per: None,
            states: vec![],
            inverse: Localised::default(),
            special: BTreeMap::new(),
            torn: false,
        }
    }
}
