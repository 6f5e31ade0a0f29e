//! Connections that are lent and come back: one that writes, a few that read.

use std::ops::Deref;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::statements::ROLLBACK;
use crate::store::error::StoreError;

/// A bounded number of connections, opened when they are first needed.
#[derive(Debug)]
pub(crate) struct Pool {
    state: Mutex<State>,
    back: Condvar,
    patience: Duration,
}

#[derive(Debug)]
struct State {
    free: Vec<Connection>,
    /// How many more may be opened.
    more: usize,
    /// How many wait; nobody is woken where nobody waits.
    waiting: usize,
    closed: bool,
}

impl Pool {
    /// Lends what it is given, and up to so many more.
    pub(crate) fn new(free: Vec<Connection>, more: usize, patience: Duration) -> Self {
        let state = State { free, more, waiting: 0, closed: false };
        Pool { state: Mutex::new(state), back: Condvar::new(), patience }
    }

    /// Lends a connection; waits for one to come back where all are lent.
    pub(crate) fn lend(
        &self,
        open: impl FnOnce() -> Result<Connection, StoreError>,
    ) -> Result<Lease<'_>, StoreError> {
        let mut state = self.lock();
        let mut until = None;
        loop {
            if state.closed {
                return Err(StoreError::Closed);
            }
            if let Some(conn) = state.free.pop() {
                return Ok(Lease { pool: self, conn: Some(conn) });
            }
            if state.more > 0 {
                state.more -= 1;
                drop(state);
                // On failure the place comes back with the lease.
                let mut lease = Lease { pool: self, conn: None };
                lease.conn = Some(open()?);
                return Ok(lease);
            }
            let now = Instant::now();
            let left = until.get_or_insert(now + self.patience).saturating_duration_since(now);
            if left.is_zero() {
                return Err(StoreError::Busy { retry: "the same call" });
            }
            state.waiting += 1;
            let waited = self.back.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
            state.waiting -= 1;
        }
    }

    /// Closes what is here now, and the rest when it comes back.
    pub(crate) fn close(&self) -> Vec<Connection> {
        let mut state = self.lock();
        state.closed = true;
        self.back.notify_all();
        std::mem::take(&mut state.free)
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection on loan; whatever transaction is left open in it is rolled back.
#[derive(Debug)]
pub(crate) struct Lease<'p> {
    pool: &'p Pool,
    conn: Option<Connection>,
}

impl Deref for Lease<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.conn.as_ref().expect("a lease holds its connection until it is dropped")
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        let sound = self.conn.take().filter(|conn| {
            conn.is_autocommit() || conn.execute_batch(ROLLBACK).is_ok() || conn.is_autocommit()
        });
        let mut state = self.pool.lock();
        match sound {
            Some(conn) if !state.closed => state.free.push(conn),
            Some(_) => {}
            None => state.more += 1,
        }
        let waited_for = state.waiting > 0;
        drop(state);
        if waited_for {
            self.pool.back.notify_one();
        }
    }
}
