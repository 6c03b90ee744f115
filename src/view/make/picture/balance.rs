//! The balance of participation: meetings and participants by phase, region and group of actors. Where
//! sources differ both numbers are shown, and sums are ranges.

use crate::language::Language;
use crate::model::Role;
use crate::picture::Name;
use crate::picture::bars::{Bar, Bars, Group, draw};
use crate::record::FieldValue;
use crate::site::{NodeId, Turnout, group_choices};
use crate::view::make::Views;
use crate::view::make::call::listed;
use crate::view::make::entry::choice_label;
use crate::view::make::picture::map::region_of;
use crate::view::make::picture::{Asked, Frame, name_cell, row};
use crate::view::picture::{CellView, PictureView, RowView, TableView};

/// What is counted under one name.
struct Line {
    /// The name.
    name: Name,
    /// The meetings and who came.
    turnout: Turnout,
}

impl Views {
    /// The balance of participation.
    pub(super) fn balance_picture(&self, asked: &Asked<'_>) -> PictureView {
        let language = asked.language;
        let wanted = listed(asked.argument("by"));
        let is_wanted =
            |id: &str| wanted.is_empty() || wanted.iter().any(|wanted| ***wanted == *id);
        let meetings: Vec<NodeId> = self.in_order(&self.site.meetings_held(), language);
        let (mut groups, mut tables) = (vec![], vec![]);
        let views = [
            ("phase", self.lines_by_phase(&meetings, language)),
            ("region", self.lines_by_region(&meetings, language)),
        ];
        for (id, lines) in views {
            if is_wanted(id) && !lines.is_empty() {
                groups.push(self.meeting_bars(id, &lines, language));
                groups.extend(self.turnout_bars(id, &lines, language));
                tables.push(self.turnout_table(id, &lines, language));
            }
        }
        if is_wanted("group") {
            let (bars, table) = self.by_group(&meetings, language);
            groups.extend(bars);
            tables.extend(table);
        }
        let whole = self.site.turnout(&meetings);
        if !whole.disputed.is_empty() {
            tables.push(self.disputed_table(&whole, language));
        }
        let data = Bars { groups };
        let frame = Frame {
            id: "balance",
            asked,
            of: None,
            notes: self.balance_notes(&whole, language),
            tables,
        };
        self.framed(frame, |head, width| draw(&data, head, width))
    }

    /// What is to be known of the numbers.
    fn balance_notes(&self, whole: &Turnout, language: &Language) -> Vec<String> {
        let mut notes = vec![];
        let lacking = whole.meetings.len() - whole.counted;
        if lacking > 0 {
            notes.push(self.say_count(language, "picture_uncounted", lacking));
        }
        if !whole.disputed.is_empty() {
            let count = whole.disputed.len();
            notes.push(self.say_count(language, "picture_disputed_note", count));
        }
        let talks = self.site.talks.total;
        if talks > 0 {
            notes.push(self.say_count(language, "picture_talks_note", talks));
        }
        notes
    }

    /// The meetings by phase, those of none last.
    fn lines_by_phase(&self, meetings: &[NodeId], language: &Language) -> Vec<Line> {
        let phases = self.of_role(Role::Phase, language);
        let mut lines = vec![];
        let mut rest = meetings.to_vec();
        for phase in phases {
            let (own, others): (Vec<NodeId>, Vec<NodeId>) =
                rest.iter().partition(|node| self.belongs(**node, phase));
            rest = others;
            let name = self.picture_name(phase, language);
            lines.push(Line { name, turnout: self.site.turnout(&own) });
        }
        self.add_rest(&rest, "no_phase", language, &mut lines);
        lines
    }

    /// The meetings by region, those of none last; regions without any are named as well.
    fn lines_by_region(&self, meetings: &[NodeId], language: &Language) -> Vec<Line> {
        let regions = &self.site.model.regions;
        let own = |id: Option<&str>| -> Vec<NodeId> {
            let is_own = |node: &&NodeId| region_of(&self.site.nodes[node.0]) == id;
            meetings.iter().filter(is_own).copied().collect()
        };
        let lines = regions.iter().map(|region| Line {
            name: self.region_name(region, language),
            turnout: self.site.turnout(&own(Some(&region.id))),
        });
        let mut lines: Vec<Line> = lines.collect();
        if lines.iter().all(|line| line.turnout.meetings.is_empty()) {
            return vec![];
        }
        self.add_rest(&own(None), "picture_no_region", language, &mut lines);
        lines
    }

    /// Adds the meetings that belong to nothing.
    fn add_rest(
        &self,
        rest: &[NodeId],
        key: &str,
        language: &Language,
        lines: &mut Vec<Line>,
    ) {
        if !rest.is_empty() {
            let name = Name::plain(&self.say(language, key));
            lines.push(Line { name, turnout: self.site.turnout(rest) });
        }
    }

    /// Bars of how many meetings there were.
    fn meeting_bars(&self, id: &str, lines: &[Line], language: &Language) -> Group {
        let bars = lines.iter().map(|line| {
            let count = line.turnout.meetings.len();
            Bar {
                name: line.name.clone(),
                value: u32::try_from(count).unwrap_or(u32::MAX),
                label: self
                    .say_number(language, u64::try_from(count).unwrap_or(u64::MAX)),
                ..Bar::default()
            }
        });
        let heading = self.say(language, &format!("picture_meetings_by_{id}"));
        Group { heading: Some(heading), scale: 0, bars: bars.collect() }
    }

    /// Bars of how many took part; nothing where nobody counted.
    fn turnout_bars(
        &self,
        id: &str,
        lines: &[Line],
        language: &Language,
    ) -> Option<Group> {
        let counted = lines.iter().filter(|line| line.turnout.counted > 0);
        let bars: Vec<Bar> = counted
            .map(|line| {
                let Turnout { least, most, .. } = line.turnout;
                self.range_bar(
                    line.name.clone(),
                    (least, most),
                    line.turnout.is_rough,
                    language,
                )
            })
            .collect();
        let heading = self.say(language, &format!("picture_participants_by_{id}"));
        (!bars.is_empty()).then_some(Group { heading: Some(heading), scale: 1, bars })
    }

    /// A bar of a number that sources may differ on.
    fn range_bar(
        &self,
        name: Name,
        (least, most): (u64, u64),
        is_rough: bool,
        language: &Language,
    ) -> Bar {
        let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        Bar {
            name,
            value: number(least),
            upper: (least != most).then(|| number(most)),
            total: None,
            label: self.say_range(language, (least, most), is_rough),
        }
    }

    /// A number of participants in words: exact, about, or from what one source says to what another does.
    fn say_range(
        &self,
        language: &Language,
        (least, most): (u64, u64),
        is_rough: bool,
    ) -> String {
        let (low, high) =
            (self.say_number(language, least), self.say_number(language, most));
        if least != most {
            let arguments = [("least", low.as_str()), ("most", high.as_str())];
            return self.say_with(language, "picture_range", &arguments);
        }
        if is_rough {
            return self.say_with(language, "participants_about", &[("count", &low)]);
        }
        low
    }

    /// The table of a view: meetings, how many of them were counted, and who came.
    fn turnout_table(&self, id: &str, lines: &[Line], language: &Language) -> TableView {
        let rows = lines.iter().map(|line| {
            let turnout = &line.turnout;
            let came = if turnout.meetings.is_empty() {
                String::new()
            } else if turnout.counted == 0 {
                self.say(language, "picture_not_counted")
            } else {
                self.say_range(language, (turnout.least, turnout.most), turnout.is_rough)
            };
            row(vec![
                name_cell(&line.name),
                self.number_cell(turnout.meetings.len(), language),
                self.number_cell(turnout.counted, language),
                CellView::text(came),
            ])
        });
        let caption = self.say(language, &format!("picture_balance_by_{id}"));
        let first = format!("column_{id}");
        let columns = [
            first.as_str(),
            "column_meetings#",
            "column_counted#",
            "column_participants#",
        ];
        self.table(caption, &columns, rows.collect(), language)
    }

    /// Who came by group of actors, as far as sources tell it.
    fn by_group(
        &self,
        meetings: &[NodeId],
        language: &Language,
    ) -> (Option<Group>, Option<TableView>) {
        let counts = self.site.by_group(meetings);
        let choices = group_choices(&self.site.model);
        let known = choices.iter().filter_map(|choice| {
            let range = *counts.get(&*choice.id)?;
            Some((choice_label(choices, &choice.id, language), range))
        });
        let known: Vec<(String, (u64, u64))> = known.collect();
        if known.is_empty() {
            return (None, None);
        }
        let bars = known.iter().map(|(label, range)| {
            self.range_bar(Name::plain(label), *range, false, language)
        });
        let heading = self.say(language, "picture_participants_by_group");
        let group =
            Group { heading: Some(heading.clone()), scale: 1, bars: bars.collect() };
        let rows = known.iter().map(|(label, range)| {
            let came = self.say_range(language, *range, false);
            row(vec![CellView::text(label), CellView::text(came)])
        });
        let columns = ["column_group", "column_participants#"];
        let table = self.table(heading, &columns, rows.collect(), language);
        (Some(group), Some(table))
    }

    /// The meetings whose sources differ, with what each of them says.
    fn disputed_table(&self, whole: &Turnout, language: &Language) -> TableView {
        let rows =
            whole.disputed.iter().flat_map(|node| self.report_rows(*node, language));
        let caption = self.say(language, "picture_disputed");
        let columns = ["column_meeting", "column_participants#", "column_source"];
        self.table(caption, &columns, rows.collect(), language)
    }

    /// What each source says on how many took part in a meeting.
    fn report_rows(&self, node: NodeId, language: &Language) -> Vec<RowView> {
        let record = &self.site.nodes[node.0];
        let Some(FieldValue::List(items)) = record.original().field("participants")
        else {
            return vec![];
        };
        let rows = items.iter().filter_map(|item| {
            let FieldValue::Group(fields) = &item.value else { return None };
            let find = |id: &str| fields.iter().find(|field| &*field.id == id);
            let FieldValue::Integer(count) = find("count")?.value else { return None };
            let is_rough = match find("qualifier").map(|field| &field.value) {
                Some(FieldValue::Choice(qualifier)) => &**qualifier != "exact",
                _ => false,
            };
            let count = u64::try_from(count).ok()?;
            let source = match find("source").map(|field| &field.value) {
                Some(FieldValue::Text(source)) => {
                    self.text_cell(node, "participants", source, language)
                }
                _ => CellView::default(),
            };
            Some(row(vec![
                self.node_cell(node, language),
                CellView::text(self.say_range(language, (count, count), is_rough)),
                source,
            ]))
        });
        rows.collect()
    }
}
