//! From the draft to the model: names become what they stand for, and what cannot work is found.

use std::sync::Arc;

use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::language::Localised;
use crate::model::check::fixed_type;
use crate::model::draft::{
    ChoiceDraft, ComponentDraft, Draft, FieldDraft, KindDraft, RequiredDraft, Written,
};
use crate::model::read::ROLES;
use crate::model::{
    Choice, Component, FILE, Field, FieldType, Kind, Model, Order, RefRule, Required,
    Role,
};

/// The types that are one word.
const SIMPLE_TYPES: &[(&str, FieldType)] = &[
    ("text", FieldType::Text),
    ("markdown", FieldType::Markdown),
    ("number", FieldType::Number { above: None }),
    ("integer", FieldType::Integer { above: None }),
    ("count", FieldType::Count { above: None }),
    ("percent", FieldType::Percent { above: None }),
    ("boolean", FieldType::Boolean),
    ("date", FieldType::Date),
    ("period", FieldType::Period),
    ("time", FieldType::Time),
    ("url", FieldType::Url),
    ("email", FieldType::Email),
    ("region", FieldType::Region),
    ("kind", FieldType::Kind),
    ("file", FieldType::File),
    ("image", FieldType::Image),
];

/// The types that need more than their word.
const OTHER_TYPES: &[&str] = &["choice", "group", "ref"];

/// Makes the model.
pub(super) fn resolve(draft: &Draft) -> Checked<Model> {
    let mut resolver = Resolver { draft, findings: vec![] };
    let mut common = resolver.fields(&draft.common);
    resolver.check_common(&mut common);
    // What the program itself reads stands apart; what a site adds to all kinds is a field like others.
    let (common, added): (Vec<Field>, Vec<Field>) =
        common.into_iter().partition(|field| fixed_type(&field.id).is_some());
    let with_added = |mut kind: Kind| {
        let missing = added.iter().filter(|field| kind.field(&field.id).is_none());
        let missing: Vec<Field> = missing.cloned().collect();
        kind.fields.extend(missing);
        kind
    };
    let kinds = draft.kinds.iter().map(|kind| with_added(resolver.kind(kind)));
    let kinds: Vec<Kind> = kinds.collect();
    resolver.check_folders();
    resolver.check_kinds(&common, &kinds);
    let regions = draft.regions.iter().map(choice).collect();
    let components = draft.components.iter().map(|draft| resolver.component(draft));
    let components = components.collect();
    let value = Model { common, kinds, regions, components };
    Checked { value, findings: resolver.findings }
}

/// The draft and what was found in it.
pub(super) struct Resolver<'a> {
    /// The draft.
    pub(super) draft: &'a Draft,
    /// What was found.
    pub(super) findings: Vec<Diagnostic>,
}

impl<'a> Resolver<'a> {
    /// One kind.
    fn kind(&mut self, kind: &KindDraft) -> Kind {
        self.check_id(&kind.id);
        let fields = self.fields(&kind.fields);
        for field in &kind.fields {
            let mut common = self.draft.common.iter();
            if let Some(common) = common.find(|common| common.id.text == field.id.text) {
                // Only what the site wrote is its to change.
                let is_own = field.id.span.file.as_str() == FILE;
                let written = if is_own { &field.id } else { &common.id };
                self.report(written, "model-common-field");
            }
        }
        for written in kind.date_field.iter().chain(&kind.state_field).chain(&kind.row) {
            self.check_field(written, kind);
        }
        Kind {
            id: shared(&kind.id),
            folder: kind.folder.as_ref().map(shared),
            role: kind.role.unwrap_or(Role::Other),
            one: kind.one.clone(),
            many: kind.many.clone(),
            help: kind.help.clone(),
            order: kind.order.unwrap_or(Order::Title),
            date_field: kind.date_field.as_ref().map(shared),
            state_field: kind.state_field.as_ref().map(shared),
            row: kind.row.iter().map(shared).collect(),
            fields,
            open: kind.open,
        }
    }

    /// One component.
    fn component(&mut self, component: &ComponentDraft) -> Component {
        self.check_id(&component.id);
        Component {
            id: shared(&component.id),
            label: component.label.clone(),
            help: component.help.clone(),
            shows: component.shows,
            fields: self.fields(&component.fields),
        }
    }

    /// Some fields.
    fn fields(&mut self, fields: &[FieldDraft]) -> Vec<Field> {
        fields.iter().map(|field| self.field(field, fields)).collect()
    }

    /// One field among its siblings.
    fn field(&mut self, field: &FieldDraft, siblings: &[FieldDraft]) -> Field {
        self.check_id(&field.id);
        let one = self.field_type(field);
        self.check_keys(field, &one);
        let (min, max) = self.bounds(field);
        let several = field.several.as_ref().map(|several| several.value);
        let is_bounded = field.min.is_some() || field.max.is_some();
        let is_list = several.unwrap_or(is_bounded);
        let ty =
            if is_list { FieldType::List { of: Box::new(one), min, max } } else { one };
        Field {
            id: shared(&field.id),
            label: field.label.clone(),
            help: field.help.clone(),
            ty,
            required: self.required(field, siblings, is_list && min > 0),
            shown: field.shown,
        }
    }

    /// How many values a field takes at least and at most; none of both where they exclude each other.
    fn bounds(&mut self, field: &FieldDraft) -> (usize, Option<usize>) {
        let min = field.min.as_ref().map_or(0, |min| min.value);
        let max = field.max.as_ref().map(|max| max.value);
        if let Some(written) = field.max.as_ref().filter(|max| max.value < min) {
            self.report_at(&written.span, &field.id.text, "model-range");
            return (0, None);
        }
        (min, max)
    }

    /// What one value of a field is.
    fn field_type(&mut self, field: &FieldDraft) -> FieldType {
        let Some(written) = &field.ty else {
            if !field.torn {
                self.report(&field.id, "model-no-type");
            }
            return FieldType::Text;
        };
        let text = written.text.as_str();
        let above = field.above.as_ref().map(|above| above.value);
        if let Some((_, ty)) = SIMPLE_TYPES.iter().find(|(name, _)| *name == text) {
            return match ty {
                FieldType::Number { .. } => FieldType::Number { above },
                FieldType::Integer { .. } => FieldType::Integer { above },
                FieldType::Count { .. } => FieldType::Count { above },
                FieldType::Percent { .. } => FieldType::Percent { above },
                ty => ty.clone(),
            };
        }
        match text.split_once('(') {
            None if text == "choice" => FieldType::Choice(self.choices(field)),
            None if text == "group" => FieldType::Group(self.group(field)),
            None if text == "ref" => FieldType::Ref(self.rule(field, "")),
            Some((name, kinds)) if name.trim() == "ref" && kinds.ends_with(')') => {
                FieldType::Ref(self.rule(field, kinds.trim_end_matches(')')))
            }
            _ => {
                let names = SIMPLE_TYPES.iter().map(|(name, _)| *name);
                let names: Vec<&str> = names.chain(OTHER_TYPES.iter().copied()).collect();
                self.unknown_choice("type", written, &names);
                FieldType::Text
            }
        }
    }

    /// The values of a choice: its own, or those of another field.
    fn choices(&mut self, field: &FieldDraft) -> Vec<Choice> {
        let listed = match &field.choices_of {
            Some(written) => self.choices_at(written),
            None => &field.choices,
        };
        if listed.is_empty() && field.choices_of.is_none() {
            self.report(&field.id, "model-no-choices");
        }
        listed.iter().map(choice).collect()
    }

    /// The values that another field lists, named as `kind.field`.
    fn choices_at(&mut self, written: &Written) -> &'a [ChoiceDraft] {
        let draft = self.draft;
        let found = written.text.split_once('.').and_then(|(kind, field)| {
            let kind = draft.kinds.iter().find(|draft| draft.id.text == kind)?;
            let field = kind.fields.iter().find(|draft| draft.id.text == field)?;
            (!field.choices.is_empty()).then_some(field.choices.as_slice())
        });
        if found.is_none() {
            self.report(written, "model-choices-of");
        }
        found.unwrap_or_default()
    }

    /// The fields of a group: its own, or one count for each value of a choice.
    fn group(&mut self, field: &FieldDraft) -> Vec<Field> {
        let Some(written) = &field.one_per else {
            if field.fields.is_empty() {
                self.report(&field.id, "model-no-fields");
            }
            return self.fields(&field.fields);
        };
        let count = |choice: &ChoiceDraft| Field {
            id: shared(&choice.id),
            label: choice.label.clone(),
            help: Localised::default(),
            ty: FieldType::Count { above: None },
            required: Required::Never,
            shown: true,
        };
        self.choices_at(written).iter().map(count).collect()
    }

    /// What a reference may point at; `kinds` are ids of kinds, or roles for all kinds that have
    /// them.
    fn rule(&mut self, field: &FieldDraft, kinds: &str) -> RefRule {
        let mut rule = RefRule {
            kinds: vec![],
            states: field.states.iter().map(shared).collect(),
            inverse: (!field.inverse.is_empty()).then(|| field.inverse.clone()),
        };
        let names = kinds.split([' ', ',']).filter(|name| !name.is_empty());
        for name in names {
            let role =
                ROLES.iter().find(|(role, _)| *role == name).map(|(_, role)| *role);
            let is_kind = self.draft.kinds.iter().any(|kind| kind.id.text == name);
            let meant = |kind: &&KindDraft| {
                let has_role = role.is_some() && kind.role == role;
                if is_kind { kind.id.text == name } else { has_role }
            };
            let before = rule.kinds.len();
            rule.kinds
                .extend(self.draft.kinds.iter().filter(meant).map(|k| shared(&k.id)));
            if rule.kinds.len() == before
                && let Some(written) = &field.ty
            {
                let known = self.draft.kinds.iter().map(|kind| kind.id.text.as_str());
                let finding = Diagnostic::new(Code::UnknownKind, written.span.clone())
                    .with("kind", name)
                    .suggest(name, known);
                self.findings.push(finding);
            }
        }
        rule
    }

    /// When a field must be there.
    /// Where nothing is said, a list that must have entries is required.
    fn required(
        &mut self,
        field: &FieldDraft,
        siblings: &[FieldDraft],
        has_entries: bool,
    ) -> Required {
        match &field.required {
            RequiredDraft::Open if has_entries => Required::Always,
            RequiredDraft::Open | RequiredDraft::Never => Required::Never,
            RequiredDraft::Always => Required::Always,
            RequiredDraft::Without(other) => {
                self.check_sibling(other, siblings);
                Required::Without { field: shared(other) }
            }
            RequiredDraft::When(other, value) => {
                self.check_sibling(other, siblings);
                let sibling = siblings.iter().find(|field| field.id.text == other.text);
                let choices = sibling.map_or(&[][..], |field| field.choices.as_slice());
                let ids: Vec<&str> = choices.iter().map(|c| c.id.text.as_str()).collect();
                if !ids.is_empty() && !ids.contains(&value.text.as_str()) {
                    self.unknown_choice(&other.text, value, &ids);
                }
                Required::When { field: shared(other), value: shared(value) }
            }
        }
    }

    /// Finds the name of a field that the kind does not have.
    fn check_field(&mut self, written: &Written, kind: &KindDraft) {
        let fields = kind.fields.iter().chain(&self.draft.common);
        let ids: Vec<&str> = fields.map(|field| field.id.text.as_str()).collect();
        self.check_name(written, &kind.id.text, &ids);
    }

    /// Finds the name of a field that does not stand beside this one.
    fn check_sibling(&mut self, written: &Written, siblings: &[FieldDraft]) {
        let ids: Vec<&str> =
            siblings.iter().map(|field| field.id.text.as_str()).collect();
        self.check_name(written, "required", &ids);
    }

    /// Finds a name that is not among the known ones.
    fn check_name(&mut self, written: &Written, place: &str, ids: &[&str]) {
        if !ids.contains(&written.text.as_str()) {
            let finding = Diagnostic::new(Code::UnknownField, written.span.clone())
                .with("field", &written.text)
                .with("kind", place)
                .suggest(&written.text, ids.iter().copied());
            self.findings.push(finding);
        }
    }

    /// Reports a word that is not among the possible ones.
    pub(super) fn unknown_choice(
        &mut self,
        field: &str,
        written: &Written,
        ids: &[&str],
    ) {
        let finding = Diagnostic::new(Code::UnknownChoice, written.span.clone())
            .with("field", field)
            .with("label", field)
            .with("value", &written.text)
            .suggest(&written.text, ids.iter().copied())
            .hint_with("choices", [("choices", ids.join(", "))]);
        self.findings.push(finding);
    }

    /// Reports what cannot work, by the key of its reason.
    pub(super) fn report(&mut self, written: &Written, reason: &'static str) {
        self.report_at(&written.span, &written.text, reason);
    }

    /// Reports what cannot work at a place of its own; once, since kinds share what they have from each
    /// other.
    pub(super) fn report_at(&mut self, span: &Span, value: &str, reason: &'static str) {
        let finding = Diagnostic::new(Code::InvalidModel, span.clone())
            .with("reason", reason)
            .with("value", value);
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }
}

/// A choice of the draft as one of the model.
fn choice(choice: &ChoiceDraft) -> Choice {
    Choice {
        id: shared(&choice.id),
        label: choice.label.clone(),
        help: choice.help.clone(),
        code: choice.code.clone(),
        short: choice.short.clone(),
        tile: choice.tile,
    }
}

/// A word as the model keeps it.
fn shared(written: &Written) -> Arc<str> {
    written.text.as_str().into()
}
