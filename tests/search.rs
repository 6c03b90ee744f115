//! The rules of the search that two programs share: what Rust makes of words, the browser must make of them.
//!
//! `search/words.tsv` has a language, a word, its folded form and its stem on each line. `UPDATE=1` writes
//! it anew from the words of `content/` and from endings put to them; `tests/browser/search/words.mjs`
//! holds the browser to the same file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Mutex;

use werkstatt::codec::Pieces;
use werkstatt::compile::{self, compile};
use werkstatt::fingerprint::Fingerprint;
use werkstatt::language::Language;
use werkstatt::search::engine::Engine;
use werkstatt::search::fold::fold;
use werkstatt::search::query::parse;
use werkstatt::search::words::words;
use werkstatt::search::{
    Document, Entry, FacetValue, IndexFile, Memo, Section, Synonyms, Tongue, build, key,
};
use werkstatt::site::Inputs;

use crate::faults::Dice;
use crate::workshop::tree;

/// Names of the glossary of the pages in `search/pages.tsv`.
const SYNONYMS: [&str; 2] = ["additive Fertigung = 3D-Druck", "Bauteil = Werkteil"];

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
    let group = |names: &str| names.split(" = ").map(str::to_owned).collect();
    let groups: Vec<Vec<String>> = SYNONYMS.iter().map(|names| group(names)).collect();
    let files = indexed(&documents, &groups, &mut Memo::default());
    let files: BTreeMap<String, Vec<u8>> =
        files.into_iter().map(|file| (file.name, file.bytes)).collect();
    let get = |name: &str| files.get(name).cloned();
    let engine = Engine::open(&get, tongue.clone()).expect("an index");
    let mut wrong = vec![];
    for line in QUERIES.lines() {
        let (query, expected) = line.split_once('\t').expect("two columns");
        let query_words = parse(query, &tongue);
        let found = engine.search(&query_words);
        let shown = engine.results(&query_words, &found, 0, documents.len());
        let titles = shown.iter().map(|hit| (hit.document + 1).to_string());
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

/// How many edits of an index are made, one after the other.
const EDITS: usize = if cfg!(debug_assertions) { 40 } else { 400 };

/// Words of which documents are made; compounds of others among them, so that they are split otherwise
/// when one of their parts comes or goes.
const WORDS: &str = "Arbeit Arbeiten Wandel Arbeitswandel Werk Werkstatt Stätte Werkstätten Energie Wende \
Energiewende Fachkraft Fachkräfte Sicherung Fachkräftesicherung sichern Mittelstand KMU Industrie Strategie \
Industriestrategie Ost-West-Forum Akteur:innen und neue";

/// A document of random words.
fn random(dice: &mut Dice, number: usize) -> Document {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut text = |most: usize| {
        let count = dice.below(most) + 1;
        let chosen: Vec<&str> =
            (0..count).map(|_| words[dice.below(words.len())]).collect();
        chosen.join(" ")
    };
    let (title, first, heading, second) = (text(3), text(10), text(2), text(30));
    let section = |anchor: &str, heading, text| Section {
        anchor: anchor.to_owned(),
        heading,
        text,
    };
    let value = FacetValue {
        facet: "year".to_owned(),
        id: (2016 + number % 3).to_string(),
        label: (2016 + number % 3).to_string(),
    };
    Document {
        address: format!("/{number}/"),
        title,
        kind: "Seite".to_owned(),
        sections: vec![section("", String::new(), first), section("a", heading, second)],
        facets: vec![value],
        ..Document::default()
    }
}

/// The files of an index, with what the build before left.
fn indexed(
    documents: &[Document],
    synonyms: &[Vec<String>],
    memo: &mut Memo,
) -> Vec<IndexFile> {
    let tongue = Tongue::of(&Language::new("de"));
    let synonyms = Synonyms::new(synonyms, &tongue);
    let known = memo.known(&synonyms);
    let entries = documents.iter();
    let entries =
        entries.map(|document| Entry::new(document, &tongue, &synonyms, &known));
    build(entries.collect(), &synonyms, &tongue, memo)
}

/// A place where memos are kept: by the numbers of groups, nothing for the head, the pieces of each file.
#[derive(Default)]
struct Disk(BTreeMap<Option<usize>, Vec<Vec<u8>>>);

impl Disk {
    /// Keeps what is new of a memo; gives the numbers of the groups that are.
    fn keep(&mut self, memo: &Memo) -> Vec<usize> {
        let news = Mutex::new(BTreeMap::new());
        memo.keep(|group, pieces| {
            let pieces = pieces.iter().map(|piece| piece.to_vec()).collect();
            news.lock().expect("no panic").insert(group, pieces);
        });
        let news = news.into_inner().expect("no panic");
        let groups = news.keys().copied().flatten().collect();
        self.0.extend(news);
        groups
    }

    /// The memo as the next process finds it.
    fn memo(&self) -> Option<Memo> {
        let file = |group| {
            let (mut bytes, mut ranges) = (vec![], vec![]);
            for piece in self.0.get(&group)? {
                ranges.push(bytes.len()..bytes.len() + piece.len());
                bytes.extend(piece);
            }
            Some(Pieces::new(bytes, ranges))
        };
        Memo::restore(file(None)?, |number| file(Some(number)))
    }
}

#[test]
fn an_index_that_follows_another_equals_one_from_nothing() {
    let mut dice = Dice(11);
    let mut documents: Vec<Document> =
        (0..12).map(|number| random(&mut dice, number)).collect();
    let groups = [["Mittelstand", "KMU"], ["Umbruch", "Wandel Wandel"]];
    let groups = groups.map(|group| group.map(str::to_owned).to_vec());
    let mut disk = Disk::default();
    for number in 0..EDITS {
        let place = dice.below(documents.len());
        match number % 8 {
            0 => documents.insert(place, random(&mut dice, number)),
            1 => drop(documents.remove(place)),
            2 => documents.swap(place, 0),
            3 => documents[place].title.push_str(" Energiewende"),
            4 => documents[place].sections[1].text.push_str(" Wandel Wandel"),
            _ => documents[place] = random(&mut dice, number),
        }
        let synonyms = &groups[..number / 7 % 3];
        // What is kept goes through the form that it has on the disk.
        let mut memo = disk.memo().unwrap_or_default();
        let warm = indexed(&documents, synonyms, &mut memo);
        disk.keep(&memo);
        let cold = indexed(&documents, synonyms, &mut Memo::default());
        assert_eq!(warm, cold, "edit {number}");
    }
}

#[test]
fn a_changed_page_changes_few_files() {
    let mut dice = Dice(5);
    let mut documents: Vec<Document> = (0..1_500)
        .map(|number| {
            let mut document = random(&mut dice, number);
            for word in 0..60 {
                let other = format!(" Wort{}", dice.below(9_000) * 60 + word);
                document.sections[1].text.push_str(&other);
            }
            document
        })
        .collect();
    let mut memo = Memo::default();
    let before = indexed(&documents, &[], &mut memo);
    assert!(before.len() > 400, "{} files", before.len());
    documents[700].sections[1].text.push_str(" Werkstatt");
    let after = indexed(&documents, &[], &mut memo);
    let news = after.iter().filter(|file| !before.contains(file)).count();
    assert!((2..=9).contains(&news), "{news} files");
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
    let inputs = Inputs {
        today,
        drafts: false,
        changed: BTreeMap::new(),
        tagged: std::sync::Arc::default(),
    };
    let compiled =
        compile(&sources, inputs, None, &mut compile::Memo::default(), &|_| {}).value;
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
    assert_ne!(searched.synonyms, Synonyms::default());
}

#[test]
fn a_memo_keeps_the_groups_that_changed() {
    let mut dice = Dice(7);
    let mut documents: Vec<Document> =
        (0..900).map(|number| random(&mut dice, number)).collect();
    let mut disk = Disk::default();
    let mut memo = Memo::default();
    indexed(&documents, &[], &mut memo);
    let all = disk.keep(&memo).len();
    assert_eq!(all, 8);
    let mut memo = disk.memo().expect("what was kept");
    indexed(&documents, &[], &mut memo);
    assert!(disk.keep(&memo).is_empty(), "nothing changed");
    assert!(memo.known(&Synonyms::default()).entry(key(&documents[3])).is_some());
    let before = disk.0.clone();
    documents[300].sections[1].text.push_str(" neue");
    indexed(&documents, &[], &mut memo);
    let news = disk.keep(&memo);
    assert!((1..=2).contains(&news.len()), "{news:?}");
    assert!(disk.memo().is_some());
    // A group of the build before, one that is damaged, one that is gone.
    let group = Some(news[0]);
    disk.0.insert(group, before[&group].clone());
    assert!(disk.memo().is_none());
    disk.keep(&memo);
    disk.0.insert(group, vec![vec![]]);
    assert!(disk.memo().is_none());
    disk.0.remove(&group);
    assert!(disk.memo().is_none());
}
