//! The shapes of marks: those of the style sheet's states and dimensions, and those of kinds.

use crate::picture::scene::Path;

/// A small mark; each is one filled path, told from the others without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A filled circle; also the social dimension.
    Disc,
    /// A square on its corner; also the technological dimension.
    Diamond,
    /// Its point upwards; also the competitive dimension.
    Triangle,
    /// A filled square; also "done".
    Square,
    /// A circle's line.
    Ring,
    /// Six corners.
    Hexagon,
    /// Three upright bars: the organisational dimension.
    Bars,
    /// A square's line: "proposed".
    Empty,
    /// The same with a dot: "adopted".
    Dotted,
    /// The same, its left half filled: "in progress".
    Half,
    /// A slanting cross: "not pursued".
    Cross,
}

/// The shapes of kinds, in turn.
const KINDS: [Shape; 6] = [
    Shape::Disc,
    Shape::Diamond,
    Shape::Triangle,
    Shape::Square,
    Shape::Ring,
    Shape::Hexagon,
];

impl Shape {
    /// The shape of a kind, by its place in the legend.
    pub(super) fn of_kind(kind: usize) -> Self {
        KINDS[kind % KINDS.len()]
    }

    /// The shape of a state of a recommendation or a project, by its name.
    pub(super) fn of_state(name: &str) -> Self {
        match name {
            "adopted" | "planned" | "looking_for_partners" => Self::Dotted,
            "in_progress" | "running" => Self::Half,
            "done" => Self::Square,
            "not_pursued" | "stopped" => Self::Cross,
            "social" => Self::Disc,
            "technological" => Self::Diamond,
            "competitive" => Self::Triangle,
            "organisational" => Self::Bars,
            _ => Self::Empty,
        }
    }

    /// The outline within a square: its left upper corner and the length of its sides. Where lines
    /// cross, what lies inside twice is outside.
    pub(super) fn path(self, x: i32, y: i32, side: i32) -> Path {
        let mut path = Path::tenths();
        let at =
            |part: (i32, i32)| (x * 10 + part.0 * side / 10, y * 10 + part.1 * side / 10);
        let frame = |path: &mut Path| {
            let line = 200 / side.max(1);
            polygon(path, &[(0, 0), (100, 0), (100, 100), (0, 100)].map(at));
            let end = 100 - line;
            polygon(path, &[(line, line), (end, line), (end, end), (line, end)].map(at));
        };
        match self {
            Self::Disc => path.circle((x * 10 + side * 5, y * 10 + side * 5), side * 5),
            Self::Ring => {
                path.circle((x * 10 + side * 5, y * 10 + side * 5), side * 5);
                path.circle((x * 10 + side * 5, y * 10 + side * 5), side * 5 - 25);
            }
            Self::Diamond => {
                let corners = [(50, -8), (108, 50), (50, 108), (-8, 50)];
                polygon(&mut path, &corners.map(at));
            }
            Self::Triangle => polygon(&mut path, &[(50, 0), (105, 95), (-5, 95)].map(at)),
            Self::Square => {
                polygon(&mut path, &[(4, 4), (96, 4), (96, 96), (4, 96)].map(at));
            }
            Self::Hexagon => {
                let corners = [(28, 5), (72, 5), (98, 50), (72, 95), (28, 95), (2, 50)];
                polygon(&mut path, &corners.map(at));
            }
            Self::Bars => {
                for left in [0, 37, 74] {
                    let corners =
                        [(left, 0), (left + 26, 0), (left + 26, 100), (left, 100)];
                    polygon(&mut path, &corners.map(at));
                }
            }
            Self::Empty => frame(&mut path),
            Self::Dotted => {
                frame(&mut path);
                polygon(&mut path, &[(33, 33), (67, 33), (67, 67), (33, 67)].map(at));
            }
            Self::Half => {
                frame(&mut path);
                let line = 200 / side.max(1);
                let end = 100 - line;
                polygon(
                    &mut path,
                    &[(line, line), (50, line), (50, end), (line, end)].map(at),
                );
            }
            Self::Cross => polygon(&mut path, &CROSS.map(at)),
        }
        path
    }
}

/// The corners of the cross, in hundredths of its side.
const CROSS: [(i32, i32); 12] = [
    (0, 15),
    (15, 0),
    (50, 35),
    (85, 0),
    (100, 15),
    (65, 50),
    (100, 85),
    (85, 100),
    (50, 65),
    (15, 100),
    (0, 85),
    (35, 50),
];

/// A closed line through some corners.
fn polygon(path: &mut Path, corners: &[(i32, i32)]) {
    for (place, corner) in corners.iter().enumerate() {
        if place == 0 {
            path.start(*corner);
        } else {
            path.line(*corner);
        }
    }
    path.close();
}
