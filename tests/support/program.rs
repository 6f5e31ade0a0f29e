//! An example as a person runs it: the program itself, on files as they come.
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses its own part")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// The program of an example; none where only some tests were asked for, since then nobody has
/// built it.
pub(crate) fn of(example: &str) -> Option<PathBuf> {
    let test = std::env::current_exe().unwrap();
    let program = test.parent()?.parent()?.join("examples").join(example);
    let program = program.with_extension(std::env::consts::EXE_EXTENSION);
    if !program.exists() {
        println!("skipped: {} is not built", program.display());
        return None;
    }
    Some(program)
}

/// Whether it went well, and everything that it said.
pub(crate) fn run(program: &Path, arguments: &[&str]) -> (bool, String) {
    let ran = Command::new(program).args(arguments).output().unwrap();
    let text = [ran.stdout, ran.stderr].concat();
    (ran.status.success(), String::from_utf8(text).unwrap())
}
