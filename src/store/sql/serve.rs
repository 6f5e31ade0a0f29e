//! A group of units in one transaction: each with its own answer, whatever befalls the others.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rusqlite::{Connection, ffi};

use super::House;
use super::fault::{code, family, fault};
use super::run;
use super::schema;
use super::statements::{BACK, BEGIN_WRITING, COMMIT, RELEASE, ROLLBACK, SAVE};
use super::writer::SqlWriter;
use crate::store::error::StoreError;
use crate::store::unit::{Committed, Unit};

pub(crate) type Answer = Result<Committed, StoreError>;

/// What became of a group.
pub(crate) enum Served {
    /// Everybody has an answer.
    All(Vec<Answer>),
    /// It is not known whether the group was written.
    InDoubt,
    /// The transaction is gone and nothing of it was written.
    Lost(StoreError),
}

/// Serves units in one transaction; when that is lost, each once more and alone.
pub(crate) fn serve(conn: &Connection, house: &House, units: &[Unit]) -> Vec<(Answer, bool)> {
    let alone = |unit: &Unit| match together(conn, house, std::slice::from_ref(unit)) {
        Served::All(mut answers) => {
            let answer = answers.pop().unwrap_or(Err(StoreError::TransactionLost));
            (answer, false)
        }
        Served::InDoubt => (Err(StoreError::InDoubt { key: unit.key.key }), true),
        Served::Lost(error) => (Err(error), false),
    };
    if let [unit] = units {
        return vec![alone(unit)];
    }
    match together(conn, house, units) {
        Served::All(answers) => answers.into_iter().map(|answer| (answer, false)).collect(),
        Served::InDoubt => {
            let doubt = |unit: &Unit| (Err(StoreError::InDoubt { key: unit.key.key }), true);
            units.iter().map(doubt).collect()
        }
        Served::Lost(_) => {
            let mut answers = Vec::with_capacity(units.len());
            for unit in units {
                let doubted = answers.last().is_some_and(|(_, doubted)| *doubted);
                answers.push(if doubted {
                    // Nothing is written behind a unit in doubt; this one surely was not.
                    (Err(StoreError::Busy { retry: "after the store was reopened" }), true)
                } else {
                    alone(unit)
                });
            }
            answers
        }
    }
}

fn together(conn: &Connection, house: &House, units: &[Unit]) -> Served {
    if let Err(error) = run::change(conn, BEGIN_WRITING, &[]) {
        // Whoever holds the file holds it against each of them.
        return Served::All(units.iter().map(|_| Err(again(code(&error)))).collect());
    }
    if let Err(error) = schema::unchanged(conn, house) {
        return give_up(conn, error);
    }
    let mut answers = Vec::with_capacity(units.len());
    for unit in units {
        let answer = if units.len() == 1 {
            apply(conn, house, unit)
        } else {
            match apart(conn, house, unit) {
                Ok(answer) => answer,
                Err(lost) => return give_up(conn, lost),
            }
        };
        if conn.is_autocommit() {
            return Served::Lost(answer.err().unwrap_or(StoreError::TransactionLost));
        }
        answers.push(answer);
    }
    let fresh = |answer: &Answer| matches!(answer, Ok(committed) if !committed.repeated);
    if !answers.iter().any(fresh) {
        return match run::change(conn, ROLLBACK, &[]) {
            Ok(_) => Served::All(answers),
            Err(error) => Served::Lost(fault(error)),
        };
    }
    match run::change(conn, COMMIT, &[]) {
        Ok(_) => Served::All(answers),
        Err(error) if doubtful(&error) => {
            // What the transaction still holds, if anything, must not be written later.
            let _ = conn.execute_batch(ROLLBACK);
            Served::InDoubt
        }
        Err(error) => give_up(conn, fault(error)),
    }
}

fn give_up(conn: &Connection, error: StoreError) -> Served {
    if !conn.is_autocommit() {
        // Where this fails the connection says so at its next statement.
        let _ = conn.execute_batch(ROLLBACK);
    }
    Served::Lost(error)
}

/// Whether a failed COMMIT may have been written all the same: the disk failed while it was
/// being made durable. A full disk, a locked file and a broken constraint come before that.
fn doubtful(error: &rusqlite::Error) -> bool {
    family(error) == Some(ffi::SQLITE_IOERR)
}

/// A unit behind a savepoint of its own; an error that is none of its answers has taken the
/// transaction with it.
fn apart(conn: &Connection, house: &House, unit: &Unit) -> Result<Answer, StoreError> {
    run::execute(conn, SAVE, &[])?;
    let answer = apply(conn, house, unit);
    if conn.is_autocommit() {
        return Ok(answer);
    }
    if answer.is_err() {
        run::execute(conn, BACK, &[])?;
    }
    run::execute(conn, RELEASE, &[])?;
    Ok(answer)
}

/// Applies a unit; a panic over it is its own answer and nobody else's.
pub(crate) fn apply(conn: &Connection, house: &House, unit: &Unit) -> Answer {
    let writer = SqlWriter::new(conn, house);
    let applied = catch_unwind(AssertUnwindSafe(|| writer.apply(unit)));
    applied.unwrap_or_else(|_| Err(StoreError::backend("the engine panicked over this unit")))
}

fn again(code: Option<i32>) -> StoreError {
    let error = ffi::Error::new(code.unwrap_or(ffi::SQLITE_ERROR));
    fault(rusqlite::Error::SqliteFailure(error, None))
}
