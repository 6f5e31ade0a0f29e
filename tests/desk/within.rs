//! The desk inside the host's own transaction.

use guanxi::domain::client::NewClient;
use guanxi::rusqlite::{Connection, TransactionBehavior};
use guanxi::{Actor, Crm, Error};

fn hua() -> NewClient {
    NewClient::organisation("华信咨询").unwrap()
}

#[test]
fn what_the_host_rolls_back_never_happened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("host.db");
    let crm = Crm::sqlite(&path).unwrap();
    let desk = crm.desk(Actor::system());
    let mut host = Connection::open(&path).unwrap();
    let tx = host.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    let inside = desk.within(&tx).unwrap();
    let done = inside.together(|desk| Ok(desk.clients().register(hua())?.id())).unwrap();
    assert!(inside.clients().get(done.now.unwrap()).is_ok());
    tx.rollback().unwrap();
    assert_eq!(desk.clients().find().count().unwrap(), 0);
    let tx = host.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    let kept = desk.within(&tx).unwrap().clients().register(hua()).unwrap();
    tx.commit().unwrap();
    assert_eq!(desk.clients().get(kept.id()).unwrap().now, kept.now);
}

#[test]
fn only_what_is_kept_in_sqlite_goes_into_a_transaction() {
    let host = Connection::open_in_memory().unwrap();
    let answer = Crm::memory().unwrap().desk(Actor::system()).within(&host).map(|_| ());
    assert!(matches!(answer, Err(Error::Store(guanxi::store::StoreError::Query { .. }))));
}
