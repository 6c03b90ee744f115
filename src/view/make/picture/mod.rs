//! Drawings of the site: the data of each from the records, its pictures, and the same data as tables.

mod balance;
mod coverage;
mod flow;
mod map;
mod matrix;
mod network;
mod partners;
mod status;
mod structure;
mod timeline;

use std::sync::Arc;

use crate::language::{Language, foreign};
use crate::model::{Query, Role};
use crate::picture::{Drawing, Head, Name, State, Today, Width};
use crate::record::{Call, FieldValue};
use crate::site::{self, Node, NodeId, Page, Picture, PictureOrder, Presence};
use crate::view::make::Views;
use crate::view::make::entry::{Hub, choices, state_view};
use crate::view::page::{Content, Head as Hints, LinkView, PageView};
use crate::view::picture::{
    CellView, ColumnView, OrderLink, PartView, PictureView, RowView, TableView,
};
use crate::view::record::StateView;
use crate::view::shared::Shared;

/// The fewest rows of a table that are worth another order.
const FEWEST: usize = 3;

/// What is drawn, and for whom.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    /// The language of the page.
    pub(super) language: &'a Language,
    /// The call with its arguments; nothing on the page of a drawing, which shows everything.
    pub(super) call: Option<&'a Call>,
    /// The order of the page; a call says its own.
    pub(super) order: PictureOrder,
    /// What the ids start with; alone on the page.
    pub(super) prefix: &'a str,
}

impl<'a> Asked<'a> {
    /// An argument.
    fn argument(&self, id: &str) -> Option<&'a FieldValue> {
        self.call?.field(id)
    }

    /// The id of a choice that is an argument.
    fn choice(&self, id: &str) -> Option<&'a str> {
        match self.argument(id)? {
            FieldValue::Choice(choice) | FieldValue::Region(choice) => Some(choice),
            _ => None,
        }
    }
}

/// What a drawing is made of beside its data.
struct Frame<'a> {
    /// What is drawn.
    id: &'static str,
    /// For whom.
    asked: &'a Asked<'a>,
    /// What the title is about beyond its kind, such as the name of a record.
    of: Option<String>,
    /// What is to be known beside it.
    notes: Vec<String>,
    /// The same data in words and numbers.
    tables: Vec<TableView>,
}

impl Views {
    /// The page of a drawing in an order. Engines shall show the first order alone: the others tell the same.
    pub(super) fn picture_page(
        &self,
        page: &Page,
        picture: Picture,
        order: PictureOrder,
    ) -> PageView {
        let language = &page.language;
        let asked = Asked { language, call: None, order, prefix: "picture" };
        let mut view = self.picture(picture, &asked);
        view.orders = self.picture_orders(picture, order, language);
        let (mut title, description) = (view.title.clone(), view.description.clone());
        let own = view.orders.iter().find(|link| link.current);
        let own = own.filter(|_| order != PictureOrder::List);
        let mut breadcrumb: Vec<_> = self.hub(Hub::Home, language).into_iter().collect();
        if let Some(own) = own {
            let first = &view.orders[0];
            breadcrumb.push(Shared::alone(LinkView {
                title: title.clone(),
                href: first.href.clone(),
                language: None,
            }));
            title = format!("{title}, {}", own.title);
        }
        PageView {
            title,
            description,
            breadcrumb,
            head: Hints { noindex: own.is_some(), ..Hints::default() },
            ..self.plain(page, "picture.html", Content::Picture(Box::new(view)))
        }
    }

    /// The pages with other orders of a drawing, and this one; none where there is one order.
    fn picture_orders(
        &self,
        picture: Picture,
        current: PictureOrder,
        language: &Language,
    ) -> Vec<OrderLink> {
        let orders = self.site.picture_orders(picture);
        let link = |order: &PictureOrder| OrderLink {
            title: self.say(language, &format!("picture_order_{}", order.id())),
            href: self.href(&self.localised(language, &picture.segments(*order))),
            current: *order == current,
        };
        if orders.len() < 2 { vec![] } else { orders.iter().map(link).collect() }
    }

    /// The drawing that a component asks for; nothing for queries that are none.
    pub(super) fn called_picture(
        &self,
        query: Query,
        asked: &Asked<'_>,
    ) -> Option<PictureView> {
        let picture = match query {
            Query::Records => return None,
            Query::Timeline => Picture::Timeline,
            Query::Trace => Picture::Trace,
            Query::Matrix => Picture::Matrix,
            Query::Status => Picture::Status,
            Query::Structure => Picture::Structure,
            Query::Network => Picture::Network,
            Query::Map => Picture::Map,
            Query::Balance => Picture::Balance,
            Query::Coverage => Picture::Coverage,
            Query::Partners => Picture::Partners,
        };
        Some(self.picture(picture, asked))
    }

    /// A drawing.
    fn picture(&self, picture: Picture, asked: &Asked<'_>) -> PictureView {
        match picture {
            Picture::Timeline => self.timeline_picture(asked),
            Picture::Trace => match self.asked_for(asked, "of") {
                Some(node) => self.trace_picture(node, asked),
                None => self.course_picture(asked),
            },
            Picture::Matrix => {
                self.matrix_picture(asked, ("recommendation", "challenge"))
            }
            Picture::MeetingMatrix => {
                self.matrix_picture(asked, ("meeting", "challenge"))
            }
            Picture::Status => self.status_picture(asked),
            Picture::Structure => self.structure_picture(asked),
            Picture::Network => self.network_picture(asked),
            Picture::Map => self.map_picture(asked),
            Picture::Balance => self.balance_picture(asked),
            Picture::Coverage => self.coverage_picture(asked),
            Picture::Partners => self.partners_picture(asked),
        }
    }

    /// The record that an argument names.
    fn asked_for(&self, asked: &Asked<'_>, id: &str) -> Option<NodeId> {
        self.referred(asked.call?, id)
    }

    /// A drawing with all that belongs to it; `draw` makes it for a width.
    fn framed(
        &self,
        frame: Frame<'_>,
        draw: impl Fn(&Head, Width) -> Option<Drawing>,
    ) -> PictureView {
        let Frame { id, asked, of, notes, tables } = frame;
        let language = asked.language;
        let name = self.say(language, &format!("picture_{id}"));
        let title = of.map_or_else(|| name.clone(), |of| format!("{name}: {of}"));
        let description = self.say(language, &format!("picture_{id}_text"));
        let drawn = |width: Width, suffix: &str| {
            let head = Head {
                prefix: format!("{}--{id}-{suffix}", asked.prefix),
                title: title.clone(),
                description: description.clone(),
            };
            draw(&head, width).map_or_else(String::new, |drawing| drawing.svg)
        };
        let (wide, narrow) = (drawn(Width::Wide, "wide"), drawn(Width::Narrow, "narrow"));
        let orders = vec![];
        PictureView { id, title, description, orders, wide, narrow, notes, tables }
    }

    /// The records of some roles or kinds, as a language has them, in the order of their lists.
    fn of_kinds(
        &self,
        is_meant: impl Fn(&Node) -> bool,
        language: &Language,
    ) -> Vec<NodeId> {
        let nodes = self.site.nodes.iter().enumerate();
        let found = nodes.filter(|(_, node)| {
            is_meant(node)
                && node.presence(language, &self.site.config) != Presence::Absent
        });
        let found: Vec<NodeId> = found.map(|(place, _)| NodeId(place)).collect();
        self.in_order(&found, language)
    }

    /// The records of a role, in the order of their lists.
    fn of_role(&self, role: Role, language: &Language) -> Vec<NodeId> {
        self.of_kinds(|node| node.role == role, language)
    }

    /// The name of a record, with its page.
    fn picture_name(&self, node: NodeId, language: &Language) -> Name {
        let card = self.site.nodes[node.0].card(language);
        Name {
            text: card.title.text.clone(),
            href: Some(self.node_href(node, language)),
            language: foreign(&card.language, language),
        }
    }

    /// The state of a record.
    fn picture_state(&self, node: NodeId, language: &Language) -> Option<State> {
        let view = self.state_of(node, language)?;
        Some(State { name: view.id, label: view.label, href: None })
    }

    /// The state of a record, with its progress.
    fn state_of(&self, node: NodeId, language: &Language) -> Option<StateView> {
        let record = &self.site.nodes[node.0];
        let kind = &self.site.model.kinds[record.kind];
        record.state.as_ref().map(|state| state_view(kind, state, language))
    }

    /// What a state of a record's kind is called.
    fn state_named(
        &self,
        node: NodeId,
        id: &Arc<str>,
        language: &Language,
    ) -> Option<StateView> {
        let kind = &self.site.model.kinds[self.site.nodes[node.0].kind];
        let (field, id) = (kind.state_field.clone()?, Arc::clone(id));
        let state = site::State { field, id, progress: None, since: None };
        Some(state_view(kind, &state, language))
    }

    /// Today, for drawings whose time it falls into.
    fn picture_today(&self, language: &Language) -> Today {
        Today { date: self.site.today, label: self.say(language, "picture_today") }
    }

    /// A cell with a record.
    fn node_cell(&self, node: NodeId, language: &Language) -> CellView {
        CellView::of(vec![self.node_part(node, language)])
    }

    /// A record as a part of a cell.
    fn node_part(&self, node: NodeId, language: &Language) -> PartView {
        let Name { text, href, language } = self.picture_name(node, language);
        PartView { text, href: href.unwrap_or_default(), language, state: None }
    }

    /// A cell with several records.
    fn nodes_cell(&self, nodes: &[NodeId], language: &Language) -> CellView {
        let parts = nodes.iter().map(|node| self.node_part(*node, language));
        CellView::of(parts.collect())
    }

    /// A cell with the state of a record.
    fn state_cell(&self, node: NodeId, language: &Language) -> CellView {
        let Some(state) = self.state_of(node, language) else {
            return CellView::default();
        };
        let key = self.state_rank(node).map_or_else(String::new, |rank| rank.to_string());
        let parts = vec![PartView { state: Some(state), ..PartView::default() }];
        CellView { parts, key }
    }

    /// Where the state of a record stands among those of its kind.
    fn state_rank(&self, node: NodeId) -> Option<usize> {
        let record = &self.site.nodes[node.0];
        let state = record.state.as_ref()?;
        let all = choices(&self.site.model.kinds[record.kind], &state.field);
        all.iter().position(|choice| *choice.id == *state.id)
    }

    /// A cell with a text of a field, in its language.
    fn text_cell(
        &self,
        node: NodeId,
        field: &str,
        text: &str,
        language: &Language,
    ) -> CellView {
        let language = self.field_language(node, field, language);
        let text = text.to_owned();
        CellView::of(vec![PartView { text, language, ..PartView::default() }])
    }

    /// A cell with a number.
    fn number_cell(&self, number: usize, language: &Language) -> CellView {
        let text = self.say_number(language, u64::try_from(number).unwrap_or(u64::MAX));
        CellView { key: number.to_string(), ..CellView::text(text) }
    }

    /// A table with some columns, each by the key of what it is called; those that end in `#` hold numbers.
    fn table(
        &self,
        caption: String,
        columns: &[&str],
        rows: Vec<RowView>,
        language: &Language,
    ) -> TableView {
        let head = columns.iter().map(|key| {
            let (key, is_number) = match key.strip_suffix('#') {
                Some(key) => (key, true),
                None => (*key, false),
            };
            ColumnView { title: CellView::text(self.say(language, key)), is_number }
        });
        let (anchor, head) = (String::new(), head.collect());
        TableView { anchor, caption, sortable: false, head, rows }
    }
}

impl TableView {
    /// The same, but readers may sort it: it is long enough, and no row belongs to another one.
    fn sortable(self) -> Self {
        let sortable = self.rows.len() >= FEWEST;
        Self { sortable, ..self }
    }
}

/// A cell with a name.
fn name_cell(name: &Name) -> CellView {
    let Name { text, href, language } = name.clone();
    let href = href.unwrap_or_default();
    CellView::of(vec![PartView { text, href, language, state: None }])
}

/// A row of cells.
fn row(cells: Vec<CellView>) -> RowView {
    RowView { cells, ..RowView::default() }
}
