//! The command `xeploai`: see `xeploai --help`.

use std::alloc::System;
use std::ffi::OsString;
use std::process::ExitCode;

use cap::Cap;

/// Counts the memory in use, so that the process that reads other formats than xlsx
/// can be given a limit; where memory is refused a program ends at once.
#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    xeploai::app::main(&args, limit_memory)
}

fn limit_memory(bytes: usize) {
    // Refused when more is in use already: no memory is better than no limit.
    if MEMORY.set_limit(bytes).is_err() {
        std::process::abort();
    }
}
