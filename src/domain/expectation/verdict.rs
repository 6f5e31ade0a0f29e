//! Verdicts: whether a promise was exceeded, met, partly met or missed.

use serde::{Deserialize, Serialize};

use crate::domain::named::named;
use crate::domain::{Lang, Score};

/// Whether a promise was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Verdict {
    /// More was delivered than promised.
    Exceeded,
    /// What was promised was delivered.
    Met,
    /// Less than promised, and still adequate.
    PartiallyMet,
    /// Less than would have been adequate.
    Missed,
}

named!(Verdict, "verdict", [Exceeded, Met, PartiallyMet, Missed]);

impl Verdict {
    /// Whether what was promised was delivered, or more.
    #[must_use]
    pub fn is_kept(self) -> bool {
        match self {
            Verdict::Exceeded | Verdict::Met => true,
            Verdict::PartiallyMet | Verdict::Missed => false,
        }
    }

    /// The verdict in a person's language.
    ///
    /// ```
    /// use guanxi::domain::Lang;
    /// use guanxi::domain::expectation::Verdict;
    /// assert_eq!(Verdict::Missed.say(Lang::Zh), "未达成");
    /// ```
    #[must_use]
    pub fn say(self, lang: Lang) -> &'static str {
        match self {
            Verdict::Exceeded => lang.choose("超出约定", "exceeded"),
            Verdict::Met => lang.choose("达成", "met"),
            Verdict::PartiallyMet => lang.choose("部分达成", "partly met"),
            Verdict::Missed => lang.choose("未达成", "missed"),
        }
    }
}

/// Where everything stands that a verdict looks at, in hundredths of the scale.
#[derive(Debug, Clone, Copy)]
pub(super) struct Places {
    /// What was delivered, or perceived.
    pub(super) found: Score,
    /// Whether that is better than what was agreed, before any rounding and beyond the scale.
    pub(super) better: bool,
    pub(super) agreed: Score,
    pub(super) adequate: Option<Score>,
    pub(super) tolerance: Score,
}

impl Places {
    /// Every input has exactly one verdict.
    ///
    /// Near the best end nobody can be better by the whole tolerance, so there any better is
    /// better; near the worst end nobody can be worse by it, so there the worst is missed.
    pub(super) fn verdict(self) -> Verdict {
        let [found, agreed, tolerance] = [self.found, self.agreed, self.tolerance].map(Score::bp);
        let (upper, lower) = (agreed + tolerance, agreed - tolerance);
        let exceeded = if upper > 10_000 { self.better } else { found >= upper };
        if exceeded {
            return Verdict::Exceeded;
        }
        if lower <= 0 && found == 0 && agreed > 0 {
            return Verdict::Missed;
        }
        if found >= lower {
            return Verdict::Met;
        }
        let adequate = self.adequate.map_or(lower, |adequate| lower.min(adequate.bp()));
        if found >= adequate { Verdict::PartiallyMet } else { Verdict::Missed }
    }
}
