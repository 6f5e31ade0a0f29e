//! Triggers as a firm writes them down.

use serde::{Deserialize, Serialize};

use crate::domain::cadence::SignalReason;
use crate::domain::{CustomKey, Lang};

/// On which side of a threshold something is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compare {
    /// At the threshold and above.
    AtLeast,
    /// At the threshold and below.
    AtMost,
}

impl Compare {
    /// Whether a value has reached a threshold.
    #[must_use]
    pub fn reached(self, value: i64, threshold: i64) -> bool {
        match self {
            Compare::AtLeast => value >= threshold,
            Compare::AtMost => value <= threshold,
        }
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// To be looked at.
    Low,
    /// To be done something about.
    Medium,
    /// To be done something about now.
    High,
}

/// What is opened from it; that is for who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Opens {
    /// A risk.
    Risk,
    /// A call to action.
    CallToAction,
}

/// A number that is watched, and when that is worth a word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// Which.
    pub id: CustomKey,
    /// Its version: a change of anything in it is a new one.
    pub version: u32,
    /// The reason that it gives.
    pub reason: SignalReason,
    /// The number that it watches.
    pub source: CustomKey,
    /// On which side.
    pub compare: Compare,
    /// The threshold at which it is worth a word.
    pub enter: i64,
    /// The threshold at which it has ended: on the other side of `enter`.
    pub exit: i64,
    /// How many of the last `of` evaluations must have reached it.
    pub times: u8,
    /// Of how many, at most 32.
    pub of: u8,
    /// For how many days it rests after it has fired.
    pub cool_down: u32,
    /// How bad it is.
    pub severity: Severity,
    /// What is opened from it.
    pub opens: Opens,
}

/// Why a trigger cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TriggerFault {
    /// It would end where it begins: nothing keeps it from flapping.
    #[error("a trigger ends at another threshold than it begins at")]
    NoHysteresis,
    /// It would have ended while it goes on.
    #[error("a trigger ends on the other side of the threshold at which it begins")]
    WrongSide,
    /// Fewer than one evaluation, more than there are, or more than 32.
    #[error("a trigger looks at 1 to 32 evaluations, and at no fewer than must have reached it")]
    Times,
    /// A rest of more than ten years.
    #[error("a trigger rests for at most 3660 days")]
    CoolDown,
    /// Another trigger has the same id.
    #[error("another trigger has this id")]
    Twice,
    /// Nobody knows the number that it watches.
    #[error("there is no such source to be watched")]
    UnknownSource,
    /// More than 256 triggers.
    #[error("a firm has at most 256 triggers")]
    TooMany,
}

impl TriggerFault {
    /// The stable code, for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            TriggerFault::NoHysteresis => "trigger.no_hysteresis",
            TriggerFault::WrongSide => "trigger.wrong_side",
            TriggerFault::Times => "trigger.times",
            TriggerFault::CoolDown => "trigger.cool_down",
            TriggerFault::Twice => "trigger.twice",
            TriggerFault::UnknownSource => "trigger.unknown_source",
            TriggerFault::TooMany => "trigger.too_many",
        }
    }

    /// The fault in a person's language.
    #[must_use]
    pub fn explain(self, lang: Lang) -> String {
        let zh = match self {
            TriggerFault::NoHysteresis => "触发与解除的阈值不能相同",
            TriggerFault::WrongSide => "解除的阈值应在触发阈值的另一侧",
            TriggerFault::Times => "评估次数应为 1 至 32，且不少于要求达到的次数",
            TriggerFault::CoolDown => "冷却期最多 3660 天",
            TriggerFault::Twice => "已有同名的触发器",
            TriggerFault::UnknownSource => "没有这个可供监测的来源",
            TriggerFault::TooMany => "触发器最多 256 个",
        };
        lang.choose(zh.to_owned(), self.to_string())
    }
}

impl Trigger {
    /// The longest rest, in days.
    pub const COOL_DOWN: u32 = 3_660;

    /// Says whether the trigger can be used.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), TriggerFault> {
        if self.enter == self.exit {
            return Err(TriggerFault::NoHysteresis);
        }
        if self.compare.reached(self.exit, self.enter) {
            return Err(TriggerFault::WrongSide);
        }
        if self.times == 0 || self.times > self.of || self.of > 32 {
            return Err(TriggerFault::Times);
        }
        if self.cool_down > Self::COOL_DOWN {
            return Err(TriggerFault::CoolDown);
        }
        Ok(())
    }

    /// Whether a value says that it has ended.
    pub(super) fn ended(&self, value: i64) -> bool {
        match self.compare {
            Compare::AtLeast => value <= self.exit,
            Compare::AtMost => value >= self.exit,
        }
    }
}
