//! What is known of a client in numbers, at the desk: from its journal, as of now or any past instant.

use std::collections::BTreeMap;

use super::health::HealthDesk;
use super::permission::Permission;
use super::reading::Reading;
use crate::domain::answer::Answer;
use crate::domain::change_request::ChangeRequest;
use crate::domain::client::Client;
use crate::domain::expectation::Expectation;
use crate::domain::interaction::Interaction;
use crate::domain::member::PointsEntry;
use crate::domain::noun::{Noun, State};
use crate::domain::transaction::Transaction;
use crate::domain::{ClientId, Currency, Id, RecordId, Stream, Timestamp};
use crate::error::Error;
use crate::scoring::features::{Features, Gathered};
use crate::store::scan::MOST;
use crate::store::{Entry, JournalQuery, Position, Store};

impl<S: Store> HealthDesk<'_, S> {
    /// What was known of a client in numbers at an instant, purchases in one currency: from what had
    /// been written down by then, about what had happened by then. What was told later, and about
    /// whatever time, is not in it.
    ///
    /// It goes through the client's journal, so it takes as long as there are entries.
    ///
    /// ```
    /// use guanxi::domain::client::NewClient;
    /// use guanxi::domain::contact::NewContact;
    /// use guanxi::domain::interaction::NewInteraction;
    /// use guanxi::{Actor, Crm, Timestamp};
    /// # use guanxi::crm::FixedClock;
    /// let now: Timestamp = "2026-05-04T08:30:00Z".parse()?;
    /// let crm = Crm::memory()?;
    /// # let crm = crm.with_clock(FixedClock::at(now));
    /// let desk = crm.desk(Actor::system());
    /// let hua = desk.clients().register(NewClient::organisation("华信咨询")?)?.id();
    /// let li = desk.contacts().add(hua, NewContact::named("李雷")?)?.id();
    /// let asked = NewInteraction::mail_in("2026-05-04T08:00:00Z".parse()?).with(li);
    /// desk.interactions().log(hua, asked)?;
    /// let known = desk.health().features(hua, "CNY".parse()?, now)?;
    /// assert_eq!((known.talks.count, known.breadth(Timestamp::MIN)), (1, 1));
    /// assert!(known.responses.waiting.is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Not found.
    pub fn features(
        &self,
        client: ClientId,
        currency: Currency,
        known_at: Timestamp,
    ) -> Result<Features, Error> {
        let stream = Stream::client(client);
        self.0.ask(Permission::HealthFeatures, Some(stream), |reading| {
            reading.plain::<Client>(client)?;
            let mut told = Journalled { reading, currency, gathered: Gathered::default() };
            let (mut expectations, mut changes) = (BTreeMap::new(), BTreeMap::new());
            each_entry(reading, stream, known_at, |entry| {
                if told.fact(entry)? {
                    return Ok(());
                }
                let (at, recorded_at) = (entry.valid_at, entry.recorded_at);
                if let Some(now) = after::<Expectation>(&mut expectations, entry)? {
                    told.gathered.expectation(now, at, recorded_at);
                }
                if let Some(now) = after::<ChangeRequest>(&mut changes, entry)? {
                    told.gathered.change(now, at, recorded_at);
                }
                Ok(())
            })?;
            Ok(told.gathered.known_at(known_at))
        })
    }
}

/// What was read of a journal so far.
struct Journalled<'j, 'r> {
    reading: &'j Reading<'r>,
    currency: Currency,
    gathered: Gathered,
}

impl Journalled<'_, '_> {
    /// Takes an entry that refers to a fact; says whether it was one.
    fn fact(&mut self, entry: &Entry) -> Result<bool, Error> {
        let (at, currency) = (entry.recorded_at, self.currency);
        let noun = entry.noun;
        if noun == Interaction::DECLARATION.noun {
            if let Some(one) = self.found::<Interaction>(entry.id)? {
                self.gathered.interaction(&one, at);
            }
        } else if noun == Transaction::DECLARATION.noun {
            if let Some(one) = self.found::<Transaction>(entry.id)? {
                self.gathered.transaction(&one, currency, at);
            }
        } else if noun == Answer::DECLARATION.noun {
            if let Some(one) = self.found::<Answer>(entry.id)? {
                self.gathered.answer(&one, at);
            }
        } else if noun == PointsEntry::DECLARATION.noun {
            if let Some(one) = self.found::<PointsEntry>(entry.id)? {
                self.gathered.points(&one, at);
            }
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn found<N: Noun>(&self, id: Id) -> Result<Option<N>, Error> {
        Ok(self.reading.find::<N>(N::Id::from_id(id))?.map(|found| found.now))
    }
}

/// A state after an entry about it; none for an entry about another noun.
fn after<'s, N: State>(
    states: &'s mut BTreeMap<Id, N>,
    entry: &Entry,
) -> Result<Option<&'s N>, Error> {
    if entry.noun != N::DECLARATION.noun {
        return Ok(None);
    }
    let before = states.remove(&entry.id);
    let now = N::apply(before, &entry.event_of::<N>()?, &entry.header());
    if let Some(now) = now {
        states.insert(entry.id, now);
    }
    Ok(states.get(&entry.id))
}

/// Every entry of a stream that was recorded by an instant, in its order.
pub(super) fn each_entry(
    reading: &Reading<'_>,
    stream: Stream,
    recorded_by: Timestamp,
    mut look: impl FnMut(&Entry) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut after = Position::START;
    loop {
        let query = JournalQuery {
            after,
            stream: Some(stream),
            recorded_by: Some(recorded_by),
            sight: reading.sight(),
            ..JournalQuery::first(MOST)
        };
        let page = reading.reader().journal(&query)?;
        page.iter().try_for_each(&mut look)?;
        match page.last().filter(|_| page.len() == MOST) {
            Some(last) => after = last.position,
            None => return Ok(()),
        }
    }
}
