//! From sources to a site that can be rendered: every stage between reading and writing, in order.
//!
//! Nothing here touches disk, clock, environment or terminal. The same sources and inputs give the
//! same pages, byte for byte.

mod cutoff;
mod expectations;
mod inputs;
mod pages;
mod search;

use std::sync::Arc;

use crate::compile::cutoff::{Asked, Last};
use crate::config::{self, Config};
use crate::date::Date;
use crate::diag::{Checked, Code};
use crate::extras::{self, Extra};
use crate::language::Localised;
use crate::model::{self, Model};
use crate::path::SourcePath;
use crate::record::{self, Context};
use crate::site::{self, Bodies, Inputs, Linked, Project, Site};
use crate::source::Sources;
use crate::theme::{self, Theme};
use crate::view::Titles;
use crate::words::Catalogue;
use crate::yaml;

pub use expectations::{Expectation, LOOKED_AT};
pub use inputs::{InputFinder, PageInputs};
pub use pages::{KnownPage, PageMemo, Pages, Prepared};
pub use search::{Search, Searched};

/// A stage that `compile` begins, for whoever measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Settings, model, theme and records are read.
    Parse,
    /// Records are linked.
    Link,
}

/// A site that can be rendered, page by page.
#[derive(Clone)]
pub struct Compiled {
    /// The linked records, as far as they may be published.
    pub site: Arc<Site>,
    /// The texts that may be shown, by file.
    pub bodies: Arc<Bodies>,
    /// How pages look.
    pub theme: Arc<Theme>,
    /// The first day on which the same sources make another site, if there is one.
    pub until: Option<Date>,
    /// How its pages are searched.
    pub search: Arc<Search>,
    /// What its readers shall find.
    pub expectations: Arc<[Expectation]>,
    /// The titles of pages that no record is behind, by language.
    titles: Localised<Titles>,
    /// The strings of the theme, by language.
    catalogues: Localised<Arc<Catalogue>>,
}

/// What a build leaves for the next one of the same site: it spares work and changes nothing.
#[derive(Default)]
pub struct Memo {
    /// What the files of records said.
    pub records: record::Memo,
    /// The last build as a whole, where there will be a next one.
    last: Option<Last>,
    /// Whether there will be one.
    is_lasting: bool,
}

impl Memo {
    /// A memo for builds that follow each other; the other one, `default`, is for a single build.
    pub fn lasting() -> Self {
        Self { is_lasting: true, ..Self::default() }
    }
}

/// Makes a site of sources. `base_url` takes the place of the one in `site.yaml`; `memo` is what the
/// build before left; `observe` hears of each step as it begins.
pub fn compile(
    sources: &Sources,
    inputs: Inputs,
    base_url: Option<&str>,
    memo: &mut Memo,
    observe: &dyn Fn(Step),
) -> Checked<Compiled> {
    observe(Step::Parse);
    let asked = Asked { inputs: inputs.clone(), base_url: base_url.map(str::to_owned) };
    if let Some(compiled) = cutoff::compiled(memo, sources, &asked) {
        return compiled;
    }
    let mut findings = Vec::new();
    let config = config::parse(sources);
    let mut torn = Torn {
        settings: !yaml::is_whole(&config)
            || sources.text(&SourcePath::new(config::FILE)).is_none(),
        model: false,
    };
    let mut config = config.drain_into(&mut findings);
    if let Some(url) = base_url {
        url.trim_end_matches('/').clone_into(&mut config.base_url);
    }
    let model = model::parse(sources);
    torn.model = !model::is_whole(&model);
    let model = model.drain_into(&mut findings);
    let settled = findings.len();
    let theme = theme(sources, &config, &model).drain_into(&mut findings);
    let languages = config.languages.iter();
    let words: Localised<_> = languages
        .map(|language| (language.to_string(), theme.words(language).clone()))
        .collect();
    let context = Context { config: &config, model: &model, words: &words };
    let content = record::parse(sources, context, &mut memo.records);
    let content = content.drain_into(&mut findings);
    let until = content.next_day(inputs.today);
    observe(Step::Link);
    let assets = theme.assets().iter().map(|(path, _)| path.clone());
    let assets: Vec<String> = assets.chain(search::reserved(&config)).collect();
    let (records, sections) = (content.records, content.sections);
    let assets = assets.as_slice();
    let project = Project { config, model, records, sections, sources, assets };
    let linked = site::link(project, inputs).drain_into(&mut findings);
    let Linked { site, bodies, unnamed } = linked;
    let until = until.into_iter().chain(site.next_day()).min();
    let expectations =
        expectations::read(sources, &site).drain_into(&mut findings).into();
    let found = findings.split_off(settled);
    findings.extend(found.into_iter().filter(|finding| !torn.explains(finding.code)));
    let (titles, catalogues) = (titles(&site, &theme), catalogues(&site, &theme));
    let search = search::search(&site, &theme).into();
    let value = Compiled {
        search,
        expectations,
        site: site.into(),
        bodies: bodies.into(),
        theme: theme.into(),
        until,
        titles,
        catalogues,
    };
    let compiled = Checked { value, findings };
    if memo.is_lasting {
        let (sources, compiled) = (sources.clone(), compiled.clone());
        memo.last = Some(Last { sources, asked, compiled, unnamed });
    }
    compiled
}

/// The theme that the settings name; it has a template for each component of the model.
fn theme(sources: &Sources, config: &Config, model: &Model) -> Checked<Theme> {
    let Checked { value, mut findings } = theme::load(sources, config);
    if value.can_render() {
        let components = model.components.iter().map(|component| &*component.id);
        findings.extend(value.lacking(components, &SourcePath::new(model::FILE)));
    }
    Checked { value, findings }
}

/// The titles that the theme gives pages that no record is behind.
fn titles(site: &Site, theme: &Theme) -> Localised<Titles> {
    let languages = site.config.languages.iter();
    let titles = languages.map(|language| {
        let text = |key| theme.catalogue(language).text(key);
        let titles = Titles {
            home: text("home"),
            tags: text("tags"),
            selections: text("selections"),
            open_points: text("open_points"),
            sitemap: text("sitemap"),
            simple: text("simple_pages"),
            not_found: text("not_found"),
            search: text("register_page"),
            register: text("register"),
            signs: text("register_signs"),
        };
        (language.to_string(), titles)
    });
    titles.collect()
}

/// The strings of the theme in the languages of a site.
fn catalogues(site: &Site, theme: &Theme) -> Localised<Arc<Catalogue>> {
    let languages = site.config.languages.iter();
    languages
        .map(|language| (language.to_string(), Arc::clone(theme.catalogue(language))))
        .collect()
}

/// Which of the files that describe a site could not be read.
struct Torn {
    /// `site.yaml`.
    settings: bool,
    /// `model.yaml`.
    model: bool,
}

impl Torn {
    /// Tells whether findings of a code in other files may only follow from that. They come back, if
    /// they are real, as soon as the file can be read.
    fn explains(&self, code: Code) -> bool {
        let by_settings = matches!(
            code,
            Code::RawHtml | Code::MissingString | Code::UndeclaredLanguage
        );
        let by_model = matches!(
            code,
            Code::UnknownField
                | Code::UnknownKind
                | Code::UnknownChoice
                | Code::MissingField
                | Code::WrongType
                | Code::WrongKind
                | Code::UnknownTarget
        );
        (self.settings && by_settings) || (self.model && by_model)
    }
}

impl Compiled {
    /// What renders the pages.
    pub fn pages(&self) -> Pages {
        Pages::new(self)
    }

    /// The files of the output that are neither pages nor files of the content or the theme.
    pub fn extras(&self) -> Vec<Extra> {
        extras::extras(&self.site)
    }
}
