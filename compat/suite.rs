//! What every graph of this folder must pass with the rusqlite it resolved to.

#[test]
fn sqlite_of_this_graph_writes_and_reads() -> Result<(), rusqlite::Error> {
    let connection = rusqlite::Connection::open_in_memory()?;
    connection.execute_batch("CREATE TABLE stone (weight INTEGER NOT NULL) STRICT")?;
    connection.execute("INSERT INTO stone VALUES (?1)", [7_i64])?;
    let weight: i64 = connection.query_row("SELECT weight FROM stone", [], |row| row.get(0))?;
    assert_eq!(weight, 7);
    println!("SQLite {}", rusqlite::version());
    Ok(())
}
