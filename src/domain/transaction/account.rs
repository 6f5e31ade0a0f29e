//! Everything that belongs to one purchase, and what must hold of it.

use super::Transaction;
use super::refusal::TransactionGuard;
use super::words::{Kind, LineItem, Tender};
use crate::domain::{Invalid, Money, Quantity, TransactionId};

/// The standing transactions of one purchase (an order or an invoice, what was paid and refunded
/// for it, and its invoices with what was paid for those), or of several.
///
/// What holds of it holds whatever was told last, and so a record, a correction and a withdrawal
/// are all refused by the same few laws:
///
/// - all of it is in one currency;
/// - of each line, what all refunds together take back is at most what was bought: in quantity, in
///   price and in tax (and so in total);
/// - what was paid for each, less what was given back, is at most what it costs;
/// - no more points are given back than were paid, and for no more money than they stood for;
/// - no refund is earlier than what it refunds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Account(Vec<Transaction>);

/// Why an account would not hold, or could not be counted.
#[derive(Debug, PartialEq)]
pub(super) enum No {
    Guard(TransactionGuard),
    Invalid(Invalid),
}

impl From<TransactionGuard> for No {
    fn from(guard: TransactionGuard) -> Self {
        No::Guard(guard)
    }
}

impl From<Invalid> for No {
    fn from(why: Invalid) -> Self {
        No::Invalid(why)
    }
}

impl Account {
    /// The transactions that stand; one that is given twice counts once.
    #[must_use]
    pub fn of(standing: impl IntoIterator<Item = Transaction>) -> Self {
        let mut all: Vec<Transaction> = standing.into_iter().collect();
        all.retain(Transaction::is_told);
        all.sort_by_key(Transaction::id);
        all.dedup_by(|one, other| one.id() == other.id());
        Account(all)
    }

    /// The transactions.
    #[must_use]
    pub fn transactions(&self) -> &[Transaction] {
        &self.0
    }

    pub(super) fn without(mut self, id: TransactionId) -> Self {
        self.0.retain(|one| one.id() != id);
        self
    }

    pub(super) fn with(mut self, one: Transaction) -> Self {
        self.0.push(one);
        self
    }

    /// One that refers to this.
    pub(super) fn referring_to(&self, first: TransactionId) -> Option<TransactionId> {
        self.about(first).map(Transaction::id).next()
    }

    fn about(&self, first: TransactionId) -> impl Iterator<Item = &Transaction> {
        self.0.iter().filter(move |one| one.refers_to() == Some(first))
    }

    /// Whether all that must hold does.
    pub(super) fn holds(&self) -> Result<(), No> {
        self.0.iter().try_for_each(|one| {
            let about: Vec<&Transaction> = self.about(one.first()).collect();
            let refunds: Vec<&Transaction> =
                about.iter().copied().filter(|other| other.kind() == Kind::Refund).collect();
            one_currency(one, &about)?;
            refundable(one, &refunds)?;
            each_line(one, &refunds)?;
            not_overpaid(one, &about)?;
            self.points_back(one, &refunds)
        })
    }

    fn points_back(&self, one: &Transaction, refunds: &[&Transaction]) -> Result<(), No> {
        let family = self.about(one.first()).chain(
            self.about(one.first())
                .filter(|about| about.kind() == Kind::Invoice)
                .flat_map(|invoice| self.about(invoice.first())),
        );
        let paying = family.filter(|other| other.kind() != Kind::Refund);
        let paid: Vec<Tender> =
            std::iter::once(one).chain(paying).flat_map(Transaction::paid).copied().collect();
        let back: Vec<Tender> = refunds.iter().flat_map(|one| one.paid()).copied().collect();
        let (paid, back) = (points(&paid), points(&back));
        if back.0 > paid.0 || back.1 > paid.1 {
            return Err(TransactionGuard::MorePointsThanPaid.into());
        }
        Ok(())
    }
}

/// How many points, and for how much money they stood.
fn points(tenders: &[Tender]) -> (i128, i128) {
    tenders.iter().fold((0, 0), |(count, value), tender| match tender {
        Tender::Money(_) => (count, value),
        Tender::Points { points, value: worth } => {
            (count + i128::from(points.get()), value + i128::from(worth.minor()))
        }
    })
}

fn one_currency(one: &Transaction, about: &[&Transaction]) -> Result<(), No> {
    let wanted = one.currency();
    match about.iter().find(|other| other.currency() != wanted) {
        Some(other) => {
            Err(TransactionGuard::OtherCurrency { wanted, found: other.currency() }.into())
        }
        None => Ok(()),
    }
}

fn refundable(one: &Transaction, refunds: &[&Transaction]) -> Result<(), No> {
    if refunds.is_empty() {
        return Ok(());
    }
    match (one.kind(), one.refers_to()) {
        (Kind::Order, _) | (Kind::Invoice, None) => {}
        (Kind::Invoice, Some(order)) => {
            return Err(TransactionGuard::RefundTheOrder { order }.into());
        }
        (Kind::Payment | Kind::Refund, _) => return Err(TransactionGuard::WrongPurchase.into()),
    }
    if refunds.iter().any(|refund| refund.at() < one.at()) {
        return Err(TransactionGuard::BeforePurchase.into());
    }
    Ok(())
}

fn each_line(one: &Transaction, refunds: &[&Transaction]) -> Result<(), No> {
    let taken: Vec<&LineItem> = refunds.iter().flat_map(|refund| refund.lines()).collect();
    // A correction may have left the order without a line that a refund names.
    for back in &taken {
        let line = back.of().unwrap_or(0);
        let place = usize::try_from(line).ok().and_then(|line| line.checked_sub(1));
        let bought = place.and_then(|place| one.lines().get(place));
        if bought.is_none_or(|bought| bought.item().key() != back.item().key()) {
            return Err(TransactionGuard::NoSuchLine { line }.into());
        }
    }
    (1_u32..).zip(one.lines()).try_for_each(|(line, bought)| {
        let back: Vec<&LineItem> =
            taken.iter().copied().filter(|back| back.of() == Some(line)).collect();
        at_most(line, bought, &back)
    })
}

fn at_most(line: u32, bought: &LineItem, back: &[&LineItem]) -> Result<(), No> {
    let more = |field| No::from(TransactionGuard::MoreThanBought { line, field });
    let mut left = bought.quantity().clone();
    for one in back {
        if one.quantity().unit() != left.unit() {
            return Err(TransactionGuard::OtherUnit { line }.into());
        }
        left = left.checked_sub(one.quantity())?;
        if left.units() < 0 {
            return Err(more("quantity"));
        }
    }
    let sum = |amount: fn(&LineItem) -> Money| minor(back.iter().copied().map(amount));
    if sum(LineItem::net) > i128::from(bought.net().minor()) {
        return Err(more("net"));
    }
    if sum(LineItem::tax) > i128::from(bought.tax().minor()) {
        return Err(more("tax"));
    }
    Ok(())
}

fn not_overpaid(one: &Transaction, about: &[&Transaction]) -> Result<(), No> {
    let tenders = |of: &Transaction| minor(of.paid().iter().map(|tender| tender.value()));
    let of_kind = |kind: Kind| -> i128 {
        about.iter().filter(|other| other.kind() == kind).map(|other| tenders(other)).sum()
    };
    let paid = tenders(one) + of_kind(Kind::Payment) - of_kind(Kind::Refund);
    if paid <= i128::from(one.total().minor()) {
        return Ok(());
    }
    let paid = i64::try_from(paid).map_err(|_| Invalid::Overflow { field: "money" })?;
    let paid = Money::new(paid, one.currency());
    Err(TransactionGuard::PaidTooMuch { paid, total: one.total() }.into())
}

/// A sum that no number of lines makes too large to hold.
fn minor(amounts: impl Iterator<Item = Money>) -> i128 {
    amounts.map(|amount| i128::from(amount.minor())).sum()
}

/// Nothing of a quantity in the same unit.
pub(super) fn none_of(quantity: &Quantity) -> Result<Quantity, Invalid> {
    Quantity::new(0, 0, quantity.unit().clone())
}
