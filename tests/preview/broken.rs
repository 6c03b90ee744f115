//! What is broken is said, and what was good stays up.

use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use crate::preview::{PATIENCE, Preview, end, record, site};

/// The template of records in the theme of the site.
const TEMPLATE: &str = "themes/t/templates/record.html";

/// A template of records that says more than the built-in one.
fn template(inside: &str) -> String {
    format!(
        "{{% extends \"werkstatt/record.html\" %}}{{% block after %}}{inside}{{% endblock %}}"
    )
}

#[test]
fn a_template_that_fails_leaves_the_last_page_up() {
    let workshop = site("preview-template", &[(TEMPLATE, &template("Gut"))]);
    let preview = Preview::start(&workshop);
    preview.until("/workshops/a/", "the first page", |_, body| body.contains("Gut"));
    let events = preview.listen();
    preview.write(TEMPLATE, &template("{{ page.content.nichts.gar }}"));
    let told = loop {
        let (status, body) = preview.get("/workshops/a/");
        assert!(status == "200" && body.contains("Gut"), "{status}: {body}");
        if let Ok((name, data)) = events.recv_timeout(Duration::from_millis(5))
            && name == "findings"
            && data.contains("error")
        {
            break data;
        }
    };
    assert!(told.contains("themes/t/templates/record.html:1:"), "{told}");
    // While it is broken, other changes do not take the finding away.
    preview.write("content/workshops/b.md", &record("Neu", ""));
    preview.until("/workshops/", "a new record", |_, body| body.contains("Neu"));
    preview.write(TEMPLATE, &template("Besser"));
    preview.until("/workshops/a/", "mended", |_, body| body.contains("Besser"));
    while let Ok((name, data)) = events.recv_timeout(PATIENCE) {
        assert!(name != "findings" || data.contains("error") || data.contains("[]"));
        if data.contains("\"findings\":[]") {
            break;
        }
    }
    end(preview);
}

#[test]
fn a_page_that_nobody_had_opened_stays_up_too() {
    let workshop = site("preview-unopened", &[(TEMPLATE, &template("Gut"))]);
    let preview = Preview::start(&workshop);
    preview.until("/", "the first page", |status, _| status == "200");
    let events = preview.listen();
    let mut fault = template("{{ page.content.nichts.gar }}");
    preview.write(TEMPLATE, &fault);
    // Nobody has to open a page to be told.
    until_told(&events, "themes/t/templates/record.html:1:");
    // Neither another site behind it nor another fault takes the good one away.
    preview.write("content/workshops/b.md", &record("Neu", ""));
    preview.until("/workshops/", "a new record", |_, body| body.contains("Neu"));
    fault += "<!-- -->";
    preview.write(TEMPLATE, &fault.replace("nichts", "auch_nichts"));
    until_told(&events, "auch_nichts");
    let (status, body) = preview.get("/workshops/a/");
    assert!(status == "200" && body.contains("Gut"), "{status}: {body}");
    // Of the new page there has never been a good one.
    let (status, body) = preview.get("/workshops/b/");
    assert_eq!(status, "503", "{body}");
    assert!(body.contains("lässt sich noch nicht zeigen"), "{body}");
    preview.write(TEMPLATE, &template("Besser"));
    preview.until("/workshops/b/", "mended", |_, body| body.contains("Besser"));
    end(preview);
}

#[test]
fn what_fails_in_one_language_alone_is_told_whatever_has_changed() {
    let guarded = |condition: &str| {
        template(&format!(
            "{{% if page.language == 'en' and {condition} %}}{{{{ page.content.nichts.gar }}}}{{% endif %}}"
        ))
    };
    let settings = |title: &str| {
        let rest =
            "base_url: https://a.example\nlanguage: de\nlanguages: [de, en]\ntheme: t\n";
        format!("title: {title}\n{rest}")
    };
    let strings = "themes/t/strings/en.yaml";
    let model = |name: &str| {
        format!("kinds:\n  workshop:\n    one: {{de: Workshop, en: {name}}}\n")
    };
    let changes: [(&str, &str, String, String); 4] = [
        ("template", TEMPLATE, template(""), guarded("true")),
        ("strings", strings, "home: Home\n".into(), "home: Broken\n".into()),
        ("settings", "content/site.yaml", settings("T"), settings("Broken")),
        ("model", "content/model.yaml", model("Treffen"), model("Broken")),
    ];
    let condition = "(t.home == 'Broken' or site.title == 'Broken' or page.content.kind_label == 'Broken')";
    for (name, path, good, bad) in changes {
        let first = guarded(condition);
        let settings = settings("T");
        let files =
            [(TEMPLATE, &*first), ("content/site.yaml", &settings), (path, &good)];
        let workshop = site(&format!("preview-language-{name}"), &files);
        let preview = Preview::start(&workshop);
        preview.until("/", name, |status, _| status == "200");
        let events = preview.listen();
        preview.write(path, &bad);
        until_told(&events, "themes/t/templates/record.html:1:");
        // The good one stays behind it, whatever else is changed.
        preview.write("content/workshops/b.md", &record("Neu", ""));
        preview.until("/workshops/", name, |_, body| body.contains("Neu"));
        assert_eq!(preview.get("/en/workshops/a/").0, "200", "{name}");
        end(preview);
    }
}

#[test]
fn a_page_that_stays_up_names_the_files_whose_findings_count() {
    let workshop = site("preview-files", &[]);
    let preview = Preview::start(&workshop);
    preview.until("/workshops/a/", "the first page", |status, _| status == "200");
    let events = preview.listen();
    preview.write("content/workshops/a.md", "---\ntitle: \"Offen\n---\n");
    until_told(&events, "content/workshops/a.md:");
    let (_, body) = preview.get("/workshops/a/");
    let files = "&quot;files&quot;:[&quot;content/workshops/a.md&quot;]";
    assert!(body.contains(files), "{body}");
    end(preview);
}

#[test]
fn a_theme_that_never_was_good_shows_why() {
    for (name, text) in
        [("unreadable", "{% block %}"), ("failing", "{{ page.content.nichts.gar }}")]
    {
        let templates = ["record", "home", "404"];
        let templates = templates.map(|name| format!("themes/t/templates/{name}.html"));
        let files: Vec<(&str, &str)> =
            templates.iter().map(|path| (path.as_str(), text)).collect();
        let workshop = site(&format!("preview-never-{name}"), &files);
        let preview = Preview::start(&workshop);
        preview.until_said("themes/t/templates/record.html:1:");
        for path in ["/", "/workshops/a/"] {
            let (status, body) = preview.get(path);
            assert_eq!(status, "503", "{name}, {path}: {body}");
            assert!(body.contains("id=\"werkstatt-preview\""), "{body}");
        }
        assert_eq!(preview.get("/gibt-es-nicht/").0, "404", "{name}");
        for path in &templates {
            std::fs::remove_file(preview.site.join(path)).expect("is removed");
        }
        preview.until("/workshops/a/", name, |status, _| status == "200");
        end(preview);
    }
}

#[test]
fn a_half_written_file_never_flashes() {
    let workshop = site("preview-halves", &[]);
    let preview = Preview::start(&workshop);
    preview.until("/workshops/a/", "the first page", |status, _| status == "200");
    let events = preview.listen();
    let (mut rounds, mut tries) = (0, 0);
    while rounds < 5 {
        tries += 1;
        assert!(tries < 100, "this machine is too busy to write two halves in a row");
        let whole = record(&format!("Titel {rounds}"), &format!("Runde {rounds}."));
        let start = Instant::now();
        // Its front matter does not end.
        preview.write("content/workshops/a.md", &whole[..20]);
        std::thread::sleep(Duration::from_millis(15));
        preview.write("content/workshops/a.md", &whole);
        // A machine that is so busy that the halves are far apart has to show it.
        let is_quick = start.elapsed() < Duration::from_millis(45);
        preview.until("/workshops/a/", "the whole", |_, body| {
            body.contains(&format!("Runde {rounds}."))
        });
        let told: Vec<_> =
            events.try_iter().filter(|(_, data)| data.contains("error")).collect();
        if is_quick {
            assert!(told.is_empty(), "{told:?}");
            rounds += 1;
        }
    }
    preview.write("content/workshops/a.md", &record("Titel", "")[..20]);
    until_told(&events, "content/workshops/a.md:");
    end(preview);
}

/// Waits until a finding is told.
fn until_told(events: &Receiver<(String, String)>, what: &str) {
    loop {
        let (name, data) = events.recv_timeout(PATIENCE).expect("it is told");
        if name == "findings" && data.contains(what) {
            return;
        }
    }
}
