//! Questions, answered by looking at every record.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::Arc;

use guanxi::domain::declaration::{Cell, Columns, Holds, Value};
use guanxi::domain::{Id, Stream, Timestamp};
use guanxi::store::catalogue::Plan;
use guanxi::store::scan::{Among, Order, Projection, Superseded};
use guanxi::store::{
    Counter, Cursor, Entry, Head, JournalQuery, Kept, Key, Page, Position, Reader, Record, Scan,
    Sight, StoreError, Target,
};

use super::{Fault, Kingdom, Plain};

/// A moment of the store.
pub(super) struct Looking<'l> {
    pub(super) store: &'l Plain,
    pub(super) moment: Option<Arc<Kingdom>>,
}

impl Looking<'_> {
    fn is(&self, fault: Fault) -> bool {
        self.store.is(fault)
    }

    fn kingdom(&self) -> Arc<Kingdom> {
        self.moment.clone().unwrap_or_else(|| Arc::clone(&self.store.kingdom()))
    }

    fn dressed(&self, record: &Record, columns: bool) -> Record {
        let mut record = record.clone();
        if !columns && !self.is(Fault::ColumnsAlways) {
            record.columns = None;
        }
        if self.is(Fault::NoDerivedColumns)
            && let Some(cells) = &mut record.columns
            && cells.len() == 11
        {
            cells[6] = Cell::NULL;
            cells[7] = Cell::NULL;
        }
        record
    }

    fn given(&self, record: &Record, plan: &Plan<'_>) -> Record {
        let all = self.dressed(record, true);
        let columns = match plan.scan.columns {
            Projection::Nothing if self.is(Fault::ColumnsAlways) => all.columns,
            Projection::These(names) if self.is(Fault::NamedColumnsAsDeclared) => {
                let declared = plan.noun.declaration.columns.iter().zip(all.columns.unwrap());
                let named = declared.filter(|(column, _)| names.contains(&column.name));
                Some(named.map(|(_, cell)| cell).collect())
            }
            asked => asked.given(plan.noun.declaration, all.columns.unwrap()),
        };
        Record { columns, ..record.clone() }
    }

    /// Every place of a question, in its order, page limits left aside.
    fn places<'k>(&self, kingdom: &'k Kingdom, plan: &Plan<'_>) -> Vec<(Vec<Value>, &'k Record)> {
        let scan = plan.scan;
        let records = kingdom.records.iter().filter(|((noun, _), _)| *noun == scan.noun);
        let mut found: Vec<(Vec<Value>, &Record)> = Vec::new();
        for (_, record) in records {
            let columns = record.columns.as_ref().unwrap();
            let within = scan.stream.is_none_or(|stream| record.stream == stream);
            let visible = self.is(Fault::SightIgnoredInPages)
                || scan.sight.sees(record.stream, record.visibility);
            let standing = record.superseded_by.is_none()
                || scan.superseded == Superseded::Shown
                || self.is(Fault::SupersededShown);
            let nulls = self.is(Fault::IsNotLeavesOutNulls)
                && scan.conditions.iter().any(|condition| {
                    matches!(condition, guanxi::store::scan::Condition::IsNot(name, _)
                        if columns[plan.noun.declaration.column(name).unwrap().0].values().is_empty())
                });
            let admitted = (plan.admits(columns) && !nulls) || self.is(Fault::ConditionsIgnored);
            if within && visible && standing && admitted {
                let places = self.values(plan, columns);
                found.extend(places.into_iter().map(|place| (place, record)));
            }
        }
        if self.is(Fault::IntegersAsTexts) {
            found.sort_by(|a, b| as_texts(&a.0).cmp(&as_texts(&b.0)).then(a.1.id.cmp(&b.1.id)));
        } else if !self.is(Fault::Unsorted) {
            found.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.id.cmp(&b.1.id)));
        }
        if scan.order == Order::Descending && self.is(Fault::DescendingKeepsIds) {
            found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.id.cmp(&b.1.id)));
        } else if scan.order == Order::Descending {
            found.reverse();
        }
        found
    }

    fn values(&self, plan: &Plan<'_>, columns: &Columns) -> Vec<Vec<Value>> {
        let mut places = vec![Vec::new()];
        for (at, column) in &plan.columns {
            let mut values = columns[*at].values().to_vec();
            if values.is_empty() && column.holds == Holds::One && self.is(Fault::NullsInIndexes) {
                values.push(match column.shape {
                    guanxi::domain::declaration::Shape::Integer => Value::Integer(i64::MIN),
                    guanxi::domain::declaration::Shape::Text => Value::from(""),
                    guanxi::domain::declaration::Shape::Id => Value::Id(Id::from_bytes([0; 16])),
                });
            }
            let longer = |place: &Vec<Value>| {
                values
                    .iter()
                    .map(|value| [place.clone(), vec![value.clone()]].concat())
                    .collect::<Vec<_>>()
            };
            places = places.iter().flat_map(longer).collect();
        }
        places.retain(|place| self.named(plan.scan, place));
        if self.is(Fault::ManyOnce) {
            places.truncate(1);
        }
        places
    }

    fn named(&self, scan: &Scan, place: &[Value]) -> bool {
        if !place.starts_with(&scan.equals) {
            return false;
        }
        let next = place.get(scan.equals.len());
        match (&scan.among, next) {
            (Among::All, _) => true,
            (Among::Between(from, to), Some(next)) if self.is(Fault::BoundsInclude) => {
                let open = |bound: &Bound<Value>| match bound {
                    Bound::Excluded(value) => Bound::Included(value.clone()),
                    bound => bound.clone(),
                };
                std::ops::RangeBounds::contains(&(open(from), open(to)), next)
            }
            (Among::Between(from, to), Some(next)) => {
                std::ops::RangeBounds::contains(&(from.clone(), to.clone()), next)
            }
            (Among::Prefix(prefix), Some(Value::Text(text))) => match self.store.fault {
                Fault::PrefixIgnoresCase => text.to_lowercase().starts_with(&prefix.to_lowercase()),
                Fault::PrefixIsAPattern if prefix == "%" => true,
                _ => text.starts_with(prefix.as_str()),
            },
            _ => false,
        }
    }

    fn behind(&self, plan: &Plan<'_>, place: &[Value], id: Id) -> bool {
        let Some((values, last)) = &plan.after else { return true };
        let ordering = (place, id).cmp(&(values.as_slice(), *last));
        let ordering = match plan.scan.order {
            Order::Ascending => ordering,
            Order::Descending => ordering.reverse(),
        };
        match self.store.fault {
            Fault::CursorRepeatsARecord => ordering.is_ge(),
            Fault::CursorForgetsIds => ordering.is_gt() && place != values.as_slice(),
            _ => ordering.is_gt(),
        }
    }
}

fn as_texts(place: &[Value]) -> Vec<Value> {
    let as_text = |value: &Value| match value {
        Value::Integer(number) => Value::Text(number.to_string()),
        value => value.clone(),
    };
    place.iter().map(as_text).collect()
}

impl Reader for Looking<'_> {
    fn get(&self, targets: &[Target], columns: bool) -> Result<Vec<Option<Record>>, StoreError> {
        let kingdom = self.kingdom();
        let mut targets = targets.to_vec();
        if self.is(Fault::GetSorts) {
            targets.sort();
        }
        let mut found = Vec::new();
        for target in targets {
            self.store.catalogue.noun(target.noun)?;
            let record = kingdom.records.get(&(target.noun, target.id));
            found.push(record.map(|record| self.dressed(record, columns)));
        }
        if self.is(Fault::GetLeavesOutWhatIsNot) {
            found.retain(Option::is_some);
        }
        Ok(found)
    }

    fn scan(&self, scan: &Scan) -> Result<Page, StoreError> {
        let mut asked = scan.clone();
        if self.is(Fault::LimitUnchecked) {
            asked.limit = asked.limit.clamp(1, 1000);
        }
        let plan = match self.store.catalogue.plan(&asked) {
            Err(StoreError::InvalidCursor) if self.is(Fault::AnyCursor) => {
                asked.after = None;
                self.store.catalogue.plan(&asked)?
            }
            Err(StoreError::Query { .. }) if self.is(Fault::UnknownIndexIsEmpty) => {
                return Ok(Page { records: Vec::new(), next: None });
            }
            plan => plan?,
        };
        let limit = asked.limit + usize::from(self.is(Fault::LimitOneMore));
        let kingdom = self.kingdom();
        let places = self.places(&kingdom, &plan);
        let mut behind =
            places.iter().filter(|(place, record)| self.behind(&plan, place, record.id));
        let page: Vec<_> = behind.by_ref().take(limit).collect();
        let cut = self.is(Fault::FilteredPagesEndEarly) && !asked.conditions.is_empty();
        let more = behind.next().is_some() && !cut;
        let last = page.last().filter(|_| more);
        let next = last
            .map(|(place, record)| Cursor::behind(&asked, plan.noun.declaration, place, record.id));
        let records = page.iter().map(|(_, record)| self.given(record, &plan)).collect();
        Ok(Page { records, next })
    }

    fn count(&self, scan: &Scan) -> Result<u64, StoreError> {
        if self.is(Fault::CountIsAPage) {
            return Ok(self.scan(scan)?.records.len() as u64);
        }
        let mut asked = Scan { limit: 1, ..scan.clone() };
        asked.after = None;
        if self.is(Fault::SightIgnoredInCounts) {
            asked.sight = Sight::All;
        }
        if self.is(Fault::SupersededCounted) {
            asked.superseded = Superseded::Shown;
        }
        let plan = self.store.catalogue.plan(&asked)?;
        let kingdom = self.kingdom();
        let places = self.places(&kingdom, &plan);
        if self.is(Fault::CountOnlyRecords) {
            let ids: BTreeSet<Id> = places.iter().map(|(_, r)| r.id).collect();
            return Ok(ids.len() as u64);
        }
        Ok(places.len() as u64)
    }

    fn journal(&self, query: &JournalQuery) -> Result<Vec<Entry>, StoreError> {
        if !self.is(Fault::JournalLimitUnchecked) {
            self.store.catalogue.check_journal(query)?;
        }
        let wanted = |entry: &Entry| {
            let after = match self.store.fault {
                Fault::JournalAfterIncludes if query.after > Position(1) => {
                    Position(query.after.0 - 1)
                }
                _ => query.after,
            };
            let about = |target: Target| {
                (entry.noun == target.noun || self.is(Fault::RecordFilterIgnoresNoun))
                    && entry.id == target.id
            };
            let recorded = |by: Timestamp| match self.store.fault {
                Fault::RecordedByExcludes => entry.recorded_at < by,
                _ => entry.recorded_at <= by,
            };
            entry.position > after
                && query.stream.is_none_or(|stream| entry.stream == stream)
                && query.record.is_none_or(about)
                && query.recorded_by.is_none_or(recorded)
                && (query.sight.sees(entry.stream, entry.visibility)
                    || self.is(Fault::SightIgnoredInJournal))
        };
        let kingdom = self.kingdom();
        let mut found: Vec<Entry> = kingdom
            .entries
            .iter()
            .filter(|written| wanted(&written.entry))
            .map(|written| Entry { seal: written.seal, ..written.entry.clone() })
            .collect();
        if self.is(Fault::JournalByStream) {
            found.sort_by_key(|entry| (entry.stream, entry.position));
        } else {
            found.sort_by_key(|entry| entry.position);
        }
        found.truncate(query.limit);
        Ok(found)
    }

    fn revisions(&self, streams: &[Stream]) -> Result<Vec<Head>, StoreError> {
        let kingdom = self.kingdom();
        let mut streams = streams.to_vec();
        if self.is(Fault::HeadsSorted) {
            streams.sort();
        }
        let head = |stream: &Stream| kingdom.heads.get(stream).map(|(head, _)| *head);
        let mut heads: Vec<Head> =
            streams.iter().map(|stream| head(stream).unwrap_or_default()).collect();
        if self.is(Fault::HeadsWithoutTime) {
            heads.iter_mut().for_each(|head| head.recorded_at = None);
        }
        Ok(heads)
    }

    fn counter(&self, counter: &Counter) -> Result<i64, StoreError> {
        let mut counter = counter.clone();
        if self.is(Fault::CountersByNameAlone) {
            counter.of = Stream::team();
        }
        Ok(self.kingdom().counters.get(&counter).copied().unwrap_or(0))
    }

    fn key(&self, key: &Key) -> Result<Option<Kept>, StoreError> {
        let kingdom = self.kingdom();
        let any = kingdom.keys.values().next().filter(|_| self.is(Fault::UnknownKeysKept));
        Ok(kingdom.keys.get(key).or(any).cloned())
    }
}
