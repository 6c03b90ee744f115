//! What a drawing consists of before it is text: words, marks, lines and areas, and links around them.

use std::borrow::Cow;

use crate::language::Language;
use crate::picture::measure::{self, Face};
use crate::picture::shape::Shape;
use crate::picture::{Name, State};

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    /// Its left side.
    pub(super) x: i32,
    /// Its upper side.
    pub(super) y: i32,
    /// From left to right.
    pub(super) width: i32,
    /// From top to bottom.
    pub(super) height: i32,
}

impl Area {
    /// A rectangle by its left upper corner and its size.
    pub(super) fn new(x: i32, y: i32, width: i32, height: i32) -> Self {
        Self { x, y, width, height }
    }

    /// Grown to the smallest size that a finger can be expected to hit, around its middle.
    pub(super) fn touchable(self) -> Self {
        let (wide, high) = ((24 - self.width).max(0), (24 - self.height).max(0));
        Self::new(
            self.x - wide / 2,
            self.y - high / 2,
            self.width + wide,
            self.height + high,
        )
    }
}

/// Which point of a text its position names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    /// Where it starts.
    Start,
    /// Its middle.
    Middle,
    /// Where it ends.
    End,
}

/// How a text or a group is turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// From left to right.
    None,
    /// From bottom to top, around its position.
    Up,
}

/// A line of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    /// Where its anchor is.
    pub(super) x: i32,
    /// Its base line.
    pub(super) y: i32,
    /// What it says.
    pub(super) text: String,
    /// Size and weight.
    pub(super) face: Face,
    /// What the position names.
    pub(super) anchor: Anchor,
    /// Its direction.
    pub(super) turn: Turn,
    /// A further class.
    pub(super) class: &'static str,
}

impl Words {
    /// A text that starts at a place, `y` being its base line.
    pub(super) fn new(x: i32, y: i32, text: &str, face: Face) -> Self {
        Self::of_line(x, y, measure::clean(text), face)
    }

    /// The same of a text that is clean.
    fn of_line(x: i32, y: i32, text: String, face: Face) -> Self {
        let (anchor, turn) = (Anchor::Start, Turn::None);
        Self { x, y, text, face, anchor, turn, class: "" }
    }

    /// The same, but it ends there.
    pub(super) fn end(self) -> Self {
        Self { anchor: Anchor::End, ..self }
    }

    /// The same, but its middle is there.
    pub(super) fn middle(self) -> Self {
        Self { anchor: Anchor::Middle, ..self }
    }

    /// The same, but it runs upwards from there.
    pub(super) fn up(self) -> Self {
        Self { turn: Turn::Up, ..self }
    }

    /// The same with a class.
    pub(super) fn class(self, class: &'static str) -> Self {
        Self { class, ..self }
    }

    /// Where it stands.
    #[cfg(test)]
    pub(super) fn area(&self) -> Area {
        let (width, size) = (measure::width(&self.text, self.face), self.face.size());
        let before = match self.anchor {
            Anchor::Start => 0,
            Anchor::Middle => width / 2,
            Anchor::End => width,
        };
        let above = size * 4 / 5;
        match self.turn {
            Turn::None => Area::new(self.x - before, self.y - above, width, size),
            Turn::Up => Area::new(self.x - above, self.y - width + before, size, width),
        }
    }
}

/// A class of the style sheet, or some.
pub(super) type Class = Cow<'static, str>;

/// A part of a drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    /// A line of text.
    Words(Words),
    /// A rectangle of a class.
    Block(Area, Class),
    /// A line of a class.
    Line(Path, Class),
    /// A mark of a class, filled; where it is.
    Mark(Path, Class, Area),
    /// Things that belong together and lead somewhere.
    Link(Box<Link>),
    /// Things turned around a point, in tenths of degrees and of units.
    Turned(i32, (i32, i32), Vec<Item>),
}

/// Things that belong together, and what they are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    /// Where they lead to.
    pub(super) href: Option<String>,
    /// What is said of them.
    pub(super) spoken: String,
    /// The language of what is said.
    pub(super) language: Option<Language>,
    /// What can be pressed.
    pub(super) target: Area,
    /// The things.
    pub(super) items: Vec<Item>,
}

/// A drawing before it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scene {
    /// The name of its form, for its class.
    pub(super) name: &'static str,
    /// From left to right.
    pub(super) width: i32,
    /// From top to bottom.
    pub(super) height: i32,
    /// Its parts in the order in which they are read.
    pub(super) items: Vec<Item>,
}

/// A line of straight and bent pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path {
    /// The attribute `d`.
    pub(super) d: String,
    /// All points it was made of, in tenths.
    #[cfg(test)]
    pub(super) points: Vec<(i32, i32)>,
    /// How many tenths the numbers are that it takes.
    scale: i32,
}

impl Path {
    /// A path whose points are given in units.
    pub(super) fn units() -> Self {
        Self {
            d: String::new(),
            #[cfg(test)]
            points: vec![],
            scale: 10,
        }
    }

    /// A path whose points are given in tenths of units.
    pub(super) fn tenths() -> Self {
        Self { scale: 1, ..Self::units() }
    }

    /// A straight line between two points, in units.
    pub(super) fn straight(from: (i32, i32), to: (i32, i32)) -> Self {
        let mut path = Self::units();
        path.start(from);
        path.line(to);
        path
    }

    /// Starts a piece.
    pub(super) fn start(&mut self, point: (i32, i32)) {
        self.add("M", &[point]);
    }

    /// Goes straight on.
    pub(super) fn line(&mut self, point: (i32, i32)) {
        self.add("L", &[point]);
    }

    /// Goes on along a curve with two further points.
    pub(super) fn curve(&mut self, one: (i32, i32), two: (i32, i32), end: (i32, i32)) {
        self.add("C", &[one, two, end]);
    }

    /// Goes back to where the piece started.
    pub(super) fn close(&mut self) {
        self.d.push('Z');
    }

    /// A whole circle.
    pub(super) fn circle(&mut self, middle: (i32, i32), radius: i32) {
        let (left, right) = (middle.0 - radius, middle.0 + radius);
        self.start((left, middle.1));
        for end in [right, left] {
            self.d.push('A');
            for length in [radius, radius] {
                write_tenths(&mut self.d, length * self.scale);
                self.d.push(' ');
            }
            self.d.push_str("0 1 1 ");
            self.point((end, middle.1));
        }
        self.close();
        #[cfg(test)]
        self.points.extend(
            [-radius, radius]
                .map(|radius| (middle.0 * self.scale, (middle.1 + radius) * self.scale)),
        );
    }

    /// Adds a command and its points.
    fn add(&mut self, command: &str, points: &[(i32, i32)]) {
        self.d.push_str(command);
        for (place, point) in points.iter().enumerate() {
            if place > 0 {
                self.d.push(' ');
            }
            self.point(*point);
        }
    }

    /// Adds a point.
    fn point(&mut self, point: (i32, i32)) {
        let point = (point.0 * self.scale, point.1 * self.scale);
        write_tenths(&mut self.d, point.0);
        self.d.push(' ');
        write_tenths(&mut self.d, point.1);
        #[cfg(test)]
        self.points.push(point);
    }
}

/// Writes a number of tenths with at most one decimal.
pub(super) fn write_tenths(out: &mut String, tenths: i32) {
    if tenths < 0 {
        out.push('-');
    }
    let tenths = tenths.unsigned_abs();
    write_number(out, tenths / 10);
    if !tenths.is_multiple_of(10) {
        out.push('.');
        write_number(out, tenths % 10);
    }
}

/// Writes a number as it is, of which drawings have many, without a text of its own in between.
pub(super) fn write_number(out: &mut String, number: u32) {
    if number >= 10 {
        write_number(out, number / 10);
    }
    out.push(char::from_digit(number % 10, 10).unwrap_or('0'));
}

/// The class of a state; nothing of its name that could not stand in a class.
pub(super) fn state_class(state: &State) -> String {
    let name =
        state.name.chars().filter(|c| c.is_ascii_alphanumeric() || "_-".contains(*c));
    name.fold("state-".to_owned(), |mut class, character| {
        class.push(character);
        class
    })
}

/// A mark by its left upper corner.
pub(super) fn mark(shape: Shape, corner: (i32, i32), side: i32, class: &str) -> Item {
    let area = Area::new(corner.0, corner.1, side, side);
    let class =
        if class.is_empty() { "mark".into() } else { ["mark ", class].concat().into() };
    Item::Mark(shape.path(corner.0, corner.1, side), class, area)
}

/// The mark of a state by its left upper corner.
pub(super) fn state_mark(state: &State, corner: (i32, i32), side: i32) -> Item {
    mark(Shape::of_state(&state.name), corner, side, &state_class(state))
}

/// A straight line of a class.
pub(super) fn line(from: (i32, i32), to: (i32, i32), class: &'static str) -> Item {
    Item::Line(Path::straight(from, to), class.into())
}

/// Lines of text below each other as [`measure::wrap`] makes them, the first base line given.
pub(super) fn lines(x: i32, y: i32, texts: &[String], face: Face) -> Vec<Item> {
    let base = (0..).map(|place| y + place * face.pitch());
    let words = texts.iter().zip(base);
    let words = words.map(|(text, y)| Words::of_line(x, y, text.clone(), face));
    words.map(Item::Words).collect()
}

/// Things that have a name and perhaps lead somewhere.
pub(super) fn named(
    name: &Name,
    spoken: &[&str],
    target: Area,
    items: Vec<Item>,
) -> Item {
    linked(name, self::spoken(name, spoken), target, items)
}

/// The same with what [`spoken()`] makes of the name.
pub(super) fn linked(
    name: &Name,
    spoken: String,
    target: Area,
    items: Vec<Item>,
) -> Item {
    Item::Link(Box::new(Link {
        href: name.href.clone(),
        spoken,
        language: name.language.clone(),
        target: target.touchable(),
        items,
    }))
}

/// What is said of a thing: its name and more.
pub(super) fn spoken(name: &Name, more: &[&str]) -> String {
    let parts = [name.text.as_str()].into_iter().chain(more.iter().copied());
    let parts: Vec<String> =
        parts.map(measure::clean).filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

/// Slanting lines that fill an area: what is empty, or not certain.
pub(super) fn hatch(area: Area) -> Item {
    let mut path = Path::units();
    let (right, bottom) = (area.x + area.width, area.y + area.height);
    // On each line, x and y have the same sum.
    let mut sum = area.x + area.y + 5;
    while sum < right + bottom {
        let x = area.x.max(sum - bottom);
        let y = area.y.max(sum - right);
        path.start((x, sum - x));
        path.line((sum - y, y));
        sum += 7;
    }
    Item::Line(path, "hatch".into())
}
