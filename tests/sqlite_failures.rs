//! What befalls one unit of a group befalls no other: each has its own answer, and nothing is half
//! done.

use std::sync::Barrier;

use guanxi::domain::declaration::Cell;
use guanxi::store::conformance::nouns::registered;
use guanxi::store::conformance::scene::{account, unit};
use guanxi::store::{Condition, SqliteStore, Store, StoreError, Target};
use rusqlite::Connection;

/// A store on a database in which the host has set a trap for some names.
fn trapped(trap: &str) -> (tempfile::TempDir, SqliteStore) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    SqliteStore::open(&path, &registered()).unwrap().close().unwrap();
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch(
        "PRAGMA foreign_keys = ON; CREATE TABLE a (id INTEGER PRIMARY KEY); \
         CREATE TABLE b (a INTEGER REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED)",
    )
    .unwrap();
    conn.execute_batch(&format!(
        "CREATE TRIGGER trap BEFORE INSERT ON guanxi_account WHEN NEW.name = 'bad' \
         BEGIN {trap}; END"
    ))
    .unwrap();
    let store = SqliteStore::from_connection(conn, &registered()).unwrap();
    (directory, store)
}

fn there(store: &SqliteStore, number: u64) -> bool {
    let mut there = false;
    store
        .view(&mut |reader| {
            let found = reader.get(&[Target::new("account", account(number).id)], true)?;
            there = found.iter().flatten().all(|record| {
                let name = record.columns.as_ref().and_then(|columns| columns.first());
                name == Some(&Cell::one("good"))
            }) && found.iter().all(Option::is_some);
            Ok(())
        })
        .unwrap();
    there
}

/// Thirty-two callers at once, of whom every fifth walks into the trap.
fn all_at_once(store: &SqliteStore) {
    let start = Barrier::new(32);
    let answers: Vec<(u64, Result<_, StoreError>)> = std::thread::scope(|scope| {
        let commit = |number: u64| {
            let start = &start;
            scope.spawn(move || {
                let name = if number.is_multiple_of(5) { "bad" } else { "good" };
                let unit = unit(number).put(&account(number).one("name", name)).0;
                start.wait();
                (number, store.commit(unit))
            })
        };
        let all: Vec<_> = (1..=32).map(commit).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    for (number, answer) in answers {
        assert_eq!(answer.is_ok(), number % 5 != 0, "{number}: {answer:?}");
        assert_eq!(there(store, number), number % 5 != 0, "{number}");
        if let Err(error) = answer {
            assert_eq!(error.name(), "backend", "{error:?}");
        }
    }
    let stats = store.stats().unwrap();
    assert_eq!((stats.condition, stats.entries, stats.keys), (Condition::Open, 26, 26));
    let report =
        store.check(guanxi::store::Check::Verify, &mut |_| std::ops::ControlFlow::Continue(()));
    assert_eq!(report.unwrap().faults, Vec::<String>::new());
}

#[test]
fn a_statement_that_fails_fails_its_own_unit() {
    all_at_once(&trapped("SELECT RAISE(ABORT, 'no')").1);
}

#[test]
fn a_transaction_that_is_lost_is_done_again_unit_by_unit() {
    all_at_once(&trapped("SELECT RAISE(ROLLBACK, 'no')").1);
}

#[test]
fn a_commit_that_fails_is_done_again_unit_by_unit() {
    all_at_once(&trapped("INSERT INTO b VALUES (1)").1);
}
