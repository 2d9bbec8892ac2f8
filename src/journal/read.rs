//! Bytes to lines, and where the chain does not hold.

use super::{GapLine, Line, NOTHING, Said, State, sha256};

/// A journal as far as its chain holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// How many lines of the chain there are.
    pub lines: usize,
    /// How many of them are of runs.
    pub runs: usize,
    /// What they say together.
    pub state: State,
    /// What lies between whole lines, in order.
    pub gaps: Vec<Gap>,
    /// Lines (from 1) whose time is before that of the line before them.
    pub back: Vec<usize>,
    /// The times of the first and the last line.
    pub times: Option<(String, String)>,
    /// What comes after the last whole line.
    pub tail: Tail,
    /// The hash of the last whole line.
    pub(super) last: String,
    /// Bytes of the journal up to the last run that is no archive's.
    pub before_archives: usize,
    /// The line of the file that comes next, from 1.
    next: usize,
}

/// What lies between two whole lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The line of the file on which it begins, from 1.
    pub line: usize,
    /// Whether it is what a failure of the power leaves.
    pub torn: bool,
}

/// What comes after the last whole line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tail {
    /// Nothing.
    Whole,
    /// Its end of line is missing.
    Unended,
    /// The beginning of a line, and no line.
    Torn(Vec<u8>),
    /// Lines that do not belong to the chain, from this one of the file on, from 1.
    Broken {
        /// The line.
        line: usize,
        /// They, to the end.
        rest: Vec<u8>,
    },
}

/// Reads a journal.
pub fn read(bytes: &[u8]) -> Read {
    let mut read = Read {
        lines: 0,
        runs: 0,
        state: State::default(),
        gaps: Vec::new(),
        back: Vec::new(),
        times: None,
        tail: Tail::Whole,
        last: NOTHING.to_owned(),
        before_archives: 0,
        next: 1,
    };
    let (mut at, mut number) = (0, 1);
    while at < bytes.len() {
        let (text, next) = line_at(bytes, at);
        if let Some(line) = parsed(text).filter(|it| it.before == read.last) {
            read.take(line, text, number, next);
            (at, number) = (next, number + 1);
            if bytes.get(next - 1) != Some(&b'\n') {
                read.tail = Tail::Unended;
            }
            continue;
        }
        let Some(after) = after_gap(bytes, at, &read.last) else {
            let rest = bytes[at..].to_vec();
            read.tail =
                if is_torn(&rest) { Tail::Torn(rest) } else { Tail::Broken { line: number, rest } };
            break;
        };
        let left_out = &bytes[at..after.at];
        read.gaps.push(Gap { line: number, torn: after.torn && is_torn(left_out) });
        number += memchr::memchr_iter(b'\n', left_out).count();
        at = after.at;
    }
    read.next = number;
    read
}

impl Read {
    /// The line of the file on which what comes after the last whole line begins, from 1.
    pub(super) fn next_line(&self) -> usize {
        self.next
    }

    fn take(&mut self, line: Line, text: &[u8], number: usize, end: usize) {
        self.lines += 1;
        self.last = sha256(text);
        let first = match self.times.take() {
            Some((first, last)) => {
                if line.time < last {
                    self.back.push(number);
                }
                first
            }
            None => line.time.clone(),
        };
        self.times = Some((first, line.time));
        let is_archive = matches!(&line.said, Said::Run(run) if run.action == "archive");
        if !is_archive {
            self.before_archives = end;
        }
        self.runs += usize::from(matches!(line.said, Said::Run(_)));
        self.state.take(line.said);
    }
}

/// The line that begins here, and where the next one does.
fn line_at(bytes: &[u8], at: usize) -> (&[u8], usize) {
    let rest = &bytes[at..];
    match memchr::memchr(b'\n', rest) {
        Some(end) => (&rest[..end], at + end + 1),
        None => (rest, bytes.len()),
    }
}

fn parsed(text: &[u8]) -> Option<Line> {
    serde_json::from_slice(text).ok()
}

/// Where the line stands that tells what lies between.
struct After {
    at: usize,
    torn: bool,
}

/// The line that tells of what begins at `from`, after the line with the hash `last`.
fn after_gap(bytes: &[u8], from: usize, last: &str) -> Option<After> {
    let mut at = line_at(bytes, from).1;
    while at < bytes.len() {
        let (text, next) = line_at(bytes, at);
        if let Some(Line { before, said: Said::Gap(gap), .. }) = parsed(text)
            && before == last
            && is_of(&gap, &bytes[from..at])
        {
            return Some(After { at, torn: gap.torn });
        }
        at = next;
    }
    None
}

fn is_of(gap: &GapLine, bytes: &[u8]) -> bool {
    gap.bytes == bytes.len() as u64 && gap.sha256 == sha256(bytes)
}

/// Whether nothing of it is a whole line: whoever changes a line leaves lines behind it.
fn is_torn(rest: &[u8]) -> bool {
    rest.split(|it| *it == b'\n').all(|it| parsed(it).is_none())
}
