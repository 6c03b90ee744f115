//! The state of implementation: each recommendation over time, and how far all have come together.

use std::collections::BTreeSet;

use crate::language::Language;
use crate::model::Role;
use crate::picture::Name;
use crate::picture::State;
use crate::picture::status::{Group, Row, Segment, Status, draw};
use crate::site::{NodeId, Progress, history};
use crate::view::make::Views;
use crate::view::make::picture::{Asked, Frame, row};
use crate::view::picture::{CellView, PictureView, RowView, TableView};

/// Recommendations that belong together.
pub(super) struct Bundle {
    /// The guideline that they follow, or the recommendation that they are parts of; nothing for those of none.
    pub(super) head: Option<NodeId>,
    /// The recommendations, without those that are parts of one of them.
    pub(super) nodes: Vec<NodeId>,
}

impl Views {
    /// The states of recommendations over time.
    pub(super) fn status_picture(&self, asked: &Asked<'_>) -> PictureView {
        let language = asked.language;
        let bundles = self.bundles(asked);
        let mut all: Vec<NodeId> =
            bundles.iter().flat_map(|bundle| bundle.nodes.iter().copied()).collect();
        all.sort_unstable();
        all.dedup();
        let whole = self.site.progress(&all);
        let name = Name::plain(&self.say(language, "picture_whole"));
        // What follows several guidelines is spelled out below the first of them.
        let mut known = BTreeSet::new();
        let groups = bundles.iter().map(|bundle| Group {
            name: bundle.head.map(|head| self.picture_name(head, language)),
            percent: self.site.progress(&bundle.nodes).percent,
            rows: bundle
                .nodes
                .iter()
                .flat_map(|node| {
                    let is_new = known.insert(*node);
                    let rows = self.status_rows(*node, language);
                    rows.into_iter()
                        .enumerate()
                        .filter(move |(place, _)| is_new || *place == 0)
                })
                .map(|(_, row)| row)
                .collect(),
        });
        let months = self.site.config.coverage.stale_after.to_string();
        let stale = self.say_with(language, "picture_stale", &[("months", &months)]);
        let data = Status {
            whole: whole
                .percent
                .filter(|_| bundles.len() > 1)
                .map(|percent| (name, percent)),
            groups: groups.collect(),
            today: Some(self.picture_today(language)),
            stale_label: stale.clone(),
        };
        let tables = vec![self.status_table(&bundles, whole, &stale, language)];
        let notes = vec![self.progress_note(whole, language)];
        let of = self.asked_for(asked, "of");
        let of = of.map(|node| self.site.nodes[node.0].title(language).to_owned());
        let frame = Frame { id: "status", asked, of, notes, tables };
        self.framed(frame, |head, width| draw(&data, head, width))
    }

    /// The recommendations that are asked for, by guideline; those of none come last.
    pub(super) fn bundles(&self, asked: &Asked<'_>) -> Vec<Bundle> {
        let language = asked.language;
        let all = self.of_role(Role::Recommendation, language);
        let top: Vec<NodeId> = all
            .iter()
            .copied()
            .filter(|node| {
                let whole = self.site.nodes[node.0].whole();
                whole.is_none_or(|whole| !all.contains(&whole))
            })
            .collect();
        let of = self.asked_for(asked, "of");
        if let Some(head) = of
            && self.site.nodes[head.0].role == Role::Recommendation
        {
            let parts = self.in_order(&self.site.parts(head), language);
            let nodes = if parts.is_empty() { vec![head] } else { parts };
            return vec![Bundle { head: Some(head), nodes }];
        }
        let mut bundles = vec![];
        let guidelines = self.of_role(Role::Guideline, language);
        for guideline in guidelines.iter().filter(|node| of.is_none_or(|of| of == **node))
        {
            let own = top.iter().copied().filter(|node| self.follows(*node, *guideline));
            bundles.push(Bundle { head: Some(*guideline), nodes: own.collect() });
        }
        if of.is_none() {
            let rest = top.iter().copied().filter(|node| {
                !guidelines.iter().any(|guideline| self.follows(*node, *guideline))
            });
            bundles.push(Bundle { head: None, nodes: rest.collect() });
        }
        bundles.retain(|bundle| !bundle.nodes.is_empty());
        bundles
    }

    /// Tells whether a recommendation, or one of its parts, is related with a guideline.
    fn follows(&self, node: NodeId, guideline: NodeId) -> bool {
        let record = &self.site.nodes[guideline.0];
        let targets = record.outgoing.iter().flat_map(|relation| &relation.targets);
        let sources = record.incoming.iter().flat_map(|relation| &relation.sources);
        let mut related = targets.chain(sources);
        related
            .any(|other| *other == node || self.site.nodes[other.0].whole() == Some(node))
    }

    /// A recommendation and its parts as they are drawn.
    fn status_rows(&self, node: NodeId, language: &Language) -> Vec<Row> {
        let mut rows = vec![];
        self.each_part(node, language, 0, &mut |node, _| {
            rows.push(self.status_row(node, language));
        });
        rows
    }

    /// Hands out a recommendation and its parts in their order, with how deep they lie.
    fn each_part(
        &self,
        node: NodeId,
        language: &Language,
        depth: usize,
        take: &mut impl FnMut(NodeId, usize),
    ) {
        take(node, depth);
        // Parts of parts of parts stand as deep as these; a circle ends there, too.
        if depth < 3 {
            for part in self.in_order(&self.site.parts(node), language) {
                self.each_part(part, language, depth + 1, take);
            }
        }
    }

    /// A recommendation as it is drawn.
    fn status_row(&self, node: NodeId, language: &Language) -> Row {
        let record = &self.site.nodes[node.0];
        let entries = history(record.original());
        let past =
            entries.iter().filter(|entry| entry.date.first_day() <= self.site.today);
        let mut segments: Vec<Segment> = vec![];
        let mut marks = vec![];
        for entry in past {
            if let Some(state) = &entry.status
                && let Some(view) = self.state_named(node, state, language)
            {
                let href = self.standing_href(node, &view.id, language);
                let state = State { name: view.id, label: view.label, href };
                let is_same = segments.last().is_some_and(|last| last.state == state);
                if !is_same {
                    if let Some(last) = segments.last_mut() {
                        last.end = Some(entry.date);
                    }
                    segments.push(Segment { state, start: entry.date, end: None });
                }
            }
            marks.extend(entry.progress.map(|percent| (entry.date, percent)));
        }
        let state = self.picture_state(node, language).map(|state| {
            let href = self.standing_href(node, &state.name, language);
            State { href, ..state }
        });
        Row {
            name: self.picture_name(node, language),
            segments,
            marks,
            state,
            percent: self.site.percent(node),
            stale: self.site.is_stale(node),
        }
    }

    /// The page with all records of a record's kind that are in a state, if there is one.
    fn standing_href(
        &self,
        node: NodeId,
        state: &str,
        language: &Language,
    ) -> Option<String> {
        let kind = &self.site.model.kinds[self.site.nodes[node.0].kind];
        self.state_href(kind, state, language)
    }

    /// A cell with the state of a record, which leads to all that are in it.
    fn standing_cell(&self, node: NodeId, language: &Language) -> CellView {
        let mut cell = self.state_cell(node, language);
        for part in &mut cell.parts {
            let state = part.state.as_ref().map_or("", |state| &state.id);
            let href = self.standing_href(node, state, language);
            part.href = href.unwrap_or_default();
        }
        cell
    }

    /// How the percentages came about.
    fn progress_note(&self, whole: Progress, language: &Language) -> String {
        let (known, total) = (whole.known.to_string(), whole.total.to_string());
        let arguments = [("known", known.as_str()), ("count", total.as_str())];
        self.say_with(language, "picture_progress_note", &arguments)
    }

    /// The table: guidelines with what they have come to, their recommendations below them.
    fn status_table(
        &self,
        bundles: &[Bundle],
        whole: Progress,
        stale: &str,
        language: &Language,
    ) -> TableView {
        let percent = |percent: Option<u8>| {
            let text = percent.map(|percent| self.say_percent(language, percent));
            CellView::text(text.unwrap_or_default())
        };
        let (mut rows, mut known) = (vec![], BTreeSet::new());
        if bundles.len() > 1 {
            let name = CellView::text(self.say(language, "picture_whole"));
            let empty = CellView::default();
            rows.push(row(vec![name, empty.clone(), empty, percent(whole.percent)]));
        }
        for bundle in bundles {
            let head = match bundle.head {
                Some(head) => self.node_cell(head, language),
                None => CellView::text(self.say(language, "picture_no_guideline")),
            };
            let empty = CellView::default();
            let together = percent(self.site.progress(&bundle.nodes).percent);
            rows.push(row(vec![head, empty.clone(), empty, together]));
            for node in &bundle.nodes {
                let is_new = known.insert(*node);
                self.each_part(*node, language, 1, &mut |node, depth| {
                    if depth > 1 && !is_new {
                        return;
                    }
                    let news = self.site.last_news(node);
                    let mut last =
                        CellView::text(news.map_or_else(String::new, |day| {
                            self.say_date(language, day)
                        }));
                    if self.site.is_stale(node) {
                        last.parts.extend(CellView::text(stale).parts);
                    }
                    rows.push(RowView {
                        anchors: vec![],
                        level: depth,
                        cells: vec![
                            self.node_cell(node, language),
                            self.standing_cell(node, language),
                            last,
                            percent(self.site.percent(node)),
                        ],
                    });
                });
            }
        }
        let caption = self.say(language, "picture_status");
        let columns =
            ["column_recommendation", "column_state", "column_news", "column_progress#"];
        self.table(caption, &columns, rows, language)
    }
}
