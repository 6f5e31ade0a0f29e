//! An amount of money in one currency.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::{Currency, Percent, decimal, ratio};
use crate::domain::Invalid;

const FIELD: &str = "money";
const FORM: Invalid =
    Invalid::Form { field: FIELD, form: "a code and an amount such as CNY 1 234.50" };
const OVERFLOW: Invalid = Invalid::Overflow { field: FIELD };

/// An amount in the minor units of a currency: `1 234.50` yuan are 123 450 fen.
///
/// Amounts may be negative. Two currencies never meet in one sum, and no amount is rounded but by
/// [`scaled`](Money::scaled) and [`share`](Money::share), which say how. Amounts have no `<`, since
/// it could not refuse: [`compare`](Money::compare) does.
///
/// ```
/// use guanxi::domain::{Currency, Money};
/// let fee: Money = "CNY 1 234.50".parse()?;
/// assert_eq!(fee, Money::new(123_450, Currency::new("CNY")?));
/// assert_eq!(fee.to_string(), "CNY 1 234.50");
/// assert!(fee.checked_add("EUR 1".parse()?).is_err());
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// The most parts into which an amount is split.
    pub const PARTS: usize = 10_000;

    /// Takes an amount in minor units.
    ///
    /// ```
    /// # use guanxi::domain::{Currency, Money};
    /// assert_eq!(Money::new(-5, Currency::new("KWD")?).to_string(), "KWD -0.005");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Money { minor, currency }
    }

    /// The amount in minor units of its currency.
    ///
    /// ```
    /// # use guanxi::domain::Money;
    /// assert_eq!("EUR 0.05".parse::<Money>()?.minor(), 5);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    ///
    /// ```
    /// # use guanxi::domain::Money;
    /// assert_eq!("EUR 0.05".parse::<Money>()?.currency().code(), "EUR");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// This amount and another.
    ///
    /// ```
    /// # use guanxi::domain::Money;
    /// let sum = "EUR 0.95".parse::<Money>()?.checked_add("EUR 0.05".parse()?)?;
    /// assert_eq!(sum.to_string(), "EUR 1.00");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Mixed`] for another currency, [`Invalid::Overflow`] for more than can be held.
    pub fn checked_add(self, other: Money) -> Result<Self, Invalid> {
        self.alike(other)?;
        self.with(self.minor.checked_add(other.minor))
    }

    /// This amount without another.
    ///
    /// ```
    /// # use guanxi::domain::Money;
    /// let rest = "EUR 1".parse::<Money>()?.checked_sub("EUR 1.05".parse()?)?;
    /// assert_eq!(rest.to_string(), "EUR -0.05");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Mixed`] for another currency, [`Invalid::Overflow`] for more than can be held.
    pub fn checked_sub(self, other: Money) -> Result<Self, Invalid> {
        self.alike(other)?;
        self.with(self.minor.checked_sub(other.minor))
    }

    /// The sum of amounts in a currency; of none it is zero.
    ///
    /// ```
    /// # use guanxi::domain::{Currency, Money};
    /// let lines: [Money; 2] = ["EUR 0.95".parse()?, "EUR 0.05".parse()?];
    /// assert_eq!(Money::total(Currency::new("EUR")?, lines)?.minor(), 100);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Mixed`] for another currency, [`Invalid::Overflow`] when a sum on the way is more
    /// than can be held.
    pub fn total(
        currency: Currency,
        amounts: impl IntoIterator<Item = Money>,
    ) -> Result<Self, Invalid> {
        amounts.into_iter().try_fold(Money::new(0, currency), Money::checked_add)
    }

    /// Which of two amounts is more.
    ///
    /// ```
    /// # use guanxi::domain::Money;
    /// let (less, more): (Money, Money) = ("EUR 1".parse()?, "EUR 2".parse()?);
    /// assert!(less.compare(more)?.is_lt());
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Mixed`] for another currency.
    pub fn compare(self, other: Money) -> Result<Ordering, Invalid> {
        self.alike(other)?;
        Ok(self.minor.cmp(&other.minor))
    }

    /// The amount times a ratio, rounded to the nearest minor unit, a tie to the even one.
    ///
    /// ```
    /// # use guanxi::domain::Money;
    /// let price: Money = "EUR 0.25".parse()?;
    /// assert_eq!(price.scaled(1, 2)?.to_string(), "EUR 0.12");
    /// assert_eq!(price.scaled(3, 2)?.to_string(), "EUR 0.38");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Range`] when the denominator is not positive, [`Invalid::Overflow`] for more than
    /// can be held.
    pub fn scaled(self, numerator: i64, denominator: i64) -> Result<Self, Invalid> {
        if denominator < 1 {
            return Err(Invalid::Range { field: "ratio", low: 1, high: i64::MAX });
        }
        let exact = i128::from(self.minor) * i128::from(numerator);
        self.with(i64::try_from(ratio::half_even(exact, i128::from(denominator))).ok())
    }

    /// A share of the amount, rounded to the nearest minor unit, a tie to the even one.
    ///
    /// ```
    /// # use guanxi::domain::Money;
    /// let price: Money = "EUR 99.90".parse()?;
    /// assert_eq!(price.share("19%".parse()?).to_string(), "EUR 18.98");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn share(self, share: Percent) -> Self {
        Money { minor: share.share(self.minor), ..self }
    }

    /// The amount in equal parts that add up to it again: they differ by at most one minor unit,
    /// the larger ones first.
    ///
    /// ```
    /// # use guanxi::domain::Money;
    /// let thirds = "EUR 1".parse::<Money>()?.split(3)?;
    /// let minor: Vec<i64> = thirds.into_iter().map(Money::minor).collect();
    /// assert_eq!(minor, [34, 33, 33]);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Range`] unless there are 1 to 10 000 parts.
    pub fn split(self, parts: usize) -> Result<Vec<Money>, Invalid> {
        if (1..=Self::PARTS).contains(&parts) {
            self.split_by(&vec![1; parts])
        } else {
            Err(Invalid::Range { field: "parts", low: 1, high: 10_000 })
        }
    }

    /// The amount in parts by weight that add up to it again: each differs by less than one minor
    /// unit from its exact share. What rounding leaves goes to the largest remainders, the first of
    /// equals first.
    ///
    /// ```
    /// # use guanxi::domain::Money;
    /// let parts = "EUR 1".parse::<Money>()?.split_by(&[1, 0, 2])?;
    /// let minor: Vec<i64> = parts.into_iter().map(Money::minor).collect();
    /// assert_eq!(minor, [33, 0, 67]);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::TooMany`] above 10 000 weights, [`Invalid::Range`] when they are all zero or there
    /// is none.
    pub fn split_by(self, weights: &[u64]) -> Result<Vec<Money>, Invalid> {
        if weights.len() > Self::PARTS {
            return Err(Invalid::TooMany { field: "weights", limit: Self::PARTS });
        }
        if weights.iter().all(|weight| *weight == 0) {
            return Err(Invalid::Range { field: "weights", low: 1, high: i64::MAX });
        }
        ratio::split(self.minor.unsigned_abs(), weights)
            .into_iter()
            .map(|part| {
                let part = i128::from(part) * i128::from(self.minor.signum());
                self.with(i64::try_from(part).ok())
            })
            .collect()
    }

    fn alike(self, other: Money) -> Result<(), Invalid> {
        if self.currency == other.currency {
            return Ok(());
        }
        Err(Invalid::Mixed {
            field: FIELD,
            left: self.currency.to_string(),
            right: other.currency.to_string(),
        })
    }

    fn with(self, minor: Option<i64>) -> Result<Self, Invalid> {
        minor.map(|minor| Money { minor, ..self }).ok_or(OVERFLOW)
    }
}

impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let amount = decimal::write(self.minor, self.currency.decimals(), " ");
        f.pad(&format!("{} {amount}", self.currency))
    }
}

impl std::str::FromStr for Money {
    type Err = Invalid;

    /// Reads a code, a blank and an amount, its thousands divided by blanks or not at all, with no
    /// more decimals than the currency has.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let (code, amount) = text.split_once(' ').ok_or(FORM)?;
        let currency = Currency::new(code)?;
        let number =
            if amount.contains(' ') { ungrouped(amount).ok_or(FORM)? } else { amount.into() };
        match decimal::read(&number, currency.decimals()) {
            Ok(minor) => Ok(Money::new(minor, currency)),
            Err(decimal::Fault::Overflow) => Err(OVERFLOW),
            Err(decimal::Fault::Form) => Err(FORM),
        }
    }
}

/// An amount without the blanks between its thousands, if each stands where it may.
fn ungrouped(amount: &str) -> Option<String> {
    let (whole, _) = amount.split_once('.').unwrap_or((amount, ""));
    let mut groups = whole.trim_start_matches('-').split(' ');
    let first = (1..=3).contains(&groups.next()?.len());
    let blanks = amount.matches(' ').count() == whole.matches(' ').count();
    (first && blanks && groups.all(|group| group.len() == 3)).then(|| amount.replace(' ', ""))
}
