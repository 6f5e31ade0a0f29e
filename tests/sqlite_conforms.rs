//! SQLite keeps the store contract: over a file, over the host's connection, and inside the host's
//! own transaction.

use std::path::Path;

use guanxi::store::conformance::{Bench, Handle, assert_conforms};
use guanxi::store::{Registered, SqliteStore, StoreError};
use rusqlite::{Connection, TransactionBehavior};

#[derive(Debug)]
struct OverAFile;

impl Bench for OverAFile {
    fn open(
        &self,
        directory: &Path,
        nouns: &[Registered],
        with: &mut dyn FnMut(Handle<'_>),
    ) -> Result<(), StoreError> {
        let store = SqliteStore::open(directory.join("store.db"), nouns)?;
        with(Handle::Shared(&store));
        Ok(())
    }

    fn reopens(&self) -> bool {
        true
    }

    fn scrubs(&self) -> bool {
        true
    }
}

#[test]
fn a_file_keeps_the_contract() {
    assert_conforms(&OverAFile);
}

#[derive(Debug)]
struct OverTheHostsConnection;

impl Bench for OverTheHostsConnection {
    fn open(
        &self,
        directory: &Path,
        nouns: &[Registered],
        with: &mut dyn FnMut(Handle<'_>),
    ) -> Result<(), StoreError> {
        let conn = Connection::open(directory.join("host.db")).map_err(StoreError::backend)?;
        conn.execute_batch("CREATE TABLE IF NOT EXISTS theirs (x)").map_err(StoreError::backend)?;
        let store = SqliteStore::from_connection(conn, nouns)?;
        with(Handle::Shared(&store));
        Ok(())
    }

    fn reopens(&self) -> bool {
        true
    }

    fn scrubs(&self) -> bool {
        true
    }
}

#[test]
fn the_hosts_connection_keeps_the_contract() {
    assert_conforms(&OverTheHostsConnection);
}

#[derive(Debug)]
struct InsideTheHostsTransaction;

impl Bench for InsideTheHostsTransaction {
    fn open(
        &self,
        directory: &Path,
        nouns: &[Registered],
        with: &mut dyn FnMut(Handle<'_>),
    ) -> Result<(), StoreError> {
        let path = directory.join("host.db");
        let store = SqliteStore::open(&path, nouns)?;
        let mut conn = Connection::open(&path).map_err(StoreError::backend)?;
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate);
        let tx = tx.map_err(StoreError::backend)?;
        with(Handle::Alone(&store.within(&tx)));
        tx.commit().map_err(StoreError::backend)
    }

    fn reopens(&self) -> bool {
        true
    }

    fn scrubs(&self) -> bool {
        false
    }
}

#[test]
fn the_hosts_transaction_keeps_the_contract() {
    assert_conforms(&InsideTheHostsTransaction);
}
