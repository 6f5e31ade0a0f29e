//! The state table of a member of staff, and what engines know of one.

use crate::domain::declaration::{Column, Declaration, Index, Kind, Shape};
use crate::domain::machine::{Machine, NOTHING, Verb};

/// Who left may be enrolled again; who was erased is gone.
pub const MACHINE: Machine = Machine {
    name: "staff",
    states: &["Active", "Left", "Erased"],
    verbs: &[
        Verb { name: "enrol", moves: &[(NOTHING, "Active"), ("Left", "Active")] },
        Verb { name: "edit", moves: &[("Active", "Active")] },
        Verb { name: "leave", moves: &[("Active", "Left")] },
        Verb { name: "erase", moves: &[("Left", "Erased")] },
    ],
};

pub(super) const DECLARATION: Declaration = Declaration {
    noun: "staff",
    number: 2,
    version: 1,
    kind: Kind::State,
    columns: &[
        Column::new("name", Shape::Text).personal(),
        Column::new("state", Shape::Text),
        Column::new("lead", Shape::Id),
    ],
    indexes: &[
        Index { name: "by_name", columns: &["name"] },
        Index { name: "by_lead", columns: &["lead"] },
    ],
    events: &["enrolled", "edited", "left", "erased"],
};
