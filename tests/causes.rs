//! What `why` says of the pages of a site, and whether that explains why they were rendered.

use std::collections::BTreeMap;

use werkstatt::compile::PageInputs;
use werkstatt::path::Route;
use werkstatt::project::{Cause, Inquiry, LastTime, NextTime, Reason, Request, Subject};

/// What each page is made of, the build that rendered it last, and whether its frame was new.
pub(crate) type Causes = BTreeMap<Route, (PageInputs, Cause, bool)>;

/// What `why` says of all pages of a site that was just built.
pub(crate) fn causes(request: &Request) -> Causes {
    let inquiry = Inquiry::new(request).expect("a site");
    let routes: Vec<Route> = inquiry.routes().cloned().collect();
    let why = |route: Route| {
        let Subject::Page { inputs, last, next, .. } =
            inquiry.why(route.as_str()).expect("a page").subject
        else {
            panic!("{route} is a page")
        };
        assert_eq!(next, NextTime::Kept, "{route} was just built");
        let LastTime::Known(cause, by_frame) = last else { panic!("{route} was built") };
        (route, (inputs, cause, by_frame))
    };
    routes.into_iter().map(why).collect()
}

/// Fails unless each page that was rendered by the last build has a reason for it among the files that
/// it was made of before or is made of now, or in what the build was asked for.
pub(crate) fn expect_known_causes(last: &Causes, now: &Causes, what: &str) {
    for (route, (inputs, cause, by_frame)) in now {
        let before = last.get(route);
        if before.is_some_and(|(_, before, _)| before == cause) {
            continue;
        }
        assert!(!cause.reasons.is_empty(), "{what}: {route} was rendered for nothing");
        let is_file = |reason: &Reason| matches!(reason, Reason::Files(_));
        if before.is_none()
            || inputs.counts
            || *by_frame
            || !cause.reasons.iter().all(is_file)
        {
            continue;
        }
        let sides = [Some(inputs), before.map(|(inputs, ..)| inputs)];
        let is_explained =
            sides.into_iter().flatten().any(|inputs| !cause.files(inputs).0.is_empty());
        assert!(is_explained, "{what}: {route}: {cause:#?} {inputs:#?}");
    }
}
