//! How large a store is.

use rusqlite::Connection;

use super::House;
use super::row;
use super::run;
use super::statements::{FILE, PAGE_SIZE, PAGES};
use crate::store::contract::{Condition, Stats};
use crate::store::error::StoreError;
use crate::store::journal::Position;

/// Counts, in one moment where the connection is in a transaction.
pub(crate) fn stats(
    conn: &Connection,
    house: &House,
    condition: Condition,
) -> Result<Stats, StoreError> {
    let sql = &house.sql;
    let count = |text: &str| {
        let found = run::first(conn, text, &[], |row| row::maybe_integer(row, 0))?;
        u64::try_from(found.flatten().unwrap_or_default()).map_err(StoreError::backend)
    };
    let counts = sql.nouns.iter().map(|noun| {
        let counted = count(&noun.count)?;
        Ok((noun.table.declaration().noun, counted))
    });
    let records = counts.collect::<Result<_, StoreError>>()?;
    let (entries, keys) = (count(&sql.house.journal_count)?, count(&sql.house.key_count)?);
    let last = Position(count(&sql.house.last)?);
    let file = run::first(conn, FILE, &[], |row| row::text(row, 0))?;
    let bytes = match file.as_deref() {
        // A database in memory has no file.
        None | Some("") => 0,
        Some(_) => count(PAGES)?.saturating_mul(count(PAGE_SIZE)?),
    };
    Ok(Stats { condition, records, entries, keys, last, bytes })
}
