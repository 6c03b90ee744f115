//! Records and their faults, as tables.

use std::sync::Arc;

use crate::config::{self, Config};
use crate::diag::{Checked, Diagnostic};
use crate::language::Localised;
use crate::markdown::{CodeLines, Words};
use crate::model::{self, Model};
use crate::path::SourcePath;
use crate::record::{Content, Context, FieldValue, Record, parse};
use crate::source::{SourceFile, Sources};

/// The settings and the model of a site in German, English and Leichte Sprache.
fn site() -> (Config, Model) {
    let text = "title: A\nbase_url: https://a.example\nlanguage: de\nlanguages: [de, en, de-simple]\n";
    let mut sources = Sources::default();
    let file = SourcePath::new(config::FILE);
    sources.files.insert(file, SourceFile::Text(Arc::from(text)));
    (config::parse(&sources).value, model::parse(&Sources::default()).value)
}

/// Reads some files, given by path and text.
fn content(files: &[(&str, &str)]) -> Checked<Content> {
    let (config, model) = site();
    let words: Localised<Words> = std::iter::empty().collect();
    let mut sources = Sources::default();
    for (path, text) in files {
        sources.files.insert(SourcePath::new(path), SourceFile::Text(Arc::from(*text)));
    }
    let context = Context { config: &config, model: &model, words: &words };
    parse(&sources, context, &mut crate::record::Memo::default())
}

/// The one record of a file without findings.
fn record(path: &str, text: &str) -> Record {
    let mut read = content(&[(path, text)]);
    assert_eq!(read.findings, [], "{text}");
    read.value.records.remove(0)
}

/// The findings of some files as `code line:column hint…`.
fn faults(files: &[(&str, &str)]) -> Vec<String> {
    let show = |finding: &Diagnostic| {
        let path = finding.span.file.as_str();
        let text = files.iter().find(|(file, _)| SourcePath::new(file).as_str() == path);
        let text = text.map_or("", |(_, text)| *text);
        let before = &text[..finding.span.range.start];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        let meant = finding.hints.iter().filter(|hint| hint.key == "did-you-mean");
        let meant: Vec<String> =
            meant.map(|hint| format!(" → {}", hint.arguments[0].1)).collect();
        let meant = meant.concat();
        format!("{} {line}:{column}{meant}", finding.code)
    };
    content(files).findings.iter().map(show).collect()
}

/// The findings of a recommendation whose third and further lines read so.
fn faults_of(path: &str, lines: &str) -> Vec<String> {
    faults(&[(path, &format!("---\ntitle: A\n{lines}\n---\n"))])
}

/// Compares findings, given by folder and front matter.
fn check_folders(cases: &[(&str, &str, &[&str])]) {
    for (folder, lines, expected) in cases {
        let path = format!("content/{folder}/a.md");
        assert_eq!(faults_of(&path, lines), *expected, "{folder}: {lines}");
    }
}

#[test]
fn takes_every_type() {
    let record = record(
        "content/workshops/2017/Größe.md",
        "---\ntitle: no\nsummary: \"012\"\ntags: [Ä, b]\ndate: 2017-03\nend: 2017-04-01\n\
        time: 9:30–16:00\nplace: 1:30\nregion: goerlitz\nreach: state\ncancelled: true\n\
        participants:\n  count: 250\n  qualifier: about\n  by_group: {business: 3}\n\
        people: anna\nminutes: {document: protokoll, approved: false}\n---\n## Text\n",
    );
    let card = &record.card;
    assert_eq!((&*card.id.kind, card.id.slug.as_str()), ("workshop", "groesse"));
    assert_eq!(card.title.text, "no");
    assert_eq!(card.summary.as_ref().map(|text| text.text.as_str()), Some("012"));
    assert_eq!(card.tags.len(), 2);
    assert_eq!(card.field("place"), Some(&FieldValue::Text("1:30".into())));
    assert_eq!(card.field("time"), Some(&FieldValue::Time(570, Some(960))));
    assert_eq!(card.field("region"), Some(&FieldValue::Region("goerlitz".into())));
    assert!(
        matches!(card.field("participants"), Some(FieldValue::List(items)) if items.len() == 1)
    );
    assert!(matches!(card.field("people"), Some(FieldValue::List(items))
        if items[0].value == FieldValue::Ref("anna".into())));
    let ids: Vec<&str> = card.fields.iter().map(|field| &*field.id).collect();
    let expected = [
        "date",
        "end",
        "time",
        "place",
        "region",
        "reach",
        "participants",
        "people",
        "minutes",
        "cancelled",
    ];
    assert_eq!(ids, expected);
    assert!(record.body.html.contains("<h2"), "{}", record.body.html);
}

#[test]
fn keeps_numbers_as_they_are_written() {
    let record = record(
        "content/empfehlungen/a.md",
        "---\ntitle: A\nnumber: 2.10\nweight: 2.50\nprogress: 40 %\nstatus: done\nhistory: [{date: 2018, status: done, progress: 40, source: q}]\n---\n",
    );
    assert_eq!(record.card.field("number"), Some(&FieldValue::Text("2.10".into())));
    assert_eq!(
        record.card.field("weight"),
        Some(&FieldValue::Number(2.5, "2.50".into()))
    );
    assert_eq!(record.card.field("progress"), Some(&FieldValue::Percent(40)));
}

#[test]
fn reads_files_of_all_systems_alike() {
    let plain = "---\ntitle: Größe\ndate: 2017-03-07\nplace: Ä\n---\nText „ä“.\n";
    let read = |path: &str, text: &str| {
        let mut record = record(path, text);
        record.text_range = 0..0;
        let card = Arc::make_mut(&mut record.card);
        card.title.range = 0..0;
        card.fields.iter_mut().for_each(|field| field.range = 0..0);
        record
    };
    let expected = read("content/workshops/größe.md", plain);
    let marked = format!("\u{feff}{plain}");
    assert_eq!(read("content/workshops/größe.md", &marked), expected);
    assert_eq!(read("content/workshops/gro\u{308}ße.md", plain), expected);
    let crlf = plain.replace('\n', "\r\n");
    assert_eq!(read("content/workshops/größe.md", &crlf), expected);
    let faults = |text: &str| {
        content(&[("content/news.md", text)])
            .findings
            .iter()
            .map(|f| f.code.id())
            .collect::<Vec<_>>()
    };
    assert_eq!(faults("---\rtitle: A\u{2028}B\r---\rText"), [""; 0]);
    assert_eq!(faults("---\ntitle: A\t\n---"), [""; 0]);
    assert_eq!(faults("---\ntitle:\tA\n---"), ["yaml-syntax"]);
    assert_eq!(faults("---\ntitle: A\n\ttags: b\n---"), ["yaml-syntax"]);
    assert_eq!(faults("---\ntitle: A\u{1b}[31m\n---"), ["yaml-syntax"]);
    assert_eq!(faults("---\ntitle: \"A\\e[31m\"\n---"), ["wrong-type"]);
}

#[test]
fn names_wrong_values_at_their_places() {
    let cases: &[(&str, &[&str])] = &[
        ("status: Done", &["unknown-choice 3:9 → done"]),
        ("status: umgesetzt", &["unknown-choice 3:9 → done"]),
        ("status: [done]", &["wrong-type 3:9"]),
        ("status: {a: b}", &["wrong-type 3:9"]),
        ("progress: 101", &["out-of-range 3:11"]),
        ("progress: -1 %", &["out-of-range 3:11"]),
        ("progress: halb", &["wrong-type 3:11"]),
        ("progress: 12.5", &["wrong-type 3:11"]),
        ("weight: 0", &["out-of-range 3:9"]),
        ("weight: 2,5", &["wrong-type 3:9 → 2.5"]),
        ("weight: 0o14", &["wrong-type 3:9"]),
        ("weight: 1e3", &["wrong-type 3:9"]),
        ("draft: yes", &["wrong-type 3:8 → true"]),
        ("draft: no", &["wrong-type 3:8 → false"]),
        ("draft: True", &["wrong-type 3:8 → true"]),
        ("publish_on: 7.3.2017", &["wrong-type 3:13 → 2017-03-07"]),
        ("publish_on: 2017-02-30", &["impossible-date 3:13"]),
        ("publish_on: 2017-03-07T10:00:00Z", &["wrong-type 3:13 → 2017-03-07"]),
        ("publish_on: 20170307", &["wrong-type 3:13"]),
        ("tgas: [a]", &["unknown-field 3:1 → tags"]),
        ("Kurzfassung: x", &["unknown-field 3:1 → summary"]),
        ("summary: [a]", &["wrong-type 3:10"]),
        ("tags: [a, [b]]", &["wrong-type 3:11"]),
        ("tags: [a, '…']", &["wrong-type 3:11"]),
        ("aliases: [../x, /a//b]", &["unsafe-path 3:11", "unsafe-path 3:17"]),
        ("aliases: [/.x/, /.well-known/x]", &["unsafe-path 3:11"]),
        ("lang: fr", &["unknown-choice 3:7"]),
        ("kind: reccomendation", &["unknown-kind 3:7 → recommendation"]),
        ("guidelines: [[a]]", &["wrong-type 3:13 → a"]),
        ("guidelines: '[[a]]'", &["wrong-type 3:13 → a"]),
        ("guidelines: ../leitlinien/a.md", &["wrong-type 3:13 → a"]),
        ("parent: [a, b]", &["wrong-type 3:9"]),
        ("history: done", &["wrong-type 3:10"]),
        ("history: [{status: done}]", &["missing-field 3:11"]),
        ("history: [{date: 2017, stauts: done}]", &["unknown-field 3:24 → status"]),
        ("status: not_pursued", &["missing-field 1:1"]),
        ("history: [{date: 2017, status: not_pursued}]", &["missing-field 1:1"]),
        ("status: not_pursued\nreason: |\n  Zu teuer.", &[]),
        (
            "progress: 10\nhistory: [{date: 2018, progress: 30, source: q}, {date: 2017, progress: 10, source: q}]",
            &["history-disagrees 3:11"],
        ),
        (
            "progress: 30 %\nhistory: [{date: 2018, progress: 30, source: q}, {date: 2019, note: x}]",
            &[],
        ),
        ("progress: 30 %", &["progress-without-source 3:11"]),
        ("history: [{date: 2018, progress: 30}]", &["progress-without-source 3:34"]),
        ("title: B", &["duplicate-key 3:1"]),
        ("summary:\ntags: ~\ndraft: null", &[]),
    ];
    for (lines, expected) in cases {
        assert_eq!(faults_of("content/empfehlungen/a.md", lines), *expected, "{lines}");
    }
}

#[test]
fn names_wrong_values_of_meetings() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("workshops", "", &["missing-field 1:1"]),
        ("workshops", "date:", &["missing-field 3:1"]),
        ("workshops", "date: bald", &["wrong-type 3:7"]),
        ("workshops", "date: 2017\nend: 2016", &["reversed-range 4:6"]),
        ("workshops", "date: 2017-03\nend: 2017", &[]),
        ("workshops", "date: 2017\ntime: 570", &["wrong-type 4:7"]),
        ("workshops", "date: 2017\ntime: 9.30", &["wrong-type 4:7 → 9:30"]),
        ("workshops", "date: 2017\ntime: 16:00–9:30", &["reversed-range 4:7"]),
        ("workshops", "date: 2017\nregion: Dresden", &["unknown-choice 4:9 → dresden"]),
        (
            "workshops",
            "date: 2017\nregion: Landkreis Görlitz",
            &["unknown-choice 4:9 → goerlitz"],
        ),
        ("workshops", "date: 2017\nparticipants: 250", &["wrong-type 4:15"]),
        ("workshops", "date: 2017\nparticipants: {count: -1}", &["out-of-range 4:23"]),
        (
            "workshops",
            "date: 2017\nparticipants: {count: 1.000}",
            &["wrong-type 4:23 → 1000"],
        ),
        (
            "workshops",
            "date: 2017\nparticipants: {count: 012}",
            &["wrong-type 4:23 → 12"],
        ),
        (
            "workshops",
            "date: 2017\nparticipants: {by_group: {bisness: 1}}",
            &["unknown-field 4:27 → business"],
        ),
        ("workshops", "date: 2017\npublish: true", &["unknown-field 4:1"]),
        ("gespraeche", "date: 2017\npublish: true", &[]),
    ];
    check_folders(cases);
}

#[test]
fn names_wrong_values_of_phases_people_and_documents() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("phasen", "start: 2018\nend: 2017", &["reversed-range 4:6"]),
        ("personen", "photo: a.jpg", &["missing-alt 3:8"]),
        ("personen", "photo: {file: a.jpg, alt: ''}", &[]),
        ("personen", "photo: {file: a.jpg}", &["missing-alt 3:8"]),
        ("personen", "photo: {file: ../../../etc/x.jpg, alt: x}", &["unsafe-path 3:15"]),
        (
            "personen",
            "photo: {src: a.jpg, alt: x}",
            &["unknown-field 3:9", "wrong-type 3:8"],
        ),
        ("personen", "publication: {basis: konsens}", &["unknown-choice 3:22 → consent"]),
        ("personen", "publication: {date: 2017, until: 2016}", &["reversed-range 3:34"]),
        ("dokumente", "", &["missing-field 1:1"]),
        ("dokumente", "file: a.pdf", &[]),
        (
            "dokumente",
            "url: www.sachsen.de",
            &["invalid-url 3:6 → https://www.sachsen.de"],
        ),
        ("dokumente", "url: 'javascript:alert(1)'", &["forbidden-scheme 3:6"]),
        ("dokumente", "file: /etc/passwd", &["unsafe-path 3:7"]),
        ("dokumente", "file: ../../site.yaml", &["unsafe-path 3:7"]),
        ("dokumente", "file: a\\b.pdf", &["unsafe-path 3:7"]),
        ("dokumente", "file: C:/a.pdf", &["unsafe-path 3:7"]),
        ("dokumente", "file: CON.pdf", &["unsafe-path 3:7"]),
        ("dokumente", "file: .x/a.pdf", &["unsafe-path 3:7"]),
        ("dokumente", "file: .a.pdf", &["unsafe-path 3:7"]),
        ("dokumente", "file: ../dokumente/a.pdf", &[]),
    ];
    check_folders(cases);
}

#[test]
fn refuses_what_yaml_could_hide() {
    let bomb = "a: &a [x]\nb: &b [*a, *a]\nc: *b";
    let faults = faults_of("content/empfehlungen/a.md", bomb);
    assert!(
        faults.iter().any(|fault| fault.starts_with("yaml-reference 3:4")),
        "{faults:?}"
    );
    let deep = format!("tags: {}", "[".repeat(50_000));
    assert_eq!(faults_of("content/empfehlungen/a.md", &deep).len(), 1);
    let large = format!("summary: {}", "x".repeat(70_000));
    assert_eq!(faults_of("content/empfehlungen/a.md", &large), ["yaml-too-large 2:1"]);
    let merge = "<<: {draft: true}";
    assert_eq!(faults_of("content/empfehlungen/a.md", merge), ["yaml-reference 3:1"]);
    let broken = "date: 2017\nplace: Ort: Dresden";
    assert_eq!(faults_of("content/workshops/a.md", broken), ["yaml-syntax 4:11"]);
    assert_eq!(
        faults_of("content/workshops/a.md", "place: Ort: Dresden"),
        ["yaml-syntax 3:11"]
    );
}

#[test]
fn knows_kinds_ids_and_languages_by_the_path() {
    let text = "---\ntitle: A\ndate: 2017\n---\n";
    let page = "---\ntitle: A\n---\n";
    let cases = [
        ("content/workshops/a.md", text, "workshop/a de"),
        ("content/workshops/2017/Ä b.md", text, "workshop/ae-b de"),
        ("content/workshops/a/index.md", text, "workshop/a de"),
        ("content/workshops/a/index.en.md", text, "workshop/a en"),
        ("content/workshops/a.en.md", text, "workshop/a en"),
        ("content/workshops/a.de-simple.md", text, "workshop/a de-simple"),
        ("content/a.md", page, "page/a de"),
        ("content/x y/Z/a.md", page, "page/x-y/z/a de"),
        ("content/x/index.md", page, "page/x de"),
        (
            "content/x/a.md",
            "---\ntitle: A\nkind: workshop\ndate: 2017\n---\n",
            "workshop/a de",
        ),
        ("content/x/a.md", "---\ntitle: A\nlang: en\n---\n", "page/x/a en"),
        ("content/workshops/v1.2.md", text, "workshop/v1-2 de"),
    ];
    for (path, text, expected) in cases {
        let card = record(path, text).card;
        let shown = format!("{} {}", card.id, card.language);
        assert_eq!(shown, expected, "{path}");
    }
    let faulty = [
        ("content/workshops/….md", text, "file-name-without-slug 1:1"),
        ("content/workshops/index.md", text, "file-name-without-slug 1:1"),
        ("content/index.md", page, "file-name-without-slug 1:1"),
        ("content/a.fr.md", page, "undeclared-language 1:1"),
        ("content/a.md", "", "front-matter-missing 1:1"),
        ("content/a.md", "---\ntitle: A\n", "front-matter-unclosed 1:1"),
        ("content/a.md", "---\n- a\n---\n", "not-a-mapping 2:1"),
    ];
    for (path, text, expected) in faulty {
        assert_eq!(faults(&[(path, text)]), [expected], "{path}");
    }
}

#[test]
fn compares_records_with_each_other() {
    let text = "---\ntitle: A\ndate: 2017\n---\n";
    let double = [
        ("content/workshops/1/a.md", text),
        ("content/workshops/2/Ä.md", text),
        ("content/workshops/2/ae.md", text),
    ];
    assert_eq!(faults(&double), ["duplicate-id 1:1"]);
    let bare = "---\ntitle: B\n---\n";
    let pair = [("content/workshops/a.md", text), ("content/workshops/a.en.md", bare)];
    assert_eq!(faults(&pair), [""; 0]);
    assert_eq!(faults(&[("content/workshops/a.en.md", bare)]), ["missing-field 1:1"]);
    let second = [("content/workshops/a.md", text), ("content/workshops/a.en.md", text)];
    assert_eq!(faults(&second), ["untranslatable-field 3:7"]);
    let untitled = [
        ("content/workshops/a.md", text),
        ("content/workshops/a.en.md", "---\nplace: X\n---\n"),
    ];
    assert_eq!(faults(&untitled), ["missing-field 1:1"]);
    let page = "---\ntitle: A\n---\n";
    let apart = [
        ("content/a.md", page),
        ("content/x/a.md", page),
        ("content/y/a.md", page),
        ("content/y/a.en.md", page),
    ];
    assert_eq!(faults(&apart), [""; 0]);
    let double = [("content/x/a.md", page), ("content/X/a/index.md", page)];
    assert_eq!(faults(&double), ["duplicate-id 1:1"]);
}

#[test]
fn reads_sections_apart_from_records() {
    let read = content(&[
        ("content/_index.md", "Willkommen"),
        ("content/_index.en.md", "---\ntitle: Welcome\n---\nHello"),
        ("content/workshops/_index.md", "---\naliases: /alt/\n---\n"),
    ]);
    assert_eq!(read.findings, []);
    assert_eq!(read.value.records, []);
    let sections: Vec<(&str, &str, Option<&str>)> = read
        .value
        .sections
        .iter()
        .map(|section| {
            let title = section.title.as_ref().map(|title| title.text.as_str());
            (section.folder.as_str(), section.language.as_str(), title)
        })
        .collect();
    let expected =
        [("", "en", Some("Welcome")), ("", "de", None), ("workshops", "de", None)];
    assert_eq!(sections, expected);
    assert_eq!(
        faults(&[("content/_index.md", "---\ndate: 2017\nkind: x\norder: 3\n---\n")]),
        ["unknown-field 2:1", "unknown-field 3:1", "unknown-field 4:1"]
    );
}

#[test]
fn survives_any_change_of_a_record() {
    let seed = "---\ntitle: \"Ä\"\nnumber: 2.1\nstatus: done\nprogress: 40 %\nhistory:\n  - date: 2017-03-07\n    \
        status: done\n    note: |\n      *Text* [[a]]\nderived_from: [a, b]\nreason: >\n  Ü\n---\n# Text\n";
    let signs: Vec<char> = "---\n: [{&*!'\"|>%@ä\u{2028}\r\t#~,0".chars().collect();
    let original: Vec<char> = seed.chars().collect();
    let mut state: usize = 7;
    let mut next = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695);
        (state >> 33) % limit
    };
    let (config, model) = site();
    let words: Localised<Words> = std::iter::empty().collect();
    let context = Context { config: &config, model: &model, words: &words };
    let file = SourcePath::new("content/empfehlungen/a.md");
    for _ in 0..1500 {
        let mut text = original.clone();
        for _ in 0..=next(3) {
            let place = next(text.len());
            match next(3) {
                0 => drop(text.remove(place)),
                1 => text.insert(place, signs[next(signs.len())]),
                _ => text[place] = signs[next(signs.len())],
            }
        }
        let text: String = text.into_iter().collect();
        let lines = CodeLines::default();
        let reading =
            super::read(&file, &text, context, &lines).expect("a Markdown file");
        for finding in &reading.findings {
            assert!(
                text.get(finding.span.range.clone()).is_some(),
                "{finding:?} in {text:?}"
            );
        }
    }
}
