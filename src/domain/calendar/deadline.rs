//! Deadlines in working days.

use crate::domain::Timestamp;

use super::{BusinessCalendar, Unanswered};

impl BusinessCalendar {
    /// The end of the working day that is so many working days after the day of an instant: the
    /// midnight that ends it, on the calendar's own clock. What is due in so many business days is
    /// due then.
    ///
    /// ```
    /// # use guanxi::domain::calendar::{BusinessCalendar, Weekday};
    /// # use guanxi::domain::Timestamp;
    /// let office = BusinessCalendar::builder("Asia/Shanghai".parse()?)
    ///     .open(Weekday::MONDAY_TO_FRIDAY, "09:00-18:00".parse()?)
    ///     .build()?;
    /// let friday: Timestamp = "2026-03-06T17:00:00+08:00".parse()?;
    /// assert_eq!(office.end_of_working_day(friday, 1)?, "2026-03-10T00:00:00+08:00".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`Unanswered::Unknown`] when the day or the answer lies outside the known years,
    /// [`Unanswered::OutOfTime`] when the answer would lie outside 1900 to 9999.
    pub fn end_of_working_day(
        &self,
        after: Timestamp,
        working_days: i64,
    ) -> Result<Timestamp, Unanswered> {
        let zone = self.zone();
        let date = zone.date(after).map_err(|_| Unanswered::OutOfTime)?;
        let day = self.shift_working_days(date, working_days)?;
        let next = day.plus_days(1).map_err(|_| Unanswered::OutOfTime)?;
        zone.start_of(next).map_err(|_| Unanswered::OutOfTime)
    }
}
