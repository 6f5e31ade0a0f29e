//! What a rule's answer becomes: a record as it is to stand and the entry that says why.

use super::ids::IdSource;
use crate::domain::noun::{Event, Fact, Header, Noun, State};
use crate::domain::{RecordId, Stamp, Stream, Timestamp};
use crate::error::Error;
use crate::store::{NewEntry, Payload, Put, Revision, StoreError, Take, Target, Write, body};

/// The moment in which a rule is asked, and where fresh ids come from.
pub(crate) struct Moment<'m> {
    pub(crate) stamp: Stamp,
    pub(super) ids: &'m dyn IdSource,
}

impl Moment<'_> {
    /// An id that no record has.
    pub(crate) fn fresh<I: RecordId>(&self) -> I {
        I::from_id(self.ids.id())
    }

    /// The same moment with another stamp.
    pub(crate) fn at(&self, stamp: Stamp) -> Self {
        Moment { stamp, ids: self.ids }
    }

    /// The same moment, told no earlier than this: a clock that ran backwards is not followed.
    pub(super) fn not_before(&self, last: Option<Timestamp>) -> Self {
        let now = self.stamp.recorded_at;
        let recorded_at = last.map_or(now, |last| last.max(now));
        let valid_at = if self.stamp.valid_at == now { recorded_at } else { self.stamp.valid_at };
        Moment { stamp: Stamp { valid_at, recorded_at, by: self.stamp.by }, ids: self.ids }
    }
}

/// What is to be written, and the record that the command is about as it will stand.
pub(crate) struct Draft<N> {
    pub(super) now: N,
    pub(super) writes: Vec<Write>,
    pub(super) takes: Vec<Take>,
    /// Where the subject stands if nothing is written.
    pub(super) unchanged: Revision,
}

impl<N: Noun> Draft<N> {
    /// A state after one event more.
    pub(crate) fn state(
        before: Option<N>,
        id: N::Id,
        stream: Stream,
        event: &Event<N>,
        moment: &Moment<'_>,
    ) -> Result<Self, Error>
    where
        N: State,
    {
        let stamp = moment.stamp;
        let header = Header {
            id: id.id(),
            stream,
            valid_at: stamp.valid_at,
            recorded_at: stamp.recorded_at,
            by: stamp.by,
        };
        let corrupt = || StoreError::Corrupt {
            what: format!("a {} that {} cannot follow on", N::DECLARATION.noun, event.name()),
        };
        let now = N::apply(before, event, &header).ok_or_else(corrupt)?;
        let payload = Payload::Inline(body::write_event(event)?);
        let entry = entry(&now, event.name(), payload, moment);
        let mut write = Write::to(stream);
        write.puts.push(put(&now, None)?);
        write.entries.push(entry);
        Ok(Draft { now, writes: vec![write], takes: Vec::new(), unchanged: Revision::ZERO })
    }

    /// A state after several events; none where there are no events.
    pub(crate) fn states(
        id: N::Id,
        stream: Stream,
        before: Option<N>,
        events: &[Event<N>],
        moment: &Moment<'_>,
    ) -> Result<Option<Self>, Error>
    where
        N: State,
    {
        let mut whole: Option<Self> = None;
        for event in events {
            let last = whole.as_ref().map(|draft| draft.now.clone()).or_else(|| before.clone());
            let mut next = Self::state(last, id, stream, event, moment)?;
            // A record is put once, as it stands behind the last event.
            let entries = whole.into_iter().flat_map(|draft| draft.writes);
            let mut entries: Vec<NewEntry> = entries.flat_map(|write| write.entries).collect();
            if let Some(write) = next.writes.first_mut() {
                entries.append(&mut write.entries);
                write.entries = entries;
            }
            whole = Some(next);
        }
        Ok(whole)
    }

    /// Nothing is written: the record stands as it did.
    pub(crate) fn nothing(now: N, unchanged: Revision) -> Self {
        Draft { now, writes: Vec::new(), takes: Vec::new(), unchanged }
    }

    /// The same writes, as a command about another record.
    pub(crate) fn about<M>(self, now: M) -> Draft<M> {
        Draft { now, writes: self.writes, takes: self.takes, unchanged: self.unchanged }
    }

    /// A fact, as it was written down.
    pub(crate) fn fact(fact: N, moment: &Moment<'_>) -> Result<Self, Error>
    where
        N: Fact,
    {
        let mut write = Write::to(fact.stream());
        write.puts.push(put(&fact, fact.supersedes())?);
        write.entries.push(entry(&fact, fact.event_name(), Payload::Record, moment));
        Ok(Draft { now: fact, writes: vec![write], takes: Vec::new(), unchanged: Revision::ZERO })
    }

    /// The same, erasing the personal part of these records too.
    pub(crate) fn redacting(mut self, targets: impl IntoIterator<Item = Target>) -> Self {
        if let Some(write) = self.writes.first_mut() {
            write.redactions.extend(targets);
        }
        self
    }

    /// The same, taking from counters.
    pub(crate) fn taking(mut self, takes: Vec<Take>) -> Self {
        self.takes.extend(takes);
        self
    }

    /// The same, with what another draft writes in the same stream.
    pub(crate) fn and<M>(mut self, other: Draft<M>) -> Self {
        for more in other.writes {
            match self.writes.iter_mut().find(|write| write.stream == more.stream) {
                Some(write) => {
                    write.puts.extend(more.puts);
                    write.redactions.extend(more.redactions);
                    write.entries.extend(more.entries);
                }
                None => self.writes.push(more),
            }
        }
        self.takes.extend(other.takes);
        self
    }
}

fn put<N: Noun>(now: &N, supersedes: Option<N::Id>) -> Result<Put, Error> {
    Ok(Put {
        target: Target::new(N::DECLARATION.noun, now.id().id()),
        visibility: now.visibility(),
        body: body::write(now)?,
        columns: now.columns(),
        supersedes: supersedes.map(RecordId::id),
    })
}

fn entry<N: Noun>(now: &N, event: &'static str, payload: Payload, moment: &Moment<'_>) -> NewEntry {
    NewEntry {
        target: Target::new(N::DECLARATION.noun, now.id().id()),
        event,
        valid_at: moment.stamp.valid_at,
        visibility: now.visibility(),
        payload,
        salt: moment.ids.salt(),
    }
}
