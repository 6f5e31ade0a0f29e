//! Series of meetings by example and by law.

mod laws;
mod stories;

use uuid::Uuid;

use super::*;
use crate::domain::client::{Given, NewClient};
use crate::domain::interaction::{Interaction, NewInteraction, Setting};
use crate::domain::noun::{Event, Header, Noun, Stamp, State};
use crate::domain::{
    ActorId, Client, ClientId, ContactId, Held, InteractionId, Line, MeetingSeriesId, RecordId,
    Stream, Timestamp,
};

fn id() -> MeetingSeriesId {
    MeetingSeriesId::from_uuid(Uuid::from_u128(3))
}

fn hua() -> ClientId {
    ClientId::from_uuid(Uuid::from_u128(1))
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn stamp(at: Timestamp) -> Stamp {
    Stamp { valid_at: at, recorded_at: at, by: ActorId::System }
}

fn header(stamp: &Stamp, id: crate::domain::Id) -> Header {
    let Stamp { valid_at, recorded_at, by } = *stamp;
    Header { id, stream: Stream::client(hua()), valid_at, recorded_at, by }
}

fn client() -> Client {
    let stamp = stamp(at("2026-01-01T00:00:00Z"));
    let new = NewClient::organisation("华信").unwrap();
    let event = Client::register(new, &Given::nothing(), &stamp).unwrap();
    Client::apply(None, &event, &header(&stamp, hua().id())).unwrap()
}

fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

fn meeting(n: u128, when: Timestamp) -> Interaction {
    let id = InteractionId::from_uuid(Uuid::from_u128(n));
    let li = ContactId::from_uuid(Uuid::from_u128(7));
    let new = NewInteraction::meeting(when).with(li);
    Interaction::log(id, new, &Setting::in_stream(Stream::client(hua())), &stamp(when)).unwrap()
}

fn after(
    series: &MeetingSeries,
    said: Result<Event<MeetingSeries>, SeriesRefusal>,
    when: Timestamp,
) -> MeetingSeries {
    let entry = header(&stamp(when), id().id());
    MeetingSeries::apply(Some(series.clone()), &said.unwrap(), &entry).unwrap()
}

fn started(new: NewSeries) -> MeetingSeries {
    let stamp = stamp(at("2026-01-01T00:00:00Z"));
    let event = MeetingSeries::start(new, &client(), &stamp).unwrap();
    MeetingSeries::apply(None, &event, &header(&stamp, id().id())).unwrap()
}

fn weekly() -> MeetingSeries {
    let first = "2026-05-08T10:00".parse().unwrap();
    started(NewSeries::of("周会", Every::week(), first, "UTC".parse().unwrap()).unwrap())
}
