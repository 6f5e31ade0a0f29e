//! How values are spread: middle, upper end and mean, each with how many there were.

use crate::scoring::health::half_even;

/// The middle and the upper end of values, such as response times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    /// How many there were.
    pub count: u64,
    /// The least value that at least half of them do not exceed; none of none.
    pub median: Option<i64>,
    /// The least value that at least nine in ten of them do not exceed; none of none.
    pub p90: Option<i64>,
    /// Between which of the values the median of all such values lies with 95 %: the order
    /// statistics whose ranks a fair coin leaves out in at most one in forty cases on each side.
    /// None of fewer than six.
    pub interval: Option<(i64, i64)>,
}

impl Spread {
    /// Looks at values in whatever order.
    ///
    /// ```
    /// use guanxi::scoring::metric::Spread;
    /// let spread = Spread::of((1..=10).collect());
    /// assert_eq!((spread.median, spread.p90, spread.interval), (Some(5), Some(9), Some((2, 9))));
    /// assert_eq!(Spread::of(Vec::new()).median, None);
    /// ```
    #[must_use]
    pub fn of(mut values: Vec<i64>) -> Self {
        values.sort_unstable();
        let at = |tenths: usize| {
            let rank = values.len().saturating_mul(tenths).div_ceil(10);
            rank.checked_sub(1).and_then(|place| values.get(place)).copied()
        };
        let interval = outer(values.len()).and_then(|left_out| {
            let last = values.len().checked_sub(left_out + 1)?;
            Some((*values.get(left_out)?, *values.get(last)?))
        });
        let count = u64::try_from(values.len()).unwrap_or(u64::MAX);
        Spread { count, median: at(5), p90: at(9), interval }
    }
}

/// How many values are left out on each side: the most for which a fair coin, thrown once for each
/// value, shows heads so seldom or more seldom in at most one in forty cases. None when even to leave
/// out none is too sure.
fn outer(count: usize) -> Option<usize> {
    // Exact in whole numbers up to 120 values; above it the chances themselves are too small to be
    // held, and the normal curve is closer than a rank.
    if count > 120 {
        let n = u64::try_from(count).ok()?;
        // n/2 - 1.96·sqrt(n)/2, rounded down, in hundredths.
        let reach = (n.checked_mul(38_416)?).isqrt();
        let ranks = (n.saturating_mul(100)).saturating_sub(reach) / 200;
        return usize::try_from(ranks.saturating_sub(1)).ok();
    }
    let count_wide = u128::try_from(count).ok()?;
    let whole = 1_u128.checked_shl(u32::try_from(count).ok()?)?;
    let (mut ways, mut below, mut left_out) = (1_u128, 0_u128, None);
    for heads in 0..count_wide {
        below = below.checked_add(ways)?;
        if below.checked_mul(40)? > whole {
            break;
        }
        left_out = Some(usize::try_from(heads).ok()?);
        ways = ways.checked_mul(count_wide - heads)?.checked_div(heads + 1)?;
    }
    left_out
}

/// A mean of whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mean {
    /// Their sum.
    pub numerator: i128,
    /// How many there were.
    pub denominator: u64,
}

impl Mean {
    /// Adds values up.
    #[must_use]
    pub fn of(values: impl IntoIterator<Item = i64>) -> Self {
        let mut mean = Mean { numerator: 0, denominator: 0 };
        for value in values {
            mean.numerator += i128::from(value);
            mean.denominator += 1;
        }
        mean
    }

    /// The mean, half-even; none of none.
    #[must_use]
    pub fn value(self) -> Option<i64> {
        if self.denominator == 0 {
            return None;
        }
        i64::try_from(half_even(self.numerator, i128::from(self.denominator))).ok()
    }
}
