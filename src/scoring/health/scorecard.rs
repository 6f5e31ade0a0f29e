//! Scorecards: which measures make up a client's health, and with which weights. They are data.

use serde::{Deserialize, Serialize};

use super::map::Map;
use super::titled::Titled;
use super::who::Who;
use crate::domain::CustomKey;

/// What makes up the health of a class of clients, as a firm writes it down.
///
/// It is judged when it is [published](super::ScorecardBook::publish), together with all others,
/// and scores nothing before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scorecard {
    /// Which.
    pub id: CustomKey,
    /// Its version: a change of anything in it is a new one.
    pub version: u32,
    /// What it is called.
    pub title: Titled,
    /// Of whom.
    pub who: Who,
    /// Of several that match, the one with the highest priority is used, and of these that with the
    /// first id.
    pub priority: i32,
    /// The groups.
    pub groups: Vec<Group>,
    /// What holds a score down whatever the rest says.
    pub caps: Vec<Cap>,
    /// The least share of what is in use that must be there, in basis points.
    pub min_coverage: i64,
}

impl Scorecard {
    /// Every measure with its group, in the scorecard's order.
    pub fn measures(&self) -> impl Iterator<Item = (&Group, &Measure)> {
        self.groups.iter().flat_map(|group| group.measures.iter().map(move |one| (group, one)))
    }
}

/// Measures that count together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Which.
    pub id: CustomKey,
    /// How much it counts beside the other groups.
    pub weight: u32,
    /// Its measures.
    pub measures: Vec<Measure>,
}

/// One thing that is looked at, and what is made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Which; no other measure of the scorecard has the same.
    pub id: CustomKey,
    /// How much it counts beside the others of its group.
    pub weight: u32,
    /// What is looked at.
    pub of: Of,
    /// What is made of it.
    pub map: Map,
    /// How many days are looked back; none for all.
    pub lookback: Option<u32>,
    /// After how many days the latest observation says nothing any more; none for never.
    pub ttl: Option<u32>,
    /// What counts where there is no value.
    pub null: Null,
}

/// What a measure looks at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    /// A source of the firm's.
    Source(CustomKey),
    /// The score that another scorecard gives the same client.
    Scorecard(CustomKey),
}

/// What counts where a measure has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Null {
    /// The last score that it had, but at most 5 000: what was red and grew stale stays red. What
    /// never had one is left out.
    #[default]
    Hold,
    /// It is left out, and the others count the more. Only for what does not apply to everybody.
    Exclude,
    /// 5 000.
    Neutral,
    /// 0.
    Zero,
}

/// What holds a score down whatever the rest says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// Which.
    pub id: CustomKey,
    /// The reason that people read.
    pub reason: Titled,
    /// What is looked at.
    pub source: CustomKey,
    /// How many days are looked back; none for all.
    pub lookback: Option<u32>,
    /// From which number on it applies.
    pub at_least: i64,
    /// The most that the score is then, in basis points.
    pub max: i64,
}
