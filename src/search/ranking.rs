//! Everything that decides which result stands before which, in one place, with the reason for each.
//!
//! The measure is BM25 (Robertson, Zaragoza 2009) per field, with a saturation of its own for each: a hit
//! in a title always counts for more than any number of hits in a text. Its value for a term in a
//! document, the impact, is worked out when the index is made, and lies in six bits.

/// How many fields a document has: title, headings, text.
pub const FIELD_COUNT: usize = 3;

/// The place of the title among the fields.
pub const TITLE: usize = 0;

/// The place of headings.
pub const HEADING: usize = 1;

/// The place of everything else.
pub const BODY: usize = 2;

/// What a hit in each field is worth. Titles are chosen to say what a page is about; a heading does so for a
/// part of it; many hits in a text come near to one in a heading.
pub const WEIGHTS: [f32; FIELD_COUNT] = [1.0, 0.35, 0.3];

/// How fast more hits in a field stop to count (`k1` of BM25). A title rarely has a word twice.
pub const SATURATION: [f32; FIELD_COUNT] = [0.4, 0.8, 1.6];

/// How much longer fields are held back (`b` of BM25).
pub const LENGTH: [f32; FIELD_COUNT] = [0.3, 0.3, 0.6];

/// What a part of a compound word is worth against the word itself, in hundredths: `Industriestrategie` is about a
/// strategy, and a page about strategy shall stand before it.
pub const PART: u16 = 30;

/// What another name from the glossary is worth against the word itself, in hundredths.
pub const SYNONYM: u16 = 50;

/// The largest impact that six bits hold.
pub const IMPACT_MAX: u8 = 63;

/// The bit of an impact that says that the term stands in the title.
pub const IN_TITLE: u8 = 64;

/// The bit of an impact that says that it stands in a heading.
pub const IN_HEADING: u8 = 128;

/// What a word is worth that only starts with what was typed, where what was typed is a word itself.
pub const LONGER: f64 = 0.5;

/// The same where it is none; it falls with the share of the word that was typed.
pub const BEGUN: f64 = 0.8;

/// The least share of a word that counts as typed.
pub const BEGUN_LEAST: f64 = 0.4;

/// The same for a word as it was typed before its ending was taken away: `Werkstatt` for `Werkst`.
pub const TYPED: f64 = 0.9;

/// What a word is worth that ends in what was typed.
pub const ENDED: f64 = 0.6;

/// What a word is worth with one letter wrong, and with two.
pub const MISSPELT: [f64; 2] = [0.7, 0.45];

/// A known word that no title or heading has, and no more documents than this, may be misspelt.
pub const FEW: u32 = 5;

/// By how many times more documents must then have the word that is meant.
pub const MORE_USED: u32 = 10;

/// What further near words are worth against the first.
pub const ALSO_NEAR: f64 = 0.8;

/// What the parts of a word are worth that no page has.
pub const TORN: f64 = 0.5;

/// What it adds to a result that it has all words: more than any score, so that these stand first.
pub const ALL_WORDS: f64 = 1000.0;

/// What it adds to a result that all words stand in its title.
pub const ALL_IN_TITLE: f64 = 0.5;

/// The same for title and headings.
pub const ALL_IN_HEADINGS: f64 = 0.25;

/// What two words side by side in a title or heading add, in the order of the query and in the other one.
pub const SIDE_BY_SIDE: [f64; 2] = [1.2, 0.8];

/// What it adds that the title is what was typed, word for word and form for form, as a share.
pub const WHOLE_TITLE: f64 = 0.3;

/// What it adds that a title or heading has the very form that was typed: `Benutzer`, not `Benutzung`.
pub const WRITTEN: f64 = 0.5;

/// The most that a rare pair of words can be worth.
pub const RARE_MOST: f64 = 8.0;

/// How much a term tells of a document: the rarer, the more (inverse document frequency of BM25).
pub fn rarity(documents: u32, frequency: u32) -> f64 {
    let (all, some) = (f64::from(documents), f64::from(frequency));
    ((all - some + 0.5) / (some + 0.5)).ln_1p()
}

/// The impact of a term in a document: how often it stands in each field, how long each field is, and how
/// long it is in the middle of all documents.
pub fn impact(
    counts: [f32; FIELD_COUNT],
    lengths: [f32; FIELD_COUNT],
    middles: [f32; FIELD_COUNT],
) -> u8 {
    let mut sum = 0.0;
    for field in 0..FIELD_COUNT {
        if counts[field] > 0.0 {
            let relative = lengths[field] / middles[field];
            let count = counts[field] / (1.0 - LENGTH[field] + LENGTH[field] * relative);
            sum += WEIGHTS[field] * count / (SATURATION[field] + count);
        }
    }
    let most: f32 = WEIGHTS.iter().sum();
    let scaled = (sum / most * f32::from(IMPACT_MAX)).round();
    // The sum is positive and not above the most.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 63"
    )]
    let level = (scaled as u8).clamp(1, IMPACT_MAX);
    let title = if counts[TITLE] > 0.0 { IN_TITLE } else { 0 };
    let heading = if counts[HEADING] > 0.0 { IN_HEADING } else { 0 };
    level | title | heading
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_stands_before_any_text() {
        let middles = [4.0, 8.0, 300.0];
        let level = |counts| impact(counts, middles, middles) & IMPACT_MAX;
        assert!(level([1.0, 0.0, 0.0]) > level([0.0, 0.0, 1000.0]));
        assert!(level([0.0, 0.0, 9.0]) > level([0.0, 0.0, 1.0]));
        assert!(level([f32::from(PART) / 100.0, 0.0, 0.0]) < level([1.0, 0.0, 0.0]));
        let everywhere = impact([9.0; 3], middles, middles);
        assert_eq!(everywhere & (IN_TITLE | IN_HEADING), IN_TITLE | IN_HEADING);
        assert_eq!(impact([0.0, 0.0, 0.01], middles, middles), 1);
    }
}
