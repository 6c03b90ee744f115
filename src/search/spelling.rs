//! Misspelt words: how far two words are from each other, and which is meant.

use std::collections::BTreeMap;

/// The fewest letters of a word that may have one letter wrong.
const ONE_WRONG: usize = 5;

/// The fewest letters of a word that may have two.
const TWO_WRONG: usize = 10;

/// How many words are taken in the place of a misspelt one, all of them equally near.
const MOST: usize = 2;

/// How many letters of a folded word may be wrong; words with other signs than `a` to `z` are never
/// misspelt.
pub fn tolerance(form: &str) -> usize {
    if !form.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return 0;
    }
    match form.len() {
        TWO_WRONG.. => 2,
        ONE_WRONG.. => 1,
        _ => 0,
    }
}

/// The words nearest to a misspelt one, at most some letters away, with their distances: of equally near
/// ones those that the site has most, given as a power of two.
pub fn nearest(
    form: &str,
    most: usize,
    words: &BTreeMap<String, u32>,
) -> Vec<(String, usize)> {
    let near = words.iter().filter_map(|(word, seen)| {
        let distance = distance(form.as_bytes(), word.as_bytes(), most)?;
        (distance > 0).then_some((distance, std::cmp::Reverse(*seen), word))
    });
    let mut near: Vec<_> = near.collect();
    near.sort_unstable();
    let least = near.first().map(|(distance, ..)| *distance);
    let near = near.into_iter().take_while(|(distance, ..)| Some(*distance) == least);
    near.take(MOST).map(|(distance, _, word)| (word.clone(), distance)).collect()
}

/// How many letters must be put in, left out, exchanged or swapped with their neighbour to make one word of
/// the other (optimal string alignment); nothing where that is more than `most`.
fn distance(one: &[u8], other: &[u8], most: usize) -> Option<usize> {
    if one.len().abs_diff(other.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = vec![];
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut line = Vec::with_capacity(last.len());
        line.push(row + 1);
        for (column, other_letter) in other.iter().enumerate() {
            let exchanged = last[column] + usize::from(letter != other_letter);
            let mut least = exchanged.min(last[column + 1] + 1).min(line[column] + 1);
            let is_swapped = row > 0
                && column > 0
                && *letter == other[column - 1]
                && one[row - 1] == *other_letter;
            if is_swapped {
                least = least.min(before[column - 1] + 1);
            }
            line.push(least);
        }
        if line.iter().all(|distance| *distance > most) {
            return None;
        }
        before = std::mem::replace(&mut last, line);
    }
    last.last().copied().filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_slips() {
        let cases = [
            ("strategie", "strategie", Some(0)),
            ("stratgie", "strategie", Some(1)),
            ("startegie", "strategie", Some(1)),
            ("ztrategie", "strategie", Some(1)),
            ("strateige", "strategie", Some(1)),
            ("stratteggie", "strategie", Some(2)),
            ("strasse", "strategie", None),
            ("", "ab", Some(2)),
        ];
        for (one, other, expected) in cases {
            assert_eq!(distance(one.as_bytes(), other.as_bytes(), 2), expected, "{one}");
            assert_eq!(distance(other.as_bytes(), one.as_bytes(), 2), expected, "{one}");
        }
    }

    #[test]
    fn the_nearest_and_most_used_is_meant() {
        let words = [("energie", 9), ("energien", 3), ("energisch", 20), ("allergie", 5)];
        let words = words.map(|(word, seen)| (word.to_owned(), seen));
        let meant =
            nearest("enregie", tolerance("enregie"), &words.into_iter().collect());
        assert_eq!(meant, [("energie".to_owned(), 1)]);
        assert_eq!(
            [tolerance("stad"), tolerance("stadt"), tolerance("4.0000")],
            [0, 1, 0]
        );
        assert_eq!(tolerance("fachkrafte"), 2);
    }
}
