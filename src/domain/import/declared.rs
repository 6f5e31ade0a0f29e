//! The state table of an import, and what engines know of one.

use crate::domain::declaration::{Column, Declaration, Index, Kind, Shape};
use crate::domain::machine::{Machine, NOTHING, Verb};

/// An import is planned before it runs. One that was cancelled can go on or be taken back; one that
/// is taken back can not.
pub const MACHINE: Machine = Machine {
    name: "import",
    states: &["Planned", "Importing", "Done", "Cancelled", "Undoing", "Undone", "Erased"],
    verbs: &[
        Verb { name: "plan", moves: &[(NOTHING, "Planned")] },
        Verb { name: "start", moves: &[("Planned", "Importing")] },
        Verb { name: "take_in", moves: &[("Importing", "Importing")] },
        Verb { name: "finish", moves: &[("Importing", "Done")] },
        Verb { name: "cancel", moves: &[("Planned", "Cancelled"), ("Importing", "Cancelled")] },
        // Also where it was broken off, and nobody could say so.
        Verb { name: "go_on", moves: &[("Cancelled", "Importing"), ("Importing", "Importing")] },
        Verb { name: "undo", moves: &[("Done", "Undoing"), ("Cancelled", "Undoing")] },
        Verb { name: "take_back", moves: &[("Undoing", "Undoing")] },
        Verb { name: "finish_undo", moves: &[("Undoing", "Undone")] },
        Verb {
            name: "erase",
            moves: &[
                ("Planned", "Erased"),
                ("Done", "Erased"),
                ("Cancelled", "Erased"),
                ("Undone", "Erased"),
            ],
        },
    ],
};

pub(super) const DECLARATION: Declaration = Declaration {
    noun: "import",
    number: 40,
    version: 1,
    kind: Kind::State,
    columns: &[
        Column::new("state", Shape::Text),
        Column::new("planned_at", Shape::Integer),
        // Of the whole file: an earlier import of the same one is found by it.
        Column::new("digest", Shape::Text),
    ],
    indexes: &[
        Index { name: "by_time", columns: &["planned_at"] },
        Index { name: "by_state", columns: &["state", "planned_at"] },
        Index { name: "by_digest", columns: &["digest"] },
    ],
    events: &[
        "planned",
        "started",
        "took_in",
        "finished",
        "cancelled",
        "resumed",
        "undo_begun",
        "took_back",
        "undone",
        "erased",
    ],
};
