//! A day of the calendar, wherever it is lived.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::Invalid;
use crate::domain::text::forms;

pub use checked::Date;

const EXPECTED: &str = "YYYY-MM-DD, from 1900 to 9999";
const INVALID: Invalid = Invalid::Date { field: "date", expected: EXPECTED };
/// Days from the first day of the common era to 1970-01-01.
const EPOCH: i32 = 719_163;

mod checked {
    use super::{Datelike, INVALID, Invalid, NaiveDate};

    /// A civil date from 1900-01-01 to 9999-12-31, in the Gregorian calendar.
    ///
    /// Its text and serde form is `YYYY-MM-DD`. A date is no instant: a
    /// [`Zone`](crate::domain::Zone) says when it begins.
    ///
    /// ```
    /// use guanxi::domain::Date;
    /// let day: Date = "2024-02-29".parse()?;
    /// assert_eq!(day, Date::new(2024, 2, 29)?);
    /// assert!("2023-02-29".parse::<Date>().is_err());
    /// assert!("0000-00-00".parse::<Date>().is_err());
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Date(NaiveDate);

    impl TryFrom<NaiveDate> for Date {
        type Error = Invalid;

        fn try_from(day: NaiveDate) -> Result<Self, Invalid> {
            if (1900..=9999).contains(&day.year()) { Ok(Date(day)) } else { Err(INVALID) }
        }
    }

    impl From<Date> for NaiveDate {
        fn from(date: Date) -> NaiveDate {
            date.0
        }
    }
}

impl Date {
    /// Takes a year from 1900 to 9999, a month from 1 to 12 and a day of that month.
    ///
    /// ```
    /// use guanxi::domain::Date;
    /// assert_eq!(Date::new(2026, 5, 3)?.to_string(), "2026-05-03");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Date`] for a day that does not exist or a year out of range.
    pub fn new(year: i32, month: u32, day: u32) -> Result<Self, Invalid> {
        NaiveDate::from_ymd_opt(year, month, day).ok_or(INVALID).and_then(Date::try_from)
    }

    /// The year, 1900 to 9999.
    ///
    /// ```
    /// # use guanxi::domain::Date;
    /// assert_eq!(Date::new(2026, 5, 3)?.year(), 2026);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn year(self) -> i32 {
        NaiveDate::from(self).year()
    }

    /// The month, 1 to 12.
    ///
    /// ```
    /// # use guanxi::domain::Date;
    /// assert_eq!(Date::new(2026, 5, 3)?.month(), 5);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn month(self) -> u32 {
        NaiveDate::from(self).month()
    }

    /// The day of the month, 1 to 31.
    ///
    /// ```
    /// # use guanxi::domain::Date;
    /// assert_eq!(Date::new(2026, 5, 3)?.day(), 3);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn day(self) -> u32 {
        NaiveDate::from(self).day()
    }

    /// Days since 1970-01-01, negative before it.
    ///
    /// ```
    /// # use guanxi::domain::Date;
    /// assert_eq!(Date::new(1970, 1, 2)?.days(), 1);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn days(self) -> i32 {
        NaiveDate::from(self).num_days_from_ce().saturating_sub(EPOCH)
    }

    /// Takes days since 1970-01-01, negative before it.
    ///
    /// ```
    /// # use guanxi::domain::Date;
    /// assert_eq!(Date::from_days(-1)?, Date::new(1969, 12, 31)?);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Date`] outside the years 1900 to 9999.
    pub fn from_days(days: i32) -> Result<Self, Invalid> {
        days.checked_add(EPOCH)
            .and_then(NaiveDate::from_num_days_from_ce_opt)
            .ok_or(INVALID)
            .and_then(Date::try_from)
    }

    /// The date this many days later, earlier when negative.
    ///
    /// ```
    /// # use guanxi::domain::Date;
    /// assert_eq!(Date::new(2024, 2, 28)?.plus_days(2)?, Date::new(2024, 3, 1)?);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Date`] outside the years 1900 to 9999.
    pub fn plus_days(self, days: i32) -> Result<Self, Invalid> {
        Date::from_days(self.days().saturating_add(days))
    }

    /// The days from this date to another, negative when that one is earlier.
    ///
    /// ```
    /// # use guanxi::domain::Date;
    /// assert_eq!(Date::new(2026, 1, 1)?.days_to(Date::new(2027, 1, 1)?), 365);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn days_to(self, other: Date) -> i32 {
        other.days().saturating_sub(self.days())
    }

    /// The last day of this date's month.
    ///
    /// ```
    /// # use guanxi::domain::Date;
    /// assert_eq!(Date::new(2024, 2, 3)?.end_of_month(), Date::new(2024, 2, 29)?);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn end_of_month(self) -> Self {
        [31, 30, 29, 28]
            .into_iter()
            .find_map(|day| Date::new(self.year(), self.month(), day).ok())
            .unwrap_or(self)
    }

    /// The date `n` months after this one, before it when negative: the same day of the month, or
    /// the month's last day where it has no such day.
    ///
    /// A series is computed from its anchor, never from the date before: a fee due on the 31st is
    /// due on 28 February and again on 31 March.
    ///
    /// ```
    /// # use guanxi::domain::Date;
    /// let anchor = Date::new(2026, 1, 31)?;
    /// assert_eq!(anchor.nth_month(1)?, Date::new(2026, 2, 28)?);
    /// assert_eq!(anchor.nth_month(2)?, Date::new(2026, 3, 31)?);
    /// assert_eq!(anchor.nth_month(-2)?, Date::new(2025, 11, 30)?);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Date`] outside the years 1900 to 9999.
    pub fn nth_month(self, n: i32) -> Result<Self, Invalid> {
        let month = i64::from(self.year()) * 12 + i64::from(self.month()) - 1 + i64::from(n);
        let year = i32::try_from(month.div_euclid(12)).map_err(|_| INVALID)?;
        let month = u32::try_from(month.rem_euclid(12) + 1).map_err(|_| INVALID)?;
        let last = Date::new(year, month, 1)?.end_of_month();
        Date::new(year, month, self.day().min(last.day()))
    }

    /// The date `n` years after this one, before it when negative; 29 February becomes the 28th
    /// where there is none.
    ///
    /// ```
    /// # use guanxi::domain::Date;
    /// let anchor = Date::new(2024, 2, 29)?;
    /// assert_eq!(anchor.nth_year(1)?, Date::new(2025, 2, 28)?);
    /// assert_eq!(anchor.nth_year(4)?, Date::new(2028, 2, 29)?);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Date`] outside the years 1900 to 9999.
    pub fn nth_year(self, n: i32) -> Result<Self, Invalid> {
        self.nth_month(n.saturating_mul(12))
    }
}

impl TryFrom<i32> for Date {
    type Error = Invalid;

    /// Takes days since 1970-01-01.
    fn try_from(days: i32) -> Result<Self, Invalid> {
        Date::from_days(days)
    }
}

impl From<Date> for i32 {
    fn from(date: Date) -> i32 {
        date.days()
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl std::str::FromStr for Date {
    type Err = Invalid;

    /// Reads `YYYY-MM-DD`, and nothing that merely resembles it.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut parts = text.splitn(3, '-');
        let mut part = |digits| number(parts.next()?, digits);
        let (Some(year), Some(month), Some(day)) = (part(4), part(2), part(2)) else {
            return Err(INVALID);
        };
        Date::new(i32::try_from(year).map_err(|_| INVALID)?, month, day)
    }
}

/// A number of exactly so many ASCII digits.
pub(super) fn number(text: &str, digits: usize) -> Option<u32> {
    (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        forms::read(from)
    }
}
