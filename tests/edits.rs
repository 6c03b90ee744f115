//! Builds that follow each other: after every edit the warm build equals one from nothing, and reads no
//! more than it has to.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use werkstatt::compile::{Compiled, Memo, compile};
use werkstatt::date::Date;
use werkstatt::diag::{Checked, Diagnostic};
use werkstatt::language::Language;
use werkstatt::path::SourcePath;
use werkstatt::search::{self, Entry};
use werkstatt::site::Inputs;
use werkstatt::source::{SourceFile, Sources, read};

use crate::faults::Dice;

/// How many edits are made, one after the other.
const EDITS: usize = if cfg!(debug_assertions) { 60 } else { 300 };

/// Everything that a build says: the findings, and each file of the output by its address.
type Said = (Vec<Diagnostic>, BTreeMap<String, Vec<u8>>);

#[test]
fn a_warm_build_equals_one_from_nothing() {
    let mut sources = site("relations");
    let mut memo = Memo::lasting();
    let mut shelf = Shelf::default();
    let mut dice = Dice(7);
    for number in 0..EDITS {
        let edit = edit(&mut sources, &mut dice, number);
        let day = if number % 40 < 20 { "2018-06-01" } else { "2021-01-01" };
        let warm = said(&build(&sources, day, &mut memo), &mut shelf);
        let cold =
            said(&build(&sources, day, &mut Memo::default()), &mut Shelf::default());
        assert!(warm.0 == cold.0, "edit {number}: {edit}: {:#?} {:#?}", warm.0, cold.0);
        let differing =
            cold.1.iter().find(|(path, file)| warm.1.get(*path) != Some(*file));
        let differing = differing.map(|(path, _)| path);
        assert_eq!(differing, None, "edit {number}: {edit}");
        assert_eq!(warm.1.len(), cold.1.len(), "edit {number}: {edit}");
        assert!(cold.1["404.html"].len() > 500, "edit {number}: pages are rendered");
        assert!(cold.1["suche/root.bin"].len() > 50, "edit {number}: pages are found");
    }
}

#[test]
fn an_edit_costs_what_it_changes() {
    let mut sources = site("relations");
    let mut memo = Memo::lasting();
    let day = "2018-06-01";
    let first = build(&sources, day, &mut memo).value;
    let records = memo.records.read();
    assert!(records > 10, "{records} files are read at first");
    let file = "content/herausforderungen/energie.md";
    let steps: [(&str, &str, bool, usize); 5] = [
        ("nothing", "", true, 0),
        ("a text", "\nNoch ein Absatz.\n", true, 1),
        ("another text", "\nUnd noch einer.\n", true, 1),
        ("a link", "\n[[kammer]]\n", false, 1),
        ("a heading", "\n## Mehr\n", false, 1),
    ];
    let mut site = first.site;
    for (what, added, stays, read) in steps {
        append(&mut sources, file, added);
        let compiled = build(&sources, day, &mut memo).value;
        let is_same = Arc::ptr_eq(&site, &compiled.site);
        assert_eq!(is_same, stays, "the linked site after {what}");
        if !added.is_empty() {
            assert_eq!(memo.records.read(), read, "files read after {what}");
        }
        site = compiled.site;
    }
}

#[test]
fn a_name_in_a_changed_text_is_found() {
    let mut sources = site("consent");
    let mut memo = Memo::lasting();
    let before = build(&sources, "2018-06-01", &mut memo).findings;
    append(&mut sources, "content/akteure/firma.md", "\nDabei war Willi Widerruf.\n");
    let after = build(&sources, "2018-06-01", &mut memo).findings;
    assert_eq!(after, build(&sources, "2018-06-01", &mut Memo::default()).findings);
    assert!(after.len() > before.len(), "{after:#?}");
}

#[test]
fn a_page_depends_on_the_meanings_that_it_shows() {
    let mut sources = site("terms");
    let inputs = |sources: &Sources| {
        let compiled = build(sources, "2018-06-01", &mut Memo::default()).value;
        let pages = compiled.pages();
        let input = |page| pages.prepare(page).input().expect("a sum");
        let all = compiled.site.pages.iter();
        all.map(|page| (page.route.to_string(), input(page))).collect::<BTreeMap<_, _>>()
    };
    let before = inputs(&sources);
    let file = SourcePath::new("content/glossar/kmu.md");
    let text = sources.text(&file).expect("a term").replace("250", "251");
    sources.files.insert(file, SourceFile::Text(text.into()));
    let after = inputs(&sources);
    let mut changed: Vec<&str> = after
        .iter()
        .filter(|(route, input)| before.get(*route) != Some(*input))
        .map(|(route, _)| &**route)
        .collect();
    // The pages whose German texts mention it, its own pages, and the lists and neighbours that show it.
    changed.retain(|route| !route.starts_with("/en/"));
    assert_eq!(
        changed,
        [
            "/",
            "/glossar/",
            "/glossar/cluster/",
            "/glossar/empfehlung/",
            "/glossar/kmu/",
            "/glossar/mission/",
            "/workshops/",
            "/workshops/auftakt/"
        ]
    );
}

/// The sources of a fixture, with the built-in theme.
pub(crate) fn site(name: &str) -> Sources {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites").join(name);
    let mut sources = read(&root).expect("the fixture").value;
    let file = SourcePath::new("content/site.yaml");
    let settings = sources.text(&file).expect("settings").replace("theme: plain\n", "");
    sources.files.insert(file, SourceFile::Text(settings.into()));
    sources
}

/// One build.
fn build(sources: &Sources, day: &str, memo: &mut Memo) -> Checked<Compiled> {
    let today = Date::parse(day).expect("a day");
    let inputs =
        Inputs { today, drafts: false, changed: BTreeMap::new(), tagged: Arc::default() };
    compile(sources, inputs, None, memo, &|_| {})
}

/// What builds leave each other of the search, by language.
type Shelf = BTreeMap<Language, search::Memo>;

/// The files of the search, by their paths.
fn searched(compiled: &Compiled, shelf: &mut Shelf) -> BTreeMap<String, Vec<u8>> {
    let pages = compiled.pages();
    let mut files = BTreeMap::new();
    for (language, searched) in &compiled.search.languages {
        let memo = shelf.entry(language.clone()).or_default();
        let known = memo.known(&searched.synonyms);
        let own = compiled.site.pages.par_iter();
        let own = own.filter(|page| page.language == *language);
        let entries = own.filter_map(|page| pages.prepare(page).entry(&known, None));
        let entries: Vec<Entry> = entries.collect();
        let made = search::build(entries, &searched.synonyms, &searched.tongue, memo);
        files.extend(made.into_iter().map(|file| (searched.path(&file), file.bytes)));
    }
    for script in compiled.search.scripts() {
        files.insert(script.path.clone(), script.text.clone().into_bytes());
    }
    files
}

/// What a build says.
fn said(built: &Checked<Compiled>, shelf: &mut Shelf) -> Said {
    let compiled = &built.value;
    let mut findings = built.findings.clone();
    let pages = compiled.pages();
    let rendered: Vec<_> = compiled
        .site
        .pages
        .par_iter()
        .map(|page| (page.route.output_path(), pages.render(page)))
        .collect();
    let mut files = BTreeMap::new();
    for (path, page) in rendered {
        findings.extend(page.findings);
        files.insert(path, page.value.unwrap_or_default());
    }
    files.extend(searched(compiled, shelf));
    files.extend(compiled.extras().into_iter().map(|extra| (extra.path, extra.bytes)));
    for file in &compiled.site.files {
        let content = file.asset.fingerprint.to_string().into_bytes();
        files.insert(file.route.output_path(), content);
    }
    (findings, files)
}

/// Adds a text to a file.
pub(crate) fn append(sources: &mut Sources, file: &str, added: &str) {
    let path = SourcePath::new(file);
    let text = format!("{}{added}", sources.text(&path).expect("the file"));
    sources.files.insert(path, SourceFile::Text(text.into()));
}

/// Changes something anywhere; tells what.
pub(crate) fn edit(sources: &mut Sources, dice: &mut Dice, number: usize) -> String {
    let records: Vec<SourcePath> = sources
        .files
        .keys()
        .filter(|path| path.extension() == Some("md"))
        .cloned()
        .collect();
    let path = records[dice.below(records.len())].clone();
    let what = match dice.below(16) {
        kind @ 0..10 => rewrite(sources, &path, kind, number),
        10 => {
            let file = format!("content/herausforderungen/neu-{number}.md");
            put(sources, &file, format!("---\ntitle: Neu {number}\n---\n"));
            "a new file"
        }
        11 if records.len() > 8 => {
            sources.files.remove(&path);
            "a deleted file"
        }
        12 => {
            if let Some(file) = sources.files.remove(&path) {
                let moved = format!("{}/umbenannt-{number}.md", path.folder());
                sources.files.insert(SourcePath::new(&moved), file);
            }
            "a renamed file"
        }
        13 => {
            let file = "themes/werkstatt/strings/de.yaml";
            put(sources, file, format!("home: Anfang {number}\n"));
            "a string"
        }
        14 => {
            let file = SourcePath::new("content/site.yaml");
            let settings = sources.text(&file).expect("settings").to_string();
            let settings = settings.replacen("title: ", &format!("title: {number} "), 1);
            put(sources, file.as_str(), settings);
            "the settings"
        }
        _ => rewrite(sources, &path, 10, number),
    };
    format!("{what} in {path}")
}

/// Changes the text of a record.
fn rewrite(
    sources: &mut Sources,
    path: &SourcePath,
    kind: usize,
    number: usize,
) -> &'static str {
    let text = sources.text(path).expect("a text").to_string();
    let in_front = |line: &str| text.replacen("---\n", &format!("---\n{line}\n"), 1);
    let (what, text) = match kind {
        0..5 => ("a text", format!("{text}\nAbsatz {number}.\n")),
        5 => ("a heading", format!("{text}\n## Abschnitt {number}\n")),
        6 => ("links", format!("{text}\n[[energie]] und [[fehlt-{number}]]\n")),
        7 => {
            let title = format!("title: N{number} ");
            ("a title", text.replacen("title: ", &title, 1))
        }
        8 => ("a draft", in_front("draft: true")),
        9 => ("no draft", text.replace("draft: true\n", "")),
        _ => ("a comment", in_front(&format!("# {number}"))),
    };
    put(sources, path.as_str(), text);
    what
}

/// Writes a file.
fn put(sources: &mut Sources, file: &str, text: String) {
    sources.files.insert(SourcePath::new(file), SourceFile::Text(text.into()));
}
