//! A client's index as somebody knew it at an instant: from what had been recorded by then.

use std::collections::{BTreeMap, BTreeSet};

use super::journal::each_entry;
use super::permission::Permission;
use super::reading::Reading;
use super::surveys::Surveys;
use super::surveys_figures::{Index, answered};
use crate::domain::answer::Answer;
use crate::domain::client::Client;
use crate::domain::contact::Contact;
use crate::domain::noun::{Noun, State};
use crate::domain::{ClientId, Id, RecordId, Source, Stream, Timestamp};
use crate::error::Error;
use crate::scoring::satisfaction::index_of;
use crate::store::scan::MOST;
use crate::store::{JournalQuery, Revision, Store};

impl<S: Store> Surveys<'_, S> {
    /// The index of a client as it was known at an instant: people with the roles that they were known to
    /// have, and the answers that had been recorded by then. What was told later is not in it, whatever
    /// time it is about; [`index`](Self::index) counts that too.
    ///
    /// It is by the firm's policy of today. It goes through the client's journal, so it takes as long as
    /// there are entries.
    ///
    /// ```
    /// use guanxi::domain::client::NewClient;
    /// use guanxi::{Actor, Crm, Timestamp};
    /// # use guanxi::crm::FixedClock;
    /// let now: Timestamp = "2026-05-04T08:30:00Z".parse()?;
    /// let crm = Crm::memory()?;
    /// # let crm = crm.with_clock(FixedClock::at(now));
    /// let desk = crm.desk(Actor::system());
    /// let hua = desk.clients().register(NewClient::organisation("华信咨询")?)?.id();
    /// assert_eq!(desk.surveys().index_known_at(hua, now)?.value, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Not found when there is no such client.
    pub fn index_known_at(&self, client: ClientId, known_at: Timestamp) -> Result<Index, Error> {
        let policy = &self.0.office.satisfaction;
        let stream = Stream::client(client);
        self.0.ask(Permission::SurveyIndexKnownAt, Some(stream), |reading| {
            reading.plain::<Client>(client)?;
            let known = Known::by(reading, stream, known_at)?;
            let mut answers = answered(reading, stream)?;
            answers.retain(|answer| known.told.contains(&answer.id().id()));
            let people: Vec<Contact> = known.people.into_values().collect();
            let source = Source { stream, revision: known.revision.0, version: policy.number() };
            Ok(index_of(&people, &answers, policy, known_at, vec![source])?)
        })
    }
}

/// What a client's journal said by an instant.
#[derive(Default)]
struct Known {
    people: BTreeMap<Id, Contact>,
    /// The answers.
    told: BTreeSet<Id>,
    revision: Revision,
}

impl Known {
    fn by(reading: &Reading<'_>, stream: Stream, at: Timestamp) -> Result<Self, Error> {
        let mut known = Known::default();
        let question = JournalQuery {
            stream: Some(stream),
            recorded_by: Some(at),
            sight: reading.sight(),
            ..JournalQuery::first(MOST)
        };
        each_entry(reading.reader(), question, |entry| {
            known.revision = entry.revision;
            if entry.noun == Answer::DECLARATION.noun {
                known.told.insert(entry.id);
            } else if entry.noun == Contact::DECLARATION.noun {
                let before = known.people.remove(&entry.id);
                let now = Contact::apply(before, &entry.event_of::<Contact>()?, &entry.header());
                known.people.extend(now.map(|now| (entry.id, now)));
            }
            Ok::<(), Error>(())
        })?;
        Ok(known)
    }
}
