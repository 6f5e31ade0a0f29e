//! Promises that repeat: when each of them is due, counted from an anchor.

use serde::{Deserialize, Serialize};

use crate::domain::calendar::{BusinessCalendar, Unanswered};
use crate::domain::frozen::frozen;
use crate::domain::named::named;
use crate::domain::{Civil, Date, Invalid, Occurrence, Timestamp, Zone};

/// How often something is promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Repeats {
    /// Once.
    Once,
    /// Again and again, on the calendar: a report by the 5th of each month.
    Every(Cycle),
    /// Each time that something happens, within so many working seconds: an answer within four
    /// business hours.
    EachTime {
        /// The working seconds, at least one.
        within: u32,
    },
}

impl Repeats {
    /// Each time that something happens, within so many working hours.
    ///
    /// # Errors
    /// [`Invalid::Range`] for none, and for more than 10 000.
    pub fn within_hours(hours: u32) -> Result<Self, Invalid> {
        if (1..=10_000).contains(&hours) {
            Ok(Repeats::EachTime { within: hours.saturating_mul(3_600) })
        } else {
            Err(Invalid::Range { field: "hours", low: 1, high: 10_000 })
        }
    }
}

/// What a cycle is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Every {
    /// Days.
    Day,
    /// Weeks.
    Week,
    /// Months, each computed from the anchor: the 31st is due on 28 February and again on 31 March.
    Month,
    /// Years.
    Year,
}

named!(Every, "cycle", [Day, Week, Month, Year]);

pub use cycle::Cycle;

mod cycle {
    use super::{Deserialize, Every, Invalid, Serialize, Zone};

    /// Every so many days, weeks, months or years, on the clock of a zone.
    ///
    /// ```
    /// use guanxi::domain::expectation::{Cycle, Every};
    /// let monthly = Cycle::new(1, Every::Month, "Asia/Shanghai".parse()?)?;
    /// let anchor = "2026-01-31T18:00:00+08:00".parse()?;
    /// assert_eq!(monthly.nth(anchor, 1)?, "2026-02-28T18:00:00+08:00".parse()?);
    /// assert_eq!(monthly.nth(anchor, 2)?, "2026-03-31T18:00:00+08:00".parse()?);
    /// assert!(Cycle::new(0, Every::Day, "UTC".parse()?).is_err());
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(try_from = "(u16, Every, Zone)", into = "(u16, Every, Zone)")]
    pub struct Cycle {
        count: u16,
        every: Every,
        zone: Zone,
    }

    impl Cycle {
        /// Takes 1 to 1 000 of a unit, and the zone on whose clock they are counted.
        ///
        /// # Errors
        /// [`Invalid::Range`].
        pub fn new(count: u16, every: Every, zone: Zone) -> Result<Self, Invalid> {
            if (1..=1_000).contains(&count) {
                Ok(Cycle { count, every, zone })
            } else {
                Err(Invalid::Range { field: "cycle", low: 1, high: 1_000 })
            }
        }

        /// How many of the unit.
        #[must_use]
        pub const fn count(self) -> u16 {
            self.count
        }

        /// The unit.
        #[must_use]
        pub const fn every(self) -> Every {
            self.every
        }

        /// On whose clock.
        #[must_use]
        pub const fn zone(self) -> Zone {
            self.zone
        }
    }
}

impl TryFrom<(u16, Every, Zone)> for Cycle {
    type Error = Invalid;

    fn try_from((count, every, zone): (u16, Every, Zone)) -> Result<Self, Invalid> {
        Cycle::new(count, every, zone)
    }
}

impl From<Cycle> for (u16, Every, Zone) {
    fn from(cycle: Cycle) -> Self {
        (cycle.count(), cycle.every(), cycle.zone())
    }
}

impl Cycle {
    /// The instant of the `n`-th time, counted from 0 at the anchor: at the anchor's time of day.
    ///
    /// # Errors
    /// [`Invalid::Date`] outside the years 1900 to 9999.
    pub fn nth(self, anchor: Timestamp, n: u32) -> Result<Timestamp, Invalid> {
        let far = Invalid::Date { field: "due", expected: "a date from 1900 to 9999" };
        let steps = n.saturating_mul(u32::from(self.count()));
        let of = |each: u32| i32::try_from(steps.saturating_mul(each)).map_err(|_| far.clone());
        match self.every() {
            Every::Day => self.days_after(anchor, of(1)?),
            Every::Week => self.days_after(anchor, of(7)?),
            Every::Month => self.zone().nth_month(anchor, of(1)?),
            Every::Year => self.zone().nth_month(anchor, of(12)?),
        }
    }

    fn days_after(self, anchor: Timestamp, days: i32) -> Result<Timestamp, Invalid> {
        if days == 0 {
            return Ok(anchor);
        }
        let Civil { date, time } = self.zone().civil(anchor)?;
        let date = Date::from_days(date.days().saturating_add(days))?;
        self.zone().occurrence(Civil { date, time }).map(Occurrence::first)
    }
}

/// When a promise is due: once, or from which anchor on its periods are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Schedule {
    /// When it is due the first time under this schedule.
    pub anchor: Timestamp,
    /// How many periods had been closed when the schedule began to hold.
    pub closed_before: u32,
}

impl Schedule {
    /// When the next is due after so many periods have been closed; none when that would lie
    /// outside the years 1900 to 9999.
    #[must_use]
    pub fn due(self, repeats: Repeats, closed: u32) -> Option<Timestamp> {
        match repeats {
            Repeats::Once => Some(self.anchor),
            Repeats::Every(cycle) => {
                cycle.nth(self.anchor, closed.saturating_sub(self.closed_before)).ok()
            }
            Repeats::EachTime { .. } => None,
        }
    }
}

/// Something happened to which a promise answers each time, and by when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Occasion {
    /// By when an answer is due, in working time.
    pub due: Timestamp,
    /// When it happened.
    pub at: Timestamp,
}

frozen!(Occasion { due, at });

impl Occasion {
    pub(super) fn at(
        at: Timestamp,
        within: u32,
        calendar: &BusinessCalendar,
    ) -> Result<Self, Unanswered> {
        Ok(Occasion { due: calendar.due(at, i64::from(within))?, at })
    }
}
