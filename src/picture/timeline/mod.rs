//! The course of a process: phases as bands, meetings as marks by kind, milestones of recommendations.
//!
//! Up to [`MOST`] marks stand for themselves; beyond that the meetings of a month or a year are one mark
//! with their number.

mod heap;
mod narrow;
mod wide;

use crate::date::Date;
use crate::picture::axis::Axis;
use crate::picture::legend::{self, Entry};
use crate::picture::scene::Scene;
use crate::picture::{Drawing, Head, Name, State, Today, Width, svg};

/// Marks that are shown one by one.
pub const MOST: usize = 100;

/// Heaps of meetings in one drawing: ten years of months.
const MOST_HEAPS: usize = 120;

/// What the drawing shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timeline {
    /// The phases, in any order.
    pub phases: Vec<Phase>,
    /// What they are called together.
    pub phases_label: String,
    /// The meetings, in any order.
    pub meetings: Vec<Meeting>,
    /// What they are called together.
    pub meetings_label: String,
    /// The kinds of meetings; a meeting names one by its place.
    pub kinds: Vec<String>,
    /// The milestones, in any order.
    pub milestones: Vec<Milestone>,
    /// What they are called together.
    pub milestones_label: String,
    /// Where meetings of a month or a year are listed, for when they are too many.
    pub heaps: Vec<Heap>,
    /// Today.
    pub today: Option<Today>,
}

/// A part of the process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phase {
    /// Its name.
    pub name: Name,
    /// When it started.
    pub start: Date,
    /// When it ended, if it has.
    pub end: Option<Date>,
    /// Its dates in words.
    pub dates: String,
}

/// A meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Its name.
    pub name: Name,
    /// When it was: a day, or as much as is known of it.
    pub date: Date,
    /// The same in words.
    pub dates: String,
    /// Its kind, a place in [`Timeline::kinds`].
    pub kind: usize,
}

/// A date of a recommendation: it came into a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    /// Its name.
    pub name: Name,
    /// When it was.
    pub date: Date,
    /// The same in words.
    pub dates: String,
    /// The state.
    pub state: State,
}

/// The meetings of a month, or of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heap {
    /// The month or the year.
    pub date: Date,
    /// What it is called, and where its meetings are listed: "7 Veranstaltungen im März 2017".
    pub name: Name,
    /// A few letters for it, such as "Mär".
    pub short: String,
}

/// How meetings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grain {
    /// Each for itself.
    Single,
    /// Those of a month as one.
    Month,
    /// Those of a year as one.
    Year,
}

/// Draws a process; nothing if it has no dates.
pub fn draw(timeline: &Timeline, head: &Head, width: Width) -> Option<Drawing> {
    Some(svg::write(&layout(timeline, width)?, head))
}

/// Where everything stands.
pub(super) fn layout(timeline: &Timeline, width: Width) -> Option<Scene> {
    let timeline = sorted(timeline);
    let dates = dates(&timeline);
    let grain = grain(&timeline);
    match width {
        Width::Wide => {
            let axis = Axis::new(&dates, 1, width.units() - 1)?;
            Some(wide::layout(&timeline, axis, grain))
        }
        Width::Narrow if dates.is_empty() => None,
        Width::Narrow => Some(narrow::layout(&timeline, grain)),
    }
}

/// The same with everything in the order of time, whatever the order in which it came.
fn sorted(timeline: &Timeline) -> Timeline {
    let mut timeline = timeline.clone();
    let key = |date: Date, name: &Name| (date.first_day(), date.last_day(), name.clone());
    timeline.phases.sort_by_cached_key(|one| {
        let (start, _, name) = key(one.start, &one.name);
        (start, one.end, name.text, name.href)
    });
    timeline.meetings.sort_by_cached_key(|one| {
        let (start, end, name) = key(one.date, &one.name);
        (start, end, name.text, name.href, one.kind)
    });
    timeline.milestones.sort_by_cached_key(|one| {
        let (start, end, name) = key(one.date, &one.name);
        (start, end, name.text, name.href, one.state.clone())
    });
    timeline
}

/// All dates that the axis has to hold; today only where it lies within or shortly after them.
fn dates(timeline: &Timeline) -> Vec<Date> {
    let phases =
        timeline.phases.iter().flat_map(|one| [Some(one.start), one.end]).flatten();
    let meetings = timeline.meetings.iter().map(|one| one.date);
    let milestones = timeline.milestones.iter().map(|one| one.date);
    let mut dates: Vec<Date> = phases.chain(meetings).chain(milestones).collect();
    let last = dates.iter().map(|date| date.year()).max();
    let open = timeline.phases.iter().any(|phase| phase.end.is_none());
    if let (Some(last), Some(today)) = (last, &timeline.today) {
        let near = today.date.year() <= last + if open { 3 } else { 1 };
        let after = dates.iter().any(|date| *date <= today.date);
        dates.extend((near && after).then_some(today.date));
    }
    dates
}

/// Today, if the drawing holds it.
fn today<'a>(timeline: &'a Timeline, dates: &[Date]) -> Option<&'a Today> {
    let today = timeline.today.as_ref()?;
    let first = dates.iter().map(|date| date.first_day()).min()?;
    let last = dates.iter().map(|date| date.last_day()).max()?;
    (first <= today.date && today.date <= last).then_some(today)
}

/// How fine meetings can be shown.
fn grain(timeline: &Timeline) -> Grain {
    if timeline.meetings.len() + timeline.milestones.len() <= MOST {
        return Grain::Single;
    }
    let months = heap::heaps(timeline, Grain::Month).len();
    if months <= MOST_HEAPS { Grain::Month } else { Grain::Year }
}

/// Milestones that are more than this are shown without their links: the table has them.
fn links_of_milestones(timeline: &Timeline) -> bool {
    let grain = grain(timeline);
    let heaps = heap::heaps(timeline, grain).len();
    grain == Grain::Single || heaps + timeline.milestones.len() <= MOST_HEAPS
}

/// The marks of the drawing and what they mean.
fn legend(timeline: &Timeline, grain: Grain) -> Vec<Entry> {
    let mut entries = vec![];
    if grain == Grain::Single {
        for (kind, label) in timeline.kinds.iter().enumerate() {
            if timeline.meetings.iter().any(|meeting| meeting.kind == kind) {
                entries.push(Entry::kind(kind, label));
            }
        }
    }
    entries.extend(legend::states(timeline.milestones.iter().map(|one| &one.state)));
    entries
}
