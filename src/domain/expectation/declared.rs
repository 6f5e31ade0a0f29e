//! The state table of an expectation, and what engines know of one.

use crate::domain::declaration::{Column, Declaration, Index, Kind, STREAM, Shape};
use crate::domain::machine::{Machine, NOTHING, Verb};

const NEGOTIABLE: &[(&str, &str)] = &[("Clarified", "Negotiating"), ("Negotiating", "Negotiating")];

const PROMISED: &[(&str, &str)] = &[("Agreed", "Agreed"), ("Fulfilling", "Fulfilling")];

/// Of a promise that repeats, the closed periods are spoken of while the next is under way, and
/// after it was withdrawn or another took its place: what was missed is owed a remedy all the same.
const EVALUATED: &[(&str, &str)] = &[
    ("Evaluated", "Evaluated"),
    ("Agreed", "Agreed"),
    ("Fulfilling", "Fulfilling"),
    ("Withdrawn", "Withdrawn"),
    ("Superseded", "Superseded"),
];

const OPEN: &[(&str, &str)] = &[
    ("Captured", "Captured"),
    ("Clarified", "Clarified"),
    ("Negotiating", "Negotiating"),
    ("Agreed", "Agreed"),
    ("Fulfilling", "Fulfilling"),
];

/// Open are the first five; what has been evaluated may still be spoken of, and disputed.
pub const MACHINE: Machine = Machine {
    name: "expectation",
    states: &[
        "Captured",
        "Clarified",
        "Negotiating",
        "Agreed",
        "Fulfilling",
        "Evaluated",
        "Declined",
        "Withdrawn",
        "Superseded",
        "Erased",
    ],
    verbs: &[
        Verb { name: "capture", moves: &[(NOTHING, "Captured")] },
        Verb {
            name: "clarify",
            moves: &[
                ("Captured", "Clarified"),
                ("Clarified", "Clarified"),
                ("Negotiating", "Clarified"),
            ],
        },
        Verb { name: "explain_constraint", moves: NEGOTIABLE },
        Verb { name: "propose_level", moves: NEGOTIABLE },
        Verb { name: "agree", moves: &[("Clarified", "Agreed"), ("Negotiating", "Agreed")] },
        Verb { name: "decline", moves: &[("Clarified", "Declined"), ("Negotiating", "Declined")] },
        Verb {
            name: "forecast",
            moves: &[
                ("Clarified", "Clarified"),
                ("Negotiating", "Negotiating"),
                ("Agreed", "Agreed"),
                ("Fulfilling", "Fulfilling"),
            ],
        },
        Verb { name: "occur", moves: PROMISED },
        Verb {
            name: "deliver_increment",
            moves: &[("Agreed", "Fulfilling"), ("Fulfilling", "Fulfilling")],
        },
        Verb { name: "revise", moves: PROMISED },
        Verb { name: "acknowledge", moves: PROMISED },
        Verb { name: "confirm", moves: PROMISED },
        Verb { name: "evaluate", moves: &[("Agreed", "Evaluated"), ("Fulfilling", "Evaluated")] },
        Verb { name: "close_period", moves: &[("Agreed", "Agreed"), ("Fulfilling", "Agreed")] },
        Verb { name: "record_perception", moves: EVALUATED },
        Verb {
            name: "dispute",
            moves: &[
                ("Evaluated", "Fulfilling"),
                ("Agreed", "Fulfilling"),
                ("Fulfilling", "Fulfilling"),
            ],
        },
        Verb { name: "record_remedy", moves: EVALUATED },
        Verb { name: "hand_over", moves: OPEN },
        Verb {
            name: "withdraw",
            moves: &[
                ("Captured", "Withdrawn"),
                ("Clarified", "Withdrawn"),
                ("Negotiating", "Withdrawn"),
                ("Agreed", "Withdrawn"),
                ("Fulfilling", "Withdrawn"),
            ],
        },
        Verb {
            name: "supersede",
            moves: &[
                ("Captured", "Superseded"),
                ("Clarified", "Superseded"),
                ("Negotiating", "Superseded"),
                ("Agreed", "Superseded"),
                ("Fulfilling", "Superseded"),
            ],
        },
        Verb { name: "take_over", moves: OPEN },
        Verb {
            name: "erase",
            moves: &[
                ("Captured", "Erased"),
                ("Clarified", "Erased"),
                ("Negotiating", "Erased"),
                ("Agreed", "Erased"),
                ("Fulfilling", "Erased"),
                ("Evaluated", "Erased"),
                ("Declined", "Erased"),
                ("Withdrawn", "Erased"),
                ("Superseded", "Erased"),
            ],
        },
    ],
};

// Only what was promised and not yet evaluated is due; the others are null there, and so in no list
// of what is.
pub(super) const DECLARATION: Declaration = Declaration {
    noun: "expectation",
    number: 8,
    version: 1,
    kind: Kind::State,
    columns: &[
        Column::new("state", Shape::Text),
        Column::new("due", Shape::Integer),
        Column::new("owner", Shape::Id),
        Column::new("agreed_at", Shape::Integer),
    ],
    indexes: &[
        Index { name: "by_client", columns: &[STREAM, "state"] },
        Index { name: "by_client_due", columns: &[STREAM, "due"] },
        Index { name: "by_due", columns: &["due"] },
        Index { name: "by_owner", columns: &["owner", "due"] },
        Index { name: "by_agreed", columns: &["agreed_at"] },
    ],
    events: &[
        "captured",
        "clarified",
        "explained",
        "proposed",
        "agreed",
        "declined",
        "forecast",
        "occurred",
        "delivered",
        "revised",
        "acknowledged",
        "confirmed",
        "evaluated",
        "perceived",
        "disputed",
        "remedied",
        "handed_over",
        "withdrawn",
        "superseded",
        "took_over",
        "erased",
    ],
};
