//! The state table of a notice, and what engines know of one.

use crate::domain::declaration::{Column, Declaration, Index, Kind, STREAM, Shape};
use crate::domain::machine::{Machine, NOTHING, Verb};

/// A notice is open while it is `Due`; whether it is overdue is a matter of the hour, not a state.
pub const MACHINE: Machine = Machine {
    name: "notice",
    states: &["Due", "Told", "Waived", "Erased"],
    verbs: &[
        Verb { name: "raise", moves: &[(NOTHING, "Due")] },
        Verb { name: "tell", moves: &[("Due", "Told")] },
        Verb { name: "waive", moves: &[("Due", "Waived")] },
        Verb {
            name: "erase",
            moves: &[("Due", "Erased"), ("Told", "Erased"), ("Waived", "Erased")],
        },
    ],
};

// What is null once a notice is no longer open keeps it out of the lists of what is due, and frees
// its cause.
pub(super) const DECLARATION: Declaration = Declaration {
    noun: "notice",
    number: 7,
    version: 1,
    kind: Kind::State,
    columns: &[
        Column::new("state", Shape::Text),
        Column::new("due", Shape::Integer),
        Column::new("recipient", Shape::Id),
        Column::new("about", Shape::Id),
        Column::new("cause", Shape::Text).unique(),
    ],
    indexes: &[
        Index { name: "by_client", columns: &[STREAM, "state"] },
        Index { name: "by_about", columns: &[STREAM, "about"] },
        Index { name: "by_due", columns: &["due"] },
        Index { name: "by_recipient", columns: &["recipient", "due"] },
        Index { name: "by_client_due", columns: &[STREAM, "due"] },
    ],
    events: &["raised", "told", "waived", "erased"],
};
