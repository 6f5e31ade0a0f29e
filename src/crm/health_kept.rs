//! What is kept of all clients in numbers: read page by page, and brought up to date.

use std::ops::ControlFlow;

use super::desk::ATTEMPTS;
use super::feature_records::{Standing, anew, put, standing, up_to_date};
use super::health::HealthDesk;
use super::permission::Permission;
use crate::domain::client::Client;
use crate::domain::declaration::BY_ID;
use crate::domain::noun::Noun;
use crate::domain::{ClientId, Currency, RecordId, Stream};
use crate::error::Error;
use crate::scoring::features::{Features, KeptFeatures};
use crate::store::unit::Digest;
use crate::store::{
    Conflict, Cursor, Expect, Key, Scan, Sight, Store, StoreError, Unit, UnitKey, Write,
};

/// How many clients are brought up to date in one commit.
const TOGETHER: usize = 100;

/// A page of what is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPage {
    /// Each client of which something is kept, by id, with its features; none where they are not up
    /// to date, since somebody wrote without keeping them.
    pub items: Vec<(ClientId, Option<Features>)>,
    /// Where the next page begins.
    pub next: Option<Cursor>,
}

/// How far features have been brought up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KeptSoFar {
    /// How many clients were looked at.
    pub clients: u64,
    /// Of how many of them features were worked out anew.
    pub anew: u64,
    /// How many of them others were writing to all the time; the next who does keeps their features.
    pub busy: u64,
}

impl<S: Store> HealthDesk<'_, S> {
    /// What is kept of all clients in numbers, as it stands, page by page. Those of which nothing was
    /// ever kept are in no page.
    ///
    /// ```
    /// use guanxi::domain::client::NewClient;
    /// use guanxi::{Actor, Crm};
    /// let crm = Crm::memory()?.keeping_features("CNY".parse()?);
    /// let desk = crm.desk(Actor::system());
    /// let hua = desk.clients().register(NewClient::organisation("华信咨询")?)?.id();
    /// let page = desk.health().kept_features(10, None)?;
    /// assert!(matches!(&page.items[..], [(client, Some(_))] if *client == hua));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`StoreError::Query`] where features are not kept, or for a limit out of range.
    pub fn kept_features(&self, limit: usize, after: Option<Cursor>) -> Result<KeptPage, Error> {
        let scan = Scan::of(KeptFeatures::DECLARATION.noun, BY_ID, limit);
        self.0.ask(Permission::HealthKeptFeatures, None, |reading| {
            let currency = self.kept_in()?;
            let scan = Scan { after: after.clone(), sight: reading.sight(), ..scan.clone() };
            let page = reading.reader().scan(&scan)?;
            let streams: Vec<Stream> = page.records.iter().map(|record| record.stream).collect();
            let heads = reading.reader().revisions(&streams)?;
            let items = page.records.into_iter().zip(heads).map(|(record, head)| {
                let client = ClientId::from_id(record.id);
                let kept = up_to_date(Some(record), head, currency);
                (client, kept.map(KeptFeatures::into_features))
            });
            Ok(KeptPage { items: items.collect(), next: page.next })
        })
    }

    /// Brings the features of all clients up to date: of those that were told of before they were kept,
    /// and of those to which somebody wrote without keeping them. Nothing has to be up to date, since
    /// whatever reads them notices; but who reads them all reads faster then.
    ///
    /// A hundred clients are one commit. After each it is told how far it is; whoever answers
    /// [`ControlFlow::Break`] leaves the others as they are.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use guanxi::domain::client::NewClient;
    /// use guanxi::{Actor, Crm};
    /// let crm = Crm::memory()?;
    /// crm.desk(Actor::system()).clients().register(NewClient::organisation("华信咨询")?)?;
    /// let desk = crm.keeping_features("CNY".parse()?).desk(Actor::system());
    /// let kept = desk.health().keep_features(&mut |_| ControlFlow::Continue(()))?;
    /// assert_eq!((kept.clients, kept.anew), (1, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Denied to those who do not see everything; [`StoreError::Query`] where features are not kept.
    pub fn keep_features(
        &self,
        watch: &mut dyn FnMut(&KeptSoFar) -> ControlFlow<()>,
    ) -> Result<KeptSoFar, Error> {
        let permission = Permission::HealthKeepFeatures;
        self.0.authorise(permission, None)?;
        if self.0.office.access.sight(&self.0.actor) != Sight::All {
            return Err(Error::Denied { permission: permission.name() });
        }
        let (currency, mut so_far, mut after) = (self.kept_in()?, KeptSoFar::default(), None);
        loop {
            let scan = Scan { after, ..Scan::of(Client::DECLARATION.noun, BY_ID, TOGETHER) };
            let (page, _) = self.0.read(None, |reading| Ok(reading.reader().scan(&scan)?))?;
            let clients: Vec<ClientId> =
                page.records.iter().map(|record| ClientId::from_id(record.id)).collect();
            self.keep_some(&clients, currency, &mut so_far)?;
            let said = watch(&so_far);
            match page.next.filter(|_| said.is_continue()) {
                Some(next) => after = Some(next),
                None => return Ok(so_far),
            }
        }
    }

    /// Brings some clients up to date in one commit, or one by one where others write to them.
    fn keep_some(
        &self,
        clients: &[ClientId],
        currency: Currency,
        so_far: &mut KeptSoFar,
    ) -> Result<(), Error> {
        for attempt in 1..=ATTEMPTS {
            match self.keep_once(clients, currency) {
                Ok(anew) => {
                    so_far.clients = so_far.clients.saturating_add(number(clients.len()));
                    so_far.anew = so_far.anew.saturating_add(number(anew));
                    return Ok(());
                }
                Err(Error::Store(StoreError::Conflict(Conflict::Stale { .. }))) => {
                    self.0.back_off(attempt);
                }
                Err(error) => return Err(error),
            }
        }
        if let [_] = clients {
            so_far.clients = so_far.clients.saturating_add(1);
            so_far.busy = so_far.busy.saturating_add(1);
            return Ok(());
        }
        clients.chunks(1).try_for_each(|one| self.keep_some(one, currency, so_far))
    }

    /// Works out anew what is behind; says of how many.
    fn keep_once(&self, clients: &[ClientId], currency: Currency) -> Result<usize, Error> {
        let ((expects, writes), _) = self.0.read(None, |reading| {
            let reader = reading.reader();
            let (mut expects, mut writes) = (Vec::new(), Vec::new());
            let behind = |one: &Standing| one.kept.is_none();
            for one in standing(reader, clients, currency)?.into_iter().filter(behind) {
                let stream = Stream::client(one.client);
                let mut write = Write::to(stream);
                write.puts.push(put(&anew(reader, one.client, currency)?)?);
                expects.push(Expect::Stream(stream, one.head.revision));
                writes.push(write);
            }
            Ok((expects, writes))
        })?;
        let anew = writes.len();
        if anew > 0 {
            let office = &self.0.office;
            let key = UnitKey {
                key: Key::fresh(office.ids.id()),
                digest: Digest::NONE,
                actor: self.0.actor.id(),
                recorded_at: office.clock.now(),
                ids: Vec::new(),
            };
            self.0.store.commit(Unit { key, expects, takes: Vec::new(), writes })?;
        }
        Ok(anew)
    }

    /// In which currency features are kept.
    pub(super) fn kept_in(&self) -> Result<Currency, Error> {
        let why = "features are not kept here";
        Ok(self.0.office.features.ok_or(StoreError::Query { why })?)
    }
}

fn number(of: usize) -> u64 {
    u64::try_from(of).unwrap_or(u64::MAX)
}
