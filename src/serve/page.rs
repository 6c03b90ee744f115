//! Pages with the client of the preview in them, and a page for when there is none.

use crate::serve::Mark;

/// The address of the client's script.
pub(super) const SCRIPT: &str = "/__werkstatt/preview.js";

/// A page with the client's script: its last element, with what it has to know in its attributes.
///
/// `id` is the version that the page shows, as the event stream writes it.
pub(super) fn inject(html: &str, id: &str, language: &str, marks: &[Mark]) -> String {
    // A list of plain values has a JSON form.
    let marks = serde_json::to_string(marks).unwrap_or_default();
    let script = format!(
        "<script id=\"werkstatt-preview\" src=\"{SCRIPT}\" defer data-id=\"{}\" data-lang=\"{}\" \
         data-marks=\"{}\"></script>",
        attribute(id),
        attribute(language),
        attribute(&marks),
    );
    let at = last(html, "</body").or_else(|| last(html, "</html")).unwrap_or(html.len());
    [&html[..at], &script, &html[at..]].concat()
}

/// A page for an address that has none, where the site has no page for that.
pub(super) fn missing(language: &str) -> String {
    let german = "Hier steht keine Seite";
    titled(language, if language == "de" { german } else { "There is no page here" })
}

/// A page for an address whose own cannot be shown yet.
pub(super) fn not_yet(language: &str) -> String {
    let german = "Diese Seite lässt sich noch nicht zeigen";
    titled(
        language,
        if language == "de" { german } else { "This page cannot be shown yet" },
    )
}

/// A page that is nothing but its title.
fn titled(language: &str, title: &str) -> String {
    let language = if language == "de" { "de" } else { "en" };
    format!(
        "<!doctype html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title></head>\
         <body><main><h1>{title}</h1></main></body></html>\n"
    )
}

/// A page for an unknown address, with the one that may have been meant.
pub(super) fn with_meant(html: &str, meant: &str, language: &str) -> String {
    let asked = if language == "de" { "Meinten Sie" } else { "Did you mean" };
    let address = attribute(meant);
    let link = format!(
        "<p lang=\"{}\">{asked} <a href=\"{address}\">{address}</a>?</p>",
        attribute(language)
    );
    let at = last(html, "</main").or_else(|| last(html, "</body")).unwrap_or(html.len());
    [&html[..at], &link, &html[at..]].concat()
}

/// Where the last tag of a name starts, in large or small letters.
fn last(html: &str, tag: &str) -> Option<usize> {
    let (html, tag) = (html.as_bytes(), tag.as_bytes());
    html.windows(tag.len()).rposition(|window| window.eq_ignore_ascii_case(tag))
}

/// A text as the value of an attribute in quotation marks.
fn attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands before and behind the script.
    fn around(html: &str) -> (String, String) {
        let page = inject(html, "1-2", "de", &[]);
        let (before, rest) = page.split_once("<script id").unwrap();
        let (_, after) = rest.split_once("</script>").unwrap();
        (before.to_owned(), after.to_owned())
    }

    #[test]
    fn the_script_is_the_last_element() {
        for (before, after) in [
            ("<body><p>ä", "</body></html>"),
            ("<BODY><p>", "</BODY ></HTML>\n"),
            ("<pre>&lt;/body></pre></body><p>", "</body>"),
            ("<p>", "</html>"),
            ("<p>", ""),
            ("", ""),
        ] {
            let html = [before, after].concat();
            assert_eq!(around(&html), (before.to_owned(), after.to_owned()));
        }
    }

    #[test]
    fn marks_cannot_leave_their_attribute() {
        let marks = [Mark::Planned { on: "\"><script>&".to_owned() }];
        let page = inject("", "1-2", "de", &marks);
        assert!(page.contains(
            "data-marks=\"[{&quot;kind&quot;:&quot;planned&quot;,&quot;on&quot;:&quot;\\&quot;>&lt;script>&amp;&quot;}]\""
        ));
    }
}
