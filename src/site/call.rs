//! Calls of components, checked against the site: what arguments refer to, and what a query asks for.

use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Name, Span};
use crate::language::Language;
use crate::model::{self, Choice, Component, FieldType, Kind, Model, Query};
use crate::path::SourcePath;
use crate::record::{Call, Field, FieldValue};
use crate::site::catalog::Standing;
use crate::site::link::Links;
use crate::site::node::NodeId;
use crate::site::query::{find, items};
use crate::site::reference::{self, Lookup, Outcome};

/// What a condition may ask of every record beside its fields.
pub(super) const ASKED_OF_ALL: [&str; 2] = ["year", "tags"];

impl Links<'_> {
    /// Checks the components that a text in a file calls.
    pub(super) fn check_calls(
        &self,
        calls: &[Call],
        place: (&SourcePath, &Language),
        findings: &mut Vec<Diagnostic>,
    ) {
        let model = &self.site.model;
        for call in calls {
            // Of one that nobody knows was said where it was read.
            let Some(component) = model.component(&call.component) else { continue };
            self.check_references(call, component, place.0, findings);
            self.check_fields(&call.fields, place, findings);
            if component.shows == Some(Query::Records) {
                let owner = (component.name(), &self.site.config.language);
                check_conditions(&call.fields, (model, owner), place.0, findings);
            }
        }
    }

    /// Checks what the arguments of a call refer to. Unlike a field, a call cannot do without it.
    fn check_references(
        &self,
        call: &Call,
        component: &Component,
        file: &SourcePath,
        findings: &mut Vec<Diagnostic>,
    ) {
        let Links { site, all: catalog, .. } = *self;
        let lookup =
            Lookup { catalog, model: &site.model, language: &site.config.language };
        let own = Standing::Published(NodeId(0));
        for written in reference::written_in(&call.fields, &component.fields, file) {
            match reference::resolve(&written, own, lookup, findings) {
                Outcome::Node(_) => {}
                Outcome::Withheld(_) => {
                    let finding = Diagnostic::new(Code::WithheldLink, written.span());
                    findings.push(finding.hint("withheld-name-cure"));
                }
                Outcome::Nothing => {
                    let span = written.span();
                    if !findings.iter().any(|finding| finding.span == span) {
                        let finding = Diagnostic::new(Code::UnpublishedTarget, span);
                        findings.push(finding.with("target", written.target));
                    }
                }
            }
        }
    }
}

/// Checks the conditions of a list: the fields that they name, and the values of those that are choices.
pub(super) fn check_conditions(
    arguments: &[Field],
    (model, (owner, language)): (&Model, (Name<'_>, &Language)),
    file: &SourcePath,
    findings: &mut Vec<Diagnostic>,
) {
    let kinds = kinds(arguments, model);
    for condition in items(find(arguments, "where")) {
        let FieldValue::Group(fields) = &condition.value else { continue };
        let stated = |id: &str| fields.iter().find(|field| &*field.id == id);
        let Some(Field { value: FieldValue::Text(name), range, .. }) = stated("field")
        else {
            continue;
        };
        if ASKED_OF_ALL.contains(&name.as_str()) {
            continue;
        }
        let declared: Vec<&model::Field> =
            kinds.iter().filter_map(|kind| kind.field(name)).collect();
        if declared.is_empty() {
            let fields = kinds.iter().flat_map(|kind| &kind.fields);
            let known = fields.map(|field| &*field.id).chain(ASKED_OF_ALL);
            let finding =
                Diagnostic::new(Code::UnknownField, Span::new(file, range.clone()))
                    .with("field", name)
                    .with_name("kind", owner, language)
                    .suggest(name, known);
            findings.push(finding);
            continue;
        }
        let choices: Vec<&[Choice]> =
            declared.iter().filter_map(|field| choices(&field.ty, model)).collect();
        if choices.len() < declared.len() {
            continue;
        }
        let ids: Vec<&str> =
            choices.iter().copied().flatten().map(|choice| &*choice.id).collect();
        for item in items(find(fields, "is")) {
            let FieldValue::Text(value) = &item.value else { continue };
            if !ids.contains(&value.as_str()) {
                let span = Span::new(file, item.range.clone());
                let finding = Diagnostic::new(Code::UnknownChoice, span)
                    .with("field", name)
                    .with("label", name)
                    .with("value", value)
                    .suggest(value, ids.iter().copied())
                    .hint_with("choices", [("choices", ids.join(", "))]);
                findings.push(finding);
            }
        }
    }
}

/// The kinds that a list asks for; all where it names none.
fn kinds<'m>(arguments: &[Field], model: &'m Model) -> Vec<&'m Kind> {
    let named: Vec<&Arc<str>> = items(find(arguments, "kind"))
        .iter()
        .filter_map(|item| match &item.value {
            FieldValue::Choice(id) => Some(id),
            _ => None,
        })
        .collect();
    let kinds = model.kinds.iter();
    kinds.filter(|kind| named.is_empty() || named.contains(&&kind.id)).collect()
}

/// The values that a field can have, where they are listed.
fn choices<'m>(ty: &'m FieldType, model: &'m Model) -> Option<&'m [Choice]> {
    match ty {
        FieldType::Choice(choices) => Some(choices),
        FieldType::Region => Some(&model.regions),
        FieldType::List { of, .. } => choices(of, model),
        _ => None,
    }
}
