//! From numbers to pixels, in whole numbers.

/// Numbers from a least to a greatest one, and the pixels where these stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis {
    pub(super) low: i64,
    pub(super) high: i64,
    pub(super) from: i32,
    pub(super) to: i32,
}

impl Axis {
    /// Scores, in basis points.
    pub(super) fn of_scores(from: i32, to: i32) -> Self {
        Axis { low: 0, high: 10_000, from, to }
    }

    /// Where a number stands, at the nearest pixel; one that lies beyond an end stands there.
    pub(super) fn at(self, number: i64) -> i32 {
        let whole = (i128::from(self.high) - i128::from(self.low)).max(1);
        let part = (i128::from(number) - i128::from(self.low)).clamp(0, whole);
        let pixels = i128::from(self.to) - i128::from(self.from);
        let far = (part * pixels * 2 + whole).div_euclid(whole * 2);
        self.from.saturating_add(i32::try_from(far).unwrap_or(0))
    }

    /// Round numbers from end to end, at most so many steps apart: 1, 2 or 5 and noughts.
    pub(super) fn ticks(self, most: i64) -> Vec<i64> {
        let span = self.high.saturating_sub(self.low).max(1);
        let mut step = 1_i64;
        let mut by = [2, 5, 10].into_iter().cycle();
        let mut unit = 1_i64;
        while span / step > most.max(1) {
            let factor = by.next().unwrap_or(10);
            step = unit.saturating_mul(factor);
            if factor == 10 {
                unit = step;
            }
        }
        let first = self.low.div_euclid(step).saturating_mul(step);
        let first = if first < self.low { first.saturating_add(step) } else { first };
        let ticks = std::iter::successors(Some(first), |tick| tick.checked_add(step));
        ticks.take_while(|tick| *tick <= self.high).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ticks_are_round() {
        let ticks = |low, high| Axis { low, high, from: 0, to: 100 }.ticks(5);
        assert_eq!(ticks(0, 3), [0, 1, 2, 3]);
        assert_eq!(ticks(0, 120), [0, 50, 100]);
        assert_eq!(ticks(3_700, 6_200), [4_000, 4_500, 5_000, 5_500, 6_000]);
    }

    proptest! {
        /// A greater number never stands before a lesser one, and both stand between the ends.
        #[test]
        fn order_is_kept(low: i64, high: i64, one: i64, two: i64, to in 1..1_000_i32) {
            prop_assume!(low < high);
            let axis = Axis { low, high, from: 0, to };
            let (one, two) = (one.min(two), one.max(two));
            prop_assert!(axis.at(one) <= axis.at(two));
            prop_assert!((0..=to).contains(&axis.at(one)));
            prop_assert_eq!((axis.at(low), axis.at(high)), (0, to));
        }

        /// There are few ticks, all of them on the axis.
        #[test]
        fn ticks_are_few(low in -100_000..100_000_i64, span in 1..i64::MAX / 4, most in 1..9_i64) {
            let axis = Axis { low, high: low + span, from: 0, to: 100 };
            let ticks = axis.ticks(most);
            prop_assert!(i64::try_from(ticks.len()).unwrap() <= most + 2);
            prop_assert!(ticks.iter().all(|tick| (axis.low..=axis.high).contains(tick)));
        }
    }
}
