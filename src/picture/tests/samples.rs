//! Data for drawings, made by rule: the same every time, without chance.

use crate::date::Date;
use crate::picture::{
    Head, Name, State, Today, bars, flow, matrix, network, status, tiles, timeline, tree,
};

/// What the thing of a number is called.
pub(super) type Names = fn(usize) -> Name;

/// A title that tries everything: markup, directions, marks, characters of several parts, a very long word.
pub(super) const HOSTILE: &str = "<script>alert(\"x\")</script> & 'Zitat' \u{202e}umgekehrt\u{2066} \
    👩\u{200d}👩\u{200d}👧🏽 e\u{301}\u{323}\u{301} אבג 漢字 \
    Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle";

/// Names such as a process has.
const PLAIN: [&str; 9] = [
    "Regionale Innovations- und Wertschöpfungsbündnisse",
    "Zukunft der Industrieregionen",
    "Plattform Additive Fertigung",
    "Fachkräfte",
    "Inkubation industrienaher Start-ups aus den sächsischen Hochschulen",
    "Zweite Strategiekonferenz",
    "Transformationslabore Industrie und Nachhaltigkeit",
    "IT-Sicherheit",
    "Vereinbarkeit von Familie und Beruf",
];

/// The states of recommendations and of projects.
const STATES: [(&str, &str); 6] = [
    ("proposed", "vorgeschlagen"),
    ("adopted", "angenommen"),
    ("in_progress", "in Umsetzung"),
    ("done", "umgesetzt"),
    ("not_pursued", "nicht weiterverfolgt"),
    ("looking_for_partners", "sucht Partner"),
];

/// Ordinary names, all with pages.
pub(super) fn plain(number: usize) -> Name {
    Name::linked(PLAIN[number % PLAIN.len()], &format!("/{number}/"))
}

/// Names that try everything.
pub(super) fn hostile(number: usize) -> Name {
    let text =
        if number.is_multiple_of(2) { HOSTILE.into() } else { "W".repeat(number % 90) };
    Name::linked(&text, "/?a=1&b=\"'<>")
}

/// No names at all.
pub(super) fn empty(_: usize) -> Name {
    Name::default()
}

/// A title for a drawing.
pub(super) fn head(name: &str) -> Head {
    Head {
        prefix: name.to_owned(),
        title: format!("Zeichnung „{name}“"),
        description: "Was sie zeigt, in einem Satz.".to_owned(),
    }
}

/// A state.
fn state(number: usize) -> State {
    let (name, label) = STATES[number % STATES.len()];
    let href = (number.is_multiple_of(2)).then(|| format!("/state/{name}/"));
    State { name: name.to_owned(), label: label.to_owned(), href }
}

/// A date.
fn date(text: &str) -> Date {
    Date::parse(text).expect("a date")
}

/// A day of a process that starts in 2016: far apart for numbers that follow each other.
fn day(number: usize, years: usize) -> Date {
    let place = number * 157 % (years * 365);
    let (year, month) = (2016 + place / 365, place % 365 / 31 + 1);
    match number % 9 {
        7 => date(&format!("{year}-{month:02}")),
        8 => date(&format!("{year}")),
        _ => date(&format!("{year}-{month:02}-{:02}", number % 28 + 1)),
    }
}

/// A process with years, meetings and milestones.
pub(super) fn timeline(
    names: Names,
    (years, meetings, milestones): (usize, usize, usize),
) -> timeline::Timeline {
    let phase = |number: usize, start: &str, end: Option<&str>| timeline::Phase {
        name: names(number),
        start: date(start),
        end: end.map(date),
        dates: format!("{start} bis {}", end.unwrap_or("heute")),
    };
    let heaps = (0..years * 12).map(|number| {
        let month = format!("{}-{:02}", 2016 + number / 12, number % 12 + 1);
        let name =
            Name::linked(&format!("Veranstaltungen {month}"), &format!("#{month}"));
        timeline::Heap {
            date: date(&month),
            name,
            short: format!("{}.", number % 12 + 1),
        }
    });
    timeline::Timeline {
        phases: vec![
            phase(3, "2016-01", Some("2016-10")),
            phase(1, "2016-11", Some("2017-09-07")),
            phase(0, "2016", Some("2016")),
            phase(2, "2017-09-07", None),
        ],
        phases_label: "Phasen".to_owned(),
        meetings: (0..meetings)
            .map(|number| timeline::Meeting {
                name: names(number),
                date: day(number, years),
                dates: day(number, years).to_string(),
                kind: number % 7,
            })
            .collect(),
        meetings_label: "Veranstaltungen".to_owned(),
        kinds: ["Workshop", "Konferenz", "Gespräch", "Umfrage", "Studie", "Besuch"]
            .map(str::to_owned)
            .to_vec(),
        milestones: (0..milestones)
            .map(|number| timeline::Milestone {
                name: names(number + 2),
                date: day(number * 3 + 1, years),
                dates: day(number * 3 + 1, years).to_string(),
                state: state(number),
            })
            .collect(),
        milestones_label: "Empfehlungen".to_owned(),
        heaps: heaps.collect(),
        today: Some(Today {
            date: date("2018-01-20"),
            label: "Stand 20. Januar 2018".to_owned(),
        }),
    }
}

/// A trace of five stages; the last one of a small trace is empty.
pub(super) fn flow(names: Names, large: bool) -> flow::Flow {
    let sizes = if large { [17, 9, 4, 12, 6] } else { [3, 2, 1, 1, 0] };
    let headings = [
        "Veranstaltungen",
        "Herausforderungen",
        "Leitlinien",
        "Empfehlungen",
        "Projekte",
    ];
    let node = |column: usize, number: usize| {
        flow::Piece::new(flow::Node {
            name: names(column * 3 + number),
            note: column.is_multiple_of(4).then(|| "7. März 2016".to_owned()),
            state: (column > 2).then(|| state(number + column)),
            current: column == 3 && number == 0,
        })
    };
    let columns =
        sizes.iter().zip(headings).enumerate().map(|(column, (size, heading))| {
            flow::Column {
                heading: heading.to_owned(),
                nodes: (0..*size).map(|number| node(column, number)).collect(),
                more: (*size > flow::MOST).then(|| Name::linked("+ 5 weitere", "#liste")),
                gap: Some("Noch kein Projekt dokumentiert.".to_owned()),
            }
        });
    let mut edges = vec![];
    for column in 0..4 {
        for number in 0..sizes[column] {
            let next = column + 1 + usize::from(number % 5 == 2);
            if next < 5 && sizes[next] > 0 {
                let to = (next, (number * 7 + column) % sizes[next]);
                edges.push(flow::Edge { from: (column, number), to });
            }
        }
    }
    flow::Flow { columns: columns.collect(), edges }
}

/// A matrix with a row and a column without marks.
pub(super) fn matrix(names: Names, (rows, columns): (usize, usize)) -> matrix::Matrix {
    let places = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let marks = places
        .filter(|(row, column)| {
            *row != 2 && *column != 3 && (row * 5 + column * 3) % 4 == 0
        })
        .map(|(row, column)| matrix::Mark {
            row,
            column,
            state: (row != 1).then(|| state(row)),
        });
    matrix::Matrix {
        rows: (0..rows).map(names).collect(),
        columns: (0..columns).map(|number| names(number + 3)).collect(),
        marks: marks.collect(),
        total: "Anzahl".to_owned(),
        columns_label: "Herausforderungen".to_owned(),
        empty: "ohne Bezug".to_owned(),
    }
}

/// A map of some regions.
pub(super) fn tiles(names: Names) -> tiles::Tiles {
    let shorts =
        ["TDO", "L", "LL", "MEI", "BZ", "GR", "Z", "FG", "DD", "PIR", "V", "C", "ERZ"];
    let regions = (0..).zip(shorts).map(|(number, short)| tiles::Region {
        name: names(usize::from(number)),
        short: short.to_owned(),
        column: number % 6,
        row: number / 6,
        first: u32::from(number * number % 19),
        second: u32::from(number * 7),
    });
    tiles::Tiles {
        regions: regions.collect(),
        first_label: "Veranstaltungen".to_owned(),
        second_label: "Akteure".to_owned(),
    }
}

/// A tree of so many levels.
pub(super) fn tree(names: Names, depth: usize) -> tree::Tree {
    fn branch(names: Names, number: &str, depth: usize) -> tree::Branch {
        let place = number.len() * 3 + depth;
        let parts =
            (1..=2).map(|part| branch(names, &format!("{number}.{part}"), depth - 1));
        tree::Branch {
            number: (!place.is_multiple_of(3)).then(|| number.to_owned()),
            name: names(place),
            state: (!place.is_multiple_of(4)).then(|| state(place)),
            percent: u8::try_from(place * 31 % 101)
                .ok()
                .filter(|_| !place.is_multiple_of(5)),
            branches: if depth > 0 { parts.collect() } else { vec![] },
        }
    }
    tree::Tree {
        branches: (1..=2).map(|part| branch(names, &part.to_string(), depth)).collect(),
    }
}

/// Groups of things with states over time.
pub(super) fn status(names: Names, rows: usize) -> status::Status {
    let row = |number: usize| status::Row {
        name: names(number),
        segments: (0..=number % 5)
            .map(|place| status::Segment {
                state: state(place),
                start: day(place * 40 + number, 1 + place % 3),
                end: (place % 3 == 1).then(|| date("2018-11")),
            })
            .collect(),
        marks: (0..number % 4).map(|place| (day(place * 5 + number, 3), 25)).collect(),
        state: (number % 4 != 3).then(|| state(number)),
        percent: (number % 3 != 2).then_some(40),
        stale: number % 3 == 1,
    };
    status::Status {
        whole: Some((names(1), 48)),
        groups: vec![
            status::Group {
                name: Some(names(2)),
                percent: Some(70),
                rows: (0..rows).map(row).collect(),
            },
            status::Group { name: None, percent: None, rows: vec![row(4)] },
        ],
        today: Some(Today { date: date("2019-06-30"), label: "heute".to_owned() }),
        stale_label: "seit 12 Monaten nichts Neues".to_owned(),
    }
}

/// Two groups of bars.
pub(super) fn bars(names: Names, number: usize) -> bars::Bars {
    let bar = |place: usize| bars::Bar {
        name: names(place),
        value: u32::try_from(place * 37 % 100).unwrap_or(0),
        upper: (place % 3 == 1).then_some(120),
        total: (place % 3 == 2).then_some(100),
        label: format!("{} von 100", place * 37 % 100),
    };
    let heading = Some("Teilnehmende je Phase".to_owned());
    bars::Bars {
        groups: vec![
            bars::Group { heading, scale: 0, bars: (0..number).map(bar).collect() },
            bars::Group { heading: None, scale: 0, bars: vec![bar(5)] },
        ],
    }
}

/// Actors in groups, and edges between them.
pub(super) fn network(names: Names, (actors, edges): (usize, usize)) -> network::Network {
    let groups = ["Unternehmen", "Forschung", "Verbände"];
    let size = actors / groups.len();
    let group = |(place, label): (usize, &&str)| network::Group {
        label: (*label).to_owned(),
        actors: (0..size).map(|number| names(place * size + number)).collect(),
    };
    let edge = |number: usize| network::Edge {
        from: (number % 3, number * 11 % size),
        to: (number * 5 % 3, number * 17 % size),
        weight: u32::try_from(number % 9 + 1).unwrap_or(1),
    };
    network::Network {
        groups: groups.iter().enumerate().map(group).collect(),
        edges: (0..edges).map(edge).collect(),
    }
}
