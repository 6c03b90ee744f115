//! What belongs together: rows and columns of things, and marks where they meet. Rows and columns without
//! any mark are hatched, so that gaps are seen.

mod narrow;
mod wide;

use std::collections::BTreeMap;

use crate::picture::legend::{self, Entry};
use crate::picture::scene::Scene;
use crate::picture::{Drawing, Head, Name, State, Width, svg};

/// What the drawing shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matrix {
    /// The things on the left.
    pub rows: Vec<Name>,
    /// The things above.
    pub columns: Vec<Name>,
    /// Where they meet; of several at one place the first counts.
    pub marks: Vec<Mark>,
    /// What the numbers at the margins are, such as "Anzahl".
    pub total: String,
    /// What the columns are called together, for the list of their numbers on narrow pages.
    pub columns_label: String,
    /// What hatched rows and columns are, for the legend.
    pub empty: String,
}

/// A place where a row and a column meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The place of the row.
    pub row: usize,
    /// The place of the column.
    pub column: usize,
    /// A state, whose shape the mark has.
    pub state: Option<State>,
}

/// The marks by row and column.
type Cells<'a> = BTreeMap<(usize, usize), &'a Mark>;

/// Draws a matrix; nothing without rows or columns.
pub fn draw(matrix: &Matrix, head: &Head, width: Width) -> Option<Drawing> {
    Some(svg::write(&layout(matrix, width)?, head))
}

/// Where everything stands.
pub(super) fn layout(matrix: &Matrix, width: Width) -> Option<Scene> {
    if matrix.rows.is_empty() || matrix.columns.is_empty() {
        return None;
    }
    Some(match width {
        Width::Wide => wide::layout(matrix),
        Width::Narrow => narrow::layout(matrix),
    })
}

/// The marks that have a row and a column.
fn cells(matrix: &Matrix) -> Cells<'_> {
    let mut cells = Cells::new();
    for mark in &matrix.marks {
        if mark.row < matrix.rows.len() && mark.column < matrix.columns.len() {
            cells.entry((mark.row, mark.column)).or_insert(mark);
        }
    }
    cells
}

/// How many marks a row has.
fn in_row(cells: &Cells<'_>, row: usize) -> usize {
    cells.keys().filter(|place| place.0 == row).count()
}

/// How many marks a column has.
fn in_column(cells: &Cells<'_>, column: usize) -> usize {
    cells.keys().filter(|place| place.1 == column).count()
}

/// The states of the marks.
fn legend(cells: &Cells<'_>) -> Vec<Entry> {
    legend::states(cells.values().filter_map(|mark| mark.state.as_ref()))
}

/// Whether there is a row or a column without marks.
fn has_gaps(matrix: &Matrix, cells: &Cells<'_>) -> bool {
    (0..matrix.rows.len()).any(|row| in_row(cells, row) == 0)
        || (0..matrix.columns.len()).any(|column| in_column(cells, column) == 0)
}
