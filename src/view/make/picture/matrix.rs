//! The matrix: which records of two kinds belong together, and which belong to none.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::language::Language;
use crate::model::Role;
use crate::picture::matrix::{Mark, Matrix, draw};
use crate::site::{Node, NodeId, PictureOrder, Site};
use crate::view::make::Views;
use crate::view::make::picture::{Asked, Frame, row};
use crate::view::make::record::role_name;
use crate::view::picture::{CellView, PictureView, TableView};
use crate::words::Collator;

/// The records of one side.
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
        let order = asked.choice("order").and_then(PictureOrder::named);
        let order = order.unwrap_or(asked.order);
        let pairs = self.pairs(&rows.nodes, &columns.nodes);
        self.sort(&mut rows.nodes, order, language, pairs.iter().map(|pair| pair.0));
        self.sort(&mut columns.nodes, order, language, pairs.iter().map(|pair| pair.1));
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
        let most = Site::LARGEST_MATRIX;
        let is_drawn = rows.nodes.len() <= most.0 && columns.nodes.len() <= most.1;
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

    /// Sorts the records of a side, which come in the order of their lists; `marked` has one for each mark.
    fn sort(
        &self,
        nodes: &mut [NodeId],
        order: PictureOrder,
        language: &Language,
        marked: impl Iterator<Item = NodeId>,
    ) {
        match order {
            PictureOrder::List => {}
            PictureOrder::Title => {
                let collator = Collator::new(language);
                nodes.sort_by_cached_key(|node| {
                    collator.key(self.site.nodes[node.0].title(language))
                });
            }
            PictureOrder::State => nodes.sort_by_key(|node| {
                let rank = self.state_rank(*node);
                (rank.is_none(), rank)
            }),
            PictureOrder::Count => {
                let mut counts: BTreeMap<NodeId, usize> = BTreeMap::new();
                marked.for_each(|node| *counts.entry(node).or_default() += 1);
                nodes.sort_by_key(|node| Reverse(counts.get(node)));
            }
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
        let mark = self.mention(side);
        let places: BTreeMap<NodeId, usize> =
            others.nodes.iter().enumerate().map(|(place, node)| (*node, place)).collect();
        let rows = side.nodes.iter().map(|node| {
            let own = pairs.range((*node, NodeId(0))..=(*node, NodeId(usize::MAX)));
            let mut own: Vec<NodeId> = own.map(|(_, other)| *other).collect();
            own.sort_unstable_by_key(|other| places.get(other));
            let cell = if own.is_empty() {
                CellView::text(self.say(language, "picture_none"))
            } else {
                self.nodes_cell(&own, language)
            };
            let mut cells = vec![self.node_cell(*node, language)];
            cells.extend(mark.map(|mark| match mark {
                Mention::State => self.state_cell(*node, language),
                Mention::Date => self.date_cell(*node, language),
            }));
            cells.extend([self.number_cell(own.len(), language), cell]);
            row(cells)
        });
        let caption = self.say_with(
            language,
            "picture_matrix_table",
            &[("rows", &side.label), ("columns", &others.label)],
        );
        let mut columns = vec![""];
        columns.extend(mark.map(|mark| match mark {
            Mention::State => "column_state",
            Mention::Date => "column_date",
        }));
        columns.extend(["column_count#", ""]);
        let last = columns.len() - 1;
        let mut table = self.table(caption, &columns, rows.collect(), language);
        table.head[0].title = CellView::text(&side.label);
        table.head[last].title = CellView::text(&others.label);
        table.sortable()
    }

    /// What a table says of the records of a side.
    fn mention(&self, side: &Side) -> Option<Mention> {
        let mut nodes = side.nodes.iter().map(|node| &self.site.nodes[node.0]);
        let has_dates = |node: &Node| matches!(node.role, Role::Meeting | Role::Talk);
        if nodes.clone().any(|node| node.state.is_some()) {
            return Some(Mention::State);
        }
        nodes.any(has_dates).then_some(Mention::Date)
    }

    /// A cell with the date of a record.
    fn date_cell(&self, node: NodeId, language: &Language) -> CellView {
        let Some(date) = self.site.nodes[node.0].date else {
            return CellView::default();
        };
        let key = date.start.to_string();
        CellView { key, ..CellView::text(self.say_span(language, date)) }
    }
}

/// What is said of a record beside its title.
#[derive(Clone, Copy)]
enum Mention {
    /// Its state.
    State,
    /// When it was.
    Date,
}

/// Pairs the other way round.
fn turned(pairs: &BTreeSet<(NodeId, NodeId)>) -> BTreeSet<(NodeId, NodeId)> {
    pairs.iter().map(|(one, other)| (*other, *one)).collect()
}
