//! The words of a redemption.

use serde::{Deserialize, Serialize};

use crate::domain::named::named;
use crate::domain::reward::{RewardKind, Usable};
use crate::domain::{EntryId, MemberId, Money, Points, ProgrammeId, RewardId, TransactionId};

/// How far a redemption has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RedemptionState {
    /// Asked for: points and the thing itself are put aside.
    Reserved,
    /// Given out; the points are spent.
    Issued,
    /// Used.
    Used,
    /// The time to take or to use it is over.
    Expired,
    /// Called off; points and thing are given back.
    Cancelled,
}

named!(RedemptionState, "state", [Reserved, Issued, Used, Expired, Cancelled]);

/// What was asked for, as the reward was then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The reward.
    pub reward: RewardId,
    /// The programme whose points it costs.
    pub programme: ProgrammeId,
    /// What the member gets.
    pub kind: RewardKind,
    /// What it costs.
    pub price: Points,
    /// How long it can be used once it was issued.
    pub usable: Option<Usable>,
    /// Whether one was taken from a stock.
    pub limited: bool,
}

/// What is known of the member who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Whether the client is active.
    pub active: bool,
    /// The rank of the member now.
    pub rank: u8,
    /// How many of the same reward the member has and had, those left out that were called off.
    pub had: u32,
}

/// From where the points come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Spent {
    /// Whose.
    pub member: MemberId,
    /// The reservation in the ledger, and the entry that it becomes.
    pub entry: EntryId,
}

/// What it was used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UsedFor {
    /// The purchase.
    pub purchase: Option<TransactionId>,
    /// Its price, from which a discount is taken.
    pub price: Option<Money>,
}
