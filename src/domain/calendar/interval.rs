//! A stretch of working time by the clock on the wall.

use serde::{Deserialize, Serialize};

use crate::domain::Invalid;

/// Working hours by the clock on the wall, from a minute of the day up to and not including another.
///
/// An end that is not after the start lies on the next day (`22:00-06:00`), so an interval is at
/// most a day long; a whole day is `00:00-24:00`. Text and serde form: `HH:MM-HH:MM`.
///
/// ```
/// use guanxi::domain::calendar::Interval;
/// let night: Interval = "22:00-06:00".parse()?;
/// assert!(night.crosses_midnight());
/// assert_eq!(night.minutes(), 8 * 60);
/// assert_eq!(night, Interval::new(22 * 60, 6 * 60)?);
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Interval {
    start: u16,
    // After `start`, and beyond a day's minutes when the interval crosses midnight.
    end: u16,
}

/// Minutes in a civil day.
const DAY: u16 = 24 * 60;
const FORM: &str = "HH:MM-HH:MM, from 00:00 to 24:00";

impl Interval {
    /// Takes minutes since midnight: the start from 0 to 1 439, the end from 0 to 1 440.
    ///
    /// An end before the start is on the next day, and an end of 0 is the midnight after the start.
    ///
    /// # Errors
    /// [`Invalid::Range`] for a minute that a day does not have, [`Invalid::Empty`] when the end is
    /// the start.
    ///
    /// ```
    /// use guanxi::domain::calendar::Interval;
    /// assert_eq!(Interval::new(9 * 60, 18 * 60)?.to_string(), "09:00-18:00");
    /// assert!(Interval::new(600, 600).is_err());
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    pub fn new(start: u16, end: u16) -> Result<Self, Invalid> {
        let within = |field, minute: u16, high: u16| {
            (minute <= high).then_some(()).ok_or(Invalid::Range {
                field,
                low: 0,
                high: i64::from(high),
            })
        };
        within("start of the interval", start, DAY - 1)?;
        within("end of the interval", end, DAY)?;
        if start == end {
            return Err(Invalid::Empty { field: "interval" });
        }
        let end = if end < start { end + DAY } else { end };
        Ok(Interval { start, end })
    }

    /// The minute of the day at which it starts, 0 to 1 439.
    #[must_use]
    pub fn start(self) -> u16 {
        self.start
    }

    /// The minute of the day at which it ends, 1 to 1 440; of the next day when it
    /// [crosses midnight](Self::crosses_midnight).
    #[must_use]
    pub fn end(self) -> u16 {
        if self.crosses_midnight() { self.end - DAY } else { self.end }
    }

    /// Whether it ends on the day after the one on which it starts.
    #[must_use]
    pub fn crosses_midnight(self) -> bool {
        self.end > DAY
    }

    /// How long it is by the clock on the wall, 1 to 1 440 minutes.
    #[must_use]
    pub fn minutes(self) -> u16 {
        self.end - self.start
    }

    /// Start and end in seconds since the midnight before the start.
    pub(super) fn seconds(self) -> (i64, i64) {
        (i64::from(self.start) * 60, i64::from(self.end) * 60)
    }
}

impl std::fmt::Display for Interval {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (start, end) = (self.start(), self.end());
        write!(f, "{:02}:{:02}-{:02}:{:02}", start / 60, start % 60, end / 60, end % 60)
    }
}

impl std::str::FromStr for Interval {
    type Err = Invalid;

    /// Reads `HH:MM-HH:MM`.
    ///
    /// # Errors
    /// [`Invalid::Form`] for any other text, else what [`Interval::new`] refuses.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let form = || Invalid::Form { field: "interval", form: FORM };
        let (start, end) = text.split_once('-').ok_or_else(form)?;
        let start = minute(start).ok_or_else(form)?;
        let end = minute(end).ok_or_else(form)?;
        Interval::new(start, end)
    }
}

/// The minute of the day that `HH:MM` names.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let two_digits = |part: &str| {
        (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| part.parse::<u16>().ok())
            .flatten()
    };
    let (hour, minute) = (two_digits(hour)?, two_digits(minute)?);
    (minute < 60).then_some(hour * 60 + minute)
}

impl TryFrom<String> for Interval {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<Interval> for String {
    fn from(interval: Interval) -> String {
        interval.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_reads_and_writes_the_same_text() {
        for text in [
            "09:00-18:00",
            "00:00-24:00",
            "22:00-06:00",
            "18:30-24:00",
            "23:59-24:00",
            "12:00-11:59",
        ] {
            let read: Interval = text.parse().unwrap();
            assert_eq!(read.to_string(), text);
        }
        assert_eq!("22:00-00:00".parse::<Interval>().unwrap().to_string(), "22:00-24:00");
    }

    #[test]
    fn an_empty_or_misspelt_interval_is_turned_away() {
        for text in [
            "",
            "-",
            "9:00-18:00",
            "09:00–18:00",
            "09:00-24:01",
            "24:00-06:00",
            "09:60-10:00",
            "09:00-09:00",
            "00:00-00:00",
            "+9:00-10:00",
            "09:00-18:00:00",
            "99:99-99:99",
        ] {
            assert!(text.parse::<Interval>().is_err(), "{text}");
        }
    }
}
