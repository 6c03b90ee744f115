//! White space of templates: a table of what stays and what goes, and of where letters come from.

use super::{template, untouched, visible_text};

/// Templates as they are written and as they are loaded.
#[rustfmt::skip]
const TEMPLATES: &[(&str, &str)] = &[
    // Between inline elements one space stays, whatever it was before.
    ("<p>a  <b>b</b> \n <i>c</i></p>", "<p>a <b>b</b>\n<i>c</i></p>"),
    ("<div><a>x</a> <a>y</a></div>", "<div><a>x</a> <a>y</a></div>"),
    ("a\t<img src=x>\tb", "a <img src=x> b"),
    ("x <button> y </button> z", "x <button> y </button> z"),
    // Around the tags of blocks none does.
    ("<ul>\n  <li> a </li>\n  <li>b</li>\n</ul>\n", "<ul><li>a</li><li>b</li></ul>"),
    ("<p>\n  a\n  <br>\n  b\n</p>", "<p>a<br>b</p>"),
    ("<!doctype html>\n<html>\n<head>\n", "<!doctype html><html><head>"),
    ("<h{{ n }}> a </h{{ n }}> b", "<h{{ n }}> a </h{{ n }}> b"),
    // What takes no room does not count.
    ("<head>\n<meta a>\n<link b>\n</head>", "<head><meta a><link b></head>"),
    ("a <script src=x></script> b", "a <script src=x></script>b"),
    ("a <!-- x --> b", "a <!-- x -->b"),
    ("a {# x #} b", "a {# x #}b"),
    // Attributes and tags stay as they are.
    ("<a title=\"a   b\"\n   href='c  d'>e</a>", "<a title=\"a   b\"\n   href='c  d'>e</a>"),
    ("<a title=\" > \"> b", "<a title=\" > \"> b"),
    ("<a{% if x %}  class=\"a  b\"{% endif %}>  c", "<a{% if x %}  class=\"a  b\"{% endif %}> c"),
    ("<a class=\"x{% if a %} y\"{% else %}\"{% endif %}>  b  <i title='>  <'>",
     "<a class=\"x{% if a %} y\"{% else %}\"{% endif %}> b <i title='>  <'>"),
    ("<a href=\"{{ f(x=\"a\") }}\">  b", "<a href=\"{{ f(x=\"a\") }}\"> b"),
    // So do strings of expressions, whatever stands in them.
    ("{{ \"}}  {%\" }}  a", "{{ \"}}  {%\" }} a"),
    ("{% if a == \"%}  <p>\" %}  b{% endif %}", "{% if a == \"%}  <p>\" %} b{% endif %}"),
    ("{{ 'it\\'s }}  x' }}  a", "{{ 'it\\'s }}  x' }} a"),
    ("{% raw %}  {{  }}  {% endraw %}  a", "{% raw %}  {{  }}  {% endraw %} a"),
    ("{# it's  \" #}  <p>  a", "{# it's  \" #}<p>a"),
    // Elements whose white space counts.
    ("<pre>\n  a\n</pre>  <p>", "<pre>\n  a\n</pre><p>"),
    ("a <textarea>  b\n </textarea>  c", "a <textarea>  b\n </textarea> c"),
    ("<script>  if (a < b)  </script>  <p>", "<script>  if (a < b)  </script><p>"),
    ("<PRE>  {{ x }}  </Pre>", "<PRE>  {{ x }}  </Pre>"),
    // No-break spaces are letters.
    ("<p>&nbsp; a \u{a0} b</p>", "<p>&nbsp; a \u{a0} b</p>"),
    // Control structures.
    ("<ul>\n{% for x in y %}\n  <li>{{ x }}</li>\n{% endfor %}\n</ul>",
     "<ul>{% for x in y %}<li>{{ x }}</li>{% endfor %}</ul>"),
    ("a\n{% if x %}\n  b\n{% endif %}\n  c", "a\n{% if x %}b\n{% endif %}c"),
    ("a{% if x %} b{% endif %} c", "a{% if x %} b{% endif %} c"),
    ("<p> {% if x %} a {% else %} b {% endif %} c", "<p>{% if x %}a {% else %}b {% endif %}c"),
    ("a {% if x %}<p>b</p>{% endif %} c", "a {% if x %}<p>b</p>{% endif %}c"),
    ("a{% if x %}<p>b</p>{% endif %} c", "a{% if x %}<p>b</p>{% endif %} c"),
    ("<p>{% for x in y %} a{% endfor %} b", "<p>{% for x in y %} a{% endfor %} b"),
    ("<p>{% for x in y %}<br> {% if x %}a{% break %}{% endif %}<br>{% endfor %} b",
     "<p>{% for x in y %}<br>{% if x %}a{% break %}{% endif %}<br>{% endfor %} b"),
    ("<div> {% block a %} b {% endblock a %} </div>",
     "<div>{% block a %} b {% endblock a %}</div>"),
    ("<div> {% include \"a\" %} b", "<div>{% include \"a\" %} b"),
    // Where the engine trims, our space would be in the way of its judgement.
    ("a  {%- if x %} b{% endif %}", "a{%- if x %} b{% endif %}"),
    ("a {# x #} {{- y }}", "a {# x #}{{- y }}"),
    ("a {#- x #} b", "a{#- x #} b"),
    ("{{ a -}}  b", "{{ a -}}b"),
    // Captured text is used elsewhere.
    ("{% set a %}  b  {% endset %}  c", "{% set a %}  b  {% endset %} c"),
    ("{% set a = 1 %}\n{% set b = 2 %}\n<p>", "{% set a = 1 %}\n{% set b = 2 %}<p>"),
    ("{% filter upper %}  b  {% endfilter %}", "{% filter upper %}  b  {% endfilter %}"),
    // Signs that open nothing, and ends that are missing.
    ("a  < b  &  {  c  }", "a < b & { c }"),
    ("ä  ö <ü  ", "ä ö <ü "),
    ("{{ a  ", "{{ a  "),
    ("{% raw %}  ", "{% raw %}  "),
    ("<a title=\"  ", "<a title=\"  "),
    ("\u{feff}  <p>", "<p>"),
    ("", ""),
];

#[test]
fn leaves_out_what_does_not_show() {
    for (written, expected) in TEMPLATES {
        assert_eq!(template(written).text, *expected, "{written}");
    }
}

#[test]
fn knows_where_letters_come_from() {
    let written = "\u{feff}<ul>\n  <li>  ä  {{ x }}\n</li>\n</ul>  z";
    for collapsed in [template(written), untouched(written)] {
        for (index, letter) in collapsed.text.char_indices() {
            let there = collapsed.original(index);
            let same = written[there..].starts_with(letter);
            let run = letter == ' ' || letter == '\n';
            assert!(same || run && written[there..].starts_with([' ', '\n']), "{index}");
        }
    }
    let collapsed = template(written);
    assert_eq!(collapsed.text, "<ul><li>ä {{ x }}</li></ul>z");
    let x = collapsed.text.find("{{").map(|index| collapsed.original(index));
    assert_eq!(x, written.find("{{"));
}

#[test]
fn is_stable_and_shows_the_same() {
    let written = "<main>\n <h1> a </h1>\n <p> b <a href=x> c </a> <b>d</b>\n </p>\n\
        <ul> <li>e</li> <li>f <i>g</i></li> </ul> h <img alt=i> j\n</main>\n";
    let once = template(written).text;
    assert_eq!(template(&once).text, once);
    assert_eq!(visible_text(&once), visible_text(written));
}
