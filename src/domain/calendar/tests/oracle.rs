//! A calendar worked out the long way: minute by minute, from what it states alone.

use chrono::{
    DateTime, Datelike, Days, MappedLocalTime, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc,
};

use super::super::*;

/// The minutes of a few days, each worked or not.
pub(super) struct Oracle {
    /// The second at which the first minute begins.
    from: i64,
    worked: Vec<bool>,
}

enum Wall {
    Iana(chrono_tz::Tz),
    Fixed(chrono::FixedOffset),
}

impl Oracle {
    /// Looks at each minute of these days, by UTC.
    pub(super) fn new(calendar: &BusinessCalendar, first: Timestamp, days: u64) -> Self {
        let name = calendar.zone().to_string();
        let wall = match name.parse() {
            Ok(zone) => Wall::Iana(zone),
            Err(_) => Wall::Fixed(name.parse().unwrap()),
        };
        let first = first.to_chrono().date_naive();
        let from = first.and_time(Default::default()).and_utc().timestamp();
        let mut worked = vec![false; usize::try_from(days).unwrap() * 1_440];
        let mut date = first.checked_sub_days(Days::new(3)).unwrap();
        while date <= first.checked_add_days(Days::new(days + 2)).unwrap() {
            for interval in stated(calendar, date) {
                let midnight = date.and_time(Default::default());
                let start = midnight + TimeDelta::minutes(i64::from(interval.start()));
                let end = midnight + TimeDelta::minutes(i64::from(interval.end()));
                let end = if end <= start { end + TimeDelta::days(1) } else { end };
                for minute in (wall.first(start)..wall.first(end)).step_by(60) {
                    let minute = usize::try_from((minute - from).div_euclid(60));
                    if let Some(minute) = minute.ok().and_then(|at| worked.get_mut(at)) {
                        *minute = true;
                    }
                }
            }
            date = date.succ_opt().unwrap();
        }
        Oracle { from, worked }
    }

    pub(super) fn is_open(&self, at: Timestamp) -> bool {
        let minute = (at.seconds() - self.from).div_euclid(60);
        self.worked[usize::try_from(minute).unwrap()]
    }

    /// Counts the minutes, and the parts of minutes, between two instants of the oracle's days.
    pub(super) fn elapsed(&self, from: Timestamp, until: Timestamp) -> i64 {
        let mut worked = 0;
        let mut minute = self.from;
        for open in &self.worked {
            let start = minute.max(from.seconds());
            let end = (minute + 60).min(until.seconds());
            if *open && start < end {
                worked += end - start;
            }
            minute += 60;
        }
        worked
    }

    /// Steps through the minutes until enough has been worked; none when the days are over first.
    pub(super) fn due(&self, from: Timestamp, seconds: i64) -> Option<Timestamp> {
        let mut left = seconds;
        let mut minute = self.from;
        for open in &self.worked {
            let start = minute.max(from.seconds());
            let end = minute + 60;
            if *open && start < end {
                if left <= end - start {
                    return Timestamp::from_seconds(start + left).ok();
                }
                left -= end - start;
            }
            minute = end;
        }
        None
    }

    /// The first worked instant not before this one.
    pub(super) fn next_open(&self, at: Timestamp) -> Option<Timestamp> {
        if self.is_open(at) {
            return Some(at);
        }
        let minutes = (self.from..).step_by(60).zip(&self.worked);
        let mut later = minutes.filter(|(start, open)| **open && *start >= at.seconds());
        later.next().and_then(|(start, _)| Timestamp::from_seconds(start).ok())
    }
}

/// The intervals that a calendar states for a day.
pub(super) fn stated(calendar: &BusinessCalendar, date: NaiveDate) -> &[Interval] {
    let same = |at: &Date| at.to_string() == date.to_string();
    match calendar.exceptions().iter().find(|(at, _)| same(at)) {
        Some((_, Exception::Closed)) => &[],
        Some((_, Exception::Hours(hours))) => hours,
        None => {
            let weekday = usize::try_from(date.weekday().num_days_from_monday()).unwrap();
            calendar.week(Weekday::ALL[weekday])
        }
    }
}

impl Wall {
    /// The first instant at which the wall clock shows this or something later.
    fn first(&self, mut civil: NaiveDateTime) -> i64 {
        loop {
            let found: MappedLocalTime<DateTime<Utc>> = match self {
                Wall::Iana(zone) => zone.from_local_datetime(&civil).map(|at| at.to_utc()),
                Wall::Fixed(offset) => offset.from_local_datetime(&civil).map(|at| at.to_utc()),
            };
            if let Some(at) = found.earliest() {
                return at.timestamp();
            }
            civil += TimeDelta::minutes(1);
        }
    }
}
