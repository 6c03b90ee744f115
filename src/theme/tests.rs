//! Themes from sources in memory, over a small built-in theme of the tests' own.

use super::*;
use crate::colour::Colour;
use crate::config::{
    Appearance, ColourSetting, Contact, Coverage, MarkdownOptions, Minify, OutputOptions,
    RawHtml,
};
use crate::diag::{Code, Diagnostic};
use crate::language::Localised;
use crate::source::SourceFile;
use crate::view::{self, Alternate, ContactView, NavigationEntry, PageView};

/// The built-in theme of these tests.
const PLAIN: Files = &[
    ("assets/base.css", b"p { color: #ff0000 }"),
    ("assets/fonts/a.woff2", b"\xff\x00"),
    ("assets/style.css", b"@import 'base.css';\nbody { background: url(\"mark.svg#x\") }"),
    ("assets/mark.svg", b"<svg/>"),
    ("strings/de.yaml", b"skip: Zum Inhalt\nnur: Nur deutsch\nmd_table: Tabelle\n"),
    ("strings/en.yaml", b"skip: Skip\nmd_table: Table\nrows:\n  one: '{count} row'\n  other: '{count} rows'\n"),
    ("templates/base.html", b"<!doctype html>\n<html lang=\"{{ page.language }}\">\n<body>\n\
        {{ t.skip }}\n{% block main %}\n<p>base</p>\n{% endblock main %}\n</body>\n</html>\n"),
    ("templates/404.html", b"{% extends \"base.html\" %}\n{% block main %}\n<h1> {{ page.title }} </h1>\n\
        {{ <mark text={page.title} /> }}\n{% endblock main %}\n"),
    ("templates/parts.html", b"{% component mark(text, @t) %}<b>{{ text }}</b>{% endcomponent mark %}"),
    ("templates/section.html", b"section {{ page.title }}"),
    ("theme.yaml", b"name: werkstatt\n"),
];

/// Settings of a site in German and English.
fn config(theme: &str, minify: Minify) -> Config {
    Config {
        title: Localised::default(),
        description: Localised::default(),
        base_url: "https://example.org/unter/".to_owned(),
        language: Language::new("de"),
        languages: vec![Language::new("de"), Language::new("en")],
        theme: theme.to_owned(),
        profile: None,
        navigation: vec![],
        footer: vec![],
        appearance: Appearance::default(),
        contact: Contact::default(),
        search: true,
        glossary_links: true,
        output: OutputOptions { minify },
        markdown: MarkdownOptions { html: RawHtml::Reject },
        facets: crate::config::FacetOptions::default(),
        coverage: Coverage::default(),
    }
}

/// Loads a theme from files of a site over the built-in one.
fn load(theme: &str, files: &[(&str, &str)]) -> Checked<Arc<Theme>> {
    load_with(theme, files, Minify::Compact)
}

/// Loads a theme, more or less of whose white space is taken away.
pub(super) fn load_with(
    theme: &str,
    files: &[(&str, &str)],
    minify: Minify,
) -> Checked<Arc<Theme>> {
    let files = files
        .iter()
        .map(|(path, text)| (SourcePath::new(path), SourceFile::Text((*text).into())));
    let sources = Sources { files: files.collect(), ..Sources::default() };
    let Checked { value, findings } = load_over(PLAIN, &sources, &config(theme, minify));
    Checked { value: Arc::new(value), findings }
}

/// The chrome of a language.
pub(super) fn chrome(language: &str) -> Chrome {
    Chrome {
        dossiers: None,
        logo: None,
        pictures: vec![],
        language: Language::new(language),
        title: "Prozess".to_owned(),
        description: String::new(),
        home: "/".to_owned(),
        navigation: vec![NavigationEntry {
            language: None,
            title: "Start".to_owned(),
            href: "/".to_owned(),
            key: "home".to_owned(),
        }],
        footer: vec![],
        simple: None,
        accessibility: None,
        contact: ContactView::default(),
        tags: None,
        selections: None,
        sitemap: "/uebersicht/".to_owned(),
        open_points: "/offen/".to_owned(),
        search: None,
    }
}

/// A page of a language.
fn page(language: &str, template: &str, content: view::Content) -> PageView {
    let language = Language::new(language);
    PageView {
        calls: vec![],
        template: template.to_owned(),
        language: language.clone(),
        text_language: None,
        fallback: false,
        title: "A & B".to_owned(),
        head: view::Head {
            title: "A & B – Prozess".to_owned(), ..view::Head::default()
        },
        description: String::new(),
        address: "/a/".to_owned(),
        canonical: "https://example.org/unter/a/".to_owned(),
        alternates: Vec::<Alternate>::new(),
        breadcrumb: vec![],
        active: String::new(),
        content,
    }
}

/// The 404 page of a language.
pub(super) fn not_found(language: &str) -> PageView {
    page(language, "404.html", view::Content::NotFound { sections: vec![] })
}

/// A page as text.
fn written(renderer: &Renderer, page: &PageView) -> Result<String, Box<Diagnostic>> {
    renderer.render(page).map(|html| String::from_utf8(html).expect("is UTF-8"))
}

/// The 404 page with a template of the site's own theme.
fn rendered(template: &str) -> Result<String, Box<Diagnostic>> {
    let loaded = load("eigen", &[("themes/eigen/templates/404.html", template)]);
    assert!(loaded.findings.iter().all(|finding| finding.code == Code::MissingString));
    written(&loaded.value.renderer(&chrome("de"), 0), &not_found("de"))
}

/// Findings in one line each: code, the place as text, the arguments.
fn told(theme: &Theme, findings: &[Diagnostic]) -> Vec<String> {
    let show = |finding: &Diagnostic| {
        let text = theme.source(&finding.span.file).unwrap_or("");
        let at = text.get(finding.span.range.clone()).unwrap_or("?");
        let arguments: Vec<&str> =
            finding.arguments.iter().map(|(_, value)| value.as_str()).collect();
        let hints: Vec<&str> = finding
            .hints
            .iter()
            .flat_map(|hint| hint.arguments.iter().map(|(_, value)| value.as_str()))
            .collect();
        let code = finding.code;
        let file = &finding.span.file;
        format!("{code} {file} [{at}] {}{}", arguments.join(", "), hints.join(" ?"))
    };
    findings.iter().map(show).collect()
}

#[test]
fn renders_with_the_built_in_theme() {
    let loaded = load("werkstatt", &[]);
    assert_eq!(
        told(&loaded.value, &loaded.findings),
        ["missing-string themes/werkstatt/strings/en.yaml [] en, one-string, nur"]
    );
    let html = |language| {
        written(&loaded.value.renderer(&chrome(language), 0), &not_found(language))
    };
    assert_eq!(
        html("de").as_deref(),
        Ok("<!doctype html><html lang=\"de\"><body>Zum Inhalt\n<h1>A &amp; B</h1>\
            <b>A &amp; B</b>\n</body></html>")
    );
    assert_eq!(html("en").map(|html| html.contains(">Skip\n")), Ok(true));
    let words = loaded.value.words(&Language::new("en"));
    assert_eq!((&*words.table, &*words.code), ("Table", "md_code"));
}

#[test]
fn packs_a_built_in_theme_without_faults() {
    for minify in [Minify::Off, Minify::Compact] {
        let mut config = config("werkstatt", minify);
        config.languages.push(Language::new("de-simple"));
        let loaded = super::load(&Sources::default(), &config);
        assert_eq!(told(&loaded.value, &loaded.findings), Vec::<String>::new());
        for template in ["home.html", "record.html", "section.html", "404.html"] {
            assert!(
                loaded.value.templates.full_name(template, "").is_some(),
                "{template}"
            );
        }
    }
}

#[test]
fn takes_files_of_the_site_before_its_parents() {
    let files = [
        ("themes/kind/theme.yaml", "extends: eltern\n"),
        (
            "themes/kind/templates/404.html",
            "{% extends \"eltern/404.html\" %}{% block main %}kind {{ super() }}{% endblock main %}",
        ),
        (
            "themes/kind/templates/teile.html",
            "{% component mark(text) %}<i>{{ text }}</i>{% endcomponent mark %}",
        ),
        ("themes/kind/strings/de.yaml", "skip: Hinab\n"),
        (
            "themes/eltern/templates/404.html",
            "{% extends \"werkstatt/404.html\" %}{% block main %}eltern {{ super() }}{% endblock main %}",
        ),
        ("themes/eltern/strings/de.yaml", "skip: Hinunter\neltern: ja\n"),
    ];
    let loaded = load("kind", &files);
    let html = written(&loaded.value.renderer(&chrome("de"), 0), &not_found("de"));
    let html = html.expect("can be rendered");
    assert!(
        html.contains("Hinab\nkind eltern <h1>A &amp; B</h1><i>A &amp; B</i>"),
        "{html}"
    );
    let kind = load("werkstatt", &[("themes/werkstatt/templates/404.html", "eigen")]);
    let html = written(&kind.value.renderer(&chrome("de"), 0), &not_found("de"));
    assert_eq!(html.as_deref(), Ok("eigen"));
}

#[test]
fn prefers_the_template_of_the_kind() {
    let files =
        [("themes/eigen/templates/section/term.html", "{{ page.content.type }} A–Z")];
    let loaded = load("eigen", &files);
    let renderer = loaded.value.renderer(&chrome("de"), 0);
    let section = |kind: &str| {
        let content = view::Content::Section(view::SectionView {
            language: None,
            kind: kind.to_owned(),
            body: String::new(),
            terms: vec![],
            count: 0,
            groups: vec![],
            keys: vec![],
            key: None,
            talks: vec![],
            chosen: vec![],
            facets: vec![],
        });
        written(&renderer, &page("de", "section.html", content))
    };
    assert_eq!(section("term").as_deref(), Ok("section A–Z"));
    assert_eq!(section("news").as_deref(), Ok("section A &amp; B"));
}

#[test]
fn says_things_in_the_language_of_the_page() {
    let template = "{{ '2017-03-07' | date }}|{{ '2017-03-07' | date(weekday=true) }}|\
        {{ {'start': '2017-03-07', 'end': '2017-03-09'} | date }}|{{ '2017-03' | date(lang='en') }}|\
        {{ '2017-03-07' | iso }}|{{ '2017-03-07' | month }}|{{ '2017' | day }}|\
        {{ 12345 | number }}|{{ 40 | percent }}|{{ 2345678 | filesize }}|\
        {{ '9:30' | time(end='16:00') }}|{{ phrase(key='rows', count=1) }}|\
        {{ phrase(key='rows', count=1200) }}|{{ assets['style.css'] is defined }}";
    // Which spaces are no-break spaces is the words' own affair.
    let html = rendered(template).expect("can be rendered").replace('\u{a0}', " ");
    let parts: Vec<&str> = html.split('|').collect();
    assert_eq!(
        parts,
        [
            "7. März 2017",
            "Dienstag, 7. März 2017",
            "7. bis 9. März 2017",
            "March 2017",
            "2017-03-07",
            "März",
            "",
            "12\u{202f}345",
            "40 %",
            "2,3 MB",
            "9:30 bis 16:00 Uhr",
            "1 row",
            "1,200 rows",
            "true",
        ]
    );
}

#[test]
fn bundles_and_names_assets() {
    let loaded = load("werkstatt", &[]);
    let theme = loaded.value;
    let paths: Vec<&str> = theme.assets().iter().map(|(path, _)| path.as_str()).collect();
    let stems = ["assets/fonts/a.", "assets/mark.", "assets/style."];
    assert_eq!(paths.len(), stems.len());
    for (path, stem) in paths.iter().zip(stems) {
        assert!(path.starts_with(stem), "{path}");
    }
    let mark = paths[1].trim_start_matches("assets/");
    let Content::Text(style) = &theme.assets()[2].1 else { panic!("is text") };
    assert_eq!(**style, format!("p{{color:red}}body{{background:url({mark}#x)}}"));
    let address = &theme.assets.addresses["style.css"];
    assert_eq!(*address, format!("/unter/{}", paths[2]));
    assert!(!theme.assets.addresses.contains_key("base.css"));
}

#[test]
fn sets_the_colours_of_a_site() {
    let sheet = ":root { --paper: #fff; --accent: #0b5d4b }";
    let files = [(
        SourcePath::new("themes/eigen/assets/style.css"),
        SourceFile::Text(sheet.into()),
    )];
    let sources = Sources { files: files.into(), ..Sources::default() };
    let mut config = config("eigen", Minify::Compact);
    config.appearance.colours = vec![ColourSetting {
        name: "accent".to_owned(),
        range: 0..6,
        light: Colour::parse("#7a2230").map(|colour| (colour, 8..15)),
        dark: None,
    }];
    let Checked { value: theme, findings } = load_over(PLAIN, &sources, &config);
    assert!(findings.iter().all(|finding| finding.code == Code::MissingString));
    let mut assets = theme.assets().iter();
    let style = assets.find(|(path, _)| path.starts_with("assets/style."));
    let Some((_, Content::Text(style))) = style else { panic!("there is a style sheet") };
    assert!(style.ends_with("@media screen{:root{--accent:#7a2230}}"), "{style}");
}

#[test]
fn extends_style_sheets() {
    let files = [
        (
            "themes/eigen/assets/style.css",
            "@import \"werkstatt/style.css\";\n.a { top: 0 }",
        ),
        ("themes/eigen/assets/base.css", "q { color: blue }"),
        ("themes/eigen/assets/seiten/b.css", "b { background: url(../fonts/a.woff2) }"),
    ];
    let loaded = load("eigen", &files);
    let text = |stem: &str| {
        let found = loaded.value.assets().iter().find(|(path, _)| path.starts_with(stem));
        match found {
            Some((_, Content::Text(text))) => text.to_string(),
            _ => String::new(),
        }
    };
    let style = text("assets/style.");
    assert!(style.starts_with("q{color:#00f}body{background:url(mark."), "{style}");
    assert!(style.ends_with(".a{top:0}"), "{style}");
    let pages = text("assets/seiten/b.");
    assert!(pages.starts_with("b{background:url(../fonts/a."), "{pages}");
}

/// Files of a theme, and what is found in them.
type Case = (&'static [(&'static str, &'static str)], &'static [&'static str]);

#[test]
fn reports_faults_at_their_places() {
    const TEMPLATE: &str = "themes/eigen/templates/404.html";
    #[rustfmt::skip]
    let cases: [Case; 12] = [
        (&[("themes/anders/theme.yaml", "")], &["unknown-theme  [] eigen"]),
        (&[("themes/eigen/theme.yaml", "extends: anders"), ("themes/anders/theme.yaml", "extends: eigen")],
         &["theme-cycle themes/anders/theme.yaml [eigen] eigen → anders → eigen"]),
        (&[("themes/eigen/theme.yaml", "extends: werkstat")],
         &["unknown-theme themes/eigen/theme.yaml [werkstat] werkstatwerkstatt"]),
        (&[("themes/eigen/theme.yaml", "extend: werkstatt\nname: [a]")],
         &["unknown-field themes/eigen/theme.yaml [extend] extend, theme.yamlextends",
           "wrong-type themes/eigen/theme.yaml [[a]] name, name, text, "]),
        (&[(TEMPLATE, "\u{feff}<ul>\n  <li>  {{ page.title | dates }}\n")],
         &["template-error themes/eigen/templates/404.html [dates] template-filter, , `dates`date"]),
        (&[(TEMPLATE, "<p>   {{ a b }}"), ("themes/eigen/templates/x.html", "{% if %}")],
         &["template-error themes/eigen/templates/404.html [b] ",
           "template-error themes/eigen/templates/x.html [%}] "]),
        (&[(TEMPLATE, "  {% extends \"bas.html\" %}")],
         &["template-error themes/eigen/templates/404.html [extends] template-parent"]),
        (&[(TEMPLATE, "{% component a() %}{% endcomponent a %}"),
           ("themes/eigen/templates/y.html", "\n  {% component a() %}{% endcomponent a %}")],
         &["template-error themes/eigen/templates/y.html [component a] template-component-in-two"]),
        (&[(TEMPLATE, "{{ t.skipp }}{{ phrase(key=\"rows\") }}")],
         &["unknown-string themes/eigen/templates/404.html [skipp] skippskip",
           "missing-placeholder themes/eigen/templates/404.html [rows] rows, count"]),
        (&[("themes/eigen/assets/style.css", "a { }\n\u{e4} { top: }\nb { color }")],
         &["style-error themes/eigen/assets/style.css [}] "]),
        (&[("themes/eigen/assets/style.css", "a { background: url(weg.svg) }")],
         &["style-error themes/eigen/assets/style.css [w] style-no-file, `weg.svg`"]),
        (&[("themes/eigen/assets/style.css", "@import 'weg.css';")],
         &["style-error themes/eigen/assets/style.css [@] style-no-sheet, `weg.css`"]),
    ];
    for (files, expected) in cases {
        let loaded = load("eigen", files);
        let mut found = told(&loaded.value, &loaded.findings);
        found.retain(|finding| !finding.starts_with("missing-string"));
        assert_eq!(found.len(), expected.len(), "{found:#?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.starts_with(expected), "{found}\n{expected}");
        }
    }
}

#[test]
fn reports_what_goes_wrong_on_a_page() {
    let files = [
        (
            "themes/eigen/templates/404.html",
            "<ul>\n\n  <li>\n  {{ <lost of={page} /> }}</li></ul>",
        ),
        (
            "themes/eigen/templates/p.html",
            "{% component lost(of) %}\n\n  {{ of.titel }}{% endcomponent lost %}",
        ),
    ];
    let loaded = load("eigen", &files);
    let finding = written(&loaded.value.renderer(&chrome("de"), 0), &not_found("de"));
    let finding = finding.expect_err("has no such field");
    let line = told(&loaded.value, std::slice::from_ref(&finding));
    assert_eq!(
        line,
        ["template-error themes/eigen/templates/p.html [titel] \
          template-field, /a/, `titel`title"]
    );
    let caller = finding.related.expect("is known");
    let text = loaded.value.source(&caller.file).expect("is a file of the theme");
    assert!(text[caller.range.start..].starts_with("<lost of="), "{:?}", caller.range);
    let endless =
        "{% component a(n) %}{{ <a n={n} /> }}{% endcomponent a %}{{ <a n={1} /> }}";
    let finding = rendered(endless).expect_err("is endless");
    assert!(finding.arguments[0].1 == "template-endless", "{:?}", finding.arguments);
    let finding = rendered("{{ 'gestern' | date }}").expect_err("is no date");
    assert!(finding.arguments[0].1 == "template-date", "{:?}", finding.arguments);
}
