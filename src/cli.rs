//! What may be typed: commands, flags, their aliases and their help.
//!
//! Help is in the language of the person, from the catalogue. Names of commands and flags are
//! public interface: both names of a command may be typed in every language, and help calls it
//! by the one of its own.

mod grammar;
mod request;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{ArgMatches, Command};

use crate::words::{Catalogue, Lang};

use grammar::{Naming, grammar, pair_of};
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

/// The version, and the commit that it was made of.
pub fn program() -> String {
    let commit = option_env!("XEPLOAI_COMMIT").map(|it| format!(" ({it})")).unwrap_or_default();
    format!("{}{commit}", env!("CARGO_PKG_VERSION"))
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
                if own.get_arguments().any(clap::Arg::is_required_set) {
                    has(format!("usage-example-{of}{english}"));
                }
                let options = own.get_arguments().filter(|it| it.get_action().takes_values());
                for option in options.filter_map(clap::Arg::get_long) {
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
