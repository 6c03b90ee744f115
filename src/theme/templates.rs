//! The templates of a chain of themes, loaded into the engine under `<theme>/<path>`.
//!
//! A name without a theme is looked for in the themes in their order, so `record.html` is the site's
//! own before it is the parent's, and `werkstatt/record.html` is always the built-in one.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{ErrorKind, Tera};

use crate::config::{Config, Minify};
use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::minify::{self, Collapsed};
use crate::path::SourcePath;
use crate::theme::blocks::{Known, blame};
use crate::theme::faults::findings;
use crate::theme::filters;
use crate::theme::layer::Layer;
use crate::theme::policy;
use crate::theme::scan::string_uses;
use crate::theme::strings::Strings;

/// A template as it was written and as it is used.
#[derive(Debug, Clone)]
pub(super) struct TemplateFile {
    /// Its file.
    pub(super) path: SourcePath,
    /// What was written.
    pub(super) written: Arc<str>,
    /// What the engine has.
    pub(super) loaded: Collapsed,
}

/// The templates of a theme.
#[derive(Clone)]
pub(super) struct Templates {
    /// All templates by their full names.
    pub(super) files: BTreeMap<String, TemplateFile>,
    /// The full name that a name without a theme stands for.
    names: BTreeMap<String, String>,
    /// The engine with the templates; without any if one of them cannot be read.
    pub(super) tera: Tera,
    /// Whether all of them could be read.
    pub(super) whole: bool,
}

impl Templates {
    /// The full name of the template for a page: the variant for its kind, else the general one.
    pub(super) fn full_name(&self, template: &str, kind: &str) -> Option<&str> {
        let stem = template.strip_suffix(".html").unwrap_or(template);
        let variant =
            (!kind.is_empty()).then(|| self.names.get(&format!("{stem}/{kind}.html")));
        variant.flatten().or_else(|| self.names.get(template)).map(String::as_str)
    }
}

/// Loads the templates. Every template that cannot be read is a finding; what they refer to is looked
/// at when all of them can be.
pub(super) fn templates(
    layers: &[Layer],
    strings: &Strings,
    config: &Config,
) -> Checked<Templates> {
    let mut files = BTreeMap::new();
    let mut names = BTreeMap::new();
    for layer in layers {
        for (inner, file) in &layer.files {
            let Some(name) = inner.strip_prefix("templates/") else { continue };
            let Some(written) = file.text() else { continue };
            let loaded = match config.output.minify {
                Minify::Off => minify::untouched(written),
                Minify::Compact | Minify::Full => minify::template(written),
            };
            let full = format!("{}/{name}", layer.name);
            names.entry(name.to_owned()).or_insert_with(|| full.clone());
            let (path, written) = (file.path.clone(), Arc::clone(written));
            files.insert(full, TemplateFile { path, written, loaded });
        }
    }
    let mut all = check_strings(&files, strings);
    all.extend(check_policy(&files, &config.base_url));
    let mut tera = Tera::default();
    filters::register(&mut tera, strings, &config.language, &config.languages);
    let prefixes = layers.iter().map(|layer| format!("{}/", layer.name));
    let loaded = tera.set_fallback_prefixes(prefixes).and_then(|()| {
        tera.add_raw_templates(files.iter().map(|(name, file)| (name, &file.loaded.text)))
    });
    let whole = loaded.is_ok();
    if let Err(error) = loaded {
        if let ErrorKind::SyntaxError(_) = error.kind() {
            all.extend(syntax_errors(&files));
        } else {
            let known = Known { files: &files, names: &names };
            all.extend(blame(findings(&error, &files, "", ""), known));
        }
    }
    Checked { value: Templates { files, names, tera, whole }, findings: all }
}

/// The syntax errors of all templates; the engine stops at the first one.
fn syntax_errors(files: &BTreeMap<String, TemplateFile>) -> Vec<Diagnostic> {
    let mut all = vec![];
    for (name, file) in files {
        let added = Tera::default().add_raw_template(name, &file.loaded.text);
        if let Err(error) = added
            && matches!(error.kind(), ErrorKind::SyntaxError(_))
        {
            all.extend(findings(&error, files, name, ""));
        }
    }
    all
}

/// The uses of strings that do not exist or that lack an argument.
fn check_strings(
    files: &BTreeMap<String, TemplateFile>,
    strings: &Strings,
) -> Vec<Diagnostic> {
    let uses = files.values().flat_map(|file| {
        let uses = string_uses(&file.written).into_iter();
        uses.filter_map(|found| {
            strings.check(&found, Span::new(&file.path, found.range.clone()))
        })
    });
    uses.collect()
}

/// What browsers leave out of the pages that templates make.
fn check_policy(files: &BTreeMap<String, TemplateFile>, own: &str) -> Vec<Diagnostic> {
    let found = files.values().flat_map(|file| {
        let found = policy::blocked(&file.written, own).into_iter();
        found.map(|blocked| {
            let place = Span::new(&file.path, blocked.range);
            let finding = Diagnostic::new(Code::BlockedByPolicy, place);
            finding.with("what", blocked.what).with("name", blocked.name)
        })
    });
    found.collect()
}
