//! What is still open: challenges that nothing answers, recommendations without origin, owner or recent news.

use crate::diag::{Code, Diagnostic, Severity, Span};
use crate::model::Role;
use crate::site::Site;
use crate::site::node::{Node, NodeId};

/// Records that lack something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenPoints {
    /// Challenges that no recommendation addresses.
    pub unanswered: Vec<NodeId>,
    /// Recommendations that were derived from no meeting.
    pub no_origin: Vec<NodeId>,
    /// Recommendations for which nobody is responsible.
    pub no_responsible: Vec<NodeId>,
    /// Recommendations without recent dated news.
    pub stale: Vec<NodeId>,
}

/// What a record can lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// A challenge that no recommendation addresses.
    Unanswered,
    /// A recommendation that was derived from no meeting.
    NoOrigin,
    /// A recommendation for which nobody is responsible.
    NoResponsible,
    /// A recommendation without recent dated news.
    Stale,
}

impl Gap {
    /// All gaps in their order.
    pub const ALL: [Self; 4] =
        [Self::Unanswered, Self::NoOrigin, Self::NoResponsible, Self::Stale];

    /// Its name in settings, strings and JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Unanswered => "unanswered",
            Self::NoOrigin => "no_origin",
            Self::NoResponsible => "no_responsible",
            Self::Stale => "stale",
        }
    }

    /// The role of the records that can have it.
    pub fn role(self) -> Role {
        match self {
            Self::Unanswered => Role::Challenge,
            Self::NoOrigin | Self::NoResponsible | Self::Stale => Role::Recommendation,
        }
    }

    /// What it is called where findings name it.
    fn word(self) -> &'static str {
        match self {
            Self::Unanswered => "gap-unanswered",
            Self::NoOrigin => "gap-no-origin",
            Self::NoResponsible => "gap-no-responsible",
            Self::Stale => "gap-stale",
        }
    }
}

impl OpenPoints {
    /// The records with a gap.
    pub fn of(&self, gap: Gap) -> &[NodeId] {
        match gap {
            Gap::Unanswered => &self.unanswered,
            Gap::NoOrigin => &self.no_origin,
            Gap::NoResponsible => &self.no_responsible,
            Gap::Stale => &self.stale,
        }
    }
}

/// Finds what is open.
pub(super) fn open_points(site: &Site) -> OpenPoints {
    let nodes = &site.nodes;
    let related = |node: &Node, role: Role| {
        let targets = node.outgoing.iter().flat_map(|relation| &relation.targets);
        let sources = node.incoming.iter().flat_map(|relation| &relation.sources);
        targets.chain(sources).any(|other| nodes[other.0].role == role)
    };
    let lacks = |place: usize, node: &Node, gap: Gap| match gap {
        Gap::Unanswered => !related(node, Role::Recommendation),
        Gap::NoOrigin => !related(node, Role::Meeting) && !related(node, Role::Talk),
        Gap::NoResponsible => {
            let fields = node.outgoing.iter().map(|relation| &*relation.field);
            !fields.into_iter().any(|field| field == "responsible")
        }
        Gap::Stale => site.is_stale(NodeId(place)),
    };
    let list = |gap: Gap| {
        let all = nodes.iter().enumerate();
        let open = all
            .filter(|(place, node)| node.role == gap.role() && lacks(*place, node, gap));
        open.map(|(place, _)| NodeId(place)).collect()
    };
    OpenPoints {
        unanswered: list(Gap::Unanswered),
        no_origin: list(Gap::NoOrigin),
        no_responsible: list(Gap::NoResponsible),
        stale: list(Gap::Stale),
    }
}

/// The findings for gaps that the settings do not allow.
pub(super) fn findings(site: &Site) -> Vec<Diagnostic> {
    let rule = |gap: Gap| -> Option<Severity> {
        let coverage = &site.config.coverage;
        match gap {
            Gap::Unanswered => coverage.unanswered,
            Gap::NoOrigin => coverage.no_origin,
            Gap::NoResponsible => coverage.no_responsible,
            Gap::Stale => coverage.stale,
        }
    };
    let mut findings = vec![];
    for gap in Gap::ALL {
        let Some(severity) = rule(gap) else { continue };
        for node in site.open_points.of(gap) {
            let card = site.nodes[node.0].original();
            let span = Span::new(&card.file, card.title.range.clone());
            let finding = Diagnostic::new(Code::CoverageGap, span)
                .with("title", &card.title.text)
                .with("what", gap.word())
                .with("months", site.config.coverage.stale_after.to_string())
                .hint_with("coverage-rule", [("rule", gap.id().to_owned())]);
            findings.push(Diagnostic { severity, ..finding });
        }
    }
    findings
}
