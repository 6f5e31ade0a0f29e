//! Where a client stands: what was ordered, invoiced, paid, refunded, and what is open.

use std::collections::BTreeMap;

use super::Transaction;
use super::words::{Kind, Tender};
use crate::domain::{Currency, Invalid, Money, Points};

/// Where a client stands in one currency, from all of its transactions that stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance {
    /// The orders.
    pub ordered: Money,
    /// The invoices, of orders and by themselves.
    pub invoiced: Money,
    /// What was paid, with orders and invoices and by payments, in money and for points.
    pub paid: Money,
    /// How many points were paid with.
    pub points_paid: Points,
    /// The refunds.
    pub refunded: Money,
    /// What of the refunds was given back, in money and for points.
    pub given_back: Money,
    /// How many points were given back.
    pub points_back: Points,
    /// What the client owes: the orders, and the invoices that are of no order, less what was
    /// refunded and what was paid, and what was given back on top; negative where the firm owes.
    pub open: Money,
}

impl Balance {
    /// One balance for each currency, in the order of their codes.
    ///
    /// Give it the transactions that stand; a withdrawal counts for nothing.
    ///
    /// # Errors
    /// [`Invalid::Overflow`] when a sum is more than can be held.
    pub fn of<'t>(
        standing: impl IntoIterator<Item = &'t Transaction>,
    ) -> Result<Vec<Balance>, Invalid> {
        let mut sums: BTreeMap<Currency, Sums> = BTreeMap::new();
        for one in standing.into_iter().filter(|one| one.is_told()) {
            sums.entry(one.currency()).or_default().add(one);
        }
        sums.into_iter().map(|(currency, sums)| sums.told(currency)).collect()
    }

    /// The currency of every amount in it.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.open.currency()
    }
}

/// Sums that no number of transactions makes too large.
#[derive(Default)]
struct Sums {
    ordered: i128,
    invoiced: i128,
    unordered: i128,
    paid: i128,
    points_paid: i128,
    refunded: i128,
    given_back: i128,
    points_back: i128,
}

impl Sums {
    fn add(&mut self, one: &Transaction) {
        let total = i128::from(one.total().minor());
        let tenders: i128 = one.paid().iter().map(|paid| i128::from(paid.value().minor())).sum();
        let points: i128 =
            one.paid().iter().copied().map(Tender::points).map(|n| i128::from(n.get())).sum();
        match one.kind() {
            Kind::Order => self.ordered += total,
            Kind::Invoice => {
                self.invoiced += total;
                self.unordered += if one.is_purchase() { total } else { 0 };
            }
            Kind::Payment => {}
            Kind::Refund => {
                self.refunded += total;
                self.given_back += tenders;
                self.points_back += points;
                return;
            }
        }
        self.paid += tenders;
        self.points_paid += points;
    }

    fn told(self, currency: Currency) -> Result<Balance, Invalid> {
        let money = |minor: i128| {
            let minor = i64::try_from(minor).map_err(|_| Invalid::Overflow { field: "money" })?;
            Ok::<_, Invalid>(Money::new(minor, currency))
        };
        let points = |points: i128| {
            let points = i64::try_from(points).map_err(|_| Invalid::Overflow { field: "points" });
            points.and_then(Points::new)
        };
        let owed = self.ordered + self.unordered;
        Ok(Balance {
            ordered: money(self.ordered)?,
            invoiced: money(self.invoiced)?,
            paid: money(self.paid)?,
            points_paid: points(self.points_paid)?,
            refunded: money(self.refunded)?,
            given_back: money(self.given_back)?,
            points_back: points(self.points_back)?,
            open: money(owed - self.refunded - self.paid + self.given_back)?,
        })
    }
}
