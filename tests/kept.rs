//! What the cache spares of the search, and that nothing else follows from it.

use std::collections::BTreeMap;

use werkstatt::compile;
use werkstatt::date::Date;
use werkstatt::fingerprint::Checksum;
use werkstatt::project::{Outcome, Stage};
use werkstatt::site::Inputs;
use werkstatt::source::Sources;

use crate::cache::{Site, done};
use crate::edits;
use crate::faults::Dice;

#[test]
fn an_edit_changes_few_files_of_the_search() {
    let site = Site::new("search", &edits::site("relations"));
    let read = |outcome: &Outcome| done(outcome, Stage::Search);
    let all = read(&site.build()).expect("pages are read");
    assert!(all > 10, "{all}");
    let before = site.output();
    assert_eq!(read(&site.build()), None, "nothing");
    let file = "content/herausforderungen/energie.md";
    site.append(file, "Und noch einmal Energie.");
    assert_eq!(read(&site.build()), Some(1), "a text");
    site.expect_true("a text");
    let after = site.output();
    let changed: Vec<&String> =
        after.keys().filter(|path| before.get(*path) != after.get(*path)).collect();
    // The page, the list of files, the root, a pack, and a shard or two of each sort with their listings.
    assert!((4..=10).contains(&changed.len()), "{changed:?}");
    // A list's texts are in no cache; its entry is made of the same.
    site.put("content/herausforderungen/_index.md", "---\ntitle: Fragen\n---\nVorab.\n");
    site.build();
    site.expect_true("a list");
    let model = "kinds:\n  challenge:\n    many: {de: Rätsel}\n";
    site.put("content/model.yaml", model);
    site.build();
    site.expect_true("the model");
}

/// How many edits of a site are made, one after the other.
const EDITS: usize = if cfg!(debug_assertions) { 24 } else { 400 };

/// What search pages depend on: their checksums by address, as told without their views, and with them.
fn sums(sources: &Sources) -> BTreeMap<String, [Option<Checksum>; 2]> {
    let today = Date::parse("2018-06-01").expect("a day");
    let inputs = Inputs {
        today,
        drafts: false,
        changed: BTreeMap::new(),
        tagged: std::sync::Arc::default(),
    };
    let mut memo = compile::Memo::default();
    let compiled = compile::compile(sources, inputs, None, &mut memo, &|_| {}).value;
    let pages = compiled.pages();
    let all = compiled.site.pages.iter();
    let told = all.filter_map(|page| {
        let sum = pages.sum(page)?;
        let found = pages.prepare(page).document();
        assert!(found.is_none(), "{} is found", page.route.as_str());
        let input = pages.prepare(page).input();
        Some((page.route.as_str().to_owned(), [Some(sum), input]))
    });
    told.collect()
}

#[test]
fn a_register_is_the_same_as_long_as_what_it_is_made_of() {
    let mut sources = edits::site("relations");
    let mut before = sums(&sources);
    assert!(!before.is_empty());
    edits::append(&mut sources, "content/herausforderungen/energie.md", "Noch ein Wort.");
    assert_eq!(sums(&sources), before, "a text");
    let (mut dice, mut changes) = (Dice(3), 0);
    for number in 0..EDITS {
        let edit = edits::edit(&mut sources, &mut dice, number);
        let now = sums(&sources);
        for (address, [sum, input]) in &now {
            let Some([last_sum, last_input]) = before.get(address) else { continue };
            changes += usize::from(input != last_input);
            assert!(input == last_input || sum != last_sum, "{address}: {edit}");
        }
        before = now;
    }
    assert!(changes > 3, "{changes}");
}

#[test]
fn a_search_page_is_rendered_when_its_words_change() {
    let site = Site::new("register", &edits::site("relations"));
    let rendered = |outcome: &Outcome| done(outcome, Stage::Render);
    site.build();
    let file = "content/herausforderungen/energie.md";
    site.append(file, "Und noch einmal Energie.");
    assert_eq!(rendered(&site.build()), Some(1), "a text");
    site.append(file, "## Noch ein Abschnitt");
    assert_eq!(rendered(&site.build()), Some(2), "a heading");
    site.expect_true("a heading");
    site.append(file, "Und noch einmal Energie.");
    assert_eq!(rendered(&site.build()), Some(1), "another text");
    site.expect_true("another text");
}
