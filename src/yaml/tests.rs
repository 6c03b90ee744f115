//! Trees and faults of YAML, as tables.

use crate::diag::{Checked, Diagnostic};
use crate::path::SourcePath;
use crate::yaml::Node;
use crate::yaml::tree::read;

/// Reads a text and checks that every node lies in it.
fn tree(text: &str) -> Checked<Node> {
    let tree = read(&SourcePath::new("a"), text, 0..text.len(), 1 << 20);
    check(&tree.value, text);
    for finding in &tree.findings {
        assert!(text.get(finding.span.range.clone()).is_some(), "{finding:?}");
    }
    tree
}

fn check(node: &Node, text: &str) {
    assert!(text.get(node.range.clone()).is_some(), "{node:?}");
    node.items().into_iter().flatten().for_each(|item| check(item, text));
    for entry in node.entries().into_iter().flatten() {
        assert!(text.get(entry.key_range.clone()).is_some(), "{entry:?}");
        check(&entry.value, text);
    }
}

/// The findings as `code(reason) excerpt`.
fn faults(text: &str) -> Vec<String> {
    let show = |finding: &Diagnostic| {
        let argument = finding.arguments.first().map_or("", |(_, value)| value);
        let excerpt = &text[finding.span.range.clone()];
        format!("{}({argument}) {excerpt}", finding.code)
    };
    tree(text).findings.iter().map(show).collect()
}

#[test]
fn keeps_what_was_written() {
    let text = "ä: no\nb: 0o14\nc: 1:30\nd: 2.10\ne: \"ü\"\nf: >\n  eins\n  zwei\ng: [x, {y: z}]\nh:\n- ö\n-\ni: ~\nj:\nk: 'ß'";
    let tree = tree(text);
    assert_eq!(tree.findings, []);
    let entries = tree.value.entries().expect("a mapping");
    let written: Vec<&str> =
        entries.iter().map(|entry| &text[entry.value.range.clone()]).collect();
    let expected = [
        "no",
        "0o14",
        "1:30",
        "2.10",
        "\"ü\"",
        "eins\n  zwei",
        "[x, {y: z}]",
        "ö\n-",
        "~",
        "",
        "'ß'",
    ];
    assert_eq!(written, expected);
    let plain = |key| tree.value.get(key).and_then(Node::scalar).map(|s| s.plain);
    assert_eq!(
        (plain("ä"), plain("e"), plain("k")),
        (Some(true), Some(false), Some(false))
    );
}

#[test]
fn quotation_marks_end_a_value() {
    let text = "a: \"b \\\" c\" # d\ne: 'it''s' # f\ng: [\"h\" , 'i']\nj: |\n  'k' # l\n";
    let tree = tree(text);
    assert_eq!(tree.findings, []);
    let entries = tree.value.entries().expect("a mapping");
    let written: Vec<&str> =
        entries.iter().map(|entry| &text[entry.value.range.clone()]).collect();
    assert_eq!(written, ["\"b \\\" c\"", "'it''s'", "[\"h\" , 'i']", "'k' # l"]);
}

#[test]
fn points_at_faults() {
    let cases: [(&str, &[&str]); 27] = [
        ("a: b: c", &["yaml-syntax(yaml-colon) :"]),
        ("a:\n\tb: c", &["yaml-syntax(yaml-tab) \t"]),
        ("a:\tb", &["yaml-syntax(yaml-no-space) \t"]),
        ("a: \"b\nc: d\n", &["yaml-syntax(yaml-unclosed-quote) \""]),
        ("a: 'b\nc: d\n", &["yaml-syntax(yaml-unclosed-quote) '"]),
        ("a: \"b\" c\n", &["yaml-syntax(yaml-after-quote) c"]),
        ("a: \"b\\d\"", &["yaml-syntax(yaml-escape) \\"]),
        ("a: @b", &["yaml-syntax(yaml-reserved-character) @"]),
        ("a: b\nc\nd: e", &["yaml-syntax(yaml-missing-colon) c"]),
        ("a: [b, c\nd: e", &["yaml-syntax(yaml-brackets) ["]),
        ("a: {b: c\nd: e", &["yaml-syntax(yaml-braces) {"]),
        ("a:b\nc: d", &["yaml-syntax(yaml-no-space) :"]),
        ("a: b\nc:d\ne: f", &["yaml-syntax(yaml-no-space) :"]),
        ("a: b\n  c: d", &["yaml-syntax(yaml-indentation)   "]),
        (" a: b\nc: d", &["yaml-syntax(yaml-indentation) c"]),
        ("a: b\u{1b}[31m", &["yaml-syntax(yaml-control-character) \u{1b}"]),
        ("a: b\n---\nc: d", &["yaml-syntax(yaml-several-documents) ---"]),
        ("{{ a }}: b", &["yaml-syntax(yaml-complex-key) { a }"]),
        ("a: {{ b }}", &["yaml-syntax(yaml-complex-key) { b }"]),
        ("a: *b", &["yaml-reference(alias) *b"]),
        ("a: **b**", &["yaml-reference(alias) **b**"]),
        ("a: &b c\nd: *b", &["yaml-reference(anchor) &b", "yaml-reference(alias) *b"]),
        ("a: !b c", &["yaml-reference(tag) !b"]),
        ("<<: {a: b}", &["yaml-reference(merge-key) <<"]),
        ("ä: 1\nb: 2\nä: 3", &["duplicate-key(ä) ä"]),
        ("- a\n- b", &["not-a-mapping() - a"]),
        ("Nur Text", &["not-a-mapping() Nur Text"]),
    ];
    for (text, expected) in cases {
        assert_eq!(faults(text), expected, "{text}");
    }
}

#[test]
fn keeps_what_came_before_a_fault() {
    let tree = tree("a: 1\nb: [2, 3, 4\nc: 5");
    assert!(tree.value.get("a").is_some());
    assert_eq!(tree.value.get("b").and_then(Node::items).map(<[Node]>::len), Some(2));
}

#[test]
fn ends_where_the_limits_are() {
    let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n";
    assert_eq!(faults(bomb).len(), 11);
    let deep = ["[".repeat(100_000), "{a: ".repeat(20_000), "- ".repeat(100_000)];
    for text in deep {
        assert_eq!(faults(&text).len(), 1, "{:?}", faults(&text));
        assert!(faults(&text)[0].starts_with("yaml-too-large(levels)"));
    }
    let wide = format!("a: [{}]", "b,".repeat(100_001));
    assert_eq!(faults(&wide), ["yaml-too-large(nodes) "]);
    let large = format!("a: {}", "b".repeat(1 << 20));
    assert_eq!(faults(&large), ["yaml-too-large(bytes) "]);
}

#[test]
fn looks_many_keys_up() {
    let lines: Vec<String> = (0..40).map(|n| format!("k{n}: {n}\n")).collect();
    let mut text = lines.concat();
    text.push_str("k7: x\nk39: y\nneu: 1\nneu: 2\n");
    let expected =
        ["duplicate-key(k7) k7", "duplicate-key(k39) k39", "duplicate-key(neu) neu"];
    assert_eq!(faults(&text), expected);
}

#[test]
fn survives_anything() {
    let seeds = "a: &b [c, {d: \"é\"}]\n- !x 'y'\n? z\n: |\n  t\t\r\n\u{2028}%@`>*<<ä";
    let signs: Vec<char> = seeds.chars().collect();
    let mut state: usize = 1;
    for _ in 0..3000 {
        let text: String = (0..40)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                signs[(state >> 33) % signs.len()]
            })
            .collect();
        tree(&text);
    }
}

#[test]
fn needs_little_stack() {
    let run = || {
        let texts = ["[".repeat(100_000), "{a: ".repeat(20_000), "- ".repeat(100_000), {
            let open = "[".repeat(63);
            format!("a: {open}{}", "]".repeat(63))
        }];
        texts.iter().map(|text| tree(text).findings.len()).collect::<Vec<_>>()
    };
    let thread = std::thread::Builder::new().stack_size(512 * 1024);
    let found = thread.spawn(run).expect("a thread").join();
    assert_eq!(found.expect("no overflow"), [1, 1, 1, 0]);
}
