//! What was read through an overlay, as it stood in the store below.

use std::collections::BTreeMap;

use super::ABSENT;
use super::pending::Pending;
use crate::domain::Stream;
use crate::store::contract::Reader;
use crate::store::error::{Conflict, StoreError};
use crate::store::record::{Revision, Target};
use crate::store::unit::Expect;

/// What was read. What was read first counts: if it has moved since, the unit is stale.
#[derive(Debug, Default)]
pub(super) struct Expected {
    streams: BTreeMap<Stream, Revision>,
    /// Nought for a record that is not there.
    records: BTreeMap<Target, Revision>,
}

impl Expected {
    pub(super) fn stream(&mut self, stream: Stream, revision: Revision) {
        self.streams.entry(stream).or_insert(revision);
    }

    pub(super) fn record(&mut self, target: Target, revision: Revision) {
        self.records.entry(target).or_insert(revision);
    }

    /// Takes over what a unit inside expected and found, as it stood below.
    pub(super) fn take_over(&mut self, expects: &[Expect], pending: &Pending) {
        for expect in expects {
            match *expect {
                Expect::Stream(stream, _) => {
                    let below = pending.stream_below(stream);
                    below.into_iter().for_each(|revision| self.stream(stream, revision));
                }
                Expect::Record(target, _) | Expect::Absent(target) => {
                    let below = pending.record_below(target);
                    below.into_iter().for_each(|revision| self.record(target, revision));
                }
            }
        }
    }

    pub(super) fn list(&self) -> Vec<Expect> {
        let streams = self.streams.iter().map(|(stream, at)| Expect::Stream(*stream, *at));
        let records = self.records.iter().map(|(target, at)| match *at {
            ABSENT => Expect::Absent(*target),
            at => Expect::Record(*target, at),
        });
        streams.chain(records).collect()
    }
}

/// Whether expectations hold.
pub(super) fn verify(reader: &dyn Reader, expects: &[Expect]) -> Result<(), StoreError> {
    for expected in expects {
        let (wanted, found) = match *expected {
            Expect::Stream(stream, revision) => {
                let heads = reader.revisions(&[stream])?;
                (revision, heads.first().map_or(ABSENT, |head| head.revision))
            }
            Expect::Record(target, revision) => (revision, found(reader, target)?),
            Expect::Absent(target) => (ABSENT, found(reader, target)?),
        };
        if wanted != found {
            return Err(Conflict::Stale { expected: *expected, found }.into());
        }
    }
    Ok(())
}

fn found(reader: &dyn Reader, target: Target) -> Result<Revision, StoreError> {
    let records = reader.get(&[target], false)?;
    Ok(records.into_iter().flatten().next().map_or(ABSENT, |record| record.revision))
}
