//! Questions and the lines that answer them, as a person types or pastes them or as a script has them.

use std::collections::VecDeque;
use std::io::{self, BufRead as _, IsTerminal as _};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::finding::Arg;
use crate::model::text::{fold, starts_with_words};
use crate::words::{Catalogue, Lang};

use super::Failure;
use super::terminal::Terminal;

/// What is pasted arrives at once; nobody types the next line so soon.
const PASTED_WITHIN: Duration = Duration::from_millis(400);

/// Where lines come from: the bytes of the next one, none at the end.
type Lines = Arc<dyn Fn() -> io::Result<Vec<u8>> + Send + Sync>;

/// Who asks: lines in, questions out.
pub(super) struct Asker<'a> {
    pub(super) words: &'a Catalogue,
    pub(super) terminal: Terminal,
    /// Whether somebody types; else the lines are a script's, which knows each question.
    is_typed: bool,
    lines: Lines,
    /// Lines that were looked at and not taken; `None` is the end.
    ahead: VecDeque<Option<String>>,
    /// A line that is waited for in a thread of its own.
    awaited: Option<Receiver<io::Result<Vec<u8>>>>,
}

impl<'a> Asker<'a> {
    /// Asks on the terminal.
    pub(super) fn new(words: &'a Catalogue, terminal: Terminal) -> Self {
        // No line is read that nobody asked for: whoever reads behind this one finds it.
        let lines = || {
            let mut line = Vec::new();
            io::stdin().lock().read_until(b'\n', &mut line).map(|_| line)
        };
        Self::over(Arc::new(lines), io::stdin().is_terminal(), words, terminal)
    }

    fn over(lines: Lines, is_typed: bool, words: &'a Catalogue, terminal: Terminal) -> Self {
        Self { words, terminal, is_typed, lines, ahead: VecDeque::new(), awaited: None }
    }

    /// A line; `None` when there are no more.
    fn line(&mut self) -> Result<Option<String>, Failure> {
        if let Some(line) = self.ahead.pop_front() {
            return Ok(line);
        }
        let read = match self.awaited.take() {
            Some(awaited) => awaited.recv().unwrap_or_else(|_| Ok(Vec::new())),
            None => (self.lines)(),
        };
        Ok(text(&read.map_err(anyhow::Error::from)?))
    }

    /// Looks at the line `place` lines on, if it is there already or comes as quickly as what is pasted.
    fn peek(&mut self, place: usize) -> Result<Option<&str>, Failure> {
        while self.ahead.len() <= place && !matches!(self.ahead.back(), Some(None)) {
            let awaited = self.awaited.take().unwrap_or_else(|| {
                let (sender, receiver) = mpsc::channel();
                let lines = Arc::clone(&self.lines);
                // Nobody waits for the thread: who does not answer ends the program with it.
                thread::spawn(move || sender.send(lines()));
                receiver
            });
            match awaited.recv_timeout(PASTED_WITHIN) {
                Ok(read) => self.ahead.push_back(text(&read.map_err(anyhow::Error::from)?)),
                Err(RecvTimeoutError::Timeout) => {
                    self.awaited = Some(awaited);
                    break;
                }
                Err(RecvTimeoutError::Disconnected) => self.ahead.push_back(None),
            }
        }
        Ok(self.ahead.get(place).and_then(Option::as_deref))
    }

    /// Says something.
    pub(super) fn say(&self, key: &str, args: &[(&'static str, Arg)]) -> Result<(), Failure> {
        self.terminal.print(&(self.words.ui(key, args).replace("\\n", "\n") + "\n"))
    }

    /// The answer to a question; empty for Enter, `None` where nobody answers any more.
    pub(super) fn answer(
        &mut self,
        key: &str,
        args: &[(&'static str, Arg)],
    ) -> Result<Option<String>, Failure> {
        self.terminal.print(&(self.words.ui(key, args).replace("\\n", "\n") + " "))?;
        let answer = self.line()?;
        if answer.is_none() {
            self.terminal.print("\n")?;
        }
        Ok(answer.map(|it| it.trim().to_owned()))
    }

    /// The answer to a question; empty for Enter, and where nobody answers any more.
    pub(super) fn ask(
        &mut self,
        key: &str,
        args: &[(&'static str, Arg)],
    ) -> Result<String, Failure> {
        Ok(self.answer(key, args)?.unwrap_or_default())
    }

    /// Whether a question is answered by yes, which Enter is too. What is neither yes nor no is asked again.
    pub(super) fn is_yes(
        &mut self,
        key: &str,
        args: &[(&'static str, Arg)],
    ) -> Result<bool, Failure> {
        loop {
            let answer = self.ask(key, args)?;
            match yes_or_no(&answer) {
                Some(is_yes) => return Ok(is_yes),
                None => self.say("wizard-yes-or-no", &[("answer", answer.into())])?,
            }
        }
    }

    /// Lines up to an empty one behind which nothing follows. A list has empty rows too: what was pasted with
    /// them is there at once, and of a script what looks like a line of the list is one.
    pub(super) fn list(&mut self) -> Result<String, Failure> {
        let mut all = String::new();
        while let Some(line) = self.line()?.filter(|it| !is_one_of("wizard-done-words", it)) {
            let is_number = all.trim().is_empty() && line.trim().parse::<usize>().is_ok();
            // A number alone is an answer; more lines are not expected.
            if (line.trim().is_empty() || is_number) && !self.goes_on()? {
                if is_number {
                    all.push_str(&line);
                }
                break;
            }
            all.push_str(&line);
            all.push('\n');
        }
        Ok(all)
    }

    /// Whether more of a list follows.
    fn goes_on(&mut self) -> Result<bool, Failure> {
        let is_typed = self.is_typed;
        let mut place = 0;
        while let Some(line) = self.peek(place)? {
            if !line.trim().is_empty() {
                return Ok(is_typed || looks_listed(line, place));
            }
            place += 1;
        }
        if is_typed {
            // Enter once more, or empty rows at the end of what was pasted: no answers to what is asked next.
            self.ahead.retain(Option::is_none);
        }
        Ok(false)
    }
}

/// Whether a line that stands so many empty ones behind a list is one of it, and no answer.
fn looks_listed(line: &str, blanks: usize) -> bool {
    let line = line.trim_start();
    let number = line.trim_start_matches(|it: char| it.is_ascii_digit());
    let is_numbered = number.len() < line.len() && number.starts_with(['.', ')', '/']);
    let is_marked = line.starts_with(['-', '–', '•', '+', '*']);
    let bare = line.trim_start_matches(|it: char| !it.is_alphabetic());
    let is_branch =
        ["chi bộ", "đảng bộ bộ phận", "CB"].iter().any(|it| starts_with_words(bare, it));
    is_branch || (blanks == 0 && (is_numbered || is_marked || line.trim_end().contains('\t')))
}

/// A line of bytes; `None` for the end.
fn text(bytes: &[u8]) -> Option<String> {
    let line = String::from_utf8_lossy(bytes);
    let bare = line.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']);
    (!bytes.is_empty()).then(|| bare.to_owned())
}

/// What an answer says; `None` where it is neither. People answer in either language.
pub(super) fn yes_or_no(answer: &str) -> Option<bool> {
    let is = |key: &str| is_one_of(key, answer);
    if answer.trim().is_empty() || is("wizard-yes-words") {
        return Some(true);
    }
    is("wizard-no-words").then_some(false)
}

/// Whether a text is one of the words of a key of the catalogue, in either language, however it is written.
fn is_one_of(key: &str, text: &str) -> bool {
    let key_of_text = fold(text);
    let is_in =
        |lang: Lang| Catalogue::new(lang).ui(key, &[]).split(',').any(|it| fold(it) == key_of_text);
    !key_of_text.is_empty() && (is_in(Lang::Vi) || is_in(Lang::En))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    /// Lines that come at once, and others that come when they are sent.
    fn asker(
        at_once: &str,
        is_typed: bool,
        words: &'static Catalogue,
    ) -> (Asker<'static>, mpsc::Sender<Vec<u8>>) {
        let (sender, receiver) = mpsc::channel();
        for line in at_once.split_inclusive('\n') {
            sender.send(line.as_bytes().to_vec()).unwrap();
        }
        let receiver = Mutex::new(receiver);
        let lines = move || Ok(receiver.lock().unwrap().recv().unwrap_or_default());
        (Asker::over(Arc::new(lines), is_typed, words, Terminal::plain()), sender)
    }

    fn words() -> &'static Catalogue {
        Box::leak(Box::new(Catalogue::new(Lang::Vi)))
    }

    #[test]
    fn an_answer_is_yes_or_no_or_neither() {
        for (answers, is_yes) in [
            (
                &[
                    "",
                    " ",
                    "c",
                    "Có",
                    "CÓ",
                    "đúng",
                    "dung",
                    "ok",
                    "OK.",
                    "y",
                    "yes",
                    "rồi",
                    "đúng rồi",
                ][..],
                Some(true),
            ),
            (
                &[
                    "l",
                    "lại",
                    "Làm lại",
                    "k",
                    "không",
                    "KHONG",
                    "n",
                    "no",
                    "chưa",
                    "sai",
                    "a",
                    "không đúng",
                ][..],
                Some(false),
            ),
            (&["?", "kh", "Chi bộ thôn Nà Mẻ", "2", "đúng một nửa", "co le"][..], None),
        ] {
            for answer in answers {
                assert_eq!(yes_or_no(answer), is_yes, "{answer:?}");
            }
        }
    }

    #[test]
    fn at_the_keyboard_an_empty_row_ends_a_list_only_where_nothing_follows() {
        let (mut asker, sender) = asker("\r\nChi bộ A\r\n\r\n\r\nNà Mẻ\r\n\r\n\r\n", true, words());
        assert_eq!(
            asker.list().unwrap().split_whitespace().collect::<Vec<_>>().join(" "),
            "Chi bộ A Nà Mẻ"
        );
        // What comes later is the answer to the next question.
        sender.send(b"l\r\n".to_vec()).unwrap();
        assert_eq!(asker.line().unwrap().as_deref(), Some("l"));
        // A list may begin with a number, and "xong" ends it.
        for line in ["1\n", "Nà Mẻ\n", "\n", "2\n", "Nà Mòn\n", "Xong\n"] {
            sender.send(line.as_bytes().to_vec()).unwrap();
        }
        assert_eq!(asker.list().unwrap(), "1\nNà Mẻ\n\n2\nNà Mòn\n");
        sender.send(b"7\n".to_vec()).unwrap();
        assert_eq!(asker.list().unwrap(), "7");
        drop(sender);
        assert_eq!(asker.list().unwrap(), "");
        assert_eq!(asker.line().unwrap(), None);
    }

    #[test]
    fn of_a_script_what_follows_an_empty_row_is_the_list_where_it_looks_so() {
        for (script, list, next) in [
            ("Nà Mẻ\n\nl\n", "Nà Mẻ\n", Some("l")),
            ("A\n\nChi bộ B\n\n\nfolder\n", "A\n\nChi bộ B\n", Some("")),
            ("1. A\n\n2. B\n\n3) C\n\n\n", "1. A\n\n2. B\n\n3) C\n", Some("")),
            ("- A\n\n• Chi bộ B\n\n\nk\n", "- A\n\n• Chi bộ B\n", Some("")),
            ("A\n\n\nChi bộ B\n", "A\n\n\nChi bộ B\n", None),
            ("A\n\n\n1. B\n", "A\n", Some("")),
            ("NM\tA\n\nTP\tB\n\nc\n", "NM\tA\n\nTP\tB\n", Some("c")),
            ("\n\nĐảng bộ bộ phận C\n", "\n\nĐảng bộ bộ phận C\n", None),
            ("3\n\n\n", "3", Some("")),
        ] {
            let (mut asker, sender) = asker(script, false, words());
            drop(sender);
            assert_eq!(asker.list().unwrap(), list, "{script:?}");
            assert_eq!(asker.line().unwrap().as_deref(), next, "{script:?}");
        }
    }
}
