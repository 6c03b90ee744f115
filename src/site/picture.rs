//! Drawings that have pages of their own, and the orders in which a matrix is shown.

use crate::model::Role;
use crate::site::Site;

/// The fewest rows that are worth another order.
const FEWEST: usize = 3;

/// A drawing that has a page of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Picture {
    /// Phases, meetings and milestones by time.
    Timeline,
    /// Guidelines, their recommendations and projects.
    Structure,
    /// The course from meetings to projects.
    Trace,
    /// How far recommendations have come.
    Status,
    /// Recommendations and challenges.
    Matrix,
    /// Meetings and challenges.
    MeetingMatrix,
    /// Who worked with whom.
    Network,
    /// Meetings and actors by region.
    Map,
    /// Who took part.
    Balance,
    /// What the records lack.
    Coverage,
    /// Projects that look for partners.
    Partners,
}

impl Picture {
    /// All drawings, in the order in which pages lead to them.
    pub const ALL: [Self; 11] = [
        Self::Timeline,
        Self::Structure,
        Self::Trace,
        Self::Status,
        Self::Matrix,
        Self::MeetingMatrix,
        Self::Network,
        Self::Map,
        Self::Balance,
        Self::Coverage,
        Self::Partners,
    ];

    /// Its name in strings of the theme.
    pub fn id(self) -> &'static str {
        match self {
            Self::Timeline => "timeline",
            Self::Structure => "structure",
            Self::Trace => "course",
            Self::Status => "status",
            Self::Matrix => "matrix",
            Self::MeetingMatrix => "meeting_matrix",
            Self::Network => "network",
            Self::Map => "map",
            Self::Balance => "balance",
            Self::Coverage => "coverage",
            Self::Partners => "partners",
        }
    }

    /// The segment of its address.
    pub fn segment(self) -> &'static str {
        match self {
            Self::Timeline => "zeitachse",
            Self::Structure => "aufbau",
            Self::Trace => "verlauf",
            Self::Status => "umsetzung",
            Self::Matrix => "matrix",
            Self::MeetingMatrix => "themen",
            Self::Network => "netzwerk",
            Self::Map => "karte",
            Self::Balance => "beteiligung",
            Self::Coverage => "abdeckung",
            Self::Partners => "partner-gesucht",
        }
    }

    /// The segments of its address in an order.
    pub fn segments(self, order: PictureOrder) -> Vec<&'static str> {
        [Some(self.segment()), order.segment()].into_iter().flatten().collect()
    }

    /// The orders that tell something of their own; meetings come by date anyway.
    fn orders(self) -> &'static [PictureOrder] {
        use PictureOrder::{Count, List, State, Title};
        match self {
            Self::Matrix => &[List, Title, State, Count],
            Self::MeetingMatrix => &[List, Title, Count],
            _ => &[List],
        }
    }
}

/// How the rows and columns of a matrix are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PictureOrder {
    /// As lists show them.
    List,
    /// By title.
    Title,
    /// Rows by state; columns as lists show them.
    State,
    /// By how many marks they have, most first.
    Count,
}

impl PictureOrder {
    /// All orders.
    const ALL: [Self; 4] = [Self::List, Self::Title, Self::State, Self::Count];

    /// Its name in strings of the theme, and as the argument of a component.
    pub fn id(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Title => "title",
            Self::State => "state",
            Self::Count => "count",
        }
    }

    /// The order of a name.
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.id() == id)
    }

    /// The last segment of its address; the first order has none of its own.
    fn segment(self) -> Option<&'static str> {
        match self {
            Self::List => None,
            Self::Title => Some("titel"),
            Self::State => Some("stand"),
            Self::Count => Some("anzahl"),
        }
    }
}

impl Site {
    /// The most rows and columns of a matrix that are drawn; of more, the tables tell.
    pub const LARGEST_MATRIX: (usize, usize) = (80, 48);

    /// The orders that a drawing has pages for. What is too large to be drawn has one alone: each of its
    /// pages would be very long.
    pub fn picture_orders(&self, picture: Picture) -> &'static [PictureOrder] {
        let rows: &[Role] = match picture {
            Picture::MeetingMatrix => &[Role::Meeting],
            _ => &[Role::Recommendation],
        };
        let count = |roles: &[Role]| {
            self.nodes.iter().filter(|node| roles.contains(&node.role)).count()
        };
        let is_fit = (FEWEST..=Self::LARGEST_MATRIX.0).contains(&count(rows))
            && count(&[Role::Challenge]) <= Self::LARGEST_MATRIX.1;
        if is_fit { picture.orders() } else { &[PictureOrder::List] }
    }

    /// Tells whether a drawing has a page: there is something to draw, and nobody wrote a page for its address.
    pub fn has_picture(&self, picture: Picture) -> bool {
        let has =
            |roles: &[Role]| self.nodes.iter().any(|node| roles.contains(&node.role));
        let meetings = [Role::Meeting, Role::Talk];
        let is_there = match picture {
            Picture::Timeline => has(&[Role::Phase, Role::Meeting, Role::Talk]),
            Picture::Structure | Picture::Status => has(&[Role::Recommendation]),
            Picture::Trace => {
                has(&meetings)
                    && has(&[Role::Challenge, Role::Guideline, Role::Recommendation])
            }
            Picture::Matrix => has(&[Role::Recommendation]) && has(&[Role::Challenge]),
            Picture::MeetingMatrix => has(&meetings) && has(&[Role::Challenge]),
            Picture::Network => has(&[Role::Actor]),
            Picture::Map => {
                let regions = &self.model.regions;
                regions.iter().any(|region| region.tile.is_some())
                    && (has(&meetings) || has(&[Role::Actor]))
            }
            Picture::Balance => has(&meetings),
            Picture::Coverage => has(&[Role::Challenge, Role::Recommendation]),
            Picture::Partners => has(&[Role::Project]),
        };
        let segment = picture.segment();
        let is_free = !self.nodes.iter().any(|node| node.segments == [segment])
            && !self.sections.keys().any(|(folder, _)| folder == segment);
        is_there && is_free
    }
}
