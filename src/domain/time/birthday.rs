//! The day on which a person is congratulated, with the year if they tell it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Date;
use crate::domain::Invalid;
use crate::domain::text::forms;

pub use checked::Birthday;

const INVALID: Invalid =
    Invalid::Date { field: "birthday", expected: "YYYY-MM-DD or --MM-DD, the year from 1900" };
/// A year that has every day a year can have.
const LEAP: i32 = 2000;

mod checked {
    use super::{Date, INVALID, Invalid, LEAP};

    /// A birthday: month and day, and the year when it is known.
    ///
    /// Its text and serde form is `YYYY-MM-DD`, or `--MM-DD` without a year. 29 February is a
    /// birthday in every leap year, and always where no year is told.
    ///
    /// ```
    /// use guanxi::domain::Birthday;
    /// assert_eq!("--05-03".parse(), Birthday::new(None, 5, 3));
    /// assert_eq!("1990-05-03".parse(), Birthday::new(Some(1990), 5, 3));
    /// assert!("--02-29".parse::<Birthday>().is_ok());
    /// assert!("1990-02-29".parse::<Birthday>().is_err());
    /// assert!("0000-00-00".parse::<Birthday>().is_err());
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct Birthday {
        /// The day, in a leap year when the year is not known.
        day: Date,
        dated: bool,
    }

    impl Birthday {
        /// Takes the year, if it is known, from 1900 to 9999, a month and a day of that month.
        ///
        /// ```
        /// # use guanxi::domain::Birthday;
        /// assert!(Birthday::new(None, 2, 29).is_ok() && Birthday::new(Some(2023), 2, 29).is_err());
        /// ```
        ///
        /// # Errors
        /// [`Invalid::Date`] for a day that does not exist or a year out of range.
        pub fn new(year: Option<i32>, month: u32, day: u32) -> Result<Self, Invalid> {
            let dated = year.is_some();
            let day = Date::new(year.unwrap_or(LEAP), month, day).map_err(|_| INVALID)?;
            Ok(Birthday { day, dated })
        }

        pub(super) const fn parts(self) -> (Date, bool) {
            (self.day, self.dated)
        }
    }

    impl From<Date> for Birthday {
        fn from(born: Date) -> Birthday {
            Birthday { day: born, dated: true }
        }
    }
}

impl Birthday {
    /// The date of birth, if the year is known.
    ///
    /// ```
    /// use guanxi::domain::{Birthday, Date};
    /// let born = Date::new(1990, 5, 3)?;
    /// assert_eq!(Birthday::from(born).date(), Some(born));
    /// assert_eq!(Birthday::new(None, 5, 3)?.date(), None);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn date(self) -> Option<Date> {
        let (day, dated) = self.parts();
        dated.then_some(day)
    }

    /// The month, 1 to 12.
    ///
    /// ```
    /// # use guanxi::domain::Birthday;
    /// assert_eq!(Birthday::new(None, 5, 3)?.month(), 5);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn month(self) -> u32 {
        self.parts().0.month()
    }

    /// The day of the month, 1 to 31.
    ///
    /// ```
    /// # use guanxi::domain::Birthday;
    /// assert_eq!(Birthday::new(None, 5, 3)?.day(), 3);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn day(self) -> u32 {
        self.parts().0.day()
    }

    /// The same birthday, unless it lies behind `today`: nobody is born tomorrow.
    ///
    /// ```
    /// use guanxi::domain::{Birthday, Date};
    /// let today = Date::new(2026, 5, 3)?;
    /// assert!(Birthday::new(Some(2026), 5, 3)?.born_by(today).is_ok());
    /// assert!(Birthday::new(Some(2026), 5, 4)?.born_by(today).is_err());
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Date`] for a date of birth after `today`.
    pub fn born_by(self, today: Date) -> Result<Self, Invalid> {
        if self.date().is_some_and(|born| born > today) {
            return Err(Invalid::Date { field: "birthday", expected: "a day that has been" });
        }
        Ok(self)
    }

    /// The day on which the birthday is kept in a year: 28 February for one of the 29th where
    /// there is none.
    ///
    /// ```
    /// use guanxi::domain::{Birthday, Date};
    /// assert_eq!(Birthday::new(None, 2, 29)?.in_year(2026)?, Date::new(2026, 2, 28)?);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Date`] outside the years 1900 to 9999.
    pub fn in_year(self, year: i32) -> Result<Date, Invalid> {
        let last = Date::new(year, self.month(), 1).map_err(|_| INVALID)?.end_of_month();
        Date::new(year, self.month(), self.day().min(last.day()))
    }

    /// The first day from `from` on, that day included, on which the birthday is kept.
    ///
    /// ```
    /// use guanxi::domain::{Birthday, Date};
    /// let next = Birthday::new(None, 5, 3)?.next(Date::new(2026, 5, 4)?)?;
    /// assert_eq!(next, Date::new(2027, 5, 3)?);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Date`] after the year 9999.
    pub fn next(self, from: Date) -> Result<Date, Invalid> {
        let kept = self.in_year(from.year())?;
        if kept >= from { Ok(kept) } else { self.in_year(from.year() + 1) }
    }

    /// The whole years of age on a day, if the year of birth is known and not after it.
    ///
    /// ```
    /// use guanxi::domain::{Birthday, Date};
    /// let born = Birthday::new(Some(1990), 5, 3)?;
    /// assert_eq!(born.age(Date::new(2026, 5, 2)?), Some(35));
    /// assert_eq!(born.age(Date::new(2026, 5, 3)?), Some(36));
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn age(self, on: Date) -> Option<i32> {
        let born = self.date().filter(|born| *born <= on)?;
        let kept = self.in_year(on.year()).ok()?;
        let years = on.year() - born.year();
        Some(if kept <= on { years } else { years - 1 })
    }
}

impl std::fmt::Display for Birthday {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.date() {
            Some(date) => date.fmt(f),
            None => write!(f, "--{:02}-{:02}", self.month(), self.day()),
        }
    }
}

impl std::str::FromStr for Birthday {
    type Err = Invalid;

    /// Reads `YYYY-MM-DD` or `--MM-DD`.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text.strip_prefix("--") {
            None => text.parse::<Date>().map(Birthday::from),
            Some(day) => format!("{LEAP}-{day}")
                .parse::<Date>()
                .and_then(|date| Birthday::new(None, date.month(), date.day())),
        }
        .map_err(|_| INVALID)
    }
}

impl Serialize for Birthday {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Birthday {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        forms::read(from)
    }
}
