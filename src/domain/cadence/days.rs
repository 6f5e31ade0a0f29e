//! So many days after an instant, and the next time at which there may be contact.

use crate::domain::calendar::{Exception, Unanswered, Weekday};
use crate::domain::{BusinessCalendar, Civil, Date, Invalid, TimeOfDay, Timestamp, Zone};

use super::hours;
use super::plan::{CadencePlan, DayKind};

type Answer<T> = Result<T, Unanswered>;

const MINUTE: i64 = 60_000_000;

impl CadencePlan {
    /// The zone on whose clocks the plan is read.
    #[must_use]
    pub fn zone_by(&self, calendar: &BusinessCalendar) -> Zone {
        self.own_zone().unwrap_or(calendar.zone())
    }

    /// So many of the plan's days after an instant, at the same time of day.
    ///
    /// # Errors
    /// [`Unanswered`] when the calendar does not know the year, or the answer lies after 9999.
    pub fn after(
        &self,
        at: Timestamp,
        days: u16,
        calendar: &BusinessCalendar,
    ) -> Answer<Timestamp> {
        match self.day_kind() {
            DayKind::Calendar => {
                let zone = self.zone_by(calendar);
                let Civil { date, time } = civil(zone, at)?;
                instant(zone, in_time(date.plus_days(i32::from(days)))?, time)
            }
            DayKind::Working => self.working_days_after(at, days, calendar),
        }
    }

    /// So many working days after an instant, at the same time of day; from a day without work, as
    /// from the beginning of the next with.
    pub(super) fn working_days_after(
        &self,
        at: Timestamp,
        days: u16,
        calendar: &BusinessCalendar,
    ) -> Answer<Timestamp> {
        let zone = self.zone_by(calendar);
        let Civil { date, time } = civil(zone, at)?;
        let works = calendar.is_working_day(date)?;
        let (from, time) = if works {
            (date, time)
        } else {
            (calendar.shift_working_days(date, 0)?, TimeOfDay::MIDNIGHT)
        };
        instant(zone, calendar.shift_working_days(from, i64::from(days))?, time)
    }

    /// The first instant from this one on at which the plan allows contact; this one when it does.
    ///
    /// # Errors
    /// [`Unanswered`] when the calendar does not know the year, or there is none before 9999.
    ///
    /// ```
    /// use guanxi::domain::BusinessCalendar;
    /// use guanxi::domain::cadence::CadencePlan;
    /// use guanxi::domain::calendar::Weekday;
    /// let office = BusinessCalendar::builder("Asia/Shanghai".parse()?)
    ///     .open(Weekday::MONDAY_TO_FRIDAY, "09:00-18:00".parse()?)
    ///     .close("2026-10-01".parse()?)
    ///     .build()?;
    /// let plan = CadencePlan::every(7, 14)?
    ///     .quiet("19:00-10:00".parse()?)?
    ///     .avoiding_holidays();
    /// let evening = "2026-09-30T21:00:00+08:00".parse()?;
    /// assert_eq!(plan.next_allowed(evening, &office)?, "2026-10-02T10:00:00+08:00".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn next_allowed(&self, at: Timestamp, calendar: &BusinessCalendar) -> Answer<Timestamp> {
        if self.allows_any_time() {
            return Ok(at);
        }
        let zone = self.zone_by(calendar);
        let loud = hours::loud(self.quiet_hours());
        let mut at = at;
        loop {
            let Civil { date, time } = civil(zone, at)?;
            let open = self.allows_day(date, calendar)?;
            let minute = time.micros() / MINUTE;
            let hours = loud.iter().map(|(from, to)| (i64::from(*from), i64::from(*to)));
            let later = hours.filter(|(_, to)| open && minute < *to).map(|(from, _)| from).next();
            let next = match later {
                Some(from) if from <= minute => return Ok(at),
                Some(from) => instant(zone, date, in_time(TimeOfDay::from_micros(from * MINUTE))?)?,
                None => instant(zone, in_time(date.plus_days(1))?, TimeOfDay::MIDNIGHT)?,
            };
            // Where the clock is put back, a civil time that lies ahead may be an instant behind.
            at = next.max(in_time(Timestamp::from_micros(at.micros() + 1))?);
        }
    }

    fn allows_any_time(&self) -> bool {
        self.quiet_hours().is_empty() && self.weekdays().is_empty() && !self.avoids_holidays()
    }

    /// Whether there may be contact on a day.
    fn allows_day(&self, date: Date, calendar: &BusinessCalendar) -> Answer<bool> {
        if !self.weekdays().is_empty() && !self.weekdays().contains(&weekday(date)) {
            return Ok(false);
        }
        if !self.avoids_holidays() {
            return Ok(true);
        }
        // Asked for the sake of the years that the calendar knows.
        calendar.is_working_day(date)?;
        let days = calendar.exceptions();
        let of = days.binary_search_by_key(&date, |(day, _)| *day).ok().and_then(|at| days.get(at));
        Ok(!matches!(of, Some((_, Exception::Closed))))
    }
}

fn weekday(date: Date) -> Weekday {
    // The first day of 1970 was a Thursday.
    let place = usize::try_from((i64::from(date.days()) + 3).rem_euclid(7)).unwrap_or_default();
    Weekday::ALL.get(place).copied().unwrap_or(Weekday::Monday)
}

pub(super) fn civil(zone: Zone, at: Timestamp) -> Answer<Civil> {
    in_time(zone.civil(at))
}

fn instant(zone: Zone, date: Date, time: TimeOfDay) -> Answer<Timestamp> {
    in_time(zone.occurrence(Civil { date, time })).map(crate::domain::Occurrence::first)
}

/// What lies outside of 1900 to 9999 has no answer.
pub(super) fn in_time<T>(found: Result<T, Invalid>) -> Answer<T> {
    found.map_err(|_| Unanswered::OutOfTime)
}
