//! The edge of the program: files, clock, terminal. Calls the stages in order
//! and says how the run ended.

mod address;
mod answers;
mod archive;
mod branch_pages;
mod branches;
mod consolidate;
mod decisions;
mod diff;
mod door;
mod events;
mod explain;
mod export;
mod file_errors;
mod files;
mod fill;
mod finals;
mod find;
mod form;
mod goodbye;
mod inbox;
mod init;
mod journal;
mod kept;
mod outputs;
mod papers;
mod pdf;
mod previous;
mod reader_process;
mod regimes;
mod rollup;
mod roster;
mod since;
mod sources;
mod start;
mod stop;
mod terminal;
mod usage;
mod validate;
mod verified;
mod verify;
mod watch;
mod wizard;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use crate::cli::{self, Cli, Request};
use crate::file_errors::FileError;
use crate::finding::{Arg, Finding};
use crate::job::Refused;
pub use crate::job::codes;
use crate::words::Catalogue;
use consolidate::Wanted;
pub use reader_process::{LimitMemory, supervise};
use terminal::Terminal;

/// Why a command could not run. Its words are the person's, from the catalogue.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// A sentence of the catalogue.
    #[error("{0}")]
    Told(&'static str, Vec<(&'static str, Arg)>),
    /// Mistakes in a file that a person wrote, with their places.
    #[error("{0:?}")]
    Mistaken(Vec<FileError>),
    /// What is wrong in the blanks that were to be filled.
    #[error("{0:?}")]
    Blanks(Vec<Finding>),
    /// What is wrong in the workspace's own templates of papers.
    #[error("{0:?}")]
    Papers(Vec<Finding>),
    /// What is wrong in the table of branches.
    #[error("{0:?}")]
    Branches(Vec<Finding>),
    /// A failure that speaks for itself.
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

impl From<FileError> for Failure {
    fn from(mistake: FileError) -> Self {
        Self::Mistaken(vec![mistake])
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Told(key, args) => Self::Told(key, args),
            Refused::Mistaken(mistakes) => Self::Mistaken(mistakes),
            Refused::Branches(findings) => Self::Branches(findings),
            Refused::Other(error) => Self::Other(error.into()),
        }
    }
}

impl Failure {
    fn words(&self, words: &Catalogue) -> String {
        match self {
            Self::Told(key, args) => words.ui(key, args),
            Self::Mistaken(mistakes) => {
                let shown = mistakes.iter().map(|it| file_errors::snippet(it, words));
                shown.collect::<Vec<_>>().join("\n")
            }
            Self::Blanks(findings) => fill::told(findings, "fill-refused", words),
            Self::Papers(findings) => fill::told(findings, "papers-refused", words),
            Self::Branches(findings) => fill::told(findings, "branch-list-refused", words),
            Self::Other(error) => {
                let system = error.chain().find_map(|it| it.downcast_ref::<std::io::Error>());
                system.map_or_else(|| format!("{error:#}"), |it| outputs::of_system(it, words))
            }
        }
    }
}

/// Runs the program. The exit code is public interface (see `ARCHITECTURE.md`).
/// `limit_memory` is called by the process that reads other formats than xlsx.
pub fn main(args: &[OsString], limit_memory: LimitMemory) -> ExitCode {
    if reader_process::is_asked(args) {
        let served = reader_process::serve(limit_memory);
        return if served.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let variable = std::env::var(cli::LANG_VARIABLE).ok();
    let words = Catalogue::new(cli::language(args, variable.as_deref()));
    if let Some(visit) = door::visit(args, &words) {
        hide_panics();
        return door::enter(&visit, &words);
    }
    let cli = match cli::parse(args, &words) {
        Ok(cli) => cli,
        Err(error) => return refuse(&error, args, &words),
    };
    let terminal = Terminal::new(&cli.common);
    hide_panics();
    match run(&cli, &words, terminal) {
        Ok(code) => ExitCode::from(code),
        Err(failure) if terminal::is_broken_pipe(&failure) => ExitCode::SUCCESS,
        Err(failure) => {
            complain(&failure, &words, terminal);
            ExitCode::from(2)
        }
    }
}

/// Says why a command could not run.
fn complain(failure: &Failure, words: &Catalogue, terminal: Terminal) {
    match failure {
        Failure::Mistaken(_) | Failure::Blanks(_) | Failure::Papers(_) | Failure::Branches(_) => {
            terminal.alarm(&failure.words(words));
        }
        _ => terminal.complain(&words.ui("error", &[]), &failure.words(words)),
    }
}

/// Help and version are no errors; anything else is told in the person's language.
fn refuse(error: &clap::Error, args: &[OsString], words: &Catalogue) -> ExitCode {
    use clap::error::ErrorKind;
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // Nothing can be done when the reader of our output is gone.
            let _ = error.print();
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            ExitCode::from(2)
        }
        _ => {
            let terminal = Terminal::plain();
            terminal.complain(&words.ui("error", &[]), &usage::told(error, args, words));
            ExitCode::from(2)
        }
    }
}

/// A panic's message may hold a value from a form, and no value belongs in a
/// log: only the place in the program is told. The run goes on, the file that
/// caused it gets a finding.
fn hide_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        log::error!("internal failure at {place}");
    }));
}

fn run(cli: &Cli, words: &Catalogue, terminal: Terminal) -> Result<u8, Failure> {
    goodbye::listen(words, terminal);
    match &cli.task {
        Request::Init { dir, year } => init::run(dir, *year, &cli.common, words, terminal),
        Request::Form { dir, roster, supplement } => {
            let dir = &find::workspace(dir, "form", words, terminal)?;
            match supplement {
                Some(code) => form::supplement::run(dir, code, &cli.common, words, terminal),
                None => form::run(dir, roster, &cli.common, words, terminal),
            }
        }
        Request::Validate { paths } => {
            if let [only] = &paths[..]
                && let Some(unpacked) = archive::unpacked(only)?
            {
                return validate::archive(unpacked.path(), &cli.common, words, terminal);
            }
            validate::run(paths, &cli.common, words, terminal)
        }
        Request::Verify { dir } => {
            if let Some((checked, unpacked)) = archive::checked(dir)? {
                let of = (dir.as_path(), &checked);
                return verify::archive(of, unpacked.as_ref(), &cli.common, words, terminal);
            }
            let dir = &find::workspace(dir, "verify", words, terminal)?;
            verify::run(dir, &cli.common, words, terminal)
        }
        Request::Archive { dir, anyway } => {
            let dir = &find::workspace(dir, "archive", words, terminal)?;
            archive::run(dir, *anyway, &cli.common, words, terminal)
        }
        Request::Consolidate { dir, fill, pdf } => {
            let dir = &find::workspace(dir, "consolidate", words, terminal)?;
            consolidate::run(dir, Wanted::once((fill, *pdf)), &cli.common, words, terminal)
        }
        Request::RollUp { dir, paths } => {
            let dir = &find::workspace(dir, "rollup", words, terminal)?;
            rollup::run(dir, paths, &cli.common, terminal)
        }
        Request::Diff { a, b } => diff::run([a, b], &cli.common, words, terminal),
        Request::Decisions { dir } => {
            let dir = &find::workspace(dir, "decisions", words, terminal)?;
            decisions::run(dir, &cli.common, words, terminal)
        }
        Request::Watch { dir, fill, pdf } => {
            let dir = &find::workspace(dir, "watch", words, terminal)?;
            watch::run(dir, (fill, *pdf), &cli.common, words, terminal)
        }
        Request::Papers { dir, own } => {
            let dir = &find::workspace(dir, "papers", words, terminal)?;
            papers::run(dir, *own, &cli.common, words, terminal)
        }
        Request::Export { dir, wanted } => {
            let dir = &find::workspace(dir, "export", words, terminal)?;
            export::run(dir, wanted, &cli.common, words, terminal)
        }
        Request::Explain { code, regime } => {
            explain::run(code.as_deref(), regime.as_deref(), &cli.common, words, terminal)
        }
        Request::Regimes(wanted) => regimes::run(wanted, &cli.common, words, terminal),
        Request::Completions { shell } => {
            let mut bytes = Vec::new();
            let grammar = &mut cli::command_of_completions(words);
            clap_complete::generate(*shell, grammar, "xeploai", &mut bytes);
            terminal.print(&String::from_utf8_lossy(&bytes))?;
            Ok(0)
        }
        Request::Manual { dir } => {
            std::fs::create_dir_all(dir).map_err(|it| outputs::failed(dir, &it))?;
            clap_mangen::generate_to(cli::command_of_manual(words), dir)
                .map_err(anyhow::Error::from)?;
            Ok(0)
        }
    }
}
