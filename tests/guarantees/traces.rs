//! Traces: what is recorded stands apart from what follows over other records.

use crate::workshop::{Workshop, text};

/// Two recommendations share a guideline that answers twelve challenges.
fn site(name: &str) -> Workshop {
    let site = Workshop::site(name, &[]);
    let challenges: Vec<String> = (1..=12).map(|number| format!("c{number}")).collect();
    for id in &challenges {
        let text = format!("---\ntitle: {}\n---\n", id.to_uppercase());
        site.write(&format!("content/herausforderungen/{id}.md"), text);
    }
    let all = challenges.join(", ");
    let texts = [
        ("leitlinien/g.md", format!("title: G\nchallenges: [{all}]")),
        ("empfehlungen/r.md", "title: R\nguidelines: [g]\nchallenges: [c11, c12]".into()),
        ("empfehlungen/s.md", "title: S\nguidelines: [g]".into()),
        ("workshops/w.md", "title: W\ndate: 2017-01-01\nchallenges: [c1, c2, c3]".into()),
        ("projektideen/p.md", "title: P\nrecommendations: [s]".into()),
    ];
    for (file, fields) in texts {
        site.write(&format!("content/{file}"), format!("---\n{fields}\n---\n"));
    }
    site
}

/// The stages of a trace as text, without addresses.
fn stages(page: &str) -> Vec<String> {
    let after = page.split("<h2>trace</h2>").nth(1).expect("a trace");
    let list = after.split("</ul>").next().expect("a list");
    let plain = |line: &str| {
        let parts =
            line.split('<').map(|part| part.split_once('>').map_or(part, |p| p.1));
        parts.collect::<String>().trim().to_owned()
    };
    let lines = list.lines().map(plain);
    lines.filter(|line| line.contains(':')).collect()
}

#[test]
fn what_is_recorded_comes_first() {
    let output = site("traces").build();
    let cases: [(&str, &[&str]); 4] = [
        (
            "empfehlungen/r",
            &[
                "meeting (gap): (over C1 C2 +1: W)",
                "challenge: C11 C12 (over G: C1 C2 C3 C4 C5) folded 5 (over G: C6 C7 C8 C9 C10)",
                "guideline: G",
                "recommendation (here): R",
                "project (gap):",
            ],
        ),
        // No recommendation says that it addresses C1, as the open points tell as well.
        (
            "herausforderungen/c1",
            &[
                "meeting: W",
                "challenge (here): C1",
                "guideline: G",
                "recommendation (gap): (over G: R S)",
                "project: (over S: P)",
            ],
        ),
        // A way of one relation counts, even if longer ones lead there too.
        (
            "herausforderungen/c11",
            &[
                "meeting (gap):",
                "challenge (here): C11",
                "guideline: G",
                "recommendation: R (over G: S)",
                "project: (over S: P)",
            ],
        ),
        // Meetings and guidelines have no relation of their own, so none is missing.
        (
            "workshops/w",
            &[
                "meeting (here): W",
                "challenge: C1 C2 C3",
                "guideline: (over C1 C2 +1: G)",
                "recommendation (gap): (over G: R S)",
                "project: (over S: P)",
            ],
        ),
    ];
    for (record, expected) in cases {
        let page = text(&output, &format!("{record}/index.html"));
        assert_eq!(stages(page), expected, "{record}");
    }
    let open = text(&output, "offene-punkte/index.html");
    assert!(open.contains("/herausforderungen/c1/") && open.contains("/empfehlungen/r/"));
}

/// Records that one relation connects are all there, however many; of the others only the first.
#[test]
fn what_is_recorded_is_never_left_out() {
    let site = Workshop::site("traces-long", &[]);
    let ids: Vec<String> = (0..60).map(|number| format!("c{number:02}")).collect();
    for id in &ids {
        let text = format!("---\ntitle: {id}\n---\n");
        site.write(&format!("content/herausforderungen/{id}.md"), text);
    }
    let guideline = format!("---\ntitle: G\nchallenges: [{}]\n---\n", ids.join(", "));
    site.write("content/leitlinien/g.md", guideline);
    site.write("content/empfehlungen/r.md", "---\ntitle: R\nguidelines: [g]\n---\n");
    let output = site.build();
    let guideline = stages(text(&output, "leitlinien/g/index.html"));
    assert!(ids.iter().all(|id| guideline[1].contains(id)), "{}", guideline[1]);
    let challenges = &stages(text(&output, "empfehlungen/r/index.html"))[1];
    assert!(challenges.starts_with("challenge (gap): (over G: c00 c01"), "{challenges}");
    assert!(challenges.contains("folded 55 (over G: c05"), "{challenges}");
    assert!(challenges.ends_with("c29) more 30"), "{challenges}");
}
