//! The words of a sequence: what is answered, and when a step is for.

use serde::{Deserialize, Serialize};

use crate::domain::channel::Channel;
use crate::domain::named::named;

/// What a client answers to a follow-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Reply {
    /// They want it.
    Yes,
    /// They do not.
    No,
    /// Not now.
    Later,
    /// They ask something first.
    Question,
    /// Something else.
    Other,
}

named!(Reply, "answer", [Yes, No, Later, Question, Other]);

/// When a step is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Condition {
    /// Whatever was answered.
    Always,
    /// While nothing was answered at all.
    Unanswered,
    /// While this was the last answer.
    After(Reply),
}

impl Condition {
    /// Whether the step is for who answered this last.
    #[must_use]
    pub fn holds(self, last: Option<Reply>) -> bool {
        match self {
            Condition::Always => true,
            Condition::Unanswered => last.is_none(),
            Condition::After(reply) => last == Some(reply),
        }
    }
}

/// One step of a sequence, without what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SequenceStep {
    /// How many hours after what was done or answered last.
    pub after_hours: u32,
    /// For whom.
    pub only: Condition,
    /// By which channel.
    pub channel: Channel,
}
