//! What stands in a field of the firm's own.

use serde::{Deserialize, Serialize};

use crate::domain::frozen::frozen;
use crate::domain::quantity::decimal::{self, Fault};
use crate::domain::{Date, Invalid, Note, Tag};

pub use checked::Decimal;

/// What stands in a field of the firm's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CustomValue {
    /// A text.
    Text(Note),
    /// A number.
    Number(Decimal),
    /// A day.
    Date(Date),
    /// The one that was chosen.
    Choice(Tag),
    /// Those that were chosen.
    Choices(Vec<Tag>),
}

impl std::fmt::Display for CustomValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            CustomValue::Text(text) => text.fmt(f),
            CustomValue::Number(number) => number.fmt(f),
            CustomValue::Date(date) => date.fmt(f),
            CustomValue::Choice(tag) => tag.fmt(f),
            CustomValue::Choices(tags) => {
                let names: Vec<&str> = tags.iter().map(Tag::as_str).collect();
                f.pad(&names.join("; "))
            }
        }
    }
}

/// A value, and the version of the schema by which it was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomEntry {
    /// The value.
    pub value: CustomValue,
    /// The version.
    pub schema: u32,
}

frozen!(CustomEntry { value, schema });

mod checked {
    use super::{Deserialize, Invalid, Serialize};

    /// A number with a fixed number of decimal places: no float stands for what a person wrote.
    ///
    /// ```
    /// use guanxi::domain::client::Decimal;
    /// let number = Decimal::read(" -1200.5 ", 2)?;
    /// assert_eq!((number.units(), number.decimals()), (-120_050, 2));
    /// assert_eq!(number.to_string(), "-1200.50");
    /// assert!(Decimal::read("0.125", 2).is_err());
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(try_from = "(i64, u8)", into = "(i64, u8)")]
    pub struct Decimal {
        units: i64,
        decimals: u8,
    }

    impl Decimal {
        /// The most decimal places.
        pub const PLACES: u8 = 9;

        /// So many units of the last decimal place.
        ///
        /// # Errors
        /// [`Invalid::Range`] for more than nine places.
        pub fn new(units: i64, decimals: u8) -> Result<Self, Invalid> {
            if decimals > Self::PLACES {
                return Err(Invalid::Range { field: "decimals", low: 0, high: 9 });
            }
            Ok(Decimal { units, decimals })
        }

        /// So many units of the last decimal place.
        #[must_use]
        pub fn units(self) -> i64 {
            self.units
        }

        /// How many decimal places there are.
        #[must_use]
        pub fn decimals(self) -> u8 {
            self.decimals
        }
    }
}

impl Decimal {
    /// Reads a number as a person writes it, with at most so many decimal places.
    ///
    /// # Errors
    /// [`Invalid::Form`] for what is no number or has more places, [`Invalid::Overflow`],
    /// [`Invalid::Range`] for more than nine places.
    pub fn read(text: &str, decimals: u8) -> Result<Self, Invalid> {
        let form = "-1234.56, with the places the field has";
        let units = decimal::read(text.trim(), decimals).map_err(|fault| match fault {
            Fault::Form => Invalid::Form { field: "number", form },
            Fault::Overflow => Invalid::Overflow { field: "number" },
        })?;
        Self::new(units, decimals)
    }

    /// The same number with so many places, if it can be written so.
    #[must_use]
    pub fn with(self, decimals: u8) -> Option<Self> {
        let more = u32::from(decimals.checked_sub(self.decimals())?);
        let units = self.units().checked_mul(10_i64.checked_pow(more)?)?;
        Self::new(units, decimals).ok()
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&decimal::write(self.units(), self.decimals(), ""))
    }
}

impl TryFrom<(i64, u8)> for Decimal {
    type Error = Invalid;

    fn try_from((units, decimals): (i64, u8)) -> Result<Self, Invalid> {
        Decimal::new(units, decimals)
    }
}

impl From<Decimal> for (i64, u8) {
    fn from(number: Decimal) -> (i64, u8) {
        (number.units(), number.decimals())
    }
}
