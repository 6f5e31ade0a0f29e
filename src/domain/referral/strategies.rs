//! Arbitrary invitations and commands, built through the public constructors.

use proptest::prelude::*;
use uuid::Uuid;

use super::{Gives, NewReferral, Trigger};
use crate::domain::text::strategies::{line, name};
use crate::domain::tier::strategies::span;
use crate::domain::{Line, Points, ProgrammeId, Zone};

/// Any trigger, of at most three purchases.
pub fn trigger() -> impl Strategy<Value = Trigger> {
    prop_oneof![
        Just(Trigger::Register),
        Just(Trigger::FirstPurchase),
        (1_u16..4).prop_map(Trigger::EveryPurchase),
    ]
}

/// An invitation.
pub fn new_referral() -> impl Strategy<Value = NewReferral> {
    let spans = (prop::option::of(span()), prop::option::of(span()), prop::option::of(1_u32..3));
    let gives = (0_i64..1_000, 1_i64..1_000);
    (trigger(), gives, name(), spans).prop_filter_map(
        "an invitation",
        |(trigger, (referrer, referee), name, (waits, within, most))| {
            let programme = ProgrammeId::from_uuid(Uuid::from_u128(20));
            let gives = Gives::new(Points::new(referrer).ok()?, Points::new(referee).ok()?).ok()?;
            let new = NewReferral::of(programme, Zone::UTC, trigger, gives).ok()?;
            let new = new.named(name.as_str()).ok()?;
            let new = waits.into_iter().fold(new, NewReferral::waiting);
            let new = within.into_iter().fold(new, NewReferral::within);
            most.into_iter().try_fold(new, NewReferral::at_most).ok()
        },
    )
}

/// Something that can be said of a referral.
#[derive(Debug, Clone)]
pub enum Command {
    /// They became a client.
    Register,
    /// They bought: which of a few purchases.
    Qualify(u8),
    /// Points are given.
    Reward,
    /// A purchase was returned: which.
    Reverse(u8),
    /// It does not count.
    Reject(Line),
    /// It took too long.
    Expire,
}

/// Any command.
pub fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        3 => Just(Command::Register),
        6 => (0_u8..5).prop_map(Command::Qualify),
        4 => Just(Command::Reward),
        3 => (0_u8..5).prop_map(Command::Reverse),
        1 => line().prop_map(Command::Reject),
        1 => Just(Command::Expire),
    ]
}
