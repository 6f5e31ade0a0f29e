//! The plainest store that keeps the contract: every commit copies everything, every question
//! looks at every record. Engines are compared with it, and each [`Fault`] breaks it at one place.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::OpenOptions;
use std::io::Write as _;
use std::ops::{Bound, ControlFlow};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use guanxi::domain::declaration::{Cell, Columns, Holds, Kind, Value};
use guanxi::domain::{Held, Id, Stream, Timestamp};
use guanxi::store::catalogue::Plan;
use guanxi::store::chain::{self, Link, Seal};
use guanxi::store::conformance::{Bench, Handle};
use guanxi::store::scan::{Among, Order, Projection, Superseded};
use guanxi::store::unit::Digest;
use guanxi::store::{
    Body, Capabilities, Catalogue, Check, Committed, Condition, Conflict, Counter, Cursor, Entry,
    Expect, Head, JournalQuery, Kept, Key, NewEntry, Page, Part, Payload, Position, Progress, Put,
    Reader, Record, Registered, Report, Revision, Scan, Scrub, Sight, Stats, Store, StoreError,
    Take, Target, Told, Unit, Write,
};

macro_rules! faults {
    ($($name:ident,)*) => {
        /// A place at which the store breaks its word.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Fault {
            Nowhere,
            $($name,)*
        }

        /// All of them.
        pub(crate) const FAULTS: &[Fault] = &[$(Fault::$name,)*];
    };
}

faults! {
    EveryReadIsAMomentOfItsOwn, ViewsLagBehind, ClosureErrorSwallowed, ClosureErrorWrapped,
    HalfAUnitAfterAnError, RefusedKeysRemembered,
    RepetitionsWriteAgain, RepetitionsNotMarked, RepetitionsAnsweredEmpty, KeysNotKept,
    OtherDigestsRepeated,
    ExpectationsBeforeKeys, TakesBeforeExpectations, UniquenessBeforeTakes, KeysBeforeForm,
    StreamExpectationsIgnored, ReadExpectationsIgnored, RecordExpectationsIgnored, AbsenceIgnored,
    StaleFindsNothing, LastExpectationNamed,
    RevisionMovesTwice, RevisionMovesByEntries, EmptyWritesMoveRevisions,
    RedactionMovesRecord, RecordRevisionIsItsOwn,
    PutsBeforeRemoves, StreamByStream, RedactionsBeforePuts,
    UniqueIgnored, UniqueNotFreedByRemove, UniqueOnlyOnePerSet, TakenNamesNobody,
    FactsPutAgain, SupersededTwice, SupersessionForgotten, SupersessionLosesTheOriginal,
    ResurrectedByRemove,
    BoundsIgnored, TakesLost, TakesOneByOneIgnored,
    DerivedOnlyGrows, DerivedIgnoresSupersession, DerivedMovesRevision, DerivedNotOnPut,
    DerivedWithoutOwn, DerivedNotBelowOwn, MovedFactsSayAnother, RemovedFactsComeBack,
    EntriesMoveAlong, MovedRecordLeftBehind,
    RedactionOnlyInRecord, RedactionOnlyInItsStream, RedactionLeavesIndexes, RedactionBreaksChain,
    FormUnchecked, TakesWithoutEntries, RecordsThatAreNotThereRemoved, PutsMoveSilently,
    ClockRunsBackwards, UpdatesLost,
    LastUnitLostOnOpening, KeysLostOnOpening, AnswersBeforeCommit,
    WorksAfterClose, SecondCloseFails, CheckSeesGhosts, RebuildForgetsDerived,
    ScrubLeavesBytes, ScrubLosesRecords, ScrubAlwaysWaits, ForgetsOneKeyMore, ForgetsEveryKey,
    StatsCountWhatWas, StatsForgetKeys, CheckGoesOn, CheckRunsBackwards, CheckRunsPastItsEnd,
    GetLeavesOutWhatIsNot, GetSorts, ColumnsAlways, NamedColumnsAsDeclared, NoDerivedColumns,
    Unsorted, DescendingKeepsIds, NullsInIndexes, ManyOnce, PrefixIgnoresCase, PrefixIsAPattern,
    BoundsInclude, IntegersAsTexts, ConditionsIgnored, IsNotLeavesOutNulls,
    SightIgnoredInPages, SightIgnoredInCounts, SightIgnoredInJournal, SupersededShown,
    SupersededCounted, CursorRepeatsARecord, CursorForgetsIds, FilteredPagesEndEarly,
    LimitOneMore, AnyCursor, UnknownIndexIsEmpty, LimitUnchecked, CountIsAPage, CountOnlyRecords,
    NumbersRunThroughUnit, NumbersFromOne, ActorForgotten, ValidAtIsRecordedAt, PositionsByStream,
    JournalByStream, PositionsBackwards, RecordFilterIgnoresNoun, RecordedByExcludes,
    JournalAfterIncludes, JournalLimitUnchecked, FactsSaidInline, TakesAtEveryEntry,
    TakesUnsaid, KeyForgetsIds, KeyKeepsWrittenTime, UnknownKeysKept, HeadsSorted,
    HeadsWithoutTime, CountersByNameAlone,
    RestoredRevisionsForgotten, RestoredWithoutDerived, RestoredCountersForgotten,
    RestoredSealsForgotten, RestoredByHalves, RestoredUnverified, RestoredOver,
    WorksHalfRestored,
}

/// An entry and what keeps its personal part in the chain.
#[derive(Debug, Clone)]
struct Written {
    entry: Entry,
    seal: Option<Seal>,
}

/// Everything that is kept.
#[derive(Debug, Clone, Default)]
struct Kingdom {
    records: BTreeMap<(&'static str, Id), Record>,
    entries: Vec<Written>,
    heads: BTreeMap<Stream, (Head, Digest)>,
    counters: BTreeMap<Counter, i64>,
    keys: BTreeMap<Key, Kept>,
    last: u64,
    half: bool,
    /// What the facts said that the unit at work removes.
    moving: BTreeMap<Target, Body>,
    /// Facts that entries refer to and that are gone.
    gone: BTreeSet<Target>,
}

/// The plainest store.
#[derive(Debug)]
pub(crate) struct Plain {
    catalogue: Catalogue,
    fault: Fault,
    state: Arc<Mutex<Arc<Kingdom>>>,
    before: Mutex<Arc<Kingdom>>,
    closed: AtomicBool,
    log: Option<PathBuf>,
}

impl Plain {
    /// An empty store.
    pub(crate) fn new(nouns: &[Registered], fault: Fault) -> Result<Self, StoreError> {
        Self::over(nouns, fault, Arc::default(), None)
    }

    fn over(
        nouns: &[Registered],
        fault: Fault,
        state: Arc<Mutex<Arc<Kingdom>>>,
        log: Option<PathBuf>,
    ) -> Result<Self, StoreError> {
        let before = Mutex::new(Arc::clone(&state.lock().unwrap()));
        let catalogue = Catalogue::new(nouns)?;
        Ok(Plain { catalogue, fault, state, before, closed: AtomicBool::new(false), log })
    }

    fn is(&self, fault: Fault) -> bool {
        self.fault == fault
    }

    fn kingdom(&self) -> MutexGuard<'_, Arc<Kingdom>> {
        self.state.lock().unwrap()
    }

    fn open(&self) -> Result<(), StoreError> {
        let closed = self.closed.load(Ordering::SeqCst) && !self.is(Fault::WorksAfterClose);
        if closed { Err(StoreError::Closed) } else { Ok(()) }
    }

    /// Appends what a unit says to the file, which only a scrub shortens.
    fn log(&self, said: &[u8]) {
        let Some(path) = &self.log else { return };
        let mut file = OpenOptions::new().create(true).append(true).open(path).unwrap();
        file.write_all(said).unwrap();
    }

    fn relog(&self, kingdom: &Kingdom) {
        let Some(path) = &self.log else { return };
        let mut bytes = Vec::new();
        push_bytes(&mut bytes, kingdom);
        std::fs::write(path, bytes).unwrap();
    }
}

/// Every body that a unit brings along.
fn said(unit: &Unit) -> Vec<u8> {
    let mut bytes = Vec::new();
    for write in &unit.writes {
        let inline = write.entries.iter().filter_map(|entry| match &entry.payload {
            Payload::Inline(body) => Some(body),
            Payload::Record => None,
        });
        write.puts.iter().map(|put| &put.body).chain(inline).for_each(|b| push_body(&mut bytes, b));
    }
    bytes
}

fn push_body(bytes: &mut Vec<u8>, body: &Body) {
    bytes.extend_from_slice(&body.plain);
    if let Held::Known(personal) = &body.personal {
        bytes.extend_from_slice(personal);
    }
}

fn push_bytes(bytes: &mut Vec<u8>, kingdom: &Kingdom) {
    let inline = kingdom.entries.iter().filter_map(|written| match &written.entry.told {
        Told::Inline(body) => Some(body),
        Told::Record => None,
    });
    let bodies = kingdom.records.values().map(|record| &record.body).chain(inline);
    bodies.for_each(|body| push_body(bytes, body));
}

impl Store for Plain {
    fn capabilities(&self) -> Capabilities {
        Capabilities { durable_on_return: self.log.is_some(), isolated_readers: true, group: false }
    }

    fn view(
        &self,
        read: &mut dyn FnMut(&dyn Reader) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.open()?;
        let moment = match self.fault {
            Fault::EveryReadIsAMomentOfItsOwn => None,
            Fault::ViewsLagBehind => Some(Arc::clone(&self.before.lock().unwrap())),
            _ => Some(Arc::clone(&self.kingdom())),
        };
        match (read(&Looking { store: self, moment }), self.fault) {
            (Err(_), Fault::ClosureErrorSwallowed) => Ok(()),
            (Err(error), Fault::ClosureErrorWrapped) => Err(StoreError::backend(error)),
            (answer, _) => answer,
        }
    }

    fn commit(&self, unit: Unit) -> Result<Committed, StoreError> {
        self.open()?;
        if self.is(Fault::UpdatesLost) {
            let mut draft = Kingdom::clone(&self.kingdom());
            std::thread::sleep(std::time::Duration::from_millis(1));
            let answer = Writing { store: self, to: &mut draft }.commit(unit)?;
            *self.kingdom() = Arc::new(draft);
            return Ok(answer);
        }
        let mut state = self.kingdom();
        if state.half && !self.is(Fault::WorksHalfRestored) {
            return Err(StoreError::HalfRestored);
        }
        let mut draft = Kingdom::clone(&state);
        let key = unit.key.clone();
        let said = said(&unit);
        let answer = Writing { store: self, to: &mut draft }.commit(unit);
        if answer.is_err() && self.is(Fault::RefusedKeysRemembered) {
            draft = Kingdom::clone(&state);
            draft.keys.insert(key.key, kept(&key, &Committed::default_of()));
        }
        let keep = answer.is_ok()
            || matches!(self.fault, Fault::HalfAUnitAfterAnError | Fault::RefusedKeysRemembered);
        let lost = self.is(Fault::AnswersBeforeCommit) && draft.keys.len().is_multiple_of(4);
        if keep && !lost {
            self.log(&said);
            *self.before.lock().unwrap() = Arc::clone(&state);
            *state = Arc::new(draft);
        }
        answer
    }

    fn restore(&self, part: &Part) -> Result<(), StoreError> {
        self.open()?;
        let mut state = self.kingdom();
        let mut draft = Kingdom::clone(&state);
        let answer = Writing { store: self, to: &mut draft }.restore(part);
        if answer.is_ok() || self.is(Fault::RestoredByHalves) {
            *self.before.lock().unwrap() = Arc::clone(&state);
            *state = Arc::new(draft);
        }
        answer
    }

    fn check(
        &self,
        mode: Check,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Report, StoreError> {
        self.open()?;
        let mut state = self.kingdom();
        let (records, entries) = (state.records.len() as u64, state.entries.len() as u64);
        let total = records + entries;
        for done in (0..=total).step_by(3) {
            let done = match self.fault {
                Fault::CheckRunsBackwards => total - done,
                Fault::CheckRunsPastItsEnd => done + total,
                _ => done,
            };
            if progress(Progress { done, total }).is_break() && !self.is(Fault::CheckGoesOn) {
                return Err(StoreError::Cancelled);
            }
        }
        let mut faults = verify(&state, &self.catalogue);
        if self.is(Fault::CheckSeesGhosts) && entries > 10 {
            faults.push("a ghost".to_owned());
        }
        if mode == Check::Rebuild {
            let mut draft = Kingdom::clone(&state);
            let streams: Vec<Stream> = draft.heads.keys().copied().collect();
            for ((noun, id), record) in &mut draft.records {
                let noun = self.catalogue.noun(noun)?;
                record.columns = (noun.project)(*id, record.stream, &record.body);
            }
            let mut writing = Writing { store: self, to: &mut draft };
            if !self.is(Fault::RebuildForgetsDerived) {
                streams.into_iter().for_each(|stream| writing.derive(stream));
            }
            *state = Arc::new(draft);
        }
        Ok(Report { records, entries, faults })
    }

    fn scrub(&self) -> Result<Scrub, StoreError> {
        self.open()?;
        let mut state = self.kingdom();
        if self.is(Fault::ScrubAlwaysWaits) {
            return Ok(Scrub::Waiting);
        }
        if self.is(Fault::ScrubLosesRecords) {
            let mut draft = Kingdom::clone(&state);
            draft.records.retain(|_, record| !record.body.personal.is_erased());
            *state = Arc::new(draft);
        }
        if !self.is(Fault::ScrubLeavesBytes) {
            self.relog(&state);
        }
        Ok(Scrub::Scrubbed)
    }

    fn forget_keys(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.open()?;
        let mut state = self.kingdom();
        let mut draft = Kingdom::clone(&state);
        let stood = draft.keys.len();
        draft.keys.retain(|_, kept| match self.fault {
            Fault::ForgetsEveryKey => false,
            Fault::ForgetsOneKeyMore => kept.recorded_at > before,
            _ => kept.recorded_at >= before,
        });
        let forgotten = (stood - draft.keys.len()) as u64;
        *state = Arc::new(draft);
        Ok(forgotten)
    }

    fn stats(&self) -> Result<Stats, StoreError> {
        self.open()?;
        let state = self.kingdom();
        let nouns = self.catalogue.nouns().map(|noun| noun.declaration.noun);
        let count = |noun: &str| {
            if self.is(Fault::StatsCountWhatWas) {
                state.entries.iter().filter(|written| written.entry.noun == noun).count() as u64
            } else {
                state.records.keys().filter(|(of, _)| *of == noun).count() as u64
            }
        };
        Ok(Stats {
            condition: Condition::Open,
            records: nouns.map(|noun| (noun, count(noun))).collect(),
            entries: state.entries.len() as u64,
            keys: if self.is(Fault::StatsForgetKeys) { 0 } else { state.keys.len() as u64 },
            last: state.entries.iter().map(|w| w.entry.position).max().unwrap_or(Position::START),
            bytes: 0,
        })
    }

    fn close(&self) -> Result<(), StoreError> {
        let closed = self.closed.swap(true, Ordering::SeqCst);
        if closed && self.is(Fault::SecondCloseFails) { Err(StoreError::Closed) } else { Ok(()) }
    }
}

trait Nothing {
    fn default_of() -> Self;
}

impl Nothing for Committed {
    fn default_of() -> Self {
        Committed { revisions: Vec::new(), positions: Vec::new(), repeated: false }
    }
}

fn kept(key: &guanxi::store::UnitKey, answer: &Committed) -> Kept {
    Kept {
        digest: key.digest,
        actor: key.actor,
        recorded_at: key.recorded_at,
        ids: key.ids.clone(),
        revisions: answer.revisions.clone(),
        positions: answer.positions.clone(),
    }
}

/// The contradictions between entries and chain, and between bodies and columns.
fn verify(state: &Kingdom, catalogue: &Catalogue) -> Vec<String> {
    let mut faults = Vec::new();
    let mut heads: BTreeMap<Stream, Digest> = BTreeMap::new();
    for written in &state.entries {
        let entry = &written.entry;
        let previous = heads.get(&entry.stream).copied().unwrap_or(Digest::NONE);
        // What was removed for good has taken with it what its entry covers.
        let digest = link(previous, entry, written.seal, state, catalogue);
        if digest.is_some_and(|digest| digest != entry.digest) {
            faults.push(format!("the chain is broken at {}", entry.position));
        }
        heads.insert(entry.stream, entry.digest);
    }
    for ((noun, id), record) in &state.records {
        let Some(noun) = catalogue.noun(noun).ok() else { continue };
        let mut columns = record.columns.clone().unwrap_or_default();
        for (cell, column) in columns.iter_mut().zip(noun.declaration.columns) {
            if column.derived.is_some() {
                *cell = Cell::NULL;
            }
        }
        if (noun.project)(*id, record.stream, &record.body) != Some(columns) {
            faults.push(format!("columns of {id}"));
        }
    }
    faults
}

fn link(
    previous: Digest,
    entry: &Entry,
    seal: Option<Seal>,
    state: &Kingdom,
    catalogue: &Catalogue,
) -> Option<Digest> {
    let noun = catalogue.noun(entry.noun).unwrap().declaration;
    let takes = chain::takes(&entry.takes);
    let mut said = match &entry.told {
        Told::Inline(body) => body.clone(),
        Told::Record => state.records.get(&(entry.noun, entry.id))?.body.clone(),
    };
    if seal.is_none() {
        said.personal = Held::Known(Vec::new());
    }
    let seal = seal.unwrap_or(Seal::Digest(Digest::NONE));
    let link = Link {
        stream: entry.stream,
        revision: entry.revision,
        number: entry.number,
        recorded_at: entry.recorded_at,
        valid_at: entry.valid_at,
        actor: entry.actor,
        noun: noun.number,
        id: entry.id,
        event: u8::try_from(noun.event(entry.event).unwrap_or(0)).unwrap(),
        visibility: entry.visibility,
        takes: &takes,
    };
    Some(chain::digest(previous, &link, &said, seal))
}

/// A unit being written to a copy of everything.
struct Writing<'w> {
    store: &'w Plain,
    to: &'w mut Kingdom,
}

fn malformed(why: &'static str) -> StoreError {
    StoreError::Unit { why }
}

impl Writing<'_> {
    fn is(&self, fault: Fault) -> bool {
        self.store.is(fault)
    }

    fn commit(&mut self, unit: Unit) -> Result<Committed, StoreError> {
        if self.is(Fault::KeysBeforeForm)
            && let Some(answer) = self.repeated(&unit)?
        {
            return Ok(answer);
        }
        self.form(&unit)?;
        if self.is(Fault::ExpectationsBeforeKeys) {
            self.expectations(&unit)?;
        }
        if let Some(answer) = self.repeated(&unit)? {
            return Ok(answer);
        }
        if self.is(Fault::TakesBeforeExpectations) {
            self.takes(&unit.takes)?;
            self.expectations(&unit)?;
        } else {
            self.expectations(&unit)?;
            if self.is(Fault::UniquenessBeforeTakes) {
                let puts = unit.writes.iter().flat_map(|write| &write.puts);
                puts.into_iter().try_for_each(|put| self.unique(put))?;
            }
            self.takes(&unit.takes)?;
        }
        self.writes(&unit)?;
        let answer = self.journal(&unit)?;
        if !self.is(Fault::KeysNotKept) {
            let mut keep = kept(&unit.key, &answer);
            match self.store.fault {
                Fault::KeyForgetsIds => keep.ids.clear(),
                Fault::KeyKeepsWrittenTime => {
                    let heads = answer.revisions.iter().filter_map(|(s, _)| self.to.heads.get(s));
                    let latest = heads.filter_map(|(head, _)| head.recorded_at).max();
                    keep.recorded_at = latest.unwrap_or(keep.recorded_at);
                }
                _ => {}
            }
            self.to.keys.insert(unit.key.key, keep);
        }
        Ok(answer)
    }

    fn restore(&mut self, part: &Part) -> Result<(), StoreError> {
        for (noun, record) in &part.records {
            self.restore_record(noun, record)?;
        }
        let streams: BTreeSet<Stream> = part.records.iter().map(|(_, r)| r.stream).collect();
        if !self.is(Fault::RestoredWithoutDerived) {
            streams.into_iter().for_each(|stream| self.derive(stream));
        }
        self.to.half = part.more;
        part.entries.iter().try_for_each(|entry| self.restore_entry(entry))
    }

    fn restore_record(&mut self, noun: &'static str, record: &Record) -> Result<(), StoreError> {
        let mut record = record.clone();
        record.columns = Some(self.store.catalogue.declared(noun)?.columns_of(&record)?);
        let target = Target::new(noun, record.id);
        if self.stands(target).is_some() && !self.is(Fault::RestoredOver) {
            return Err(malformed("it stands already"));
        }
        let (visibility, supersedes) = (record.visibility, None);
        let columns = record.columns.clone().unwrap();
        let body = record.body.clone();
        self.unique(&Put { target, visibility, body, columns, supersedes })?;
        if self.is(Fault::RestoredRevisionsForgotten) {
            record.revision = Revision(1);
        }
        self.to.records.insert((noun, record.id), record);
        Ok(())
    }

    fn restore_entry(&mut self, entry: &Entry) -> Result<(), StoreError> {
        let noun = self.store.catalogue.declared(entry.noun)?.declaration;
        noun.event(entry.event).ok_or(malformed("an event is not declared"))?;
        let none = (Head::default(), Digest::NONE);
        let (mut head, previous) = self.to.heads.get(&entry.stream).copied().unwrap_or(none);
        let fact = self.stands(Target::new(entry.noun, entry.id)).map(|r| r.body.clone());
        if !self.is(Fault::RestoredUnverified) {
            if entry.position.0 != self.to.last + 1 {
                return Err(malformed("it does not stand behind the last"));
            }
            entry.follows(&head)?;
            entry.said(fact)?;
            let digest = link(previous, entry, entry.seal, self.to, &self.store.catalogue);
            if digest.is_some_and(|digest| digest != entry.digest) {
                return Err(malformed("it is not what its digest says"));
            }
        }
        self.to.last += 1;
        let target = Target::new(entry.noun, entry.id);
        if entry.told == Told::Record && self.stands(target).is_none() {
            self.to.gone.insert(target);
        }
        head.revision = entry.revision;
        head.recorded_at = Some(entry.recorded_at);
        self.to.heads.insert(entry.stream, (head, entry.digest));
        for (counter, by) in &entry.takes {
            if !self.is(Fault::RestoredCountersForgotten) {
                *self.to.counters.entry(self.counter(counter)).or_default() += by;
            }
        }
        let mut written = Written { entry: entry.clone(), seal: entry.seal };
        if self.is(Fault::RestoredSealsForgotten) {
            written.seal = None;
        }
        self.to.entries.push(written);
        Ok(())
    }

    fn form(&self, unit: &Unit) -> Result<(), StoreError> {
        if self.is(Fault::FormUnchecked) {
            return Ok(());
        }
        match self.store.catalogue.check(unit) {
            Err(StoreError::Unit { why })
                if why.contains("takes") && self.is(Fault::TakesWithoutEntries) =>
            {
                Ok(())
            }
            answer => answer,
        }
    }

    fn repeated(&self, unit: &Unit) -> Result<Option<Committed>, StoreError> {
        let Some(kept) = self.to.keys.get(&unit.key.key) else { return Ok(None) };
        if kept.digest != unit.key.digest && !self.is(Fault::OtherDigestsRepeated) {
            return Err(Conflict::KeyReused.into());
        }
        if self.is(Fault::RepetitionsWriteAgain) {
            return Ok(None);
        }
        let (mut revisions, mut positions) = (kept.revisions.clone(), kept.positions.clone());
        if self.is(Fault::RepetitionsAnsweredEmpty) {
            revisions.clear();
            positions.clear();
        }
        let repeated = !self.is(Fault::RepetitionsNotMarked);
        Ok(Some(Committed { revisions, positions, repeated }))
    }

    fn expectations(&self, unit: &Unit) -> Result<(), StoreError> {
        let mut last = Ok(());
        for expect in &unit.expects {
            let met = self.expectation(unit, *expect);
            if met.is_err() && !self.is(Fault::LastExpectationNamed) {
                return met;
            }
            if met.is_err() {
                last = met;
            }
        }
        last
    }

    fn expectation(&self, unit: &Unit, expect: Expect) -> Result<(), StoreError> {
        let (found, wanted) = match expect {
            Expect::Stream(stream, wanted) => {
                let head = self.to.heads.get(&stream).map_or(Revision::ZERO, |(h, _)| h.revision);
                let written = unit.writes.iter().any(|write| write.stream == stream);
                let blind = self.is(Fault::StreamExpectationsIgnored)
                    || (self.is(Fault::ReadExpectationsIgnored) && !written);
                (head, if blind { head } else { wanted })
            }
            Expect::Record(target, wanted) => {
                let found = self.stands(target).map_or(Revision::ZERO, |record| record.revision);
                (found, if self.is(Fault::RecordExpectationsIgnored) { found } else { wanted })
            }
            Expect::Absent(target) => {
                let found = self.stands(target).map_or(Revision::ZERO, |record| record.revision);
                (found, if self.is(Fault::AbsenceIgnored) { found } else { Revision::ZERO })
            }
        };
        if found == wanted {
            return Ok(());
        }
        let found = if self.is(Fault::StaleFindsNothing) { Revision::ZERO } else { found };
        Err(Conflict::Stale { expected: expect, found }.into())
    }

    fn stands(&self, target: Target) -> Option<&Record> {
        self.to.records.get(&(target.noun, target.id))
    }

    fn takes(&mut self, takes: &[Take]) -> Result<(), StoreError> {
        let before = self.to.counters.clone();
        for take in takes {
            let stood =
                if self.is(Fault::TakesOneByOneIgnored) { &before } else { &self.to.counters };
            let counter = self.counter(&take.counter);
            let found = stood.get(&counter).copied().unwrap_or(0);
            let next = found.checked_add(take.by);
            let fits = |next: &i64| {
                (take.not_below..=take.not_above).contains(next) || self.is(Fault::BoundsIgnored)
            };
            let next = next
                .filter(fits)
                .ok_or(Conflict::Exhausted { counter: take.counter.clone(), found })?;
            let next = if self.is(Fault::TakesLost) { take.by } else { next };
            self.to.counters.insert(counter, next);
        }
        Ok(())
    }

    fn counter(&self, counter: &Counter) -> Counter {
        let mut counter = counter.clone();
        if self.is(Fault::CountersByNameAlone) {
            counter.of = Stream::team();
        }
        counter
    }

    fn writes(&mut self, unit: &Unit) -> Result<(), StoreError> {
        let writes = &unit.writes;
        self.to.moving.clear();
        match self.store.fault {
            Fault::StreamByStream => {
                for write in writes {
                    self.removes(write)?;
                    self.puts(write)?;
                    self.redactions(write)?;
                }
            }
            Fault::PutsBeforeRemoves => {
                writes.iter().try_for_each(|write| self.puts(write))?;
                writes.iter().try_for_each(|write| self.removes(write))?;
                writes.iter().try_for_each(|write| self.redactions(write))?;
            }
            Fault::RedactionsBeforePuts => {
                writes.iter().try_for_each(|write| self.removes(write))?;
                writes.iter().try_for_each(|write| self.redactions(write))?;
                writes.iter().try_for_each(|write| self.puts(write))?;
            }
            _ => {
                writes.iter().try_for_each(|write| self.removes(write))?;
                writes.iter().try_for_each(|write| self.puts(write))?;
                writes.iter().try_for_each(|write| self.redactions(write))?;
            }
        }
        for write in writes {
            self.derive(write.stream);
        }
        Ok(())
    }

    fn removes(&mut self, write: &Write) -> Result<(), StoreError> {
        for target in &write.removes {
            let stands = self.stands(*target).is_some_and(|record| record.stream == write.stream);
            if !stands && self.is(Fault::RecordsThatAreNotThereRemoved) {
                continue;
            }
            if !stands {
                return Err(malformed("a record that is not in the stream is removed"));
            }
            self.leave(*target)?;
            if self.is(Fault::UniqueNotFreedByRemove) {
                let ghost = self.to.records.remove(&(target.noun, target.id)).unwrap();
                let ghost_id = Id::from_bytes([255; 16]);
                let name = if target.noun == "person" { "ghost" } else { "spirit" };
                self.to.records.insert((name, ghost_id), ghost);
            } else if !self.is(Fault::MovedRecordLeftBehind) || target.noun != "note" {
                self.to.records.remove(&(target.noun, target.id));
            }
            if self.is(Fault::ResurrectedByRemove) {
                for record in self.to.records.values_mut() {
                    if record.superseded_by == Some(target.id) {
                        record.superseded_by = None;
                    }
                }
            }
        }
        Ok(())
    }

    /// Remembers what a fact said that is removed.
    fn leave(&mut self, target: Target) -> Result<(), StoreError> {
        let noun = self.store.catalogue.noun(target.noun)?;
        if noun.declaration.kind == Kind::State {
            return Ok(());
        }
        let said = self.stands(target).map(|record| record.body.clone());
        self.to.moving.extend(said.map(|said| (target, said)));
        let refers = |written: &Written| {
            (written.entry.noun, written.entry.id) == (target.noun, target.id)
                && written.entry.told == Told::Record
        };
        if self.to.entries.iter().any(refers) {
            self.to.gone.insert(target);
        }
        Ok(())
    }

    /// Whether a fact that was here before may stand again.
    fn returns(&mut self, put: &Put) -> Result<(), StoreError> {
        match self.to.moving.get(&put.target) {
            Some(said) if *said != put.body && !self.is(Fault::MovedFactsSayAnother) => {
                Err(malformed("a fact that moves says something else"))
            }
            Some(_) => {
                self.to.gone.remove(&put.target);
                Ok(())
            }
            None if self.to.gone.contains(&put.target) && !self.is(Fault::RemovedFactsComeBack) => {
                Err(malformed("a fact that was removed is put again"))
            }
            None => Ok(()),
        }
    }

    fn puts(&mut self, write: &Write) -> Result<(), StoreError> {
        write.puts.iter().try_for_each(|put| self.put(write.stream, put))
    }

    fn put(&mut self, stream: Stream, put: &Put) -> Result<(), StoreError> {
        let key = (put.target.noun, put.target.id);
        let noun = match self.store.catalogue.noun(put.target.noun) {
            Ok(noun) => *noun,
            Err(_) => return Ok(()),
        };
        if let Some(stands) = self.to.records.get(&key) {
            if stands.stream != stream && !self.is(Fault::PutsMoveSilently) {
                return Err(malformed("it stands in another stream"));
            }
            let fact = matches!(noun.declaration.kind, Kind::Fact { .. });
            if fact && !matches!(self.store.fault, Fault::FactsPutAgain | Fault::PutsMoveSilently) {
                return Err(malformed("a fact is put again"));
            }
        }
        self.returns(put)?;
        if let Some(old) = put.supersedes {
            self.supersede(stream, Target::new(put.target.noun, old), put.target.id)?;
        }
        self.unique(put)?;
        let revision = match self.store.fault {
            Fault::RecordRevisionIsItsOwn => {
                self.to.records.get(&key).map_or(Revision::ZERO, |record| record.revision)
            }
            _ => self.to.heads.get(&stream).map_or(Revision::ZERO, |(head, _)| head.revision),
        };
        let mut columns = put.columns.clone();
        let stands = self.to.records.get(&key).and_then(|record| record.columns.clone());
        for (at, column) in noun.declaration.columns.iter().enumerate() {
            if column.derived.is_some() && at < columns.len() {
                columns[at] = stands.as_ref().map_or(Cell::NULL, |columns| columns[at].clone());
            }
        }
        let record = Record {
            id: put.target.id,
            stream,
            revision: revision.next(),
            visibility: put.visibility,
            body: put.body.clone(),
            superseded_by: None,
            columns: Some(columns),
        };
        self.to.records.insert(key, record);
        Ok(())
    }

    fn supersede(&mut self, stream: Stream, fact: Target, by: Id) -> Result<(), StoreError> {
        let (twice, forgotten) =
            (self.is(Fault::SupersededTwice), self.is(Fault::SupersessionForgotten));
        let lost = self.is(Fault::SupersessionLosesTheOriginal);
        let old = self.to.records.get_mut(&(fact.noun, fact.id));
        let old = old.filter(|record| record.stream == stream);
        let old = old.ok_or(malformed("what it supersedes is not in the stream"))?;
        if let (Some(by), false) = (old.superseded_by, twice) {
            return Err(Conflict::Superseded { fact, by }.into());
        }
        if !forgotten {
            old.superseded_by = Some(by);
        }
        if lost {
            old.body.plain.clear();
        }
        Ok(())
    }

    fn unique(&self, put: &Put) -> Result<(), StoreError> {
        let Ok(noun) = self.store.catalogue.noun(put.target.noun) else { return Ok(()) };
        for (at, column) in noun.declaration.columns.iter().enumerate() {
            if !column.unique || self.is(Fault::UniqueIgnored) {
                continue;
            }
            let values = put.columns.get(at).map(Cell::values).unwrap_or_default();
            let most = if self.is(Fault::UniqueOnlyOnePerSet) { 1 } else { usize::MAX };
            for value in values.iter().take(most) {
                let ghost = if put.target.noun == "person" { "ghost" } else { "spirit" };
                let holder = self.to.records.iter().find(|((noun, id), record)| {
                    (*noun == put.target.noun || *noun == ghost)
                        && *id != put.target.id
                        && record
                            .columns
                            .as_ref()
                            .unwrap()
                            .get(at)
                            .is_some_and(|cell| cell.values().contains(value))
                });
                if let Some(((noun, by), _)) = holder {
                    let by = if self.is(Fault::TakenNamesNobody) { put.target.id } else { *by };
                    return Err(Conflict::Taken { noun, column: column.name, by }.into());
                }
            }
        }
        Ok(())
    }

    fn redactions(&mut self, write: &Write) -> Result<(), StoreError> {
        for target in &write.redactions {
            let next = self.to.heads.get(&write.stream).map_or(Revision::ZERO, |(h, _)| h.revision);
            let fault = self.store.fault;
            let record = self.to.records.get_mut(&(target.noun, target.id));
            let record = record.filter(|record| record.stream == write.stream);
            let Some(record) = record else {
                return Err(malformed("a record that is not in the stream is redacted"));
            };
            let was = std::mem::replace(&mut record.body.personal, Held::Erased);
            if fault == Fault::RedactionMovesRecord {
                record.revision = next.next();
            }
            let declared = self.store.catalogue.noun(target.noun)?.declaration.columns;
            let cells = record.columns.iter_mut().flatten().zip(declared);
            for (cell, column) in cells.filter(|(_, column)| column.personal) {
                if fault != Fault::RedactionLeavesIndexes {
                    *cell = match column.holds {
                        Holds::One => Cell::NULL,
                        Holds::Many => Cell::Many(Vec::new()),
                    };
                }
            }
            self.redact_entries(write.stream, *target, was.known());
        }
        Ok(())
    }

    fn redact_entries(&mut self, stream: Stream, target: Target, was: Option<Vec<u8>>) {
        let fault = self.store.fault;
        for written in &mut self.to.entries {
            let entry = &mut written.entry;
            let elsewhere = fault == Fault::RedactionOnlyInItsStream && entry.stream != stream;
            if (entry.noun, entry.id) != (target.noun, target.id) || elsewhere {
                continue;
            }
            if fault == Fault::RedactionOnlyInRecord {
                continue;
            }
            let Some(seal @ Seal::Salt(_)) = written.seal else { continue };
            let personal = match &mut entry.told {
                Told::Inline(body) => std::mem::replace(&mut body.personal, Held::Erased).known(),
                Told::Record => was.clone(),
            };
            written.seal = personal.map(|personal| seal.closed(&personal));
            if fault == Fault::RedactionBreaksChain {
                written.seal = Some(Seal::Digest(Digest::NONE));
            }
        }
    }

    /// Computes the derived columns of the record that a stream is named after.
    fn derive(&mut self, stream: Stream) {
        let catalogue = &self.store.catalogue;
        let next = self.to.heads.get(&stream).map_or(Revision::ZERO, |(head, _)| head.revision);
        for fact in catalogue.nouns() {
            let name = fact.declaration.noun;
            for (noun, at, column, source) in catalogue.derived_from(name) {
                let Some((place, _)) = fact.declaration.column(source) else { continue };
                let ignored = self.is(Fault::DerivedIgnoresSupersession);
                let facts = self.to.records.iter().filter(|((of, _), record)| {
                    *of == name
                        && record.stream == stream
                        && (record.superseded_by.is_none() || ignored)
                });
                let values = facts.filter_map(|(_, fact)| fact.columns.as_ref()?.get(place));
                let greatest = values.flat_map(|cell| cell.values().to_vec()).max();
                let own = noun.declaration.instead(column);
                let (grows, moves, fault) = (
                    self.is(Fault::DerivedOnlyGrows),
                    self.is(Fault::DerivedMovesRevision),
                    self.store.fault,
                );
                let key = (noun.declaration.noun, stream.id());
                let Some(record) = self.to.records.get_mut(&key) else { continue };
                let Some(cells) = record.columns.as_mut() else { continue };
                let own = own.and_then(|own| cells[own].values().first().cloned());
                let Some(cell) = cells.get_mut(at) else { continue };
                let new = Cell::One(match fault {
                    Fault::DerivedWithoutOwn => greatest,
                    Fault::DerivedNotBelowOwn => greatest.max(own),
                    _ => greatest.or(own),
                });
                let fresh = record.revision == next.next() || record.revision == next;
                if fault == Fault::DerivedNotOnPut && fresh && cell.values().is_empty() {
                    continue;
                }
                if grows && cell.values() > new.values() {
                    continue;
                }
                if moves && *cell != new {
                    record.revision = next.next();
                }
                *cell = new;
            }
        }
    }

    fn journal(&mut self, unit: &Unit) -> Result<Committed, StoreError> {
        let mut answer = Committed::default_of();
        let mut takes: Vec<(Counter, i64)> =
            unit.takes.iter().map(|take| (take.counter.clone(), take.by)).collect();
        if self.is(Fault::TakesUnsaid) {
            takes.clear();
        }
        let mut number_in_unit = 0;
        for write in &unit.writes {
            if write.is_empty() && !self.is(Fault::EmptyWritesMoveRevisions) {
                continue;
            }
            let (mut head, mut previous) = self
                .to
                .heads
                .get(&write.stream)
                .copied()
                .unwrap_or((Head::default(), Digest::NONE));
            head.revision = match self.store.fault {
                Fault::RevisionMovesTwice if write.puts.len() > 1 => head.revision.next().next(),
                Fault::RevisionMovesByEntries => {
                    Revision(head.revision.0 + write.entries.len() as u64)
                }
                _ => head.revision.next(),
            };
            let latest =
                head.recorded_at.map_or(unit.key.recorded_at, |at| at.max(unit.key.recorded_at));
            let recorded_at =
                if self.is(Fault::ClockRunsBackwards) { unit.key.recorded_at } else { latest };
            head.recorded_at = Some(recorded_at);
            for (number, new) in (0..).zip(&write.entries) {
                self.to.last += 1;
                let number = match self.store.fault {
                    Fault::NumbersRunThroughUnit => number_in_unit,
                    Fault::NumbersFromOne => number + 1,
                    _ => number,
                };
                number_in_unit += 1;
                let entry = self.entry(unit, write.stream, new, head, number);
                let takes = if self.is(Fault::TakesAtEveryEntry) {
                    takes.clone()
                } else {
                    std::mem::take(&mut takes)
                };
                let mut entry = Entry { takes, ..entry };
                let said = match &entry.told {
                    Told::Inline(body) => Some(&body.personal),
                    Told::Record => self.stands(new.target).map(|record| &record.body.personal),
                };
                let seal = match said {
                    Some(Held::Known(personal)) if personal.is_empty() => None,
                    Some(Held::Erased) => Some(Seal::Salt(new.salt).closed(&[])),
                    _ => Some(Seal::Salt(new.salt)),
                };
                let digest = link(previous, &entry, seal, self.to, &self.store.catalogue);
                let why = "an entry refers to a record that is not there";
                entry.digest = digest.ok_or(malformed(why))?;
                previous = entry.digest;
                answer.positions.push(entry.position);
                self.to.entries.push(Written { entry, seal });
            }
            self.to.heads.insert(write.stream, (head, previous));
            answer.revisions.push((write.stream, head.revision));
        }
        if self.is(Fault::EntriesMoveAlong) {
            self.move_entries(unit);
        }
        Ok(answer)
    }

    fn entry(&self, unit: &Unit, stream: Stream, new: &NewEntry, head: Head, number: u32) -> Entry {
        let fault = self.store.fault;
        let position = match fault {
            Fault::PositionsBackwards if number > 0 => Position(1_000_000 - self.to.last),
            Fault::PositionsByStream => {
                let [.., low] = stream.to_bytes();
                Position(u64::from(low) * 10_000 + self.to.last)
            }
            _ => Position(self.to.last),
        };
        let told = match &new.payload {
            Payload::Inline(body) => Told::Inline(body.clone()),
            Payload::Record if fault == Fault::FactsSaidInline => {
                let record = self.stands(new.target);
                Told::Inline(record.map_or(
                    Body { plain: Vec::new(), personal: Held::Known(Vec::new()) },
                    |record| record.body.clone(),
                ))
            }
            Payload::Record => Told::Record,
        };
        Entry {
            position,
            stream,
            revision: head.revision,
            number,
            recorded_at: head.recorded_at.unwrap(),
            valid_at: if fault == Fault::ValidAtIsRecordedAt {
                head.recorded_at.unwrap()
            } else {
                new.valid_at
            },
            actor: if fault == Fault::ActorForgotten {
                guanxi::domain::ActorId::System
            } else {
                unit.key.actor
            },
            noun: new.target.noun,
            id: new.target.id,
            event: new.event,
            visibility: new.visibility,
            told,
            takes: Vec::new(),
            digest: Digest::NONE,
            seal: None,
        }
    }

    fn move_entries(&mut self, unit: &Unit) {
        let removed = unit.writes.iter().flat_map(|write| &write.removes);
        for target in removed {
            let Some(record) = self.to.records.get(&(target.noun, target.id)) else { continue };
            let stream = record.stream;
            for written in &mut self.to.entries {
                if (written.entry.noun, written.entry.id) == (target.noun, target.id) {
                    written.entry.stream = stream;
                }
            }
        }
    }
}

/// A moment of the store.
struct Looking<'l> {
    store: &'l Plain,
    moment: Option<Arc<Kingdom>>,
}

impl Looking<'_> {
    fn is(&self, fault: Fault) -> bool {
        self.store.is(fault)
    }

    fn kingdom(&self) -> Arc<Kingdom> {
        self.moment.clone().unwrap_or_else(|| Arc::clone(&self.store.kingdom()))
    }

    fn dressed(&self, record: &Record, columns: bool) -> Record {
        let mut record = record.clone();
        if !columns && !self.is(Fault::ColumnsAlways) {
            record.columns = None;
        }
        if self.is(Fault::NoDerivedColumns)
            && let Some(cells) = &mut record.columns
            && cells.len() == 11
        {
            cells[6] = Cell::NULL;
            cells[7] = Cell::NULL;
        }
        record
    }

    fn given(&self, record: &Record, plan: &Plan<'_>) -> Record {
        let all = self.dressed(record, true);
        let columns = match plan.scan.columns {
            Projection::Nothing if self.is(Fault::ColumnsAlways) => all.columns,
            Projection::These(names) if self.is(Fault::NamedColumnsAsDeclared) => {
                let declared = plan.noun.declaration.columns.iter().zip(all.columns.unwrap());
                let named = declared.filter(|(column, _)| names.contains(&column.name));
                Some(named.map(|(_, cell)| cell).collect())
            }
            asked => asked.given(plan.noun.declaration, all.columns.unwrap()),
        };
        Record { columns, ..record.clone() }
    }

    /// Every place of a question, in its order, page limits left aside.
    fn places<'k>(&self, kingdom: &'k Kingdom, plan: &Plan<'_>) -> Vec<(Vec<Value>, &'k Record)> {
        let scan = plan.scan;
        let records = kingdom.records.iter().filter(|((noun, _), _)| *noun == scan.noun);
        let mut found: Vec<(Vec<Value>, &Record)> = Vec::new();
        for (_, record) in records {
            let columns = record.columns.as_ref().unwrap();
            let within = scan.stream.is_none_or(|stream| record.stream == stream);
            let visible = self.is(Fault::SightIgnoredInPages)
                || scan.sight.sees(record.stream, record.visibility);
            let standing = record.superseded_by.is_none()
                || scan.superseded == Superseded::Shown
                || self.is(Fault::SupersededShown);
            let nulls = self.is(Fault::IsNotLeavesOutNulls)
                && scan.conditions.iter().any(|condition| {
                    matches!(condition, guanxi::store::scan::Condition::IsNot(name, _)
                        if columns[plan.noun.declaration.column(name).unwrap().0].values().is_empty())
                });
            let admitted = (plan.admits(columns) && !nulls) || self.is(Fault::ConditionsIgnored);
            if within && visible && standing && admitted {
                let places = self.values(plan, columns);
                found.extend(places.into_iter().map(|place| (place, record)));
            }
        }
        if self.is(Fault::IntegersAsTexts) {
            found.sort_by(|a, b| as_texts(&a.0).cmp(&as_texts(&b.0)).then(a.1.id.cmp(&b.1.id)));
        } else if !self.is(Fault::Unsorted) {
            found.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.id.cmp(&b.1.id)));
        }
        if scan.order == Order::Descending && self.is(Fault::DescendingKeepsIds) {
            found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.id.cmp(&b.1.id)));
        } else if scan.order == Order::Descending {
            found.reverse();
        }
        found
    }

    fn values(&self, plan: &Plan<'_>, columns: &Columns) -> Vec<Vec<Value>> {
        let mut places = vec![Vec::new()];
        for (at, column) in &plan.columns {
            let mut values = columns[*at].values().to_vec();
            if values.is_empty() && column.holds == Holds::One && self.is(Fault::NullsInIndexes) {
                values.push(match column.shape {
                    guanxi::domain::declaration::Shape::Integer => Value::Integer(i64::MIN),
                    guanxi::domain::declaration::Shape::Text => Value::from(""),
                    guanxi::domain::declaration::Shape::Id => Value::Id(Id::from_bytes([0; 16])),
                });
            }
            let longer = |place: &Vec<Value>| {
                values
                    .iter()
                    .map(|value| [place.clone(), vec![value.clone()]].concat())
                    .collect::<Vec<_>>()
            };
            places = places.iter().flat_map(longer).collect();
        }
        places.retain(|place| self.named(plan.scan, place));
        if self.is(Fault::ManyOnce) {
            places.truncate(1);
        }
        places
    }

    fn named(&self, scan: &Scan, place: &[Value]) -> bool {
        if !place.starts_with(&scan.equals) {
            return false;
        }
        let next = place.get(scan.equals.len());
        match (&scan.among, next) {
            (Among::All, _) => true,
            (Among::Between(from, to), Some(next)) if self.is(Fault::BoundsInclude) => {
                let open = |bound: &Bound<Value>| match bound {
                    Bound::Excluded(value) => Bound::Included(value.clone()),
                    bound => bound.clone(),
                };
                std::ops::RangeBounds::contains(&(open(from), open(to)), next)
            }
            (Among::Between(from, to), Some(next)) => {
                std::ops::RangeBounds::contains(&(from.clone(), to.clone()), next)
            }
            (Among::Prefix(prefix), Some(Value::Text(text))) => match self.store.fault {
                Fault::PrefixIgnoresCase => text.to_lowercase().starts_with(&prefix.to_lowercase()),
                Fault::PrefixIsAPattern if prefix == "%" => true,
                _ => text.starts_with(prefix.as_str()),
            },
            _ => false,
        }
    }

    fn behind(&self, plan: &Plan<'_>, place: &[Value], id: Id) -> bool {
        let Some((values, last)) = &plan.after else { return true };
        let ordering = (place, id).cmp(&(values.as_slice(), *last));
        let ordering = match plan.scan.order {
            Order::Ascending => ordering,
            Order::Descending => ordering.reverse(),
        };
        match self.store.fault {
            Fault::CursorRepeatsARecord => ordering.is_ge(),
            Fault::CursorForgetsIds => ordering.is_gt() && place != values.as_slice(),
            _ => ordering.is_gt(),
        }
    }
}

fn as_texts(place: &[Value]) -> Vec<Value> {
    let as_text = |value: &Value| match value {
        Value::Integer(number) => Value::Text(number.to_string()),
        value => value.clone(),
    };
    place.iter().map(as_text).collect()
}

impl Reader for Looking<'_> {
    fn get(&self, targets: &[Target], columns: bool) -> Result<Vec<Option<Record>>, StoreError> {
        let kingdom = self.kingdom();
        let mut targets = targets.to_vec();
        if self.is(Fault::GetSorts) {
            targets.sort();
        }
        let mut found = Vec::new();
        for target in targets {
            self.store.catalogue.noun(target.noun)?;
            let record = kingdom.records.get(&(target.noun, target.id));
            found.push(record.map(|record| self.dressed(record, columns)));
        }
        if self.is(Fault::GetLeavesOutWhatIsNot) {
            found.retain(Option::is_some);
        }
        Ok(found)
    }

    fn scan(&self, scan: &Scan) -> Result<Page, StoreError> {
        let mut asked = scan.clone();
        if self.is(Fault::LimitUnchecked) {
            asked.limit = asked.limit.clamp(1, 1000);
        }
        let plan = match self.store.catalogue.plan(&asked) {
            Err(StoreError::InvalidCursor) if self.is(Fault::AnyCursor) => {
                asked.after = None;
                self.store.catalogue.plan(&asked)?
            }
            Err(StoreError::Query { .. }) if self.is(Fault::UnknownIndexIsEmpty) => {
                return Ok(Page { records: Vec::new(), next: None });
            }
            plan => plan?,
        };
        let limit = asked.limit + usize::from(self.is(Fault::LimitOneMore));
        let kingdom = self.kingdom();
        let places = self.places(&kingdom, &plan);
        let mut behind =
            places.iter().filter(|(place, record)| self.behind(&plan, place, record.id));
        let page: Vec<_> = behind.by_ref().take(limit).collect();
        let cut = self.is(Fault::FilteredPagesEndEarly) && !asked.conditions.is_empty();
        let more = behind.next().is_some() && !cut;
        let last = page.last().filter(|_| more);
        let next = last
            .map(|(place, record)| Cursor::behind(&asked, plan.noun.declaration, place, record.id));
        let records = page.iter().map(|(_, record)| self.given(record, &plan)).collect();
        Ok(Page { records, next })
    }

    fn count(&self, scan: &Scan) -> Result<u64, StoreError> {
        if self.is(Fault::CountIsAPage) {
            return Ok(self.scan(scan)?.records.len() as u64);
        }
        let mut asked = Scan { limit: 1, ..scan.clone() };
        asked.after = None;
        if self.is(Fault::SightIgnoredInCounts) {
            asked.sight = Sight::All;
        }
        if self.is(Fault::SupersededCounted) {
            asked.superseded = Superseded::Shown;
        }
        let plan = self.store.catalogue.plan(&asked)?;
        let kingdom = self.kingdom();
        let places = self.places(&kingdom, &plan);
        if self.is(Fault::CountOnlyRecords) {
            let ids: BTreeSet<Id> = places.iter().map(|(_, r)| r.id).collect();
            return Ok(ids.len() as u64);
        }
        Ok(places.len() as u64)
    }

    fn journal(&self, query: &JournalQuery) -> Result<Vec<Entry>, StoreError> {
        if !self.is(Fault::JournalLimitUnchecked) {
            self.store.catalogue.check_journal(query)?;
        }
        let wanted = |entry: &Entry| {
            let after = match self.store.fault {
                Fault::JournalAfterIncludes if query.after > Position(1) => {
                    Position(query.after.0 - 1)
                }
                _ => query.after,
            };
            let about = |target: Target| {
                (entry.noun == target.noun || self.is(Fault::RecordFilterIgnoresNoun))
                    && entry.id == target.id
            };
            let recorded = |by: Timestamp| match self.store.fault {
                Fault::RecordedByExcludes => entry.recorded_at < by,
                _ => entry.recorded_at <= by,
            };
            entry.position > after
                && query.stream.is_none_or(|stream| entry.stream == stream)
                && query.record.is_none_or(about)
                && query.recorded_by.is_none_or(recorded)
                && (query.sight.sees(entry.stream, entry.visibility)
                    || self.is(Fault::SightIgnoredInJournal))
        };
        let kingdom = self.kingdom();
        let mut found: Vec<Entry> = kingdom
            .entries
            .iter()
            .filter(|written| wanted(&written.entry))
            .map(|written| Entry { seal: written.seal, ..written.entry.clone() })
            .collect();
        if self.is(Fault::JournalByStream) {
            found.sort_by_key(|entry| (entry.stream, entry.position));
        } else {
            found.sort_by_key(|entry| entry.position);
        }
        found.truncate(query.limit);
        Ok(found)
    }

    fn revisions(&self, streams: &[Stream]) -> Result<Vec<Head>, StoreError> {
        let kingdom = self.kingdom();
        let mut streams = streams.to_vec();
        if self.is(Fault::HeadsSorted) {
            streams.sort();
        }
        let head = |stream: &Stream| kingdom.heads.get(stream).map(|(head, _)| *head);
        let mut heads: Vec<Head> =
            streams.iter().map(|stream| head(stream).unwrap_or_default()).collect();
        if self.is(Fault::HeadsWithoutTime) {
            heads.iter_mut().for_each(|head| head.recorded_at = None);
        }
        Ok(heads)
    }

    fn counter(&self, counter: &Counter) -> Result<i64, StoreError> {
        let mut counter = counter.clone();
        if self.is(Fault::CountersByNameAlone) {
            counter.of = Stream::team();
        }
        Ok(self.kingdom().counters.get(&counter).copied().unwrap_or(0))
    }

    fn key(&self, key: &Key) -> Result<Option<Kept>, StoreError> {
        let kingdom = self.kingdom();
        let any = kingdom.keys.values().next().filter(|_| self.is(Fault::UnknownKeysKept));
        Ok(kingdom.keys.get(key).or(any).cloned())
    }
}

/// Opens the plain store of a directory; what was kept in it stays as long as the bench does.
#[derive(Debug)]
pub(crate) struct PlainBench {
    fault: Fault,
    places: Mutex<HashMap<PathBuf, Arc<Mutex<Arc<Kingdom>>>>>,
}

impl PlainBench {
    /// A bench of stores with this fault.
    pub(crate) fn with(fault: Fault) -> Self {
        PlainBench { fault, places: Mutex::default() }
    }
}

impl Bench for PlainBench {
    fn open(
        &self,
        directory: &Path,
        nouns: &[Registered],
        with: &mut dyn FnMut(Handle<'_>),
    ) -> Result<(), StoreError> {
        let place = Arc::clone(self.places.lock().unwrap().entry(directory.into()).or_default());
        let mut state = place.lock().unwrap();
        let mut kept = Kingdom::clone(&state);
        match self.fault {
            Fault::LastUnitLostOnOpening => drop(kept.entries.pop()),
            Fault::KeysLostOnOpening => kept.keys.clear(),
            _ => {}
        }
        *state = Arc::new(kept);
        drop(state);
        let log = Some(directory.join("log"));
        let store = Plain::over(nouns, self.fault, place, log)?;
        with(Handle::Shared(&store));
        Ok(())
    }

    fn reopens(&self) -> bool {
        true
    }

    fn scrubs(&self) -> bool {
        true
    }
}
