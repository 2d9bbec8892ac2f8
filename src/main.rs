//! The command `xeploai`: see `xeploai --help`.

use std::ffi::OsString;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    xeploai::app::main(&args, memory::limit)
}

/// The limit on the memory of the process that reads other formats than xlsx. Where memory is refused a program ends
/// at once.
#[cfg(target_os = "linux")]
mod memory {
    use rustix::param::page_size;
    use rustix::process::{Resource, Rlimit, setrlimit};

    /// The system refuses what this process asks for beyond what it has already. (It counts what is asked for, the
    /// program itself with it. To count here takes every other process a tenth of its time.)
    pub(crate) fn limit(bytes: usize) {
        let sizes = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
        let pages = sizes.split(' ').next().and_then(|it| it.parse::<usize>().ok());
        let here = pages.unwrap_or_default().saturating_mul(page_size());
        let most = u64::try_from(here.saturating_add(bytes)).ok();
        // No memory is better than no limit.
        if setrlimit(Resource::As, Rlimit { current: most, maximum: most }).is_err() {
            std::process::abort();
        }
    }
}

/// The same where no system does it that is asked without unsafe code.
#[cfg(not(target_os = "linux"))]
mod memory {
    use std::alloc::System;

    use cap::Cap;

    /// Counts the memory in use.
    #[global_allocator]
    static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

    pub(crate) fn limit(bytes: usize) {
        // Refused when more is in use already: no memory is better than no limit.
        if MEMORY.set_limit(bytes).is_err() {
            std::process::abort();
        }
    }
}
