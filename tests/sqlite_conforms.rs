//! SQLite keeps the store contract: over a file, over the host's connection, and inside the host's
//! own transaction.

use std::path::Path;

use guanxi::store::conformance::{Bench, Handle, assert_conforms};
use guanxi::store::{Registered, SqliteStore, StoreError};
use rusqlite::Connection;

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
