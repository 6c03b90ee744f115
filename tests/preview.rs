//! `werkstatt serve` as a maintainer has it: edit, break, mend, delete; the browser is plain HTTP here.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

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
}

impl Preview {
    /// Starts the preview of a site with one workshop.
    fn start(workshop: &Workshop) -> Self {
        let site = workshop.path("");
        let mut process = Command::new(env!("CARGO_BIN_EXE_werkstatt"))
            .args(["serve", "--port", "0", "--lang", "de", "--site"])
            .arg(&site)
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts");
        let mut lines = BufReader::new(process.stderr.take().expect("a pipe")).lines();
        let place = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("Vorschau: http://").map(str::to_owned));
        // What it says later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, place: place.expect("says where it is"), site }
    }

    /// The status and body at an address.
    fn get(&self, path: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.place).expect("listens");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.place)
            .expect("asks");
        let mut answer = vec![];
        stream.read_to_end(&mut answer).expect("answers");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
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

    /// Writes a file of the site.
    fn write(&self, path: &str, text: &str) {
        let path = self.site.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("is made");
        std::fs::write(path, text).expect("is written");
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

/// Asks the preview to end, as a system does.
fn end(mut preview: Preview) {
    let id = preview.process.id().to_string();
    let asked =
        Command::new("kill").args(["-TERM", &id]).status().expect("kill is there");
    assert!(asked.success());
    let start = Instant::now();
    loop {
        if let Some(status) = preview.process.try_wait().expect("is a child") {
            assert!(status.success(), "{status}");
            return;
        }
        assert!(start.elapsed() < PATIENCE, "it does not end");
        std::thread::sleep(Duration::from_millis(5));
    }
}
