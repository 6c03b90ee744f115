//! What readers choose records by: the same in pages and in the search, and never more pages than a site wants.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use werkstatt::compile::{Memo, compile};
use werkstatt::date::Date;
use werkstatt::site::{Facet, Inputs, PageKind};

use crate::workshop::{Built, Workshop, text};

#[test]
fn pages_and_search_choose_by_the_same_values() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in [root.to_owned(), root.join("tests/sites/facets")] {
        let sources = werkstatt::source::read(&folder).expect("the site").value;
        let today = Date::parse("2019-06-01").expect("a day");
        let inputs = Inputs {
            today,
            drafts: false,
            changed: BTreeMap::new(),
            tagged: std::sync::Arc::default(),
        };
        let compiled =
            compile(&sources, inputs, None, &mut Memo::default(), &|_| {}).value;
        let pages = compiled.pages();
        let mut compared = 0;
        for page in &compiled.site.pages {
            let PageKind::Record(node) = page.kind else { continue };
            let Some(document) = pages.prepare(page).document() else { continue };
            let facets = compiled.site.facets(&page.language).expect("a language");
            let here = facets.values.iter().filter(|value| value.nodes.contains(&node));
            let here: BTreeSet<(&str, &str)> =
                here.map(|value| (value.facet.id(), value.id.as_str())).collect();
            let there = document.facets.iter();
            let there: BTreeSet<(&str, &str)> =
                there.map(|value| (value.facet.as_str(), value.id.as_str())).collect();
            assert_eq!(here, there, "{}", page.route);
            compared += there.len();
        }
        assert!(compared > 40, "{compared}");
    }
}

/// Records that differ in kind, year, dimension, challenge and region.
fn site(pairs: &str) -> Workshop {
    let settings = format!(
        "title: T\nbase_url: https://t.example\nlanguage: de\nfacets: {{pairs: {pairs}}}\n"
    );
    let site = Workshop::new(&format!("facets/{pairs}"));
    site.write("content/site.yaml", settings);
    let regions = ["dresden", "leipzig", "chemnitz"];
    let dimensions = ["social", "technological"];
    for number in 0..12 {
        let dimension = dimensions[number % 2];
        site.write(
            &format!("content/herausforderungen/h{number}.md"),
            format!("---\ntitle: H{number}\ndimension: {dimension}\n---\n"),
        );
        let (year, region) = (2015 + number % 4, regions[number % 3]);
        let other = (number * 5 + 1) % 12;
        let text = format!(
            "---\ntitle: W{number}\ndate: {year}\nregion: {region}\nchallenges: [h{number}, h{other}]\n---\n"
        );
        site.write(&format!("content/workshops/w{number}.md"), &text);
        let text = text.replace("title: W", "title: V");
        site.write(&format!("content/veranstaltungen/v{}.md", number * 7), text);
    }
    site
}

/// The pages of two values in an output: by their facets, as segments of addresses.
fn pairs(output: &BTreeMap<String, Vec<u8>>) -> BTreeMap<(String, String), usize> {
    let mut found = BTreeMap::new();
    for path in output.keys() {
        let segments: Vec<&str> = path.split('/').collect();
        if let ["auswahl", first, _, second, _, "index.html"] = segments[..] {
            *found.entry((first.to_owned(), second.to_owned())).or_default() += 1;
        }
    }
    found
}

#[test]
fn pages_of_two_facets_keep_to_the_limit() {
    let all = pairs(&site("1000").build());
    assert!(all.values().sum::<usize>() > 40, "{all:#?}");
    for limit in [0, 1, 7, 12, 30, 60] {
        let output = site(&limit.to_string()).build();
        let found = pairs(&output);
        let (sum, largest) =
            (found.values().sum::<usize>(), found.values().max().copied().unwrap_or(0));
        assert!(sum <= limit, "{limit}: {found:#?}");
        // Two facets are combined in all their values or in none; the largest are left out first.
        for (pair, pages) in &all {
            match found.get(pair) {
                Some(those) => assert_eq!(those, pages, "{limit}: {pair:?}"),
                None => assert!(*pages >= largest, "{limit}: {pair:?}"),
            }
        }
        assert!(output.contains_key("auswahl/jahr/2016/index.html"), "{limit}");
        let list = text(&output, "workshops/index.html");
        assert_eq!(list.contains("class=\"narrow\""), limit > 1, "{limit}");
    }
    let segments: BTreeSet<&str> = Facet::ALL.map(Facet::segment).into();
    assert_eq!(segments.len(), Facet::ALL.len());
}

#[test]
fn a_long_selection_has_parts() {
    let site = Workshop::new("facets/long");
    site.write(
        "content/site.yaml",
        "title: T\nbase_url: https://t.example\nlanguage: de\n",
    );
    for number in 0..420 {
        let (year, region) = (2010 + number % 6, ["dresden", "leipzig"][number % 2]);
        let folder = if number < 400 { "workshops" } else { "veranstaltungen" };
        site.write(
            &format!("content/{folder}/w{number}.md"),
            format!("---\ntitle: W{number}\ndate: {year}\nregion: {region}\n---\n"),
        );
    }
    let output = site.build();
    let page = text(&output, "auswahl/region/dresden/index.html");
    assert!(page.contains("href=\"/auswahl/region/dresden/2014/\""), "{page}");
    assert!(page.contains("210 Einträge"), "{page}");
    let part = text(&output, "auswahl/region/dresden/2014/index.html");
    assert!(part.contains("noindex") && part.contains("70 Einträge"), "{part}");
    let Built { text, .. } =
        site.run(&["why", "/auswahl/region/dresden/2014/", "--lang", "en"]);
    assert!(text.contains("content/workshops/w10.md"), "{text}");
}
