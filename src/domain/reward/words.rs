//! The words of a reward: what it is, for whom, and by which state it goes.

use serde::{Deserialize, Serialize};

use super::discount::Discount;
use crate::domain::named::named;
use crate::domain::tier::Span;
use crate::domain::{CustomKey, Name, Period, Points, ProgrammeId, Timestamp, Zone};

/// Whether a reward can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RewardState {
    /// Not offered yet.
    Draft,
    /// Offered.
    Active,
    /// Not offered for a while.
    Paused,
    /// Not offered any more.
    Archived,
}

named!(RewardState, "state", [Draft, Active, Paused, Archived]);

/// What a member gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RewardKind {
    /// Something off the price of a purchase.
    Discount(Discount),
    /// A voucher with a code, to be shown wherever it is honoured.
    Voucher,
    /// A service that only members get.
    Service(CustomKey),
}

/// How long what was issued can be used, on whose clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Usable {
    /// How long.
    pub span: Span,
    /// On whose clocks days and months are counted.
    pub zone: Zone,
}

/// What a reward is, for whom and for how much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RewardTerms {
    /// The programme whose points it costs.
    pub programme: ProgrammeId,
    /// What people call it.
    pub name: Name,
    /// What a member gets.
    pub kind: RewardKind,
    /// What it costs, 1 point or more.
    pub price: Points,
    /// When it can be had; always where it does not say.
    pub during: Option<Period>,
    /// From which tier on.
    pub min_rank: u8,
    /// How often one member may have it.
    pub per_member: Option<u32>,
    /// How long what was issued can be used; for ever where it does not say.
    pub usable: Option<Usable>,
    /// Whether there are so many and no more.
    pub limited: bool,
}

impl RewardTerms {
    /// Whether it can be had at an instant, as far as time goes.
    #[must_use]
    pub fn is_on(&self, at: Timestamp) -> bool {
        self.during.is_none_or(|during| during.contains(at))
    }
}
