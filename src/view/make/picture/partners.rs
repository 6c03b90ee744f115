//! Partners wanted: projects that look for somebody, what they seek, and actors whose topics fit.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::language::Language;
use crate::model::Role;
use crate::picture::Name;
use crate::picture::flow::{Column, Edge, Flow, MOST, Node, Piece, draw};
use crate::record::FieldValue;
use crate::search::Tongue;
use crate::site::NodeId;
use crate::view::make::Views;
use crate::view::make::picture::{Asked, Frame, row};
use crate::view::picture::{CellView, PictureView};

/// The state of a project that looks for partners.
const LOOKING: &str = "looking_for_partners";

/// States of projects that look for nobody any more.
const OVER: [&str; 2] = ["done", "stopped"];

/// A project that looks for partners.
struct Search {
    /// The project.
    project: NodeId,
    /// What it seeks, with the actors whose topics fit.
    seeks: Vec<(String, Vec<NodeId>)>,
}

impl Views {
    /// The projects that look for partners.
    pub(super) fn partners_picture(&self, asked: &Asked<'_>) -> PictureView {
        let language = asked.language;
        let searches = self.searches(language);
        let data = self.partner_flow(&searches, language);
        let mut rows = vec![];
        for search in &searches {
            let nothing = self.say(language, "picture_nobody");
            if search.seeks.is_empty() {
                rows.push(row(vec![
                    self.node_cell(search.project, language),
                    self.state_cell(search.project, language),
                    CellView::text(self.say(language, "picture_partners_any")),
                    CellView::text(&nothing),
                ]));
            }
            for (text, actors) in &search.seeks {
                let fitting = if actors.is_empty() {
                    CellView::text(&nothing)
                } else {
                    self.nodes_cell(actors, language)
                };
                let seeks = self.text_cell(search.project, "seeks", text, language);
                rows.push(row(vec![
                    self.node_cell(search.project, language),
                    self.state_cell(search.project, language),
                    seeks,
                    fitting,
                ]));
            }
        }
        let caption = self.say(language, "picture_partners");
        let columns =
            ["column_project", "column_state", "column_seeks", "column_fitting"];
        let tables = if rows.is_empty() {
            vec![]
        } else {
            vec![self.table(caption, &columns, rows, language)]
        };
        let key = if searches.is_empty() {
            "picture_no_partners"
        } else {
            "picture_partners_note"
        };
        let notes = vec![self.say(language, key)];
        let frame = Frame { id: "partners", asked, of: None, notes, tables };
        self.framed(frame, |head, width| draw(&data, head, width))
    }

    /// The projects that look for partners, in the order of their list.
    fn searches(&self, language: &Language) -> Vec<Search> {
        let actors = self.topics(language);
        let tongue = Tongue::of(language);
        let projects = self.of_role(Role::Project, language).into_iter();
        let searches = projects.filter_map(|project| {
            let record = &self.site.nodes[project.0];
            let state = record.state.as_ref().map_or("", |state| &state.id);
            let sought = texts(record.field("seeks", language));
            let is_looking =
                state == LOOKING || !sought.is_empty() && !OVER.contains(&state);
            let seeks = sought.into_iter().map(|text| {
                let stems = tongue.stems(text);
                let fits = |(_, topics): &&(NodeId, BTreeSet<String>)| {
                    !topics.is_disjoint(&stems)
                };
                let fitting = actors.iter().filter(fits).map(|(actor, _)| *actor);
                (text.to_owned(), fitting.collect())
            });
            is_looking.then(|| Search { project, seeks: seeks.collect() })
        });
        searches.collect()
    }

    /// The actors that name topics, with the stems of these.
    fn topics(&self, language: &Language) -> Vec<(NodeId, BTreeSet<String>)> {
        let tongue = Tongue::of(language);
        let actors = self.of_role(Role::Actor, language).into_iter();
        let topics = actors.map(|actor| {
            let topics = texts(self.site.nodes[actor.0].field("topics", language));
            let stems = topics.into_iter().flat_map(|topic| tongue.stems(topic));
            (actor, stems.collect())
        });
        topics
            .filter(|(_, stems): &(NodeId, BTreeSet<String>)| !stems.is_empty())
            .collect()
    }

    /// The flow from projects over what they seek to actors.
    fn partner_flow(&self, searches: &[Search], language: &Language) -> Flow {
        let mut flow = Flow::default();
        let (mut projects, mut seeks) = (vec![], vec![]);
        let mut actors: Vec<NodeId> = vec![];
        for search in searches {
            let from = (0, projects.len());
            projects.push(Piece::new(Node {
                name: self.picture_name(search.project, language),
                state: self.picture_state(search.project, language),
                ..Node::default()
            }));
            for (text, fitting) in &search.seeks {
                let to = (1, seeks.len());
                flow.edges.push(Edge { from, to });
                let own = self.field_language(search.project, "seeks", language);
                let name = Name { language: own, ..Name::plain(text) };
                seeks.push(Piece::new(Node { name, ..Node::default() }));
                for actor in fitting {
                    let place = actors.iter().position(|known| known == actor);
                    let place = place.unwrap_or_else(|| {
                        actors.push(*actor);
                        actors.len() - 1
                    });
                    flow.edges.push(Edge { from: to, to: (2, place) });
                }
            }
        }
        let actor = |actor: &NodeId| {
            let name = self.picture_name(*actor, language);
            Piece::new(Node { name, ..Node::default() })
        };
        let actors = actors.iter().map(actor).collect();
        let columns = [
            ("column_project", projects, ""),
            ("column_seeks", seeks, "picture_partners_any"),
            ("column_fitting", actors, "picture_nobody"),
        ];
        flow.columns = columns
            .into_iter()
            .map(|(key, nodes, gap)| {
                let number = nodes.len();
                self.flow_column(self.say(language, key), (nodes, number), gap, language)
            })
            .collect();
        flow
    }

    /// A column of a flow with the first of so many things, which says how many it leaves out and what stands
    /// for none.
    pub(super) fn flow_column(
        &self,
        heading: String,
        (nodes, number): (Vec<Arc<Piece>>, usize),
        gap: &str,
        language: &Language,
    ) -> Column {
        let more = number - nodes.len().min(MOST);
        let more = (more > 0).then(|| self.say_count(language, "picture_more", more));
        Column {
            heading,
            nodes,
            more: more.map(|text| Name::plain(&text)),
            gap: (number == 0 && !gap.is_empty()).then(|| self.say(language, gap)),
        }
    }
}

/// The texts of a field.
fn texts(value: Option<&FieldValue>) -> Vec<&str> {
    match value {
        Some(FieldValue::List(items)) => items
            .iter()
            .filter_map(|item| match &item.value {
                FieldValue::Text(text) => Some(text.as_str()),
                _ => None,
            })
            .collect(),
        Some(FieldValue::Text(text)) => vec![text],
        _ => vec![],
    }
}
