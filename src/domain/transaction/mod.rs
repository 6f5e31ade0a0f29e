//! Transactions: orders, invoices, payments and refunds, as they were written down and never changed.
//!
//! A correction or a withdrawal is a fact of its own that takes the place of the earlier one, which
//! stays readable. What depends on others (refunds on what was bought, payments on what it costs) is
//! decided in the client's stream, over everything that belongs to one purchase: its [`Account`].

mod words;
mod new;
mod refusal;
mod account;
mod rules;
mod balance;
mod bought;
#[cfg(any(test, feature = "proptest1"))]
pub mod strategies;
#[cfg(test)]
mod tests;

pub use account::Account;
pub use balance::Balance;
pub use bought::{Bought, Popularity, Tally};
pub use new::{NewLine, NewTransaction, Returned};
pub use refusal::{MACHINE, TransactionGuard, TransactionRefusal};
pub use rules::Setting;
pub use words::{Act, Kind, LineItem, LineKind, Tender, Terms, Words};

use super::declaration::{self, Cell, Column, Columns, Declaration, Index, STREAM, Shape};
use super::noun::{Fact, Noun};
use super::{
    ClientId, Currency, Held, Money, RecordId, Reference, Stream, Timestamp, TransactionId,
    Visibility,
};

/// An order, an invoice, a payment or a refund.
///
/// Every amount is in one currency, and the lines add up to the total exactly.
///
/// ```
/// use guanxi::domain::transaction::{NewLine, NewTransaction, Setting, Transaction};
/// use guanxi::domain::{ActorId, ClientId, Stamp, Timestamp, TransactionId};
/// # use uuid::Uuid;
/// let now: Timestamp = "2026-05-03T10:00:00Z".parse()?;
/// let stamp = Stamp { valid_at: now, recorded_at: now, by: ActorId::System };
/// let hua = Setting::of(ClientId::from_uuid(Uuid::from_u128(1)));
/// let id = TransactionId::from_uuid(Uuid::from_u128(2));
/// let tea = NewLine::goods("茶具", "2 套".parse()?, "CNY 400".parse()?).tax("CNY 52".parse()?);
/// let order = NewTransaction::order(now, "CNY".parse()?).line(tea).paid("CNY 100".parse()?);
/// let order = Transaction::record(id, order, &hua, &stamp)?;
/// assert_eq!(order.total().to_string(), "CNY 452.00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Transaction {
    id: TransactionId,
    stream: Stream,
    terms: Terms,
    words: Held<Words>,
}

impl Transaction {
    /// Which transaction.
    #[must_use]
    pub fn id(&self) -> TransactionId {
        self.id
    }

    /// The client.
    #[must_use]
    pub fn client(&self) -> Option<ClientId> {
        self.stream.as_client()
    }

    /// Order, invoice, payment or refund.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.terms.kind
    }

    /// When it happened.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.terms.at
    }

    /// The currency of every amount in it.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.terms.currency()
    }

    /// What the lines come to with tax, or what a payment comes to.
    #[must_use]
    pub fn total(&self) -> Money {
        self.terms.total
    }

    /// The lines, those of a refund as they stand in the order; none in a payment.
    #[must_use]
    pub fn lines(&self) -> &[LineItem] {
        &self.terms.lines
    }

    /// With what it was paid; in a refund, what was given back.
    #[must_use]
    pub fn paid(&self) -> &[Tender] {
        &self.terms.paid
    }

    /// The purchase that it is about, by the [first](Self::first) record of that.
    #[must_use]
    pub fn refers_to(&self) -> Option<TransactionId> {
        self.terms.refers_to
    }

    /// Under which numbers other systems know it.
    #[must_use]
    pub fn references(&self) -> &[Reference] {
        &self.terms.references
    }

    /// Why it was written down: because it happened, or about an earlier record.
    #[must_use]
    pub fn act(&self) -> Act {
        self.terms.act
    }

    /// The first record of this transaction: its own id until it is corrected. Corrections keep it,
    /// and so others may refer to a transaction whatever becomes of it.
    #[must_use]
    pub fn first(&self) -> TransactionId {
        self.terms.first.unwrap_or(self.id)
    }

    /// What is said beside the amounts.
    #[must_use]
    pub fn words(&self) -> Held<&Words> {
        self.words.as_ref()
    }

    /// Whether something was bought with it: an order, or an invoice that is of none.
    #[must_use]
    pub fn is_purchase(&self) -> bool {
        let kind = match self.kind() {
            Kind::Order => true,
            Kind::Invoice => self.refers_to().is_none(),
            Kind::Payment | Kind::Refund => false,
        };
        kind && self.is_told()
    }

    /// Whether it says that something happened; a withdrawal says that nothing did.
    #[must_use]
    pub fn is_told(&self) -> bool {
        !matches!(self.act(), Act::Withdraw(_))
    }

    /// What an external reference is found by among the transactions of one kind.
    #[must_use]
    pub fn reference_key(kind: Kind, reference: &Reference) -> String {
        format!("{kind} {reference}")
    }
}

const COLUMNS: &[Column] = &[
    Column::new("at", Shape::Integer),
    Column::new("kind", Shape::Text),
    Column::new("traded_at", Shape::Integer),
    Column::new("refers_to", Shape::Id),
    Column::new("withdraws", Shape::Id),
    Column::new("reference", Shape::Text).many(),
];

impl Noun for Transaction {
    const DECLARATION: &'static Declaration = &Declaration {
        noun: "transaction",
        number: 12,
        version: 1,
        kind: declaration::Kind::Fact { at: "at" },
        columns: COLUMNS,
        indexes: &[
            Index { name: "by_refers_to", columns: &[STREAM, "refers_to"] },
            Index { name: "by_trade", columns: &["traded_at"] },
            Index { name: "by_reference", columns: &["reference"] },
        ],
        events: &["recorded", "corrected", "withdrawn"],
    };
    const FORMAT: u8 = 1;
    type Id = TransactionId;
    type Plain = Terms;
    type Personal = Words;

    fn id(&self) -> TransactionId {
        self.id
    }

    fn stream(&self) -> Stream {
        self.stream
    }

    fn visibility(&self) -> Visibility {
        self.terms.visibility
    }

    fn plain(&self) -> &Terms {
        &self.terms
    }

    fn personal(&self) -> Held<&Words> {
        self.words.as_ref()
    }

    fn join(id: TransactionId, stream: Stream, terms: Terms, words: Held<Words>) -> Self {
        Transaction { id, stream, terms, words }
    }

    fn columns(&self) -> Columns {
        let withdraws = match self.act() {
            Act::Withdraw(id) => Some(RecordId::id(id)),
            Act::Record | Act::Correct(_) => None,
        };
        // What changes how much was bought; a withdrawal says nothing of that.
        let traded = self.is_purchase() || (self.kind() == Kind::Refund && self.is_told());
        let key = |reference| Self::reference_key(self.kind(), reference);
        vec![
            Cell::one(self.at().micros()),
            Cell::one(self.kind().name()),
            Cell::maybe(traded.then(|| self.at().micros())),
            Cell::maybe(self.refers_to().map(RecordId::id)),
            Cell::maybe(withdraws),
            Cell::many(self.references().iter().map(key)),
        ]
    }
}

impl Fact for Transaction {
    fn event_name(&self) -> &'static str {
        match self.act() {
            Act::Record => "recorded",
            Act::Correct(_) => "corrected",
            Act::Withdraw(_) => "withdrawn",
        }
    }

    fn supersedes(&self) -> Option<TransactionId> {
        match self.act() {
            Act::Record => None,
            Act::Correct(id) | Act::Withdraw(id) => Some(id),
        }
    }
}
