//! Looking for contradictions between bodies, columns, journal and counters, and removing those
//! that can be removed.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use rusqlite::Connection;

use super::House;
use super::reader::{SqlReader, tells};
use super::row::{self, RECORD};
use super::run::{self, Bind};
use super::statements::{BEGIN_WRITING, COMMIT, NounStatements, ROLLBACK};
use crate::domain::declaration::{Cell, Columns};
use crate::domain::{Held, Stream};
use crate::store::chain::{self, Link, Seal};
use crate::store::contract::{Check, Progress, Reader, Report};
use crate::store::error::StoreError;
use crate::store::journal::{Entry, Told};
use crate::store::record::{Body, Record, Revision, Target};
use crate::store::unit::{Counter, Digest};

/// As many records as are looked at between two reports of progress, and repaired in one
/// transaction.
const CHUNK: u8 = 200;
/// More contradictions than anybody reads.
const FAULTS: usize = 1000;

pub(crate) struct Checker<'c> {
    pub(crate) conn: &'c Connection,
    pub(crate) house: &'c House,
    pub(crate) mode: Check,
    pub(crate) progress: &'c mut dyn FnMut(Progress) -> ControlFlow<()>,
    report: Report,
    total: u64,
}

/// Does some work in a transaction of its own, or in the one that is open.
pub(crate) fn atomically<T>(
    conn: &Connection,
    work: impl FnOnce() -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    if !conn.is_autocommit() {
        return work();
    }
    run::execute(conn, BEGIN_WRITING, &[])?;
    let done = work();
    if done.is_ok() {
        run::execute(conn, COMMIT, &[])?;
    } else if !conn.is_autocommit() {
        run::execute(conn, ROLLBACK, &[])?;
    }
    done
}

impl<'c> Checker<'c> {
    pub(crate) fn new(
        conn: &'c Connection,
        house: &'c House,
        mode: Check,
        progress: &'c mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Self {
        Checker { conn, house, mode, progress, report: Report::default(), total: 0 }
    }

    /// Looks at everything; in a transaction where one moment is to be looked at.
    pub(crate) fn run(mut self) -> Result<Report, StoreError> {
        let sql = &self.house.sql;
        self.total = self.number(&sql.house.journal_count)?;
        for noun in &sql.nouns {
            self.total += self.number(&noun.count)?;
        }
        self.tell()?;
        if self.mode == Check::Rebuild {
            for text in sql.nouns.iter().flat_map(|noun| &noun.reindex) {
                run::execute(self.conn, text, &[])?;
            }
        }
        for noun in &sql.nouns {
            self.noun(noun)?;
        }
        self.chains()?;
        self.counters()?;
        self.engine()?;
        self.tell()?;
        Ok(self.report)
    }

    fn number(&self, sql: &str) -> Result<u64, StoreError> {
        let found = run::first(self.conn, sql, &[], |row| row::count(row, 0))?;
        Ok(found.unwrap_or_default())
    }

    fn tell(&mut self) -> Result<(), StoreError> {
        let done = self.report.records + self.report.entries;
        self.total = self.total.max(done);
        match (self.progress)(Progress { done, total: self.total }) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(StoreError::Cancelled),
        }
    }

    fn fault(&mut self, what: String) {
        if self.report.faults.len() < FAULTS {
            self.report.faults.push(what);
        }
    }

    fn reader(&self) -> SqlReader<'c> {
        SqlReader::new(self.conn, self.house)
    }

    /// What the engine itself finds in table and indexes.
    fn engine(&mut self) -> Result<(), StoreError> {
        let sql = &self.house.sql;
        let nouns = sql.nouns.iter().flat_map(|noun| &noun.sound);
        let mut found = Vec::new();
        for text in nouns.chain(&sql.house.sound) {
            run::each(self.conn, text, &[], |row| {
                let said = row::text(row, 0)?;
                if said != "ok" {
                    found.push(said);
                }
                Ok(())
            })?;
        }
        found.into_iter().for_each(|what| self.fault(what));
        Ok(())
    }

    fn noun(&mut self, noun: &NounStatements) -> Result<(), StoreError> {
        let mut last = None;
        loop {
            let conn = self.conn;
            let next = if self.mode == Check::Rebuild {
                atomically(conn, || self.chunk(noun, last.as_ref()))?
            } else {
                self.chunk(noun, last.as_ref())?
            };
            match next {
                Some(record) => last = Some(record),
                None => break,
            }
            self.tell()?;
        }
        for many in &noun.manys {
            if self.number(&many.orphans)? > 0 {
                let (noun, column) = (noun.table.declaration().noun, many.column.name);
                self.fault(format!("{noun}: values of {column} stand there for no record"));
            }
        }
        Ok(())
    }

    /// Looks at some records; gives the last of them.
    fn chunk(
        &mut self,
        noun: &NounStatements,
        behind: Option<&Walked>,
    ) -> Result<Option<Walked>, StoreError> {
        let walked = walk(self.conn, self.house, noun, behind, CHUNK)?;
        for (record, columns) in &walked {
            self.report.records += 1;
            self.record(noun, record, columns)?;
        }
        Ok(walked.into_iter().next_back())
    }

    fn record(
        &mut self,
        noun: &NounStatements,
        record: &Record,
        columns: &Columns,
    ) -> Result<(), StoreError> {
        let name = noun.table.declaration().noun;
        let id = record.id;
        let head = self.reader().revisions(&[record.stream])?;
        if head.iter().any(|head| head.revision < record.revision) {
            self.fault(format!("{name} {id}: its revision is ahead of its stream"));
        }
        let Some(wanted) = wanted(self.conn, self.house, noun, record)? else {
            self.fault(format!("{name} {id}: its body cannot be read"));
            return Ok(());
        };
        self.visibility(noun, record)?;
        if wanted == *columns {
            return Ok(());
        }
        let differs = noun.table.declaration().columns.iter().zip(wanted.iter().zip(columns));
        for (column, _) in differs.filter(|(_, (wanted, found))| wanted != found) {
            self.fault(format!("{name} {id}: {} is not what its body says", column.name));
        }
        if self.mode == Check::Rebuild {
            set(self.conn, self.house, noun, record, columns, &wanted)?;
        }
        Ok(())
    }

    /// Whether those may see a record of whom its body says so.
    fn visibility(&mut self, noun: &NounStatements, record: &Record) -> Result<(), StoreError> {
        let said = (noun.table.noun.shown)(record.id, record.stream, &record.body);
        let Some(said) = said.filter(|said| *said != record.visibility) else { return Ok(()) };
        let name = noun.table.declaration().noun;
        self.fault(format!("{name} {}: who may see it is not what its body says", record.id));
        if self.mode == Check::Rebuild {
            let sql = self.house.sql.repair(noun, "visibility");
            let binds = [Bind::from(&record.id), row::seen(said).into()];
            run::execute(self.conn, &sql, &binds)?;
        }
        Ok(())
    }

    fn chains(&mut self) -> Result<(), StoreError> {
        let mut silent = Silent::new();
        run::each(self.conn, &self.house.sql.house.silents, &[], |row| {
            let stands = (row::revision(row, 1)?, row::timestamp(row, 2)?);
            silent.insert(row::stream(row, 0)?, stands);
            Ok(())
        })?;
        let reader = self.reader();
        let mut before: Option<Entry> = None;
        let mut count = 0_u64;
        let chains = &self.house.sql.house.chains;
        run::each(self.conn, chains, &[], |row| {
            let entry = reader.entry(row)?;
            if before.as_ref().is_some_and(|before| before.stream != entry.stream) {
                self.end(before.take(), &silent);
            }
            self.link(&entry, before.as_ref())?;
            before = Some(entry);
            self.report.entries += 1;
            count += 1;
            if self.report.entries.is_multiple_of(u64::from(CHUNK)) { self.tell() } else { Ok(()) }
        })?;
        self.end(before, &silent);
        self.gaps(count)
    }

    /// Whether a stream that changed without an entry did so after its last one.
    fn end(&mut self, last: Option<Entry>, silent: &Silent) {
        let Some(last) = last else { return };
        let stands = silent
            .get(&last.stream)
            .is_none_or(|(revision, at)| *revision > last.revision && *at >= last.recorded_at);
        if !stands {
            self.fault(format!("{}: it does not stand where its last entry does", last.stream));
        }
    }

    /// Entries are never taken out: their positions are those from one on, and no key remembers
    /// one behind the last.
    fn gaps(&mut self, count: u64) -> Result<(), StoreError> {
        let number = |sql: &str| {
            let found = run::first(self.conn, sql, &[], |row| row::maybe_integer(row, 0))?;
            u64::try_from(found.flatten().unwrap_or_default())
                .map_err(|_| row::damaged("a position is negative"))
        };
        let sql = &self.house.sql.house;
        let (last, told) = (number(&sql.last)?, number(&sql.told)?);
        // Others may have written since the entries were counted, but for a store at rest.
        if self.mode == Check::Verify && (last != count || told > last) {
            self.fault("entries are gone".to_owned());
        }
        Ok(())
    }

    fn link(&mut self, entry: &Entry, before: Option<&Entry>) -> Result<(), StoreError> {
        let follows = match before {
            Some(before) if before.revision == entry.revision => {
                before.number.checked_add(1) == Some(entry.number)
                    && before.recorded_at == entry.recorded_at
            }
            Some(before) => {
                before.revision < entry.revision
                    && entry.number == 0
                    && before.recorded_at <= entry.recorded_at
            }
            None => entry.revision > Revision::ZERO && entry.number == 0,
        };
        let at = format!("{}, entry {}", entry.stream, entry.position);
        if !follows {
            self.fault(format!("{at}: it does not follow the one before it"));
        }
        let seal = entry.seal;
        let Some(said) = self.said(entry, seal, &at)? else { return Ok(()) };
        let takes = chain::takes(&entry.takes);
        let previous = before.map_or(Digest::NONE, |before| before.digest);
        let link = self.cover(entry, &takes)?;
        // Without a seal there is nothing personal that one would be needed for.
        let seal = seal.unwrap_or(Seal::Digest(Digest::NONE));
        if chain::digest(previous, &link, &said, seal) != entry.digest {
            self.fault(format!("{at}: it is not what its digest says"));
        }
        Ok(())
    }

    fn cover<'e>(&self, entry: &Entry, takes: &'e [u8]) -> Result<Link<'e>, StoreError> {
        let declaration = self.house.catalogue.noun(entry.noun)?.declaration;
        let event = declaration.event(entry.event).and_then(|event| u8::try_from(event).ok());
        Ok(Link {
            stream: entry.stream,
            revision: entry.revision,
            number: entry.number,
            recorded_at: entry.recorded_at,
            valid_at: entry.valid_at,
            actor: entry.actor,
            noun: declaration.number,
            id: entry.id,
            event: event.ok_or_else(|| row::damaged("an entry's event"))?,
            visibility: entry.visibility,
            takes,
        })
    }

    /// What an entry says; none where its record was removed, and nothing is left to compare.
    fn said(
        &mut self,
        entry: &Entry,
        seal: Option<Seal>,
        at: &str,
    ) -> Result<Option<Body>, StoreError> {
        let mut body = match &entry.told {
            Told::Inline(body) => body.clone(),
            Told::Record => {
                let target = Target::new(entry.noun, entry.id);
                let found = self.reader().get(&[target], false)?.pop().flatten();
                let Some(record) = found else {
                    if !self.reader().told_of(target)?.contains(&entry.stream) {
                        self.fault(format!("{at}: its record is gone"));
                    }
                    return Ok(None);
                };
                record.body
            }
        };
        if chain::is_unsealed(seal, &body.personal) {
            self.fault(format!("{at}: words stand that its seal does not cover"));
        }
        match seal {
            None if !tells(&body.personal) => body.personal = Held::Known(Vec::new()),
            Some(Seal::Digest(_)) => body.personal = Held::Erased,
            None | Some(Seal::Salt(_)) => {}
        }
        Ok(Some(body))
    }

    fn counters(&mut self) -> Result<(), StoreError> {
        let conn = self.conn;
        if self.mode == Check::Rebuild { atomically(conn, || self.count()) } else { self.count() }
    }

    fn count(&mut self) -> Result<(), StoreError> {
        let sql = &self.house.sql.house;
        let (mut wanted, mut found) = (BTreeMap::new(), BTreeMap::new());
        run::each(self.conn, &sql.taken, &[], |row| {
            for (counter, by) in row::takes(row::maybe_bytes(row, 0)?)? {
                let sum = wanted.entry(counter).or_insert(0_i64);
                *sum = sum.saturating_add(by);
            }
            Ok(())
        })?;
        run::each(self.conn, &sql.counters, &[], |row| {
            let counter = Counter::of(row::stream(row, 0)?, row::text(row, 1)?);
            found.insert(counter, row::integer(row, 2)?);
            Ok(())
        })?;
        if wanted == found {
            return Ok(());
        }
        self.fault("counters do not stand where the journal says".to_owned());
        if self.mode == Check::Rebuild {
            run::execute(self.conn, &sql.counters_clear, &[])?;
            for (counter, value) in wanted {
                let binds = [counter.of.into(), Bind::Text(&counter.name), value.into()];
                run::execute(self.conn, &sql.counter_set, &binds)?;
            }
        }
        Ok(())
    }
}

/// Streams whose last unit left no entry, and where they stand.
type Silent = BTreeMap<Stream, (Revision, crate::domain::Timestamp)>;

/// A record and its columns, as a walk over a noun meets them.
pub(crate) type Walked = (Record, Columns);

/// Some records behind one, as they lie.
pub(crate) fn walk(
    conn: &Connection,
    house: &House,
    noun: &NounStatements,
    behind: Option<&Walked>,
    most: u8,
) -> Result<Vec<Walked>, StoreError> {
    let reader = SqlReader::new(conn, house);
    let mut binds = Vec::new();
    if let Some((record, columns)) = behind {
        if let Some((at, _)) = noun.table.at().and_then(|at| noun.table.declaration().column(at)) {
            let at = columns.get(at).and_then(|cell| cell.values().first());
            binds.extend([record.stream.into(), Bind::from(at)]);
        }
        binds.push(Bind::from(&record.id));
    }
    binds.push(Bind::Integer(most.into()));
    let mut walked = Vec::with_capacity(most.into());
    let sql = if behind.is_some() { &noun.walk_on } else { &noun.walk };
    run::each(conn, sql, &binds, |row| {
        let record = row::record(row)?;
        let columns = reader.columns(noun, row, RECORD, &record)?;
        walked.push((record, columns));
        Ok(())
    })?;
    Ok(walked)
}

/// The columns that a record is to have; none when its body cannot be read.
pub(crate) fn wanted(
    conn: &Connection,
    house: &House,
    noun: &NounStatements,
    record: &Record,
) -> Result<Option<Columns>, StoreError> {
    let Some(mut wanted) = (noun.table.noun.project)(record.id, record.stream, &record.body) else {
        return Ok(None);
    };
    if wanted.len() != noun.table.declaration().columns.len() {
        return Ok(None);
    }
    let writer = super::writer::SqlWriter::new(conn, house);
    for derived in &noun.derived {
        let value = if record.stream.id() == record.id {
            let own = derived.instead.and_then(|own| wanted.get(own)).cloned();
            let greatest = writer.greatest(record.stream, &derived.greatest)?;
            greatest.map(Cell::one).or(own)
        } else {
            None
        };
        if let Some(cell) = wanted.get_mut(derived.at) {
            *cell = value.unwrap_or(Cell::NULL);
        }
    }
    Ok(Some(wanted))
}

/// Gives a record the columns that it is to have, and nothing else.
pub(crate) fn set(
    conn: &Connection,
    house: &House,
    noun: &NounStatements,
    record: &Record,
    found: &Columns,
    wanted: &Columns,
) -> Result<(), StoreError> {
    let id = Bind::from(&record.id);
    for (at, column) in &noun.table.ones {
        let (from, to) = (found.get(*at), wanted.get(*at));
        if from != to {
            let sql = house.sql.repair(noun, column.name);
            run::execute(conn, &sql, &[id, to.and_then(|cell| cell.values().first()).into()])?;
        }
    }
    for many in &noun.manys {
        let values = |columns: &Columns| {
            columns.get(many.at).map_or(Vec::new(), |cell| cell.values().to_vec())
        };
        let (from, to) = (values(found), values(wanted));
        for gone in from.iter().filter(|value| !to.contains(value)) {
            run::execute(conn, &many.delete, &[gone.into(), id])?;
        }
        for new in to.iter().filter(|value| !from.contains(value)) {
            run::execute(conn, &many.insert, &[new.into(), id])?;
        }
    }
    Ok(())
}
