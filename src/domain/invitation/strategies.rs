//! Arbitrary invitations and commands, built through the public constructors.

use proptest::prelude::*;
use uuid::Uuid;

use super::{Circumstances, NewInvitation};
use crate::domain::cadence::strategies::channel;
use crate::domain::text::strategies::{line, note};
use crate::domain::{ContactId, Line, Presence, Timestamp};

/// An invitation for one of three people.
pub fn new_invitation() -> impl Strategy<Value = NewInvitation> {
    (1_u128..4, channel(), prop::option::of(note())).prop_map(|(who, channel, greeting)| {
        let new = NewInvitation::to(ContactId::from_uuid(Uuid::from_u128(who)), channel);
        NewInvitation { greeting, ..new }
    })
}

/// What is known of a contact, who was asked on some of the days before an instant.
pub fn circumstances(at: Timestamp) -> impl Strategy<Value = Circumstances> {
    let presence = prop_oneof![
        8 => Just(Presence::Here),
        1 => Just(Presence::Left),
        1 => Just(Presence::Stranger),
    ];
    let critical = prop_oneof![
        4 => Just(None),
        4 => Just(Some(false)),
        1 => Just(Some(true)),
    ];
    (presence, prop::collection::vec(0_i64..200, 0..5), critical).prop_map(
        move |(presence, days, critical)| {
            let ago = |days: i64| at.plus_seconds(-days * 86_400).unwrap_or(at);
            let invited = days.into_iter().map(ago).collect();
            Circumstances { presence, invited, critical }
        },
    )
}

/// Something that can be said of an invitation.
#[derive(Debug, Clone)]
pub enum Command {
    /// Remind them.
    Remind,
    /// They answered.
    Answered,
    /// Withdraw it.
    Withdraw(Line),
    /// Erase its words.
    Erase,
}

/// Any command.
pub fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        6 => Just(Command::Remind),
        2 => Just(Command::Answered),
        1 => line().prop_map(Command::Withdraw),
        1 => Just(Command::Erase),
    ]
}
