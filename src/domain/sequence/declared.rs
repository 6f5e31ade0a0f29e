//! The state table of a sequence, and what engines know of one.

use crate::domain::declaration::{Column, Declaration, Index, Kind, STREAM, Shape};
use crate::domain::machine::{Machine, NOTHING, Verb};

/// A sequence runs until the wanted answer comes, its last step is done, or somebody stops it. The
/// wanted answer is welcome also behind the last step.
pub const MACHINE: Machine = Machine {
    name: "sequence",
    states: &["Running", "Achieved", "Exhausted", "Stopped", "Erased"],
    verbs: &[
        Verb { name: "start", moves: &[(NOTHING, "Running")] },
        Verb { name: "step_done", moves: &[("Running", "Running"), ("Running", "Exhausted")] },
        Verb {
            name: "answered",
            moves: &[
                ("Running", "Running"),
                ("Running", "Achieved"),
                ("Exhausted", "Exhausted"),
                ("Exhausted", "Achieved"),
            ],
        },
        Verb { name: "stop", moves: &[("Running", "Stopped")] },
        Verb {
            name: "erase",
            moves: &[
                ("Running", "Erased"),
                ("Achieved", "Erased"),
                ("Exhausted", "Erased"),
                ("Stopped", "Erased"),
            ],
        },
    ],
};

pub(super) const DECLARATION: Declaration = Declaration {
    noun: "sequence",
    number: 11,
    version: 1,
    kind: Kind::State,
    columns: &[
        Column::new("state", Shape::Text),
        // Null where nothing is to be done.
        Column::new("next_due", Shape::Integer),
        // Client and purpose, null once it runs no longer: so there is one that runs.
        Column::new("running", Shape::Text).unique(),
    ],
    indexes: &[
        Index { name: "by_client", columns: &[STREAM, "state"] },
        Index { name: "by_next", columns: &["next_due"] },
    ],
    events: &["started", "step_done", "answered", "stopped", "erased"],
};
