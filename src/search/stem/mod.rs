//! Stemming: what the forms of a word have in common.
//!
//! The algorithms are those of Snowball (snowballstem.org), applied to folded words, so that a form with
//! an umlaut and one without meet. The browser has the same rules (`client/stem-de.js` and
//! `client/stem-en.js`); `tests/search/words.tsv` holds both to them.

mod english;
mod german;

/// The stemmer of a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stemmer {
    /// Snowball's algorithm for German.
    German,
    /// Snowball's algorithm for English ("Porter 2").
    English,
    /// None: words stay as they are.
    None,
}

impl Stemmer {
    /// The stem of a folded word. Words with other signs than `a` to `z`, and those of less than four
    /// letters, stay as they are.
    pub fn stem(self, word: &str) -> String {
        if word.len() < SHORTEST || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return word.to_owned();
        }
        match self {
            Self::German => german::stem(word),
            Self::English => english::stem(word),
            Self::None => word.to_owned(),
        }
    }
}

/// The fewest letters of a word that is stemmed: of shorter ones, endings are most of the word.
const SHORTEST: usize = 4;

/// Tells whether a letter is a vowel; umlauts are folded, and letters in capitals count as consonants.
fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// The start of the region behind the first consonant that follows a vowel, from a letter on.
fn region(letters: &[u8], start: usize) -> usize {
    let rest = letters.get(start..).unwrap_or_default();
    let vowel = rest.iter().position(|letter| is_vowel(*letter));
    let behind = vowel.and_then(|vowel| {
        let behind = rest[vowel..].iter().position(|letter| !is_vowel(*letter))?;
        Some(start + vowel + behind + 1)
    });
    behind.unwrap_or(letters.len())
}

#[cfg(test)]
mod tests {
    use rust_stemmers::{Algorithm, Stemmer as Snowball};

    use super::Stemmer;

    /// Beginnings of German words.
    const GERMAN_PARTS: &str = "arbeit auf bau bild erkennt fahig frau gross grun haus hoff industrie klar \
                kraft leb neuer quell region sach schon sicher stadt steuer strategie such \
                treu uber um verein weis wirk zukunft eyu yayu aueu";

    /// What can follow them.
    const GERMAN_ENDINGS: &str = "e em en end ende enden er erei eren ern es est esten haft heit heiten ig ige \
                igen igend igkeit igkeiten igung ik isch ische keit lich liche lichkeit \
                lichkeiten lichst nis niss nisse nissen s schaft ste st ung ungen ungs \
                erheit enlich eig eisch";

    /// Beginnings of English words.
    const ENGLISH_PARTS: &str = "act agree commun control day general gener hap hop industri innov lay nation \
                oper participat plan polit public region sens skill strateg tr use work yell \
                fl arsen b cr";

    /// What can follow them.
    const ENGLISH_ENDINGS: &str = "al alize alism ality ally ance ant ate ated ating ation ational ative ator \
                bly ed edly eed eedly ement ence ent ently er es ful fully fulness ible ic \
                ical icate ied ies ing ingly ion ism iti ity ive iveness ivity ization ize \
                izer less lessly ll log logi logy ly ment ness ous ously ousness pping s ss \
                sses sion us y ying abli anci enci";

    /// Words made of one or two parts and perhaps an ending, so that every rule has many.
    fn made(parts: &str, endings: &str) -> Vec<String> {
        let starts = || parts.split_whitespace();
        let ends = || endings.split_whitespace().chain([""]);
        let pairs = starts()
            .chain([""])
            .flat_map(|start| starts().map(move |part| [start, part].concat()));
        pairs.flat_map(|pair| ends().map(move |end| [&*pair, end].concat())).collect()
    }

    /// Fails unless all words have the stems that Snowball gives them.
    fn expect_snowball(ours: Stemmer, algorithm: Algorithm, words: &[String]) {
        assert!(words.len() > 50_000, "{}", words.len());
        let theirs = Snowball::create(algorithm);
        for word in words.iter().filter(|word| word.len() >= super::SHORTEST) {
            assert_eq!(ours.stem(word), theirs.stem(word), "{word}");
        }
    }

    #[test]
    fn stems_are_those_of_snowball() {
        let german = made(GERMAN_PARTS, GERMAN_ENDINGS);
        expect_snowball(Stemmer::German, Algorithm::German, &german);
        let english = made(ENGLISH_PARTS, ENGLISH_ENDINGS);
        expect_snowball(Stemmer::English, Algorithm::English, &english);
    }
}
