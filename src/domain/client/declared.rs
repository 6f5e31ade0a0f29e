//! The state table of a client, and what engines know of one.

use crate::domain::declaration::{Column, Declaration, Derived, Index, Kind, Shape};
use crate::domain::machine::{Machine, NOTHING, Verb};

/// Whether a client is worked with. `move` stands for every verb of the
/// [relationship](super::STAGES), which has a table of its own.
pub const MACHINE: Machine = Machine {
    name: "client",
    states: &["Active", "Archived", "Erased"],
    verbs: &[
        Verb { name: "register", moves: &[(NOTHING, "Active")] },
        Verb { name: "edit", moves: &[("Active", "Active")] },
        Verb { name: "hand_over", moves: &[("Active", "Active")] },
        Verb { name: "move", moves: &[("Active", "Active")] },
        Verb { name: "archive", moves: &[("Active", "Archived")] },
        Verb { name: "restore", moves: &[("Archived", "Active")] },
        Verb { name: "erase", moves: &[("Active", "Erased"), ("Archived", "Erased")] },
        Verb { name: "set_plan", moves: &[("Active", "Active")] },
        Verb { name: "clear_plan", moves: &[("Active", "Active")] },
        Verb { name: "pause", moves: &[("Active", "Active")] },
        Verb { name: "resume", moves: &[("Active", "Active")] },
        Verb { name: "escalate", moves: &[("Active", "Active")] },
    ],
};

// Lists run along a name, and who is erased has none: so the erased stand in no list but that of
// all ids. The one over the last contact has only clients that have been met.
pub(super) const DECLARATION: Declaration = Declaration {
    noun: "client",
    number: 1,
    version: 1,
    kind: Kind::State,
    columns: &[
        Column::new("name", Shape::Text).personal(),
        Column::new("state", Shape::Text),
        Column::new("owner", Shape::Id),
        Column::new("segment", Shape::Text),
        Column::new("stage", Shape::Text),
        Column::new("last_contact", Shape::Integer).derived(Derived {
            of: "interaction",
            column: "touched_at",
            or: None,
        }),
        Column::new("reference", Shape::Text).many().unique().personal(),
        Column::new("tag", Shape::Text).many().personal(),
        Column::new("cadence", Shape::Text),
        Column::new("begun", Shape::Integer),
        Column::new("last_touch", Shape::Integer).derived(Derived {
            of: "interaction",
            column: "whole_touch_at",
            or: Some("begun"),
        }),
    ],
    indexes: &[
        Index { name: "by_name", columns: &["name"] },
        Index { name: "by_owner", columns: &["owner", "name"] },
        Index { name: "in_segment", columns: &["segment", "name"] },
        Index { name: "by_segment", columns: &["segment", "last_contact"] },
        Index { name: "by_stage", columns: &["stage", "name"] },
        Index { name: "by_reference", columns: &["reference"] },
        Index { name: "by_tag", columns: &["tag"] },
        Index { name: "by_cadence", columns: &["cadence", "last_touch"] },
    ],
    events: &[
        "registered",
        "edited",
        "handed_over",
        "archived",
        "restored",
        "erased",
        "moved",
        "ticked",
        "plan_set",
        "plan_cleared",
        "paused",
        "resumed",
        "escalated",
    ],
};
