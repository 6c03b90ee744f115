//! German compound words, split by the words of the site itself.
//!
//! No word list is needed: whatever the site uses as a noun of its own may be a part of its other words.
//! `Industriestrategie` is split where `Industrie` and `Strategie` are words of the site. The best of all
//! splits is the one whose parts are used most (the geometric mean of frequencies, Koehn and Knight 2003,
//! *Empirical Methods for Compound Splitting*).

use rustc_hash::FxHashSet;

use crate::search::stem::Stemmer;
use crate::search::texts::TextMap;

/// The fewest letters of a part.
const SHORTEST_PART: usize = 4;

/// The fewest letters of a word that is split: two parts.
const SHORTEST: usize = 2 * SHORTEST_PART;

/// The most parts of a word.
const MOST_PARTS: usize = 4;

/// What may stand between two parts, folded (Langer 1998 lists them by frequency).
const LINKS: [&str; 6] = ["s", "es", "n", "en", "er", "e"];

/// What the last part may end in beside the word that it is.
const INFLECTIONS: [&str; 7] = ["s", "es", "n", "en", "e", "er", "ern"];

/// What a first part may have lost of its word.
const CLIPS: [&str; 2] = ["e", "en"];

/// What the last part may have lost of the form that the site has of it.
const EXTENSIONS: [&str; 3] = ["e", "en", "ung"];

/// How much less a part is worth that is a word only without the link or the ending behind it.
const TRIMMED: f32 = 0.1;

/// The same for a first part that lost its last letter: `Schul-` for `Schule`.
const CLIPPED: f32 = 0.2;

/// The same for a last part whose stem alone is known by a longer form.
const EXTENDED: f32 = 0.35;

/// The least that a word is worth that is worth something.
const LEAST: f32 = 0.05;

/// How much each further part makes a split less likely.
const DEEPER: f32 = 0.9;

/// What each letter of the shortest part adds to the measure of a split, up to seven: a split into two
/// words of middle length is right more often than one into a long and a short word.
const BALANCE: f32 = 0.25;

/// The letters up to which balance counts.
const BALANCE_MOST: usize = 7;

/// How often a word must be written as a noun to be a part of others.
const NOUN_OFTEN: u32 = 2;

/// How often any word must stand in the site to be a part of others.
const WORD_OFTEN: u32 = 8;

/// What a word that is never written as a noun is worth as a part.
const NO_NOUN: f64 = 0.2;

/// The factor between two steps of what words are worth.
const STEP: f64 = std::f64::consts::SQRT_2;

/// What a step is worth: the logarithm of its factor, since parts are weighed by the logarithms of how often
/// they are used.
const STEP_WORTH: f32 = std::f32::consts::LN_2 / 2.0;

/// Free words that, within longer ones, are prefixes or endings far more often than parts.
const NO_PARTS: &str = "alle allem ander andere anderen auch aber aus bares barer bare dann dies diese dieser \
durch ein eine einem einer eines elle ellen ende enden ente enten ente gegen haben haft heit hinter immer inter \
ionen isch keit legen lich mehr nach nahme nahmen nation nationen nicht oder ration rung schaft schaften sein \
sich sicht stell stelle stellen tion tung uber ung ungen unter viel viele wenn werden wider wieder wird zwischen";

/// Splits words.
#[derive(Debug)]
pub struct Splitter {
    /// What each text is worth as a part.
    worths: TextMap<Worths>,
}

/// What a text is worth as a part.
#[derive(Debug, Clone, Copy, Default)]
struct Worths {
    /// As the word that it is; 0 where it is none.
    whole: f32,
    /// The most that a word is worth that has one of [`CLIPS`] behind the text.
    clipped: f32,
    /// The same for one of [`EXTENSIONS`].
    extended: f32,
}

/// What a word of the site is worth as a part of others, given how often the site has it and how often it
/// is written as a noun there; 0 where it is no part. In steps, since one use more or less must not
/// change how other words are split: two steps for each doubling.
pub fn worth(word: &str, seen: u32, capital: u32) -> u8 {
    let is_used = capital >= NOUN_OFTEN || seen >= WORD_OFTEN;
    if !is_used || word.len() < SHORTEST_PART || !is_plain(word) {
        return 0;
    }
    let often = f64::from(seen) * if capital > 0 { 1.0 } else { NO_NOUN };
    let steps = (often.ln_1p() / STEP.ln()).round().clamp(1.0, f64::from(u8::MAX));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped"
    )]
    let steps = steps as u8;
    steps
}

/// What of a word stands in each compound that has it as a part, in any of its forms.
pub(super) fn root(word: &str) -> &str {
    let without = ["ung", "en", "e"].iter().find_map(|ending| word.strip_suffix(ending));
    without.filter(|rest| !rest.is_empty()).unwrap_or(word)
}

/// A split of a word.
struct Split<'w> {
    /// How good it is.
    measure: f32,
    /// The parts as they stand in the word, with what links them.
    parts: Vec<&'w str>,
}

impl Splitter {
    /// Learns from the words of a site, with what each is worth.
    pub fn new<'w>(words: impl Iterator<Item = (&'w str, u8)>) -> Self {
        let no_parts: FxHashSet<&str> = NO_PARTS.split_whitespace().collect();
        let words = words.filter(|(word, worth)| *worth > 0 && !no_parts.contains(word));
        let mut worths: TextMap<Worths> = TextMap::default();
        for (word, worth) in words {
            let worth = STEP_WORTH * f32::from(worth);
            worths.change(word, |worths| worths.whole = worth);
            for text in CLIPS.iter().filter_map(|end| word.strip_suffix(end)) {
                worths.change(text, |worths| worths.clipped = worths.clipped.max(worth));
            }
            for text in EXTENSIONS.iter().filter_map(|end| word.strip_suffix(end)) {
                worths
                    .change(text, |worths| worths.extended = worths.extended.max(worth));
            }
        }
        Self { worths }
    }

    /// The stems of the parts of a folded word, without links between them; empty where it is none that
    /// could be split.
    pub fn parts(&self, word: &str) -> Vec<String> {
        if !is_plain(word) {
            return vec![];
        }
        let Some(split) = self.split(word, MOST_PARTS) else { return vec![] };
        let last = split.parts.len() - 1;
        let parts = split.parts.iter().enumerate();
        let stems = parts.map(|(place, part)| {
            let part = if place == last { part } else { self.without_link(part) };
            Stemmer::German.stem(part)
        });
        stems.collect()
    }

    /// The best split of a word into two or more parts.
    fn split<'w>(&self, word: &'w str, most: usize) -> Option<Split<'w>> {
        if most < 2 || word.len() < SHORTEST {
            return None;
        }
        let mut best: Option<Split<'w>> = None;
        let mut offer = |split: Split<'w>| {
            if best.as_ref().is_none_or(|best| split.measure > best.measure) {
                best = Some(split);
            }
        };
        // What the starts of the word are worth as words, from the shortest one on.
        let mut wholes: Vec<f32> = Vec::with_capacity(word.len());
        for at in SHORTEST_PART..=word.len() - SHORTEST_PART {
            let (start, rest) = word.split_at(at);
            let worths = self.worths(start);
            wholes.push(worths.whole);
            let whole = |start: &str| wholes[start.len() - SHORTEST_PART];
            let first = first(start, whole, worths.clipped);
            if first == 0.0 {
                continue;
            }
            let last = self.last(rest);
            if last > 0.0 {
                let mean = (first * last).sqrt();
                #[expect(clippy::cast_precision_loss, reason = "at most seven")]
                let balance = start.len().min(rest.len()).min(BALANCE_MOST) as f32;
                let measure = mean + BALANCE * balance;
                offer(Split { measure, parts: vec![start, rest] });
            }
            if let Some(mut split) = self.split(rest, most - 1) {
                split.measure = (first * split.measure).sqrt() * DEEPER;
                split.parts.insert(0, start);
                offer(split);
            }
        }
        best
    }

    /// What a text is worth as a part.
    fn worths(&self, part: &str) -> Worths {
        self.worths.get(part).unwrap_or_default()
    }

    /// What the last part is worth, in any of its forms.
    fn last(&self, part: &str) -> f32 {
        let trimmed = trimmed(part, |part| self.worths(part).whole, &INFLECTIONS);
        if trimmed > 0.0 { trimmed } else { less(self.worths(part).extended, EXTENDED) }
    }

    /// A part without what links it to the next one, where that makes a word that is used more.
    fn without_link<'w>(&self, part: &'w str) -> &'w str {
        let without = LINKS.iter().filter_map(|link| part.strip_suffix(link));
        let without = without.filter(|rest| rest.len() >= SHORTEST_PART);
        without.fold(part, |best, rest| {
            let is_better = self.worths(rest).whole > self.worths(best).whole;
            if is_better { rest } else { best }
        })
    }
}

/// What a part before others is worth, with or without what links it to them. `whole` tells what words are
/// worth as they are.
fn first(part: &str, whole: impl Fn(&str) -> f32, clipped: f32) -> f32 {
    let trimmed = trimmed(part, whole, &LINKS);
    if trimmed > 0.0 { trimmed } else { less(clipped, CLIPPED) }
}

/// What a part is worth that is worth something as it is, or without one of some endings.
fn trimmed(part: &str, whole: impl Fn(&str) -> f32, endings: &[&str]) -> f32 {
    let without = endings.iter().filter_map(|ending| part.strip_suffix(ending));
    let without = without.filter(|rest| rest.len() >= SHORTEST_PART);
    without.map(|rest| less(whole(rest), TRIMMED)).fold(whole(part), f32::max)
}

/// What a word is worth in a form that is not its own; 0 where it is worth nothing.
fn less(worth: f32, by: f32) -> f32 {
    if worth > 0.0 { (worth - by).max(LEAST) } else { 0.0 }
}

/// Tells whether a word has no other signs than `a` to `z`.
fn is_plain(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts of a word, given words of a site with how often they are written as nouns.
    fn parts(known: &[(&str, u32)], word: &str) -> String {
        let known = known.iter();
        let known = known.map(|(form, seen)| (*form, worth(form, *seen, *seen)));
        Splitter::new(known).parts(word).join(" ")
    }

    #[test]
    fn splits_by_the_words_of_the_site() {
        let site = [
            ("industrie", 40),
            ("strategie", 60),
            ("fachkraft", 3),
            ("fachkrafte", 20),
            ("sicherung", 5),
            ("schule", 6),
            ("bildung", 9),
            ("beruf", 4),
            ("energie", 9),
            ("wende", 4),
            ("stadt", 9),
            ("rat", 9),
            ("unter", 50),
            ("nehmen", 9),
        ];
        let cases = [
            ("industriestrategie", "industri strategi"),
            ("industriestrategien", "industri strategi"),
            ("fachkraftesicherung", "fachkraft sicher"),
            ("berufsbildung", "beruf bildung"),
            ("berufsschule", "beruf schul"),
            ("schulbildung", "schul bildung"),
            ("energiewende", "energi wend"),
            ("industriestrategieenergiewende", "industri strategi energi wend"),
            ("stadtrat", ""),
            ("unternehmen", ""),
            ("strategie", ""),
            ("4.0", ""),
        ];
        for (word, expected) in cases {
            assert_eq!(parts(&site, word), expected, "{word}");
        }
    }

    #[test]
    fn learns_from_nouns_and_from_frequent_words_alone() {
        let parts = |seen, capital| {
            let words = [("blau", worth("blau", seen, capital)), ("pause", 4)];
            Splitter::new(words.into_iter()).parts("blaupause").len()
        };
        assert_eq!([parts(1, 1), parts(7, 0), parts(2, 2), parts(8, 0)], [0, 0, 2, 2]);
    }
}
