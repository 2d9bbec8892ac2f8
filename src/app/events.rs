//! What became of the outputs of a run, in a few lines.

use crate::finding::Arg;
use crate::job::RETURNED;
use crate::words::Catalogue;

use super::outputs::Event;
use super::terminal::Terminal;
use super::workspace;

/// What became of the outputs, those that go back to branches together where they are many.
pub(super) fn tell(
    events: &[Event],
    opened: &workspace::OpenWorkspace,
    words: &Catalogue,
    terminal: Terminal,
) {
    /// More of them would push what matters off the screen.
    const APART_MAX: usize = 6;
    let returned = opened.output().join(RETURNED);
    let is_returned = |it: &&Event| it.path().starts_with(&returned);
    let is_written = |it: &&Event| matches!(it, Event::Written(_));
    let is_removed = |it: &&Event| matches!(it, Event::Removed(_));
    let written = events.iter().filter(is_returned).filter(is_written).count();
    let removed = events.iter().filter(is_returned).filter(is_removed).count();
    let is_many = |it: &Event| {
        is_returned(&it)
            && ((is_written(&it) && written > APART_MAX)
                || (is_removed(&it) && removed > APART_MAX))
    };
    let is_told = |it: &&Event| !(is_many(it) || terminal.is_brief() && is_written(it));
    for event in events.iter().filter(is_told) {
        let (key, args) = event.words();
        terminal.tell_of(&words.ui(key, &args), event.path());
    }
    for (key, count) in [("output-returned", written), ("output-returned-removed", removed)] {
        if count > APART_MAX && !terminal.is_brief() {
            let shown = Arg::from(returned.display().to_string());
            let args = [("count", Arg::from(count)), ("path", shown)];
            terminal.tell_of(&words.ui(key, &args), &returned);
        }
    }
}
