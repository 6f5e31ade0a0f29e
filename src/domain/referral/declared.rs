//! The state table of a referral, and what engines know of one.

use crate::domain::declaration::{Column, Declaration, Index, Kind, STREAM, Shape};
use crate::domain::machine::{Machine, NOTHING, Verb};

/// Somebody is invited, becomes a client, does what was asked, and points are given. A purchase
/// that is returned takes what it gave back with it.
pub const MACHINE: Machine = Machine {
    name: "referral",
    states: &["Invited", "Registered", "Qualified", "Rewarded", "Rejected", "Expired"],
    verbs: &[
        Verb { name: "invite", moves: &[(NOTHING, "Invited")] },
        Verb { name: "register", moves: &[("Invited", "Registered"), ("Invited", "Qualified")] },
        Verb {
            name: "qualify",
            moves: &[
                ("Registered", "Qualified"),
                ("Qualified", "Qualified"),
                ("Rewarded", "Rewarded"),
            ],
        },
        Verb { name: "pay", moves: &[("Qualified", "Rewarded"), ("Rewarded", "Rewarded")] },
        Verb {
            name: "reverse",
            moves: &[
                ("Qualified", "Registered"),
                ("Qualified", "Qualified"),
                ("Rewarded", "Registered"),
                ("Rewarded", "Qualified"),
                ("Rewarded", "Rewarded"),
            ],
        },
        Verb {
            name: "reject",
            moves: &[
                ("Invited", "Rejected"),
                ("Registered", "Rejected"),
                ("Qualified", "Rejected"),
            ],
        },
        Verb { name: "expire", moves: &[("Invited", "Expired"), ("Registered", "Expired")] },
    ],
};

pub(super) const DECLARATION: Declaration = Declaration {
    noun: "referral",
    number: 26,
    version: 1,
    kind: Kind::State,
    columns: &[
        Column::new("state", Shape::Text),
        // Null where it does not count: somebody else may have brought them.
        Column::new("referee", Shape::Id).unique(),
        // Null where no points wait.
        Column::new("due", Shape::Integer),
        // Null where it may take as long as it likes.
        Column::new("ends", Shape::Integer),
    ],
    indexes: &[
        Index { name: "by_client", columns: &[STREAM, "state"] },
        Index { name: "by_referee", columns: &["referee"] },
        Index { name: "by_due", columns: &["due"] },
        Index { name: "by_end", columns: &["ends"] },
    ],
    events: &[
        "invited",
        "registered",
        "qualified",
        "rewarded",
        "reversed",
        "rejected",
        "expired",
        "reduced",
    ],
};
