//! The matrix: which records of two kinds belong together, and which belong to none.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::language::Language;
use crate::picture::matrix::{Mark, Matrix, draw};
use crate::site::{Node, NodeId};
use crate::view::make::Views;
use crate::view::make::picture::{Asked, Frame, row};
use crate::view::make::record::role_name;
use crate::view::picture::{CellView, PictureView, TableView};
use crate::words::Collator;

/// The most rows and columns that are drawn; of more, the tables tell.
const MOST: (usize, usize) = (80, 48);

/// The records of one side, with those of the other side that belong to each.
struct Side {
    /// What they are called.
    label: String,
    /// The records.
    nodes: Vec<NodeId>,
}

impl Views {
    /// The matrix of two kinds; `defaults` are the roles of rows and columns where nothing is asked for.
    pub(super) fn matrix_picture(
        &self,
        asked: &Asked<'_>,
        defaults: (&'static str, &'static str),
    ) -> PictureView {
        let language = asked.language;
        let mut rows = self.side(asked, "rows", defaults.0);
        let mut columns = self.side(asked, "columns", defaults.1);
        let order = asked.choice("order").unwrap_or("list");
        let pairs = self.pairs(&rows.nodes, &columns.nodes);
        self.sort(&mut rows.nodes, order, language, |node| {
            pairs.iter().filter(|(one, _)| *one == node).count()
        });
        self.sort(&mut columns.nodes, order, language, |node| {
            pairs.iter().filter(|(_, other)| *other == node).count()
        });
        let names = |side: &Side| {
            side.nodes.iter().map(|node| self.picture_name(*node, language)).collect()
        };
        let place = |side: &Side, node: NodeId| {
            side.nodes.iter().position(|other| *other == node)
        };
        let marks = pairs.iter().filter_map(|(one, other)| {
            let state = self.picture_state(*one, language);
            Some(Mark {
                row: place(&rows, *one)?,
                column: place(&columns, *other)?,
                state,
            })
        });
        let data = Matrix {
            marks: marks.collect(),
            rows: names(&rows),
            columns: names(&columns),
            total: self.say(language, "column_count"),
            columns_label: columns.label.clone(),
            empty: self.say(language, "picture_empty"),
        };
        let is_drawn = rows.nodes.len() <= MOST.0 && columns.nodes.len() <= MOST.1;
        let tables = vec![
            self.matrix_table(&rows, &columns, &pairs, language),
            self.matrix_table(&columns, &rows, &turned(&pairs), language),
        ];
        let notes =
            if is_drawn { vec![] } else { vec![self.say(language, "picture_large")] };
        let of = format!("{} × {}", rows.label, columns.label);
        let frame = Frame { id: "matrix", asked, of: Some(of), notes, tables };
        self.framed(frame, |head, width| {
            is_drawn.then(|| draw(&data, head, width)).flatten()
        })
    }

    /// The records of one side: of the kind that an argument names, else of a role.
    fn side(&self, asked: &Asked<'_>, argument: &str, role: &'static str) -> Side {
        let language = asked.language;
        let kind = asked.choice(argument);
        let is_meant = |node: &Node| match kind {
            Some(kind) => *self.site.model.kinds[node.kind].id == *kind,
            None => role_name(node.role) == role,
        };
        let nodes = self.of_kinds(is_meant, language);
        let kinds = &self.site.model.kinds;
        let mut own: Vec<usize> =
            nodes.iter().map(|node| self.site.nodes[node.0].kind).collect();
        own.dedup();
        let label = match own.as_slice() {
            [one] => kinds[*one].many(language).to_owned(),
            _ => self.say(language, &format!("picture_{role}s")),
        };
        Side { label, nodes }
    }

    /// The pairs of records of two sides that are related, in either direction.
    fn pairs(&self, rows: &[NodeId], columns: &[NodeId]) -> BTreeSet<(NodeId, NodeId)> {
        let columns: BTreeSet<NodeId> = columns.iter().copied().collect();
        let mut pairs = BTreeSet::new();
        for one in rows {
            let node = &self.site.nodes[one.0];
            let targets = node.outgoing.iter().flat_map(|relation| &relation.targets);
            let sources = node.incoming.iter().flat_map(|relation| &relation.sources);
            let others = targets.chain(sources).filter(|other| columns.contains(other));
            pairs.extend(others.map(|other| (*one, *other)));
        }
        pairs
    }

    /// Sorts the records of a side, which come in the order of their lists.
    fn sort(
        &self,
        nodes: &mut [NodeId],
        order: &str,
        language: &Language,
        count: impl Fn(NodeId) -> usize,
    ) {
        match order {
            "title" => {
                let collator = Collator::new(language);
                nodes.sort_by_cached_key(|node| {
                    collator.key(self.site.nodes[node.0].title(language))
                });
            }
            "count" => nodes.sort_by_cached_key(|node| Reverse(count(*node))),
            _ => {}
        }
    }

    /// The records of one side with those of the other that belong to each.
    fn matrix_table(
        &self,
        side: &Side,
        others: &Side,
        pairs: &BTreeSet<(NodeId, NodeId)>,
        language: &Language,
    ) -> TableView {
        let rows = side.nodes.iter().map(|node| {
            let own =
                others.nodes.iter().filter(|other| pairs.contains(&(*node, **other)));
            let own: Vec<NodeId> = own.copied().collect();
            let cell = if own.is_empty() {
                CellView::text(self.say(language, "picture_none"))
            } else {
                self.nodes_cell(&own, language)
            };
            row(vec![
                self.node_cell(*node, language),
                self.number_cell(own.len(), language),
                cell,
            ])
        });
        let caption = self.say_with(
            language,
            "picture_matrix_table",
            &[("rows", &side.label), ("columns", &others.label)],
        );
        let rows = rows.collect();
        let mut table = self.table(caption, &["", "column_count#", ""], rows, language);
        table.head[0].title = CellView::text(&side.label);
        table.head[2].title = CellView::text(&others.label);
        table
    }
}

/// Pairs the other way round.
fn turned(pairs: &BTreeSet<(NodeId, NodeId)>) -> BTreeSet<(NodeId, NodeId)> {
    pairs.iter().map(|(one, other)| (*other, *one)).collect()
}
