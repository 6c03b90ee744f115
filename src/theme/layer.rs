//! The themes that a site's theme consists of: its own, what it extends, and the built-in one.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::path::SourcePath;
use crate::source::{Asset, SourceFile, Sources};
use crate::yaml::{self, Node, Settings};

/// The name of the built-in theme, which all others extend in the end.
pub(super) const BUILTIN: &str = "werkstatt";

/// The files of the built-in theme: their paths from its folder, and their contents.
pub(super) static BUILTIN_FILES: Files = include!(concat!(env!("OUT_DIR"), "/theme.rs"));

/// Files by their paths from a theme's folder.
pub(super) type Files = &'static [(&'static str, &'static [u8])];

/// One theme of a chain.
#[derive(Debug, Clone)]
pub(super) struct Layer {
    /// The name of its folder.
    pub(super) name: String,
    /// Its files by their paths from its folder, such as `templates/base.html`.
    pub(super) files: BTreeMap<String, File>,
}

/// A file of a theme.
#[derive(Debug, Clone)]
pub(super) struct File {
    /// Where findings say that it is.
    pub(super) path: SourcePath,
    /// What it holds.
    pub(super) content: Content,
}

/// What a file of a theme holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Text.
    Text(Arc<str>),
    /// Bytes of the built-in theme.
    Bytes(&'static [u8]),
    /// A file of the project.
    Asset(Asset),
}

impl File {
    /// The text, if it is one.
    pub(super) fn text(&self) -> Option<&Arc<str>> {
        match &self.content {
            Content::Text(text) => Some(text),
            Content::Bytes(_) | Content::Asset(_) => None,
        }
    }
}

/// The chain of themes from the one that the site names to the built-in one.
///
/// `werkstatt` is the built-in theme; files of the site's own `themes/werkstatt/` come before it.
pub(super) fn chain(
    builtin: Files,
    sources: &Sources,
    theme: &str,
) -> Checked<Vec<Layer>> {
    let mut layers: Vec<Layer> = vec![];
    let mut findings = vec![];
    let mut wanted = (theme.to_owned(), theme_setting(sources));
    loop {
        let (name, place) = wanted;
        if layers.iter().any(|layer| layer.name == name) {
            let names =
                layers.iter().map(|layer| layer.name.as_str()).chain([name.as_str()]);
            let chain: Vec<&str> = names.collect();
            let finding = Diagnostic::new(Code::ThemeCycle, place);
            findings.push(finding.with("chain", chain.join(" → ")));
            break;
        }
        let layer = layer(builtin, sources, &name);
        if layer.files.is_empty() && name != BUILTIN {
            let names = theme_names(sources);
            let finding = Diagnostic::new(Code::UnknownTheme, place).with("theme", &name);
            findings.push(finding.suggest(&name, names.iter().map(String::as_str)));
            break;
        }
        let parent = parent(&layer).drain_into(&mut findings);
        layers.push(layer);
        match parent {
            Some(parent) => wanted = parent,
            None => break,
        }
    }
    if layers.iter().all(|layer| layer.name != BUILTIN) {
        layers.push(layer(builtin, sources, BUILTIN));
    }
    Checked { value: layers, findings }
}

/// The files of one theme; none if there is no such theme.
fn layer(builtin: Files, sources: &Sources, name: &str) -> Layer {
    let mut files = BTreeMap::new();
    if name == BUILTIN {
        for (inner, bytes) in builtin {
            let path = SourcePath::new(&format!("{BUILTIN}/{inner}"));
            let content = match str::from_utf8(bytes) {
                Ok(text) => Content::Text(text.into()),
                Err(_) => Content::Bytes(bytes),
            };
            files.insert((*inner).to_owned(), File { path, content });
        }
    }
    let folder = format!("themes/{name}");
    for (path, file) in &sources.files {
        let Some(inner) = path.below(&folder) else { continue };
        let content = match file {
            SourceFile::Text(text) => Content::Text(Arc::clone(text)),
            SourceFile::Asset(asset) => Content::Asset(asset.clone()),
        };
        files.insert(inner.to_owned(), File { path: path.clone(), content });
    }
    Layer { name: name.to_owned(), files }
}

/// The name of the theme that a theme extends, and where that is said; nothing for the built-in one.
fn parent(layer: &Layer) -> Checked<Option<(String, Span)>> {
    let file = layer.files.get("theme.yaml");
    let is_builtin = layer.name == BUILTIN;
    let Some((file, text)) = file.and_then(|file| Some((file, file.text()?))) else {
        let here = Span::whole(&SourcePath::new(&format!("themes/{}", layer.name)));
        return Checked::clean((!is_builtin).then(|| (BUILTIN.to_owned(), here)));
    };
    let read = yaml::parse(&file.path, text, 0..text.len());
    let mut settings = Settings::new(&file.path);
    settings.findings = read.findings;
    let (name, place) = extends(&mut settings, &read.value, &layer.name);
    let parent = (!is_builtin).then(|| (name, Span::new(&file.path, place)));
    Checked { value: parent, findings: settings.findings }
}

/// Reads the entries of `theme.yaml` of a folder; hands out the theme that is extended and where that is
/// said.
fn extends(
    settings: &mut Settings<'_>,
    node: &Node,
    folder: &str,
) -> (String, std::ops::Range<usize>) {
    let mut extends = (BUILTIN.to_owned(), 0..0);
    for entry in settings.entries("theme", node) {
        match entry.key.as_str() {
            "name" => {
                // Settings and other themes name a theme by its folder.
                let name = settings.text("name", &entry.value).map(ToOwned::to_owned);
                if let Some(name) = name.filter(|name| name != folder) {
                    let place = Span::new(settings.file, entry.value.range.clone());
                    let finding = Diagnostic::new(Code::ThemeName, place);
                    let finding = finding.with("name", name).with("folder", folder);
                    settings.findings.push(finding);
                }
            }
            "extends" => {
                if let Some(name) = settings.text("extends", &entry.value) {
                    extends = (name.to_owned(), entry.value.range.clone());
                }
            }
            _ => settings.unknown_key(entry, "theme.yaml", &["name", "extends"]),
        }
    }
    extends
}

/// The place of `theme:` in `site.yaml`.
fn theme_setting(sources: &Sources) -> Span {
    let file = SourcePath::new("content/site.yaml");
    let Some(text) = sources.text(&file) else { return Span::nowhere() };
    let range = yaml::parse(&file, text, 0..text.len())
        .value
        .get("theme")
        .map_or(0..0, |node| node.range.clone());
    Span::new(&file, range)
}

/// The names of all themes that there are.
fn theme_names(sources: &Sources) -> Vec<String> {
    let mut names = vec![BUILTIN.to_owned()];
    for path in sources.files.keys() {
        let name = path.below("themes").and_then(|inner| inner.split_once('/'));
        if let Some((name, _)) = name
            && !names.iter().any(|known| known == name)
        {
            names.push(name.to_owned());
        }
    }
    names
}
