//! What git does to a site under the eyes of the preview.

use std::path::Path;

use crate::git::{git, search_path};
use crate::preview::{Preview, end, record, site};
use crate::workshop::{Workshop, tree};

/// 2 January 2020, in seconds since 1970.
const EARLY: i64 = 1_577_966_400;

/// 4 March 2021.
const LATE: i64 = 1_614_859_200;

/// Commits everything at a time.
fn commit(folder: &Path, time: i64) {
    git(folder, time, &["add", "--all"]);
    git(folder, time, &["commit", "--quiet", "--message", "x"]);
}

#[test]
fn a_commit_and_a_restored_file_have_their_dates() {
    for (name, options) in [("heard", &[][..]), ("polled", &["--poll"])] {
        let workshop = site(&format!("preview-dates-{name}"), &[]);
        let (folder, b) = (workshop.path(""), "content/workshops/b.md");
        workshop.write(b, record("Zweiter", "Da"));
        git(&folder, EARLY, &["init", "--quiet"]);
        commit(&folder, EARLY);
        workshop.write("content/workshops/c.md", record("Dritter", "Neu"));
        workshop.remove(b);
        let preview = Preview::start_with(&workshop, options);
        preview.until("/workshops/c/", name, |status, body| {
            status == "200" && !body.contains("2021-03-04")
        });
        // What is committed as it is has another date, and its text has not changed.
        git(&folder, LATE, &["add", "content/workshops/c.md"]);
        git(&folder, LATE, &["commit", "--quiet", "--message", "c"]);
        preview.until("/workshops/c/", name, |_, body| body.contains("2021-03-04"));
        // What was missing at the start and comes back has the date that it had.
        git(&folder, LATE, &["restore", b]);
        preview.until("/workshops/b/", name, |_, body| body.contains("2020-01-02"));
        end(preview);
    }
}

#[test]
fn a_switched_branch_is_shown_as_if_built_anew() {
    let workshop = site("preview-branch", &[]);
    let path = |number: usize| format!("content/workshops/n{number}.md");
    for number in 0..100 {
        workshop.write(&path(number), record(&format!("Titel {number}"), "Haupt"));
    }
    let folder = workshop.path("");
    git(&folder, EARLY, &["init", "--quiet", "-b", "main"]);
    commit(&folder, EARLY);
    git(&folder, LATE, &["switch", "--quiet", "-c", "other"]);
    for number in 20..200 {
        workshop.write(&path(number), record(&format!("Anders {number}"), "Zweig"));
    }
    workshop.remove(&path(0));
    commit(&folder, LATE);
    let preview = Preview::start_with(&workshop, &["--as-of", "2025-01-02"]);
    preview.until("/workshops/n199/", "the first page", |status, _| status == "200");
    let events = preview.listen();
    for (branch, status) in [("main", "404"), ("other", "200"), ("main", "404")] {
        git(&folder, LATE, &["switch", "--quiet", branch]);
        preview.until("/workshops/n199/", branch, |found, _| found == status);
        let day = if branch == "main" { "2020-01-02" } else { "2021-03-04" };
        preview.until("/workshops/n50/", branch, |_, body| body.contains(day));
        expect_as_built(&workshop, &preview);
        let changes = events.try_iter().filter(|(name, _)| name == "pages").count();
        assert_eq!(changes, 1, "changes for {branch}");
    }
    end(preview);
}

/// Every page of the preview is that of a build, but for the preview's script.
fn expect_as_built(workshop: &Workshop, preview: &Preview) {
    let url = format!("http://{}", preview.place);
    let arguments = ["build", "--as-of", "2025-01-02", "--base-url", &url];
    let built = workshop.run_with(&arguments, |command| {
        command.env("PATH", search_path());
    });
    assert_eq!(built.status, 0, "{}", built.text);
    let public = tree(&workshop.path("public"));
    assert!(public.len() > 100);
    for (file, bytes) in &public {
        let Some(page) = file.strip_suffix("index.html") else { continue };
        let (status, body) = preview.get(&format!("/{page}"));
        let (start, rest) =
            body.split_once("<script id=\"werkstatt-preview\"").expect("it");
        let (_, end) = rest.split_once("</script>").expect("its end");
        assert_eq!(status, "200", "{file}");
        assert_eq!([start, end].concat(), String::from_utf8_lossy(bytes), "{file}");
    }
}
