//! The map of tiles: meetings and actors by region.

use crate::language::Language;
use crate::model::{Choice, Role};
use crate::picture::Name;
use crate::picture::tiles::{Region, Tiles, draw};
use crate::record::FieldValue;
use crate::site::{Facet, Node, NodeId};
use crate::view::make::Views;
use crate::view::make::entry::choice_label;
use crate::view::make::picture::{Asked, Frame, name_cell, row};
use crate::view::picture::{CellView, PictureView};

impl Views {
    /// The map of the regions.
    pub(super) fn map_picture(&self, asked: &Asked<'_>) -> PictureView {
        let language = asked.language;
        let meetings = self
            .of_kinds(|node| matches!(node.role, Role::Meeting | Role::Talk), language);
        let actors = self.of_role(Role::Actor, language);
        let by_actors = asked.choice("shade") == Some("actors");
        let labels =
            ["picture_meetings", "picture_actors"].map(|key| self.say(language, key));
        let [meetings_label, actors_label] = labels;
        let regions = &self.site.model.regions;
        let counts = regions.iter().map(|region| {
            (region, self.count_in(&meetings, region), self.count_in(&actors, region))
        });
        let counts: Vec<(&Choice, usize, usize)> = counts.collect();
        let tiles = counts.iter().filter_map(|(region, meetings, actors)| {
            let (column, row) = region.tile?;
            let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
            let (first, second) =
                if by_actors { (actors, meetings) } else { (meetings, actors) };
            Some(Region {
                name: self.region_name(region, language),
                short: match region.short.as_str() {
                    "" => region.id.chars().take(3).collect::<String>().to_uppercase(),
                    short => short.to_owned(),
                },
                column,
                row,
                first: number(*first),
                second: number(*second),
            })
        });
        let (first_label, second_label) = if by_actors {
            (actors_label, meetings_label)
        } else {
            (meetings_label, actors_label)
        };
        let data = Tiles { regions: tiles.collect(), first_label, second_label };
        let rows = counts.iter().map(|(region, meetings, actors)| {
            row(vec![
                name_cell(&self.region_name(region, language)),
                CellView::text(&region.code),
                self.number_cell(*meetings, language),
                self.number_cell(*actors, language),
            ])
        });
        let caption = self.say(language, "picture_map");
        let columns =
            ["column_region", "column_code", "column_meetings#", "column_actors#"];
        let tables =
            vec![self.table(caption, &columns, rows.collect(), language).sortable()];
        let notes = self.without_region(&meetings, &actors, language);
        let frame = Frame { id: "map", asked, of: None, notes, tables };
        self.framed(frame, |head, width| draw(&data, head, width))
    }

    /// What a region is called, with the page of all that lies in it, if there is one.
    pub(super) fn region_name(&self, region: &Choice, language: &Language) -> Name {
        Name {
            href: self.value_href(Facet::Region, &region.id, language),
            ..Name::plain(&choice_label(&self.site.model.regions, &region.id, language))
        }
    }

    /// How many of some records lie in a region.
    fn count_in(&self, nodes: &[NodeId], region: &Choice) -> usize {
        let is_in =
            |node: &&NodeId| region_of(&self.site.nodes[node.0]) == Some(&*region.id);
        nodes.iter().filter(is_in).count()
    }

    /// What the map leaves out: how many meetings and actors name no region.
    fn without_region(
        &self,
        meetings: &[NodeId],
        actors: &[NodeId],
        language: &Language,
    ) -> Vec<String> {
        let lacks = |nodes: &[NodeId]| {
            nodes
                .iter()
                .filter(|node| region_of(&self.site.nodes[node.0]).is_none())
                .count()
        };
        let lacking = [
            ("picture_no_region_meetings", lacks(meetings)),
            ("picture_no_region_actors", lacks(actors)),
        ];
        let lacking = lacking.into_iter().filter(|(_, count)| *count > 0);
        lacking.map(|(key, count)| self.say_count(language, key, count)).collect()
    }
}

/// The region that a record names.
pub(super) fn region_of(node: &Node) -> Option<&str> {
    match node.original().field("region") {
        Some(FieldValue::Region(region)) => Some(region),
        _ => None,
    }
}
