//! From sources to a site that can be rendered: every stage between reading and writing, in order.
//!
//! Nothing here touches disk, clock, environment or terminal. The same sources and inputs give the
//! same pages, byte for byte.

mod cutoff;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::compile::cutoff::{Asked, Last};
use crate::config::{self, Minify};
use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::extras::{self, Extra};
use crate::language::{Language, Localised};
use crate::minify::{self, NotMinified};
use crate::model;
use crate::path::SourcePath;
use crate::record::{self, Context};
use crate::site::{self, Bodies, Inputs, Linked, Page, Project, Site};
use crate::source::Sources;
use crate::theme::{self, Renderer, Theme};
use crate::view::{Titles, Views};
use crate::yaml;

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
    /// The titles of pages that no record is behind, by language.
    titles: Localised<Titles>,
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
    let theme = theme::load(sources, &config).drain_into(&mut findings);
    let words: Localised<_> = config
        .languages
        .iter()
        .map(|language| (language.to_string(), theme.words(language).clone()))
        .collect();
    let context = Context { config: &config, model: &model, words: &words };
    let content = record::parse(sources, context, &mut memo.records);
    let content = content.drain_into(&mut findings);
    observe(Step::Link);
    let assets: Vec<String> =
        theme.assets().iter().map(|(path, _)| path.clone()).collect();
    let (records, sections) = (content.records, content.sections);
    let assets = assets.as_slice();
    let project = Project { config, model, records, sections, sources, assets };
    let linked = site::link(project, inputs).drain_into(&mut findings);
    let Linked { site, bodies, unnamed } = linked;
    let found = findings.split_off(settled);
    findings.extend(found.into_iter().filter(|finding| !torn.explains(finding.code)));
    let titles = titles(&site, &theme);
    let value = Compiled {
        site: site.into(),
        bodies: bodies.into(),
        theme: theme.into(),
        titles,
    };
    let compiled = Checked { value, findings };
    if memo.is_lasting {
        let (sources, compiled) = (sources.clone(), compiled.clone());
        memo.last = Some(Last { sources, asked, compiled, unnamed });
    }
    compiled
}

/// The titles that the theme gives pages that no record is behind.
fn titles(site: &Site, theme: &Theme) -> Localised<Titles> {
    let languages = site.config.languages.iter();
    let titles = languages.map(|language| {
        let text = |key| theme.catalogue(language).text(key);
        let titles = Titles {
            home: text("home"),
            tags: text("tags"),
            open_points: text("open_points"),
            sitemap: text("sitemap"),
            simple: text("simple_pages"),
            not_found: text("not_found"),
        };
        (language.to_string(), titles)
    });
    titles.collect()
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

/// Renders the pages of a compiled site; threads may share it.
pub struct Pages {
    /// Makes the context of each page.
    views: Views,
    /// One renderer per language.
    renderers: BTreeMap<Language, Renderer>,
    /// How much is taken away from each page.
    minify: Minify,
}

impl Compiled {
    /// What renders the pages.
    pub fn pages(&self) -> Pages {
        let (site, bodies) = (Arc::clone(&self.site), Arc::clone(&self.bodies));
        let views = Views::new(site, bodies, self.titles.clone());
        let languages = self.site.config.languages.iter();
        // Templates of which one cannot be read make no page, and one finding says why.
        let languages = languages.filter(|_| self.theme.can_render());
        let renderers = languages
            .map(|language| {
                let chrome = views.chrome(language);
                (language.clone(), self.theme.renderer(&chrome, views.shared()))
            })
            .collect();
        Pages { views, renderers, minify: self.site.config.output.minify }
    }

    /// The files of the output that are neither pages nor files of the content or the theme.
    pub fn extras(&self) -> Vec<Extra> {
        extras::extras(&self.site)
    }
}

impl Pages {
    /// The HTML of a page, as UTF-8. A template that cannot be rendered is an error, a page that could not be
    /// minified a note.
    pub fn render(&self, page: &Page) -> Checked<Option<Vec<u8>>> {
        let Some(renderer) = self.renderers.get(&page.language) else {
            return Checked::clean(None);
        };
        let html = match renderer.render(&self.views.page(page)) {
            // A template that was checked out on Windows renders the same page.
            Ok(html) if has_returns(&html) => without_returns(&html),
            Ok(html) => html,
            Err(finding) => return Checked { value: None, findings: vec![*finding] },
        };
        if self.minify != Minify::Full {
            return Checked::clean(Some(html));
        }
        match minify::html(&String::from_utf8_lossy(&html)) {
            Ok(small) => Checked::clean(Some(small.into_bytes())),
            Err(reason) => {
                Checked { value: Some(html), findings: vec![not_minified(page, reason)] }
            }
        }
    }
}

/// Tells whether a page has line ends of Windows. Nearly none has, so that all of it is looked at:
/// without a way out, many bytes are compared at once.
fn has_returns(html: &[u8]) -> bool {
    let returns = html.iter().map(|byte| u8::from(*byte == b'\r'));
    returns.fold(0, |some, one| some | one) != 0
}

/// A page with the line ends of Unix.
fn without_returns(html: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(html).replace("\r\n", "\n").into_bytes()
}

/// The note on a page that was left as it was; a program without the minifier says so once.
fn not_minified(page: &Page, reason: NotMinified) -> Diagnostic {
    let file = SourcePath::new("content/site.yaml");
    let route = match reason {
        NotMinified::Unavailable => "",
        NotMinified::TooDeep | NotMinified::TextChanged => page.route.as_str(),
    };
    Diagnostic::new(Code::NotMinified, Span::whole(&file))
        .with("page", route)
        .with("reason", reason.reason())
}
