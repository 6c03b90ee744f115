//! The files that a theme publishes: named by their content, style sheets bundled and minified.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::config::Config;
use crate::diag::{Checked, Code, Diagnostic, Span};
use crate::fingerprint::Fingerprint;
use crate::minify::{self, Stylesheets};
use crate::path::{Route, SourcePath, check_site_path};
use crate::theme::colours;
use crate::theme::layer::{Content, File, Layer};
use crate::theme::policy;
use crate::theme::reasons::style_reason;

/// The folder of all assets, in the output and in its addresses.
const FOLDER: &str = "assets";

/// The style sheet of all pages, which has the colours.
const MAIN: &str = "style.css";

/// The files that a theme publishes.
#[derive(Debug, Clone, Default)]
pub(super) struct Assets {
    /// Path below the output folder and content, sorted by path.
    pub(super) files: Vec<(String, Content)>,
    /// The address of each by its path below the theme's `assets/`.
    pub(super) addresses: BTreeMap<String, String>,
}

/// The assets of a chain of themes, those of the first theme before those of the others.
struct Pool<'a> {
    /// The themes.
    layers: &'a [Layer],
    /// The file that each path below `assets/` stands for: the name of its theme, and the file.
    files: BTreeMap<&'a str, (&'a str, &'a File)>,
    /// The style sheets of all themes as they are bundled, by theme and path: `werkstatt/style.css`.
    sheets: BTreeMap<String, String>,
    /// The published names of all files but style sheets, by path below `assets/`.
    published: BTreeMap<&'a str, String>,
}

/// Makes the assets of a chain of themes, which starts with the site's own.
pub(super) fn assets(layers: &[Layer], config: &Config) -> Checked<Assets> {
    let mut pool = Pool::new(layers);
    let mut findings = vec![];
    let mut made: BTreeMap<&str, (String, Content)> = BTreeMap::new();
    for (path, (_, file)) in pool.files.iter().filter(|(path, _)| !is_style(path)) {
        let content = match &file.content {
            Content::Text(text) => Content::Text(plain(text).into()),
            other => other.clone(),
        };
        let hash = match &content {
            Content::Text(text) => Fingerprint::of(text.as_bytes()),
            Content::Bytes(bytes) => Fingerprint::of(bytes),
            Content::Asset(asset) => asset.fingerprint,
        };
        let name = hashed(path, hash);
        if let Err(fault) = check_site_path(&format!("{FOLDER}/{name}")) {
            let finding = Diagnostic::new(Code::UnsafePath, Span::whole(&file.path));
            findings.push(finding.with("path", *path).with("reason", fault.reason()));
            continue;
        }
        pool.published.insert(path, name.clone());
        made.insert(path, (name, content));
    }
    let Styles { bundles, broken } = styles(&pool, &config.base_url, &mut findings);
    for (path, mut text, sources) in bundles {
        if path == MAIN {
            let sheets = sources.iter().filter_map(|source| pool.text(source));
            let settings = &config.appearance.colours;
            text.push_str(&colours::rules(sheets, settings, &mut findings));
        }
        let name = hashed(path, Fingerprint::of(text.as_bytes()));
        made.insert(path, (name, Content::Text(text.into())));
    }
    let base = base_path(&config.base_url);
    let mut assets = Assets::default();
    // What cannot be read has its finding; that templates ask for it is none.
    for path in broken {
        assets.addresses.insert(path.to_owned(), String::new());
    }
    for (path, (name, content)) in made {
        let output = format!("{FOLDER}/{name}");
        let address = format!("{base}{}", Route::file(&output).href());
        assets.addresses.insert(path.to_owned(), address);
        assets.files.push((output, content));
    }
    assets.files.sort_by(|(left, _), (right, _)| left.cmp(right));
    Checked { value: assets, findings }
}

/// What became of the style sheets.
#[derive(Default)]
struct Styles<'a> {
    /// Those that no other one imports, with their paths and the names of what is in them.
    bundles: Vec<(&'a str, String, Vec<String>)>,
    /// The paths of those that cannot be read.
    broken: Vec<&'a str>,
}

/// Bundles all style sheets that no other one imports. `own` is the address of the site.
fn styles<'a>(pool: &Pool<'a>, own: &str, findings: &mut Vec<Diagnostic>) -> Styles<'a> {
    let mut made = Styles::default();
    let mut bundles = vec![];
    let mut imported: BTreeSet<String> = BTreeSet::new();
    let (mut faults, mut foreign) = (BTreeSet::new(), BTreeSet::new());
    for (path, (layer, _)) in pool.files.iter().filter(|(path, _)| is_style(path)) {
        let entry = format!("{layer}/{path}");
        match minify::css(&entry, pool) {
            Ok(bundle) => {
                let others = bundle.sources.iter().filter(|source| **source != entry);
                imported.extend(others.cloned());
                let urls = bundle.elsewhere.into_iter();
                let urls = urls.filter(|url| policy::is_foreign(&url.reason, own));
                foreign.extend(urls.map(|url| (url.file, url.offset, url.reason)));
                bundles.push((*path, entry, bundle.text, bundle.sources));
            }
            // A fault of an imported sheet is met again in each that imports it.
            Err(fault) => {
                faults.insert((fault.file, fault.offset, fault.reason));
                made.broken.push(path);
            }
        }
    }
    for (file, offset, reason) in faults {
        // The sign there; nothing at the end of a line.
        let (file, offset, rest) = pool.place(&file, offset);
        let sign = rest.chars().next().filter(|sign| !matches!(sign, '\r' | '\n'));
        let length = sign.map_or(0, char::len_utf8);
        let span = Span::new(&file, offset..offset + length);
        let (key, arguments) = style_reason(&reason);
        let mut finding = Diagnostic::new(Code::StyleError, span).with("reason", key);
        finding
            .arguments
            .extend(arguments.into_iter().map(|(name, text)| (name.into(), text)));
        findings.push(finding);
    }
    for (file, offset, address) in foreign {
        let (file, offset, rest) = pool.place(&file, offset);
        let length = rest
            .find([')', '\r', '\n'])
            .map_or(rest.len(), |end| end + usize::from(rest[end..].starts_with(')')));
        let span = Span::new(&file, offset..offset + length);
        let finding = Diagnostic::new(Code::BlockedByPolicy, span);
        let finding = finding.with("what", "policy-address");
        findings.push(finding.with("name", policy::shortened(&address)));
    }
    bundles.retain(|(_, entry, ..)| !imported.contains(entry));
    let bundles = bundles.into_iter();
    made.bundles =
        bundles.map(|(path, _, text, sources)| (path, text, sources)).collect();
    made
}

impl<'a> Pool<'a> {
    /// The assets of some themes, none of them published yet.
    fn new(layers: &'a [Layer]) -> Self {
        let (mut files, mut sheets) = (BTreeMap::new(), BTreeMap::new());
        for layer in layers {
            for (inner, file) in &layer.files {
                let Some(path) = inner.strip_prefix("assets/") else { continue };
                files.entry(path).or_insert((layer.name.as_str(), file));
                if let Some(text) = file.text().filter(|_| is_style(path)) {
                    sheets.insert(format!("{}/{path}", layer.name), plain(text));
                }
            }
        }
        Self { layers, files, sheets, published: BTreeMap::new() }
    }

    /// A byte of a style sheet as it is bundled, in the file as it was written, with the text from there.
    fn place(&self, file: &str, offset: usize) -> (SourcePath, usize, &str) {
        let Some(sheet) = self.sheet(file) else { return (SourcePath::new(file), 0, "") };
        let written = sheet.text().map_or("", |text| text);
        let offset = written_offset(written, offset);
        (sheet.path.clone(), offset, written.get(offset..).unwrap_or(""))
    }

    /// A style sheet by theme and path: `werkstatt/style.css`.
    fn sheet(&self, file: &str) -> Option<&File> {
        let (name, path) = file.split_once('/')?;
        let layer = self.layers.iter().find(|layer| layer.name == name)?;
        layer.files.get(&format!("assets/{path}"))
    }
}

impl Stylesheets for Pool<'_> {
    fn text(&self, file: &str) -> Option<&str> {
        self.sheets.get(file).map(String::as_str)
    }

    fn import(&self, specifier: &str, file: &str) -> Option<String> {
        let (_, path) = file.split_once('/')?;
        let relative = SourcePath::new(path).resolve(specifier)?;
        match self.files.get(relative.as_str()) {
            Some((layer, _)) => Some(format!("{layer}/{relative}")),
            // `werkstatt/style.css` reaches the parent's sheet, as it does in templates.
            None => self.sheet(specifier).map(|_| specifier.to_owned()),
        }
    }

    fn address(&self, url: &str, file: &str, entry: &str) -> Option<String> {
        let (_, path) = file.split_once('/')?;
        let end = url.find(['?', '#']).unwrap_or(url.len());
        let target = SourcePath::new(path).resolve(&url[..end])?;
        let name = self.published.get(target.as_str())?;
        // Relative to the bundle, so that it is right below any base path.
        let (_, bundle) = entry.split_once('/')?;
        let up = "../".repeat(bundle.matches('/').count());
        let encoded = Route::file(name).href();
        Some(format!("{up}{}{}", &encoded[1..], &url[end..]))
    }
}

/// A text without what editors and git put into it on some systems: a byte order mark, other line
/// ends. What is published is the same wherever it was checked out.
fn plain(text: &str) -> String {
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n")
}

/// The byte of a text as it was written, of a byte of the same text made plain.
fn written_offset(written: &str, offset: usize) -> usize {
    let mark = written.len() - written.trim_start_matches('\u{feff}').len();
    let text = &written.as_bytes()[mark..];
    let mut kept = (0..text.len()).filter(|at| !text[..=*at].ends_with(b"\r\n"));
    mark + kept.nth(offset).unwrap_or(text.len())
}

/// Tells whether a path is a style sheet's.
fn is_style(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|ending| ending == "css")
}

/// The published name of a file: `style.css` becomes `style.0123456789.css`.
fn hashed(path: &str, hash: Fingerprint) -> String {
    let (folder, name) = match path.rsplit_once('/') {
        Some((folder, name)) => (format!("{folder}/"), name),
        None => (String::new(), path),
    };
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    format!("{folder}{stem}.{}{ending}", hash.short())
}

/// The path of an address with scheme and host: `/b` of `https://a.de/b`; empty without one.
fn base_path(base_url: &str) -> &str {
    let host = base_url.find("://").map_or(0, |scheme| scheme + 3);
    let path = base_url[host..].find('/').map_or(base_url.len(), |path| host + path);
    base_url[path..].trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_file() {
        let written = "\u{feff}a\r\n\r\nä\rb";
        let text = plain(written);
        assert_eq!(text, "a\n\nä\nb");
        for sign in ["a", "ä", "b"] {
            let at = written_offset(written, text.find(sign).expect("the sign"));
            assert!(written[at..].starts_with(sign), "{sign}");
        }
        assert_eq!(written_offset(written, text.len()), written.len());
        assert_eq!(written_offset("", 0), 0);
    }
}
