//! The timeline: phases, meetings by kind, and the steps of recommendations.

use std::collections::BTreeMap;

use crate::date::{Date, DateSpan};
use crate::language::Language;
use crate::model::Role;
use crate::picture::timeline::{Heap, Meeting, Milestone, Phase, Timeline, draw};
use crate::picture::{Name, State};
use crate::record::FieldValue;
use crate::site::{NodeId, history};
use crate::view::make::Views;
use crate::view::make::call::listed;
use crate::view::make::picture::{Asked, Frame, row};
use crate::view::picture::{CellView, PartView, PictureView, RowView, TableView};
use crate::view::record::StateView;

/// The most meetings whose table names each; of more, it counts those of each year.
const MOST_ROWS: usize = 1_000;

/// A step of a recommendation into another state.
struct Step {
    /// The recommendation.
    node: NodeId,
    /// When.
    date: Date,
    /// The state from then on.
    state: StateView,
}

impl Views {
    /// The timeline of the process, or of a part of it, with the steps of recommendations unless the call
    /// says otherwise.
    pub(super) fn timeline_picture(&self, asked: &Asked<'_>) -> PictureView {
        let is_plain = asked.argument("milestones") == Some(&FieldValue::Boolean(false));
        let steps = if is_plain { vec![] } else { self.timeline_steps(asked) };
        self.timeline_with(&steps, asked)
    }

    /// The timeline of the first page, which tells the steps of recommendations in words.
    pub(in crate::view::make) fn short_timeline(&self, asked: &Asked<'_>) -> PictureView {
        self.timeline_with(&[], asked)
    }

    /// The timeline with some steps of recommendations.
    fn timeline_with(&self, steps: &[Step], asked: &Asked<'_>) -> PictureView {
        let language = asked.language;
        let phases = self.phases(asked);
        let meetings = self.timeline_meetings(asked);
        let mut kinds: Vec<usize> =
            meetings.iter().map(|(node, _)| self.site.nodes[node.0].kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let data = Timeline {
            phases: phases.iter().map(|node| self.phase(*node, language)).collect(),
            phases_label: self.say(language, "picture_phases"),
            meetings: meetings
                .iter()
                .map(|(node, date)| self.meeting(*node, *date, &kinds, language))
                .collect(),
            meetings_label: self.say(language, "picture_meetings"),
            kinds: kinds
                .iter()
                .map(|kind| self.site.model.kinds[*kind].many(language).to_owned())
                .collect(),
            milestones: steps.iter().map(|step| self.milestone(step, language)).collect(),
            milestones_label: self.say(language, "picture_milestones"),
            heaps: self.heaps(&meetings, asked),
            today: Some(self.picture_today(language)),
        };
        let tables = self.timeline_tables(&phases, &meetings, steps, asked);
        let frame = Frame { id: "timeline", asked, of: None, notes: vec![], tables };
        self.framed(frame, |head, width| draw(&data, head, width))
    }

    /// The phases within the time that is asked for.
    fn phases(&self, asked: &Asked<'_>) -> Vec<NodeId> {
        let phases = self.of_role(Role::Phase, asked.language);
        let is_within = |node: &NodeId| {
            self.site.nodes[node.0].date.is_some_and(|date| is_within(date, asked))
        };
        phases.into_iter().filter(is_within).collect()
    }

    /// The meetings that are asked for, oldest first.
    fn timeline_meetings(&self, asked: &Asked<'_>) -> Vec<(NodeId, DateSpan)> {
        let kinds = listed(asked.argument("kinds"));
        let region = asked.choice("region");
        let is_meant = |node: &crate::site::Node| {
            let kind = &self.site.model.kinds[node.kind];
            let own = match node.original().field("region") {
                Some(FieldValue::Region(region)) => Some(&**region),
                _ => None,
            };
            matches!(node.role, Role::Meeting | Role::Talk)
                && (kinds.is_empty() || kinds.contains(&&kind.id))
                && (region.is_none() || region == own)
        };
        let nodes = self.of_kinds(is_meant, asked.language).into_iter();
        let dated = nodes.filter_map(|node| Some((node, self.site.nodes[node.0].date?)));
        let mut meetings: Vec<(NodeId, DateSpan)> =
            dated.filter(|(_, date)| is_within(*date, asked)).collect();
        meetings.sort_by_key(|(node, date)| (date.start.oldest_first(), *node));
        meetings
    }

    /// The steps of recommendations into other states that do not lie ahead, oldest first.
    fn timeline_steps(&self, asked: &Asked<'_>) -> Vec<Step> {
        let language = asked.language;
        let mut steps = vec![];
        for node in self.of_role(Role::Recommendation, language) {
            let record = &self.site.nodes[node.0];
            let mut last = None;
            for entry in history(record.original()) {
                let Some(status) = entry.status else { continue };
                let is_past = entry.date.first_day() <= self.site.today;
                let span = DateSpan { start: entry.date, end: None };
                if last.as_ref() == Some(&status) || !is_past {
                    continue;
                }
                if is_within(span, asked)
                    && let Some(state) = self.state_named(node, &status, language)
                {
                    steps.push(Step { node, date: entry.date, state });
                }
                last = Some(status);
            }
        }
        steps.sort_by_key(|step| (step.date.oldest_first(), step.node));
        steps
    }

    /// A phase as it is drawn.
    fn phase(&self, node: NodeId, language: &Language) -> Phase {
        let date = self.site.nodes[node.0].date;
        let today = self.site.today;
        Phase {
            name: self.picture_name(node, language),
            start: date.map_or(today, |date| date.start),
            end: self.phase_end(node),
            dates: self.phase_dates(node, language),
        }
    }

    /// The dates of a phase in words.
    fn phase_dates(&self, node: NodeId, language: &Language) -> String {
        let Some(date) = self.site.nodes[node.0].date else { return String::new() };
        if self.phase_end(node).is_some() {
            return self.say_span(language, date);
        }
        let start = self.say_date(language, date.start);
        self.say_with(language, "picture_since", &[("date", &start)])
    }

    /// A meeting as it is drawn.
    fn meeting(
        &self,
        node: NodeId,
        date: DateSpan,
        kinds: &[usize],
        language: &Language,
    ) -> Meeting {
        let kind = self.site.nodes[node.0].kind;
        Meeting {
            name: self.picture_name(node, language),
            date: date.start,
            dates: self.say_span(language, date),
            kind: kinds.binary_search(&kind).unwrap_or(0),
        }
    }

    /// A step as it is drawn.
    fn milestone(&self, step: &Step, language: &Language) -> Milestone {
        Milestone {
            name: self.picture_name(step.node, language),
            date: step.date,
            dates: self.say_date(language, step.date),
            state: State {
                name: step.state.id.clone(),
                label: step.state.label.clone(),
                href: None,
            },
        }
    }

    /// The meetings of each month and of each year, with the rows of the table that they are listed from.
    fn heaps(&self, meetings: &[(NodeId, DateSpan)], asked: &Asked<'_>) -> Vec<Heap> {
        let mut counts: BTreeMap<(i16, Option<i8>), usize> = BTreeMap::new();
        for (_, date) in meetings {
            let date = date.start;
            *counts.entry((date.year(), None)).or_default() += 1;
            if let Some(month) = date.month() {
                *counts.entry((date.year(), Some(month))).or_default() += 1;
            }
        }
        let heaps = counts.into_iter().filter_map(|((year, month), count)| {
            let language = asked.language;
            let written = match month {
                Some(month) => format!("{year:04}-{month:02}"),
                None => format!("{year:04}"),
            };
            let date = Date::parse(&written).ok()?;
            let words = self.say_date(language, date);
            let count = count.to_string();
            let text = self.say_with(
                language,
                "picture_heap",
                &[("count", &count), ("date", &words)],
            );
            let href = format!("#{}", anchor(asked, year, month, meetings.len()));
            let short = match month {
                Some(month) => self.say_month(language, month).chars().take(3).collect(),
                None => year.to_string(),
            };
            Some(Heap { date, name: Name::linked(&text, &href), short })
        });
        heaps.collect()
    }

    /// The tables: phases, meetings, steps.
    fn timeline_tables(
        &self,
        phases: &[NodeId],
        meetings: &[(NodeId, DateSpan)],
        steps: &[Step],
        asked: &Asked<'_>,
    ) -> Vec<TableView> {
        let language = asked.language;
        let mut tables = vec![];
        if !phases.is_empty() {
            let rows = phases.iter().map(|node| {
                let dates = self.phase_dates(*node, language);
                row(vec![self.node_cell(*node, language), CellView::text(dates)])
            });
            let caption = self.say(language, "picture_phases");
            let columns = ["column_phase", "column_period"];
            tables.push(self.table(caption, &columns, rows.collect(), language));
        }
        if !meetings.is_empty() {
            tables.push(self.meeting_table(meetings, asked));
        }
        if !steps.is_empty() {
            let rows = steps.iter().map(|step| {
                let state = Some(step.state.clone());
                row(vec![
                    self.node_cell(step.node, language),
                    CellView::text(self.say_date(language, step.date)),
                    CellView::of(vec![PartView { state, ..PartView::default() }]),
                ])
            });
            let caption = self.say(language, "picture_milestones");
            let columns = ["column_recommendation", "column_date", "column_state"];
            tables.push(self.table(caption, &columns, rows.collect(), language));
        }
        tables
    }

    /// The table of the meetings; of very many, how many each year had.
    fn meeting_table(
        &self,
        meetings: &[(NodeId, DateSpan)],
        asked: &Asked<'_>,
    ) -> TableView {
        let language = asked.language;
        let caption = self.say(language, "picture_meetings");
        if meetings.len() > MOST_ROWS {
            let mut years: BTreeMap<i16, usize> = BTreeMap::new();
            for (_, date) in meetings {
                *years.entry(date.start.year()).or_default() += 1;
            }
            let rows = years.into_iter().map(|(year, count)| RowView {
                anchors: vec![anchor(asked, year, None, meetings.len())],
                level: 0,
                cells: vec![
                    CellView::text(year.to_string()),
                    self.number_cell(count, language),
                ],
            });
            let columns = ["column_year", "column_meetings#"];
            return self.table(caption, &columns, rows.collect(), language);
        }
        let mut known: Vec<String> = vec![];
        let rows = meetings.iter().map(|(node, date)| {
            let start = date.start;
            // The first meeting of a month is where its heap leads to, and where its year starts, too.
            let own = [start.month(), None]
                .map(|month| anchor(asked, start.year(), month, meetings.len()));
            let own = own.into_iter().filter(|anchor| !known.contains(anchor));
            let mut own: Vec<String> = own.collect();
            own.dedup();
            known.extend(own.iter().cloned());
            let kind = &self.site.model.kinds[self.site.nodes[node.0].kind];
            RowView {
                anchors: own,
                level: 0,
                cells: vec![
                    self.node_cell(*node, language),
                    CellView::text(self.say_span(language, *date)),
                    CellView::text(kind.one(language)),
                ],
            }
        });
        let rows = rows.collect();
        let columns = ["column_meeting", "column_date", "column_kind"];
        self.table(caption, &columns, rows, language)
    }
}

/// The id of the row where the meetings of a month or a year start. Where the table counts years, months
/// lead to theirs.
fn anchor(asked: &Asked<'_>, year: i16, month: Option<i8>, meetings: usize) -> String {
    let prefix = asked.prefix;
    match month.filter(|_| meetings <= MOST_ROWS) {
        Some(month) => format!("{prefix}--timeline-{year}-{month:02}"),
        None => format!("{prefix}--timeline-{year}"),
    }
}

/// Tells whether a date or period touches the time that is asked for.
fn is_within(date: DateSpan, asked: &Asked<'_>) -> bool {
    let bound = |id: &str| match asked.argument(id) {
        Some(FieldValue::Date(date)) => Some(*date),
        _ => None,
    };
    let end = date.end.unwrap_or(date.start);
    let is_after = bound("from").is_none_or(|from| !end.is_before(from));
    let is_before = bound("to").is_none_or(|to| date.start.first_day() <= to.last_day());
    is_after && is_before
}
