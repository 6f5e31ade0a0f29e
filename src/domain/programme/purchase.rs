//! A purchase as earning looks at it: its lines, and what of it was paid with points.

use crate::domain::transaction::{Kind, LineKind, Tender, Transaction};
use crate::domain::{Currency, Invalid, Money, Name, Tag, Timestamp, TransactionId};

/// One line of a purchase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurchaseLine {
    /// What was bought.
    pub item: Name,
    /// Its category.
    pub category: Option<Tag>,
    /// A thing, work, or bringing it there.
    pub kind: LineKind,
    /// Its price without tax.
    pub net: Money,
    /// Its tax.
    pub tax: Money,
}

/// A purchase as earning looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchase {
    /// The first record of the order or invoice.
    pub of: TransactionId,
    /// When it was bought.
    pub at: Timestamp,
    /// The currency of every amount.
    pub currency: Currency,
    /// Its lines.
    pub lines: Vec<PurchaseLine>,
    /// How much of its price was paid with points.
    pub paid_with_points: Money,
    /// Whether points were earned by this member on none before.
    pub is_first: bool,
}

impl Purchase {
    /// A purchase as it was recorded; of the other transactions of its account, those that paid
    /// for it or for its invoices count with what they paid in points.
    ///
    /// # Errors
    /// [`Invalid::Overflow`] when the points stood for more than can be held.
    pub fn of(bought: &Transaction, others: &[Transaction]) -> Result<Self, Invalid> {
        let of_it = |other: &Transaction| other.refers_to() == Some(bought.first());
        let invoices: Vec<TransactionId> = others
            .iter()
            .filter(|other| of_it(other) && other.kind() == Kind::Invoice)
            .map(Transaction::first)
            .collect();
        let of_invoice = |other: &Transaction| {
            other.refers_to().is_some_and(|invoice| invoices.contains(&invoice))
        };
        let about = |other: &&Transaction| {
            other.kind() != Kind::Refund && (of_it(other) || of_invoice(other))
        };
        let paying = std::iter::once(bought).chain(others.iter().filter(about));
        let in_points = paying.flat_map(Transaction::paid).filter_map(|tender| match tender {
            Tender::Points { value, .. } => Some(*value),
            Tender::Money(_) => None,
        });
        Ok(Purchase {
            of: bought.first(),
            at: bought.at(),
            currency: bought.currency(),
            lines: lines_of(bought),
            paid_with_points: Money::total(bought.currency(), in_points)?,
            is_first: false,
        })
    }

    /// What stays of it by those of these transactions that are refunds of it: of each line what did
    /// not come back, and of what was paid with points the share of the price that stays.
    ///
    /// # Errors
    /// [`Invalid::Overflow`] for more than can be held, [`Invalid::Mixed`] for another currency.
    pub fn less(mut self, others: &[Transaction]) -> Result<Self, Invalid> {
        let price = self.price()?;
        let refunds = others
            .iter()
            .filter(|other| other.kind() == Kind::Refund && other.refers_to() == Some(self.of));
        for back in refunds.flat_map(Transaction::lines) {
            let place = back.of().and_then(|line| usize::try_from(line).ok());
            let place = place.and_then(|line| line.checked_sub(1));
            let Some(line) = place.and_then(|place| self.lines.get_mut(place)) else { continue };
            line.net = line.net.checked_sub(back.net())?;
            line.tax = line.tax.checked_sub(back.tax())?;
        }
        let stays = self.price()?;
        if stays != price && price.minor() > 0 {
            let share = self.paid_with_points.scaled(stays.minor(), price.minor());
            self.paid_with_points = share?;
        }
        Ok(self)
    }

    fn price(&self) -> Result<Money, Invalid> {
        let parts = self.lines.iter().flat_map(|line| [line.net, line.tax]);
        Money::total(self.currency, parts)
    }

    /// The same purchase, the first on which this member earns.
    #[must_use]
    pub fn first(mut self) -> Self {
        self.is_first = true;
        self
    }
}

/// The lines of a transaction; those of a refund are what came back.
pub(super) fn lines_of(transaction: &Transaction) -> Vec<PurchaseLine> {
    let line = |line: &crate::domain::transaction::LineItem| PurchaseLine {
        item: line.item().clone(),
        category: line.category().cloned(),
        kind: line.kind(),
        net: line.net(),
        tax: line.tax(),
    };
    transaction.lines().iter().map(line).collect()
}
