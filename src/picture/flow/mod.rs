//! Where something came from and what became of it: stages side by side, their things joined by lines.

mod narrow;
mod order;
mod place;
mod wide;

use std::sync::{Arc, OnceLock};

use crate::picture::scene::Scene;
use crate::picture::{Drawing, Head, Name, State, Width, svg};

/// Things of a stage that are shown; for the rest there is [`Column::more`].
pub const MOST: usize = 12;

/// What the drawing shows.
#[derive(Debug, Clone, Default)]
pub struct Flow {
    /// The stages in their order.
    pub columns: Vec<Column>,
    /// What comes of what, from an earlier to a later stage. Others are left to the table.
    pub edges: Vec<Edge>,
}

/// A stage.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// What it is called.
    pub heading: String,
    /// Its things; the first [`MOST`] are shown, and more need not be given.
    pub nodes: Vec<Arc<Piece>>,
    /// What is said of those beyond, if there are any: "+ 7 weitere", perhaps with the place of a list.
    pub more: Option<Name>,
    /// What is said if there is nothing.
    pub gap: Option<String>,
}

/// A thing of a stage.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Node {
    /// Its name.
    pub name: Name,
    /// A second line, such as its date.
    pub note: Option<String>,
    /// Its state, if it has one.
    pub state: Option<State>,
    /// Whether the drawing is about it.
    pub current: bool,
}

/// A thing that several drawings may share: what one of them has made of its words, others need not make again.
#[derive(Debug, Default)]
pub struct Piece {
    /// The thing.
    node: Node,
    /// What the first wide drawing made of it.
    block: OnceLock<wide::Block>,
}

impl Piece {
    /// A thing to be drawn.
    pub fn new(node: Node) -> Arc<Self> {
        Arc::new(Self { node, block: OnceLock::new() })
    }
}

/// A line between two things: each by its stage and its place there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// Where it starts.
    pub from: (usize, usize),
    /// Where it ends.
    pub to: (usize, usize),
}

/// Draws a trace; nothing if it has no things.
pub fn draw(flow: &Flow, head: &Head, width: Width) -> Option<Drawing> {
    Some(svg::write(&layout(flow, width)?, head))
}

/// Where everything stands.
pub(super) fn layout(flow: &Flow, width: Width) -> Option<Scene> {
    if flow.columns.iter().all(|column| column.nodes.is_empty()) {
        return None;
    }
    Some(match width {
        Width::Wide => wide::layout(flow),
        Width::Narrow => narrow::layout(flow),
    })
}

/// How many lines cross in the order that is drawn.
#[cfg(test)]
pub(super) fn crossings_of(flow: &Flow) -> usize {
    order::crossings(&order::order(flow))
}
