//! How the store is asked: every question looks at every record, in the order of the contract.

use std::ops::RangeBounds as _;

use guanxi::domain::declaration::{Cell, Value};
use guanxi::domain::{Id, Stream};
use guanxi::store::catalogue::Plan;
use guanxi::store::scan::{Among, Order, Superseded};
use guanxi::store::{
    Catalogue, Counter, Cursor, Entry, Head, JournalQuery, Kept, Key, Page, Reader, Record, Scan,
    StoreError, Target,
};

use crate::shelf::{Contents, cells};

/// One moment of the store.
pub(crate) struct Moment<'m> {
    pub(crate) catalogue: &'m Catalogue,
    pub(crate) kept: &'m Contents,
}

/// Where a record stands in an index: a record with many values stands at many places.
type Place<'m> = (Vec<Value>, &'m Record);

impl Moment<'_> {
    /// Every place of a question, in its order, limit and cursor left aside.
    fn places(&self, plan: &Plan<'_>) -> Vec<Place<'_>> {
        let scan = plan.scan;
        let of_noun = self.kept.records.iter().filter(|((noun, _), _)| *noun == scan.noun);
        let mut places: Vec<Place<'_>> = of_noun
            .map(|(_, record)| record)
            .filter(|record| scan.stream.is_none_or(|stream| record.stream == stream))
            .filter(|record| scan.sight.sees(record.stream, record.visibility))
            .filter(|r| r.superseded_by.is_none() || scan.superseded == Superseded::Shown)
            .filter(|record| record.columns.as_ref().is_some_and(|columns| plan.admits(columns)))
            .flat_map(|record| values(plan, record).into_iter().map(move |place| (place, record)))
            .filter(|(place, _)| is_among(scan, place))
            .collect();
        places.sort_by(|a, b| (&a.0, a.1.id).cmp(&(&b.0, b.1.id)));
        if scan.order == Order::Descending {
            places.reverse();
        }
        places
    }
}

/// The values of a record in an index's columns: one list for each way of choosing one value of each.
/// Where a column has none, there is no way.
fn values(plan: &Plan<'_>, record: &Record) -> Vec<Vec<Value>> {
    let mut places = vec![Vec::new()];
    for (at, _) in &plan.columns {
        let values = cells(record).get(*at).map(Cell::values).unwrap_or_default();
        let longer = |place: Vec<Value>| {
            values.iter().map(move |value| [place.as_slice(), std::slice::from_ref(value)].concat())
        };
        places = places.into_iter().flat_map(longer).collect();
    }
    places
}

fn is_among(scan: &Scan, place: &[Value]) -> bool {
    let Some(rest) = place.strip_prefix(scan.equals.as_slice()) else { return false };
    match (&scan.among, rest.first()) {
        (Among::All, _) => true,
        (Among::Between(from, to), Some(next)) => (from.as_ref(), to.as_ref()).contains(next),
        (Among::Prefix(prefix), Some(Value::Text(text))) => text.starts_with(prefix.as_str()),
        (Among::Between(..) | Among::Prefix(_), _) => false,
    }
}

fn is_behind(plan: &Plan<'_>, place: &[Value], id: Id) -> bool {
    let Some((values, last)) = &plan.after else { return true };
    let ordering = (place, id).cmp(&(values.as_slice(), *last));
    match plan.scan.order {
        Order::Ascending => ordering.is_gt(),
        Order::Descending => ordering.is_lt(),
    }
}

fn given(record: &Record, columns: bool) -> Record {
    let columns = record.columns.clone().filter(|_| columns);
    Record { columns, ..record.clone() }
}

fn asked(record: &Record, plan: &Plan<'_>) -> Record {
    let all = record.columns.clone().unwrap_or_default();
    Record { columns: plan.scan.columns.given(plan.noun.declaration, all), ..record.clone() }
}

impl Reader for Moment<'_> {
    fn get(&self, targets: &[Target], columns: bool) -> Result<Vec<Option<Record>>, StoreError> {
        let get = |target: &Target| {
            self.catalogue.noun(target.noun)?;
            let record = self.kept.records.get(&(target.noun, target.id));
            Ok(record.map(|record| given(record, columns)))
        };
        targets.iter().map(get).collect()
    }

    fn scan(&self, scan: &Scan) -> Result<Page, StoreError> {
        let plan = self.catalogue.plan(scan)?;
        let mut places = self.places(&plan);
        places.retain(|(place, record)| is_behind(&plan, place, record.id));
        let more = places.len() > scan.limit;
        places.truncate(scan.limit);
        let last = places.last().filter(|_| more);
        let next = last
            .map(|(place, record)| Cursor::behind(scan, plan.noun.declaration, place, record.id));
        let records = places.iter().map(|(_, record)| asked(record, &plan)).collect();
        Ok(Page { records, next })
    }

    fn count(&self, scan: &Scan) -> Result<u64, StoreError> {
        let scan = Scan { limit: 1, after: None, ..scan.clone() };
        Ok(self.places(&self.catalogue.plan(&scan)?).len() as u64)
    }

    fn journal(&self, query: &JournalQuery) -> Result<Vec<Entry>, StoreError> {
        self.catalogue.check_journal(query)?;
        let wanted = |entry: &&Entry| {
            let about = |target| Target::new(entry.noun, entry.id) == target;
            entry.position > query.after
                && query.stream.is_none_or(|stream| entry.stream == stream)
                && query.record.is_none_or(about)
                && query.recorded_by.is_none_or(|at| entry.recorded_at <= at)
                && query.sight.sees(entry.stream, entry.visibility)
        };
        Ok(self.kept.journal.iter().filter(wanted).take(query.limit).cloned().collect())
    }

    fn revisions(&self, streams: &[Stream]) -> Result<Vec<Head>, StoreError> {
        let head = |stream| self.kept.heads.get(stream).map(|(head, _)| *head).unwrap_or_default();
        Ok(streams.iter().map(head).collect())
    }

    fn counter(&self, counter: &Counter) -> Result<i64, StoreError> {
        Ok(self.kept.counters.get(counter).copied().unwrap_or_default())
    }

    fn key(&self, key: &Key) -> Result<Option<Kept>, StoreError> {
        Ok(self.kept.keys.get(key).cloned())
    }
}
