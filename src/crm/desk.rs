//! The desk: the CRM as one actor sees it. It reads, asks the rule, and commits; it decides nothing
//! about the trade itself.

use std::sync::Arc;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::access::{Access, Decision};
use super::clock::Clock;
use super::denial;
use super::done::Done;
use super::draft::{Draft, Moment};
use super::ids::IdSource;
use super::permission::Permission;
use super::reading::Reading;
use crate::domain::noun::{Event, Noun, State};
use crate::domain::refusal::Refused;
use crate::domain::{Actor, Invalid, RecordId, Stamp, Stream, Timestamp};
use crate::error::Error;
use crate::store::unit::Digest;
use crate::store::{
    Committed, Conflict, Expect, Kept, Key, Position, Reader, Revision, Store, StoreError, Unit,
    UnitKey,
};

/// How often a rule is asked again when somebody else was faster.
pub(super) const ATTEMPTS: u32 = 16;

/// What every desk of a CRM shares beside the store.
#[derive(Debug)]
pub(super) struct Office {
    pub(super) clock: Arc<dyn Clock>,
    pub(super) ids: Arc<dyn IdSource>,
    pub(super) access: Arc<dyn Access>,
    pub(super) nouns: crate::store::Catalogue,
    #[cfg(feature = "sqlite")]
    pub(super) sqlite: Option<Arc<crate::store::sqlite::SqliteStore>>,
    pub(super) checklists: crate::domain::client::Checklists,
    pub(super) fields: crate::domain::client::Schema,
    pub(super) calendar: Option<crate::domain::calendar::BusinessCalendar>,
    pub(super) cadences: Option<crate::domain::client::CadenceBook>,
    pub(super) expectations: crate::domain::expectation::ExpectationPolicy,
    pub(super) changes: crate::domain::change_request::ChangePolicy,
    pub(super) surveys: crate::domain::survey::SurveyPolicy,
    pub(super) satisfaction: crate::scoring::satisfaction::SatisfactionPolicy,
    pub(super) scorecards: Option<crate::scoring::health::ScorecardBook>,
    pub(super) triggers: Option<crate::scoring::signal::TriggerBook>,
    /// In which currency purchases are counted where features are kept.
    pub(super) features: Option<crate::domain::Currency>,
}

/// The CRM as one actor sees it. Cheap to make and to clone; as `Send` and `'static` as the handle
/// to the store that it holds.
#[derive(Debug, Clone)]
pub struct Desk<S = Arc<dyn Store + Send + Sync>> {
    pub(super) store: S,
    pub(super) office: Arc<Office>,
    pub(super) actor: Actor,
    pub(super) expecting: Option<Revision>,
    pub(super) key: Option<(Key, [u8; 16])>,
    pub(super) valid_at: Option<Timestamp>,
}

impl<S: Store> Desk<S> {
    pub(super) fn new(store: S, office: Arc<Office>, actor: Actor) -> Self {
        Desk { store, office, actor, expecting: None, key: None, valid_at: None }
    }

    /// The same actor at another handle to a store.
    pub(super) fn over<T: Store>(&self, store: T) -> Desk<T> {
        Desk {
            store,
            office: Arc::clone(&self.office),
            actor: self.actor.clone(),
            expecting: self.expecting,
            key: self.key,
            valid_at: self.valid_at,
        }
    }

    /// Who sits at the desk.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The desk whose next command is done only if its record stands at this revision (HTTP
    /// `If-Match`); otherwise it is [`Conflict::Stale`], and never asked again.
    #[must_use]
    pub fn expecting(&self, revision: Revision) -> Self
    where
        S: Clone,
    {
        Desk { expecting: Some(revision), ..self.clone() }
    }

    /// The desk whose next command is done once, however often it is sent with this key.
    ///
    /// # Errors
    /// [`Invalid`] when the key is empty, longer than 255 characters, or has control characters.
    pub fn keyed(&self, key: &str) -> Result<Self, Error>
    where
        S: Clone,
    {
        Ok(Desk { key: Some(Key::with_salt(key)?), ..self.clone() })
    }

    /// The desk whose commands happened in the world at this instant, not now.
    #[must_use]
    pub fn happened_at(&self, valid_at: Timestamp) -> Self
    where
        S: Clone,
    {
        Desk { valid_at: Some(valid_at), ..self.clone() }
    }

    /// One event on one state: load, authorise, ask the rule, commit.
    pub(super) fn say<N: State, R: Refused>(
        &self,
        permission: Permission,
        id: N::Id,
        input: &impl Serialize,
        rule: impl Fn(&N, &Stamp) -> Result<Event<N>, R>,
    ) -> Result<Done<N>, Error> {
        let input = (id.id(), input);
        self.command(
            permission,
            &input,
            |reading| {
                let subject = reading.subject::<N>(id)?;
                let stream = subject.now.stream();
                Ok((subject, reading.head(stream)?.recorded_at, stream))
            },
            |(_, _, stream)| Some(*stream),
            |(subject, last, stream), moment| {
                let moment = moment.not_before(*last);
                let event = rule(&subject.now, &moment.stamp).map_err(Error::refused)?;
                Draft::state(Some(subject.now.clone()), id, *stream, &event, &moment)
            },
        )
    }

    /// Any command: in one view what must be known, then the rule, then the commit; asked again
    /// when somebody else was faster.
    pub(super) fn command<F, N: Noun>(
        &self,
        permission: Permission,
        input: &impl Serialize,
        read: impl Fn(&Reading<'_>) -> Result<F, Error>,
        stream: impl Fn(&F) -> Option<Stream>,
        rule: impl Fn(&F, &Moment<'_>) -> Result<Draft<N>, Error>,
    ) -> Result<Done<N>, Error> {
        let digest = self.digest(permission, input)?;
        let mut attempt = 0;
        loop {
            let seen: Seen<F, N> = self.look(permission, digest, &read)?;
            let (facts, expects) = match seen {
                Seen::Repeated(done) => {
                    // Whoever may not do it any more is told nothing of it either.
                    self.authorise(permission, Some(done.now.stream()))?;
                    return Ok(done);
                }
                Seen::Fresh(facts, expects) => (facts, expects),
            };
            self.authorise(permission, stream(&facts))?;
            let moment = self.moment()?;
            let draft = rule(&facts, &moment)?;
            match self.commit(draft, expects, digest, &moment) {
                Err(Error::Store(StoreError::Conflict(Conflict::Stale { .. })))
                    if self.expecting.is_none() && attempt < ATTEMPTS =>
                {
                    attempt += 1;
                    self.back_off(attempt);
                }
                answer => return answer,
            }
        }
    }

    fn look<F, N: Noun>(
        &self,
        permission: Permission,
        digest: Digest,
        read: &impl Fn(&Reading<'_>) -> Result<F, Error>,
    ) -> Result<Seen<F, N>, Error> {
        let (looked, about) = self.read_about(self.expecting, |reading| {
            if let Some(kept) =
                self.key.map(|(key, _)| reading.reader().key(&key)).transpose()?.flatten()
            {
                return repeated(reading, digest, &kept).map(|done| (Seen::Repeated(done), ()));
            }
            read(reading).map(|facts| (Seen::Fresh(facts, Vec::new()), ()))
        })?;
        match looked {
            Ok(((Seen::Fresh(facts, _), ()), expects)) => Ok(Seen::Fresh(facts, expects)),
            Ok(((Seen::Repeated(done), ()), _)) => Ok(Seen::Repeated(done)),
            // What cannot be seen is not found; who may not ask at all is told so first.
            Err(error) => {
                self.authorise(permission, about)?;
                Err(error)
            }
        }
    }

    /// Reads in one moment, as this actor.
    pub(super) fn read<T>(
        &self,
        expecting: Option<Revision>,
        look: impl Fn(&Reading<'_>) -> Result<T, Error>,
    ) -> Result<(T, Vec<Expect>), Error> {
        self.read_about(expecting, look)?.0
    }

    /// The same, and in whose stream the first record lies that was read.
    fn read_about<T>(
        &self,
        expecting: Option<Revision>,
        look: impl Fn(&Reading<'_>) -> Result<T, Error>,
    ) -> Result<Looked<T>, Error> {
        let sight = self.office.access.sight(&self.actor);
        let mut seen = None;
        self.store.view(&mut |reader: &dyn Reader| {
            let reading = Reading::new(reader, sight, expecting);
            let (answer, about) = (look(&reading), reading.about());
            seen = Some((answer.map(|answer| (answer, reading.into_expects())), about));
            Ok(())
        })?;
        seen.ok_or(Error::Store(StoreError::Closed))
    }

    /// A query: authorised, then read in one moment; where it does not name a stream, authorised once
    /// more on that of the record that it is about.
    pub(super) fn ask<T>(
        &self,
        permission: Permission,
        stream: Option<Stream>,
        look: impl Fn(&Reading<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.authorise(permission, stream)?;
        let (looked, about) = self.read_about(None, look)?;
        if let (None, Some(about)) = (stream, about) {
            self.authorise(permission, Some(about))?;
        }
        looked.map(|(answer, _)| answer)
    }

    pub(super) fn authorise(
        &self,
        permission: Permission,
        stream: Option<Stream>,
    ) -> Result<(), Error> {
        match self.office.access.decide(&self.actor, permission, stream) {
            Decision::Allow => Ok(()),
            Decision::Hide => {
                let id = stream.map_or(crate::domain::Id::from_bytes([0; 16]), Stream::id);
                Err(StoreError::NotFound { noun: "client", id }.into())
            }
            Decision::Deny => {
                self.write_denial(permission);
                Err(Error::Denied { permission: permission.name() })
            }
        }
    }

    /// A denial is written down once a day for each actor and permission, so that nobody fills the
    /// disk with them; if that fails, it is a denial all the same.
    pub(super) fn write_denial(&self, permission: Permission) {
        // By the clock alone: what somebody says of when they asked is no part of it.
        let at = self.office.clock.now();
        let stamp = Stamp { valid_at: at, recorded_at: at, by: self.actor.id() };
        let moment = Moment { stamp, ids: self.office.ids.as_ref() };
        let written = denial::draft(&self.actor, permission, &moment);
        if let Ok((draft, key)) = written {
            let unit_key = self.unit_key(key, Digest::NONE, &moment, &draft.now);
            let _ = self.store.commit(Unit {
                key: unit_key,
                expects: Vec::new(),
                takes: Vec::new(),
                writes: draft.writes,
            });
        }
    }

    pub(super) fn moment(&self) -> Result<Moment<'_>, Error> {
        let recorded_at = self.office.clock.now();
        let valid_at = self.valid_at.unwrap_or(recorded_at);
        if valid_at > recorded_at {
            let expected = "not after the time it is told";
            return Err(Invalid::Date { field: "happened at", expected }.into());
        }
        let stamp = Stamp { valid_at, recorded_at, by: self.actor.id() };
        Ok(Moment { stamp, ids: self.office.ids.as_ref() })
    }

    fn commit<N: Noun>(
        &self,
        draft: Draft<N>,
        expects: Vec<Expect>,
        digest: Digest,
        moment: &Moment<'_>,
    ) -> Result<Done<N>, Error> {
        let key = self.key.map_or_else(|| Key::fresh(self.office.ids.id()), |(key, _)| key);
        let unit_key = self.unit_key(key, digest, moment, &draft.now);
        let stream = draft.now.stream();
        let unit = Unit { key: unit_key, expects, takes: draft.takes, writes: draft.writes };
        let committed = self.store.commit(unit)?;
        if committed.repeated {
            // The same command came twice at once, and the other was first: its record counts.
            let first = self.kept(&key)?.ok_or(StoreError::InDoubt { key })?;
            return self
                .read(None, |reading| repeated(reading, digest, &first))
                .map(|(done, _)| done);
        }
        let moved = committed.revisions.iter().find(|(changed, _)| *changed == stream);
        let revision = moved.map_or(draft.unchanged, |(_, revision)| *revision);
        Ok(done(draft.now, revision, &committed))
    }

    /// What is remembered of a key.
    pub(super) fn kept(&self, key: &Key) -> Result<Option<Kept>, Error> {
        self.read(None, |reading| Ok(reading.reader().key(key)?)).map(|(kept, _)| kept)
    }

    fn unit_key<N: Noun>(&self, key: Key, digest: Digest, moment: &Moment<'_>, now: &N) -> UnitKey {
        UnitKey {
            key,
            digest,
            actor: self.actor.id(),
            recorded_at: moment.stamp.recorded_at,
            ids: vec![now.id().id()],
        }
    }

    /// The digest of actor, verb and input; nobody asks for it where the caller gave no key.
    pub(super) fn digest(
        &self,
        permission: Permission,
        input: &impl Serialize,
    ) -> Result<Digest, Error> {
        let Some((_, salt)) = self.key else { return Ok(Digest::NONE) };
        let input = crate::store::body::digestible(&(input, self.valid_at))?;
        let mut hash = Sha256::new();
        hash.update(salt);
        hash.update(self.actor.id().to_bytes());
        hash.update(permission.name());
        hash.update(input);
        Ok(Digest(hash.finalize().into()))
    }

    /// Waits a little and a little differently each time, so that those who collided do not meet
    /// again.
    pub(super) fn back_off(&self, attempt: u32) {
        let [jitter, ..] = self.office.ids.salt();
        let most = 20_u64 << attempt.min(8);
        let micros = most * (u64::from(jitter) + 1) / 256;
        std::thread::sleep(std::time::Duration::from_micros(micros));
    }
}

/// What was read, or why not, and in whose stream the first record lies.
type Looked<T> = (Result<(T, Vec<Expect>), Error>, Option<Stream>);

enum Seen<F, N> {
    Fresh(F, Vec<Expect>),
    Repeated(Done<N>),
}

fn repeated<N: Noun>(reading: &Reading<'_>, digest: Digest, kept: &Kept) -> Result<Done<N>, Error> {
    if kept.digest != digest {
        return Err(Conflict::KeyReused.into());
    }
    let corrupt = || StoreError::Corrupt { what: "a key that names no record".to_owned() };
    let id = kept.ids.first().copied().ok_or_else(corrupt)?;
    let now = reading.get::<N>(N::Id::from_id(id))?;
    let position = kept.positions.first().copied().unwrap_or(Position::START);
    Ok(Done { now: now.now, revision: now.revision, position, repeated: true })
}

fn done<N>(now: N, revision: Revision, committed: &Committed) -> Done<N> {
    let position = committed.positions.first().copied().unwrap_or(Position::START);
    Done { now, revision, position, repeated: committed.repeated }
}
