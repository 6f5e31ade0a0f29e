//! Sums over the days of a weekly pattern from which single days depart.
//!
//! What lies before a day and which day holds the n-th unit are closed forms over whole weeks plus
//! one binary search among the departing days, however far apart the days are.

/// Days are counted from 1970-01-01, a Thursday.
const MONDAY_BEFORE_DAY_ZERO: i64 = -3;
/// More units than there are microseconds in all years: what lies farther lies nowhere.
const FAR: i64 = 1 << 59;

/// The place of a day in its week: 0 for Monday, 6 for Sunday.
pub(super) fn weekday(day: i64) -> usize {
    usize::try_from((day - MONDAY_BEFORE_DAY_ZERO).rem_euclid(7)).unwrap_or_default()
}

/// A number of units for each day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tally {
    /// Units before each weekday of a week that no day departs from.
    before_weekday: [i64; 7],
    /// Units of such a week.
    week: i64,
    departing: Vec<Departing>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Departing {
    day: i64,
    /// Units on all days before this one.
    before: i64,
    /// Units on this one.
    here: i64,
}

impl Tally {
    /// Takes the units of each weekday and those of the departing days, in ascending order of days.
    pub(super) fn new(week: [i64; 7], departing: impl IntoIterator<Item = (i64, i64)>) -> Self {
        let mut total = 0;
        let before_weekday = week.map(|units| {
            let before = total;
            total += units;
            before
        });
        let mut tally = Tally { before_weekday, week: total, departing: Vec::new() };
        for (day, here) in departing {
            let before = tally.before(day);
            tally.departing.push(Departing { day, before, here });
        }
        tally
    }

    /// The units on all days before this one, counted from a week in 1969.
    pub(super) fn before(&self, day: i64) -> i64 {
        #[cfg(test)]
        super::counter::tick();
        let passed = self.departing.partition_point(|at| at.day < day);
        match passed.checked_sub(1).and_then(|last| self.departing.get(last)) {
            None => self.by_week(day),
            Some(last) => last.before + last.here + self.by_week(day) - self.by_week(last.day + 1),
        }
    }

    /// The day that holds the n-th unit, counted as [`before`](Self::before) counts, and the units
    /// before that day; none when no such day comes.
    pub(super) fn day_of(&self, nth: i64) -> Option<(i64, i64)> {
        #[cfg(test)]
        super::counter::tick();
        let passed = self.departing.partition_point(|at| at.before < nth);
        let Some(last) = passed.checked_sub(1).and_then(|last| self.departing.get(last)) else {
            return self.day_by_week(nth);
        };
        let after = last.before + last.here;
        if nth <= after {
            return Some((last.day, last.before));
        }
        let shift = after - self.by_week(last.day + 1);
        let (day, before) = self.day_by_week(nth - shift)?;
        Some((day, before + shift))
    }

    /// The units before a day if every week were alike.
    fn by_week(&self, day: i64) -> i64 {
        let weeks = (day - MONDAY_BEFORE_DAY_ZERO).div_euclid(7);
        let rest = self.before_weekday.get(weekday(day)).copied();
        weeks * self.week + rest.unwrap_or_default()
    }

    /// The day of the n-th unit if every week were alike.
    fn day_by_week(&self, nth: i64) -> Option<(i64, i64)> {
        if self.week == 0 {
            return None;
        }
        let nth = nth.clamp(-FAR, FAR);
        let weeks = (nth - 1).div_euclid(self.week);
        let rest = nth - weeks * self.week;
        let within = self.before_weekday.partition_point(|&before| before < rest);
        let within = within.checked_sub(1)?;
        let before = *self.before_weekday.get(within)?;
        let monday = weeks.saturating_mul(7) + MONDAY_BEFORE_DAY_ZERO;
        let day = monday.saturating_add(i64::try_from(within).ok()?);
        Some((day, nth - rest + before))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_of_january_1970_was_a_thursday() {
        assert_eq!(weekday(0), 3);
        assert_eq!(weekday(-3), 0);
        assert_eq!(weekday(-4), 6);
    }

    proptest! {
        #[test]
        fn sums_and_their_inverse_agree_with_counting(
            week in prop::array::uniform7(0i64..4),
            departing in prop::collection::btree_map(-40i64..40, 0i64..4, 0..20),
            from in -60i64..60,
            length in 0i64..60,
        ) {
            let tally = Tally::new(week, departing.clone());
            let units = |day: i64| {
                departing.get(&day).copied().unwrap_or_else(|| week[weekday(day)])
            };
            let counted: i64 = (from..from + length).map(units).sum();
            prop_assert_eq!(tally.before(from + length) - tally.before(from), counted);
            for nth in 1..=counted {
                let (day, before) = tally.day_of(tally.before(from) + nth).unwrap();
                prop_assert_eq!(before, tally.before(day));
                prop_assert!(before < tally.before(from) + nth);
                prop_assert!(before + units(day) >= tally.before(from) + nth);
            }
        }
    }
}
