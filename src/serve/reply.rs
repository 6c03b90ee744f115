//! What is answered: the client's own files, or what the content says, always with the headers of
//! production.

use std::fmt::Write as _;
use std::sync::Arc;

use hyper::body::Bytes;
use hyper::header::{
    ACCEPT_RANGES, ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE,
    HeaderMap, HeaderName, HeaderValue, LOCATION, RANGE, TRANSFER_ENCODING,
};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode, Version};
use tokio::sync::mpsc;

use crate::extras::POLICY;
use crate::serve::body::Load;
use crate::serve::connection::Place;
use crate::serve::events::Hub;
use crate::serve::range::{Asked, asked};
use crate::serve::{Answer, Mark, guard, page, target};

/// The address of the event stream.
pub(super) const EVENTS: &str = "/__werkstatt/events";

/// Where the server's own addresses are.
const OWN: &str = "/__werkstatt/";

/// Files of the client, which come with the program.
const CLIENT: [(&str, &str); 2] = [
    (page::SCRIPT, include_str!("client/preview.js")),
    ("/__werkstatt/preview.css", include_str!("client/preview.css")),
];

/// How many browsers can listen at the same time.
pub(super) const LISTENERS: usize = 64;

/// Answers a request that came in at a place of this machine.
pub(super) async fn reply(hub: Arc<Hub>, request: Parts, place: Place) -> Response<Load> {
    if let Some(refusal) = refusal(&request, &place) {
        return refusal;
    }
    let target = request.uri.path_and_query().map_or("", |target| target.as_str());
    let Some((path, query)) = target::read(target) else {
        return short(StatusCode::BAD_REQUEST);
    };
    if path == EVENTS {
        return listen(hub, &request, query, place);
    }
    let wanted = wanted(&request);
    if path.starts_with(OWN) {
        return match CLIENT.iter().find(|(address, _)| *address == path) {
            Some((_, text)) => {
                file(&path, Bytes::from_static(text.as_bytes()), wanted.as_deref())
            }
            None => short(StatusCode::NOT_FOUND),
        };
    }
    // Rendering may take its time; the sockets do not wait for it. A content that panics has no answer.
    let answer =
        tokio::task::spawn_blocking(move || look_up(&hub, &path, wanted.as_deref()));
    answer.await.unwrap_or_else(|_| short(StatusCode::INTERNAL_SERVER_ERROR))
}

/// What is wrong with a request, whatever it asks for.
fn refusal(request: &Parts, place: &Place) -> Option<Response<Load>> {
    let headers = &request.headers;
    let length = headers.get(CONTENT_LENGTH).is_some_and(|length| length != "0");
    let status = if !guard::may_ask(headers, place.local) {
        StatusCode::FORBIDDEN
    } else if !matches!(request.method, Method::GET | Method::HEAD) {
        StatusCode::METHOD_NOT_ALLOWED
    } else if request.version != Version::HTTP_11 {
        StatusCode::HTTP_VERSION_NOT_SUPPORTED
    } else if request.uri.scheme().is_some()
        || length
        || headers.contains_key(TRANSFER_ENCODING)
    {
        StatusCode::BAD_REQUEST
    } else {
        return None;
    };
    let mut refusal = short(status);
    if status == StatusCode::METHOD_NOT_ALLOWED {
        refusal.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    Some(refusal)
}

/// The part of a file that a request wants, as it says; nothing where it wants all of it. A request that
/// makes this depend on a version gets all, as nothing is kept by the browser that it could speak of.
fn wanted(request: &Parts) -> Option<String> {
    let headers: &HeaderMap = &request.headers;
    if request.method != Method::GET || headers.contains_key("if-range") {
        return None;
    }
    headers.get(RANGE)?.to_str().ok().map(str::to_owned)
}

/// What the content says about an address; `wanted` is the part of a file that is asked for.
fn look_up(hub: &Hub, path: &str, wanted: Option<&str>) -> Response<Load> {
    // Asked first: a page that is newer than its version is fetched once too often, never too rarely.
    let state = hub.content.state();
    let html = |status, html: &str, marks: &[Mark]| {
        let html = page::inject(html, &hub.id(state.version), &state.language, marks);
        respond(status, "text/html; charset=utf-8", html)
    };
    match hub.content.answer(path) {
        Answer::Page { html: text, marks } => html(StatusCode::OK, &text, &marks),
        Answer::File(bytes) => file(path, Bytes::from_owner(bytes), wanted),
        Answer::Redirect(to) => redirect(&to),
        Answer::NotYet => {
            html(StatusCode::SERVICE_UNAVAILABLE, &page::not_yet(&state.language), &[])
        }
        Answer::NotFound { html: text, meant } => {
            let text = match &*text {
                "" => page::missing(&state.language),
                text => text.to_owned(),
            };
            let text = match meant {
                Some(meant) => page::with_meant(&text, &meant, &state.language),
                None => text,
            };
            html(StatusCode::NOT_FOUND, &text, &[])
        }
    }
}

/// Opens a stream of events.
fn listen(hub: Arc<Hub>, request: &Parts, query: &str, place: Place) -> Response<Load> {
    let mut response = respond(StatusCode::OK, "text/event-stream; charset=utf-8", "");
    response.headers_mut().remove(CONTENT_LENGTH);
    if request.method == Method::HEAD {
        return response;
    }
    let Ok(seat) = place.seats.try_acquire_owned() else {
        return short(StatusCode::SERVICE_UNAVAILABLE);
    };
    // A browser that connects again by itself says so in the header; the address is older.
    let last = request.headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let since =
        last.or_else(|| query.split('&').find_map(|pair| pair.strip_prefix("since=")));
    let (sender, pieces) = mpsc::channel(1);
    tokio::spawn(hub.feed(since.map(str::to_owned), sender));
    *response.body_mut() = Load::Stream { pieces, _seat: seat };
    response
}

/// A file or the part of it that is wanted, with the media type that the ending of its address stands for.
fn file(path: &str, bytes: Bytes, wanted: Option<&str>) -> Response<Load> {
    let length = bytes.len();
    let mut response = match wanted.map_or(Asked::All, |wanted| asked(wanted, length)) {
        Asked::All => respond(StatusCode::OK, media_type(path), bytes),
        Asked::Part(part) => {
            let place = format!("bytes {}-{}/{length}", part.start, part.end - 1);
            let bytes = bytes.slice(part);
            let response = respond(StatusCode::PARTIAL_CONTENT, media_type(path), bytes);
            placed(response, &place)
        }
        Asked::Nothing => {
            let response = short(StatusCode::RANGE_NOT_SATISFIABLE);
            placed(response, &format!("bytes */{length}"))
        }
    };
    response.headers_mut().insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    response
}

/// An answer that says which part of a file it is.
fn placed(mut response: Response<Load>, place: &str) -> Response<Load> {
    if let Ok(place) = HeaderValue::try_from(place) {
        response.headers_mut().insert(CONTENT_RANGE, place);
    }
    response
}

/// The way to a new address, as the published site would show it.
fn redirect(to: &str) -> Response<Load> {
    let Ok(location) = HeaderValue::try_from(encoded(to)) else {
        return short(StatusCode::INTERNAL_SERVER_ERROR);
    };
    let mut response = short(StatusCode::MOVED_PERMANENTLY);
    response.headers_mut().insert(LOCATION, location);
    response
}

/// An answer that is nothing but its status in words.
pub(super) fn short(status: StatusCode) -> Response<Load> {
    let words = status.canonical_reason().unwrap_or_default();
    respond(status, "text/plain; charset=utf-8", format!("{} {words}\n", status.as_str()))
}

/// An answer with the headers of production; nothing is kept by the browser.
fn respond(
    status: StatusCode,
    media_type: &'static str,
    bytes: impl Into<Bytes>,
) -> Response<Load> {
    let bytes = bytes.into();
    let length = HeaderValue::from(bytes.len());
    let mut response = Response::new(Load::whole(bytes));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in POLICY {
        if let Ok(name) = HeaderName::try_from(name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CONTENT_LENGTH, length);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// An address with escapes for everything that a header cannot carry.
fn encoded(address: &str) -> String {
    let mut text = String::with_capacity(address.len());
    for byte in address.bytes() {
        if byte.is_ascii_graphic() {
            text.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _written = write!(text, "%{byte:02X}");
        }
    }
    text
}

/// The media type of a file, from the ending of its address.
fn media_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending =
        name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    match ending.as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json; charset=utf-8",
        "webmanifest" => "application/manifest+json; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "atom" => "application/atom+xml; charset=utf-8",
        "rss" => "application/rss+xml; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "vtt" => "text/vtt; charset=utf-8",
        // Without an ending: `_headers` and its like.
        "txt" | "" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml; charset=utf-8",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "pdf" => "application/pdf",
        "mp3" => "audio/mpeg",
        "ogg" | "oga" => "audio/ogg",
        "m4a" => "audio/mp4",
        "wav" => "audio/wav",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "zip" => "application/zip",
        "gz" => "application/gzip",
        "wasm" => "application/wasm",
        "docx" => {
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        }
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "odt" => "application/vnd.oasis.opendocument.text",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_come_from_endings() {
        assert_eq!(media_type("/a/b.CSS"), "text/css; charset=utf-8");
        assert_eq!(media_type("/a.b/c"), "text/plain; charset=utf-8");
        assert_eq!(media_type("/a.tar.gz"), "application/gzip");
        assert_eq!(media_type("/a.exe"), "application/octet-stream");
    }

    #[test]
    fn every_header_of_production_is_sent() {
        let response = short(StatusCode::NOT_FOUND);
        for (name, value) in POLICY {
            assert_eq!(response.headers()[name], value);
        }
        assert_eq!(response.headers()[CACHE_CONTROL], "no-store");
    }

    #[test]
    fn addresses_fit_into_a_header() {
        assert_eq!(encoded("/straße/?a b\r\nX: y"), "/stra%C3%9Fe/?a%20b%0D%0AX:%20y");
        assert_eq!(encoded("/a%20b#c"), "/a%20b#c");
    }
}
