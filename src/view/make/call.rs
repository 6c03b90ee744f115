//! The components that a text calls: their arguments, and the records that they ask for.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::date::DateSpan;
use crate::language::Language;
use crate::model::{self, Choice, Component, FieldType, Query, Required};
use crate::record::{Call, Field, FieldValue};
use crate::site::{NodeId, PictureOrder};
use crate::view::call::{Argument, CallView, FileView, ImageView, QueryView};
use crate::view::make::Views;
use crate::view::make::entry::choice_label;
use crate::view::make::picture::Asked;
use crate::view::make::text::Written;
use crate::view::record::Named;

impl Views {
    /// The components that a text calls, for a page in a language; `before` have numbers already.
    pub(super) fn calls(
        &self,
        calls: &[Call],
        before: usize,
        written: Written<'_>,
        language: &Language,
    ) -> Vec<CallView> {
        let place = Place { written, language };
        let numbered = calls.iter().zip(before + 1..);
        numbered.map(|(call, number)| self.call(call, number, place)).collect()
    }

    /// One call.
    fn call(&self, call: &Call, number: usize, place: Place<'_>) -> CallView {
        let component = self.site.model.component(&call.component);
        let declared = component.map_or(&[][..], |component| &component.fields);
        let arguments = self.arguments(&call.fields, declared, place);
        let is_there = |field: &model::Field| {
            field.required != Required::Always || arguments.contains_key(&*field.id)
        };
        CallView {
            component: call.component.to_string(),
            is_whole: declared.iter().all(is_there),
            number,
            language: place.written.language.clone(),
            arguments,
            result: component
                .and_then(|component: &Component| component.shows)
                .and_then(|query| self.query(query, (call, number), place)),
        }
    }

    /// Arguments by their ids.
    fn arguments(
        &self,
        fields: &[Field],
        declared: &[model::Field],
        place: Place<'_>,
    ) -> BTreeMap<String, Argument> {
        let arguments = fields.iter().filter_map(|field| {
            let declared = declared.iter().find(|declared| declared.id == field.id)?;
            let value = self.argument(&field.value, &declared.ty, place)?;
            Some((field.id.to_string(), value))
        });
        arguments.collect()
    }

    /// One argument; nothing where it names something that is not there.
    fn argument(
        &self,
        value: &FieldValue,
        ty: &FieldType,
        place: Place<'_>,
    ) -> Option<Argument> {
        let Place { written, language } = place;
        Some(match value {
            FieldValue::Text(text)
            | FieldValue::Url(text)
            | FieldValue::Email(text)
            | FieldValue::Number(_, text) => Argument::Text(text.clone()),
            FieldValue::Markdown(document) => {
                Argument::Html(self.document_html(document, written, language))
            }
            FieldValue::Integer(number) => Argument::Integer(*number),
            FieldValue::Percent(percent) => Argument::Integer(i64::from(*percent)),
            FieldValue::Time(start, _) => Argument::Integer(i64::from(*start)),
            FieldValue::Boolean(is) => Argument::Boolean(*is),
            FieldValue::Date(start) => {
                Argument::Date(DateSpan { start: *start, end: None })
            }
            FieldValue::Period(span) => Argument::Date(*span),
            FieldValue::Choice(id) | FieldValue::Region(id) => {
                Argument::Choice(self.choice(id, ty, language))
            }
            FieldValue::File(name) => Argument::File(self.file(name, written)?),
            FieldValue::Image(name, alt) => {
                let (src, asset) = self.image(name, written.file)?;
                let (width, height) = asset.dimensions.unzip();
                Argument::Image(ImageView { src, alt: alt.clone(), width, height })
            }
            FieldValue::Ref(_) => {
                Argument::Entry(self.entry(self.target(value, ty)?, language))
            }
            FieldValue::Group(fields) => {
                let FieldType::Group(declared) = ty else { return None };
                Argument::Group(self.arguments(fields, declared, place))
            }
            FieldValue::List(items) => {
                let FieldType::List { of, .. } = ty else { return None };
                let items = items.iter();
                let items =
                    items.filter_map(|item| self.argument(&item.value, of, place));
                Argument::List(items.collect())
            }
        })
    }

    /// A choice, region or kind with what it is called.
    fn choice(&self, id: &str, ty: &FieldType, language: &Language) -> Named {
        let model = &self.site.model;
        let label = |choices: &[Choice]| choice_label(choices, id, language);
        let label = match ty {
            FieldType::Choice(choices) => label(choices),
            FieldType::Kind => {
                model.kind(id).map_or(id, |kind| kind.many(language)).to_owned()
            }
            _ => label(&model.regions),
        };
        Named { id: id.to_owned(), label }
    }

    /// A file of the site with its kind and size.
    fn file(&self, name: &str, written: Written<'_>) -> Option<FileView> {
        let (href, asset) = self.image(name, written.file)?;
        let name = name.rsplit('/').next().unwrap_or(name).to_owned();
        let format = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let format = format.to_uppercase();
        Some(FileView { href, name, format, size: asset.size })
    }

    /// The record that an argument refers to.
    fn target(&self, value: &FieldValue, ty: &FieldType) -> Option<NodeId> {
        let (FieldValue::Ref(target), FieldType::Ref(rule)) = (value, ty) else {
            return None;
        };
        self.site.referenced(target, &rule.kinds)
    }

    /// The record that an argument of a call refers to.
    pub(super) fn referred(&self, call: &Call, id: &str) -> Option<NodeId> {
        let component = self.site.model.component(&call.component)?;
        let declared = component.fields.iter().find(|field| *field.id == *id)?;
        self.target(call.field(id)?, &declared.ty)
    }

    /// What a call shows of the site.
    fn query(
        &self,
        query: Query,
        (call, number): (&Call, usize),
        place: Place<'_>,
    ) -> Option<QueryView> {
        match query {
            Query::Records => Some(self.records(call, place.language)),
            query => {
                let prefix = format!("call-{number}");
                let (language, call) = (place.language, Some(call));
                let order = PictureOrder::List;
                let asked = Asked { language, call, order, prefix: &prefix };
                let picture = self.called_picture(query, &asked)?;
                Some(QueryView::Picture(Box::new(picture)))
            }
        }
    }
}

/// Where a call stands, and the language of the page that shows it.
#[derive(Clone, Copy)]
struct Place<'a> {
    /// The text.
    written: Written<'a>,
    /// The language of the page.
    language: &'a Language,
}

/// The ids that an argument lists.
pub(super) fn listed(value: Option<&FieldValue>) -> Vec<&Arc<str>> {
    let id = |value| match value {
        &FieldValue::Choice(ref id) | &FieldValue::Region(ref id) => Some(id),
        _ => None,
    };
    match value {
        Some(FieldValue::List(items)) => {
            items.iter().filter_map(|item| id(&item.value)).collect()
        }
        Some(value) => id(value).into_iter().collect(),
        None => vec![],
    }
}
