//! Facts that stand again: what was said once is not said otherwise later.

use super::reader::kinds;
use super::row;
use super::run::{self, Bind};
use super::writer::SqlWriter;
use crate::domain::Stream;
use crate::domain::declaration::Kind;
use crate::store::error::StoreError;
use crate::store::record::{Body, Target};
use crate::store::unit::{Put, Unit};

/// What the facts say that a unit removes and puts.
pub(super) type Moving = Vec<(Target, Body)>;

impl SqlWriter<'_> {
    /// What the facts say that a unit removes and puts, before it does.
    pub(super) fn moving(&self, unit: &Unit) -> Result<Moving, StoreError> {
        let mut moving = Moving::new();
        for target in unit.writes.iter().flat_map(|write| &write.removes) {
            let (_, noun) = self.sql().noun(target.noun)?;
            let mut puts = unit.writes.iter().flat_map(|write| &write.puts);
            let state = noun.table.declaration().kind == Kind::State;
            if state || !puts.any(|put| put.target == *target) {
                continue;
            }
            let said = run::first(self.conn(), &noun.body, &[Bind::from(&target.id)], |row| {
                Ok(Body { plain: row::bytes(row, 1)?.to_vec(), personal: row::personal(row, 2)? })
            })?;
            moving.extend(said.map(|said| (*target, said)));
        }
        Ok(moving)
    }

    /// Whether a fact that was here before may stand again.
    pub(super) fn returns(&self, put: &Put, moving: &Moving) -> Result<(), StoreError> {
        if let Some((_, said)) = moving.iter().find(|(target, _)| *target == put.target) {
            let why = "a fact that moves says something else";
            return if *said == put.body { Ok(()) } else { Err(StoreError::Unit { why }) };
        }
        if self.referred(put.target)? {
            return Err(StoreError::Unit { why: "a fact that was removed is put again" });
        }
        Ok(())
    }

    /// Whether an entry rests on what a fact said that is not in its place any more.
    fn referred(&self, target: Target) -> Result<bool, StoreError> {
        let house = &self.sql().house;
        let (_, noun) = self.sql().noun(target.noun)?;
        let number = noun.table.declaration().number;
        let id = Bind::from(&target.id);
        let mut streams: Vec<Stream> = Vec::new();
        run::each(self.conn(), &house.elsewhere, &[i64::from(number).into(), id], |row| {
            streams.push(row::stream(row, 0)?);
            Ok(())
        })?;
        let (first, last) = kinds(number);
        for stream in streams {
            let binds = [stream.into(), first.into(), last.into(), id];
            if run::first(self.conn(), &house.referring, &binds, |row| row::integer(row, 0))?
                .is_some()
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
