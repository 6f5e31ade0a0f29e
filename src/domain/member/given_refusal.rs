//! Why a tier is not given to a member by hand, or not ended.

/// What the verbs about tiers that are given by hand ask beside the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TierGuard {
    /// The terms have no tiers.
    NoTiers,
    /// The terms have no tier of this rank.
    NoSuchTier {
        /// The highest rank.
        highest: u8,
    },
    /// As many tiers were given by hand as are kept.
    TooManyTiers,
    /// No tier that was given by hand holds.
    NoTierGiven,
}

impl TierGuard {
    pub(super) const EXAMPLES: [TierGuard; 4] = [
        TierGuard::NoTiers,
        TierGuard::NoSuchTier { highest: 2 },
        TierGuard::TooManyTiers,
        TierGuard::NoTierGiven,
    ];

    pub(super) const fn code(self) -> &'static str {
        match self {
            TierGuard::NoTiers => "member.no_tiers",
            TierGuard::NoSuchTier { .. } => "member.no_such_tier",
            TierGuard::TooManyTiers => "member.too_many_tiers",
            TierGuard::NoTierGiven => "member.no_tier_given",
        }
    }

    /// The condition in Chinese and in English.
    pub(super) fn words(self) -> (String, String) {
        let (zh, en) = match self {
            TierGuard::NoSuchTier { highest } => {
                return (
                    format!("积分计划没有这个等级，最高为 {highest} 级"),
                    format!("there is no such tier: the highest is {highest}"),
                );
            }
            TierGuard::NoTiers => ("积分计划没有会员等级", "the programme has no tiers"),
            TierGuard::TooManyTiers => (
                "每位会员最多授予 200 次等级",
                "no more than 200 tiers are given to a member by hand",
            ),
            TierGuard::NoTierGiven => {
                ("没有生效中的授予等级", "no tier that was given by hand holds")
            }
        };
        (zh.to_owned(), en.to_owned())
    }
}
