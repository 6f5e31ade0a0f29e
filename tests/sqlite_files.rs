//! What stands at a path when a store is opened there: refused with a typed error and left as it
//! was, or used beside what the host keeps in it.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, SystemTime};

use guanxi::store::conformance::nouns::registered;
use guanxi::store::conformance::scene::{account, unit};
use guanxi::store::contract::Check;
use guanxi::store::{Condition, SqliteOptions, SqliteStore, Store, StoreError, Target};
use rusqlite::{Connection, TransactionBehavior};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

fn directory() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// Every file of a directory with its bytes and its time.
fn files(directory: &Path) -> Vec<(String, Vec<u8>, SystemTime)> {
    let mut files: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let about = entry.metadata().unwrap();
            let bytes = if about.is_file() { fs::read(entry.path()).unwrap() } else { Vec::new() };
            (entry.file_name().into_string().unwrap(), bytes, about.modified().unwrap())
        })
        .collect();
    files.sort();
    files
}

/// Opening fails with this error, and nothing in the directory has changed.
fn refused(directory: &Path, path: &Path, name: &str) {
    let before = files(directory);
    let error = SqliteStore::open(path, &registered()).unwrap_err();
    assert_eq!(error.name(), name, "{error}: {error:?}");
    assert_eq!(files(directory), before, "{name} left a trace");
}

fn filled(path: &Path) {
    let store = SqliteStore::open(path, &registered()).unwrap();
    for number in 1..40 {
        store.commit(unit(number).put(&account(number)).0).unwrap();
    }
    store.close().unwrap();
}

#[test]
fn what_is_no_store_is_refused_and_left_as_it_was() {
    let directory = directory();
    let at = |name: &str| directory.path().join(name);
    fs::create_dir(at("directory")).unwrap();
    refused(directory.path(), &at("directory"), "not ours");
    fs::write(at("empty"), b"").unwrap();
    refused(directory.path(), &at("empty"), "not ours");
    fs::write(at("short"), b"hello").unwrap();
    refused(directory.path(), &at("short"), "not ours");
    fs::write(at("text"), "not a database\n".repeat(1000)).unwrap();
    refused(directory.path(), &at("text"), "not ours");
    refused(directory.path(), &at("nowhere/store.db"), "io");
}

#[test]
fn a_file_cut_short_is_damaged_and_left_as_it_was() {
    let directory = directory();
    let path = directory.path().join("store.db");
    filled(&path);
    let bytes = fs::read(&path).unwrap();
    for keep in [bytes.len() - 1, bytes.len() / 2, 4096, 4095] {
        fs::write(&path, &bytes[..keep]).unwrap();
        refused(directory.path(), &path, "corrupt");
    }
    fs::write(&path, &bytes[..99]).unwrap();
    let before = files(directory.path());
    assert!(SqliteStore::open(&path, &registered()).is_err());
    assert_eq!(files(directory.path()), before);
}

#[test]
fn a_newer_store_and_a_foreign_one_are_refused_and_left_as_they_were() {
    for (change, name) in [
        ("UPDATE guanxi_meta SET value = '2' WHERE name = 'format'", "newer format"),
        (
            "UPDATE guanxi_meta SET value = replace(value, 'version 1', 'version 2') \
             WHERE name = 'noun note'",
            "newer format",
        ),
        ("INSERT INTO guanxi_meta VALUES ('noun unknown', 'version 1')", "newer format"),
        ("DELETE FROM guanxi_meta", "not ours"),
        ("DROP TABLE guanxi_meta; CREATE TABLE guanxi_meta (x)", "not ours"),
        ("DROP TABLE guanxi_meta", "not ours"),
        ("UPDATE guanxi_meta SET value = 'x' WHERE name = 'noun note'", "not ours"),
        (
            "UPDATE guanxi_meta SET value = replace(value, 'segment', 'sediment') \
             WHERE name = 'noun account'",
            "query",
        ),
    ] {
        let directory = directory();
        let path = directory.path().join("store.db");
        filled(&path);
        let conn = Connection::open(&path).unwrap();
        conn.execute_batch(change).unwrap();
        conn.close().unwrap();
        refused(directory.path(), &path, name);
    }
}

#[test]
fn a_store_that_may_only_be_read_is_read() {
    let directory = directory();
    let path = directory.path().join("store.db");
    filled(&path);
    let mut rights = fs::metadata(&path).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(&path, rights).unwrap();
    let before = files(directory.path());
    let store = SqliteStore::open(&path, &registered()).unwrap();
    let refused = store.commit(unit(90).put(&account(90)).0).unwrap_err();
    assert_eq!(refused.name(), "read only");
    assert_eq!(store.stats().unwrap().entries, 39);
    store.close().unwrap();
    assert_eq!(files(directory.path()), before);
}

#[test]
fn a_hosts_database_keeps_its_tables_and_its_settings() {
    let directory = directory();
    let path = directory.path().join("host.db");
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch(
        "CREATE TABLE client (name); INSERT INTO client VALUES ('theirs'); \
         PRAGMA user_version = 7; PRAGMA application_id = 9",
    )
    .unwrap();
    for prefix in ["guanxi_", "a", "crm2_"] {
        let options = SqliteOptions::new().unwrap().prefix(prefix).unwrap();
        let store = SqliteStore::open_with(&path, &registered(), options).unwrap();
        store.commit(unit(1).put(&account(1)).0).unwrap();
        assert!(store.capabilities().durable_on_return);
        assert!(!store.capabilities().isolated_readers, "the host's file has no write-ahead log");
    }
    let one = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(one("SELECT count(*) FROM client"), 1);
    assert_eq!(one("SELECT count(*) FROM crm2_account"), 1);
    assert_eq!(one("PRAGMA user_version"), 7);
    let mode: String = conn.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "delete");
}

#[test]
fn a_prefix_never_becomes_sql() {
    let options = || SqliteOptions::new().unwrap();
    for bad in [
        "",
        "G",
        "1a",
        "_a",
        "a b",
        "a\"",
        "a;drop table x",
        "sqlite_",
        "客",
        "a23456789012345678901_",
    ] {
        assert_eq!(options().prefix(bad).unwrap_err().name(), "query", "{bad}");
    }
}

#[test]
fn a_full_disk_is_told_and_when_there_is_room_it_goes_on() {
    let directory = directory();
    let conn = Connection::open(directory.path().join("host.db")).unwrap();
    conn.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL").unwrap();
    let store = SqliteStore::from_connection(conn, &registered()).unwrap();
    store.commit(unit(1).put(&account(1)).0).unwrap();
    store.close().unwrap();

    let conn = Connection::open(directory.path().join("host.db")).unwrap();
    let pages: i64 = conn.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    conn.execute_batch(&format!("PRAGMA max_page_count = {pages}")).unwrap();
    let store = SqliteStore::from_connection(conn, &registered()).unwrap();
    let big = |number: u64| unit(number).put(&account(number).one("name", "x".repeat(9000)));
    let error = store.commit(big(2).0).unwrap_err();
    assert_eq!(error.name(), "full");
    assert_eq!(store.stats().unwrap().condition, Condition::Open);
    let mut found = Vec::new();
    store
        .view(&mut |reader| {
            let one = |number| Target::new("account", account(number).id);
            found = reader.get(&[one(1), one(2)], false)?;
            Ok(())
        })
        .unwrap();
    assert!(found[0].is_some() && found[1].is_none());
}

#[test]
fn everybody_in_a_group_hears_of_a_full_disk_for_themselves() {
    let directory = directory();
    let path = directory.path().join("host.db");
    filled(&path);
    let conn = Connection::open(&path).unwrap();
    let pages: i64 = conn.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    conn.execute_batch(&format!("PRAGMA max_page_count = {}", pages + 4)).unwrap();
    let store = SqliteStore::from_connection(conn, &registered()).unwrap();
    let answers: Vec<_> = std::thread::scope(|scope| {
        let commit = |number: u64| {
            let name = if number.is_multiple_of(2) { "x".repeat(30_000) } else { "y".to_owned() };
            let unit = unit(number).put(&account(number).one("name", name)).0;
            let store = &store;
            scope.spawn(move || (number, store.commit(unit)))
        };
        let all: Vec<_> = (100..132).map(commit).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    for (number, answer) in answers {
        let there = store.stats().unwrap().records[0].1;
        assert!(there > 0);
        match answer {
            Ok(_) => assert!(number % 2 == 1),
            Err(error) => assert_eq!(error.name(), "full", "{number}"),
        }
    }
}

#[test]
fn one_file_has_two_stores_and_neither_forgets_what_the_other_wrote() {
    let directory = directory();
    let path = directory.path().join("store.db");
    let one = SqliteStore::open(&path, &registered()).unwrap();
    let two = SqliteStore::open(&path, &registered()).unwrap();
    std::thread::scope(|scope| {
        for (store, from) in [(&one, 0), (&two, 1000)] {
            scope.spawn(move || {
                for number in from + 1..from + 60 {
                    store.commit(unit(number).put(&account(number)).0).unwrap();
                }
            });
        }
    });
    assert_eq!(one.stats().unwrap(), two.stats().unwrap());
    assert_eq!(one.stats().unwrap().entries, 118);
}

#[test]
fn a_writer_that_is_kept_waiting_says_so() {
    let directory = directory();
    let path = directory.path().join("store.db");
    filled(&path);
    let short = || SqliteOptions::new().unwrap().busy_timeout(Duration::from_millis(40));
    let store = SqliteStore::open_with(&path, &registered(), short()).unwrap();
    let mut host = Connection::open(&path).unwrap();
    let tx = host.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    let busy = store.commit(unit(50).put(&account(50)).0).unwrap_err();
    assert_eq!(busy.name(), "busy");
    // Inside the host's transaction there is no waiting.
    store.within(&tx).commit(unit(50).put(&account(50)).0).unwrap();
    drop(tx);
    let again = store.commit(unit(50).put(&account(50)).0).unwrap();
    assert!(!again.repeated, "the host rolled it back");
}

#[test]
fn a_hosts_transaction_that_cannot_write_or_is_gone_says_so() {
    let directory = directory();
    let path = directory.path().join("store.db");
    filled(&path);
    let store = SqliteStore::open(&path, &registered()).unwrap();
    let host = Connection::open(&path).unwrap();
    host.busy_timeout(Duration::from_millis(20)).unwrap();
    let tx = host.unchecked_transaction().unwrap();
    let inside = store.within(&tx);
    inside.stats().unwrap();
    store.commit(unit(60).put(&account(60)).0).unwrap();
    match inside.commit(unit(61).put(&account(61)).0) {
        Err(StoreError::Busy { retry }) => assert_eq!(retry, "the whole transaction of the host"),
        other => panic!("{other:?}"),
    }
    tx.execute_batch("ROLLBACK").unwrap();
    let lost = inside.commit(unit(61).put(&account(61)).0).unwrap_err();
    assert_eq!(lost.name(), "transaction lost");
    assert_eq!(store.within(&host).stats().unwrap_err().name(), "transaction lost");
}

#[test]
fn a_unit_inside_the_hosts_transaction_goes_with_it() {
    let directory = directory();
    let path = directory.path().join("store.db");
    filled(&path);
    let store = SqliteStore::open(&path, &registered()).unwrap();
    let mut host = Connection::open(&path).unwrap();
    host.execute_batch("CREATE TABLE theirs (x)").unwrap();
    for (number, keep) in [(70, false), (71, true)] {
        let tx = host.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
        tx.execute_batch("INSERT INTO theirs VALUES (1)").unwrap();
        store.within(&tx).commit(unit(number).put(&account(number)).0).unwrap();
        // A refused unit leaves what went before it.
        let refused = unit(99).put(&account(99)).remove(&account(98)).0;
        assert_eq!(store.within(&tx).commit(refused).unwrap_err().name(), "unit");
        if keep {
            tx.commit().unwrap();
        }
    }
    let count: i64 = host.query_row("SELECT count(*) FROM theirs", [], |row| row.get(0)).unwrap();
    assert_eq!((count, store.stats().unwrap().entries), (1, 40));
}

/// What a creation leaves that is killed, beside what others keep under like names.
#[test]
fn what_a_killed_creation_left_goes_with_the_next_opening() {
    let directory = directory();
    let at = |name: &str| directory.path().join(name);
    let left = ["-new-4-0", "-new-4-0-wal", "-new-4-0-shm", "-new-71-12", "-new-71-12-journal"];
    let kept = ["-new-4", "-new-4-x", "-new-4-0-old", "-new--0", "-newer-4-0", "-new-year-1"];
    let names = |endings: &[&str]| -> Vec<_> {
        endings.iter().map(|ending| at(&format!("store.db{ending}"))).collect()
    };
    let left = names(&left);
    let mut kept = names(&kept);
    kept.extend([at("other.db-new-4-0"), at("store.d-new-4-0"), at("store.db-wal-new-4-0")]);
    left.iter().chain(&kept).for_each(|path| fs::write(path, b"half of one").unwrap());
    fs::create_dir(at("store.db-new-5-5")).unwrap();
    filled(&at("store.db"));
    assert!(left.iter().all(|path| !path.exists()), "{:?}", fs::read_dir(directory.path()));
    assert!(kept.iter().all(|path| path.exists()) && at("store.db-new-5-5").is_dir());
    // Killed after it was given its name, a creation leaves a second name for the same file.
    let second = at("store.db-new-99-0");
    if fs::hard_link(at("store.db"), &second).is_ok() && cfg!(unix) {
        let store = SqliteStore::open(at("store.db"), &registered()).unwrap();
        assert!(!second.exists());
        assert_eq!(store.stats().unwrap().entries, 39);
    }
}

/// A salt is replaced by the digest that it and the words give, and the words by others: the chain
/// covers the digest, and what stands beside it is looked at as well.
#[test]
fn words_that_somebody_wrote_over_are_noticed() {
    let directory = directory();
    let path = directory.path().join("store.db");
    filled(&path);
    let conn = Connection::open(&path).unwrap();
    let found = conn.query_row(
        "SELECT rowid, seal, personal FROM guanxi_journal \
         WHERE length(seal) = 16 AND length(personal) > 0 LIMIT 1",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    );
    let (place, salt, words): (i64, Vec<u8>, Vec<u8>) = found.unwrap();
    let seal = Sha256::new().chain_update(&salt).chain_update(&words).finalize();
    let change = "UPDATE guanxi_journal SET seal = ?1, personal = x'93a3666f6f' WHERE rowid = ?2";
    conn.execute(change, (seal.as_slice(), place)).unwrap();
    conn.close().unwrap();
    let store = SqliteStore::open(&path, &registered()).unwrap();
    let report = store.check(Check::Verify, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(report.faults.len(), 1, "{:?}", report.faults);
    assert!(report.faults[0].contains("its seal does not cover"), "{:?}", report.faults);
}

#[test]
fn a_unique_column_alone_has_one_index() {
    let directory = directory();
    let path = directory.path().join("crm.db");
    SqliteStore::open(&path, &registered()).unwrap().close().unwrap();
    let conn = Connection::open(&path).unwrap();
    let sql = "SELECT count(*) FROM sqlite_master WHERE type = 'index' AND sql LIKE '%(\"code\"%'";
    let many: i64 = conn.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(many, 1, "what keeps its values apart finds them too");
}
