//! The words of a survey: what it is about, whom it asks, and what may be replied.

use serde::{Deserialize, Serialize};

use super::scale::Scale;
use crate::domain::named::named;
use crate::domain::{CustomKey, Score};

/// A side of satisfaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Dimension {
    /// All in all.
    Overall,
    /// Help when something does not work.
    TechnicalSupport,
    /// How soon there is an answer.
    ResponseSpeed,
    /// Whether they got what they expected.
    ExpectationFulfilment,
    /// How they are spoken with.
    Communication,
    /// How good what is delivered is.
    Quality,
    /// Whether it is worth the money.
    Value,
}

named!(
    Dimension,
    "dimension",
    [
        Overall,
        TechnicalSupport,
        ResponseSpeed,
        ExpectationFulfilment,
        Communication,
        Quality,
        Value
    ]
);

/// Whom a survey asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Audience {
    /// People at clients; who said what is known.
    Contacts,
    /// The firm's own people; who said what is never known.
    Staff,
}

named!(Audience, "audience", [Contacts, Staff]);

/// A question, without its wording.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Question {
    /// Its name in the survey, the same through all versions.
    pub key: CustomKey,
    /// The scale on which it is answered; none where it is answered in words.
    pub scale: Option<Scale>,
    /// The side of satisfaction it asks about; none where it is about something else.
    pub dimension: Option<Dimension>,
}

/// What was declared before anybody answered: this side of satisfaction is to be at least so good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Target {
    /// The side.
    pub dimension: Dimension,
    /// The least mean that meets it.
    pub at_least: Score,
}

/// What somebody replies to a question on a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Reply {
    /// This much.
    Value(u8),
    /// They went on without replying.
    Dismissed,
    /// It does not concern them.
    NotApplicable,
}

impl Reply {
    /// The value; only that is ever in a denominator.
    #[must_use]
    pub fn value(self) -> Option<u8> {
        match self {
            Reply::Value(value) => Some(value),
            Reply::Dismissed | Reply::NotApplicable => None,
        }
    }
}
