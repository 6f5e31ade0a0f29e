//! The state table of a redemption, and what engines know of one.

use crate::domain::declaration::{Column, Declaration, Index, Kind, STREAM, Shape};
use crate::domain::machine::{Machine, NOTHING, Verb};

/// A reward is put aside, given out, and used; until then it may be called off or run out of time.
pub const MACHINE: Machine = Machine {
    name: "redemption",
    states: &["Reserved", "Issued", "Used", "Expired", "Cancelled"],
    verbs: &[
        Verb { name: "reserve", moves: &[(NOTHING, "Reserved")] },
        Verb { name: "issue", moves: &[("Reserved", "Issued")] },
        Verb { name: "use", moves: &[("Issued", "Used")] },
        Verb { name: "expire", moves: &[("Reserved", "Expired"), ("Issued", "Expired")] },
        Verb { name: "cancel", moves: &[("Reserved", "Cancelled"), ("Issued", "Cancelled")] },
    ],
};

pub(super) const DECLARATION: Declaration = Declaration {
    noun: "redemption",
    number: 25,
    version: 1,
    kind: Kind::State,
    columns: &[
        Column::new("state", Shape::Text),
        // Null once it counts no more towards what a member may have.
        Column::new("reward", Shape::Id),
        // Null where nothing ends any more.
        Column::new("ends", Shape::Integer),
        Column::new("code", Shape::Text).personal().unique(),
    ],
    indexes: &[
        Index { name: "by_client", columns: &[STREAM, "state"] },
        Index { name: "by_reward", columns: &[STREAM, "reward"] },
        Index { name: "by_end", columns: &["ends"] },
        Index { name: "by_code", columns: &["code"] },
    ],
    events: &["reserved", "issued", "used", "expired", "cancelled"],
};
