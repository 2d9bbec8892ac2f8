//! The terminal: results on standard output, everything else on standard error.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anstream::{AutoStream, ColorChoice};
pub(crate) use supports_hyperlinks::Stream;

use crate::cli::{Color, Common};
use crate::report::text::wrapped;

use super::{Failure, address};

/// Nothing is laid out for fewer columns.
const NARROWEST: u16 = 60;

/// Environment variable that says whether questions may be asked: `always`, `never`.
const ASK_VARIABLE: &str = "XEPLOAI_ASK";

/// Where and how the program speaks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    color: ColorChoice,
    quiet: bool,
    /// Whether the result is left out, since it is told in short.
    brief: bool,
}

impl Terminal {
    /// By the flags; starts the log.
    pub(crate) fn new(common: &Common) -> Self {
        let color = match common.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        let level = match common.verbosity {
            ..=-1 => log::LevelFilter::Off,
            0 | 1 => log::LevelFilter::Warn,
            2 => log::LevelFilter::Info,
            3.. => log::LevelFilter::Debug,
        };
        // A second start (in tests) is refused, which is fine.
        let _ =
            env_logger::Builder::new().filter_module("xeploai", level).format(log_line).try_init();
        Self { color, quiet: common.verbosity < 0, brief: false }
    }

    /// Before the flags are known.
    pub(crate) fn plain() -> Self {
        Self { color: ColorChoice::Auto, quiet: false, brief: false }
    }

    /// The same without the result, for a person who wants it in short.
    pub(crate) fn brief(self) -> Self {
        Self { brief: true, ..self }
    }

    /// Whether the result is left out.
    pub(crate) fn is_brief(self) -> bool {
        self.brief
    }

    /// Whether there is somebody to ask: a person at the keyboard and before the screen, or
    /// answers at hand where the environment says so.
    pub(crate) fn may_ask() -> bool {
        match std::env::var(ASK_VARIABLE).as_deref() {
            Ok("always") => true,
            Ok("never") => false,
            _ => io::stdin().is_terminal() && io::stdout().is_terminal(),
        }
    }

    /// Whether only the result is wanted.
    pub(crate) fn is_quiet(self) -> bool {
        self.quiet
    }

    /// The result, on standard output.
    pub(crate) fn print(self, text: &str) -> Result<(), Failure> {
        if self.brief {
            return Ok(());
        }
        let mut out = AutoStream::new(io::stdout(), self.color).lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(anyhow::Error::from)?;
        Ok(())
    }

    /// A text with a path in it, which a terminal that can lets people click.
    pub(crate) fn linked(self, text: &str, path: &Path, stream: Stream) -> String {
        if self.color == ColorChoice::Never || !supports_hyperlinks::on(stream) {
            return text.to_owned();
        }
        let Ok(real) = path.canonicalize() else { return text.to_owned() };
        with_link(text, &path.display().to_string(), &address::address(&real))
    }

    /// As [`Self::tell`], of a path.
    pub(crate) fn tell_of(self, line: &str, path: &Path) {
        self.tell_with(line, |laid_out| self.linked(laid_out, path, Stream::Stderr));
    }

    /// What happened beside the result, on standard error.
    pub(crate) fn tell(self, line: &str) {
        self.tell_with(line, str::to_owned);
    }

    fn tell_with(self, line: &str, finish: impl Fn(&str) -> String) {
        if !self.quiet {
            let line = match terminal_size::terminal_size_of(io::stderr()) {
                Some((width, _)) => wrapped(line, width.0.max(NARROWEST)),
                None => line.to_owned(),
            };
            // Nothing can be done when standard error is closed.
            let line = finish(&line);
            let _ = writeln!(AutoStream::new(io::stderr(), self.color).lock(), "{line}");
        }
    }

    /// Whether a screen shows what is written there and can be drawn anew.
    pub(crate) fn may_redraw(self) -> bool {
        let out = AutoStream::new(io::stderr(), self.color);
        io::stderr().is_terminal()
            && matches!(out.current_choice(), ColorChoice::Always | ColorChoice::AlwaysAnsi)
    }

    /// Shows this and nothing else.
    pub(crate) fn redraw(self, text: &str) {
        let _ = write!(io::stderr(), "\x1b[2J\x1b[3J\x1b[H");
        for line in text.lines() {
            self.tell(line);
        }
    }

    /// Columns and lines of the screen.
    pub(crate) fn size() -> (u16, u16) {
        const USUAL: (u16, u16) = (100, 30);
        let known = terminal_size::terminal_size_of(io::stderr());
        known.map_or(USUAL, |(width, height)| (width.0.max(NARROWEST), height.0))
    }

    /// Why the program could not go on, on standard error, quiet or not.
    pub(crate) fn complain(self, head: &str, text: &str) {
        let style = anstyle::AnsiColor::Red.on_default().effects(anstyle::Effects::BOLD);
        let line = format!("{style}{head}{style:#}: {text}");
        let _ = writeln!(AutoStream::new(io::stderr(), self.color).lock(), "{line}");
    }

    /// A text that has its own head, on standard error, quiet or not.
    pub(crate) fn alarm(self, text: &str) {
        let _ = writeln!(AutoStream::new(io::stderr(), self.color).lock(), "{}", text.trim_end());
    }

    /// Columns that the result may take: those of the terminal, else 120.
    pub(crate) fn width() -> u16 {
        const USUAL: u16 = 120;
        if !io::stdout().is_terminal() {
            return USUAL;
        }
        terminal_size::terminal_size().map_or(USUAL, |(width, _)| width.0.clamp(NARROWEST, 200))
    }
}

/// The text with the first `shown` in it as a link (OSC 8); as it is where the path is broken over
/// lines.
fn with_link(text: &str, shown: &str, address: &str) -> String {
    let link = format!("\x1b]8;;{address}\x1b\\{shown}\x1b]8;;\x1b\\");
    text.replacen(shown, &link, 1)
}

/// A line of the log, with the time of day; `env_logger`'s own would bring a second calendar along.
fn log_line(out: &mut env_logger::fmt::Formatter, record: &log::Record) -> io::Result<()> {
    let style = out.default_level_style(record.level());
    let (level, target, args) = (record.level(), record.target(), record.args());
    writeln!(out, "[{:.0} {style}{level:<5}{style:#} {target}] {args}", jiff::Timestamp::now())
}

/// Whether the reader of our output went away, e.g. `| head`.
pub(crate) fn is_broken_pipe(failure: &Failure) -> bool {
    let Failure::Other(error) = failure else { return false };
    let is_pipe = |it: &io::Error| it.kind() == io::ErrorKind::BrokenPipe;
    error.chain().filter_map(|cause| cause.downcast_ref()).any(is_pipe)
}
