//! Files beside the pages that a web server or a search engine reads.

mod hosting;
mod sitemap;

use crate::site::Site;

pub use hosting::POLICY;

/// A file of the output that is no page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extra {
    /// Its path below the output folder.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// All of them: `robots.txt`, `sitemap.xml` (with its parts, where it is long), `_headers` and
/// `_redirects`.
pub fn extras(site: &Site) -> Vec<Extra> {
    let mut extras = vec![
        Extra::text("robots.txt", hosting::robots(site)),
        Extra::text("_headers", hosting::headers(site)),
        Extra::text("_redirects", hosting::redirects(site)),
    ];
    extras.extend(sitemap::sitemaps(site));
    extras
}

impl Extra {
    /// A file of text.
    fn text(path: &str, text: String) -> Self {
        Self { path: path.to_owned(), bytes: text.into_bytes() }
    }
}
