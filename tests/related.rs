//! Which records are related, where that is a question of many records or of several builds.

use crate::workshop::{Workshop, text};

/// A site with so many recommendations of one guideline, and of nothing else that they share.
fn site(recommendations: usize) -> Workshop {
    let site = Workshop::new(&format!("related/{recommendations}"));
    site.write(
        "content/site.yaml",
        "title: T\nbase_url: https://t.example\nlanguage: de\n",
    );
    guideline(&site, "Innovation");
    for number in 0..recommendations {
        site.write(
            &format!("content/empfehlungen/e{number}.md"),
            format!("---\ntitle: Empfehlung {number}\nguidelines: [l]\n---\n"),
        );
    }
    site
}

/// Writes the guideline.
fn guideline(site: &Workshop, title: &str) {
    site.write("content/leitlinien/l.md", format!("---\ntitle: {title}\n---\n"));
}

#[test]
fn what_connects_everything_relates_nothing() {
    for (recommendations, is_related) in [(200, true), (201, false)] {
        let output = site(recommendations).build();
        let page = text(&output, "empfehlungen/e7/index.html");
        assert_eq!(
            page.contains("<h2>Verwandt</h2>"),
            is_related,
            "{recommendations}: {page}"
        );
    }
}

#[test]
fn a_reason_is_said_anew_where_what_connects_has_another_name() {
    let site = site(3);
    let reason = |title: &str| {
        let output = site.build();
        let page = text(&output, "empfehlungen/e0/index.html");
        let said = page.matches(&format!("<q>{title}</q>")).count();
        assert_eq!(said, 2, "{title}: {page}");
    };
    reason("Innovation");
    guideline(&site, "Kooperation");
    reason("Kooperation");
}
