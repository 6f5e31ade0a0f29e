//! The entries of a unit.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use super::standing::Standing;
use super::{SqlWriter, number};
use crate::store::chain::{self, Link, Seal};
use crate::store::error::StoreError;
use crate::store::journal::Position;
use crate::store::record::{Body, Target};
use crate::store::sql::reader::tells;
use crate::store::sql::row;
use crate::store::sql::run::{self, Bind};
use crate::store::sql::statements::NounStatements;
use crate::store::unit::{NewEntry, Payload, Put, Unit, UnitKey, Write};

/// Where an entry stands within its unit.
struct Place<'u> {
    number: u32,
    actor: &'u UnitKey,
    takes: &'u [u8],
}

/// What a unit does in one stream, found by record.
struct Written<'u> {
    write: &'u Write,
    puts: OnceCell<HashMap<Target, &'u Put>>,
    redacted: HashSet<Target>,
}

impl<'u> Written<'u> {
    fn new(write: &'u Write) -> Self {
        let redacted = write.redactions.iter().copied().collect();
        Written { write, puts: OnceCell::new(), redacted }
    }

    /// The put of an entry's record. Most entries stand where the put does that they tell of.
    fn put(&self, target: Target, at: usize) -> Option<&'u Put> {
        let beside = self.write.puts.get(at).filter(|put| put.target == target);
        beside.or_else(|| {
            let puts = || self.write.puts.iter().map(|put| (put.target, put)).collect();
            self.puts.get_or_init(puts).get(&target).copied()
        })
    }
}

impl SqlWriter<'_> {
    /// Writes the entries of a unit and moves the digests of its streams.
    pub(super) fn tell(
        &self,
        unit: &Unit,
        writes: &[&Write],
        standings: &mut [Standing],
    ) -> Result<Vec<Position>, StoreError> {
        let mut positions = Vec::new();
        let moved: Vec<_> = unit.takes.iter().map(|take| (take.counter.clone(), take.by)).collect();
        let mut takes = chain::takes(&moved);
        for (write, standing) in writes.iter().zip(standings) {
            let written = Written::new(write);
            for (at, entry) in write.entries.iter().enumerate() {
                let number = u32::try_from(at).map_err(StoreError::backend)?;
                let place = Place { number, actor: &unit.key, takes: &takes };
                positions.push(self.entry(&written, standing, (at, entry), &place)?);
                takes = Vec::new();
            }
        }
        Ok(positions)
    }

    fn entry(
        &self,
        written: &Written<'_>,
        standing: &mut Standing,
        (number_within, entry): (usize, &NewEntry),
        at: &Place<'_>,
    ) -> Result<Position, StoreError> {
        let (_, noun) = self.sql().noun(entry.target.noun)?;
        let declaration = noun.table.declaration();
        let event = declaration.event(entry.event).and_then(|event| u8::try_from(event).ok());
        let event = event.ok_or(StoreError::Unit { why: "an event is not declared" })?;
        let put = written.put(entry.target, number_within);
        let said = self.said(written, put, entry, noun)?;
        let recorded_at = standing.recorded_at.unwrap_or_default();
        let link = Link {
            stream: standing.stream,
            revision: standing.revision,
            number: at.number,
            recorded_at: row::instant(recorded_at)?,
            valid_at: entry.valid_at,
            actor: at.actor.actor,
            noun: declaration.number,
            id: entry.target.id,
            event,
            visibility: entry.visibility,
            takes: at.takes,
        };
        standing.digest = chain::digest(standing.digest, &link, &said, Seal::Salt(entry.salt));
        let position = self.write_entry(entry, &link, &said, standing)?;
        let stream = standing.stream;
        if put.is_none() && self.stands(entry.target)?.is_none_or(|(own, _)| own != stream) {
            self.note_elsewhere(noun, entry.target.id, stream)?;
        }
        Ok(position)
    }

    fn write_entry(
        &self,
        entry: &NewEntry,
        link: &Link<'_>,
        said: &Body,
        standing: &Standing,
    ) -> Result<Position, StoreError> {
        let seal = sealed(said, entry.salt);
        let actor = link.actor.to_bytes();
        let inline = matches!(entry.payload, Payload::Inline(_));
        let same = link.valid_at == link.recorded_at;
        let binds = [
            link.stream.into(),
            number(link.revision.0)?,
            i64::from(link.number).into(),
            link.recorded_at.micros().into(),
            if same { Bind::Null } else { link.valid_at.micros().into() },
            Bind::Bytes(&actor),
            i64::from(u16::from_be_bytes([link.noun, link.event])).into(),
            Bind::from(&entry.target.id),
            row::seen(link.visibility).into(),
            if inline { Bind::Bytes(&said.plain) } else { Bind::Null },
            if inline { row::held(&said.personal) } else { Bind::Null },
            seal.as_ref().map_or(Bind::Null, |seal| Bind::Bytes(seal)),
            if link.takes.is_empty() { Bind::Null } else { Bind::Bytes(link.takes) },
            Bind::Bytes(&standing.digest.0),
        ];
        run::execute(self.conn(), &self.sql().house.journal_insert, &binds)?;
        let position = self.conn().last_insert_rowid();
        u64::try_from(position).map(Position).map_err(|_| row::damaged("a position is negative"))
    }

    /// What an entry says: itself, or the record of its fact.
    fn said<'e>(
        &self,
        written: &Written<'_>,
        put: Option<&'e Put>,
        entry: &'e NewEntry,
        noun: &NounStatements,
    ) -> Result<Cow<'e, Body>, StoreError> {
        match &entry.payload {
            Payload::Inline(body) => return Ok(Cow::Borrowed(body)),
            Payload::Record => {}
        }
        if let Some(put) = put.filter(|_| !written.redacted.contains(&entry.target)) {
            return Ok(Cow::Borrowed(&put.body));
        }
        let id = Bind::from(&entry.target.id);
        let found = run::first(self.conn(), &noun.body, &[id], |row| {
            Ok(Body { plain: row::bytes(row, 1)?.to_vec(), personal: row::personal(row, 2)? })
        })?;
        found.map(Cow::Owned).ok_or(StoreError::Unit { why: "an entry refers to no record" })
    }
}

/// How the seal of a new entry is kept: its salt while there is something to salt, the digest where
/// what is personal is erased already, and nothing where nothing is.
fn sealed(said: &Body, salt: [u8; 16]) -> Option<Cow<'static, [u8]>> {
    if said.personal.is_erased() {
        Some(Cow::Owned(Seal::Salt(salt).over(&[]).0.to_vec()))
    } else {
        tells(&said.personal).then(|| Cow::Owned(salt.to_vec()))
    }
}
