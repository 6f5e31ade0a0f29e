//! A disk that fails while units are made durable: everybody is answered, the store reads on and
//! writes no more, and when it is opened again the key tells what became of a unit in doubt.
//!
//! The disk fails in a process of its own: one that may not write a file beyond some length, or
//! one whose syncs are made to fail by strace. There is no chance in it.

mod support;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use guanxi::store::conformance::nouns::registered;
use guanxi::store::conformance::scene::{Draft, account, key, look, note, unit};
use guanxi::store::{Check, Condition, SqliteStore, Store, StoreError, Target};
use support::child::{program, say, told};

const FILE: &str = "GUANXI_DOUBT_FILE";
const END: &str = "GUANXI_DOUBT_END";
const CALLERS: u64 = 6;
/// More units than any limit set here lets through.
const UNITS: u64 = 3_000;

fn draft(number: u64) -> Draft {
    unit(number).put(&note(10_000 + number, 1, 5).one("word", "a dozen words or so"))
}

/// The process whose disk fails: does nothing when it is not asked to.
#[test]
fn doubt_child() {
    let (Some(file), Some(end)) = (told(FILE), told(END)) else { return };
    let store = SqliteStore::open(&file, &registered()).unwrap();
    // The test harness has begun a line of its own.
    say("");
    std::thread::scope(|scope| {
        for caller in 0..CALLERS {
            let store = &store;
            scope.spawn(move || until_refused(store, caller));
        }
    });
    let stats = store.stats().unwrap();
    say(&format!("CONDITION {:?}", stats.condition));
    // What was answered is read as before, by views that begin only now.
    let found = look(&store, |reader| reader.get(&[account(1).target()], true)).unwrap();
    say(&format!("READ {}", found.iter().flatten().count()));
    if end == "closed" {
        // It is closed without what is in doubt, or not at all.
        let _ = store.close();
        drop(store);
    }
    // Nothing is closed that was not: this is how a process ends that crashes.
    std::process::exit(0);
}

/// Commits until it is refused, and then once more.
fn until_refused(store: &SqliteStore, caller: u64) {
    let mut refused = 0;
    for number in (0..UNITS).map(|at| 1 + caller + at * CALLERS) {
        match store.commit(draft(number).0) {
            Ok(_) => say(&format!("ANSWER {number}")),
            Err(StoreError::InDoubt { key: about }) if about == key(number) => {
                say(&format!("DOUBT {number}"));
            }
            Err(error) => say(&format!("REFUSED {number} {}", error.name())),
        }
        refused += u64::from(look(store, |reader| reader.key(&key(number))).unwrap().is_none());
        if refused == 2 {
            return;
        }
    }
}

/// What the process said, by number: the answers, those in doubt, those refused and how.
#[derive(Debug, Default)]
struct Said {
    answered: Vec<u64>,
    doubted: Vec<u64>,
    refused: BTreeMap<u64, String>,
    rest: Vec<String>,
}

fn said(output: &Output) -> Said {
    let mut said = Said::default();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["ANSWER", number] => said.answered.push(number.parse().unwrap()),
            ["DOUBT", number] => said.doubted.push(number.parse().unwrap()),
            ["REFUSED", number, name @ ..] => {
                said.refused.insert(number.parse().unwrap(), name.join(" "));
            }
            ["CONDITION" | "READ", ..] => said.rest.push(line.to_owned()),
            _ => {}
        }
    }
    said
}

fn store_in(place: &Path) -> PathBuf {
    let file = place.join("crm.db");
    let store = SqliteStore::open(&file, &registered()).unwrap();
    store.commit(unit(1_000_000).put(&account(1)).0).unwrap();
    store.close().unwrap();
    file
}

fn there(store: &SqliteStore, number: u64) -> bool {
    let target = Target::new("note", note(10_000 + number, 1, 5).id);
    let record = look(store, |reader| reader.get(&[target], false)).unwrap().remove(0).is_some();
    let kept = look(store, |reader| reader.key(&key(number))).unwrap().is_some();
    assert_eq!(record, kept, "unit {number} is half done");
    record
}

/// Runs the process under a command, and opens what it left behind; gives how many units in doubt
/// are there.
fn settle(file: &Path, end: &str, command: &mut Command) -> usize {
    let child = program("doubt_child");
    command.arg(child.get_program()).args(child.get_args());
    let output = command.env(FILE, file).env(END, end).output().unwrap();
    let said = said(&output);
    assert!(output.status.success(), "{said:?} {}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.rest, [format!("CONDITION {:?}", Condition::RefusingWrites), "READ 1".into()]);
    assert!(!said.answered.is_empty(), "nothing was written before the disk failed: {said:?}");
    assert!(!said.doubted.is_empty(), "nothing is in doubt: {said:?}");
    // Everybody who comes later is told which unit it is about.
    let later = said.refused.values().filter(|name| *name == "in doubt").count();
    assert!(later >= usize::try_from(CALLERS).unwrap(), "{said:?}");

    let store = SqliteStore::open(file, &registered()).unwrap();
    assert_eq!(store.stats().unwrap().condition, Condition::Open);
    for number in &said.answered {
        assert!(there(&store, *number), "unit {number} was answered and is gone");
    }
    for number in said.refused.keys() {
        assert!(!there(&store, *number), "unit {number} was refused and is there");
    }
    let written = said.doubted.iter().filter(|number| there(&store, **number)).count();
    let units = said.answered.len() + written + 1;
    assert_eq!(store.stats().unwrap().entries, u64::try_from(units).unwrap());
    for number in &said.doubted {
        let was = there(&store, *number);
        let answer = store.commit(draft(*number).0).unwrap();
        assert_eq!(answer.repeated, was, "unit {number} said again");
        assert!(there(&store, *number));
    }
    let report = store.check(Check::Verify, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(report.faults, Vec::<String>::new());
    println!(
        "{end}: {} answered, {} in doubt of which {written} are there, {} refused",
        said.answered.len(),
        said.doubted.len(),
        said.refused.len()
    );
    written
}

/// A shell that lets no file of what it starts grow beyond some length; writing fails then.
fn confined(file: &Path) -> Command {
    // Shells count in blocks of 512 or of 1024 bytes.
    let blocks = std::fs::metadata(file).unwrap().len() / 512 + 400;
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\""), "sh"]);
    shell
}

#[test]
#[cfg(unix)]
fn a_log_that_cannot_grow_leaves_units_in_doubt_that_the_key_settles() {
    for end in ["closed", "left"] {
        let place = tempfile::tempdir().unwrap();
        let file = store_in(place.path());
        settle(&file, end, &mut confined(&file));
    }
}

/// A process in which every sync of a thread but its first few fails, where there is strace.
fn unsynced() -> Option<Command> {
    let inject = "inject=fsync,fdatasync:error=EIO:when=6+";
    let with = ["-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", inject];
    let works = Command::new("strace").args(with).arg("true").output();
    if !works.is_ok_and(|run| run.status.success()) {
        println!("skipped: there is no strace here");
        return None;
    }
    let mut strace = Command::new("strace");
    strace.args(with);
    Some(strace)
}

#[test]
#[cfg(unix)]
fn a_sync_that_fails_leaves_units_in_doubt_that_the_key_settles() {
    for end in ["closed", "left"] {
        let Some(mut strace) = unsynced() else { return };
        let place = tempfile::tempdir().unwrap();
        let file = store_in(place.path());
        settle(&file, end, &mut strace);
    }
}
