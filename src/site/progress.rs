//! How far recommendations have come, one by one and together, and which of them nobody has told of for long.

use crate::date::Date;
use crate::model::{PARENT, Role};
use crate::record::FieldValue;
use crate::site::node::{Node, NodeId};
use crate::site::state::history;
use crate::site::{Picture, Site};

/// The state of what is reached; it counts as 100 %.
pub(super) const DONE: &str = "done";

/// The state of what was dropped; it counts for nothing.
pub(super) const NOT_PURSUED: &str = "not_pursued";

/// States of what has not begun; they count as 0 %.
const NOT_BEGUN: [&str; 2] = ["proposed", "adopted"];

/// How far several recommendations have come together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// The mean of their percentages by their weights, rounded; nothing where none is known.
    pub percent: Option<u8>,
    /// How many of them it is known of.
    pub known: usize,
    /// How many there are, without those that were dropped.
    pub total: usize,
}

impl Site {
    /// How far some recommendations have come together: the mean of what is known of them, weighted by their
    /// field `weight` (1 where nothing is said). Two of 40 % and 80 % with the weights 1 and 3 give 70 %.
    pub fn progress(&self, nodes: &[NodeId]) -> Progress {
        let (progress, _) = self.mean(nodes, &mut vec![]);
        progress
    }

    /// The percentage of a recommendation: its own, else that of its parts together, else what its state says.
    /// Nothing where it was dropped, or has begun and nobody said how far it is.
    pub fn percent(&self, node: NodeId) -> Option<u8> {
        self.exact_percent(node, &mut vec![]).map(rounded)
    }

    /// The mean of what is known of some recommendations, and the same without rounding. `above` are those
    /// whose parts they are: a circle of parts ends where it closes.
    fn mean(&self, nodes: &[NodeId], above: &mut Vec<NodeId>) -> (Progress, Option<f64>) {
        let (mut sum, mut weights) = (0.0, 0.0);
        let mut progress = Progress::default();
        for node in nodes {
            if is_dropped(&self.nodes[node.0]) {
                continue;
            }
            progress.total += 1;
            if let Some(percent) = self.exact_percent(*node, above) {
                let weight = weight(&self.nodes[node.0]);
                progress.known += 1;
                sum += weight * percent;
                weights += weight;
            }
        }
        let exact = (weights > 0.0).then(|| sum / weights);
        progress.percent = exact.map(rounded);
        (progress, exact)
    }

    /// The percentage of a recommendation without rounding.
    fn exact_percent(&self, id: NodeId, above: &mut Vec<NodeId>) -> Option<f64> {
        let node = &self.nodes[id.0];
        if is_dropped(node) || above.contains(&id) {
            return None;
        }
        if let Some(progress) = node.state.as_ref().and_then(|state| state.progress) {
            return Some(f64::from(progress));
        }
        let parts = self.parts(id);
        if !parts.is_empty() {
            above.push(id);
            let (_, exact) = self.mean(&parts, above);
            above.pop();
            if exact.is_some() {
                return exact;
            }
        }
        match node.state.as_ref().map(|state| &*state.id) {
            Some(DONE) => Some(100.0),
            Some(state) if NOT_BEGUN.contains(&state) => Some(0.0),
            _ => None,
        }
    }

    /// The records that are part of a record, in the order of their ids.
    pub fn parts(&self, node: NodeId) -> Vec<NodeId> {
        let record = &self.nodes[node.0];
        let is_part = |place: &NodeId| self.nodes[place.0].kind == record.kind;
        let incoming =
            record.incoming.iter().filter(|relation| &*relation.field == PARENT);
        incoming.flat_map(|relation| &relation.sources).copied().filter(is_part).collect()
    }

    /// The day of the last dated news of a record: the last entry of its history that does not lie ahead.
    pub fn last_news(&self, node: NodeId) -> Option<Date> {
        let entries = history(self.nodes[node.0].original());
        let past = entries.iter().filter(|entry| entry.date.first_day() <= self.today);
        past.map(|entry| entry.date).next_back()
    }

    /// Tells whether nobody has told of a recommendation for long: it is neither reached nor dropped, and the
    /// last dated news of it is older than the settings allow, or there is none.
    pub fn is_stale(&self, node: NodeId) -> bool {
        let record = &self.nodes[node.0];
        let is_open = record.role == Role::Recommendation
            && record.state.as_ref().is_some_and(|state| &*state.id != DONE)
            && !is_dropped(record);
        is_open && self.stale_from(node).is_none_or(|day| day <= self.today)
    }

    /// The day from which on the last dated news of a record is too old; nothing without any.
    fn stale_from(&self, node: NodeId) -> Option<Date> {
        self.last_news(node)?.months_later(self.config.coverage.stale_after)
    }

    /// The next day on which the same records say something else: the news of a recommendation becomes too
    /// old, or a drawing shows the day itself.
    pub fn next_day(&self) -> Option<Date> {
        let dated = [Picture::Timeline, Picture::Status];
        if dated.into_iter().any(|picture| self.has_picture(picture)) {
            return self.today.day_after();
        }
        let nodes = self.nodes.iter().enumerate();
        let open = nodes.filter(|(_, node)| node.role == Role::Recommendation);
        let days = open.filter_map(|(place, _)| self.stale_from(NodeId(place)));
        days.filter(|day| self.today < *day).min()
    }
}

/// Tells whether a recommendation was dropped.
fn is_dropped(node: &Node) -> bool {
    node.state.as_ref().is_some_and(|state| &*state.id == NOT_PURSUED)
}

/// What a recommendation counts for among others.
fn weight(node: &Node) -> f64 {
    match node.original().field("weight") {
        Some(FieldValue::Number(weight, _)) if *weight > 0.0 => *weight,
        _ => 1.0,
    }
}

/// A percentage as a whole number.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a mean of percentages is one"
)]
fn rounded(percent: f64) -> u8 {
    percent.round().clamp(0.0, 100.0) as u8
}
