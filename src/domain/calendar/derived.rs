//! What follows from a calendar's contents: the sums from which every question is answered.

use std::ops::Range;

use crate::domain::Timestamp;
use crate::domain::time::Date;

use super::clock::{self, spans};
use super::content::{Content, Known};
use super::days::{FIRST_YEAR, LAST_YEAR, date_of, day_of, new_year, year_of};
use super::hours::{DAY, Hours};
use super::tally::Tally;
use super::timeline::Timeline;
use super::{CalendarRefusal, Unanswered};

/// The longest row of days without hours.
const LONGEST_CLOSED: i64 = 365;
/// More than a wall clock is ever away from UTC and then repeats itself.
const FURTHEST_CLOCK: i64 = 4 * DAY;

#[derive(Debug)]
pub(super) struct Derived {
    timeline: Timeline,
    /// The first known instant.
    from: i64,
    /// The instant at which the known ones end.
    until: i64,
    /// Working seconds before `until`.
    total: i64,
    /// The known days.
    days: Range<i64>,
    bounded: bool,
}

impl Derived {
    /// Sums up checked contents.
    pub(super) fn from(content: &Content) -> Result<Self, CalendarRefusal> {
        let (years, bounded) = match &content.known {
            Known::Always => (FIRST_YEAR..=LAST_YEAR, false),
            Known::Years(years) => (years.clone(), true),
        };
        let days = new_year(*years.start())..new_year(years.end() + 1);
        let stated = content.exceptions.iter();
        let stated: Vec<_> = stated
            .map(|(date, exception)| (day_of(*date), exception.intervals().to_vec()))
            .collect();
        let hours = Hours::new(content.week.clone(), stated);
        if let Some(from) = never_open(content, hours.days(), &days).and_then(date_of) {
            return Err(CalendarRefusal::NeverOpen { from });
        }
        let mut first = days.start * DAY;
        let last = days.end * DAY;
        let eve = days.start - 1;
        if bounded && !content.exceptions.iter().any(|(date, _)| day_of(*date) == eve) {
            first += hours.night_into(days.start);
        }
        let spans = spans(content.zone, first - FURTHEST_CLOCK, last + FURTHEST_CLOCK);
        let timeline = Timeline::new(hours, &spans);
        let (mut from, mut until) = (clock::FIRST, clock::END);
        if bounded {
            from = timeline.reaches(first).max(from);
            until = timeline.reaches(last).min(until);
        }
        Ok(Derived { total: timeline.before(until), timeline, from, until, days, bounded })
    }

    /// Working seconds before an instant, from an origin of the calendar's own.
    pub(super) fn worked_before(&self, at: Timestamp) -> Result<i64, Unanswered> {
        let second = at.seconds();
        if (self.from..=self.until).contains(&second) {
            Ok(self.timeline.before(second))
        } else {
            Err(self.unknown_at(second))
        }
    }

    /// The instant that ends the n-th working second.
    pub(super) fn end_of(&self, nth: i64) -> Result<Timestamp, Unanswered> {
        let end = self.second_that_ends(nth)?;
        Timestamp::from_seconds(end).map_err(|_| Unanswered::OutOfTime)
    }

    /// The instant that begins the n-th working second.
    pub(super) fn start_of(&self, nth: i64) -> Result<Timestamp, Unanswered> {
        let end = self.second_that_ends(nth)?;
        Timestamp::from_seconds(end - 1).map_err(|_| Unanswered::OutOfTime)
    }

    fn second_that_ends(&self, nth: i64) -> Result<i64, Unanswered> {
        if nth > self.total {
            return Err(self.after());
        }
        self.timeline.end_of(nth).ok_or_else(|| self.after())
    }

    pub(super) fn is_open(&self, at: Timestamp) -> Result<bool, Unanswered> {
        let second = at.seconds();
        if (self.from..self.until).contains(&second) {
            Ok(self.timeline.before(second) < self.timeline.before(second + 1))
        } else {
            Err(self.unknown_at(second))
        }
    }

    pub(super) fn is_working_day(&self, date: Date) -> Result<bool, Unanswered> {
        let day = day_of(date);
        if self.days.contains(&day) {
            Ok(self.timeline.hours().is_working(day))
        } else {
            Err(self.unknown_on(day))
        }
    }

    /// Working days before a day, from an origin of the calendar's own.
    pub(super) fn working_days_before(&self, date: Date) -> Result<i64, Unanswered> {
        let day = day_of(date);
        if self.days.contains(&day) || day == self.days.end {
            Ok(self.timeline.hours().days().before(day))
        } else {
            Err(self.unknown_on(day))
        }
    }

    pub(super) fn shift_working_days(&self, date: Date, by: i64) -> Result<Date, Unanswered> {
        let day = day_of(date);
        if !self.days.contains(&day) {
            return Err(self.unknown_on(day));
        }
        let days = self.timeline.hours().days();
        let passed = if by > 0 { days.before(day + 1) } else { days.before(day) + 1 };
        let found = days.day_of(passed.saturating_add(by)).map(|(day, _)| day);
        match found {
            Some(day) if self.days.contains(&day) => date_of(day).ok_or(Unanswered::OutOfTime),
            Some(day) if day < self.days.start => Err(self.before()),
            None if by < 0 => Err(self.before()),
            Some(_) | None => Err(self.after()),
        }
    }

    /// Why there is no answer about a second outside the known ones.
    fn unknown_at(&self, second: i64) -> Unanswered {
        let year = year_of(self.timeline.shows(second).div_euclid(DAY));
        let known = year_of(self.days.start)..year_of(self.days.end);
        // The night of the eve lies in a known year and depends on an unknown one.
        match known.contains(&year) {
            true if second < self.from => self.before(),
            true => self.after(),
            false => Unanswered::Unknown { year },
        }
    }

    /// Why there is no answer about a day outside the known ones.
    fn unknown_on(&self, day: i64) -> Unanswered {
        let year = year_of(day);
        if self.bounded { Unanswered::Unknown { year } } else { Unanswered::OutOfTime }
    }

    /// Why there is no answer before the known years.
    fn before(&self) -> Unanswered {
        self.unknown_on(self.days.start - 1)
    }

    /// Why there is no answer after the known years.
    fn after(&self) -> Unanswered {
        self.unknown_on(self.days.end)
    }
}

/// The first day of a row of 366 known days, or of all of them, on which no hours start.
fn never_open(content: &Content, working: &Tally, days: &Range<i64>) -> Option<i64> {
    // Such a row begins where the known days do, holds an exception, or follows one.
    let exceptions = content.exceptions.iter().map(|(date, _)| day_of(*date));
    let near = exceptions.flat_map(|day| [day, day + 1]);
    let within = std::iter::once(days.start).chain(near);
    within.filter(|day| days.contains(day)).find_map(|day| {
        let before = working.before(day);
        let last = working.day_of(before).map(|(day, _)| day);
        let next = working.day_of(before + 1).map(|(day, _)| day);
        let from = last.map_or(days.start, |last| (last + 1).max(days.start));
        let until = next.map_or(days.end, |next| next.min(days.end));
        let row = until - from;
        (row > LONGEST_CLOSED || row == days.end - days.start).then_some(from)
    })
}
