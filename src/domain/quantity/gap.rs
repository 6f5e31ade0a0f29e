//! How far two scores are apart, and in which direction.

use serde::{Deserialize, Serialize};

use super::{Score, decimal};
use crate::domain::Invalid;

pub use checked::Gap;

mod checked {
    use super::{Deserialize, Invalid, Score, Serialize};

    /// The difference of two scores, from −100 to 100: −10 000 to 10 000 basis points.
    ///
    /// Its text has a sign (`+12.5`, `-3`, `0`), its serde form is the basis points.
    ///
    /// ```
    /// use guanxi::domain::Gap;
    /// assert_eq!("-3".parse::<Gap>()?.bp(), -300);
    /// assert_eq!(Gap::from_bp(1_250)?.to_string(), "+12.5");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(try_from = "i64", into = "i64")]
    pub struct Gap(i16);

    impl Gap {
        /// No difference.
        pub const NONE: Gap = Gap(0);

        /// Takes basis points, from −10 000 to 10 000.
        ///
        /// ```
        /// # use guanxi::domain::Gap;
        /// assert!(Gap::from_bp(-300).is_ok() && Gap::from_bp(10_001).is_err());
        /// ```
        ///
        /// # Errors
        /// [`Invalid::Range`] for any other number.
        pub fn from_bp(bp: i64) -> Result<Self, Invalid> {
            i16::try_from(bp)
                .ok()
                .filter(|bp| (-10_000..=10_000).contains(bp))
                .map(Gap)
                .ok_or(Invalid::Range { field: "gap", low: -10_000, high: 10_000 })
        }

        /// The way from one score to another: positive when the second is better.
        ///
        /// ```
        /// use guanxi::domain::{Gap, Score};
        /// assert_eq!(Gap::between(Score::MAX, Score::MIN).bp(), -10_000);
        /// ```
        #[must_use]
        pub fn between(from: Score, to: Score) -> Self {
            // The difference of two numbers of 0 to 10 000 is in range.
            i16::try_from(to.bp() - from.bp()).map_or(Self::NONE, Gap)
        }

        /// The gap in basis points, −10 000 to 10 000.
        ///
        /// ```
        /// # use guanxi::domain::Gap;
        /// assert_eq!(Gap::from_bp(-300)?.bp(), -300);
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        #[must_use]
        pub fn bp(self) -> i64 {
            i64::from(self.0)
        }

        /// The way back.
        ///
        /// ```
        /// # use guanxi::domain::Gap;
        /// assert_eq!(Gap::from_bp(300)?.back(), Gap::from_bp(-300)?);
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        #[must_use]
        pub const fn back(self) -> Self {
            Gap(-self.0)
        }
    }
}

impl TryFrom<i64> for Gap {
    type Error = Invalid;

    fn try_from(bp: i64) -> Result<Self, Invalid> {
        Gap::from_bp(bp)
    }
}

impl From<Gap> for i64 {
    fn from(gap: Gap) -> i64 {
        gap.bp()
    }
}

impl std::fmt::Display for Gap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.bp() > 0 { "+" } else { "" };
        f.pad(&format!("{sign}{}", decimal::write_short(self.bp())))
    }
}

impl std::str::FromStr for Gap {
    type Err = Invalid;

    /// Reads a number from −100 to 100 with at most two decimals, with or without a sign.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let form = Err(Invalid::Form { field: "gap", form: "a number such as -12.5" });
        let number = text.strip_prefix('+').unwrap_or(text);
        match decimal::read(number, 2) {
            Ok(_) if text.starts_with("+-") => form,
            Ok(bp) => Gap::from_bp(bp),
            Err(decimal::Fault::Overflow) => Gap::from_bp(i64::MAX),
            Err(decimal::Fault::Form) => form,
        }
    }
}
