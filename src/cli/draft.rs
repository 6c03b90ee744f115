//! The text of a new record: its fields as comments that say what to write into them.

use crate::language::Language;
use crate::model::{Choice, Field, FieldType, Kind, Model, Required};
use crate::report::{Messages, wrapped};
use crate::yaml::quote;

/// Fields that the file's place or the command line has settled already.
const SETTLED: [&str; 3] = ["title", "kind", "lang"];

/// Fields that every record has and that come first because nearly all records fill them in.
const FIRST: [&str; 2] = ["summary", "tags"];

/// A new record of a kind.
///
/// Required fields stand open, with nothing behind the colon: until somebody fills them in, the
/// record has an error at their place. All others are comments.
pub(super) fn draft(
    model: &Model,
    kind: &Kind,
    title: &str,
    messages: &Messages,
) -> String {
    let writer = Writer { model, messages, language: messages.language() };
    let mut text = format!("---\ntitle: {}\n", quote(title));
    let intro = [
        ("kind", kind.one(writer.language)),
        ("help", kind.help.get(writer.language).map_or("", String::as_str)),
    ];
    text.push_str(&wrapped(&messages.format("cli.new.intro", &intro), "# "));
    text.push_str(&wrapped(&messages.text("cli.new.guide"), "# "));
    let unsettled = |field: &&Field| !SETTLED.contains(&&*field.id);
    let (first, last): (Vec<&Field>, Vec<&Field>) = model
        .common
        .iter()
        .filter(unsettled)
        .partition(|field| FIRST.contains(&&*field.id));
    for field in first.into_iter().chain(&kind.fields).chain(last) {
        text.push('\n');
        text.push_str(&writer.field(field));
    }
    text.push_str("---\n\n");
    text.push_str(&messages.text("cli.new.body"));
    text.push('\n');
    text
}

/// What the parts of a draft are written with.
struct Writer<'a> {
    /// The kinds and regions.
    model: &'a Model,
    /// The words.
    messages: &'a Messages,
    /// Their language.
    language: &'a Language,
}

impl Writer<'_> {
    /// A field: its label, what it takes, its help, its values, and the line to fill in.
    ///
    /// Explanations start with `# `; lines to fill in start with `#` alone, so that deleting it
    /// leaves YAML that is indented as it must be.
    fn field(&self, field: &Field) -> String {
        let mut text = wrapped(&self.summary(field), "# ");
        if let Some(help) = field.help.get(self.language) {
            text.push_str(&wrapped(help, "#   "));
        }
        if let FieldType::Choice(choices) = inner(&field.ty) {
            text.push_str(&self.choices(choices));
        }
        let sign = if field.required == Required::Always { "" } else { "#" };
        for line in self.lines(field) {
            text.extend([sign, &line, "\n"]);
        }
        text
    }

    /// The lines to fill in: the key, and below it the keys of a group with their labels.
    fn lines(&self, field: &Field) -> Vec<String> {
        let is_list = matches!(field.ty, FieldType::List { .. });
        let (first, rest) = if is_list { ("  - ", "    ") } else { ("  ", "  ") };
        let nested = |lines: Vec<String>| {
            let indents = std::iter::once(first).chain(std::iter::repeat(rest));
            let lines = indents.zip(lines).map(|(indent, line)| [indent, &line].concat());
            std::iter::once(format!("{}:", field.id)).chain(lines).collect()
        };
        match inner(&field.ty) {
            FieldType::Group(fields) => {
                let lines = fields.iter().flat_map(|field| {
                    let mut lines = self.lines(field);
                    lines[0].extend(["  # ", &self.summary(field)]);
                    if let FieldType::Choice(choices) = inner(&field.ty) {
                        let ids: Vec<&str> = choices.iter().map(|one| &*one.id).collect();
                        lines[0].extend([" (", &ids.join(", "), ")"]);
                    }
                    lines
                });
                nested(lines.collect())
            }
            FieldType::Image => nested(vec!["file:".to_owned(), "alt:".to_owned()]),
            _ if is_list => vec![format!("{}: []", field.id)],
            _ => vec![format!("{}:", field.id)],
        }
    }

    /// The label of a field and what it takes, in one line.
    fn summary(&self, field: &Field) -> String {
        let label = field.label(self.language);
        let mut parts = vec![self.type_in_words(inner(&field.ty))];
        if matches!(field.ty, FieldType::List { .. }) {
            parts.push(self.messages.text("cli.new.several"));
        }
        match &field.required {
            Required::Never => {}
            Required::Always => parts.push(self.messages.text("cli.new.required")),
            Required::When { field, value } => {
                let arguments = [("field", &**field), ("value", &**value)];
                parts.push(self.messages.format("cli.new.required-when", &arguments));
            }
            Required::Without { field } => {
                let arguments = [("field", &**field)];
                parts.push(self.messages.format("cli.new.required-without", &arguments));
            }
        }
        format!("{label}: {}", parts.join("; "))
    }

    /// What a type takes.
    fn type_in_words(&self, ty: &FieldType) -> String {
        let name = match ty {
            FieldType::Text => "text",
            FieldType::Markdown => "markdown",
            FieldType::Number { .. } => "number",
            FieldType::Integer { .. } => "integer",
            FieldType::Count { .. } => "count",
            FieldType::Percent { .. } => "percent",
            FieldType::Boolean => "boolean",
            FieldType::Date => "date",
            FieldType::Period => "period",
            FieldType::Time => "time",
            FieldType::Url => "url",
            FieldType::Email => "email",
            FieldType::Choice(_) => "choice",
            FieldType::Region => "region",
            FieldType::Kind => "kind",
            FieldType::File => "file",
            FieldType::Image => "image",
            FieldType::Group(_) => "group",
            FieldType::List { of, .. } => return self.type_in_words(of),
            FieldType::Ref(rule) if rule.kinds.is_empty() => "ref-any",
            FieldType::Ref(rule) => {
                let kinds = rule.kinds.iter().map(|id| {
                    self.model.kind(id).map_or(&**id, |kind| kind.one(self.language))
                });
                let kinds = kinds.collect::<Vec<_>>().join(", ");
                return self.messages.format("cli.new.types.ref", &[("kinds", &kinds)]);
            }
        };
        let example = self.model.regions.first().map_or("", |region| &*region.id);
        self.messages.format(&format!("cli.new.types.{name}"), &[("example", example)])
    }

    /// The values of a choice with their labels.
    fn choices(&self, choices: &[Choice]) -> String {
        let mut text = wrapped(&self.messages.text("cli.new.choices"), "#   ");
        for choice in choices {
            let label = choice.label.get(self.language).map_or("", String::as_str);
            let line = format!("{} – {label}", choice.id);
            text.push_str(&wrapped(&line, "#     "));
        }
        text
    }
}

/// The type of the entries of a list; any other type itself.
fn inner(ty: &FieldType) -> &FieldType {
    match ty {
        FieldType::List { of, .. } => inner(of),
        other => other,
    }
}
