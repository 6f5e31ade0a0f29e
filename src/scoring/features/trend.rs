//! The slope of a straight line through what was seen, carried forward in whole numbers.

use crate::domain::Timestamp;
use crate::scoring::health::half_even;

/// Sums over the days on which something was seen; with the sum of what was seen, the slope follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Trend {
    pub(super) days: i64,
    pub(super) squares: i128,
    pub(super) products: i128,
}

/// The day of the calendar in UTC, counted from 1970.
pub(super) fn day(at: Timestamp) -> i64 {
    at.micros().div_euclid(86_400_000_000)
}

impl Trend {
    /// One point more.
    pub(super) fn add(&mut self, at: Timestamp, value: i64) {
        let day = day(at);
        self.days = self.days.saturating_add(day);
        self.squares = self.squares.saturating_add(i128::from(day) * i128::from(day));
        self.products = self.products.saturating_add(i128::from(day) * i128::from(value));
    }

    /// By how much it rises in thirty days, in thousandths, half-even; none where there is one day
    /// alone, or where it is too much to be told.
    pub(super) fn slope(&self, count: u64, sum: i128) -> Option<i64> {
        let (count, days) = (i128::from(count), i128::from(self.days));
        let under = count.checked_mul(self.squares)?.checked_sub(days.checked_mul(days)?)?;
        if under <= 0 {
            return None;
        }
        let over = count.checked_mul(self.products)?.checked_sub(days.checked_mul(sum)?)?;
        i64::try_from(half_even(over.checked_mul(30_000)?, under)).ok()
    }
}
