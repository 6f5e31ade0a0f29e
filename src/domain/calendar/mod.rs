//! Business calendars: when work is done, how much working time lies between two instants, and
//! when a working time is over.
//!
//! **Hours.** A calendar has hours for each weekday and exceptions for single days; an exception
//! goes before the week. Hours are civil: they are read on the wall clock of the calendar's zone.
//! An interval belongs to the day on which it starts, with all of the night it may have: an
//! exception on that day removes or replaces it, an exception on the next day does not touch it.
//! Where a night reaches into hours that an exception gives the next day, time counts once.
//!
//! **The clock put forward or back.** A civil time is the first instant at which the wall clock
//! has reached it. An interval that starts in a gap starts at the gap's end; a repeated hour is
//! real time, counts once, and is worked when the second before the clock was put back is.
//!
//! **Seconds.** Working time is counted in whole seconds, and an instant counts as the second in
//! which it lies: a fraction of a second is neither lost nor counted twice in sums.
//!
//! **Known years.** Outside the years it knows a calendar answers
//! [`Unknown`](Unanswered::Unknown). The night that reaches into the first known year belongs to
//! the day before it; unless that eve has an exception, instants that the night of its weekday may
//! cover are unknown too.
//!
//! **Cost.** A question costs a few binary searches, whatever lies between the instants. Making a
//! calendar, and reading one back, looks at every sixth day of its known years to find where the
//! zone changes its clock: some microseconds a year, and a millisecond or two for
//! [`Always`](Known::Always), so such a calendar is better kept than read again. The zone database
//! knows changes up to 2099; after that its last offset holds.

mod weekday;
mod interval;
mod refusal;
mod content;
mod builder;
mod days;
mod tally;
mod hours;
mod clock;
mod timeline;
mod derived;
mod deadline;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::Timestamp;
use crate::domain::time::{Date, Zone};

pub use builder::Builder;
use content::Content;
pub use content::{Exception, Known};
use derived::Derived;
pub use interval::Interval;
pub use refusal::{CalendarRefusal, Unanswered};
pub use weekday::Weekday;

#[cfg(feature = "proptest1")]
#[cfg_attr(docsrs, doc(cfg(feature = "proptest1")))]
pub mod strategies;
#[cfg(test)]
mod counter;
#[cfg(test)]
mod tests;

/// The most intervals that a day may have.
pub const MAX_INTERVALS: usize = 24;
/// The most exceptions that a calendar may have.
pub const MAX_EXCEPTIONS: usize = 10_000;

/// When work is done: a pure value, cheap to clone.
///
/// ```
/// use guanxi::domain::calendar::{BusinessCalendar, Weekday};
/// use guanxi::domain::Timestamp;
///
/// let office = BusinessCalendar::builder("Asia/Shanghai".parse()?)
///     .open(Weekday::MONDAY_TO_FRIDAY, "09:00-12:00".parse()?)
///     .open(Weekday::MONDAY_TO_FRIDAY, "13:00-18:00".parse()?)
///     .close("2026-10-01".parse()?)
///     .build()?;
///
/// // Asked on the evening before the holiday, a Wednesday, for four working hours.
/// let asked: Timestamp = "2026-09-30T17:00:00+08:00".parse()?;
/// let due = office.due(asked, 4 * 3600)?;
/// assert_eq!(due, "2026-10-02T12:00:00+08:00".parse()?);
/// assert_eq!(office.elapsed(asked, due)?, 4 * 3600);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "Content", into = "Content")]
pub struct BusinessCalendar {
    content: Arc<Content>,
    derived: Arc<Derived>,
}

impl BusinessCalendar {
    /// Begins a calendar without hours, without exceptions, for all years, in version 1.
    ///
    /// ```
    /// # use guanxi::domain::calendar::{BusinessCalendar, Weekday};
    /// let always = BusinessCalendar::builder("UTC".parse()?)
    ///     .open(Weekday::ALL, "00:00-24:00".parse()?)
    ///     .build()?;
    /// assert_eq!(always.version(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn builder(zone: Zone) -> Builder {
        Builder::new(zone)
    }

    /// Begins the next version of this calendar, with everything that this one states.
    ///
    /// ```
    /// # use guanxi::domain::calendar::{BusinessCalendar, Weekday};
    /// let first = BusinessCalendar::builder("Europe/Berlin".parse()?)
    ///     .open(Weekday::MONDAY_TO_FRIDAY, "08:00-16:00".parse()?)
    ///     .build()?;
    /// let second = first.revise().close("2026-05-01".parse()?).build()?;
    /// assert_eq!((first.version(), second.version()), (1, 2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn revise(&self) -> Builder {
        Builder::next(Content::clone(&self.content))
    }

    /// The working seconds from one instant up to and not including another; negative when the
    /// second lies before the first.
    ///
    /// # Errors
    /// [`Unanswered::Unknown`] when either lies outside the known years; the instant at which the
    /// last known year ends may still be given.
    ///
    /// ```
    /// # use guanxi::domain::calendar::{BusinessCalendar, Weekday};
    /// let night = BusinessCalendar::builder("Europe/Berlin".parse()?)
    ///     .open(Weekday::ALL, "22:00-06:00".parse()?)
    ///     .build()?;
    /// // In the night of 25 October 2026 an hour is lived twice.
    /// let noon = "2026-10-24T12:00:00+02:00".parse()?;
    /// let next_noon = "2026-10-25T12:00:00+01:00".parse()?;
    /// assert_eq!(night.elapsed(noon, next_noon)?, 9 * 3600);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn elapsed(&self, from: Timestamp, until: Timestamp) -> Result<i64, Unanswered> {
        let from = self.derived.worked_before(from)?;
        let until = self.derived.worked_before(until)?;
        Ok(until - from)
    }

    /// The first instant by which this many working seconds have [elapsed](Self::elapsed); for 0
    /// seconds the instant itself.
    ///
    /// # Errors
    /// [`Unanswered::Negative`] for less than 0 seconds, [`Unanswered::Unknown`] when the instant
    /// or the answer lies outside the known years, [`Unanswered::OutOfTime`] when the answer would
    /// lie after the year 9999.
    ///
    /// ```
    /// # use guanxi::domain::calendar::{BusinessCalendar, Unanswered, Weekday};
    /// let office = BusinessCalendar::builder("Asia/Shanghai".parse()?)
    ///     .open(Weekday::MONDAY_TO_FRIDAY, "09:00-18:00".parse()?)
    ///     .known_years(2026..=2026)
    ///     .build()?;
    /// let friday = "2026-03-06T17:00:00+08:00".parse()?;
    /// assert_eq!(office.due(friday, 2 * 3600)?, "2026-03-09T10:00:00+08:00".parse()?);
    /// let a_year_of_work = 2_000 * 3600;
    /// assert_eq!(office.due(friday, a_year_of_work), Err(Unanswered::Unknown { year: 2027 }));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn due(&self, from: Timestamp, seconds: i64) -> Result<Timestamp, Unanswered> {
        let worked = self.derived.worked_before(from)?;
        match seconds {
            ..0 => Err(Unanswered::Negative),
            0 => Ok(from),
            1.. => self.derived.end_of(worked.saturating_add(seconds)),
        }
    }

    /// Whether an instant is working time.
    ///
    /// # Errors
    /// [`Unanswered::Unknown`] outside the known years.
    ///
    /// ```
    /// # use guanxi::domain::calendar::{BusinessCalendar, Weekday};
    /// let office = BusinessCalendar::builder("+08:00".parse()?)
    ///     .open(Weekday::MONDAY_TO_FRIDAY, "09:00-18:00".parse()?)
    ///     .build()?;
    /// assert!(office.is_open("2026-03-06T09:00:00+08:00".parse()?)?);
    /// assert!(!office.is_open("2026-03-06T18:00:00+08:00".parse()?)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn is_open(&self, at: Timestamp) -> Result<bool, Unanswered> {
        self.derived.is_open(at)
    }

    /// The first instant from this one on that is working time; this one when it is.
    ///
    /// # Errors
    /// As [`due`](Self::due) for one second.
    ///
    /// ```
    /// # use guanxi::domain::calendar::{BusinessCalendar, Weekday};
    /// let office = BusinessCalendar::builder("+08:00".parse()?)
    ///     .open(Weekday::MONDAY_TO_FRIDAY, "09:00-18:00".parse()?)
    ///     .build()?;
    /// let saturday = "2026-03-07T11:11:11+08:00".parse()?;
    /// assert_eq!(office.next_open(saturday)?, "2026-03-09T09:00:00+08:00".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn next_open(&self, at: Timestamp) -> Result<Timestamp, Unanswered> {
        let worked = self.derived.worked_before(at)?;
        let begun = self.derived.start_of(worked.saturating_add(1))?;
        Ok(begun.max(at))
    }

    /// Whether hours start on a day; the night of the day before makes no working day.
    ///
    /// # Errors
    /// [`Unanswered::Unknown`] outside the known years.
    ///
    /// ```
    /// # use guanxi::domain::calendar::{BusinessCalendar, Weekday};
    /// let office = BusinessCalendar::builder("Asia/Shanghai".parse()?)
    ///     .open(Weekday::MONDAY_TO_FRIDAY, "09:00-18:00".parse()?)
    ///     .open_on("2026-10-10".parse()?, ["09:00-18:00".parse()?])
    ///     .build()?;
    /// assert!(office.is_working_day("2026-10-10".parse()?)?);
    /// assert!(!office.is_working_day("2026-10-11".parse()?)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn is_working_day(&self, date: Date) -> Result<bool, Unanswered> {
        self.derived.is_working_day(date)
    }

    /// The working day that is so many working days after a day, or before it when negative.
    ///
    /// The day itself is not counted: 1 is the next working day, −1 the one before. 0 is the day
    /// itself when it is a working day and else the next one, so the answer is always a working
    /// day.
    ///
    /// # Errors
    /// [`Unanswered::Unknown`] when the day or the answer lies outside the known years,
    /// [`Unanswered::OutOfTime`] when the answer would lie outside 1900 to 9999.
    ///
    /// ```
    /// # use guanxi::domain::calendar::{BusinessCalendar, Weekday};
    /// let office = BusinessCalendar::builder("Asia/Shanghai".parse()?)
    ///     .open(Weekday::MONDAY_TO_FRIDAY, "09:00-18:00".parse()?)
    ///     .build()?;
    /// let (friday, saturday) = ("2026-03-06".parse()?, "2026-03-07".parse()?);
    /// let monday = "2026-03-09".parse()?;
    /// assert_eq!(office.shift_working_days(friday, 1)?, monday);
    /// assert_eq!(office.shift_working_days(saturday, 1)?, monday);
    /// assert_eq!(office.shift_working_days(saturday, 0)?, monday);
    /// assert_eq!(office.shift_working_days(saturday, -1)?, friday);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn shift_working_days(&self, date: Date, days: i64) -> Result<Date, Unanswered> {
        self.derived.shift_working_days(date, days)
    }

    /// The working days from one day up to and not including another; negative when the second
    /// lies before the first.
    ///
    /// # Errors
    /// [`Unanswered::Unknown`] when either lies outside the known years; the day after the last
    /// known year may still be given.
    ///
    /// ```
    /// # use guanxi::domain::calendar::{BusinessCalendar, Weekday};
    /// let office = BusinessCalendar::builder("Asia/Shanghai".parse()?)
    ///     .open(Weekday::MONDAY_TO_FRIDAY, "09:00-18:00".parse()?)
    ///     .build()?;
    /// let (friday, tuesday) = ("2026-03-06".parse()?, "2026-03-10".parse()?);
    /// assert_eq!(office.working_days_between(friday, tuesday)?, 2);
    /// assert_eq!(office.working_days_between(tuesday, friday)?, -2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn working_days_between(&self, from: Date, until: Date) -> Result<i64, Unanswered> {
        let from = self.derived.working_days_before(from)?;
        let until = self.derived.working_days_before(until)?;
        Ok(until - from)
    }
}
