//! Mappings of front matter against the fields that the model declares.

use std::ops::Range;
use std::sync::Arc;

use crate::date::Date;
use crate::diag::{Code, Diagnostic, Name, Span, nearest};
use crate::language::Language;
use crate::markdown::CodeLines;
use crate::model::{self, FieldType, Required};
use crate::path::SourcePath;
use crate::record::{Context, Field, FieldValue, check, scalar, value};
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
    /// Lines of code that were read before.
    pub(super) lines: &'a CodeLines,
    /// What the ids of all Markdown fields start with: nothing but in the arguments of a component, of which
    /// a page may have several.
    pub(super) prefix: String,
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
    /// Whether it is a date with a field for its end beside it, so that both may stand in it.
    pub(super) has_end: bool,
}

/// The end of a period that stands in the field of its start.
struct End<'a> {
    /// The place of its own field among the declared ones.
    position: usize,
    /// Its own field.
    field: &'a model::Field,
    /// The end.
    date: Date,
    /// The bytes of the period.
    range: Range<usize>,
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

impl<'a> Subject<'a> {
    /// A field as a whole.
    pub(super) fn new(field: &'a model::Field, parent: Option<&'a Self>) -> Self {
        Self { field, number: None, parent, has_end: false }
    }

    /// What the ids of a Markdown field start with, so that they differ from all others of the page.
    pub(super) fn id_prefix(&self) -> String {
        let parent = self.parent.map(Subject::id_prefix).unwrap_or_default();
        match self.number {
            Some(number) => format!("{parent}{}-{}--", self.field.id, number + 1),
            None => format!("{parent}{}--", self.field.id),
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
        let mut ends: Vec<End<'_>> = vec![];
        for entry in mapping.entries {
            let found = all().enumerate().find(|(_, field)| *field.id == *entry.key);
            let Some((position, field)) = found else {
                let meant = self.unknown_field(entry, mapping.owner, all());
                // Whoever misspells a field has not forgotten it.
                written
                    .extend(all().position(|field| Some(&*field.id) == meant.as_deref()));
                continue;
            };
            let partner = partner(field, &all());
            if let Some((end, field_of_end)) = partner
                && let Some((start, date)) = two_dates(&entry.value)
            {
                let range = entry.value.range.clone();
                ends.push(End {
                    position: end,
                    field: field_of_end,
                    date,
                    range: range.clone(),
                });
                let value = FieldValue::Date(start);
                written.push(position);
                read.push((position, Field { id: Arc::clone(&field.id), value, range }));
                continue;
            }
            let has_end = partner.is_some();
            let subject = Subject { has_end, ..Subject::new(field, parent) };
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
        for end in ends {
            self.take_end(end, &mut read, &mut written, parent);
        }
        read.sort_by_key(|(position, _)| *position);
        let fields: Vec<Field> = read.into_iter().map(|(_, field)| field).collect();
        let missing = self.missing(all(), mapping, (&written, &fields), parent);
        ReadFields { fields, missing }
    }

    /// Takes the end of a period that stands in the field of its start. Where the end has been given as
    /// well, both have to agree.
    fn take_end(
        &mut self,
        end: End<'_>,
        read: &mut Vec<(usize, Field)>,
        written: &mut Vec<usize>,
        parent: Option<&Subject<'_>>,
    ) {
        let End { position, field, date, range } = end;
        let own = read.iter().find(|(other, _)| *other == position);
        match own.map(|(_, own)| (&own.value, own.range.clone())) {
            Some((FieldValue::Date(own), _)) if *own == date => {}
            Some((_, own)) => {
                let finding = self
                    .finding(Code::OutOfRange, &Subject::new(field, parent), own.clone())
                    .with("value", &self.text[own])
                    .with("expected", "range-exactly")
                    .with("low", date.to_string())
                    .hint("end-in-date")
                    .related(Span::new(self.file, range));
                self.findings.push(finding);
            }
            // What was given and is wrong has a finding.
            None if written.contains(&position) => {}
            None => {
                written.push(position);
                let value = FieldValue::Date(date);
                read.push((position, Field { id: Arc::clone(&field.id), value, range }));
            }
        }
    }

    /// The findings for required fields that are not there; `written` are the positions of those that
    /// have a value, be it a wrong one.
    fn missing<'m>(
        &self,
        declared: impl Iterator<Item = &'m model::Field>,
        mapping: &Mapping<'_>,
        (written, fields): (&[usize], &[Field]),
        parent: Option<&Subject<'_>>,
    ) -> Vec<(Arc<str>, Diagnostic)> {
        let mut missing = vec![];
        for (position, field) in declared.enumerate() {
            let is_required = is_required(&field.required, mapping, fields);
            // Of two fields that stand for each other, one finding is enough.
            let is_said = matches!(&field.required, Required::Without { field: other }
                if missing.iter().any(|(id, _)| id == other));
            if !is_required || is_said || written.contains(&position) {
                continue;
            }
            let own = mapping.place(&field.id);
            let what = if own.is_some() { "is-empty" } else { "is-missing" };
            let other = match &field.required {
                Required::Without { field } => mapping.place(field),
                _ => None,
            };
            let range = own.or(other).unwrap_or_else(|| mapping.range.clone());
            let finding = self
                .finding(Code::MissingField, &Subject::new(field, parent), range)
                .with("what", what)
                .with_name("kind", mapping.owner, self.main());
            let finding = match &field.required {
                Required::Without { field } => {
                    finding.hint_with("or-field", [("field", field.to_string())])
                }
                _ => finding,
            };
            missing.push((Arc::clone(&field.id), finding));
        }
        missing
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

impl Mapping<'_> {
    /// Where a field stands that was left empty: its value, or its key where there is nothing behind it.
    fn place(&self, id: &str) -> Option<Range<usize>> {
        let entry = self.entries.iter().find(|entry| entry.key == id)?;
        let value = &entry.value.range;
        Some(if value.is_empty() { entry.key_range.clone() } else { value.clone() })
    }
}

/// The field for the end of a date, and its place among the declared ones.
fn partner<'m>(
    field: &model::Field,
    declared: &(impl Iterator<Item = &'m model::Field> + Clone),
) -> Option<(usize, &'m model::Field)> {
    if field.ty != FieldType::Date {
        return None;
    }
    check::ends_of(&field.id).find_map(|end| {
        let mut declared = declared.clone().enumerate();
        declared.find(|(_, other)| *other.id == *end && other.ty == FieldType::Date)
    })
}

/// The two dates of a period.
fn two_dates(node: &Node) -> Option<(Date, Date)> {
    let span = scalar::period(node.scalar()?.text.trim()).ok()?;
    Some((span.start, span.end?))
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
