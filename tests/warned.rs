//! Builds of a site about which there is something to say, though it can be published.

use werkstatt::diag::Severity;
use werkstatt::path::SourcePath;
use werkstatt::project::{self, Request, Warnings};

use crate::cache::{Site, effort};

/// A record with an empty heading, which is a warning.
const FILE: &str = "content/leitlinien/a.md";

#[test]
fn a_build_without_a_change_says_what_the_last_one_said() {
    let site = Site::of("warned", &[(FILE, "---\ntitle: A\n---\n## \n\nText.\n")]);
    let first = site.build();
    assert_eq!(first.findings.len(), 1, "{:#?}", first.findings);
    let again = site.build();
    assert_eq!(effort(&again), [None, None, Some(0)]);
    assert_eq!(again.findings, first.findings);
    let file = SourcePath::new(FILE);
    assert!(again.sources.wording(&file).is_some());
    assert_eq!(again.sources.wording(&file), first.sources.wording(&file));
    let before = site.output();
    let strict = Request { warnings: Warnings::Errors, ..site.request() };
    let strict = project::build(&strict).expect("a build");
    assert_eq!(strict.findings[0].severity, Severity::Error);
    assert!(strict.summary.is_none() && site.output() == before);
    site.put(FILE, "---\ntitle: A\n---\nText.\n");
    assert!(site.build().findings.is_empty() && site.build().findings.is_empty());
}
