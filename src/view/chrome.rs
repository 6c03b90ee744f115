//! The context that all pages of a language share: what surrounds their content.

use serde::Serialize;

use crate::language::Language;
use crate::view::page::LinkView;
use crate::view::search::SearchView;

/// What all pages of one language share.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chrome {
    /// The language of the pages.
    pub language: Language,
    /// The name of the site.
    pub title: String,
    /// One sentence on the site; may be empty.
    pub description: String,
    /// The address of the home page in this language.
    pub home: String,
    /// The image beside the name; nothing where the theme draws its own sign.
    pub logo: Option<LogoView>,
    /// The main navigation.
    pub navigation: Vec<NavigationEntry>,
    /// The pages that every page leads to: contact, accessibility, privacy, imprint …
    pub footer: Vec<FooterLink>,
    /// The address of the start page in Leichte Sprache, if there is one.
    pub simple: Option<String>,
    /// The address of the accessibility statement, if there is one.
    pub accessibility: Option<String>,
    /// Where readers turn to.
    pub contact: ContactView,
    /// The address of the page with all tags; nothing where there are none.
    pub tags: Option<String>,
    /// The address of the page with all that readers may choose records by; nothing where there is nothing.
    pub selections: Option<String>,
    /// The address of the site map.
    pub sitemap: String,
    /// The address of the open points.
    pub open_points: String,
    /// The list of dossiers; nothing where there is none in the language.
    pub dossiers: Option<LinkView>,
    /// The pages of drawings.
    pub pictures: Vec<LinkView>,
    /// The search; nothing where there is none in the language.
    pub search: Option<SearchView>,
}

/// Where readers turn to; empty texts are not shown.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ContactView {
    /// The body or person.
    pub name: String,
    /// An e-mail address.
    pub email: String,
    /// A telephone number.
    pub phone: String,
    /// The address of a form or page.
    pub url: String,
}

/// An entry of the main navigation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NavigationEntry {
    /// What it says.
    pub title: String,
    /// The language of that where it is not the page's.
    pub language: Option<Language>,
    /// Where it leads.
    pub href: String,
    /// Equal to `page.active` on the pages that belong to it.
    pub key: String,
}

/// A link of the footer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FooterLink {
    /// What it says.
    pub title: String,
    /// The language of that where it is not the page's.
    pub language: Option<Language>,
    /// Where it leads.
    pub href: String,
}

/// The image beside the name of the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogoView {
    /// Its address.
    pub src: String,
    /// The address of that for dark backgrounds, if there is another.
    pub dark: Option<String>,
    /// The width in pixels, where it is known.
    pub width: Option<u32>,
    /// The height in pixels, where it is known.
    pub height: Option<u32>,
}
