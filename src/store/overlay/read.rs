//! Reading through an overlay: the store below and what is pending as one.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::{Mutex, PoisonError};

use super::expected::Expected;
use super::pending::{Pending, erase};
use crate::domain::declaration::Value;
use crate::domain::{Id, Stream};
use crate::store::catalogue::{Catalogue, Plan};
use crate::store::contract::{Head, Reader};
use crate::store::cursor::Cursor;
use crate::store::error::StoreError;
use crate::store::journal::{Entry, JournalQuery, Told};
use crate::store::kv::read::View;
use crate::store::order;
use crate::store::record::{Record, Revision, Target};
use crate::store::scan::{Among, Order, Page, Projection, Scan};
use crate::store::unit::{Counter, Kept, Key};

/// The store below and what is pending, at one moment.
pub(super) struct Through<'a> {
    pub(super) below: &'a dyn Reader,
    pub(super) catalogue: &'a Catalogue,
    pub(super) pending: &'a Pending,
    pub(super) expected: &'a Mutex<Expected>,
}

/// A record where an index has it: its place as bytes, the values, the record with its columns.
struct Placed {
    place: Vec<u8>,
    values: Vec<Value>,
    record: Record,
}

impl Through<'_> {
    fn now(&self) -> View<'_> {
        View { catalogue: self.catalogue, map: &self.pending.now }
    }

    fn expect(&self, note: impl FnOnce(&mut Expected)) {
        note(&mut self.expected.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Expects a stream as it stands below.
    fn expect_stream(&self, stream: Stream) -> Result<(), StoreError> {
        let revision = match self.pending.stream_below(stream) {
            Some(revision) => revision,
            None => {
                let heads = self.below.revisions(&[stream])?;
                heads.first().map_or(Revision::ZERO, |head| head.revision)
            }
        };
        self.expect(|expected| expected.stream(stream, revision));
        Ok(())
    }

    /// Expects what a page tells: its stream, or else the records that come from below.
    fn expect_page(&self, scan: &Scan, records: &[Record]) -> Result<(), StoreError> {
        if let Some(stream) = scan.stream {
            return self.expect_stream(stream);
        }
        self.expect(|expected| {
            for record in records {
                let target = Target::new(scan.noun, record.id);
                if !self.pending.touches(target) {
                    expected.record(target, record.revision);
                } else if let Some(revision) = self.pending.record_below(target) {
                    expected.record(target, revision);
                }
            }
        });
        Ok(())
    }

    /// The rows from below that nothing here has touched: all of them, or as many as are wanted.
    fn below(&self, plan: &Plan<'_>, wanted: usize) -> Result<Vec<Placed>, StoreError> {
        let mut scan = Scan { columns: Projection::Everything, ..plan.scan.clone() };
        let mut last = plan.after.as_ref().map(|(values, id)| place(values, *id));
        let mut rows = Vec::new();
        loop {
            let page = self.below.scan(&scan)?;
            for record in page.records {
                let values = values(plan, &record, last.as_deref())?;
                let place = place(&values, record.id);
                last = Some(place.clone());
                if !self.pending.touches(Target::new(plan.scan.noun, record.id)) {
                    rows.push(Placed { place, values, record });
                }
            }
            scan.after = page.next;
            if scan.after.is_none() || rows.len() >= wanted {
                return Ok(rows);
            }
        }
    }

    fn merged(&self, plan: &Plan<'_>) -> Result<Page, StoreError> {
        let limit = plan.scan.limit;
        let mut rows = self.below(plan, limit + 1)?;
        let (own, _) = self.now().first(plan, limit + 1)?;
        rows.extend(own.into_iter().map(|row| Placed {
            place: place(&row.values, row.id),
            record: row.record.record(row.id, true),
            values: row.values,
        }));
        rows.sort_by(|a, b| match plan.scan.order {
            Order::Ascending => a.place.cmp(&b.place),
            Order::Descending => b.place.cmp(&a.place),
        });
        let more = rows.len() > limit;
        rows.truncate(limit);
        let declaration = plan.noun.declaration;
        let last = rows.last().filter(|_| more);
        let next =
            last.map(|row| Cursor::behind(plan.scan, declaration, &row.values, row.record.id));
        let strip = |row: Placed| {
            let all = row.record.columns.unwrap_or_default();
            Record { columns: plan.scan.columns.given(declaration, all), ..row.record }
        };
        Ok(Page { records: rows.into_iter().map(strip).collect(), next })
    }
}

impl Reader for Through<'_> {
    fn get(&self, targets: &[Target], columns: bool) -> Result<Vec<Option<Record>>, StoreError> {
        targets.iter().try_for_each(|target| self.catalogue.noun(target.noun).map(drop))?;
        let own = |target: &Target| self.pending.touches(*target);
        let others: Vec<Target> = targets.iter().copied().filter(|it| !own(it)).collect();
        let below = self.below.get(&others, columns)?;
        self.expect(|expected| {
            for (target, record) in others.iter().zip(&below) {
                let found = record.as_ref().map_or(Revision::ZERO, |record| record.revision);
                expected.record(*target, found);
            }
            for target in targets.iter().filter(|target| own(target)) {
                let found = self.pending.record_below(*target);
                found.into_iter().for_each(|found| expected.record(*target, found));
            }
        });
        let mut below = below.into_iter();
        let one = |target: &Target| match own(target) {
            true => Ok(self.now().get(&[*target], columns)?.pop().flatten()),
            false => Ok(below.next().flatten()),
        };
        targets.iter().map(one).collect()
    }

    fn scan(&self, scan: &Scan) -> Result<Page, StoreError> {
        let plan = self.catalogue.plan(scan)?;
        let page = match self.pending.touches_noun(plan.noun.declaration.noun) {
            true => self.merged(&plan)?,
            false => self.below.scan(scan)?,
        };
        self.expect_page(scan, &page.records)?;
        Ok(page)
    }

    fn count(&self, scan: &Scan) -> Result<u64, StoreError> {
        let below = self.below.count(scan)?;
        let before = View { catalogue: self.catalogue, map: &self.pending.before }.count(scan)?;
        let now = self.now().count(scan)?;
        scan.stream.map_or(Ok(()), |stream| self.expect_stream(stream))?;
        Ok(below.saturating_add(now).saturating_sub(before))
    }

    fn journal(&self, query: &JournalQuery) -> Result<Vec<Entry>, StoreError> {
        self.catalogue.check_journal(query)?;
        let mut entries = self.below.journal(query)?;
        for entry in &mut entries {
            let target = Target::new(entry.noun, entry.id);
            if let Told::Inline(body) = &mut entry.told
                && self.pending.log.redacted.contains_key(&target)
            {
                erase(body);
            }
        }
        let of_record = entries.iter().filter(|_| query.record.is_some());
        let streams: BTreeSet<Stream> =
            of_record.map(|entry| entry.stream).chain(query.stream).collect();
        streams.into_iter().try_for_each(|stream| self.expect_stream(stream))?;
        let left = query.limit.saturating_sub(entries.len());
        if left > 0 {
            let rest = JournalQuery { limit: left, ..query.clone() };
            entries.extend(self.now().journal(&rest)?);
        }
        Ok(entries)
    }

    fn revisions(&self, streams: &[Stream]) -> Result<Vec<Head>, StoreError> {
        let one = |stream: &Stream| {
            self.expect_stream(*stream)?;
            let found = match self.pending.stream_below(*stream) {
                Some(_) => self.now().revisions(&[*stream])?,
                None => self.below.revisions(&[*stream])?,
            };
            Ok(found.first().copied().unwrap_or_default())
        };
        streams.iter().map(one).collect()
    }

    fn counter(&self, of: &Counter) -> Result<i64, StoreError> {
        match self.pending.counts(of) {
            true => self.now().counter(of),
            false => self.below.counter(of),
        }
    }

    fn key(&self, key: &Key) -> Result<Option<Kept>, StoreError> {
        match self.now().key(key)? {
            Some(kept) => Ok(Some(kept)),
            None => self.below.key(key),
        }
    }
}

/// A place in an index, as bytes in the order of the index.
fn place(values: &[Value], id: Id) -> Vec<u8> {
    let mut place = Vec::new();
    values.iter().for_each(|value| order::push(&mut place, value));
    place.extend_from_slice(id.as_bytes());
    place
}

/// The values at which a record stands in an index, behind the place before it.
fn values(plan: &Plan<'_>, record: &Record, last: Option<&[u8]>) -> Result<Vec<Value>, StoreError> {
    let missing = || StoreError::Corrupt { what: String::from("a record without its columns") };
    let columns = record.columns.as_ref().ok_or_else(missing)?;
    let cell = |at: usize| columns.get(at).map_or(&[][..], |cell| cell.values());
    if !plan.many() {
        let one = |(at, _): &(usize, _)| cell(*at).first().cloned().ok_or_else(missing);
        return plan.columns.iter().map(one).collect();
    }
    // A record stands once for each of its values, in their order: this is the first of them that
    // the question names and that comes behind the row before.
    let at = plan.columns.first().map(|(at, _)| *at).unwrap_or_default();
    let behind = |value: &&Value| {
        let place = place(std::slice::from_ref(value), record.id);
        last.is_none_or(|last| match plan.scan.order {
            Order::Ascending => place.as_slice() > last,
            Order::Descending => place.as_slice() < last,
        })
    };
    let mut named = cell(at).iter().filter(|value| names(plan.scan, value)).filter(behind);
    let value = match plan.scan.order {
        Order::Ascending => named.next(),
        Order::Descending => named.next_back(),
    };
    Ok(vec![value.cloned().ok_or_else(missing)?])
}

/// Whether a question over an index of one column names a value.
fn names(scan: &Scan, value: &Value) -> bool {
    let equal = scan.equals.first().is_none_or(|equal| equal == value);
    equal
        && match (&scan.among, value) {
            (Among::All, _) => true,
            (Among::Prefix(prefix), Value::Text(text)) => text.starts_with(prefix),
            (Among::Prefix(_), Value::Integer(_) | Value::Id(_)) => false,
            (Among::Between(from, to), _) => {
                let bounds: (Bound<&Value>, Bound<&Value>) = (from.as_ref(), to.as_ref());
                std::ops::RangeBounds::<Value>::contains(&bounds, value)
            }
        }
}
