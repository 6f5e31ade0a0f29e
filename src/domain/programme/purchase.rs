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
    /// for it count with what they paid in points.
    ///
    /// # Errors
    /// [`Invalid::Overflow`] when the points stood for more than can be held.
    pub fn of(bought: &Transaction, others: &[Transaction]) -> Result<Self, Invalid> {
        let about = |other: &&Transaction| {
            other.refers_to() == Some(bought.first()) && other.kind() != Kind::Refund
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
