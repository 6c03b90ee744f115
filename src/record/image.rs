//! Images and paths of files beside a record.

use crate::diag::{Code, Diagnostic, Span};
use crate::model::FieldType;
use crate::path::{UnsafePath, check_address};
use crate::record::FieldValue;
use crate::record::fields::{Reader, Subject};
use crate::record::place::CONTENT;
use crate::record::value::{Refusal, cut_text, one_line, refused, wrong_type};
use crate::yaml::Node;

/// An image: `{file: …, alt: …}`; an alternative text has to be there, if only an empty one.
pub(super) fn image(
    reader: &mut Reader<'_>,
    subject: &Subject<'_>,
    node: &Node,
) -> Option<FieldValue> {
    for entry in node.entries().unwrap_or_default() {
        if !matches!(entry.key.as_str(), "file" | "alt") {
            let span = Span::new(reader.file, entry.key_range.clone());
            let finding = Diagnostic::new(Code::UnknownField, span)
                .with("field", &entry.key)
                .with_name("kind", subject.field.name(), reader.main())
                .suggest(&entry.key, ["file", "alt"]);
            reader.findings.push(finding);
        }
    }
    let text =
        |key| node.get(key).and_then(Node::scalar).map(|scalar| scalar.text.trim());
    let Some(file) = text("file").filter(|file| !file.is_empty()) else {
        let finding = wrong_type(reader, subject, &FieldType::Image, node);
        reader.findings.push(finding.hint("image-alt"));
        return None;
    };
    check_path(reader, subject, node.get("file").unwrap_or(node), file)?;
    let alt = text("alt");
    if let Some(alt) = node.get("alt") {
        cut_text(reader, subject, alt);
    }
    if alt.is_none() {
        let finding = reader.finding(Code::MissingAlt, subject, node.range.clone());
        reader.findings.push(finding.with("image", file).hint("image-alt"));
    }
    Some(FieldValue::Image(file.to_owned(), one_line(alt.unwrap_or_default())))
}

/// Reports a path that leads out of `content/` or that some system could not have.
pub(super) fn check_path(
    reader: &mut Reader<'_>,
    subject: &Subject<'_>,
    node: &Node,
    path: &str,
) -> Option<()> {
    let Some(fault) = path_fault(reader, path) else { return Some(()) };
    let refusal = Refusal::Path(fault);
    let finding = refused(reader, subject, &FieldType::File, node, refusal);
    reader.findings.push(finding);
    None
}

/// What is wrong with a path relative to the record's file.
pub(super) fn path_fault(reader: &Reader<'_>, path: &str) -> Option<UnsafePath> {
    if path.starts_with('/') {
        return Some(UnsafePath::Outside);
    }
    let names = path.split('/').filter(|name| !matches!(*name, "." | ".."));
    if let Some(fault) = names.into_iter().find_map(|name| check_address(name).err()) {
        return Some(fault);
    }
    let target = reader.file.resolve(path);
    let is_inside = target.is_some_and(|target| target.below(CONTENT).is_some());
    (!is_inside).then_some(UnsafePath::Outside)
}
