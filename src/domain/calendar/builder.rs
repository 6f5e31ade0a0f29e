//! How a calendar is put together.

use std::ops::RangeInclusive;

use crate::domain::time::{Date, Zone};

use super::content::Content;
use super::{BusinessCalendar, CalendarRefusal, Exception, Interval, Known, Weekday};

/// A calendar in the making; nothing is checked before [`build`](Self::build).
///
/// ```
/// use guanxi::domain::calendar::{BusinessCalendar, Weekday};
/// let shop = BusinessCalendar::builder("Europe/Berlin".parse()?)
///     .open(Weekday::ALL, "10:00-20:00".parse()?)
///     .shut([Weekday::Sunday])
///     .open_on("2026-12-31".parse()?, ["10:00-14:00".parse()?])
///     .known_years(2026..=2027)
///     .build()?;
/// assert_eq!(shop.exceptions().len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Builder {
    content: Content,
}

impl Builder {
    pub(super) fn new(zone: Zone) -> Self {
        Builder {
            content: Content {
                zone,
                week: Default::default(),
                exceptions: Vec::new(),
                known: Known::Always,
                version: 1,
            },
        }
    }

    /// After the last version comes 0, which is refused.
    pub(super) fn next(mut content: Content) -> Self {
        content.version = content.version.wrapping_add(1);
        Builder { content }
    }

    /// Adds an interval to weekdays.
    #[must_use]
    pub fn open(mut self, days: impl IntoIterator<Item = Weekday>, interval: Interval) -> Self {
        for day in days {
            self.content.of_weekday_mut(day).push(interval);
        }
        self
    }

    /// Removes the intervals of weekdays.
    #[must_use]
    pub fn shut(mut self, days: impl IntoIterator<Item = Weekday>) -> Self {
        for day in days {
            self.content.of_weekday_mut(day).clear();
        }
        self
    }

    /// Makes a day a holiday.
    #[must_use]
    pub fn close(self, date: Date) -> Self {
        self.except(date, Exception::Closed)
    }

    /// Gives a day these hours and no others: a half day, or a make-up working day.
    #[must_use]
    pub fn open_on(self, date: Date, intervals: impl IntoIterator<Item = Interval>) -> Self {
        self.except(date, Exception::Hours(intervals.into_iter().collect()))
    }

    /// Adds an exception; a day may have one, so [`lift`](Self::lift) what it has before changing
    /// it.
    #[must_use]
    pub fn except(mut self, date: Date, exception: Exception) -> Self {
        self.content.exceptions.push((date, exception));
        self
    }

    /// Removes what was excepted for a day, so that its weekday counts again.
    ///
    /// ```
    /// # use guanxi::domain::calendar::{BusinessCalendar, Weekday};
    /// let date = "2026-05-04".parse()?;
    /// let closed = BusinessCalendar::builder("UTC".parse()?)
    ///     .open(Weekday::MONDAY_TO_FRIDAY, "09:00-18:00".parse()?)
    ///     .close(date)
    ///     .build()?;
    /// assert!(closed.revise().lift(date).build()?.is_working_day(date)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn lift(mut self, date: Date) -> Self {
        self.content.exceptions.retain(|(at, _)| *at != date);
        self
    }

    /// Limits the calendar to civil years, both ends included, from 1900 to 9999.
    #[must_use]
    pub fn known_years(mut self, years: RangeInclusive<i32>) -> Self {
        self.content.known = Known::Years(years);
        self
    }

    /// States the version, from 1.
    #[must_use]
    pub fn version(mut self, version: u32) -> Self {
        self.content.version = version;
        self
    }

    /// Makes the calendar.
    ///
    /// # Errors
    /// [`CalendarRefusal`] when hours overlap, a day has two exceptions or one outside the known
    /// years (the day before them may have one), 366 days in a row are closed, or a list, the
    /// years or the version is out of its bounds.
    ///
    /// ```
    /// use guanxi::domain::calendar::{BusinessCalendar, CalendarRefusal, Weekday};
    /// let why = BusinessCalendar::builder("UTC".parse()?)
    ///     .open([Weekday::Monday], "22:00-06:00".parse()?)
    ///     .open([Weekday::Tuesday], "05:00-12:00".parse()?)
    ///     .build();
    /// assert_eq!(why, Err(CalendarRefusal::Overlap { day: Weekday::Monday }));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn build(self) -> Result<BusinessCalendar, CalendarRefusal> {
        BusinessCalendar::try_from(self.content)
    }
}
