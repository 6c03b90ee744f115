//! Changes of kinds that are not a text: folders, files of a theme, and which day it is.

use std::collections::BTreeSet;
use std::fs;
use std::time::SystemTime;

use werkstatt::date::Date;
use werkstatt::project::{self, Answer, Difference, Foreign, Look, Request, Warnings};

use crate::git::search_path;
use crate::preview::{Preview, end, record, site};

#[test]
fn folders_come_move_and_go() {
    let workshop = site("preview-folders", &[]);
    let preview = Preview::start(&workshop);
    preview.until("/workshops/a/", "the first page", |status, _| status == "200");
    let new = "content/herausforderungen/neu";
    let text = |title: &str| format!("---\ntitle: {title}\n---\n![B](b.svg)\n");
    for number in 0..3 {
        let folder = format!("{new}/h{number}");
        preview.write(&format!("{folder}/index.md"), &text(&format!("Nummer {number}")));
        let picture = "<svg xmlns='http://www.w3.org/2000/svg'/>";
        preview.write(&format!("{folder}/b.svg"), picture);
    }
    preview.until("/herausforderungen/h2/", "a new folder", |status, _| status == "200");
    preview.until("/herausforderungen/h2/b.svg", "its file", |status, _| status == "200");
    let at = |path: &str| preview.site.join(path);
    fs::rename(at(&format!("{new}/h2")), at(&format!("{new}/h9"))).expect("is renamed");
    preview.until("/herausforderungen/h9/", "renamed", |status, _| status == "200");
    preview.until("/herausforderungen/h2/", "renamed", |status, body| {
        status == "404" && body.contains("Meinten Sie")
    });
    fs::rename(at(&format!("{new}/h9")), at("content/workshops/h9")).expect("is moved");
    let dated = record("Umgezogen", "");
    preview.write("content/workshops/h9/index.md", &dated);
    preview.until("/workshops/h9/", "moved", |status, _| status == "200");
    preview.until("/herausforderungen/h9/", "moved", |status, _| status == "404");
    fs::remove_dir_all(at(new)).expect("is removed");
    preview.until("/herausforderungen/h0/", "removed", |status, _| status == "404");
    end(preview);
}

#[test]
fn files_of_a_theme_come_change_and_go() {
    let workshop = site("preview-theme", &[]);
    let preview = Preview::start(&workshop);
    preview.until("/workshops/a/", "the first page", |status, _| status == "200");
    let icon = |preview: &Preview| {
        let (_, body) = preview.get("/workshops/a/");
        let address = body.split("/assets/favicon.").nth(1).expect("an icon");
        format!("/assets/favicon.{}", address.split('"').next().expect("an end"))
    };
    let before = icon(&preview);
    for colour in ["red", "blue"] {
        let last = icon(&preview);
        let text = format!(
            "<svg xmlns='http://www.w3.org/2000/svg'><rect fill='{colour}'/></svg>"
        );
        preview.write("themes/t/assets/favicon.svg", &text);
        preview.until("/workshops/a/", colour, |_, body| !body.contains(&last));
        assert!(preview.get(&icon(&preview)).1.contains(colour));
    }
    fs::remove_file(preview.site.join("themes/t/assets/favicon.svg"))
        .expect("is removed");
    preview.until("/workshops/a/", "the built-in", |_, body| body.contains(&before));
    let template = "themes/t/templates/record.html";
    let text =
        "{% extends \"werkstatt/record.html\" %}{% block after %}Eigenes{% endblock %}";
    preview.write(template, text);
    preview.until("/workshops/a/", "a template", |_, body| body.contains("Eigenes"));
    fs::remove_file(preview.site.join(template)).expect("is removed");
    preview.until("/workshops/a/", "without it", |_, body| !body.contains("Eigenes"));
    end(preview);
}

#[test]
fn the_day_that_was_asked_for_is_shown() {
    let planned = "---\ntitle: B\ndate: 2018-01-01\npublish_on: 2970-01-01\n---\n";
    let workshop = site("preview-as-of", &[("content/workshops/b.md", planned)]);
    for (options, status) in [
        (&[][..], "404"),
        (&["--as-of", "2969-12-31"], "404"),
        (&["--as-of", "2970-01-01"], "200"),
        (&["--drafts"], "200"),
    ] {
        let preview = Preview::start_with(&workshop, options);
        preview.until("/workshops/a/", "the first page", |status, _| status == "200");
        assert_eq!(preview.get("/workshops/b/").0, status, "{options:?}");
        end(preview);
    }
}

#[test]
fn another_day_is_another_site() {
    let planned = "---\ntitle: B\ndate: 2018-01-01\npublish_on: 2020-06-02\n---\n";
    let workshop = site("preview-day", &[("content/workshops/b.md", planned)]);
    let (june, now) = (|day| Date::day(2020, 6, day).expect("a day"), SystemTime::now());
    let mut preview = project::Preview::new(Request {
        site: workshop.path(""),
        out: workshop.path("public"),
        base_url: None,
        drafts: false,
        today: june(1),
        jobs: None,
        warnings: Warnings::Tolerated,
        foreign: Foreign::Refused,
        home: None,
        cache: None,
        now,
        search_path: search_path(),
        measures: false,
        waiting: None,
        progress: None,
    });
    let is_there =
        |look: &Look| matches!(look.shown.answer("/workshops/b/"), Answer::Page { .. });
    let no_file = BTreeSet::new();
    let mut look = |day| preview.look(now, june(day), Some(&no_file)).expect("a look");
    assert!(!is_there(&look(1)));
    assert_eq!(look(1).difference, Difference::Nothing);
    // After midnight nobody has to touch a file.
    let next = look(2);
    assert!(is_there(&next) && next.difference != Difference::Nothing);
}
