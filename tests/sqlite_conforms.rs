//! SQLite keeps the store contract inside the host's own transaction.

use std::path::Path;

use guanxi::store::conformance::{Bench, Handle, assert_conforms};
use guanxi::store::{Registered, SqliteStore, StoreError};
use rusqlite::{Connection, TransactionBehavior};

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
