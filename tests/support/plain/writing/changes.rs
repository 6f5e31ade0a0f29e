//! Removes, puts and redactions.

use guanxi::domain::declaration::{Cell, Holds, Kind};
use guanxi::domain::{Held, Id, Stream};
use guanxi::store::chain::Seal;
use guanxi::store::unit::Digest;
use guanxi::store::{Conflict, Put, Record, Revision, StoreError, Target, Told, Unit, Write};

use super::super::{Fault, Written, malformed};
use super::Writing;

impl Writing<'_> {
    pub(super) fn writes(&mut self, unit: &Unit) -> Result<(), StoreError> {
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

    pub(super) fn removes(&mut self, write: &Write) -> Result<(), StoreError> {
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
    pub(super) fn leave(&mut self, target: Target) -> Result<(), StoreError> {
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
    pub(super) fn returns(&mut self, put: &Put) -> Result<(), StoreError> {
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

    pub(super) fn puts(&mut self, write: &Write) -> Result<(), StoreError> {
        write.puts.iter().try_for_each(|put| self.put(write.stream, put))
    }

    pub(super) fn put(&mut self, stream: Stream, put: &Put) -> Result<(), StoreError> {
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

    pub(super) fn supersede(
        &mut self,
        stream: Stream,
        fact: Target,
        by: Id,
    ) -> Result<(), StoreError> {
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

    pub(super) fn unique(&self, put: &Put) -> Result<(), StoreError> {
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

    pub(super) fn redactions(&mut self, write: &Write) -> Result<(), StoreError> {
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

    pub(super) fn redact_entries(&mut self, stream: Stream, target: Target, was: Option<Vec<u8>>) {
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
}
