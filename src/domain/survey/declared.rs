//! The state table of a survey, and what engines know of one.

use crate::domain::declaration::{Column, Declaration, Index, Kind, Shape};
use crate::domain::machine::{Machine, NOTHING, Verb};

/// A survey is drafted, opened for a wave, closed, and opened for the next. Its questions change only
/// while no wave is open.
pub const MACHINE: Machine = Machine {
    name: "survey",
    states: &["Draft", "Open", "Closed", "Erased"],
    verbs: &[
        Verb { name: "draft", moves: &[(NOTHING, "Draft")] },
        Verb { name: "revise", moves: &[("Draft", "Draft"), ("Closed", "Closed")] },
        Verb { name: "open", moves: &[("Draft", "Open"), ("Closed", "Open")] },
        Verb { name: "count", moves: &[("Open", "Open")] },
        Verb { name: "close", moves: &[("Open", "Closed")] },
        Verb { name: "erase", moves: &[("Draft", "Erased"), ("Closed", "Erased")] },
    ],
};

/// The number of the noun, and of the root of its streams.
pub(super) const NUMBER: u8 = 30;

pub(super) const DECLARATION: Declaration = Declaration {
    noun: "survey",
    number: NUMBER,
    version: 1,
    kind: Kind::State,
    columns: &[Column::new("state", Shape::Text), Column::new("since", Shape::Integer)],
    indexes: &[Index { name: "by_state", columns: &["state", "since"] }],
    events: &["drafted", "revised", "opened", "counted", "closed", "erased"],
};
