//! The rules of the search that two programs share: what Rust makes of words, the browser must make of them.
//!
//! `search/words.tsv` has a language, a word, its folded form and its stem on each line. `UPDATE=1` writes
//! it anew from the words of `content/` and from endings put to them; `tests/browser/search/words.mjs`
//! holds the browser to the same file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use werkstatt::compile::{Memo, compile};
use werkstatt::fingerprint::Fingerprint;
use werkstatt::language::Language;
use werkstatt::search::engine::Engine;
use werkstatt::search::files::{files, inflated};
use werkstatt::search::fold::fold;
use werkstatt::search::query::parse;
use werkstatt::search::words::words;
use werkstatt::search::{Analysis, Document, Section, Tongue, analyse, index};
use werkstatt::site::Inputs;

use crate::workshop::tree;

/// How many words of each language the file has, and what is put to those of `content/`.
const LANGUAGES: [(&str, usize, &str); 2] =
    [("de", 40_000, GERMAN_ENDINGS), ("en", 10_000, ENGLISH_ENDINGS)];

/// The endings that are put to German words, as people write them.
const GERMAN_ENDINGS: &str = "e en er ern em es s n est st ung ungen ig ige igkeit igkeiten lich liche lichkeit \
lichkeiten heit heiten keit isch ische ik ende enden nis nisse nissen schaft schaften ßung ässer öße über ue ae";

/// The same for English ones.
const ENGLISH_ENDINGS: &str = "s es ed ing ly y ies ied er ers ion ions ation ational ment ments ness ful fully \
less lessly ous ously ousness able ably ibly bility ity ities al ally alize ality ator ance ancy ence ency ent \
ently er izer ization ive iveness ivity ism ists icate ical sses eed eedly edly ingly ement ible ative ogy ologi \
logist é";

/// What the rules of a language make of a word.
fn line(language: &str, word: &str) -> String {
    let tongue = Tongue::of(&Language::new(language));
    let folded = fold(word, tongue.folding);
    let stem = tongue.stemmer.stem(&folded);
    format!("{language}\t{word}\t{folded}\t{stem}")
}

/// English words with rules of their own.
const EXCEPTIONS: &str = "skis skies dying lying tying idly gently ugly early only singly sky news howe atlas cosmos \
bias andes inning innings outing canning herring earring proceed exceed succeed succeeding generate communism arsenal \
sensational hopping hoped bed shed agreed happy by say enjoy";

/// Words of the real site in a language, and the same with endings, until there are enough.
fn made(language: &str, count: usize, endings: &str) -> BTreeSet<String> {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let is_wanted = |name: &str| {
        let stem = name.strip_suffix(".md");
        stem.is_some_and(|stem| stem.strip_suffix(".en").is_some() == (language == "en"))
    };
    let files = tree(&content).into_iter().filter(|(name, _)| is_wanted(name));
    let mut found = BTreeSet::new();
    for (_, bytes) in files {
        let text = String::from_utf8(bytes).expect("UTF-8");
        words(&text).for_each(|word| {
            word.forms(|form, _| {
                found.insert(form.to_owned());
            });
        });
    }
    if language == "en" {
        found.extend(EXCEPTIONS.split_whitespace().map(str::to_owned));
    }
    let mut all = found.clone();
    let is_word = |word: &&String| word.chars().all(char::is_alphabetic);
    // Some words with all endings rather than all words with some.
    let mut words: Vec<&String> = found.iter().filter(is_word).collect();
    words.sort_by_key(|word| Fingerprint::of(word.as_bytes()).to_string());
    for word in words {
        for ending in endings.split_whitespace() {
            if all.len() >= count {
                return all;
            }
            all.insert(format!("{word}{ending}"));
        }
    }
    all
}

#[test]
fn words_are_folded_and_stemmed_as_the_shared_file_says() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search/words.tsv");
    if std::env::var_os("UPDATE").is_some() {
        let lines = LANGUAGES.into_iter().flat_map(|(language, count, endings)| {
            let words = made(language, count, endings).into_iter();
            words.map(move |word| line(language, &word) + "\n")
        });
        fs::write(&file, lines.collect::<String>()).expect("the file can be written");
    }
    let text = fs::read_to_string(&file).expect("the words");
    assert!(text.lines().count() >= 50_000);
    for expected in text.lines() {
        let mut columns = expected.split('\t');
        let (language, word) =
            (columns.next().expect("a language"), columns.next().expect("a word"));
        assert_eq!(line(language, word), expected);
    }
}

/// What is looked for, and the numbers of the pages that are found, the best first. `^` says that the first
/// one is all that counts, `~` and a word that this word is meant.
const QUERIES: &str = include_str!("search/queries.tsv");

/// The pages: a title, and texts with headings between them.
const PAGES: &str = include_str!("search/pages.tsv");

/// The pages as documents.
fn documents() -> Vec<Document> {
    let page = |line: &str| {
        let mut columns = line.split('\t');
        let mut column = || columns.next().unwrap_or_default().to_owned();
        let (title, text) = (column(), column());
        let mut sections = vec![Section { text, ..Section::default() }];
        loop {
            let (heading, text) = (column(), column());
            if heading.is_empty() {
                break;
            }
            sections.push(Section { anchor: "a".to_owned(), heading, text });
        }
        Document { title, sections, ..Document::default() }
    };
    PAGES.lines().map(page).collect()
}

#[test]
fn queries_find_what_they_shall() {
    let tongue = Tongue::of(&Language::new("de"));
    let documents = documents();
    let analyses: Vec<Analysis> =
        documents.iter().map(|document| analyse(document, &tongue)).collect();
    let files = files(&index(&analyses, &tongue), &documents);
    let files: BTreeMap<String, Vec<u8>> =
        files.into_iter().map(|file| (file.name, file.bytes)).collect();
    let get = |name: &str| inflated(files.get(name)?);
    let engine = Engine::open(&get, tongue.clone()).expect("an index");
    let mut wrong = vec![];
    for line in QUERIES.lines() {
        let (query, expected) = line.split_once('\t').expect("two columns");
        let found = engine.search(&parse(query, &tongue));
        let titles = found.documents.iter().map(|number| (number + 1).to_string());
        let meant = found.meant.iter().map(|(_, word)| format!("~{word}"));
        let all: Vec<String> = titles.chain(meant).collect();
        let is_right = match expected.strip_prefix('^') {
            Some(first) => all.first().is_some_and(|found| found == first),
            None => all.join(" ") == expected,
        };
        if !is_right {
            wrong.push(format!("{query}: {} instead of {expected}", all.join(" ")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What pages of the real site can be chosen by: a few values of each facet with their labels, by language.
const FACETS: [(&str, &str, &str, &str); 10] = [
    ("de", "kind", "workshop", "Workshop"),
    ("de", "year", "2017", "2017"),
    ("de", "state", "proposed", "vorgeschlagen"),
    ("de", "dimension", "social", "gesellschaftlich"),
    ("de", "region", "dresden", "Dresden"),
    ("de", "group", "chamber", "Kammer"),
    ("de", "challenge", "arbeit-im-wandel", "Arbeit im Wandel"),
    ("en", "kind", "guideline", "Guideline"),
    ("en", "state", "proposed", "proposed"),
    ("en", "group", "administration", "administration and politics"),
];

#[test]
fn the_real_site_can_be_chosen_from() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = werkstatt::source::read(root).expect("the site").value;
    let today = werkstatt::date::Date::parse("2019-06-01").expect("a day");
    let inputs = Inputs { today, drafts: false, changed: BTreeMap::new() };
    let compiled = compile(&sources, inputs, None, &mut Memo::default(), &|_| {}).value;
    let pages = compiled.pages();
    let mut found = BTreeSet::new();
    let mut kinds = BTreeSet::new();
    for page in &compiled.site.pages {
        let Some(document) = pages.prepare(page).document() else { continue };
        assert!(!document.title.is_empty() && document.address.starts_with('/'));
        for value in document.facets {
            found.insert((
                page.language.to_string(),
                value.facet.clone(),
                value.id,
                value.label,
            ));
            kinds.insert(value.facet);
        }
        assert!(!document.date.contains("-0"), "{}", document.date);
    }
    for (language, facet, id, label) in FACETS {
        let value = [language, facet, id, label].map(str::to_owned);
        assert!(found.contains(&value.into()), "{language} {facet} {id}: {found:#?}");
    }
    let known = ["challenge", "dimension", "group", "kind", "region", "state", "year"];
    assert!(kinds.iter().eq(known), "{kinds:?}");
    let searched = &compiled.search.languages[&Language::new("de")];
    let same = ["Kleine und mittlere Unternehmen", "KMU", "Mittelstand"];
    assert!(searched.synonyms.iter().any(|group| *group == same));
}
