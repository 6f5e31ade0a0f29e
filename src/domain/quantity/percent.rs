//! A part of a whole.

use serde::{Deserialize, Serialize};

use super::{decimal, ratio};
use crate::domain::Invalid;

pub use checked::Percent;

mod checked {
    use super::{Deserialize, Invalid, Serialize};

    /// A share from 0 % to 100 %, exact to a hundredth of a percent: 0 to 10 000 basis points.
    ///
    /// Its text is `12.5%`, its serde form the basis points (`1250`).
    ///
    /// ```
    /// use guanxi::domain::Percent;
    /// let share: Percent = "12.5%".parse()?;
    /// assert_eq!(share.bp(), 1_250);
    /// assert_eq!(share.to_string(), "12.5%");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(try_from = "i64", into = "i64")]
    pub struct Percent(u16);

    impl Percent {
        /// Nothing of it, 0 %.
        pub const NONE: Percent = Percent(0);
        /// All of it, 100 %.
        pub const ALL: Percent = Percent(10_000);

        /// Takes basis points, from 0 to 10 000.
        ///
        /// ```
        /// # use guanxi::domain::Percent;
        /// assert!(Percent::from_bp(1_250).is_ok() && Percent::from_bp(10_001).is_err());
        /// ```
        ///
        /// # Errors
        /// [`Invalid::Range`] for any other number.
        pub fn from_bp(bp: i64) -> Result<Self, Invalid> {
            u16::try_from(bp)
                .ok()
                .map(Percent)
                .filter(|share| *share <= Self::ALL)
                .ok_or(Invalid::Range { field: "percent", low: 0, high: 10_000 })
        }

        /// The share in basis points, 0 to 10 000.
        ///
        /// ```
        /// # use guanxi::domain::Percent;
        /// assert_eq!(Percent::from_bp(1_250)?.bp(), 1_250);
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        #[must_use]
        pub fn bp(self) -> i64 {
            i64::from(self.0)
        }

        /// What is missing from the whole.
        ///
        /// ```
        /// # use guanxi::domain::Percent;
        /// assert_eq!(Percent::from_bp(1_250)?.rest().to_string(), "87.5%");
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        #[must_use]
        pub const fn rest(self) -> Self {
            Percent(Self::ALL.0.saturating_sub(self.0))
        }
    }
}

impl Percent {
    /// The share that a part has in a whole, rounded to the nearest basis point, a tie to the even
    /// one.
    ///
    /// ```
    /// use guanxi::domain::Percent;
    /// assert_eq!(Percent::of(1, 3)?.bp(), 3_333);
    /// assert_eq!(Percent::of(1, 20_000)?.bp(), 0);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Range`] when the whole is not positive, or the part is less than nothing or more
    /// than the whole.
    pub fn of(part: i64, whole: i64) -> Result<Self, Invalid> {
        if whole <= 0 {
            return Err(Invalid::Range { field: "whole", low: 1, high: i64::MAX });
        }
        if !(0..=whole).contains(&part) {
            return Err(Invalid::Range { field: "part", low: 0, high: whole });
        }
        let bp = ratio::half_even(i128::from(part) * 10_000, i128::from(whole));
        Percent::from_bp(i64::try_from(bp).unwrap_or(i64::MAX))
    }

    /// This share of a number, rounded to the nearest whole, a tie to the even one.
    ///
    /// ```
    /// use guanxi::domain::Percent;
    /// let half = Percent::from_bp(5_000)?;
    /// assert_eq!((half.share(5), half.share(7), half.share(-5)), (2, 4, -2));
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn share(self, whole: i64) -> i64 {
        let part = ratio::half_even(i128::from(whole) * i128::from(self.bp()), 10_000);
        // A part of a number is no further from zero than the number.
        i64::try_from(part).unwrap_or(whole)
    }
}

impl TryFrom<i64> for Percent {
    type Error = Invalid;

    fn try_from(bp: i64) -> Result<Self, Invalid> {
        Percent::from_bp(bp)
    }
}

impl From<Percent> for i64 {
    fn from(share: Percent) -> i64 {
        share.bp()
    }
}

impl std::fmt::Display for Percent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&format!("{}%", decimal::write_short(self.bp())))
    }
}

impl std::str::FromStr for Percent {
    type Err = Invalid;

    /// Reads a number from 0 to 100 with at most two decimals and `%` behind it.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let form = Invalid::Form { field: "percent", form: "a number such as 12.5%" };
        let Some(number) = text.strip_suffix('%') else {
            return Err(form);
        };
        match decimal::read(number, 2) {
            Ok(bp) => Percent::from_bp(bp),
            Err(decimal::Fault::Overflow) => Percent::from_bp(i64::MAX),
            Err(decimal::Fault::Form) => Err(form),
        }
    }
}
