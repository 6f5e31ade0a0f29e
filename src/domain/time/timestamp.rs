//! An instant on the time line, in microseconds.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::Invalid;

/// An instant: microseconds since 1970-01-01T00:00:00Z, from the year 1900 up to and including 9999.
///
/// Text and serde forms are RFC 3339 in UTC for people and an integer for machines.
///
/// ```
/// use guanxi::domain::Timestamp;
/// let at: Timestamp = "2026-05-03T09:30:00+08:00".parse()?;
/// assert_eq!(at.to_string(), "2026-05-03T01:30:00Z");
/// assert!("2023-02-29T00:00:00Z".parse::<Timestamp>().is_err());
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Timestamp(i64);

const EXPECTED: &str = "RFC 3339, from 1900 to 9999";

impl Timestamp {
    /// The first instant that can be held: 1900-01-01T00:00:00Z.
    pub const MIN: Timestamp = Timestamp(-2_208_988_800_000_000);
    /// The last instant that can be held: 9999-12-31T23:59:59.999999Z.
    pub const MAX: Timestamp = Timestamp(253_402_300_799_999_999);

    /// Takes microseconds since 1970-01-01T00:00:00Z.
    ///
    /// ```
    /// # use guanxi::domain::Timestamp;
    /// assert_eq!(Timestamp::from_micros(1_500_000)?.to_string(), "1970-01-01T00:00:01.500000Z");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Date`] outside the years 1900 to 9999.
    pub fn from_micros(micros: i64) -> Result<Self, Invalid> {
        if (Self::MIN.0..=Self::MAX.0).contains(&micros) {
            Ok(Timestamp(micros))
        } else {
            Err(Invalid::Date { field: "time", expected: EXPECTED })
        }
    }

    /// Takes seconds since 1970-01-01T00:00:00Z.
    ///
    /// ```
    /// # use guanxi::domain::Timestamp;
    /// assert_eq!(Timestamp::from_seconds(-1)?.to_string(), "1969-12-31T23:59:59Z");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Date`] outside the years 1900 to 9999.
    pub fn from_seconds(seconds: i64) -> Result<Self, Invalid> {
        Self::from_micros(seconds.saturating_mul(1_000_000))
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    ///
    /// ```
    /// # use guanxi::domain::Timestamp;
    /// assert_eq!(Timestamp::from_seconds(2)?.micros(), 2_000_000);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    ///
    /// ```
    /// # use guanxi::domain::Timestamp;
    /// assert_eq!(Timestamp::from_micros(-1)?.seconds(), -1);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// The instant this many seconds later (earlier when negative).
    ///
    /// ```
    /// # use guanxi::domain::Timestamp;
    /// let noon: Timestamp = "2026-05-03T12:00:00Z".parse()?;
    /// assert_eq!(noon.plus_seconds(-60)?.to_string(), "2026-05-03T11:59:00Z");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Date`] outside the years 1900 to 9999.
    pub fn plus_seconds(self, seconds: i64) -> Result<Self, Invalid> {
        Self::from_micros(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// The same instant as a `chrono` value.
    ///
    /// ```
    /// # use guanxi::domain::Timestamp;
    /// assert_eq!(Timestamp::from_seconds(7)?.to_chrono().timestamp(), 7);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn to_chrono(self) -> DateTime<Utc> {
        // Every instant of the range has a chrono value; the epoch is never reached.
        DateTime::from_timestamp_micros(self.0).unwrap_or_default()
    }
}

impl TryFrom<DateTime<Utc>> for Timestamp {
    type Error = Invalid;

    /// Takes a `chrono` instant; what is finer than a microsecond is left off.
    fn try_from(at: DateTime<Utc>) -> Result<Self, Invalid> {
        Self::from_micros(at.timestamp_micros())
    }
}

impl TryFrom<i64> for Timestamp {
    type Error = Invalid;

    fn try_from(micros: i64) -> Result<Self, Invalid> {
        Self::from_micros(micros)
    }
}

impl From<Timestamp> for i64 {
    fn from(at: Timestamp) -> i64 {
        at.0
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let at = self.to_chrono();
        let places = if self.0 % 1_000_000 == 0 {
            chrono::SecondsFormat::Secs
        } else {
            chrono::SecondsFormat::Micros
        };
        f.write_str(&at.to_rfc3339_opts(places, true))
    }
}

impl std::str::FromStr for Timestamp {
    type Err = Invalid;

    /// Reads RFC 3339; an offset is required, since a time without one could be anywhere. What is
    /// finer than a microsecond is left off.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        DateTime::parse_from_rfc3339(text)
            .map_err(|_| Invalid::Date { field: "time", expected: EXPECTED })
            .and_then(|at| Timestamp::try_from(at.to_utc()))
    }
}
