//! What is broken is said, and what was good stays up.

use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use crate::preview::{PATIENCE, Preview, end, record, site};

#[test]
fn a_template_that_fails_leaves_the_last_page_up() {
    let template = "themes/t/templates/record.html";
    let text = |inside: &str| {
        format!(
            "{{% extends \"werkstatt/record.html\" %}}{{% block after %}}{inside}{{% endblock %}}"
        )
    };
    let workshop = site("preview-template", &[(template, &text("Gut"))]);
    let preview = Preview::start(&workshop);
    preview.until("/workshops/a/", "the first page", |_, body| body.contains("Gut"));
    let events = preview.listen();
    preview.write(template, &text("{{ page.content.nichts.gar }}"));
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
    preview.write(template, &text("Besser"));
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
    let template = "themes/t/templates/record.html";
    let text = |inside: &str| {
        format!(
            "{{% extends \"werkstatt/record.html\" %}}{{% block after %}}{inside}{{% endblock %}}"
        )
    };
    let workshop = site("preview-unopened", &[(template, &text("Gut"))]);
    let preview = Preview::start(&workshop);
    preview.until("/", "the first page", |status, _| status == "200");
    let events = preview.listen();
    let mut fault = text("{{ page.content.nichts.gar }}");
    preview.write(template, &fault);
    // Nobody has to open a page to be told.
    until_told(&events, "themes/t/templates/record.html:1:");
    // Neither another site behind it nor another fault takes the good one away.
    preview.write("content/workshops/b.md", &record("Neu", ""));
    preview.until("/workshops/", "a new record", |_, body| body.contains("Neu"));
    fault += "<!-- -->";
    preview.write(template, &fault.replace("nichts", "auch_nichts"));
    until_told(&events, "auch_nichts");
    let (status, body) = preview.get("/workshops/a/");
    assert!(status == "200" && body.contains("Gut"), "{status}: {body}");
    // Of the new page there has never been a good one.
    let (status, body) = preview.get("/workshops/b/");
    assert_eq!(status, "503", "{body}");
    assert!(body.contains("lässt sich noch nicht zeigen"), "{body}");
    preview.write(template, &text("Besser"));
    preview.until("/workshops/b/", "mended", |_, body| body.contains("Besser"));
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
    let mut rounds = 0;
    while rounds < 5 {
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
