//! What readers may choose documents by, as files.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::search::deflate::deflated;
use crate::search::document::FacetValue;
use crate::search::lexicon::number;
use crate::search::shard::put_number;

/// A value of a facet with its documents.
#[derive(Debug, Default)]
struct Value<'a> {
    /// The value in words.
    label: &'a str,
    /// The documents in their order.
    documents: Vec<u32>,
}

/// A value as the file names it: its id, its label, the number of its documents.
#[derive(Serialize)]
struct Named<'a>(&'a str, &'a str, usize);

/// The facets of some documents, each by its name with its file: a length of four bytes, the lower ones
/// first, so much JSON, which names the values, and behind it the documents of each value as differences,
/// as varints; all of it deflated.
pub(super) fn facets<'a>(
    documents: impl Iterator<Item = &'a [FacetValue]>,
) -> Vec<(&'a str, Vec<u8>)> {
    let mut facets: BTreeMap<&str, BTreeMap<&str, Value<'_>>> = BTreeMap::new();
    for (document, values) in documents.enumerate() {
        for FacetValue { facet, id, label } in values {
            let value = facets.entry(facet).or_default().entry(id).or_default();
            value.label = label;
            value.documents.push(number(document));
        }
    }
    facets.into_iter().map(|(facet, values)| (facet, file(&values))).collect()
}

/// The file of a facet.
fn file(values: &BTreeMap<&str, Value<'_>>) -> Vec<u8> {
    let named = values.iter();
    let named = named.map(|(id, value)| Named(id, value.label, value.documents.len()));
    // A value of texts and numbers can always be written.
    let json = serde_json::to_vec(&named.collect::<Vec<_>>()).unwrap_or_default();
    let mut bytes = number(json.len()).to_le_bytes().to_vec();
    bytes.extend(json);
    for value in values.values() {
        let mut last = 0;
        for document in &value.documents {
            put_number(&mut bytes, document - last);
            last = *document;
        }
    }
    deflated(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::deflate::inflated;

    #[test]
    fn facets_are_as_they_are_described() {
        let value = |id: &str| FacetValue {
            facet: "year".to_owned(),
            id: id.to_owned(),
            label: format!("Jahr {id}"),
        };
        let documents = [vec![value("2017")], vec![], vec![value("2016"), value("2017")]];
        let files = facets(documents.iter().map(Vec::as_slice));
        let (name, file) = &files[0];
        let json = br#"[["2016","Jahr 2016",1],["2017","Jahr 2017",2]]"#;
        let expected = [b"\x2f\x00\x00\x00", &json[..], b"\x02\x00\x02"].concat();
        assert_eq!((*name, files.len()), ("year", 1));
        assert_eq!(inflated(file), Some(expected));
    }
}
