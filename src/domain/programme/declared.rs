//! The state table of a programme, and what engines know of one.

use crate::domain::declaration::{Column, Declaration, Index, Kind, Shape};
use crate::domain::machine::{Machine, NOTHING, Verb};

/// A programme runs, may rest, and ends for good.
pub const MACHINE: Machine = Machine {
    name: "programme",
    states: &["Running", "Suspended", "Closed"],
    verbs: &[
        Verb { name: "launch", moves: &[(NOTHING, "Running")] },
        Verb { name: "amend", moves: &[("Running", "Running"), ("Suspended", "Suspended")] },
        Verb { name: "suspend", moves: &[("Running", "Suspended")] },
        Verb { name: "reopen", moves: &[("Suspended", "Running")] },
        Verb { name: "close", moves: &[("Running", "Closed"), ("Suspended", "Closed")] },
    ],
};

pub(super) const DECLARATION: Declaration = Declaration {
    noun: "programme",
    number: 20,
    version: 1,
    kind: Kind::State,
    columns: &[Column::new("state", Shape::Text)],
    indexes: &[Index { name: "by_state", columns: &["state"] }],
    events: &["launched", "amended", "suspended", "reopened", "closed"],
};
