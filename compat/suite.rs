//! The store contract is kept with the rusqlite of this graph: over a file, over the host's
//! connection, and inside the host's own transaction.

use std::path::Path;

use guanxi::store::conformance::{Bench, Handle, assert_conforms};
use guanxi::store::{Registered, SqliteStore, StoreError};
use rusqlite::{Connection, TransactionBehavior};

/// Where the store is opened.
#[derive(Debug)]
enum Over {
    File,
    Connection,
    Transaction,
}

impl Bench for Over {
    fn open(
        &self,
        directory: &Path,
        nouns: &[Registered],
        with: &mut dyn FnMut(Handle<'_>),
    ) -> Result<(), StoreError> {
        let path = directory.join("store.db");
        match self {
            Over::File => with(Handle::Shared(&SqliteStore::open(&path, nouns)?)),
            Over::Connection => {
                let conn = Connection::open(&path).map_err(StoreError::backend)?;
                with(Handle::Shared(&SqliteStore::from_connection(conn, nouns)?));
            }
            Over::Transaction => {
                let store = SqliteStore::open(&path, nouns)?;
                let mut conn = Connection::open(&path).map_err(StoreError::backend)?;
                let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate);
                let tx = tx.map_err(StoreError::backend)?;
                with(Handle::Alone(&store.within(&tx)));
                tx.commit().map_err(StoreError::backend)?;
            }
        }
        Ok(())
    }

    fn reopens(&self) -> bool {
        true
    }

    fn scrubs(&self) -> bool {
        !matches!(self, Over::Transaction)
    }
}

#[test]
fn a_file_keeps_the_contract() {
    assert_conforms(&Over::File);
}

#[test]
fn the_hosts_connection_keeps_the_contract() {
    assert_conforms(&Over::Connection);
}

#[test]
fn the_hosts_transaction_keeps_the_contract() {
    assert_conforms(&Over::Transaction);
}
