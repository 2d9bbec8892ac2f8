//! The slips that people make most in a line `name = value` or in the head of a group, with the line
//! as it has to be: text and telephone numbers without quotes, words where a number stands, quotation
//! marks of a word processor, `[branch]` for `[[branch]]`.

use std::ops::Range;
use std::path::Path;

use serde::de::DeserializeOwned;
use toml::de::DeTable;

use super::classify::found_and_wanted;
use super::{BRACKETS, CURLY, FileError, INNER_QUOTES, NO_NUMBER, NO_QUOTES, SYNTAX, YES_OR_NO};
use crate::finding::Arg;
use crate::model::text::{fold, is_invisible};
use crate::typed;

/// Quotation marks that TOML does not know.
const CURLY_MARKS: [char; 5] = ['“', '”', '„', '«', '»'];
/// Entries of the workspace file of which there are several.
const LISTS: [&str; 3] = ["branch", "waive", "quota-decision"];
/// What a number may look like, by its name.
const EXAMPLES: [(&str, &str); 3] = [("year", "2026"), ("members", "21"), ("percent", "25")];

/// What may stand behind a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Text,
    Number,
    Truth,
}

/// A line `name = value`, without its comment.
#[derive(Clone, Debug)]
struct Line<'a> {
    key: &'a str,
    value: &'a str,
    /// Where the value stands in the text.
    span: Range<usize>,
}

/// The mistake in better words than those of the parser or serde, where it is one of these.
pub(super) fn mistake<T: DeserializeOwned>(
    file: &str,
    text: &str,
    error: &typed::Error,
) -> Option<FileError> {
    let at = error.span()?;
    let new = |code| FileError::new(file, text, code);
    if let Some((head, name, wanted)) = wrong_brackets(text, error) {
        let wanted = Some(wanted).filter(|_| wanted_is_known(file, name, error))?;
        return Some(new(&BRACKETS).at(Some(head)).arg("name", name).arg("wanted", wanted));
    }
    // The line is as it has to be, and stands twice.
    if error.message().starts_with("duplicate") {
        return None;
    }
    let line = Line::at(text, at.start)?;
    if DeTable::parse(text).is_err() {
        let blank = line.odd_blank(text).map(|it| {
            new(&SYNTAX).at(Some(it)).arg("problem", Arg::Word("toml-blank")).arg("raw", "")
        });
        return blank.or_else(|| line.unread::<T>(text, new));
    }
    let (found, wanted) = found_and_wanted(error.message())?;
    // Where the value of one line alone is meant, not a table or a list.
    if at != line.span {
        return None;
    }
    let wanted = wanted_of(wanted)?;
    let is_text = found.starts_with("string");
    let is_plain = !["map", "sequence", "table", "boolean"].iter().any(|it| found.starts_with(it));
    let is_negative = wanted == Wanted::Number && found.starts_with("integer");
    if (is_text && wanted == Wanted::Text) || !is_plain || is_negative {
        return None;
    }
    Some(line.told(wanted, new))
}

impl<'a> Line<'a> {
    /// The line at a place of the text, if it is one of a name and a value.
    fn at(text: &'a str, at: usize) -> Option<Self> {
        let from = text.get(..at)?.rfind('\n').map_or(0, |it| it + 1);
        let to = text.get(at..)?.find('\n').map_or(text.len(), |it| at + it);
        let (key, rest) = text.get(from..to)?.split_once('=')?;
        let is_name = |it: char| it.is_ascii_alphanumeric() || it == '-' || it == '_';
        let name = key.trim();
        if name.is_empty() || !name.chars().all(is_name) {
            return None;
        }
        let comment = rest.match_indices('#').map(|it| it.0);
        let comment = comment.into_iter().find(|it| rest[..*it].ends_with([' ', '\t']));
        let value = rest[..comment.unwrap_or(rest.len())].trim();
        let start = from + key.len() + 1 + (rest.len() - rest.trim_start().len());
        (!value.is_empty()).then_some(Self { key: name, value, span: start..start + value.len() })
    }

    /// A blank around name and value that TOML does not take for one, or a sign that nobody sees: what is copied
    /// from a text or a message has them.
    fn odd_blank(&self, text: &str) -> Option<Range<usize>> {
        let is_odd = |it: char| (it.is_whitespace() && !it.is_ascii()) || is_invisible(it);
        let find = |from: usize, to: usize| {
            let (at, found) = text.get(from..to)?.char_indices().find(|it| is_odd(it.1))?;
            Some(from + at..from + at + found.len_utf8())
        };
        let from = text.get(..self.span.start)?.rfind('\n').map_or(0, |it| it + 1);
        let behind = text.get(self.span.end..)?;
        let end = behind.find(['\n', '#']).unwrap_or(behind.len());
        // What nobody sees at the end of the value is no part of it either.
        let seen = self.value.trim_end_matches(is_odd).len();
        find(from, self.span.start).or_else(|| find(self.span.start + seen, self.span.end + end))
    }

    /// A value that is no TOML.
    fn unread<T: DeserializeOwned>(
        &self,
        text: &str,
        new: impl Fn(&'static crate::finding::Code) -> FileError,
    ) -> Option<FileError> {
        let is_curly = self.value.contains(CURLY_MARKS);
        if self.value.starts_with(['[', '{', '\'']) {
            return None;
        }
        if self.value.starts_with('"') && !is_curly {
            // One mark is a text that is not closed, two are a text with something behind it.
            let is_nested = self.value.matches('"').count() > 2 && self.value.ends_with('"');
            return is_nested.then(|| self.as_text(new(&INNER_QUOTES)));
        }
        let wanted = self.probe::<T>(text)?;
        if wanted == Wanted::Text && is_curly {
            return Some(self.as_text(new(&CURLY)));
        }
        Some(self.told(wanted, new))
    }

    /// What is wanted at this place: the text up to this line is read with the value in quotes.
    fn probe<T: DeserializeOwned>(&self, text: &str) -> Option<Wanted> {
        let before = text.get(..self.span.start)?;
        let quoted = format!("{before}{}\n", self.quoted());
        let Err(error) = typed::from_str::<T>(&quoted) else { return Some(Wanted::Text) };
        if error.message().starts_with("unknown field") {
            return None;
        }
        let is_here = error.span().is_some_and(|it| it.start == self.span.start);
        match found_and_wanted(error.message()) {
            Some((_, wanted)) if is_here => wanted_of(wanted),
            _ => Some(Wanted::Text),
        }
    }

    fn told(
        &self,
        wanted: Wanted,
        new: impl Fn(&'static crate::finding::Code) -> FileError,
    ) -> FileError {
        match wanted {
            Wanted::Text => self.as_text(new(&NO_QUOTES)),
            Wanted::Number => {
                let line = format!("{} = {}", self.key, self.number());
                self.with_line(new(&NO_NUMBER), line)
            }
            Wanted::Truth => {
                let no = ["khong", "false", "no", "0", "sai", "n", "k"];
                let truth = if no.contains(&fold(self.value).as_str()) { "false" } else { "true" };
                let line = format!("{} = {truth}", self.key);
                self.with_line(new(&YES_OR_NO), line)
            }
        }
    }

    fn as_text(&self, mistake: FileError) -> FileError {
        let line = format!("{} = {}", self.key, self.quoted());
        self.with_line(mistake, line)
    }

    fn with_line(&self, mistake: FileError, line: String) -> FileError {
        let place = Some(self.span.clone());
        mistake.at(place).arg("key", self.key).arg("value", self.value).arg("line", line)
    }

    /// The value without the marks around it.
    fn bare(&self) -> &'a str {
        let is_mark = |it: char| it == '"' || CURLY_MARKS.contains(&it);
        let open = self.value.strip_prefix(is_mark).unwrap_or(self.value);
        open.strip_suffix(is_mark).unwrap_or(open).trim()
    }

    /// The value as TOML has a text.
    fn quoted(&self) -> String {
        let is_mark = |it: char| it == '"' || CURLY_MARKS.contains(&it);
        format!("\"{}\"", self.bare().replace(is_mark, "'").replace('\\', "/"))
    }

    /// The number that was probably meant, else one that may stand there.
    fn number(&self) -> String {
        let first = self.bare().split_whitespace().next().unwrap_or_default();
        let digits = first.trim_end_matches('%').trim_start_matches('0');
        let is_number = !digits.is_empty() && digits.chars().all(|it| it.is_ascii_digit());
        let usual = EXAMPLES.iter().find(|it| it.0 == self.key).map_or("100", |it| it.1);
        if is_number { digits } else { usual }.to_owned()
    }
}

fn wanted_of(wanted: &str) -> Option<Wanted> {
    match super::classify::wanted_key(wanted) {
        "mistake-wanted-text" => Some(Wanted::Text),
        "mistake-wanted-number" => Some(Wanted::Number),
        "mistake-wanted-yes-no" => Some(Wanted::Truth),
        _ => None,
    }
}

/// The head of a group with the wrong number of brackets: its place, its name, and as it has to be.
fn wrong_brackets<'a>(
    text: &'a str,
    error: &typed::Error,
) -> Option<(Range<usize>, &'a str, String)> {
    let at = error.span()?;
    let (place, name, _) = head(text, at.start)?;
    let message = error.message();
    if message.starts_with("duplicate") {
        // The first of them is wrong where this one is right.
        let is_single = |it: &(Range<usize>, &str, (usize, usize))| it.1 == name && it.2 == (1, 1);
        let mut from = 0;
        let heads = text.split_inclusive('\n').filter_map(|line| {
            from += line.len();
            head(text, from - line.len())
        });
        let (place, ..) = heads.into_iter().find(is_single)?;
        return Some((place, name, format!("[[{name}]]")));
    }
    let wants = |what: &[&str]| {
        let wanted = found_and_wanted(message).map(|it| it.1).unwrap_or_default();
        what.iter().any(|it| wanted.contains(it))
    };
    let (open, close) = head(text, at.start)?.2;
    let is_broken = DeTable::parse(text).is_err() && open != close;
    if is_broken || (open == 1 && wants(&["sequence", "array"])) {
        return Some((place, name, format!("[[{name}]]")));
    }
    (open == 2 && wants(&["map", "struct"])).then(|| (place, name, format!("[{name}]")))
}

/// Whether it is known how the head of this group has to be: of what was written twice, or is broken,
/// in the workspace file alone.
fn wanted_is_known(file: &str, name: &str, error: &typed::Error) -> bool {
    let is_settings = Path::new(file).file_name().is_some_and(|it| it == "xeploai.toml");
    found_and_wanted(error.message()).is_some() || (is_settings && LISTS.contains(&name))
}

/// The head of a group on the line at a place: where it stands, its name, and how many brackets open
/// and close it.
fn head(text: &str, at: usize) -> Option<(Range<usize>, &str, (usize, usize))> {
    let from = text.get(..at)?.rfind('\n').map_or(0, |it| it + 1);
    let to = text.get(from..)?.find('\n').map_or(text.len(), |it| from + it);
    let line = text.get(from..to)?;
    let said = line.split('#').next().unwrap_or_default().trim();
    let open = said.len() - said.trim_start_matches('[').len();
    let close = said.len() - said.trim_end_matches(']').len();
    let name = said.trim_matches(['[', ']']).trim();
    let is_name = |it: char| it.is_ascii_alphanumeric() || it == '-' || it == '_';
    if open == 0 || name.is_empty() || !name.chars().all(is_name) {
        return None;
    }
    let start = from + (line.len() - line.trim_start().len());
    Some((start..start + said.len(), name, (open, close)))
}
