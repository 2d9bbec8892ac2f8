//! What may be typed: commands, flags, their aliases and their help.
//!
//! Help is in the language of the person, from the catalogue. Names of commands and flags are
//! public interface: both names of a command may be typed in every language, and help calls it
//! by the one of its own.

mod request;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::words::{Catalogue, Lang};

pub use request::{ExportFormat, ExportWanted, Regimes, Request};

/// Environment variable that chooses the language where `--lang` does not.
pub const LANG_VARIABLE: &str = "XEPLOAI_LANG";

/// Names of the commands, and what they are called in Vietnamese.
pub const COMMANDS: [(&str, &str); 17] = [
    ("init", "tao"),
    ("form", "bieu-mau"),
    ("validate", "kiem-tra"),
    ("consolidate", "tong-hop"),
    ("decisions", "quyet-dinh"),
    ("papers", "giay-to"),
    ("rollup", "cap-tren"),
    ("diff", "so-sanh"),
    ("watch", "theo-doi"),
    ("export", "xuat"),
    ("verify", "xac-minh"),
    ("archive", "luu-tru"),
    ("explain", "giai-thich"),
    ("regimes", "quy-dinh"),
    ("help", "giup"),
    ("completions", "hoan-thanh-lenh"),
    ("manual", "so-tay"),
];

/// As [`COMMANDS`], of the commands of `regimes`.
pub const COMMANDS_OF_REGIMES: [(&str, &str); 4] =
    [("list", "danh-sach"), ("diff", "so-sanh"), ("check", "kiem-tra"), ("schema", "luoc-do")];

/// What people type for help when they do not know `--help`.
const HELP: [&str; 4] = ["/?", "-?", "-help", "--giup"];

/// A parsed command line.
#[derive(Clone, Debug)]
pub struct Cli {
    /// Flags that every command has.
    pub common: Common,
    /// The command.
    pub task: Request,
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
    let is_vietnamese = words.lang() == Lang::Vi;
    grammar(Naming { words, is_vietnamese, shows_both: false })
}

/// The grammar for manual pages, which are called by the English names in every language.
pub fn command_of_manual(words: &Catalogue) -> Command {
    grammar(Naming { words, is_vietnamese: false, shows_both: false })
}

/// The grammar for completions, which know both names of a command.
pub fn command_of_completions(words: &Catalogue) -> Command {
    grammar(Naming { words, is_vietnamese: false, shows_both: true })
}

/// By which of its names help calls a command, and in which words.
#[derive(Clone, Copy)]
struct Naming<'a> {
    words: &'a Catalogue,
    is_vietnamese: bool,
    /// Whether clap itself tells the other name too.
    shows_both: bool,
}

impl Naming<'_> {
    /// The name that help uses, and the other.
    fn of(self, pair: (&'static str, &'static str)) -> (&'static str, &'static str) {
        if self.is_vietnamese { (pair.1, pair.0) } else { pair }
    }
}

/// The pair of a command.
fn pair_of(
    name: &str,
    pairs: &'static [(&'static str, &'static str)],
) -> (&'static str, &'static str) {
    // Each caller names one of the table; a test goes through all of them.
    pairs.iter().copied().find(|it| it.0 == name || it.1 == name).unwrap_or(("help", "giup"))
}

fn grammar(naming: Naming<'_>) -> Command {
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
    format!("{}\n{more}", program())
}

/// The version, and the commit that it was made of.
pub fn program() -> String {
    let commit = option_env!("XEPLOAI_COMMIT").map(|it| format!(" ({it})")).unwrap_or_default();
    format!("{}{commit}", env!("CARGO_PKG_VERSION"))
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

/// Parses a command line.
///
/// # Errors
/// Wrong usage, and the requests for help and version, which clap hands back as errors.
pub fn parse(args: &[OsString], words: &Catalogue) -> Result<Cli, clap::Error> {
    let matches = command(words).try_get_matches_from(args.iter().map(meant))?;
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
    let name = pair_of(name, &COMMANDS).0;
    if name == "help" {
        return Err(help(own, words));
    }
    Ok(Cli { common, task: task(name, own) })
}

/// What is meant by a word of the command line: help is asked for in many ways.
fn meant(arg: &OsString) -> OsString {
    let is_help = arg.to_str().is_some_and(|it| HELP.contains(&it.to_lowercase().as_str()));
    if is_help { "--help".into() } else { arg.clone() }
}

/// The help of the command that `xeploai help` names, as clap gives it: as an error.
fn help(own: &ArgMatches, words: &Catalogue) -> clap::Error {
    let asked = own.get_many::<String>("command").unwrap_or_default().map(String::as_str);
    let line = std::iter::once("xeploai").chain(asked).chain(std::iter::once("--help"));
    let answer = command(words).try_get_matches_from(line);
    answer.err().unwrap_or_else(|| command(words).error(ErrorKind::DisplayHelp, ""))
}

fn task(name: &str, own: &ArgMatches) -> Request {
    let path = |id: &str| own.get_one::<PathBuf>(id).cloned();
    let dir = || path("dir").unwrap_or_else(|| PathBuf::from("."));
    let fill = || own.get_many::<PathBuf>("fill").unwrap_or_default().cloned().collect();
    match name {
        "init" => Request::Init {
            dir: path("new-dir").unwrap_or_default(),
            year: own.get_one::<u32>("year").copied(),
        },
        "form" => Request::Form {
            dir: dir(),
            roster: own.get_many::<PathBuf>("roster").unwrap_or_default().cloned().collect(),
            supplement: own.get_one::<String>("supplement").cloned(),
        },
        "validate" => Request::Validate {
            paths: own.get_many::<PathBuf>("paths").unwrap_or_default().cloned().collect(),
        },
        "consolidate" => {
            Request::Consolidate { dir: dir(), fill: fill(), pdf: own.get_flag("pdf") }
        }
        "decisions" => Request::Decisions { dir: dir() },
        "diff" => Request::Diff {
            a: path("first").unwrap_or_default(),
            b: path("second").unwrap_or_default(),
        },
        "rollup" => Request::RollUp {
            dir: dir(),
            paths: own.get_many::<PathBuf>("paths").unwrap_or_default().cloned().collect(),
        },
        "papers" => Request::Papers { dir: dir(), own: own.get_flag("own") },
        "export" => {
            let asked = own.get_one::<String>("format").map(String::as_str);
            let format = ExportFormat::ALL.into_iter().find(|it| Some(it.name()) == asked);
            let wanted = ExportWanted {
                to: path("to").unwrap_or_default(),
                format: format.unwrap_or(ExportFormat::Csv),
                mask: path("mask"),
            };
            Request::Export { dir: dir(), wanted }
        }
        "watch" => Request::Watch { dir: dir(), fill: fill(), pdf: own.get_flag("pdf") },
        "verify" => {
            Request::Verify { dir: path("dir-or-archive").unwrap_or_else(|| PathBuf::from(".")) }
        }
        "archive" => Request::Archive { dir: dir(), anyway: own.get_flag("anyway") },
        "completions" => Request::Completions {
            shell: own
                .get_one::<clap_complete::Shell>("shell")
                .copied()
                .unwrap_or(clap_complete::Shell::Bash),
        },
        "manual" => Request::Manual { dir: dir() },
        "regimes" => Request::Regimes(match own.subcommand().map(of_regimes) {
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
        _ => Request::Explain {
            code: own.get_one::<String>("code").cloned(),
            regime: own.get_one::<String>("regime").cloned(),
        },
    }
}

/// A command of `regimes` by its English name.
fn of_regimes<'a>((name, own): (&str, &'a ArgMatches)) -> (&'static str, &'a ArgMatches) {
    (pair_of(name, &COMMANDS_OF_REGIMES).0, own)
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
            ("giay-to", "Papers"),
            ("cap-tren tinh a.xlsx", "RollUp { dir: \"tinh\", paths: [\"a.xlsx\"]"),
            ("xuat --to x --format parquet", "Export"),
            ("xac-minh", "Verify"),
            ("luu-tru x --anyway", "Archive { dir: \"x\", anyway: true"),
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
    fn every_command_has_both_names_in_both_languages() {
        for lang in [Lang::Vi, Lang::En] {
            let grammar = command(&Catalogue::new(lang));
            let of_regimes = grammar.find_subcommand("regimes").unwrap();
            for (grammar, pairs) in [(&grammar, &COMMANDS[..]), (of_regimes, &COMMANDS_OF_REGIMES)]
            {
                assert_eq!(grammar.get_subcommands().count(), pairs.len());
                for (english, vietnamese) in pairs {
                    let found = grammar.find_subcommand(english).unwrap();
                    assert!(
                        found
                            .get_all_aliases()
                            .chain([found.get_name()])
                            .any(|it| it == *vietnamese)
                    );
                    let first = if lang == Lang::Vi { vietnamese } else { english };
                    assert_eq!(found.get_name(), *first);
                }
            }
        }
    }

    /// One that is forgotten in [`task`] would be taken for another.
    #[test]
    fn every_command_becomes_the_request_of_its_name() {
        let words = Catalogue::new(Lang::Vi);
        let grammar = command(&words);
        for (english, _) in COMMANDS.iter().filter(|it| it.0 != "help") {
            let own = grammar.find_subcommand(english).unwrap();
            let mut line = (*english).to_owned();
            for _ in own.get_positionals().filter(|it| it.is_required_set()) {
                line.push_str(if *english == "completions" { " bash" } else { " x" });
            }
            for option in own.get_opts().filter(|it| it.is_required_set()) {
                line = line + " --" + option.get_long().unwrap() + " x";
            }
            let task = parse(&args(&line), &words).unwrap().task;
            let name = format!("{task:?}").to_lowercase();
            assert!(name.starts_with(&english.replace('-', "")), "{line}: {task:?}");
        }
    }

    /// They are said where a value, or an argument, is missing (`app/usage.rs`).
    #[test]
    fn what_may_be_missing_has_its_example() {
        let words = Catalogue::new(Lang::Vi);
        let grammar = command(&words);
        let of_regimes = grammar.find_subcommand("regimes").unwrap();
        let has = |key: String| assert!(words.has_ui(&key), "the catalogue lacks ui.{key}");
        let all =
            [(&grammar, &COMMANDS[..], ""), (of_regimes, &COMMANDS_OF_REGIMES[..], "regimes-")];
        for (grammar, pairs, of) in all {
            for (english, _) in pairs {
                let own = grammar.find_subcommand(english).unwrap();
                if own.get_arguments().any(Arg::is_required_set) {
                    has(format!("usage-example-{of}{english}"));
                }
                let options = own.get_arguments().filter(|it| it.get_action().takes_values());
                for option in options.filter_map(Arg::get_long) {
                    has(format!("usage-of-{option}"));
                    has(format!("usage-example-{option}"));
                }
            }
        }
    }

    #[test]
    fn help_may_be_asked_for_in_many_ways() {
        let words = Catalogue::new(Lang::Vi);
        for line in [
            "help",
            "giup",
            "/?",
            "-?",
            "-HELP",
            "help tong-hop",
            "giup consolidate",
            "tong-hop /?",
            "quy-dinh so-sanh -h",
            "giup quy-dinh so-sanh",
        ] {
            let error = parse(&args(line), &words).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::DisplayHelp, "{line}");
        }
        assert_eq!(
            parse(&args("giup tonghop"), &words).unwrap_err().kind(),
            ErrorKind::InvalidSubcommand
        );
    }
}
