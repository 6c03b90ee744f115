//! The matrix with turned headings above.

use super::{Cells, Matrix, cells, has_gaps, in_column, in_row, legend};
use crate::picture::legend as legends;
use crate::picture::measure::{self, Face};
use crate::picture::scene::{
    Area, Item, Scene, Words, hatch, line, lines, mark, named, state_mark,
};
use crate::picture::shape::Shape;
use crate::picture::{Width, count};

/// How high turned headings may be.
const HEAD: i32 = 200;

/// The room of the numbers at the right margin.
const TOTAL: i32 = 44;

/// Where things stand.
struct Grid {
    /// Where cells start from the left.
    left: i32,
    /// Where cells start from above.
    top: i32,
    /// From one column to the next.
    pitch: i32,
    /// Where each row starts, and where the last one ends.
    rows: Vec<i32>,
    /// The lines of each row's name.
    names: Vec<Vec<String>>,
    /// The lines of each column's name.
    heads: Vec<Vec<String>>,
}

impl Grid {
    /// Where a column starts.
    fn x(&self, column: usize) -> i32 {
        self.left + count(column) * self.pitch
    }

    /// Where the cells end on the right.
    fn right(&self) -> i32 {
        self.x(self.heads.len())
    }

    /// Where the cells end below.
    fn bottom(&self) -> i32 {
        self.rows.last().copied().unwrap_or(self.top)
    }
}

/// The matrix with its headings, margins and legend.
pub(super) fn layout(matrix: &Matrix) -> Scene {
    let grid = grid(matrix);
    let cells = cells(matrix);
    let width = (grid.right() + TOTAL).max(Width::Wide.units());
    let mut items = gaps(&grid, matrix, &cells);
    items.extend(frame(&grid));
    items.extend(heads(&grid, matrix));
    items.extend(rows(&grid, matrix, &cells));
    items.extend(totals(&grid, matrix, &cells));
    let y = grid.bottom() + 34;
    let (key, height) = legends::draw(&legend(&cells), 1, y, width - 300);
    items.extend(key);
    let mut bottom = y + height;
    if has_gaps(matrix, &cells) {
        let base = bottom + 15;
        items.push(hatch(Area::new(1, base - 11, 24, 13)));
        let empty = measure::shorten(&matrix.empty, Face::Small, 600);
        items.push(Item::Words(Words::new(34, base, &empty, Face::Small).class("muted")));
        bottom += 22;
    }
    Scene { name: "matrix", width, height: bottom + 4, items }
}

/// Finds room for everything.
fn grid(matrix: &Matrix) -> Grid {
    let many = matrix.rows.len() > 24;
    let widest =
        matrix.rows.iter().map(|row| measure::width(&row.text, Face::Plain)).max();
    let room = widest.unwrap_or(0).clamp(80, 310);
    let left = room + 16;
    let number = count(matrix.columns.len());
    let pitch = ((Width::Wide.units() - left - TOTAL) / number).clamp(26, 46);
    let names: Vec<Vec<String>> = matrix
        .rows
        .iter()
        .map(|row| measure::wrap(&row.text, Face::Plain, room, if many { 1 } else { 2 }))
        .collect();
    let lines = if pitch >= 38 { 2 } else { 1 };
    let heads: Vec<Vec<String>> = matrix
        .columns
        .iter()
        .map(|column| measure::wrap(&column.text, Face::Plain, HEAD - 16, lines))
        .collect();
    let tallest = heads.iter().map(|head| measure::widest(head, Face::Plain)).max();
    let top = tallest.unwrap_or(0) + 14;
    let mut rows = vec![top];
    for name in &names {
        let high = (count(name.len()) * 18 + 10).max(28);
        rows.push(rows.last().copied().unwrap_or(top) + high);
    }
    Grid { left, top, pitch, rows, names, heads }
}

/// Thin lines between rows and columns.
fn frame(grid: &Grid) -> Vec<Item> {
    let (right, bottom) = (grid.right(), grid.bottom());
    let across = grid.rows.iter().map(|y| line((0, *y), (right, *y), "line"));
    let down = (0..=grid.heads.len()).map(|column| {
        let x = grid.x(column);
        line((x, grid.top), (x, bottom), "line")
    });
    across.chain(down).collect()
}

/// Hatches over rows and columns without marks.
fn gaps(grid: &Grid, matrix: &Matrix, cells: &Cells<'_>) -> Vec<Item> {
    let mut items = vec![];
    for row in (0..matrix.rows.len()).filter(|row| in_row(cells, *row) == 0) {
        let high = grid.rows[row + 1] - grid.rows[row];
        let wide = grid.right() - grid.left;
        items.push(hatch(Area::new(grid.left, grid.rows[row], wide, high)));
    }
    for column in
        (0..matrix.columns.len()).filter(|column| in_column(cells, *column) == 0)
    {
        let high = grid.bottom() - grid.top;
        items.push(hatch(Area::new(grid.x(column), grid.top, grid.pitch, high)));
    }
    items
}

/// The names of columns, from bottom to top.
fn heads(grid: &Grid, matrix: &Matrix) -> Vec<Item> {
    let head = |(column, texts): (usize, &Vec<String>)| {
        let middle = grid.x(column) + grid.pitch / 2 + 5;
        let first = middle - (count(texts.len()) - 1) * 9;
        let words = texts.iter().zip(0..).map(|(text, row)| {
            Item::Words(
                Words::new(first + row * 18, grid.top - 8, text, Face::Plain).up(),
            )
        });
        let high = measure::widest(texts, Face::Plain) + 8;
        let target =
            Area::new(grid.x(column) + 1, grid.top - high - 4, grid.pitch - 2, high);
        named(&matrix.columns[column], &[], target, words.collect())
    };
    grid.heads.iter().enumerate().map(head).collect()
}

/// The names of rows with their marks.
fn rows(grid: &Grid, matrix: &Matrix, cells: &Cells<'_>) -> Vec<Item> {
    let mut items = vec![];
    for (row, texts) in grid.names.iter().enumerate() {
        let (top, bottom) = (grid.rows[row], grid.rows[row + 1]);
        let base = i32::midpoint(top, bottom) + 5 - (count(texts.len()) - 1) * 9;
        let wide = measure::widest(texts, Face::Plain);
        let target = Area::new(0, top + 2, wide + 6, bottom - top - 4);
        items.push(named(
            &matrix.rows[row],
            &[],
            target,
            lines(1, base, texts, Face::Plain),
        ));
        for ((_, column), cell) in cells.range((row, 0)..(row + 1, 0)) {
            let corner =
                (grid.x(*column) + (grid.pitch - 12) / 2, i32::midpoint(top, bottom) - 6);
            items.push(match &cell.state {
                Some(state) => state_mark(state, corner, 12),
                None => mark(Shape::Disc, corner, 12, "kind"),
            });
        }
    }
    items
}

/// The numbers at the right and below.
fn totals(grid: &Grid, matrix: &Matrix, cells: &Cells<'_>) -> Vec<Item> {
    let number = |x, y, number: usize| {
        let (face, class) =
            if number == 0 { (Face::Strong, "now") } else { (Face::Small, "muted") };
        Words::new(x, y, &number.to_string(), face).class(class)
    };
    let mut items = vec![];
    let right = grid.right() + TOTAL - 14;
    for row in 0..matrix.rows.len() {
        let base = i32::midpoint(grid.rows[row], grid.rows[row + 1]) + 5;
        items.push(Item::Words(number(right, base, in_row(cells, row)).end()));
    }
    let base = grid.bottom() + 19;
    let label = measure::shorten(&matrix.total, Face::Small, grid.left - 12);
    items.push(Item::Words(Words::new(1, base, &label, Face::Small).class("muted")));
    for column in 0..matrix.columns.len() {
        let middle = grid.x(column) + grid.pitch / 2;
        items.push(Item::Words(number(middle, base, in_column(cells, column)).middle()));
    }
    let all = number(right, base, cells.len());
    items.push(Item::Words(all.end()));
    items
}
