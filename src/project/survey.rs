//! What a site lacks, as its files are now.

use crate::project::run::{Begun, in_pool, look};
use crate::project::{Failure, Request};
use crate::site::{Gap, NodeId, Site};

/// What records of one kind of gap lack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapReport {
    /// What they lack.
    pub gap: Gap,
    /// How many records could have the gap.
    pub total: usize,
    /// The records that have it, by id.
    pub open: Vec<OpenRecord>,
}

/// A record that lacks something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenRecord {
    /// Its id, such as `recommendation/messe`.
    pub id: String,
    /// Its title in the language of the site.
    pub title: String,
    /// Its file below the folder of the site.
    pub file: String,
}

/// Tells what the records of a site lack, with the help of what the last build left; nothing is written.
pub fn coverage(request: &Request) -> Result<Vec<GapReport>, Failure> {
    in_pool(request, || {
        let (_, _, Begun { compiled, .. }) = look(request)?;
        Ok(Gap::ALL.map(|gap| report(&compiled.site, gap)).to_vec())
    })
}

/// What records lack.
fn report(site: &Site, gap: Gap) -> GapReport {
    let record = |node: &NodeId| {
        let node = &site.nodes[node.0];
        OpenRecord {
            id: node.id.to_string(),
            title: node.title(&site.config.language).to_owned(),
            file: node.original().file.as_str().to_owned(),
        }
    };
    let total = site.nodes.iter().filter(|node| node.role == gap.role()).count();
    GapReport { gap, total, open: site.open_points.of(gap).iter().map(record).collect() }
}
