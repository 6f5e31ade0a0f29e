//! By what tiers are reached, kept and lost.

use serde::{Deserialize, Serialize};

use super::ladder::Ladder;
use super::span::{Rounding, Span};
use crate::domain::Invalid;
use crate::domain::named::named;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Metric {
    /// Points that qualify: earned by buying, less what was returned.
    QualifyingPoints,
    /// All points that were ever credited, those of a bonus or a referral too.
    CollectedPoints,
    /// What was bought, in minor units of the programme's currency.
    Spend,
    /// How often something was bought.
    Count,
    /// The points that are held; the window does not matter to it.
    Balance,
}

named!(Metric, "metric", [QualifyingPoints, CollectedPoints, Spend, Count, Balance]);

/// Over which stretch it is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Window {
    /// A month of the calendar.
    CalendarMonth,
    /// A quarter: January to March, and so on.
    Quarter,
    /// Half a year: January to June, July to December.
    HalfYear,
    /// A year of the calendar.
    Year,
    /// So many days of the calendar, the present one included; 1 to 36 500.
    RollingDays(u16),
    /// A year of membership, from one anniversary of the enrolment to the next.
    Anniversary,
    /// Everything.
    Lifetime,
}

/// How long a tier that was reached is kept without being earned again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Expiry {
    /// To the end of the window in which it was reached; of rolling days, until the day on which it
    /// was reached leaves them.
    EndOfPeriod,
    /// To the end of the window after that.
    EndOfNextPeriod,
    /// While the metric is high enough and no longer.
    OnDrop,
    /// For so long, counted from when it was reached.
    Custom(Span),
}

/// What follows on a tier that was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Downgrade {
    /// The tier below it.
    OneDown,
    /// The tier that the metric reaches.
    Requalify,
}

named!(Downgrade, "downgrade", [OneDown, Requalify]);

/// When a higher tier is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Upgrade {
    /// As soon as the metric reaches it.
    Immediate,
    /// At the end of the window in which the metric reached it.
    AtPeriodEnd,
}

named!(Upgrade, "upgrade", [Immediate, AtPeriodEnd]);

/// The tiers of a programme and by what they are reached, kept and lost.
///
/// ```
/// use guanxi::domain::tier::{Downgrade, Expiry, Ladder, Metric, Span, Tier, TierRules, Window};
/// let ladder = Ladder::new([Tier::new("普通", 0)?, Tier::new("银", 1_000)?])?;
/// let rules = TierRules::of(ladder, Metric::QualifyingPoints, Window::Year)?
///     .kept(Expiry::EndOfNextPeriod)?
///     .grace(Span::days(30)?)
///     .downgrade(Downgrade::OneDown);
/// # assert_eq!(rules.window(), Window::Year);
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Said", into = "Said")]
pub struct TierRules {
    ladder: Ladder,
    metric: Metric,
    window: Window,
    expiry: Expiry,
    grace: Option<Span>,
    round: Rounding,
    downgrade: Downgrade,
    upgrade: Upgrade,
}

impl TierRules {
    /// The most rolling days.
    pub const ROLLING: u16 = 36_500;

    /// Tiers by a metric over a window: given at once, kept to the end of the next window, without
    /// grace, one tier down when not kept.
    ///
    /// # Errors
    /// [`Invalid::Range`] unless rolling days are 1 to 36 500.
    pub fn of(ladder: Ladder, metric: Metric, window: Window) -> Result<Self, Invalid> {
        if let Window::RollingDays(days) = window
            && !(1..=Self::ROLLING).contains(&days)
        {
            let high = i64::from(Self::ROLLING);
            return Err(Invalid::Range { field: "window", low: 1, high });
        }
        Ok(TierRules {
            ladder,
            metric,
            window,
            expiry: Expiry::EndOfNextPeriod,
            grace: None,
            round: Rounding::Exact,
            downgrade: Downgrade::OneDown,
            upgrade: Upgrade::Immediate,
        })
    }

    /// The same, kept for so long.
    ///
    /// # Errors
    /// [`Invalid::Unknown`] for [`Expiry::OnDrop`] where a higher tier is given at the end of a
    /// window: it would be lost in the instant in which it is given, since a new window begins
    /// with nothing in it.
    pub fn kept(mut self, expiry: Expiry) -> Result<Self, Invalid> {
        if expiry == Expiry::OnDrop && self.upgrade == Upgrade::AtPeriodEnd {
            let allowed = "EndOfPeriod, EndOfNextPeriod, Custom";
            return Err(Invalid::Unknown { field: "expiry", allowed });
        }
        self.expiry = expiry;
        Ok(self)
    }

    /// The same, with so much time to earn a tier again that was not kept.
    #[must_use]
    pub fn grace(mut self, grace: Span) -> Self {
        self.grace = Some(grace);
        self
    }

    /// The same, moving the ends of a custom span and of the grace.
    #[must_use]
    pub fn rounded(mut self, round: Rounding) -> Self {
        self.round = round;
        self
    }

    /// The same, with what follows on a tier that was not kept.
    #[must_use]
    pub fn downgrade(mut self, downgrade: Downgrade) -> Self {
        self.downgrade = downgrade;
        self
    }

    /// The same, with when a higher tier is given.
    ///
    /// # Errors
    /// [`Invalid::Unknown`] for the end of a window that has none (rolling days and a lifetime), and
    /// for one of tiers that are lost as soon as the metric drops.
    pub fn upgrade(mut self, upgrade: Upgrade) -> Result<Self, Invalid> {
        let endless = matches!(self.window, Window::RollingDays(_) | Window::Lifetime);
        if (endless || self.expiry == Expiry::OnDrop) && upgrade == Upgrade::AtPeriodEnd {
            return Err(Invalid::Unknown { field: "upgrade", allowed: "Immediate" });
        }
        self.upgrade = upgrade;
        Ok(self)
    }

    /// The tiers.
    #[must_use]
    pub fn ladder(&self) -> &Ladder {
        &self.ladder
    }

    /// What is measured.
    #[must_use]
    pub fn metric(&self) -> Metric {
        self.metric
    }

    /// Over which stretch.
    #[must_use]
    pub fn window(&self) -> Window {
        self.window
    }

    /// How long a tier is kept.
    #[must_use]
    pub fn expiry(&self) -> Expiry {
        self.expiry
    }

    /// How much time there is to earn one again.
    #[must_use]
    pub fn grace_span(&self) -> Option<Span> {
        self.grace
    }

    /// To which ends a custom span and the grace are moved.
    #[must_use]
    pub fn rounding(&self) -> Rounding {
        self.round
    }

    /// What follows on a tier that was not kept.
    #[must_use]
    pub fn on_loss(&self) -> Downgrade {
        self.downgrade
    }

    /// When a higher tier is given.
    #[must_use]
    pub fn on_reach(&self) -> Upgrade {
        self.upgrade
    }
}

/// How the rules are written: they become rules only through the checks.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "TierRules")]
struct Said {
    ladder: Ladder,
    metric: Metric,
    window: Window,
    expiry: Expiry,
    grace: Option<Span>,
    round: Rounding,
    downgrade: Downgrade,
    upgrade: Upgrade,
}

impl TryFrom<Said> for TierRules {
    type Error = Invalid;

    fn try_from(said: Said) -> Result<Self, Invalid> {
        let rules = TierRules::of(said.ladder, said.metric, said.window)?
            .kept(said.expiry)?
            .rounded(said.round)
            .downgrade(said.downgrade)
            .upgrade(said.upgrade)?;
        Ok(said.grace.into_iter().fold(rules, TierRules::grace))
    }
}

impl From<TierRules> for Said {
    fn from(rules: TierRules) -> Self {
        let TierRules { ladder, metric, window, expiry, grace, round, downgrade, upgrade } = rules;
        Said { ladder, metric, window, expiry, grace, round, downgrade, upgrade }
    }
}
