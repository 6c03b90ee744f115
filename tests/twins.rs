//! What the build finds, written down for the browser: `tests/browser/search/engine.mjs` asks the same of the same
//! files and has to find the same.
//!
//! `target/search-index/` has a folder for each language of the real site, with the files of its index and
//! `expected.tsv`: on each line a query, how many documents the build finds, the numbers of the first ones, and the
//! words that it takes for meant.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use werkstatt::compile::{Compiled, Memo, compile};
use werkstatt::date::Date;
use werkstatt::language::Language;
use werkstatt::search::engine::Engine;
use werkstatt::search::query::parse;
use werkstatt::search::{self, Document, Entry, IndexFile, Tongue};
use werkstatt::site::Inputs;

/// How many of the documents that are found are compared.
const COMPARED: usize = 10;

/// Queries beside those that are made of titles: signs, quotes, exclusion, nothing.
const OTHERS: &str = "\"Industrie der Zukunft\"|Energie -Kohle|der die das|<script>|4.0|E-01|xyzzyqwert|Akteur:innen|-|Ost-West|\
                      und|a|ab|abc|Wirtschaft Wissenschaft Verbände|Fachkraefte|STRATEGIE|стратегия|\u{1f600}";

#[test]
fn the_browser_is_told_what_the_build_finds() {
    let compiled = real_site();
    let pages = compiled.pages();
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/search-index");
    for (language, searched) in &compiled.search.languages {
        let own = compiled.site.pages.iter().filter(|page| page.language == *language);
        let documents: Vec<Document> =
            own.filter_map(|page| pages.prepare(page).document()).collect();
        let mut memo = search::Memo::default();
        let known = memo.known(&searched.synonyms);
        let (tongue, synonyms) = (&searched.tongue, &searched.synonyms);
        let entries = documents
            .iter()
            .map(|document| Entry::new(document, tongue, synonyms, &known));
        let files = search::build(entries.collect(), synonyms, tongue, &mut memo);
        let asked = compiled.expectations.iter();
        let asked = asked.filter(|expectation| expectation.language == *language);
        let mut queries: BTreeSet<String> =
            asked.map(|expectation| expectation.query.clone()).collect();
        queries.extend(documents.iter().flat_map(|document| typed(&document.title)));
        queries.extend(OTHERS.split('|').map(|query| query.trim().to_owned()));
        let lines = expected(&files, tongue, &queries);
        assert!(lines.len() >= 30, "{language}: {} queries", lines.len());
        let has_hits = lines.iter().filter(|line| !line.contains("\t0\t")).count();
        assert!(
            has_hits * 2 > lines.len(),
            "{language}: {has_hits} queries find something"
        );
        write(&place.join(language.as_str()), files, &lines);
    }
    assert!(compiled.search.languages.contains_key(&Language::new("de")));
}

/// The real site, compiled.
fn real_site() -> Compiled {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = werkstatt::source::read(root).expect("the site").value;
    let today = Date::parse("2019-06-01").expect("a day");
    let inputs = Inputs {
        today,
        drafts: false,
        changed: BTreeMap::new(),
        tagged: std::sync::Arc::default(),
    };
    compile(&sources, inputs, None, &mut Memo::default(), &|_| {}).value
}

/// What somebody may type who looks for a title: it, its words, the starts of them, and slips in them.
fn typed(title: &str) -> Vec<String> {
    let words = title.split_whitespace().filter(|word| word.chars().count() > 5);
    let mut typed = vec![title.to_owned()];
    for word in words.take(2) {
        let letters: Vec<char> = word.chars().collect();
        let half = letters.len() / 2;
        let mut swapped = letters.clone();
        swapped.swap(half, half + 1);
        let mut without = letters.clone();
        without.remove(1);
        let texts = [&letters[..], &letters[..=half], &swapped[..], &without[..]];
        typed.extend(texts.map(|letters| letters.iter().collect::<String>()));
    }
    typed
}

/// What is found for each query, a line for each.
fn expected(
    files: &[IndexFile],
    tongue: &Tongue,
    queries: &BTreeSet<String>,
) -> Vec<String> {
    let files: BTreeMap<&str, &[u8]> =
        files.iter().map(|file| (file.name.as_str(), file.bytes.as_slice())).collect();
    let get = |name: &str| files.get(name).map(|bytes| bytes.to_vec());
    let engine = Engine::open(&get, tongue.clone()).expect("an index");
    let line = |query: &String| {
        let found = engine.search(&parse(query, tongue));
        let first = found.documents.iter().take(COMPARED);
        let first: Vec<String> = first.map(ToString::to_string).collect();
        let meant: Vec<&str> =
            found.meant.iter().map(|(_, word)| word.as_str()).collect();
        let count = found.documents.len();
        format!("{query}\t{count}\t{}\t{}", first.join(" "), meant.join(" "))
    };
    queries.iter().map(line).collect()
}

/// Writes an index and what is expected of it.
fn write(folder: &PathBuf, files: Vec<IndexFile>, lines: &[String]) {
    drop(fs::remove_dir_all(folder));
    fs::create_dir_all(folder).expect("a folder");
    for IndexFile { name, bytes } in files {
        fs::write(folder.join(name), bytes).expect("a file");
    }
    fs::write(folder.join("expected.tsv"), lines.join("\n")).expect("a file");
}
