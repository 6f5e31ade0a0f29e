//! Writing: one unit inside a transaction that somebody else begins and ends.
//!
//! What can be known by reading is known before anything is written: expectations, takes, where
//! streams stand. Then the key is written, which says at the same time whether it was there, and
//! only then what the unit is about. So the refusals that are part of every day leave nothing to
//! undo, and the key costs no question of its own.

mod asked;
mod standing;
mod record;
mod again;
mod refused;
mod supersede;
mod derive;
mod redact;
mod tell;
mod restore;

use std::cell::Cell;

use rusqlite::Connection;

use super::House;
use super::answer;
use super::reader::SqlReader;
use super::row;
use super::run::{self, Bind};
use super::statements::{NounStatements, Statements};
use crate::domain::declaration::Value;
use crate::domain::{Id, Stream};
use crate::store::contract::Reader;
use crate::store::error::{Conflict, StoreError};
use crate::store::record::Revision;
use crate::store::unit::{Committed, Digest, Put, Unit, UnitKey, Write};
use derive::Shaken;
use standing::{Heads, Standing};

/// What units are applied through.
#[derive(Debug)]
pub(crate) struct SqlWriter<'c> {
    reader: SqlReader<'c>,
    wrote: Cell<bool>,
}

impl<'c> SqlWriter<'c> {
    pub(crate) fn new(conn: &'c Connection, house: &'c House) -> Self {
        SqlWriter { reader: SqlReader::new(conn, house), wrote: Cell::new(false) }
    }

    fn conn(&self) -> &'c Connection {
        self.reader.conn
    }

    fn sql(&self) -> &'c Statements {
        self.reader.sql
    }

    /// Whether anything was written. After an error the caller must then roll back to where the
    /// unit began.
    pub(crate) fn wrote(&self) -> bool {
        self.wrote.get()
    }

    /// Applies a unit that the catalogue has found well-formed.
    pub(crate) fn apply(&self, unit: &Unit) -> Result<Committed, StoreError> {
        let mut heads = Heads::default();
        let counters = match self.asked(unit, &mut heads) {
            Ok(counters) => counters,
            // Whether the key was there is the first of all answers.
            Err(refused) => return self.kept(&unit.key)?.ok_or(refused),
        };
        let writes: Vec<&Write> = unit.writes.iter().filter(|write| !write.is_empty()).collect();
        let mut standings = Vec::with_capacity(writes.len());
        for write in &writes {
            standings.push(self.standing(write.stream, &mut heads)?.after(&unit.key));
        }
        let revisions: Vec<(Stream, Revision)> =
            standings.iter().map(|to| (to.stream, to.revision)).collect();
        if !self.keep(unit, &revisions)? {
            let kept = self.kept(&unit.key)?;
            return kept.ok_or_else(|| row::damaged("a key is there and is not"));
        }
        self.wrote.set(true);
        match counters {
            Some(counters) => {
                for (counter, value) in counters {
                    let binds = [counter.of.into(), Bind::Text(&counter.name), value.into()];
                    run::execute(self.conn(), &self.sql().house.counter_set, &binds)?;
                }
            }
            None => unit.takes.iter().try_for_each(|take| self.add(take))?,
        }
        self.change(&writes, &standings)?;
        let positions = self.tell(unit, &writes, &mut standings)?;
        for (write, standing) in writes.iter().zip(&standings) {
            self.leave(write, standing)?;
        }
        Ok(Committed { revisions, positions, repeated: false })
    }

    /// Removes, then puts, then redactions.
    fn change(&self, writes: &[&Write], standings: &[Standing]) -> Result<(), StoreError> {
        let mut shaken = Shaken::default();
        let moving = self.moving(writes)?;
        for write in writes {
            for target in &write.removes {
                self.remove(write.stream, *target, &mut shaken)?;
            }
        }
        for (write, standing) in writes.iter().zip(standings) {
            for (at, put) in write.puts.iter().enumerate() {
                let begins = self.begins(write, at, put)?;
                self.put(standing, (put, begins), &moving, &mut shaken)?;
            }
        }
        for write in writes {
            for target in &write.redactions {
                self.redact(write.stream, *target, &mut shaken)?;
            }
        }
        self.settle(&shaken)
    }

    /// Whether the entry beside a put tells of the first event that its noun declares: mostly that the
    /// record begins. It only tells in which order to look.
    fn begins(&self, write: &Write, at: usize, put: &Put) -> Result<bool, StoreError> {
        let (_, noun) = self.sql().noun(put.target.noun)?;
        let first = noun.table.declaration().events.first();
        let beside = write.entries.get(at).filter(|entry| entry.target == put.target);
        Ok(beside.is_some_and(|entry| Some(&entry.event) == first))
    }

    /// The first answer to a key, if there was one.
    fn kept(&self, key: &UnitKey) -> Result<Option<Committed>, StoreError> {
        let Some(kept) = self.reader.key(&key.key)? else { return Ok(None) };
        if kept.digest != key.digest {
            return Err(Conflict::KeyReused.into());
        }
        let (revisions, positions) = (kept.revisions, kept.positions);
        Ok(Some(Committed { revisions, positions, repeated: true }))
    }

    /// Remembers the key and the answer to come; says whether it was new.
    fn keep(&self, unit: &Unit, revisions: &[(Stream, Revision)]) -> Result<bool, StoreError> {
        let key = &unit.key;
        let answer = answer::write(&key.ids, revisions)?;
        let entries: usize = unit.writes.iter().map(|write| write.entries.len()).sum();
        let actor = key.actor.to_bytes();
        let binds = [
            Bind::Bytes(key.key.as_bytes()),
            if key.digest == Digest::NONE { Bind::Null } else { Bind::Bytes(&key.digest.0) },
            Bind::Bytes(&actor),
            Bind::Integer(key.recorded_at.micros()),
            i64::try_from(entries).map_err(StoreError::backend)?.into(),
            Bind::Bytes(&answer),
        ];
        Ok(run::execute(self.conn(), &self.sql().house.key_set, &binds)? == 1)
    }

    /// Remembers that a stream has entries about a record that is not, or not for ever, in it.
    fn note_elsewhere(
        &self,
        noun: &NounStatements,
        id: Id,
        stream: Stream,
    ) -> Result<(), StoreError> {
        let number = i64::from(noun.table.declaration().number);
        let binds = [number.into(), Bind::from(&id), stream.into()];
        run::execute(self.conn(), &self.sql().house.elsewhere_set, &binds).map(drop)
    }
}

/// The value of a column of one, as it is to stand.
fn one(put: &Put, at: usize) -> Option<&Value> {
    put.columns.get(at).and_then(|cell| cell.values().first())
}

fn number(number: u64) -> Result<Bind<'static>, StoreError> {
    i64::try_from(number).map(Bind::Integer).map_err(|_| row::damaged("a number is too great"))
}
