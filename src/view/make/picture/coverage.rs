//! The coverage: how many records have what they should have, and which lack it.

use crate::picture::Name;
use crate::picture::bars::{Bar, Bars, Group, draw};
use crate::site::{Gap, NodeId, OPEN_POINTS, Presence};
use crate::view::make::Views;
use crate::view::make::picture::{Asked, Frame, row};
use crate::view::picture::{PictureView, TableView};

impl Views {
    /// The coverage of the records.
    pub(super) fn coverage_picture(&self, asked: &Asked<'_>) -> PictureView {
        let language = asked.language;
        let page = self.href(&self.localised(language, &[OPEN_POINTS]));
        let (mut bars, mut tables) = (vec![], vec![]);
        for gap in Gap::ALL {
            let total = self.of_role(gap.role(), language).len();
            if total == 0 {
                continue;
            }
            let open = self.site.open_points.of(gap).iter().copied().filter(|node| {
                let node = &self.site.nodes[node.0];
                node.presence(language, &self.site.config) != Presence::Absent
            });
            let open: Vec<NodeId> = open.collect();
            let open = self.in_order(&open, language);
            let covered = total - open.len();
            let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
            let name = self.say(language, &format!("picture_covered_{}", gap.id()));
            let (some, all) = (covered.to_string(), total.to_string());
            let arguments = [("covered", some.as_str()), ("total", all.as_str())];
            bars.push(Bar {
                name: Name::linked(&name, &format!("{page}#{}", gap.id())),
                value: number(covered),
                upper: None,
                total: Some(number(total)),
                label: self.say_with(language, "picture_share", &arguments),
            });
            tables.extend(self.gap_table(gap, &open, asked));
        }
        let data = Bars { groups: vec![Group { heading: None, scale: 0, bars }] };
        let frame = Frame { id: "coverage", asked, of: None, notes: vec![], tables };
        self.framed(frame, |head, width| draw(&data, head, width))
    }

    /// The records with a gap; nothing where there are none.
    fn gap_table(
        &self,
        gap: Gap,
        open: &[NodeId],
        asked: &Asked<'_>,
    ) -> Option<TableView> {
        let language = asked.language;
        let rows: Vec<_> = open
            .iter()
            .map(|node| {
                row(vec![
                    self.node_cell(*node, language),
                    self.state_cell(*node, language),
                ])
            })
            .collect();
        let caption = self.say(language, &format!("open_{}", gap.id()));
        let columns = ["column_record", "column_state"];
        (!rows.is_empty()).then(|| self.table(caption, &columns, rows, language))
    }
}
