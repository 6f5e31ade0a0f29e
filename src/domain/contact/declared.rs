//! The state table of a contact, and what engines know of one.

use crate::domain::declaration::{Column, Declaration, Index, Kind, STREAM, Shape};
use crate::domain::machine::{Machine, NOTHING, Verb};

/// Who has left agrees to nothing and is not edited, but may still withdraw what they agreed to.
pub const MACHINE: Machine = Machine {
    name: "contact",
    states: &["Active", "Left", "Erased"],
    verbs: &[
        Verb { name: "add", moves: &[(NOTHING, "Active")] },
        Verb { name: "edit", moves: &[("Active", "Active")] },
        Verb { name: "consent", moves: &[("Active", "Active")] },
        Verb { name: "withdraw", moves: &[("Active", "Active"), ("Left", "Left")] },
        Verb { name: "leave", moves: &[("Active", "Left")] },
        Verb { name: "erase", moves: &[("Active", "Erased"), ("Left", "Erased")] },
    ],
};

pub(super) const DECLARATION: Declaration = Declaration {
    noun: "contact",
    number: 5,
    version: 1,
    kind: Kind::State,
    columns: &[
        Column::new("name", Shape::Text).personal(),
        Column::new("state", Shape::Text),
        Column::new("email", Shape::Text).many().personal(),
        Column::new("phone", Shape::Text).many().personal(),
    ],
    indexes: &[
        Index { name: "by_name", columns: &["name"] },
        Index { name: "by_client", columns: &[STREAM, "state"] },
        Index { name: "by_email", columns: &["email"] },
        Index { name: "by_phone", columns: &["phone"] },
    ],
    events: &["added", "edited", "consented", "withdrew", "left", "erased"],
};
