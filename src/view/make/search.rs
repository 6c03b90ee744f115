//! The search page, and the pages of the letters of its register.

use crate::codec;
use crate::fingerprint::Checksum;
use crate::language::Language;
use crate::site::{ListKey, Page, PageKind, SEARCH};
use crate::view::make::Views;
use crate::view::make::entry::Hub;
use crate::view::page::{Content, Head, LinkView, PageView};
use crate::view::search::{RegisterGroup, RegisterLetter, SearchPage};
use crate::view::shared::Shared;
use crate::words::Collator;

/// A letter of the register.
struct Letter {
    /// The letter; empty for numbers and signs.
    title: String,
    /// Its segment of an address.
    slug: String,
}

impl Letter {
    /// The letters of a language in their order.
    fn all(language: &Language) -> Vec<Self> {
        let collator = Collator::new(language);
        let letters = collator.alphabet().enumerate().map(|(place, letter)| Self {
            title: if place == 0 { String::new() } else { letter.to_owned() },
            slug: ListKey::Letter(place, letter).slug(),
        });
        letters.collect()
    }

    /// The id of its heading where all letters stand on one page.
    fn anchor(&self) -> String {
        format!("register--{}", self.slug)
    }
}

impl Views {
    /// The search page of a language, or the page of a letter. Engines shall show the first one alone: the
    /// others only repeat what pages are called.
    pub(super) fn search_page(&self, page: &Page, part: Option<usize>) -> PageView {
        let letters = Letter::all(&page.language);
        let content = self.search_content(page, part, &letters);
        PageView {
            content: Content::Search(Box::new(content)),
            ..self.search_frame(page, part, &letters)
        }
    }

    /// What tells one search page, page of a letter or selection from another one: it is the same as long as
    /// its view would be, and told without making that, which of the register takes much. Nothing for all
    /// other pages.
    pub fn sum(&self, page: &Page) -> Option<Checksum> {
        let part = match page.kind {
            PageKind::Search { part } => part,
            PageKind::Selection { place, part } => {
                return self.selection_sum(page, place, part);
            }
            _ => return None,
        };
        let letters = Letter::all(&page.language);
        let frame = self.search_frame(page, part, &letters);
        let (is_split, source) = (self.is_split(page, &letters), self.source(page)?);
        let all = codec::encode(&(frame, part, is_split, source.sum?))?;
        Some(Checksum::of(&all))
    }

    /// A search page without what stands on it.
    fn search_frame(
        &self,
        page: &Page,
        part: Option<usize>,
        letters: &[Letter],
    ) -> PageView {
        let language = &page.language;
        let plain = self.plain(page, "search.html", Content::Search(Box::default()));
        let Some(letter) = part.and_then(|part| letters.get(part)) else { return plain };
        let Some(titles) = self.titles.get(language) else { return plain };
        let search = LinkView {
            title: titles.search.clone(),
            href: self.href(&self.localised(language, &[SEARCH])),
            language: None,
        };
        let home = self.hub(Hub::Home, language).into_iter();
        let shown = if letter.title.is_empty() { &titles.signs } else { &letter.title };
        PageView {
            title: format!("{}: {shown}", titles.register),
            head: Head { noindex: true, ..Head::default() },
            breadcrumb: home.chain([Shared::alone(search)]).collect(),
            ..plain
        }
    }

    /// Tells whether letters have pages of their own.
    fn is_split(&self, page: &Page, letters: &[Letter]) -> bool {
        let first = letters.first();
        let first = first.map(|letter| {
            self.localised(&page.language, &[SEARCH, letter.slug.as_str()])
        });
        first.is_some_and(|route| self.site.has_page(&route))
    }

    /// What the search page shows, or the page of a letter.
    fn search_content(
        &self,
        page: &Page,
        part: Option<usize>,
        letters: &[Letter],
    ) -> SearchPage {
        let language = &page.language;
        let (Some(register), Some(source)) = (self.register(page), self.source(page))
        else {
            return SearchPage::default();
        };
        let route = |slug: &str| self.localised(language, &[SEARCH, slug]);
        let is_split = self.is_split(page, letters);
        let shown: Vec<usize> = match part {
            Some(part) => vec![part],
            None if is_split => vec![],
            None => (0..letters.len()).filter(|place| register.has(*place)).collect(),
        };
        let mut without_headings = false;
        let groups = shown.into_iter().filter_map(|place| {
            let letter = letters.get(place)?;
            let (entries, is_cut) = register.lines(place);
            without_headings |= is_cut;
            Some(RegisterGroup {
                letter: letter.title.clone(),
                anchor: letter.anchor(),
                entries,
            })
        });
        let groups = groups.collect();
        let href = |letter: &Letter| {
            if is_split {
                self.href(&route(&letter.slug))
            } else {
                format!("#{}", letter.anchor())
            }
        };
        let letter = |(place, letter): (usize, &Letter)| RegisterLetter {
            title: letter.title.clone(),
            href: if register.has(place) { href(letter) } else { String::new() },
            current: part == Some(place),
        };
        SearchPage {
            letter: part.and_then(|part| letters.get(part)).map(|l| l.title.clone()),
            letters: letters.iter().enumerate().map(letter).collect(),
            groups,
            without_headings,
            facets: if part.is_none() { source.facets.clone() } else { vec![] },
        }
    }
}
