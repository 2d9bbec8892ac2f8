//! What may be typed, as clap understands it.

use std::path::PathBuf;

use clap::{Arg, ArgAction, Command, value_parser};

use super::{COMMANDS, COMMANDS_OF_REGIMES, ExportFormat, LANG_VARIABLE};
use crate::words::Catalogue;

/// By which of its names help calls a command, and in which words.
#[derive(Clone, Copy)]
pub(super) struct Naming<'a> {
    pub(super) words: &'a Catalogue,
    pub(super) is_vietnamese: bool,
    /// Whether clap itself tells the other name too.
    pub(super) shows_both: bool,
}

impl Naming<'_> {
    /// The name that help uses, and the other.
    fn of(self, pair: (&'static str, &'static str)) -> (&'static str, &'static str) {
        if self.is_vietnamese { (pair.1, pair.0) } else { pair }
    }
}

/// The pair of a command.
pub(super) fn pair_of(
    name: &str,
    pairs: &'static [(&'static str, &'static str)],
) -> (&'static str, &'static str) {
    // Each caller names one of the table; a test goes through all of them.
    pairs.iter().copied().find(|it| it.0 == name || it.1 == name).unwrap_or(("help", "giup"))
}

pub(super) fn grammar(naming: Naming<'_>) -> Command {
    let words = naming.words;
    let text = |key: &str| words.ui(key, &[]);
    Command::new("xeploai")
        .version(version(words))
        .about(text("cli-about"))
        .after_help(text("cli-more"))
        .help_template(template(words))
        .override_usage(usage(words, &format!("<{}>", text("cli-value-command"))))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .subcommand_help_heading(text("cli-commands"))
        .subcommand_value_name(text("cli-value-command"))
        .next_help_heading(text("cli-options"))
        .subcommands(subcommands(naming))
        .args(common_options(words))
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help(text("cli-opt-version")),
        )
}

/// The version, the commit that it was made of, and the regimes that it knows.
fn version(words: &Catalogue) -> String {
    let regimes = crate::regime::builtin_ids().collect::<Vec<_>>().join(", ");
    let more = words.ui("version-more", &[("regimes", regimes.into())]);
    format!("{}\n{more}", super::program())
}

/// The order of a help page; clap's own words are English.
fn template(words: &Catalogue) -> String {
    let usage = words.ui("cli-usage", &[]);
    format!("{{about-with-newline}}\n{usage}: {{usage}}\n\n{{all-args}}{{after-help}}")
}

/// The line of usage: what clap would write, but for its English word for options.
fn usage(words: &Catalogue, rest: &str) -> String {
    format!("xeploai {rest} [{}]", words.ui("cli-options", &[]).to_lowercase())
}

fn option(words: &Catalogue, id: &'static str) -> Arg {
    Arg::new(id)
        .long(id)
        .value_name(words.ui(&format!("cli-value-{id}"), &[]))
        .help(words.ui(&format!("cli-opt-{id}"), &[]))
        .hide_possible_values(true)
        .hide_default_value(true)
        .hide_env(true)
}

/// A command of the grammar: its line of usage behind its name, its other name, its help.
fn sub(
    naming: Naming<'_>,
    before: &str,
    pair: (&'static str, &'static str),
    args: &str,
    key: &str,
) -> Command {
    let words = naming.words;
    let (name, other) = naming.of(pair);
    let about = words.ui(&format!("cli-{key}"), &[]);
    let also = words.ui("cli-also", &[("name", other.into())]);
    let line = format!("{before}{name} {args}");
    let command = Command::new(name);
    let command =
        if naming.shows_both { command.visible_alias(other) } else { command.alias(other) };
    command
        .override_usage(usage(words, line.trim_end()))
        .about(format!("{about} ({also})"))
        .after_help(words.ui(&format!("cli-{key}-more"), &[]))
        .help_template(template(words))
        .next_help_heading(words.ui("cli-options", &[]))
        .disable_help_flag(true)
}

/// `regimes` and its own commands; alone it prints the list.
fn regimes(naming: Naming<'_>) -> Command {
    let words = naming.words;
    let text = |key: &str| words.ui(key, &[]);
    let positional = |id: &'static str| {
        Arg::new(id)
            .value_name(text(&format!("cli-value-{id}")))
            .help(text(&format!("cli-arg-{id}")))
            .help_heading(text("cli-arguments"))
            .required(true)
    };
    let pair = pair_of("regimes", &COMMANDS);
    let before = format!("{} ", naming.of(pair).0);
    let own = |name: &'static str, args: &str| {
        let pair = pair_of(name, &COMMANDS_OF_REGIMES);
        sub(naming, &before, pair, args, &format!("regimes-{name}"))
    };
    let (old, new) = (text("cli-value-old"), text("cli-value-new"));
    sub(naming, "", pair, &format!("[{}]", text("cli-value-command")), "regimes")
        .disable_help_subcommand(true)
        .subcommand_help_heading(text("cli-commands"))
        .subcommand_value_name(text("cli-value-command"))
        .subcommands([
            own("list", ""),
            own("diff", &format!("<{old}> <{new}>")).arg(positional("old")).arg(positional("new")),
            own("check", &format!("<{}>", text("cli-value-profiles")))
                .arg(positional("profiles").value_parser(value_parser!(PathBuf))),
            own("schema", &format!("[{}]", text("cli-value-schemas")))
                .arg(positional("schemas").required(false).value_parser(value_parser!(PathBuf))),
        ])
}

fn subcommands(naming: Naming<'_>) -> Vec<Command> {
    let words = naming.words;
    let text = |key: &str| words.ui(key, &[]);
    let sub =
        |name: &'static str, args: &str| sub(naming, "", pair_of(name, &COMMANDS), args, name);
    let positional = |id: &'static str| {
        Arg::new(id)
            .value_name(text(&format!("cli-value-{id}")))
            .help(text(&format!("cli-arg-{id}")))
            .help_heading(text("cli-arguments"))
    };
    let path = |id: &'static str| positional(id).value_parser(value_parser!(PathBuf));
    let dir = || path("dir").default_value(".").hide_default_value(true);
    let year = option(words, "year").value_parser(value_parser!(u32).range(1900..=2100));
    // What the main job writes beside the usual.
    let outputs = || {
        let fill = option(words, "fill").value_parser(value_parser!(PathBuf));
        let pdf = Arg::new("pdf").long("pdf").action(ArgAction::SetTrue).help(text("cli-opt-pdf"));
        [fill.action(ArgAction::Append), pdf]
    };
    let shell = positional("shell")
        .required(true)
        .hide_possible_values(true)
        .value_parser(value_parser!(clap_complete::Shell));
    vec![
        sub("init", &format!("<{}>", text("cli-value-new-dir")))
            .arg(path("new-dir").required(true))
            .arg(year),
        sub("form", &format!("[{}]", text("cli-value-dir")))
            .arg(dir())
            .arg(
                option(words, "roster")
                    .action(ArgAction::Append)
                    .value_parser(value_parser!(PathBuf)),
            )
            .arg(option(words, "supplement").alias("bo-sung").conflicts_with("roster")),
        sub("validate", &format!("[{}]...", text("cli-value-paths")))
            .arg(path("paths").num_args(0..)),
        sub("consolidate", &format!("[{}]", text("cli-value-dir"))).arg(dir()).args(outputs()),
        sub("decisions", &format!("[{}]", text("cli-value-dir"))).arg(dir()),
        sub("papers", &format!("[{}]", text("cli-value-dir")))
            .arg(dir())
            .arg(Arg::new("own").long("own").action(ArgAction::SetTrue).help(text("cli-opt-own"))),
        sub("rollup", &format!("[{}] [{}]...", text("cli-value-dir"), text("cli-value-paths")))
            .arg(dir())
            .arg(path("paths").num_args(0..)),
        sub("diff", &format!("<{}> <{}>", text("cli-value-first"), text("cli-value-second")))
            .arg(path("first").required(true))
            .arg(path("second").required(true)),
        sub("watch", &format!("[{}]", text("cli-value-dir"))).arg(dir()).args(outputs()),
        sub("export", &format!("[{}] --to <{}>", text("cli-value-dir"), text("cli-value-to")))
            .arg(dir())
            .arg(option(words, "to").required(true).value_parser(value_parser!(PathBuf)))
            // In place of the one that all commands have.
            .arg(
                Arg::new("format")
                    .long("format")
                    .value_name("csv|parquet|sqlite")
                    .help(text("cli-opt-export-format"))
                    .value_parser(ExportFormat::ALL.map(ExportFormat::name))
                    .default_value(ExportFormat::Csv.name())
                    .hide_possible_values(true)
                    .hide_default_value(true),
            )
            .arg(option(words, "mask").value_parser(value_parser!(PathBuf))),
        sub("verify", &format!("[{}]", text("cli-value-dir-or-archive")))
            .arg(path("dir-or-archive").default_value(".").hide_default_value(true)),
        sub("archive", &format!("[{}]", text("cli-value-dir"))).arg(dir()).arg(
            Arg::new("anyway")
                .long("anyway")
                .action(ArgAction::SetTrue)
                .help(text("cli-opt-anyway")),
        ),
        sub("explain", &format!("[{}]", text("cli-value-code")))
            .arg(positional("code"))
            .arg(option(words, "regime")),
        regimes(naming),
        sub("help", &format!("[{}]", text("cli-value-command")))
            .aliases(["tro-giup", "huong-dan"])
            .arg(positional("command").num_args(0..)),
        sub("completions", &format!("<{}>", text("cli-value-shell"))).hide(true).arg(shell),
        sub("manual", &format!("<{}>", text("cli-value-dir")))
            .hide(true)
            .arg(path("dir").required(true)),
    ]
}

fn common_options(words: &Catalogue) -> Vec<Arg> {
    let option = |id: &'static str| option(words, id).global(true);
    let switch = |id: &'static str, short: char| {
        let help = words.ui(&format!("cli-opt-{id}"), &[]);
        Arg::new(id).short(short).long(id).global(true).help(help)
    };
    vec![
        option("format").value_parser(["text", "json"]).default_value("text"),
        option("lang").env(LANG_VARIABLE).value_parser(["vi", "en"]).default_value("vi"),
        option("threads").value_parser(value_parser!(u16).range(0..=512)).default_value("0"),
        option("templates").value_parser(value_parser!(PathBuf)),
        option("color").value_parser(["auto", "always", "never"]).default_value("auto"),
        switch("verbose", 'v').action(ArgAction::Count),
        switch("quiet", 'q').action(ArgAction::SetTrue).conflicts_with("verbose"),
        switch("help", 'h').action(ArgAction::Help),
    ]
}
