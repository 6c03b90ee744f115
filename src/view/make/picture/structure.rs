//! The structure of the strategy: guidelines, their recommendations, and the projects that put them into practice.

use std::collections::BTreeSet;

use crate::language::Language;
use crate::model::Role;
use crate::picture::Name;
use crate::picture::tree::{Branch, Tree, draw};
use crate::site::NodeId;
use crate::view::make::Views;
use crate::view::make::picture::{Asked, Frame, name_cell};
use crate::view::picture::{CellView, PictureView, RowView};

/// The deepest level of recommendations within each other.
const DEEPEST: usize = 3;

impl Views {
    /// The tree of the strategy, or of one of its branches.
    pub(super) fn structure_picture(&self, asked: &Asked<'_>) -> PictureView {
        let language = asked.language;
        let bundles = self.bundles(asked);
        // What follows several guidelines is spelled out below the first of them.
        let mut known = BTreeSet::new();
        let branches: Vec<Branch> = bundles
            .iter()
            .map(|bundle| {
                let branches = bundle.nodes.iter().map(|node| {
                    let branch = self.branch(*node, language, 1);
                    let branches =
                        if known.insert(*node) { branch.branches } else { vec![] };
                    Branch { branches, ..branch }
                });
                let branches = branches.collect();
                match bundle.head {
                    Some(head) => Branch {
                        number: self.number_of(head, language),
                        name: self.picture_name(head, language),
                        state: None,
                        percent: self.site.progress(&bundle.nodes).percent,
                        branches,
                    },
                    None => Branch {
                        name: Name::plain(&self.say(language, "picture_no_guideline")),
                        branches,
                        ..Branch::default()
                    },
                }
            })
            .collect();
        let mut rows = vec![];
        for branch in &branches {
            self.structure_rows(branch, 0, language, &mut rows);
        }
        let caption = self.say(language, "picture_structure");
        let columns =
            ["column_record", "column_number", "column_state", "column_progress#"];
        let tables = vec![self.table(caption, &columns, rows, language)];
        let of = self.asked_for(asked, "of");
        let of = of.map(|node| self.site.nodes[node.0].title(language).to_owned());
        let data = Tree { branches };
        let frame = Frame { id: "structure", asked, of, notes: vec![], tables };
        self.framed(frame, |head, width| draw(&data, head, width))
    }

    /// A recommendation with its parts and projects.
    fn branch(&self, node: NodeId, language: &Language, depth: usize) -> Branch {
        let mut branches = vec![];
        if depth < DEEPEST {
            for part in self.in_order(&self.site.parts(node), language) {
                branches.push(self.branch(part, language, depth + 1));
            }
        }
        let incoming = &self.site.nodes[node.0].incoming;
        let sources = incoming.iter().flat_map(|relation| &relation.sources).copied();
        let is_project = |node: &NodeId| self.site.nodes[node.0].role == Role::Project;
        let projects: Vec<NodeId> = sources.filter(is_project).collect();
        for project in self.in_order(&projects, language) {
            branches.push(Branch {
                name: self.picture_name(project, language),
                state: self.picture_state(project, language),
                ..Branch::default()
            });
        }
        Branch {
            number: self.number_of(node, language),
            name: self.picture_name(node, language),
            state: self.picture_state(node, language),
            percent: self.site.percent(node),
            branches,
        }
    }

    /// The number of a record, if it has one.
    fn number_of(&self, node: NodeId, language: &Language) -> Option<String> {
        Some(self.text_field(node, "number", language))
            .filter(|number| !number.is_empty())
    }

    /// The rows of a branch.
    fn structure_rows(
        &self,
        branch: &Branch,
        level: usize,
        language: &Language,
        rows: &mut Vec<RowView>,
    ) {
        let percent = branch.percent.map(|percent| self.say_percent(language, percent));
        let state = branch.state.as_ref().map(|state| state.label.clone());
        rows.push(RowView {
            anchors: vec![],
            level,
            cells: vec![
                name_cell(&branch.name),
                CellView::text(branch.number.clone().unwrap_or_default()),
                CellView::text(state.unwrap_or_default()),
                CellView::text(percent.unwrap_or_default()),
            ],
        });
        for branch in &branch.branches {
            self.structure_rows(branch, level + 1, language, rows);
        }
    }
}
