//! What in a model cannot work, or would silently do nothing.

use crate::diag::{Code, Diagnostic};
use crate::model::draft::{FieldDraft, KindDraft, Written};
use crate::model::resolve::Resolver;
use crate::model::{Choice, FILE, Field, FieldType, Kind, RefRule, Role};
use crate::path::{UnsafePath, check_address, slugify};

/// The types of fields that the program itself reads.
pub(super) fn fixed_type(id: &str) -> Option<FieldType> {
    let list = |of| FieldType::List { of: Box::new(of), min: 0, max: None };
    Some(match id {
        "title" | "summary" | "lang" | "kind" => FieldType::Text,
        "tags" | "aliases" => list(FieldType::Text),
        "draft" => FieldType::Boolean,
        "publish_on" => FieldType::Date,
        _ => return None,
    })
}

impl Resolver<'_> {
    /// Finds fields that the program itself reads with another type than it expects, and gives them
    /// that type, so that no record is blamed.
    pub(super) fn check_common(&mut self, common: &mut [Field]) {
        for (draft, field) in self.draft.common.iter().zip(common) {
            let Some(fixed) = fixed_type(&field.id) else { continue };
            let is_good = match (&field.ty, &fixed) {
                (FieldType::List { of, .. }, FieldType::List { of: fixed, .. }) => {
                    of == fixed
                }
                (ty, fixed) => ty == fixed,
            };
            if is_good {
                continue;
            }
            field.ty = fixed;
            let values = [
                draft.ty.as_ref().map(|ty| &ty.span),
                draft.several.as_ref().map(|several| &several.span),
                draft.min.as_ref().map(|min| &min.span),
                draft.max.as_ref().map(|max| &max.span),
            ];
            let mut own = values.into_iter().flatten();
            let place = own.find(|span| span.file.as_str() == FILE);
            let place = place.unwrap_or(&draft.id.span);
            self.report_at(place, &draft.id.text, "model-fixed-type");
        }
    }

    /// Finds keys of a field that do nothing for its type.
    pub(super) fn check_keys(&mut self, field: &FieldDraft, ty: &FieldType) {
        // Of a type that nobody knows, nothing can be said.
        if field.ty.as_ref().is_none_or(|written| !is_type(&written.text, ty)) {
            return;
        }
        for (key, written) in &field.special {
            let takes = match *key {
                "above" => matches!(
                    ty,
                    FieldType::Number { .. }
                        | FieldType::Integer { .. }
                        | FieldType::Count { .. }
                        | FieldType::Percent { .. }
                ),
                "choices" => matches!(ty, FieldType::Choice(_)),
                "fields" => matches!(ty, FieldType::Group(_)) && field.one_per.is_none(),
                "one_per" => matches!(ty, FieldType::Group(_)),
                _ => matches!(ty, FieldType::Ref(_)),
            };
            // A site that gives a built-in field another type need not undo the rest.
            if !takes && written.span.file.as_str() == FILE {
                self.no_effect(written, ty.name());
            }
        }
        let is_single = field.several.as_ref().is_some_and(|several| !several.value);
        let bounds = [("min", &field.min), ("max", &field.max)];
        for (key, bound) in bounds {
            if let Some(bound) = bound.as_ref().filter(|_| is_single) {
                self.report_at(&bound.span, key, "model-bound-of-one");
            }
        }
    }

    /// Reports a key that does nothing for fields of a type.
    fn no_effect(&mut self, written: &Written, ty: &str) {
        let finding = Diagnostic::new(Code::InvalidModel, written.span.clone())
            .with("reason", "model-no-effect")
            .with("value", &written.text)
            .with("type", ty);
        self.findings.push(finding);
    }

    /// Finds what only can be seen when all kinds are known: states that no target has, and fields
    /// of another type than a kind needs them.
    pub(super) fn check_kinds(&mut self, common: &[Field], kinds: &[Kind]) {
        let draft = self.draft;
        self.check_states(&draft.common, common, kinds);
        for (kind, draft) in kinds.iter().zip(&draft.kinds) {
            for (written, is_good) in [
                (&draft.date_field, is_date as fn(&FieldType) -> bool),
                (&draft.state_field, is_choice),
            ] {
                let Some(written) = written else { continue };
                let field = kind.field(&written.text);
                if field.is_some_and(|field| !is_good(&field.ty)) {
                    self.report(at(written, draft), "model-field-type");
                }
            }
            self.check_states(&draft.fields, &kind.fields, kinds);
        }
    }

    /// Finds states that no target of a reference has.
    fn check_states(&mut self, drafts: &[FieldDraft], fields: &[Field], kinds: &[Kind]) {
        for (draft, field) in drafts.iter().zip(fields) {
            let one = match &field.ty {
                FieldType::List { of, .. } => of,
                ty => ty,
            };
            match one {
                FieldType::Group(fields) if draft.one_per.is_none() => {
                    self.check_states(&draft.fields, fields, kinds);
                }
                FieldType::Ref(rule) => self.check_rule(draft, rule, kinds),
                _ => {}
            }
        }
    }

    /// Finds states that no target of one reference has.
    fn check_rule(&mut self, draft: &FieldDraft, rule: &RefRule, kinds: &[Kind]) {
        let Some(first) = draft.states.first() else { return };
        let targets =
            kinds.iter().filter(|k| rule.kinds.is_empty() || rule.kinds.contains(&k.id));
        let ids: Vec<&str> = targets.flat_map(states).map(|choice| &*choice.id).collect();
        if ids.is_empty() {
            self.report(first, "model-no-states");
            return;
        }
        for written in &draft.states {
            if !ids.contains(&written.text.as_str()) {
                self.unknown_choice("states", written, &ids);
            }
        }
    }

    /// Finds names of kinds and fields that nobody could write: small letters, digits and `_` only.
    pub(super) fn check_id(&mut self, id: &Written) {
        let is_sign = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
        let starts = id.text.starts_with(|c: char| c.is_ascii_lowercase());
        if !starts || !id.text.bytes().all(is_sign) {
            self.report(id, "model-id");
        }
    }

    /// Finds folders that cannot be an address, missing ones, and those of two kinds.
    pub(super) fn check_folders(&mut self) {
        for (position, kind) in self.draft.kinds.iter().enumerate() {
            let Some(folder) = &kind.folder else {
                if kind.role != Some(Role::Page) {
                    self.no_folder(kind);
                }
                continue;
            };
            let slug = slugify(&folder.text);
            let fault = check_address(&folder.text).err();
            if let Some(fault @ (UnsafePath::Traversal | UnsafePath::Hidden)) = fault {
                self.findings.push(
                    Diagnostic::new(Code::UnsafePath, folder.span.clone())
                        .with("path", &folder.text)
                        .with("reason", fault.reason()),
                );
            } else if slug.is_none_or(|slug| slug.as_str() != folder.text) {
                self.report(folder, "model-folder");
            }
            let earlier = self.draft.kinds[..position].iter();
            let mut taken = earlier.filter_map(|other| other.folder.as_ref());
            if let Some(other) = taken.find(|other| other.text == folder.text) {
                // The later kind may be built in, and its file is not the site's to change.
                let is_own = folder.span.file.as_str() == FILE;
                self.report(if is_own { folder } else { other }, "model-folder-taken");
            }
        }
    }

    /// Reports a kind without a folder, which may be the misspelt id of another one.
    fn no_folder(&mut self, kind: &KindDraft) {
        let ids = self.draft.kinds.iter().map(|other| other.id.text.as_str());
        let others = ids.filter(|id| *id != kind.id.text);
        let finding = Diagnostic::new(Code::InvalidModel, kind.id.span.clone())
            .with("reason", "model-no-folder")
            .with("value", &kind.id.text)
            .suggest(&kind.id.text, others);
        self.findings.push(finding);
    }
}

/// The place of a name, or that of its kind where the name is built in.
fn at<'a>(written: &'a Written, kind: &'a KindDraft) -> &'a Written {
    if written.span.file.as_str() == FILE { written } else { &kind.id }
}

/// Tells whether a type is the one that a word stands for.
fn is_type(word: &str, ty: &FieldType) -> bool {
    word.split('(').next().is_some_and(|name| name.trim() == ty.name())
}

/// Tells whether a type is that of dates.
fn is_date(ty: &FieldType) -> bool {
    *ty == FieldType::Date
}

/// Tells whether a type has listed values.
fn is_choice(ty: &FieldType) -> bool {
    matches!(ty, FieldType::Choice(_))
}

/// The states that records of a kind can have.
fn states(kind: &Kind) -> &[Choice] {
    let field = kind.state_field.as_deref().and_then(|field| kind.field(field));
    match field.map(|field| &field.ty) {
        Some(FieldType::Choice(choices)) => choices,
        _ => &[],
    }
}
