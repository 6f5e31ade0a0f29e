//! Growing a store into newer declarations, while others go on writing to it.
//!
//! A new column is added in an instant and is null in every record; an index over it is partial
//! and therefore empty, and is made without a look at the records. What is left is to compute the
//! column for every record, and that is done in short transactions, each of which leaves a note of
//! how far it came. Records that are put meanwhile have their columns already. Only an index over
//! nothing but old columns is built in one transaction, since SQLite knows no other way.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::House;
use super::check::{Walked, atomically, set, walk, wanted};
use super::declared::Declared;
use super::fault::fault;
use super::layout::Table;
use super::row;
use super::run::{self, Bind};
use super::schema::{self, Found};
use super::statements::{self, HAND_OVER, MAPPED, Made, NounStatements, SCHEMA_OPEN, SCHEMA_READ};
use crate::domain::Id;
use crate::domain::Stream;
use crate::domain::declaration::{Cell, Holds, Index, Value};
use crate::store::contract::Progress;
use crate::store::error::StoreError;
use crate::store::record::{Body, Record, Revision};

/// How long one transaction takes at the most, about; as long again is left to others.
const TURN: Duration = Duration::from_millis(5);
/// Records between two looks at the clock.
const STEP: u8 = 32;

/// The name under which the state of a noun's growth is kept.
pub(crate) fn build_key(noun: &str) -> String {
    format!("build {noun}")
}

/// A noun that is growing: which indexes are not complete, and behind which record to go on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Build {
    pub(crate) indexes: Vec<String>,
    behind: Option<(Stream, i64, Id)>,
    done: u64,
    /// How many records there were when the first of them was looked at.
    total: u64,
}

impl Build {
    /// The state of a noun's growth; none when it is grown.
    pub(crate) fn of(
        conn: &Connection,
        house: &House,
        noun: &str,
    ) -> Result<Option<Self>, StoreError> {
        let key = build_key(noun);
        let sql = &house.sql.house.meta_one;
        let text = run::first(conn, sql, &[Bind::Text(&key)], |row| row::text(row, 0))?;
        text.map(|text| Self::read(&text).ok_or_else(|| row::damaged("a note of growth")))
            .transpose()
    }

    fn read(text: &str) -> Option<Self> {
        let mut build = Build::default();
        for line in text.lines() {
            let (word, rest) = line.split_once(' ')?;
            match word {
                "index" => build.indexes.push(rest.to_owned()),
                "done" => build.done = rest.parse().ok()?,
                "total" => build.total = rest.parse().ok()?,
                "behind" => {
                    let mut words = rest.split(' ');
                    let stream = Stream::from_bytes(bytes(words.next()?)?);
                    let at = words.next()?.parse().ok()?;
                    build.behind = Some((stream, at, Id::from_bytes(bytes(words.next()?)?)));
                }
                _ => return None,
            }
        }
        Some(build)
    }

    fn write(&self) -> String {
        let mut text = format!("done {}\ntotal {}", self.done, self.total);
        for index in &self.indexes {
            text = text + "\nindex " + index;
        }
        if let Some((stream, at, id)) = &self.behind {
            text = text + "\nbehind " + &hex(&stream.to_bytes());
            text = text + " " + &at.to_string() + " " + &hex(id.as_bytes());
        }
        text
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    let (pairs, odd) = text.as_bytes().as_chunks::<2>();
    let byte = |pair: &[u8; 2]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Option<Vec<u8>> = pairs.iter().map(byte).collect();
    bytes.filter(|_| odd.is_empty())?.try_into().ok()
}

/// Writes down that the store grows, and adds what takes no time: from here on an older program
/// is refused.
pub(crate) fn begin(conn: &Connection, house: &House) -> Result<(), StoreError> {
    atomically(conn, || {
        // Another process may have done so in the meantime.
        let (Found::Older(older), _) = schema::look(conn, house)? else { return Ok(()) };
        for (at, was) in older {
            let Some(noun) = house.sql.nouns.get(at) else { continue };
            match was {
                None => schema::make_noun(conn, &noun.table)?,
                Some(was) => widen(conn, house, noun, &was)?,
            }
            schema::declare(conn, house, at)?;
        }
        schema::turn(conn, house)
    })
}

fn widen(
    conn: &Connection,
    house: &House,
    noun: &NounStatements,
    was: &Declared,
) -> Result<(), StoreError> {
    let declaration = noun.table.declaration();
    let now = Declared::of(declaration);
    for column in declaration.columns.iter().skip(was.columns.len()) {
        match column.holds {
            Holds::One => schema::make(conn, &statements::add_column(&noun.table, column))?,
            Holds::Many => {
                let many = noun.table.manys.iter().find(|many| many.column.name == column.name);
                for made in many.into_iter().flat_map(statements::many_schema) {
                    schema::make(conn, &made.sql)?;
                }
            }
        }
    }
    for (name, _) in was.indexes.iter().filter(|index| !now.indexes.contains(index)) {
        schema::make(conn, &statements::drop_index(&noun.table, name))?;
    }
    for made in empty_indexes(noun, was) {
        make_empty(conn, &noun.table, &made)?;
    }
    let mut build = Build::of(conn, house, declaration.noun)?.unwrap_or_default();
    let new = now.indexes.iter().filter(|index| !was.indexes.contains(index));
    let again = build.indexes.iter().filter(|name| declaration.index(name).is_some()).cloned();
    let indexes = again.chain(new.map(|(name, _)| name.clone())).collect();
    build = Build { indexes, ..Build::default() };
    if now.columns.len() > was.columns.len() || !build.indexes.is_empty() {
        schema::note(conn, house, &build_key(declaration.noun), &build.write())?;
    }
    Ok(())
}

/// The new indexes over a new column: no record is in them yet. What they are made of, beside
/// what they are made of over an empty table of the same columns.
fn empty_indexes(noun: &NounStatements, was: &Declared) -> Vec<(Made, Made)> {
    let (table, twin) = (&noun.table, statements::twin(&noun.table).0);
    let fresh = |name: &str| {
        let new = table.ones.iter().filter(|(at, _)| *at >= was.columns.len());
        new.map(|(_, column)| column.name).any(|own| own == name)
    };
    let declared = table.declaration().indexes.iter();
    let declared = declared.filter(|index| index.columns.iter().any(|column| fresh(column)));
    let plain = declared.filter_map(|index| {
        Some((statements::plain_index(table, index)?, statements::plain_index(&twin, index)?))
    });
    let uniques = table.ones.iter().filter(|(_, column)| column.unique && fresh(column.name));
    let unique = uniques.map(|(_, column)| {
        (statements::unique_index(table, column), statements::unique_index(&twin, column))
    });
    plain.chain(unique).collect()
}

/// Makes an index that is surely empty. SQLite would look at every record for it; so it is made
/// over an empty table and handed over. Where the list of tables may not be written, it is made
/// later, in the ordinary way.
fn make_empty(
    conn: &Connection,
    table: &Table,
    (made, at_twin): &(Made, Made),
) -> Result<(), StoreError> {
    let (twin, twins) = statements::twin(table);
    schema::make(conn, &twins.sql)?;
    schema::make(conn, &at_twin.sql)?;
    schema::make(conn, SCHEMA_OPEN)?;
    let words = [&at_twin.name, &made.name, &table.name, &made.sql];
    let handed = run::change(conn, HAND_OVER, &words.map(|word| Bind::Text(word)));
    schema::make(conn, SCHEMA_READ)?;
    match handed {
        Ok(1) => {}
        Ok(_) => return Err(row::damaged("an index that was just made")),
        Err(error) if conn.is_autocommit() => return Err(fault(error)),
        // It goes with its table.
        Err(_) => {}
    }
    schema::make(conn, &statements::drop_table(&twin.name))
}

/// Takes one step; says how long it held the database and how far things are, or that nothing was
/// left to do.
pub(crate) fn step(conn: &Connection, house: &House) -> Result<Option<Progress>, StoreError> {
    for noun in &house.sql.nouns {
        let Some(build) = Build::of(conn, house, noun.table.declaration().noun)? else { continue };
        let total = match build.total {
            0 => run::first(conn, &noun.count, &[], |row| row::count(row, 0))?.unwrap_or_default(),
            counted => counted,
        };
        if let Some(made) = missing(conn, noun, &build)? {
            // A look at each row is quicker where pages need not be copied.
            let before = run::first(conn, MAPPED, &[], |row| row::integer(row, 0))?;
            schema::make(conn, &statements::map(1 << 30))?;
            let done = atomically(conn, || schema::make(conn, &made));
            schema::make(conn, &statements::map(before.unwrap_or_default()))?;
            done?;
            return Ok(Some(Progress { done: build.done.min(total), total }));
        }
        let done = atomically(conn, || fill(conn, house, noun, total))?;
        return Ok(Some(Progress { done: done.min(total), total }));
    }
    Ok(None)
}

/// How an index is made that is to be there and is not.
fn missing(
    conn: &Connection,
    noun: &NounStatements,
    build: &Build,
) -> Result<Option<String>, StoreError> {
    let declared = noun.table.declaration().indexes.iter();
    let declared = declared.filter(|index: &&Index| build.indexes.iter().any(|n| n == index.name));
    let indexes = declared.filter_map(|index| statements::plain_index(&noun.table, index));
    let uniques = noun.table.ones.iter().filter(|(_, column)| column.unique);
    let uniques = uniques.map(|(_, column)| statements::unique_index(&noun.table, column));
    for made in indexes.chain(uniques) {
        if schema::kind(conn, &made.name)?.is_none() {
            return Ok(Some(made.sql));
        }
    }
    Ok(None)
}

/// Computes the columns of some records.
fn fill(
    conn: &Connection,
    house: &House,
    noun: &NounStatements,
    total: u64,
) -> Result<u64, StoreError> {
    let name = noun.table.declaration().noun;
    let Some(mut build) = Build::of(conn, house, name)? else { return Ok(0) };
    build.total = total;
    let begun = Instant::now();
    let mut last = build.behind.map(|place| marker(noun, place));
    loop {
        let walked = walk(conn, house, noun, last.as_ref(), STEP)?;
        for (record, columns) in &walked {
            build.done += 1;
            // A body that cannot be read keeps the columns it has; a check tells of it.
            if let Some(wanted) = wanted(conn, house, noun, record)? {
                set(conn, house, noun, record, columns, &wanted)?;
            }
        }
        match walked.into_iter().next_back() {
            Some(walked) => last = Some(walked),
            None => {
                run::execute(conn, &house.sql.house.meta_drop, &[Bind::Text(&build_key(name))])?;
                return Ok(build.done);
            }
        }
        if begun.elapsed() >= TURN {
            build.behind = last.as_ref().map(|walked| place(noun, walked));
            schema::note(conn, house, &build_key(name), &build.write())?;
            return Ok(build.done);
        }
    }
}

fn place(noun: &NounStatements, (record, columns): &Walked) -> (Stream, i64, Id) {
    let at = noun.table.at().and_then(|at| noun.table.declaration().column(at));
    let at = at.and_then(|(at, _)| columns.get(at)).and_then(|cell| cell.values().first());
    let at = match at {
        Some(Value::Integer(at)) => *at,
        Some(Value::Text(_) | Value::Id(_)) | None => 0,
    };
    (record.stream, at, record.id)
}

/// A record of which only its place is known.
fn marker(noun: &NounStatements, (stream, at, id): (Stream, i64, Id)) -> Walked {
    let mut columns = vec![Cell::NULL; noun.table.declaration().columns.len()];
    let place = noun.table.at().and_then(|at| noun.table.declaration().column(at));
    if let Some(cell) = place.and_then(|(place, _)| columns.get_mut(place)) {
        *cell = Cell::one(at);
    }
    let record = Record {
        id,
        stream,
        revision: Revision::ZERO,
        visibility: crate::domain::Visibility::Internal,
        body: Body { plain: Vec::new(), personal: crate::domain::Held::Erased },
        superseded_by: None,
        columns: None,
    };
    (record, columns)
}

/// Grows to the end, one turn after the other; `turn` lends the connection.
pub(crate) fn grow(
    turn: &mut dyn FnMut() -> Result<Option<Progress>, StoreError>,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    loop {
        let begun = Instant::now();
        let Some(far) = turn()? else { return Ok(()) };
        if progress(far).is_break() {
            return Err(StoreError::Cancelled);
        }
        // Whoever waits for the file looks at it now and then only.
        std::thread::sleep(begun.elapsed().min(TURN * 4));
    }
}
