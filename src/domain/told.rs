//! What the stories of several nouns are told with: a client, hours of 2026, and what follows from an
//! event.

use std::fmt::Debug;

use uuid::Uuid;

use super::noun::{Event, Header, Stamp, State};
use super::{ActorId, ClientId, Id, Line, Points, ProgrammeId, RecordId, Stream, Timestamp};

pub(super) fn hua() -> ClientId {
    ClientId::from_uuid(Uuid::from_u128(1))
}

pub(super) fn programme() -> ProgrammeId {
    ProgrammeId::from_uuid(Uuid::from_u128(20))
}

pub(super) fn points(n: i64) -> Points {
    Points::new(n).unwrap()
}

pub(super) fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

/// So many hours after the beginning of 2026.
pub(super) fn hour(n: i64) -> Stamp {
    let at = Timestamp::from_seconds(1_767_225_600 + n * 3_600).unwrap();
    Stamp { valid_at: at, recorded_at: at, by: ActorId::System }
}

/// An entry in the client's stream.
pub(super) fn header(stamp: &Stamp, id: Id) -> Header {
    let Stamp { valid_at, recorded_at, by } = *stamp;
    Header { id, stream: Stream::client(hua()), valid_at, recorded_at, by }
}

/// What is said first of a record.
pub(super) fn begun<N: State>(id: N::Id, event: &Event<N>, n: i64) -> N {
    N::apply(None, event, &header(&hour(n), id.id())).unwrap()
}

/// The record after a verb that was not refused, at an hour.
pub(super) fn after<N: State + Clone>(record: &N, said: Result<Event<N>, impl Debug>, n: i64) -> N {
    let entry = Header { stream: record.stream(), ..header(&hour(n), record.id().id()) };
    N::apply(Some(record.clone()), &said.unwrap(), &entry).unwrap()
}
