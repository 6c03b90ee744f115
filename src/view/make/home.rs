//! The first page: what it is, what happened, what came out.

use std::cmp::Reverse;

use crate::date::{Date, DateSpan};
use crate::language::{Language, foreign};
use crate::model::{FieldType, Role};
use crate::record::FieldValue;
use crate::site::{NodeId, Page, Picture, PictureOrder, Presence, State};
use crate::view::make::Views;
use crate::view::make::entry::state_view;
use crate::view::make::list::title_language;
use crate::view::make::picture::Asked;
use crate::view::make::term::Explained;
use crate::view::page::{Content, Figure, Home, HomeStep, PageView, StateShare};
use crate::view::picture::PictureView;

/// How many meetings, steps and news the first page shows.
const LATEST: usize = 5;

/// The roles that are counted on the first page, in this order.
const COUNTED: [Role; 7] = [
    Role::Meeting,
    Role::Challenge,
    Role::Guideline,
    Role::Recommendation,
    Role::Project,
    Role::Actor,
    Role::Document,
];

impl Views {
    /// The first page of a language; of a variant, its text and all its pages.
    pub(super) fn home_page(&self, page: &Page) -> PageView {
        let language = &page.language;
        let text = self.site.section("", language);
        let title = text.and_then(|text| text.title.clone());
        let content = if language.is_variant() {
            let own = self.site.sections.get(&(String::new(), language.clone()));
            let all: Vec<NodeId> = (0..self.site.nodes.len()).map(NodeId).collect();
            let mut list = self.page_list(own, language, &all);
            for group in &mut list.groups {
                let titles = self.titles.get(language);
                group.title = titles.map_or_else(String::new, |t| t.simple.clone());
                "gruppe--alle".clone_into(&mut group.anchor);
            }
            Content::Section(list)
        } else {
            Content::Home(Box::new(self.home(language)))
        };
        let template = if language.is_variant() { "section.html" } else { "home.html" };
        let config = &self.site.config;
        PageView {
            calls: self.section_calls(text, language),
            text_language: title_language(text, language),
            title: title.unwrap_or_else(|| {
                config.title.get(language).cloned().unwrap_or_default()
            }),
            description: text
                .and_then(|text| text.summary.clone())
                .or_else(|| config.description.get(language).cloned())
                .unwrap_or_default(),
            breadcrumb: vec![],
            ..self.plain(page, template, content)
        }
    }

    /// The context of the first page.
    fn home(&self, language: &Language) -> Home {
        let text = self.site.section("", language);
        let meetings = self.of_roles(&[Role::Meeting, Role::Talk], language);
        let is_ahead = |node: &NodeId| {
            let date = self.site.nodes[node.0].date;
            date.is_some_and(|date| {
                self.site.today <= date.end.unwrap_or(date.start).last_day()
            })
        };
        let (upcoming, past): (Vec<NodeId>, Vec<NodeId>) =
            meetings.iter().partition(|node| is_ahead(node));
        let past = self.newest_first(past);
        let take =
            |nodes: &[NodeId]| self.entries(&nodes[..nodes.len().min(LATEST)], language);
        let news = self.newest_first(self.of_roles(&[Role::News], language));
        let Explained { body, terms, .. } = self.explained_section(text, language);
        Home {
            body,
            terms,
            language: text.and_then(|text| foreign(&text.language, language)),
            period: self.period(language),
            finished: self.finished(language),
            figures: self.figures(language),
            timeline: self.home_timeline(language),
            upcoming: take(&upcoming),
            recent: take(&past),
            states: self.states(language),
            steps: self.latest_steps(language),
            news: take(&news),
            updated: self
                .site
                .nodes
                .iter()
                .filter_map(|node| {
                    node.cards
                        .values()
                        .filter_map(|card| self.site.changed.get(&card.file))
                        .max()
                })
                .max()
                .copied(),
        }
    }

    /// The records of some roles that a language has, oldest first; those without a date last.
    fn of_roles(&self, roles: &[Role], language: &Language) -> Vec<NodeId> {
        let nodes = self.site.nodes.iter().enumerate();
        let mut found: Vec<NodeId> = nodes
            .filter(|(_, node)| {
                roles.contains(&node.role)
                    && node.presence(language, &self.site.config) != Presence::Absent
            })
            .map(|(place, _)| NodeId(place))
            .collect();
        found.sort_by_key(|node| {
            let node = &self.site.nodes[node.0];
            let start = node.date.map(|date| date.start.oldest_first());
            (start.is_none(), start, node.date.map(|date| date.end), node.id.clone())
        });
        found
    }

    /// Records, newest first; those without a date last.
    fn newest_first(&self, mut nodes: Vec<NodeId>) -> Vec<NodeId> {
        nodes.sort_by_key(|node| {
            let node = &self.site.nodes[node.0];
            (node.date.is_none(), Reverse(node.date), node.id.clone())
        });
        nodes
    }

    /// The timeline, if there is something to draw.
    fn home_timeline(&self, language: &Language) -> Option<PictureView> {
        if !self.site.has_picture(Picture::Timeline) {
            return None;
        }
        let order = PictureOrder::List;
        let asked = Asked { language, call: None, order, prefix: "picture" };
        Some(self.short_timeline(&asked)).filter(|view| !view.wide.is_empty())
    }

    /// From the first to the last year of the phases; without phases, of the meetings.
    fn period(&self, language: &Language) -> Option<DateSpan> {
        let dates = |roles: &[Role]| -> Vec<DateSpan> {
            let nodes = self.of_roles(roles, language);
            nodes.iter().filter_map(|node| self.site.nodes[node.0].date).collect()
        };
        let phases = dates(&[Role::Phase]);
        let dates =
            if phases.is_empty() { dates(&[Role::Meeting, Role::Talk]) } else { phases };
        let start = dates.iter().map(|date| date.start.year()).min()?;
        let end = dates.iter().map(|date| date.end.unwrap_or(date.start).year()).max()?;
        let year = |year: i16| Date::parse(&format!("{year:04}")).ok();
        Some(DateSpan { start: year(start)?, end: year(end).filter(|_| end != start) })
    }

    /// Tells whether there are phases and the last day of all of them has passed.
    fn finished(&self, language: &Language) -> bool {
        let phases = self.of_roles(&[Role::Phase], language);
        let ended = |node: &NodeId| {
            let end = self.site.nodes[node.0].date.and_then(|date| date.end);
            end.is_some_and(|end| end.last_day() < self.site.today)
        };
        !phases.is_empty() && phases.iter().all(ended)
    }

    /// How many records there are of the kinds that matter most.
    fn figures(&self, language: &Language) -> Vec<Figure> {
        let kinds = COUNTED.iter().flat_map(|role| {
            let kinds = self.site.model.kinds.iter().enumerate();
            kinds.filter(move |(_, kind)| kind.role == *role)
        });
        let figures = kinds.filter_map(|(place, kind)| {
            let list = self.site.lists.get(&(language.clone(), place))?;
            let count = list.nodes.len();
            let label = if count == 1 { kind.one(language) } else { kind.many(language) };
            Some(Figure {
                id: kind.id.to_string(),
                label: label.to_owned(),
                count,
                href: self.section_link(place, language).map(|link| link.href),
            })
        });
        figures.collect()
    }

    /// Tells whether a meeting names a phase; one that names none belongs to that of its date.
    pub(super) fn belongs(&self, meeting: NodeId, phase: NodeId) -> bool {
        let record = &self.site.nodes[meeting.0];
        let named = record.outgoing.iter().find(|relation| &*relation.field == "phase");
        if let Some(named) = named {
            return named.targets.contains(&phase);
        }
        let (Some(date), Some(time)) = (record.date, self.site.nodes[phase.0].date)
        else {
            return false;
        };
        let start = time.start.first_day() <= date.start.first_day();
        let end = self.phase_end(phase);
        start && end.is_none_or(|end| date.start.last_day() <= end.last_day())
    }

    /// The end of a phase; nothing while it goes on. Of one that ended in the year or month in which it began,
    /// the period does not tell that.
    pub(super) fn phase_end(&self, phase: NodeId) -> Option<Date> {
        let node = &self.site.nodes[phase.0];
        match node.original().field("end") {
            Some(FieldValue::Date(end)) => Some(*end),
            _ => node.date.and_then(|date| date.end),
        }
    }

    /// The recommendations by state.
    fn states(&self, language: &Language) -> Vec<StateShare> {
        let recommendations = self.of_roles(&[Role::Recommendation], language);
        let kinds = self.site.model.kinds.iter();
        let kind = kinds.clone().find(|kind| kind.role == Role::Recommendation);
        let Some((kind, field)) = kind.and_then(|kind| {
            let field = kind.state_field.as_deref()?;
            Some((kind, kind.field(field)?))
        }) else {
            return vec![];
        };
        let FieldType::Choice(choices) = &field.ty else { return vec![] };
        let shares = choices.iter().map(|choice| {
            let has = |node: &&NodeId| {
                let state = self.site.nodes[node.0].state.as_ref();
                state.is_some_and(|state| *state.id == *choice.id)
            };
            let state = State {
                field: field.id.clone(),
                id: choice.id.clone(),
                progress: None,
                since: None,
            };
            StateShare {
                href: self.state_href(kind, &choice.id, language),
                state: state_view(kind, &state, language),
                count: recommendations.iter().filter(has).count(),
            }
        });
        shares.filter(|share| share.count > 0).collect()
    }

    /// The latest steps of all recommendations and projects, newest first.
    fn latest_steps(&self, language: &Language) -> Vec<HomeStep> {
        let mut steps: Vec<(NodeId, crate::view::record::Step)> = Vec::new();
        for node in self.of_roles(&[Role::Recommendation, Role::Project], language) {
            let record = &self.site.nodes[node.0];
            let kind = &self.site.model.kinds[record.kind];
            let own = self.steps(record, kind, language);
            steps.extend(own.into_iter().take(LATEST).map(|step| (node, step)));
        }
        steps.sort_by_key(|(node, step)| (Reverse(step.date), *node));
        steps.truncate(LATEST);
        steps
            .into_iter()
            .map(|(node, step)| HomeStep { entry: self.entry(node, language), step })
            .collect()
    }
}
