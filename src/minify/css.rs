//! Style sheets: bundled over `@import`, checked, minified, their `url(…)` rewritten.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use lightningcss::bundler::{Bundler, ResolveResult, SourceProvider};
use lightningcss::dependencies::{Dependency, DependencyOptions};
use lightningcss::error::ErrorLocation;
use lightningcss::printer::PrinterOptions;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions};

/// The style sheets that may be imported, and what names in them mean.
pub trait Stylesheets: Sync {
    /// The text of a style sheet.
    fn text(&self, file: &str) -> Option<&str>;

    /// The file that an `@import` of `file` means.
    fn import(&self, specifier: &str, file: &str) -> Option<String>;

    /// The address to write for a `url(…)` of `file` in the bundle of `entry`: nothing if there is no
    /// such file.
    fn address(&self, url: &str, file: &str, entry: &str) -> Option<String>;
}

/// What is wrong with a style sheet, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StyleFault {
    /// The file.
    pub file: String,
    /// The byte of its text.
    pub offset: usize,
    /// What is wrong, in English.
    pub reason: String,
}

/// A style sheet with all that it imports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bundle {
    /// The text.
    pub text: String,
    /// The names of the files in it, the first one's own included.
    pub sources: Vec<String>,
    /// Every `url(…)` that means no file of the theme, with its place; the reason is the address.
    pub elsewhere: Vec<StyleFault>,
}

/// Bundles and minifies a style sheet with what it imports.
pub fn css(entry: &str, sheets: &impl Stylesheets) -> Result<Bundle, StyleFault> {
    let provider = Provider { sheets };
    let fault = |reason: String, location: Option<&ErrorLocation>| {
        let (file, line, column) = match location {
            Some(place) => (place.filename.as_str(), place.line, place.column),
            None => (entry, 0, 1),
        };
        fault_at(sheets, file, (line, column), reason)
    };
    let mut bundler = Bundler::new(&provider, None, ParserOptions::default());
    let mut sheet = bundler
        .bundle(Path::new(entry))
        .map_err(|error| fault(error.kind.to_string(), error.loc.as_ref()))?;
    sheet
        .minify(MinifyOptions::default())
        .map_err(|error| fault(error.kind.to_string(), error.loc.as_ref()))?;
    let options = PrinterOptions {
        minify: true,
        analyze_dependencies: Some(DependencyOptions { remove_imports: false }),
        ..PrinterOptions::default()
    };
    let printed = sheet
        .to_css(options)
        .map_err(|error| fault(error.kind.to_string(), error.loc.as_ref()))?;
    let mut bundle = Bundle { text: printed.code, ..Bundle::default() };
    let addresses =
        addresses(sheets, entry, printed.dependencies, &mut bundle.elsewhere)?;
    for (placeholder, address) in addresses {
        let url = format!("url(\"{placeholder}\")");
        bundle.text = bundle.text.replace(&url, &written(&address));
    }
    bundle.sources = sheet.sources;
    Ok(bundle)
}

/// The address of every `url(…)`, by the placeholder that stands for it.
fn addresses(
    sheets: &impl Stylesheets,
    entry: &str,
    dependencies: Option<Vec<Dependency>>,
    elsewhere: &mut Vec<StyleFault>,
) -> Result<BTreeMap<String, String>, StyleFault> {
    let mut addresses = BTreeMap::new();
    for dependency in dependencies.into_iter().flatten() {
        let Dependency::Url(url) = dependency else { continue };
        let file = &url.loc.file_path;
        let place = (url.loc.start.line.saturating_sub(1), url.loc.start.column);
        let address = if is_elsewhere(&url.url) {
            elsewhere.push(fault_at(sheets, file, place, url.url.clone()));
            url.url
        } else if let Some(address) = sheets.address(&url.url, file, entry) {
            address
        } else {
            let reason = format!("the theme has no file `{}`", url.url);
            return Err(fault_at(sheets, file, place, reason));
        };
        addresses.insert(url.placeholder, address);
    }
    Ok(addresses)
}

/// Tells whether a `url(…)` means no file of the theme: another site, data, a place of the page.
fn is_elsewhere(url: &str) -> bool {
    let scheme = url.split_once(':').is_some_and(|(scheme, _)| {
        !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    scheme || url.is_empty() || url.starts_with(['#', '/'])
}

/// A `url(…)`, quoted where it has to be.
fn written(address: &str) -> String {
    let special = |c: char| c.is_whitespace() || "\"'()\\".contains(c);
    if address.contains(special) {
        let escaped = address.replace('\\', "\\\\").replace('"', "\\\"");
        format!("url(\"{escaped}\")")
    } else {
        format!("url({address})")
    }
}

/// A fault at a line (from 0) and a column (from 1, in UTF-16 units, as the parser counts).
fn fault_at(
    sheets: &impl Stylesheets,
    file: &str,
    (line, column): (u32, u32),
    reason: String,
) -> StyleFault {
    let text = sheets.text(file).unwrap_or("");
    let mut offset = 0;
    for _ in 0..line {
        offset += text[offset..].find('\n').map_or(text.len() - offset, |end| end + 1);
    }
    let mut units = 1;
    for letter in text[offset..].chars() {
        if units >= column || letter == '\n' {
            break;
        }
        units += u32::from(letter.len_utf16() == 2) + 1;
        offset += letter.len_utf8();
    }
    StyleFault { file: file.to_owned(), offset, reason }
}

/// The style sheets as the bundler asks for them.
struct Provider<'a, S> {
    /// The style sheets.
    sheets: &'a S,
}

/// An `@import` of nothing.
#[derive(Debug)]
struct UnknownImport(String);

impl fmt::Display for UnknownImport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the theme has no style sheet `{}`", self.0)
    }
}

impl std::error::Error for UnknownImport {}

impl<S: Stylesheets> SourceProvider for Provider<'_, S> {
    type Error = UnknownImport;

    fn read<'a>(&'a self, file: &Path) -> Result<&'a str, Self::Error> {
        let name = file.to_string_lossy();
        self.sheets.text(&name).ok_or_else(|| UnknownImport(name.into_owned()))
    }

    fn resolve(
        &self,
        specifier: &str,
        from: &Path,
    ) -> Result<ResolveResult, Self::Error> {
        let file = self.sheets.import(specifier, &from.to_string_lossy());
        let file = file.ok_or_else(|| UnknownImport(specifier.to_owned()))?;
        Ok(ResolveResult::File(PathBuf::from(file)))
    }
}
