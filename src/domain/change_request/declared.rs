//! The state table of a change request, and what engines know of one.

use crate::domain::declaration::{Column, Declaration, Index, Kind, STREAM, Shape};
use crate::domain::machine::{Machine, NOTHING, Verb};

const DRAFT: &str = "Draft";
const SUBMITTED: &str = "Submitted";
const ASSESSING: &str = "Assessing";
const AWAITING: &str = "AwaitingDecision";
const APPROVED: &str = "Approved";
const DEFERRED: &str = "Deferred";
const REJECTED: &str = "Rejected";
const IMPLEMENTING: &str = "Implementing";
const VERIFYING: &str = "Verifying";
const CLOSED: &str = "Closed";
const WITHDRAWN: &str = "Withdrawn";

/// What is being decided or has been is never edited in place: an edit takes it back to be assessed
/// again, in its next revision. What has begun is not withdrawn but completed or rolled back.
pub const MACHINE: Machine = Machine {
    name: "change_request",
    states: &[
        DRAFT,
        SUBMITTED,
        ASSESSING,
        AWAITING,
        APPROVED,
        DEFERRED,
        REJECTED,
        IMPLEMENTING,
        VERIFYING,
        CLOSED,
        WITHDRAWN,
    ],
    verbs: &[
        Verb { name: "draft", moves: &[(NOTHING, DRAFT)] },
        Verb {
            name: "edit",
            moves: &[
                (DRAFT, DRAFT),
                (SUBMITTED, SUBMITTED),
                (ASSESSING, ASSESSING),
                (AWAITING, ASSESSING),
                (APPROVED, ASSESSING),
            ],
        },
        Verb { name: "submit", moves: &[(DRAFT, SUBMITTED)] },
        Verb {
            name: "triage",
            moves: &[(SUBMITTED, ASSESSING), (SUBMITTED, APPROVED), (SUBMITTED, AWAITING)],
        },
        Verb { name: "outline", moves: &[(ASSESSING, ASSESSING)] },
        Verb { name: "discard", moves: &[(ASSESSING, ASSESSING)] },
        Verb {
            name: "assess",
            moves: &[
                (ASSESSING, ASSESSING),
                (APPROVED, APPROVED),
                (IMPLEMENTING, IMPLEMENTING),
                (VERIFYING, VERIFYING),
            ],
        },
        Verb { name: "explain", moves: &[(ASSESSING, ASSESSING), (AWAITING, AWAITING)] },
        Verb { name: "propose", moves: &[(ASSESSING, AWAITING)] },
        Verb { name: "request_info", moves: &[(AWAITING, ASSESSING)] },
        Verb { name: "consent", moves: &[(AWAITING, AWAITING), (AWAITING, APPROVED)] },
        Verb { name: "approve", moves: &[(AWAITING, AWAITING), (AWAITING, APPROVED)] },
        Verb { name: "reject", moves: &[(SUBMITTED, REJECTED), (AWAITING, REJECTED)] },
        Verb { name: "defer", moves: &[(AWAITING, DEFERRED)] },
        Verb { name: "resume", moves: &[(DEFERRED, ASSESSING)] },
        Verb { name: "acknowledge", moves: &[(APPROVED, APPROVED)] },
        Verb { name: "start", moves: &[(APPROVED, IMPLEMENTING)] },
        Verb { name: "revoke", moves: &[(APPROVED, ASSESSING)] },
        Verb { name: "complete", moves: &[(IMPLEMENTING, VERIFYING)] },
        Verb { name: "abort", moves: &[(IMPLEMENTING, CLOSED)] },
        Verb {
            name: "confirm",
            moves: &[(APPROVED, APPROVED), (IMPLEMENTING, IMPLEMENTING), (VERIFYING, VERIFYING)],
        },
        Verb { name: "accept", moves: &[(VERIFYING, CLOSED)] },
        Verb { name: "refuse", moves: &[(VERIFYING, IMPLEMENTING)] },
        Verb { name: "revise", moves: &[(REJECTED, DRAFT)] },
        Verb {
            name: "withdraw",
            moves: &[
                (DRAFT, WITHDRAWN),
                (SUBMITTED, WITHDRAWN),
                (ASSESSING, WITHDRAWN),
                (AWAITING, WITHDRAWN),
                (APPROVED, WITHDRAWN),
                (DEFERRED, WITHDRAWN),
            ],
        },
    ],
};

pub(super) const DECLARATION: Declaration = Declaration {
    noun: "change_request",
    number: 9,
    version: 1,
    kind: Kind::State,
    columns: &[
        Column::new("number", Shape::Integer),
        // Null where there is no project.
        Column::new("project", Shape::Id),
        // Since when it has waited; null where it waits for nobody.
        Column::new("waiting", Shape::Integer),
        // When a deferred one is to be looked at again.
        Column::new("resume", Shape::Integer),
        // By when an emergency is still to be assessed.
        Column::new("retro", Shape::Integer),
    ],
    indexes: &[
        Index { name: "by_client", columns: &[STREAM, "number"] },
        Index { name: "by_project", columns: &["project", "number"] },
        Index { name: "by_waiting", columns: &["waiting"] },
        Index { name: "by_resume", columns: &["resume"] },
        Index { name: "by_retro", columns: &["retro"] },
    ],
    events: &[
        "drafted",
        "edited",
        "submitted",
        "triaged",
        "preapproved",
        "urged",
        "outlined",
        "assessed",
        "explained",
        "proposed",
        "info_requested",
        "consented",
        "approved",
        "rejected",
        "deferred",
        "resumed",
        "team_acknowledged",
        "client_acknowledged",
        "started",
        "revoked",
        "completed",
        "aborted",
        "confirmed",
        "accepted",
        "refused",
        "revised",
        "withdrawn",
        "discarded",
    ],
};
