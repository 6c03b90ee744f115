//! One written value as a value of its declared type, or a finding that says what was expected.

use std::borrow::Cow;
use std::sync::Arc;

use crate::address::{self, Verdict};
use crate::date::{Date, DateError, DateSpan};
use crate::diag::{Code, Diagnostic};
use crate::markdown::{self, Dialect, Document, Excerpt, Options};
use crate::model::{Choice, FieldType, Kind};
use crate::path::UnsafePath;
use crate::record::fields::{Reader, Subject};
use crate::record::image::{check_path, image, path_fault};
use crate::record::list::{list, meant_link};
use crate::record::{FieldValue, scalar};
use crate::yaml::{Node, Value, decimal_number, whole_number};

/// Reads a value; nothing and no finding comes back for what was left empty.
pub(super) fn value(
    reader: &mut Reader<'_>,
    subject: &Subject<'_>,
    ty: &FieldType,
    node: &Node,
) -> Option<FieldValue> {
    if takes_text(ty, node) {
        cut_text(reader, subject, node);
    }
    match (ty, &node.value) {
        (_, Value::Null) => None,
        (FieldType::List { of, min, max }, _) => {
            list(reader, subject, (of, *min, *max), node)
        }
        (FieldType::Group(fields), Value::Map(entries)) => {
            Some(FieldValue::Group(reader.group(fields, entries, subject, node)))
        }
        (FieldType::Image, Value::Map(_)) => image(reader, subject, node),
        (_, Value::Scalar(text)) if text.text.trim().is_empty() => None,
        (FieldType::Group(_), _) | (_, Value::List(_) | Value::Map(_)) => {
            let finding = wrong_type(reader, subject, ty, node);
            reader.findings.push(match meant_link(ty, node) {
                Some(id) => finding.hint_with("did-you-mean", [("suggestion", id)]),
                None => finding,
            });
            None
        }
        (_, Value::Scalar(text)) => {
            let is_bad = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
            if text.text.contains(is_bad) {
                let finding = reader
                    .finding(Code::WrongType, subject, node.range.clone())
                    .with("expected", "printable")
                    .with("value", node.excerpt());
                reader.findings.push(finding.hint("control-character"));
                return None;
            }
            scalar_value(reader, subject, ty, node, text.text.trim())
        }
    }
}

/// Tells whether a value is a text, in which a `#` is as good as any other sign. The single value of a
/// list is looked at as its item.
pub(super) fn takes_text(ty: &FieldType, node: &Node) -> bool {
    match ty {
        FieldType::Text | FieldType::Markdown => true,
        FieldType::List { of, .. } => node.is_null() && takes_text(of, node),
        _ => false,
    }
}

/// Reports what YAML leaves out behind a text without quotes.
pub(super) fn cut_text(reader: &mut Reader<'_>, subject: &Subject<'_>, node: &Node) {
    if let Some(comment) = node.comment.clone() {
        let finding = reader.finding(Code::CutText, subject, comment);
        reader.findings.push(finding.hint("quote-value").hint("comment-above"));
    }
}

/// Why a word is no value of a type.
pub(super) enum Refusal {
    /// It is something else; perhaps this was meant.
    Type(Option<String>),
    /// It lies outside a range: the key of its words, its ends.
    Range(&'static str, String, String),
    /// It is two dates where one is expected, of this form.
    Period(String),
    /// It is not among the choices.
    Choice,
    /// The calendar does not have it.
    Calendar,
    /// Its end lies before its start.
    Reversed(String, String),
    /// It is no address; perhaps this was meant.
    Address(Option<String>),
    /// Its scheme is not allowed.
    Scheme(String),
    /// It is no path that a file of the site can have.
    Path(UnsafePath),
}

/// A value that is one word or text.
fn scalar_value(
    reader: &mut Reader<'_>,
    subject: &Subject<'_>,
    ty: &FieldType,
    node: &Node,
    text: &str,
) -> Option<FieldValue> {
    if *ty == FieldType::Markdown {
        return Some(FieldValue::Markdown(document(reader, subject, node)));
    }
    if *ty == FieldType::Image {
        check_path(reader, subject, node, text)?;
        let finding = reader.finding(Code::MissingAlt, subject, node.range.clone());
        reader.findings.push(finding.with("image", text).hint("image-alt"));
        return Some(FieldValue::Image(text.to_owned(), String::new()));
    }
    match convert(reader, ty, text) {
        Ok(value) => Some(value),
        Err(refusal) => {
            let finding = refused(reader, subject, ty, node, refusal);
            reader.findings.push(finding);
            None
        }
    }
}

/// A word as a value of a type.
fn convert(
    reader: &Reader<'_>,
    ty: &FieldType,
    text: &str,
) -> Result<FieldValue, Refusal> {
    match ty {
        FieldType::Number { above } => {
            let meant = || Refusal::Type(scalar::meant_number(text, false));
            let number = decimal_number(text).ok_or_else(meant)?;
            is_above(number, *above)?;
            Ok(FieldValue::Number(number, text.to_owned()))
        }
        FieldType::Integer { above } => {
            let number = whole(text)?;
            is_above(as_decimal(number), *above)?;
            Ok(FieldValue::Integer(number))
        }
        FieldType::Count { above } => {
            let number = whole(text)?;
            is_above(as_decimal(number), *above)?;
            match number {
                count @ 0.. => Ok(FieldValue::Integer(count)),
                _ => Err(Refusal::Range("range-from", "0".to_owned(), String::new())),
            }
        }
        FieldType::Percent { above } => {
            let percent = whole(text.strip_suffix('%').map_or(text, str::trim_end))
                .map_err(|refusal| match refusal {
                    Refusal::Type(_) => Refusal::Type(None),
                    _ => percent_range(),
                })?;
            is_above(as_decimal(percent), *above)?;
            let in_range = u8::try_from(percent).ok().filter(|percent| *percent <= 100);
            in_range.map(FieldValue::Percent).ok_or_else(percent_range)
        }
        FieldType::Boolean => {
            let meant =
                || Refusal::Type(scalar::meant_boolean(text).map(ToOwned::to_owned));
            scalar::boolean(text).map(FieldValue::Boolean).ok_or_else(meant)
        }
        FieldType::Date => date(text).map(FieldValue::Date),
        FieldType::Period => period(text).map(FieldValue::Period),
        FieldType::Time => match scalar::time(text) {
            Some((start, Some(end))) if end < start => {
                Err(Refusal::Reversed(clock(start), clock(end)))
            }
            Some((start, end)) => Ok(FieldValue::Time(start, end)),
            None => Err(Refusal::Type(scalar::meant_time(text))),
        },
        _ => convert_name(reader, ty, text),
    }
}

/// A day, month or year.
fn date(text: &str) -> Result<Date, Refusal> {
    match (Date::parse(text), scalar::period(text)) {
        (Ok(date), _) => Ok(date),
        (Err(DateError::Calendar), _) | (_, Err(DateError::Calendar)) => {
            Err(Refusal::Calendar)
        }
        _ => Err(match scalar::meant_period(text) {
            Some(period) => Refusal::Period(period),
            None => Refusal::Type(scalar::meant_date(text)),
        }),
    }
}

/// A date, or two.
fn period(text: &str) -> Result<DateSpan, Refusal> {
    match scalar::period(text) {
        Ok(DateSpan { start, end: Some(end) }) if end.last_day() < start.first_day() => {
            Err(Refusal::Reversed(start.to_string(), end.to_string()))
        }
        Ok(span) => Ok(span),
        Err(DateError::Calendar) => Err(Refusal::Calendar),
        Err(DateError::Form) => {
            let meant = scalar::meant_period(text);
            Err(Refusal::Type(meant.or_else(|| scalar::meant_date(text))))
        }
    }
}

/// A whole number.
fn whole(text: &str) -> Result<i64, Refusal> {
    whole_number(text).ok_or_else(|| {
        // Of digits alone, the number is one, and more than anybody counts.
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_number = !digits.is_empty()
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        match (is_number, text.starts_with('-')) {
            (false, _) => Refusal::Type(scalar::meant_number(text, true)),
            (true, false) => {
                let high = i64::MAX.to_string();
                Refusal::Range("range-up-to", String::new(), high)
            }
            (true, true) => {
                let low = i64::MIN.to_string();
                Refusal::Range("range-from", low, String::new())
            }
        }
    })
}

/// A whole number for a comparison with a bound of the model.
#[expect(clippy::cast_precision_loss, reason = "bounds are small numbers")]
fn as_decimal(number: i64) -> f64 {
    number as f64
}

/// Refuses a number that is not above a bound.
fn is_above(number: f64, above: Option<f64>) -> Result<(), Refusal> {
    match above {
        Some(above) if number <= above => {
            Err(Refusal::Range("range-above", above.to_string(), String::new()))
        }
        _ => Ok(()),
    }
}

/// The refusal of a number that is no percentage.
fn percent_range() -> Refusal {
    Refusal::Range("range-between", "0".to_owned(), "100".to_owned())
}

/// A word as a value of a type whose values are names, addresses or texts.
fn convert_name(
    reader: &Reader<'_>,
    ty: &FieldType,
    text: &str,
) -> Result<FieldValue, Refusal> {
    match ty {
        FieldType::Url => match address::judge(text) {
            Verdict::Good => Ok(FieldValue::Url(text.to_owned())),
            Verdict::Forbidden(scheme) => Err(Refusal::Scheme(scheme)),
            Verdict::Invalid => {
                let meant = format!("https://{text}");
                let is_near = text.contains('.') && !text.contains("://");
                let is_good = is_near && address::judge(&meant) == Verdict::Good;
                Err(Refusal::Address(is_good.then_some(meant)))
            }
        },
        FieldType::Email if address::is_email(text) => {
            Ok(FieldValue::Email(text.to_owned()))
        }
        FieldType::Email => {
            let meant =
                text.strip_prefix("mailto:").filter(|rest| address::is_email(rest));
            Err(Refusal::Address(meant.map(ToOwned::to_owned)))
        }
        FieldType::Choice(choices) => {
            if choices.is_empty() {
                // The model lacks them, and has a finding.
                return Ok(FieldValue::Choice(text.into()));
            }
            let choice = choices.iter().find(|choice| &*choice.id == text);
            let id = choice.map(|choice| Arc::clone(&choice.id));
            id.map(FieldValue::Choice).ok_or(Refusal::Choice)
        }
        FieldType::Region => {
            let regions = &reader.context.model.regions;
            let region = regions.iter().find(|region| &*region.id == text);
            let id = region.map(|region| Arc::clone(&region.id));
            id.map(FieldValue::Region).ok_or(Refusal::Choice)
        }
        FieldType::Kind => {
            let kind = reader.context.model.kind(text);
            let id = kind.map(|kind| Arc::clone(&kind.id));
            id.map(FieldValue::Choice).ok_or(Refusal::Choice)
        }
        FieldType::File => match path_fault(reader, text) {
            None => Ok(FieldValue::File(text.to_owned())),
            Some(fault) => Err(Refusal::Path(fault)),
        },
        FieldType::Ref(_) => {
            let inner = text.trim_matches(['[', ']']);
            let id = inner.strip_suffix(".md").unwrap_or(inner);
            if id == text {
                return Ok(FieldValue::Ref(text.to_owned()));
            }
            let id = id.rsplit('/').next().unwrap_or(id);
            Err(Refusal::Type(Some(id.to_owned())))
        }
        FieldType::Text => Ok(FieldValue::Text(one_line(text))),
        _ => Err(Refusal::Type(None)),
    }
}

/// The finding for a refused word.
pub(super) fn refused(
    reader: &Reader<'_>,
    subject: &Subject<'_>,
    ty: &FieldType,
    node: &Node,
    refusal: Refusal,
) -> Diagnostic {
    let finding = |code| {
        let finding = reader.finding(code, subject, node.range.clone());
        finding.with("value", node.excerpt())
    };
    let (finding, meant) = match refusal {
        Refusal::Type(meant) => (wrong_type(reader, subject, ty, node), meant),
        // Where the end has a field of its own, two dates may stand here.
        Refusal::Period(meant) if subject.has_end => {
            (wrong_type(reader, subject, ty, node), Some(meant))
        }
        Refusal::Period(_) => {
            (wrong_type(reader, subject, ty, node).hint("one-date"), None)
        }
        Refusal::Address(meant) => (finding(Code::InvalidUrl), meant),
        Refusal::Range(expected, low, high) => {
            let finding = finding(Code::OutOfRange).with("expected", expected);
            (finding.with("low", low).with("high", high), None)
        }
        Refusal::Calendar => (finding(Code::ImpossibleDate), None),
        Refusal::Scheme(scheme) => {
            (finding(Code::ForbiddenScheme).with("scheme", scheme), None)
        }
        Refusal::Reversed(start, end) => {
            (finding(Code::ReversedRange).with("start", start).with("end", end), None)
        }
        Refusal::Path(fault) => {
            let finding = finding(Code::UnsafePath).with("path", node.excerpt());
            (finding.with("reason", fault.reason()), None)
        }
        Refusal::Choice => {
            let model = reader.context.model;
            let choices = match ty {
                FieldType::Choice(choices) => Cow::Borrowed(choices),
                FieldType::Kind => {
                    Cow::Owned(model.kinds.iter().map(as_choice).collect())
                }
                _ => Cow::Borrowed(&model.regions),
            };
            return unknown_choice(
                finding(Code::UnknownChoice),
                &choices,
                &node.excerpt(),
            );
        }
    };
    match meant {
        Some(meant) => finding.hint_with("did-you-mean", [("suggestion", meant)]),
        None => finding,
    }
}

/// A kind as one of several values.
fn as_choice(kind: &Kind) -> Choice {
    let (label, help) = (kind.one.clone(), kind.help.clone());
    Choice { id: Arc::clone(&kind.id), label, help, ..Choice::default() }
}

/// The finding for a word that is not among the choices: the nearest id, or that of the label that
/// was written instead, and all of them.
fn unknown_choice(finding: Diagnostic, choices: &[Choice], written: &str) -> Diagnostic {
    let folded = written.to_lowercase();
    let is_label = |choice: &&Choice| {
        choice.label.iter().any(|(_, label)| label.to_lowercase() == folded)
    };
    let ids = || choices.iter().map(|choice| &*choice.id);
    let finding = match choices.iter().find(is_label) {
        Some(choice) => {
            finding.hint_with("did-you-mean", [("suggestion", choice.id.to_string())])
        }
        None => finding.suggest(written, ids()),
    };
    finding.hint_with("choices", [("choices", ids().collect::<Vec<_>>().join(", "))])
}

/// The finding for a value of another type.
pub(super) fn wrong_type(
    reader: &Reader<'_>,
    subject: &Subject<'_>,
    ty: &FieldType,
    node: &Node,
) -> Diagnostic {
    reader
        .finding(Code::WrongType, subject, node.range.clone())
        .with("expected", ty.name())
        .with("value", node.excerpt())
}

/// The Markdown of a field.
fn document(reader: &mut Reader<'_>, subject: &Subject<'_>, node: &Node) -> Document {
    let text = node.scalar().map_or("", |scalar| scalar.text.as_str());
    let written = &reader.text[node.range.clone()];
    let place = if written == text.trim_end() {
        markdown::Place::At(node.range.start)
    } else if written.get(1..1 + text.len()) == Some(text) {
        markdown::Place::At(node.range.start + 1)
    } else {
        markdown::Place::Within(node.range.clone())
    };
    let excerpt = Excerpt { text, file: reader.file, place };
    let prefix = reader.prefix.clone() + &subject.id_prefix();
    let options = Options {
        dialect: Dialect::Site,
        language: reader.language.base(),
        html: reader.context.config.markdown.html,
        top_level: 3,
        id_prefix: &prefix,
        calls: false,
        words: reader.context.words(reader.language),
        lines: reader.lines,
    };
    markdown::parse(&excerpt, &options).drain_into(&mut reader.findings)
}

/// A text with its line breaks as spaces.
pub(super) fn one_line(text: &str) -> String {
    if text.contains(['\n', '\t']) {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        text.to_owned()
    }
}

/// Minutes since midnight as a time of day.
fn clock(minutes: u16) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}
