//! The slope of a straight line through what was seen, carried forward in whole numbers.

use crate::domain::Timestamp;
use crate::scoring::health::half_even;

/// Sums over points in time, from which the slope follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Trend {
    count: i128,
    days: i128,
    values: i128,
    squares: i128,
    products: i128,
}

impl Trend {
    /// One point more.
    pub(super) fn add(&mut self, at: Timestamp, value: i64) {
        let day = i128::from(at.micros().div_euclid(86_400_000_000));
        let value = i128::from(value);
        self.count = self.count.saturating_add(1);
        self.days = self.days.saturating_add(day);
        self.values = self.values.saturating_add(value);
        self.squares = self.squares.saturating_add(day * day);
        self.products = self.products.saturating_add(day * value);
    }

    /// By how much it rises in thirty days, in thousandths, half-even; none where there is one day
    /// alone, or where it is too much to be told.
    #[must_use]
    pub fn slope(&self) -> Option<i64> {
        let under = self.count.checked_mul(self.squares)?;
        let under = under.checked_sub(self.days.checked_mul(self.days)?)?;
        if under <= 0 {
            return None;
        }
        let over = self.count.checked_mul(self.products)?;
        let over = over.checked_sub(self.days.checked_mul(self.values)?)?;
        i64::try_from(half_even(over.checked_mul(30_000)?, under)).ok()
    }
}
