//! A question for what is bought most: by all clients or by one, in a period.

use super::desk::Desk;
use super::permission::Permission;
use super::transactions::among;
use crate::domain::declaration::TIMELINE;
use crate::domain::noun::Noun;
use crate::domain::transaction::{Bought, LineKind, Popularity, Tally, Transaction};
use crate::domain::{ClientId, Invalid, Period, Stream};
use crate::error::Error;
use crate::store::scan::{Condition, MOST};
use crate::store::{Scan, Store};

/// A question for the items that were bought in a period, most often first.
///
/// Orders count, and invoices that are of no order; what came back in the period is told beside
/// it. Without anything else said it is about goods and services of all clients.
#[derive(Debug)]
pub struct MostBought<'d, S> {
    desk: &'d Desk<S>,
    period: Period,
    client: Option<ClientId>,
    kinds: Vec<LineKind>,
    from: usize,
}

/// Some of the items, and of how many purchases and clients that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoughtPage {
    /// The items, most often bought first.
    pub items: Vec<Bought>,
    /// How many purchases there were in the period, with any item: of so many is
    /// [`Bought::purchases`].
    pub purchases: u64,
    /// How many clients bought anything: of so many is [`Bought::clients`].
    pub clients: u64,
    /// How many of those bought at least twice.
    pub returning: u64,
    /// How many items there are on all pages.
    pub count: usize,
    /// From where the next page goes on; none when this was the last.
    pub next: Option<usize>,
}

impl<'d, S: Store> MostBought<'d, S> {
    pub(super) fn new(desk: &'d Desk<S>, period: Period) -> Self {
        let kinds = vec![LineKind::Goods, LineKind::Service];
        MostBought { desk, period, client: None, kinds, from: 0 }
    }

    /// Only by one client.
    #[must_use]
    pub fn of(mut self, client: ClientId) -> Self {
        self.client = Some(client);
        self
    }

    /// Only lines of one kind: goods, services, or shipping.
    #[must_use]
    pub fn kind(mut self, kind: LineKind) -> Self {
        self.kinds = vec![kind];
        self
    }

    /// From where an earlier page ended.
    #[must_use]
    pub fn from(mut self, place: usize) -> Self {
        self.from = place;
        self
    }

    /// A page of 1 to 1000 items. Each page counts the whole period anew, in one moment.
    ///
    /// # Errors
    /// [`Invalid::Range`] for a limit out of range, [`Invalid::Overflow`] when a sum is more than
    /// can be held; not found for another's client.
    pub fn page(self, limit: usize) -> Result<BoughtPage, Error> {
        if !(1..=MOST).contains(&limit) {
            return Err(Invalid::Range { field: "limit", low: 1, high: 1_000 }.into());
        }
        let stream = self.client.map(Stream::client);
        let scan = self.scan(stream);
        let told = self.desk.ask(Permission::TransactionMostBought, stream, |reading| {
            let mut tally = Tally::of(self.kinds.iter().copied());
            reading.each(&scan, |one: Transaction| Ok(tally.add(&one)?))?;
            Ok(tally.told())
        })?;
        let Popularity { items, purchases, clients, returning } = told;
        let count = items.len();
        let end = self.from.saturating_add(limit);
        let items = items.into_iter().skip(self.from).take(limit).collect();
        let next = (end < count).then_some(end);
        Ok(BoughtPage { items, purchases, clients, returning, count, next })
    }

    fn scan(&self, stream: Option<Stream>) -> Scan {
        let noun = Transaction::DECLARATION.noun;
        let scan = match stream {
            Some(stream) => Scan {
                conditions: vec![Condition::NotNull("traded_at")],
                ..Scan::of(noun, TIMELINE, MOST).within(stream)
            },
            None => Scan::of(noun, "by_trade", MOST),
        };
        Scan { among: among(self.period), ..scan }
    }
}
