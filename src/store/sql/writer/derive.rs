//! Columns that follow from the facts of a stream. All of it is here: what a unit's facts do to
//! them is collected as they are written and done once, at the end.

use std::collections::{BTreeMap, BTreeSet};

use super::{SqlWriter, one};
use crate::domain::Stream;
use crate::domain::declaration::Value;
use crate::store::error::StoreError;
use crate::store::sql::row;
use crate::store::sql::run::{self, Bind};
use crate::store::sql::statements::{DerivedStatements, NounStatements};
use crate::store::unit::Put;

/// What facts of a unit do to columns derived from them.
#[derive(Debug, Default)]
pub(crate) struct Shaken {
    /// Streams and facts of which some are gone: what is derived from them is asked anew.
    anew: BTreeSet<(Stream, &'static str)>,
    /// New facts: the stream, their noun, the place of a column that others are derived from, and
    /// the greatest value in it.
    raised: BTreeMap<(Stream, &'static str, usize), i64>,
}

impl SqlWriter<'_> {
    /// The columns derived from a noun's facts.
    fn derived_from(&self, facts: &'static str) -> impl Iterator<Item = &DerivedStatements> {
        let all = self.sql().nouns.iter().flat_map(|noun| &noun.derived);
        all.filter(move |derived| derived.of == facts)
    }

    /// What a derived column is worth in a record that is about to be there.
    pub(super) fn derived<'p>(
        &self,
        stream: Stream,
        put: &'p Put,
        at: usize,
        noun: &NounStatements,
    ) -> Result<Bind<'p>, StoreError> {
        match noun.derived.iter().find(|derived| derived.at == at) {
            Some(derived) if stream.id() == put.target.id => {
                let own = derived.instead.and_then(|own| one(put, own)).into();
                Ok(self.greatest(stream, &derived.greatest)?.map_or(own, Bind::Integer))
            }
            _ => Ok(Bind::Null),
        }
    }

    pub(crate) fn greatest(&self, stream: Stream, sql: &str) -> Result<Option<i64>, StoreError> {
        let found =
            run::first(self.conn(), sql, &[stream.into()], |row| row::maybe_integer(row, 0))?;
        Ok(found.flatten())
    }

    /// Notes a new fact.
    pub(super) fn raise(&self, stream: Stream, put: &Put, shaken: &mut Shaken) {
        let facts = put.target.noun;
        for derived in self.derived_from(facts) {
            if let Some(Value::Integer(value)) = one(put, derived.source) {
                let raised = shaken.raised.entry((stream, facts, derived.source));
                raised.and_modify(|most| *most = (*value).max(*most)).or_insert(*value);
            }
        }
    }

    /// Notes that a fact is gone, hidden or erased.
    pub(super) fn shake(&self, stream: Stream, noun: &NounStatements, shaken: &mut Shaken) {
        let facts = noun.table.declaration().noun;
        if self.derived_from(facts).next().is_some() {
            shaken.anew.insert((stream, facts));
        }
    }

    /// Gives derived columns what the unit's facts say, in the records that name their streams.
    pub(super) fn settle(&self, shaken: &Shaken) -> Result<(), StoreError> {
        for (stream, facts) in &shaken.anew {
            for derived in self.derived_from(facts) {
                let value = self.greatest(*stream, &derived.greatest)?;
                self.set(*stream, &derived.set, value.map_or(Bind::Null, Bind::Integer))?;
            }
        }
        for ((stream, facts, source), value) in &shaken.raised {
            if shaken.anew.contains(&(*stream, *facts)) {
                continue;
            }
            for derived in self.derived_from(facts).filter(|derived| derived.source == *source) {
                self.set(*stream, &derived.raise, (*value).into())?;
            }
        }
        Ok(())
    }

    fn set(&self, stream: Stream, sql: &str, value: Bind<'_>) -> Result<(), StoreError> {
        let root = stream.id();
        let binds = [Bind::from(&root), stream.into(), value];
        run::execute(self.conn(), sql, &binds).map(drop)
    }
}

/// Has asked anew what a column of the record itself stands in for, where that has moved.
pub(super) fn shake_own(stream: Stream, noun: &NounStatements, moved: u64, shaken: &mut Shaken) {
    let ones = noun.table.ones.iter().enumerate();
    let moved: Vec<usize> =
        ones.filter(|(bit, _)| moved >> bit & 1 == 1).map(|(_, (at, _))| *at).collect();
    for derived in &noun.derived {
        if derived.instead.is_some_and(|own| moved.contains(&own)) {
            shaken.anew.insert((stream, derived.of));
        }
    }
}
