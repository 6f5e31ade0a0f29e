//! Clients by example and by law.

mod cadence;
mod custom;
mod laws;
mod stages;
mod stories;

use uuid::Uuid;

use super::*;
use crate::domain::noun::{Event, Header, Noun, Stamp, State};
use crate::domain::staff::NewStaff;
use crate::domain::{
    ActorId, ClientId, CustomKey, Held, Line, Note, RecordId, Staff, StaffId, Stream, Tag,
    Timestamp,
};

fn id() -> ClientId {
    ClientId::from_uuid(Uuid::from_u128(1))
}

/// The stamp of a day in 2026.
fn day(n: i64) -> Stamp {
    let at = Timestamp::from_seconds(1_767_225_600 + n * 86_400).unwrap();
    Stamp { valid_at: at, recorded_at: at, by: ActorId::Staff(anna().id()) }
}

fn header(stamp: &Stamp) -> Header {
    Header {
        id: id().id(),
        stream: Stream::client(id()),
        valid_at: stamp.valid_at,
        recorded_at: stamp.recorded_at,
        by: stamp.by,
    }
}

fn after(client: &Client, said: Result<Event<Client>, ClientRefusal>, stamp: &Stamp) -> Client {
    Client::apply(Some(client.clone()), &said.unwrap(), &header(stamp)).unwrap()
}

fn registered(new: NewClient) -> Client {
    let event = Client::register(new, &Given::nothing(), &day(0)).unwrap();
    Client::apply(None, &event, &header(&day(0))).unwrap()
}

fn hua() -> Client {
    registered(NewClient::organisation("华信咨询").unwrap())
}

fn edited(client: &Client, edit: ClientEdit, n: i64) -> Client {
    after(client, client.edit(edit, &Given::nothing(), &day(n)), &day(n))
}

fn staff(n: u128) -> Staff {
    let id = StaffId::from_uuid(Uuid::from_u128(n));
    let at = Timestamp::from_seconds(1_700_000_000).unwrap();
    let stamp = Stamp { valid_at: at, recorded_at: at, by: ActorId::System };
    let event = Staff::enrol(id, NewStaff::named("Anna").unwrap(), None, &[], &stamp).unwrap();
    let entry = Header {
        id: id.id(),
        stream: Stream::staff(id),
        valid_at: at,
        recorded_at: at,
        by: ActorId::System,
    };
    Staff::apply(None, &event, &entry).unwrap()
}

fn anna() -> Staff {
    staff(11)
}

fn left(staff: &Staff) -> Staff {
    let stamp = Stamp { valid_at: staff.since(), recorded_at: staff.since(), by: ActorId::System };
    let entry = Header {
        id: staff.id().id(),
        stream: staff.stream(),
        valid_at: stamp.valid_at,
        recorded_at: stamp.recorded_at,
        by: stamp.by,
    };
    Staff::apply(Some(staff.clone()), &staff.leave(&stamp).unwrap(), &entry).unwrap()
}

fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

fn note(text: &str) -> Note {
    Note::new(text).unwrap()
}

fn tag(text: &str) -> Tag {
    Tag::new(text).unwrap()
}

fn key(text: &str) -> CustomKey {
    CustomKey::new(text).unwrap()
}
