//! A store inside a transaction of the host's.

use std::cell::Cell;
use std::ops::ControlFlow;
use std::sync::Arc;

use rusqlite::Connection;

use super::House;
use super::check::Checker;
use super::reader::SqlReader;
use super::run;
use super::schema;
use super::serve::{Applied, apply};
use super::statements::{BACK, RELEASE, SAVE};
use super::stats::stats;
use super::writer::SqlWriter;
use crate::domain::Timestamp;
use crate::store::contract::{
    Capabilities, Check, Condition, Progress, Reader, Report, Scrub, Stats, Store,
};
use crate::store::error::StoreError;
use crate::store::part::Part;
use crate::store::unit::{Committed, Unit};

/// A store that reads and writes inside a transaction of the host's and never begins or ends one:
/// what it commits is there when the host commits.
///
/// The transaction must be `IMMEDIATE`: one that has only read cannot always begin to write. When
/// an error has ended it, every further call is [`StoreError::TransactionLost`]. While it is open,
/// a store with a connection of its own on the same file waits for it, and so for itself when one
/// thread uses both.
#[derive(Debug)]
pub struct Borrowed<'c> {
    conn: &'c Connection,
    house: Arc<House>,
    closed: Cell<bool>,
}

impl<'c> Borrowed<'c> {
    pub(crate) fn new(conn: &'c Connection, house: Arc<House>) -> Self {
        Borrowed { conn, house, closed: Cell::new(false) }
    }

    /// Whether there is a transaction to work in.
    fn open(&self) -> Result<(), StoreError> {
        if self.closed.get() {
            Err(StoreError::Closed)
        } else if self.conn.is_autocommit() {
            Err(StoreError::TransactionLost)
        } else {
            Ok(())
        }
    }

    /// What an error means here, where there is nothing to try again but the host's transaction.
    fn failed(&self, error: StoreError) -> StoreError {
        if self.conn.is_autocommit() {
            StoreError::TransactionLost
        } else if matches!(error, StoreError::Busy { .. }) {
            StoreError::Busy { retry: "the whole transaction of the host" }
        } else {
            error
        }
    }

    fn apart(&self, unit: &Unit) -> Result<Committed, StoreError> {
        schema::unchanged(self.conn, &self.house)?;
        run::execute(self.conn, SAVE, &[])?;
        let Applied { answer, wrote } = apply(self.conn, &self.house, unit);
        if answer.is_err() && wrote && !self.conn.is_autocommit() {
            run::execute(self.conn, BACK, &[])?;
        }
        if !self.conn.is_autocommit() {
            run::execute(self.conn, RELEASE, &[])?;
        }
        answer
    }

    fn reader(&self) -> SqlReader<'_> {
        SqlReader::new(self.conn, &self.house)
    }
}

impl Store for Borrowed<'_> {
    fn capabilities(&self) -> Capabilities {
        Capabilities { durable_on_return: false, isolated_readers: false, group: false }
    }

    fn view(
        &self,
        read: &mut dyn FnMut(&dyn Reader) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.open()?;
        read(&self.reader())
    }

    fn commit(&self, unit: Unit) -> Result<Committed, StoreError> {
        self.open()?;
        self.house.catalogue.check(&unit)?;
        self.apart(&unit).map_err(|error| self.failed(error))
    }

    fn restore(&self, part: &Part) -> Result<(), StoreError> {
        self.open()?;
        schema::unchanged_while_restoring(self.conn, &self.house)?;
        run::execute(self.conn, SAVE, &[])?;
        let written = SqlWriter::new(self.conn, &self.house)
            .restore(part)
            .and_then(|()| schema::restoring(self.conn, &self.house, part.more));
        if written.is_err() && !self.conn.is_autocommit() {
            run::execute(self.conn, BACK, &[])?;
        }
        if !self.conn.is_autocommit() {
            run::execute(self.conn, RELEASE, &[])?;
        }
        written.map_err(|error| self.failed(error))
    }

    fn check(
        &self,
        mode: Check,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Report, StoreError> {
        self.open()?;
        let checker = Checker::new(self.conn, &self.house, mode, progress);
        checker.run().map_err(|error| self.failed(error))
    }

    fn scrub(&self) -> Result<Scrub, StoreError> {
        self.open()?;
        Ok(Scrub::Waiting)
    }

    fn forget_keys(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.open()?;
        let binds = [before.micros().into()];
        let gone = run::execute(self.conn, &self.house.sql.house.key_forget, &binds);
        let gone = gone.map_err(|error| self.failed(error))?;
        u64::try_from(gone).map_err(StoreError::backend)
    }

    fn stats(&self) -> Result<Stats, StoreError> {
        self.open()?;
        stats(self.conn, &self.house, Condition::Open)
    }

    fn close(&self) -> Result<(), StoreError> {
        self.closed.set(true);
        Ok(())
    }
}
