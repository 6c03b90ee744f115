//! The timeline from top to bottom: one column in the order of time, phases as lines beside it.

use super::heap::{Pile, heaps};
use super::{
    Grain, Meeting, Milestone, Phase, Timeline, dates, legend, links_of_milestones, today,
};
use crate::date::Date;
use crate::picture::measure::{self, Face};
use crate::picture::scene::{
    Area, Item, Path, Scene, Words, line, lines, mark, named, state_class,
};
use crate::picture::shape::Shape;
use crate::picture::{Name, Today, Width, count, legend as legends};

/// Between the lines of phases.
const RAIL: i32 = 9;

/// Lines of phases that have room; further ones have only their names.
const RAILS: usize = 3;

/// Cells of heaps in a row.
const CELLS: usize = 6;

/// What stands in the column.
enum Row<'a> {
    /// A year starts.
    Year(i16),
    /// A phase starts, with its line if there is one.
    Phase(&'a Phase, Option<usize>),
    /// A meeting.
    Meeting(&'a Meeting),
    /// A milestone.
    Milestone(&'a Milestone),
    /// Heaps side by side.
    Piles(Vec<Pile<'a>>),
    /// Today.
    Today(&'a Today),
}

/// The column while it is being made.
struct Column<'a> {
    /// What is drawn.
    timeline: &'a Timeline,
    /// Whether milestones have their links.
    links_milestones: bool,
    /// Where text starts.
    left: i32,
    /// Where the next row starts.
    y: i32,
    /// The parts.
    items: Vec<Item>,
}

/// The timeline as a column.
pub(super) fn layout(timeline: &Timeline, grain: Grain) -> Scene {
    let rails = rails(timeline);
    let number = rails.iter().flatten().max().map_or(0, |last| last + 1);
    let left = 26 + count(number) * RAIL;
    let links_milestones = links_of_milestones(timeline);
    let mut column = Column { timeline, links_milestones, left, y: 4, items: vec![] };
    let mut starts = vec![];
    for (date, row) in rows(timeline, grain, &rails) {
        starts.push((date, column.y));
        column.row(&row);
    }
    let bottom = column.y + 4;
    let mut items = lines_of_phases(timeline, &rails, &starts, bottom);
    items.extend(column.items);
    let (key, height) =
        legends::draw(&legend(timeline, grain), 0, bottom + 8, Width::Narrow.units());
    items.extend(key);
    let width = Width::Narrow.units();
    Scene { name: "timeline", width, height: bottom + height + 10, items }
}

/// The line of each phase, for as many as there is room for.
fn rails(timeline: &Timeline) -> Vec<Option<usize>> {
    let mut ends: Vec<Option<Date>> = vec![];
    let mut rails = vec![];
    for phase in &timeline.phases {
        let free = |end: &Option<Date>| end.is_some_and(|end| end.is_before(phase.start));
        let rail = ends.iter().position(free).unwrap_or(ends.len());
        if rail == ends.len() && rail < RAILS {
            ends.push(phase.end);
        } else if rail < ends.len() {
            ends[rail] = phase.end;
        }
        rails.push((rail < RAILS).then_some(rail));
    }
    rails
}

/// All rows in the order of time.
fn rows<'a>(
    timeline: &'a Timeline,
    grain: Grain,
    rails: &[Option<usize>],
) -> Vec<(Date, Row<'a>)> {
    let mut rows: Vec<((Date, u8), Row<'a>)> = vec![];
    for (phase, rail) in timeline.phases.iter().zip(rails) {
        rows.push(((phase.start.first_day(), 1), Row::Phase(phase, *rail)));
    }
    if grain == Grain::Single {
        let meetings = timeline.meetings.iter();
        rows.extend(meetings.map(|one| ((one.date.first_day(), 3), Row::Meeting(one))));
    } else {
        rows.extend(years_of_piles(timeline, grain));
    }
    for milestone in &timeline.milestones {
        rows.push(((milestone.date.first_day(), 4), Row::Milestone(milestone)));
    }
    if let Some(today) = today(timeline, &dates(timeline)) {
        rows.push(((today.date, 5), Row::Today(today)));
    }
    rows.sort_by_key(|row| row.0);
    let mut all: Vec<(Date, Row<'a>)> = vec![];
    for ((date, _), row) in rows {
        if all.last().is_none_or(|before| before.0.year() != date.year()) {
            all.push((date, Row::Year(date.year())));
        }
        all.push((date, row));
    }
    all
}

/// The heaps of each year as one row; those of years are one row by themselves.
fn years_of_piles(timeline: &Timeline, grain: Grain) -> Vec<((Date, u8), Row<'_>)> {
    let mut rows: Vec<((Date, u8), Row<'_>)> = vec![];
    for pile in heaps(timeline, grain) {
        match rows.last_mut() {
            Some((_, Row::Piles(piles))) if piles[0].date.year() == pile.date.year() => {
                piles.push(pile);
            }
            _ => rows.push(((pile.date.first_day(), 2), Row::Piles(vec![pile]))),
        }
    }
    rows
}

/// The lines of phases, each from where it starts to the first row after its end.
fn lines_of_phases(
    timeline: &Timeline,
    rails: &[Option<usize>],
    starts: &[(Date, i32)],
    bottom: i32,
) -> Vec<Item> {
    let mut items = vec![];
    let last = today(timeline, &dates(timeline)).map(|today| today.date);
    for (phase, rail) in timeline.phases.iter().zip(rails) {
        let Some(rail) = rail else { continue };
        let x = count(*rail) * RAIL;
        let after =
            |date: Date| starts.iter().find(|(start, _)| *start >= date).map(|one| one.1);
        let top = after(phase.start.first_day()).unwrap_or(0) + 4;
        let next = phase.end.or(last).and_then(Date::day_after).and_then(after);
        let end = next.unwrap_or(bottom).max(top + 30) - 4;
        let solid = if phase.end.is_some() { end } else { end - 24 };
        items.push(Item::Block(Area::new(x, top, 4, solid - top), "band".into()));
        let mut at = solid + 3;
        while at + 5 <= end {
            items.push(Item::Block(Area::new(x, at, 4, 5), "band".into()));
            at += 8;
        }
    }
    items
}

impl Column<'_> {
    /// The room for text.
    fn room(&self) -> i32 {
        Width::Narrow.units() - self.left - 2
    }

    /// Adds a row.
    fn row(&mut self, row: &Row<'_>) {
        match row {
            Row::Year(year) => {
                self.y += 10;
                let base = self.y + 16;
                let right = Width::Narrow.units();
                self.items.push(line((self.left, base + 7), (right, base + 7), "line"));
                let words = Words::new(self.left, base, &year.to_string(), Face::Strong);
                self.items.push(Item::Words(words));
                self.y += 32;
            }
            Row::Phase(phase, rail) => {
                if let Some(rail) = rail {
                    let x = count(*rail) * RAIL;
                    let tick = Area::new(x, self.y + 7, self.left - 8 - x, 4);
                    self.items.push(Item::Block(tick, "band".into()));
                }
                self.entry(&phase.name, &phase.dates, &[], (Face::Strong, None));
            }
            Row::Meeting(meeting) => {
                let kinds = &self.timeline.kinds;
                let kind = kinds.get(meeting.kind).cloned().unwrap_or_default();
                let mark = (Shape::of_kind(meeting.kind), "kind".to_owned());
                self.entry(
                    &meeting.name,
                    &meeting.dates,
                    &[&kind],
                    (Face::Plain, Some(mark)),
                );
            }
            Row::Milestone(Milestone { name, dates, state, .. }) => {
                let href = name.href.clone().filter(|_| self.links_milestones);
                let name = Name { href, ..name.clone() };
                let mark = (Shape::of_state(&state.name), state_class(state));
                let dates = format!("{dates} · {}", state.label);
                self.entry(&name, &dates, &[], (Face::Plain, Some(mark)));
            }
            Row::Piles(piles) => self.piles(piles),
            Row::Today(today) => {
                let base = self.y + 16;
                let label =
                    measure::shorten(&today.label, Face::Strong, self.room() - 40);
                let end = self.left + measure::width(&label, Face::Strong) + 8;
                let right = Width::Narrow.units();
                self.items.push(line((end, base - 4), (right, base - 4), "today"));
                let words =
                    Words::new(self.left, base, &label, Face::Strong).class("now");
                self.items.push(Item::Words(words));
                self.y += 28;
            }
        }
    }

    /// Adds a name below its dates, with its mark if it has one.
    fn entry(
        &mut self,
        name: &Name,
        dates: &str,
        spoken: &[&str],
        (face, shape): (Face, Option<(Shape, String)>),
    ) {
        let dates_line = measure::shorten(dates, Face::Small, self.room());
        let texts = measure::wrap(&name.text, face, self.room(), 3);
        let top = self.y;
        let mut parts = vec![];
        if let Some((shape, class)) = shape {
            parts.push(mark(shape, (self.left - 20, top + 4), 12, &class));
        }
        let words =
            Words::new(self.left, top + 14, &dates_line, Face::Small).class("muted");
        parts.push(Item::Words(words));
        parts.extend(lines(self.left, top + 32, &texts, face));
        let height = 22 + count(texts.len()) * face.pitch();
        let wide =
            measure::widest(&texts, face).max(measure::width(&dates_line, Face::Small));
        let target = Area::new(self.left - 2, top, wide + 4, height);
        let spoken: Vec<&str> =
            [dates].into_iter().chain(spoken.iter().copied()).collect();
        self.items.push(named(name, &spoken, target, parts));
        self.y += height + 10;
    }

    /// Adds heaps in rows of cells.
    fn piles(&mut self, piles: &[Pile<'_>]) {
        let cell = self.room() / count(CELLS);
        for row in piles.chunks(CELLS) {
            for (place, pile) in (0..).zip(row) {
                let x = self.left + place * cell + cell / 2;
                let number = pile.number.to_string();
                let half = measure::width(&number, Face::Small).max(16) / 2 + 4;
                let middle = self.y + 31;
                let mut circle = Path::units();
                circle.circle((x, middle), half);
                let short = pile.heap.map_or("", |heap| heap.short.as_str());
                let short = measure::shorten(short, Face::Small, cell - 2);
                let parts = vec![
                    Item::Words(
                        Words::new(x, self.y + 13, &short, Face::Small)
                            .middle()
                            .class("muted"),
                    ),
                    Item::Line(circle, "pile".into()),
                    Item::Words(Words::new(x, middle + 5, &number, Face::Small).middle()),
                ];
                let target = Area::new(x - cell / 2 + 1, self.y, cell - 2, 46);
                self.items.push(named(&pile.name(), &[], target, parts));
            }
            self.y += 52;
        }
        self.y += 4;
    }
}
