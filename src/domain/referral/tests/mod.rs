//! Referrals by example and by law.

mod laws;
mod stories;

use uuid::Uuid;

use super::*;
use crate::domain::client::{Given, NewClient};
use crate::domain::noun::{Event, Header, Stamp, State};
use crate::domain::tier::Span;
use crate::domain::{
    ActorId, Client, ClientId, EntryId, Held, Id, Line, Points, ProgrammeId, RecordId, ReferralId,
    Stream, Timestamp, TransactionId, Zone,
};

fn id() -> ReferralId {
    ReferralId::from_uuid(Uuid::from_u128(8))
}

fn hua() -> ClientId {
    ClientId::from_uuid(Uuid::from_u128(1))
}

fn mei() -> ClientId {
    ClientId::from_uuid(Uuid::from_u128(2))
}

/// So many hours after the beginning of 2026.
fn hour(n: i64) -> Stamp {
    let at = Timestamp::from_seconds(1_767_225_600 + n * 3_600).unwrap();
    Stamp { valid_at: at, recorded_at: at, by: ActorId::System }
}

fn header(stamp: &Stamp, id: Id) -> Header {
    let Stamp { valid_at, recorded_at, by } = *stamp;
    Header { id, stream: Stream::client(hua()), valid_at, recorded_at, by }
}

/// Nothing of a purchase came back.
fn nothing() -> Returned {
    part("CNY 0")
}

/// So much of a purchase of 100 yuan.
fn part(returned: &str) -> Returned {
    Returned::of(returned.parse().unwrap(), "CNY 100".parse().unwrap()).unwrap()
}

fn client() -> Client {
    let new = NewClient::organisation("华信").unwrap();
    let event = Client::register(new, &Given::nothing(), &hour(0)).unwrap();
    Client::apply(None, &event, &header(&hour(0), hua().id())).unwrap()
}

fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

fn invitation(trigger: Trigger) -> NewReferral {
    let points = |n| Points::new(n).unwrap();
    let programme = ProgrammeId::from_uuid(Uuid::from_u128(20));
    let gives = Gives::new(points(500), points(200)).unwrap();
    NewReferral::of(programme, Zone::UTC, trigger, gives)
        .unwrap()
        .named("韩梅梅")
        .unwrap()
        .waiting(Span::days(14).unwrap())
        .within(Span::days(100).unwrap())
        .at_most(2)
        .unwrap()
}

fn invited(new: NewReferral) -> Referral {
    let event = Referral::invite(new, &client(), &hour(1)).unwrap();
    Referral::apply(None, &event, &header(&hour(1), id().id())).unwrap()
}

fn brought() -> Brought {
    let begun = hour(2).valid_at;
    Brought {
        client: mei(),
        active: true,
        begun,
        shares_contact: false,
        brought_referrer: false,
        others: 0,
    }
}

fn purchase(n: u128) -> TransactionId {
    TransactionId::from_uuid(Uuid::from_u128(100 + n))
}

fn bought(n: u128, at: i64) -> Bought {
    Bought { purchase: purchase(n), client: Some(mei()), is_purchase: true, at: hour(at).valid_at }
}

fn entry() -> EntryId {
    EntryId::from_uuid(Uuid::from_u128(9))
}

type Said = Result<Event<Referral>, ReferralRefusal>;

fn after(referral: &Referral, said: Said, n: i64) -> Referral {
    let entry = header(&hour(n), id().id());
    Referral::apply(Some(referral.clone()), &said.unwrap(), &entry).unwrap()
}

fn registered(trigger: Trigger) -> Referral {
    registered_on(invitation(trigger))
}

fn registered_on(new: NewReferral) -> Referral {
    let referral = invited(new);
    after(&referral, referral.register(&brought(), &hour(3)), 3)
}
