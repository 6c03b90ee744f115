//! What hosts read: headers, redirects, the rules for robots.
//!
//! `_headers` and `_redirects` have the form that Netlify and Cloudflare Pages take; elsewhere the
//! pages at old addresses do the work of the latter. Both files speak of addresses as browsers ask for
//! them, so where the base address has a path, every line starts with it (see `docs/hosting.md`).

use std::fmt::Write as _;

use crate::site::{PageKind, Site};

/// The headers of every answer, by name. Graded A+ by Mozilla's HTTP Observatory (algorithm 4);
/// `form-action` and `media-src` leave room for a search form and for videos of the site's own.
pub const POLICY: [(&str, &str); 6] = [
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
         connect-src 'self'; manifest-src 'self'; media-src 'self'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Strict-Transport-Security", "max-age=63072000; includeSubDomains"),
    (
        "Permissions-Policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    ),
];

/// `_headers`: the policy for everything, and a year of caching for files with a hash in their name.
pub(super) fn headers(site: &Site) -> String {
    let base = site.base_path();
    let mut text = format!("{base}/*\n");
    for (name, value) in POLICY {
        // Writing to a string cannot fail.
        let _written = writeln!(text, "  {name}: {value}");
    }
    text + base + "/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n"
}

/// `_redirects`: a line for each old address. `301!`, since there is a page at it as well.
pub(super) fn redirects(site: &Site) -> String {
    let base = site.base_path();
    let mut lines: Vec<String> = site
        .pages
        .iter()
        .filter_map(|page| match &page.kind {
            PageKind::Redirect { to, .. } => {
                let target = site.destination(to, &page.language).route;
                let (old, new) = (page.route.href(), target.href());
                Some(format!("{base}{old} {base}{new} 301!\n"))
            }
            _ => None,
        })
        .collect();
    lines.sort();
    lines.concat()
}

/// `robots.txt`: everything may be read, and where the site map is.
pub(super) fn robots(site: &Site) -> String {
    format!("User-agent: *\nAllow: /\n\nSitemap: {}/sitemap.xml\n", site.config.base_url)
}
