//! The preview's server, asked over sockets as a browser asks, and as nobody should.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod events;
mod sockets;

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use werkstatt::extras::POLICY;
use werkstatt::serve::{
    Answer, Change, Content, Finding, Mark, Options, Server, State, start,
};

use events::Events;

const HTML: &str =
    "<!doctype html><html><head><title>ä</title></head><body>x</body></html>";

/// A small site whose state can be set.
struct Site(Mutex<Arc<State>>);

impl Site {
    fn new() -> Arc<Self> {
        let state = State { version: 1, language: "de".into(), findings: vec![] };
        Arc::new(Self(Mutex::new(Arc::new(state))))
    }

    fn set(&self, version: u64, findings: Vec<Finding>) {
        let state = State { version, language: "de".into(), findings };
        *self.0.lock().unwrap() = Arc::new(state);
    }
}

impl Content for Site {
    fn answer(&self, path: &str) -> Answer {
        match path {
            "/" | "/straße/" => {
                Answer::Page { html: HTML.into(), marks: vec![Mark::Draft] }
            }
            "/a.css" => Answer::File(b"a{}".as_slice().into()),
            "/empty.txt" => Answer::File([].into()),
            "/old/" => Answer::Redirect("/straße/".into()),
            "/panics/" => std::panic::resume_unwind(Box::new(())),
            "/unbuilt/" => Answer::NotYet,
            "/plain/" => {
                Answer::NotFound { html: "".into(), meant: Some("/straße/".into()) }
            }
            _ => Answer::NotFound { html: "<body>fehlt</body>".into(), meant: None },
        }
    }

    fn state(&self) -> Arc<State> {
        Arc::clone(&self.0.lock().unwrap())
    }
}

fn serve() -> (Arc<Site>, Server) {
    let site = Site::new();
    let server = start(options(0), Arc::<Site>::clone(&site)).expect("a port is free");
    (site, server)
}

fn options(port: u16) -> Options {
    Options { host: IpAddr::V4(Ipv4Addr::LOCALHOST), port }
}

fn connect(server: &Server) -> TcpStream {
    let socket = TcpStream::connect(server.address()).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    socket
}

/// Sends bytes and reads until the server closes.
fn exchange(server: &Server, request: &[u8]) -> String {
    let mut socket = connect(server);
    // A server that refuses early may close while the rest is sent.
    let _sent = socket.write_all(request);
    let mut answer = Vec::new();
    let _read = socket.read_to_end(&mut answer);
    String::from_utf8(answer).unwrap()
}

/// Asks with a line and headers; `Host` is right.
fn ask(server: &Server, line: &str, headers: &str) -> String {
    let host = server.address();
    let request = format!("{line} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n");
    exchange(server, request.as_bytes())
}

fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0)
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let head = answer.split("\r\n\r\n").next()?;
    let mut lines = head.lines().skip(1).filter_map(|line| line.split_once(": "));
    lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

/// A file, the part of it that is asked for, what is sent and where in the file it lies.
#[test]
fn parts_of_files_are_sent_alone() {
    let (_, server) = serve();
    for (path, range, code, sent, place) in [
        ("/a.css", "bytes=0-1", 206, "a{", Some("bytes 0-1/3")),
        ("/a.css", "bytes=1-", 206, "{}", Some("bytes 1-2/3")),
        ("/a.css", "bytes=-1", 206, "}", Some("bytes 2-2/3")),
        ("/a.css", "bytes=1-99", 206, "{}", Some("bytes 1-2/3")),
        ("/a.css", "bytes=0-0,2-2", 200, "a{}", None),
        ("/a.css", "lines=1-2", 200, "a{}", None),
        ("/a.css", "bytes=3-", 416, "416 Range Not Satisfiable\n", Some("bytes */3")),
        ("/empty.txt", "bytes=0-", 416, "416 Range Not Satisfiable\n", Some("bytes */0")),
    ] {
        let answer = ask(&server, &format!("GET {path}"), &format!("Range: {range}\r\n"));
        assert_eq!((status(&answer), body(&answer)), (code, sent), "{range}");
        assert_eq!(header(&answer, "content-range"), place, "{range}");
        assert_eq!(header(&answer, "accept-ranges"), Some("bytes"), "{range}");
        assert_eq!(header(&answer, "content-length"), Some(&*sent.len().to_string()));
        expect_policy(&answer);
    }
    // What a head is asked of is never a part; nor what a version is asked for, as there are none.
    let head = ask(&server, "HEAD /a.css", "Range: bytes=0-1\r\n");
    assert_eq!((status(&head), header(&head, "content-length")), (200, Some("3")));
    let headers = "Range: bytes=0-1\r\nIf-Range: \"1\"\r\n";
    assert_eq!(body(&ask(&server, "GET /a.css", headers)), "a{}");
    // Pages are made anew each time.
    let page = ask(&server, "GET /stra%C3%9Fe/", "Range: bytes=0-1\r\n");
    assert_eq!((status(&page), header(&page, "accept-ranges")), (200, None));
}

/// Every answer has the headers of production and lets nobody else read it.
fn expect_policy(answer: &str) {
    for (name, value) in POLICY {
        assert_eq!(header(answer, name), Some(value), "{answer}");
    }
    assert_eq!(header(answer, "cache-control"), Some("no-store"));
    assert!(!answer.to_ascii_lowercase().contains("access-control"), "{answer}");
}

#[test]
fn pages_get_the_client_and_files_stay_as_they_are() {
    let (_, server) = serve();
    let page = ask(&server, "GET /stra%C3%9Fe/?a=b", "");
    assert_eq!(status(&page), 200);
    assert_eq!(header(&page, "content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(header(&page, "content-length"), Some(&*body(&page).len().to_string()));
    assert!(body(&page).contains("src=\"/__werkstatt/preview.js\" defer data-id=\""));
    assert!(body(&page).ends_with("</script></body></html>"));
    expect_policy(&page);
    let sheet = ask(&server, "GET /a.css", "");
    assert_eq!(body(&sheet), "a{}");
    assert_eq!(header(&sheet, "content-type"), Some("text/css; charset=utf-8"));
    let old = ask(&server, "GET /old/", "");
    assert_eq!(status(&old), 301);
    assert_eq!(header(&old, "location"), Some("/stra%C3%9Fe/"));
    let missing = ask(&server, "GET /nowhere/", "");
    assert_eq!(status(&missing), 404);
    assert!(body(&missing).contains("fehlt<script"));
    let unbuilt = ask(&server, "GET /unbuilt/", "");
    assert_eq!(status(&unbuilt), 503);
    assert!(body(&unbuilt).contains("Diese Seite lässt sich noch nicht zeigen"));
    assert!(body(&unbuilt).contains("src=\"/__werkstatt/preview.js\""));
    let plain = ask(&server, "GET /plain/", "");
    assert_eq!(status(&plain), 404);
    assert!(body(&plain).contains("Hier steht keine Seite"));
    assert!(body(&plain).contains("Meinten Sie <a href=\"/straße/\""));
    let broken = ask(&server, "GET /panics/", "");
    assert_eq!(status(&broken), 500);
    for answer in [sheet, old, missing, unbuilt, plain, broken] {
        expect_policy(&answer);
    }
}

#[test]
fn the_client_comes_from_the_server() {
    let (_, server) = serve();
    for (path, media_type) in [
        ("/__werkstatt/preview.js", "text/javascript; charset=utf-8"),
        ("/__werkstatt/preview.css", "text/css; charset=utf-8"),
    ] {
        let answer = ask(&server, &format!("GET {path}"), "");
        assert_eq!(status(&answer), 200);
        assert_eq!(header(&answer, "content-type"), Some(media_type));
        assert!(body(&answer).len() > 1000);
        expect_policy(&answer);
    }
    assert_eq!(status(&ask(&server, "GET /__werkstatt/other", "")), 404);
}

#[test]
fn head_has_no_body() {
    let (_, server) = serve();
    for path in ["/", "/a.css", "/nowhere/", "/__werkstatt/preview.js", "/empty.txt"] {
        let get = ask(&server, &format!("GET {path}"), "");
        let head = ask(&server, &format!("HEAD {path}"), "");
        assert_eq!(status(&head), status(&get));
        assert_eq!(header(&head, "content-length"), header(&get, "content-length"));
        assert!(header(&head, "content-length").is_some(), "{head}");
        assert_eq!(body(&head), "");
        expect_policy(&head);
    }
    let stream = ask(&server, "HEAD /__werkstatt/events", "");
    assert_eq!((status(&stream), body(&stream)), (200, ""));
}

#[test]
fn nothing_outside_of_the_content_can_be_named() {
    let (_, server) = serve();
    for target in [
        "/../../../../etc/passwd",
        "/a/../../etc/passwd",
        "//etc/passwd",
        "///etc/passwd",
        "/%2e%2e%2f%2e%2e%2fetc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/%252e%252e%252fetc/passwd",
        "/..%5c..%5cetc/passwd",
        "/..\\..\\etc\\passwd",
        "/..%c0%afetc/passwd",
        "/@fs/etc/passwd",
        "/etc/passwd?raw??",
        "/etc/passwd?import&raw",
        "/#/../../etc/passwd",
        "/?/#/../etc/passwd",
        "/a.css%00.html",
        "/a.css\0.html",
        "/a.css\x7f",
        "/%0d%0aX-Own:%201",
        "http://evil.example/",
        "http://127.0.0.1/a.css",
        "https://localhost/a.css",
        "file:///etc/passwd",
        "*",
        "a.css",
        "a.css:80",
        "/straße/",
        "/__werkstatt/../a.css",
        "/__werkstatt/%2e%2e/a.css",
    ] {
        let answer = ask(&server, &format!("GET {target}"), "");
        assert!(matches!(status(&answer), 400 | 404), "{target}: {answer}");
        assert!(!answer.contains("root:"), "{target}");
        if target.starts_with('/') {
            expect_policy(&answer);
        }
    }
    // A query alone is nothing bad.
    assert_eq!(status(&ask(&server, "GET /?/../etc/passwd", "")), 200);
}

#[test]
fn strangers_are_turned_away() {
    let (_, server) = serve();
    let port = server.address().port();
    let with_host = |host: &str| {
        let request = format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n");
        exchange(&server, request.as_bytes())
    };
    for own in ["localhost", "127.0.0.1", "[::1]"] {
        assert_eq!(status(&with_host(&format!("{own}:{port}"))), 200, "{own}");
    }
    for foreign in [
        "evil.example",
        "localhost",
        "192.168.1.5",
        "127.0.0.1.evil.example",
        "0.0.0.0",
        "",
    ] {
        for host in [foreign.to_owned(), format!("{foreign}:{port}")] {
            if host != format!("localhost:{port}") {
                let answer = with_host(&host);
                assert_eq!(status(&answer), 403, "{host}");
                expect_policy(&answer);
            }
        }
    }
    assert_eq!(status(&exchange(&server, b"GET / HTTP/1.1\r\n\r\n")), 403);
    for (headers, code) in [
        (format!("Origin: http://127.0.0.1:{port}\r\n"), 200),
        (format!("Origin: http://localhost:{port}\r\n"), 403),
        ("Origin: http://evil.example\r\n".to_owned(), 403),
        ("Origin: null\r\n".to_owned(), 403),
        (format!("Origin: http://192.168.1.5:{port}\r\n"), 403),
        ("Sec-Fetch-Site: same-origin\r\n".to_owned(), 200),
        ("Sec-Fetch-Site: none\r\n".to_owned(), 200),
        ("Sec-Fetch-Site: cross-site\r\n".to_owned(), 403),
        ("Sec-Fetch-Site: same-site\r\n".to_owned(), 403),
    ] {
        for path in ["/", "/__werkstatt/preview.js", "/nowhere/"] {
            let answer = ask(&server, &format!("GET {path}"), &headers);
            let expected = if code == 200 && path == "/nowhere/" { 404 } else { code };
            assert_eq!(status(&answer), expected, "{path} {headers}");
            expect_policy(&answer);
        }
    }
    let events =
        ask(&server, "GET /__werkstatt/events", "Sec-Fetch-Site: cross-site\r\n");
    assert_eq!(status(&events), 403);
}

#[test]
fn every_address_of_the_machine_is_its_name() {
    let any = Options { host: IpAddr::V4(Ipv4Addr::UNSPECIFIED), port: 0 };
    let server = start(any, Site::new()).expect("a port is free");
    let port = server.address().port();
    let at = |ip: &str, host: &str| {
        let mut socket = TcpStream::connect(format!("{ip}:{port}")).unwrap();
        write!(socket, "GET / HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n").unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        status(&answer)
    };
    assert_eq!(at("127.0.0.1", "127.0.0.1"), 200);
    if cfg!(target_os = "linux") {
        // All of 127/8 is this machine.
        assert_eq!(at("127.0.0.2", "127.0.0.2"), 200);
        assert_eq!(at("127.0.0.2", "127.0.0.3"), 403);
    }
    assert_eq!(at("127.0.0.1", "evil.example"), 403);
}

#[test]
fn only_reading_is_answered() {
    let (_, server) = serve();
    for method in
        ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get"]
    {
        let answer = ask(&server, &format!("{method} /"), "");
        assert_eq!(status(&answer), 405, "{method}");
        assert_eq!(header(&answer, "allow"), Some("GET, HEAD"));
        expect_policy(&answer);
    }
    let large = format!("Content-Length: 100000\r\n\r\n{}", "x".repeat(100_000));
    assert_eq!(status(&ask(&server, "POST /", &large)), 405);
    assert_eq!(status(&ask(&server, "GET /", "Content-Length: 5\r\n")), 400);
    assert_eq!(status(&ask(&server, "GET /", "Transfer-Encoding: chunked\r\n")), 400);
    let old = format!("GET / HTTP/1.0\r\nHost: {}\r\n\r\n", server.address());
    assert_eq!(status(&exchange(&server, old.as_bytes())), 505);
    assert_eq!(status(&exchange(&server, b"\r\n\r\n")), 400);
    assert_eq!(status(&exchange(&server, b"\x16\x03\x01\n\n")), 400);
}

#[test]
fn heads_have_a_size() {
    let (_, server) = serve();
    let long = |size: usize| format!("X-Long: {}\r\n", "x".repeat(size));
    assert_eq!(status(&ask(&server, "GET /", &long(8_000))), 200);
    for size in [20_000, 2_000_000] {
        let answer = ask(&server, "GET /", &long(size));
        assert_eq!(status(&answer), 431, "{size}");
        expect_policy(&answer);
    }
    let path = format!("GET /{}", "x".repeat(20_000));
    assert_eq!(status(&ask(&server, &path, "")), 431);
    assert_eq!(status(&ask(&server, "GET /", &"X-Many: 1\r\n".repeat(90))), 200);
    assert_eq!(status(&ask(&server, "GET /", &"X-Many: 1\r\n".repeat(900))), 431);
}

#[test]
fn idle_sockets_stop_nobody() {
    let (_, server) = serve();
    let idle: Vec<TcpStream> = (0..200)
        .map(|number| {
            let mut socket = connect(&server);
            if number % 2 == 0 {
                socket.write_all(b"GET / HTTP/1.1\r\nHost: loc").unwrap();
            }
            socket
        })
        .collect();
    assert_eq!(status(&ask(&server, "GET /", "")), 200);
    let mut events = Events::open(&server, "/__werkstatt/events", "");
    server.changed(Change::Findings);
    assert_eq!(events.next().0, "findings");
    // And they do not stay.
    for mut socket in idle {
        let mut rest = Vec::new();
        let _closed = socket.read_to_end(&mut rest);
        assert_eq!(rest, b"");
    }
}
