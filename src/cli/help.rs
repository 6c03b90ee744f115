//! Help texts in the language of the messages, put into the command line before it is read.

use clap::{Arg, Command};

use crate::report::Messages;

/// The options that only `build` and `check` need, which stand under a heading of their own.
const FOR_SITES: [&str; 10] = [
    "out", "cache", "base_url", "drafts", "as_of", "jobs", "timings", "strict", "force",
    "format",
];

/// Those of them that mean something to another command; the others are not named there.
const FOR_OTHERS: [(&str, &[&str]); 4] = [
    ("serve", &["drafts", "as_of", "strict"]),
    ("why", &["out", "cache", "base_url", "drafts", "as_of", "jobs", "format"]),
    ("coverage", &["cache", "base_url", "drafts", "as_of", "jobs", "format"]),
    ("search", &["cache", "base_url", "drafts", "as_of", "jobs", "format"]),
];

/// The command line with its help in words.
pub(super) fn in_words(command: Command, messages: &Messages) -> Command {
    let names: Vec<String> =
        command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
    let mut command = arguments_in_words(command, messages)
        .about(messages.text("cli.about"))
        .after_help(messages.text("cli.after"))
        .help_template(template(messages))
        .subcommand_help_heading(messages.text("cli.headings.commands"))
        .override_usage(messages.text("cli.usage"));
    for name in names {
        command = command.mut_subcommand(&name, |inner| {
            let usage = usage(&inner, messages);
            arguments_in_words(inner, messages)
                .about(messages.text(&format!("cli.commands.{name}.about")))
                .help_template(template(messages))
                .override_usage(usage)
        });
    }
    // Now every command has the options of all.
    command.build();
    for (name, options) in FOR_OTHERS {
        let heading = messages.text("cli.headings.options");
        command = command.mut_subcommand(name, |inner| {
            inner.mut_args(|argument| {
                let id = argument.get_id().to_string();
                if options.contains(&&*id) {
                    argument.help_heading(heading.clone())
                } else {
                    let is_hidden = FOR_SITES.contains(&&*id);
                    argument.hide(is_hidden)
                }
            })
        });
    }
    command
}

/// The layout of a help page.
fn template(messages: &Messages) -> String {
    let usage = messages.text("cli.headings.usage");
    format!("{{about}}\n\n{usage} {{usage}}\n\n{{all-args}}{{after-help}}")
}

/// Gives all arguments of a command their words.
fn arguments_in_words(command: Command, messages: &Messages) -> Command {
    let name = command.get_name().to_owned();
    command.mut_args(|argument| {
        let id = argument.get_id().to_string();
        if argument.is_positional() {
            let key = format!("cli.commands.{name}.{id}");
            let value = value_name(&argument, messages);
            return argument
                .help(messages.text(&key))
                .value_name(value)
                .help_heading(messages.text("cli.headings.arguments"));
        }
        let heading = if FOR_SITES.contains(&id.as_str()) { "site" } else { "options" };
        let takes_value = argument.get_action().takes_values();
        let value = value_name(&argument, messages);
        let argument = argument
            .help(messages.text(&format!("cli.options.{id}")))
            .help_heading(messages.text(&format!("cli.headings.{heading}")));
        if takes_value {
            argument.value_name(value).hide_possible_values(true)
        } else {
            argument
        }
    })
}

/// What the value of an argument is called, such as `DIR`.
fn value_name(argument: &Arg, messages: &Messages) -> String {
    let names = argument.get_value_names().unwrap_or_default();
    let name = names.first().map_or("", |name| name.as_str());
    messages.find(&format!("cli.values.{name}")).unwrap_or_else(|| name.to_owned())
}

/// How a command is called: its name, its arguments, and that there are options.
fn usage(command: &Command, messages: &Messages) -> String {
    let mut usage = format!("werkstatt {}", command.get_name());
    for argument in command.get_positionals() {
        let name = value_name(argument, messages);
        let required = argument.is_required_set();
        let (open, close) = if required { (" <", ">") } else { (" [", "]") };
        usage.extend([open, &name, close]);
    }
    usage.extend([" ", &messages.text("cli.headings.any-options")]);
    usage
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::arguments::Arguments;
    use crate::language::Language;

    #[test]
    fn every_argument_has_its_words() {
        for language in ["de", "en"] {
            let messages = Messages::new(&Language::new(language));
            let mut command = in_words(Arguments::command(), &messages);
            command.build();
            let mut pages = vec![command.render_long_help().to_string()];
            for inner in command.get_subcommands_mut() {
                pages.push(inner.render_long_help().to_string());
            }
            for page in pages {
                assert!(!page.contains("cli."), "{page}");
            }
        }
    }
}
