//! The minutes of a day in which there may be contact.

use crate::domain::calendar::Interval;

const DAY: u16 = 24 * 60;

/// What quiet hours leave of a day: minutes from and up to, in order, none empty.
pub(super) fn loud(quiet: &[Interval]) -> Vec<(u16, u16)> {
    let mut shut: Vec<(u16, u16)> = quiet.iter().flat_map(|hours| within_a_day(*hours)).collect();
    shut.sort_unstable();
    let (mut open, mut from) = (Vec::new(), 0);
    for (start, end) in shut {
        if from < start {
            open.push((from, start));
        }
        from = from.max(end);
    }
    if from < DAY {
        open.push((from, DAY));
    }
    open
}

/// An interval as it falls on each day: a night is an evening and a morning.
fn within_a_day(hours: Interval) -> Vec<(u16, u16)> {
    if hours.crosses_midnight() {
        vec![(0, hours.end()), (hours.start(), DAY)]
    } else {
        vec![(hours.start(), hours.end())]
    }
}
