//! The context of a record's page, and of a record in a list.

use serde::Serialize;

use crate::date::{Date, DateSpan};
use crate::language::Language;
use crate::view::page::{GroupCount, LinkView};
use crate::view::shared::Shared;

/// A record on its own page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecordView {
    /// The permanent id, such as `workshop/zukunft`.
    pub id: String,
    /// The id of the kind.
    pub kind: String,
    /// The role of the kind: `meeting`, `challenge` …
    pub role: &'static str,
    /// What a record of the kind is called.
    pub kind_label: String,
    /// The list of the kind.
    pub section: Option<Shared<LinkView>>,
    /// One or two sentences; may be empty.
    pub summary: String,
    /// The summary as HTML where it mentions terms of the glossary; empty everywhere else.
    pub lead: String,
    /// The date or period; of meetings, news, phases, documents, projects.
    pub date: Option<DateSpan>,
    /// The number of a recommendation as written; may be empty.
    pub number: String,
    /// State and progress, where the kind has them.
    pub state: Option<StateView>,
    /// The dimension of a challenge.
    pub dimension: Option<Named>,
    /// What a reader must know before anything else.
    pub badges: Vec<Badge>,
    /// The fields that are shown, in the order of the model; what has a place of its own above or
    /// below (state, history, reason, lists of references) is not repeated here.
    pub facts: Vec<Fact>,
    /// The text as HTML with headings from level 2; may be empty.
    pub body: String,
    /// The terms of the glossary that lead and text mention, in the order in which they do, as far as they
    /// have a summary. A link to the first of them is described by the element `term--1`, and so on.
    pub terms: Vec<Shared<Entry>>,
    /// The contents: headings of level 2 with those of level 3 below them; empty below three.
    pub toc: Vec<TocEntry>,
    /// Why a recommendation is not pursued, as HTML; may be empty.
    pub reason: String,
    /// The language of the reason where it is not the page's.
    pub reason_language: Option<Language>,
    /// What became of it so far, newest first; planned steps are left out.
    pub history: Vec<Step>,
    /// The relations to and from other records, empty ones left out.
    pub relations: Vec<Relation>,
    /// The records whose texts mention this one without a relation, by title.
    pub mentions: Vec<Shared<Entry>>,
    /// Where it came from and what became of it; nothing where it stands alone.
    pub trace: Option<Trace>,
    /// Records that are related over others, the nearest first; at most five.
    pub related: Vec<RelatedView>,
    /// The tags.
    pub tags: Vec<Shared<LinkView>>,
    /// The record before it in the order of its list.
    pub previous: Option<Shared<Entry>>,
    /// The record after it.
    pub next: Option<Shared<Entry>>,
    /// The day of the last change in git.
    pub updated: Option<Date>,
    /// The day of its publication where it lies ahead (`--drafts`).
    pub planned: Option<Date>,
}

/// What a reader must know of a record before anything else; its name is that of its word in `t`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Badge {
    /// The meeting did not take place.
    Cancelled,
    /// It is shown as a draft, with `--drafts` alone.
    Draft,
}

/// A record in a list. Lists are long, and the template engine reads values of up to twelve fields
/// without a hash, one after the other: one field more would be felt, and those that every list shows
/// stand first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// The address from the root; empty for what has no page of its own.
    pub href: String,
    /// The title.
    pub title: String,
    /// The language of title and summary where it is not the page's.
    pub language: Option<Language>,
    /// The date or period.
    pub date: Option<DateSpan>,
    /// State and progress, where the kind has them.
    pub state: Option<StateView>,
    /// The dimension of a challenge.
    pub dimension: Option<Named>,
    /// What a reader must know before anything else.
    pub badges: Vec<Badge>,
    /// The number of a recommendation; may be empty.
    pub number: String,
    /// One or two sentences; may be empty.
    pub summary: String,
    /// Where it took place.
    pub place: Option<Place>,
    /// The id of the kind.
    pub kind: String,
    /// What a record of the kind is called.
    pub kind_label: String,
}

/// Where a meeting took place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Place {
    /// What the place is called.
    pub name: String,
    /// The language of the name where it is not the page's.
    pub language: Option<Language>,
}

/// An id and what it is called.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Named {
    /// The id, such as `technological`.
    pub id: String,
    /// What it is called.
    pub label: String,
}

/// The state of a recommendation or project.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StateView {
    /// The id, such as `in_progress`.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// 0 to 100, where it is known.
    pub progress: Option<u8>,
    /// Since when, where the history tells.
    pub since: Option<Date>,
}

/// One step of a recommendation's history.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// When.
    pub date: Option<Date>,
    /// The state from then on.
    pub state: Option<StateView>,
    /// What happened, as HTML; may be empty.
    pub note: String,
    /// Who says so; may be empty.
    pub source: String,
    /// The language of what a person wrote here where it is not the page's.
    pub language: Option<Language>,
}

/// A field in labelled form.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fact {
    /// The id of the field, such as `place`.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// Its value.
    pub value: FactValue,
}

/// The value of a field; in templates `fact.value.type` tells which.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FactValue {
    /// Text, a number as written, or the label of a choice.
    Text {
        /// The text.
        text: String,
        /// Its language where it is not the page's.
        language: Option<Language>,
    },
    /// Markdown as HTML.
    Html {
        /// The HTML.
        html: String,
        /// Its language where it is not the page's.
        language: Option<Language>,
    },
    /// A whole number.
    Integer {
        /// The number.
        value: i64,
    },
    /// 0 to 100.
    Percent {
        /// The number.
        value: u8,
    },
    /// Yes or no.
    Boolean {
        /// The value.
        value: bool,
    },
    /// A date or period.
    Date {
        /// The date.
        date: DateSpan,
    },
    /// A time of day or a span of two, `09:30`.
    Time {
        /// The start.
        start: String,
        /// The end; may be empty.
        end: String,
    },
    /// An address.
    Url {
        /// The address.
        href: String,
        /// What is shown: without scheme and final slash.
        text: String,
    },
    /// An e-mail address.
    Email {
        /// The address.
        address: String,
    },
    /// A region or another choice that has an id of interest.
    Choice {
        /// The id.
        id: String,
        /// What it is called.
        label: String,
        /// The official key; may be empty.
        code: String,
    },
    /// A file to download.
    File {
        /// Its address.
        href: String,
        /// Its name.
        name: String,
        /// Its ending in capitals: `PDF`.
        format: String,
        /// Its size in bytes.
        size: u64,
    },
    /// An image.
    Image {
        /// Its address.
        src: String,
        /// The text instead; empty for decoration.
        alt: String,
        /// The language of that where it is not the page's.
        language: Option<Language>,
        /// The width in pixels, where it is known.
        width: Option<u32>,
        /// The height in pixels, where it is known.
        height: Option<u32>,
    },
    /// How many took part, by source.
    Participants {
        /// What the sources say.
        reports: Vec<ParticipantsView>,
    },
    /// References.
    Entries {
        /// The records.
        entries: Vec<Shared<Entry>>,
        /// Persons who are not named.
        withheld: Vec<Withheld>,
    },
    /// Several fields.
    Group {
        /// The fields.
        facts: Vec<Fact>,
    },
    /// Several values.
    List {
        /// The values.
        values: Vec<FactValue>,
    },
}

/// How many took part, as one source says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParticipantsView {
    /// The number.
    pub count: Option<i64>,
    /// `exact`, `about` or `more_than`.
    pub qualifier: String,
    /// The numbers by actor group.
    pub by_group: Vec<GroupCount>,
    /// Who says so; may be empty.
    pub source: String,
    /// The language of what a person wrote here where it is not the page's.
    pub language: Option<Language>,
}

/// A relation and the records at its other end.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Relation {
    /// The id of the field, such as `challenges`; for inverses `kind.field` of the other side.
    pub id: String,
    /// What it is called on this side.
    pub label: String,
    /// Whether the other records point here.
    pub inverse: bool,
    /// The records.
    pub entries: Vec<Shared<Entry>>,
    /// Persons who are not named.
    pub withheld: Vec<Withheld>,
}

/// Persons who are not named, of one organisation or of none that is known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Withheld {
    /// How many.
    pub count: usize,
    /// Their organisation.
    pub organisation: Option<Shared<Entry>>,
}

/// An entry of the contents.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TocEntry {
    /// The text of the heading.
    pub title: String,
    /// Its id.
    pub anchor: String,
    /// The headings below it.
    pub children: Vec<TocEntry>,
}

/// Where a record came from and what became of it, from meeting to project.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trace {
    /// The stages in their order; stages without records are kept, since a gap is news.
    pub stages: Vec<TraceStage>,
    /// The same as a drawing for wide pages, an `<svg>` element.
    pub drawing: String,
}

/// One stage of a trace.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TraceStage {
    /// `meeting`, `challenge`, `guideline`, `recommendation` or `project`.
    pub role: String,
    /// The record of this page, or those that it is related with itself, in the order of their lists;
    /// all of them.
    pub direct: Vec<Shared<Entry>>,
    /// Records that are reached over others; of many only the first.
    pub indirect: Vec<TraceGroup>,
    /// More of these, which open on demand.
    pub folded: Vec<TraceGroup>,
    /// How many records there are in `folded`, and beyond it.
    pub rest: usize,
    /// How many more there are that are not listed at all.
    pub more: usize,
    /// Whether the record of this page is in this stage.
    pub current: bool,
    /// Whether a relation with a record of this stage could be on record, and none is.
    pub gap: bool,
}

/// Records of a trace that are reached over the same others.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TraceGroup {
    /// The records next before them on the way; of many only the first.
    pub over: Vec<Shared<Entry>>,
    /// How many more of these there are.
    pub others: usize,
    /// The records in the order of their lists.
    pub entries: Vec<Shared<Entry>>,
}

/// A record that is related with that of the page, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RelatedView {
    /// The record.
    pub entry: Shared<Entry>,
    /// What both are related with; the one or two that say most.
    pub reasons: Vec<Reason>,
}

/// What two records are related with: words around its title.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// What stands before the title; may be empty.
    pub before: String,
    /// The record.
    pub entry: Shared<Entry>,
    /// What stands behind it; may be empty.
    pub after: String,
}
