//! The rules of transactions: record, correct, withdraw.

use super::account::{Account, No, none_of};
use super::refusal::{MACHINE, TransactionGuard, TransactionRefusal};
use super::words::{Act, Kind, LineItem, Tender, Terms, Words};
use super::{NewLine, NewTransaction, Returned, Transaction};
use crate::domain::machine::NOTHING;
use crate::domain::refusal::Refusal;
use crate::domain::{ClientId, Currency, Held, Invalid, Line, Money, Stamp, Stream, TransactionId};

/// The most lines that a transaction has.
pub(super) const MOST_LINES: usize = 1_000;
/// The most parts in which it is paid.
pub(super) const MOST_TENDERS: usize = 64;
/// The most systems that know it.
pub(super) const MOST_REFERENCES: usize = 16;

/// What a rule must know beside the transaction: of which client it is, and what it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    stream: Stream,
    active: bool,
    purchase: Option<(Transaction, bool)>,
    account: Account,
    taken: Option<TransactionId>,
}

impl Setting {
    /// With this client, about nothing that was told before.
    #[must_use]
    pub fn of(client: ClientId) -> Self {
        Self::in_stream(Stream::client(client))
    }

    /// With the client of this stream.
    #[must_use]
    pub fn in_stream(stream: Stream) -> Self {
        Setting { stream, active: true, purchase: None, account: Account::default(), taken: None }
    }

    /// The client's file was put away or erased.
    #[must_use]
    pub fn inactive(mut self) -> Self {
        self.active = false;
        self
    }

    /// What it refers to, and whether that was superseded.
    #[must_use]
    pub fn about(mut self, purchase: Transaction, superseded: bool) -> Self {
        self.purchase = Some((purchase, superseded));
        self
    }

    /// Everything that stands of the purchase it refers to and, in a correction or a withdrawal, of
    /// the purchase to which it belonged.
    #[must_use]
    pub fn account(mut self, account: Account) -> Self {
        self.account = account;
        self
    }

    /// The same: what stands before the verb is said.
    #[must_use]
    pub fn standing(&self) -> &Account {
        &self.account
    }

    /// Another transaction of its kind has one of its external references.
    #[must_use]
    pub fn reference_taken(mut self, by: TransactionId) -> Self {
        self.taken = Some(by);
        self
    }
}

/// From where, and by which verb.
type Said = (&'static str, &'static str);

fn refused((from, verb): Said, no: No) -> TransactionRefusal {
    match no {
        No::Guard(guard) => Refusal::guard(&MACHINE, from, verb, guard),
        No::Invalid(why) => Refusal::invalid(&MACHINE, from, verb, why),
    }
}

impl Transaction {
    /// Writes down what was bought, asked for, paid or refunded.
    ///
    /// # Errors
    /// A value that cannot be taken ([`Invalid`]), or a [`TransactionGuard`]: lines or amounts that
    /// a transaction of its kind cannot have, in another currency or not adding up; more paid than
    /// it costs; a refund of more than was bought, of a line that is not there, or before it; a
    /// reference to another client's, a superseded or an unfitting transaction; an external
    /// reference that another has.
    pub fn record(
        id: TransactionId,
        new: NewTransaction,
        setting: &Setting,
        stamp: &Stamp,
    ) -> Result<Self, TransactionRefusal> {
        Refusal::check(&MACHINE, NOTHING, "record")?;
        let said = (NOTHING, "record");
        if !setting.active {
            return Err(refused(said, TransactionGuard::ClientNotActive.into()));
        }
        let fact = Self::written(id, new, Act::Record, setting, stamp);
        let fact = fact.map_err(|no| refused(said, no))?;
        let account = setting.account.clone().with(fact.clone());
        account.holds().map_err(|no| refused(said, no))?;
        Ok(fact)
    }

    /// Writes down how it really was; the earlier record leaves the lists and stays readable, and
    /// what referred to that refers to this.
    ///
    /// # Errors
    /// As [`record`](Self::record); when it would become of another kind; when what was paid or
    /// refunded for it would no longer fit; when it was superseded or is a withdrawal.
    pub fn correct(
        &self,
        id: TransactionId,
        superseded: bool,
        new: NewTransaction,
        reason: &str,
        setting: &Setting,
        stamp: &Stamp,
    ) -> Result<Self, TransactionRefusal> {
        let from = self.standing(superseded);
        Refusal::check(&MACHINE, from, "correct")?;
        let no = |no| refused((from, "correct"), no);
        self.has_words().map_err(no)?;
        if new.kind != self.kind() {
            return Err(no(TransactionGuard::OtherKind.into()));
        }
        let mut fact = Self::written(id, new, Act::Correct(self.id), setting, stamp).map_err(no)?;
        fact.terms.first = Some(self.first());
        let account = setting.account.clone().without(self.id).with(fact.clone());
        account.holds().map_err(no)?;
        fact.with_reason(reason).map_err(no)
    }

    /// Says that the record should not be there; it leaves the lists and stays readable.
    ///
    /// # Errors
    /// When the reason is missing; when others refer to it; when what was given back would no
    /// longer have been paid; when it was superseded or is itself a withdrawal.
    pub fn withdraw(
        &self,
        id: TransactionId,
        superseded: bool,
        reason: &str,
        setting: &Setting,
    ) -> Result<Self, TransactionRefusal> {
        let from = self.standing(superseded);
        Refusal::check(&MACHINE, from, "withdraw")?;
        let no = |no| refused((from, "withdraw"), no);
        self.has_words().map_err(no)?;
        if let Some(by) = setting.account.referring_to(self.first()) {
            return Err(no(TransactionGuard::ReferredTo { by }.into()));
        }
        setting.account.clone().without(self.id).holds().map_err(no)?;
        let terms = Terms {
            act: Act::Withdraw(self.id),
            first: Some(self.first()),
            lines: Vec::new(),
            paid: Vec::new(),
            refers_to: None,
            references: Vec::new(),
            ..self.terms.clone()
        };
        let words = Held::Known(Words::default());
        Transaction { id, stream: self.stream, terms, words }.with_reason(reason).map_err(no)
    }

    /// The state of the table in which this record stands.
    #[must_use]
    pub fn standing(&self, superseded: bool) -> &'static str {
        match (self.act(), superseded) {
            (Act::Withdraw(_), _) => "Withdrawal",
            (Act::Record | Act::Correct(_), true) => "Superseded",
            (Act::Record | Act::Correct(_), false) => "Standing",
        }
    }

    /// Nobody speaks again of those whose words were erased: nothing would take the new words away.
    fn has_words(&self) -> Result<(), No> {
        if self.words.is_erased() {
            return Err(TransactionGuard::Erased.into());
        }
        Ok(())
    }

    fn with_reason(mut self, reason: &str) -> Result<Self, No> {
        let reason = Line::new(reason).map_err(|why| why.in_field("reason"))?;
        self.words = self.words.map(|words| Words { reason: Some(reason), ..words });
        Ok(self)
    }

    fn written(
        id: TransactionId,
        new: NewTransaction,
        act: Act,
        setting: &Setting,
        stamp: &Stamp,
    ) -> Result<Self, No> {
        limits(&new)?;
        if new.at > stamp.recorded_at {
            return Err(TransactionGuard::InFuture.into());
        }
        shape(&new)?;
        let purchase = purchase(&new, setting)?;
        let lines = match (new.kind, purchase) {
            (Kind::Refund, Some(purchase)) => taken_back(&new.returned, purchase)?,
            (Kind::Refund, None) => return Err(TransactionGuard::NoPurchase.into()),
            (Kind::Order | Kind::Invoice | Kind::Payment, _) => bought(&new.lines)?,
        };
        amounts(&lines, &new.paid, new.currency, new.kind)?;
        let total = total(&lines, &new)?;
        if let Some(by) = setting.taken {
            return Err(TransactionGuard::ReferenceTaken { by }.into());
        }
        let terms = Terms {
            kind: new.kind,
            at: new.at,
            total,
            lines,
            paid: new.paid,
            refers_to: purchase.map(Transaction::first),
            references: new.references,
            visibility: new.visibility,
            act,
            first: None,
        };
        let words = Held::Known(Words { note: new.note, reason: None });
        Ok(Transaction { id, stream: setting.stream, terms, words })
    }
}

fn limits(new: &NewTransaction) -> Result<(), Invalid> {
    if let Some(why) = &new.invalid {
        return Err(why.clone());
    }
    let most = |field, found: usize, limit| {
        if found > limit { Err(Invalid::TooMany { field, limit }) } else { Ok(()) }
    };
    most("lines", new.lines.len().max(new.returned.len()), MOST_LINES)?;
    most("paid", new.paid.len(), MOST_TENDERS)?;
    most("references", new.references.len(), MOST_REFERENCES)?;
    let mut sorted: Vec<_> = new.references.iter().collect();
    sorted.sort_unstable();
    if sorted.windows(2).any(|pair| matches!(pair, [a, b] if a == b)) {
        return Err(Invalid::Twice { field: "references" });
    }
    Ok(())
}

/// What a transaction of its kind has and has not.
fn shape(new: &NewTransaction) -> Result<(), TransactionGuard> {
    let (own, returned) = (!new.lines.is_empty(), !new.returned.is_empty());
    match new.kind {
        Kind::Order | Kind::Invoice if returned => Err(TransactionGuard::WrongLines),
        Kind::Order | Kind::Invoice if !own => Err(TransactionGuard::NoLines),
        Kind::Refund if own => Err(TransactionGuard::WrongLines),
        Kind::Refund if !returned => Err(TransactionGuard::NoLines),
        Kind::Payment if own || returned => Err(TransactionGuard::WrongLines),
        Kind::Payment if new.paid.is_empty() => Err(TransactionGuard::NothingPaid),
        Kind::Order | Kind::Invoice | Kind::Payment | Kind::Refund => Ok(()),
    }
}

/// What it refers to, if it may.
fn purchase<'s>(
    new: &NewTransaction,
    setting: &'s Setting,
) -> Result<Option<&'s Transaction>, TransactionGuard> {
    let (purchase, superseded) = match (new.refers_to, &setting.purchase) {
        (None, _) => return Ok(None),
        (Some(id), Some((purchase, superseded))) if purchase.id == id => (purchase, superseded),
        (Some(_), _) => return Err(TransactionGuard::WrongPurchase),
    };
    if purchase.stream != setting.stream {
        return Err(TransactionGuard::OtherClient);
    }
    let fits = match new.kind {
        Kind::Order => false,
        Kind::Invoice => purchase.kind() == Kind::Order,
        Kind::Payment | Kind::Refund => matches!(purchase.kind(), Kind::Order | Kind::Invoice),
    };
    if !fits {
        return Err(TransactionGuard::WrongPurchase);
    }
    if *superseded || !purchase.is_told() {
        return Err(TransactionGuard::PurchaseSuperseded);
    }
    if purchase.currency() != new.currency {
        let (wanted, found) = (purchase.currency(), new.currency);
        return Err(TransactionGuard::OtherCurrency { wanted, found });
    }
    Ok(Some(purchase))
}

fn bought(lines: &[NewLine]) -> Result<Vec<LineItem>, No> {
    let line = |line: &NewLine| {
        Ok(LineItem {
            item: line.item.clone().ok_or(Invalid::Empty { field: "item" })?,
            category: line.category.clone(),
            kind: line.kind,
            quantity: line.quantity.clone(),
            net: line.net,
            tax: line.tax,
            of: None,
        })
    };
    lines.iter().map(line).collect()
}

fn taken_back(returned: &[Returned], purchase: &Transaction) -> Result<Vec<LineItem>, No> {
    let line = |back: &Returned| {
        let no_such_line = TransactionGuard::NoSuchLine { line: back.line };
        let place = usize::try_from(back.line).ok().and_then(|line| line.checked_sub(1));
        let bought = place.and_then(|place| purchase.lines().get(place)).ok_or(no_such_line)?;
        let quantity = match &back.quantity {
            Some(quantity) if quantity.units() < 1 => return Err(not_positive("quantity")),
            Some(quantity) => quantity.clone(),
            None if back.net.minor() < 1 => return Err(not_positive("net")),
            None => none_of(bought.quantity())?,
        };
        let (net, tax, of) = (back.net, back.tax, Some(back.line));
        Ok(LineItem { quantity, net, tax, of, ..bought.clone() })
    };
    returned.iter().map(line).collect()
}

fn not_positive(field: &'static str) -> No {
    TransactionGuard::NotPositive { field }.into()
}

/// Every amount in the transaction's currency, and none of them less than it may be.
///
/// A line may cost nothing (a gift, carriage paid) as long as the whole does.
fn amounts(lines: &[LineItem], paid: &[Tender], wanted: Currency, kind: Kind) -> Result<(), No> {
    let mut every = lines
        .iter()
        .flat_map(|line| [line.net, line.tax])
        .chain(paid.iter().map(|tender| tender.value()));
    if let Some(other) = every.find(|amount| amount.currency() != wanted) {
        let found = other.currency();
        return Err(TransactionGuard::OtherCurrency { wanted, found }.into());
    }
    for line in lines {
        if kind != Kind::Refund && line.quantity.units() < 1 {
            return Err(not_positive("quantity"));
        }
        if line.net.minor() < 0 {
            return Err(not_positive("net"));
        }
        if line.tax.minor() < 0 {
            return Err(not_positive("tax"));
        }
    }
    for tender in paid {
        if tender.value().minor() < 1 {
            return Err(not_positive("paid"));
        }
        if matches!(tender, Tender::Points { points, .. } if points.get() < 1) {
            return Err(not_positive("points"));
        }
    }
    Ok(())
}

/// The sum of the lines with tax, or of what is paid with a payment.
fn total(lines: &[LineItem], new: &NewTransaction) -> Result<Money, No> {
    let sum = match new.kind {
        Kind::Payment => Money::total(new.currency, new.paid.iter().map(|tender| tender.value())),
        Kind::Order | Kind::Invoice | Kind::Refund => {
            Money::total(new.currency, lines.iter().flat_map(|line| [line.net, line.tax]))
        }
    }?;
    if sum.minor() < 1 {
        return Err(not_positive("total"));
    }
    match new.total {
        Some(told) if told != sum => Err(TransactionGuard::TotalDiffers { told, sum }.into()),
        Some(_) | None => Ok(sum),
    }
}
