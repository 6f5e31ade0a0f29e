//! Spans such as three months, and the ends to which instants are rounded up.

use serde::{Deserialize, Serialize};

use crate::domain::named::named;
use crate::domain::{Civil, Date, Invalid, Occurrence, Timestamp, Zone};

/// In what a span is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SpanUnit {
    /// Days of the calendar, whatever clocks do.
    Day,
    /// Seven days.
    Week,
    /// Months; a day that the month does not have is its last.
    Month,
    /// Twelve months.
    Year,
}

named!(SpanUnit, "unit", [Day, Week, Month, Year]);

/// So many days, weeks, months or years of the calendar: 1 to 9 999 of them.
///
/// ```
/// use guanxi::domain::Zone;
/// use guanxi::domain::tier::Span;
/// let anchor = "2026-01-31T08:00:00Z".parse()?;
/// assert_eq!(Span::months(1)?.nth(anchor, 1, Zone::UTC)?, "2026-02-28T08:00:00Z".parse()?);
/// assert_eq!(Span::months(1)?.nth(anchor, 2, Zone::UTC)?, "2026-03-31T08:00:00Z".parse()?);
/// assert!(Span::days(0).is_err());
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "(u16, SpanUnit)", into = "(u16, SpanUnit)")]
pub struct Span {
    count: u16,
    unit: SpanUnit,
}

impl Span {
    /// The most units of a span.
    pub const MOST: u16 = 9_999;

    /// Takes a number of units.
    ///
    /// # Errors
    /// [`Invalid::Range`] unless there are 1 to 9 999.
    pub fn new(count: u16, unit: SpanUnit) -> Result<Self, Invalid> {
        if (1..=Self::MOST).contains(&count) {
            Ok(Span { count, unit })
        } else {
            Err(Invalid::Range { field: "span", low: 1, high: i64::from(Self::MOST) })
        }
    }

    /// So many days.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn days(count: u16) -> Result<Self, Invalid> {
        Span::new(count, SpanUnit::Day)
    }

    /// So many months.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn months(count: u16) -> Result<Self, Invalid> {
        Span::new(count, SpanUnit::Month)
    }

    /// So many years.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn years(count: u16) -> Result<Self, Invalid> {
        Span::new(count, SpanUnit::Year)
    }

    /// How many units.
    #[must_use]
    pub const fn count(self) -> u16 {
        self.count
    }

    /// In what it is counted.
    #[must_use]
    pub const fn unit(self) -> SpanUnit {
        self.unit
    }

    /// The instant `n` spans after an anchor, at the same time of the day in a zone; always counted
    /// from the anchor, so that the last day of a month comes back to the last day.
    ///
    /// # Errors
    /// [`Invalid::Date`] or [`Invalid::Overflow`] outside the years 1900 to 9999.
    pub fn nth(self, anchor: Timestamp, n: u32, zone: Zone) -> Result<Timestamp, Invalid> {
        let each = match self.unit {
            SpanUnit::Day | SpanUnit::Month => 1,
            SpanUnit::Week => 7,
            SpanUnit::Year => 12,
        };
        let units = i64::from(self.count) * i64::from(n) * each;
        let units = i32::try_from(units).map_err(|_| Invalid::Overflow { field: "span" })?;
        match self.unit {
            SpanUnit::Day | SpanUnit::Week if units == 0 => Ok(anchor),
            SpanUnit::Day | SpanUnit::Week => {
                let Civil { date, time } = zone.civil(anchor)?;
                let date = date.plus_days(units)?;
                zone.occurrence(Civil { date, time }).map(Occurrence::first)
            }
            SpanUnit::Month | SpanUnit::Year => zone.nth_month(anchor, units),
        }
    }
}

impl TryFrom<(u16, SpanUnit)> for Span {
    type Error = Invalid;

    fn try_from((count, unit): (u16, SpanUnit)) -> Result<Self, Invalid> {
        Span::new(count, unit)
    }
}

impl From<Span> for (u16, SpanUnit) {
    fn from(span: Span) -> Self {
        (span.count, span.unit)
    }
}

/// To which end an instant is moved.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
pub enum Rounding {
    /// It stays where it is.
    #[default]
    Exact,
    /// To the end of its day.
    EndOfDay,
    /// To the end of its month.
    EndOfMonth,
    /// To the end of its year.
    EndOfYear,
}

named!(Rounding, "rounding", [Exact, EndOfDay, EndOfMonth, EndOfYear]);

impl Rounding {
    /// The first end at or after an instant: an end stays where it is.
    ///
    /// ```
    /// use guanxi::domain::tier::Rounding;
    /// let shanghai = "Asia/Shanghai".parse()?;
    /// let end = Rounding::EndOfMonth.up("2024-02-11T09:00:00Z".parse()?, shanghai)?;
    /// assert_eq!(end, "2024-02-29T16:00:00Z".parse()?);
    /// assert_eq!(Rounding::EndOfMonth.up(end, shanghai)?, end);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Date`] outside the years 1900 to 9999.
    pub fn up(self, at: Timestamp, zone: Zone) -> Result<Timestamp, Invalid> {
        let date = zone.date(at)?;
        let (first, next) = match self {
            Rounding::Exact => return Ok(at),
            Rounding::EndOfDay => (date, date.plus_days(1)?),
            Rounding::EndOfMonth => {
                let first = Date::new(date.year(), date.month(), 1)?;
                (first, first.nth_month(1)?)
            }
            Rounding::EndOfYear => {
                let first = Date::new(date.year(), 1, 1)?;
                (first, first.nth_month(12)?)
            }
        };
        let start = zone.start_of(first)?;
        if start == at { Ok(at) } else { zone.start_of(next) }
    }
}
