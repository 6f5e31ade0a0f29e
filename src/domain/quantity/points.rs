//! What a client collects and redeems.

use serde::{Deserialize, Serialize};

use super::decimal;
use crate::domain::Invalid;

pub use checked::Points;

const RANGE: Invalid = Invalid::Range { field: "points", low: 0, high: i64::MAX };

mod checked {
    use super::{Deserialize, Invalid, RANGE, Serialize};

    /// A number of points, from 0 to 9 223 372 036 854 775 807. Nobody holds less than none.
    ///
    /// Its text is the plain number, its serde form an integer.
    ///
    /// ```
    /// use guanxi::domain::Points;
    /// let points = Points::new(1_200)?;
    /// assert_eq!(points.to_string(), "1200");
    /// assert!(Points::new(-1).is_err());
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[derive(
        Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
    )]
    #[serde(try_from = "i64", into = "i64")]
    pub struct Points(i64);

    impl Points {
        /// No points.
        pub const ZERO: Points = Points(0);
        /// The most points that can be held.
        pub const MAX: Points = Points(i64::MAX);

        /// Takes a number of points.
        ///
        /// ```
        /// # use guanxi::domain::Points;
        /// assert!(Points::new(0).is_ok() && Points::new(-1).is_err());
        /// ```
        ///
        /// # Errors
        /// [`Invalid::Range`] below zero.
        pub fn new(points: i64) -> Result<Self, Invalid> {
            if points < 0 { Err(RANGE) } else { Ok(Points(points)) }
        }

        /// The number.
        ///
        /// ```
        /// # use guanxi::domain::Points;
        /// assert_eq!(Points::new(1_200)?.get(), 1_200);
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        #[must_use]
        pub const fn get(self) -> i64 {
            self.0
        }
    }
}

impl Points {
    /// These points and others.
    ///
    /// ```
    /// # use guanxi::domain::Points;
    /// assert_eq!(Points::new(5)?.checked_add(Points::new(7)?)?, Points::new(12)?);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Overflow`] for more than can be held.
    pub fn checked_add(self, other: Points) -> Result<Self, Invalid> {
        let sum = self.get().checked_add(other.get());
        sum.ok_or(Invalid::Overflow { field: "points" }).and_then(Points::new)
    }

    /// These points without others.
    ///
    /// ```
    /// # use guanxi::domain::Points;
    /// assert_eq!(Points::new(7)?.checked_sub(Points::new(5)?)?, Points::new(2)?);
    /// assert!(Points::new(5)?.checked_sub(Points::new(7)?).is_err());
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Range`] when there are fewer than are taken.
    pub fn checked_sub(self, other: Points) -> Result<Self, Invalid> {
        // Neither number is negative: the difference can be held.
        Points::new(self.get().saturating_sub(other.get()))
    }

    /// These points times a ratio, rounded down: half a point is none.
    ///
    /// ```
    /// # use guanxi::domain::Points;
    /// assert_eq!(Points::new(5)?.scaled(3, 2)?, Points::new(7)?);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Range`] for a negative ratio or one over nothing, [`Invalid::Overflow`] for more
    /// than can be held.
    pub fn scaled(self, numerator: i64, denominator: i64) -> Result<Self, Invalid> {
        if numerator < 0 || denominator < 1 {
            let low = i64::from(numerator >= 0);
            return Err(Invalid::Range { field: "ratio", low, high: i64::MAX });
        }
        let points = i128::from(self.get()) * i128::from(numerator) / i128::from(denominator);
        i64::try_from(points)
            .map_err(|_| Invalid::Overflow { field: "points" })
            .and_then(Points::new)
    }
}

impl TryFrom<i64> for Points {
    type Error = Invalid;

    fn try_from(points: i64) -> Result<Self, Invalid> {
        Points::new(points)
    }
}

impl From<Points> for i64 {
    fn from(points: Points) -> i64 {
        points.get()
    }
}

impl std::fmt::Display for Points {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.get().fmt(f)
    }
}

impl std::str::FromStr for Points {
    type Err = Invalid;

    /// Reads a whole number in digits.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        match decimal::read(text, 0) {
            Ok(points) => Points::new(points),
            Err(decimal::Fault::Overflow) => Err(Invalid::Overflow { field: "points" }),
            Err(decimal::Fault::Form) => {
                Err(Invalid::Form { field: "points", form: "a whole number such as 1200" })
            }
        }
    }
}
