//! The state table of a reward, and what engines know of one.

use crate::domain::declaration::{Column, Declaration, Index, Kind, Shape};
use crate::domain::machine::{Machine, NOTHING, Verb};

/// A reward is offered, may be paused, and is put away for ever. What it is and costs changes only
/// while nobody can have it; how many there are changes at any time.
pub const MACHINE: Machine = Machine {
    name: "reward",
    states: &["Draft", "Active", "Paused", "Archived"],
    verbs: &[
        Verb { name: "draft", moves: &[(NOTHING, "Draft")] },
        Verb { name: "edit", moves: &[("Draft", "Draft"), ("Paused", "Paused")] },
        Verb {
            name: "restock",
            moves: &[("Draft", "Draft"), ("Active", "Active"), ("Paused", "Paused")],
        },
        Verb { name: "offer", moves: &[("Draft", "Active")] },
        Verb { name: "withhold", moves: &[("Active", "Paused")] },
        Verb { name: "offer_again", moves: &[("Paused", "Active")] },
        Verb {
            name: "archive",
            moves: &[("Draft", "Archived"), ("Active", "Archived"), ("Paused", "Archived")],
        },
    ],
};

pub(super) const DECLARATION: Declaration = Declaration {
    noun: "reward",
    number: 24,
    version: 1,
    kind: Kind::State,
    columns: &[Column::new("programme", Shape::Id), Column::new("state", Shape::Text)],
    indexes: &[Index { name: "by_programme", columns: &["programme", "state"] }],
    events: &["drafted", "edited", "restocked", "offered", "withheld", "offered_again", "archived"],
};
