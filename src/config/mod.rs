//! `content/site.yaml`: what a site is called, where it lives, which languages it speaks.

mod appearance;
mod read;
#[cfg(test)]
mod tests;

pub use appearance::{Appearance, ColourSetting, FileSetting};
pub use read::{FILE, parse};

use crate::diag::Severity;
use crate::language::{Language, Localised};

/// The settings of a site. `title`, `base_url` and `language` are required, all others optional.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The name of the site.
    pub title: Localised<String>,
    /// One sentence on what the site is; for the home page and search engines.
    pub description: Localised<String>,
    /// Scheme, host and, if any, path of the published site; without a final slash.
    pub base_url: String,
    /// The language of the pages at `/`.
    pub language: Language,
    /// All languages of the site, the default first.
    pub languages: Vec<Language>,
    /// The folder below `themes/`, or the built-in `werkstatt`.
    pub theme: String,
    /// The set of extra demands that the site wants to meet, such as `public-body`.
    pub profile: Option<String>,
    /// The entries of the main navigation, in order; empty for the theme's own choice.
    pub navigation: Vec<NavigationItem>,
    /// Further entries at the foot of every page, in order.
    pub footer: Vec<NavigationItem>,
    /// What is other than the theme has it.
    pub appearance: Appearance,
    /// Where readers turn to.
    pub contact: Contact,
    /// Whether a search index is made.
    pub search: bool,
    /// Whether texts link the terms of the glossary that they mention.
    pub glossary_links: bool,
    /// How the output is written.
    pub output: OutputOptions,
    /// How Markdown is read.
    pub markdown: MarkdownOptions,
    /// What the records shall not lack.
    pub coverage: Coverage,
    /// By what readers may choose records.
    pub facets: FacetOptions,
}

/// By what readers may choose records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FacetOptions {
    /// How many pages there may be in each language for choices by two facets.
    pub pairs: usize,
}

impl Default for FacetOptions {
    fn default() -> Self {
        Self { pairs: 300 }
    }
}

/// What the records of a site shall not lack, and how much it weighs where they do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    /// After how many months without dated news a recommendation lacks some.
    pub stale_after: usize,
    /// Challenges without a recommendation; nothing where that is no finding.
    pub unanswered: Option<Severity>,
    /// Recommendations without a meeting that they come from.
    pub no_origin: Option<Severity>,
    /// Recommendations for which nobody is responsible.
    pub no_responsible: Option<Severity>,
    /// Recommendations without recent news.
    pub stale: Option<Severity>,
}

impl Default for Coverage {
    fn default() -> Self {
        Self {
            stale_after: 12,
            unanswered: None,
            no_origin: None,
            no_responsible: None,
            stale: None,
        }
    }
}

/// One entry of the main navigation or of the foot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavigationItem {
    /// What it says; the target's own title where nothing is given.
    pub label: Localised<String>,
    /// A record's id, `kind/id`, a section's folder, or an address.
    pub target: String,
    /// Where the entry stands in `site.yaml`.
    pub range: std::ops::Range<usize>,
}

/// Where readers turn to. Empty texts are not shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// The body or person.
    pub name: String,
    /// An e-mail address.
    pub email: String,
    /// A telephone number.
    pub phone: String,
    /// The address of a contact form or page.
    pub url: String,
}

/// How the output is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutputOptions {
    /// How much is taken away from HTML.
    pub minify: Minify,
}

/// How much is taken away from HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Minify {
    /// Nothing: templates as they were written.
    Off,
    /// White space of the templates that does not show, once, when they are loaded.
    Compact,
    /// Each page through the minifier as well.
    Full,
}

/// How Markdown is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarkdownOptions {
    /// What becomes of raw HTML.
    pub html: RawHtml,
}

/// What becomes of raw HTML in Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RawHtml {
    /// A finding.
    Reject,
    /// Through an allow-list.
    Sanitise,
    /// As it stands; for the `CommonMark` examples, no setting of a site reaches it.
    Allow,
}
