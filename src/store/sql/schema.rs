//! Whether a database holds a store of this crate, and making one where it holds none.

use std::sync::atomic::Ordering;

use rusqlite::Connection;

use super::House;
use super::declared::{Declared, Lines};
use super::fault::fault;
use super::layout::Table;
use super::migrate::build_key;
use super::row;
use super::run::{self, Bind};
use super::statements::{self, BEGIN_WRITING, COMMIT, ENCODING, OBJECT, ROLLBACK};
use crate::store::error::StoreError;

/// The version of everything but the nouns' own tables.
pub(crate) const FORMAT: u32 = 1;

/// The name under which a noun's declaration is kept.
pub(crate) fn noun_key(noun: &str) -> String {
    format!("noun {noun}")
}

/// How a database stands to a store's declarations.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// It was built from the same ones.
    Same,
    /// It holds no store under this prefix.
    Nothing,
    /// It was built from older ones: these are the nouns that are new or older.
    Older(Vec<(usize, Option<Declared>)>),
}

/// What a store has noted about itself, line by line.
#[derive(Debug, Default)]
pub(crate) struct Notes(Vec<(String, String)>);

impl Notes {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// How often the declarations have changed; nought where there is no store.
    pub(crate) fn turn(&self) -> u64 {
        self.get("turn").and_then(|text| text.parse().ok()).unwrap_or_default()
    }

    /// Whether some noun is still growing.
    pub(crate) fn growing(&self, house: &House) -> bool {
        let mut nouns = house.sql.nouns.iter().map(|noun| noun.table.declaration().noun);
        nouns.any(|noun| self.get(&build_key(noun)).is_some())
    }
}

/// Reads a store's notes.
pub(crate) fn notes(conn: &Connection, house: &House) -> Result<Notes, StoreError> {
    let mut notes = Vec::new();
    run::each(conn, &house.sql.house.meta, &[], |row| {
        notes.push((row::text(row, 0)?, row::text(row, 1)?));
        Ok(())
    })?;
    Ok(Notes(notes))
}

/// Looks, and writes nothing.
pub(crate) fn look(conn: &Connection, house: &House) -> Result<(Found, Notes), StoreError> {
    if kind(conn, &house.layout.house("meta"))?.is_none() {
        return Ok((Found::Nothing, Notes::default()));
    }
    let notes = notes(conn, house).map_err(|error| {
        if matches!(error, StoreError::Backend { .. } | StoreError::Corrupt { .. }) {
            StoreError::NotOurs { why: "its table of that name is not ours" }
        } else {
            error
        }
    })?;
    let found = compare(&notes, house)?;
    Ok((found, notes))
}

/// How what a store has noted stands to the declarations it is opened with.
fn compare(notes: &Notes, house: &House) -> Result<Found, StoreError> {
    let format = notes.get("format").and_then(|format| format.parse::<u32>().ok());
    let format = format.ok_or(StoreError::NotOurs { why: "it names no format" })?;
    if format > FORMAT {
        return Err(StoreError::NewerFormat { what: "format", found: format, known: FORMAT });
    }
    if notes.get(RESTORING).is_some() {
        return Err(StoreError::HalfRestored);
    }
    let mut older = Vec::new();
    for (at, noun) in house.sql.nouns.iter().enumerate() {
        let own = noun.table.declaration();
        match notes.get(&noun_key(own.noun)) {
            None => older.push((at, None)),
            Some(text) if Lines(own).are(text) => {}
            Some(text) => {
                older.push((at, Some(Declared::read(text, own, &Declared::of(own))?)));
            }
        }
    }
    let nouns = notes.0.iter().filter(|(name, _)| name.starts_with("noun ")).count();
    let known = house.sql.nouns.len() - older.iter().filter(|(_, was)| was.is_none()).count();
    if nouns > known {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        return Err(StoreError::NewerFormat {
            what: "number of nouns",
            found: number(nouns),
            known: number(known),
        });
    }
    Ok(if older.is_empty() { Found::Same } else { Found::Older(older) })
}

/// Makes the tables where there are none, unless another process was faster.
pub(crate) fn make_all(conn: &Connection, house: &House) -> Result<(), StoreError> {
    run::execute(conn, BEGIN_WRITING, &[])?;
    let made = make_within(conn, house);
    let end = if made.is_ok() { COMMIT } else { ROLLBACK };
    let ended = run::execute(conn, end, &[]);
    made?;
    ended.map(drop)
}

/// Makes the tables inside a transaction that somebody else ends.
pub(crate) fn make_within(conn: &Connection, house: &House) -> Result<(), StoreError> {
    if kind(conn, &house.layout.house("meta"))?.is_some() {
        return Ok(());
    }
    let encoding = run::first(conn, ENCODING, &[], |row| row::text(row, 0))?;
    if encoding.as_deref() != Some("UTF-8") {
        // Texts would not be ordered as their bytes are here.
        return Err(StoreError::NotOurs { why: "its texts are not kept as UTF-8" });
    }
    let schema = statements::schema(&house.layout);
    for made in &schema {
        if kind(conn, &made.name)?.is_some() {
            return Err(StoreError::NotOurs { why: "it has a table of the same name" });
        }
    }
    for made in &schema {
        make(conn, &made.sql)?;
    }
    note(conn, house, "format", &FORMAT.to_string())?;
    note(conn, house, "prefix", house.layout.prefix.as_str())?;
    for at in 0..house.sql.nouns.len() {
        declare(conn, house, at)?;
    }
    turn(conn, house)
}

/// Makes one object of the schema.
pub(crate) fn make(conn: &Connection, sql: &str) -> Result<(), StoreError> {
    conn.execute_batch(sql).map_err(fault)
}

/// Makes the tables and indexes of one noun.
pub(crate) fn make_noun(conn: &Connection, table: &Table) -> Result<(), StoreError> {
    let schema = statements::noun_schema(table);
    for made in &schema {
        if kind(conn, &made.name)?.is_some() {
            return Err(StoreError::NotOurs { why: "it has a table of the same name" });
        }
    }
    schema.iter().try_for_each(|made| make(conn, &made.sql))
}

/// How often the declarations have changed; nought where there is no store.
pub(crate) fn turns(conn: &Connection, house: &House) -> Result<u64, StoreError> {
    let sql = &house.sql.house.meta_one;
    let text = run::first(conn, sql, &[Bind::Text("turn")], |row| row::text(row, 0))?;
    Ok(text.and_then(|text| text.parse().ok()).unwrap_or_default())
}

/// Notes that the declarations have changed, so that every program that has the store open
/// notices before it writes again.
pub(crate) fn turn(conn: &Connection, house: &House) -> Result<(), StoreError> {
    let next = turns(conn, house)?.saturating_add(1);
    note(conn, house, "turn", &next.to_string())
}

/// Whether the declarations are still those that the store was opened with; asked within a
/// transaction that writes.
pub(crate) fn unchanged(conn: &Connection, house: &House) -> Result<(), StoreError> {
    let now = turns(conn, house)?;
    if now == house.turn.load(Ordering::Relaxed) {
        return Ok(());
    }
    match look(conn, house)?.0 {
        Found::Same => {
            house.turn.store(now, Ordering::Relaxed);
            Ok(())
        }
        Found::Nothing => Err(StoreError::NotOurs { why: "its tables are gone" }),
        Found::Older(_) => Err(StoreError::NotOurs { why: "it was opened with other nouns" }),
    }
}

/// The note of a store that is being restored.
const RESTORING: &str = "restoring";

/// Notes that more is to be restored, or that everything has been. The turn moves along, so that every
/// program that has the store open notices before it writes.
pub(crate) fn restoring(conn: &Connection, house: &House, more: bool) -> Result<(), StoreError> {
    let noted = run::first(conn, &house.sql.house.meta_one, &[Bind::Text(RESTORING)], |_| Ok(()))?;
    match (noted, more) {
        (None, true) => {
            note(conn, house, RESTORING, "more is to come")?;
            turn(conn, house)
        }
        (Some(()), false) => {
            let drop_note = &house.sql.house.meta_drop;
            run::execute(conn, drop_note, &[Bind::Text(RESTORING)]).map(drop)
        }
        (Some(()), true) | (None, false) => Ok(()),
    }
}

/// Whether the declarations are still those that the store was opened with, be it half restored or not.
pub(crate) fn unchanged_while_restoring(
    conn: &Connection,
    house: &House,
) -> Result<(), StoreError> {
    match unchanged(conn, house) {
        Err(StoreError::HalfRestored) => Ok(()),
        answer => answer,
    }
}

/// Writes down a noun's declaration and the numbers of its events.
pub(crate) fn declare(conn: &Connection, house: &House, at: usize) -> Result<(), StoreError> {
    let Some(noun) = house.sql.nouns.get(at) else { return Ok(()) };
    let own = noun.table.declaration();
    for (event, name) in own.events.iter().enumerate() {
        let event = u8::try_from(event)
            .map_err(|_| StoreError::Query { why: "a noun has more than 256 events" })?;
        let kind = i64::from(u16::from_be_bytes([own.number, event]));
        let binds = [kind.into(), Bind::Text(own.noun), Bind::Text(name)];
        run::execute(conn, &house.sql.house.kind_set, &binds)?;
    }
    note(conn, house, &noun_key(own.noun), &Lines(own).to_string())
}

/// Writes a line of the store's own notes.
pub(crate) fn note(
    conn: &Connection,
    house: &House,
    name: &str,
    value: &str,
) -> Result<(), StoreError> {
    let binds = [Bind::Text(name), Bind::Text(value)];
    run::execute(conn, &house.sql.house.meta_set, &binds).map(drop)
}

/// What an object of the database is, if there is one of this name.
pub(crate) fn kind(conn: &Connection, name: &str) -> Result<Option<String>, StoreError> {
    run::first(conn, OBJECT, &[Bind::Text(name)], |row| row::text(row, 0))
}
