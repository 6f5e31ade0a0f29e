//! The test's own program as a second process, which does one thing and tells about it.

use std::io::Write as _;
use std::process::Command;

/// This program, asked to run one of its tests only.
pub(crate) fn program(test: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--test-threads", "1"]);
    command
}

/// Says a line to the parent, in one piece and at once.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

/// What the parent has left in the environment.
pub(crate) fn told(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
