//! Running statements: values bound as they are borrowed, rows read one by one.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, Row, ToSql};

use super::fault::fault;
use crate::domain::declaration::Value;
use crate::domain::{Id, Stream};
use crate::store::error::StoreError;

/// A value on its way into a statement.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bind<'a> {
    Null,
    Integer(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
    Stream([u8; 17]),
}

impl ToSql for Bind<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Bind::Null => ValueRef::Null,
            Bind::Integer(number) => ValueRef::Integer(*number),
            Bind::Text(text) => ValueRef::Text(text.as_bytes()),
            Bind::Bytes(bytes) => ValueRef::Blob(bytes),
            Bind::Stream(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl<'a> From<&'a Value> for Bind<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Integer(number) => Bind::Integer(*number),
            Value::Text(text) => Bind::Text(text),
            Value::Id(id) => Bind::Bytes(id.as_bytes()),
        }
    }
}

impl<'a> From<Option<&'a Value>> for Bind<'a> {
    fn from(value: Option<&'a Value>) -> Self {
        value.map_or(Bind::Null, Bind::from)
    }
}

impl<'a> From<&'a Id> for Bind<'a> {
    fn from(id: &'a Id) -> Self {
        Bind::Bytes(id.as_bytes())
    }
}

impl From<Stream> for Bind<'_> {
    fn from(stream: Stream) -> Self {
        Bind::Stream(stream.to_bytes())
    }
}

impl From<i64> for Bind<'_> {
    fn from(number: i64) -> Self {
        Bind::Integer(number)
    }
}

fn prepared<'c>(
    conn: &'c Connection,
    sql: &str,
    binds: &[Bind<'_>],
) -> rusqlite::Result<CachedStatement<'c>> {
    let mut statement = conn.prepare_cached(sql)?;
    for (at, bind) in binds.iter().enumerate() {
        statement.raw_bind_parameter(at + 1, bind)?;
    }
    Ok(statement)
}

/// Runs a statement that changes something; says how many rows. The error is left as it is, since
/// a broken constraint is an answer.
pub(crate) fn change(conn: &Connection, sql: &str, binds: &[Bind<'_>]) -> rusqlite::Result<usize> {
    prepared(conn, sql, binds)?.raw_execute()
}

/// Runs a statement that changes something.
pub(crate) fn execute(
    conn: &Connection,
    sql: &str,
    binds: &[Bind<'_>],
) -> Result<usize, StoreError> {
    change(conn, sql, binds).map_err(fault)
}

/// Reads the first row, if there is one.
pub(crate) fn first<T>(
    conn: &Connection,
    sql: &str,
    binds: &[Bind<'_>],
    read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    let mut statement = prepared(conn, sql, binds).map_err(fault)?;
    let mut rows = statement.raw_query();
    match rows.next().map_err(fault)? {
        Some(row) => read(row).map(Some),
        None => Ok(None),
    }
}

/// Reads every row.
pub(crate) fn each(
    conn: &Connection,
    sql: &str,
    binds: &[Bind<'_>],
    mut read: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut statement = prepared(conn, sql, binds).map_err(fault)?;
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(fault)? {
        read(row)?;
    }
    Ok(())
}

/// Does something while a statement stands on its first row.
pub(crate) fn held(
    conn: &Connection,
    sql: &str,
    during: impl FnOnce() -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut statement = prepared(conn, sql, &[]).map_err(fault)?;
    let mut rows = statement.raw_query();
    let stands = rows.next().map_err(fault)?.is_some();
    if stands { during() } else { Err(StoreError::NotOurs { why: "it names no format" }) }
}
