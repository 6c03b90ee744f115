//! Lists of records that a component or a dossier asks for.

use std::cmp::Reverse;

use crate::language::Language;
use crate::record::Call;
use crate::site::{NodeId, Order, RecordQuery};
use crate::view::call::QueryView;
use crate::view::make::Views;
use crate::words::Collator;

impl Views {
    /// The records that a call asks for.
    pub(super) fn records(&self, call: &Call, language: &Language) -> QueryView {
        let related = self.referred(call, "related_to");
        let query = RecordQuery::new(&call.fields, related);
        let (nodes, more) = self.selected(&query, language);
        QueryView::Records { entries: self.entries(&nodes, language), more }
    }

    /// The records of a query in its order, and how many more there are than it wants.
    pub(super) fn selected(
        &self,
        query: &RecordQuery<'_>,
        language: &Language,
    ) -> (Vec<NodeId>, usize) {
        let nodes = self.site.select(query, language);
        let mut nodes = self.in_order(&nodes, language);
        self.reorder(&mut nodes, query.order, language);
        let more = nodes.len().saturating_sub(query.limit.unwrap_or(nodes.len()));
        nodes.truncate(nodes.len() - more);
        (nodes, more)
    }

    /// Sorts records that come in the order of their lists.
    fn reorder(&self, nodes: &mut [NodeId], order: Order, language: &Language) {
        let date = |node: &NodeId| self.site.nodes[node.0].date;
        match order {
            Order::List => {}
            Order::NewestFirst => {
                nodes.sort_by_key(|node| (date(node).is_none(), Reverse(date(node))));
            }
            Order::OldestFirst => nodes.sort_by_key(|node| {
                let start = date(node).map(|date| date.start.oldest_first());
                (start.is_none(), start)
            }),
            Order::Title => {
                let collator = Collator::new(language);
                nodes.sort_by_cached_key(|node| {
                    collator.key(self.site.nodes[node.0].title(language))
                });
            }
        }
    }
}
