//! Referrals by example and by law.

mod laws;
mod stories;

use uuid::Uuid;

use super::*;
use crate::domain::client::{Given, NewClient};
use crate::domain::noun::{Event, State};
use crate::domain::tier::Span;
use crate::domain::told::{after, begun, header, hour, hua, line, points, programme};
use crate::domain::{
    Client, ClientId, EntryId, Held, Points, RecordId, ReferralId, TransactionId, Zone,
};

fn id() -> ReferralId {
    ReferralId::from_uuid(Uuid::from_u128(8))
}

fn mei() -> ClientId {
    ClientId::from_uuid(Uuid::from_u128(2))
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
    begun(hua(), &event, 0)
}

fn invitation(trigger: Trigger) -> NewReferral {
    let gives = Gives::new(points(500), points(200)).unwrap();
    NewReferral::of(programme(), Zone::UTC, trigger, gives)
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
    begun(id(), &event, 1)
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

fn registered(trigger: Trigger) -> Referral {
    registered_on(invitation(trigger))
}

fn registered_on(new: NewReferral) -> Referral {
    let referral = invited(new);
    after(&referral, referral.register(&brought(), &hour(3)), 3)
}

type Said = Result<Event<Referral>, ReferralRefusal>;
