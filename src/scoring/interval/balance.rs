//! Balances: how many speak for something less how many speak against it, as a share of all who
//! answered. The net promoter score is one.

use super::{Confidence, Interval, finite, float, whole};

/// How many are for it, neither, and against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Balance {
    /// For it.
    pub pro: u64,
    /// Neither.
    pub neither: u64,
    /// Against it.
    pub contra: u64,
}

/// What the difference of two balances allows to be said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// The second less the first, −2 to 2.
    pub by: f64,
    /// The standard error of that.
    pub error: f64,
}

impl Change {
    /// How many standard errors it is; none where there is no error.
    #[must_use]
    pub fn z(self) -> Option<f64> {
        (self.error > 0.0).then(|| self.by / self.error)
    }

    /// How often chance alone changes at least so much, to either side; none where there is no error.
    ///
    /// ```
    /// use guanxi::scoring::interval::Balance;
    /// let before = Balance { pro: 162, neither: 108, contra: 54 };
    /// let after = Balance { pro: 180, neither: 100, contra: 44 };
    /// let p = before.change_to(after).and_then(|change| change.p()).ok_or("too few")?;
    /// assert!((p - 0.132_760_162_530_930_5).abs() < 1e-12);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn p(self) -> Option<f64> {
        self.z().map(super::significance::two_sided)
    }

    /// The interval of the change.
    #[must_use]
    pub fn interval(self, confidence: Confidence) -> Interval {
        let reach = confidence.normal() * self.error;
        Interval::within(self.by - reach, self.by + reach, (-2.0, 2.0))
    }
}

/// Added to each side by the adjusted interval, and four of them to all.
const ADDED: f64 = 0.75;

impl Balance {
    /// How many answered.
    #[must_use]
    pub fn count(self) -> u64 {
        self.pro.saturating_add(self.neither).saturating_add(self.contra)
    }

    /// The balance, −1 to 1; none where nobody answered.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        self.of(0.0).map(|(value, _)| value)
    }

    /// How much one answer varies: `p₊ + p₋ − (p₊ − p₋)²`; none where nobody answered.
    #[must_use]
    pub fn variance(self) -> Option<f64> {
        self.of(0.0).map(|(_, variance)| variance)
    }

    /// The standard error of the balance: the root of the variance over how many answered. Where
    /// they are some of a known number of people, it is the less the more of them have answered.
    ///
    /// None where nobody answered, or more than there are.
    #[must_use]
    pub fn error(self, of: Option<u64>) -> Option<f64> {
        let n = float(self.count().into());
        Some((self.variance()? / n).sqrt() * finite(self.count(), of)?)
    }

    /// The plain interval: so many standard errors on either side. It claims certainty where all
    /// agree; [`interval`](Self::interval) does not.
    #[must_use]
    pub fn wald(self, of: Option<u64>, confidence: Confidence) -> Option<Interval> {
        let (value, reach) = (self.value()?, confidence.normal() * self.error(of)?);
        Some(Interval::within(value - reach, value + reach, (-1.0, 1.0)))
    }

    /// The adjusted interval: that of the balance with ¾ of an answer more on either side, and 3 more
    /// in all (Rocks, *Interval estimation for the "net promoter score"*, The American Statistician
    /// 70, 2016). It holds for few answers, and for all who agree.
    ///
    /// None where nobody answered, or more than there are.
    ///
    /// ```
    /// use guanxi::scoring::interval::{Balance, Confidence};
    /// let all_agree = Balance { pro: 10, neither: 0, contra: 0 };
    /// let interval = all_agree.interval(None, Confidence::default()).ok_or("nobody answered")?;
    /// assert!((interval.low() - 0.475_035_515_447_902).abs() < 1e-12 && interval.high() == 1.0);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn interval(self, of: Option<u64>, confidence: Confidence) -> Option<Interval> {
        let (low, high) = self.adjusted(of, confidence)?;
        Some(Interval::within(low, high, (-1.0, 1.0)))
    }

    /// The ends of the adjusted interval, before they are kept within the range.
    pub(in crate::scoring) fn adjusted(
        self,
        of: Option<u64>,
        confidence: Confidence,
    ) -> Option<(f64, f64)> {
        let finite = finite(self.count(), of)?;
        (self.count() > 0).then_some(())?;
        let (middle, variance) = self.of(ADDED)?;
        let n = float(self.count().into()) + 4.0 * ADDED;
        let reach = confidence.normal() * (variance / n).sqrt() * finite;
        Some((middle - reach, middle + reach))
    }

    /// How far it is to another, and with which error: `√(SE₁² + SE₂²)`. None where either has fewer
    /// than two answers.
    #[must_use]
    pub fn change_to(self, other: Balance) -> Option<Change> {
        let (one, two) = (self.error(None)?, other.error(None)?);
        let enough = self.count() >= 2 && other.count() >= 2;
        let by = other.value()? - self.value()?;
        enough.then(|| Change { by, error: (one * one + two * two).sqrt() })
    }

    /// The balance in hundredths of a percent, −10 000 to 10 000, rounded half-even; none where
    /// nobody answered.
    #[must_use]
    pub fn bp(self) -> Option<i64> {
        let (for_it, against) = (i128::from(self.pro), i128::from(self.contra));
        let count = i128::from(self.count());
        let bp = crate::domain::quantity::ratio::half_even;
        (count > 0).then(|| bp((for_it - against) * 10_000, count))?.try_into().ok()
    }

    /// Balance and variance with so much of an answer more on either side.
    fn of(self, more: f64) -> Option<(f64, f64)> {
        let n = float(self.count().into()) + 4.0 * more;
        let (pro, contra) = (float(self.pro.into()) + more, float(self.contra.into()) + more);
        let value = (pro - contra) / n;
        (n > 0.0).then(|| (value, ((pro + contra) / n - value * value).max(0.0)))
    }
}

/// The ends of an interval of shares in hundredths of a percent, rounded half-even once: what is
/// decided is decided on these.
pub(in crate::scoring) fn in_bp(interval: Interval) -> Option<(i64, i64)> {
    Some((whole(interval.low() * 10_000.0)?, whole(interval.high() * 10_000.0)?))
}
