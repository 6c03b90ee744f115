//! What the browser runs: scripts that `tests/browser/search/bundle.mjs` makes of the modules in `client/`.
//!
//! They lie ready in `client/dist/`, so that a build needs nothing but this program; a test holds them to their
//! modules. In front of each stands what it knows of its site.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use crate::fingerprint::Fingerprint;
use crate::language::Language;
use crate::search::stem::Stemmer;
use crate::search::tongue::Tongue;

/// The scripts by name.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/search-client.rs"));

/// The folder of all files of the search but for the roots, as paths of the output have it.
pub const FOLDER: &str = "assets/search";

/// What the client of a language knows of its site. All addresses are as they stand in `href`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Config {
    /// The language.
    pub language: Language,
    /// The address of the root of the index.
    pub root: String,
    /// What stands before the names of all other files.
    pub files: String,
    /// The address of the search page.
    pub page: String,
    /// The address of the script with what few searches need, which the search page loads when one does.
    pub more: String,
    /// The words of the interface by key: a text, or texts by plural form.
    pub strings: BTreeMap<String, Value>,
}

/// A script: its path in the output, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// The path, with the hash of the text in it.
    pub path: String,
    /// The text.
    pub text: String,
}

/// Where readers search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// In the field that every page has.
    Box,
    /// On the search page.
    Page,
}

/// The script that every page loads; it loads the other ones.
pub fn loader() -> Script {
    script("loader", file("loader.js").to_owned())
}

/// The script that the search page loads when somebody chooses, has a slip or finds nothing.
pub fn more() -> Script {
    script("more", file("more.js").to_owned())
}

/// The script that searches.
pub fn client(face: Face, config: &Config) -> Script {
    let tongue = Tongue::of(&config.language);
    let stems = match tongue.stemmer {
        Stemmer::German => "de",
        Stemmer::English => "en",
        Stemmer::None => "none",
    };
    let name = if face == Face::Box { "box" } else { "page" };
    let text = file(&format!("{name}-{stems}.js"));
    // A value of texts can always be written; as JSON, it is JavaScript as well.
    let mut settings = serde_json::to_value(config).unwrap_or_default();
    settings["german"] = json!(tongue.has_compounds);
    script(name, format!("const config={settings};{text}"))
}

/// A script by its name; they are all there, as the tests see to.
fn file(name: &str) -> &'static str {
    let file = FILES.iter().find(|(known, _)| *known == name);
    file.and_then(|(_, bytes)| std::str::from_utf8(bytes).ok()).unwrap_or_default()
}

/// A text as a script with the hash of it in its path.
fn script(name: &str, text: String) -> Script {
    let hash = Fingerprint::of(text.as_bytes()).short();
    Script { path: format!("{FOLDER}/{name}-{hash}.js"), text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_stand_in_front_of_scripts() {
        for (tag, german) in
            [("de", true), ("de-simple", true), ("en", false), ("cs", false)]
        {
            let config = Config {
                language: Language::new(tag),
                root: "/suche/root.bin".to_owned(),
                files: "/assets/search/".to_owned(),
                page: "/suche/".to_owned(),
                more: "/assets/search/more.js".to_owned(),
                strings: [("search_results".to_owned(), json!("</script>"))].into(),
            };
            for face in [Face::Box, Face::Page] {
                let text = client(face, &config).text;
                let (settings, script) = text.split_once("};").expect("settings");
                let json = settings.strip_prefix("const config=").expect("a constant");
                let value: Value =
                    serde_json::from_str(&format!("{json}}}")).expect("JSON");
                assert_eq!(value["german"], json!(german));
                assert_eq!(value["strings"]["search_results"], json!("</script>"));
                assert!(script.len() > 5_000, "{tag} {face:?}");
            }
        }
        assert!(loader().text.contains("import("));
        assert!(more().text.starts_with("export default"));
    }
}
