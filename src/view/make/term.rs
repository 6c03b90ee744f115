//! Links from texts to the terms of the glossary that they mention, and what these mean.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::glossary::{Glossary, Mention, Term};
use crate::language::Language;
use crate::model::Role;
use crate::record::FieldValue;
use crate::site::{Node, NodeId, SectionText};
use crate::view::escape::escape;
use crate::view::make::Views;
use crate::view::record::Entry;
use crate::view::shared::Shared;

/// The fields of a term with other names of it.
const OTHER_NAMES: [&str; 2] = ["short", "synonyms"];

/// The terms that the texts of a language link.
#[derive(Debug)]
pub(super) struct Terms {
    /// What finds them.
    glossary: Glossary,
    /// Their records.
    nodes: Vec<NodeId>,
}

/// The texts of a record or a section with links to what they mention.
#[derive(Default)]
pub(super) struct Explained {
    /// The summary of a record as HTML; empty where it mentions nothing.
    pub(super) lead: String,
    /// The text as HTML.
    pub(super) body: String,
    /// What is explained below the text, in the order of the mentions.
    pub(super) terms: Vec<Shared<Entry>>,
}

impl Views {
    /// The terms of each language that has some: those with a text of their own in it that everybody sees.
    pub(super) fn linked_terms(&self) -> BTreeMap<Language, Terms> {
        if !self.site.config.glossary_links {
            return BTreeMap::new();
        }
        let languages = self.site.config.languages.iter();
        let terms = languages.map(|language| (language.clone(), self.terms_in(language)));
        terms.filter(|(_, terms)| !terms.glossary.is_empty()).collect()
    }

    /// The terms of a language.
    fn terms_in(&self, language: &Language) -> Terms {
        let site = &self.site;
        let is_linked = |node: &Node| {
            node.role == Role::Term
                && !node.draft
                && node.planned.is_none()
                && node.cards.contains_key(language)
                && node.original().field("linked") != Some(&FieldValue::Boolean(false))
        };
        let places = site.nodes.iter().enumerate();
        let nodes = places.filter(|(_, node)| is_linked(node));
        let nodes: Vec<NodeId> = nodes.map(|(place, _)| NodeId(place)).collect();
        let kinds: Vec<String> = site
            .model
            .kinds
            .iter()
            .flat_map(|kind| {
                [kind.one(language), kind.many(language)].map(str::to_lowercase)
            })
            .collect();
        let term = |node: &NodeId| Term {
            names: self.term_names(*node, language, &kinds),
            address: self.node_href(*node, language),
        };
        let terms: Vec<Term> = nodes.iter().map(term).collect();
        Terms { glossary: Glossary::new(&terms, language), nodes }
    }

    /// The names by which texts mention a term: its title and its other names, without those that are what
    /// all records of some kind are called.
    fn term_names(
        &self,
        node: NodeId,
        language: &Language,
        kinds: &[String],
    ) -> Vec<String> {
        let mut names = vec![self.site.nodes[node.0].title(language).to_owned()];
        let others =
            OTHER_NAMES.iter().flat_map(|field| self.names(node, field, language));
        let others = others.filter(|name| {
            name.language.is_none() && !kinds.contains(&name.text.to_lowercase())
        });
        names.extend(others.map(|name| name.text));
        names
    }

    /// The texts of a record with links to the terms that they mention, each where they first do: lead and
    /// text count as one. A text that stands in for one in the language of the page links none.
    pub(super) fn explained(
        &self,
        node: NodeId,
        body: String,
        language: &Language,
    ) -> Explained {
        let card = self.site.nodes[node.0].card(language);
        if card.language != *language {
            return Explained { body, ..Explained::default() };
        }
        let lead = card.summary.as_ref().map_or("", |summary| &summary.text);
        self.explain((lead, body), Some(node), language)
    }

    /// The same of the text of a section, if there is one.
    pub(super) fn explained_section(
        &self,
        text: Option<&SectionText>,
        language: &Language,
    ) -> Explained {
        let Some(text) = text else { return Explained::default() };
        let body = self.section_html(text, language);
        if text.language != *language {
            return Explained { body, ..Explained::default() };
        }
        self.explain(("", body), None, language)
    }

    /// A summary, which is text, and a text, which is HTML, with links to the terms that they mention; a
    /// term is not linked on its own page.
    fn explain(
        &self,
        (lead, body): (&str, String),
        own: Option<NodeId>,
        language: &Language,
    ) -> Explained {
        let mut explained = Explained { body, ..Explained::default() };
        let Some(terms) = self.terms.get(language) else { return explained };
        let own = own.and_then(|own| terms.nodes.binary_search(&own).ok());
        let mut mentioned: Vec<usize> = own.into_iter().collect();
        let mut found = vec![];
        let lead = escaped(lead);
        terms.glossary.find(&lead, &mut mentioned, &mut found);
        if !found.is_empty() {
            explained.lead =
                self.linked(&lead, &found, terms, (&mut explained.terms, language));
            found.clear();
        }
        terms.glossary.find(&explained.body, &mut mentioned, &mut found);
        if !found.is_empty() {
            explained.body = self.linked(
                &explained.body,
                &found,
                terms,
                (&mut explained.terms, language),
            );
        }
        explained
    }

    /// HTML with a link at each mention; adds what is to be explained.
    fn linked(
        &self,
        html: &str,
        found: &[Mention],
        terms: &Terms,
        (explained, language): (&mut Vec<Shared<Entry>>, &Language),
    ) -> String {
        let mut linked = String::with_capacity(html.len() + 80 * found.len());
        let mut at = 0;
        for Mention { range, term } in found {
            let entry = self.entry(terms.nodes[*term], language);
            linked.push_str(&html[at..range.start]);
            linked.push_str("<a class=\"term\" href=\"");
            escape(&entry.href, &mut linked);
            linked.push('"');
            if !entry.summary.is_empty() {
                explained.push(entry);
                // Writing to a string cannot fail. No heading of a text has an id with a double hyphen.
                let _written =
                    write!(linked, " aria-describedby=\"term--{}\"", explained.len());
            }
            linked.push('>');
            linked.push_str(&html[range.clone()]);
            linked.push_str("</a>");
            at = range.end;
        }
        linked.push_str(&html[at..]);
        linked
    }
}

/// A text as HTML; itself where that is the same.
fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '>', '&', '"']) {
        return text.into();
    }
    let mut html = String::new();
    escape(text, &mut html);
    html.into()
}
