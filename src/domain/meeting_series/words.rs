//! The words of a series: how often it meets, and what became of a meeting.

use serde::{Deserialize, Serialize};

use crate::domain::named::named;
use crate::domain::{Civil, InteractionId, Invalid, Timestamp, Zone};

/// In what a series counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SeriesUnit {
    /// Calendar days.
    Day,
    /// Weeks.
    Week,
    /// Months; a day that a month lacks is its last.
    Month,
}

named!(SeriesUnit, "unit", [Day, Week, Month]);

/// How often a series meets: every so many days, weeks or months.
///
/// ```
/// use guanxi::domain::meeting_series::{Every, SeriesUnit};
/// let fortnight = Every::new(2, SeriesUnit::Week)?;
/// assert_eq!(fortnight.to_string(), "every 2 Week");
/// assert!(Every::new(0, SeriesUnit::Week).is_err());
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "(u16, SeriesUnit)", into = "(u16, SeriesUnit)")]
pub struct Every {
    number: u16,
    unit: SeriesUnit,
}

impl Every {
    /// The most of a unit between two meetings.
    pub const MOST: u16 = 366;

    /// Takes a number from 1 to 366.
    ///
    /// # Errors
    /// [`Invalid::Range`].
    pub fn new(number: u16, unit: SeriesUnit) -> Result<Self, Invalid> {
        if (1..=Self::MOST).contains(&number) {
            Ok(Every { number, unit })
        } else {
            Err(Invalid::Range { field: "period", low: 1, high: i64::from(Self::MOST) })
        }
    }

    /// Every week.
    #[must_use]
    pub fn week() -> Self {
        Every { number: 1, unit: SeriesUnit::Week }
    }

    /// Every month.
    #[must_use]
    pub fn month() -> Self {
        Every { number: 1, unit: SeriesUnit::Month }
    }

    /// How many units lie between two meetings.
    #[must_use]
    pub fn number(self) -> u16 {
        self.number
    }

    /// The unit.
    #[must_use]
    pub fn unit(self) -> SeriesUnit {
        self.unit
    }

    /// When the `n`-th meeting is, counted from 0, on the clocks of a zone; where a clock skips the
    /// time, at the first instant behind it. None after the year 9999.
    #[must_use]
    pub fn nth(self, first: Civil, zone: Zone, n: u32) -> Option<Timestamp> {
        let steps = i32::try_from(n).ok()?.checked_mul(i32::from(self.number))?;
        let date = match self.unit {
            SeriesUnit::Day => first.date.plus_days(steps),
            SeriesUnit::Week => first.date.plus_days(steps.checked_mul(7)?),
            SeriesUnit::Month => first.date.nth_month(steps),
        };
        let civil = Civil { date: date.ok()?, time: first.time };
        zone.occurrence(civil).ok().map(crate::domain::Occurrence::first)
    }
}

impl std::fmt::Display for Every {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "every {} {}", self.number, self.unit)
    }
}

impl TryFrom<(u16, SeriesUnit)> for Every {
    type Error = Invalid;

    fn try_from((number, unit): (u16, SeriesUnit)) -> Result<Self, Invalid> {
        Every::new(number, unit)
    }
}

impl From<Every> for (u16, SeriesUnit) {
    fn from(every: Every) -> Self {
        (every.number, every.unit)
    }
}

/// What became of a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// It was held; this interaction tells of it.
    Held(InteractionId),
    /// It did not take place, and nobody had said that it would not.
    Missed,
    /// It was left out for a reason.
    Skipped,
}

/// One meeting of a series that is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Meeting {
    /// Which one, counted from 0.
    pub number: u32,
    /// When it was planned.
    pub planned: Timestamp,
    /// What became of it.
    pub outcome: Outcome,
}
