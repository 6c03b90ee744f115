//! The context of a drawing: the picture for wide and for narrow pages, and the same data as tables.

use serde::Serialize;

use crate::language::Language;
use crate::view::record::StateView;

/// A drawing with all that belongs to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PictureView {
    /// What is drawn: `timeline`, `trace`, `matrix`, `status`, `structure`, `network`, `map`, `balance`,
    /// `coverage` or `partners`.
    pub id: &'static str,
    /// What it is called.
    pub title: String,
    /// What it shows, in a sentence.
    pub description: String,
    /// The pages that show the same in another order, and this one; empty where there is one order.
    pub orders: Vec<OrderLink>,
    /// The drawing for wide pages, an `<svg>` element; empty where there is nothing to draw.
    pub wide: String,
    /// The drawing for narrow pages.
    pub narrow: String,
    /// What is to be known beside it, sentence by sentence.
    pub notes: Vec<String>,
    /// What it shows, in words and numbers.
    pub tables: Vec<TableView>,
}

/// A page that shows a drawing in an order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OrderLink {
    /// What the order is called.
    pub title: String,
    /// The address from the root.
    pub href: String,
    /// Whether it is this page.
    pub current: bool,
}

/// A table; the first cell of each row is its heading.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TableView {
    /// The id of the table, where something leads to it; may be empty.
    pub anchor: String,
    /// What it is about.
    pub caption: String,
    /// Whether readers may sort it by its columns.
    pub sortable: bool,
    /// The headings of its columns.
    pub head: Vec<ColumnView>,
    /// The rows.
    pub rows: Vec<RowView>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ColumnView {
    /// What it is called.
    pub title: CellView,
    /// Whether it holds numbers.
    pub is_number: bool,
}

/// A row of a table.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct RowView {
    /// Its ids, where something leads to it.
    pub anchors: Vec<String>,
    /// How deep it stands below others, from 0.
    pub level: usize,
    /// The cells; the first one is its heading.
    pub cells: Vec<CellView>,
}

/// A cell of a table.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CellView {
    /// What it says; several parts stand one below the other.
    pub parts: Vec<PartView>,
    /// What it is sorted by where that is not what it says; may be empty.
    pub key: String,
}

/// A part of a cell.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PartView {
    /// What it says.
    pub text: String,
    /// Where it leads; may be empty.
    pub href: String,
    /// The language of the text where it is not the page's.
    pub language: Option<Language>,
    /// A state that it says.
    pub state: Option<StateView>,
}

impl CellView {
    /// A cell with a text.
    pub(super) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            return Self::default();
        }
        Self::of(vec![PartView { text, ..PartView::default() }])
    }

    /// A cell of some parts.
    pub(super) fn of(parts: Vec<PartView>) -> Self {
        Self { parts, key: String::new() }
    }
}
