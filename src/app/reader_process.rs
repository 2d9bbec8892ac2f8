//! Reads a workbook of another format in a process of its own: this very program,
//! started with a hidden argument. Whatever becomes of that process (it fails, it asks
//! for more memory than it may have, it never ends, it never stops answering) is
//! one finding about one file.

use std::ffi::{OsStr, OsString};
use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::workbook::Limits;
use crate::workbook::foreign::{ANSWER_BYTES_MAX, Failure, answer, asked, head_of_question};

/// The hidden command. No person types it, so it stands in no help.
const COMMAND: &str = "read-apart";

/// Sets a limit on the memory of this process, for the rest of its life.
pub type LimitMemory = fn(usize);

/// Asks this program to read a workbook apart.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, Failure> {
    let program = std::env::current_exe().map_err(|_| Failure::NotStarted)?;
    let head = head_of_question(limits).map_err(|_| Failure::NotStarted)?;
    let mut command = Command::new(program);
    command.arg(COMMAND);
    supervise(command, &[&head, bytes], Duration::from_secs(limits.seconds))
}

/// Whether the program was started to read a workbook apart.
pub(super) fn is_asked(args: &[OsString]) -> bool {
    args.len() == 2 && args[1] == OsStr::new(COMMAND)
}

/// Answers on standard output what is asked on standard input.
pub(super) fn serve(limit_memory: LimitMemory) -> std::io::Result<()> {
    // A panic is told by the end of the process; its message may hold a value.
    std::panic::set_hook(Box::new(|_| {}));
    let mut question = Vec::new();
    std::io::stdin().lock().read_to_end(&mut question)?;
    let Some((limits, bytes)) = asked(&question) else {
        return Err(std::io::ErrorKind::InvalidInput.into());
    };
    limit_memory(usize::try_from(limits.apart_bytes).unwrap_or(usize::MAX));
    std::io::stdout().lock().write_all(&answer(bytes, &limits))
}

/// Runs a program on some input for as long as it may take; its output, if it ends well.
///
/// # Errors
/// Whatever else becomes of it; it is gone then.
pub fn supervise(
    mut command: Command,
    input: &[&[u8]],
    time: Duration,
) -> Result<Vec<u8>, Failure> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = Running(command.spawn().map_err(|_| Failure::NotStarted)?);
    let (Some(mut stdin), Some(stdout)) = (child.0.stdin.take(), child.0.stdout.take()) else {
        return Err(Failure::NotStarted);
    };
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // A program that ended early does not read on, and its end says why.
            let _ = input.iter().try_for_each(|it| stdin.write_all(it));
        });
        scope.spawn(move || {
            let mut output = Vec::new();
            let read = stdout.take(ANSWER_BYTES_MAX + 1).read_to_end(&mut output);
            // Nobody waits any more when the time is over.
            let _ = sender.send(read.map(|_| output));
        });
        let output = receiver.recv_timeout(time);
        let result = match output {
            Err(_) => Err(Failure::TooLong),
            Ok(Ok(output)) if output.len() as u64 > ANSWER_BYTES_MAX => Err(Failure::TooMuch),
            Ok(Ok(output)) => Ok(output),
            Ok(Err(_)) => Err(Failure::Ended),
        };
        // Both threads end with the process, so it is ended before they are waited for.
        if result.is_err() {
            child.end();
        }
        result
    })
    .and_then(|output| match child.0.wait() {
        Ok(status) if status.success() => Ok(output),
        _ => Err(Failure::Ended),
    })
}

/// A process that never outlives the question.
struct Running(Child);

impl Running {
    fn end(&mut self) {
        // It may have ended by itself in the meantime.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}
