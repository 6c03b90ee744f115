//! Width and height of an SVG: the attributes of its root element, read by a small careful scan.
//!
//! Only the prologue and one start tag are looked at; nothing is resolved or expanded.

/// The size of an SVG in CSS pixels: `width` and `height` where they are lengths, else the view box,
/// each rounded and at least 1.
pub(super) fn dimensions(text: &str) -> Option<(u32, u32)> {
    let attributes = attributes(root(text)?);
    let value =
        |name| attributes.iter().find(|(n, _)| *n == name).map(|(_, value)| *value);
    let (width, height) =
        (value("width").and_then(length), value("height").and_then(length));
    let view = value("viewBox").and_then(view_box);
    match (width, height, view) {
        (Some(width), Some(height), _) => pixels(width, height),
        (Some(width), None, Some((w, h))) => pixels(width, width * h / w),
        (None, Some(height), Some((w, h))) => pixels(height * w / h, height),
        (None, None, Some((w, h))) => pixels(w, h),
        _ => None,
    }
}

/// What stands between `<svg` and `>` in the first element, if that is `svg`.
fn root(text: &str) -> Option<&str> {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        rest = if let Some(comment) = rest.strip_prefix("<!--") {
            comment.split_once("-->")?.1
        } else if let Some(instruction) = rest.strip_prefix("<?") {
            instruction.split_once("?>")?.1
        } else if let Some(doctype) = rest.strip_prefix("<!") {
            let close = doctype.find(['[', '>'])?;
            let subset = doctype[close..].starts_with('[');
            let after = &doctype[close + 1..];
            if subset { after.split_once(']')?.1.split_once('>')?.1 } else { after }
        } else {
            break;
        };
        rest = rest.trim_start();
    }
    let name_end = rest.find(|c: char| c.is_whitespace() || c == '>' || c == '/')?;
    let name = rest[..name_end].strip_prefix('<')?;
    if name != "svg" && !name.ends_with(":svg") {
        return None;
    }
    Some(&rest[name_end..])
}

/// The attributes of a start tag up to its end, as written.
fn attributes(mut rest: &str) -> Vec<(&str, &str)> {
    let mut attributes = vec![];
    while let Some((name, value, after)) = attribute(rest) {
        attributes.push((name, value));
        rest = after;
    }
    attributes
}

/// The next attribute and what follows it.
fn attribute(rest: &str) -> Option<(&str, &str, &str)> {
    let (name, after) = rest.split_once('=')?;
    let name = name.trim();
    if name.is_empty() || name.contains(['<', '>', '"', '\'', '/']) {
        return None;
    }
    let after = after.trim_start();
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (value, after) = after[1..].split_once(quote)?;
    Some((name, value, after))
}

/// A length in CSS pixels; nothing for percentages, and for units that depend on a font.
fn length(value: &str) -> Option<f64> {
    let value = value.trim();
    let end = value.find(|c: char| c.is_ascii_alphabetic() && c != 'e' && c != 'E');
    let (number, unit) = value.split_at(end.unwrap_or(value.len()));
    let factor = match unit {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        _ => return None,
    };
    positive(number).map(|number| number * factor)
}

/// Width and height of a view box.
fn view_box(value: &str) -> Option<(f64, f64)> {
    let mut numbers =
        value.split(|c: char| c.is_whitespace() || c == ',').filter(|n| !n.is_empty());
    let width = positive(numbers.nth(2)?)?;
    let height = positive(numbers.next()?)?;
    Some((width, height))
}

/// A number above 0.
fn positive(number: &str) -> Option<f64> {
    let number: f64 = number.trim().parse().ok()?;
    (number.is_finite() && number > 0.0).then_some(number)
}

/// Whole pixels, if they are few enough to be meant.
fn pixels(width: f64, height: f64) -> Option<(u32, u32)> {
    let whole = |length: f64| -> Option<u32> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "in range"
        )]
        (0.0..1e6).contains(&length).then(|| (length.round() as u32).max(1))
    };
    Some((whole(width)?, whole(height)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_root_elements() {
        let cases = [
            (r#"<svg width="24" height='12.4px'>"#, Some((24, 12))),
            (r#"<svg viewBox="0 0 300 150"/>"#, Some((300, 150))),
            (r#"<svg viewBox="0,0,300,150" width="100%"/>"#, Some((300, 150))),
            (r#"<svg height="50" viewBox="0 0 300 150">"#, Some((100, 50))),
            (r#"<svg width="1in" height="2.54cm">"#, Some((96, 96))),
            (
                "\u{feff}<?xml version=\"1.0\"?>\n<!-- <svg width=\"1\"> -->\n<!DOCTYPE svg [ <!ENTITY a \
                 \"b\"> ]>\n<svg\n  xmlns = \"x\" width=\"3\" height=\"4\">",
                Some((3, 4)),
            ),
            (r#"<s:svg xmlns:s="x" width="3" height="4"/>"#, Some((3, 4))),
            (r#"<svg width="24"><rect width="1" height="2"/>"#, None),
            (r#"<svg><rect width="1" height="2"/></svg>"#, None),
            (r#"<html><svg width="1" height="2"/>"#, None),
            (r#"<svg width="0" height="9"/>"#, None),
            (r#"<svg width="1e9" height="9"/>"#, None),
            ("", None),
            ("<svg width=\"", None),
        ];
        for (text, size) in cases {
            assert_eq!(dimensions(text), size, "{text}");
        }
    }
}
