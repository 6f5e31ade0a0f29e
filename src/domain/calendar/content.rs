//! What a calendar states, and the checks it passes before anything is computed from it.

use std::ops::RangeInclusive;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::Invalid;
use crate::domain::time::{Date, Zone};

use super::days::{FIRST_YEAR, LAST_YEAR, day_of, new_year};
use super::derived::Derived;
use super::{BusinessCalendar, CalendarRefusal, Interval, MAX_EXCEPTIONS, MAX_INTERVALS, Weekday};

/// What holds on a single day instead of its weekday's hours.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Exception {
    /// No work starts on this day: a holiday.
    Closed,
    /// These hours and no others: a half day, or a day of rest worked to make up for another (调休).
    Hours(Vec<Interval>),
}

impl Exception {
    /// The intervals that start on the day.
    pub(super) fn intervals(&self) -> &[Interval] {
        match self {
            Exception::Closed => &[],
            Exception::Hours(intervals) => intervals,
        }
    }
}

/// The civil years of which a calendar speaks.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Known {
    /// All of them: the week and the stated exceptions are everything there is to know.
    Always,
    /// These years, both ends included; outside them the calendar answers
    /// [`Unknown`](super::Unanswered::Unknown).
    Years(RangeInclusive<i32>),
}

/// Everything that is stated; all else is derived from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Content {
    pub(super) zone: Zone,
    /// Monday first.
    pub(super) week: [Vec<Interval>; 7],
    pub(super) exceptions: Vec<(Date, Exception)>,
    pub(super) known: Known,
    pub(super) version: u32,
}

impl BusinessCalendar {
    /// The zone whose wall clock the hours are read on.
    #[must_use]
    pub fn zone(&self) -> Zone {
        self.content.zone
    }

    /// The hours of a weekday, in order.
    ///
    /// ```
    /// # use guanxi::domain::calendar::{BusinessCalendar, Weekday};
    /// let office = BusinessCalendar::builder("Asia/Shanghai".parse()?)
    ///     .open(Weekday::MONDAY_TO_FRIDAY, "13:00-18:00".parse()?)
    ///     .open(Weekday::MONDAY_TO_FRIDAY, "09:00-12:00".parse()?)
    ///     .build()?;
    /// assert_eq!(office.week(Weekday::Monday).first(), Some(&"09:00-12:00".parse()?));
    /// assert!(office.week(Weekday::Sunday).is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn week(&self, day: Weekday) -> &[Interval] {
        self.content.of_weekday(day)
    }

    /// The exceptions, in order of their days.
    ///
    /// ```
    /// # use guanxi::domain::calendar::{BusinessCalendar, Exception, Weekday};
    /// let office = BusinessCalendar::builder("Asia/Shanghai".parse()?)
    ///     .open(Weekday::MONDAY_TO_FRIDAY, "09:00-18:00".parse()?)
    ///     .close("2026-10-01".parse()?)
    ///     .build()?;
    /// assert_eq!(office.exceptions(), [("2026-10-01".parse()?, Exception::Closed)]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn exceptions(&self) -> &[(Date, Exception)] {
        &self.content.exceptions
    }

    /// The years of which the calendar speaks.
    #[must_use]
    pub fn known(&self) -> &Known {
        &self.content.known
    }

    /// Which version of the calendar this is, from 1.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.content.version
    }
}

impl TryFrom<Content> for BusinessCalendar {
    type Error = CalendarRefusal;

    fn try_from(content: Content) -> Result<Self, CalendarRefusal> {
        let content = content.checked()?;
        let derived = Derived::from(&content)?;
        Ok(BusinessCalendar { content: Arc::new(content), derived: Arc::new(derived) })
    }
}

impl From<BusinessCalendar> for Content {
    fn from(calendar: BusinessCalendar) -> Content {
        Arc::unwrap_or_clone(calendar.content)
    }
}

impl PartialEq for BusinessCalendar {
    fn eq(&self, other: &Self) -> bool {
        self.content == other.content
    }
}

impl Eq for BusinessCalendar {}

impl std::fmt::Debug for BusinessCalendar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("BusinessCalendar").field(&self.content).finish()
    }
}

impl Content {
    /// Puts everything in order and refuses what contradicts itself.
    pub(super) fn checked(mut self) -> Result<Self, CalendarRefusal> {
        if self.version == 0 {
            return Err(range("version", 1, i64::from(u32::MAX)).into());
        }
        check_years(&self.known)?;
        if self.exceptions.len() > MAX_EXCEPTIONS {
            return Err(too_many("exceptions", MAX_EXCEPTIONS).into());
        }
        self.check_week()?;
        self.exceptions.sort_by_key(|(date, _)| *date);
        for (date, exception) in &mut self.exceptions {
            check_exception(*date, exception)?;
        }
        let days = self.exceptions.iter().map(|(date, _)| *date);
        for (date, next) in days.clone().zip(days.clone().skip(1)) {
            if date == next {
                return Err(CalendarRefusal::Twice { date });
            }
        }
        if let Known::Years(years) = &self.known {
            // The eve counts: its night reaches into the first known year.
            let known = new_year(*years.start()) - 1..new_year(years.end() + 1);
            if let Some(date) = days.clone().find(|date| !known.contains(&day_of(*date))) {
                return Err(CalendarRefusal::NotKnown { date });
            }
        }
        Ok(self)
    }

    /// The hours of a weekday.
    pub(super) fn of_weekday(&self, day: Weekday) -> &[Interval] {
        let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = &self.week;
        match day {
            Weekday::Monday => monday,
            Weekday::Tuesday => tuesday,
            Weekday::Wednesday => wednesday,
            Weekday::Thursday => thursday,
            Weekday::Friday => friday,
            Weekday::Saturday => saturday,
            Weekday::Sunday => sunday,
        }
    }

    /// The hours of a weekday, to add to.
    pub(super) fn of_weekday_mut(&mut self, day: Weekday) -> &mut Vec<Interval> {
        let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = &mut self.week;
        match day {
            Weekday::Monday => monday,
            Weekday::Tuesday => tuesday,
            Weekday::Wednesday => wednesday,
            Weekday::Thursday => thursday,
            Weekday::Friday => friday,
            Weekday::Saturday => saturday,
            Weekday::Sunday => sunday,
        }
    }

    fn check_week(&mut self) -> Result<(), CalendarRefusal> {
        for intervals in &mut self.week {
            sort(intervals)?;
        }
        let today = Weekday::ALL.iter().zip(&self.week);
        let tomorrow = self.week.iter().cycle().skip(1);
        for ((day, today), tomorrow) in today.zip(tomorrow) {
            let night = today.last().filter(|last| last.crosses_midnight());
            let meets =
                |night: &Interval| tomorrow.first().is_some_and(|m| m.start() < night.end());
            if overlap(today) || night.is_some_and(meets) {
                return Err(CalendarRefusal::Overlap { day: *day });
            }
        }
        Ok(())
    }
}

fn check_years(known: &Known) -> Result<(), Invalid> {
    let field = "known years";
    match known {
        Known::Always => Ok(()),
        Known::Years(years) if years.is_empty() => Err(Invalid::Empty { field }),
        Known::Years(years) if *years.start() < FIRST_YEAR || *years.end() > LAST_YEAR => {
            Err(range(field, i64::from(FIRST_YEAR), i64::from(LAST_YEAR)))
        }
        Known::Years(_) => Ok(()),
    }
}

fn check_exception(date: Date, exception: &mut Exception) -> Result<(), CalendarRefusal> {
    let Exception::Hours(intervals) = exception else {
        return Ok(());
    };
    if intervals.is_empty() {
        let field = "hours of an exception";
        return Err(Invalid::Empty { field }.into());
    }
    sort(intervals)?;
    if overlap(intervals) {
        return Err(CalendarRefusal::OverlapOn { date });
    }
    Ok(())
}

fn sort(intervals: &mut [Interval]) -> Result<(), Invalid> {
    if intervals.len() > MAX_INTERVALS {
        return Err(too_many("intervals of a day", MAX_INTERVALS));
    }
    intervals.sort();
    Ok(())
}

/// Whether two neighbours among sorted intervals share a second.
fn overlap(sorted: &[Interval]) -> bool {
    let next = sorted.iter().skip(1);
    sorted.iter().zip(next).any(|(a, b)| b.seconds().0 < a.seconds().1)
}

fn too_many(field: &'static str, limit: usize) -> Invalid {
    Invalid::TooMany { field, limit }
}

fn range(field: &'static str, low: i64, high: i64) -> Invalid {
    Invalid::Range { field, low, high }
}
