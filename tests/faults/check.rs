//! What `werkstatt check` finds in a folder, and how it says so.

use std::path::Path;

use werkstatt::date::Date;
use werkstatt::diag::Span;
use werkstatt::language::Language;
use werkstatt::path::SourcePath;
use werkstatt::project::{self, Foreign, Outcome, Request, Warnings};
use werkstatt::report::{self, Messages};
use werkstatt::source::Sources;

/// What `werkstatt check` finds in a folder, each finding at a place that its file has.
pub(super) fn check(site: &Path, asks_git: bool) -> Outcome {
    let path = std::env::var_os("PATH").filter(|_| asks_git);
    let request = Request {
        site: site.to_owned(),
        out: site.join("public"),
        base_url: None,
        drafts: false,
        today: Date::parse("2018-06-01").expect("a day"),
        jobs: None,
        warnings: Warnings::Tolerated,
        foreign: Foreign::Refused,
        home: None,
        cache: None,
        now: std::time::SystemTime::UNIX_EPOCH,
        // Where git is not found, the checkout that the tests run in has no say.
        search_path: path.unwrap_or_default(),
        measures: false,
        waiting: None,
        progress: None,
    };
    let outcome = project::check(&request).expect("a site that can be checked");
    for finding in &outcome.findings {
        let spans = std::iter::once(&finding.span).chain(&finding.related);
        spans.for_each(|span| assert_inside(span, &outcome.sources));
    }
    outcome
}

/// Holds that a place lies in its file, between characters.
pub(super) fn assert_inside(span: &Span, sources: &Sources) {
    if span.range != (0..0) {
        let text =
            sources.wording(&span.file).unwrap_or_else(|| panic!("no text: {span:?}"));
        assert!(text.get(span.range.clone()).is_some(), "{span:?}");
    }
}

/// The findings in German, in English, or as JSON with German sentences.
pub(super) fn said(outcome: &Outcome, form: &str) -> String {
    let texts = |file: &SourcePath| outcome.sources.wording(file).map(|text| &**text);
    let messages = |tag| Messages::new(&Language::new(tag));
    match form {
        "json" => report::json(&outcome.findings, &texts, &messages("de")),
        tag => {
            let text = report::text(&outcome.findings, &texts, &messages(tag), false);
            text.trim_end().to_owned() + "\n"
        }
    }
}
