//! sqlx and guanxi speak to the same SQLite of one process.

use sqlx::Connection;

#[tokio::test]
async fn one_sqlite_in_the_process() {
    let mut theirs = sqlx::SqliteConnection::connect("sqlite::memory:").await.unwrap();
    let version: String = sqlx::query_scalar("SELECT sqlite_version()")
        .fetch_one(&mut theirs)
        .await
        .unwrap();
    assert_eq!(version, rusqlite::version());
}
