//! Which tier was held when, and why.

use super::run::ManualTier;
use crate::domain::Timestamp;
use crate::domain::named::named;

/// Why a step was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Why {
    /// The membership began.
    Enrolled,
    /// A higher tier was reached.
    Reached,
    /// The tier ended, and had been earned again.
    Renewed,
    /// The tier ended, had not been earned again, and is kept for the time of grace.
    Lapsed,
    /// It was earned again within the time of grace.
    Regained,
    /// It was not, and the tier below it followed.
    OneDown,
    /// It was not, and the tier that the metric reaches followed.
    Requalified,
}

named!(Why, "why", [Enrolled, Reached, Renewed, Lapsed, Regained, OneDown, Requalified]);

/// What holds from an instant on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Step {
    /// From when.
    pub at: Timestamp,
    /// Which rank.
    pub rank: u8,
    /// Why.
    pub why: Why,
    /// How much the metric was when it was decided.
    pub value: i64,
    /// When it is asked next whether the tier was earned again; none where never or only in grace.
    pub ends: Option<Timestamp>,
    /// Until when it may be earned again, in grace.
    pub grace_until: Option<Timestamp>,
}

/// The tiers of a member from the enrolment up to an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    pub(super) steps: Vec<Step>,
    pub(super) manual: Vec<ManualTier>,
    pub(super) as_of: Timestamp,
}

/// Where a member stands at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Standing {
    /// The rank that counts: the higher of what was earned and what was given by hand.
    pub rank: u8,
    /// What was earned, and why.
    pub earned: Step,
    /// The tier given by hand that holds then, the highest of several.
    pub manual: Option<ManualTier>,
}

impl History {
    /// What was earned, step by step.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Up to which instant it is known.
    #[must_use]
    pub fn as_of(&self) -> Timestamp {
        self.as_of
    }

    /// Where the member stood at an instant; none before the enrolment and after what is known.
    #[must_use]
    pub fn at(&self, at: Timestamp) -> Option<Standing> {
        if at > self.as_of {
            return None;
        }
        let next = self.steps.partition_point(|step| step.at <= at);
        let earned = *self.steps.get(next.checked_sub(1)?)?;
        let given = self.manual.iter().filter(|given| given.during.contains(at));
        let manual = given.copied().max_by_key(|given| given.rank);
        let rank = manual.map_or(earned.rank, |given| given.rank.max(earned.rank));
        Some(Standing { rank, earned, manual })
    }

    /// The rank at an instant; none before the enrolment and after what is known.
    #[must_use]
    pub fn rank_at(&self, at: Timestamp) -> Option<u8> {
        self.at(at).map(|standing| standing.rank)
    }

    /// Every change of the rank that counts, the first at the enrolment.
    #[must_use]
    pub fn changes(&self) -> Vec<(Timestamp, u8)> {
        let given = self.manual.iter().flat_map(|given| [given.during.start(), given.during.end()]);
        let mut at: Vec<Timestamp> = self.steps.iter().map(|step| step.at).chain(given).collect();
        at.sort_unstable();
        let mut changes: Vec<(Timestamp, u8)> =
            at.into_iter().filter_map(|at| Some((at, self.rank_at(at)?))).collect();
        changes.dedup_by_key(|(_, rank)| *rank);
        changes
    }
}
