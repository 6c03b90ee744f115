//! `content/search-tests.yaml`: what readers of a site shall find, and whether they do.

use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::language::Language;
use crate::path::SourcePath;
use crate::search::Answer;
use crate::site::{PageKind, Presence, Site};
use crate::source::Sources;
use crate::yaml::{self, Entry, Node, Settings};

/// Where the expectations stand.
pub(super) const FILE: &str = "content/search-tests.yaml";

/// The only key of the file.
const TESTS: &str = "tests";

/// The keys of an expectation.
const KEYS: [&str; 5] = ["query", "language", "first", "among", "absent"];

/// How many results `among` is about, and how many are named in a finding at least once.
const SHOWN: usize = 5;

/// How many results are looked at for `absent`.
pub const LOOKED_AT: usize = 100;

/// Something that readers shall find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// The language whose pages are searched.
    pub language: Language,
    /// What is looked for.
    pub query: String,
    /// Where the target shall stand.
    wanted: Wanted,
    /// The target as it is written.
    target: String,
    /// The address of its page as it stands in `href`.
    address: String,
    /// Where the target is written.
    span: Span,
}

/// Where something shall stand among the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// At the top.
    First,
    /// Among the first few.
    Among,
    /// Nowhere.
    Absent,
}

/// Reads the expectations of a site. Pages that are not there and keys that nobody knows are findings.
pub(super) fn read(sources: &Sources, site: &Site) -> Checked<Vec<Expectation>> {
    let file = SourcePath::new(FILE);
    let mut settings = Settings::new(&file);
    // Where nothing can be looked for, nothing is expected.
    let text = sources.text(&file).filter(|_| site.config.search);
    let Some(text) = text else { return Checked::clean(vec![]) };
    let node = yaml::parse(&file, text, 0..text.len());
    let node = node.drain_into(&mut settings.findings);
    let mut reader = Reader { site, settings, expectations: vec![] };
    for entry in node.entries().unwrap_or_default() {
        if entry.key == TESTS {
            for item in entry.value.one_or_many() {
                reader.expectation(item);
            }
        } else {
            reader.settings.unknown_key(entry, FILE, &[TESTS]);
        }
    }
    Checked { value: reader.expectations, findings: reader.settings.findings }
}

/// Reads expectations.
struct Reader<'a> {
    /// The site.
    site: &'a Site,
    /// The file.
    settings: Settings<'a>,
    /// What was read.
    expectations: Vec<Expectation>,
}

impl Reader<'_> {
    /// Reads one item of the list.
    fn expectation(&mut self, item: &Node) {
        let mut query = None;
        let mut language = self.site.config.language.clone();
        let (mut wanted, mut is_misspelt) = (vec![], false);
        for entry in self.settings.entries(TESTS, item) {
            let Entry { key, value, .. } = entry;
            match key.as_str() {
                "query" => query = self.settings.text(key, value),
                "language" => language = self.language(value).unwrap_or(language),
                "first" => wanted.push((Wanted::First, key, value)),
                "among" => wanted.push((Wanted::Among, key, value)),
                "absent" => wanted.push((Wanted::Absent, key, value)),
                _ => {
                    is_misspelt = true;
                    self.settings.unknown_key(entry, FILE, &KEYS);
                }
            }
        }
        if item.entries().is_none() {
            return;
        }
        let Some(query) = query.filter(|query| !query.is_empty()) else {
            self.settings.missing("query", FILE, item.range.clone());
            return;
        };
        // Whoever writes `frist:` has not forgotten it.
        if wanted.is_empty() && !is_misspelt {
            self.settings.missing("first", FILE, item.range.clone());
        }
        for (wanted, key, value) in wanted {
            for target in value.one_or_many() {
                let Some(written) = self.settings.text(key, target) else { continue };
                let span = Span::new(self.settings.file, target.range.clone());
                let Some(address) = address(self.site, written, &language) else {
                    let finding = unknown(self.site, written, span);
                    self.settings.findings.push(finding);
                    continue;
                };
                self.expectations.push(Expectation {
                    language: language.clone(),
                    query: query.to_owned(),
                    wanted,
                    target: written.to_owned(),
                    address,
                    span,
                });
            }
        }
    }

    /// A language of the site.
    fn language(&mut self, node: &Node) -> Option<Language> {
        let languages = self.site.config.languages.clone();
        let choices: Vec<(&str, usize)> = languages
            .iter()
            .enumerate()
            .map(|(place, language)| (language.as_str(), place))
            .collect();
        let place = self.settings.choice("language", node, &choices)?;
        languages.get(place).cloned()
    }
}

/// The address of the page that is meant by an id or an address, as it stands in `href`.
fn address(site: &Site, written: &str, language: &Language) -> Option<String> {
    let route = if written.starts_with('/') {
        let route = site.route_of(written)?;
        let is_page = site.pages.iter().any(|page| {
            page.route == route && !matches!(page.kind, PageKind::Redirect { .. })
        });
        is_page.then_some(route)?
    } else {
        let node = site.referenced(written, &[])?;
        let record = &site.nodes[node.0];
        if record.presence(language, &site.config) == Presence::Absent {
            return None;
        }
        site.route(node, language)
    };
    Some(site.base_path().to_owned() + &route.href())
}

/// The finding that nothing is known by an id or an address.
fn unknown(site: &Site, written: &str, span: Span) -> Diagnostic {
    if !written.starts_with('/') {
        return site.unidentified(written, span);
    }
    Diagnostic::new(Code::UnknownTarget, span)
        .with("target", written)
        .suggest(written, site.pages.iter().map(|page| page.route.as_str()))
}

impl Expectation {
    /// What is wrong with an answer to the query, if anything is.
    pub fn judge(&self, answer: &Answer) -> Option<Diagnostic> {
        let place = answer.hits.iter().position(|hit| hit.address == self.address);
        let (is_met, what) = match self.wanted {
            Wanted::First => (place == Some(0), "search-first"),
            Wanted::Among => (place.is_some_and(|place| place < SHOWN), "search-among"),
            Wanted::Absent => (place.is_none(), "search-absent"),
        };
        if is_met {
            return None;
        }
        let finding = Diagnostic::new(Code::SearchTest, self.span.clone())
            .with("query", &self.query)
            .with("target", &self.target)
            .with("what", what);
        let found = match place {
            Some(place) => {
                finding.hint_with("search-found-at", [("place", (place + 1).to_string())])
            }
            None => finding,
        };
        if answer.hits.is_empty() {
            return Some(found.hint("search-found-nothing"));
        }
        let titles = answer
            .hits
            .iter()
            .take(SHOWN)
            .map(|hit| format!("{} ({})", hit.title, hit.address));
        let titles: Vec<String> = titles.collect();
        Some(found.hint_with("search-found-instead", [("found", titles.join("; "))]))
    }
}
