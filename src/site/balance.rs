//! Who took part: meetings and their participants, counted by phase, region and group of actors.
//!
//! Sources may differ on one meeting. Their numbers are never added up: of each meeting the lowest and the
//! highest count, so a sum over meetings is a range where sources differ (requirement F6).

use std::collections::BTreeMap;

use crate::model::Role;
use crate::record::{Field, FieldValue};
use crate::site::Site;
use crate::site::node::{Node, NodeId};
use crate::site::publication::value;

/// The field of a meeting with the reports on how many took part.
const PARTICIPANTS: &str = "participants";

/// How many took part in some meetings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Turnout {
    /// The meetings.
    pub meetings: Vec<NodeId>,
    /// How many of them have a number of participants.
    pub counted: usize,
    /// The sum of the lowest numbers that sources give.
    pub least: u64,
    /// The sum of the highest numbers.
    pub most: u64,
    /// Whether a source says “about” or “more than”.
    pub is_rough: bool,
    /// The meetings whose sources differ.
    pub disputed: Vec<NodeId>,
}

/// What the sources say on one meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Reported {
    /// The lowest number.
    pub least: u64,
    /// The highest number.
    pub most: u64,
    /// Whether a source says “about” or “more than”.
    pub is_rough: bool,
}

impl Turnout {
    /// Adds a meeting.
    fn add(&mut self, node: NodeId, reported: Option<Reported>) {
        self.meetings.push(node);
        let Some(reported) = reported else { return };
        self.counted += 1;
        self.least += reported.least;
        self.most += reported.most;
        self.is_rough |= reported.is_rough;
        if reported.least != reported.most {
            self.disputed.push(node);
        }
    }
}

impl Site {
    /// The meetings that took place by the day of the build, by place.
    pub fn meetings_held(&self) -> Vec<NodeId> {
        let nodes = self.nodes.iter().enumerate();
        let held = nodes.filter(|(_, node)| {
            let is_meeting = matches!(node.role, Role::Meeting | Role::Talk);
            let cancelled =
                node.original().field("cancelled") == Some(&FieldValue::Boolean(true));
            let is_past =
                node.date.is_none_or(|date| date.start.first_day() <= self.today);
            is_meeting && !cancelled && is_past
        });
        held.map(|(place, _)| NodeId(place)).collect()
    }

    /// How many took part in some meetings together.
    pub fn turnout(&self, meetings: &[NodeId]) -> Turnout {
        let mut turnout = Turnout::default();
        for node in meetings {
            turnout.add(*node, reported(&self.nodes[node.0]));
        }
        turnout
    }

    /// How many came from each group of actors, as the sources that tell it say, by the id of the group: the
    /// lowest and the highest sum.
    pub fn by_group(&self, meetings: &[NodeId]) -> BTreeMap<String, (u64, u64)> {
        let mut sums: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        for node in meetings {
            let mut own: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
            for report in self.nodes[node.0].original().groups(PARTICIPANTS) {
                for (group, count) in groups(report) {
                    let (least, most) = own.entry(group).or_insert((count, count));
                    (*least, *most) = ((*least).min(count), (*most).max(count));
                }
            }
            for (group, (least, most)) in own {
                let sum = sums.entry(group.to_owned()).or_default();
                *sum = (sum.0 + least, sum.1 + most);
            }
        }
        sums
    }
}

/// What the sources say on how many took part in a meeting; nothing where none says it.
fn reported(node: &Node) -> Option<Reported> {
    let mut found: Option<Reported> = None;
    for report in node.original().groups(PARTICIPANTS) {
        let Some(FieldValue::Integer(count)) = value(report, "count") else { continue };
        let Ok(count) = u64::try_from(*count) else { continue };
        let is_rough = match value(report, "qualifier") {
            Some(FieldValue::Choice(qualifier)) => &**qualifier != "exact",
            _ => false,
        };
        let known = found.unwrap_or(Reported { least: count, most: count, is_rough });
        found = Some(Reported {
            least: known.least.min(count),
            most: known.most.max(count),
            is_rough: known.is_rough || is_rough,
        });
    }
    found
}

/// The numbers by group of a report.
fn groups(report: &[Field]) -> Vec<(&str, u64)> {
    let Some(FieldValue::Group(fields)) = value(report, "by_group") else {
        return vec![];
    };
    let counts = fields.iter().filter_map(|field| match &field.value {
        FieldValue::Integer(count) => Some((&*field.id, u64::try_from(*count).ok()?)),
        _ => None,
    });
    counts.collect()
}
