//! `werkstatt serve` as a maintainer has it: edit, break, mend, delete; the browser is plain HTTP here.
//! `tests/browser/preview.mjs` does the same in a real one.

mod broken;
mod git;
mod kinds;
mod start;

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use werkstatt::search::inflated;

use crate::git::search_path;
use crate::indexed;
use crate::saving::{WAYS, Way};
use crate::workshop::Workshop;

/// How long anything may take on a slow machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running preview.
struct Preview {
    /// The process.
    process: Child,
    /// Host and port.
    place: String,
    /// The folder of the site.
    site: PathBuf,
    /// What it has said so far.
    said: Arc<Mutex<String>>,
}

impl Preview {
    /// Starts the preview of a site.
    fn start(workshop: &Workshop) -> Self {
        Self::start_with(workshop, &[])
    }

    /// Starts the preview of a site with more options.
    fn start_with(workshop: &Workshop, options: &[&str]) -> Self {
        Self::start_as(workshop, options, Stdio::null(), &search_path())
    }

    /// Starts the preview of a site with some standard input and search path.
    fn start_as(
        workshop: &Workshop,
        options: &[&str],
        input: Stdio,
        search_path: &OsStr,
    ) -> Self {
        let site = workshop.path("");
        let port = if options.contains(&"--port") { &[][..] } else { &["--port", "0"] };
        let mut process = Command::new(env!("CARGO_BIN_EXE_werkstatt"))
            .args(["serve", "--lang", "de", "--color", "never", "--site"])
            .arg(&site)
            .args(port)
            .args(options)
            .env("PATH", search_path)
            .stdin(input)
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts");
        let lines = BufReader::new(process.stderr.take().expect("a pipe")).lines();
        let said = Arc::new(Mutex::new(String::new()));
        let (sender, place) = channel();
        let heard = Arc::clone(&said);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let mut heard = heard.lock().expect("whole");
                heard.push_str(&line);
                heard.push('\n');
                if let Some(place) = line.strip_prefix("Vorschau: http://") {
                    drop(sender.send(place.to_owned()));
                }
            }
        });
        let place = place.recv_timeout(PATIENCE).expect("says where it is");
        Self { process, place, site, said }
    }

    /// What it has said so far.
    fn said(&self) -> String {
        self.said.lock().expect("whole").clone()
    }

    /// Waits until it has said something.
    fn until_said(&self, words: &str) {
        let start = Instant::now();
        while !self.said().contains(words) {
            assert!(start.elapsed() < PATIENCE, "no {words:?} in: {}", self.said());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// The status and body at an address.
    fn get(&self, path: &str) -> (String, String) {
        let (status, body) = self.bytes(path);
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    /// The same, where the body is no text.
    fn bytes(&self, path: &str) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(&self.place).expect("listens");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.place)
            .expect("asks");
        let mut answer = vec![];
        stream.read_to_end(&mut answer).expect("answers");
        let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n");
        let (head, body) = answer.split_at(end.expect("a head") + 4);
        let head = String::from_utf8_lossy(head);
        let status = head.split(' ').nth(1).unwrap_or_default().to_owned();
        (status, body.to_owned())
    }

    /// Waits until an address answers as it should.
    fn until(&self, path: &str, what: &str, is_good: impl Fn(&str, &str) -> bool) {
        let start = Instant::now();
        loop {
            let (status, body) = self.get(path);
            if is_good(&status, &body) {
                return;
            }
            assert!(start.elapsed() < PATIENCE, "{what}: {path} says {status}: {body}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Listens to the events; their names and data follow.
    fn listen(&self) -> Receiver<(String, String)> {
        let mut stream = TcpStream::connect(&self.place).expect("listens");
        write!(
            stream,
            "GET /__werkstatt/events HTTP/1.1\r\nHost: {}\r\n\r\n",
            self.place
        )
        .expect("asks");
        let (sender, events) = channel();
        std::thread::spawn(move || {
            let mut name = String::new();
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                if let Some(event) = line.strip_prefix("event: ") {
                    event.clone_into(&mut name);
                } else if let Some(data) = line.strip_prefix("data: ")
                    && sender.send((name.clone(), data.to_owned())).is_err()
                {
                    return;
                }
            }
        });
        let first = events.recv_timeout(PATIENCE).expect("the findings come first");
        assert_eq!(first.0, "findings");
        events
    }

    /// Waits until it has ended well.
    fn ends(&mut self) {
        let start = Instant::now();
        loop {
            if let Some(status) = self.process.try_wait().expect("is a child") {
                assert!(status.success(), "{status}");
                return;
            }
            assert!(start.elapsed() < PATIENCE, "it does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Puts another file in the place of one, in one step.
    fn replace(&self, path: &str, text: &str) {
        self.write("replacement", text);
        std::fs::rename(self.site.join("replacement"), self.site.join(path))
            .expect("is renamed");
    }

    /// Writes a file of the site.
    fn write(&self, path: &str, text: &str) {
        let path = self.site.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("is made");
        std::fs::write(path, text).expect("is written");
    }
}

impl Drop for Preview {
    /// Nothing stays behind, also where a test fails.
    fn drop(&mut self) {
        let _gone_already = self.process.kill();
        let _waited_for = self.process.wait();
    }
}

#[test]
fn the_preview_follows_every_change() {
    let workshop = Workshop::new("preview");
    let a = "content/workshops/a.md";
    let text = |title: &str, body: &str| {
        format!("---\ntitle: {title}\ndate: 2018-01-01\n---\n{body}\n")
    };
    workshop.write(
        "content/site.yaml",
        "title: T\nbase_url: https://a.example\nlanguage: de\n",
    );
    workshop.write(a, text("Anfang", "Alt"));
    let preview = Preview::start(&workshop);
    preview.until("/workshops/a/", "the first page", |_, body| body.contains("Alt"));
    preview.write(a, &text("Anfang", "Neu"));
    preview.until("/workshops/a/", "a text", |_, body| body.contains("<p>Neu"));
    preview.write(a, &text("Anderer Titel", "Neu"));
    preview.until("/workshops/", "a title", |_, body| body.contains("Anderer Titel"));
    // What is broken leaves the last good page up.
    preview.write(a, "---\ntitle: \"Offen\n---\nKaputt\n");
    std::thread::sleep(Duration::from_millis(300));
    let (status, body) = preview.get("/workshops/a/");
    assert!(status == "200" && body.contains("<p>Neu"), "{status}: {body}");
    preview.write(a, &text("Geheilt", "Heil"));
    preview.until("/workshops/a/", "mended", |_, body| body.contains("<p>Heil"));
    preview.write("content/workshops/b.md", &text("Zweiter", ""));
    preview.until("/workshops/b/", "a new file", |status, _| status == "200");
    std::fs::remove_file(preview.site.join("content/workshops/b.md"))
        .expect("is removed");
    preview.until("/workshops/b/", "a deleted file", |status, body| {
        status == "404" && body.contains("href=\"/workshops/a/\"")
    });
    preview.write("themes/werkstatt/strings/de.yaml", "home: Anfangsseite\n");
    preview.until("/workshops/a/", "a string", |_, body| body.contains("Anfangsseite"));
    assert_eq!(preview.get("/workshops/a").0, "301");
    assert!(!preview.site.join("public").exists(), "nothing is written");
    end(preview);
}

#[test]
fn the_preview_searches_the_current_text() {
    let workshop = site("preview-search", &[]);
    let preview = Preview::start(&workshop);
    preview.until("/workshops/a/", "the first page", |status, _| status == "200");
    let root = || {
        let (status, bytes) = preview.bytes("/suche/root.bin");
        assert_eq!(status, "200");
        let root = inflated(&bytes).expect("raw deflate");
        serde_json::from_slice::<serde_json::Value>(&root).expect("JSON")
    };
    let shard = |root: &serde_json::Value| {
        let name = root["terms"]["names"].as_str().expect("names").to_owned();
        format!("/assets/search/t-{name}.bin")
    };
    let words = |address: &str| {
        let (status, bytes) = preview.bytes(address);
        assert_eq!(status, "200", "{address}");
        indexed::said(address, &bytes)
    };
    let before = shard(&root());
    assert!(words(&before).contains("anfang") && !words(&before).contains("zeppelin"));
    preview.write("content/workshops/a.md", &record("Anfang", "Zeppelin"));
    preview.until("/workshops/a/", "a text", |_, body| body.contains("Zeppelin"));
    let after = shard(&root());
    assert_ne!(before, after);
    assert!(words(&after).contains("zeppelin"));
    // A page that is open has read the root before.
    assert!(words(&before).contains("anfang"));
    assert_eq!(preview.get("/assets/search/t-aaaaaa.bin").0, "404");
    assert_eq!(preview.get("/en/suche/root.bin").0, "404");
    end(preview);
}

/// A site with a workshop, and more files.
fn site(name: &str, files: &[(&str, &str)]) -> Workshop {
    let workshop = Workshop::new(name);
    let settings = "title: T\nbase_url: https://a.example\nlanguage: de\ntheme: t\n";
    workshop.write("content/site.yaml", settings);
    workshop.write("content/workshops/a.md", record("Anfang", "Alt"));
    workshop.write("themes/t/theme.yaml", "name: t\nextends: werkstatt\n");
    for (path, text) in files {
        workshop.write(path, text);
    }
    workshop
}

/// The text of a workshop.
fn record(title: &str, body: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2018-01-01\n---\n{body}\n")
}

#[test]
fn style_sheets_are_swapped_and_files_are_named() {
    let sheet = "themes/t/assets/style.css";
    let workshop = site(
        "preview-sheets",
        &[
            (sheet, "p { color: teal }"),
            ("content/workshops/a.md", &record("Anfang", "![B](b.svg)")),
            ("content/workshops/b.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ],
    );
    let preview = Preview::start(&workshop);
    preview.until("/workshops/a/", "the first page", |status, _| status == "200");
    let events = preview.listen();
    let next = |name: &str| loop {
        let (event, data) = events.recv_timeout(PATIENCE).expect("an event");
        if event == name {
            return data;
        }
        // Whoever saves a style sheet alone changes no page.
        assert_eq!(event, "findings", "{data}");
    };
    for colour in ["red", "green"] {
        preview.replace(sheet, &format!("p {{ color: {colour} }}"));
        let data: serde_json::Value =
            serde_json::from_str(&next("sheets")).expect("JSON");
        let [old, new] = ["old", "new"].map(|key| data["sheets"][0][key].as_str());
        let (_, page) = preview.get("/workshops/a/");
        assert!(page.contains(new.expect("an address")) && old != new, "{data}");
        assert!(preview.get(new.expect("an address")).1.contains(colour));
    }
    // What is broken and mended has changed a sheet alone.
    preview.replace(sheet, "p { color: }}");
    preview.until("/workshops/a/", "the last good page", |status, _| status == "200");
    preview.replace(sheet, "p { color: navy }");
    next("sheets");
    preview.replace(
        "content/workshops/b.svg",
        "<svg xmlns='http://www.w3.org/2000/svg'> </svg>",
    );
    assert_eq!(next("pages"), r#"{"files":["/workshops/b.svg"]}"#);
    preview.replace("content/workshops/a.md", &record("Anderer Titel", "![B](b.svg)"));
    assert_eq!(next("pages"), r#"{"files":[]}"#);
    end(preview);
}

#[test]
fn every_way_of_saving_reaches_the_page() {
    let files: Vec<(String, String)> = WAYS
        .iter()
        .map(|way| {
            (format!("content/workshops/{}/index.md", way.name), record(way.name, ""))
        })
        .collect();
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let workshop = site("preview-saving", &files);
    let preview = Preview::start(&workshop);
    let replay = |way: &Way| {
        let file = workshop.path(&format!("content/workshops/{}/index.md", way.name));
        let elsewhere = workshop.path(&format!("elsewhere-{}", way.name));
        std::fs::create_dir_all(&elsewhere).expect("is made");
        for round in 0..100 {
            let text = format!("Runde {round}, zu Ende.");
            (way.save)(&file, &elsewhere, &record(way.name, &text));
            preview.until(&format!("/workshops/{}/", way.name), way.name, |_, body| {
                body.contains(&text)
            });
        }
    };
    std::thread::scope(|scope| {
        for way in WAYS {
            scope.spawn(|| replay(way));
        }
    });
    end(preview);
}

/// Asks the preview to end, as a system does.
fn end(preview: Preview) {
    end_by(preview, "-TERM");
}

/// Ends the preview with a signal.
fn end_by(mut preview: Preview, signal: &str) {
    let id = preview.process.id().to_string();
    let asked = Command::new("kill").args([signal, &id]).status().expect("kill is there");
    assert!(asked.success());
    preview.ends();
}
