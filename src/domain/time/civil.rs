//! What a clock on the wall shows: a time of day, and a date with it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Date;
use super::date::number;
use crate::domain::Invalid;
use crate::domain::text::forms;

pub use checked::TimeOfDay;

const FORM: Invalid = Invalid::Form { field: "time", form: "hh:mm, hh:mm:ss or hh:mm:ss.ffffff" };
const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

mod checked {
    use super::{DAY, Invalid};

    /// A time of day, from 00:00 up to but not including 24:00, in microseconds.
    ///
    /// Its text and serde form is `hh:mm`, with `:ss` and `.ffffff` behind it when they are not
    /// zero.
    ///
    /// ```
    /// use guanxi::domain::TimeOfDay;
    /// assert_eq!("09:30".parse(), TimeOfDay::new(9, 30));
    /// assert_eq!("09:30:00.25".parse::<TimeOfDay>()?.to_string(), "09:30:00.250000");
    /// assert!("24:00".parse::<TimeOfDay>().is_err());
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct TimeOfDay(i64);

    impl TimeOfDay {
        /// 00:00, when a day begins.
        pub const MIDNIGHT: TimeOfDay = TimeOfDay(0);

        /// Takes microseconds since midnight, from 0 to 86 399 999 999.
        ///
        /// ```
        /// # use guanxi::domain::TimeOfDay;
        /// assert_eq!(TimeOfDay::from_micros(60_000_000)?.to_string(), "00:01");
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        ///
        /// # Errors
        /// [`Invalid::Range`] outside a day.
        pub fn from_micros(micros: i64) -> Result<Self, Invalid> {
            if (0..DAY).contains(&micros) {
                Ok(TimeOfDay(micros))
            } else {
                Err(Invalid::Range { field: "time", low: 0, high: DAY - 1 })
            }
        }

        /// Microseconds since midnight, as a clock counts them: a day whose clocks are put
        /// forward still ends at 23:59.
        ///
        /// ```
        /// # use guanxi::domain::TimeOfDay;
        /// assert_eq!(TimeOfDay::new(0, 1)?.micros(), 60_000_000);
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        #[must_use]
        pub const fn micros(self) -> i64 {
            self.0
        }
    }
}

impl TimeOfDay {
    /// Takes an hour from 0 to 23 and a minute from 0 to 59.
    ///
    /// ```
    /// use guanxi::domain::TimeOfDay;
    /// assert_eq!(TimeOfDay::new(18, 5)?.to_string(), "18:05");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Range`] for an hour or a minute that no clock shows.
    pub fn new(hour: u32, minute: u32) -> Result<Self, Invalid> {
        let within = |field, value, high| {
            let value = i64::from(value);
            if value <= high { Ok(value) } else { Err(Invalid::Range { field, low: 0, high }) }
        };
        let minutes = within("hour", hour, 23)? * 60 + within("minute", minute, 59)?;
        TimeOfDay::from_micros(minutes * 60 * SECOND)
    }
}

impl std::fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (seconds, micros) = (self.micros() / SECOND, self.micros() % SECOND);
        write!(f, "{:02}:{:02}", seconds / 3600, seconds / 60 % 60)?;
        match (seconds % 60, micros) {
            (0, 0) => Ok(()),
            (second, 0) => write!(f, ":{second:02}"),
            (second, micros) => write!(f, ":{second:02}.{micros:06}"),
        }
    }
}

impl std::str::FromStr for TimeOfDay {
    type Err = Invalid;

    /// Reads `hh:mm`, `hh:mm:ss`, or either of them with one to six decimals of a second.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut parts = text.splitn(3, ':');
        let mut part = || number(parts.next()?, 2);
        let (hour, minute) = (part().ok_or(FORM)?, part().ok_or(FORM)?);
        let minute = TimeOfDay::new(hour, minute).map_err(|_| FORM)?;
        let micros = match text.splitn(3, ':').nth(2) {
            None => 0,
            Some(seconds) => micros_of(seconds).ok_or(FORM)?,
        };
        TimeOfDay::from_micros(minute.micros() + micros)
    }
}

/// Microseconds of `ss` or `ss.ffffff`.
fn micros_of(text: &str) -> Option<i64> {
    let (seconds, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let seconds = number(seconds, 2).filter(|seconds| *seconds < 60)?;
    let micros = number(&format!("{decimals:0<6}"), 6).filter(|_| !decimals.is_empty())?;
    Some(i64::from(seconds) * SECOND + i64::from(micros))
}

impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        forms::read(from)
    }
}

/// A date and a time of day, as people agree on them: an instant only together with a
/// [`Zone`](crate::domain::Zone).
///
/// ```
/// use guanxi::domain::{Civil, Date, TimeOfDay};
/// let meeting = Civil { date: Date::new(2026, 5, 3)?, time: TimeOfDay::new(9, 30)? };
/// assert_eq!(meeting.to_string(), "2026-05-03T09:30");
/// assert_eq!("2026-05-03T09:30".parse(), Ok(meeting));
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Civil {
    /// The day.
    pub date: Date,
    /// The time of that day.
    pub time: TimeOfDay,
}

impl Civil {
    /// Microseconds since 1970-01-01T00:00 on the same clock.
    pub(super) fn micros(self) -> i64 {
        i64::from(self.date.days()) * DAY + self.time.micros()
    }

    pub(super) fn from_micros(micros: i64) -> Result<Self, Invalid> {
        let days = i32::try_from(micros.div_euclid(DAY));
        let days = days.map_err(|_| Invalid::Overflow { field: "date" })?;
        let time = TimeOfDay::from_micros(micros.rem_euclid(DAY))?;
        Ok(Civil { date: Date::from_days(days)?, time })
    }
}

impl std::fmt::Display for Civil {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}T{}", self.date, self.time)
    }
}

impl std::str::FromStr for Civil {
    type Err = Invalid;

    /// Reads a date, `T` and a time of day.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let (date, time) = text
            .split_once('T')
            .ok_or(Invalid::Form { field: "time", form: "YYYY-MM-DDThh:mm" })?;
        Ok(Civil { date: date.parse()?, time: time.parse()? })
    }
}

impl Serialize for Civil {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Civil {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        forms::read(from)
    }
}
