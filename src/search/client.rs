//! What the browser runs: the modules in `client/`, joined to one file for each language.
//!
//! Addresses of assets have a hash in them, so a module cannot name another one; and one file is loaded
//! sooner than six. Each module has its imports on lines of their own, which are left out here.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::fingerprint::Fingerprint;
use crate::language::Language;
use crate::search::ranking;
use crate::search::stem::Stemmer;
use crate::search::tongue::Tongue;

/// The files of the client.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/search-client.rs"));

/// The module with the stems of a language stands here in [`MODULES`].
const STEMS: &str = "stem.js";

/// The modules of a bundle in their order: each behind those that it imports.
const MODULES: [&str; 6] =
    ["words.js", STEMS, "files.js", "engine.js", "results.js", "ui.js"];

/// The module that every page loads.
const LOADER: &str = "loader.js";

/// What stands in the place of stems in a language that has none.
const STEMLESS: &str = "const stops = new Set();\nconst stem = (word) => word;\n";

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
    /// The words of the interface by key: a text, or texts by plural form.
    pub strings: BTreeMap<String, Value>,
    /// The other languages that have a search.
    pub languages: Vec<Other>,
}

/// Another language that has a search.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Other {
    /// The language.
    pub language: Language,
    /// What it calls itself.
    pub name: String,
    /// The address of its search page.
    pub page: String,
}

/// A script: its path in the output, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// The path, with the hash of the text in it.
    pub path: String,
    /// The text.
    pub text: String,
}

/// The script that every page loads; it loads the other one.
pub fn loader() -> Script {
    script("loader", plain(module(LOADER)))
}

/// The script that searches.
pub fn bundle(config: &Config) -> Script {
    let tongue = Tongue::of(&config.language);
    let stems = match tongue.stemmer {
        Stemmer::German => plain(module("stem-de.js")),
        Stemmer::English => plain(module("stem-en.js")),
        Stemmer::None => STEMLESS.to_owned(),
    };
    let mut text = format!("const config = {};\n", settings(config, &tongue));
    for name in MODULES {
        text.push_str(&if name == STEMS { stems.clone() } else { plain(module(name)) });
    }
    script("client", text)
}

/// The text of a module; empty where there is none of the name.
fn module(name: &str) -> &'static str {
    let file = FILES.iter().find(|(known, _)| *known == name);
    file.and_then(|(_, bytes)| std::str::from_utf8(bytes).ok()).unwrap_or_default()
}

/// A text as a script with the hash of it in its path.
fn script(name: &str, text: String) -> Script {
    let hash = Fingerprint::of(text.as_bytes()).short();
    Script { path: format!("{FOLDER}/{name}-{hash}.js"), text }
}

/// A module without imports, exports, indentation and lines that only say something to people.
fn plain(module: &str) -> String {
    let mut text = String::with_capacity(module.len());
    let mut is_comment = false;
    for line in module.lines() {
        let line = line.trim();
        is_comment |= line.starts_with("/*");
        if is_comment {
            is_comment = !line.ends_with("*/");
            continue;
        }
        if line.is_empty() || line.starts_with("//") || line.starts_with("import ") {
            continue;
        }
        text.push_str(line.strip_prefix("export ").unwrap_or(line));
        text.push('\n');
    }
    text
}

/// The settings as JSON, which is JavaScript as well.
fn settings(config: &Config, tongue: &Tongue) -> Value {
    // A value of texts can always be written.
    let mut settings = serde_json::to_value(config).unwrap_or_default();
    settings["german"] = json!(tongue.has_compounds);
    settings["ranking"] = ranking();
    settings
}

/// Makes a map of constants by their names.
macro_rules! constants {
    ($($name:ident)+) => {
        Map::from_iter([$((stringify!($name).to_owned(), json!(ranking::$name)),)+])
    };
}

/// The constants of the ranking that decide about a query, by their names in `ranking.rs`.
fn ranking() -> Value {
    Value::Object(constants!(
        ALL_IN_HEADINGS ALL_IN_TITLE BEGUN BEGUN_LEAST ENDED ENDED_BELOW IMPACT_MAX
        IN_HEADING IN_TITLE LONGER MISSPELT RARE_MOST SIDE_BY_SIDE TORN TYPED WHOLE_TITLE
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The settings of a site.
    fn config(tag: &str) -> Config {
        Config {
            language: Language::new(tag),
            root: "/suche/root.bin".to_owned(),
            files: "/assets/search/".to_owned(),
            page: "/suche/".to_owned(),
            strings: [("search_label".to_owned(), json!("Suche"))].into(),
            languages: vec![],
        }
    }

    #[test]
    fn every_bundle_is_one_file() {
        for tag in ["de", "de-simple", "en", "cs"] {
            let text = bundle(&config(tag)).text;
            let is_whole = |line: &str| {
                !line.starts_with("import ")
                    && !line.starts_with("export ")
                    && !line.starts_with("//")
                    && line.trim() == line
            };
            assert!(text.lines().all(is_whole), "{tag}");
            assert_eq!(text.matches("const stops = new Set(").count(), 1, "{tag}");
            let is_stem = |line: &&str| {
                line.contains("function stem(") || line.contains("const stem = (word)")
            };
            assert_eq!(text.lines().filter(is_stem).count(), 1, "{tag}");
        }
    }

    #[test]
    fn every_file_of_the_client_is_in_a_bundle() {
        for (name, _) in FILES {
            let is_known = MODULES.contains(name)
                || [LOADER, "stem-de.js", "stem-en.js"].contains(name);
            assert!(is_known, "{name}");
        }
    }

    #[test]
    fn settings_stand_in_front() {
        let text = bundle(&config("de")).text;
        let first = text.lines().next().unwrap();
        let json =
            first.strip_prefix("const config = ").unwrap().strip_suffix(';').unwrap();
        let value: Value = serde_json::from_str(json).unwrap();
        assert_eq!(value["german"], json!(true));
        assert_eq!(value["strings"]["search_label"], json!("Suche"));
        assert_eq!(value["ranking"]["WHOLE_TITLE"], json!(ranking::WHOLE_TITLE));
        assert_eq!(value["files"], json!("/assets/search/"));
    }

    #[test]
    fn what_people_read_is_left_out() {
        let module = "// A.\n\nimport { b } from \"./b.js\";\n/** C.\n * D. */\nexport const e = 1;\n  // F.\n  g();\n";
        assert_eq!(plain(module), "const e = 1;\ng();\n");
    }
}
