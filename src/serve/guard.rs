//! Who may ask: only pages of this server, in a browser that names it as it is called here.
//!
//! A foreign page in the same browser can send requests to this machine. It can't lie about `Host`,
//! `Origin` and `Sec-Fetch-Site`; a name of its own that points to this machine shows in `Host`.

use std::net::{IpAddr, SocketAddr};

use hyper::HeaderMap;
use hyper::header::{HOST, HeaderName, ORIGIN};

/// Tells whether a request may be answered, from its headers and the address of this machine that
/// it came in at.
///
/// Names of this machine are those of loopback and that address itself: with `--host 0.0.0.0` this
/// is whichever address of the machine the browser has connected to.
pub(super) fn may_ask(headers: &HeaderMap, local: SocketAddr) -> bool {
    let Some(host) = single(headers, &HOST) else { return false };
    let is_own = is_own_host(host, local);
    let is_same_origin = !headers.contains_key(ORIGIN)
        || single(headers, &ORIGIN).is_some_and(|origin| is_origin_of(origin, host));
    let site = HeaderName::from_static("sec-fetch-site");
    let is_same_site = !headers.contains_key(&site)
        || matches!(single(headers, &site), Some("same-origin" | "none"));
    is_own && is_same_origin && is_same_site
}

/// The value of a header that is there once.
fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

/// Tells whether a `Host` names this server, with its port; 80 may be left out, as browsers do.
fn is_own_host(host: &str, local: SocketAddr) -> bool {
    let port = format!(":{}", local.port());
    let name = match host.strip_suffix(&port) {
        Some(name) => name,
        None if local.port() == 80 => host,
        None => return false,
    };
    let is_loopback =
        matches!(name, "127.0.0.1" | "[::1]") || name.eq_ignore_ascii_case("localhost");
    is_loopback || literal(name) == Some(local.ip().to_canonical())
}

/// Reads an IP address as it stands in an URL.
fn literal(name: &str) -> Option<IpAddr> {
    match name.strip_prefix('[') {
        Some(inside) => Some(IpAddr::V6(inside.strip_suffix(']')?.parse().ok()?)),
        None => Some(IpAddr::V4(name.parse().ok()?)),
    }
}

/// Tells whether an origin is that of the host which was asked.
fn is_origin_of(origin: &str, host: &str) -> bool {
    origin.strip_prefix("http://").is_some_and(|origin| origin.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    fn asks(local: &str, headers: &[(&str, &str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name: HeaderName = name.parse().unwrap();
            map.append(name, HeaderValue::from_str(value).unwrap());
        }
        may_ask(&map, local.parse().unwrap())
    }

    #[test]
    fn only_names_of_this_machine_are_hosts() {
        let host = |local: &str, host: &str| asks(local, &[("host", host)]);
        for own in ["localhost:1111", "LOCALHOST:1111", "127.0.0.1:1111", "[::1]:1111"] {
            assert!(host("127.0.0.1:1111", own), "{own}");
        }
        for foreign in [
            "evil.example",
            "evil.example:1111",
            "localhost",
            "localhost:1112",
            "localhost.:1111",
            "127.0.0.1.evil.example:1111",
            "x@localhost:1111",
            "[::1:1111",
            "192.168.1.5:1111",
            "0.0.0.0:1111",
            "2130706433:1111",
            "",
        ] {
            assert!(!host("127.0.0.1:1111", foreign), "{foreign}");
        }
        assert!(host("127.0.0.1:80", "localhost"));
        assert!(host("192.168.1.5:1111", "192.168.1.5:1111"));
        assert!(host("[::ffff:192.168.1.5]:1111", "192.168.1.5:1111"));
        assert!(host("[fd00::5]:1111", "[fd00::5]:1111"));
        assert!(!host("192.168.1.5:1111", "192.168.1.6:1111"));
        assert!(!asks("127.0.0.1:1111", &[]));
        assert!(!asks(
            "127.0.0.1:1111",
            &[("host", "localhost:1111"), ("host", "evil.example")]
        ));
    }

    #[test]
    fn other_origins_and_sites_are_turned_away() {
        let with = |name: &str, value: &str| {
            asks("127.0.0.1:1111", &[("host", "localhost:1111"), (name, value)])
        };
        assert!(with("origin", "http://localhost:1111"));
        for origin in [
            "http://evil.example",
            "https://localhost:1111",
            "http://localhost:1112",
            "http://127.0.0.1:1111",
            "http://192.168.1.5:1111",
            "null",
            "",
        ] {
            assert!(!with("origin", origin), "{origin}");
        }
        assert!(with("sec-fetch-site", "same-origin"));
        assert!(with("sec-fetch-site", "none"));
        assert!(!with("sec-fetch-site", "cross-site"));
        assert!(!with("sec-fetch-site", "same-site"));
    }
}
