//! The state table of an invitation, and what engines know of one.

use crate::domain::declaration::{Column, Declaration, Index, Kind, STREAM, Shape};
use crate::domain::machine::{Machine, NOTHING, Verb};

/// An invitation waits until its contact answers or it is withdrawn.
pub const MACHINE: Machine = Machine {
    name: "invitation",
    states: &["Invited", "Answered", "Withdrawn", "Erased"],
    verbs: &[
        Verb { name: "invite", moves: &[(NOTHING, "Invited")] },
        Verb { name: "remind", moves: &[("Invited", "Invited")] },
        Verb { name: "answered", moves: &[("Invited", "Answered")] },
        Verb { name: "withdraw", moves: &[("Invited", "Withdrawn")] },
        Verb {
            name: "erase",
            moves: &[("Invited", "Erased"), ("Answered", "Erased"), ("Withdrawn", "Erased")],
        },
    ],
};

pub(super) const DECLARATION: Declaration = Declaration {
    noun: "invitation",
    number: 31,
    version: 1,
    kind: Kind::State,
    columns: &[
        Column::new("state", Shape::Text),
        Column::new("contact", Shape::Id),
        Column::new("invited_at", Shape::Integer),
        // Null where no reminder is to be sent.
        Column::new("remind_at", Shape::Integer),
        Column::new("survey", Shape::Id),
        Column::new("wave", Shape::Integer),
        // Survey, wave and contact, null once withdrawn: so nobody is invited twice to one wave.
        Column::new("asked", Shape::Text).unique(),
    ],
    indexes: &[
        Index { name: "by_client", columns: &[STREAM, "state"] },
        Index { name: "by_contact", columns: &[STREAM, "contact", "invited_at"] },
        Index { name: "by_reminder", columns: &["remind_at"] },
        Index { name: "by_wave", columns: &["survey", "wave", "state"] },
    ],
    events: &["invited", "reminded", "answered", "withdrawn", "erased"],
};
