//! What may be typed: commands, flags, their aliases and their help.
//!
//! Help is in the language of the person, from the catalogue; names of commands
//! and flags are public interface and the same in every language.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::words::{Catalogue, Lang};

/// Environment variable that chooses the language where `--lang` does not.
pub const LANG_VARIABLE: &str = "XEPLOAI_LANG";

/// A parsed command line.
#[derive(Clone, Debug)]
pub struct Cli {
    /// Flags that every command has.
    pub common: Common,
    /// The command.
    pub task: Task,
}

/// Flags that every command has.
#[derive(Clone, Debug)]
pub struct Common {
    /// Whether results go to standard output as JSON.
    pub json: bool,
    /// Language of everything that people read.
    pub lang: Lang,
    /// Threads; 0 = one for each core.
    pub threads: usize,
    /// -1 quiet, 0 as usual, 1 and more: notices and log.
    pub verbosity: i8,
    /// Folder of profiles laid over the built-in ones.
    pub templates: Option<PathBuf>,
    /// Whether colours are written.
    pub color: Color,
}

/// Whether colours are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    /// On a terminal that wants them.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// A command.
#[derive(Clone, Debug)]
pub enum Task {
    /// A new workspace.
    Init {
        /// Its folder.
        dir: PathBuf,
        /// The rating year; else by the calendar.
        year: Option<u32>,
    },
    /// Blank forms.
    Form {
        /// The workspace.
        dir: PathBuf,
        /// An earlier workspace, or a filled form, to take the members from.
        roster: Option<PathBuf>,
    },
    /// Checks, and writes nothing.
    Validate {
        /// A workspace, or files and folders.
        paths: Vec<PathBuf>,
    },
    /// The main job.
    Consolidate {
        /// The workspace.
        dir: PathBuf,
        /// Blanks of the superior, to be filled.
        fill: Vec<PathBuf>,
        /// Whether the workbook is wanted as PDF too.
        pdf: bool,
    },
    /// The main job, again whenever the inbox changes; the fields are those of
    /// [`Task::Consolidate`].
    Watch {
        /// The workspace.
        dir: PathBuf,
        /// Blanks of the superior, to be filled.
        fill: Vec<PathBuf>,
        /// Whether the workbook is wanted as PDF too.
        pdf: bool,
    },
    /// What a finding means.
    Explain {
        /// Its code or name; else the list.
        code: Option<String>,
        /// Id of the regime whose clauses are told; else that of the workspace.
        regime: Option<String>,
    },
    /// The regimes: which there are, how they differ, whether a profile is sound.
    Regimes(Regimes),
    /// Completions of the command line.
    Completions {
        /// For which shell.
        shell: clap_complete::Shell,
    },
    /// Manual pages.
    Manual {
        /// Where they are written.
        dir: PathBuf,
    },
}

/// What is asked of the regimes.
#[derive(Clone, Debug)]
pub enum Regimes {
    /// Which there are.
    List,
    /// What changes from one to another.
    Diff {
        /// Id of the first.
        old: String,
        /// Id of the second.
        new: String,
    },
    /// JSON Schemas of the files that people write, for editors.
    Schema {
        /// Where they are written; else they are listed.
        dir: Option<PathBuf>,
    },
    /// Whether the profiles of a folder are sound and useful.
    Check {
        /// The folder: of one profile, or of several.
        dir: PathBuf,
    },
}

/// The language that a command line asks for, before it is parsed: help and
/// errors of parsing are in it too.
pub fn language(args: &[OsString], variable: Option<&str>) -> Lang {
    let mut wanted = variable.map(str::to_owned);
    let mut args = args.iter().map(|it| it.to_string_lossy());
    while let Some(arg) = args.next() {
        if arg == "--lang" {
            wanted = args.next().map(std::borrow::Cow::into_owned).or(wanted);
        } else if let Some(value) = arg.strip_prefix("--lang=") {
            wanted = Some(value.to_owned());
        }
    }
    match wanted.as_deref() {
        Some("en") => Lang::En,
        _ => Lang::Vi,
    }
}

/// The grammar, with help from the catalogue.
pub fn command(words: &Catalogue) -> Command {
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
        .subcommands(subcommands(words))
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
    let commit = option_env!("XEPLOAI_COMMIT").map(|it| format!(" ({it})")).unwrap_or_default();
    let regimes = crate::regime::builtin_ids().collect::<Vec<_>>().join(", ");
    let more = words.ui("version-more", &[("regimes", regimes.into())]);
    format!("{}{commit}\n{more}", env!("CARGO_PKG_VERSION"))
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

/// A command of the grammar: its line of usage, its alias, its help.
fn sub(
    words: &Catalogue,
    name: &'static str,
    line: &str,
    key: &str,
    alias: &'static str,
) -> Command {
    Command::new(name)
        .override_usage(usage(words, line))
        .alias(alias)
        .about(words.ui(&format!("cli-{key}"), &[]))
        .after_help(words.ui(&format!("cli-{key}-more"), &[]))
        .help_template(template(words))
        .next_help_heading(words.ui("cli-options", &[]))
        .disable_help_flag(true)
}

/// `regimes` and its own commands; alone it prints the list.
fn regimes(words: &Catalogue) -> Command {
    let text = |key: &str| words.ui(key, &[]);
    let positional = |id: &'static str| {
        Arg::new(id)
            .value_name(text(&format!("cli-value-{id}")))
            .help(text(&format!("cli-arg-{id}")))
            .help_heading(text("cli-arguments"))
            .required(true)
    };
    let own = |name: &'static str, alias: &'static str, args: &str| {
        let line = format!("regimes {name} {args}").trim_end().to_owned();
        sub(words, name, &line, &format!("regimes-{name}"), alias)
    };
    let (old, new) = (text("cli-value-old"), text("cli-value-new"));
    let line = format!("regimes [{}]", text("cli-value-command"));
    sub(words, "regimes", &line, "regimes", "quy-dinh")
        .disable_help_subcommand(true)
        .subcommand_help_heading(text("cli-commands"))
        .subcommand_value_name(text("cli-value-command"))
        .subcommands([
            own("list", "danh-sach", ""),
            own("diff", "so-sanh", &format!("<{old}> <{new}>"))
                .arg(positional("old"))
                .arg(positional("new")),
            own("check", "kiem-tra", &format!("<{}>", text("cli-value-profiles")))
                .arg(positional("profiles").value_parser(value_parser!(PathBuf))),
            own("schema", "luoc-do", &format!("[{}]", text("cli-value-schemas")))
                .arg(positional("schemas").required(false).value_parser(value_parser!(PathBuf))),
        ])
}

fn subcommands(words: &Catalogue) -> Vec<Command> {
    let text = |key: &str| words.ui(key, &[]);
    let sub = |name: &'static str, alias: &'static str, args: &str| {
        sub(words, name, &format!("{name} {args}"), name, alias)
    };
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
        sub("init", "tao", &format!("<{}>", text("cli-value-new-dir")))
            .arg(path("new-dir").required(true))
            .arg(year),
        sub("form", "bieu-mau", &format!("[{}]", text("cli-value-dir")))
            .arg(dir())
            .arg(option(words, "roster").value_parser(value_parser!(PathBuf))),
        sub("validate", "kiem-tra", &format!("[{}]...", text("cli-value-paths")))
            .arg(path("paths").num_args(0..)),
        sub("consolidate", "tong-hop", &format!("[{}]", text("cli-value-dir")))
            .arg(dir())
            .args(outputs()),
        sub("watch", "theo-doi", &format!("[{}]", text("cli-value-dir")))
            .arg(dir())
            .args(outputs()),
        sub("explain", "giai-thich", &format!("[{}]", text("cli-value-code")))
            .arg(positional("code"))
            .arg(option(words, "regime")),
        regimes(words),
        sub("completions", "hoan-thanh-lenh", &format!("<{}>", text("cli-value-shell")))
            .hide(true)
            .arg(shell),
        sub("manual", "so-tay", &format!("<{}>", text("cli-value-dir")))
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

/// Parses a command line.
///
/// # Errors
/// Wrong usage, and the requests for help and version, which clap hands back as errors.
pub fn parse(args: &[OsString], words: &Catalogue) -> Result<Cli, clap::Error> {
    let matches = command(words).try_get_matches_from(args)?;
    let text = |id: &str| matches.get_one::<String>(id).map(String::as_str);
    let verbose = i8::try_from(matches.get_count("verbose")).unwrap_or(i8::MAX);
    let common = Common {
        json: text("format") == Some("json"),
        lang: words.lang(),
        threads: matches.get_one::<u16>("threads").copied().unwrap_or_default().into(),
        verbosity: if matches.get_flag("quiet") { -1 } else { verbose },
        templates: matches.get_one::<PathBuf>("templates").cloned(),
        color: match text("color") {
            Some("always") => Color::Always,
            Some("never") => Color::Never,
            _ => Color::Auto,
        },
    };
    let Some((name, own)) = matches.subcommand() else {
        return Err(command(words).error(ErrorKind::MissingSubcommand, ""));
    };
    Ok(Cli { common, task: task(name, own) })
}

fn task(name: &str, own: &ArgMatches) -> Task {
    let path = |id: &str| own.get_one::<PathBuf>(id).cloned();
    let dir = || path("dir").unwrap_or_else(|| PathBuf::from("."));
    let fill = || own.get_many::<PathBuf>("fill").unwrap_or_default().cloned().collect();
    match name {
        "init" => Task::Init {
            dir: path("new-dir").unwrap_or_default(),
            year: own.get_one::<u32>("year").copied(),
        },
        "form" => Task::Form { dir: dir(), roster: path("roster") },
        "validate" => Task::Validate {
            paths: own.get_many::<PathBuf>("paths").unwrap_or_default().cloned().collect(),
        },
        "consolidate" => Task::Consolidate { dir: dir(), fill: fill(), pdf: own.get_flag("pdf") },
        "watch" => Task::Watch { dir: dir(), fill: fill(), pdf: own.get_flag("pdf") },
        "completions" => Task::Completions {
            shell: own
                .get_one::<clap_complete::Shell>("shell")
                .copied()
                .unwrap_or(clap_complete::Shell::Bash),
        },
        "manual" => Task::Manual { dir: dir() },
        "regimes" => Task::Regimes(match own.subcommand() {
            Some(("diff", own)) => Regimes::Diff {
                old: own.get_one::<String>("old").cloned().unwrap_or_default(),
                new: own.get_one::<String>("new").cloned().unwrap_or_default(),
            },
            Some(("schema", own)) => {
                Regimes::Schema { dir: own.get_one::<PathBuf>("schemas").cloned() }
            }
            Some(("check", own)) => Regimes::Check {
                dir: own.get_one::<PathBuf>("profiles").cloned().unwrap_or_default(),
            },
            _ => Regimes::List,
        }),
        _ => Task::Explain {
            code: own.get_one::<String>("code").cloned(),
            regime: own.get_one::<String>("regime").cloned(),
        },
    }
}

/// What is wrong with a command line, in the person's language, with the way to help.
pub fn usage_error(error: &clap::Error, words: &Catalogue) -> String {
    let context = |kind| {
        error.get(kind).map_or_else(String::new, |it| it.to_string().trim_matches('\'').to_owned())
    };
    let (key, what) = match error.kind() {
        ErrorKind::UnknownArgument => ("usage-unknown-argument", context(ContextKind::InvalidArg)),
        ErrorKind::InvalidSubcommand => {
            ("usage-unknown-command", context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let (arg, value) =
                (context(ContextKind::InvalidArg), context(ContextKind::InvalidValue));
            ("usage-bad-value", format!("{arg}: {value}"))
        }
        ErrorKind::MissingRequiredArgument => {
            ("usage-missing-argument", context(ContextKind::InvalidArg))
        }
        ErrorKind::ArgumentConflict => ("usage-conflict", context(ContextKind::InvalidArg)),
        _ => ("usage-other", String::new()),
    };
    words.ui(key, &[("what", what.into())])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(text: &str) -> Vec<OsString> {
        std::iter::once("xeploai").chain(text.split_whitespace()).map(OsString::from).collect()
    }

    #[test]
    fn the_grammar_is_sound_in_both_languages() {
        for lang in [Lang::Vi, Lang::En] {
            command(&Catalogue::new(lang)).debug_assert();
        }
    }

    #[test]
    fn aliases_mean_the_same() {
        let words = Catalogue::new(Lang::Vi);
        for (line, wanted) in [
            ("consolidate", "Consolidate"),
            ("tong-hop x", "Consolidate"),
            ("kiem-tra a b", "Validate"),
            ("tao x --year 2020", "Init"),
            ("bieu-mau", "Form"),
            ("giai-thich V101", "Explain"),
            ("quy-dinh", "Regimes(List"),
            ("quy-dinh danh-sach", "Regimes(List"),
            ("quy-dinh so-sanh a b", "Regimes(Diff"),
            ("regimes kiem-tra x", "Regimes(Check"),
            ("quy-dinh luoc-do", "Regimes(Schema { dir: None"),
            ("regimes schema x", "Regimes(Schema { dir: Some"),
        ] {
            let task = parse(&args(line), &words).unwrap().task;
            assert!(format!("{task:?}").starts_with(wanted), "{line}: {task:?}");
        }
    }

    #[test]
    fn the_language_is_known_before_parsing() {
        assert_eq!(language(&args("consolidate --lang en"), None), Lang::En);
        assert_eq!(language(&args("--lang=en --bad"), Some("vi")), Lang::En);
        assert_eq!(language(&args("consolidate"), Some("en")), Lang::En);
        assert_eq!(language(&args("consolidate"), None), Lang::Vi);
    }

    #[test]
    fn wrong_usage_is_told_in_words() {
        let words = Catalogue::new(Lang::Vi);
        for line in ["consolidatee", "consolidate --nope", "init", "consolidate --lang fr", ""] {
            let error = parse(&args(line), &words).unwrap_err();
            let told = usage_error(&error, &words);
            assert!(!told.contains('{') && !told.is_empty(), "{line}: {told}");
        }
    }
}
