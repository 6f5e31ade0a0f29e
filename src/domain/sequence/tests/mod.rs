//! Sequences by example and by law.

mod laws;
mod stories;

use uuid::Uuid;

use super::*;
use crate::domain::channel::Channel;
use crate::domain::client::{Given, NewClient};
use crate::domain::noun::{Event, Header, Noun, Stamp, State};
use crate::domain::{
    ActorId, Client, ClientId, ContactId, Held, Line, Presence, RecordId, SequenceId, Stream,
    Timestamp,
};

fn id() -> SequenceId {
    SequenceId::from_uuid(Uuid::from_u128(3))
}

fn hua() -> ClientId {
    ClientId::from_uuid(Uuid::from_u128(1))
}

/// So many hours after the beginning of 2026.
fn hour(n: i64) -> Stamp {
    let at = Timestamp::from_seconds(1_767_225_600 + n * 3_600).unwrap();
    Stamp { valid_at: at, recorded_at: at, by: ActorId::System }
}

fn header(stamp: &Stamp, id: crate::domain::Id) -> Header {
    let Stamp { valid_at, recorded_at, by } = *stamp;
    Header { id, stream: Stream::client(hua()), valid_at, recorded_at, by }
}

fn client() -> Client {
    let new = NewClient::organisation("华信").unwrap();
    let event = Client::register(new, &Given::nothing(), &hour(0)).unwrap();
    Client::apply(None, &event, &header(&hour(0), hua().id())).unwrap()
}

fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

type Said = Result<Event<Sequence>, SequenceRefusal>;

fn after(sequence: &Sequence, said: Said, n: i64) -> Sequence {
    let entry = header(&hour(n), id().id());
    Sequence::apply(Some(sequence.clone()), &said.unwrap(), &entry).unwrap()
}

fn started(new: NewSequence) -> Sequence {
    let event = Sequence::start(new, &client(), Presence::Here, &hour(0)).unwrap();
    Sequence::apply(None, &event, &header(&hour(0), id().id())).unwrap()
}

fn renewal() -> NewSequence {
    NewSequence::towards("renewal", Reply::Yes)
        .unwrap()
        .step(0, Condition::Always, Channel::Email, "续约方案")
        .unwrap()
        .step(72, Condition::Unanswered, Channel::Phone, "是否收到方案")
        .unwrap()
        .step(720, Condition::After(Reply::Later), Channel::Phone, "现在是否合适")
        .unwrap()
}
