//! The arguments of the components that a text calls, of the types that the model declares.

use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Span};
use crate::markdown::{self, Outline};
use crate::record::fields::{Mapping, Reader};
use crate::record::read::drop_consequences;
use crate::record::{Call, check};
use crate::yaml;

/// Reads the arguments of the components that a text calls, one call for each block.
pub(super) fn calls(reader: &mut Reader<'_>, outline: &Outline) -> Vec<Call> {
    let blocks = outline.calls.iter().zip(1..);
    let calls = blocks.map(|(block, number)| {
        reader.prefix = format!("call-{number}--");
        call(reader, block)
    });
    let calls = calls.collect();
    reader.prefix.clear();
    calls
}

/// Reads the arguments of one block; a component that nobody knows has none.
fn call(reader: &mut Reader<'_>, block: &markdown::Call) -> Call {
    let model = reader.context.model;
    let Some(component) = model.component(&block.component) else {
        let ids = model.components.iter().map(|component| &*component.id);
        let span = Span::new(reader.file, block.name.clone());
        let finding = Diagnostic::new(Code::UnknownComponent, span)
            .with("component", &block.component)
            .suggest(&block.component, ids.clone())
            .hint_with("choices", [("choices", ids.collect::<Vec<_>>().join(", "))]);
        reader.findings.push(finding);
        let component = block.component.as_str().into();
        return Call { component, fields: vec![], range: block.name.clone() };
    };
    let read = yaml::parse(reader.file, reader.text, block.arguments.clone());
    let is_whole = yaml::is_whole(&read);
    let node = read.drain_into(&mut reader.findings);
    let mapping = Mapping {
        entries: node.entries().unwrap_or_default(),
        owner: component.name(),
        range: block.name.clone(),
    };
    let from = reader.findings.len();
    let read = reader.fields(&[&component.fields], &mapping, None);
    drop_consequences(&mut reader.findings, from, false);
    if is_whole {
        reader.findings.extend(read.missing.into_iter().map(|(_, finding)| finding));
    }
    check::ranges(reader, &read.fields);
    let (component, range) = (Arc::clone(&component.id), block.name.clone());
    Call { component, fields: read.fields, range }
}
