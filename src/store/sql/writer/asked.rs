//! What a unit rests on: expectations and takes, known by reading alone.

use super::{Heads, SqlWriter};
use crate::domain::Stream;
use crate::store::contract::Reader;
use crate::store::error::{Conflict, StoreError};
use crate::store::record::{Revision, Target};
use crate::store::sql::row;
use crate::store::sql::run::{self, Bind};
use crate::store::unit::{Counter, Expect, Take, Unit};

impl SqlWriter<'_> {
    /// Whether a unit's expectations and takes hold; where its counters come to stand, unless that is
    /// known without asking to be within their bounds.
    pub(super) fn asked<'u>(
        &self,
        unit: &'u Unit,
        heads: &mut Heads,
    ) -> Result<Option<Vec<(&'u Counter, i64)>>, StoreError> {
        for expect in &unit.expects {
            self.expect(*expect, heads)?;
        }
        if unit.takes.iter().all(is_unbounded) {
            return Ok(None);
        }
        let mut counters: Vec<(&Counter, i64)> = Vec::new();
        for take in &unit.takes {
            let at = counters.iter().position(|(counter, _)| **counter == take.counter);
            let found = match at.and_then(|at| counters.get(at)) {
                Some((_, value)) => *value,
                None => self.reader.counter(&take.counter)?,
            };
            let within = |to: &i64| (take.not_below..=take.not_above).contains(to);
            let Some(to) = found.checked_add(take.by).filter(within) else {
                return Err(Conflict::Exhausted { counter: take.counter.clone(), found }.into());
            };
            match at.and_then(|at| counters.get_mut(at)) {
                Some((_, value)) => *value = to,
                None => counters.push((&take.counter, to)),
            }
        }
        Ok(Some(counters))
    }

    /// Takes what has no bounds but those of the numbers that can be held.
    pub(super) fn add(&self, take: &Take) -> Result<(), StoreError> {
        let Take { counter, by, .. } = take;
        let low = i64::MIN.saturating_sub((*by).min(0));
        let high = i64::MAX.saturating_sub((*by).max(0));
        let binds =
            [counter.of.into(), Bind::Text(&counter.name), (*by).into(), low.into(), high.into()];
        if run::execute(self.conn(), &self.sql().house.counter_add, &binds)? > 0 {
            return Ok(());
        }
        let found = self.reader.counter(counter)?;
        Err(Conflict::Exhausted { counter: counter.clone(), found }.into())
    }

    fn expect(&self, expected: Expect, heads: &mut Heads) -> Result<(), StoreError> {
        let (wanted, found) = match expected {
            Expect::Stream(stream, revision) => (revision, self.standing(stream, heads)?.revision),
            Expect::Record(target, revision) => {
                let found = self.stands(target)?;
                (revision, found.map_or(Revision::ZERO, |(_, revision)| revision))
            }
            Expect::Absent(target) => match self.stands(target)? {
                None => return Ok(()),
                Some((_, found)) => return Err(Conflict::Stale { expected, found }.into()),
            },
        };
        if wanted == found { Ok(()) } else { Err(Conflict::Stale { expected, found }.into()) }
    }

    /// Stream and revision of a record, if there is one.
    pub(super) fn stands(&self, target: Target) -> Result<Option<(Stream, Revision)>, StoreError> {
        let (_, noun) = self.sql().noun(target.noun)?;
        run::first(self.conn(), &noun.stands, &[Bind::from(&target.id)], |row| {
            Ok((row::stream(row, 0)?, row::revision(row, 1)?))
        })
    }
}

/// Whether every number that can be held is within what a take allows.
fn is_unbounded(take: &Take) -> bool {
    (take.not_below, take.not_above) == (i64::MIN, i64::MAX)
}
