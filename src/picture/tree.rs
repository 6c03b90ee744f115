//! What is part of what: rows with their connectors, numbers, names, states and percentages.

use crate::picture::measure::{self, Face};
use crate::picture::scene::{Area, Item, Path, Scene, Words, lines, named, state_mark};
use crate::picture::{Drawing, Head, Name, State, Width, count, svg};

/// What the drawing shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    /// The outermost parts.
    pub branches: Vec<Branch>,
}

/// A part and its parts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Branch {
    /// Its number, such as `2.1`.
    pub number: Option<String>,
    /// Its name.
    pub name: Name,
    /// Its state, if it has one.
    pub state: Option<State>,
    /// How far it is, in percent.
    pub percent: Option<u8>,
    /// Its parts.
    pub branches: Vec<Branch>,
}

/// Where things stand.
struct Form {
    /// The width of the drawing.
    width: Width,
    /// From one depth to the next.
    indent: i32,
    /// The deepest part that is set further in than the one it belongs to.
    deepest: i32,
    /// Where states start; nothing where they stand below the names.
    state: Option<i32>,
    /// Where bars start and how long they are.
    bar: (i32, i32),
}

/// The drawing while it is being made.
struct Rows {
    /// Where things stand.
    form: Form,
    /// Where the next row starts.
    y: i32,
    /// The lines between rows.
    connectors: Vec<Item>,
    /// The rows.
    items: Vec<Item>,
}

/// Draws a tree; nothing without parts.
pub fn draw(tree: &Tree, head: &Head, width: Width) -> Option<Drawing> {
    Some(svg::write(&layout(tree, width)?, head))
}

/// Where everything stands.
pub(super) fn layout(tree: &Tree, width: Width) -> Option<Scene> {
    if tree.branches.is_empty() {
        return None;
    }
    let form = match width {
        Width::Wide => {
            let state = (widest(&tree.branches, 0) + 40).clamp(420, 700);
            Form {
                width,
                indent: 30,
                deepest: 9,
                state: Some(state),
                bar: (state + 180, 100),
            }
        }
        Width::Narrow => {
            Form { width, indent: 18, deepest: 5, state: None, bar: (0, 64) }
        }
    };
    let mut rows = Rows { form, y: 4, connectors: vec![], items: vec![] };
    for (place, branch) in tree.branches.iter().enumerate() {
        if place > 0 {
            rows.y += 14;
        }
        rows.branch(branch, 0);
    }
    let mut items = rows.connectors;
    items.extend(rows.items);
    Some(Scene { name: "tree", width: width.units(), height: rows.y + 2, items })
}

impl Rows {
    /// Adds a part and its parts; where its own line is.
    fn branch(&mut self, branch: &Branch, depth: i32) -> i32 {
        let middle = self.row(branch, depth);
        let start = self.y;
        let (shown, inner) =
            (depth.min(self.form.deepest), (depth + 1).min(self.form.deepest));
        let x = shown * self.form.indent + 5;
        let end = inner * self.form.indent - 4;
        let mut last = None;
        for part in &branch.branches {
            let y = self.branch(part, depth + 1);
            if inner > shown {
                let tick = Path::straight((x, y), (end, y));
                self.connectors.push(Item::Line(tick, "line".into()));
            }
            last = Some(y);
        }
        if let Some(last) = last.filter(|_| inner > shown) {
            let rail = Path::straight((x, start - 2), (x, last));
            self.connectors.push(Item::Line(rail, "line".into()));
        }
        middle
    }

    /// Adds a row; where its own line is.
    fn row(&mut self, branch: &Branch, depth: i32) -> i32 {
        let left = depth.min(self.form.deepest) * self.form.indent;
        let face = if depth == 0 { Face::Strong } else { Face::Plain };
        let number = branch.number.as_deref().unwrap_or_default();
        let number = measure::shorten(number, face, 90);
        let indent =
            if number.is_empty() { 0 } else { measure::width(&number, face) + 9 };
        let end = self.form.state.map_or(self.form.width.units() - 2, |state| state - 24);
        let room = (end - left - indent).max(90);
        let texts = measure::wrap(&branch.name.text, face, room, 4);
        let base = self.y + 17;
        let mut parts = vec![];
        if !number.is_empty() {
            parts.push(Item::Words(Words::new(left, base, &number, face)));
        }
        parts.extend(lines(left + indent, base, &texts, face));
        let mut high = (count(texts.len()) * 18 + 8).max(28);
        let wide = indent + measure::widest(&texts, face);
        let target = Area::new(left - 3, self.y + 2, wide + 6, high - 4);
        let percent = branch.percent.map(|percent| format!("{} %", percent.min(100)));
        let spoken =
            [branch.state.as_ref().map(|state| state.label.as_str()), percent.as_deref()];
        let spoken: Vec<&str> = spoken.into_iter().flatten().collect();
        let name = match number.as_str() {
            "" => branch.name.clone(),
            number => Name {
                text: format!("{number} {}", branch.name.text),
                ..branch.name.clone()
            },
        };
        let stand = if let Some(state) = self.form.state {
            self.stand(branch, (state, base), self.form.bar.0)
        } else {
            let stand = self.stand(branch, (left + indent, self.y + high + 11), 0);
            high += if stand.is_empty() { 0 } else { 22 };
            stand
        };
        parts.extend(stand);
        self.items.push(named(&name, &spoken, target, parts));
        self.y += high;
        base - 5
    }

    /// The state and the bar of a part; the bar follows the state where it has no place of its own.
    fn stand(&self, branch: &Branch, (x, base): (i32, i32), bar: i32) -> Vec<Item> {
        let mut parts = vec![];
        let mut next = x;
        if let Some(state) = &branch.state {
            let label = measure::shorten(&state.label, Face::Small, 158);
            parts.push(state_mark(state, (x, base - 10), 11));
            parts.push(Item::Words(
                Words::new(x + 18, base, &label, Face::Small).class("muted"),
            ));
            next = x + 18 + measure::width(&label, Face::Small) + 14;
        }
        if let Some(percent) = branch.percent {
            let length = self.form.bar.1;
            let text = format!("{} %", percent.min(100));
            let left = if bar > 0 { bar } else { next };
            let wide = measure::width(&text, Face::Small) + 10;
            let fits = left + length + wide <= self.form.width.units();
            let right = if fits { left + length } else { left };
            if fits {
                parts.extend(progress(percent, Area::new(left, base - 10, length, 10)));
            }
            let words = Words::new(right + 8, base, &text, Face::Small).class("fact");
            parts.push(Item::Words(words));
        }
        parts
    }
}

/// How far the longest name reaches, with what is set further in.
fn widest(branches: &[Branch], depth: i32) -> i32 {
    let ends = branches.iter().map(|branch| {
        let face = if depth == 0 { Face::Strong } else { Face::Plain };
        let number = branch.number.as_deref().unwrap_or_default();
        let own =
            measure::width(number, face) + 9 + measure::width(&branch.name.text, face);
        (depth.min(9) * 30).saturating_add(own).max(widest(&branch.branches, depth + 1))
    });
    ends.max().unwrap_or(0)
}

/// A bar that is filled as far as something is.
pub(super) fn progress(percent: u8, area: Area) -> Vec<Item> {
    let done = (area.width - 2) * i32::from(percent.min(100)) / 100;
    let inner = Area::new(area.x + 1, area.y + 1, done, area.height - 2);
    vec![Item::Block(area, "track".into()), Item::Block(inner, "bar".into())]
}
