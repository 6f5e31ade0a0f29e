//! The words of a transaction: of what kind it is, what was bought, and with what it was paid.

use serde::{Deserialize, Serialize};

use crate::domain::{
    Currency, Invalid, Line, Money, Name, Note, Points, Quantity, Reference, Tag, Timestamp,
    TransactionId, Visibility,
};

/// What kind of transaction it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// The client bought something.
    Order,
    /// The firm asked for money: for an order, or by itself.
    Invoice,
    /// The client paid something, for an order, for an invoice, or in advance.
    Payment,
    /// Lines of an order were taken back or made cheaper.
    Refund,
}

impl Kind {
    /// Every kind, in the order in which lists show them.
    pub const ALL: [Kind; 4] = [Kind::Order, Kind::Invoice, Kind::Payment, Kind::Refund];

    /// The kind's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Order => "Order",
            Kind::Invoice => "Invoice",
            Kind::Payment => "Payment",
            Kind::Refund => "Refund",
        }
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

impl std::str::FromStr for Kind {
    type Err = Invalid;

    /// Reads a kind's name, in any case.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let found = Kind::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(text));
        let allowed = "Order, Invoice, Payment, Refund";
        found.ok_or(Invalid::Unknown { field: "kind", allowed })
    }
}

/// What a line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LineKind {
    /// A thing.
    Goods,
    /// Work.
    Service,
    /// Bringing it there; nothing that anybody chooses, and no points are earned on it.
    Shipping,
}

impl LineKind {
    /// Every kind, in the order in which lists show them.
    pub const ALL: [LineKind; 3] = [LineKind::Goods, LineKind::Service, LineKind::Shipping];

    /// The kind's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            LineKind::Goods => "Goods",
            LineKind::Service => "Service",
            LineKind::Shipping => "Shipping",
        }
    }
}

impl std::fmt::Display for LineKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

impl std::str::FromStr for LineKind {
    type Err = Invalid;

    /// Reads a kind's name, in any case.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let found = LineKind::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(text));
        found.ok_or(Invalid::Unknown { field: "kind", allowed: "Goods, Service, Shipping" })
    }
}

/// One line: how much of what, for how much.
///
/// The item and its category are names of goods and services. They stay when somebody is erased,
/// since accounts must say what was sold: what is about a person belongs into the note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineItem {
    pub(super) item: Name,
    pub(super) category: Option<Tag>,
    pub(super) kind: LineKind,
    pub(super) quantity: Quantity,
    pub(super) net: Money,
    pub(super) tax: Money,
    pub(super) of: Option<u32>,
}

impl LineItem {
    /// What was bought.
    #[must_use]
    pub fn item(&self) -> &Name {
        &self.item
    }

    /// To which category it belongs.
    #[must_use]
    pub fn category(&self) -> Option<&Tag> {
        self.category.as_ref()
    }

    /// A thing, work, or bringing it there.
    #[must_use]
    pub fn kind(&self) -> LineKind {
        self.kind
    }

    /// How much of it, exactly; in a refund what came back, nought where it only became cheaper.
    #[must_use]
    pub fn quantity(&self) -> &Quantity {
        &self.quantity
    }

    /// The price of all of it, without tax.
    #[must_use]
    pub fn net(&self) -> Money {
        self.net
    }

    /// The tax on it.
    #[must_use]
    pub fn tax(&self) -> Money {
        self.tax
    }

    /// In a refund: which line of the order it takes back, counted from 1.
    #[must_use]
    pub fn of(&self) -> Option<u32> {
        self.of
    }
}

/// With what something was paid, or given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Tender {
    /// Money.
    Money(Money),
    /// Points of a programme, and the money that they stood for.
    Points {
        /// How many.
        points: Points,
        /// For how much of the price they stood.
        value: Money,
    },
}

impl Tender {
    /// For how much of the price it stood.
    #[must_use]
    pub fn value(self) -> Money {
        match self {
            Tender::Money(value) | Tender::Points { value, .. } => value,
        }
    }

    /// How many points it was; none for money.
    #[must_use]
    pub fn points(self) -> Points {
        match self {
            Tender::Money(_) => Points::ZERO,
            Tender::Points { points, .. } => points,
        }
    }
}

/// Why and of what a transaction was written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// It happened.
    Record,
    /// It happened, and not as an earlier record says.
    Correct(TransactionId),
    /// An earlier record should not be there.
    Withdraw(TransactionId),
}

/// Everything about a transaction that stays when its words are erased: accounts must be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    pub(super) kind: Kind,
    pub(super) at: Timestamp,
    pub(super) total: Money,
    pub(super) lines: Vec<LineItem>,
    pub(super) paid: Vec<Tender>,
    pub(super) refers_to: Option<TransactionId>,
    pub(super) references: Vec<Reference>,
    pub(super) visibility: Visibility,
    pub(super) act: Act,
    /// The first record of this transaction; none where this is it.
    pub(super) first: Option<TransactionId>,
}

impl Terms {
    pub(super) fn currency(&self) -> Currency {
        self.total.currency()
    }
}

/// The words of a transaction: what erasure removes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Words {
    /// What else was written about it: an address, an engraving, who asked for it.
    pub note: Option<Note>,
    /// Why an earlier record was corrected or withdrawn.
    pub reason: Option<Line>,
}
