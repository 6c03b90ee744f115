//! Mappings of front matter against the fields that the model declares.

use std::ops::Range;
use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Name, Span, nearest};
use crate::language::Language;
use crate::model::{self, Required};
use crate::path::SourcePath;
use crate::record::{Context, Field, FieldValue, check, value};
use crate::yaml::{Entry, Node};

/// One file being read.
pub(super) struct Reader<'a> {
    /// What is the same for all files.
    pub(super) context: Context<'a>,
    /// The file.
    pub(super) file: &'a SourcePath,
    /// Its text.
    pub(super) text: &'a str,
    /// The language of the record.
    pub(super) language: &'a Language,
    /// What was found.
    pub(super) findings: Vec<Diagnostic>,
}

/// Whose value is being read.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    /// The field.
    pub(super) field: &'a model::Field,
    /// The place of the value in its list.
    pub(super) number: Option<usize>,
    /// The field that this one is a part of.
    pub(super) parent: Option<&'a Subject<'a>>,
}

/// The fields of a mapping, and which of the required ones are not there.
pub(super) struct ReadFields {
    /// The values, in the order of the declarations.
    pub(super) fields: Vec<Field>,
    /// The findings for what is missing.
    pub(super) missing: Vec<(Arc<str>, Diagnostic)>,
}

/// What a mapping of front matter is.
pub(super) struct Mapping<'a> {
    /// Its entries.
    pub(super) entries: &'a [Entry],
    /// What has these fields: a kind, or the field that is a group.
    pub(super) owner: Name<'a>,
    /// The bytes that a missing field is reported at.
    pub(super) range: Range<usize>,
}

impl Subject<'_> {
    /// What the ids of a Markdown field start with, so that they differ from all others of the page.
    pub(super) fn id_prefix(&self) -> String {
        let parent = self.parent.map(Subject::id_prefix).unwrap_or_default();
        match self.number {
            Some(number) => format!("{parent}{}-{}-", self.field.id, number + 1),
            None => format!("{parent}{}-", self.field.id),
        }
    }
}

impl Reader<'_> {
    /// The language of the site.
    pub(super) fn main(&self) -> &Language {
        &self.context.config.language
    }

    /// A finding on a field, with its key and its label.
    pub(super) fn finding(
        &self,
        code: Code,
        subject: &Subject<'_>,
        range: Range<usize>,
    ) -> Diagnostic {
        Diagnostic::new(code, Span::new(self.file, range))
            .with("field", &*subject.field.id)
            .with_name("label", subject.field.name(), self.main())
    }

    /// The fields of a group; what is missing is reported at once.
    pub(super) fn group(
        &mut self,
        declared: &[model::Field],
        entries: &[Entry],
        subject: &Subject<'_>,
        node: &Node,
    ) -> Vec<Field> {
        let owner = subject.field.name();
        let mapping = Mapping { entries, owner, range: node.range.clone() };
        let read = self.fields(&[declared], &mapping, Some(subject));
        self.findings.extend(read.missing.into_iter().map(|(_, finding)| finding));
        check::ranges(self, &read.fields);
        read.fields
    }

    /// The fields of a mapping; `declared` are the fields that it may have, in their order.
    pub(super) fn fields(
        &mut self,
        declared: &[&[model::Field]],
        mapping: &Mapping<'_>,
        parent: Option<&Subject<'_>>,
    ) -> ReadFields {
        let all = || declared.iter().copied().flatten();
        let mut read: Vec<(usize, Field)> = Vec::with_capacity(mapping.entries.len());
        // Which declared fields have a value, be it a wrong one.
        let mut written: Vec<usize> = Vec::with_capacity(mapping.entries.len());
        for entry in mapping.entries {
            let found = all().enumerate().find(|(_, field)| *field.id == *entry.key);
            let Some((position, field)) = found else {
                let meant = self.unknown_field(entry, mapping.owner, all());
                // Whoever misspells a field has not forgotten it.
                written
                    .extend(all().position(|field| Some(&*field.id) == meant.as_deref()));
                continue;
            };
            let subject = Subject { field, number: None, parent };
            let before = self.findings.len();
            let value = value::value(self, &subject, &field.ty, &entry.value);
            if value.is_some() || self.findings.len() > before {
                written.push(position);
            }
            if let Some(value) = value {
                let range = entry.value.range.clone();
                read.push((position, Field { id: Arc::clone(&field.id), value, range }));
            }
        }
        read.sort_by_key(|(position, _)| *position);
        let fields: Vec<Field> = read.into_iter().map(|(_, field)| field).collect();
        let mut missing = vec![];
        for (position, field) in all().enumerate() {
            let is_required = is_required(&field.required, mapping, &fields);
            // Of two fields that stand for each other, one finding is enough.
            let is_said = matches!(&field.required, Required::Without { field: other }
                if missing.iter().any(|(id, _)| id == other));
            if is_required && !is_said && !written.contains(&position) {
                let subject = Subject { field, number: None, parent };
                let finding = self
                    .finding(Code::MissingField, &subject, mapping.range.clone())
                    .with_name("kind", mapping.owner, self.main());
                let finding = match &field.required {
                    Required::Without { field } => {
                        finding.hint_with("or-field", [("field", field.to_string())])
                    }
                    _ => finding,
                };
                missing.push((Arc::clone(&field.id), finding));
            }
        }
        ReadFields { fields, missing }
    }

    /// Reports a key that no field has; hands out the field that was meant, if one is near.
    fn unknown_field<'m>(
        &mut self,
        entry: &Entry,
        owner: Name<'_>,
        declared: impl Iterator<Item = &'m model::Field> + Clone,
    ) -> Option<String> {
        let folded = entry.key.to_lowercase();
        let is_label = |field: &&model::Field| {
            field.label.iter().any(|(_, label)| label.to_lowercase() == folded)
        };
        let span = Span::new(self.file, entry.key_range.clone());
        let finding = Diagnostic::new(Code::UnknownField, span)
            .with("field", &entry.key)
            .with_name("kind", owner, self.main());
        // Whoever writes `Datum:` means the field of that name.
        let labelled = declared.clone().find(is_label).map(|field| &*field.id);
        let meant =
            labelled.or_else(|| nearest(&entry.key, declared.map(|field| &*field.id)));
        let meant = meant.map(ToOwned::to_owned);
        self.findings.push(match meant.clone() {
            Some(meant) => finding.hint_with("did-you-mean", [("suggestion", meant)]),
            None => finding,
        });
        meant
    }
}

/// Tells whether a field has to be there.
fn is_required(required: &Required, mapping: &Mapping<'_>, fields: &[Field]) -> bool {
    match required {
        Required::Never => false,
        Required::Always => true,
        Required::When { field, value } => {
            check::state(fields, field).is_some_and(|state| is_value(state, value))
        }
        Required::Without { field } => {
            let other = mapping.entries.iter().find(|entry| *entry.key == **field);
            other.is_none_or(|entry| match entry.value.scalar() {
                Some(scalar) => scalar.text.trim().is_empty(),
                None => entry.value.is_null(),
            })
        }
    }
}

/// Tells whether a value is the one that a condition names.
fn is_value(value: &FieldValue, name: &str) -> bool {
    match value {
        FieldValue::Choice(id) | FieldValue::Region(id) => **id == *name,
        FieldValue::Boolean(is) => name == if *is { "true" } else { "false" },
        FieldValue::Text(text) | FieldValue::Number(_, text) => text == name,
        _ => false,
    }
}
