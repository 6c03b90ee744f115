//! The kinds of record of a process, their fields and relations: a value read from YAML.
//!
//! The built-in model (`model.yaml` beside this file) and a site's `content/model.yaml` use one
//! language, described in `docs/modell.md`. Rust knows roles and field types, never kinds.

mod check;
mod draft;
mod read;
mod resolve;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::diag::{Checked, Code, Key, Name};
use crate::language::{Language, Localised};
use crate::path::SourcePath;
use crate::source::Sources;
use crate::yaml;

/// Where a site's own model stands.
pub const FILE: &str = "content/model.yaml";

/// The built-in model, in the words of its file.
pub const BUILT_IN: &str = include_str!(concat!(env!("OUT_DIR"), "/model.yaml"));

/// The field that names what a record is part of, where it refers to one record of the same kind.
pub const PARENT: &str = "parent";

/// Reads the built-in model and what the site adds to it or changes in it.
pub fn parse(sources: &Sources) -> Checked<Model> {
    let mut draft = draft::Draft::default();
    let mut findings = draft.read(&SourcePath::new("model.yaml"), BUILT_IN);
    let file = SourcePath::new(FILE);
    if let Some(text) = sources.text(&file) {
        findings.extend(draft.read(&file, text));
    }
    let read = Checked { value: (), findings };
    let is_whole = yaml::is_whole(&read);
    let mut findings = read.findings;
    let resolved = resolve::resolve(&draft);
    // What a file that cannot be read lacks may stand in it all the same.
    if is_whole {
        findings.extend(resolved.findings);
    }
    Checked { value: resolved.value, findings }
}

/// Tells whether all of the model could be made: that it could be read, and that every kind has a folder
/// that its records can lie in. Otherwise records may seem to be what they are not.
pub fn is_whole(model: &Checked<Model>) -> bool {
    let is_folder = |(name, reason): &(Key, String)| {
        let reasons = ["model-no-folder", "model-folder", "model-folder-taken"];
        *name == "reason" && reasons.contains(&reason.as_str())
    };
    let mut faults = model.findings.iter();
    let no_folder = faults.any(|finding| {
        finding.code == Code::InvalidModel && finding.arguments.iter().any(is_folder)
    });
    yaml::is_whole(model) && !no_folder
}

/// The kinds of record that a site has.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Model {
    /// The fields that every record has and the program reads: `title`, `summary`, `tags` … What a site
    /// adds for all kinds is among the fields of each.
    pub common: Vec<Field>,
    /// The kinds, in the order of the model files; the site's own come last.
    pub kinds: Vec<Kind>,
    /// The regions that fields of type `region` choose from.
    pub regions: Vec<Choice>,
    /// What texts may call, in the order of the model files.
    pub components: Vec<Component>,
}

/// Something that a text calls by a fenced block: a drawing, a list, a call-out. The theme has a template for
/// it, which sees the arguments and what the query found, and nothing else.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    /// The name that stands between braces behind the fence, such as `timeline`.
    pub id: Arc<str>,
    /// What people call it.
    pub label: Localised<String>,
    /// What it shows, for the documentation; may be empty.
    pub help: Localised<String>,
    /// What it shows of the site, if it asks for anything.
    pub shows: Option<Query>,
    /// The arguments.
    pub fields: Vec<Field>,
}

/// What a component can ask of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Query {
    /// Who took part, by phase, region and group of actors.
    Balance,
    /// What lacks an answer, an origin, somebody responsible or news.
    Coverage,
    /// Meetings and actors by region.
    Map,
    /// Which records of two kinds belong together.
    Matrix,
    /// Who worked with whom.
    Network,
    /// Projects that look for partners.
    Partners,
    /// Records by kind, relation and field.
    Records,
    /// How far recommendations have come.
    Status,
    /// Guidelines, their recommendations and projects.
    Structure,
    /// Phases, meetings and milestones by time.
    Timeline,
    /// Where a record came from and what became of it.
    Trace,
}

/// A kind of record.
#[derive(Debug, Clone, PartialEq)]
pub struct Kind {
    /// The id that `kind:` and `[[kind/id]]` use, such as `workshop`.
    pub id: Arc<str>,
    /// The folder below `content/` and the first segment of the address; nothing for pages, which
    /// keep their paths.
    pub folder: Option<Arc<str>>,
    /// What the rest of the program treats records of this kind as.
    pub role: Role,
    /// What one record is called.
    pub one: Localised<String>,
    /// What several records, and the section, are called.
    pub many: Localised<String>,
    /// What records of this kind are, for the documentation and new records; may be empty.
    pub help: Localised<String>,
    /// How the section sorts its records.
    pub order: Order,
    /// The field that tells when a record is or starts, for lists, feeds and the calendar.
    pub date_field: Option<Arc<str>>,
    /// The field that tells how far a record has come.
    pub state_field: Option<Arc<str>>,
    /// The fields that a list shows beside the title.
    pub row: Vec<Arc<str>>,
    /// The fields beyond those that every record has, in the order in which they are shown.
    pub fields: Vec<Field>,
    /// Whether fields are missing because of a fault in the model, so that no record can be blamed
    /// for fields that the kind does not have.
    pub open: bool,
}

/// How a section sorts its records; equal ones by title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// As the language sorts titles.
    #[default]
    Title,
    /// By the date field, latest first.
    NewestFirst,
    /// By the date field, earliest first.
    OldestFirst,
    /// By the field `number`, read as a person reads it: 2.9 before 2.10.
    Number,
    /// By the field `order`.
    Order,
}

/// What the program does with a kind beyond showing its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// A period of the process, with `start` and `end`.
    Phase,
    /// Something that took place: dated, with `people` and `organisations`; starts a trace.
    Meeting,
    /// A meeting that is published as a number only, unless it says `publish: true`.
    Talk,
    /// What the process has to answer.
    Challenge,
    /// A leading idea that answers challenges.
    Guideline,
    /// A recommendation for action, with `status`, `progress` and `history`.
    Recommendation,
    /// What puts a recommendation into practice; ends a trace.
    Project,
    /// An organisation or group.
    Actor,
    /// A person, published only with a right (`publication`).
    Person,
    /// A file or address that was published.
    Document,
    /// A dated message.
    News,
    /// A word of the glossary.
    Term,
    /// Records that are read and printed as one page: `contents`, or what `choose` asks for.
    Dossier,
    /// A page that keeps its path.
    Page,
    /// Anything else that has fields and relations.
    Other,
}

/// A field of a kind, or of a group within a field.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The key in front matter, such as `dimension`.
    pub id: Arc<str>,
    /// What people call it.
    pub label: Localised<String>,
    /// What to write into it, for new records and the documentation; may be empty.
    pub help: Localised<String>,
    /// What it takes.
    pub ty: FieldType,
    /// When it must be there.
    pub required: Required,
    /// Whether the page of the record shows it among its facts.
    pub shown: bool,
}

/// When a field must be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Required {
    /// It need not.
    Never,
    /// Always.
    Always,
    /// When another field of the record has this value.
    When {
        /// The other field.
        field: Arc<str>,
        /// Its value.
        value: Arc<str>,
    },
    /// When another field of the record is missing, such as `url` without `file`.
    Without {
        /// The other field.
        field: Arc<str>,
    },
}

/// What a field takes.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldType {
    /// One line of text.
    Text,
    /// Markdown.
    Markdown,
    /// A decimal number with a point.
    Number {
        /// The number must be greater than this.
        above: Option<f64>,
    },
    /// A whole number.
    Integer {
        /// The number must be greater than this.
        above: Option<f64>,
    },
    /// A whole number of something, 0 or more.
    Count {
        /// The number must be greater than this.
        above: Option<f64>,
    },
    /// 0 to 100, with or without `%`.
    Percent {
        /// The number must be greater than this.
        above: Option<f64>,
    },
    /// `true` or `false`.
    Boolean,
    /// A day, month or year.
    Date,
    /// A date, or two with a slash, `bis` or a dash between them.
    Period,
    /// A time of day (`9:30`), or a span of two (`9:30–16:00`).
    Time,
    /// An address with an allowed scheme.
    Url,
    /// An e-mail address.
    Email,
    /// One of some values.
    Choice(Vec<Choice>),
    /// One of the model's regions.
    Region,
    /// One of the model's kinds.
    Kind,
    /// A file beside the record.
    File,
    /// An image beside the record, with alternative text.
    Image,
    /// Several fields under one name.
    Group(Vec<Field>),
    /// Several values; a single one may be written without the list.
    List {
        /// The type of each.
        of: Box<FieldType>,
        /// The fewest.
        min: usize,
        /// The most, if there is a limit.
        max: Option<usize>,
    },
    /// A reference to a record.
    Ref(RefRule),
}

/// What a reference may point at, and what the target says of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RefRule {
    /// The kinds that may be meant; empty for all.
    pub kinds: Vec<Arc<str>>,
    /// The values of the target's `status` (or `stage`) that are allowed; empty for all.
    pub states: Vec<Arc<str>>,
    /// What the target's page calls the records that point at it; the inverse is always there, and
    /// without a name it is shown under "mentioned by".
    pub inverse: Option<Localised<String>>,
}

/// One of the values of a choice.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Choice {
    /// The value in front matter.
    pub id: Arc<str>,
    /// What people call it.
    pub label: Localised<String>,
    /// What it means, for the documentation; may be empty.
    pub help: Localised<String>,
    /// The official key, such as the AGS of a district; may be empty.
    pub code: String,
    /// A few letters for it, for maps; may be empty.
    pub short: String,
    /// Its column and row on the map of tiles, where it has a place there; regions alone.
    pub tile: Option<(u16, u16)>,
}

impl Model {
    /// The kind of an id.
    pub fn kind(&self, id: &str) -> Option<&Kind> {
        self.kinds.iter().find(|kind| &*kind.id == id)
    }

    /// The component of an id.
    pub fn component(&self, id: &str) -> Option<&Component> {
        self.components.iter().find(|component| &*component.id == id)
    }

    /// The kind whose records lie in a folder.
    pub fn kind_of_folder(&self, folder: &str) -> Option<&Kind> {
        self.kinds.iter().find(|kind| kind.folder.as_deref() == Some(folder))
    }
}

impl Kind {
    /// The field of an id.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| &*field.id == id)
    }

    /// What one record is called, for findings.
    pub fn name(&self) -> Name<'_> {
        Name { words: &self.one, id: &self.id }
    }

    /// Tells whether records of the kind may be part of one another.
    pub fn has_parts(&self) -> bool {
        let field = self.field(PARENT).map(|field| &field.ty);
        matches!(field, Some(FieldType::Ref(rule)) if rule.kinds == [self.id.clone()])
    }

    /// What one record is called in a language; the id where the model names nothing.
    pub fn one(&self, language: &Language) -> &str {
        self.one.get(language).map_or(&*self.id, String::as_str)
    }

    /// What several records are called in a language; the id where the model names nothing.
    pub fn many(&self, language: &Language) -> &str {
        self.many.get(language).map_or(&*self.id, String::as_str)
    }
}

impl Component {
    /// What people call it, for findings.
    pub fn name(&self) -> Name<'_> {
        Name { words: &self.label, id: &self.id }
    }
}

impl Field {
    /// The label, for findings.
    pub fn name(&self) -> Name<'_> {
        Name { words: &self.label, id: &self.id }
    }

    /// The label in a language; the id where the model names nothing.
    pub fn label(&self, language: &Language) -> &str {
        self.label.get(language).map_or(&*self.id, String::as_str)
    }
}

impl FieldType {
    /// The word for the type in the model's language; `list` for several values.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Number { .. } => "number",
            Self::Integer { .. } => "integer",
            Self::Count { .. } => "count",
            Self::Percent { .. } => "percent",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Period => "period",
            Self::Time => "time",
            Self::Url => "url",
            Self::Email => "email",
            Self::Choice(_) => "choice",
            Self::Region => "region",
            Self::Kind => "kind",
            Self::File => "file",
            Self::Image => "image",
            Self::Group(_) => "group",
            Self::List { .. } => "list",
            Self::Ref(_) => "ref",
        }
    }
}
