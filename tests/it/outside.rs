//! Programs of others that a test needs.

use std::process::Command;

/// Whether `program` answers; a missing one is said, and fails in CI (`CI=true`).
pub(crate) fn is_there(program: &str, arguments: &[&str]) -> bool {
    let answer = Command::new(program).args(arguments).output();
    let is_there = answer.is_ok_and(|it| it.status.success());
    if !is_there {
        let needs = format!("{program} {}", arguments.join(" "));
        let in_ci = std::env::var("CI").is_ok_and(|it| it == "true");
        assert!(!in_ci, "CI must have what this test needs: {needs}");
        #[expect(clippy::print_stderr, reason = "a skipped test says so")]
        {
            eprintln!("skipped: `{needs}` does not work here");
        }
    }
    is_there
}
