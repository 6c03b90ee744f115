//! All drawings, laid out and written: nothing covers anything, nothing lies outside, all of it is well
//! formed and the same again.

mod golden;
mod samples;
mod written;

use crate::picture::scene::{Area, Item, Scene};
use crate::picture::{
    Name, Width, bars, flow, matrix, network, status, tiles, timeline, tree,
};
use samples::Names;

/// A drawing of a sample: its name and its scenes.
type Sample = (&'static str, Vec<Scene>);

/// Both scenes of something.
fn both(name: &'static str, layout: impl Fn(Width) -> Option<Scene>) -> Sample {
    let scenes =
        [Width::Wide, Width::Narrow].map(|width| layout(width).expect("it has data"));
    (name, scenes.to_vec())
}

/// All drawings of samples with names of a kind, small or as large as they may be.
fn samples(names: Names, large: bool) -> Vec<Sample> {
    let course = samples::timeline(names, if large { (3, 60, 14) } else { (2, 9, 4) });
    let decade =
        samples::timeline(names, if large { (10, 600, 40) } else { (10, 120, 8) });
    let trace = samples::flow(names, large);
    let grid = samples::matrix(names, if large { (60, 40) } else { (6, 5) });
    let map = samples::tiles(names);
    let parts = samples::tree(names, if large { 5 } else { 2 });
    let stands = samples::status(names, if large { 20 } else { 3 });
    let counts = samples::bars(names, if large { 40 } else { 4 });
    let actors = samples::network(names, if large { (300, 4000) } else { (12, 14) });
    vec![
        both("timeline", |width| timeline::layout(&course, width)),
        both("timeline-heaps", |width| timeline::layout(&decade, width)),
        both("flow", |width| flow::layout(&trace, width)),
        both("matrix", |width| matrix::layout(&grid, width)),
        both("tiles", |width| tiles::layout(&map, width)),
        both("tree", |width| tree::layout(&parts, width)),
        both("status", |width| status::layout(&stands, width)),
        both("bars", |width| bars::layout(&counts, width)),
        both("network", |width| network::layout(&actors, width)),
    ]
}

/// What is found on the surface of a drawing.
#[derive(Default)]
struct Found {
    /// The words and where they stand.
    words: Vec<(String, Area)>,
    /// The marks.
    marks: Vec<Area>,
    /// What can be pressed, and whether it is turned.
    targets: Vec<(Area, bool)>,
    /// Points of lines, in tenths.
    points: Vec<(i32, i32)>,
}

/// Collects what is found; turned things are only counted.
fn find(items: &[Item], is_turned: bool, found: &mut Found) {
    for item in items {
        match item {
            Item::Words(words) if !is_turned => {
                found.words.push((words.text.clone(), words.area()));
            }
            Item::Words(_) => {}
            Item::Mark(path, _, area) => {
                found.marks.push(*area);
                found.points.extend(&path.points);
            }
            Item::Line(path, _) => found.points.extend(&path.points),
            Item::Block(area, _) => {
                found.points.push((area.x * 10, area.y * 10));
                found
                    .points
                    .push(((area.x + area.width) * 10, (area.y + area.height) * 10));
            }
            Item::Link(link) => {
                if link.href.is_some() {
                    found.targets.push((link.target, is_turned));
                }
                find(&link.items, is_turned, found);
            }
            Item::Turned(_, _, items) => find(items, true, found),
        }
    }
}

/// Whether two areas have a point in common.
fn touch(one: Area, other: Area) -> bool {
    one.x < other.x + other.width
        && other.x < one.x + one.width
        && one.y < other.y + other.height
        && other.y < one.y + one.height
}

/// Looks through a scene.
fn check(name: &str, scene: &Scene) {
    let mut found = Found::default();
    find(&scene.items, false, &mut found);
    let name = format!("{name}, {} wide", scene.width);
    for (place, (text, area)) in found.words.iter().enumerate() {
        if text.is_empty() {
            continue;
        }
        let is_inside = area.x >= 0
            && area.y >= 0
            && area.x + area.width <= scene.width + 1
            && area.y + area.height <= scene.height;
        assert!(is_inside, "{name}: `{text}` lies outside: {area:?} of {}", scene.height);
        for (other, second) in &found.words[place + 1..] {
            assert!(
                other.is_empty() || !touch(*area, *second),
                "{name}: `{text}` and `{other}` touch: {area:?}, {second:?}"
            );
        }
        for mark in &found.marks {
            assert!(!touch(*area, *mark), "{name}: a mark lies on `{text}`");
        }
    }
    for (x, y) in found.points {
        let is_inside = (-10..=scene.width * 10 + 10).contains(&x)
            && (-10..=scene.height * 10 + 10).contains(&y);
        assert!(is_inside, "{name}: a line leads outside: {x}, {y} of {}", scene.height);
    }
    for (target, is_turned) in &found.targets {
        let is_large = target.width >= 24 && target.height >= 24;
        assert!(is_large || *is_turned, "{name}: a small target: {target:?}");
    }
    let limit = match scene.name {
        "timeline" => 130,
        "network" => 310,
        _ => 200,
    };
    assert!(found.targets.len() <= limit, "{name}: {} links", found.targets.len());
}

#[test]
fn nothing_covers_anything() {
    for names in [samples::plain as Names, samples::hostile, samples::empty] {
        for large in [false, true] {
            for (name, scenes) in samples(names, large) {
                for scene in &scenes {
                    check(name, scene);
                }
            }
        }
    }
}

#[test]
fn maps_of_many_columns_have_room() {
    for columns in 1..=30 {
        let mut map = samples::tiles(samples::plain);
        for (place, region) in (0..).zip(&mut map.regions) {
            (region.column, region.row) = (place % columns, place / columns);
            (region.first, region.second) = (region.first * 99_999, region.second * 999);
        }
        map.regions[0].column = columns - 1;
        map.regions[0].row = 13;
        for width in [Width::Wide, Width::Narrow] {
            check("tiles", &tiles::layout(&map, width).expect("it has regions"));
        }
    }
}

#[test]
fn order_makes_no_difference_where_it_has_no_meaning() {
    for width in [Width::Wide, Width::Narrow] {
        let mut course = samples::timeline(samples::plain, (3, 60, 14));
        let before = timeline::layout(&course, width);
        course.meetings.reverse();
        course.milestones.reverse();
        course.phases.reverse();
        course.heaps.reverse();
        assert_eq!(timeline::layout(&course, width), before);

        let mut trace = samples::flow(samples::plain, true);
        let before = flow::layout(&trace, width);
        trace.edges.reverse();
        assert_eq!(flow::layout(&trace, width), before);

        let mut grid = samples::matrix(samples::plain, (15, 16));
        let before = matrix::layout(&grid, width);
        grid.marks.reverse();
        assert_eq!(matrix::layout(&grid, width), before);

        let mut actors = samples::network(samples::plain, (60, 400));
        let before = network::layout(&actors, width);
        actors.edges.reverse();
        assert_eq!(network::layout(&actors, width), before);

        let mut stands = samples::status(samples::plain, 5);
        let before = status::layout(&stands, width);
        for row in stands.groups.iter_mut().flat_map(|group| &mut group.rows) {
            row.segments.reverse();
            row.marks.reverse();
        }
        assert_eq!(status::layout(&stands, width), before);
    }
}

#[test]
fn one_actor_more_moves_no_other_far() {
    use crate::picture::circle::TURN;
    for parts in [3, 20, 21, 100, 299] {
        for new in 0..parts {
            for part in 0..parts {
                let before = network::turn(part, parts);
                let after = network::turn(part + usize::from(part >= new), parts + 1);
                let apart = (after - before).abs().min(TURN - (after - before).abs());
                let share = TURN / i64::try_from(parts + 1).expect("a few");
                assert!(apart <= share + 1, "{part} of {parts}, new {new}: {apart}");
            }
        }
    }
}

#[test]
fn names_around_a_circle_have_room() {
    for actors in [3, 12, 57, 60, 150, 300] {
        let data = samples::network(samples::plain, (actors, 9));
        let scene = network::layout(&data, Width::Wide).expect("it has actors");
        // Names stand at least 12 outside of the circle, which leaves 280 for them on each side.
        let around =
            (f64::from(scene.height) / 2.0 - 280.0 + 12.0) * std::f64::consts::TAU;
        let parts = u32::try_from(data.groups.len() * 2 + actors).expect("a few");
        assert!(around / f64::from(parts) >= 16.0, "{actors} actors on {around}");
        assert!(scene.width >= scene.height);
    }
}

#[test]
fn edges_between_the_same_actors_count_together() {
    let actors = ["A", "B", "C"].map(Name::plain).to_vec();
    let edge = |from, to, weight| network::Edge { from: (0, from), to: (0, to), weight };
    let group = network::Group { label: "alle".to_owned(), actors };
    let data = |edges| network::Network { groups: vec![group.clone()], edges };
    let apart = data(vec![edge(0, 1, 2), edge(1, 2, 5), edge(1, 0, 3), edge(2, 2, 9)]);
    let together = data(vec![edge(0, 1, 5), edge(1, 2, 5)]);
    assert_eq!(
        network::layout(&apart, Width::Wide),
        network::layout(&together, Width::Wide)
    );
}

#[test]
fn drawings_are_as_wide_as_they_should_be() {
    for (name, scenes) in samples(samples::plain, false) {
        let widths: Vec<i32> = scenes.iter().map(|scene| scene.width).collect();
        assert_eq!(widths, [1040, 344], "{name}");
    }
}

#[test]
fn a_good_order_has_fewer_crossings() {
    let edge = |from, to| flow::Edge { from: (0, from), to: (1, to) };
    let column = |number| flow::Column {
        nodes: (0..number).map(|_| flow::Piece::new(flow::Node::default())).collect(),
        ..flow::Column::default()
    };
    let crossed = flow::Flow {
        columns: vec![column(4), column(4)],
        edges: vec![edge(0, 3), edge(1, 2), edge(2, 1), edge(3, 0)],
    };
    assert_eq!(flow::crossings_of(&crossed), 0);
}

#[test]
fn nothing_is_drawn_of_nothing() {
    for width in [Width::Wide, Width::Narrow] {
        assert_eq!(timeline::layout(&timeline::Timeline::default(), width), None);
        assert_eq!(flow::layout(&flow::Flow::default(), width), None);
        assert_eq!(matrix::layout(&matrix::Matrix::default(), width), None);
        assert_eq!(tiles::layout(&tiles::Tiles::default(), width), None);
        assert_eq!(tree::layout(&tree::Tree::default(), width), None);
        assert_eq!(status::layout(&status::Status::default(), width), None);
        assert_eq!(bars::layout(&bars::Bars::default(), width), None);
        assert_eq!(network::layout(&network::Network::default(), width), None);
    }
}
