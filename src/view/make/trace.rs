//! Where a record came from and what became of it.

use crate::language::Language;
use crate::model::{Field, FieldType, Model, Role};
use crate::site::{NodeId, STAGES, TraceColumn, TraceGroup as Reached};
use crate::view::make::Views;
use crate::view::make::record::role_name;
use crate::view::record::{Trace, TraceGroup, TraceStage};

/// The most records of one stage that are reached over others and that a page lists; more are counted.
const LONGEST: usize = 30;

/// How many of these stand open where there are more than fit.
const OPEN: usize = 5;

/// How many of these fit without folding any.
const FITTING: usize = 7;

/// The most records over which a group is reached that are named; more are counted.
const NAMED: usize = 2;

impl Views {
    /// The trace of a record.
    pub(super) fn trace(&self, node: NodeId, language: &Language) -> Option<Trace> {
        let columns = self.neighbours.trace(node)?;
        let role = self.site.nodes[node.0].role;
        let stages = columns.stages.iter().enumerate().map(|(place, column)| {
            let current = place == columns.own;
            TraceStage {
                current,
                gap: !current
                    && column.direct.is_empty()
                    && (column.indirect.is_empty()
                        || are_relatable(&self.site.model, role, STAGES[place])),
                ..self.trace_stage(STAGES[place], column, language)
            }
        });
        Some(Trace {
            stages: stages.collect(),
            drawing: self.trace_drawing(node, &columns, language),
        })
    }

    /// One stage, seen by itself.
    fn trace_stage(
        &self,
        role: Role,
        column: &TraceColumn,
        language: &Language,
    ) -> TraceStage {
        let total: usize = column.indirect.iter().map(|group| group.nodes.len()).sum();
        let open = if total > FITTING { OPEN } else { total };
        let (mut indirect, mut folded) = (vec![], vec![]);
        let mut before = 0;
        for group in &column.indirect {
            if before >= LONGEST {
                break;
            }
            let nodes = self.in_order(&group.nodes, language);
            let nodes = &nodes[..nodes.len().min(LONGEST - before)];
            let (first, rest) =
                nodes.split_at(open.saturating_sub(before).min(nodes.len()));
            for (nodes, groups) in [(first, &mut indirect), (rest, &mut folded)] {
                if !nodes.is_empty() {
                    groups.push(self.trace_group(group, nodes, language));
                }
            }
            before += nodes.len();
        }
        TraceStage {
            role: role_name(role).to_owned(),
            direct: self.entries(&self.in_order(&column.direct, language), language),
            indirect,
            folded,
            rest: total - open,
            more: total - before,
            current: false,
            gap: false,
        }
    }

    /// Some of the records that are reached over the same others.
    fn trace_group(
        &self,
        group: &Reached,
        nodes: &[NodeId],
        language: &Language,
    ) -> TraceGroup {
        let over = self.in_order(&group.over, language);
        let named = &over[..over.len().min(NAMED)];
        TraceGroup {
            over: self.entries(named, language),
            others: over.len() - named.len(),
            entries: self.entries(nodes, language),
        }
    }
}

/// Tells whether records of two roles can be related with each other, as the model has it.
fn are_relatable(model: &Model, one: Role, other: Role) -> bool {
    let points = |from: Role, to: Role| {
        let kinds = model.kinds.iter().filter(move |kind| is_stage_of(kind.role, from));
        kinds.flat_map(|kind| &kind.fields).any(|field| names(model, field, to))
    };
    points(one, other) || points(other, one)
}

/// Tells whether a role counts as another in a trace.
fn is_stage_of(role: Role, stage: Role) -> bool {
    role == stage || (role == Role::Talk && stage == Role::Meeting)
}

/// Tells whether a field, or one within it, names the kinds of a role.
fn names(model: &Model, field: &Field, role: Role) -> bool {
    let mut ty = &field.ty;
    while let FieldType::List { of, .. } = ty {
        ty = of;
    }
    match ty {
        FieldType::Ref(rule) => rule
            .kinds
            .iter()
            .filter_map(|id| model.kind(id))
            .any(|kind| is_stage_of(kind.role, role)),
        FieldType::Group(fields) => fields.iter().any(|field| names(model, field, role)),
        _ => false,
    }
}
