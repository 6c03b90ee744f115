//! Lists of values: how many they have, and what is no entry.

use crate::diag::Code;
use crate::model::FieldType;
use crate::path::slugify;
use crate::record::fields::{Reader, Subject};
use crate::record::value::{takes_text, value, wrong_type};
use crate::record::{FieldValue, Item};
use crate::yaml::Node;

/// The values of a list; a single one may stand without it.
pub(super) fn list(
    reader: &mut Reader<'_>,
    subject: &Subject<'_>,
    (of, min, max): (&FieldType, usize, Option<usize>),
    node: &Node,
) -> Option<FieldValue> {
    // `[[id]]` without quotes is one link that YAML reads as a list in a list.
    let is_link = meant_link(of, node).is_some()
        && node
            .items()
            .is_some_and(|items| matches!(items, [inner] if inner.items().is_some()));
    if let Some(meant) = meant_list(of, node) {
        let ty = FieldType::List { of: Box::new(of.clone()), min, max };
        let finding = wrong_type(reader, subject, &ty, node);
        reader.findings.push(finding.hint_with("did-you-mean", [("suggestion", meant)]));
        return None;
    }
    let written = if is_link { std::slice::from_ref(node) } else { node.one_or_many() };
    if takes_text(of, node) {
        cut_entries(reader, subject, node);
    }
    let mut items: Vec<Item> = Vec::with_capacity(written.len());
    let mut count = 0;
    for (number, node) in written.iter().enumerate() {
        let subject = Subject { number: Some(number), ..*subject };
        let before = reader.findings.len();
        if let Some(value) = value(reader, &subject, of, node) {
            // Who is named twice is still one.
            count += usize::from(!items.iter().any(|item| is_same(&item.value, &value)));
            items.push(Item { value, range: node.range.clone() });
        } else if reader.findings.len() > before {
            count += 1;
        } else if matches!(of, FieldType::Ref(_)) {
            empty_entry(reader, &subject, of, node);
        }
    }
    // A list without entries is a field that is missing.
    if count > 0 && (count < min || max.is_some_and(|max| count > max)) {
        let expected = match max {
            None => "range-from",
            Some(max) if max == min => "range-exactly",
            Some(_) if min == 0 => "range-up-to",
            Some(_) => "range-between",
        };
        let finding = reader
            .finding(Code::WrongCount, subject, node.range.clone())
            .with("count", count.to_string())
            .with("expected", expected)
            .with("low", min.to_string())
            .with("high", max.unwrap_or(min).to_string());
        reader.findings.push(finding);
    }
    (!items.is_empty()).then_some(FieldValue::List(items))
}

/// Reports entries between brackets that YAML takes for a comment: `[a, #b` and more on the next line.
fn cut_entries(reader: &mut Reader<'_>, subject: &Subject<'_>, node: &Node) {
    let Some(items) = node.items() else { return };
    let ends = items.iter().map(|item| item.range.end);
    let starts = items.iter().skip(1).map(|item| item.range.start);
    for (end, next) in ends.zip(starts.chain([node.range.end])) {
        // A comment right behind an entry belongs to it.
        let gap = reader.text.get(end..next).unwrap_or_default();
        let Some(comma) = gap.find(',') else { continue };
        let mut start = end;
        for line in gap.split_inclusive('\n') {
            let word = line.find(" #").map(|at| start + at + 1);
            let place = word.filter(|place| *place > end + comma);
            let is_word = |place: &usize| {
                let rest = reader.text[place + 1..].chars().next();
                rest.is_some_and(|c| !c.is_whitespace())
            };
            if let Some(place) = place.filter(is_word) {
                let range = place..start + line.trim_end().len();
                let finding = reader.finding(Code::CutText, subject, range);
                reader.findings.push(finding.hint("quote-value"));
            }
            start += line.len();
        }
    }
}

/// The list that somebody wrote as one text with commas, where no value has a comma.
fn meant_list(of: &FieldType, node: &Node) -> Option<String> {
    let is_word = matches!(
        of,
        FieldType::Ref(_) | FieldType::Choice(_) | FieldType::Region | FieldType::Kind
    );
    let text = &node.scalar().filter(|_| is_word)?.text;
    let words: Vec<&str> = text.split([',', ';']).map(str::trim).collect();
    (words.len() > 1).then(|| format!("[{}]", words.join(", ")))
}

/// Tells whether two entries of a list mean the same: equal choices, or references to one record, with
/// its kind or without.
fn is_same(left: &FieldValue, right: &FieldValue) -> bool {
    let parts = |text: &str| match text.rsplit_once('/') {
        Some((kind, id)) => (Some(kind.to_owned()), slugify(id)),
        None => (None, slugify(text)),
    };
    match (left, right) {
        (FieldValue::Ref(left), FieldValue::Ref(right)) => {
            let (left, right) = (parts(left), parts(right));
            let is_kind = left.0.is_none() || right.0.is_none() || left.0 == right.0;
            is_kind && left.1 == right.1
        }
        (FieldValue::Choice(left) | FieldValue::Region(left), right) => {
            matches!(right, FieldValue::Choice(right) | FieldValue::Region(right)
                if left == right)
        }
        _ => false,
    }
}

/// Reports an entry of a list that refers to nothing.
fn empty_entry(
    reader: &mut Reader<'_>,
    subject: &Subject<'_>,
    ty: &FieldType,
    node: &Node,
) {
    let written = reader.text.get(node.range.clone()).filter(|text| !text.is_empty());
    let finding = reader
        .finding(Code::WrongType, subject, node.range.clone())
        .with("expected", ty.name())
        .with("value", written.unwrap_or("-"));
    reader.findings.push(finding.hint("empty-entry"));
}

/// The id in `[[id]]`, which YAML takes for a list in a list.
pub(super) fn meant_link(ty: &FieldType, node: &Node) -> Option<String> {
    let FieldType::Ref(_) = ty else { return None };
    let mut node = node;
    while let Some([inner]) = node.items() {
        node = inner;
    }
    Some(node.scalar()?.text.clone())
}
