//! What the cache spares of the search, and that nothing else follows from it.

use werkstatt::project::{Outcome, Stage};

use crate::cache::{Site, done};
use crate::edits;

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
