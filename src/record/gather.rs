//! What is only seen when all files are read: equal ids, and translations with their originals.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::language::Language;
use crate::model::{Field, FieldType, Kind};
use crate::path::SourcePath;
use crate::record::{Content, Context, FileContent, Reading, Record, RecordId};

/// Puts the files of a site together; they come in the order of their paths.
///
/// Of records with one id in one language the first stays.
pub(super) fn gather<'a>(
    readings: impl Iterator<Item = &'a Reading> + Clone,
    context: Context<'_>,
) -> Checked<Content> {
    let main = &context.config.language;
    let originals: BTreeSet<RecordId> = readings
        .clone()
        .filter_map(|reading| match &reading.content {
            Some(FileContent::Record(record)) if record.card.language == *main => {
                Some(record.card.id.clone())
            }
            _ => None,
        })
        .collect();
    let mut content = Content::default();
    let mut findings = vec![];
    let mut taken: BTreeMap<(RecordId, Language), SourcePath> = BTreeMap::new();
    for reading in readings {
        findings.extend(reading.findings.iter().cloned());
        let record = match &reading.content {
            Some(FileContent::Record(record)) => record,
            Some(FileContent::Section(section)) => {
                content.sections.push((**section).clone());
                continue;
            }
            None => continue,
        };
        let card = &record.card;
        let is_translation = card.language != *main && originals.contains(&card.id);
        let missing = reading.missing.iter();
        findings.extend(
            missing
                .filter(|(id, _)| !is_translation || &**id == "title")
                .map(|(_, finding)| finding.clone()),
        );
        if is_translation && let Some(kind) = context.model.kind(&card.id.kind) {
            untranslatable(record, kind, context, &mut findings);
        }
        let key = (card.id.clone(), card.language.clone());
        if let Some(other) = taken.get(&key) {
            findings.push(duplicate(record, other, context));
        } else {
            taken.insert(key, card.file.clone());
            content.records.push((**record).clone());
        }
    }
    Checked { value: content, findings }
}

/// The finding for a second record of an id.
fn duplicate(record: &Record, other: &SourcePath, context: Context<'_>) -> Diagnostic {
    let card = &record.card;
    let finding = Diagnostic::new(Code::DuplicateId, Span::whole(&card.file))
        .with("id", card.id.path());
    let finding = match context.model.kind(&card.id.kind) {
        Some(kind) => finding.with_name("kind", kind.name(), &context.config.language),
        None => finding.with("kind", &*card.id.kind),
    };
    finding.with("other", other.as_str()).related(Span::whole(other))
}

/// Reports the fields of a translation that only its original may have.
fn untranslatable(
    record: &Record,
    kind: &Kind,
    context: Context<'_>,
    findings: &mut Vec<Diagnostic>,
) {
    // A date and its end may stand in one value.
    let mut last: Option<&Range<usize>> = None;
    for field in &record.card.fields {
        let common = context.model.common.iter();
        let mut declared = common.chain(&kind.fields);
        let Some(declared) = declared.find(|declared| declared.id == field.id) else {
            continue;
        };
        if !is_translatable(&declared.ty)
            && last.replace(&field.range) != Some(&field.range)
        {
            let span = Span::new(&record.card.file, field.range.clone());
            let finding = Diagnostic::new(Code::UntranslatableField, span)
                .with("field", &*field.id)
                .with_name("label", declared.name(), &context.config.language);
            findings.push(finding);
        }
    }
}

/// Tells whether values of a type differ from language to language.
fn is_translatable(ty: &FieldType) -> bool {
    let all = |fields: &[Field]| fields.iter().all(|field| is_translatable(&field.ty));
    match ty {
        FieldType::Text | FieldType::Markdown | FieldType::Image => true,
        FieldType::List { of, .. } => is_translatable(of),
        FieldType::Group(fields) => all(fields),
        _ => false,
    }
}
