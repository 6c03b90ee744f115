//! References in fields: each is looked up, checked against its rule, and becomes a relation.

use std::ops::Range;
use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Name, Span};
use crate::language::{Language, Localised};
use crate::model::{self, FieldType, Kind, Model, RefRule};
use crate::path::SourcePath;
use crate::record::{Card, Field, FieldValue};
use crate::site::catalog::{Catalog, Found, Hidden, Standing};
use crate::site::node::{NodeId, State};

/// A reference as it stands in a field.
#[derive(Debug)]
pub(super) struct Written<'a> {
    /// The id of the field; a field of a group is `group.field`.
    pub(super) field: Arc<str>,
    /// What it says.
    pub(super) target: &'a str,
    /// What it may point at.
    pub(super) rule: &'a RefRule,
    /// The file that it stands in.
    pub(super) file: &'a SourcePath,
    /// Its bytes there.
    pub(super) range: &'a Range<usize>,
}

impl Written<'_> {
    /// Its place.
    pub(super) fn span(&self) -> Span {
        Span::new(self.file, self.range.clone())
    }
}

/// All references in the fields of a record.
pub(super) fn written<'a>(card: &'a Card, kind: &'a Kind) -> Vec<Written<'a>> {
    written_in(&card.fields, &kind.fields, &card.file)
}

/// All references in some fields of a file, as they are declared.
pub(super) fn written_in<'a>(
    fields: &'a [Field],
    declared: &'a [model::Field],
    file: &'a SourcePath,
) -> Vec<Written<'a>> {
    let mut found = Vec::new();
    for field in fields {
        let declared = declared.iter().find(|declared| declared.id == field.id);
        if let Some(declared) = declared {
            collect(file, &declared.ty, field, &field.id, &mut found);
        }
    }
    found
}

/// Collects the references of one field, of its items, and of the fields of a group.
fn collect<'a>(
    file: &'a SourcePath,
    ty: &'a FieldType,
    field: &'a Field,
    path: &Arc<str>,
    found: &mut Vec<Written<'a>>,
) {
    let mut add =
        |value: &'a FieldValue, ty: &'a FieldType, range: &'a Range<usize>| match (
            value, ty,
        ) {
            (FieldValue::Ref(target), FieldType::Ref(rule)) => {
                found.push(Written { field: path.clone(), target, rule, file, range });
            }
            (FieldValue::Group(fields), FieldType::Group(declared)) => {
                for inner in fields {
                    let declared = declared.iter().find(|d| *d.id == *inner.id);
                    let refers = declared.filter(|declared| may_refer(&declared.ty));
                    let Some(declared) = refers else { continue };
                    let path: Arc<str> = format!("{path}.{}", inner.id).into();
                    collect(file, &declared.ty, inner, &path, found);
                }
            }
            _ => {}
        };
    match (&field.value, ty) {
        (FieldValue::List(items), FieldType::List { of, .. }) => {
            for item in items {
                add(&item.value, of, &item.range);
            }
        }
        (value, ty) => add(value, ty, &field.range),
    }
}

/// Tells whether values of a type may hold references.
fn may_refer(ty: &FieldType) -> bool {
    match ty {
        FieldType::Ref(_) | FieldType::Group(_) => true,
        FieldType::List { of, .. } => may_refer(of),
        _ => false,
    }
}

/// What a reference came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// A published record.
    Node(NodeId),
    /// A person who may not be named, by place in the catalog.
    Withheld(usize),
    /// Nothing that can be shown; a finding says why unless it is silent by rule.
    Nothing,
}

/// What references are looked up in.
#[derive(Clone, Copy)]
pub(super) struct Lookup<'a> {
    /// All records.
    pub(super) catalog: &'a Catalog,
    /// The kinds.
    pub(super) model: &'a Model,
    /// The language of the site, for names in findings.
    pub(super) language: &'a Language,
}

/// Looks one reference up; `own` tells how the record that holds it stands.
///
/// A record that is itself hidden may point at hidden ones.
pub(super) fn resolve(
    written: &Written<'_>,
    own: Standing,
    lookup: Lookup<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Outcome {
    let Lookup { catalog, model, .. } = lookup;
    let rule = written.rule;
    let found = catalog.find(written.target, &rule.kinds, model);
    let place = match found {
        Found::One(place) => place,
        other => {
            if !catalog.is_torn(written.target, model) {
                findings.push(not_found(written, &other, lookup));
            }
            return Outcome::Nothing;
        }
    };
    match catalog.entries[place].standing {
        Standing::Published(node) => Outcome::Node(node),
        Standing::Hidden(Hidden::Withheld) => Outcome::Withheld(place),
        Standing::Hidden(hidden) => {
            let silent = matches!(hidden, Hidden::Unapproved | Hidden::Aggregated)
                || !catalog.entries[place].whole;
            if !silent && matches!(own, Standing::Published(_)) {
                findings.push(
                    Diagnostic::new(Code::UnpublishedTarget, written.span())
                        .with("target", written.target)
                        .hint(hidden.reason()),
                );
            }
            Outcome::Nothing
        }
    }
}

/// The finding for a reference that leads to no single allowed record.
fn not_found(
    written: &Written<'_>,
    found: &Found,
    Lookup { catalog, model, language }: Lookup<'_>,
) -> Diagnostic {
    let rule = written.rule;
    let name = |kind: &Arc<str>| model.kind(kind).map(Kind::name);
    match found {
        Found::Several(places) => {
            let exact = places.iter().map(|place| catalog.exact(*place, model));
            ambiguous(written.target, exact, written.span())
        }
        Found::WrongKind(place) => {
            let kind = &model.kinds[catalog.entries[*place].kind];
            let expected: Vec<Name<'_>> = rule.kinds.iter().filter_map(name).collect();
            Diagnostic::new(Code::WrongKind, written.span())
                .with("target", written.target)
                .with_name("kind", kind.name(), language)
                .with_names("expected", &expected, language)
        }
        Found::One(_) | Found::Nothing => {
            let near = catalog.near(written.target, &rule.kinds, model);
            unknown(written.target, near, written.span())
        }
    }
}

/// The finding for a reference, to a record of any kind, that means no single one.
pub(super) fn unidentified(
    target: &str,
    catalog: &Catalog,
    model: &Model,
    span: Span,
) -> Diagnostic {
    match catalog.find(target, &[], model) {
        Found::One(_) => unknown(target, vec![], span),
        Found::WrongKind(_) | Found::Nothing => {
            unknown(target, catalog.near(target, &[], model), span)
        }
        Found::Several(places) => {
            let exact = places.iter().map(|place| catalog.exact(*place, model));
            ambiguous(target, exact, span)
        }
    }
}

/// The finding for a reference that several records answer to; offers the exact one for each.
fn ambiguous(
    target: &str,
    exact: impl Iterator<Item = String>,
    span: Span,
) -> Diagnostic {
    let finding = Diagnostic::new(Code::AmbiguousTarget, span).with("target", target);
    one_of(finding, exact)
}

/// The finding for a reference that no record answers to; offers the nearest ones (`Catalog::near`).
fn unknown(target: &str, near: Vec<String>, span: Span) -> Diagnostic {
    let finding = Diagnostic::new(Code::UnknownTarget, span).with("target", target);
    match <[String; 1]>::try_from(near) {
        Ok([near]) => finding.hint_with("did-you-mean", [("suggestion", near)]),
        Err(near) if near.is_empty() => finding,
        Err(near) => one_of(finding, near.into_iter()),
    }
}

/// Offers references.
fn one_of(finding: Diagnostic, exact: impl Iterator<Item = String>) -> Diagnostic {
    let choices: Vec<String> = exact.map(|exact| format!("`{exact}`")).collect();
    finding.hint_with("write-one-of", [("choices", choices.join(", "))])
}

/// Checks the state of a target of a kind against what the field allows.
pub(super) fn check_state(
    written: &Written<'_>,
    (kind, state): (&Kind, Option<&State>),
    language: &Language,
) -> Option<Diagnostic> {
    let states = &written.rule.states;
    let current = state.map_or("", |state| &state.id);
    if states.is_empty() || states.iter().any(|allowed| **allowed == *current) {
        return None;
    }
    let name = |id| state_name(id, kind);
    let what = if current.is_empty() { "no-state" } else { "some-state" };
    let expected: Vec<Name<'_>> = states.iter().map(|state| name(state)).collect();
    Some(
        Diagnostic::new(Code::WrongState, written.span())
            .with("target", written.target)
            .with("what", what)
            .with_name("state", name(current), language)
            .with_names("expected", &expected, language),
    )
}

/// What the model calls a state of a kind.
fn state_name<'a>(id: &'a str, kind: &'a Kind) -> Name<'a> {
    static NO_WORDS: Localised<String> = Localised::empty();
    let field = kind.state_field.as_deref().and_then(|field| kind.field(field));
    let choices = match field.map(|field| &field.ty) {
        Some(FieldType::Choice(choices)) => choices.as_slice(),
        _ => &[],
    };
    let choice = choices.iter().find(|choice| *choice.id == *id);
    Name { words: choice.map_or(&NO_WORDS, |choice| &choice.label), id }
}
