//! `werkstatt search`: what readers find.

use serde_json::{Value, json};

use crate::cli::Exit;
use crate::cli::arguments::{Format, Options, Search};
use crate::cli::build::request;
use crate::cli::environment::Environment;
use crate::cli::terminal::{Terminal, print, say};
use crate::project::{self, Failure, Question};
use crate::report::{Messages, visible};
use crate::search::{Answer, Hit};

/// Looks for something and tells what was found.
pub(super) fn run(
    asked: &Search,
    options: &Options,
    terminal: &Terminal,
    environment: &Environment,
) -> Result<Exit, Failure> {
    let request = request(options, terminal, environment)?;
    let query = asked.query.join(" ");
    let language = asked.language.clone();
    let question = Question { query, language, most: asked.limit };
    let answer = project::ask(&request, &question)?;
    let messages = &terminal.messages;
    if asked.json || options.format == Format::Json {
        print(&format!("{:#}\n", as_json(&question, &answer)))?;
    } else if answer.count == 0 {
        let arguments = [("query", &*visible(&question.query))];
        say(&format!("{}\n", messages.format("cli.search.nothing", &arguments)));
    } else {
        print(&text(&question, &answer, messages))?;
    }
    Ok(if answer.count == 0 { Exit::Nothing } else { Exit::Good })
}

/// An answer for people.
fn text(question: &Question, answer: &Answer, messages: &Messages) -> String {
    let mut lines = vec![];
    for (word, meant) in &answer.meant {
        let arguments = [("word", &*visible(word)), ("meant", &*visible(meant))];
        lines.push(messages.format("cli.search.meant", &arguments));
    }
    let count = answer.count.to_string();
    let arguments = [("count", &*count), ("query", &*visible(&question.query))];
    lines.push(messages.format("cli.search.found", &arguments));
    for (number, hit) in (1..).zip(&answer.hits) {
        lines.push(String::new());
        add_hit(number, hit, messages, &mut lines);
    }
    lines.push(String::new());
    lines.join("\n")
}

/// A result: its title, what it is, its address, and where in it the words stand.
fn add_hit(number: usize, hit: &Hit, messages: &Messages, lines: &mut Vec<String>) {
    lines.push(format!("{number}. {}", visible(&hit.title)));
    let facts: Vec<&str> = [&hit.kind, &hit.date, &hit.state]
        .into_iter()
        .map(String::as_str)
        .filter(|fact| !fact.is_empty())
        .collect();
    if !facts.is_empty() {
        lines.push(format!("   {}", visible(&facts.join(" · "))));
    }
    lines.push(format!("   {}", visible(&hit.address)));
    if let Some((anchor, heading)) = &hit.section {
        let arguments = [("heading", &*visible(heading)), ("anchor", &*visible(anchor))];
        let section = messages.format("cli.search.section", &arguments);
        lines.push(format!("   {section}"));
    }
}

/// An answer for programs.
fn as_json(question: &Question, answer: &Answer) -> Value {
    let hit = |hit: &Hit| {
        json!({
            "address": hit.address,
            "title": hit.title,
            "kind": hit.kind,
            "date": hit.date,
            "state": hit.state,
            "section": hit.section.as_ref().map(|(anchor, heading)| {
                json!({ "anchor": anchor, "heading": heading })
            }),
        })
    };
    let meant =
        |(word, meant): &(String, String)| json!({ "word": word, "meant": meant });
    json!({
        "query": question.query,
        "count": answer.count,
        "meant": answer.meant.iter().map(meant).collect::<Vec<_>>(),
        "results": answer.hits.iter().map(hit).collect::<Vec<_>>(),
    })
}
