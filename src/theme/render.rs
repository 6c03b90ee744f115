//! From the view of a page to its HTML.

use std::sync::Arc;

use tera::{Context, Error, Tera, Value};

use crate::diag::{Code, Diagnostic, Span};
use crate::path::SourcePath;
use crate::theme::values::Values;
use crate::theme::{Theme, faults, filters};
use crate::view::{CallView, Chrome, Content, PageView, fill};
use crate::words::Catalogue;

/// The size that most pages stay below, in bytes.
const PAGE_SIZE: usize = 32 * 1024;

/// Writes the pages of one language; threads may share it.
///
/// What all pages have in common is turned into values of the engine once, and dates and strings are
/// bound to the language. Components may call each other 20 levels deep; the engine refuses more.
pub struct Renderer {
    /// The theme.
    theme: Arc<Theme>,
    /// The engine in the voice of the language.
    tera: Tera,
    /// The engine without what pages see: components see their arguments, and the strings.
    fenced: Tera,
    /// What turns views into its values.
    values: Values,
}

impl Renderer {
    /// A renderer for the pages of the chrome's language, whose views share up to so many values.
    pub(super) fn new(theme: &Arc<Theme>, chrome: &Chrome, shared: usize) -> Self {
        let mut tera = theme.templates.tera.clone();
        let language = &chrome.language;
        filters::register(&mut tera, &theme.strings, language, &theme.languages);
        let mut fenced = tera.clone();
        fenced
            .global_context()
            .insert_value("t", texts(theme, theme.strings.catalogue(language)));
        let context = tera.global_context();
        context.insert_value("site", Value::from_serializable(chrome));
        context.insert_value("t", texts(theme, theme.strings.catalogue(language)));
        context.insert_value("assets", Value::from_serializable(&theme.assets.addresses));
        Self { theme: Arc::clone(theme), tera, fenced, values: Values::new(shared) }
    }

    /// Writes a page as UTF-8. What goes wrong is a finding at its place in a template.
    pub fn render(&self, page: &PageView) -> Result<Vec<u8>, Box<Diagnostic>> {
        let kind = kind(&page.content);
        let Some(template) = self.theme.templates.full_name(&page.template, kind) else {
            let file = SourcePath::new(&format!("themes/{}", self.theme.name));
            let finding = Diagnostic::new(Code::TemplateError, Span::whole(&file))
                .with("reason", "template-missing")
                .with("page", &page.address)
                .with("name", format!("`{}`", page.template));
            return Err(Box::new(finding));
        };
        let fault = |error: Error| self.fault(&error, template, page);
        let html = self.write(template, page).map_err(fault)?;
        if page.calls.is_empty() {
            return Ok(html);
        }
        let calls = page.calls.iter().map(|call| self.call(call, page));
        let calls: Vec<String> = calls.collect::<Result<_, _>>()?;
        let show =
            |number: usize| calls.get(number.wrapping_sub(1)).map_or("", String::as_str);
        Ok(fill(&String::from_utf8_lossy(&html), show).into_bytes())
    }

    /// Writes what a component shows.
    fn call(&self, call: &CallView, page: &PageView) -> Result<String, Box<Diagnostic>> {
        let name = fenced(&call.component);
        // That there is a template for each component was looked at when the theme was loaded.
        let template = self.theme.templates.full_name(&name, "");
        let Some(template) = template.filter(|_| call.is_whole) else {
            return Ok(String::new());
        };
        let write = || {
            let mut context = Context::new();
            let value = self.values.value(call).map_err(Error::message)?;
            context.insert_value("call", value);
            self.fenced.render(template, &context)
        };
        write().map_err(|error| self.fault(&error, template, page))
    }

    /// The finding for an error of the engine.
    fn fault(&self, error: &Error, template: &str, page: &PageView) -> Box<Diagnostic> {
        let files = &self.theme.templates.files;
        let findings = faults::findings(error, files, template, &page.address);
        let unplaced = || Diagnostic::new(Code::TemplateError, Span::nowhere());
        Box::new(findings.into_iter().next().unwrap_or_else(unplaced))
    }

    /// Writes a page with a template.
    fn write(&self, template: &str, page: &PageView) -> Result<Vec<u8>, Error> {
        let mut context = Context::new();
        context.insert_value("page", self.values.value(page).map_err(Error::message)?);
        let mut html = Vec::with_capacity(PAGE_SIZE);
        self.tera.render_to(template, &context, &mut html)?;
        Ok(html)
    }
}

/// The name of the template of a component.
pub(super) fn fenced(component: &str) -> String {
    format!("fenced/{component}.html")
}

/// The texts that templates read as `t.key`: all keys of the theme, each in the language or in what it
/// falls back to. Placeholders stay as they are; a string that has some is for `phrase`.
fn texts(theme: &Theme, catalogue: &Arc<Catalogue>) -> Value {
    let texts = theme.strings.keys().map(|key| (key, catalogue.text(key)));
    Value::from_serializable(&texts.collect::<std::collections::BTreeMap<_, _>>())
}

/// The kind that a page is about; empty if it is about none.
fn kind(content: &Content) -> &str {
    match content {
        Content::Record(record) | Content::Page(record) => &record.kind,
        Content::Dossier(dossier) => &dossier.record.kind,
        Content::Section(section) | Content::Tag(section) => &section.kind,
        Content::Home(_)
        | Content::Tags { .. }
        | Content::Selection(_)
        | Content::Selections { .. }
        | Content::OpenPoints { .. }
        | Content::Picture(_)
        | Content::Sitemap { .. }
        | Content::Search(_)
        | Content::NotFound { .. }
        | Content::Redirect(_) => "",
    }
}
