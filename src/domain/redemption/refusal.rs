//! Why something cannot be said of a redemption.

use crate::domain::refusal::{Guard, Refusal};
use crate::domain::reward::RewardState;
use crate::domain::{Lang, Timestamp};

/// A verb of a redemption that was refused.
pub type RedemptionRefusal = Refusal<RedemptionGuard>;

/// What a verb of a redemption asks beside the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RedemptionGuard {
    /// The client is archived or erased.
    ClientNotActive,
    /// The client is no member of the reward's programme.
    NotAMember,
    /// The reward is not offered.
    NotOffered {
        /// What it is instead.
        state: RewardState,
    },
    /// It cannot be had at this time.
    NotNow,
    /// None is left.
    OutOfStock,
    /// It is for a higher tier.
    TierTooLow {
        /// From which rank on.
        from: u8,
        /// The rank of the member.
        rank: u8,
    },
    /// The member has had it as often as one may.
    LimitReached {
        /// How often.
        most: u32,
    },
    /// A voucher needs a code.
    CodeMissing,
    /// Another voucher has this code.
    CodeTaken,
    /// The price is missing from which a discount is taken.
    PriceMissing,
    /// Its time is over.
    Over {
        /// Since when.
        since: Timestamp,
    },
    /// Its time is not over.
    NotOver {
        /// When it is; never where it does not say.
        until: Option<Timestamp>,
    },
    /// It would have happened before what is known to have happened last.
    BeforeLast,
}

impl RedemptionGuard {
    /// One of each, in the order in which lists show them.
    #[must_use]
    pub fn examples() -> Vec<Self> {
        vec![
            RedemptionGuard::ClientNotActive,
            RedemptionGuard::NotAMember,
            RedemptionGuard::NotOffered { state: RewardState::Paused },
            RedemptionGuard::NotNow,
            RedemptionGuard::OutOfStock,
            RedemptionGuard::TierTooLow { from: 2, rank: 1 },
            RedemptionGuard::LimitReached { most: 1 },
            RedemptionGuard::CodeMissing,
            RedemptionGuard::CodeTaken,
            RedemptionGuard::PriceMissing,
            RedemptionGuard::Over { since: Timestamp::MIN },
            RedemptionGuard::NotOver { until: Some(Timestamp::MAX) },
            RedemptionGuard::BeforeLast,
        ]
    }

    fn words(&self) -> (&'static str, &'static str) {
        match self {
            RedemptionGuard::ClientNotActive => {
                ("客户已归档或已抹除", "the client is archived or erased")
            }
            RedemptionGuard::NotAMember => {
                ("该客户不是该计划的会员", "the client is no member of the reward's programme")
            }
            RedemptionGuard::NotNow => ("当前不在兑换期内", "it cannot be had at this time"),
            RedemptionGuard::OutOfStock => ("库存已兑完", "none is left"),
            RedemptionGuard::CodeMissing => ("兑换券需要券码", "a voucher needs a code"),
            RedemptionGuard::CodeTaken => {
                ("该券码已被另一张兑换券使用", "another voucher has this code")
            }
            RedemptionGuard::PriceMissing => {
                ("使用折扣时需要填写原价", "the price is missing from which the discount is taken")
            }
            RedemptionGuard::NotOffered { .. }
            | RedemptionGuard::TierTooLow { .. }
            | RedemptionGuard::LimitReached { .. }
            | RedemptionGuard::Over { .. }
            | RedemptionGuard::NotOver { .. }
            | RedemptionGuard::BeforeLast => {
                ("发生时间早于上一次变动", "it would have happened before what happened last")
            }
        }
    }
}

impl Guard for RedemptionGuard {
    fn code(&self) -> &'static str {
        match self {
            RedemptionGuard::ClientNotActive => "redemption.client_not_active",
            RedemptionGuard::NotAMember => "redemption.not_a_member",
            RedemptionGuard::NotOffered { .. } => "redemption.not_offered",
            RedemptionGuard::NotNow => "redemption.not_now",
            RedemptionGuard::OutOfStock => "redemption.out_of_stock",
            RedemptionGuard::TierTooLow { .. } => "redemption.tier_too_low",
            RedemptionGuard::LimitReached { .. } => "redemption.limit_reached",
            RedemptionGuard::CodeMissing => "redemption.code_missing",
            RedemptionGuard::CodeTaken => "redemption.code_taken",
            RedemptionGuard::PriceMissing => "redemption.price_missing",
            RedemptionGuard::Over { .. } => "redemption.over",
            RedemptionGuard::NotOver { .. } => "redemption.not_over",
            RedemptionGuard::BeforeLast => "redemption.before_last",
        }
    }

    fn explain(&self, lang: Lang) -> String {
        match self {
            RedemptionGuard::NotOffered { state } => lang.choose(
                format!(
                    "该奖励未开放兑换，当前为“{}”",
                    crate::domain::vocabulary::say(state.name(), lang)
                ),
                format!("the reward is not offered: it is {state}"),
            ),
            RedemptionGuard::TierTooLow { from, rank } => lang.choose(
                format!("会员等级不足：需要第 {from} 级，现为第 {rank} 级"),
                format!("it is for rank {from} and above, and the member has rank {rank}"),
            ),
            RedemptionGuard::LimitReached { most } => lang.choose(
                format!("每位会员最多兑换 {most} 次，已达上限"),
                format!("a member may have it {most} times, and has had it as often"),
            ),
            RedemptionGuard::Over { since } => {
                lang.choose(format!("已于 {since} 过期"), format!("its time was over at {since}"))
            }
            RedemptionGuard::NotOver { until: Some(until) } => lang.choose(
                format!("尚未到期，有效至 {until}"),
                format!("its time is not over until {until}"),
            ),
            RedemptionGuard::NotOver { until: None } => {
                lang.choose("没有到期时间", "its time is never over").to_owned()
            }
            RedemptionGuard::ClientNotActive
            | RedemptionGuard::NotAMember
            | RedemptionGuard::NotNow
            | RedemptionGuard::OutOfStock
            | RedemptionGuard::CodeMissing
            | RedemptionGuard::CodeTaken
            | RedemptionGuard::PriceMissing
            | RedemptionGuard::BeforeLast => {
                let (zh, en) = self.words();
                lang.choose(zh, en).to_owned()
            }
        }
    }
}

impl std::fmt::Display for RedemptionGuard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.explain(Lang::En))
    }
}
