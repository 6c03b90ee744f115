//! Snowball's stemmer for English, "Porter 2" (snowballstem.org/algorithms/english/stemmer.html).

use crate::search::stem::{is_vowel, region};

/// Words whose stems no rule gives.
const EXCEPTIONS: [(&str, &str); 18] = [
    ("skis", "ski"),
    ("skies", "sky"),
    ("dying", "die"),
    ("lying", "lie"),
    ("tying", "tie"),
    ("idly", "idl"),
    ("gently", "gentl"),
    ("ugly", "ugli"),
    ("early", "earli"),
    ("only", "onli"),
    ("singly", "singl"),
    ("sky", "sky"),
    ("news", "news"),
    ("howe", "howe"),
    ("atlas", "atlas"),
    ("cosmos", "cosmos"),
    ("bias", "bias"),
    ("andes", "andes"),
];

/// Words that stay as they are once a plural is taken away.
const INVARIANT: [&str; 8] =
    ["inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed"];

/// Starts of words behind which the first region begins.
const STARTS: [&str; 3] = ["gener", "commun", "arsen"];

/// Step 2: endings in the first region and what takes their place.
const SECOND: [(&str, &str); 22] = [
    ("ational", "ate"),
    ("fulness", "ful"),
    ("iveness", "ive"),
    ("ization", "ize"),
    ("ousness", "ous"),
    ("biliti", "ble"),
    ("lessli", "less"),
    ("tional", "tion"),
    ("alism", "al"),
    ("aliti", "al"),
    ("ation", "ate"),
    ("entli", "ent"),
    ("fulli", "ful"),
    ("iviti", "ive"),
    ("ousli", "ous"),
    ("abli", "able"),
    ("alli", "al"),
    ("anci", "ance"),
    ("ator", "ate"),
    ("enci", "ence"),
    ("izer", "ize"),
    ("bli", "ble"),
];

/// Step 3: the same.
const THIRD: [(&str, &str); 8] = [
    ("ational", "ate"),
    ("tional", "tion"),
    ("alize", "al"),
    ("icate", "ic"),
    ("iciti", "ic"),
    ("ical", "ic"),
    ("ness", ""),
    ("ful", ""),
];

/// Step 4: endings that fall in the second region.
const FOURTH: [&str; 17] = [
    "ement", "able", "ance", "ence", "ible", "ment", "ant", "ate", "ent", "ism", "iti",
    "ive", "ize", "ous", "al", "er", "ic",
];

/// The stem of a word of `a` to `z` with at least three letters.
pub(super) fn stem(word: &str) -> String {
    if let Some((_, stem)) = EXCEPTIONS.iter().find(|(known, _)| *known == word) {
        return (*stem).to_owned();
    }
    let letters = marked(word);
    let start = STARTS.iter().find(|start| word.starts_with(*start));
    let first = start.map_or_else(|| region(&letters, 0), |start| start.len());
    let second = region(&letters, first);
    let mut stem = Stem { letters, first, second };
    stem.take_plural();
    if !INVARIANT.iter().any(|known| stem.letters == known.as_bytes()) {
        stem.take_tense();
        stem.soften_y();
        if !stem.exchange(&SECOND) {
            stem.take_adverb();
        }
        stem.exchange_third();
        stem.take_derivation();
        stem.take_last();
    }
    let letters =
        stem.letters.iter().map(|letter| char::from(letter.to_ascii_lowercase()));
    letters.collect()
}

/// The letters of a word, with `Y` where it counts as a consonant.
fn marked(word: &str) -> Vec<u8> {
    let mut letters = word.as_bytes().to_vec();
    for at in 0..letters.len() {
        if letters[at] == b'y' && (at == 0 || is_vowel(letters[at - 1])) {
            letters[at] = b'Y';
        }
    }
    letters
}

/// A word that loses its endings.
struct Stem {
    /// The letters that are left.
    letters: Vec<u8>,
    /// Where Snowball's region R1 starts.
    first: usize,
    /// Where its region R2 starts.
    second: usize,
}

impl Stem {
    /// Tells whether it ends in something.
    fn ends(&self, ending: &str) -> bool {
        self.letters.ends_with(ending.as_bytes())
    }

    /// The letters before an ending of some length.
    fn before(&self, length: usize) -> &[u8] {
        &self.letters[..self.letters.len() - length]
    }

    /// Tells whether an ending of some length lies in a region.
    fn lies_in(&self, region: usize, length: usize) -> bool {
        self.letters.len() >= region + length
    }

    /// Puts something in the place of the last letters.
    fn replace(&mut self, length: usize, with: &str) {
        self.letters.truncate(self.letters.len() - length);
        self.letters.extend(with.bytes());
    }

    /// Step 1a: plurals.
    fn take_plural(&mut self) {
        if self.ends("sses") {
            self.replace(2, "");
        } else if self.ends("ied") || self.ends("ies") {
            let is_long = self.letters.len() > 4;
            self.replace(if is_long { 2 } else { 1 }, "");
        } else if self.ends("s") && !self.ends("us") && !self.ends("ss") {
            let before = self.before(1);
            let has_vowel = before.len() > 1
                && before[..before.len() - 1].iter().any(|l| is_vowel(*l));
            if has_vowel {
                self.replace(1, "");
            }
        }
    }

    /// Step 1b: tenses.
    fn take_tense(&mut self) {
        let endings = ["eedly", "ingly", "edly", "eed", "ing", "ed"];
        let Some(ending) = endings.into_iter().find(|ending| self.ends(ending)) else {
            return;
        };
        if ending.starts_with("eed") {
            if self.lies_in(self.first, ending.len()) {
                self.replace(ending.len(), "ee");
            }
            return;
        }
        if !self.before(ending.len()).iter().any(|letter| is_vowel(*letter)) {
            return;
        }
        self.replace(ending.len(), "");
        let is_double = matches!(
            self.letters.as_slice(),
            [.., one, other] if one == other && b"bdfgmnprt".contains(one)
        );
        if ["at", "bl", "iz"].into_iter().any(|end| self.ends(end)) {
            self.replace(0, "e");
        } else if is_double {
            self.replace(1, "");
        } else if self.letters.len() <= self.first && self.has_short_end() {
            self.replace(0, "e");
        }
    }

    /// Tells whether it ends in a short syllable.
    fn has_short_end(&self) -> bool {
        match self.letters.as_slice() {
            [vowel, last] => is_vowel(*vowel) && !is_vowel(*last),
            [.., before, vowel, last] => {
                !is_vowel(*before)
                    && is_vowel(*vowel)
                    && !is_vowel(*last)
                    && !matches!(last, b'w' | b'x' | b'Y')
            }
            _ => false,
        }
    }

    /// Step 1c.
    fn soften_y(&mut self) {
        if let [_, .., before, b'y' | b'Y'] = self.letters.as_slice()
            && !is_vowel(*before)
        {
            self.replace(1, "i");
        }
    }

    /// Exchanges the longest ending of a list that it has, if it lies in the first region; tells whether
    /// it has one.
    fn exchange(&mut self, endings: &[(&str, &str)]) -> bool {
        let found = endings.iter().find(|(ending, _)| self.ends(ending));
        if let Some((ending, with)) = found
            && self.lies_in(self.first, ending.len())
        {
            self.replace(ending.len(), with);
        }
        found.is_some()
    }

    /// The rest of step 2: `logi` and adverbs.
    fn take_adverb(&mut self) {
        if self.ends("logi") && self.lies_in(self.first, 3) {
            self.replace(1, "");
        } else if self.ends("li") && self.lies_in(self.first, 2) {
            let before = self.before(2).last();
            if before.is_some_and(|letter| b"cdeghkmnrt".contains(letter)) {
                self.replace(2, "");
            }
        }
    }

    /// Step 3.
    fn exchange_third(&mut self) {
        if self.ends("ative") {
            if self.lies_in(self.first, 5) && self.lies_in(self.second, 5) {
                self.replace(5, "");
            }
        } else {
            self.exchange(&THIRD);
        }
    }

    /// Step 4.
    fn take_derivation(&mut self) {
        if let Some(ending) = FOURTH.into_iter().find(|ending| self.ends(ending)) {
            if self.lies_in(self.second, ending.len()) {
                self.replace(ending.len(), "");
            }
        } else if (self.ends("sion") || self.ends("tion")) && self.lies_in(self.second, 3)
        {
            self.replace(3, "");
        }
    }

    /// Step 5.
    fn take_last(&mut self) {
        if self.ends("e") {
            let is_in_second = self.lies_in(self.second, 1);
            let is_in_first = self.lies_in(self.first, 1);
            let rest = Self { letters: self.before(1).to_vec(), ..*self };
            if is_in_second || is_in_first && !rest.has_short_end() {
                self.replace(1, "");
            }
        } else if self.ends("ll") && self.lies_in(self.second, 1) {
            self.replace(1, "");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn forms_of_a_word_meet() {
        let cases = [
            (["strategy", "strategies"].as_slice(), "strategi"),
            (&["recommend", "recommended", "recommending"], "recommend"),
            (&["national", "nationally"], "nation"),
            (&["hopping", "hopped", "hop"], "hop"),
            (&["hope", "hoping", "hoped"], "hope"),
            (&["generate", "generated", "generation"], "generat"),
        ];
        for (forms, expected) in cases {
            for form in forms {
                assert_eq!(stem(form), expected, "{form}");
            }
        }
    }
}
