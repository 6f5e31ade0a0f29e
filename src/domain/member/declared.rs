//! The state table of a member, and what engines know of one.

use crate::domain::declaration::{Column, Declaration, Index, Kind, STREAM, Shape};
use crate::domain::machine::{Machine, NOTHING, Verb};

/// What may be said of a member. Whether an enrolled or a blocked one earns and spends, the terms
/// of the programme say.
pub const MACHINE: Machine = Machine {
    name: "member",
    states: &["Enrolled", "Active", "Blocked", "Closed"],
    verbs: &[
        Verb { name: "join", moves: &[(NOTHING, "Active"), (NOTHING, "Enrolled")] },
        Verb { name: "admit", moves: &[("Enrolled", "Active")] },
        Verb { name: "block", moves: &[("Enrolled", "Blocked"), ("Active", "Blocked")] },
        Verb { name: "unblock", moves: &[("Blocked", "Active")] },
        Verb {
            name: "close",
            moves: &[("Enrolled", "Closed"), ("Active", "Closed"), ("Blocked", "Closed")],
        },
        Verb { name: "earn", moves: STAYS },
        Verb { name: "bonus", moves: STAYS },
        Verb { name: "activate", moves: STAYS },
        Verb { name: "redeem", moves: STAYS },
        Verb { name: "reserve", moves: STAYS },
        Verb { name: "commit", moves: STAYS },
        Verb { name: "release", moves: STAYS },
        Verb { name: "refund", moves: STAYS },
        Verb { name: "return_purchase", moves: STAYS },
        Verb { name: "transfer", moves: STAYS },
        Verb { name: "adjust", moves: STAYS },
        Verb { name: "reinstate", moves: STAYS },
        Verb { name: "merge", moves: STAYS },
        Verb { name: "sweep", moves: ALWAYS },
        Verb { name: "give_tier", moves: STAYS },
        Verb { name: "end_tier", moves: STAYS },
    ],
};

const STAYS: &[(&str, &str)] =
    &[("Enrolled", "Enrolled"), ("Active", "Active"), ("Blocked", "Blocked")];

const ALWAYS: &[(&str, &str)] =
    &[("Enrolled", "Enrolled"), ("Active", "Active"), ("Blocked", "Blocked"), ("Closed", "Closed")];

pub(super) const DECLARATION: Declaration = Declaration {
    noun: "member",
    number: 21,
    version: 1,
    kind: Kind::State,
    columns: &[
        Column::new("state", Shape::Text),
        Column::new("programme", Shape::Id),
        Column::new("joined_at", Shape::Integer),
        // A client is a member of a programme once.
        Column::new("membership", Shape::Text).unique(),
    ],
    indexes: &[
        Index { name: "by_client", columns: &[STREAM, "state"] },
        Index { name: "by_programme", columns: &["programme", "joined_at"] },
        Index { name: "by_membership", columns: &["membership"] },
    ],
    events: &[
        "enrolled",
        "admitted",
        "blocked",
        "unblocked",
        "closed",
        "reserved",
        "released",
        "committed",
        "owed",
        "tier_given",
        "tier_ended",
    ],
};
