//! Arbitrary members of staff, edits and commands, built through the public constructors.

use proptest::prelude::*;
use uuid::Uuid;

use super::{NewStaff, StaffEdit};
use crate::domain::StaffId;
use crate::domain::text::strategies::{language, name, tag};
use crate::domain::time::strategies::zone;

/// One of a few ids, so that they meet.
pub fn staff_id() -> impl Strategy<Value = StaffId> {
    (0..4_u128).prop_map(|n| StaffId::from_uuid(Uuid::from_u128(n)))
}

/// Somebody to enrol.
pub fn new_staff() -> impl Strategy<Value = NewStaff> {
    (name(), staff_edit()).prop_filter_map("a name", |(name, more)| {
        Some(NewStaff::named(name.as_str()).ok()?.with(more))
    })
}

/// Changes to any of the fields, sometimes to none.
pub fn staff_edit() -> impl Strategy<Value = StaffEdit> {
    prop::collection::vec(change(), 0..4)
        .prop_map(|changes| changes.into_iter().fold(StaffEdit::new(), StaffEdit::and))
}

fn change() -> impl Strategy<Value = StaffEdit> {
    prop_oneof![
        name().prop_map(|name| StaffEdit::new().name(name)),
        language().prop_map(|language| StaffEdit::new().language(language)),
        Just(StaffEdit::new().without_language()),
        zone().prop_map(|zone| StaffEdit::new().zone(zone)),
        Just(StaffEdit::new().without_zone()),
        staff_id().prop_map(|lead| StaffEdit::new().lead(lead)),
        Just(StaffEdit::new().without_lead()),
        prop::collection::vec(tag(), 0..3)
            .prop_filter_map("each role once", |roles| { StaffEdit::new().roles(roles).ok() }),
    ]
}

/// Something that can be said of a member of staff.
#[derive(Debug, Clone)]
pub enum Command {
    /// Enrol.
    Enrol(NewStaff),
    /// Edit.
    Edit(StaffEdit),
    /// Leave.
    Leave,
    /// Erase.
    Erase,
}

/// Any command.
pub fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        2 => new_staff().prop_map(Command::Enrol),
        4 => staff_edit().prop_map(Command::Edit),
        1 => Just(Command::Leave),
        1 => Just(Command::Erase),
    ]
}
