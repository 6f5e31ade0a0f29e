//! What a unit is asked before it is written: its form, its key, what it expects, what it takes.

use guanxi::domain::Stream;
use guanxi::store::{
    Committed, Conflict, Counter, Expect, Record, Revision, StoreError, Take, Target, Unit,
};

use super::super::Fault;
use super::Writing;

impl Writing<'_> {
    pub(super) fn form(&self, unit: &Unit) -> Result<(), StoreError> {
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

    pub(super) fn repeated(&self, unit: &Unit) -> Result<Option<Committed>, StoreError> {
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

    pub(super) fn expectations(&self, unit: &Unit) -> Result<(), StoreError> {
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

    pub(super) fn expectation(&self, unit: &Unit, expect: Expect) -> Result<(), StoreError> {
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

    pub(super) fn stands(&self, target: Target) -> Option<&Record> {
        self.to.records.get(&(target.noun, target.id))
    }

    pub(super) fn takes(&mut self, takes: &[Take]) -> Result<(), StoreError> {
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

    pub(super) fn counter(&self, counter: &Counter) -> Counter {
        let mut counter = counter.clone();
        if self.is(Fault::CountersByNameAlone) {
            counter.of = Stream::team();
        }
        counter
    }
}
