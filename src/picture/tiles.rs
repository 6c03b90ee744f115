//! A map of equal tiles: regions roughly where they lie, with two numbers each; the first one shades them.

use crate::picture::measure::{self, Face};
use crate::picture::scene::{Area, Class, Item, Scene, Words, line, lines, named};
use crate::picture::{Drawing, Head, Name, Width, count, svg};

/// What the drawing shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tiles {
    /// The regions, in the order in which they are read.
    pub regions: Vec<Region>,
    /// What the first number counts, such as "Veranstaltungen".
    pub first_label: String,
    /// What the second number counts, such as "Akteure".
    pub second_label: String,
}

/// A region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// Its name.
    pub name: Name,
    /// A few letters for it.
    pub short: String,
    /// Its column on the grid, from 0.
    pub column: u16,
    /// Its row on the grid, from 0.
    pub row: u16,
    /// The number that shades it.
    pub first: u32,
    /// The other number.
    pub second: u32,
}

/// Shades, beside the one for nothing.
const SHADES: u32 = 5;

/// The smallest side of a tile: what a finger can be expected to hit. Twelve columns have room on a phone.
const SMALLEST: i32 = 26;

/// The largest side of a tile.
const LARGEST: i32 = 148;

/// Draws a map; nothing without regions.
pub fn draw(tiles: &Tiles, head: &Head, width: Width) -> Option<Drawing> {
    Some(svg::write(&layout(tiles, width)?, head))
}

/// Where everything stands.
pub(super) fn layout(tiles: &Tiles, width: Width) -> Option<Scene> {
    let columns = i32::from(tiles.regions.iter().map(|region| region.column).max()?) + 1;
    let rows = i32::from(tiles.regions.iter().map(|region| region.row).max()?) + 1;
    let gap = if width == Width::Wide { 6 } else { 3 };
    let room = if width == Width::Wide { 780 } else { width.units() };
    let side = ((room + gap) / columns - gap).clamp(SMALLEST, LARGEST);
    let step = step(tiles);
    let mut items = vec![];
    for region in &tiles.regions {
        let x = i32::from(region.column) * (side + gap);
        let y = i32::from(region.row) * (side + gap);
        items.push(tile(
            tiles,
            region,
            Area::new(x + 1, y + 1, side - 2, side - 2),
            step,
        ));
    }
    let bottom = rows * (side + gap);
    let right = columns * (side + gap);
    let (key, end) = match width {
        Width::Wide if right <= room + gap => {
            legend(tiles, step, (right + 28, 0), width.units() - right - 28)
        }
        _ => legend(tiles, step, (1, bottom + 12), width.units() - 2),
    };
    items.extend(key);
    let mut height = bottom.max(end) + 4;
    if side < LARGEST * 3 / 5 {
        height = names(&mut items, tiles, (height + 12, width));
    }
    Some(Scene { name: "tiles", width: width.units().max(right), height, items })
}

/// How many numbers share a shade.
fn step(tiles: &Tiles) -> u32 {
    let most = tiles.regions.iter().map(|region| region.first).max().unwrap_or(0);
    most.div_ceil(SHADES).max(1)
}

/// The class of a tile.
fn shade(number: u32, step: u32) -> Class {
    match number.div_ceil(step).min(SHADES) {
        0 => "empty dash".into(),
        shade => format!("shade shade-{shade}").into(),
    }
}

/// A region's tile.
fn tile(tiles: &Tiles, region: &Region, area: Area, step: u32) -> Item {
    let middle = area.x + area.width / 2;
    let mut parts = vec![Item::Block(area, shade(region.first, step))];
    let is_dark = region.first.div_ceil(step) > 3;
    let words = |y, text: &str, face| {
        let class = if is_dark { "dark" } else { "" };
        Item::Words(Words::new(middle, y, text, face).middle().class(class))
    };
    let number = |y, number: u32, face| {
        let class = if is_dark { "fact dark" } else { "fact" };
        let text = number.to_string();
        let fits = measure::width(&text, face) <= area.width - 4;
        let face = if fits { face } else { Face::Small };
        let text = measure::shorten(&text, face, area.width - 4);
        Item::Words(Words::new(middle, y, &text, face).middle().class(class))
    };
    let room = area.width - 6;
    if area.width >= LARGEST * 3 / 5 {
        let names = measure::wrap(&region.name.text, Face::Small, room, 2);
        let base = area.y + 20;
        for (name, row) in names.iter().zip(0..) {
            parts.push(words(base + row * 17, name, Face::Small));
        }
        let base = area.y + area.height / 2 + 18;
        parts.push(number(base, region.first, Face::Large));
        parts.push(number(base + 22, region.second, Face::Small));
    } else {
        let rows = match area.height {
            48.. => 3,
            34.. => 2,
            _ => 1,
        };
        let pitch = area.height / rows;
        let base = area.y + pitch / 2 + 5;
        let mut bases = (0..rows).map(|row| base + row * pitch);
        if rows > 1 {
            let short = measure::shorten(&region.short, Face::Small, room);
            parts.extend(bases.next().map(|base| words(base, &short, Face::Small)));
        }
        parts.extend(bases.next().map(|base| number(base, region.first, Face::Strong)));
        parts.extend(bases.next().map(|base| number(base, region.second, Face::Small)));
    }
    let first = format!("{}: {}", tiles.first_label, region.first);
    let second = format!("{}: {}", tiles.second_label, region.second);
    named(&region.name, &[&first, &second], area, parts)
}

/// What the shades and the numbers mean; also where it ends.
fn legend(tiles: &Tiles, step: u32, (x, y): (i32, i32), room: i32) -> (Vec<Item>, i32) {
    let mut items = vec![];
    let first = measure::wrap(&tiles.first_label, Face::Strong, room, 2);
    items.extend(lines(x, y + 16, &first, Face::Strong));
    let mut y = y + 16 + count(first.len()) * 18;
    let mut x_at = x;
    let most = tiles.regions.iter().map(|region| region.first).max().unwrap_or(0);
    let classes = most.div_ceil(step).min(SHADES);
    for class in 0..=classes {
        let (low, high) = ((class * step).saturating_sub(step) + 1, class * step);
        let label = match class {
            0 => "0".to_owned(),
            _ if low == high => high.to_string(),
            _ => format!("{low}–{high}"),
        };
        let wide = 30 + measure::width(&label, Face::Small) + 16;
        if x_at > x && x_at + wide > x + room {
            (x_at, y) = (x, y + 26);
        }
        items.push(Item::Block(Area::new(x_at, y - 10, 22, 18), shade(high, step)));
        items.push(Item::Words(
            Words::new(x_at + 29, y + 4, &label, Face::Small).class("muted"),
        ));
        x_at += wide;
    }
    y += 34;
    let sample = Area::new(x + 1, y - 6, 46, 48);
    items.push(Item::Block(sample, "empty frame".into()));
    let texts = [(&tiles.first_label, Face::Strong), (&tiles.second_label, Face::Small)];
    for ((text, face), row) in texts.into_iter().zip(0..) {
        let base = y + 13 + row * 20;
        items.push(Item::Words(Words::new(x + 24, base, "00", face).middle()));
        items.push(line((x + 37, base - 4), (x + 60, base - 4), "frame"));
        let label = measure::shorten(text, Face::Small, room - 68);
        items.push(Item::Words(
            Words::new(x + 66, base, &label, Face::Small).class("muted"),
        ));
    }
    (items, y + 48)
}

/// The letters and names of regions below each other; where they end.
fn names(items: &mut Vec<Item>, tiles: &Tiles, (y, width): (i32, Width)) -> i32 {
    let columns = if width == Width::Wide { 3 } else { 1 };
    let pitch = width.units() / columns;
    let rows = count(tiles.regions.len()).div_euclid(columns) + 1;
    let widest =
        tiles.regions.iter().map(|region| measure::width(&region.short, Face::Small));
    let indent = widest.max().unwrap_or(0).min(80) + 12;
    for (region, place) in tiles.regions.iter().zip(0..) {
        let (column, row) = (place / rows, place % rows);
        let (x, base) = (column * pitch + 1, y + row * 22 + 14);
        let short = measure::shorten(&region.short, Face::Small, 80);
        items.push(Item::Words(Words::new(x, base, &short, Face::Small)));
        let room = pitch - indent - 8;
        let name = measure::shorten(&region.name.text, Face::Small, room);
        items.push(Item::Words(
            Words::new(x + indent, base, &name, Face::Small).class("muted"),
        ));
    }
    y + rows.min(count(tiles.regions.len())) * 22 + 4
}
