//! What a quantity is counted in.

use super::check;
use crate::domain::Invalid;

pub use checked::Unit;

mod checked {
    use super::{Invalid, check};

    /// A unit of measure as people write it (`h`, `%`, `defects`, `人天`): one line of 1 to 20
    /// characters, without white space around it.
    ///
    /// Units are the same when their texts are: nothing turns `h` into `hours`.
    ///
    /// ```
    /// use guanxi::domain::Unit;
    /// assert_eq!(Unit::new(" 人天 ")?.as_str(), "人天");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Unit(String);

    impl Unit {
        /// The most characters a unit has.
        pub const LIMIT: usize = 20;

        /// Takes a unit, without the white space around it.
        ///
        /// ```
        /// # use guanxi::domain::Unit;
        /// assert!(Unit::new("h").is_ok() && Unit::new("").is_err());
        /// ```
        ///
        /// # Errors
        /// [`Invalid::Empty`], [`Invalid::TooLong`] above 20 characters, or [`Invalid::Text`]
        /// with the place of the first character that does not belong in it.
        pub fn new(text: &str) -> Result<Self, Invalid> {
            check::line("unit", text, Self::LIMIT).map(|unit| Unit(unit.to_owned()))
        }

        /// The unit.
        ///
        /// ```
        /// # use guanxi::domain::Unit;
        /// assert_eq!(Unit::new("h")?.as_str(), "h");
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        #[must_use]
        pub fn as_str(&self) -> &str {
            &self.0
        }
    }
}

text_forms!(Unit);
