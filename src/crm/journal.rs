//! The journal at the desk: who said what and when, and what was known at an earlier time.

use super::desk::Desk;
use super::permission::Permission;
use super::reading::Reading;
use crate::domain::noun::{Event, Header, Noun, State};
use crate::domain::{RecordId, Stream, Timestamp};
use crate::error::Error;
use crate::store::scan::MOST;
use crate::store::{Entry, JournalQuery, Position, Reader, Store, StoreError, Target, Told, body};

/// A question to the journal, answered in the order in which entries became visible.
#[derive(Debug)]
pub struct Journal<S> {
    desk: Desk<S>,
    permission: Permission,
    query: JournalQuery,
}

impl<S: Store + Clone> Desk<S> {
    /// The journal, as far as this actor may see it.
    #[must_use]
    pub fn journal(&self) -> Journal<S> {
        Journal::new(self.clone(), Permission::JournalRead)
    }
}

impl<S: Store> Journal<S> {
    pub(super) fn new(desk: Desk<S>, permission: Permission) -> Self {
        Journal { desk, permission, query: JournalQuery::first(MOST) }
    }

    /// Only what came behind this position: where the host's own consumer left off.
    #[must_use]
    pub fn after(mut self, position: Position) -> Self {
        self.query.after = position;
        self
    }

    /// Only what happened in one stream.
    #[must_use]
    pub fn within(mut self, stream: Stream) -> Self {
        self.query.stream = Some(stream);
        self
    }

    /// Only what was recorded by this instant.
    #[must_use]
    pub fn recorded_by(mut self, at: Timestamp) -> Self {
        self.query.recorded_by = Some(at);
        self
    }

    /// Up to so many entries, 1 to 1000.
    ///
    /// # Errors
    /// A limit out of range; denied, or not found, where the actor may not see the stream.
    pub fn limit(self, limit: usize) -> Result<Vec<Entry>, Error> {
        let query = JournalQuery { limit, ..self.query };
        self.desk.ask(self.permission, query.stream, |reading| {
            let query = JournalQuery { sight: reading.sight(), ..query.clone() };
            let mut entries = reading.reader().journal(&query)?;
            // A consumer that kept the salts could guess at what is erased later.
            entries.iter_mut().for_each(|entry| entry.seal = None);
            Ok(entries)
        })
    }
}

impl Entry {
    /// The event as its noun tells it, words erased where they were erased.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the entry is about another noun or refers to a fact.
    pub fn event_of<N: State>(&self) -> Result<Event<N>, StoreError> {
        match &self.told {
            Told::Inline(said) if self.noun == N::DECLARATION.noun => body::read_event(said),
            Told::Inline(_) | Told::Record => Err(StoreError::Corrupt {
                what: format!("an entry of a {} read as another noun's", self.noun),
            }),
        }
    }

    pub(super) fn header(&self) -> Header {
        Header {
            id: self.id,
            stream: self.stream,
            valid_at: self.valid_at,
            recorded_at: self.recorded_at,
            by: self.actor,
        }
    }
}

/// What a record was after these entries about it, in their order.
///
/// # Errors
/// [`StoreError::Corrupt`] or [`StoreError::NewerFormat`] when an entry cannot be read.
pub fn replay<N: State>(entries: &[Entry]) -> Result<Option<N>, StoreError> {
    entries.iter().try_fold(None, |before, entry| {
        Ok(N::apply(before, &entry.event_of::<N>()?, &entry.header()))
    })
}

/// What a record was, as far as it had been told by an instant.
pub(super) fn known_at<N: State>(
    reading: &Reading<'_>,
    id: N::Id,
    at: Timestamp,
) -> Result<Option<N>, Error> {
    let stream = reading.get::<N>(id)?.now.stream();
    let entries = entries_of::<N>(reading, id, stream, Some(at))?;
    Ok(replay(&entries)?)
}

/// Every entry about a record.
pub(super) fn entries_of<N: Noun>(
    reading: &Reading<'_>,
    id: N::Id,
    stream: Stream,
    recorded_by: Option<Timestamp>,
) -> Result<Vec<Entry>, Error> {
    let record = Some(Target::new(N::DECLARATION.noun, id.id()));
    let question =
        JournalQuery { stream: Some(stream), record, recorded_by, ..JournalQuery::first(MOST) };
    let mut every: Vec<Entry> = Vec::new();
    each_entry(reading.reader(), question, |entry| {
        every.push(entry.clone());
        Ok::<(), Error>(())
    })?;
    Ok(every)
}

/// Every entry that a question is about, page after page, in its order.
pub(super) fn each_entry<E: From<StoreError>>(
    reader: &dyn Reader,
    question: JournalQuery,
    mut look: impl FnMut(&Entry) -> Result<(), E>,
) -> Result<(), E> {
    let mut question = JournalQuery { limit: MOST, ..question };
    loop {
        let page = reader.journal(&question)?;
        page.iter().try_for_each(&mut look)?;
        match page.last().filter(|_| page.len() == MOST) {
            Some(last) => question.after = last.position,
            None => return Ok(()),
        }
    }
}
