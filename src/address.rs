//! Web and e-mail addresses that people write into fields: which ones may be published.

/// The schemes that a link of the site may have.
pub const SCHEMES: &[&str] = &["https", "http", "mailto", "tel"];

/// What an address turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It can be published.
    Good,
    /// Its scheme is not allowed; in small letters.
    Forbidden(String),
    /// It is no address.
    Invalid,
}

/// Judges an address with a scheme.
pub fn judge(address: &str) -> Verdict {
    let is_scheme = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    };
    if address.chars().any(|c| c.is_control() || c.is_whitespace()) {
        // Browsers skip tabs and line breaks inside a scheme; nobody writes them by mistake.
        return Verdict::Invalid;
    }
    let Some((scheme, rest)) = address.split_once(':') else { return Verdict::Invalid };
    if !is_scheme(scheme) || address.contains(['<', '>', '"', '\\', '`']) {
        return Verdict::Invalid;
    }
    let scheme = scheme.to_ascii_lowercase();
    let is_good = match scheme.as_str() {
        "http" | "https" => rest.strip_prefix("//").is_some_and(has_host),
        "mailto" => is_email(rest.split('?').next().unwrap_or(rest)),
        "tel" => {
            !rest.is_empty()
                && rest.chars().all(|c| c.is_ascii_digit() || "+-.()".contains(c))
        }
        // `www.example.org:80/x` and `localhost:80` have no scheme at all.
        other if other.contains('.') => false,
        _ => return Verdict::Forbidden(scheme),
    };
    if is_good { Verdict::Good } else { Verdict::Invalid }
}

/// Tells whether the part behind `//` starts with a host name that could be one.
fn has_host(rest: &str) -> bool {
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let name = host.rsplit_once('@').map_or(host, |(_, name)| name);
    name.starts_with(|c: char| c.is_alphanumeric() || c == '[')
        && name.chars().all(|c| c.is_alphanumeric() || ".-:[]".contains(c))
        && !name.contains("..")
}

/// The address of a published site without its final slash: `http` or `https`, a host and perhaps a
/// path without `.` and `..`; nothing if the text is something else.
pub fn base_url(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once("://")?;
    let host = rest.split('/').next().unwrap_or(rest);
    let is_host = |c: char| c.is_alphanumeric() || ".-:[]".contains(c);
    let has_host = host.chars().all(is_host)
        && host.starts_with(|c: char| c.is_alphanumeric() || c == '[');
    let is_foreign =
        |c: char| c.is_whitespace() || c.is_control() || "?#\\\"<>^`{|}".contains(c);
    let is_climbing = rest.split('/').any(|segment| matches!(segment, "." | ".."));
    let is_web = matches!(scheme, "http" | "https");
    let is_base = is_web && has_host && !rest.contains(is_foreign) && !is_climbing;
    is_base.then(|| text.trim_end_matches('/'))
}

/// Tells whether a text looks like an e-mail address: one `@`, and a domain with a dot.
pub fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    let is_name_sign =
        |c: char| c.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c);
    let is_domain_sign = |c: char| c.is_alphanumeric() || ".-".contains(c);
    !name.is_empty()
        && name.chars().all(is_name_sign)
        && domain.contains('.')
        && !domain.starts_with(['.', '-'])
        && !domain.ends_with(['.', '-'])
        && !domain.contains("..")
        && domain.chars().all(is_domain_sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judges_addresses() {
        for address in [
            "https://www.sachsen.de/a?b=c#d",
            "http://localhost:80",
            "HTTPS://ä.example/ü",
            "mailto:a@b.de?subject=x",
            "tel:+49-351-1",
        ] {
            assert_eq!(judge(address), Verdict::Good, "{address}");
        }
        for address in
            ["javascript:alert(1)", "JavaScript:x", "data:text/html,x", "file:///x"]
        {
            assert!(matches!(judge(address), Verdict::Forbidden(_)), "{address}");
        }
        for address in [
            "www.sachsen.de",
            "",
            "https://",
            "https:/x",
            "java\tscript:x",
            "/a",
            "a b",
            "mailto:a",
            "https://a\"b",
            "https://..",
            "www.a.de:80",
        ] {
            assert_eq!(judge(address), Verdict::Invalid, "{address}");
        }
    }

    #[test]
    fn knows_email() {
        assert!(is_email("redaktion@example.org"));
        for text in ["", "a", "a@b", "@b.de", "a@b..de", "a b@c.de", "a@b@c.de", "a@.de"]
        {
            assert!(!is_email(text), "{text}");
        }
    }
}
