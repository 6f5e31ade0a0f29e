//! Why points that belong to a reward are not moved without it.

use crate::domain::{Id, RecordId, RedemptionId};

/// What the verbs of the ledger ask of points that were put aside or spent for a reward.
///
/// Points and reward go together: whoever has the points again has the reward no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RewardPointsGuard {
    /// The reward can still be had: its redemption is issued or called off, and the points go with it.
    Open {
        /// Of which redemption.
        redemption: RedemptionId,
    },
    /// The reward was used, or the time to use it is over: what it cost is spent. What is given
    /// out of goodwill is an adjustment, which has a reason.
    Had {
        /// Of which redemption.
        redemption: RedemptionId,
    },
}

impl RewardPointsGuard {
    pub(super) fn examples() -> [RewardPointsGuard; 2] {
        let redemption = RedemptionId::from_id(Id::from_bytes([7; 16]));
        [RewardPointsGuard::Open { redemption }, RewardPointsGuard::Had { redemption }]
    }

    pub(super) const fn code(self) -> &'static str {
        match self {
            RewardPointsGuard::Open { .. } => "member.reward_open",
            RewardPointsGuard::Had { .. } => "member.reward_had",
        }
    }

    /// The condition in Chinese and in English.
    pub(super) fn words(self) -> (String, String) {
        match self {
            RewardPointsGuard::Open { redemption } => (
                format!("这些积分属于 {redemption}，请发放或取消该兑换"),
                format!("the points belong to {redemption}; issue that or cancel it"),
            ),
            RewardPointsGuard::Had { redemption } => (
                format!("{redemption} 的奖励已使用或已过期，积分不再退回；如需补偿请手工增加积分"),
                format!(
                    "the reward of {redemption} was used or its time is over; \
                     give points by an adjustment instead"
                ),
            ),
        }
    }
}
