//! What was agreed, how it came to that, and how it was changed since.

use serde::{Deserialize, Serialize};

use super::level::Level;
use super::repeats::{Repeats, Schedule};
use super::scale::Scale;
use super::words::ConstraintKind;
use crate::domain::frozen::frozen;
use crate::domain::interaction::{Channel, Sentiment};
use crate::domain::{
    Acknowledgement, ChangeRequestId, ContactId, Evidence, Quantity, Score, StaffId, Timestamp,
};

/// What is measured, on which scale, how often, and how near is near enough.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// The scale.
    pub scale: Scale,
    /// How often it is promised.
    pub repeats: Repeats,
    /// How near is near enough, in the measure's unit; the firm's policy where none is given.
    pub tolerance: Option<Quantity>,
}

/// The levels that were named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Levels {
    /// The level that the client stated first; it never changes.
    pub first: Option<Level>,
    /// What they would like.
    pub desired: Option<Level>,
    /// What would still do.
    pub adequate: Option<Level>,
    /// What was agreed, as it holds now.
    pub agreed: Option<Level>,
    /// What is now likely.
    pub forecast: Option<Level>,
    /// What was last proposed.
    pub proposed: Option<Level>,
}

impl Levels {
    /// Those that must lie on the scale, each by its name.
    pub(super) fn named(&self) -> impl Iterator<Item = (&'static str, &Level)> {
        let all = [
            ("first level", &self.first),
            ("desired level", &self.desired),
            ("adequate level", &self.adequate),
            ("agreed level", &self.agreed),
            ("forecast", &self.forecast),
        ];
        all.into_iter().filter_map(|(name, level)| level.as_ref().map(|level| (name, level)))
    }
}

/// A constraint or trade-off that a contact was told of; its words are personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explained {
    /// Of which kind it is.
    pub kind: ConstraintKind,
    /// To whom it was explained.
    pub to: ContactId,
    /// By which channel.
    pub channel: Channel,
    /// When.
    pub at: Timestamp,
}

frozen!(Explained { kind, to, channel, at });

/// That a level was agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// The level.
    pub level: Level,
    /// When it is due; none where it is due each time that something happens, or has no date.
    pub schedule: Option<Schedule>,
    /// What proves it.
    pub evidence: Vec<Evidence>,
    /// That the client acknowledged it.
    pub acknowledgement: Acknowledgement,
    /// Who stands for it.
    pub owner: StaffId,
    /// How near is near enough, as a part of the scale as it was then. Where the measure says so in
    /// its own unit, it is another part of a scale that was made wider since.
    pub tolerance: Score,
    /// Whether it was promised against the forecast; the words say why.
    pub against_forecast: Option<Level>,
    /// The version of the firm's policy.
    pub policy: u32,
    /// When.
    pub at: Timestamp,
}

/// Why a promise was changed, or left as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cause {
    /// A change request.
    Change(ChangeRequestId),
    /// Something else: a plan revision, a decision; what, stands in the evidence.
    Other(Evidence),
}

impl Cause {
    /// The change request, where it is one.
    #[must_use]
    pub fn change(&self) -> Option<ChangeRequestId> {
        match self {
            Cause::Change(id) => Some(*id),
            Cause::Other(_) => None,
        }
    }
}

/// A change of what was agreed. It holds from when it was acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The level from now on.
    pub level: Level,
    /// When it is due from now on, where that changes.
    pub schedule: Option<Schedule>,
    /// The scale, where it had to be made wider.
    pub wider: Option<Scale>,
    /// Why.
    pub cause: Cause,
    /// What proves it.
    pub evidence: Vec<Evidence>,
    /// When it was said.
    pub at: Timestamp,
    /// By when it is to be acknowledged.
    pub acknowledge_by: Timestamp,
    /// The versions of the firm's policy and calendar that said so.
    pub versions: (u32, u32),
    /// That the client acknowledged it; none as long as they did not.
    pub acknowledgement: Option<Acknowledgement>,
}

frozen!(Revision {
    level,
    schedule,
    wider,
    cause,
    evidence,
    at,
    acknowledge_by,
    versions,
    acknowledgement
});

impl Revision {
    /// Whether it was acknowledged too late, or waited too long by then. What was said later is
    /// not looked at.
    #[must_use]
    pub fn is_late(&self, by: Timestamp) -> bool {
        self.acknowledgement.map_or(by, |said| said.at.min(by)) > self.acknowledge_by
    }
}

/// That a promise was left as it is, although something changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// What changed.
    pub cause: Cause,
    /// When this was said.
    pub at: Timestamp,
}

frozen!(Confirmation { cause, at });

/// A part that was delivered on the way; its words are personal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// What was measured of it, if anything.
    pub level: Option<Level>,
    /// How the client took it, if they showed.
    pub reaction: Option<Sentiment>,
    /// When.
    pub at: Timestamp,
}

frozen!(Delivered { level, reaction, at });
