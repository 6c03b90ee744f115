//! What somebody looks for, taken apart.

use crate::search::fold::{Folding, fold};
use crate::search::tongue::Tongue;
use crate::search::words::{FormKind, words};

/// A query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// The words in their order.
    pub words: Vec<QueryWord>,
    /// Folded words that stand side by side in results: what was put in quotes.
    pub phrases: Vec<Vec<String>>,
    /// Folded words that no result has: what had a minus in front.
    pub excluded: Vec<String>,
}

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryWord {
    /// The ways to read it: two for gender-neutral forms, one for all others.
    pub readings: Vec<Reading>,
    /// Whether more letters may follow: it is the last one, and nothing stands behind it.
    pub is_open: bool,
    /// Whether results need not have it: it is a stop word, and there are others.
    pub is_stop: bool,
}

/// A way to read a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The folded form.
    pub folded: String,
    /// The same without taking two letters for an umlaut.
    pub plain: String,
}

/// A piece of a query before its words are looked at.
struct Piece<'q> {
    /// Its text.
    text: &'q str,
    /// Whether it was put in quotes.
    is_quoted: bool,
    /// Whether it had a minus in front.
    is_excluded: bool,
}

/// Takes a query apart, as it was typed.
pub fn parse(text: &str, tongue: &Tongue) -> Query {
    let mut query = Query::default();
    for piece in pieces(text) {
        let mut found = vec![];
        for word in words(piece.text) {
            let readings = readings(word.text, tongue);
            let is_open = !piece.is_quoted && piece.text.ends_with(word.text);
            found.extend(readings.into_iter().map(|readings| {
                let is_stop = readings.iter().all(|r| tongue.is_stop(&r.folded));
                QueryWord { readings, is_open, is_stop }
            }));
        }
        if piece.is_excluded {
            query.excluded.extend(
                found
                    .into_iter()
                    .flat_map(|word| word.readings)
                    .map(|reading| reading.folded),
            );
            continue;
        }
        if piece.is_quoted && found.len() > 1 {
            let first = |word: &QueryWord| word.readings[0].folded.clone();
            query.phrases.push(found.iter().map(first).collect());
        }
        query.words.extend(found);
    }
    if query.words.iter().all(|word| word.is_stop) {
        query.words.iter_mut().for_each(|word| word.is_stop = false);
    }
    let last = query.words.len().saturating_sub(1);
    let ends_open = text.ends_with(char::is_alphanumeric);
    for (place, word) in query.words.iter_mut().enumerate() {
        word.is_open &= ends_open && place == last;
    }
    query
}

/// The pieces of a query between spaces and quotes.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let is_quote = |letter: char| matches!(letter, '"' | '„' | '“' | '”' | '«' | '»');
    let mut pieces = vec![];
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let unsigned = rest.strip_prefix(['-', '−', '–']);
        let is_excluded = unsigned.is_some_and(|behind| {
            behind.starts_with(|letter| char::is_alphanumeric(letter) || is_quote(letter))
        });
        let start = if is_excluded { unsigned.unwrap_or(rest) } else { rest };
        let quoted = start.strip_prefix(is_quote);
        let (inner, end) = match quoted {
            Some(inner) => (inner, inner.find(is_quote)),
            None => (
                start,
                start.find(|letter| char::is_whitespace(letter) || is_quote(letter)),
            ),
        };
        let text = &inner[..end.unwrap_or(inner.len())];
        if !text.is_empty() {
            pieces.push(Piece { text, is_quoted: quoted.is_some(), is_excluded });
        }
        let Some(end) = end else { return pieces };
        let behind = &inner[end..];
        rest =
            if quoted.is_some() { behind.trim_start_matches(is_quote) } else { behind };
    }
}

/// The words that a written word is looked for by, each with the ways to read it.
fn readings(word: &str, tongue: &Tongue) -> Vec<Vec<Reading>> {
    let hyphens = ['-', '\u{2010}', '\u{2011}'];
    let parts = word.split(hyphens).filter(|part| !part.is_empty());
    let of_part = |part: &str| {
        let mut readings = vec![];
        for word in words(part) {
            word.forms(|form, kind| {
                if kind == FormKind::Whole {
                    readings.push(Reading {
                        folded: fold(form, tongue.folding),
                        plain: fold(form, Folding::Plain),
                    });
                }
            });
        }
        readings.retain(|reading: &Reading| !reading.folded.is_empty());
        readings
    };
    parts.map(of_part).filter(|readings| !readings.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    /// A query in one line: words with `|` between readings and `…` where they are open, phrases in
    /// brackets, what is excluded behind a minus.
    fn line(text: &str) -> String {
        let query = parse(text, &Tongue::of(&Language::new("de")));
        let word = |word: &QueryWord| {
            let readings = word.readings.iter().map(|reading| reading.folded.as_str());
            readings.collect::<Vec<_>>().join("|") + if word.is_open { "…" } else { "" }
        };
        let words = query.words.iter().filter(|word| !word.is_stop).map(word);
        let phrases =
            query.phrases.iter().map(|phrase| format!("[{}]", phrase.join(" ")));
        let excluded = query.excluded.iter().map(|word| format!("-{word}"));
        words.chain(phrases).chain(excluded).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn takes_queries_apart() {
        let cases = [
            ("Fachkräfte siche", "fachkrafte siche…"),
            ("Fachkräfte ", "fachkrafte"),
            ("die Strategie der Industrie", "strategie industrie…"),
            ("der die das", "der die das…"),
            ("\"kleine Betriebe\" Stadt", "kleine betriebe stadt… [kleine betriebe]"),
            ("„neue Wege“", "neue wege [neue wege]"),
            ("Energie -Kohle -\"alte Netze\"", "energie -kohle -alte -netze"),
            ("Ost-West - Forum", "ost west forum…"),
            ("Akteur:innen", "akteur|akteurinnen…"),
            ("\"offen", "offen"),
            ("Industrie 4.0", "industrie 4.0…"),
            ("<script>alert(1)</script>", "script alert 1 script"),
            ("  ", ""),
            ("--- \"\" „", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(line(text), expected, "{text}");
        }
    }
}
