//! SeaORM and guanxi speak to the same SQLite of one process.

use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};

#[tokio::test]
async fn one_sqlite_in_the_process() {
    let theirs = Database::connect("sqlite::memory:").await.unwrap();
    let question = Statement::from_string(DbBackend::Sqlite, "SELECT sqlite_version() AS version");
    let row = theirs.query_one_raw(question).await.unwrap().unwrap();
    let version: String = row.try_get("", "version").unwrap();
    assert_eq!(version, rusqlite::version());
}
