//! The matrix on a phone: each row's name, below it its marks with the numbers of their columns; the columns
//! by number at the end.

use super::{Cells, Matrix, cells, has_gaps, in_column, in_row, legend};
use crate::picture::legend as legends;
use crate::picture::measure::{self, Face};
use crate::picture::scene::{
    Area, Item, Scene, Words, hatch, line, lines, mark, named, state_mark,
};
use crate::picture::shape::Shape;
use crate::picture::{Name, Width, count};

/// Columns that keep their place in each row; marks of more follow each other.
const PLACES: usize = 16;

/// The rows, the legend and the list of columns.
pub(super) fn layout(matrix: &Matrix) -> Scene {
    let cells = cells(matrix);
    let width = Width::Narrow.units();
    let mut items = vec![];
    let mut y = 2;
    for (row, name) in matrix.rows.iter().enumerate() {
        items.push(line((0, y), (width, y), "line"));
        y = entry(&mut items, (name, None), in_row(&cells, row), y + 6);
        y = marks(&mut items, matrix, (&cells, row), y) + 4;
    }
    items.push(line((0, y), (width, y), "line"));
    let (key, height) = legends::draw(&legend(&cells), 1, y + 8, width - 2);
    items.extend(key);
    y += height + 8;
    if has_gaps(matrix, &cells) {
        items.push(hatch(Area::new(1, y + 5, 24, 13)));
        let empty = measure::shorten(&matrix.empty, Face::Small, width - 36);
        items.push(Item::Words(
            Words::new(34, y + 16, &empty, Face::Small).class("muted"),
        ));
        y += 24;
    }
    y += 12;
    let label = measure::shorten(&matrix.columns_label, Face::Strong, width - 2);
    items.push(Item::Words(Words::new(1, y + 16, &label, Face::Strong)));
    y += 30;
    for (column, name) in matrix.columns.iter().enumerate() {
        let number = in_column(&cells, column);
        y = entry(&mut items, (name, Some(column + 1)), number, y) + 6;
    }
    Scene { name: "matrix", width, height: y, items }
}

/// A name with its number, if it has one, and how many marks it has; the place below it.
fn entry(
    items: &mut Vec<Item>,
    (name, number): (&Name, Option<usize>),
    total: usize,
    y: i32,
) -> i32 {
    let width = Width::Narrow.units();
    let left = if number.is_some() { 30 } else { 1 };
    let texts = measure::wrap(&name.text, Face::Plain, width - left - 44, 3);
    let high = (count(texts.len()) * 18 + 6).max(24);
    let wide = measure::widest(&texts, Face::Plain);
    let mut parts = vec![];
    if let Some(number) = number {
        let words = Words::new(22, y + 16, &number.to_string(), Face::Small).end();
        items.push(Item::Words(words));
    }
    parts.extend(lines(left, y + 16, &texts, Face::Plain));
    items.push(named(name, &[], Area::new(left, y, wide + 4, high), parts));
    let (face, class) =
        if total == 0 { (Face::Strong, "now") } else { (Face::Small, "muted") };
    let words = Words::new(width - 2, y + 16, &total.to_string(), face).end();
    items.push(Item::Words(words.class(class)));
    if total == 0 && number.is_some() {
        items.push(hatch(Area::new(width - 40, y + 6, 24, 12)));
    }
    y + high
}

/// The marks of a row with the numbers of their columns; the place below them.
fn marks(
    items: &mut Vec<Item>,
    matrix: &Matrix,
    (cells, row): (&Cells<'_>, usize),
    y: i32,
) -> i32 {
    let width = Width::Narrow.units();
    if in_row(cells, row) == 0 {
        items.push(hatch(Area::new(1, y + 2, width - 2, 14)));
        return y + 20;
    }
    let columns = matrix.columns.len();
    let is_placed = columns <= PLACES;
    let pitch = if is_placed { (width - 2) / count(columns).max(1) } else { 44 };
    let (mut x, mut y) = (1, y);
    for ((_, column), cell) in cells.range((row, 0)..(row + 1, 0)) {
        if is_placed {
            x = 1 + count(*column) * pitch + (pitch - 12) / 2;
        } else if x + pitch > width {
            (x, y) = (1, y + 22);
        }
        let corner = (x, y + 4);
        items.push(match &cell.state {
            Some(state) => state_mark(state, corner, 12),
            None => mark(Shape::Disc, corner, 12, "kind"),
        });
        let number = (column + 1).to_string();
        items.push(Item::Words(if is_placed {
            Words::new(x + 6, y + 30, &number, Face::Small).middle().class("muted")
        } else {
            Words::new(x + 17, y + 15, &number, Face::Small).class("muted")
        }));
        x += pitch;
    }
    y + if is_placed { 36 } else { 24 }
}
