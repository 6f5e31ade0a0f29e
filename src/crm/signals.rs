//! Signals at the desk: what triggers notice about clients, and what of it is still so.

use super::desk::Desk;
use super::done::{Done, Found, Pages};
use super::draft::Draft;
use super::permission::Permission;
use super::reading::Reading;
use super::signals_numbers::numbers;
use crate::domain::client::Client;
use crate::domain::declaration::TIMELINE;
use crate::domain::noun::{Noun, Stamp};
use crate::domain::{ClientId, Invalid, Stream, Timestamp};
use crate::error::Error;
use crate::scoring::signal::{Look, Numbers, Seen, SignalRecord, SignalRecordId};
use crate::store::scan::{Order, Superseded};
use crate::store::{Cursor, Scan, Store};

/// What the desk does about signals.
#[derive(Debug)]
pub struct SignalDesk<'d, S>(&'d Desk<S>);

impl<S: Store> Desk<S> {
    /// What triggers notice about clients.
    ///
    /// ```
    /// use guanxi::domain::Lang;
    /// use guanxi::domain::client::NewClient;
    /// use guanxi::{Actor, Crm, Timestamp};
    /// # use guanxi::crm::FixedClock;
    /// # use std::sync::Arc;
    /// # let clock = Arc::new(FixedClock::at("2026-05-04T08:30:00Z".parse::<Timestamp>()?));
    /// let crm = Crm::memory()?;
    /// # let crm = crm.with_clock(Arc::clone(&clock));
    /// let desk = crm.desk(Actor::system());
    /// let hua = desk.clients().register(NewClient::organisation("华信咨询")?)?.id();
    /// assert!(desk.signals().look(hua)?.now.look().is_some_and(|look| look.raised.is_empty()));
    /// // A year later nobody has called.
    /// # clock.set("2027-05-04T08:30:00Z".parse()?);
    /// desk.signals().look(hua)?;
    /// let open = desk.signals().of(hua, 10, None)?.items;
    /// let why = open.iter().filter_map(|found| found.now.firing());
    /// let why: Vec<_> = why.map(|firing| firing.signal.reason.say(Lang::Zh)).collect();
    /// assert_eq!(why, ["太久没有联系"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn signals(&self) -> SignalDesk<'_, S> {
        SignalDesk(self)
    }
}

/// What is known when triggers look at a client.
struct Known {
    before: Option<Look>,
    numbers: Numbers,
    as_of: Timestamp,
}

impl<S: Store> SignalDesk<'_, S> {
    /// Looks at a client with every trigger of the firm's, and writes down in one commit what they saw,
    /// the signals that they raise, and those that have ended.
    ///
    /// A trigger that has fired does not fire again before its number has come back over the threshold
    /// at which it ends and its rest is over: the same number raises one signal, however often somebody
    /// looks.
    ///
    /// # Errors
    /// Not found; an instant before the last look.
    pub fn look(&self, client: ClientId) -> Result<Done<SignalRecord>, Error> {
        let (stream, office) = (Stream::client(client), &self.0.office);
        self.0.command(
            Permission::SignalLook,
            &client,
            |reading| {
                // Whoever is asked again looks at the instant of that.
                let as_of = office.clock.now();
                let found = reading.get::<Client>(client)?.now;
                let before = last_look(reading, stream)?;
                Ok(Known { before, numbers: numbers(reading, office, &found, as_of)?, as_of })
            },
            |_| Some(stream),
            |known, moment| {
                let valid_at = known.as_of.min(moment.stamp.recorded_at);
                let stamp = Stamp { valid_at, ..moment.stamp };
                let moment = moment.at(stamp);
                let (before, numbers, at) = (known.before.as_ref(), &known.numbers, stamp.valid_at);
                let seen = office.triggers().look(client, before, numbers, at, || moment.fresh());
                let Seen { look, raised } = seen.map_err(Invalid::from)?;
                let ended = look.ended.clone();
                let look = SignalRecord::looked(moment.fresh(), client, look, &stamp);
                let draft = Draft::fact(look, &moment)?;
                let over = ended
                    .into_iter()
                    .map(|id| SignalRecord::ended(moment.fresh(), client, id, &stamp));
                let new =
                    raised.into_iter().map(|(id, firing)| SignalRecord::raised(id, firing, &stamp));
                over.chain(new)
                    .try_fold(draft, |draft, one| Ok(draft.and(Draft::fact(one, &moment)?)))
            },
        )
    }

    /// What was noticed about a client and has not ended, the longest first.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question; not found for another's client.
    pub fn of(
        &self,
        client: ClientId,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<SignalRecord>, Error> {
        let stream = Stream::client(client);
        let scan = Scan { after, ..noted("by_client", limit).within(stream) };
        self.0.ask(Permission::SignalOf, Some(stream), |reading| reading.page(scan.clone()))
    }

    /// What was noticed about all clients and has not ended, the longest first.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question.
    pub fn open(&self, limit: usize, after: Option<Cursor>) -> Result<Pages<SignalRecord>, Error> {
        let scan = Scan { after, ..noted("by_raised", limit) };
        self.0.ask(Permission::SignalOpen, None, |reading| reading.page(scan.clone()))
    }

    /// Everything that was noticed about a client, looks and ends included, the newest first.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question; not found for another's client.
    pub fn history(
        &self,
        client: ClientId,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<SignalRecord>, Error> {
        let stream = Stream::client(client);
        let scan = noted(TIMELINE, limit).within(stream).descending();
        let scan = Scan { after, superseded: Superseded::Shown, ..scan };
        self.0.ask(Permission::SignalHistory, Some(stream), |reading| reading.page(scan.clone()))
    }

    /// One record: a look, a signal, or the end of one. A signal that has ended is superseded.
    ///
    /// # Errors
    /// Not found.
    pub fn get(&self, id: SignalRecordId) -> Result<Found<SignalRecord>, Error> {
        self.0.ask(Permission::SignalRead, None, |reading| reading.get(id))
    }
}

/// What triggers remember of a client. Two who look at once must not both raise what they see, so the
/// stream is expected to stand.
fn last_look(reading: &Reading<'_>, stream: Stream) -> Result<Option<Look>, Error> {
    let scan = Scan { order: Order::Descending, ..noted("by_look", 1).within(stream) };
    let last = reading.scan::<SignalRecord>(scan)?.items.pop();
    Ok(last.and_then(|found| found.now.look().cloned()))
}

fn noted(index: &'static str, limit: usize) -> Scan {
    Scan::of(SignalRecord::DECLARATION.noun, index, limit)
}
