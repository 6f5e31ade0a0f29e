//! A rate: a part of a whole over a window, and how far it can be trusted.

use crate::domain::{Period, Timestamp};
use crate::scoring::health::half_even;
use crate::scoring::interval::{Confidence, Interval, wilson};

/// Which figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Metric {
    /// Of the clients at the start, those who are there at the end.
    Retention,
    /// Of the clients at the start, those who are not.
    LogoChurn,
    /// Of the clients who ordered, those who ordered twice.
    RepeatPurchase,
    /// Of the new clients, those whom somebody brought.
    Referral,
    /// Of the clients, those who brought somebody.
    ReferralParticipation,
    /// Of the revenue at the start, what is left of it.
    GrossRetention,
    /// Beside the revenue at the start, what the same clients bring at the end.
    NetRetention,
}

/// A part of a whole over a window.
#[derive(Debug, Clone, PartialEq)]
pub struct Rate {
    /// Which figure.
    pub metric: Metric,
    /// Over which window.
    pub window: Period,
    /// As of which instant: nothing later was looked at.
    pub as_of: Timestamp,
    /// The part.
    pub numerator: i128,
    /// The whole.
    pub denominator: i128,
    /// Between which values the rate lies with 95 %, where clients are looked at as a sample of how
    /// the firm fares; none where there is no whole, or too few to tell.
    pub interval: Option<Interval>,
}

impl Rate {
    /// A share of clients, with Wilson's interval.
    pub(super) fn of(
        metric: Metric,
        window: Period,
        as_of: Timestamp,
        numerator: u64,
        denominator: u64,
    ) -> Self {
        let interval = wilson(numerator, denominator, Confidence::default());
        let (numerator, denominator) = (i128::from(numerator), i128::from(denominator));
        Rate { metric, window, as_of, numerator, denominator, interval }
    }

    /// The rate in basis points, half-even; more than 10 000 where more came in than there was. None
    /// where there is no whole.
    #[must_use]
    pub fn bp(&self) -> Option<i64> {
        if self.denominator <= 0 {
            return None;
        }
        let part = self.numerator.checked_mul(10_000)?;
        i64::try_from(half_even(part, self.denominator)).ok()
    }
}
