//! Working time by the clock on the wall: which seconds of which days, and sums of them.
//!
//! Nothing here knows a zone: a civil second is counted from 1970-01-01T00:00 on the wall.

use super::Interval;
use super::tally::{Tally, weekday};

/// Seconds in a civil day.
pub(super) const DAY: i64 = 86_400;

/// The hours of every day: those of its weekday, unless the day itself has others.
#[derive(Debug, Clone)]
pub(super) struct Hours {
    week: [Vec<Interval>; 7],
    /// In ascending order of days.
    exceptions: Vec<(i64, Vec<Interval>)>,
    /// Working seconds.
    seconds: Tally,
    /// Working days.
    days: Tally,
}

impl Hours {
    /// Takes the hours of each weekday from Monday and those of single days, in ascending order of
    /// days; within a day they are sorted and do not overlap.
    pub(super) fn new(week: [Vec<Interval>; 7], exceptions: Vec<(i64, Vec<Interval>)>) -> Self {
        let none = || Tally::new([0; 7], []);
        let mut hours = Hours { week, exceptions: Vec::new(), seconds: none(), days: none() };
        // A week without exceptions anywhere near: Monday to Sunday of 1970-01-05 and on.
        let plain = [4, 5, 6, 7, 8, 9, 10];
        let seconds = plain.map(|day| hours.seconds_on(day));
        let days = plain.map(|day| i64::from(hours.is_working(day)));
        hours.exceptions = exceptions;
        // An exception changes its own day and, by the night it has or has not, the next.
        let mut touched: Vec<i64> = Vec::new();
        for (day, _) in &hours.exceptions {
            for near in [*day, day + 1] {
                if touched.last().is_none_or(|last| *last < near) {
                    touched.push(near);
                }
            }
        }
        hours.seconds = Tally::new(seconds, touched.iter().map(|d| (*d, hours.seconds_on(*d))));
        let working = |(day, own): &(i64, Vec<Interval>)| (*day, i64::from(!own.is_empty()));
        hours.days = Tally::new(days, hours.exceptions.iter().map(working));
        hours
    }

    /// Working seconds before a civil second, counted from a week in 1969.
    pub(super) fn before(&self, second: i64) -> i64 {
        let day = second.div_euclid(DAY);
        let until = second.rem_euclid(DAY);
        let today: i64 =
            self.pieces(day).map(|(start, end)| end.min(until).saturating_sub(start).max(0)).sum();
        self.seconds.before(day) + today
    }

    /// The civil second that ends the n-th working second, counted as [`before`](Self::before)
    /// counts; none when no such second comes.
    pub(super) fn end_of(&self, nth: i64) -> Option<i64> {
        let (day, before) = self.seconds.day_of(nth)?;
        let mut rest = nth - before;
        for (start, end) in self.pieces(day) {
            if rest <= end - start {
                return day.checked_mul(DAY)?.checked_add(start + rest);
            }
            rest -= end - start;
        }
        None
    }

    /// Whether a civil second is working time.
    pub(super) fn is_open(&self, second: i64) -> bool {
        let within = second.rem_euclid(DAY);
        self.pieces(second.div_euclid(DAY)).any(|(start, end)| (start..end).contains(&within))
    }

    /// Whether hours start on this day.
    pub(super) fn is_working(&self, day: i64) -> bool {
        !self.of(day).is_empty()
    }

    /// The working days, one unit each.
    pub(super) fn days(&self) -> &Tally {
        &self.days
    }

    /// How many seconds of a day the night begun the day before takes.
    pub(super) fn night_into(&self, day: i64) -> i64 {
        let last = self.of(day - 1).last();
        last.map_or(0, |night| (night.seconds().1 - DAY).max(0))
    }

    /// The intervals that start on a day.
    fn of(&self, day: i64) -> &[Interval] {
        match self.exceptions.binary_search_by_key(&day, |(at, _)| *at) {
            Ok(at) => self.exceptions.get(at).map(|(_, own)| own.as_slice()),
            Err(_) => self.week.get(weekday(day)).map(Vec::as_slice),
        }
        .unwrap_or_default()
    }

    /// The working time that lies in a day, in seconds since its midnight: ascending, each second
    /// once, also where the night before reaches into the day's own hours.
    fn pieces(&self, day: i64) -> impl Iterator<Item = (i64, i64)> {
        let night = self.night_into(day);
        let own = self.of(day).iter().map(move |interval| {
            let (start, end) = interval.seconds();
            (start.max(night), end.min(DAY))
        });
        std::iter::once((0, night)).chain(own).filter(|(start, end)| start < end)
    }

    fn seconds_on(&self, day: i64) -> i64 {
        self.pieces(day).map(|(start, end)| end - start).sum()
    }
}
