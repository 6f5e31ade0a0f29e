//! Transactions at the desk: what was bought, invoiced, paid and refunded, and where a client stands.

use std::ops::Bound;

use super::booked::too_many;
use super::desk::Desk;
use super::done::{Done, Found, Pages};
use super::draft::{Draft, Moment};
use super::most_bought::MostBought;
use super::permission::Permission;
use super::reading::Reading;
use super::referral_points::{Rewarded, rewarded_for};
use crate::domain::client::Client;
use crate::domain::declaration::TIMELINE;
use crate::domain::machine::NOTHING;
use crate::domain::noun::{Noun, Stamp};
use crate::domain::refusal::Refusal;
use crate::domain::transaction::{
    Account, Balance, Kind, MACHINE, NewTransaction, Setting, Transaction, TransactionGuard,
};
use crate::domain::{ClientId, Id, Period, RecordId, Reference, Stream, TextDigest, TransactionId};
use crate::error::Error;
use crate::store::scan::{Among, Condition, MOST, Order};
use crate::store::{Conflict, Counter, Cursor, Scan, Store, StoreError, Take};

/// What the desk does about transactions.
#[derive(Debug)]
pub struct Transactions<'d, S>(&'d Desk<S>);

impl<S: Store> Desk<S> {
    /// The transactions: orders, invoices, payments and refunds.
    #[must_use]
    pub fn transactions(&self) -> Transactions<'_, S> {
        Transactions(self)
    }
}

impl<'d, S: Store> Transactions<'d, S> {
    /// [`Transaction::record`]: what was bought, invoiced, paid or refunded. A refund takes back in
    /// the same commit what was given for a [referral](super::referrals::Referrals) because of the
    /// purchase, as far as its terms say.
    ///
    /// ```
    /// use guanxi::domain::client::NewClient;
    /// use guanxi::domain::transaction::{NewLine, NewTransaction, Returned};
    /// use guanxi::{Actor, Crm, Timestamp};
    /// # use guanxi::crm::FixedClock;
    /// let at: Timestamp = "2026-05-03T10:00:00Z".parse()?;
    /// let crm = Crm::memory()?;
    /// # let crm = crm.with_clock(FixedClock::at(at));
    /// let desk = crm.desk(Actor::system());
    /// let hua = desk.clients().register(NewClient::organisation("华信咨询")?)?.id();
    /// let tea = NewLine::goods("茶具", "2 套".parse()?, "CNY 400".parse()?);
    /// let order = NewTransaction::order(at, "CNY".parse()?).line(tea).reference("erp", "SO-7");
    /// let order = desk.transactions().record(hua, order)?.id();
    /// let one = Returned::of(1, "1 套".parse()?, "CNY 200".parse()?);
    /// let refund = NewTransaction::refund(order, at, "CNY".parse()?).returned(one);
    /// desk.transactions().record(hua, refund)?;
    /// let balance = desk.transactions().balance(hua)?;
    /// assert_eq!(balance[0].open.to_string(), "CNY 200.00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The verb's refusals; not found when there is no such client, or nothing that it refers to.
    pub fn record(
        &self,
        client: ClientId,
        new: NewTransaction,
    ) -> Result<Done<Transaction>, Error> {
        let stream = Stream::client(client);
        let done = self.0.command(
            Permission::TransactionRecord,
            &(client, &new),
            |reading| {
                let active = reading.plain::<Client>(client)?.is_active();
                let setting = setting(reading, stream, &new, None)?;
                let rewarded = self.rewarded(reading, returns(&new))?;
                Ok((if active { setting } else { setting.inactive() }, rewarded))
            },
            |_| Some(stream),
            |(setting, rewarded), moment| {
                let moment = moment.at(Stamp { valid_at: new.at(), ..moment.stamp });
                let fact = Transaction::record(moment.fresh(), new.clone(), setting, &moment.stamp)
                    .map_err(Error::refused)?;
                let claims = claims(None, Some(&fact));
                let draft = Draft::fact(fact, &moment)?.taking(claims);
                with_referral(draft, rewarded.as_ref(), setting, None, &moment)
            },
        );
        done.map_err(|error| self.taken(too_many(error, TAKES_BACK), &new, NOTHING, "record"))
    }

    /// [`Transaction::correct`]: how it really was, and why that is said now. What refers to it
    /// goes on to do so.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn correct(
        &self,
        id: TransactionId,
        new: NewTransaction,
        reason: &str,
    ) -> Result<Done<Transaction>, Error> {
        let done = self.0.command(
            Permission::TransactionCorrect,
            &(id, &new, reason),
            |reading| {
                let before = reading.subject::<Transaction>(id)?;
                let stream = before.now.stream();
                let setting = setting(reading, stream, &new, Some(&before.now))?;
                let bought = before.now.is_purchase().then(|| before.now.id());
                let rewarded = self.rewarded(reading, returns(&new).or(bought))?;
                Ok((before, setting, rewarded))
            },
            |(before, ..)| Some(before.now.stream()),
            |(before, setting, rewarded), moment| {
                let moment = moment.at(Stamp { valid_at: new.at(), ..moment.stamp });
                let fact = before.now.correct(
                    moment.fresh(),
                    before.superseded,
                    new.clone(),
                    reason,
                    setting,
                    &moment.stamp,
                );
                let fact = fact.map_err(Error::refused)?;
                let claims = claims(Some(&before.now), Some(&fact));
                let draft = Draft::fact(fact, &moment)?.taking(claims);
                with_referral(draft, rewarded.as_ref(), setting, Some(&before.now), &moment)
            },
        );
        done.map_err(|error| self.taken(too_many(error, TAKES_BACK), &new, "Standing", "correct"))
    }

    /// [`Transaction::withdraw`]: it should not be there, and why. Its external references are
    /// free again.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn withdraw(&self, id: TransactionId, reason: &str) -> Result<Done<Transaction>, Error> {
        let done = self.0.command(
            Permission::TransactionWithdraw,
            &(id, reason),
            |reading| {
                let before = reading.subject::<Transaction>(id)?;
                let stream = before.now.stream();
                let account = Account::of(family(reading, stream, &before.now)?);
                let bought = before.now.is_purchase().then(|| before.now.id());
                let rewarded = self.rewarded(reading, bought)?;
                Ok((before, Setting::in_stream(stream).account(account), rewarded))
            },
            |(before, ..)| Some(before.now.stream()),
            |(before, setting, rewarded), moment| {
                let fact = before.now.withdraw(moment.fresh(), before.superseded, reason, setting);
                let claims = claims(Some(&before.now), None);
                let draft = Draft::fact(fact.map_err(Error::refused)?, moment)?.taking(claims);
                with_referral(draft, rewarded.as_ref(), setting, Some(&before.now), moment)
            },
        );
        done.map_err(|error| too_many(error, TAKES_BACK))
    }

    /// One transaction, also one that was corrected or withdrawn since.
    ///
    /// # Errors
    /// Not found.
    pub fn get(&self, id: TransactionId) -> Result<Found<Transaction>, Error> {
        self.0.ask(Permission::TransactionRead, None, |reading| reading.get(id))
    }

    /// The client's transactions that stand.
    #[must_use]
    pub fn of(&self, client: ClientId) -> TransactionsOf<'d, S> {
        TransactionsOf { desk: self.0, client, kind: None, period: None, after: None }
    }

    /// The one of this kind that another system knows by this reference.
    ///
    /// # Errors
    /// [`Invalid`](crate::domain::Invalid) when it cannot be a reference; not found when none that
    /// stands has it.
    pub fn by_reference(
        &self,
        kind: Kind,
        system: &str,
        id: &str,
    ) -> Result<Found<Transaction>, Error> {
        let reference = Reference::new(system, id)?;
        let scan = known_as(kind, &reference);
        let found = self
            .0
            .ask(Permission::TransactionByReference, None, |reading| reading.page(scan.clone()))?;
        let noun = Transaction::DECLARATION.noun;
        let none = StoreError::NotFound { noun, id: Id::from_bytes([0; 16]) };
        found.items.into_iter().next().ok_or_else(|| none.into())
    }

    /// Where the client stands, once for each currency: ordered, invoiced, paid, refunded, open.
    ///
    /// # Errors
    /// [`Invalid::Overflow`](crate::domain::Invalid) when a sum is more than can be held; not found
    /// for another's client.
    pub fn balance(&self, client: ClientId) -> Result<Vec<Balance>, Error> {
        let stream = Stream::client(client);
        self.0.ask(Permission::TransactionBalance, Some(stream), |reading| {
            let mut all = Vec::new();
            reading.each(&standing(stream), |found: Transaction| {
                all.push(found);
                Ok(())
            })?;
            Ok(Balance::of(&all)?)
        })
    }

    /// Which goods and services were bought most in a period, by all clients or by one.
    #[must_use]
    pub fn most_bought(&self, period: Period) -> MostBought<'d, S> {
        MostBought::new(self.0, period)
    }

    /// The verbs that may be said of one now.
    ///
    /// # Errors
    /// Not found.
    pub fn allowed(&self, id: TransactionId) -> Result<Vec<&'static str>, Error> {
        let found =
            self.0.ask(Permission::TransactionAllowed, None, |r| r.get::<Transaction>(id))?;
        Ok(MACHINE.allowed(found.now.standing(found.superseded)))
    }

    /// The referral that gave points for a purchase, if there is one.
    fn rewarded(
        &self,
        reading: &Reading<'_>,
        purchase: Option<TransactionId>,
    ) -> Result<Option<Rewarded>, Error> {
        purchase.map_or(Ok(None), |purchase| rewarded_for(self.0, reading, purchase))
    }

    /// Somebody else was faster with a reference: that is the rule's no, which only the store can
    /// know.
    fn taken(
        &self,
        error: Error,
        new: &NewTransaction,
        from: &'static str,
        verb: &'static str,
    ) -> Error {
        if !matches!(&error, Error::Store(StoreError::Conflict(Conflict::Exhausted { .. }))) {
            return error;
        }
        match self.0.read(None, |reading| holder(reading, new, None)) {
            Ok((Some(by), _)) => {
                let guard = TransactionGuard::ReferenceTaken { by };
                Error::refused(Refusal::guard(&MACHINE, from, verb, guard))
            }
            Ok((None, _)) | Err(_) => error,
        }
    }
}

/// A question for the transactions of one client that stand, newest first.
#[derive(Debug)]
pub struct TransactionsOf<'d, S> {
    desk: &'d Desk<S>,
    client: ClientId,
    kind: Option<Kind>,
    period: Option<Period>,
    after: Option<Cursor>,
}

impl<S: Store> TransactionsOf<'_, S> {
    /// Only those of one kind.
    #[must_use]
    pub fn kind(mut self, kind: Kind) -> Self {
        self.kind = Some(kind);
        self
    }

    /// Only those that happened within a period.
    #[must_use]
    pub fn within(mut self, period: Period) -> Self {
        self.period = Some(period);
        self
    }

    /// From where an earlier page of the same question ended.
    #[must_use]
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.after = Some(cursor);
        self
    }

    /// Up to so many of the newest, 1 to 1000.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question; not found for another's client.
    pub fn newest(self, limit: usize) -> Result<Pages<Transaction>, Error> {
        let stream = Stream::client(self.client);
        let mut scan = Scan {
            limit,
            order: Order::Descending,
            after: self.after,
            among: self.period.map_or(Among::All, among),
            ..standing(stream)
        };
        scan.conditions.extend(self.kind.map(|kind| Condition::Is("kind", kind.name().into())));
        self.desk
            .ask(Permission::TransactionList, Some(stream), |reading| reading.page(scan.clone()))
    }
}

/// The instants of a period, as an index finds them.
pub(super) fn among(period: Period) -> Among {
    let (start, end) = (period.start().micros(), period.end().micros());
    Among::Between(Bound::Included(start.into()), Bound::Excluded(end.into()))
}

/// A stream's transactions that stand.
fn standing(stream: Stream) -> Scan {
    Scan {
        conditions: vec![Condition::Null("withdraws")],
        ..Scan::of(Transaction::DECLARATION.noun, TIMELINE, MOST).within(stream)
    }
}

fn known_as(kind: Kind, reference: &Reference) -> Scan {
    let key = Transaction::reference_key(kind, reference);
    Scan::of(Transaction::DECLARATION.noun, "by_reference", 2).equal(key)
}

/// Who has one of the external references already.
fn holder(
    reading: &Reading<'_>,
    new: &NewTransaction,
    own: Option<TransactionId>,
) -> Result<Option<TransactionId>, Error> {
    for reference in new.references() {
        let found = reading.page::<Transaction>(known_as(new.kind(), reference))?;
        let other = found.items.iter().map(|found| found.now.id()).find(|id| Some(*id) != own);
        if other.is_some() {
            return Ok(other);
        }
    }
    Ok(None)
}

/// What the rule must know of what it refers to, of what else belongs to that, and of who has its
/// references.
fn setting(
    reading: &Reading<'_>,
    stream: Stream,
    new: &NewTransaction,
    before: Option<&Transaction>,
) -> Result<Setting, Error> {
    let mut setting = Setting::in_stream(stream);
    let mut all = before.map(|before| family(reading, stream, before)).transpose()?;
    if let Some(about) = new.about() {
        let purchase = reading.get::<Transaction>(about)?;
        if purchase.now.stream() == stream {
            let more = family(reading, stream, &purchase.now)?;
            all.get_or_insert_default().extend(more);
        }
        setting = setting.about(purchase.now, purchase.superseded);
    }
    setting = setting.account(Account::of(all.unwrap_or_default()));
    Ok(match holder(reading, new, before.map(Transaction::id))? {
        Some(by) => setting.reference_taken(by),
        None => setting,
    })
}

/// Everything that stands of the purchase to which one belongs. The stream is expected to stand
/// where it stands now, so that nothing else is refunded or paid meanwhile.
fn family(
    reading: &Reading<'_>,
    stream: Stream,
    one: &Transaction,
) -> Result<Vec<Transaction>, Error> {
    let mut root = one.clone();
    // A payment is of an invoice, which is of an order, which is of nothing.
    for _ in 0..2 {
        match root.refers_to().map(|up| reading.standing::<Transaction>(up)).transpose()? {
            Some(Some(up)) => root = up.now,
            Some(None) | None => break,
        }
    }
    let about = |first: TransactionId| {
        let noun = Transaction::DECLARATION.noun;
        let scan = Scan::of(noun, "by_refers_to", MOST).within(stream).equal(first.id());
        let all = reading.all::<Transaction>(&scan)?;
        Ok::<_, Error>(all.into_iter().map(|found| found.now).collect::<Vec<_>>())
    };
    let mut all = about(root.first())?;
    let invoices: Vec<TransactionId> =
        all.iter().filter(|one| one.kind() == Kind::Invoice).map(Transaction::first).collect();
    for invoice in invoices {
        all.extend(about(invoice)?);
    }
    all.push(root);
    Ok(all)
}

/// The verb of the ledger by which a return takes points.
const TAKES_BACK: &str = "return_purchase";

/// The purchase of which this gives something back.
fn returns(new: &NewTransaction) -> Option<TransactionId> {
    new.about().filter(|_| new.kind() == Kind::Refund)
}

/// The same command, and in its commit what becomes of a referral when what is told stands and what
/// it takes the place of does not.
fn with_referral(
    draft: Draft<Transaction>,
    rewarded: Option<&Rewarded>,
    setting: &Setting,
    gone: Option<&Transaction>,
    moment: &Moment<'_>,
) -> Result<Draft<Transaction>, Error> {
    let Some(rewarded) = rewarded else { return Ok(draft) };
    let gone = gone.map(Transaction::id);
    let standing = setting.standing().transactions().iter();
    let stays = standing.filter(|one| Some(one.id()) != gone);
    let standing: Vec<Transaction> = stays.chain([&draft.now]).cloned().collect();
    rewarded.alongside(draft, &standing, moment)
}

/// The external references that a transaction takes, and those that it leaves. Each is one of a
/// counter that goes no further: so two clients' imports cannot both have it, and a record that
/// was withdrawn leaves it to the next.
fn claims(before: Option<&Transaction>, after: Option<&Transaction>) -> Vec<Take> {
    let keys = |one: Option<&Transaction>| -> Vec<String> {
        let key = |one: &Transaction, reference| Transaction::reference_key(one.kind(), reference);
        one.map(|one| one.references().iter().map(|reference| key(one, reference)).collect())
            .unwrap_or_default()
    };
    let (before, after) = (keys(before), keys(after));
    let left = before.iter().filter(|key| !after.contains(key)).map(|key| (key, -1));
    let taken = after.iter().filter(|key| !before.contains(key)).map(|key| (key, 1));
    left.chain(taken).map(|(key, by)| take(key, by)).collect()
}

fn take(key: &str, by: i64) -> Take {
    // A reference can be longer than a counter's name.
    let name = format!("reference {}", TextDigest::of(key));
    let root = Transaction::DECLARATION.number;
    let counter = Counter::of(Stream::of(root, Id::from_bytes([0; 16])), name);
    Take { counter, by, not_below: 0, not_above: 1 }
}
