//! Whatever becomes of the process that reads other formats than xlsx, it is told
//! and the process is gone. Other programs stand in for it here.
#![cfg(unix)]

use std::process::Command;
use std::time::Duration;

use xeploai::app::supervise;
use xeploai::read::foreign::Failure;

fn said(script: &str, seconds: u64) -> Result<Vec<u8>, Failure> {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    supervise(command, &[&vec![b'x'; 1 << 20]], Duration::from_secs(seconds))
}

#[test]
fn whatever_becomes_of_the_other_process_is_told() {
    assert_eq!(said("cat >/dev/null; printf ok", 60), Ok(b"ok".to_vec()));
    // It never looks at what it is asked.
    assert_eq!(said("printf ok", 60), Ok(b"ok".to_vec()));
    for script in ["exit 3", "printf ok; exit 1", "kill -ABRT $$", "kill -KILL $$"] {
        assert_eq!(said(script, 60), Err(Failure::Ended), "{script}");
    }
    for script in ["exec sleep 60", "while :; do :; done"] {
        assert_eq!(said(script, 1), Err(Failure::TooLong), "{script}");
    }
    assert_eq!(said("exec cat /dev/zero", 60), Err(Failure::TooMuch));
    let none = supervise(Command::new("./no such program"), &[], Duration::from_secs(1));
    assert_eq!(none, Err(Failure::NotStarted));
}
