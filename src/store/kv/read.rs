//! Reading: records, pages, heads, counters and keys, out of any ordered map.

use std::ops::{Bound, ControlFlow, Range};

use serde::de::DeserializeOwned;

use super::form::{self, BareForm, HeadForm, KeptForm, PlaceForm, RecordForm};
use super::{Ordered, key};
use crate::domain::declaration::{BY_ID, Kind, Shape, TIMELINE, Value};
use crate::domain::{Id, Stream};
use crate::store::catalogue::{Catalogue, Plan, Registered};
use crate::store::contract::{Head, Reader};
use crate::store::cursor::Cursor;
use crate::store::error::StoreError;
use crate::store::journal::{Entry, JournalQuery};
use crate::store::order;
use crate::store::record::{Record, Target};
use crate::store::scan::{Among, Order, Page, Scan, Superseded};
use crate::store::unit::{Counter, Kept, Key};

/// A map seen through the declarations.
#[derive(Clone, Copy)]
pub(in crate::store) struct View<'a> {
    pub(in crate::store) catalogue: &'a Catalogue,
    pub(in crate::store) map: &'a dyn Ordered,
}

/// A record where an index has it.
pub(in crate::store) struct Row {
    /// The values of the index's columns, the stream left out.
    pub(in crate::store) values: Vec<Value>,
    pub(in crate::store) id: Id,
    /// Without its columns, unless the question looks at them or asks for them.
    pub(in crate::store) record: RecordForm,
}

/// A record, wherever it is.
pub(in crate::store) fn record(
    map: &dyn Ordered,
    noun: &Registered,
    id: Id,
) -> Result<Option<RecordForm>, StoreError> {
    stored(map, noun, id)
}

/// A record in the form in which it is asked for.
fn stored<T: DeserializeOwned>(
    map: &dyn Ordered,
    noun: &Registered,
    id: Id,
) -> Result<Option<T>, StoreError> {
    let number = noun.declaration.number;
    let Some(value) = map.get(&key::place(number, id))? else { return Ok(None) };
    let Kind::Fact { .. } = noun.declaration.kind else { return form::read(&value).map(Some) };
    let PlaceForm { stream, at } = form::read(&value)?;
    let fact = map.get(&key::fact(number, stream, at, id))?;
    let fact = fact.ok_or_else(|| form::damaged("a fact that is not in its timeline"))?;
    form::read(&fact).map(Some)
}

/// Where a stream stands.
pub(in crate::store) fn head(map: &dyn Ordered, stream: Stream) -> Result<HeadForm, StoreError> {
    map.get(&key::head(stream))?.map_or(Ok(HeadForm::NONE), |value| form::read(&value))
}

/// Where a counter stands.
pub(in crate::store) fn counter(map: &dyn Ordered, of: &Counter) -> Result<i64, StoreError> {
    map.get(&key::counter(of))?.map_or(Ok(0), |value| form::read(&value))
}

/// What is remembered of a key.
pub(in crate::store) fn kept(map: &dyn Ordered, key: &Key) -> Result<Option<Kept>, StoreError> {
    let Some(value) = map.get(&key::kept(key))? else { return Ok(None) };
    form::read::<KeptForm>(&value)?.kept().map(Some)
}

impl View<'_> {
    /// Hands over every row that the question names and the asker sees, from the cursor on.
    pub(in crate::store) fn rows(
        &self,
        plan: &Plan<'_>,
        each: &mut dyn FnMut(Row) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let shelf = Place::of(plan)?;
        for pair in self.map.range(range(plan, &shelf.prefix), plan.scan.order) {
            let (key, value) = pair?;
            let (values, id) = shelf.read(&key)?;
            let record = if plan.needs_columns() {
                self.row::<RecordForm>(plan, &shelf, id, &value)?
            } else {
                self.row::<BareForm>(plan, &shelf, id, &value)?.into()
            };
            if !visible(plan, &record) {
                continue;
            }
            if each(Row { values, id, record }).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn row<T: DeserializeOwned>(
        &self,
        plan: &Plan<'_>,
        shelf: &Place,
        id: Id,
        value: &[u8],
    ) -> Result<T, StoreError> {
        if shelf.holds_records {
            return form::read(value);
        }
        let record = stored(self.map, &plan.noun, id)?;
        record.ok_or_else(|| form::damaged("an index that names no record"))
    }

    /// The first rows, and whether there are more.
    pub(in crate::store) fn first(
        &self,
        plan: &Plan<'_>,
        limit: usize,
    ) -> Result<(Vec<Row>, bool), StoreError> {
        let mut rows = Vec::new();
        let mut more = false;
        self.rows(plan, &mut |row| {
            if rows.len() == limit {
                more = true;
                return ControlFlow::Break(());
            }
            rows.push(row);
            ControlFlow::Continue(())
        })?;
        Ok((rows, more))
    }
}

impl Reader for View<'_> {
    fn get(&self, targets: &[Target], columns: bool) -> Result<Vec<Option<Record>>, StoreError> {
        let one = |target: &Target| {
            let noun = self.catalogue.noun(target.noun)?;
            let found = if columns {
                record(self.map, noun, target.id)?
            } else {
                stored::<BareForm>(self.map, noun, target.id)?.map(RecordForm::from)
            };
            Ok(found.map(|record| record.record(target.id, columns)))
        };
        targets.iter().map(one).collect()
    }

    fn scan(&self, scan: &Scan) -> Result<Page, StoreError> {
        let plan = self.catalogue.plan(scan)?;
        let (rows, more) = self.first(&plan, scan.limit)?;
        Ok(page(&plan, rows, more))
    }

    fn count(&self, scan: &Scan) -> Result<u64, StoreError> {
        let all = Scan { after: None, limit: 1, ..scan.clone() };
        let plan = self.catalogue.plan(&all)?;
        let mut count = 0;
        self.rows(&plan, &mut |_| {
            count += 1;
            ControlFlow::Continue(())
        })?;
        Ok(count)
    }

    fn journal(&self, query: &JournalQuery) -> Result<Vec<Entry>, StoreError> {
        self.catalogue.check_journal(query)?;
        super::journal::page(self, query)
    }

    fn revisions(&self, streams: &[Stream]) -> Result<Vec<Head>, StoreError> {
        streams.iter().map(|stream| head(self.map, *stream)?.head()).collect()
    }

    fn counter(&self, of: &Counter) -> Result<i64, StoreError> {
        counter(self.map, of)
    }

    fn key(&self, key: &Key) -> Result<Option<Kept>, StoreError> {
        kept(self.map, key)
    }
}

/// A page of these rows.
pub(in crate::store) fn page(plan: &Plan<'_>, rows: Vec<Row>, more: bool) -> Page {
    let last = rows.last().filter(|_| more);
    let next =
        last.map(|row| Cursor::behind(plan.scan, plan.noun.declaration, &row.values, row.id));
    let given = |row: Row| {
        let mut record = row.record.record(row.id, true);
        let all = record.columns.take().unwrap_or_default();
        record.columns = plan.scan.columns.given(plan.noun.declaration, all);
        record
    };
    let records = rows.into_iter().map(given);
    Page { records: records.collect(), next }
}

/// Whether the question's conditions and the asker's sight leave a record in.
pub(in crate::store) fn visible(plan: &Plan<'_>, record: &RecordForm) -> bool {
    let stands = record.superseded_by.is_none() || plan.scan.superseded == Superseded::Shown;
    stands
        && plan.scan.sight.sees(record.stream, form::visibility(record.shared))
        && plan.admits(&record.columns)
}

/// The part of the map in which a question's index is.
struct Place {
    prefix: Vec<u8>,
    shapes: Vec<Shape>,
    holds_records: bool,
}

impl Place {
    fn of(plan: &Plan<'_>) -> Result<Self, StoreError> {
        let noun = plan.noun.declaration;
        let state = noun.kind == Kind::State;
        let shapes = plan.columns.iter().map(|(_, column)| column.shape).collect();
        let (prefix, holds_records) = match (plan.scan.index, plan.scan.stream) {
            (BY_ID, _) => (key::places(noun.number), state),
            (TIMELINE, Some(stream)) => (key::facts_of(noun.number, stream), true),
            (name, stream) => {
                let number = index_number(noun, name);
                let number =
                    number.ok_or(StoreError::Query { why: "the index is not declared" })?;
                (key::index(noun.number, number, stream), false)
            }
        };
        Ok(Place { prefix, shapes, holds_records })
    }

    /// The values and the id in a key.
    fn read(&self, key: &[u8]) -> Result<(Vec<Value>, Id), StoreError> {
        let broken = |_| form::damaged("a key of an index");
        let mut rest = key.get(self.prefix.len()..).unwrap_or_default();
        let values = self.shapes.iter().map(|shape| order::take(&mut rest, *shape));
        let values = values.collect::<Result<_, _>>().map_err(broken)?;
        let id = order::take_id(&mut rest).map_err(broken)?;
        Ok((values, id))
    }
}

/// The number of a declared index in keys.
pub(in crate::store) fn index_number(
    noun: &crate::domain::declaration::Declaration,
    name: &str,
) -> Option<u8> {
    let place = noun.indexes.iter().position(|index| index.name == name)?;
    u8::try_from(place).ok()
}

/// The keys that a question's values, bounds and cursor leave.
fn range(plan: &Plan<'_>, prefix: &[u8]) -> Range<Vec<u8>> {
    let mut equal = prefix.to_vec();
    plan.scan.equals.iter().for_each(|value| order::push(&mut equal, value));
    let keys = among(&equal, &plan.scan.among);
    let Some((values, id)) = &plan.after else { return keys };
    let mut cursor = prefix.to_vec();
    values.iter().for_each(|value| order::push(&mut cursor, value));
    cursor.extend_from_slice(id.as_bytes());
    match plan.scan.order {
        Order::Ascending => keys.start.max(key::behind(&cursor))..keys.end,
        Order::Descending => keys.start..keys.end.min(cursor),
    }
}

fn among(equal: &[u8], among: &Among) -> Range<Vec<u8>> {
    let at = |value: &Value| {
        let mut key = equal.to_vec();
        order::push(&mut key, value);
        key
    };
    match among {
        Among::All => key::under(equal.to_vec()),
        Among::Prefix(text) => {
            let mut prefix = equal.to_vec();
            order::push_text(&mut prefix, text);
            key::under(prefix)
        }
        Among::Between(from, to) => {
            let start = match from {
                Bound::Unbounded => equal.to_vec(),
                Bound::Included(value) => at(value),
                Bound::Excluded(value) => key::behind(&at(value)),
            };
            let end = match to {
                Bound::Unbounded => key::behind(equal),
                Bound::Included(value) => key::behind(&at(value)),
                Bound::Excluded(value) => at(value),
            };
            start..end
        }
    }
}
