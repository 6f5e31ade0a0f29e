//! The entries of a unit.

use guanxi::domain::{Held, Stream};
use guanxi::store::chain::Seal;
use guanxi::store::unit::Digest;
use guanxi::store::{
    Body, Committed, Counter, Entry, Head, NewEntry, Payload, Position, Revision, StoreError, Told,
    Unit,
};

use super::super::{Fault, Written, link, malformed, nothing};
use super::Writing;

impl Writing<'_> {
    pub(super) fn journal(&mut self, unit: &Unit) -> Result<Committed, StoreError> {
        let mut answer = nothing();
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

    pub(super) fn entry(
        &self,
        unit: &Unit,
        stream: Stream,
        new: &NewEntry,
        head: Head,
        number: u32,
    ) -> Entry {
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

    pub(super) fn move_entries(&mut self, unit: &Unit) {
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
