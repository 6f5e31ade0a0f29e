//! Why something cannot be said of a reward.

use crate::domain::refusal::{Guard, Refusal};
use crate::domain::{Lang, Timestamp};

/// A verb of a reward that was refused.
pub type RewardRefusal = Refusal<RewardGuard>;

/// What a verb of a reward asks beside the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RewardGuard {
    /// The time in which it can be had is over.
    Over {
        /// Since when.
        since: Timestamp,
    },
    /// There is no end of it, so it cannot be restocked.
    NotLimited,
    /// Fewer are left than are to be taken away.
    StockTooLow {
        /// How many are left.
        left: i64,
    },
    /// The edit changes nothing.
    NothingChanged,
    /// It would have happened before what is known to have happened last.
    BeforeLast,
}

impl RewardGuard {
    /// One of each, in the order in which lists show them.
    #[must_use]
    pub fn examples() -> Vec<Self> {
        vec![
            RewardGuard::Over { since: Timestamp::MIN },
            RewardGuard::NotLimited,
            RewardGuard::StockTooLow { left: 2 },
            RewardGuard::NothingChanged,
            RewardGuard::BeforeLast,
        ]
    }
}

impl Guard for RewardGuard {
    fn code(&self) -> &'static str {
        match self {
            RewardGuard::Over { .. } => "reward.over",
            RewardGuard::NotLimited => "reward.not_limited",
            RewardGuard::StockTooLow { .. } => "reward.stock_too_low",
            RewardGuard::NothingChanged => "reward.nothing_changed",
            RewardGuard::BeforeLast => "reward.before_last",
        }
    }

    fn explain(&self, lang: Lang) -> String {
        match self {
            RewardGuard::Over { since } => lang.choose(
                format!("兑换期已于 {since} 结束"),
                format!("the time in which it can be had was over at {since}"),
            ),
            RewardGuard::NotLimited => lang
                .choose("该奖励不限库存，无需补货", "there is no end of it, and nothing to restock")
                .to_owned(),
            RewardGuard::StockTooLow { left } => lang.choose(
                format!("库存只剩 {left} 份，不能减去更多"),
                format!("only {left} are left, and no more can be taken away"),
            ),
            RewardGuard::NothingChanged => {
                lang.choose("没有任何修改", "the edit changes nothing").to_owned()
            }
            RewardGuard::BeforeLast => lang
                .choose(
                    "发生时间早于上一次变动",
                    "it would have happened before what happened last",
                )
                .to_owned(),
        }
    }
}

impl std::fmt::Display for RewardGuard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.explain(Lang::En))
    }
}
