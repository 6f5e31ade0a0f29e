//! What happens to a reward. The shapes stand on disk: variants and fields are added behind those
//! that are here.

use serde::{Deserialize, Serialize};

use super::words::{RewardKind, RewardTerms, Usable};
use crate::domain::{Line, Name, Period, Points};

/// Something that happened to a reward.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RewardEvent {
    /// It was written down, with so many of it where there are so many and no more.
    Drafted {
        /// What it is.
        terms: RewardTerms,
        /// How many there are.
        stock: u32,
    },
    /// Something about it was changed.
    Edited(Vec<RewardChange>),
    /// More of it came, or fewer are left, beside what was redeemed.
    Restocked {
        /// How many.
        by: i64,
    },
    /// It was offered.
    Offered,
    /// It was not offered any more for a while; the words say why.
    Withheld,
    /// It was offered again.
    OfferedAgain,
    /// It was put away; the words say why.
    Archived,
}

/// One change of a reward.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RewardChange {
    /// What people call it.
    Name(Name),
    /// What a member gets.
    Kind(RewardKind),
    /// What it costs.
    Price(Points),
    /// When it can be had.
    During(Option<Period>),
    /// From which tier on.
    MinRank(u8),
    /// How often one member may have it.
    PerMember(Option<u32>),
    /// How long what was issued can be used.
    Usable(Option<Usable>),
}

/// What was personal in it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RewardWord {
    /// Why it was paused or archived.
    pub reason: Option<Line>,
}
