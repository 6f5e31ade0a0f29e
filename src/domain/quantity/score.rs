//! How good something is, from 0 to 100.

use serde::{Deserialize, Serialize};

use super::{Gap, decimal};
use crate::domain::Invalid;

pub use checked::Score;

mod checked {
    use super::{Deserialize, Invalid, Serialize};

    /// A score from 0 to 100, exact to a hundredth: 0 to 10 000 basis points.
    ///
    /// Its text is the number people see (`87.5`), its serde form the basis points (`8750`).
    ///
    /// ```
    /// use guanxi::domain::Score;
    /// let score: Score = "87.5".parse()?;
    /// assert_eq!(score.bp(), 8_750);
    /// assert_eq!(score.to_string(), "87.5");
    /// assert!("100.01".parse::<Score>().is_err());
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(try_from = "i64", into = "i64")]
    pub struct Score(u16);

    impl Score {
        /// The least score, 0.
        pub const MIN: Score = Score(0);
        /// The best score, 100.
        pub const MAX: Score = Score(10_000);

        /// Takes basis points, from 0 to 10 000.
        ///
        /// ```
        /// # use guanxi::domain::Score;
        /// assert!(Score::from_bp(8_750).is_ok() && Score::from_bp(-1).is_err());
        /// ```
        ///
        /// # Errors
        /// [`Invalid::Range`] for any other number.
        pub fn from_bp(bp: i64) -> Result<Self, Invalid> {
            u16::try_from(bp)
                .ok()
                .map(Score)
                .filter(|score| *score <= Self::MAX)
                .ok_or(Invalid::Range { field: "score", low: 0, high: 10_000 })
        }

        /// The score in basis points, 0 to 10 000.
        ///
        /// ```
        /// # use guanxi::domain::Score;
        /// assert_eq!(Score::from_bp(8_750)?.bp(), 8_750);
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        #[must_use]
        pub fn bp(self) -> i64 {
            i64::from(self.0)
        }
    }
}

impl Score {
    /// How far it is from this score to another: positive when that one is better.
    ///
    /// ```
    /// use guanxi::domain::Score;
    /// let (before, after) = (Score::from_bp(7_000)?, Score::from_bp(8_250)?);
    /// assert_eq!(before.gap_to(after).to_string(), "+12.5");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn gap_to(self, other: Score) -> Gap {
        Gap::between(self, other)
    }

    /// The score that lies a gap away from this one.
    ///
    /// ```
    /// use guanxi::domain::{Gap, Score};
    /// let score = Score::from_bp(7_000)?;
    /// assert_eq!(score.shifted(Gap::from_bp(-500)?)?, Score::from_bp(6_500)?);
    /// assert!(score.shifted(Gap::from_bp(3_001)?).is_err());
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Range`] below 0 and above 100.
    pub fn shifted(self, gap: Gap) -> Result<Self, Invalid> {
        Score::from_bp(self.bp() + gap.bp())
    }
}

impl TryFrom<i64> for Score {
    type Error = Invalid;

    fn try_from(bp: i64) -> Result<Self, Invalid> {
        Score::from_bp(bp)
    }
}

impl From<Score> for i64 {
    fn from(score: Score) -> i64 {
        score.bp()
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&decimal::write_short(self.bp()))
    }
}

impl std::str::FromStr for Score {
    type Err = Invalid;

    /// Reads a number from 0 to 100 with at most two decimals.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        match decimal::read(text, 2) {
            Ok(bp) => Score::from_bp(bp),
            Err(decimal::Fault::Overflow) => Score::from_bp(i64::MAX),
            Err(decimal::Fault::Form) => {
                Err(Invalid::Form { field: "score", form: "a number such as 87.5" })
            }
        }
    }
}
