//! Related records with the reasons in words.

use std::sync::Arc;

use crate::language::Language;
use crate::model::Role;
use crate::site::{Node, NodeId};
use crate::view::make::Views;
use crate::view::record::{Reason, RelatedView};

/// How many reasons are given.
const REASONS: usize = 2;

/// Where the title stands in a phrase.
const TITLE: &str = "{title}";

/// How a record is related with another one: by which field, and whether the field is its own.
type Tie<'a> = (&'a Arc<str>, bool);

impl Views {
    /// The records that are related with one over others. Pages keep their path and have no relations.
    pub(super) fn related_records(
        &self,
        node: NodeId,
        language: &Language,
    ) -> Vec<RelatedView> {
        if self.site.nodes[node.0].role == Role::Page {
            return vec![];
        }
        let related = self.neighbours.related(&self.site.nodes, node).into_iter();
        let related = related.map(|related| {
            let over = related.over.iter().take(REASONS);
            let reason =
                |over: &NodeId| self.reason((node, related.node), *over, language);
            RelatedView {
                entry: self.entry(related.node, language),
                reasons: over.map(reason).collect(),
            }
        });
        related.collect()
    }

    /// What two records have to do with a third one. Where both are related with it in the same way, the
    /// strings have words for that: `related_FIELD_KIND` or `related_FIELD` for a field of theirs,
    /// `related_of_FIELD_KIND` or `related_of_FIELD` for a field of the third; `related_both` for all others.
    fn reason(
        &self,
        both: (NodeId, NodeId),
        over: NodeId,
        language: &Language,
    ) -> Reason {
        let site = &self.site;
        let third = &site.nodes[over.0];
        let tie = |node: NodeId| tie(&site.nodes[node.0], (node, over), third);
        let same = tie(both.0).filter(|one| tie(both.1).as_ref() == Some(one));
        let phrase = same.and_then(|(field, is_own)| {
            let field = field.replace('.', "_");
            let start = if is_own { "related_" } else { "related_of_" };
            let kind = &site.model.kinds[third.kind].id;
            self.said(language, &[start, &field, "_", kind].concat())
                .or_else(|| self.said(language, &[start, &field].concat()))
        });
        let phrase = phrase.unwrap_or_else(|| {
            self.say_with(language, "related_both", &[("title", TITLE)])
        });
        let (before, after) = phrase.split_once(TITLE).unwrap_or((&phrase, ""));
        Reason {
            before: before.to_owned(),
            entry: self.entry(over, language),
            after: after.to_owned(),
        }
    }
}

/// How a record is related with a third one.
fn tie<'a>(
    record: &'a Node,
    (node, over): (NodeId, NodeId),
    third: &'a Node,
) -> Option<Tie<'a>> {
    let own = record.outgoing.iter().find(|relation| relation.targets.contains(&over));
    let own = own.map(|relation| (&relation.field, true));
    own.or_else(|| {
        let others = &third.outgoing;
        let other = others.iter().find(|relation| relation.targets.contains(&node));
        other.map(|relation| (&relation.field, false))
    })
}
