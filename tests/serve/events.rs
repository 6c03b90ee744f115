//! The stream of events: what browsers hear, and what those hear that were away.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use werkstatt::diag::Severity;
use werkstatt::serve::{Change, Finding, Server, Sheet};

use super::{ask, body, connect, serve};

/// A stream of events.
pub(super) struct Events(pub(super) BufReader<TcpStream>);

impl Events {
    pub(super) fn open(server: &Server, target: &str, headers: &str) -> Self {
        let mut socket = connect(server);
        let host = server.address();
        write!(socket, "GET {target} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n").unwrap();
        let mut events = Self(BufReader::new(socket));
        assert!(events.line().starts_with("HTTP/1.1 200"));
        loop {
            let line = events.line();
            assert!(!line.to_ascii_lowercase().contains("access-control"));
            if line.is_empty() {
                return events;
            }
        }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        assert_ne!(self.0.read_line(&mut line).unwrap(), 0, "the stream has ended");
        line.trim_end().to_owned()
    }

    /// The next event: its name, id and data.
    pub(super) fn next(&mut self) -> (String, String, String) {
        let mut fields: VecDeque<String> = VecDeque::new();
        loop {
            let line = self.line();
            let value = |name: &str| line.strip_prefix(name).map(str::to_owned);
            if let Some(value) = value("id: ").or(value("event: ")).or(value("data: ")) {
                fields.push_back(value);
            }
            if fields.len() == 3 {
                let mut field = || fields.pop_front().unwrap();
                let id = field();
                return (field(), id, field());
            }
        }
    }

    fn names(&mut self, count: usize) -> Vec<String> {
        (0..count).map(|_| self.next().0).collect()
    }
}

fn finding() -> Finding {
    Finding {
        severity: Severity::Error,
        code: "unknown-field".into(),
        message: "unknown field `tgas`".into(),
        place: "content/a.md:3:1".into(),
        excerpt: "3 | tgas: x\n  | ^^^^".into(),
        hints: vec!["did you mean `tags`?".into()],
    }
}

#[test]
fn browsers_hear_of_changes() {
    let (site, server) = serve();
    let mut events = Events::open(&server, "/__werkstatt/events", "");
    let (name, first, data) = events.next();
    assert_eq!((&*name, &*data), ("findings", r#"{"findings":[],"language":"de"}"#));
    site.set(2, vec![]);
    server.changed(Change::Pages(Some(vec!["/b.png".into()])));
    let (name, second, data) = events.next();
    assert_eq!((&*name, &*data), ("pages", r#"{"files":["/b.png"]}"#));
    assert_ne!(first, second);
    site.set(3, vec![]);
    let sheet = Sheet { old: "/a.css".into(), new: "/b.css".into() };
    server.changed(Change::Sheets(vec![sheet]));
    let (name, third, data) = events.next();
    let expected = r#"{"sheets":[{"new":"/b.css","old":"/a.css"}]}"#;
    assert_eq!((&*name, &*data), ("sheets", expected));
    site.set(3, vec![finding()]);
    server.changed(Change::Findings);
    let (name, id, data) = events.next();
    assert_eq!((&*name, &id), ("findings", &third));
    assert!(data.contains(r#""severity":"error""#), "{data}");
    assert!(data.contains(r#""excerpt":"3 | tgas: x\n  | ^^^^""#), "{data}");

    // Whoever was away hears what it has missed, and all findings.
    let since = |id: &str| format!("/__werkstatt/events?since={id}");
    assert_eq!(Events::open(&server, &since(&first), "").names(2), ["pages", "findings"]);
    assert_eq!(
        Events::open(&server, &since(&second), "").names(2),
        ["sheets", "findings"]
    );
    assert_eq!(Events::open(&server, &since(&third), "").names(1), ["findings"]);
    assert_eq!(Events::open(&server, &since("1-3"), "").names(2), ["pages", "findings"]);
    assert_eq!(Events::open(&server, &since(""), "").names(2), ["pages", "findings"]);
    let last = format!("Last-Event-ID: {second}\r\n");
    let mut away = Events::open(&server, &since(&first), &last);
    assert_eq!(away.names(2), ["sheets", "findings"]);

    // Pages carry the version that they show.
    let page = ask(&server, "GET /", "");
    assert!(body(&page).contains(&format!("data-id=\"{third}\"")));
}

#[test]
fn whoever_leaves_makes_room() {
    let (_, server) = serve();
    for _ in 0..200 {
        assert_eq!(Events::open(&server, "/__werkstatt/events", "").next().0, "findings");
    }
}

#[test]
fn too_many_listeners_are_told_so() {
    let (_, server) = serve();
    let open = || Events::open(&server, "/__werkstatt/events", "");
    let listeners: Vec<Events> = (0..64).map(|_| open()).collect();
    let answer = ask(&server, "GET /__werkstatt/events", "");
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert!(ask(&server, "GET /", "").starts_with("HTTP/1.1 200"));
    drop(listeners);
}
