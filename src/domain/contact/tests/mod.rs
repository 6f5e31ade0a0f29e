//! Contacts by example and by law.

mod laws;
mod stories;

use uuid::Uuid;

use super::*;
use crate::domain::client::{Client, Given, NewClient};
use crate::domain::noun::{Event, Header, Noun, Stamp, State};
use crate::domain::{ActorId, ClientId, ContactId, Held, RecordId, Stream, Timestamp};

fn id() -> ContactId {
    ContactId::from_uuid(Uuid::from_u128(2))
}

fn stream() -> Stream {
    Stream::client(ClientId::from_uuid(Uuid::from_u128(1)))
}

/// The stamp of a day in 2026.
fn day(n: i64) -> Stamp {
    let at = Timestamp::from_seconds(1_767_225_600 + n * 86_400).unwrap();
    Stamp { valid_at: at, recorded_at: at, by: ActorId::System }
}

fn header(stamp: &Stamp) -> Header {
    Header {
        id: id().id(),
        stream: stream(),
        valid_at: stamp.valid_at,
        recorded_at: stamp.recorded_at,
        by: stamp.by,
    }
}

fn hua() -> Client {
    let new = NewClient::organisation("华信咨询").unwrap();
    let event = Client::register(new, &Given::nothing(), &day(0)).unwrap();
    let entry = Header { id: stream().id(), ..header(&day(0)) };
    Client::apply(None, &event, &entry).unwrap()
}

fn after(
    contact: &Contact,
    said: Result<Event<Contact>, ContactRefusal>,
    stamp: &Stamp,
) -> Contact {
    Contact::apply(Some(contact.clone()), &said.unwrap(), &header(stamp)).unwrap()
}

fn added(new: NewContact) -> Contact {
    let event = Contact::add(new, &hua(), 0, &day(0)).unwrap();
    Contact::apply(None, &event, &header(&day(0))).unwrap()
}

fn li() -> Contact {
    added(NewContact::named("李雷").unwrap())
}

fn edited(contact: &Contact, edit: ContactEdit, n: i64) -> Contact {
    after(contact, contact.edit(edit, &day(n)), &day(n))
}
