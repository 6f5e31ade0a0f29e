//! diesel and guanxi speak to the same SQLite of one process.

use diesel::prelude::*;
use diesel::sql_types::Text;

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Text)]
    version: String,
}

#[test]
fn one_sqlite_in_the_process() {
    let mut theirs = SqliteConnection::establish(":memory:").unwrap();
    let row: Version = diesel::sql_query("SELECT sqlite_version() AS version")
        .get_result(&mut theirs)
        .unwrap();
    assert_eq!(row.version, rusqlite::version());
}
