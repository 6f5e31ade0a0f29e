//! What another store gave, written as it stood there.

use std::collections::BTreeSet;

use guanxi::domain::Stream;
use guanxi::store::unit::Digest;
use guanxi::store::{Entry, Head, Part, Put, Record, Revision, StoreError, Target, Told};

use super::super::{Fault, Written, link, malformed};
use super::Writing;

impl Writing<'_> {
    pub(in crate::support::plain) fn restore(&mut self, part: &Part) -> Result<(), StoreError> {
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

    pub(super) fn restore_record(
        &mut self,
        noun: &'static str,
        record: &Record,
    ) -> Result<(), StoreError> {
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

    pub(super) fn restore_entry(&mut self, entry: &Entry) -> Result<(), StoreError> {
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
}
