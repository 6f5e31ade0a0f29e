//! What sled does to its files, and what is made of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::domain::Held;
use crate::store::contract::Store;
use crate::store::kv::sample::*;
use crate::store::record::Body;
use crate::store::unit::{Payload, Write};

/// Every file below a directory, with what it says.
fn photograph(directory: &Path) -> BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)> {
    let mut files = BTreeMap::new();
    let Ok(entries) = fs::read_dir(directory) else { return files };
    for entry in entries.map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            files.extend(photograph(&entry.path()));
        } else {
            let modified = entry.metadata().unwrap().modified().unwrap();
            files.insert(entry.path(), (fs::read(entry.path()).unwrap(), modified));
        }
    }
    files
}

fn refused(directory: &Path, nouns: &[Registered]) -> StoreError {
    let before = photograph(directory);
    let error = SledStore::open(directory, nouns).unwrap_err();
    assert!(photograph(directory) == before, "{error} has changed files");
    error
}

/// A store with some firms, let go of.
fn made(directory: &Path, firms: u8) {
    let store = SledStore::open(directory, &nouns()).unwrap();
    for number in 0..firms {
        store.commit(found(number, "name", &format!("code{number}"))).unwrap();
    }
}

fn entries(store: &SledStore) -> u64 {
    store.stats().unwrap().entries
}

fn large(bytes: usize) -> crate::store::unit::Unit {
    let mut unit = found(200, "large", "large");
    let mut write = Write::to(stream(200));
    write.puts.clone_from(&unit.writes[0].puts);
    // Bytes that do not repeat, so that nothing makes them smaller.
    let bytes =
        (0..bytes / 32).flat_map(|part| crate::store::unit::Digest::of(&part.to_be_bytes()).0);
    write.entries.push(said(
        firm_of(200),
        "founded",
        Payload::Inline(Body { plain: bytes.collect(), personal: Held::Known(Vec::new()) }),
    ));
    unit.writes = vec![write];
    unit
}

#[test]
fn what_is_not_ours_is_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    fs::write(&file, "a letter").unwrap();
    assert_eq!(refused(&file, &nouns()).name(), "not ours");
    assert_eq!(refused(directory.path(), &nouns()).name(), "not ours");
    let others = directory.path().join("others");
    drop(::sled::open(&others).unwrap());
    assert_eq!(refused(&others, &nouns()).name(), "not ours");
}

#[test]
fn an_empty_directory_becomes_a_store_and_so_does_an_interrupted_beginning() {
    let directory = tempfile::tempdir().unwrap();
    made(directory.path(), 1);
    let begun = tempfile::tempdir().unwrap();
    fs::write(begun.path().join("lock"), "").unwrap();
    fs::write(begun.path().join("mark"), "guanx").unwrap();
    made(begun.path(), 1);
    let unwritable = SledStore::open("/proc/guanxi", &nouns()).unwrap_err();
    assert!(matches!(unwritable.name(), "io" | "read only"), "{unwritable}");
}

#[test]
fn a_second_opener_is_locked_out_in_bounded_time() {
    let directory = tempfile::tempdir().unwrap();
    let store = SledStore::open(directory.path(), &nouns()).unwrap();
    let begun = std::time::Instant::now();
    assert_eq!(SledStore::open(directory.path(), &nouns()).unwrap_err().name(), "locked");
    assert!(begun.elapsed().as_secs() < 5);
    store.close().unwrap();
    assert_eq!(store.commit(found(1, "a", "a")).unwrap_err().name(), "closed");
    SledStore::open(directory.path(), &nouns()).unwrap();
}

#[test]
fn a_newer_store_is_refused_untouched() {
    let directory = tempfile::tempdir().unwrap();
    made(directory.path(), 3);
    drop(SledStore::open(directory.path(), &later_nouns()).unwrap());
    assert_eq!(refused(directory.path(), &nouns()).name(), "newer format");
    assert_eq!(refused(directory.path(), &later_nouns()[..1]).name(), "newer format");
    let store = SledStore::open(directory.path(), &later_nouns()).unwrap();
    assert_eq!(entries(&store), 3);
}

#[test]
fn a_store_that_has_lost_its_end_is_refused_untouched() {
    let directory = tempfile::tempdir().unwrap();
    made(directory.path(), 40);
    let log = directory.path().join("tree-1").join("db");
    let whole = fs::read(&log).unwrap();
    fs::write(&log, &whole[..whole.len() / 3]).unwrap();
    assert_eq!(refused(directory.path(), &nouns()).name(), "corrupt");
    fs::remove_dir_all(directory.path().join("tree-1")).unwrap();
    assert_eq!(refused(directory.path(), &nouns()).name(), "corrupt");
    fs::create_dir(directory.path().join("tree-1")).unwrap();
    assert_eq!(refused(directory.path(), &nouns()).name(), "corrupt");
    fs::remove_file(directory.path().join("mark")).unwrap();
    assert_eq!(refused(directory.path(), &nouns()).name(), "corrupt");
}

#[test]
fn a_store_as_it_was_before_its_last_writes_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    made(directory.path(), 5);
    let tree = directory.path().join("tree-1");
    let early = tempfile::tempdir().unwrap();
    files::copy(&tree, early.path()).unwrap();
    made(directory.path(), 9);
    fs::remove_dir_all(&tree).unwrap();
    files::copy(early.path(), &tree).unwrap();
    let error = SledStore::open(directory.path(), &nouns()).unwrap_err();
    assert_eq!(error.name(), "corrupt");
}

#[test]
fn a_crash_between_the_log_and_the_mark_loses_nothing() {
    let directory = tempfile::tempdir().unwrap();
    made(directory.path(), 5);
    let mark = directory.path().join("mark");
    let early = fs::read(&mark).unwrap();
    made(directory.path(), 9);
    fs::write(&mark, early).unwrap();
    let store = SledStore::open(directory.path(), &nouns()).unwrap();
    assert_eq!(entries(&store), 9);
}

#[test]
fn an_unfinished_snapshot_is_cleared_away() {
    let directory = tempfile::tempdir().unwrap();
    made(directory.path(), 3);
    let snapshot = directory.path().join("tree-1").join("snap.FFFFFFFFFFFFFFFF.generating");
    fs::write(&snapshot, "half").unwrap();
    let store = SledStore::open(directory.path(), &nouns()).unwrap();
    assert_eq!(entries(&store), 3);
    assert!(!snapshot.exists());
}

#[test]
fn a_large_value_is_there_when_the_store_is_opened_again() {
    let directory = tempfile::tempdir().unwrap();
    let store = SledStore::open(directory.path(), &nouns()).unwrap();
    store.commit(large(10_000_000)).unwrap();
    drop(store);
    let store = SledStore::open(directory.path(), &nouns()).unwrap();
    assert!(store.commit(large(10_000_000)).unwrap().repeated);
    assert!(store.stats().unwrap().bytes > 10_000_000);
}

#[test]
fn a_scrub_leaves_one_tree_and_a_crash_in_it_leaves_a_whole_one() {
    let directory = tempfile::tempdir().unwrap();
    let store = SledStore::open(directory.path(), &nouns()).unwrap();
    for number in 0..20 {
        store.commit(found(number, "planted", &format!("code{number}"))).unwrap();
        let mut erase = Write::to(stream(number));
        erase.redactions.push(firm_of(number));
        store.commit(unit(&format!("erase {number}"), vec![erase])).unwrap();
    }
    let planted = |bytes: &[u8]| bytes.windows(7).any(|window| window == b"planted");
    assert!(photograph(directory.path()).values().any(|(bytes, _)| planted(bytes)));
    assert_eq!(store.scrub().unwrap(), Scrub::Scrubbed);
    assert!(!photograph(directory.path()).values().any(|(bytes, _)| planted(bytes)));
    store.commit(found(99, "a", "a")).unwrap();
    drop(store);
    // A crash before the mark was moved leaves the beginning of the next tree.
    files::copy(&directory.path().join("tree-2"), &directory.path().join("tree-3")).unwrap();
    let store = SledStore::open(directory.path(), &nouns()).unwrap();
    assert_eq!(entries(&store), 21);
    assert!(!directory.path().join("tree-3").exists());
    assert_eq!(store.scrub().unwrap(), Scrub::Scrubbed);
    assert_eq!(entries(&store), 21);
}

#[test]
fn nothing_that_is_kept_is_said_by_debug() {
    let directory = tempfile::tempdir().unwrap();
    let store = SledStore::open(directory.path(), &nouns()).unwrap();
    store.commit(found(1, "planted", "planted")).unwrap();
    let bytes: Vec<String> = b"planted".iter().map(u8::to_string).collect();
    let said = format!("{store:?}");
    assert!(!said.contains("planted") && !said.contains(&bytes.join(", ")));
}

/// A small disk of its own, where the tests may mount one.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn new() -> Option<Self> {
        let disk = SmallDisk(tempfile::tempdir().unwrap());
        disk.mount("size=12m").then_some(disk)
    }

    fn mount(&self, options: &str) -> bool {
        let mut mount = std::process::Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(self.0.path());
        mount.output().is_ok_and(|output| output.status.success())
    }

    fn grow(&self) {
        assert!(self.mount("remount,size=64m"));
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(self.0.path()).output();
    }
}

#[test]
fn a_full_disk_is_in_doubt_and_reads_go_on_until_the_key_tells() {
    let Some(disk) = SmallDisk::new() else {
        eprintln!("skipped: no disk can be mounted here");
        return;
    };
    let directory = disk.0.path().join("store");
    let store = SledStore::open(&directory, &nouns()).unwrap();
    store.commit(found(1, "first", "first")).unwrap();
    let mut answered = Vec::new();
    let failed = (0..200).find_map(|number| {
        let unit = crate::store::unit::Unit {
            key: found(number, "name", "key").key,
            ..large(100_000 + usize::from(number))
        };
        let key = unit.key.key;
        match store.commit(unit) {
            Ok(_) => {
                answered.push(key);
                None
            }
            Err(error) => Some((key, error)),
        }
    });
    let (key, error) = failed.expect("the disk is full");
    assert!(matches!(error, StoreError::InDoubt { key: doubt } if doubt == key), "{error:?}");
    assert_eq!(store.stats().unwrap().condition, Condition::RefusingWrites);
    let refused = store.commit(found(2, "second", "second")).unwrap_err();
    assert!(matches!(refused, StoreError::InDoubt { key: doubt } if doubt == key));
    let mut seen = 0;
    store
        .view(&mut |reader| {
            seen = reader.get(&[firm_of(1)], false)?.into_iter().flatten().count();
            Ok(())
        })
        .unwrap();
    assert_eq!(seen, 1);
    drop(store);
    disk.grow();
    let store = SledStore::open(&directory, &nouns()).unwrap();
    store
        .view(&mut |reader| {
            assert!(answered.iter().all(|key| reader.key(key).unwrap().is_some()));
            // Either answer is right: from here on it is known.
            reader.key(&key).map(drop)
        })
        .unwrap();
    let check = store
        .check(crate::store::contract::Check::Verify, &mut |_| std::ops::ControlFlow::Continue(()));
    assert_eq!(check.unwrap().faults, Vec::<String>::new());
    store.commit(found(2, "second", "second")).unwrap();
}
