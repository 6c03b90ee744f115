//! Builds that follow each other in processes of their own: what the cache on the disk spares, and that
//! nothing else follows from it.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use werkstatt::cache::Cache;
use werkstatt::date::Date;
use werkstatt::diag::{Diagnostic, Severity};
use werkstatt::path::SourcePath;
use werkstatt::project::{self, Foreign, Outcome, Request, Stage, StageReport, Warnings};
use werkstatt::source::{SourceFile, Sources};

use crate::causes::{causes, expect_known_causes};
use crate::edits;
use crate::faults::Dice;
use crate::git;
use crate::workshop::{Workshop, tree};

/// How many edits are made, one after the other.
const EDITS: usize = if cfg!(debug_assertions) { 30 } else { 60 };

/// A site on the disk, and the builds of it.
pub(crate) struct Site {
    /// The folder.
    folder: PathBuf,
    /// The day of the next build.
    day: &'static str,
    /// How many builds there were: each comes a second after the last.
    builds: Cell<u64>,
}

impl Site {
    /// A site of sources.
    pub(crate) fn new(name: &str, sources: &Sources) -> Self {
        let folder = Workshop::new(&format!("cache-{name}")).path("");
        let site = Self { folder, day: "2018-06-01", builds: Cell::new(0) };
        site.write(&Sources::default(), sources);
        site
    }

    /// A site of texts, with the built-in theme.
    pub(crate) fn of(name: &str, texts: &[(&str, &str)]) -> Self {
        let settings = "title: Test\nbase_url: https://test.example\nlanguage: de\n";
        let settings = ("content/site.yaml", settings);
        let texts = texts.iter().copied().chain([settings]);
        Self::new(name, &Sources::from_texts(texts))
    }

    /// Brings the disk from some sources to others.
    fn write(&self, before: &Sources, now: &Sources) {
        for path in before.files.keys().filter(|path| !now.files.contains_key(*path)) {
            fs::remove_file(self.folder.join(path.as_str())).expect("a file");
        }
        for (path, file) in &now.files {
            let SourceFile::Text(text) = file else { panic!("{path} is no text") };
            if before.text(path) != Some(text) {
                self.put(path.as_str(), text);
            }
        }
    }

    /// Writes a file.
    pub(crate) fn put(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// Adds a line to a file.
    pub(crate) fn append(&self, path: &str, line: &str) {
        let text = fs::read_to_string(self.folder.join(path)).expect("a text");
        self.put(path, &format!("{text}\n{line}\n"));
    }

    /// What a build is asked for. Files are long settled, so that a build may trust what it sees.
    pub(crate) fn request(&self) -> Request {
        Request {
            site: self.folder.clone(),
            out: self.folder.join("public"),
            base_url: None,
            drafts: false,
            today: Date::parse(self.day).expect("a day"),
            jobs: None,
            warnings: Warnings::Tolerated,
            foreign: Foreign::Refused,
            home: None,
            cache: Some(self.folder.join(".werkstatt")),
            now: SystemTime::now() + Duration::from_secs(60 + self.builds.get()),
            search_path: git::search_path(),
            measures: false,
            waiting: None,
            progress: None,
        }
    }

    /// A build with the cache.
    pub(crate) fn build(&self) -> Outcome {
        self.builds.set(self.builds.get() + 1);
        project::build(&self.request()).expect("a build")
    }

    /// A build from nothing, into another folder.
    fn cold(&self) -> (Vec<Diagnostic>, BTreeMap<String, Vec<u8>>) {
        let out = self.folder.join("cold");
        if out.exists() {
            fs::remove_dir_all(&out).expect("the folder");
        }
        let request = Request { out: out.clone(), cache: None, ..self.request() };
        (project::build(&request).expect("a build").findings, tree(&out))
    }

    /// The output.
    pub(crate) fn output(&self) -> BTreeMap<String, Vec<u8>> {
        tree(&self.folder.join("public"))
    }

    /// Fails unless the output is that of a build from nothing.
    pub(crate) fn expect_true(&self, what: &str) {
        let (cold, warm) = (self.cold().1, self.output());
        let differs = cold.iter().find(|(path, file)| warm.get(*path) != Some(*file));
        assert_eq!(differs.map(|(path, _)| path), None, "{what}");
        assert_eq!(cold.len(), warm.len(), "{what}");
        assert!(cold["index.html"].len() > 500, "{what}: pages are rendered");
    }
}

/// What was done in a stage: items less what was spared; nothing where the stage never began.
pub(crate) fn done(outcome: &Outcome, stage: Stage) -> Option<usize> {
    let mut reports = outcome.timings.iter();
    let report: &StageReport = reports.find(|report| report.stage == stage)?;
    Some(report.items - report.hits.unwrap_or(0))
}

/// Files of records that were read, pages that were rendered, files that were written: on a site without a
/// search, as these are files of all pages.
pub(crate) fn effort(outcome: &Outcome) -> [Option<usize>; 3] {
    let written = outcome.summary.as_ref().map(|summary| summary.written);
    [done(outcome, Stage::Parse), done(outcome, Stage::Render), written]
}

#[test]
fn after_every_edit_the_output_is_that_of_a_build_from_nothing() {
    let mut sources = edits::site("relations");
    let mut site = Site::new("edits", &sources);
    let mut dice = Dice(11);
    let mut published = 0;
    let mut last = BTreeMap::new();
    for number in 0..EDITS {
        let before = sources.clone();
        let edit = edits::edit(&mut sources, &mut dice, number);
        site.day = if number % 10 < 5 { "2018-06-01" } else { "2021-01-01" };
        site.write(&before, &sources);
        let warm = site.build();
        let (findings, cold) = site.cold();
        assert!(warm.findings == findings, "edit {number}: {edit}: {findings:#?}");
        if findings.iter().any(|finding| finding.severity == Severity::Error) {
            // The old site stays, so the edit is taken back.
            assert!(warm.summary.is_none() && cold.is_empty(), "edit {number}: {edit}");
            site.write(&sources, &before);
            sources = before;
            continue;
        }
        published += 1;
        assert!(site.output() == cold, "edit {number}: {edit}");
        let now = causes(&site.request());
        expect_known_causes(&last, &now, &format!("edit {number}: {edit}"));
        last = now;
    }
    assert!(published > EDITS / 2, "{published} of {EDITS} edits were published");
}

#[test]
fn an_edit_costs_what_it_changes() {
    let mut sources = edits::site("relations");
    edits::append(&mut sources, "content/site.yaml", "\nsearch: false\n");
    let site = Site::new("costs", &sources);
    let all = effort(&site.build());
    let records = all[0].expect("files are read");
    assert!(records > 10 && all[1] > Some(20) && all[2] > all[1], "{all:?}");
    let file = "content/herausforderungen/energie.md";
    assert_eq!(effort(&site.build()), [None, None, Some(0)], "nothing");
    site.append(file, "Noch ein Absatz.");
    assert_eq!(effort(&site.build()), [Some(1), Some(1), Some(1)], "a text");
    site.append(file, "## Noch ein Abschnitt");
    assert_eq!(effort(&site.build()), [Some(1), Some(1), Some(1)], "a heading");
    let text = sources.text(&SourcePath::new(file)).expect("a text");
    site.put(file, &text.replacen("title: ", "title: Neue ", 1));
    let [read, rendered, written] = effort(&site.build());
    assert_eq!(read, Some(1), "a title");
    assert!(rendered > Some(2) && rendered < all[1] && written == rendered, "a title");
    site.put("themes/werkstatt/assets/styles/eigen.css", "p { color: #123 }");
    let [read, rendered, _] = effort(&site.build());
    assert_eq!((read, rendered), (Some(0), all[1]), "a file of the theme");
    let strings = "themes/werkstatt/strings/de.yaml";
    let builtin = Path::new(env!("CARGO_MANIFEST_DIR")).join(strings);
    let text = fs::read_to_string(builtin).expect("strings");
    site.put(strings, &text.replacen("home: ", "home: Neue ", 1));
    let [read, rendered, _] = effort(&site.build());
    assert_eq!((read, rendered), (Some(0), all[1]), "a string");
    assert_eq!(effort(&site.build()), [None, None, Some(0)], "nothing again");
    site.expect_true("at the end");
}

#[test]
fn the_site_changes_by_itself_on_its_days() {
    let mut site = Site::of(
        "days",
        &[
            (
                "content/leitlinien/a.md",
                "---\ntitle: Später\npublish_on: 2025-02-01\n---\n",
            ),
            ("content/akteure/firma.md", "---\ntitle: Firma\n---\n"),
            (
                "content/personen/p.md",
                "---\ntitle: Gisela Gültig\norganisation: firma\npublication: {basis: consent, \
                 date: 2017-01-01, until: 2025-03-01}\n---\n",
            ),
        ],
    );
    let page = "leitlinien/a/index.html";
    let person = "personen/p/index.html";
    let has = |site: &Site, path: &str| site.output().contains_key(path);
    site.day = "2025-01-10";
    let first = site.build();
    assert!(first.findings.is_empty(), "{:#?}", first.findings);
    assert!(!has(&site, page) && has(&site, person));
    for (day, looks_only, has_page, has_person) in [
        ("2025-01-31", true, false, true),
        ("2025-02-01", false, true, true),
        ("2025-03-01", false, true, true),
        ("2025-03-02", false, true, false),
        ("2025-12-31", true, true, false),
        ("2025-01-10", false, false, true),
    ] {
        site.day = day;
        let outcome = site.build();
        assert_eq!(done(&outcome, Stage::Parse).is_none(), looks_only, "{day}");
        assert_eq!(has(&site, page), has_page, "{day}");
        assert_eq!(has(&site, person), has_person, "{day}");
        site.expect_true(day);
    }
}

#[test]
fn other_requests_get_other_answers() {
    let draft = "---\ntitle: Entwurf\ndraft: true\n---\n";
    let site = Site::of("requests", &[("content/leitlinien/a.md", draft)]);
    let page = "leitlinien/a/index.html";
    site.build();
    assert!(!site.output().contains_key(page));
    project::build(&Request { drafts: true, ..site.request() }).expect("a build");
    assert!(site.output().contains_key(page));
    let base_url = Some("https://other.example".to_owned());
    project::build(&Request { base_url, ..site.request() }).expect("a build");
    let output = site.output();
    assert!(!output.contains_key(page));
    let home = String::from_utf8_lossy(&output["index.html"]).into_owned();
    assert!(home.contains("https://other.example/"), "{home}");
    let elsewhere = site.folder.join("elsewhere");
    project::build(&Request { out: elsewhere.clone(), ..site.request() })
        .expect("a build");
    site.build();
    assert!(tree(&elsewhere) == site.output());
}

#[test]
fn dates_of_commits_are_asked_for_again() {
    let site =
        Site::of("commits", &[("content/leitlinien/a.md", "---\ntitle: A\n---\n")]);
    let commit = |time| {
        git::git(&site.folder, time, &["add", "content"]);
        git::git(&site.folder, time, &["commit", "-q", "--allow-empty", "-m", "x"]);
    };
    git::git(&site.folder, 0, &["init", "-q"]);
    site.build();
    commit(1_500_000_000);
    site.build();
    site.expect_true("the first commit");
    let page =
        String::from_utf8_lossy(&site.output()["leitlinien/a/index.html"]).into_owned();
    assert!(page.contains("2017-07-14"), "{page}");
    assert_eq!(effort(&site.build()), [None, None, Some(0)]);
    git::git(&site.folder, 0, &["update-ref", "-d", "HEAD"]);
    commit(1_520_000_000);
    site.build();
    site.expect_true("another commit");
    let page =
        String::from_utf8_lossy(&site.output()["leitlinien/a/index.html"]).into_owned();
    assert!(page.contains("2018-03-02"), "{page}");
}

#[test]
fn a_damaged_cache_is_none() {
    let site = Site::new("damage", &edits::site("relations"));
    site.build();
    let folder = site.folder.join(".werkstatt");
    let names: Vec<String> = fs::read_dir(&folder)
        .expect("the cache")
        .map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned())
        .filter(|name| {
            name == "site" || name.starts_with("records-") || name.starts_with("index-")
        })
        .collect();
    assert!(names.len() > 2, "{names:?}");
    let mut dice = Dice(5);
    for round in 0..names.len() * 3 {
        let path = folder.join(&names[round / 3]);
        let Ok(mut bytes) = fs::read(&path) else { continue };
        match round % 3 {
            0 => bytes.truncate(dice.below(bytes.len())),
            1 => {
                let at = dice.below(bytes.len());
                bytes[at] ^= 1;
            }
            _ => bytes = b"something else".to_vec(),
        }
        fs::write(&path, bytes).expect("the file");
        site.append("content/herausforderungen/energie.md", &format!("Absatz {round}."));
        let outcome = site.build();
        assert!(outcome.summary.is_some(), "{:?}", outcome.findings);
        let said = String::from_utf8_lossy(
            &site.output()["herausforderungen/energie/index.html"],
        )
        .contains(&format!("Absatz {round}."));
        assert!(said, "round {round}");
    }
    site.expect_true("damaged files");
    let generation = folder.join("generation");
    assert!(generation.is_dir(), "the site before is kept");
    fs::remove_file(generation.join(".werkstatt-manifest.json")).expect("the list");
    for text in ["Eins.", "Zwei."] {
        site.append("content/herausforderungen/energie.md", text);
        site.build();
        site.expect_true("half a generation");
    }
    assert!(generation.join(".werkstatt-manifest.json").is_file());
    fs::remove_dir_all(&folder).expect("the cache");
    site.build();
    site.expect_true("a cache that was deleted");
}

#[test]
fn a_cache_that_cannot_be_used_is_none() {
    let site = Site::of("unusable", &[]);
    let with = |cache: PathBuf| Request { cache: Some(cache), ..site.request() };
    site.put("mine/notes.txt", "mine");
    site.put("file", "mine");
    for cache in ["mine", "file", "file/below"] {
        let cache = site.folder.join(cache);
        let outcome = project::build(&with(cache)).expect("a build");
        assert!(outcome.findings.is_empty() && outcome.summary.is_some());
    }
    // Another program's cache, and a folder of the sources.
    let tag = "Signature: 8a477f597d28d172789f06886806bc55\n# cargo\n";
    site.put("theirs/CACHEDIR.TAG", tag);
    for cache in ["theirs", "content/cache"] {
        project::build(&with(site.folder.join(cache))).expect("a build");
    }
    assert_eq!(tree(&site.folder.join("theirs")).len(), 1);
    assert!(!site.folder.join("content/cache").exists());
    // What is left of one that somebody emptied.
    site.put("emptied/.gitignore", "*\n");
    project::build(&with(site.folder.join("emptied"))).expect("a build");
    assert!(site.folder.join("emptied/site").exists());
    let others = tree(&site.folder.join("mine"));
    assert_eq!(others, BTreeMap::from([("notes.txt".to_owned(), b"mine".to_vec())]));
    assert_eq!(fs::read(site.folder.join("file")).expect("the file"), b"mine");
    // Another run works with it.
    let cache = site.folder.join(".werkstatt");
    let held = Cache::open(&cache).expect("a cache");
    site.build();
    assert!(!cache.join("site").exists());
    drop(held);
    site.build();
    assert!(cache.join("site").exists());
}

#[test]
fn an_output_changed_by_hand_is_seen() {
    let site = Site::of("by-hand", &[]);
    site.build();
    assert_eq!(effort(&site.build()), [None, None, Some(0)]);
    let page = site.folder.join("public/index.html");
    let text = fs::read_to_string(&page).expect("the page");
    fs::write(&page, text.replace("Test", "Tset")).expect("the page");
    let refused = project::build(&site.request()).map(|outcome| outcome.summary);
    assert!(refused.is_err(), "{refused:?}");
    let adopted = Request { foreign: Foreign::Adopted, ..site.request() };
    project::build(&adopted).expect("a build");
    site.expect_true("replaced");
    fs::remove_file(&page).expect("the page");
    site.build();
    site.expect_true("a page that was deleted");
    fs::remove_dir_all(site.folder.join("public")).expect("the output");
    site.build();
    site.expect_true("an output that was deleted");
}

#[test]
fn nothing_is_left_beside_the_cache() {
    let site = Site::of("traces", &[]);
    site.build();
    site.append("content/site.yaml", "description: Neu");
    site.build();
    let names = |folder: &Path| -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
        let mut names: Vec<String> =
            entries.map(|entry| name(entry.expect("one"))).collect();
        names.sort();
        names
    };
    assert_eq!(names(&site.folder), [".werkstatt", "content", "public"]);
    let kept = names(&site.folder.join(".werkstatt"));
    assert!(kept.contains(&"generation".to_owned()), "{kept:?}");
}

#[test]
fn a_build_is_verified() {
    let site = Site::new("verify", &edits::site("relations"));
    site.build();
    site.append("content/herausforderungen/energie.md", "Ein Absatz.");
    let found = site.build().findings;
    let files = project::verify(&site.request(), &found).expect("the same");
    assert_eq!(files + 1, site.output().len(), "all but the list of files");
    let page = site.folder.join("public/index.html");
    let text = fs::read_to_string(&page).expect("the page");
    fs::write(&page, text + "x").expect("the page");
    let failure = project::verify(&site.request(), &found).expect_err("differs");
    assert_eq!(failure.key, "verify-differs");
    assert!(
        failure.arguments.contains(&("files", "index.html".to_owned())),
        "{failure:?}"
    );
    assert!(!site.folder.join(".werkstatt/verify").exists());
    let none = Request { cache: None, ..site.request() };
    assert_eq!(
        project::verify(&none, &found).expect_err("no cache").key,
        "verify-no-cache"
    );
}
