//! From sources to a site that can be rendered: every stage between reading and writing, in order.
//!
//! Nothing here touches disk, clock, environment or terminal. The same sources and inputs give the
//! same pages, byte for byte.

use std::collections::BTreeMap;

use crate::config::{self, Minify};
use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::extras::{self, Extra};
use crate::language::{Language, Localised};
use crate::minify::{self, NotMinified};
use crate::model;
use crate::path::SourcePath;
use crate::record::{self, Context};
use crate::site::{self, Bodies, Inputs, Page, Project, Site};
use crate::source::Sources;
use crate::theme::{self, Renderer, Theme};
use crate::view::Views;

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
    pub site: std::sync::Arc<Site>,
    /// The texts that may be shown, by file.
    pub bodies: std::sync::Arc<Bodies>,
    /// How pages look.
    pub theme: Theme,
}

/// Makes a site of sources. `base_url` takes the place of the one in `site.yaml`; `observe` hears of
/// each step as it begins.
pub fn compile(
    sources: &Sources,
    inputs: Inputs,
    base_url: Option<&str>,
    observe: &dyn Fn(Step),
) -> Checked<Compiled> {
    observe(Step::Parse);
    let mut findings = Vec::new();
    let mut config = config::parse(sources).drain_into(&mut findings);
    if let Some(url) = base_url {
        url.trim_end_matches('/').clone_into(&mut config.base_url);
    }
    let model = model::parse(sources).drain_into(&mut findings);
    let theme = theme::load(sources, &config).drain_into(&mut findings);
    let words: Localised<_> = config
        .languages
        .iter()
        .map(|language| (language.to_string(), theme.words(language).clone()))
        .collect();
    let context = Context { config: &config, model: &model, words: &words };
    let content = record::parse(sources, context).drain_into(&mut findings);
    observe(Step::Link);
    let assets: Vec<String> =
        theme.assets().iter().map(|(path, _)| path.clone()).collect();
    let (records, sections) = (content.records, content.sections);
    let assets = assets.as_slice();
    let project = Project { config, model, records, sections, sources, assets };
    let (site, bodies) = site::link(project, inputs).drain_into(&mut findings);
    let value = Compiled { site: site.into(), bodies: bodies.into(), theme };
    Checked { value, findings }
}

/// Renders the pages of a compiled site; threads may share it.
pub struct Pages<'a> {
    /// Makes the context of each page.
    views: Views<'a>,
    /// One renderer per language.
    renderers: BTreeMap<Language, Renderer<'a>>,
    /// How much is taken away from each page.
    minify: Minify,
}

impl Compiled {
    /// What renders the pages.
    pub fn pages(&self) -> Pages<'_> {
        let views = Views::new(&self.site, &self.bodies);
        let languages = self.site.config.languages.iter();
        let renderers = languages
            .map(|language| {
                (language.clone(), self.theme.renderer(&views.chrome(language)))
            })
            .collect();
        Pages { views, renderers, minify: self.site.config.output.minify }
    }

    /// The files of the output that are neither pages nor files of the content or the theme.
    pub fn extras(&self) -> Vec<Extra> {
        extras::extras(&self.site)
    }
}

impl Pages<'_> {
    /// The HTML of a page. A template that cannot be rendered is an error, a page that could not be
    /// minified a note.
    pub fn render(&self, page: &Page) -> Checked<Option<String>> {
        let Some(renderer) = self.renderers.get(&page.language) else {
            return Checked::clean(None);
        };
        let html = match renderer.render(&self.views.page(page)) {
            // A template that was checked out on Windows renders the same page.
            Ok(html) if html.contains('\r') => html.replace("\r\n", "\n"),
            Ok(html) => html,
            Err(finding) => return Checked { value: None, findings: vec![finding] },
        };
        if self.minify != Minify::Full {
            return Checked::clean(Some(html));
        }
        match minify::html(&html) {
            Ok(small) => Checked::clean(Some(small)),
            Err(reason) => {
                Checked { value: Some(html), findings: vec![not_minified(page, reason)] }
            }
        }
    }
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
