//! What is wrong with a command line, in the person's language: what was probably meant, the whole
//! line to be typed, the way to help.
//!
//! clap says it in English, and knows nothing of marks, of blanks in names or of long dashes.

use std::ffi::OsString;
use std::path::Path;

use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cli::{self, COMMANDS, COMMANDS_OF_REGIMES};
use crate::finding::Arg;
use crate::model::text::fold;
use crate::words::Catalogue;

/// Signs that stand for a hyphen in texts that were copied from elsewhere.
const DASHES: [char; 6] = ['-', '–', '—', '−', '‐', '‑'];
/// Quotation marks, which a shell knows two of.
const QUOTES: [char; 7] = ['"', '\'', '“', '”', '„', '‘', '’'];
/// What a shell would take for something else than a part of a name.
const MEANT_BY_SHELLS: [char; 8] = [' ', '\t', '&', '(', ')', ';', '^', '\''];

/// What is wrong with the line of which `error` tells.
pub(super) fn told(error: &clap::Error, args: &[OsString], words: &Catalogue) -> String {
    let mut grammar = cli::command(words);
    grammar.build();
    let args: Vec<String> =
        args.iter().skip(1).map(|it| it.to_string_lossy().into_owned()).collect();
    Typed::new(&grammar, args, words).told(error)
}

/// A name or a path as it is typed: in quotes where a shell would part it or take a sign of it
/// for its own.
pub(super) fn quoted(text: &str) -> String {
    let is_plain = !text.is_empty() && !text.contains(MEANT_BY_SHELLS);
    // A backslash before the closing quote would belong to it.
    let bare = if is_plain { text } else { text.trim_end_matches('\\') };
    if is_plain { bare.to_owned() } else { format!("\"{bare}\"") }
}

/// A command line that may be typed.
pub(super) fn line<'a>(args: impl IntoIterator<Item = &'a str>) -> String {
    let args = args.into_iter().map(quoted);
    std::iter::once("xeploai".to_owned()).chain(args).collect::<Vec<_>>().join(" ")
}

/// The name of a command in the person's language.
pub(super) fn command(english: &'static str, words: &Catalogue) -> &'static str {
    let pair = COMMANDS.iter().find(|it| it.0 == english);
    match (pair, words.lang()) {
        (Some(pair), crate::words::Lang::Vi) => pair.1,
        _ => english,
    }
}

/// A text without quotation marks around it.
pub(super) fn unquoted(text: &str) -> &str {
    text.trim_matches(QUOTES)
}

/// Whether a word looks like an option, by whatever dash it begins.
pub(super) fn is_option(text: &str) -> bool {
    text.starts_with(DASHES)
}

/// Letters and digits alone, without marks and case.
fn bare(text: &str) -> String {
    fold(text).replace(' ', "")
}

/// The candidate that was probably meant, if one is near enough; marks, case, blanks and
/// hyphens do not count.
pub(super) fn closest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let word = bare(word);
    let letters = word.chars().count();
    if letters < 2 {
        return None;
    }
    // A third of the letters may differ; of short words one letter.
    let allowed = (letters / 3).clamp(1, 4);
    let distance = |it: &str| {
        let it = bare(it);
        let by_slips = strsim::osa_distance(&word, &it);
        // Only the beginning was typed.
        if letters >= 3 && it.starts_with(&word) { by_slips.min(1) } else { by_slips }
    };
    let near = candidates.into_iter().map(|it| (distance(it), it)).filter(|it| it.0 <= allowed);
    near.min_by_key(|it| it.0).map(|it| it.1)
}

/// A command line and what of it is known.
struct Typed<'a> {
    words: &'a Catalogue,
    grammar: &'a Command,
    args: Vec<String>,
    /// The command and its place among the words.
    command: Option<(usize, &'a Command)>,
    /// The command of `regimes`.
    own: Option<&'a Command>,
}

impl<'a> Typed<'a> {
    fn new(grammar: &'a Command, args: Vec<String>, words: &'a Catalogue) -> Self {
        // What help is asked about is judged, not help itself.
        let is_help = |it: &Command| ["help", "giup"].contains(&it.get_name());
        let command = args
            .iter()
            .enumerate()
            .filter_map(|(place, it)| Some((place, grammar.find_subcommand(it)?)))
            .find(|(_, it)| !is_help(it));
        let own = command.and_then(|(place, command)| {
            let rest = args.iter().skip(place + 1);
            rest.filter(|it| !is_option(it)).find_map(|it| command.find_subcommand(it))
        });
        Self { words, grammar, args, command, own }
    }

    fn told(&self, error: &clap::Error) -> String {
        let said = |kind| said(error, kind);
        match error.kind() {
            ErrorKind::InvalidSubcommand => self.no_command(&said(ContextKind::InvalidSubcommand)),
            ErrorKind::UnknownArgument => {
                let what = said(ContextKind::InvalidArg);
                if is_option(&what) { self.no_option(&what) } else { self.extra(&what) }
            }
            ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
                let value = said(ContextKind::InvalidValue);
                self.bad_value(&said(ContextKind::InvalidArg), &value, error)
            }
            ErrorKind::MissingRequiredArgument => self.missing(&said(ContextKind::InvalidArg)),
            ErrorKind::MissingSubcommand => self.ui("usage-no-command", &[]),
            ErrorKind::ArgumentConflict => {
                let what = name_of(&said(ContextKind::InvalidArg));
                let other = name_of(&said(ContextKind::PriorArg));
                let key = if what == other { "usage-twice" } else { "usage-conflict" };
                self.ui(key, &[("what", what), ("other", other)])
            }
            ErrorKind::TooManyValues => {
                let value = said(ContextKind::InvalidValue);
                let what = name_of(&said(ContextKind::InvalidArg));
                self.ui("usage-no-value-wanted", &[("what", what), ("value", value)])
            }
            ErrorKind::InvalidUtf8 => self.ui("usage-unreadable", &[]),
            _ => self.ui("usage-other", &[]),
        }
    }

    /// A text, with the way to the help of the command.
    fn ui(&self, key: &str, args: &[(&'static str, String)]) -> String {
        let names = self.command.map(|it| it.1.get_name()).into_iter();
        let names = names.chain(self.own.map(Command::get_name)).chain(["--help"]);
        let mut all: Vec<(&'static str, Arg)> =
            args.iter().map(|(name, it)| (*name, Arg::from(it))).collect();
        all.push(("help", line(names).into()));
        self.words.ui(key, &all)
    }

    /// The line with the words of these places put otherwise.
    fn line_with(&self, places: std::ops::Range<usize>, new: &str) -> String {
        let (before, after) = (&self.args[..places.start], &self.args[places.end..]);
        line(before.iter().map(String::as_str).chain([new]).chain(after.iter().map(String::as_str)))
    }

    fn no_command(&self, what: &str) -> String {
        let Some(place) = self.args.iter().position(|it| it == what) else {
            return self.ui("usage-command", &[("what", what.to_owned())]);
        };
        let above = self.command.filter(|it| it.0 < place).map(|it| it.1);
        let level = above.unwrap_or(self.grammar);
        let help = ("help", line(above.map(Command::get_name).into_iter().chain(["--help"])));
        if let Some(wanted) = self.unwrapped(place, level) {
            let args = [("what", what.to_owned()), ("line", wanted), help];
            return self.ui("usage-command-wrapped", &args);
        }
        let names: Vec<&str> = level
            .get_subcommands()
            .flat_map(|it| it.get_all_aliases().chain([it.get_name()]))
            .collect();
        // "tổng hợp" comes as two words.
        if let Some(next) = self.args.get(place + 1) {
            let both = bare(&format!("{what}{next}"));
            if let Some(near) = names.iter().find(|it| bare(it) == both) {
                return self.near_command(place..place + 2, near, help);
            }
        }
        if let Some(near) = closest(what, names.iter().copied()) {
            return self.near_command(place..place + 1, near, help);
        }
        let swapped =
            self.args.iter().skip(place + 1).position(|it| level.find_subcommand(it).is_some());
        if let Some(later) = swapped {
            let mut args: Vec<&str> = self.args.iter().map(String::as_str).collect();
            let command = args.remove(place + 1 + later);
            args.insert(place, command);
            return self.ui("usage-command-later", &[("line", line(args))]);
        }
        if self.args.len() == 1 && Path::new(unquoted(what)).exists() {
            let job = command("consolidate", self.words);
            let wanted = line([job, unquoted(what)]);
            return self.ui("usage-command-path", &[("what", what.to_owned()), ("line", wanted)]);
        }
        self.ui("usage-command", &[("what", what.to_owned()), help])
    }

    /// The line where the whole command stands in quotes, or the name of the program stands twice.
    fn unwrapped(&self, place: usize, level: &Command) -> Option<String> {
        let is_command = |it: &str| level.find_subcommand(it).is_some();
        let what = self.args[place].as_str();
        let rest = self.args.iter().skip(place + 1).map(String::as_str);
        if bare(what) == "xeploai" || bare(what) == "xeploaiexe" {
            return rest.clone().next().filter(|it| is_command(it)).map(|_| line(rest));
        }
        let (first, behind) = what.trim().split_once(' ')?;
        let behind = unquoted(behind.trim());
        is_command(first).then(|| line([first, behind].into_iter().chain(rest)))
    }

    fn near_command(
        &self,
        places: std::ops::Range<usize>,
        near: &str,
        help: (&'static str, String),
    ) -> String {
        let what = self.args[places.clone()].join(" ");
        let wanted = self.line_with(places, near);
        let args = [("what", what), ("near", near.to_owned()), ("line", wanted), help];
        self.ui("usage-command-near", &args)
    }

    /// The command whose options count.
    fn innermost(&self) -> &'a Command {
        self.own.or(self.command.map(|it| it.1)).unwrap_or(self.grammar)
    }

    fn no_option(&self, what: &str) -> String {
        // Of "-pdf" clap tells the first letter, of "--pfd=x" what stands before the sign.
        let place = self.args.iter().position(|it| it.starts_with(what));
        let raw = place.map_or(what, |it| self.args[it].as_str());
        let (name, value) = raw.split_once('=').map_or((raw, None), |it| (it.0, Some(it.1)));
        let what = ("what", name.to_owned());
        let options = options(self.innermost());
        let is_here = |it: &&String| bare(it) == bare(name);
        if let (Some(place), Some((at, _))) = (place, self.command)
            && options.iter().any(|it| is_here(&it))
            && place < at
        {
            let mut args: Vec<&str> = self.args.iter().map(String::as_str).collect();
            let option = args.remove(place);
            args.insert(at, option);
            return self.ui("usage-option-later", &[what, ("line", line(args))]);
        }
        if let Some(near) = closest(name, options.iter().map(String::as_str)) {
            let new = value.map_or_else(|| near.to_owned(), |value| format!("{near}={value}"));
            let wanted = place.map_or_else(String::new, |it| self.line_with(it..it + 1, &new));
            let args = [what, ("near", near.to_owned()), ("line", wanted)];
            return self.ui("usage-option-near", &args);
        }
        let others = self.grammar.get_subcommands().filter(|it| !it.is_hide_set());
        let others = others.filter(|it| self::options(it).iter().any(|it| is_here(&it)));
        let others: Vec<&str> = others.map(Command::get_name).collect();
        if others.is_empty() {
            return self.ui("usage-option", &[what]);
        }
        self.ui("usage-option-elsewhere", &[what, ("commands", others.join(", "))])
    }

    /// One word too many: mostly a name with blanks.
    fn extra(&self, what: &str) -> String {
        let told = ("what", what.to_owned());
        let takes_a_folder = |it: &Command| {
            let ids: Vec<_> = it.get_positionals().map(|it| it.get_id().as_str()).collect();
            matches!(ids.as_slice(), ["dir" | "new-dir"])
        };
        let Some((at, command)) = self.command.filter(|it| takes_a_folder(it.1)) else {
            return self.ui("usage-extra", &[told]);
        };
        let is_extra = |it: &String| it == what;
        let Some(place) = (at + 1..self.args.len()).rev().find(|it| is_extra(&self.args[*it]))
        else {
            return self.ui("usage-extra", &[told]);
        };
        let takes_value = |place: &usize| {
            let before = self.args[..*place].last();
            before.is_some_and(|it| wants_value(command, it))
        };
        let is_word = |place: &usize| !is_option(&self.args[*place]) && !takes_value(place);
        let from = (at + 1..=place).rev().take_while(is_word).last().unwrap_or(place);
        let to = (place..self.args.len()).take_while(is_word).last().unwrap_or(place) + 1;
        if to - from < 2 {
            return self.ui("usage-extra", &[told]);
        }
        let name = self.args[from..to].join(" ");
        // A folder, and something more behind it.
        let is_there = |it: &str| Path::new(unquoted(it)).exists();
        if is_there(&self.args[from]) && !is_there(&name) {
            return self.ui("usage-extra", &[told]);
        }
        let wanted = self.line_with(from..to, unquoted(&name));
        self.ui("usage-extra-blank", &[told, ("line", wanted)])
    }

    fn bad_value(&self, arg: &str, value: &str, error: &clap::Error) -> String {
        let option = name_of(arg);
        let id = option.trim_start_matches('-').to_owned();
        let id = if id.is_empty() { "shell".to_owned() } else { id };
        if value.is_empty() && self.words.has_ui(&format!("usage-of-{id}")) {
            let args = [
                ("what", option),
                ("value", self.ui(&format!("usage-of-{id}"), &[])),
                ("example", self.ui(&format!("usage-example-{id}"), &[])),
            ];
            return self.ui("usage-no-value", &args);
        }
        let valid = match error.get(ContextKind::ValidValue) {
            Some(ContextValue::Strings(valid)) => valid.as_slice(),
            _ => &[],
        };
        let near = closest(value, valid.iter().map(String::as_str));
        let near = near.map(|it| self.words.ui("usage-near", &[("near", it.into())]));
        // An option may take something else with one command than with all others.
        let of_command = format!("usage-value-{}-{id}", self.command());
        let keys = [of_command, format!("usage-value-{id}")];
        let key = keys.iter().find(|it| self.words.has_ui(it)).map_or("usage-value", |it| it);
        let args =
            [("what", value.to_owned()), ("option", option), ("near", near.unwrap_or_default())];
        self.ui(key, &args)
    }

    /// The English name of the command that was typed.
    fn command(&self) -> String {
        let command = self.innermost().get_name();
        let pairs = if self.own.is_some() { &COMMANDS_OF_REGIMES[..] } else { &COMMANDS[..] };
        let english = pairs.iter().find(|it| it.0 == command || it.1 == command);
        let of = if self.own.is_some() { "regimes-" } else { "" };
        format!("{of}{}", english.map_or("consolidate", |it| it.0))
    }

    fn missing(&self, what: &str) -> String {
        let key = format!("usage-example-{}", self.command());
        let example =
            if self.words.has_ui(&key) { self.words.ui(&key, &[]) } else { String::new() };
        let what = what.replace(['<', '>'], "");
        self.ui("usage-missing", &[("what", what), ("example", example)])
    }
}

/// The long options of a command.
fn options(command: &Command) -> Vec<String> {
    command.get_arguments().filter_map(|it| Some(format!("--{}", it.get_long()?))).collect()
}

/// Whether a word is an option of the command that takes the next word as its value.
fn wants_value(command: &Command, word: &str) -> bool {
    let Some(name) = word.strip_prefix("--") else { return false };
    command.get_arguments().any(|it| it.get_long() == Some(name) && it.get_action().takes_values())
}

/// What clap says of one thing.
fn said(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(it)) => it.clone(),
        Some(ContextValue::Strings(it)) => it.join(", "),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

/// `--year <NĂM>` is called `--year`; a positional has no name.
fn name_of(arg: &str) -> String {
    let name = arg.split(['<', ' ', '=']).next().unwrap_or_default();
    name.trim_end_matches('.').to_owned()
}
