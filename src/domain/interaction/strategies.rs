//! Arbitrary interactions, built through the public constructors.

use proptest::prelude::*;
use uuid::Uuid;

use super::{Channel, Direction, Kind, NewInteraction};
use crate::domain::{ContactId, StaffId, Timestamp};

/// Interactions that any client could have had, within the ten years before `until`.
pub fn new_interaction(until: Timestamp) -> impl Strategy<Value = NewInteraction> {
    let direction = prop::sample::select(vec![
        Direction::In,
        Direction::Out,
        Direction::Both,
        Direction::Internal,
    ]);
    let head = (
        prop::sample::select(Kind::ALL.to_vec()),
        prop::sample::select(Channel::ALL.to_vec()),
        direction,
        0_i64..315_360_000,
    );
    let people = (
        prop::collection::btree_set(1_u128..6, 0..3),
        prop::collection::btree_set(1_u128..4, 0..2),
    );
    let extras = (
        prop::option::of(0_i64..864_000),
        prop::option::of(-2_i8..=2),
        any::<bool>(),
        any::<bool>(),
        prop::option::of(0_u32..600),
    );
    let texts = (
        prop::option::of("[a-z客户 ]{1,12}"),
        prop::option::of("[a-z会议 ]{1,40}"),
        prop::collection::vec("[a-z周五 ]{1,10}", 0..3),
    );
    (head, people, extras, texts).prop_filter_map(
        "a time that can be held",
        move |(head, people, extras, texts)| {
            let (kind, channel, direction, ago) = head;
            let mut new =
                NewInteraction::new(kind, channel, direction, until.plus_seconds(-ago).ok()?);
            new = people
                .0
                .into_iter()
                .fold(new, |new, n| new.with(ContactId::from_uuid(Uuid::from_u128(n))));
            new = people
                .1
                .into_iter()
                .fold(new, |new, n| new.staff(StaffId::from_uuid(Uuid::from_u128(n))));
            let (due, sentiment, automatic, mass, effort) = extras;
            if let Some(due) = due {
                new = new.follow_up(until.plus_seconds(due).ok()?, None);
            }
            new = sentiment.into_iter().fold(new, NewInteraction::sentiment);
            new = effort.into_iter().fold(new, NewInteraction::effort_minutes);
            new = if automatic { new.automatic() } else { new };
            new = if mass { new.mass() } else { new };
            let said = |text: &String| !text.trim().is_empty();
            new = texts.0.filter(said).into_iter().fold(new, |new, text| new.subject(&text));
            new = texts.1.filter(said).into_iter().fold(new, |new, text| new.body(&text));
            Some(texts.2.into_iter().filter(said).fold(new, |new, text| new.promised(&text)))
        },
    )
}
