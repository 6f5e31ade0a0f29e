//! The plainest store that keeps the contract: every commit copies everything, every question
//! looks at every record. Engines are compared with it, and each [`Fault`] breaks it at one place.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::OpenOptions;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use guanxi::domain::declaration::Cell;
use guanxi::domain::{Held, Id, Stream, Timestamp};
use guanxi::store::chain::{self, Link, Seal};
use guanxi::store::unit::Digest;
use guanxi::store::{
    Body, Capabilities, Catalogue, Check, Committed, Condition, Counter, Entry, Head, Kept, Key,
    Part, Payload, Position, Progress, Reader, Record, Registered, Report, Scrub, Stats, Store,
    StoreError, Target, Told, Unit,
};

pub(crate) mod bench;
pub(crate) mod faults;
mod looking;
mod writing;

use faults::Fault;
use looking::Looking;
use writing::Writing;

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
            draft.keys.insert(key.key, kept(&key, &nothing()));
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

/// The answer of a unit that has done nothing yet.
fn nothing() -> Committed {
    Committed { revisions: Vec::new(), positions: Vec::new(), repeated: false }
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

fn malformed(why: &'static str) -> StoreError {
    StoreError::Unit { why }
}
