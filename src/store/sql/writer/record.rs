//! Records as they are put and removed.

use super::again::Moving;
use super::derive::{Shaken, shake_own};
use super::standing::Standing;
use super::{SqlWriter, number, one};
use crate::domain::Stream;
use crate::domain::declaration::{Cell, Kind};
use crate::store::error::StoreError;
use crate::store::record::Target;
use crate::store::sql::fault;
use crate::store::sql::row;
use crate::store::sql::run::{self, Bind};
use crate::store::sql::statements::NounStatements;
use crate::store::unit::Put;

impl SqlWriter<'_> {
    pub(super) fn remove(
        &self,
        stream: Stream,
        target: Target,
        shaken: &mut Shaken,
    ) -> Result<(), StoreError> {
        let (_, noun) = self.sql().noun(target.noun)?;
        let id = Bind::from(&target.id);
        if run::execute(self.conn(), &noun.delete, &[id, stream.into()])? == 0 {
            return Err(StoreError::Unit { why: "it removes a record that is not in the stream" });
        }
        for many in &noun.manys {
            run::execute(self.conn(), &many.clear, &[id])?;
        }
        self.shake(stream, noun, shaken);
        self.note_elsewhere(noun, target.id, stream)
    }

    pub(super) fn put(
        &self,
        standing: &Standing,
        (put, begins): (&Put, bool),
        moving: &Moving,
        shaken: &mut Shaken,
    ) -> Result<(), StoreError> {
        let (at, noun) = self.sql().noun(put.target.noun)?;
        match noun.table.declaration().kind {
            // What is written down as a beginning is most likely one, and then nothing was to be asked.
            Kind::State if begins && self.insert_new(standing, put, noun)? => {
                self.put_manys(put, noun, false)
            }
            Kind::State => self.put_state(standing, put, (at, noun), shaken),
            Kind::Fact { .. } => {
                if moving.contains_key(&put.target) || !self.insert_new(standing, put, noun)? {
                    self.returns(put, moving)?;
                    self.insert(standing, put, noun)?;
                }
                self.put_fact(standing, put, noun, shaken)
            }
        }
    }

    fn put_state(
        &self,
        standing: &Standing,
        put: &Put,
        (at, noun): (usize, &NounStatements),
        shaken: &mut Shaken,
    ) -> Result<(), StoreError> {
        let ones = noun.table.ones.iter().enumerate();
        let before = run::first(self.conn(), &noun.before, &[Bind::from(&put.target.id)], |row| {
            let mut moved = 0_u64;
            for (bit, (at, column)) in ones {
                let derived = column.derived.is_some();
                if !derived && !row::same(row::cell(row, bit + 1)?, one(put, *at)) {
                    moved |= 1 << bit;
                }
            }
            Ok((row::stream(row, 0)?, moved))
        })?;
        match before {
            None => self.insert(standing, put, noun)?,
            Some((stream, _)) if stream != standing.stream => {
                return Err(StoreError::Unit { why: "it puts a record that is in another stream" });
            }
            Some((_, moved)) => {
                self.update(standing, put, (at, noun), moved)?;
                shake_own(standing.stream, noun, moved, shaken);
            }
        }
        self.put_manys(put, noun, before.is_some())
    }

    fn put_fact(
        &self,
        standing: &Standing,
        put: &Put,
        noun: &NounStatements,
        shaken: &mut Shaken,
    ) -> Result<(), StoreError> {
        if let Some(fact) = put.supersedes {
            self.supersede(standing.stream, put, fact, noun)?;
            self.shake(standing.stream, noun, shaken);
        } else {
            self.raise(standing.stream, put, shaken);
        }
        self.put_manys(put, noun, false)
    }

    pub(super) fn insert(
        &self,
        standing: &Standing,
        put: &Put,
        noun: &NounStatements,
    ) -> Result<(), StoreError> {
        let binds = self.values(standing, put, noun)?;
        let done = run::change(self.conn(), &noun.insert, &binds);
        done.map(drop).map_err(|error| self.refused(standing.stream, put, noun, error))
    }

    /// Whether a record could be inserted without a question more. What it ran into instead, whoever
    /// asks first finds out in the order in which answers come.
    fn insert_new(
        &self,
        standing: &Standing,
        put: &Put,
        noun: &NounStatements,
    ) -> Result<bool, StoreError> {
        let binds = self.values(standing, put, noun)?;
        match run::change(self.conn(), &noun.insert_new, &binds) {
            Ok(rows) => Ok(rows > 0),
            Err(error) if fault::constraint(&error) => Ok(false),
            Err(error) => Err(fault::fault(error)),
        }
    }

    fn values<'p>(
        &self,
        standing: &Standing,
        put: &'p Put,
        noun: &NounStatements,
    ) -> Result<Vec<Bind<'p>>, StoreError> {
        let mut binds = Vec::with_capacity(noun.table.ones.len() + 6);
        binds.extend([
            Bind::from(&put.target.id),
            standing.stream.into(),
            number(standing.revision.0)?,
            row::seen(put.visibility).into(),
            Bind::Bytes(&put.body.plain),
            row::held(&put.body.personal),
        ]);
        for (at, column) in &noun.table.ones {
            binds.push(match column.derived {
                Some(_) => self.derived(standing.stream, put, *at, noun)?,
                None => one(put, *at).into(),
            });
        }
        Ok(binds)
    }

    fn update(
        &self,
        standing: &Standing,
        put: &Put,
        (at, noun): (usize, &NounStatements),
        moved: u64,
    ) -> Result<(), StoreError> {
        let mut binds = vec![
            Bind::from(&put.target.id),
            number(standing.revision.0)?,
            row::seen(put.visibility).into(),
            Bind::Bytes(&put.body.plain),
            row::held(&put.body.personal),
        ];
        let ones = noun.table.ones.iter().enumerate();
        let moving = ones.filter(|(bit, _)| moved >> bit & 1 == 1);
        binds.extend(moving.map(|(_, (at, _))| Bind::from(one(put, *at))));
        let sql = self.sql().update(at, noun, moved);
        let done = run::change(self.conn(), &sql, &binds);
        done.map(drop).map_err(|error| self.refused(standing.stream, put, noun, error))
    }

    pub(super) fn put_manys(
        &self,
        put: &Put,
        noun: &NounStatements,
        existing: bool,
    ) -> Result<(), StoreError> {
        let id = Bind::from(&put.target.id);
        for many in &noun.manys {
            let wanted = put.columns.get(many.at).map_or(&[][..], Cell::values);
            let mut before = Vec::new();
            if existing {
                run::each(self.conn(), &many.read, &[id], |row| {
                    before.extend(row::value(row, 0, many.column.shape)?);
                    Ok(())
                })?;
            }
            // Both are sorted: texts and ids by their bytes, numbers as numbers.
            for gone in before.iter().filter(|value| wanted.binary_search(value).is_err()) {
                run::execute(self.conn(), &many.delete, &[gone.into(), id])?;
            }
            for new in wanted.iter().filter(|value| before.binary_search(value).is_err()) {
                let done = run::change(self.conn(), &many.insert, &[new.into(), id]);
                done.map_err(|error| self.taken(put, noun, error))?;
            }
        }
        Ok(())
    }
}
