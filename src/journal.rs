//! The journal `nhat-ky.jsonl`: what was done, when, with which files, and what came of it.
//!
//! It is only ever added to. Each line names the hash of the line before, so that a line that was
//! changed, taken out or put in is noticed. A line is about a run, about a file whose state changed
//! with that run, or about what lies between two whole lines: after a power failure the last line may
//! be torn, and is then left as it is and told by the next. No value of a form stands in it. No clock
//! and no disk here.

mod read;
mod state;
mod verify;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::model::text::hex;

pub use read::{Gap, Read, Tail, read};
pub use state::{State, digest};
pub use verify::{CODES, Disk, Seen, archives, told_of_archive, verify};

/// What it is called, in the folder of the outputs.
pub const NAME: &str = "nhat-ky.jsonl";
/// Whose outputs lie in a folder of their own, and how their names begin.
pub const OF_PAPERS: &str = "giay-to/";
/// What stands before the first line.
const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// SHA-256 of the line before, without its end of line.
    pub before: String,
    /// When, in Vietnam.
    pub time: String,
    /// What it says.
    #[serde(flatten)]
    pub said: Said,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "kebab-case")]
pub enum Said {
    /// A run, after the files whose state changed with it.
    Run(Box<RunLine>),
    /// A file.
    File(FileLine),
    /// What lies before this line is no part of the chain.
    Gap(GapLine),
}

/// A run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunLine {
    /// The command in English.
    pub action: String,
    /// Version and commit of the program.
    pub program: String,
    /// Id of the regime.
    pub regime: String,
    /// Rating year.
    pub year: u32,
    /// Whether it begins anew: nothing that was noted before counts.
    #[serde(skip_serializing_if = "is_false")]
    pub whole: bool,
    /// SHA-256 over all inputs, by which runs are compared; empty where nothing was judged.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub inputs: String,
    /// SHA-256 of the settings, the table of branches, profiles and templates, by their paths.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, String>,
    /// The same of what was read of earlier years, by their paths as the settings name them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub previous: BTreeMap<String, String>,
    /// How many files and branches there are of each status, how many members are in.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub counts: BTreeMap<String, u64>,
    /// How many findings there are of each code.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub findings: BTreeMap<String, u64>,
    /// SHA-256 of the outputs that are others than before, by their names; none of one that is gone.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub outputs: BTreeMap<String, Option<String>>,
    /// The same of what is made once and is nobody's to check: sheets of decisions, archives.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub made: BTreeMap<String, String>,
}

/// A file whose state changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileLine {
    /// Path relative to the workspace, `/` on every system.
    pub path: String,
    /// What became of it; [`GONE`] where it is no longer there.
    pub status: String,
    /// Code of its branch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// SHA-256 of its content.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// How many findings there are of each code.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub findings: BTreeMap<String, u64>,
}

/// The status of a file that is left alone.
const IGNORED: &str = "ignored";

/// The status of a file that is no longer there.
pub const GONE: &str = "gone";

/// What lies before this line and is no part of the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GapLine {
    /// Whether it is what a failure of the power leaves; else the chain was broken.
    pub torn: bool,
    /// How many bytes it is.
    pub bytes: u64,
    /// SHA-256 of these bytes.
    pub sha256: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_false(it: &bool) -> bool {
    !it
}

/// SHA-256 in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

impl Read {
    /// The bytes that are to be added to a journal of which this is read, so that it says this too.
    /// What is torn or broken at its end stays, and is told first.
    pub fn add(&self, said: Vec<Said>, time: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut before = self.last.clone();
        let gap = match &self.tail {
            Tail::Whole => None,
            Tail::Unended => {
                bytes.push(b'\n');
                None
            }
            Tail::Torn(rest) => Some((rest, true)),
            Tail::Broken { rest, .. } => Some((rest, false)),
        };
        let gap = gap.map(|(rest, torn)| {
            let mut rest = rest.clone();
            if rest.last() != Some(&b'\n') {
                rest.push(b'\n');
                bytes.push(b'\n');
            }
            Said::Gap(GapLine { torn, bytes: rest.len() as u64, sha256: sha256(&rest) })
        });
        for said in gap.into_iter().chain(said) {
            let line = Line { before, time: time.to_owned(), said };
            // A line is made of texts and numbers: it can always be written.
            let text = serde_json::to_string(&line).unwrap_or_default();
            before = sha256(text.as_bytes());
            bytes.extend_from_slice(text.as_bytes());
            bytes.push(b'\n');
        }
        bytes
    }

    /// Whether what was noted before cannot be built upon.
    pub fn begins_anew(&self) -> bool {
        self.lines == 0 || matches!(self.tail, Tail::Broken { .. })
    }
}

#[cfg(test)]
mod tests;
