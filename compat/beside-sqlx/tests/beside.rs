//! sqlx and guanxi in one process: the same SQLite, and the same file.

use guanxi::domain::client::NewClient;
use guanxi::store::SqliteStore;
use guanxi::{Actor, Crm};
use sqlx::{Connection, Executor, SqliteConnection};

#[tokio::test]
async fn one_sqlite_in_the_process() {
    let mut theirs = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    let version: String =
        sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut theirs).await.unwrap();
    assert_eq!(version, rusqlite::version());
}

#[tokio::test]
async fn one_file() {
    let path = concat!(env!("CARGO_TARGET_TMPDIR"), "/beside-sqlx.db");
    let _ = std::fs::remove_file(path);
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.execute_batch("CREATE TABLE theirs (x)").unwrap();
    let ours = SqliteStore::from_connection(connection, &guanxi::crm::nouns()).unwrap();
    let desk = Crm::over(ours).unwrap().desk(Actor::system());
    desk.clients().register(NewClient::organisation("华信咨询").unwrap()).unwrap();

    let mut theirs = SqliteConnection::connect(path).await.unwrap();
    theirs.execute("INSERT INTO theirs VALUES (1)").await.unwrap();
    let clients: i64 = sqlx::query_scalar("SELECT count(*) FROM guanxi_client")
        .fetch_one(&mut theirs)
        .await
        .unwrap();
    assert_eq!(clients, 1);
}
