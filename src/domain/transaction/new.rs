//! What a person or a file says when a transaction is recorded or corrected.

use serde::Serialize;

use super::words::{Kind, LineKind, Tender};
use crate::domain::{
    Currency, Invalid, Money, Name, Note, Points, Quantity, Reference, Tag, Timestamp,
    TransactionId, Visibility,
};

/// A transaction as somebody tells it. Texts are checked as they come; the first that cannot be
/// taken is told when it is recorded.
///
/// ```
/// use guanxi::domain::Timestamp;
/// use guanxi::domain::transaction::{NewLine, NewTransaction};
/// let at: Timestamp = "2026-05-03T09:30:00+08:00".parse()?;
/// let order = NewTransaction::order(at, "CNY".parse()?)
///     .line(NewLine::goods("茶具", "2 套".parse()?, "CNY 400".parse()?).tax("CNY 52".parse()?))
///     .line(NewLine::shipping("快递", "CNY 20".parse()?))
///     .paid("CNY 372".parse()?)
///     .paid_with_points(10_000, "CNY 100".parse()?)
///     .reference("erp", "SO-4711");
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewTransaction {
    pub(super) kind: Kind,
    pub(super) at: Timestamp,
    pub(super) currency: Currency,
    pub(super) lines: Vec<NewLine>,
    pub(super) returned: Vec<Returned>,
    pub(super) paid: Vec<Tender>,
    pub(super) total: Option<Money>,
    pub(super) refers_to: Option<TransactionId>,
    pub(super) references: Vec<Reference>,
    pub(super) visibility: Visibility,
    pub(super) note: Option<Note>,
    #[serde(skip)]
    pub(super) invalid: Option<Invalid>,
}

impl NewTransaction {
    /// A transaction of any kind, in one currency.
    #[must_use]
    pub fn new(kind: Kind, at: Timestamp, currency: Currency) -> Self {
        NewTransaction {
            kind,
            at,
            currency,
            lines: Vec::new(),
            returned: Vec::new(),
            paid: Vec::new(),
            total: None,
            refers_to: None,
            references: Vec::new(),
            visibility: Visibility::Internal,
            note: None,
            invalid: None,
        }
    }

    /// The client bought something. It has lines.
    #[must_use]
    pub fn order(at: Timestamp, currency: Currency) -> Self {
        Self::new(Kind::Order, at, currency)
    }

    /// The firm asked for money. It has lines, and may [refer to](Self::refers_to) an order.
    #[must_use]
    pub fn invoice(at: Timestamp, currency: Currency) -> Self {
        Self::new(Kind::Invoice, at, currency)
    }

    /// The client paid this amount. It may [refer to](Self::refers_to) an order or an invoice, and
    /// has no lines.
    #[must_use]
    pub fn payment(at: Timestamp, amount: Money) -> Self {
        Self::new(Kind::Payment, at, amount.currency()).paid(amount)
    }

    /// Lines of an order, or of an invoice without one, were taken back or made cheaper. What was
    /// given back for them, if that was told, is what it is [`paid`](Self::paid) with.
    #[must_use]
    pub fn refund(of: TransactionId, at: Timestamp, currency: Currency) -> Self {
        Self::new(Kind::Refund, at, currency).refers_to(of)
    }

    /// A line of an order or an invoice.
    #[must_use]
    pub fn line(mut self, line: NewLine) -> Self {
        if let Some(why) = &line.invalid {
            self.note_invalid(why.clone());
        }
        self.lines.push(line);
        self
    }

    /// A line of the order that a refund takes back.
    #[must_use]
    pub fn returned(mut self, line: Returned) -> Self {
        self.returned.push(line);
        self
    }

    /// Paid, or given back, in money.
    #[must_use]
    pub fn paid(mut self, amount: Money) -> Self {
        self.paid.push(Tender::Money(amount));
        self
    }

    /// Paid, or given back, with so many points, which stood for so much money.
    #[must_use]
    pub fn paid_with_points(mut self, points: i64, value: Money) -> Self {
        match Points::new(points) {
            Ok(points) => self.paid.push(Tender::Points { points, value }),
            Err(why) => self.note_invalid(why),
        }
        self
    }

    /// The total as it was told; it is refused where the lines, or what was paid, do not add up to
    /// it. Without it the sum is the total.
    #[must_use]
    pub fn total(mut self, total: Money) -> Self {
        self.total = Some(total);
        self
    }

    /// The order or invoice that it is about.
    #[must_use]
    pub fn refers_to(mut self, purchase: TransactionId) -> Self {
        self.refers_to = Some(purchase);
        self
    }

    /// Under which number another system knows it.
    #[must_use]
    pub fn reference(mut self, system: &str, id: &str) -> Self {
        match Reference::new(system, id) {
            Ok(reference) => self.references.push(reference),
            Err(why) => self.note_invalid(why),
        }
        self
    }

    /// What else is to be said, also what is about a person: it goes when they are erased.
    #[must_use]
    pub fn note(mut self, text: &str) -> Self {
        match Note::new(text) {
            Ok(note) => self.note = Some(note),
            Err(why) => self.note_invalid(why),
        }
        self
    }

    /// Lets the client's people see it.
    #[must_use]
    pub fn shared(mut self) -> Self {
        self.visibility = Visibility::Shared;
        self
    }

    fn note_invalid(&mut self, why: Invalid) {
        self.invalid.get_or_insert(why);
    }

    /// When it happened.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// Of what kind it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The order or invoice that it is said to be about.
    #[must_use]
    pub fn about(&self) -> Option<TransactionId> {
        self.refers_to
    }

    /// Under which numbers other systems know it.
    #[must_use]
    pub fn references(&self) -> &[Reference] {
        &self.references
    }
}

/// A line of an order or an invoice, as somebody tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewLine {
    pub(super) kind: LineKind,
    pub(super) item: Option<Name>,
    pub(super) category: Option<Tag>,
    pub(super) quantity: Quantity,
    pub(super) net: Money,
    pub(super) tax: Money,
    #[serde(skip)]
    pub(super) invalid: Option<Invalid>,
}

impl NewLine {
    /// A line of any kind: how much of what, and the price of all of it without tax.
    #[must_use]
    pub fn new(kind: LineKind, item: &str, quantity: Quantity, net: Money) -> Self {
        let tax = Money::new(0, net.currency());
        let (item, invalid) = match Name::new(item) {
            Ok(item) => (Some(item), None),
            Err(why) => (None, Some(why.in_field("item"))),
        };
        NewLine { kind, item, category: None, quantity, net, tax, invalid }
    }

    /// A thing.
    #[must_use]
    pub fn goods(item: &str, quantity: Quantity, net: Money) -> Self {
        Self::new(LineKind::Goods, item, quantity, net)
    }

    /// Work.
    #[must_use]
    pub fn service(item: &str, quantity: Quantity, net: Money) -> Self {
        Self::new(LineKind::Service, item, quantity, net)
    }

    /// Bringing it there, once.
    #[must_use]
    pub fn shipping(item: &str, net: Money) -> Self {
        Self::new(LineKind::Shipping, item, once(), net)
    }

    /// The tax on it; nothing unless said.
    #[must_use]
    pub fn tax(mut self, tax: Money) -> Self {
        self.tax = tax;
        self
    }

    /// The category to which the item belongs.
    #[must_use]
    pub fn category(mut self, category: &str) -> Self {
        match Tag::new(category) {
            Ok(category) => self.category = Some(category),
            Err(why) => {
                self.invalid.get_or_insert(why.in_field("category"));
            }
        }
        self
    }
}

fn once() -> Quantity {
    "1 ×".parse().expect("one time is a number, a blank and a unit")
}

/// A line of an order that a refund takes back, wholly or in part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Returned {
    pub(super) line: u32,
    pub(super) quantity: Option<Quantity>,
    pub(super) net: Money,
    pub(super) tax: Money,
}

impl Returned {
    /// So much of a line of the order (counted from 1) came back, and so much of its price without
    /// tax is refunded.
    #[must_use]
    pub fn of(line: u32, quantity: Quantity, net: Money) -> Self {
        let tax = Money::new(0, net.currency());
        Returned { line, quantity: Some(quantity), net, tax }
    }

    /// Nothing came back, but a line of the order (counted from 1) became cheaper by so much
    /// without tax.
    #[must_use]
    pub fn reduction(line: u32, net: Money) -> Self {
        let tax = Money::new(0, net.currency());
        Returned { line, quantity: None, net, tax }
    }

    /// The tax that is refunded with it; nothing unless said.
    #[must_use]
    pub fn tax(mut self, tax: Money) -> Self {
        self.tax = tax;
        self
    }
}
