//! Imports by example and by law.

mod laws;
mod stories;

use uuid::Uuid;

use super::*;
use crate::domain::noun::{Event, Header, Noun, Stamp, State};
use crate::domain::{ActorId, Held, ImportId, Line, RecordId, Timestamp};

fn id() -> ImportId {
    ImportId::from_uuid(Uuid::from_u128(3))
}

/// So many hours after the beginning of 2026.
fn hour(n: i64) -> Stamp {
    let at = Timestamp::from_seconds(1_767_225_600 + n * 3_600).unwrap();
    Stamp { valid_at: at, recorded_at: at, by: ActorId::System }
}

fn header(stamp: &Stamp) -> Header {
    let Stamp { valid_at, recorded_at, by } = *stamp;
    Header { id: id().id(), stream: Import::stream_of(id()), valid_at, recorded_at, by }
}

type Said = Result<Event<Import>, ImportRefusal>;

fn after(import: &Import, said: Said, n: i64) -> Import {
    Import::apply(Some(import.clone()), &said.unwrap(), &header(&hour(n))).unwrap()
}

fn digest(byte: u8) -> FileDigest {
    FileDigest::from_bytes([byte; 32])
}

fn planned(new: NewImport) -> Import {
    Import::apply(None, &Import::plan(new), &header(&hour(0))).unwrap()
}

fn clients() -> NewImport {
    let mapping = Bytes::new(vec![1, 2, 200]).unwrap();
    NewImport::of(Subject::Clients, "客户.csv", digest(1), 99).unwrap().mapped(mapping)
}

fn batch(number: u32, through: u64, created: u64) -> Batch {
    let counts = Counts { rows: created, created, ..Counts::default() };
    let item = |row| Item::client(row, crate::domain::ClientId::from_uuid(Uuid::from_u128(9)));
    Batch { number, through, counts, created: (0..created).map(item).collect(), updated: vec![] }
}
