//! Intervals: between which values a share, a mean or a difference lies, as far as answers from some
//! tell of all.

mod elementary;
mod quantile;
mod proportion;
mod beta;
mod significance;
mod balance;
mod sample;
#[cfg(test)]
mod tests;

pub(in crate::scoring) use balance::in_bp;
pub use balance::{Balance, Change};
pub use beta::{clopper_pearson, jeffreys};
#[cfg(test)]
pub(in crate::scoring) use proportion::wilson_at;
pub use proportion::{agresti_coull, newcombe, pooled_z, wilson};
pub use quantile::{Confidence, normal_quantile, student_quantile};
pub(in crate::scoring) use sample::WHOLE;
pub use sample::{Observed, Sample, kish};
pub use significance::{fisher, two_sided};

/// Between two values, both included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    low: f64,
    high: f64,
}

impl Interval {
    /// From low to high, no further than the range of what it is about.
    pub(in crate::scoring) fn within(low: f64, high: f64, range: (f64, f64)) -> Self {
        Interval { low: low.clamp(range.0, range.1), high: high.clamp(range.0, range.1) }
    }

    /// The lower end.
    #[must_use]
    pub fn low(self) -> f64 {
        self.low
    }

    /// The upper end.
    #[must_use]
    pub fn high(self) -> f64 {
        self.high
    }

    /// Whether a value lies in it.
    #[must_use]
    pub fn has(self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

/// A count as a float; exact up to 2^53, above that to the nearest.
#[expect(clippy::as_conversions, reason = "a count has no other way to become a float")]
pub(in crate::scoring) fn float(count: i128) -> f64 {
    count as f64
}

/// A share in hundredths of a percent, rounded half-even; none of nothing.
pub(in crate::scoring) fn share_in_bp(part: u64, of: u64) -> Option<i64> {
    let bp = crate::domain::quantity::ratio::half_even;
    (of > 0).then(|| bp(i128::from(part) * 10_000, i128::from(of)))?.try_into().ok()
}

/// A float to the nearest whole number, a tie to the even one; none for what cannot be held.
#[expect(clippy::as_conversions, reason = "checked to be a whole number that an i64 holds")]
pub(in crate::scoring) fn whole(value: f64) -> Option<i64> {
    let rounded = value.round_ties_even();
    (rounded.abs() < 9e15).then_some(rounded as i64)
}

/// What stands in the way when only some of a known number were asked: `√((N − n)/(N − 1))`, 1 where
/// the whole is not known. None when more answered than there are.
pub(in crate::scoring) fn finite(answers: u64, of: Option<u64>) -> Option<f64> {
    match of {
        None => Some(1.0),
        Some(all) if all < answers => None,
        Some(all) if all <= 1 => Some(0.0),
        Some(all) => {
            let left = float(i128::from(all - answers));
            Some((left / float(i128::from(all - 1))).sqrt())
        }
    }
}
