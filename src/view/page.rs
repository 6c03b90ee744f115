//! The context of a page, whatever it shows.

use serde::Serialize;

use crate::date::{Date, DateSpan};
use crate::language::Language;
use crate::view::call::CallView;
use crate::view::dossier::DossierView;
use crate::view::overview::{Chosen, FacetLinks, OpenList, SitemapGroup, TagGroup};
use crate::view::picture::PictureView;
use crate::view::record::{Entry, RecordView, StateView, Step};
use crate::view::search::SearchPage;
use crate::view::shared::Shared;

/// A link with its text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinkView {
    /// The text.
    pub title: String,
    /// Where it leads.
    pub href: String,
    /// The language of the text where it is not the page's.
    pub language: Option<Language>,
}

/// One page. Templates read more of it than of anything else: the engine reads values of up to twelve
/// fields without a hash, the first ones before the others.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PageView {
    /// The template, such as `record.html`; where the theme has one for the kind of what is shown
    /// (`record/workshop.html`), that one is meant. Templates do not see it.
    #[serde(skip)]
    pub template: String,
    /// What it shows.
    pub content: Content,
    /// The language of the page.
    pub language: Language,
    /// The language of its title and text where it is not the page's.
    pub text_language: Option<Language>,
    /// Whether the text is shown in another language for want of a translation.
    pub fallback: bool,
    /// The title.
    pub title: String,
    /// What stands in the head of the document alone.
    pub head: Head,
    /// One or two sentences for search engines and previews; may be empty.
    pub description: String,
    /// The address from the root.
    pub address: String,
    /// The address with scheme and host; of the original where the text is a fallback.
    pub canonical: String,
    /// The page in all languages it exists in, this one included; empty where there is only one.
    pub alternates: Vec<Alternate>,
    /// The way from the home page to here, this page excluded; empty on the home page.
    pub breadcrumb: Vec<Shared<LinkView>>,
    /// The key of the entry of the main navigation that this page belongs to; may be empty.
    pub active: String,
    /// The components that its text calls, in their order. They are written before the page, whose templates
    /// see what came of them in the text.
    #[serde(skip)]
    pub calls: Vec<CallView>,
}

/// What browsers and search engines read, and readers do not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Head {
    /// The title of the document: with the name of the site where both fit into 70 characters, which
    /// is what search engines show.
    pub title: String,
    /// Whether search engines shall leave the page alone.
    pub noindex: bool,
    /// Whether the page has a table that readers may sort.
    pub sorts: bool,
}

/// The titles of pages that no record is behind, in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Titles {
    /// The first page, as breadcrumbs call it.
    pub home: String,
    /// All tags.
    pub tags: String,
    /// All that readers may choose records by.
    pub selections: String,
    /// What is still open.
    pub open_points: String,
    /// All pages.
    pub sitemap: String,
    /// The answer to an unknown address.
    pub not_found: String,
    /// The list of all that there is in Leichte Sprache, on its first page.
    pub simple: String,
    /// The search with its register.
    pub search: String,
    /// The register, before the letter of a page.
    pub register: String,
    /// What stands under no letter.
    pub signs: String,
}

/// A page in one of the site's languages.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alternate {
    /// The language.
    pub language: Language,
    /// What the language calls itself: `Deutsch`, `English`, `Leichte Sprache`.
    pub name: String,
    /// The address from the root.
    pub href: String,
    /// The address with scheme and host.
    pub url: String,
    /// Whether it is this page.
    pub current: bool,
    /// Whether the text is really in that language.
    pub translated: bool,
}

/// What a page shows; in templates `page.content.type` tells which.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Content {
    /// The first page. Template `home.html`.
    Home(Box<Home>),
    /// The list of a kind, or one part of it. Template `section.html` or `section/<kind>.html`.
    Section(SectionView),
    /// A record of any kind but `page`. Template `record.html` or `record/<kind>.html`.
    Record(Box<RecordView>),
    /// A page that keeps its path. Template `page.html`.
    Page(Box<RecordView>),
    /// Records as one page to read and print. Template `dossier.html`.
    Dossier(Box<DossierView>),
    /// The records with one tag, by kind. Template `tag.html`.
    Tag(SectionView),
    /// All tags. Template `tags.html`.
    Tags {
        /// The tags by first letter.
        groups: Vec<TagGroup>,
    },
    /// The records that readers have chosen by a facet or two. Template `selection.html`.
    Selection(SectionView),
    /// All that readers may choose records by. Template `selections.html`.
    Selections {
        /// The facets with all their values.
        facets: Vec<FacetLinks>,
    },
    /// What is still open. Template `open-points.html`.
    OpenPoints {
        /// The lists, those without entries included: nothing open is news as well.
        lists: Vec<OpenList>,
    },
    /// A drawing of what the records say together. Template `picture.html`.
    Picture(Box<PictureView>),
    /// All pages. Template `sitemap.html`.
    Sitemap {
        /// The pages by section.
        groups: Vec<SitemapGroup>,
    },
    /// The search with its register, or one letter of that. Template `search.html`.
    Search(Box<SearchPage>),
    /// The answer to an unknown address. Template `404.html`.
    NotFound {
        /// The sections.
        sections: Vec<LinkView>,
    },
    /// The page at an old address. Template `redirect.html`.
    Redirect(Redirect),
}

/// The first page.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Home {
    /// The text of the home page as HTML; may be empty.
    pub body: String,
    /// The terms that it links and that are explained below it.
    pub terms: Vec<Shared<Entry>>,
    /// The language of the text where it is not the page's.
    pub language: Option<Language>,
    /// The first and last date of phases and meetings.
    pub period: Option<DateSpan>,
    /// Whether all phases have ended.
    pub finished: bool,
    /// The key figures, counted from the records.
    pub figures: Vec<Figure>,
    /// The drawing of phases and meetings; nothing where there are none.
    pub timeline: Option<PictureView>,
    /// The next meetings, soonest first; may be empty.
    pub upcoming: Vec<Shared<Entry>>,
    /// The latest meetings, newest first.
    pub recent: Vec<Shared<Entry>>,
    /// The recommendations by state, in the order of the model, states without any left out.
    pub states: Vec<StateShare>,
    /// The latest steps of recommendations, newest first.
    pub steps: Vec<HomeStep>,
    /// The latest news, newest first.
    pub news: Vec<Shared<Entry>>,
    /// The last change of any record.
    pub updated: Option<Date>,
}

/// A step of a recommendation on the first page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HomeStep {
    /// The recommendation.
    pub entry: Shared<Entry>,
    /// The step.
    pub step: Step,
}

/// A counted figure, such as 31 meetings.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// The kind's id or role, such as `meeting` or `guideline`.
    pub id: String,
    /// What is counted, in the right number: `Veranstaltungen`.
    pub label: String,
    /// How many.
    pub count: usize,
    /// The list of them.
    pub href: Option<String>,
}

/// How many recommendations are in a state.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StateShare {
    /// The state, without progress.
    pub state: StateView,
    /// The page with them, if there is one.
    pub href: Option<String>,
    /// How many.
    pub count: usize,
}

/// A list of records.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SectionView {
    /// The id of the kind; empty for tags and for folders of pages.
    pub kind: String,
    /// The introducing text as HTML; may be empty.
    pub body: String,
    /// The terms that the text links and that are explained below it.
    pub terms: Vec<Shared<Entry>>,
    /// The language of that, and of the page's description, where it is not the page's.
    pub language: Option<Language>,
    /// How many records the list has; on the page of a part, how many the part has.
    pub count: usize,
    /// The records that are shown, in groups; one group without a title where nothing groups them.
    pub groups: Vec<Group>,
    /// The parts of a list that is too long for one page; empty where it is not.
    pub keys: Vec<Key>,
    /// The part that is shown; nothing on the first page of a list.
    pub key: Option<String>,
    /// One-to-one talks that are published as numbers only, where this list is of talks.
    pub talks: Vec<TalkCount>,
    /// The values that the records were chosen by; empty for other lists than selections.
    pub chosen: Vec<Chosen>,
    /// What else readers may choose by; empty where there is nothing to choose.
    pub facets: Vec<FacetLinks>,
}

/// A number of one-to-one talks that have no pages of their own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TalkCount {
    /// What the talks are counted by: `year`, `region` or `group`; `total` for their number.
    pub by: String,
    /// The values, such as a region's name, with how many talks there were.
    pub values: Vec<GroupCount>,
}

/// Records under one heading.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// The heading: a year, a letter, a dimension; empty for none.
    pub title: String,
    /// The id of the heading.
    pub anchor: String,
    /// The records; each part behind what it is part of.
    pub entries: Vec<Shared<Entry>>,
    /// The same, parts within what they are part of; empty where none is part of another.
    pub branches: Vec<Branch>,
    /// The words of a glossary with their short forms and other names, each in its place of the
    /// alphabet; empty in all other lists.
    pub words: Vec<WordView>,
}

/// A line of a glossary: a word that is explained, or another one that leads to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WordView {
    /// The record that explains it.
    pub entry: Shared<Entry>,
    /// The other word, where the line is for one.
    pub other: Option<Words>,
    /// The short form of the word that is explained.
    pub short: Option<Words>,
    /// Its other names.
    pub synonyms: Vec<Words>,
}

/// Some words of a language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Words {
    /// The words.
    pub text: String,
    /// Their language where it is not the page's.
    pub language: Option<Language>,
}

/// A record and its parts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Branch {
    /// The record.
    pub entry: Shared<Entry>,
    /// Its parts.
    pub parts: Vec<Branch>,
}

/// A part of a long list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Key {
    /// The year or letter.
    pub title: String,
    /// Its page.
    pub href: String,
    /// How many records it has. Known on the first page of a list alone: were it on all parts, a new
    /// record would change them all.
    pub count: Option<usize>,
    /// Whether it is this page.
    pub current: bool,
}

/// Where an old address leads now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Redirect {
    /// The address from the root.
    pub target: String,
    /// The title of the page there.
    pub title: String,
}

/// How many of something there are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupCount {
    /// The id, such as `science`.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// How many.
    pub count: u64,
}
