//! diesel and guanxi in one process: the same SQLite, and the same file.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use guanxi::domain::client::NewClient;
use guanxi::store::SqliteStore;
use guanxi::{Actor, Crm};

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Text)]
    version: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[test]
fn one_sqlite_in_the_process() {
    let mut theirs = SqliteConnection::establish(":memory:").unwrap();
    let row: Version =
        diesel::sql_query("SELECT sqlite_version() AS version").get_result(&mut theirs).unwrap();
    assert_eq!(row.version, rusqlite::version());
}

#[test]
fn one_file() {
    let path = concat!(env!("CARGO_TARGET_TMPDIR"), "/beside-diesel.db");
    let _ = std::fs::remove_file(path);
    let mut theirs = SqliteConnection::establish(path).unwrap();
    diesel::sql_query("CREATE TABLE theirs (x)").execute(&mut theirs).unwrap();
    drop(theirs);

    let connection = rusqlite::Connection::open(path).unwrap();
    let ours = SqliteStore::from_connection(connection, &guanxi::crm::nouns()).unwrap();
    let desk = Crm::over(ours).unwrap().desk(Actor::system());
    desk.clients().register(NewClient::organisation("华信咨询").unwrap()).unwrap();

    let mut theirs = SqliteConnection::establish(path).unwrap();
    diesel::sql_query("INSERT INTO theirs VALUES (1)").execute(&mut theirs).unwrap();
    let clients: Count = diesel::sql_query("SELECT count(*) AS count FROM guanxi_client")
        .get_result(&mut theirs)
        .unwrap();
    assert_eq!(clients.count, 1);
}
