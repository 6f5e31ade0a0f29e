//! Discounts, computed exactly.

use serde::{Deserialize, Serialize};

use crate::domain::{Invalid, Money, Percent};

/// Something off a price: a share of it, at most so much, or an amount; never more than the price.
///
/// ```
/// use guanxi::domain::Money;
/// use guanxi::domain::reward::Discount;
/// let off = Discount::share("15%".parse()?)?.at_most("CNY 20".parse()?)?;
/// let off_of = |price: &str| Ok::<_, guanxi::domain::Invalid>(off.off(price.parse()?)?.to_string());
/// assert_eq!(off_of("CNY 99.90")?, "CNY 14.98");
/// assert_eq!(off_of("CNY 1 000")?, "CNY 20.00");
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Said", into = "Said")]
pub struct Discount {
    what: What,
    at_most: Option<Money>,
    from: Option<Money>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum What {
    Share(Percent),
    Amount(Money),
}

impl Discount {
    /// A share of the price, rounded to the nearest minor unit, a tie to the even one.
    ///
    /// # Errors
    /// [`Invalid::Range`] for no share at all.
    pub fn share(share: Percent) -> Result<Self, Invalid> {
        if share == Percent::NONE {
            return Err(Invalid::Range { field: "discount", low: 1, high: Percent::ALL.bp() });
        }
        Ok(Discount { what: What::Share(share), at_most: None, from: None })
    }

    /// An amount.
    ///
    /// # Errors
    /// [`Invalid::Range`] unless it is more than nothing.
    pub fn amount(amount: Money) -> Result<Self, Invalid> {
        Ok(Discount { what: What::Amount(positive(amount)?), at_most: None, from: None })
    }

    /// The same, at most so much.
    ///
    /// # Errors
    /// [`Invalid::Range`] unless that is more than nothing, [`Invalid::Mixed`] for another currency.
    pub fn at_most(mut self, most: Money) -> Result<Self, Invalid> {
        self.alike(most)?;
        self.at_most = Some(positive(most)?);
        Ok(self)
    }

    /// The same, for purchases from this price on.
    ///
    /// # Errors
    /// [`Invalid::Range`] unless that is more than nothing, [`Invalid::Mixed`] for another currency.
    pub fn from(mut self, least: Money) -> Result<Self, Invalid> {
        self.alike(least)?;
        self.from = Some(positive(least)?);
        Ok(self)
    }

    /// What is taken off a price: nothing where the price is less than it is for.
    ///
    /// # Errors
    /// [`Invalid::Mixed`] for a price in another currency, [`Invalid::Range`] for one below nothing.
    pub fn off(&self, price: Money) -> Result<Money, Invalid> {
        self.alike(price)?;
        if price.minor() < 0 {
            return Err(Invalid::Range { field: "price", low: 0, high: i64::MAX });
        }
        if self.from.is_some_and(|from| price.minor() < from.minor()) {
            return Ok(Money::new(0, price.currency()));
        }
        let off = match self.what {
            What::Share(share) => price.share(share),
            What::Amount(amount) => amount,
        };
        let most = self.at_most.map_or(price.minor(), |most| most.minor().min(price.minor()));
        Ok(Money::new(off.minor().min(most), price.currency()))
    }

    /// Amounts of one discount are in one currency, and so is the price.
    fn alike(&self, other: Money) -> Result<(), Invalid> {
        let amount = match self.what {
            What::Amount(amount) => Some(amount),
            What::Share(_) => None,
        };
        let mut own = amount.into_iter().chain(self.at_most).chain(self.from);
        own.try_for_each(|own| own.compare(other).map(|_| ()))
    }
}

fn positive(amount: Money) -> Result<Money, Invalid> {
    if amount.minor() > 0 {
        Ok(amount)
    } else {
        Err(Invalid::Range { field: "discount", low: 1, high: i64::MAX })
    }
}

/// How a discount is written: it becomes one only through the checks.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Discount")]
struct Said {
    what: What,
    at_most: Option<Money>,
    from: Option<Money>,
}

impl TryFrom<Said> for Discount {
    type Error = Invalid;

    fn try_from(said: Said) -> Result<Self, Invalid> {
        let discount = match said.what {
            What::Share(share) => Discount::share(share),
            What::Amount(amount) => Discount::amount(amount),
        }?;
        let discount = said.at_most.into_iter().try_fold(discount, Discount::at_most)?;
        said.from.into_iter().try_fold(discount, Discount::from)
    }
}

impl From<Discount> for Said {
    fn from(discount: Discount) -> Self {
        let Discount { what, at_most, from } = discount;
        Said { what, at_most, from }
    }
}
