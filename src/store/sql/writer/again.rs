//! Facts that stand again: what was said once is not said otherwise later.

use std::collections::{HashMap, HashSet};

use super::SqlWriter;
use crate::domain::Stream;
use crate::domain::declaration::Kind;
use crate::store::error::StoreError;
use crate::store::record::{Body, Target};
use crate::store::sql::reader::kinds;
use crate::store::sql::row;
use crate::store::sql::run::{self, Bind};
use crate::store::unit::{Put, Write};

/// What the facts say that a unit removes and puts.
pub(super) type Moving = HashMap<Target, Body>;

impl SqlWriter<'_> {
    /// What the facts say that a unit removes and puts, before it does.
    pub(super) fn moving(&self, writes: &[&Write]) -> Result<Moving, StoreError> {
        let mut moving = Moving::new();
        if writes.iter().all(|write| write.removes.is_empty()) {
            return Ok(moving);
        }
        let puts = writes.iter().flat_map(|write| &write.puts);
        let puts: HashSet<Target> = puts.map(|put| put.target).collect();
        for target in writes.iter().flat_map(|write| &write.removes) {
            let (_, noun) = self.sql().noun(target.noun)?;
            let state = noun.table.declaration().kind == Kind::State;
            if state || !puts.contains(target) {
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
        if let Some(said) = moving.get(&put.target) {
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
