//! Making one unit of what is pending: what stood below, what stands now, and the way there that
//! a single unit has.
//!
//! Not everything that several units do can be said by one, and then there is none: a unit redacts
//! last of all and only what stands after its removes and puts. So a record that was redacted and
//! then removed would keep what earlier entries say of it, and one that was redacted and then put
//! with new personal words would lose those. Neither may happen in silence: both are refused, with
//! nothing written, and whoever wants them commits in two steps.

use std::collections::{BTreeMap, BTreeSet};

use super::pending::Pending;
use crate::domain::declaration::Kind;
use crate::domain::{Held, Stream};
use crate::store::catalogue::Catalogue;
use crate::store::error::StoreError;
use crate::store::kv::commit::{self, Outcome};
use crate::store::kv::form::{self, RecordForm};
use crate::store::kv::{Ordered, file, key, read};
use crate::store::memory::pour;
use crate::store::record::Target;
use crate::store::unit::{Expect, NewEntry, Payload, Put, Unit, UnitKey, Write};

/// Writes by stream, in the order in which the streams were first written.
struct Writes {
    all: Vec<Write>,
    places: BTreeMap<Stream, usize>,
}

impl Writes {
    fn to(&mut self, stream: Stream) -> &mut Write {
        let next = self.all.len();
        let at = *self.places.entry(stream).or_insert(next);
        if at == next {
            self.all.push(Write::to(stream));
        }
        // The place was found or made the line above.
        self.all.get_mut(at).expect("a write for each stream")
    }
}

/// A record below and now.
struct Change {
    target: Target,
    before: Option<RecordForm>,
    now: Option<RecordForm>,
}

impl Pending {
    /// The unit that leads from what stood below to what stands now.
    pub(super) fn finish(
        &self,
        catalogue: &Catalogue,
        key: UnitKey,
        expects: Vec<Expect>,
    ) -> Result<Unit, StoreError> {
        let changes = self.changes(catalogue)?;
        let writes = self.writes(catalogue, &changes)?;
        let unit = Unit { key, expects: Vec::new(), takes: self.log.takes.clone(), writes };
        self.rehearse(catalogue, &changes, &unit)?;
        Ok(Unit { expects, ..unit })
    }

    /// Makes sure that the unit leads where the units inside have led.
    fn rehearse(
        &self,
        catalogue: &Catalogue,
        changes: &[Change],
        unit: &Unit,
    ) -> Result<(), StoreError> {
        let differs = || StoreError::Unit { why: "no one unit can say what was done" };
        let mut after = self.before.clone();
        match commit::commit(catalogue, &self.before, unit).map_err(|_| differs())? {
            Outcome::Fresh(_, batch) => pour(&mut after, batch),
            // The key was used below: the store says so itself.
            Outcome::Repeated(_) => return Ok(()),
        }
        for target in self.changed(changes) {
            let noun = catalogue.noun(target.noun)?;
            let wanted = read::record(&self.now, noun, target.id)?;
            let found = read::record(&after, noun, target.id)?;
            let bare = |record: Option<RecordForm>| {
                record.map(|record| RecordForm { revision: 0, ..record })
            };
            if bare(wanted) != bare(found) {
                return Err(differs());
            }
        }
        Ok(())
    }

    /// The records that may be different now, those included that others have superseded.
    fn changed(&self, changes: &[Change]) -> BTreeSet<Target> {
        let superseded = self.log.superseded.iter().copied();
        superseded.chain(changes.iter().map(|change| change.target)).collect()
    }

    fn writes(&self, catalogue: &Catalogue, changes: &[Change]) -> Result<Vec<Write>, StoreError> {
        let again = self.put_again(catalogue, changes)?;
        let mut writes = Writes { all: Vec::new(), places: BTreeMap::new() };
        for stream in &self.log.streams {
            let _ = writes.to(*stream);
        }
        let mut puts: BTreeMap<(usize, Target), (Stream, Put)> = BTreeMap::new();
        for change in changes {
            let target = change.target;
            if let Some(before) = &change.before
                && (self.leaves(change) || again.contains(&target))
            {
                writes.to(before.stream).removes.push(target);
            }
            let last = self.log.puts.get(&target);
            if let Some(now) = &change.now
                && (last.is_some() || again.contains(&target))
            {
                let at = last.map(|(at, _)| *at).unwrap_or_default();
                let supersedes = last.and_then(|(_, put)| put.supersedes);
                let mut put = self.put(catalogue, target, now, supersedes)?;
                if let Some(before) = &change.before
                    && catalogue.noun(target.noun)?.declaration.kind != Kind::State
                {
                    // A fact that moves says what it said; if it was redacted, that comes after.
                    put.body = before.body.clone().body();
                    put.columns.clone_from(&before.columns);
                }
                puts.insert((at, target), (now.stream, put));
            }
            self.redaction(change, &mut writes)?;
        }
        puts.into_values().for_each(|(stream, put)| writes.to(stream).puts.push(put));
        for (stream, entry) in &self.log.entries {
            writes.to(*stream).entries.push(self.entry(catalogue, entry)?);
        }
        writes.all.retain(|write| !write.is_empty());
        Ok(writes.all)
    }

    fn changes(&self, catalogue: &Catalogue) -> Result<Vec<Change>, StoreError> {
        let log = &self.log;
        let written: BTreeSet<Target> =
            log.puts.keys().chain(&log.removed).chain(log.redacted.keys()).copied().collect();
        let change = |target: Target| {
            let noun = catalogue.noun(target.noun)?;
            let before = read::record(&self.before, noun, target.id)?;
            let now = read::record(&self.now, noun, target.id)?;
            Ok(Change { target, before, now })
        };
        written.into_iter().map(change).collect()
    }

    /// Whether a record that stood below leaves its stream, if only to be put there again.
    fn leaves(&self, change: &Change) -> bool {
        match (&change.before, &change.now) {
            (Some(before), Some(now)) if before.stream == now.stream => {
                // A fact is only put where none stands, so it was removed before.
                let put = self.log.puts.get(&change.target);
                put.is_some() && self.log.removed.contains(&change.target)
            }
            (Some(_), _) => true,
            (None, _) => false,
        }
    }

    /// The records that had a unique value below which another has now. They are removed and put
    /// again: what is removed frees its values before anything is put.
    fn put_again(
        &self,
        catalogue: &Catalogue,
        changes: &[Change],
    ) -> Result<BTreeSet<Target>, StoreError> {
        let mut again = BTreeSet::new();
        for Change { target, now, .. } in changes {
            let Some(now) = now else { continue };
            let noun = catalogue.noun(target.noun)?.declaration;
            for (column, _, value) in file::unique(noun, &now.columns) {
                let holder = Ordered::get(&self.before, &key::unique(noun.number, column, value))?;
                let holder = holder.as_deref().and_then(key::id_of).filter(|id| *id != target.id);
                again.extend(holder.map(|id| Target::new(target.noun, id)));
            }
        }
        Ok(again)
    }

    fn put(
        &self,
        catalogue: &Catalogue,
        target: Target,
        now: &RecordForm,
        supersedes: Option<crate::domain::Id>,
    ) -> Result<Put, StoreError> {
        let noun = catalogue.noun(target.noun)?;
        let stands = |id: &crate::domain::Id| {
            let fact = read::record(&self.now, noun, *id).ok().flatten();
            fact.is_some_and(|fact| {
                fact.stream == now.stream && fact.superseded_by == Some(target.id)
            })
        };
        Ok(Put {
            target,
            visibility: form::visibility(now.shared),
            body: now.body.clone().body(),
            columns: now.columns.clone(),
            supersedes: supersedes.filter(stands),
        })
    }

    fn redaction(&self, change: &Change, writes: &mut Writes) -> Result<(), StoreError> {
        // Also of a record that does not stand below: entries about it may, from when it did.
        let Change { target, now, .. } = change;
        if !self.log.redacted.contains_key(target) {
            return Ok(());
        }
        let Some(now) = now else {
            return Err(StoreError::Unit { why: "a record was redacted and then removed" });
        };
        if let Held::Known(_) = now.body.clone().body().personal {
            let why = "a record was redacted and then put again with a personal part";
            return Err(StoreError::Unit { why });
        }
        writes.to(now.stream).redactions.push(*target);
        Ok(())
    }

    /// An entry as the unit has it: one that refers to a fact that is gone says itself what it said.
    fn entry(&self, catalogue: &Catalogue, entry: &NewEntry) -> Result<NewEntry, StoreError> {
        let mut entry = entry.clone();
        let noun = catalogue.noun(entry.target.noun)?;
        if entry.payload == Payload::Record
            && noun.declaration.kind != Kind::State
            && read::record(&self.now, noun, entry.target.id)?.is_none()
            && let Some(said) = self.log.said.get(&entry.target)
        {
            entry.payload = Payload::Inline(said.clone());
        }
        Ok(entry)
    }
}
