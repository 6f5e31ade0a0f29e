//! Reading: records, pages, entries, as one connection sees them in one moment.

use std::sync::atomic::Ordering;

use rusqlite::{Connection, Row};

use super::House;
use super::migrate::Build;
use super::row;
use super::run::{self, Bind};
use super::statements::{JournalForm, NounStatements, Range, Statements, places};
use crate::domain::declaration::{Cell, Columns, Value};
use crate::domain::{ActorId, Held, Stream};
use crate::store::catalogue::{Catalogue, Plan};
use crate::store::contract::{Head, Reader};
use crate::store::cursor::Cursor;
use crate::store::error::StoreError;
use crate::store::journal::{Entry, JournalQuery, Position, Told};
use crate::store::record::{Body, Record, Revision, Target};
use crate::store::scan::{Condition, Page, Projection, Scan, Sight};
use crate::store::unit::{Counter, Digest, Kept, Key};
use std::ops::Bound;

/// What a view reads through.
#[derive(Debug)]
pub(crate) struct SqlReader<'c> {
    pub(crate) conn: &'c Connection,
    pub(crate) house: &'c House,
    pub(crate) sql: &'c Statements,
    pub(crate) catalogue: &'c Catalogue,
}

impl<'c> SqlReader<'c> {
    pub(crate) fn new(conn: &'c Connection, house: &'c House) -> Self {
        SqlReader { conn, house, sql: &house.sql, catalogue: &house.catalogue }
    }
}

impl Reader for SqlReader<'_> {
    fn get(&self, targets: &[Target], columns: bool) -> Result<Vec<Option<Record>>, StoreError> {
        targets.iter().map(|target| self.one(*target, columns)).collect()
    }

    fn scan(&self, scan: &Scan) -> Result<Page, StoreError> {
        let plan = self.catalogue.plan(scan)?;
        self.ready(&plan)?;
        let (_, noun) = self.sql.noun(scan.noun)?;
        let range = Range::of(&scan.among);
        let sql = self.sql.scan(&plan, &range, false);
        let mut binds = binds(&plan, &range, plan.after.as_ref());
        // One more than wanted tells whether there is a next page.
        binds.push(Bind::Integer(i64::try_from(scan.limit).unwrap_or(i64::MAX).saturating_add(1)));

        let mut records = Vec::with_capacity(scan.limit.min(128));
        let (mut last, mut next) = (None, None);
        run::each(self.conn, &sql, &binds, |row| {
            if records.len() == scan.limit {
                next = last.take();
                return Ok(());
            }
            let mut record = row::record(row)?;
            if records.len() + 1 == scan.limit {
                last = Some(behind(row, &plan, &record)?);
            }
            let open = plan.columns.len().saturating_sub(scan.equals.len());
            record.columns = self.cells(noun, row, row::RECORD + open, &record, scan.columns)?;
            records.push(record);
            Ok(())
        })?;
        Ok(Page { records, next })
    }

    fn count(&self, scan: &Scan) -> Result<u64, StoreError> {
        let uncut = Scan { after: None, limit: 1, ..scan.clone() };
        let plan = self.catalogue.plan(&uncut)?;
        self.ready(&plan)?;
        let range = Range::of(&scan.among);
        let sql = self.sql.scan(&plan, &range, true);
        let binds = binds(&plan, &range, None);
        let found = run::first(self.conn, &sql, &binds, |row| row::count(row, 0))?;
        Ok(found.unwrap_or_default())
    }

    fn journal(&self, query: &JournalQuery) -> Result<Vec<Entry>, StoreError> {
        self.catalogue.check_journal(query)?;
        let mut entries = Vec::new();
        match (self.streams(query)?, query.record) {
            (Some(streams), _) => {
                for stream in streams {
                    self.entries(query, Some(stream), &mut entries)?;
                }
            }
            (None, _) => self.entries(query, None, &mut entries)?,
        }
        entries.sort_by_key(|entry| entry.position);
        entries.truncate(query.limit);
        Ok(entries)
    }

    fn revisions(&self, streams: &[Stream]) -> Result<Vec<Head>, StoreError> {
        let head = |stream: &Stream| {
            let stands = self.head(*stream)?;
            let recorded_at = stands.recorded_at.map(row::instant).transpose()?;
            Ok(Head { revision: stands.revision, recorded_at })
        };
        streams.iter().map(head).collect()
    }

    fn counter(&self, counter: &Counter) -> Result<i64, StoreError> {
        let binds = [Bind::from(counter.of), Bind::Text(&counter.name)];
        let found =
            run::first(self.conn, &self.sql.house.counter, &binds, |row| row::integer(row, 0))?;
        Ok(found.unwrap_or_default())
    }

    fn key(&self, key: &Key) -> Result<Option<Kept>, StoreError> {
        run::first(self.conn, &self.sql.house.key, &[Bind::Bytes(key.as_bytes())], |row| {
            let (ids, revisions) = super::answer::read(row::bytes(row, 5)?)?;
            Ok(Kept {
                digest: row::maybe_digest(row, 0)?.unwrap_or(Digest::NONE),
                actor: actor(row, 1)?,
                recorded_at: row::timestamp(row, 2)?,
                ids,
                revisions,
                positions: super::answer::positions(row::count(row, 3)?, row::count(row, 4)?)?,
            })
        })
    }
}

/// Where a stream stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stands {
    pub(crate) revision: Revision,
    pub(crate) recorded_at: Option<i64>,
    /// The digest of its last entry.
    pub(crate) digest: Digest,
    /// Whether a unit has changed it without an entry.
    pub(crate) silent: bool,
}

impl SqlReader<'_> {
    /// Where a stream stands: by its last entry, or by a later unit that left none.
    pub(crate) fn head(&self, stream: Stream) -> Result<Stands, StoreError> {
        let mut stands = Stands {
            revision: Revision::ZERO,
            recorded_at: None,
            digest: Digest::NONE,
            silent: false,
        };
        run::each(self.conn, &self.sql.house.head, &[stream.into()], |row| {
            stands.revision = stands.revision.max(row::revision(row, 0)?);
            stands.recorded_at = stands.recorded_at.max(Some(row::integer(row, 1)?));
            match row::maybe_digest(row, 2)? {
                Some(digest) => stands.digest = digest,
                None => stands.silent = true,
            }
            Ok(())
        })?;
        Ok(stands)
    }
}

impl SqlReader<'_> {
    fn one(&self, target: Target, columns: bool) -> Result<Option<Record>, StoreError> {
        let (_, noun) = self.sql.noun(target.noun)?;
        let sql = if columns { &noun.get_with_columns } else { &noun.get };
        run::first(self.conn, sql, &[Bind::from(&target.id)], |row| {
            let mut record = row::record(row)?;
            if columns {
                record.columns = Some(self.columns(noun, row, row::RECORD, &record)?);
            }
            Ok(record)
        })
    }

    /// All columns of a record; they stand in its row from a place on.
    pub(crate) fn columns(
        &self,
        noun: &NounStatements,
        row: &Row<'_>,
        from: usize,
        record: &Record,
    ) -> Result<Columns, StoreError> {
        Ok(self.cells(noun, row, from, record, Projection::Everything)?.unwrap_or_default())
    }

    /// The columns of a record that are asked for; none where none are.
    fn cells(
        &self,
        noun: &NounStatements,
        row: &Row<'_>,
        from: usize,
        record: &Record,
        asked: Projection,
    ) -> Result<Option<Columns>, StoreError> {
        if asked == Projection::Nothing {
            return Ok(None);
        }
        let places = places(&noun.table, asked).enumerate();
        let cell = |(place, at)| self.cell(noun, row, from + place, record, at);
        places.map(cell).collect::<Result<_, _>>().map(Some)
    }

    fn cell(
        &self,
        noun: &NounStatements,
        row: &Row<'_>,
        place: usize,
        record: &Record,
        at: usize,
    ) -> Result<Cell, StoreError> {
        let Some(many) = noun.manys.iter().find(|many| many.at == at) else {
            let column = noun.table.declaration().columns.get(at);
            let column = column.ok_or_else(|| row::damaged("a column that is not declared"))?;
            return Ok(Cell::One(row::value(row, place, column.shape)?));
        };
        let mut values = Vec::new();
        if row::integer(row, place)? != 0 {
            run::each(self.conn, &many.read, &[Bind::from(&record.id)], |row| {
                values.extend(row::value(row, 0, many.column.shape)?);
                Ok(())
            })?;
        }
        Ok(Cell::Many(values))
    }

    /// Whether the index of a question is complete.
    fn ready(&self, plan: &Plan<'_>) -> Result<(), StoreError> {
        if !self.house.growing.load(Ordering::Relaxed) {
            return Ok(());
        }
        let build = Build::of(self.conn, self.house, plan.scan.noun)?;
        match build.is_some_and(|build| build.indexes.iter().any(|own| own == plan.scan.index)) {
            true => Err(StoreError::Building { index: plan.scan.index.to_owned() }),
            false => Ok(()),
        }
    }

    /// The streams in which the wanted entries stand; none when they may stand in any.
    fn streams(&self, query: &JournalQuery) -> Result<Option<Vec<Stream>>, StoreError> {
        let mut streams = match (query.stream, query.record) {
            (Some(stream), _) => vec![stream],
            (None, Some(target)) => self.told_of(target)?,
            (None, None) => match query.sight {
                Sight::All => return Ok(None),
                Sight::Shared(own) => vec![own],
            },
        };
        if let Sight::Shared(own) = query.sight {
            streams.retain(|stream| *stream == own);
        }
        Ok(Some(streams))
    }

    /// The streams that have entries about a record: its own, and those noted to have some.
    pub(crate) fn told_of(&self, target: Target) -> Result<Vec<Stream>, StoreError> {
        let (_, noun) = self.sql.noun(target.noun)?;
        let id = Bind::from(&target.id);
        let own = run::first(self.conn, &noun.stands, &[id], |row| row::stream(row, 0))?;
        let mut streams = Vec::from_iter(own);
        let number = i64::from(noun.table.declaration().number);
        run::each(self.conn, &self.sql.house.elsewhere, &[number.into(), id], |row| {
            let stream = row::stream(row, 0)?;
            if !streams.contains(&stream) {
                streams.push(stream);
            }
            Ok(())
        })?;
        Ok(streams)
    }

    fn entries(
        &self,
        query: &JournalQuery,
        stream: Option<Stream>,
        into: &mut Vec<Entry>,
    ) -> Result<(), StoreError> {
        let form = JournalForm {
            stream: stream.is_some(),
            record: query.record.is_some(),
            recorded_by: query.recorded_by.is_some(),
            shared: query.sight != Sight::All,
        };
        let sql = self.sql.house.journal(form);
        let limit = i64::try_from(query.limit).unwrap_or(i64::MAX);
        let after = i64::try_from(query.after.0).unwrap_or(i64::MAX);
        let mut binds = vec![Bind::Integer(after), Bind::Integer(limit)];
        binds.extend(stream.map(Bind::from));
        if let Some(target) = &query.record {
            let (_, noun) = self.sql.noun(target.noun)?;
            let (first, last) = kinds(noun.table.declaration().number);
            binds.extend([first.into(), last.into(), Bind::from(&target.id)]);
        }
        binds.extend(query.recorded_by.map(|at| Bind::Integer(at.micros())));
        run::each(self.conn, &sql, &binds, |row| {
            into.push(self.entry(row)?);
            Ok(())
        })
    }

    pub(crate) fn entry(&self, row: &Row<'_>) -> Result<Entry, StoreError> {
        let (noun, event) = self.kind(row::integer(row, 7)?)?;
        let recorded_at = row::timestamp(row, 4)?;
        let valid_at = match row::maybe_integer(row, 5)? {
            None => recorded_at,
            Some(_) => row::timestamp(row, 5)?,
        };
        let told = match row::maybe_bytes(row, 10)? {
            None => Told::Record,
            Some(plain) => {
                Told::Inline(Body { plain: plain.to_vec(), personal: row::personal(row, 11)? })
            }
        };
        Ok(Entry {
            position: Position(row::count(row, 0)?),
            stream: row::stream(row, 1)?,
            revision: row::revision(row, 2)?,
            number: u32::try_from(row::integer(row, 3)?)
                .map_err(|_| row::damaged("an entry's number"))?,
            recorded_at,
            valid_at,
            actor: actor(row, 6)?,
            noun,
            id: row::id(row, 8)?,
            event,
            visibility: row::visibility(row, 9)?,
            told,
            takes: row::takes(row::maybe_bytes(row, 13)?)?,
            digest: row::digest(row, 14)?,
            seal: row::seal(row, 12)?,
        })
    }

    /// The noun and the event that a number stands for.
    fn kind(&self, kind: i64) -> Result<(&'static str, &'static str), StoreError> {
        let [noun, event] = match u16::try_from(kind) {
            Ok(kind) => kind.to_be_bytes(),
            Err(_) => return Err(row::damaged("an entry's kind")),
        };
        let declared = self.catalogue.numbered(noun).map(|noun| noun.declaration);
        let named = declared
            .and_then(|noun| noun.events.get(usize::from(event)).map(|event| (noun.noun, *event)));
        named.ok_or_else(|| row::damaged("an entry's kind"))
    }
}

/// The numbers that stand for a noun's events.
pub(crate) fn kinds(noun: u8) -> (i64, i64) {
    (i64::from(u16::from_be_bytes([noun, 0])), i64::from(u16::from_be_bytes([noun, u8::MAX])))
}

fn actor(row: &Row<'_>, at: usize) -> Result<ActorId, StoreError> {
    ActorId::from_bytes(row::array(row, at)?).ok_or_else(|| row::damaged("an actor"))
}

/// The cursor behind a record whose open index columns follow its own cells in the row.
fn behind(row: &Row<'_>, plan: &Plan<'_>, record: &Record) -> Result<Cursor, StoreError> {
    let scan = plan.scan;
    let mut values = scan.equals.clone();
    for (place, (_, column)) in plan.columns.iter().skip(scan.equals.len()).enumerate() {
        let value = row::value(row, row::RECORD + place, column.shape)?;
        values.push(value.ok_or_else(|| row::damaged("an index has a null in it"))?);
    }
    Ok(Cursor::behind(scan, plan.noun.declaration, &values, record.id))
}

/// The parameters of a question but its limit, in the order in which its statement has them.
fn binds<'p>(
    plan: &'p Plan<'_>,
    range: &'p Range,
    after: Option<&'p (Vec<Value>, crate::domain::Id)>,
) -> Vec<Bind<'p>> {
    let scan = plan.scan;
    let mut binds = Vec::with_capacity(8);
    binds.extend(scan.stream.map(Bind::from));
    binds.extend(scan.equals.iter().map(Bind::from));
    for bound in [&range.lower, &range.upper] {
        if let Bound::Included(value) | Bound::Excluded(value) = bound {
            binds.push(Bind::from(value));
        }
    }
    if let Some((values, id)) = after {
        binds.extend(values.iter().skip(scan.equals.len()).map(Bind::from));
        binds.push(Bind::from(id));
    }
    if let Sight::Shared(own) = scan.sight {
        binds.push(Bind::from(own));
    }
    for condition in &scan.conditions {
        if let Condition::Is(_, value) | Condition::IsNot(_, value) = condition {
            binds.push(Bind::from(value));
        }
    }
    binds
}

/// Whether a body's personal part is there and holds something.
pub(crate) fn tells(personal: &Held<Vec<u8>>) -> bool {
    personal.as_ref().known().is_some_and(|bytes| !bytes.is_empty())
}
