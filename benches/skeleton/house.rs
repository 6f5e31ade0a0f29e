//! This crate, as its hosts use it: a store behind `dyn Store`, and the desk over it.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use guanxi::Crm;
use guanxi::crm::nouns;
use guanxi::domain::client::Client;
use guanxi::domain::contact::Contact;
use guanxi::domain::declaration::Value;
use guanxi::domain::interaction::Interaction;
use guanxi::domain::noun::{Fact, Noun, State};
use guanxi::domain::{ActorId, Id, RecordId, Stream, Timestamp};
use guanxi::store::scan::{Condition, Order, Projection};
use guanxi::store::unit::Digest;
use guanxi::store::{
    Cursor, Key, NewEntry, Payload, Put, Scan, SqliteStore, Store, StoreError, Target, Unit,
    UnitKey, Write, body,
};

use crate::dice::drawn;
use crate::firm;
use crate::people::{self, Made};
use crate::same::{Durability, Said, connect};

/// A store behind its trait, as hosts hold it.
pub(crate) type House = Box<dyn Store + Send + Sync>;

/// The SQLite engine over a file.
pub(crate) fn open(path: &Path, durability: Durability) -> House {
    let store = match durability {
        Durability::Full => SqliteStore::open(path, &nouns()),
        // Only the host's own connection goes without waiting for the disk.
        Durability::Off => {
            let conn = connect(path, durability).expect("a connection of the host's");
            SqliteStore::from_connection(conn, &nouns())
        }
    };
    Box::new(store.expect("the store opens"))
}

/// The desk over a store.
pub(crate) fn crm(store: House) -> Crm {
    Crm::over(store).expect("a store opened with these nouns")
}

/// Puts clients down.
pub(crate) fn registration(clients: &[Made<Client>]) -> Unit {
    unit(clients.iter().map(told).collect())
}

/// Puts the people at a client down.
pub(crate) fn contacts(contacts: &[Made<Contact>]) -> Unit {
    let mut writes = contacts.iter().map(told);
    let first = writes.next().into_iter();
    unit(first.map(|first| writes.by_ref().fold(first, joined)).collect())
}

fn joined(mut all: Write, more: Write) -> Write {
    all.puts.extend(more.puts);
    all.entries.extend(more.entries);
    all
}

/// A record that came of its first event.
fn told<N: State>(made: &Made<N>) -> Write {
    let record = &made.record;
    Write {
        puts: vec![put(record, None)],
        entries: vec![NewEntry {
            target: target(record),
            event: made.event.name(),
            valid_at: people::began(),
            visibility: record.visibility(),
            payload: Payload::Inline(body::write_event(&made.event).expect("an event as bytes")),
            salt: salt(),
        }],
        ..Write::to(record.stream())
    }
}

/// Logs interactions in one unit, those of a client together.
pub(crate) fn logging(interactions: &[Interaction]) -> Unit {
    let mut writes: Vec<Write> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for interaction in interactions {
        let stream = interaction.stream();
        let at = *places.entry(stream).or_insert_with(|| {
            writes.push(Write::to(stream));
            writes.len() - 1
        });
        let write = &mut writes[at];
        write.puts.push(put(interaction, interaction.supersedes().map(RecordId::id)));
        write.entries.push(NewEntry {
            target: target(interaction),
            event: interaction.event_name(),
            valid_at: interaction.at(),
            visibility: interaction.visibility(),
            payload: Payload::Record,
            salt: salt(),
        });
    }
    unit(writes)
}

fn unit(writes: Vec<Write>) -> Unit {
    let key = UnitKey {
        key: Key::fresh(Id::from_bytes(salt())),
        digest: Digest::NONE,
        actor: ActorId::System,
        recorded_at: recorded_at(),
        ids: Vec::new(),
    };
    Unit { key, expects: Vec::new(), takes: Vec::new(), writes }
}

fn put<N: Noun>(noun: &N, supersedes: Option<Id>) -> Put {
    Put {
        target: target(noun),
        visibility: noun.visibility(),
        body: body::write(noun).expect("a noun is written as bytes"),
        columns: noun.columns(),
        supersedes,
    }
}

fn target<N: Noun>(noun: &N) -> Target {
    Target::new(N::DECLARATION.noun, noun.id().id())
}

/// Sixteen bytes that stand nowhere else; keys and salts are drawn so cheaply here on both sides.
pub(crate) fn salt() -> [u8; 16] {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    // As in ids of version 7, what comes later is greater.
    (u128::from(count) << 64 | u128::from(drawn(count, 99))).to_be_bytes()
}

/// When all of it is told.
pub(crate) fn recorded_at() -> Timestamp {
    Timestamp::from_seconds(1_767_225_600).expect("an instant")
}

/// What the references write into their journals.
pub(crate) fn said(n: u64) -> Said {
    Said { actor: firm::actor(n).to_bytes(), recorded_at: recorded_at().micros(), salt: salt() }
}

/// A record by its id, read back into its noun.
pub(crate) fn get<N: Noun>(store: &dyn Store, id: Id) -> Result<Option<N>, StoreError> {
    let mut found = None;
    store.view(&mut |reader| {
        let record = reader.get(&[Target::new(N::DECLARATION.noun, id)], false)?.pop().flatten();
        found = record.as_ref().map(body::read::<N>).transpose()?;
        Ok(())
    })?;
    Ok(found)
}

/// A page, read back into its nouns.
pub(crate) fn page<N: Noun>(
    store: &dyn Store,
    scan: &Scan,
) -> Result<(Vec<N>, Option<Cursor>), StoreError> {
    let (mut records, mut next) = (Vec::new(), None);
    store.view(&mut |reader| {
        let page = reader.scan(scan)?;
        records = page.records.iter().map(body::read::<N>).collect::<Result<_, _>>()?;
        next = page.next;
        Ok(())
    })?;
    Ok((records, next))
}

/// How many interactions an index holds.
pub(crate) fn count(store: &dyn Store, index: &'static str) -> u64 {
    let mut count = 0;
    let read = store.view(&mut |reader| {
        count = reader.count(&Scan::of("interaction", index, 1))?;
        Ok(())
    });
    read.expect("a count");
    count
}

/// The newest interactions of a client that stand.
pub(crate) fn timeline(client: Id, limit: usize) -> Scan {
    Scan {
        order: Order::Descending,
        conditions: vec![Condition::Null("withdraws")],
        ..Scan::of("interaction", "timeline", limit).within(Stream::of(Stream::CLIENT, client))
    }
}

/// The clients of a segment, the one met last first.
pub(crate) fn segment(segment: &str, limit: usize, after: Option<Cursor>) -> Scan {
    Scan { after, ..Scan::of("client", "by_segment", limit).equal(segment).descending() }
}

/// Every page of a segment, each as the question that asks for it.
pub(crate) fn segments_pages(store: &dyn Store, of: &str, limit: usize) -> Vec<Scan> {
    let mut scans = Vec::new();
    let mut after = None;
    loop {
        let scan = segment(of, limit, after);
        let (_, next) = page::<Client>(store, &scan).expect("a page of clients");
        scans.push(scan);
        after = next;
        if after.is_none() {
            return scans;
        }
    }
}

/// Last contact and id of the last client of a full page.
pub(crate) fn last_place(store: &dyn Store, scan: &Scan, limit: usize) -> Option<(i64, Id)> {
    let mut place = None;
    let with_columns = Scan { columns: Projection::These(&["last_contact"]), ..scan.clone() };
    let read = store.view(&mut |reader| {
        let records = reader.scan(&with_columns)?.records;
        place = records.last().filter(|_| records.len() == limit).and_then(|record| {
            let met = record.columns.as_ref()?.first()?.values().first()?;
            match met {
                Value::Integer(met) => Some((*met, record.id)),
                Value::Text(_) | Value::Id(_) => None,
            }
        });
        Ok(())
    });
    read.expect("a page of clients");
    place
}
