//! Themes: templates, assets and words that turn views into pages.
//!
//! A theme is a folder `themes/<name>/` with `theme.yaml` (`name`, `extends`), `templates/`, `assets/`
//! and `strings/<language>.yaml`. It extends another one, in the end the built-in `werkstatt`, whose
//! files come from the binary: a file of the same name in the extending theme takes the place of the
//! parent's, and `werkstatt/record.html` (`werkstatt/style.css`) reaches the parent's all the same.
//!
//! A template sees `site`, `page`, `t` (the strings of the page's language) and `assets` (addresses by
//! path below `assets/`); within components these have to be asked for: `{% component x(a, @page, @t) %}`.
//! What it may call stands in `filters`. A template for a kind, such as `record/workshop.html`, comes
//! before `record.html`. Scripts are published as they are under names of their own, so a script must
//! not import another one by its path.
//!
//! Only this folder names the template engine. Nothing here knows the site: a page is made from its
//! view and the theme, so it is the same whenever these are.

mod assets;
mod blocks;
mod colours;
mod faults;
mod filters;
mod layer;
mod policy;
mod reasons;
mod render;
mod scan;
mod strings;
mod templates;
#[cfg(test)]
mod tests;
mod values;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::Config;
use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::fingerprint::Fingerprint;
use crate::language::Language;
use crate::markdown::Words;
use crate::path::SourcePath;
use crate::source::Sources;
use crate::theme::assets::Assets;
use crate::theme::layer::{BUILTIN_FILES, Files};
use crate::theme::strings::Strings;
use crate::theme::templates::Templates;
use crate::view::Chrome;
use crate::words::Catalogue;

pub use layer::Content;
pub use render::Renderer;

/// A theme, ready to render.
#[derive(Clone)]
pub struct Theme {
    /// The name of its folder.
    name: String,
    /// The folders of all themes of the chain, such as `themes/werkstatt/`.
    folders: Vec<String>,
    /// The languages of the site.
    languages: Vec<Language>,
    /// The templates.
    templates: Templates,
    /// The words of the interface.
    strings: Strings,
    /// The published files.
    assets: Assets,
    /// The text files of all themes of the chain, for findings.
    sources: BTreeMap<SourcePath, Arc<str>>,
    /// The hash of all that a page may depend on beside its view.
    fingerprint: Fingerprint,
}

/// Loads the theme that a site names, with all that it extends.
///
/// Where templates cannot be read, the theme renders nothing and the findings say why.
pub fn load(sources: &Sources, config: &Config) -> Checked<Theme> {
    load_over(BUILTIN_FILES, sources, config)
}

/// Loads a theme over the given files of the built-in one.
fn load_over(builtin: Files, sources: &Sources, config: &Config) -> Checked<Theme> {
    let mut findings = vec![];
    let layers = layer::chain(builtin, sources, &config.theme).drain_into(&mut findings);
    let strings = strings::strings(&layers, config).drain_into(&mut findings);
    let templates =
        templates::templates(&layers, &strings, config).drain_into(&mut findings);
    let assets = assets::assets(&layers, config).drain_into(&mut findings);
    let mut texts = BTreeMap::new();
    for layer in &layers {
        for file in layer.files.values() {
            if let Some(text) = file.text() {
                texts.insert(file.path.clone(), Arc::clone(text));
            }
        }
    }
    let mut languages = config.languages.clone();
    if !languages.contains(&config.language) {
        languages.insert(0, config.language.clone());
    }
    let fingerprint = fingerprint(&texts, &assets, config);
    let name = config.theme.clone();
    let folders = layers.iter().map(|layer| format!("themes/{}/", layer.name)).collect();
    let theme = Theme {
        name,
        folders,
        languages,
        templates,
        strings,
        assets,
        sources: texts,
        fingerprint,
    };
    Checked { value: theme, findings }
}

/// The hash of the theme's texts, the names of its files and the settings that shape pages.
fn fingerprint(
    texts: &BTreeMap<SourcePath, Arc<str>>,
    assets: &Assets,
    config: &Config,
) -> Fingerprint {
    let settings =
        (config.output.minify, &config.language, &config.languages, &config.theme);
    let mut bytes = format!("{settings:?}\n");
    for (path, address) in &assets.addresses {
        bytes.extend([path, "\n", address, "\n"]);
    }
    for (path, text) in texts {
        bytes.extend([path.as_str(), "\n", &text.len().to_string(), "\n"]);
        bytes.push_str(text);
    }
    Fingerprint::of(bytes.as_bytes())
}

impl Theme {
    /// Tells whether a file lies in the folder of a theme of the chain.
    pub fn owns(&self, file: &SourcePath) -> bool {
        self.folders.iter().any(|folder| file.as_str().starts_with(folder.as_str()))
    }

    /// A renderer for the pages of the chrome's language. Its views share values at places below
    /// `shared`; values at other places are converted each time.
    pub fn renderer(self: &Arc<Self>, chrome: &Chrome, shared: usize) -> Renderer {
        Renderer::new(self, chrome, shared)
    }

    /// Tells whether pages can be made: not where a template or the strings cannot be read, which has its
    /// finding; what the pages would lack then is a mere consequence.
    pub fn can_render(&self) -> bool {
        self.templates.whole && self.strings.is_whole()
    }

    /// The findings for components without a template, given their ids and the file that declares them.
    pub fn lacking<'c>(
        &self,
        components: impl Iterator<Item = &'c str>,
        file: &SourcePath,
    ) -> Vec<Diagnostic> {
        let names = components.map(render::fenced);
        let lacking = names.filter(|name| self.templates.full_name(name, "").is_none());
        let finding = |name: String| {
            Diagnostic::new(Code::TemplateError, Span::whole(file))
                .with("reason", "template-missing")
                .with("page", "")
                .with("name", format!("`{name}`"))
        };
        lacking.map(finding).collect()
    }

    /// The files to publish: path below the output folder and content, sorted by path.
    pub fn assets(&self) -> &[(String, Content)] {
        &self.assets.files
    }

    /// The addresses of the assets as they stand in `href`, by path below `assets/`; empty for a style
    /// sheet that cannot be read.
    pub fn addresses(&self) -> &BTreeMap<String, String> {
        &self.assets.addresses
    }

    /// The strings of a language, with those that are taken where one is missing.
    pub fn catalogue(&self, language: &Language) -> &Arc<Catalogue> {
        self.strings.catalogue(language)
    }

    /// The words that Markdown adds to texts of a language.
    pub fn words(&self, language: &Language) -> &Words {
        self.strings.words(language)
    }

    /// The text of one of the theme's files, built-in ones included, for the excerpts of findings.
    pub fn source(&self, path: &SourcePath) -> Option<&str> {
        self.sources.get(path).map(|text| &**text)
    }

    /// What a page depends on beside its view: two themes with one fingerprint render the same.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }
}
