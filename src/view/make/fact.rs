//! The fields of a record in labelled form.

use crate::language::{Language, foreign};
use crate::model::{self, FieldType, RefRule};
use crate::path::SourcePath;
use crate::record::{Field, FieldValue};
use crate::site::{Node, NodeId};
use crate::view::make::Views;
use crate::view::make::entry::choice_label;
use crate::view::make::text::Written;
use crate::view::page::GroupCount;
use crate::view::record::{Fact, FactValue, ParticipantsView, Withheld};

/// Fields that have a place of their own on the page of a record.
const ELSEWHERE: [&str; 9] = [
    "status",
    "stage",
    "progress",
    "history",
    "reason",
    "number",
    "dimension",
    "cancelled",
    "end",
];

/// Whose fields are shown, and to whom.
struct Reader<'a> {
    /// The record.
    node: &'a Node,
    /// The language of the page.
    language: &'a Language,
    /// The text that the field stands in.
    written: Written<'a>,
}

impl Reader<'_> {
    /// The language of what a person wrote, where it is not that of the page.
    fn foreign(&self) -> Option<Language> {
        foreign(self.written.language, self.language)
    }
}

impl Views {
    /// The facts of a record, in the order of the model.
    pub(super) fn facts(&self, node: NodeId, language: &Language) -> Vec<Fact> {
        self.facts_of(node, language, |_| true)
    }

    /// The facts of a record that come from certain fields, in the order of the model.
    pub(super) fn facts_of(
        &self,
        node: NodeId,
        language: &Language,
        wanted: impl Fn(&model::Field) -> bool,
    ) -> Vec<Fact> {
        let record = &self.site.nodes[node.0];
        let kind = &self.site.model.kinds[record.kind];
        let declared = kind.fields.iter();
        let shown = declared.filter(|field| {
            field.shown && !ELSEWHERE.contains(&&*field.id) && wanted(field)
        });
        let fact = |declared: &model::Field| {
            let written = Written::of(record.card_with(&declared.id, language));
            let reader = Reader { node: record, language, written };
            self.fact(declared, &reader, &declared.id)
        };
        shown.filter_map(fact).collect()
    }

    /// One field, if the record has it.
    fn fact(
        &self,
        declared: &model::Field,
        reader: &Reader<'_>,
        path: &str,
    ) -> Option<Fact> {
        if is_relation(&declared.ty) {
            return None;
        }
        let is_period =
            matches!(&*declared.id, "date" | "start") && path == &*declared.id;
        let value = match reader.node.date {
            Some(date) if is_period => FactValue::Date { date },
            _ => {
                let value = reader.node.field(&declared.id, reader.language)?;
                self.top_value(declared, value, reader, path)?
            }
        };
        let label = declared.label(reader.language).to_owned();
        Some(Fact { id: declared.id.to_string(), label, value })
    }

    /// The value of a field; numbers of participants and references have forms of their own.
    fn top_value(
        &self,
        declared: &model::Field,
        value: &FieldValue,
        reader: &Reader<'_>,
        path: &str,
    ) -> Option<FactValue> {
        if &*declared.id == "participants" {
            return Some(FactValue::Participants {
                reports: participants(value, &declared.ty, reader),
            });
        }
        if let FieldType::Ref(rule) = &declared.ty {
            return self.reference(value, rule, reader, path);
        }
        self.value(value, &declared.ty, reader, path)
    }

    /// A single reference, or the person behind it who is not named.
    fn reference(
        &self,
        value: &FieldValue,
        rule: &RefRule,
        reader: &Reader<'_>,
        path: &str,
    ) -> Option<FactValue> {
        let FieldValue::Ref(target) = value else { return None };
        let entries: Vec<_> = self
            .referenced(target, rule)
            .map(|node| self.entry(node, reader.language))
            .into_iter()
            .collect();
        let relation =
            reader.node.outgoing.iter().find(|relation| *relation.field == *path);
        let withheld = relation.map_or(&[][..], |relation| &relation.withheld);
        let withheld = self.withheld(withheld, reader.language);
        if entries.is_empty() && withheld.is_empty() {
            return None;
        }
        Some(FactValue::Entries { entries, withheld })
    }

    /// The published record that a reference means.
    fn referenced(&self, target: &str, rule: &RefRule) -> Option<NodeId> {
        self.site.referenced(target, &rule.kinds)
    }

    /// Any other value.
    fn value(
        &self,
        value: &FieldValue,
        ty: &FieldType,
        reader: &Reader<'_>,
        path: &str,
    ) -> Option<FactValue> {
        let file = reader.written.file;
        Some(match (value, ty) {
            (FieldValue::List(items), FieldType::List { of, .. }) => {
                let values: Vec<FactValue> = items
                    .iter()
                    .filter_map(|item| self.value(&item.value, of, reader, path))
                    .collect();
                if values.is_empty() {
                    return None;
                }
                FactValue::List { values }
            }
            (FieldValue::Group(fields), FieldType::Group(declared)) => FactValue::Group {
                facts: self.group_facts(fields, declared, reader, path)?,
            },
            (FieldValue::Choice(id), FieldType::Choice(choices)) => FactValue::Choice {
                id: id.to_string(),
                label: choice_label(choices, id, reader.language),
                code: String::new(),
            },
            (FieldValue::Region(id), _) => self.region(id, reader.language),
            (FieldValue::Ref(_), FieldType::Ref(rule)) => {
                return self.reference(value, rule, reader, path);
            }
            (FieldValue::Markdown(document), _) => FactValue::Html {
                html: self.document_html(document, reader.written, reader.language),
                language: reader.foreign(),
            },
            (FieldValue::File(written), _) => {
                return self.file_fact(written, file);
            }
            (FieldValue::Image(written, alt), _) => {
                let (src, asset) = self.image(written, file)?;
                let (width, height) = asset.dimensions.unzip();
                let (alt, language) = (alt.clone(), reader.foreign());
                FactValue::Image { src, alt, language, width, height }
            }
            (FieldValue::Text(text), _) => {
                FactValue::Text { text: text.clone(), language: reader.foreign() }
            }
            (simple, _) => return simple_value(simple),
        })
    }

    /// The fields of a group; nothing where none is shown.
    fn group_facts(
        &self,
        fields: &[Field],
        declared: &[model::Field],
        reader: &Reader<'_>,
        path: &str,
    ) -> Option<Vec<Fact>> {
        let mut facts = Vec::new();
        for declared in declared.iter().filter(|declared| declared.shown) {
            let Some(field) = fields.iter().find(|field| *field.id == *declared.id)
            else {
                continue;
            };
            let path = format!("{path}.{}", declared.id);
            if let Some(value) = self.value(&field.value, &declared.ty, reader, &path) {
                let label = declared.label(reader.language).to_owned();
                facts.push(Fact { id: declared.id.to_string(), label, value });
            }
        }
        (!facts.is_empty()).then_some(facts)
    }

    /// A region with its official key.
    fn region(&self, id: &str, language: &Language) -> FactValue {
        let regions = &self.site.model.regions;
        let code =
            regions.iter().find(|region| *region.id == *id).map(|r| r.code.clone());
        let label = choice_label(regions, id, language);
        FactValue::Choice { id: id.to_owned(), label, code: code.unwrap_or_default() }
    }

    /// A file to download.
    fn file_fact(&self, written: &str, file: &SourcePath) -> Option<FactValue> {
        let (href, asset) = self.image(written, file)?;
        let name = written.rsplit('/').next().unwrap_or(written).to_owned();
        let format =
            name.rsplit_once('.').map_or("", |(_, ending)| ending).to_uppercase();
        Some(FactValue::File { href, name, format, size: asset.size })
    }

    /// Persons who are not named, by organisation in the order of their first mention.
    pub(super) fn withheld(
        &self,
        organisations: &[Option<NodeId>],
        language: &Language,
    ) -> Vec<Withheld> {
        let mut counts: Vec<(Option<NodeId>, usize)> = Vec::new();
        for organisation in organisations {
            match counts.iter_mut().find(|(known, _)| known == organisation) {
                Some((_, count)) => *count += 1,
                None => counts.push((*organisation, 1)),
            }
        }
        let view = |(organisation, count): (Option<NodeId>, usize)| Withheld {
            count,
            organisation: organisation.map(|node| self.entry(node, language)),
        };
        counts.into_iter().map(view).collect()
    }
}

/// Tells whether a field is shown as a relation: a list of references.
pub(super) fn is_relation(ty: &FieldType) -> bool {
    matches!(ty, FieldType::List { of, .. } if matches!(**of, FieldType::Ref(_)))
}

/// A value that needs neither the site nor the model.
fn simple_value(value: &FieldValue) -> Option<FactValue> {
    Some(match value {
        FieldValue::Number(_, text) => {
            FactValue::Text { text: text.clone(), language: None }
        }
        FieldValue::Integer(value) => FactValue::Integer { value: *value },
        FieldValue::Percent(value) => FactValue::Percent { value: *value },
        FieldValue::Boolean(value) => FactValue::Boolean { value: *value },
        FieldValue::Date(start) => {
            FactValue::Date { date: crate::date::DateSpan { start: *start, end: None } }
        }
        FieldValue::Time(start, end) => FactValue::Time {
            start: clock(*start),
            end: end.map_or_else(String::new, clock),
        },
        FieldValue::Url(href) => {
            let text = href.split_once("://").map_or(href.as_str(), |(_, rest)| rest);
            FactValue::Url {
                href: href.clone(),
                text: text.trim_end_matches('/').to_owned(),
            }
        }
        FieldValue::Email(address) => FactValue::Email { address: address.clone() },
        _ => return None,
    })
}

/// Minutes since midnight as `09:30`.
fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// How many took part, as each source says; never summed.
fn participants(
    value: &FieldValue,
    ty: &FieldType,
    reader: &Reader<'_>,
) -> Vec<ParticipantsView> {
    let (reports, ty): (Vec<&FieldValue>, &FieldType) = match (value, ty) {
        (FieldValue::List(items), FieldType::List { of, .. }) => {
            (items.iter().map(|item| &item.value).collect(), of)
        }
        (value, FieldType::List { of, .. }) => (vec![value], of),
        (value, ty) => (vec![value], ty),
    };
    reports
        .into_iter()
        .filter_map(|report| participants_view(report, ty, reader))
        .collect()
}

/// One report.
fn participants_view(
    report: &FieldValue,
    ty: &FieldType,
    reader: &Reader<'_>,
) -> Option<ParticipantsView> {
    let FieldValue::Group(fields) = report else { return None };
    let FieldType::Group(declared) = ty else { return None };
    let field = |id: &str| fields.iter().find(|field| *field.id == *id).map(|f| &f.value);
    let by_group =
        match (field("by_group"), declared.iter().find(|f| &*f.id == "by_group")) {
            (Some(FieldValue::Group(counts)), Some(declared)) => {
                group_counts(counts, &declared.ty, reader.language)
            }
            _ => vec![],
        };
    Some(ParticipantsView {
        count: match field("count") {
            Some(FieldValue::Integer(count)) => Some(*count),
            _ => None,
        },
        qualifier: match field("qualifier") {
            Some(FieldValue::Choice(id)) => id.to_string(),
            _ => "exact".to_owned(),
        },
        by_group,
        source: match field("source") {
            Some(FieldValue::Text(source)) => source.clone(),
            _ => String::new(),
        },
        language: reader.foreign(),
    })
}

/// The numbers by actor group, with the labels that the model gives the fields of the group.
fn group_counts(
    counts: &[Field],
    ty: &FieldType,
    language: &Language,
) -> Vec<GroupCount> {
    let FieldType::Group(declared) = ty else { return vec![] };
    let counted = counts.iter().filter_map(|field| match field.value {
        FieldValue::Integer(count) => Some((field, u64::try_from(count).ok()?)),
        _ => None,
    });
    counted
        .map(|(field, count)| {
            let declared = declared.iter().find(|declared| *declared.id == *field.id);
            let label = declared.map_or(&*field.id, |declared| declared.label(language));
            GroupCount { id: field.id.to_string(), label: label.to_owned(), count }
        })
        .collect()
}
