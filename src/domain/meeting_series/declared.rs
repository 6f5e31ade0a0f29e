//! The state table of a series, and what engines know of one.

use crate::domain::declaration::{Column, Declaration, Index, Kind, STREAM, Shape};
use crate::domain::machine::{Machine, NOTHING, Verb};

/// A series runs until it is ended; whether a meeting is due is a matter of the hour, not a state.
pub const MACHINE: Machine = Machine {
    name: "meeting_series",
    states: &["Running", "Ended", "Erased"],
    verbs: &[
        Verb { name: "start", moves: &[(NOTHING, "Running")] },
        Verb { name: "held", moves: &[("Running", "Running")] },
        Verb { name: "missed", moves: &[("Running", "Running")] },
        Verb { name: "skip", moves: &[("Running", "Running")] },
        Verb { name: "end", moves: &[("Running", "Ended")] },
        Verb { name: "erase", moves: &[("Running", "Erased"), ("Ended", "Erased")] },
    ],
};

pub(super) const DECLARATION: Declaration = Declaration {
    noun: "meeting_series",
    number: 10,
    version: 1,
    kind: Kind::State,
    columns: &[
        Column::new("state", Shape::Text),
        // Null once it is ended, which keeps it out of the list of what is to be settled.
        Column::new("next_at", Shape::Integer),
    ],
    indexes: &[
        Index { name: "by_client", columns: &[STREAM, "state"] },
        Index { name: "by_next", columns: &["next_at"] },
    ],
    events: &["started", "held", "missed", "skipped", "ended", "erased"],
};
