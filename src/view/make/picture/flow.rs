//! Traces: where a record came from and what became of it, and the course of the whole process.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::language::Language;
use crate::model::Role;
use crate::picture::flow::{Column, Edge, Flow, MOST, Node, Piece, draw};
use crate::picture::{Head, Name, Width};
use crate::site::{NodeId, STAGES, TraceColumn, TraceColumns};
use crate::view::make::Views;
use crate::view::make::entry::named;
use crate::view::make::picture::{Asked, Frame, name_cell, row};
use crate::view::make::record::role_name;
use crate::view::picture::{CellView, PictureView};

/// The most records of a stage that the page of a record draws: all of them are in the list below.
const FEW: usize = 6;

/// Records of a stage that are told of together, such as the meetings of a phase.
struct Heap {
    /// What they are called.
    name: Name,
    /// The records.
    nodes: Vec<NodeId>,
}

impl Views {
    /// The trace of a record.
    pub(super) fn trace_picture(&self, node: NodeId, asked: &Asked<'_>) -> PictureView {
        let language = asked.language;
        let columns = self.neighbours.trace(node).unwrap_or_default();
        let flow = self.trace_flow(node, &columns, MOST, language);
        let mut rows = vec![];
        for (role, column) in STAGES.iter().zip(&columns.stages) {
            let nodes = self.first_of_stage(column, usize::MAX, language);
            let stage = self.say(language, &format!("trace_{}", role_name(*role)));
            if nodes.is_empty() {
                let gap = self.say(language, &format!("trace_gap_{}", role_name(*role)));
                rows.push(row(vec![
                    CellView::text(&stage),
                    CellView::text(gap),
                    CellView::default(),
                    CellView::default(),
                ]));
            }
            for node in nodes {
                rows.push(row(vec![
                    CellView::text(&stage),
                    self.node_cell(node, language),
                    CellView::text(self.node_dates(node, language)),
                    self.state_cell(node, language),
                ]));
            }
        }
        let title = self.site.nodes[node.0].title(language).to_owned();
        let caption = self.say_with(language, "picture_trace_of", &[("title", &title)]);
        let columns = ["column_stage", "column_record", "column_date", "column_state"];
        let tables = vec![self.table(caption, &columns, rows, language)];
        let frame = Frame { id: "trace", asked, of: Some(title), notes: vec![], tables };
        self.framed(frame, |head, width| draw(&flow, head, width))
    }

    /// The drawing of the trace of a record for its own page, which lists the same below it; on narrow pages,
    /// the list alone is read as well.
    pub(in crate::view::make) fn trace_drawing(
        &self,
        node: NodeId,
        columns: &TraceColumns,
        language: &Language,
    ) -> String {
        let flow = self.trace_flow(node, columns, FEW, language);
        let head = Head {
            prefix: "record--trace".to_owned(),
            title: self.say(language, "picture_trace"),
            description: self.say(language, "picture_trace_text"),
        };
        draw(&flow, &head, Width::Wide).map_or_else(String::new, |drawing| drawing.svg)
    }

    /// The first records of a stage of a trace, those that are related with the record itself before others.
    fn first_of_stage(
        &self,
        column: &TraceColumn,
        most: usize,
        language: &Language,
    ) -> Vec<NodeId> {
        let mut nodes = self.in_order(&column.direct, language);
        for group in &column.indirect {
            if nodes.len() >= most {
                break;
            }
            nodes.extend(self.in_order(&group.nodes, language));
        }
        nodes.truncate(most);
        nodes
    }

    /// The trace as it is drawn: of each stage, so many records at most.
    fn trace_flow(
        &self,
        node: NodeId,
        columns: &TraceColumns,
        most: usize,
        language: &Language,
    ) -> Flow {
        let first = |column| self.first_of_stage(column, most, language);
        let shown = columns.stages.each_ref().map(first);
        let mut places: BTreeMap<NodeId, (usize, usize)> = BTreeMap::new();
        for (stage, nodes) in shown.iter().enumerate() {
            places.extend(
                nodes.iter().enumerate().map(|(place, node)| (*node, (stage, place))),
            );
        }
        let edges = self.edges(&places);
        let stages = STAGES.iter().zip(&columns.stages).zip(&shown);
        let drawn = stages.map(|((role, column), shown)| {
            let role = role_name(*role);
            let nodes = shown.iter().map(|other| {
                if *other == node {
                    Piece::new(Node { current: true, ..self.flow_node(node, language) })
                } else {
                    self.flow_piece(*other, language)
                }
            });
            let heading = self.say(language, &format!("trace_{role}"));
            self.flow_column(
                heading,
                (nodes.collect(), column.number()),
                &format!("trace_gap_{role}"),
                language,
            )
        });
        Flow { columns: drawn.collect(), edges: edges.into_keys().collect() }
    }

    /// A record as the traces of others show it, made once for all of them.
    fn flow_piece(&self, node: NodeId, language: &Language) -> Arc<Piece> {
        let make = || Piece::new(self.flow_node(node, language));
        let known = self.listed.get(language).and_then(|all| all.pieces.get(node.0));
        known.map_or_else(make, |known| Arc::clone(known.get_or_init(make)))
    }

    /// A record as a trace shows it.
    fn flow_node(&self, node: NodeId, language: &Language) -> Node {
        let dates = self.node_dates(node, language);
        Node {
            name: self.picture_name(node, language),
            note: Some(dates).filter(|dates| !dates.is_empty()),
            state: self.picture_state(node, language),
            current: false,
        }
    }

    /// The lines between records that stand at some places, each a stage and a place in it, with the number of
    /// relations that each stands for.
    fn edges(&self, places: &BTreeMap<NodeId, (usize, usize)>) -> BTreeMap<Edge, usize> {
        let mut edges: BTreeMap<Edge, usize> = BTreeMap::new();
        for (node, place) in places {
            let record = &self.site.nodes[node.0];
            let targets = record.outgoing.iter().flat_map(|relation| &relation.targets);
            for target in targets.filter_map(|target| places.get(target)) {
                let (from, to) =
                    if place.0 < target.0 { (place, target) } else { (target, place) };
                if from.0 < to.0 {
                    *edges.entry(Edge { from: *from, to: *to }).or_default() += 1;
                }
            }
        }
        edges
    }

    /// The date of a record in words; of one with a state, since when it is in it.
    fn node_dates(&self, node: NodeId, language: &Language) -> String {
        let record = &self.site.nodes[node.0];
        if let Some(since) = record.state.as_ref().and_then(|state| state.since) {
            let date = self.say_date(language, since);
            return self.say_with(language, "picture_since", &[("date", &date)]);
        }
        record.date.map_or_else(String::new, |date| self.say_span(language, date))
    }

    /// The course of the whole process: meetings by phase, challenges by dimension, guidelines,
    /// recommendations and projects by state, with what led to what.
    pub(super) fn course_picture(&self, asked: &Asked<'_>) -> PictureView {
        let language = asked.language;
        let stages: Vec<Vec<Heap>> =
            STAGES.iter().map(|role| self.heaps_of(*role, language)).collect();
        let mut places: BTreeMap<NodeId, (usize, usize)> = BTreeMap::new();
        for (stage, heaps) in stages.iter().enumerate() {
            for (place, heap) in heaps.iter().enumerate() {
                places.extend(heap.nodes.iter().map(|node| (*node, (stage, place))));
            }
        }
        let weights = self.edges(&places);
        let columns: Vec<Column> = STAGES
            .iter()
            .zip(&stages)
            .map(|(role, heaps)| {
                let role = role_name(*role);
                let nodes = heaps.iter().map(|heap| {
                    let name = heap.name.clone();
                    let note = (heap.nodes.len() > 1 || heap.name.href.is_none())
                        .then(|| self.say_count(language, "entries", heap.nodes.len()));
                    Piece::new(Node { name, note, ..Node::default() })
                });
                let heading = self.say(language, &format!("trace_{role}"));
                self.flow_column(
                    heading,
                    (nodes.collect(), heaps.len()),
                    &format!("trace_gap_{role}"),
                    language,
                )
            })
            .collect();
        let label =
            |(stage, place): (usize, usize)| name_cell(&stages[stage][place].name);
        let rows = weights.iter().map(|(edge, count)| {
            row(vec![
                label(edge.from),
                label(edge.to),
                self.number_cell(*count, language),
            ])
        });
        let caption = self.say(language, "picture_course_table");
        let columns_of_table = ["column_from", "column_to", "column_links#"];
        let tables =
            vec![self.table(caption, &columns_of_table, rows.collect(), language)];
        let flow = Flow { columns, edges: weights.into_keys().collect() };
        let frame = Frame { id: "course", asked, of: None, notes: vec![], tables };
        self.framed(frame, |head, width| draw(&flow, head, width))
    }

    /// The records of a stage in heaps.
    fn heaps_of(&self, role: Role, language: &Language) -> Vec<Heap> {
        let is_stage =
            |other: Role| other == role || role == Role::Meeting && other == Role::Talk;
        let nodes = self.of_kinds(|node| is_stage(node.role), language);
        let single = |node: &NodeId| Heap {
            name: self.picture_name(*node, language),
            nodes: vec![*node],
        };
        match role {
            Role::Guideline => nodes.iter().map(single).collect(),
            Role::Meeting => self.heaps_by_phase(&nodes, language),
            Role::Challenge => self.heaps_by(&nodes, language, |node| {
                let record = &self.site.nodes[node.0];
                let kind = &self.site.model.kinds[record.kind];
                named(record, kind, "dimension", language).map(|named| named.label)
            }),
            _ => self.heaps_by(&nodes, language, |node| {
                self.state_of(node, language).map(|state| state.label)
            }),
        }
    }

    /// Meetings by phase; those of none last.
    fn heaps_by_phase(&self, meetings: &[NodeId], language: &Language) -> Vec<Heap> {
        let mut rest = meetings.to_vec();
        let mut heaps = vec![];
        for phase in self.of_role(Role::Phase, language) {
            let (own, others): (Vec<NodeId>, Vec<NodeId>) =
                rest.iter().partition(|node| self.belongs(**node, phase));
            rest = others;
            heaps.push(Heap { name: self.picture_name(phase, language), nodes: own });
        }
        if !rest.is_empty() {
            let name = Name::plain(&self.say(language, "no_phase"));
            heaps.push(Heap { name, nodes: rest });
        }
        heaps.retain(|heap| !heap.nodes.is_empty());
        heaps
    }

    /// Records by what they are called together, in the order in which they come; those without come last.
    fn heaps_by(
        &self,
        nodes: &[NodeId],
        language: &Language,
        label: impl Fn(NodeId) -> Option<String>,
    ) -> Vec<Heap> {
        let mut heaps: Vec<Heap> = vec![];
        let mut rest = vec![];
        for node in nodes {
            let Some(label) = label(*node) else {
                rest.push(*node);
                continue;
            };
            match heaps.iter_mut().find(|heap| heap.name.text == label) {
                Some(heap) => heap.nodes.push(*node),
                None => {
                    heaps.push(Heap { name: Name::plain(&label), nodes: vec![*node] });
                }
            }
        }
        if !rest.is_empty() {
            let name = Name::plain(&self.say(language, "picture_no_state"));
            heaps.push(Heap { name, nodes: rest });
        }
        heaps
    }
}
