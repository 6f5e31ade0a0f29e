//! A stretch of time with a first moment and none that is the last.

use serde::{Deserialize, Serialize};

use super::{Date, Timestamp, Zone};
use crate::domain::Invalid;

pub use checked::Period;

mod checked {
    use super::{Deserialize, Ends, Invalid, Serialize};

    /// A half-open stretch `[start, end)` of instants or of days: the start belongs to it, the end
    /// is the first that does not. It is never empty.
    ///
    /// ```
    /// use guanxi::domain::{Date, Invalid, Period};
    /// let may = Period::new(Date::new(2026, 5, 1)?, Date::new(2026, 6, 1)?)?;
    /// assert!(may.contains(Date::new(2026, 5, 31)?));
    /// assert!(!may.contains(may.end()));
    /// assert_eq!(Period::new(may.end(), may.start()), Err(Invalid::Backwards { field: "period" }));
    /// # Ok::<(), Invalid>(())
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(try_from = "Ends<T>", into = "Ends<T>")]
    #[serde(bound(serialize = "T: Copy + Ord + Serialize"))]
    #[serde(bound(deserialize = "T: Copy + Ord + Deserialize<'de>"))]
    pub struct Period<T = crate::domain::Timestamp> {
        start: T,
        end: T,
    }

    impl<T: Copy + Ord> Period<T> {
        /// Takes the start and the first moment after the end.
        ///
        /// ```
        /// # use guanxi::domain::{Date, Period};
        /// let (start, end) = (Date::new(2026, 5, 1)?, Date::new(2026, 6, 1)?);
        /// assert!(Period::new(start, end).is_ok() && Period::new(start, start).is_err());
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        ///
        /// # Errors
        /// [`Invalid::Backwards`] unless the end is after the start.
        pub fn new(start: T, end: T) -> Result<Self, Invalid> {
            if start < end {
                Ok(Period { start, end })
            } else {
                Err(Invalid::Backwards { field: "period" })
            }
        }

        /// The first moment of the period.
        ///
        /// ```
        /// # use guanxi::domain::{Date, Period};
        /// let may: Period<Date> = "2026-05-01/2026-06-01".parse()?;
        /// assert_eq!(may.start(), Date::new(2026, 5, 1)?);
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        #[must_use]
        pub const fn start(self) -> T {
            self.start
        }

        /// The first moment after the period.
        ///
        /// ```
        /// # use guanxi::domain::{Date, Period};
        /// let may: Period<Date> = "2026-05-01/2026-06-01".parse()?;
        /// assert_eq!(may.end(), Date::new(2026, 6, 1)?);
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        #[must_use]
        pub const fn end(self) -> T {
            self.end
        }
    }
}

/// How a period is written: it becomes one only through the check.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Period")]
struct Ends<T> {
    start: T,
    end: T,
}

impl<T: Copy + Ord> TryFrom<Ends<T>> for Period<T> {
    type Error = Invalid;

    fn try_from(ends: Ends<T>) -> Result<Self, Invalid> {
        Period::new(ends.start, ends.end)
    }
}

impl<T: Copy + Ord> From<Period<T>> for Ends<T> {
    fn from(period: Period<T>) -> Ends<T> {
        Ends { start: period.start(), end: period.end() }
    }
}

impl<T: Copy + Ord> Period<T> {
    /// Whether a moment lies within the period.
    ///
    /// ```
    /// # use guanxi::domain::{Date, Period};
    /// let may = Period::new(Date::new(2026, 5, 1)?, Date::new(2026, 6, 1)?)?;
    /// assert!(may.contains(may.start()) && !may.contains(may.end()));
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn contains(self, moment: T) -> bool {
        self.start() <= moment && moment < self.end()
    }

    /// What two periods have in common, if anything: neighbours have nothing.
    ///
    /// ```
    /// # use guanxi::domain::{Date, Period};
    /// let day = |month, day| Date::new(2026, month, day);
    /// let spring = Period::new(day(3, 1)?, day(6, 1)?)?;
    /// let stay = Period::new(day(5, 20)?, day(6, 10)?)?;
    /// assert_eq!(spring.common(stay), Some(Period::new(day(5, 20)?, day(6, 1)?)?));
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn common(self, other: Self) -> Option<Self> {
        Period::new(self.start().max(other.start()), self.end().min(other.end())).ok()
    }

    /// Whether two periods share a moment.
    ///
    /// ```
    /// # use guanxi::domain::{Date, Period};
    /// let day = |month| Date::new(2026, month, 1);
    /// let (march, april) = (Period::new(day(3)?, day(4)?)?, Period::new(day(4)?, day(5)?)?);
    /// assert!(!march.overlaps(april));
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.common(other).is_some()
    }
}

impl Period<Timestamp> {
    /// How long the period lasts, in microseconds: at least one.
    ///
    /// ```
    /// # use guanxi::domain::{Period, Timestamp};
    /// let start: Timestamp = "2026-05-03T09:00:00Z".parse()?;
    /// assert_eq!(Period::new(start, start.plus_seconds(90)?)?.micros(), 90_000_000);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.end().micros().saturating_sub(self.start().micros())
    }
}

impl Period<Date> {
    /// The `n`-th month of a series, counted from 0: from the anchor's day of that month up to its
    /// day of the next. The months of a series follow each other without gap or overlap.
    ///
    /// ```
    /// use guanxi::domain::{Date, Period};
    /// let anchor = Date::new(2026, 1, 31)?;
    /// let second = Period::nth_month(anchor, 1)?;
    /// assert_eq!(second.start(), Date::new(2026, 2, 28)?);
    /// assert_eq!(second.end(), Date::new(2026, 3, 31)?);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Date`] outside the years 1900 to 9999.
    pub fn nth_month(anchor: Date, n: i32) -> Result<Self, Invalid> {
        Period::new(anchor.nth_month(n)?, anchor.nth_month(n.saturating_add(1))?)
    }

    /// The days of the period: at least one.
    ///
    /// ```
    /// # use guanxi::domain::{Date, Period};
    /// assert_eq!(Period::nth_month(Date::new(2024, 2, 1)?, 0)?.days(), 29);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn days(self) -> i32 {
        self.start().days_to(self.end())
    }

    /// The instants of these days in a zone.
    ///
    /// ```
    /// # use guanxi::domain::{Date, Period, Zone};
    /// let berlin: Zone = "Europe/Berlin".parse()?;
    /// let short = Period::new(Date::new(2026, 3, 29)?, Date::new(2026, 3, 30)?)?;
    /// assert_eq!(short.in_zone(berlin)?.micros(), 23 * 3_600 * 1_000_000);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Date`] within a day of either end of the years 1900 to 9999, and
    /// [`Invalid::Backwards`] for a single day that the zone left out (30 December 2011 in Samoa).
    pub fn in_zone(self, zone: Zone) -> Result<Period<Timestamp>, Invalid> {
        Period::new(zone.start_of(self.start())?, zone.start_of(self.end())?)
    }
}

impl<T: Copy + Ord + std::fmt::Display> std::fmt::Display for Period<T> {
    /// Writes `start/end`, as ISO 8601 does.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.start(), self.end())
    }
}

impl<T> std::str::FromStr for Period<T>
where
    T: Copy + Ord + std::str::FromStr<Err = Invalid>,
{
    type Err = Invalid;

    /// Reads `start/end`.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let form = Invalid::Form { field: "period", form: "start/end" };
        let (start, end) = text.split_once('/').ok_or(form)?;
        Period::new(start.parse()?, end.parse()?)
    }
}
