//! A4: every passage says which language it is in, with the theme that comes with the program.

use crate::workshop::{Workshop, text};

/// A site of which only some of the texts are in English. Each German one has the letter `ß` in it, and
/// no other text has.
const FILES: &[(&str, &str)] = &[
    (
        "content/site.yaml",
        "title: {de: Test, en: Test}\nbase_url: https://test.example\nlanguage: de\n\
         languages: [de, en]\noutput: {minify: off}\nnavigation: [akteure, große-seite, recht]\n",
    ),
    ("content/_index.md", "---\ntitle: Startß\nsummary: Kurzß\n---\nTextß\n"),
    ("content/akteure/_index.md", "---\ntitle: Alleß\nsummary: Kurzß\n---\nTextß\n"),
    ("content/leitlinien/_index.md", "---\nsummary: Kurzß\n---\n"),
    ("content/recht/_index.md", "---\ntitle: Rechtß\n---\n"),
    ("content/recht/agb.md", "---\ntitle: AGBß\nmenu: footer\n---\n"),
    ("content/große-seite.md", "---\ntitle: Seiteß\nsummary: Kurzß\n---\n## Eineß\n"),
    (
        "content/glossar/wort.md",
        "---\ntitle: Wortß\nsummary: Bedeutungß\nshort: Wß\nsynonyms: [Vokabelß]\n---\n",
    ),
    (
        "content/akteure/firma.md",
        "---\ntitle: Firmaß\nsummary: Kurzß\ntopics: [Stahlß, Holzß]\ncontact: Am Torß\n\
         tags: [Größe]\n---\nTextß mit [[treffen]] und [[messe]].\n",
    ),
    (
        "content/workshops/treffen.md",
        "---\ntitle: Treffenß\nsummary: Kurzß\ndate: 2017-01-02\nplace: Plauenß\naddress: Torß\n\
         participants:\n  - {count: 3, source: Listeß}\n  - {count: 4, source: Zeitungß}\n---\n",
    ),
    (
        "content/workshops/treffen.en.md",
        "---\ntitle: Meeting\nsummary: Short\n---\nText with [[firma]] and [[messe]].\n",
    ),
    (
        "content/empfehlungen/messe.md",
        "---\ntitle: Messeß\nstatus: not_pursued\nreason: Teuerß\ntags: [Größe]\nhistory:\n  \
         - {date: 2017-05-01, status: proposed, note: Notizß, source: Protokollß}\n  \
         - {date: 2017-06-01, status: not_pursued}\n---\nTextß\n",
    ),
    ("content/empfehlungen/messe.en.md", "---\ntitle: Fair\n---\nText\n"),
    (
        "content/projektideen/halle.md",
        "---\ntitle: Halleß\nseeks: [Leuteß, Geldß]\nrecommendations: [messe]\n---\n",
    ),
    (
        "content/personen/kim.md",
        "---\ntitle: Kim Großß\nrole: Leitungß\nphoto: {file: k.png, alt: Bildß}\n\
         publication: {basis: office, date: 2017}\n---\n",
    ),
    ("content/personen/k.png", "not a picture"),
    ("content/leitlinien/eins.md", "---\ntitle: Einsß\n---\nTextß\n"),
    (
        "content/dokumente/d.md",
        "---\ntitle: Dokumentß\nurl: https://x.example\npublisher: Amtß\n---\n",
    ),
];

/// Elements without an end tag.
const VOID: [&str; 6] = ["meta", "link", "img", "br", "input", "hr"];

/// The texts below `body` and the alternatives of images, each with the language that it is in.
fn passages(html: &str) -> Vec<(String, String)> {
    let (_, body) = html.split_once("<body>").unwrap();
    let (body, _) = body.split_once("</body>").unwrap();
    let (_, head) = html.split_once("<html lang=\"").unwrap();
    let page = head.split('"').next().unwrap();
    let attribute = |tag: &str, name: &str| {
        let (_, value) = tag.split_once(&format!(" {name}=\""))?;
        value.split('"').next().map(str::to_owned)
    };
    let mut open = vec![page.to_owned()];
    let mut found = vec![];
    for piece in body.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap();
        let name = tag.split(' ').next().unwrap();
        let outer = open.last().unwrap().clone();
        let own = attribute(tag, "lang").unwrap_or(outer);
        if let Some(alt) = attribute(tag, "alt") {
            found.push((own.clone(), alt));
        }
        if tag.starts_with('/') {
            open.pop();
        } else if !VOID.contains(&name) && !tag.starts_with('!') && !tag.ends_with('/') {
            open.push(own);
        }
        if let (Some(language), false) = (open.last(), text.trim().is_empty()) {
            found.push((language.clone(), text.trim().to_owned()));
        }
    }
    found
}

#[test]
fn every_passage_says_its_language() {
    let site = Workshop::new("passages");
    for (path, text) in FILES {
        site.write(path, text);
    }
    let output = site.build();
    let mut wrong = vec![];
    let mut german = 0;
    for path in output.keys().filter(|path| path.ends_with("/index.html")) {
        for (language, passage) in passages(text(&output, path)) {
            let is_german = passage.contains('ß');
            german += usize::from(is_german && path.starts_with("en/"));
            let is_wrong = match language.as_str() {
                "de" => ["Meeting", "Fair", "Text with"].contains(&passage.as_str()),
                _ => is_german,
            };
            if is_wrong {
                wrong.push(format!("{path}: {language}: {passage}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(german > 80, "{german}");
}
