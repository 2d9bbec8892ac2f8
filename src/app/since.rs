//! What changed since the last run, with the times of both.

use std::fs;
use std::io::Read as _;

use jiff::Timestamp;

use crate::finding::Arg;
use crate::report::Report;
use crate::report::since::{Before, told};
use crate::words::Catalogue;

use super::workspace::OpenWorkspace;

/// A report that is longer was not written by this program.
const REPORT_BYTES_MAX: u64 = 256 << 20;

/// The last run: what its report says, and when it was written.
#[derive(Debug)]
pub(super) struct Last {
    before: Before,
    at: Option<Timestamp>,
}

/// Reads the report of the last run, before this one takes its place; none where there is no
/// report that can be read.
pub(super) fn last(opened: &OpenWorkspace) -> Option<Last> {
    let path = opened.output().join(crate::job::REPORT);
    let at = fs::metadata(&path).ok()?.modified().ok().and_then(|it| Timestamp::try_from(it).ok());
    let mut text = String::new();
    fs::File::open(&path).ok()?.take(REPORT_BYTES_MAX).read_to_string(&mut text).ok()?;
    Some(Last { before: Before::parse(&text)?, at })
}

impl Last {
    /// The sentence that tells what changed.
    pub(super) fn told(
        &self,
        now: &Report,
        opened: &OpenWorkspace,
        words: &Catalogue,
    ) -> Option<String> {
        let changes = told(&self.before, now, &opened.workspace.inbox, words)?;
        let at = self.at.map_or_else(String::new, |it| {
            words.ui("since-at", &[("time", clock(it).into()), ("date", date(it).into())])
        });
        let now = clock(Timestamp::now());
        let args = [("now", Arg::from(now)), ("changes", changes.into()), ("at", at.into())];
        Some(words.ui("since", &args))
    }
}

/// The time of day in Vietnam, all of which lies seven hours east of Greenwich.
pub(super) fn clock(at: Timestamp) -> String {
    let time = jiff::tz::offset(7).to_datetime(at).time();
    format!("{:02}:{:02}", time.hour(), time.minute())
}

fn date(at: Timestamp) -> String {
    let date = jiff::tz::offset(7).to_datetime(at).date();
    format!("{:02}/{:02}/{}", date.day(), date.month(), date.year())
}
