//! Connections that are lent and come back: the one that came back last is lent first, whether to
//! read or to write, since what it has read is still in its memory.
//!
//! Only one writes at a time, and only so many read; whoever writes never waits for readers.

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
    to_read: Condvar,
    to_write: Condvar,
    patience: Duration,
    /// Whether readers have places of their own, or wait like writers for the only connection.
    apart: bool,
}

#[derive(Debug)]
struct State {
    free: Vec<Connection>,
    readers: Places,
    writers: Places,
    closed: bool,
}

/// How many may do the same at once.
#[derive(Debug)]
struct Places {
    left: usize,
    /// How many wait; nobody is woken where nobody waits.
    waiting: usize,
}

/// What a connection is lent for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    Reading,
    Writing,
}

impl State {
    fn places(&mut self, what: For) -> &mut Places {
        match what {
            For::Reading => &mut self.readers,
            For::Writing => &mut self.writers,
        }
    }
}

impl Pool {
    /// Begins with one connection; so many may read beside the one who writes, and where that is
    /// none, there is this connection and no other.
    pub(crate) fn new(conn: Connection, readers: usize, patience: Duration) -> Self {
        let places = |left| Places { left, waiting: 0 };
        let state =
            State { free: vec![conn], readers: places(readers), writers: places(1), closed: false };
        Pool {
            state: Mutex::new(state),
            to_read: Condvar::new(),
            to_write: Condvar::new(),
            patience,
            apart: readers > 0,
        }
    }

    /// Lends a connection to read with; waits for one to come back where all are lent.
    pub(crate) fn lend_to_read(
        &self,
        open: impl FnOnce() -> Opened,
    ) -> Result<Lease<'_>, StoreError> {
        self.lend(if self.apart { For::Reading } else { For::Writing }, open)
    }

    /// Lends a connection to the only one who writes.
    pub(crate) fn lend_to_write(
        &self,
        open: impl FnOnce() -> Opened,
    ) -> Result<Lease<'_>, StoreError> {
        self.lend(For::Writing, open)
    }

    fn lend(&self, what: For, open: impl FnOnce() -> Opened) -> Result<Lease<'_>, StoreError> {
        let mut state = self.lock();
        let mut until = None;
        loop {
            if state.closed {
                return Err(StoreError::Closed);
            }
            if state.places(what).left > 0 {
                state.places(what).left -= 1;
                let conn = state.free.pop();
                drop(state);
                // On failure the place comes back with the lease.
                let mut lease = Lease { pool: self, conn, what };
                if lease.conn.is_none() {
                    lease.conn = Some(open()?);
                }
                return Ok(lease);
            }
            let now = Instant::now();
            let left = until.get_or_insert(now + self.patience).saturating_duration_since(now);
            if left.is_zero() {
                return Err(StoreError::Busy { retry: "the same call" });
            }
            state.places(what).waiting += 1;
            let waited = self.bell(what).wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
            state.places(what).waiting -= 1;
        }
    }

    /// Closes what is here now, and the rest when it comes back.
    pub(crate) fn close(&self) -> Vec<Connection> {
        let mut state = self.lock();
        state.closed = true;
        self.to_read.notify_all();
        self.to_write.notify_all();
        std::mem::take(&mut state.free)
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    fn bell(&self, what: For) -> &Condvar {
        match what {
            For::Reading => &self.to_read,
            For::Writing => &self.to_write,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that was just opened, or why it could not be.
type Opened = Result<Connection, StoreError>;

/// A connection on loan; whatever transaction is left open in it is rolled back.
#[derive(Debug)]
pub(crate) struct Lease<'p> {
    pool: &'p Pool,
    conn: Option<Connection>,
    what: For,
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
        let closed = state.closed;
        let late = match sound {
            Some(conn) if !closed => {
                state.free.push(conn);
                None
            }
            late => late,
        };
        let places = state.places(self.what);
        places.left += 1;
        let waited_for = places.waiting > 0;
        drop(state);
        if waited_for {
            self.pool.bell(self.what).notify_one();
        }
        // Closing takes its time, and nobody waits for it.
        drop(late);
    }
}
