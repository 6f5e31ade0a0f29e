//! Connections that are lent and come back. The one that wrote last writes first: each other one
//! forgets what it has read as soon as somebody writes. Who is alone reads with it too.
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
    /// How many places there are in all.
    most: usize,
}

/// After so many loans without another beside them, whoever comes is taken to be alone.
const CALM: u32 = 8;

#[derive(Debug)]
struct State {
    free: Vec<Connection>,
    /// The one that wrote last, unless it is lent.
    wrote: Option<Connection>,
    /// How often in a row one was lent while no other was.
    calm: u32,
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
    /// The connection that fits best, if one is free.
    fn take(&mut self, what: For) -> Option<Connection> {
        if what == For::Writing || self.calm >= CALM {
            self.wrote.take().or_else(|| self.free.pop())
        } else {
            self.free.pop().or_else(|| self.wrote.take())
        }
    }

    fn put_back(&mut self, conn: Connection, what: For) {
        match what {
            For::Reading => self.free.push(conn),
            For::Writing => self.free.extend(self.wrote.replace(conn)),
        }
    }

    /// Notes whether somebody else has one while one is lent.
    fn weather(&mut self, most: usize) {
        let alone = self.readers.left + self.writers.left == most;
        self.calm = if alone { self.calm.saturating_add(1) } else { 0 };
    }

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
        let state = State {
            free: Vec::new(),
            wrote: Some(conn),
            calm: 0,
            readers: places(readers),
            writers: places(1),
            closed: false,
        };
        Pool {
            state: Mutex::new(state),
            to_read: Condvar::new(),
            to_write: Condvar::new(),
            patience,
            apart: readers > 0,
            most: readers.saturating_add(1),
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
                state.weather(self.most);
                state.places(what).left -= 1;
                let conn = state.take(what);
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
        let wrote = state.wrote.take();
        std::mem::take(&mut state.free).into_iter().chain(wrote).collect()
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
                state.put_back(conn, self.what);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn named(number: i64) -> Opened {
        let conn = Connection::open_in_memory().unwrap();
        conn.pragma_update(None, "user_version", number).unwrap();
        Ok(conn)
    }

    fn nobody() -> Opened {
        panic!("no further connection is needed")
    }

    fn number(conn: &Connection) -> i64 {
        conn.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
    }

    #[test]
    fn who_is_alone_has_one_connection_and_who_wrote_last_writes_next() {
        let pool = Pool::new(named(1).unwrap(), 4, Duration::from_secs(1));
        assert_eq!(number(&pool.lend_to_write(nobody).unwrap()), 1);
        let reads = pool.lend_to_read(nobody).unwrap();
        assert_eq!(number(&reads), 1);
        // Beside one that reads, another is opened to write, and goes on writing.
        assert_eq!(number(&pool.lend_to_write(|| named(2)).unwrap()), 2);
        drop(reads);
        let reads = pool.lend_to_read(nobody).unwrap();
        let writes = pool.lend_to_write(nobody).unwrap();
        assert_eq!((number(&reads), number(&writes)), (1, 2));
        drop((reads, writes));
        // Alone again for a while, the same one reads as well.
        for _ in 0..CALM {
            drop(pool.lend_to_read(nobody).unwrap());
        }
        assert_eq!(number(&pool.lend_to_read(nobody).unwrap()), 2);
        assert_eq!(pool.close().len(), 2);
    }
}
