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
        text.push_str(&writer.field(field, ""));
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
    fn field(&self, field: &Field, indent: &str) -> String {
        let mut text = wrapped(&self.summary(field), &format!("# {indent}"));
        if let Some(help) = field.help.get(self.language) {
            text.push_str(&wrapped(help, &format!("#   {indent}")));
        }
        let ty = match &field.ty {
            FieldType::List { of, .. } => of,
            other => other,
        };
        if let FieldType::Choice(choices) = ty {
            text.push_str(&self.choices(choices, indent));
        }
        let sign = if field.required == Required::Always { "" } else { "# " };
        let line = |value: &str| format!("{sign}{indent}{}:{value}\n", field.id);
        let is_list = matches!(field.ty, FieldType::List { .. });
        match ty {
            FieldType::Group(fields) => {
                text.push_str(&line(""));
                text.push_str(&self.group(fields, indent, is_list));
            }
            FieldType::Image => {
                text.push_str(&line(""));
                for part in ["file", "alt"] {
                    text.extend(["# ", indent, "  ", part, ":\n"]);
                }
            }
            _ if is_list => text.push_str(&line(" []")),
            _ => text.push_str(&line("")),
        }
        text
    }

    /// The label of a field and what it takes, in one line.
    fn summary(&self, field: &Field) -> String {
        let label = field.label(self.language);
        let (ty, several) = match &field.ty {
            FieldType::List { of, .. } => (&**of, true),
            other => (other, false),
        };
        let mut parts = vec![self.type_in_words(ty)];
        if several {
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
        format!("{label} ({})", parts.join("; "))
    }

    /// What a type takes.
    fn type_in_words(&self, ty: &FieldType) -> String {
        let name = match ty {
            FieldType::Text => "text",
            FieldType::Markdown => "markdown",
            FieldType::Number { .. } => "number",
            FieldType::Integer => "integer",
            FieldType::Count => "count",
            FieldType::Percent => "percent",
            FieldType::Boolean => "boolean",
            FieldType::Date => "date",
            FieldType::Period => "period",
            FieldType::Time => "time",
            FieldType::Url => "url",
            FieldType::Email => "email",
            FieldType::Choice(_) => "choice",
            FieldType::Region => "region",
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
    fn choices(&self, choices: &[Choice], indent: &str) -> String {
        let mut text =
            wrapped(&self.messages.text("cli.new.choices"), &format!("#   {indent}"));
        for choice in choices {
            let label = choice.label.get(self.language).map_or("", String::as_str);
            let line = format!("{} – {label}", choice.id);
            text.push_str(&wrapped(&line, &format!("#     {indent}")));
        }
        text
    }

    /// The fields of a group as comments, as an entry of a list where there may be several.
    fn group(&self, fields: &[Field], indent: &str, several: bool) -> String {
        let mut text = String::new();
        let deeper = format!("{indent}  {}", if several { "  " } else { "" });
        for (index, field) in fields.iter().enumerate() {
            let mut lines = wrapped(&self.summary(field), &format!("# {deeper}# "));
            let dash = if several && index == 0 { "- " } else { "  " };
            let lead = if several { format!("{indent}  {dash}") } else { deeper.clone() };
            lines.extend(["# ", &lead, &field.id, ":\n"]);
            text.push_str(&lines);
        }
        text
    }
}
