//! Reading a store, and a photograph of everything that can be read.

use std::collections::BTreeSet;

use super::{Verdict, ensure, fine};
use crate::domain::declaration::{BY_ID, Declaration, STREAM, TIMELINE};
use crate::domain::{Id, Stream};
use crate::store::conformance::nouns;
use crate::store::contract::{Reader, Store};
use crate::store::error::StoreError;
use crate::store::journal::{Entry, JournalQuery, Position};
use crate::store::record::{Body, Record};
use crate::store::scan::{MOST, Projection, Scan, Superseded};

/// Reads one thing in a view of its own.
///
/// # Errors
/// What the store said instead.
pub fn look<T>(
    store: &dyn Store,
    read: impl Fn(&dyn Reader) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let mut found = None;
    store.view(&mut |reader| {
        found = Some(read(reader)?);
        Ok(())
    })?;
    found.ok_or_else(|| StoreError::backend("the view did not call its closure"))
}

/// Follows the cursors of a question to its end.
///
/// # Errors
/// Why a page cannot be read.
pub fn every(reader: &dyn Reader, scan: &Scan) -> Result<Vec<Record>, StoreError> {
    let mut scan = scan.clone();
    let mut records = Vec::new();
    // Far more pages than any check has records: a store that never comes to an end is told so.
    for _ in 0..2_000 {
        let page = reader.scan(&scan)?;
        records.extend(page.records);
        match page.next {
            Some(next) => scan.after = Some(next),
            None => return Ok(records),
        }
    }
    Err(StoreError::backend("the pages do not come to an end"))
}

/// All entries behind a query, page after page.
///
/// # Errors
/// Why a page cannot be read.
pub fn entries(reader: &dyn Reader, query: &JournalQuery) -> Result<Vec<Entry>, StoreError> {
    let mut query = query.clone();
    let mut found: Vec<Entry> = Vec::new();
    loop {
        let page = reader.journal(&query)?;
        let Some(last) = page.last().map(|entry| entry.position) else { return Ok(found) };
        if last <= query.after {
            return Err(StoreError::backend("the journal does not go on behind a position"));
        }
        query.after = last;
        found.extend(page);
    }
}

/// Everything that can be read of the suite's nouns, line by line, in one view.
///
/// # Errors
/// Why it cannot be read.
pub fn photograph(store: &dyn Store) -> Result<Vec<String>, String> {
    let mut lines = fine("a photograph", look(store, photograph_view))?;
    let stats = fine("stats", store.stats())?;
    lines.push(format!(
        "{:?} {} entries {} keys last {:?}",
        stats.records, stats.entries, stats.keys, stats.last
    ));
    Ok(lines)
}

fn photograph_view(reader: &dyn Reader) -> Result<Vec<String>, StoreError> {
    let mut lines = Vec::new();
    let mut streams = BTreeSet::new();
    let mut counters = BTreeSet::new();
    for entry in entries(reader, &JournalQuery::first(MOST))? {
        streams.insert(entry.stream);
        counters.extend(entry.takes.iter().map(|(counter, _)| counter.clone()));
        lines.push(format!("{entry:?}"));
    }
    for noun in nouns::registered().map(|noun| noun.declaration) {
        for record in every(reader, &everything(noun, BY_ID))? {
            streams.insert(record.stream);
            lines.push(format!("{} {record:?}", noun.noun));
        }
    }
    let streams: Vec<Stream> = streams.into_iter().collect();
    for (stream, head) in streams.iter().zip(reader.revisions(&streams)?) {
        lines.push(format!("{stream} {head:?}"));
    }
    for counter in counters {
        lines.push(format!("{counter:?} {}", reader.counter(&counter)?));
    }
    for scan in nouns::registered().iter().flat_map(|noun| indexes(noun.declaration, &streams)) {
        let ids: Vec<Id> = every(reader, &scan)?.iter().map(|record| record.id).collect();
        let within = scan.stream.map(|stream| stream.to_string()).unwrap_or_default();
        lines.push(format!("{} {} {within} {ids:?}", scan.noun, scan.index));
    }
    Ok(lines)
}

/// Every record of an index, superseded ones too, with columns.
#[must_use]
pub fn everything(noun: &'static Declaration, index: &'static str) -> Scan {
    let mut scan = Scan::of(noun.noun, index, MOST);
    scan.superseded = Superseded::Shown;
    scan.columns = Projection::Everything;
    scan
}

fn indexes(noun: &'static Declaration, streams: &[Stream]) -> Vec<Scan> {
    let mut scans = Vec::new();
    for index in noun.indexes.iter().map(|index| index.name).chain([TIMELINE]) {
        let Some(columns) = noun.index(index) else { continue };
        if columns.first() == Some(&STREAM) {
            scans.extend(streams.iter().map(|stream| everything(noun, index).within(*stream)));
        } else {
            scans.push(everything(noun, index));
        }
    }
    scans
}

/// Compares two photographs, and tells the first line in which they differ.
pub(in crate::store::conformance) fn unchanged(
    what: &str,
    before: &[String],
    after: &[String],
) -> Verdict {
    let gone = before.iter().find(|line| !after.contains(line));
    let new = after.iter().find(|line| !before.contains(line));
    ensure!(before == after, "{what}: there was {gone:?}, and there is {new:?}");
    Ok(())
}

/// The personal part of a body.
pub(in crate::store::conformance) fn personal(body: &Body) -> Option<&Vec<u8>> {
    body.personal.as_ref().known()
}

/// The beginning of a query over one stream.
pub(in crate::store::conformance) fn of_stream(stream: Stream) -> JournalQuery {
    JournalQuery { stream: Some(stream), ..JournalQuery::first(MOST) }
}

/// The positions of entries.
pub(in crate::store::conformance) fn positions(entries: &[Entry]) -> Vec<Position> {
    entries.iter().map(|entry| entry.position).collect()
}
