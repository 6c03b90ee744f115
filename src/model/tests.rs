//! The built-in model, and what a site may change.

use std::sync::Arc;

use crate::diag::{Checked, Diagnostic};
use crate::language::Language;
use crate::model::{FILE, Field, FieldType, Model, Order, Required, Role, parse};
use crate::path::SourcePath;
use crate::source::{SourceFile, Sources};

/// The model of a site whose `model.yaml` reads so.
fn model(text: &str) -> Checked<Model> {
    let mut sources = Sources::default();
    sources.files.insert(SourcePath::new(FILE), SourceFile::Text(Arc::from(text)));
    parse(&sources)
}

/// The findings of a site's model, as `code(reason) excerpt`.
fn faults(text: &str) -> Vec<String> {
    let show = |finding: &Diagnostic| {
        assert_eq!(finding.span.file.as_str(), FILE, "{finding:?}");
        let excerpt = &text[finding.span.range.clone()];
        match finding.arguments.iter().find(|(name, _)| *name == "reason") {
            Some((_, reason)) => format!("{}({reason}) {excerpt}", finding.code),
            None => format!("{} {excerpt}", finding.code),
        }
    };
    model(text).findings.iter().map(show).collect()
}

/// All fields of a model with the paths of their groups, as `kind.field.field`.
fn all_fields(model: &Model) -> Vec<(String, &Field)> {
    fn walk<'m>(path: &str, fields: &'m [Field], all: &mut Vec<(String, &'m Field)>) {
        for field in fields {
            let path = format!("{path}.{}", field.id);
            let inner = match &field.ty {
                FieldType::List { of, .. } => of,
                ty => ty,
            };
            if let FieldType::Group(fields) = inner {
                walk(&path, fields, all);
            }
            all.push((path, field));
        }
    }
    let mut all = vec![];
    walk("", &model.common, &mut all);
    for kind in &model.kinds {
        walk(&kind.id, &kind.fields, &mut all);
    }
    all
}

#[test]
fn the_built_in_model_is_whole() {
    let read = parse(&Sources::default());
    assert_eq!(read.findings, []);
    let model = read.value;
    let kinds: Vec<&str> = model.kinds.iter().map(|kind| &*kind.id).collect();
    let expected = [
        "phase",
        "workshop",
        "talk",
        "event",
        "challenge",
        "guideline",
        "recommendation",
        "project",
        "actor",
        "person",
        "document",
        "news",
        "term",
        "dossier",
        "page",
    ];
    assert_eq!(kinds, expected);
    assert_eq!(model.regions.len(), 13);
    for language in ["de", "en"].map(Language::new) {
        for kind in &model.kinds {
            assert!(
                kind.one.get(&language).is_some() && kind.many.get(&language).is_some()
            );
        }
        for (path, field) in all_fields(&model) {
            let label = field.label.iter().any(|(tag, _)| tag == language.as_str());
            assert!(label, "{path} has no label in {language}");
        }
    }
    let talk = model.kind("talk").expect("a kind");
    assert_eq!((talk.role, talk.folder.as_deref()), (Role::Talk, Some("gespraeche")));
    assert!(talk.field("publish").is_some() && talk.field("participants").is_some());
    assert!(model.kind("event").is_some_and(|event| event.field("publish").is_none()));
    let derived =
        model.kind("recommendation").and_then(|kind| kind.field("derived_from"));
    let Some(FieldType::List { of, .. }) = derived.map(|field| &field.ty) else {
        panic!()
    };
    let FieldType::Ref(rule) = of.as_ref() else { panic!() };
    assert_eq!(rule.kinds, ["workshop", "event", "talk"].map(Arc::from));
}

#[test]
fn the_page_on_the_model_names_everything() {
    let page = include_str!("../../docs/modell.md");
    let model = parse(&Sources::default()).value;
    let german = Language::new("de");
    for (path, field) in all_fields(&model) {
        // What a group counts per choice stands where the choice does.
        if !path.contains(".by_group.") {
            let row = format!("`{}` | {} |", field.id, field.label(&german));
            assert!(page.contains(&row), "{path}: {row}");
        }
        if let FieldType::Choice(choices) = &field.ty {
            for choice in choices {
                assert!(
                    page.contains(&format!("`{}`", choice.id)),
                    "{path}: {}",
                    choice.id
                );
            }
        }
    }
    for region in &model.regions {
        assert!(page.contains(&format!("`{}`", region.id)), "{}", region.id);
    }
    for kind in &model.kinds {
        assert!(page.contains(&format!("`{}`", kind.id)), "{}", kind.id);
    }
}

#[test]
fn a_site_adds_and_changes() {
    let text = "regions: {nord: Norden}\n\
        fields: {source: {type: text, label: {de: Quelle}}}\n\
        kinds:\n  hearing:\n    like: event\n    folder: anhoerungen\n    one: Anhörung\n    \
        fields:\n      room: {type: text, required: true}\n      place: {label: Saal}\n  \
        workshop:\n    many: {de: Werkstätten}\n    order: oldest_first\n    fields:\n      \
        reach: {choices: {local: {de: örtlich}, regional: {label: {de: in der Region}}}}\n";
    let read = model(text);
    assert_eq!(read.findings, []);
    let model = read.value;
    let german = Language::new("de");
    assert_eq!(model.regions.len(), 1);
    assert!(model.kinds.iter().all(|kind| kind.field("source").is_some()));
    let hearing = model.kind("hearing").expect("the new kind");
    assert_eq!((hearing.role, hearing.one(&german)), (Role::Meeting, "Anhörung"));
    assert_eq!(hearing.field("place").map(|f| f.label(&german)), Some("Saal"));
    assert_eq!(hearing.field("room").map(|f| f.required.clone()), Some(Required::Always));
    let workshop = model.kind("workshop").expect("a kind");
    assert_eq!(
        (workshop.many(&german), workshop.order),
        ("Werkstätten", Order::OldestFirst)
    );
    assert_eq!(workshop.many(&Language::new("en")), "Workshops");
    let Some(FieldType::Choice(choices)) = workshop.field("reach").map(|f| &f.ty) else {
        panic!()
    };
    assert_eq!(choices.len(), 5);
    assert_eq!(choices[0].label.get(&german).map(String::as_str), Some("in der Region"));
    let derived =
        model.kind("recommendation").and_then(|kind| kind.field("derived_from"));
    assert!(derived.is_some_and(|field| format!("{:?}", field.ty).contains("hearing")));
}

#[test]
fn a_site_makes_mistakes() {
    let cases: [(&str, &[&str]); 23] = [
        ("kind: {}", &["unknown-field kind"]),
        ("kinds: {phase: {lable: x}}", &["unknown-field lable"]),
        ("kinds: {phase: {role: phrase}}", &["unknown-choice phrase"]),
        ("kinds: {phase: {folder: Größe}}", &["invalid-model(model-folder) Größe"]),
        ("kinds: {phase: {folder: ../x}}", &["unsafe-path(path-traversal) ../x"]),
        ("kinds: {phase: {folder: .git}}", &["unsafe-path(path-hidden) .git"]),
        ("kinds: {phase: {folder: a/.b}}", &["unsafe-path(path-hidden) a/.b"]),
        (
            "kinds: {phase: {folder: workshops}}",
            &["invalid-model(model-folder-taken) workshops"],
        ),
        (
            "kinds: {x: {folder: workshops}}",
            &["invalid-model(model-folder-taken) workshops"],
        ),
        ("kinds: {x: {one: X}}", &["invalid-model(model-no-folder) x"]),
        ("kinds: {x: {like: y, folder: x}}", &["unknown-kind y"]),
        ("kinds: {X Y: {folder: x}}", &["invalid-model(model-id) X Y"]),
        ("kinds: {phase: {fields: {a: {}}}}", &["invalid-model(model-no-type) a"]),
        ("kinds: {phase: {fields: {a: {type: txt}}}}", &["unknown-choice txt"]),
        (
            "kinds: {phase: {fields: {a: {type: choice}}}}",
            &["invalid-model(model-no-choices) a"],
        ),
        (
            "kinds: {phase: {fields: {a: {type: group}}}}",
            &["invalid-model(model-no-fields) a"],
        ),
        (
            "kinds: {phase: {fields: {a: {type: choice, choices: a.b}}}}",
            &["invalid-model(model-choices-of) a.b"],
        ),
        (
            "kinds: {phase: {fields: {a: {type: ref(prson)}}}}",
            &["unknown-kind ref(prson)"],
        ),
        (
            "kinds: {phase: {fields: {a: {type: text, required: {when: b, is: c}}}}}",
            &["unknown-field b"],
        ),
        (
            "kinds: {phase: {fields: {title: {type: text}}}}",
            &["invalid-model(model-common-field) title"],
        ),
        ("fields: {title: {type: date}}", &["invalid-model(model-fixed-type) date"]),
        ("kinds: {phase: {date_field: begin}}", &["unknown-field begin"]),
        (
            "kinds: {phase: {fields: {a: {type: text, min: 2, max: 1}}}}",
            &["invalid-model(model-range) 1"],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(faults(text), expected, "{text}");
    }
}

#[test]
fn a_finding_on_built_in_things_lies_in_the_file_of_the_site() {
    let cases: [(&str, &[&str]); 9] = [
        (
            "fields: {place: {type: text, label: P}}",
            &["invalid-model(model-common-field) place"],
        ),
        ("fields: {tags: {several: false}}", &["invalid-model(model-fixed-type) false"]),
        (
            "fields: {aliases: {several: false}}",
            &["invalid-model(model-fixed-type) false"],
        ),
        ("fields: {title: {several: true}}", &["invalid-model(model-fixed-type) true"]),
        ("fields: {draft: {several: true}}", &["invalid-model(model-fixed-type) true"]),
        ("fields: {publish_on: {max: 2}}", &["invalid-model(model-fixed-type) 2"]),
        ("kinds: {page: {role: other}}", &["invalid-model(model-fixed-role) other"]),
        (
            "kinds: {actor: {fields: {group: {type: group}}}}",
            &["invalid-model(model-no-fields) group"],
        ),
        (
            "kinds: {workshop: {fields: {date: {type: text}}}}",
            &["invalid-model(model-field-type) workshop"],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(faults(text), expected, "{text}");
    }
}

#[test]
fn what_would_do_nothing_is_found() {
    let cases: [(&str, &[&str]); 13] = [
        ("{type: text, above: 1}", &["invalid-model(model-no-effect) above"]),
        ("{type: count, above: 10}", &[]),
        ("{type: ref(recommendation), states: [done]}", &[]),
        ("{type: ref(recommendation), states: [fertig]}", &["unknown-choice fertig"]),
        ("{type: ref(project recommendation), states: [done, idea]}", &[]),
        ("{type: ref(actor), states: [done]}", &["invalid-model(model-no-states) done"]),
        ("{type: text, states: [done]}", &["invalid-model(model-no-effect) states"]),
        ("{type: text, inverse: x}", &["invalid-model(model-no-effect) inverse"]),
        ("{type: text, choices: {a: A}}", &["invalid-model(model-no-effect) choices"]),
        (
            "{type: text, fields: {a: {type: text}}}",
            &["invalid-model(model-no-effect) fields"],
        ),
        (
            "{type: text, several: false, min: 2}",
            &["invalid-model(model-bound-of-one) 2"],
        ),
        ("{type: text, min: 2}", &[]),
        (
            "{type: group, fields: {b: {type: ref(actor), states: [x]}}}",
            &["invalid-model(model-no-states) x"],
        ),
    ];
    for (field, expected) in cases {
        let text = format!("kinds: {{phase: {{fields: {{a: {field}}}}}}}");
        assert_eq!(faults(&text), expected, "{text}");
    }
}

#[test]
fn nobody_switches_consent_off() {
    let fixed = |role: &str| vec![format!("invalid-model(model-fixed-role) {role}")];
    for (kind, role) in [("person", "other"), ("talk", "meeting"), ("phase", "page")] {
        let text = format!("kinds: {{{kind}: {{role: {role}}}}}");
        assert_eq!(faults(&text), fixed(role), "{text}");
    }
    let text = "kinds: {helper: {like: person, folder: helfer, role: other}}";
    assert_eq!(faults(text), fixed("other"));
    for (text, kind, role) in [
        ("kinds: {person: {like: page}}", "person", Role::Person),
        ("kinds: {talk: {like: workshop}}", "talk", Role::Talk),
        ("kinds: {person: {role: person}}", "person", Role::Person),
        ("kinds: {helper: {like: person, folder: helfer}}", "helper", Role::Person),
        (
            "kinds: {visit: {like: event, folder: besuche, role: other}}",
            "visit",
            Role::Other,
        ),
    ] {
        let read = model(text);
        assert_eq!(read.findings, [], "{text}");
        assert_eq!(read.value.kind(kind).map(|kind| kind.role), Some(role), "{text}");
    }
}

#[test]
fn a_fault_has_no_consequences() {
    let read = model("fields: {title: {type: integer}}");
    assert_eq!(read.findings.len(), 1);
    assert_eq!(read.value.common[0].ty, FieldType::Text);
    let read = model("kinds: {phase: {fields: {a: {type: text, min: 3, max: 2}}}}");
    assert_eq!(read.findings.len(), 1);
    let field = read.value.kind("phase").and_then(|kind| kind.field("a"));
    let open = FieldType::List { of: Box::new(FieldType::Text), min: 0, max: None };
    assert_eq!(field.map(|field| &field.ty), Some(&open));
}
