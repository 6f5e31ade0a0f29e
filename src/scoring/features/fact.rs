//! The facts that features are worked out from.

use crate::domain::{ContactId, Gap, Id, Score, Timestamp};

/// What happened with a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// It bought something, for so much in minor units of the firm's currency.
    Bought(i64),
    /// It got so much back of what it had bought.
    Refunded(i64),
    /// It wrote or called.
    Heard(Vec<ContactId>),
    /// Somebody wrote to it, called it, met it.
    Spoke(Vec<ContactId>),
    /// How a talk went, from −2 to 2.
    Felt(i64),
    /// Something was promised or a change was asked for: open from now on, and due then.
    Opened(Option<Timestamp>),
    /// What was opened under this id is open no more.
    Closed(Id),
    /// What it got, beside what it expected.
    Got(Gap),
    /// How satisfied it said it is.
    Answered(Score),
    /// Points came in or went out.
    Points(i64),
}

/// A fact: when it was so, and its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// When it was so.
    pub at: Timestamp,
    /// Which fact.
    pub id: Id,
    /// What happened.
    pub what: What,
}

impl Told {
    /// Where it stands among the facts of its client: by time, and then by id.
    #[must_use]
    pub fn place(&self) -> (Timestamp, Id) {
        (self.at, self.id)
    }
}

/// A fact as it was written down: a new one, one in the place of another, or the withdrawal of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// When it was written down; no earlier than those before it.
    pub recorded_at: Timestamp,
    /// The fact whose place it takes, or which it withdraws.
    pub supersedes: Option<Id>,
    /// What is told; none in a withdrawal.
    pub told: Option<Told>,
}
