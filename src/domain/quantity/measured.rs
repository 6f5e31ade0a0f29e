//! A measured level: how much of what.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use super::decimal;
use crate::domain::{Invalid, Unit};

pub use checked::Quantity;

const FIELD: &str = "quantity";
const OVERFLOW: Invalid = Invalid::Overflow { field: FIELD };

mod checked {
    use super::{Deserialize, FIELD, Invalid, Serialize, Unit, Written};

    /// A number with a fixed count of decimals and a unit: `99.95 %`, `1.50 h`, `3 defects`.
    ///
    /// The decimals say how finely it was measured. Two quantities are equal when they are the same
    /// amount of the same unit: `1.5 h` and `1.50 h`. No unit is turned into another.
    ///
    /// ```
    /// use guanxi::domain::{Quantity, Unit};
    /// let level: Quantity = "99.95 %".parse()?;
    /// assert_eq!((level.units(), level.decimals()), (9_995, 2));
    /// assert_eq!(level, Quantity::new(99_950, 3, Unit::new("%")?)?);
    /// assert_eq!(level.to_string(), "99.95 %");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[derive(Debug, Clone, Serialize, Deserialize)]
    #[serde(try_from = "Written", into = "Written")]
    pub struct Quantity {
        units: i64,
        decimals: u8,
        unit: Unit,
    }

    impl Quantity {
        /// The most decimals a quantity has.
        pub const DECIMALS: u8 = 18;

        /// Takes units of the last of 0 to 18 decimals: 150 with two decimals are 1.50.
        ///
        /// ```
        /// # use guanxi::domain::{Quantity, Unit};
        /// assert_eq!(Quantity::new(150, 2, Unit::new("h")?)?.to_string(), "1.50 h");
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        ///
        /// # Errors
        /// [`Invalid::Range`] above 18 decimals.
        pub fn new(units: i64, decimals: u8, unit: Unit) -> Result<Self, Invalid> {
            if decimals <= Self::DECIMALS {
                Ok(Quantity { units, decimals, unit })
            } else {
                Err(Invalid::Range { field: FIELD, low: 0, high: i64::from(Self::DECIMALS) })
            }
        }

        /// The number in units of its last decimal.
        ///
        /// ```
        /// # use guanxi::domain::Quantity;
        /// assert_eq!("1.50 h".parse::<Quantity>()?.units(), 150);
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        #[must_use]
        pub const fn units(&self) -> i64 {
            self.units
        }

        /// The decimals of the number, 0 to 18.
        ///
        /// ```
        /// # use guanxi::domain::Quantity;
        /// assert_eq!("1.50 h".parse::<Quantity>()?.decimals(), 2);
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        #[must_use]
        pub const fn decimals(&self) -> u8 {
            self.decimals
        }

        /// What is measured.
        ///
        /// ```
        /// # use guanxi::domain::Quantity;
        /// assert_eq!("1.50 h".parse::<Quantity>()?.unit().as_str(), "h");
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        #[must_use]
        pub const fn unit(&self) -> &Unit {
            &self.unit
        }
    }
}

impl Quantity {
    /// This quantity and another, with the decimals of the finer one.
    ///
    /// ```
    /// # use guanxi::domain::Quantity;
    /// let sum = "1.5 h".parse::<Quantity>()?.checked_add(&"0.25 h".parse()?)?;
    /// assert_eq!(sum.to_string(), "1.75 h");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Mixed`] for another unit, [`Invalid::Overflow`] for more than can be held.
    pub fn checked_add(&self, other: &Quantity) -> Result<Self, Invalid> {
        self.combined(other, |left, right| left + right)
    }

    /// This quantity without another, with the decimals of the finer one.
    ///
    /// ```
    /// # use guanxi::domain::Quantity;
    /// let rest = "1.5 h".parse::<Quantity>()?.checked_sub(&"2 h".parse()?)?;
    /// assert_eq!(rest.to_string(), "-0.5 h");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Mixed`] for another unit, [`Invalid::Overflow`] for more than can be held.
    pub fn checked_sub(&self, other: &Quantity) -> Result<Self, Invalid> {
        self.combined(other, |left, right| left - right)
    }

    /// Which of two quantities is more, whatever their decimals.
    ///
    /// ```
    /// # use guanxi::domain::Quantity;
    /// let (level, target): (Quantity, Quantity) = ("99.9 %".parse()?, "99.95 %".parse()?);
    /// assert!(level.compare(&target)?.is_lt());
    /// assert!(level.compare(&"1 h".parse()?).is_err());
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Mixed`] for another unit.
    pub fn compare(&self, other: &Quantity) -> Result<Ordering, Invalid> {
        self.alike(other)?;
        Ok(self.finest().cmp(&other.finest()))
    }

    /// The same quantity with other decimals.
    ///
    /// ```
    /// # use guanxi::domain::Quantity;
    /// let hours: Quantity = "1.50 h".parse()?;
    /// assert_eq!(hours.with_decimals(1)?.to_string(), "1.5 h");
    /// assert!(hours.with_decimals(0).is_err());
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Form`] when the number has more decimals than these, [`Invalid::Overflow`] for
    /// more units than can be held, [`Invalid::Range`] above 18 decimals.
    pub fn with_decimals(&self, decimals: u8) -> Result<Self, Invalid> {
        let Some(fewer) = Self::DECIMALS.checked_sub(decimals) else {
            return Quantity::new(0, decimals, self.unit().clone());
        };
        let step = 10_i128.pow(u32::from(fewer));
        if self.finest() % step != 0 {
            return Err(Invalid::Form { field: FIELD, form: "a number with so few decimals" });
        }
        let units = i64::try_from(self.finest() / step).map_err(|_| OVERFLOW)?;
        Quantity::new(units, decimals, self.unit().clone())
    }

    /// The number in units of the eighteenth decimal: at most 10^37.
    pub(in crate::domain) fn finest(&self) -> i128 {
        let missing = Self::DECIMALS.saturating_sub(self.decimals());
        i128::from(self.units()) * 10_i128.pow(u32::from(missing))
    }

    fn combined(&self, other: &Quantity, with: fn(i128, i128) -> i128) -> Result<Self, Invalid> {
        self.alike(other)?;
        let decimals = self.decimals().max(other.decimals());
        let step = 10_i128.pow(u32::from(Self::DECIMALS.saturating_sub(decimals)));
        // Both numbers are whole in units of the finer one's last decimal.
        let units = with(self.finest(), other.finest()) / step;
        let units = i64::try_from(units).map_err(|_| OVERFLOW)?;
        Quantity::new(units, decimals, self.unit().clone())
    }

    fn alike(&self, other: &Quantity) -> Result<(), Invalid> {
        if self.unit() == other.unit() {
            return Ok(());
        }
        Err(Invalid::Mixed {
            field: FIELD,
            left: self.unit().to_string(),
            right: other.unit().to_string(),
        })
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Quantity) -> bool {
        self.unit() == other.unit() && self.finest() == other.finest()
    }
}

impl Eq for Quantity {}

impl Hash for Quantity {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.unit().hash(state);
        self.finest().hash(state);
    }
}

/// How a quantity is written: it becomes one only through the check.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Quantity")]
struct Written {
    units: i64,
    decimals: u8,
    unit: Unit,
}

impl TryFrom<Written> for Quantity {
    type Error = Invalid;

    fn try_from(written: Written) -> Result<Self, Invalid> {
        Quantity::new(written.units, written.decimals, written.unit)
    }
}

impl From<Quantity> for Written {
    fn from(quantity: Quantity) -> Written {
        Written {
            units: quantity.units(),
            decimals: quantity.decimals(),
            unit: quantity.unit().clone(),
        }
    }
}

impl std::fmt::Display for Quantity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let number = decimal::write(self.units(), self.decimals(), "");
        f.pad(&format!("{number} {}", self.unit()))
    }
}

impl std::str::FromStr for Quantity {
    type Err = Invalid;

    /// Reads a number, a blank and a unit; the decimals are those that are written.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let form = Invalid::Form { field: FIELD, form: "a number and a unit such as 1.50 h" };
        let Some((number, unit)) = text.split_once(' ') else { return Err(form) };
        let decimals = u8::try_from(decimal::places(number))
            .ok()
            .filter(|decimals| *decimals <= Self::DECIMALS);
        let Some(decimals) = decimals else { return Err(form) };
        match decimal::read(number, decimals) {
            Ok(units) => Quantity::new(units, decimals, Unit::new(unit)?),
            Err(decimal::Fault::Overflow) => Err(OVERFLOW),
            Err(decimal::Fault::Form) => Err(form),
        }
    }
}
