//! Writing: one unit inside a transaction that somebody else begins and ends.

use std::borrow::Cow;

use rusqlite::Connection;

use super::House;
use super::reader::{SqlReader, kinds, tells};
use super::row;
use super::run::{self, Bind};
use super::statements::{NounStatements, Statements};
use super::{answer, fault};
use crate::domain::declaration::{Cell, Kind, Value};
use crate::domain::{Held, Id, Stream};
use crate::store::chain::{self, Link, Seal};
use crate::store::contract::Reader;
use crate::store::error::{Conflict, StoreError};
use crate::store::journal::Position;
use crate::store::record::{Body, Revision, Target};
use crate::store::unit::{
    Committed, Digest, Expect, NewEntry, Payload, Put, Take, Unit, UnitKey, Write,
};

/// What units are applied through.
#[derive(Debug)]
pub(crate) struct SqlWriter<'c> {
    pub(crate) reader: SqlReader<'c>,
}

/// Where a stream stands, as a unit goes on.
#[derive(Debug, Clone, Copy)]
struct Standing {
    stream: Stream,
    revision: Revision,
    recorded_at: Option<i64>,
    digest: Digest,
}

/// Facts of a noun in a stream have changed so that what is derived from them must be asked anew.
type Shaken = (Stream, &'static str);

impl<'c> SqlWriter<'c> {
    pub(crate) fn new(conn: &'c Connection, house: &'c House) -> Self {
        SqlWriter { reader: SqlReader::new(conn, house) }
    }

    pub(super) fn conn(&self) -> &'c Connection {
        self.reader.conn
    }

    pub(super) fn sql(&self) -> &'c Statements {
        self.reader.sql
    }

    /// Applies a unit that the catalogue has found well-formed. After an error the caller rolls
    /// back to where it began.
    pub(crate) fn apply(&self, unit: &Unit) -> Result<Committed, StoreError> {
        if let Some(kept) = self.reader.key(&unit.key.key)? {
            if kept.digest != unit.key.digest {
                return Err(Conflict::KeyReused.into());
            }
            let (revisions, positions) = (kept.revisions, kept.positions);
            return Ok(Committed { revisions, positions, repeated: true });
        }
        let mut heads = Vec::new();
        for expect in &unit.expects {
            self.expect(*expect, &mut heads)?;
        }
        unit.takes.iter().try_for_each(|take| self.take(take))?;
        self.write(unit, heads)
    }

    fn write(&self, unit: &Unit, mut heads: Vec<Standing>) -> Result<Committed, StoreError> {
        let writes: Vec<&Write> = unit.writes.iter().filter(|write| !write.is_empty()).collect();
        let mut standings = Vec::with_capacity(writes.len());
        for write in &writes {
            let mut standing = self.standing(write.stream, &mut heads)?;
            standing.revision = standing.revision.next();
            let told = unit.key.recorded_at.micros();
            standing.recorded_at = Some(standing.recorded_at.map_or(told, |last| last.max(told)));
            standings.push(standing);
        }
        let mut shaken = Vec::new();
        let moving = self.moving(unit)?;
        for write in &writes {
            for target in &write.removes {
                self.remove(write.stream, *target, &mut shaken)?;
            }
        }
        for (write, standing) in writes.iter().zip(&standings) {
            for put in &write.puts {
                if self.sql().noun(put.target.noun)?.1.table.at().is_some() {
                    self.returns(put, &moving)?;
                }
                self.put(standing, put, &mut shaken)?;
            }
        }
        for write in &writes {
            for target in &write.redactions {
                self.redact(write.stream, *target, &mut shaken)?;
            }
        }
        for (stream, noun) in shaken {
            self.settle(stream, noun)?;
        }
        let positions = self.tell(unit, &writes, &mut standings)?;
        for standing in &standings {
            self.head(standing)?;
        }
        let revisions = standings.iter().map(|to| (to.stream, to.revision)).collect();
        let committed = Committed { revisions, positions, repeated: false };
        self.keep(&unit.key, &committed)?;
        Ok(committed)
    }

    fn standing(&self, stream: Stream, heads: &mut Vec<Standing>) -> Result<Standing, StoreError> {
        if let Some(known) = heads.iter().find(|head| head.stream == stream) {
            return Ok(*known);
        }
        let found = run::first(self.conn(), &self.sql().house.head, &[stream.into()], |row| {
            let (revision, recorded_at) = (row::revision(row, 0)?, Some(row::integer(row, 1)?));
            Ok(Standing { stream, revision, recorded_at, digest: row::digest(row, 2)? })
        })?;
        let nothing =
            Standing { stream, revision: Revision::ZERO, recorded_at: None, digest: Digest::NONE };
        let standing = found.unwrap_or(nothing);
        heads.push(standing);
        Ok(standing)
    }

    fn head(&self, to: &Standing) -> Result<(), StoreError> {
        let binds = [
            to.stream.into(),
            number(to.revision.0)?,
            Bind::Integer(to.recorded_at.unwrap_or_default()),
            Bind::Bytes(&to.digest.0),
        ];
        run::execute(self.conn(), &self.sql().house.head_set, &binds).map(drop)
    }

    fn keep(&self, key: &UnitKey, committed: &Committed) -> Result<(), StoreError> {
        let answer = answer::write(&key.ids, &committed.revisions, &committed.positions)?;
        let actor = key.actor.to_bytes();
        let binds = [
            Bind::Bytes(key.key.as_bytes()),
            Bind::Bytes(&key.digest.0),
            Bind::Bytes(&actor),
            Bind::Integer(key.recorded_at.micros()),
            Bind::Bytes(&answer),
        ];
        run::execute(self.conn(), &self.sql().house.key_set, &binds).map(drop)
    }

    fn expect(&self, expected: Expect, heads: &mut Vec<Standing>) -> Result<(), StoreError> {
        let (wanted, found) = match expected {
            Expect::Stream(stream, revision) => (revision, self.standing(stream, heads)?.revision),
            Expect::Record(target, revision) => (revision, self.revision(target)?),
            Expect::Absent(target) => match self.stands(target)? {
                None => return Ok(()),
                Some((_, found)) => return Err(Conflict::Stale { expected, found }.into()),
            },
        };
        if wanted == found { Ok(()) } else { Err(Conflict::Stale { expected, found }.into()) }
    }

    fn revision(&self, target: Target) -> Result<Revision, StoreError> {
        Ok(self.stands(target)?.map_or(Revision::ZERO, |(_, revision)| revision))
    }

    /// Stream and revision of a record, if there is one.
    fn stands(&self, target: Target) -> Result<Option<(Stream, Revision)>, StoreError> {
        let (_, noun) = self.sql().noun(target.noun)?;
        run::first(self.conn(), &noun.stands, &[Bind::from(&target.id)], |row| {
            Ok((row::stream(row, 0)?, row::revision(row, 1)?))
        })
    }

    fn take(&self, take: &Take) -> Result<(), StoreError> {
        let found = self.reader.counter(&take.counter)?;
        let within = |to: &i64| (take.not_below..=take.not_above).contains(to);
        let Some(to) = found.checked_add(take.by).filter(within) else {
            return Err(Conflict::Exhausted { counter: take.counter.clone(), found }.into());
        };
        let binds = [take.counter.of.into(), Bind::Text(&take.counter.name), to.into()];
        run::execute(self.conn(), &self.sql().house.counter_set, &binds).map(drop)
    }

    fn remove(
        &self,
        stream: Stream,
        target: Target,
        shaken: &mut Vec<Shaken>,
    ) -> Result<(), StoreError> {
        let (_, noun) = self.sql().noun(target.noun)?;
        let id = Bind::from(&target.id);
        if run::execute(self.conn(), &noun.delete, &[id, stream.into()])? == 0 {
            return Err(StoreError::Unit { why: "it removes a record that is not in the stream" });
        }
        for many in &noun.manys {
            run::execute(self.conn(), &many.clear, &[id])?;
        }
        self.shake(stream, noun, shaken);
        self.note_elsewhere(noun, target.id, stream)
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

    fn put(
        &self,
        standing: &Standing,
        put: &Put,
        shaken: &mut Vec<Shaken>,
    ) -> Result<(), StoreError> {
        let (at, noun) = self.sql().noun(put.target.noun)?;
        match noun.table.declaration().kind {
            Kind::State => self.put_state(standing, put, (at, noun), shaken),
            Kind::Fact { .. } => self.put_fact(standing, put, noun, shaken),
        }
    }

    fn put_state(
        &self,
        standing: &Standing,
        put: &Put,
        (at, noun): (usize, &NounStatements),
        shaken: &mut Vec<Shaken>,
    ) -> Result<(), StoreError> {
        let ones = noun.table.ones.iter().enumerate();
        let before = run::first(self.conn(), &noun.before, &[Bind::from(&put.target.id)], |row| {
            let mut moved = 0_u64;
            for (bit, (at, column)) in ones {
                let derived = column.derived.is_some();
                if !derived && !row::same(row::cell(row, bit + 1)?, one(put, *at)) {
                    moved |= 1 << bit;
                }
            }
            Ok((row::stream(row, 0)?, moved))
        })?;
        match before {
            None => self.insert(standing, put, noun)?,
            Some((stream, _)) if stream != standing.stream => {
                return Err(StoreError::Unit { why: "it puts a record that is in another stream" });
            }
            Some((_, moved)) => {
                self.update(standing, put, (at, noun), moved)?;
                self.shake_own(standing.stream, noun, moved, shaken);
            }
        }
        self.put_manys(put, noun, before.is_some())
    }

    fn put_fact(
        &self,
        standing: &Standing,
        put: &Put,
        noun: &NounStatements,
        shaken: &mut Vec<Shaken>,
    ) -> Result<(), StoreError> {
        self.insert(standing, put, noun)?;
        if let Some(fact) = put.supersedes {
            self.supersede(standing.stream, put, fact, noun)?;
            self.shake(standing.stream, noun, shaken);
        } else {
            self.raise(standing.stream, put)?;
        }
        self.put_manys(put, noun, false)
    }

    fn insert(
        &self,
        standing: &Standing,
        put: &Put,
        noun: &NounStatements,
    ) -> Result<(), StoreError> {
        let id = put.target.id;
        let mut binds = Vec::with_capacity(noun.table.ones.len() + 6);
        binds.extend([
            Bind::from(&id),
            standing.stream.into(),
            number(standing.revision.0)?,
            row::seen(put.visibility).into(),
            Bind::Bytes(&put.body.plain),
            row::held(&put.body.personal),
        ]);
        for (at, column) in &noun.table.ones {
            binds.push(match column.derived {
                Some(_) => self.derived(standing.stream, put, *at, noun)?,
                None => one(put, *at).into(),
            });
        }
        let done = run::change(self.conn(), &noun.insert, &binds);
        done.map(drop).map_err(|error| self.refused(standing.stream, put, noun, error))
    }

    fn update(
        &self,
        standing: &Standing,
        put: &Put,
        (at, noun): (usize, &NounStatements),
        moved: u64,
    ) -> Result<(), StoreError> {
        let mut binds = vec![
            Bind::from(&put.target.id),
            number(standing.revision.0)?,
            row::seen(put.visibility).into(),
            Bind::Bytes(&put.body.plain),
            row::held(&put.body.personal),
        ];
        let ones = noun.table.ones.iter().enumerate();
        let moving = ones.filter(|(bit, _)| moved >> bit & 1 == 1);
        binds.extend(moving.map(|(_, (at, _))| Bind::from(one(put, *at))));
        let sql = self.sql().update(at, noun, moved);
        let done = run::change(self.conn(), &sql, &binds);
        done.map(drop).map_err(|error| self.refused(standing.stream, put, noun, error))
    }

    fn put_manys(
        &self,
        put: &Put,
        noun: &NounStatements,
        existing: bool,
    ) -> Result<(), StoreError> {
        let id = Bind::from(&put.target.id);
        for many in &noun.manys {
            let wanted = put.columns.get(many.at).map_or(&[][..], Cell::values);
            let mut before = Vec::new();
            if existing {
                run::each(self.conn(), &many.read, &[id], |row| {
                    before.extend(row::value(row, 0, many.column.shape)?);
                    Ok(())
                })?;
            }
            for gone in before.iter().filter(|value| !wanted.contains(value)) {
                run::execute(self.conn(), &many.delete, &[gone.into(), id])?;
            }
            for new in wanted.iter().filter(|value| !before.contains(value)) {
                let done = run::change(self.conn(), &many.insert, &[new.into(), id]);
                done.map_err(|error| self.taken(put, noun, error))?;
            }
        }
        Ok(())
    }

    /// Why a record could not be written as it is to stand.
    fn refused(
        &self,
        stream: Stream,
        put: &Put,
        noun: &NounStatements,
        error: rusqlite::Error,
    ) -> StoreError {
        if !fault::constraint(&error) {
            return fault::fault(error);
        }
        match self.stands(put.target) {
            // A state was looked for before: only a fact can stand already.
            Ok(Some((found, _))) if noun.table.at().is_some() => StoreError::Unit {
                why: if found == stream {
                    "it puts over a fact"
                } else {
                    "it puts a record that is in another stream"
                },
            },
            Ok(_) => {
                let superseding = put
                    .supersedes
                    .and_then(|fact| self.unsuperseded(stream, put, fact, noun).err());
                superseding.unwrap_or_else(|| self.taken(put, noun, error))
            }
            Err(failed) => failed,
        }
    }

    /// Who has the unique value on which a statement failed.
    fn taken(&self, put: &Put, noun: &NounStatements, error: rusqlite::Error) -> StoreError {
        if !fault::constraint(&error) {
            return fault::fault(error);
        }
        for (at, column, sql) in &noun.holders {
            for value in put.columns.get(*at).map_or(&[][..], Cell::values) {
                let binds = [value.into(), Bind::from(&put.target.id)];
                match run::first(self.conn(), sql, &binds, |row| row::id(row, 0)) {
                    Ok(None) => {}
                    Ok(Some(by)) => {
                        let noun = put.target.noun;
                        return Conflict::Taken { noun, column: column.name, by }.into();
                    }
                    Err(failed) => return failed,
                }
            }
        }
        fault::fault(error)
    }

    fn supersede(
        &self,
        stream: Stream,
        put: &Put,
        fact: Id,
        noun: &NounStatements,
    ) -> Result<(), StoreError> {
        let own = put.target.id;
        let binds = [Bind::from(&fact), stream.into(), Bind::from(&own)];
        if own != fact && run::execute(self.conn(), &noun.supersede, &binds)? == 1 {
            return Ok(());
        }
        self.unsuperseded(stream, put, fact, noun)
    }

    /// Why a fact cannot be superseded, if it cannot.
    fn unsuperseded(
        &self,
        stream: Stream,
        put: &Put,
        fact: Id,
        noun: &NounStatements,
    ) -> Result<(), StoreError> {
        let binds = [Bind::from(&fact), stream.into()];
        let found = run::first(self.conn(), &noun.superseded, &binds, |row| row::maybe_id(row, 0))?;
        match found {
            Some(Some(by)) => {
                let fact = Target::new(put.target.noun, fact);
                Err(Conflict::Superseded { fact, by }.into())
            }
            Some(None) if fact != put.target.id => Ok(()),
            _ => Err(StoreError::Unit { why: "it supersedes a fact that is not in the stream" }),
        }
    }

    /// What a derived column is worth in a record that is about to be there.
    fn derived<'p>(
        &self,
        stream: Stream,
        put: &'p Put,
        at: usize,
        noun: &NounStatements,
    ) -> Result<Bind<'p>, StoreError> {
        let derived = noun.derived.iter().find(|derived| derived.at == at);
        match derived {
            Some(derived) if stream.id() == put.target.id => {
                let own = derived.instead.and_then(|own| one(put, own)).into();
                Ok(self.greatest(stream, &derived.greatest)?.map_or(own, Bind::Integer))
            }
            _ => Ok(Bind::Null),
        }
    }

    pub(crate) fn greatest(&self, stream: Stream, sql: &str) -> Result<Option<i64>, StoreError> {
        let found =
            run::first(self.conn(), sql, &[stream.into()], |row| row::maybe_integer(row, 0))?;
        Ok(found.flatten())
    }

    /// Raises what is derived from a new fact in the record that names the stream.
    fn raise(&self, stream: Stream, put: &Put) -> Result<(), StoreError> {
        for noun in &self.sql().nouns {
            for derived in noun.derived.iter().filter(|derived| derived.of == put.target.noun) {
                if let Some(value) = one(put, derived.source) {
                    let root = stream.id();
                    let binds = [Bind::from(&root), stream.into(), value.into()];
                    run::execute(self.conn(), &derived.raise, &binds)?;
                }
            }
        }
        Ok(())
    }

    fn shake(&self, stream: Stream, noun: &NounStatements, shaken: &mut Vec<Shaken>) {
        let place = (stream, noun.table.declaration().noun);
        let of = |noun: &NounStatements| noun.derived.iter().any(|derived| derived.of == place.1);
        if !shaken.contains(&place) && self.sql().nouns.iter().any(of) {
            shaken.push(place);
        }
    }

    /// Has asked anew what a column of the record itself stands in for, where that has moved.
    fn shake_own(
        &self,
        stream: Stream,
        noun: &NounStatements,
        moved: u64,
        shaken: &mut Vec<Shaken>,
    ) {
        let ones = noun.table.ones.iter().enumerate();
        let moved: Vec<usize> =
            ones.filter(|(bit, _)| moved >> bit & 1 == 1).map(|(_, (at, _))| *at).collect();
        for derived in &noun.derived {
            let place = (stream, derived.of);
            let stirs = derived.instead.is_some_and(|own| moved.contains(&own));
            if stirs && !shaken.contains(&place) {
                shaken.push(place);
            }
        }
    }

    /// Asks anew what is derived from a stream's facts.
    fn settle(&self, stream: Stream, facts: &str) -> Result<(), StoreError> {
        for noun in &self.sql().nouns {
            for derived in noun.derived.iter().filter(|derived| derived.of == facts) {
                let value = self.greatest(stream, &derived.greatest)?;
                let root = stream.id();
                let value = value.map_or(Bind::Null, Bind::Integer);
                let binds = [Bind::from(&root), stream.into(), value];
                run::execute(self.conn(), &derived.set, &binds)?;
            }
        }
        Ok(())
    }

    fn redact(
        &self,
        stream: Stream,
        target: Target,
        shaken: &mut Vec<Shaken>,
    ) -> Result<(), StoreError> {
        let (_, noun) = self.sql().noun(target.noun)?;
        let id = Bind::from(&target.id);
        let found = run::first(self.conn(), &noun.body, &[id], |row| {
            Ok((row::stream(row, 0)?, row::personal(row, 2)?))
        })?;
        let Some((_, personal)) = found.filter(|(own, _)| *own == stream) else {
            return Err(StoreError::Unit { why: "it redacts a record that is not in the stream" });
        };
        for own in self.reader.told_of(target)? {
            self.redact_entries(own, target, noun, &personal)?;
        }
        run::execute(self.conn(), &noun.redact, &[id, stream.into()])?;
        for many in noun.manys.iter().filter(|many| many.column.personal) {
            run::execute(self.conn(), &many.clear, &[id])?;
        }
        self.shake(stream, noun, shaken);
        Ok(())
    }

    /// Closes the seals of a record's entries in one stream and removes what is personal in them.
    fn redact_entries(
        &self,
        stream: Stream,
        target: Target,
        noun: &NounStatements,
        personal: &Held<Vec<u8>>,
    ) -> Result<(), StoreError> {
        let (first, last) = kinds(noun.table.declaration().number);
        let binds = [stream.into(), first.into(), last.into(), Bind::from(&target.id)];
        let mut closed = Vec::new();
        run::each(self.conn(), &self.sql().house.sealed, &binds, |row| {
            let inline = row::integer(row, 1)? == 1;
            let own = if inline { row::personal(row, 2)? } else { personal.clone() };
            let seal = Seal::Salt(row::array(row, 3)?);
            closed.push((row::integer(row, 0)?, seal.over(&own.known().unwrap_or_default())));
            Ok(())
        })?;
        for (position, digest) in closed {
            let binds = [position.into(), Bind::Bytes(&digest.0)];
            run::execute(self.conn(), &self.sql().house.redact, &binds)?;
        }
        Ok(())
    }

    /// Writes the entries of a unit and moves the digests of its streams.
    fn tell(
        &self,
        unit: &Unit,
        writes: &[&Write],
        standings: &mut [Standing],
    ) -> Result<Vec<Position>, StoreError> {
        let mut positions = Vec::new();
        if writes.iter().all(|write| write.entries.is_empty()) {
            return Ok(positions);
        }
        // Asked within this transaction, since another process may write to the same file.
        let last =
            run::first(self.conn(), &self.sql().house.last, &[], |row| row::maybe_integer(row, 0))?;
        let mut position = last.flatten().unwrap_or_default();
        let moved: Vec<_> = unit.takes.iter().map(|take| (take.counter.clone(), take.by)).collect();
        let mut takes = chain::takes(&moved);
        for (write, standing) in writes.iter().zip(standings) {
            for (number, entry) in write.entries.iter().enumerate() {
                position = position.saturating_add(1);
                let number = u32::try_from(number).map_err(StoreError::backend)?;
                let at = Place { position, number, actor: &unit.key, takes: &takes };
                self.entry(write, standing, entry, &at)?;
                positions.push(Position(u64::try_from(position).map_err(StoreError::backend)?));
                takes = Vec::new();
            }
        }
        Ok(positions)
    }

    fn entry(
        &self,
        write: &Write,
        standing: &mut Standing,
        entry: &NewEntry,
        at: &Place<'_>,
    ) -> Result<(), StoreError> {
        let (_, noun) = self.sql().noun(entry.target.noun)?;
        let declaration = noun.table.declaration();
        let event = declaration.event(entry.event).and_then(|event| u8::try_from(event).ok());
        let event = event.ok_or(StoreError::Unit { why: "an event is not declared" })?;
        let said = self.said(write, entry, noun)?;
        let recorded_at = standing.recorded_at.unwrap_or_default();
        let link = Link {
            stream: standing.stream,
            revision: standing.revision,
            number: at.number,
            recorded_at: instant(recorded_at)?,
            valid_at: entry.valid_at,
            actor: at.actor.actor,
            noun: declaration.number,
            id: entry.target.id,
            event,
            visibility: entry.visibility,
            takes: at.takes,
        };
        let seal = sealed(&said, entry.salt);
        standing.digest = chain::digest(standing.digest, &link, &said, Seal::Salt(entry.salt));
        let actor = link.actor.to_bytes();
        let inline = matches!(entry.payload, Payload::Inline(_));
        let same = entry.valid_at.micros() == recorded_at;
        let binds = [
            at.position.into(),
            link.stream.into(),
            number(link.revision.0)?,
            i64::from(at.number).into(),
            recorded_at.into(),
            if same { Bind::Null } else { entry.valid_at.micros().into() },
            Bind::Bytes(&actor),
            i64::from(u16::from_be_bytes([link.noun, event])).into(),
            Bind::from(&entry.target.id),
            row::seen(entry.visibility).into(),
            if inline { Bind::Bytes(&said.plain) } else { Bind::Null },
            if inline { row::held(&said.personal) } else { Bind::Null },
            seal.as_ref().map_or(Bind::Null, |seal| Bind::Bytes(seal)),
            if at.takes.is_empty() { Bind::Null } else { Bind::Bytes(at.takes) },
            Bind::Bytes(&standing.digest.0),
        ];
        run::execute(self.conn(), &self.sql().house.journal_insert, &binds)?;
        let here = write.puts.iter().any(|put| put.target == entry.target);
        if !here && self.stands(entry.target)?.is_none_or(|(own, _)| own != write.stream) {
            self.note_elsewhere(noun, entry.target.id, write.stream)?;
        }
        Ok(())
    }

    /// What an entry says: itself, or the record of its fact.
    fn said<'e>(
        &self,
        write: &'e Write,
        entry: &'e NewEntry,
        noun: &NounStatements,
    ) -> Result<Cow<'e, Body>, StoreError> {
        match &entry.payload {
            Payload::Inline(body) => return Ok(Cow::Borrowed(body)),
            Payload::Record => {}
        }
        let put = write.puts.iter().find(|put| put.target == entry.target);
        if let Some(put) = put.filter(|_| !write.redactions.contains(&entry.target)) {
            return Ok(Cow::Borrowed(&put.body));
        }
        let id = Bind::from(&entry.target.id);
        let found = run::first(self.conn(), &noun.body, &[id], |row| {
            Ok(Body { plain: row::bytes(row, 1)?.to_vec(), personal: row::personal(row, 2)? })
        })?;
        found.map(Cow::Owned).ok_or(StoreError::Unit { why: "an entry refers to no record" })
    }
}

/// Where an entry stands within its unit.
struct Place<'u> {
    position: i64,
    number: u32,
    actor: &'u UnitKey,
    takes: &'u [u8],
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

fn instant(micros: i64) -> Result<crate::domain::Timestamp, StoreError> {
    crate::domain::Timestamp::from_micros(micros)
        .map_err(|_| row::damaged("an instant is out of range"))
}

/// The value of a column of one, as it is to stand.
fn one(put: &Put, at: usize) -> Option<&Value> {
    put.columns.get(at).and_then(|cell| cell.values().first())
}

fn number(number: u64) -> Result<Bind<'static>, StoreError> {
    i64::try_from(number).map(Bind::Integer).map_err(|_| row::damaged("a number is too great"))
}
