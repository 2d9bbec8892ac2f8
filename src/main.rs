//! The command `xeploai`: see `xeploai --help`.

use std::ffi::OsString;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    xeploai::app::main(&args)
}
