//! Cohorts: of those who came in the same month, who was still there in each month after.

use std::collections::BTreeMap;

use crate::domain::{Date, Invalid};

/// Those who came in one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cohort {
    /// The first day of that month.
    pub month: Date,
    /// How many came.
    pub size: u64,
    /// How many of them were seen in each month from the first on; none of months that are not over,
    /// since they have not said their last word.
    pub seen: Vec<u64>,
}

/// All cohorts, the earliest first.
pub type Cohorts = Vec<Cohort>;

/// Sorts clients into the months in which they were first seen, and counts who was seen again.
///
/// ```
/// use guanxi::domain::Date;
/// use guanxi::scoring::metric::cohorts;
/// let days = |texts: &[&str]| -> Vec<Date> { texts.iter().flat_map(|t| t.parse()).collect() };
/// let clients = [days(&["2026-01-05", "2026-03-01"]), days(&["2026-01-31"])];
/// let table = cohorts(&clients, "2026-04-10".parse()?)?;
/// assert_eq!((table[0].size, &table[0].seen[..]), (2, &[2, 0, 1][..]));
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
///
/// # Errors
/// [`Invalid::Date`] for days outside of the calendar.
pub fn cohorts(clients: &[Vec<Date>], as_of: Date) -> Result<Cohorts, Invalid> {
    let now = month(as_of);
    let mut table: BTreeMap<i32, (u64, BTreeMap<i32, u64>)> = BTreeMap::new();
    for days in clients {
        let mut months: Vec<i32> =
            days.iter().filter(|day| **day <= as_of).map(|day| month(*day)).collect();
        months.sort_unstable();
        months.dedup();
        let Some(first) = months.first() else { continue };
        let (size, seen) = table.entry(*first).or_default();
        *size += 1;
        for one in &months {
            *seen.entry(one - first).or_default() += 1;
        }
    }
    let row = |(first, (size, seen)): (i32, (u64, BTreeMap<i32, u64>))| {
        let over = 0..(now - first);
        let seen = over.map(|later| seen.get(&later).copied().unwrap_or_default()).collect();
        let (year, month) = (first.div_euclid(12), first.rem_euclid(12));
        let month = Date::new(year, u32::try_from(month).unwrap_or_default() + 1, 1)?;
        Ok(Cohort { month, size, seen })
    };
    table.into_iter().map(row).collect()
}

fn month(day: Date) -> i32 {
    day.year() * 12 + i32::try_from(day.month()).unwrap_or(1) - 1
}
