//! Reads model files one after the other into one draft.
//!
//! A later file changes what an earlier one said, attribute by attribute. Nothing is checked here
//! that another part of the draft could decide; that is `resolve`'s work.

use crate::diag::{Code, Diagnostic, Span};
use crate::language::{Language, Localised};
use crate::model::draft::{
    ChoiceDraft, ComponentDraft, Draft, FieldDraft, KindDraft, Placed, RequiredDraft,
    Written,
};
use crate::model::{FILE, Order, Query, Role};
use crate::path::SourcePath;
use crate::yaml::{self, Entry, Node, Settings, decimal_number};

/// The keys of a kind.
const KIND_KEYS: &[&str] = &[
    "like",
    "folder",
    "role",
    "one",
    "many",
    "help",
    "order",
    "date_field",
    "state_field",
    "row",
    "fields",
];

/// The keys of a component.
const COMPONENT_KEYS: &[&str] = &["label", "help", "shows", "fields"];

/// The keys of a field.
const FIELD_KEYS: &[&str] = &[
    "type", "several", "min", "max", "above", "label", "help", "required", "shown",
    "choices", "fields", "one_per", "states", "inverse",
];

/// The keys that only fields of some types take.
const SPECIAL_KEYS: &[&str] =
    &["above", "choices", "fields", "one_per", "states", "inverse"];

/// What a kind can be treated as.
pub(super) const ROLES: &[(&str, Role)] = &[
    ("phase", Role::Phase),
    ("meeting", Role::Meeting),
    ("talk", Role::Talk),
    ("challenge", Role::Challenge),
    ("guideline", Role::Guideline),
    ("recommendation", Role::Recommendation),
    ("project", Role::Project),
    ("actor", Role::Actor),
    ("person", Role::Person),
    ("document", Role::Document),
    ("news", Role::News),
    ("term", Role::Term),
    ("dossier", Role::Dossier),
    ("page", Role::Page),
    ("other", Role::Other),
];

/// How a section can be sorted.
const ORDERS: &[(&str, Order)] = &[
    ("by_title", Order::Title),
    ("newest_first", Order::NewestFirst),
    ("oldest_first", Order::OldestFirst),
    ("by_number", Order::Number),
    ("by_order", Order::Order),
];

/// What a component can show of the site.
const QUERIES: &[(&str, Query)] = &[
    ("balance", Query::Balance),
    ("coverage", Query::Coverage),
    ("map", Query::Map),
    ("matrix", Query::Matrix),
    ("network", Query::Network),
    ("partners", Query::Partners),
    ("records", Query::Records),
    ("status", Query::Status),
    ("structure", Query::Structure),
    ("timeline", Query::Timeline),
    ("trace", Query::Trace),
];

/// The language of a label that holds in all languages.
const ALL_LANGUAGES: &str = "und";

impl Draft {
    /// Reads one file into the draft.
    pub(super) fn read(&mut self, file: &SourcePath, text: &str) -> Vec<Diagnostic> {
        let mut settings = Settings::new(file);
        let node = yaml::parse(file, text, 0..text.len());
        let node = node.drain_into(&mut settings.findings);
        for entry in node.entries().unwrap_or_default() {
            match entry.key.as_str() {
                "regions" => {
                    self.regions.clear();
                    read_choices(
                        &mut settings,
                        "regions",
                        &entry.value,
                        &mut self.regions,
                    );
                }
                "fields" => read_fields(&mut settings, &entry.value, &mut self.common),
                "kinds" => {
                    for entry in settings.entries("kinds", &entry.value) {
                        self.read_kind(&mut settings, entry);
                    }
                }
                "components" => {
                    for entry in settings.entries("components", &entry.value) {
                        self.read_component(&mut settings, entry);
                    }
                }
                _ => settings.unknown_key(
                    entry,
                    file.file_name(),
                    &["regions", "fields", "kinds", "components"],
                ),
            }
        }
        settings.findings
    }

    /// Reads one kind, over what is known of it.
    fn read_kind(&mut self, settings: &mut Settings<'_>, entry: &Entry) {
        let position = self.kinds.iter().position(|kind| kind.id.text == entry.key);
        let id = key(settings, entry);
        let mut kind = if let Some(position) = position {
            KindDraft { id, ..self.kinds[position].clone() }
        } else {
            let built_in = settings.file.as_str() != FILE;
            KindDraft { built_in, ..KindDraft::new(id) }
        };
        // What it is like comes first, wherever it is written.
        let entries = settings.entries(&entry.key, &entry.value);
        for entry in entries.iter().filter(|entry| entry.key == "like") {
            if let Some(model) = word(settings, entry) {
                self.take_over(settings, &mut kind, &model);
            }
        }
        for entry in entries {
            read_kind_entry(settings, &mut kind, entry);
        }
        match position {
            Some(position) => self.kinds[position] = kind,
            None => self.kinds.push(kind),
        }
    }

    /// Reads one component, over what is known of it.
    fn read_component(&mut self, settings: &mut Settings<'_>, entry: &Entry) {
        let mut known = self.components.iter();
        let known = known.position(|component| component.id.text == entry.key);
        let id = key(settings, entry);
        let position = known.unwrap_or(self.components.len());
        if known.is_some() {
            self.components[position].id = id;
        } else {
            let (label, help) = (Localised::default(), Localised::default());
            let new = ComponentDraft { id, label, help, shows: None, fields: vec![] };
            self.components.push(new);
        }
        let component = &mut self.components[position];
        for entry in settings.entries(&entry.key, &entry.value) {
            let (name, node) = (entry.key.as_str(), &entry.value);
            match name {
                "label" => read_label(settings, entry, &mut component.label),
                "help" => read_label(settings, entry, &mut component.help),
                "shows" => component.shows = settings.choice(name, node, QUERIES),
                "fields" => read_fields(settings, node, &mut component.fields),
                _ => settings.unknown_key(entry, &component.id.text, COMPONENT_KEYS),
            }
        }
    }

    /// Gives a kind what another one has, but its names and its folder.
    fn take_over(&self, settings: &mut Settings<'_>, kind: &mut KindDraft, of: &Written) {
        let Some(other) = self.kinds.iter().find(|other| other.id.text == of.text) else {
            let finding = Diagnostic::new(Code::UnknownKind, of.span.clone())
                .with("kind", &of.text)
                .suggest(&of.text, self.kinds.iter().map(|kind| kind.id.text.as_str()));
            settings.findings.push(finding);
            kind.open = true;
            return;
        };
        let names = KindDraft::new(kind.id.clone());
        *kind = KindDraft {
            id: names.id,
            folder: kind.folder.take(),
            built_in: kind.built_in,
            role: kind.role.filter(|_| kind.built_in).or(other.role),
            one: std::mem::take(&mut kind.one),
            many: std::mem::take(&mut kind.many),
            help: std::mem::take(&mut kind.help),
            ..other.clone()
        };
    }
}

/// Reads one key of a kind.
fn read_kind_entry(settings: &mut Settings<'_>, kind: &mut KindDraft, entry: &Entry) {
    let (name, node) = (entry.key.as_str(), &entry.value);
    match name {
        "like" => {}
        "folder" => kind.folder = word(settings, entry),
        "role" => read_role(settings, kind, node),
        "order" => kind.order = settings.choice(name, node, ORDERS),
        "one" => read_label(settings, entry, &mut kind.one),
        "many" => read_label(settings, entry, &mut kind.many),
        "help" => read_label(settings, entry, &mut kind.help),
        "date_field" => kind.date_field = word(settings, entry),
        "state_field" => kind.state_field = word(settings, entry),
        "row" => kind.row = words(settings, entry),
        "fields" => read_fields(settings, node, &mut kind.fields),
        _ => settings.unknown_key(entry, &kind.id.text, KIND_KEYS),
    }
}

/// Reads the role of a kind. That of a built-in kind is fixed, and whoever is like a person or a talk
/// is treated as one: the role decides what may be published.
fn read_role(settings: &mut Settings<'_>, kind: &mut KindDraft, node: &Node) {
    let Some(role) = settings.choice("role", node, ROLES) else { return };
    let is_confidential = matches!(kind.role, Some(Role::Person | Role::Talk));
    let is_fixed = is_confidential || (kind.built_in && settings.file.as_str() == FILE);
    // The built-in talks are like workshops at first.
    if is_fixed && kind.role != Some(role) {
        let finding = settings
            .finding(Code::InvalidModel, node.range.clone())
            .with("reason", "model-fixed-role")
            .with("value", &kind.id.text);
        settings.findings.push(finding);
    } else {
        kind.role = Some(role);
    }
}

/// Reads fields, over what is known of them.
fn read_fields(settings: &mut Settings<'_>, node: &Node, fields: &mut Vec<FieldDraft>) {
    for entry in settings.entries("fields", node) {
        let known = fields.iter().position(|field| field.id.text == entry.key);
        let id = key(settings, entry);
        let position = known.unwrap_or(fields.len());
        if known.is_some() {
            fields[position].id = id;
        } else {
            fields.push(FieldDraft::new(id));
        }
        for entry in settings.entries(&entry.key, &entry.value) {
            read_field_entry(settings, &mut fields[position], entry);
        }
    }
}

/// Reads one key of a field.
fn read_field_entry(settings: &mut Settings<'_>, field: &mut FieldDraft, entry: &Entry) {
    let (name, node) = (entry.key.as_str(), &entry.value);
    if let Some(special) = SPECIAL_KEYS.iter().find(|key| **key == name) {
        field.special.insert(special, key(settings, entry));
    }
    match name {
        "type" => field.ty = word(settings, entry),
        "several" => {
            field.several = placed(settings.boolean(name, node), settings, node);
        }
        "min" => field.min = placed(settings.count(name, node), settings, node),
        "max" => field.max = placed(settings.count(name, node), settings, node),
        "above" => {
            let number = node.scalar().and_then(|scalar| decimal_number(&scalar.text));
            field.above = placed(number, settings, node);
            if field.above.is_none() {
                settings.wrong_type(name, node, "number");
            }
        }
        "label" => read_label(settings, entry, &mut field.label),
        "help" => read_label(settings, entry, &mut field.help),
        "inverse" => read_label(settings, entry, &mut field.inverse),
        "required" => field.required = read_required(settings, node),
        "shown" => field.shown = settings.boolean(name, node).unwrap_or(true),
        "choices" if node.scalar().is_some() => field.choices_of = word(settings, entry),
        "choices" => read_choices(settings, name, node, &mut field.choices),
        "fields" => read_fields(settings, node, &mut field.fields),
        "one_per" => field.one_per = word(settings, entry),
        "states" => field.states = words(settings, entry),
        _ => {
            field.torn = true;
            settings.unknown_key(entry, &field.id.text, FIELD_KEYS);
        }
    }
}

/// Reads `true`, `false`, `{when: …, is: …}` or `{without: …}`.
fn read_required(settings: &mut Settings<'_>, node: &Node) -> RequiredDraft {
    let Some(entries) = node.entries() else {
        return match settings.boolean("required", node) {
            Some(true) => RequiredDraft::Always,
            Some(false) => RequiredDraft::Never,
            None => RequiredDraft::Open,
        };
    };
    let (mut when, mut is, mut without) = (None, None, None);
    for entry in entries {
        match entry.key.as_str() {
            "when" => when = word(settings, entry),
            "is" => is = word(settings, entry),
            "without" => without = word(settings, entry),
            _ => settings.unknown_key(entry, "required", &["when", "is", "without"]),
        }
    }
    match (when, is, without) {
        (Some(when), Some(is), None) => RequiredDraft::When(when, is),
        (None, None, Some(without)) => RequiredDraft::Without(without),
        _ => {
            settings.wrong_type("required", node, "condition");
            RequiredDraft::Never
        }
    }
}

/// Reads the values of a choice, over what is known of them.
fn read_choices(
    settings: &mut Settings<'_>,
    name: &str,
    node: &Node,
    choices: &mut Vec<ChoiceDraft>,
) {
    for entry in settings.entries(name, node) {
        let known = choices.iter().position(|choice| choice.id.text == entry.key);
        let position = known.unwrap_or_else(|| {
            let id = key(settings, entry);
            let (label, help) = (Localised::default(), Localised::default());
            let (code, short) = (String::new(), String::new());
            choices.push(ChoiceDraft { id, label, help, code, short, tile: None });
            choices.len() - 1
        });
        let choice = &mut choices[position];
        let entries = entry.value.entries().unwrap_or_default();
        let is_label = |entry: &Entry| Language::parse(&entry.key).is_some();
        if entries.is_empty() || entries.iter().all(is_label) {
            read_label(settings, entry, &mut choice.label);
            continue;
        }
        for entry in entries {
            match entry.key.as_str() {
                "label" => read_label(settings, entry, &mut choice.label),
                "help" => read_label(settings, entry, &mut choice.help),
                "code" => {
                    let code = settings.text("code", &entry.value);
                    code.unwrap_or_default().clone_into(&mut choice.code);
                }
                "short" => {
                    let short = settings.text("short", &entry.value);
                    short.unwrap_or_default().clone_into(&mut choice.short);
                }
                "tile" => choice.tile = read_tile(settings, &entry.value),
                _ => {
                    let keys = ["label", "help", "code", "short", "tile"];
                    settings.unknown_key(entry, &choice.id.text, &keys);
                }
            }
        }
    }
}

/// Reads a place on the map of tiles: `[column, row]`, both from 0.
fn read_tile(settings: &mut Settings<'_>, node: &Node) -> Option<(u16, u16)> {
    let numbers: Vec<Option<usize>> =
        node.one_or_many().iter().map(|item| settings.count("tile", item)).collect();
    let number = |place: usize| u16::try_from((*numbers.get(place)?)?).ok();
    let tile = number(0).zip(number(1)).filter(|_| numbers.len() == 2);
    if tile.is_none() && !numbers.contains(&None) {
        settings.wrong_type("tile", node, "tile");
    }
    tile
}

/// Reads a text per language over the known ones; a plain text replaces them all.
fn read_label(settings: &mut Settings<'_>, entry: &Entry, label: &mut Localised<String>) {
    let read = settings.localised(&entry.key, &entry.value, ALL_LANGUAGES);
    let Some(texts) = read else { return };
    if entry.value.scalar().is_some() {
        *label = texts;
        return;
    }
    for (language, text) in texts.iter() {
        label.insert(language, text.clone());
    }
}

/// The key of an entry with its place.
fn key(settings: &Settings<'_>, entry: &Entry) -> Written {
    let span = Span::new(settings.file, entry.key_range.clone());
    Written { text: entry.key.clone(), span }
}

/// A value with its place.
fn placed<T>(
    value: Option<T>,
    settings: &Settings<'_>,
    node: &Node,
) -> Option<Placed<T>> {
    let span = Span::new(settings.file, node.range.clone());
    value.map(|value| Placed { value, span })
}

/// The value of an entry, which has to be one word.
fn word(settings: &mut Settings<'_>, entry: &Entry) -> Option<Written> {
    let text = settings.text(&entry.key, &entry.value)?.to_owned();
    let span = Span::new(settings.file, entry.value.range.clone());
    Some(Written { text, span })
}

/// The value of an entry, which has to be a word or a list of words.
fn words(settings: &mut Settings<'_>, entry: &Entry) -> Vec<Written> {
    let mut words = vec![];
    for item in entry.value.one_or_many() {
        if let Some(text) = settings.text(&entry.key, item) {
            let span = Span::new(settings.file, item.range.clone());
            words.push(Written { text: text.to_owned(), span });
        }
    }
    words
}
