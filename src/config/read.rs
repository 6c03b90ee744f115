//! Reads `content/site.yaml`; whatever is missing or wrong has a default and a finding.

use crate::address::{self, Verdict};
use crate::config::appearance;
use crate::config::{
    Appearance, Config, Contact, Coverage, FacetOptions, MarkdownOptions, Minify,
    NavigationItem, OutputOptions, RawHtml,
};
use crate::diag::{Checked, Code, Diagnostic, Severity, Span};
use crate::language::{Language, Localised};
use crate::path::{SourcePath, UnsafePath, check_address};
use crate::source::Sources;
use crate::yaml::{self, Entry, Node, Settings};

/// Where the settings of a site stand.
pub const FILE: &str = "content/site.yaml";

/// The keys of the file.
const KEYS: &[&str] = &[
    "title",
    "base_url",
    "language",
    "languages",
    "description",
    "theme",
    "profile",
    "navigation",
    "footer",
    "colours",
    "logo",
    "contact",
    "search",
    "glossary_links",
    "output",
    "markdown",
    "coverage",
    "facets",
];

/// The sets of extra demands that there are.
const PROFILES: &[(&str, &str)] = &[("public-body", "public-body")];

/// How much may be taken away from HTML.
const MINIFY: &[(&str, Minify)] =
    &[("off", Minify::Off), ("compact", Minify::Compact), ("full", Minify::Full)];

/// The keys of `coverage`.
const COVERAGE_KEYS: &[&str] =
    &["stale_after", "unanswered", "no_origin", "no_responsible", "stale"];

/// How much something may weigh that records lack.
const WEIGHTS: &[(&str, Option<Severity>)] = &[
    ("ignore", None),
    ("warning", Some(Severity::Warning)),
    ("error", Some(Severity::Error)),
];

/// What may become of raw HTML.
const HTML: &[(&str, RawHtml)] =
    &[("reject", RawHtml::Reject), ("sanitise", RawHtml::Sanitise)];

/// Reads the settings of a site.
pub fn parse(sources: &Sources) -> Checked<Config> {
    let file = SourcePath::new(FILE);
    let Some(text) = sources.text(&file) else {
        let finding = Diagnostic::new(Code::MissingFile, Span::whole(&file))
            .with("target", FILE)
            .hint("write-site-yaml");
        let is_refused = sources.refused.contains(&file);
        let findings = if is_refused { vec![] } else { vec![finding] };
        let mut value = default_config();
        guess_languages(&mut value, sources);
        return Checked { value, findings };
    };
    let tree = yaml::parse(&file, text, 0..text.len());
    let is_whole = yaml::is_whole(&tree);
    let mut settings = Settings::new(&file);
    let node = tree.drain_into(&mut settings.findings);
    let mut value = read(&mut settings, &node);
    if is_whole {
        report_missing(&mut settings, &node);
    } else if node.get("languages").is_none() {
        guess_languages(&mut value, sources);
    }
    Checked { value, findings: settings.findings }
}

/// Takes the languages that file names end in for those of a site whose settings cannot be read, so
/// that no translation is blamed for that.
fn guess_languages(config: &mut Config, sources: &Sources) {
    for file in sources.files.keys().filter(|file| file.below("content").is_some()) {
        let stem = file.file_name().strip_suffix(".md");
        let suffix = stem.and_then(|stem| stem.rsplit_once('.'));
        if let Some(language) = suffix.and_then(|(_, suffix)| Language::parse(suffix))
            && !config.languages.contains(&language)
        {
            config.languages.push(language);
        }
    }
}

/// What holds where nothing is written.
fn default_config() -> Config {
    let language = Language::new("de");
    Config {
        title: Localised::default(),
        description: Localised::default(),
        base_url: String::new(),
        languages: vec![language.clone()],
        language,
        theme: "werkstatt".to_owned(),
        profile: None,
        navigation: vec![],
        footer: vec![],
        appearance: Appearance::default(),
        contact: Contact::default(),
        search: true,
        glossary_links: true,
        output: OutputOptions { minify: Minify::Compact },
        markdown: MarkdownOptions { html: RawHtml::Reject },
        coverage: Coverage::default(),
        facets: FacetOptions::default(),
    }
}

/// Reads all keys that are there.
fn read(settings: &mut Settings<'_>, node: &Node) -> Config {
    let mut config = default_config();
    // Plain texts belong to the default language, so it has to be known first.
    if let Some(language) = node.get("language")
        && let Some(language) = read_language(settings, "language", language)
    {
        config.languages = vec![language.clone()];
        config.language = language;
    }
    for entry in node.entries().unwrap_or_default() {
        // A key with nothing but a comment behind it may have been meant as a text.
        if !entry.value.is_null() || entry.value.comment.is_some() {
            read_entry(settings, &mut config, entry);
        }
    }
    config
}

/// Reads one key.
fn read_entry(settings: &mut Settings<'_>, config: &mut Config, entry: &Entry) {
    let (key, node) = (entry.key.as_str(), &entry.value);
    let main = config.language.as_str().to_owned();
    match key {
        "language" => {}
        "title" => {
            config.title = settings.localised(key, node, &main).unwrap_or_default();
        }
        "description" => {
            config.description = settings.localised(key, node, &main).unwrap_or_default();
        }
        "base_url" => config.base_url = base_url(settings, node).unwrap_or_default(),
        "languages" => read_languages(settings, node, &mut config.languages),
        "theme" => {
            if let Some(theme) = theme_name(settings, node) {
                theme.clone_into(&mut config.theme);
            }
        }
        "profile" => {
            config.profile = settings.choice(key, node, PROFILES).map(str::to_owned);
        }
        "navigation" => config.navigation = navigation(settings, key, node, &main),
        "footer" => config.footer = navigation(settings, key, node, &main),
        "colours" => config.appearance.colours = appearance::colours(settings, node),
        "logo" => appearance::logo(settings, node, &mut config.appearance),
        "contact" => config.contact = contact(settings, node),
        "search" => config.search = settings.boolean(key, node).unwrap_or(true),
        "glossary_links" => {
            config.glossary_links = settings.boolean(key, node).unwrap_or(true);
        }
        "output" => {
            if let Some(node) = only_key(settings, entry, "minify")
                && let Some(minify) = settings.choice("minify", node, MINIFY)
            {
                config.output.minify = minify;
            }
        }
        "markdown" => {
            if let Some(node) = only_key(settings, entry, "html")
                && let Some(html) = settings.choice("html", node, HTML)
            {
                config.markdown.html = html;
            }
        }
        "coverage" => config.coverage = coverage(settings, node),
        "facets" => {
            if let Some(node) = only_key(settings, entry, "pairs")
                && let Some(pairs) = settings.count("pairs", node)
            {
                config.facets.pairs = pairs;
            }
        }
        _ => settings.unknown_key(entry, FILE, KEYS),
    }
}

/// What the records shall not lack.
fn coverage(settings: &mut Settings<'_>, node: &Node) -> Coverage {
    let mut coverage = Coverage::default();
    for entry in settings.entries("coverage", node) {
        let (key, node) = (entry.key.as_str(), &entry.value);
        let rule = match key {
            "stale_after" => {
                let months = settings.count(key, node);
                coverage.stale_after = months.unwrap_or(coverage.stale_after);
                continue;
            }
            "unanswered" => &mut coverage.unanswered,
            "no_origin" => &mut coverage.no_origin,
            "no_responsible" => &mut coverage.no_responsible,
            "stale" => &mut coverage.stale,
            _ => {
                settings.unknown_key(entry, "coverage", COVERAGE_KEYS);
                continue;
            }
        };
        *rule = settings.choice(key, node, WEIGHTS).flatten();
    }
    coverage
}

/// The value of the one key that a group has.
fn only_key<'n>(
    settings: &mut Settings<'_>,
    entry: &'n Entry,
    key: &str,
) -> Option<&'n Node> {
    let mut value = None;
    for inner in settings.entries(&entry.key, &entry.value) {
        if inner.key == key {
            value = Some(&inner.value);
        } else {
            settings.unknown_key(inner, &entry.key, &[key]);
        }
    }
    value
}

/// A language tag.
fn read_language(
    settings: &mut Settings<'_>,
    key: &str,
    node: &Node,
) -> Option<Language> {
    let tag = settings.text(key, node)?;
    let language = Language::parse(tag);
    if language.is_none() {
        let finding = settings.wrong_type_finding(key, node, "language");
        settings.findings.push(finding.suggest(tag, ["de", "en", "cs", "pl", "hsb"]));
    }
    language
}

/// All languages of the site, behind the default one.
fn read_languages(
    settings: &mut Settings<'_>,
    node: &Node,
    languages: &mut Vec<Language>,
) {
    for item in node.one_or_many() {
        if let Some(language) = read_language(settings, "languages", item)
            && !languages.contains(&language)
        {
            languages.push(language);
        }
    }
}

/// The name of a theme: one segment of a path.
fn theme_name<'n>(settings: &mut Settings<'_>, node: &'n Node) -> Option<&'n str> {
    let theme = settings.text("theme", node)?;
    let fault = match check_address(theme) {
        Ok(()) if !theme.contains('/') => return Some(theme),
        Ok(()) => UnsafePath::Traversal,
        Err(fault) => fault,
    };
    let finding = settings
        .finding(Code::UnsafePath, node.range.clone())
        .with("path", theme)
        .with("reason", fault.reason());
    settings.findings.push(finding);
    None
}

/// The address of the published site: scheme, host and perhaps a path, without a final slash.
fn base_url(settings: &mut Settings<'_>, node: &Node) -> Option<String> {
    let url = settings.text("base_url", node)?;
    if let Some(url) = address::base_url(url) {
        return Some(url.to_owned());
    }
    let finding = settings
        .finding(Code::InvalidUrl, node.range.clone())
        .with("field", "base_url")
        .with("label", "base_url")
        .with("value", url)
        .hint("base-url");
    settings.findings.push(finding);
    None
}

/// The entries of the main navigation, or of the foot: `target` and `label`, or a target alone.
fn navigation(
    settings: &mut Settings<'_>,
    key: &str,
    node: &Node,
    language: &str,
) -> Vec<NavigationItem> {
    let mut items = vec![];
    for node in node.one_or_many() {
        let mut item = NavigationItem {
            label: Localised::default(),
            target: String::new(),
            range: node.range.clone(),
        };
        if node.scalar().is_some() {
            settings
                .text("target", node)
                .unwrap_or_default()
                .clone_into(&mut item.target);
        }
        let entries = match node.entries() {
            None if node.scalar().is_some() => &[],
            _ => settings.entries(key, node),
        };
        for entry in entries {
            match entry.key.as_str() {
                "label" => {
                    let label = settings.localised("label", &entry.value, language);
                    item.label = label.unwrap_or_default();
                }
                "target" => {
                    let target = settings.text("target", &entry.value);
                    target.unwrap_or_default().clone_into(&mut item.target);
                    item.range = entry.value.range.clone();
                }
                _ => settings.unknown_key(entry, key, &["label", "target"]),
            }
        }
        if !item.target.is_empty() {
            items.push(item);
        } else if node.entries().is_some() {
            settings.missing("target", key, node.range.clone());
        }
    }
    items
}

/// Where readers turn to.
fn contact(settings: &mut Settings<'_>, node: &Node) -> Contact {
    let mut contact = Contact::default();
    for entry in settings.entries("contact", node) {
        let place = match entry.key.as_str() {
            "name" => &mut contact.name,
            "email" => &mut contact.email,
            "phone" => &mut contact.phone,
            "url" => &mut contact.url,
            _ => {
                let keys = ["name", "email", "phone", "url"];
                settings.unknown_key(entry, "contact", &keys);
                continue;
            }
        };
        settings.cut_text(&entry.key, &entry.value);
        if let Some(text) = settings.text(&entry.key, &entry.value) {
            text.clone_into(place);
        }
        check_contact(settings, entry);
    }
    contact
}

/// Reports an e-mail address without `@` and a web address that would run a script.
fn check_contact(settings: &mut Settings<'_>, entry: &Entry) {
    let Some(scalar) = entry.value.scalar() else { return };
    let text = scalar.text.trim();
    let is_good = match entry.key.as_str() {
        "email" => address::is_email(text),
        "url" => {
            let is_rooted = text.starts_with('/') && !text.starts_with("//");
            is_rooted || address::judge(text) == Verdict::Good
        }
        _ => true,
    };
    if !is_good {
        let finding = settings
            .finding(Code::InvalidUrl, entry.value.range.clone())
            .with("field", &entry.key)
            .with("label", &entry.key)
            .with("value", text);
        settings.findings.push(finding);
    }
}

/// Reports the keys without which there is no site.
fn report_missing(settings: &mut Settings<'_>, node: &Node) {
    for key in ["title", "base_url", "language"] {
        // Whoever writes `titel:` has not forgotten it.
        let is_misspelt = settings.findings.iter().any(|finding| {
            let mut hints = finding.hints.iter().flat_map(|hint| &hint.arguments);
            finding.code == Code::UnknownField && hints.any(|(_, meant)| meant == key)
        });
        let entries = node.entries().unwrap_or_default();
        match entries.iter().find(|entry| entry.key == key) {
            None if is_misspelt => {}
            None => settings.missing(key, FILE, 0..0),
            Some(Entry { value, key_range, .. }) if value.is_null() => {
                settings.empty(key, FILE, key_range.clone());
            }
            // What is wrong with other empty values is said by their types.
            Some(Entry { value, .. }) if key == "title" && is_blank(value) => {
                settings.empty(key, FILE, value.range.clone());
            }
            Some(_) => {}
        }
    }
}

/// Tells whether a text, or the texts of all languages, are empty.
fn is_blank(node: &Node) -> bool {
    let is_empty = |node: &Node| match node.scalar() {
        Some(scalar) => scalar.text.trim().is_empty(),
        None => node.is_null(),
    };
    match node.entries() {
        Some(texts) => texts.iter().all(|entry| is_empty(&entry.value)),
        None => is_empty(node),
    }
}
