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
use crate::store::part::Part;
use crate::store::unit::{Committed, Put, Unit};

pub(crate) type Answer = Result<Committed, StoreError>;

/// What became of a group.
pub(crate) enum Served {
    /// Everybody has an answer.
    All(Vec<Answer>),
    /// It is not known whether the group was written.
    InDoubt,
    /// The transaction is gone and nothing of it was written.
    Lost(StoreError),
    /// A unit was refused half way, and nothing of the group was written.
    HalfWay,
}

/// Where a unit of a group can be undone without the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Save {
    /// Before each that may be refused half way, as far as its form tells.
    Delicate,
    /// Before each.
    All,
}

/// Serves units in one transaction. When a unit was refused half way, all are served once more
/// with care; when the transaction is lost, each once more and alone.
pub(crate) fn serve(conn: &Connection, house: &House, units: &[Unit]) -> Vec<(Answer, bool)> {
    if let [unit] = units {
        return vec![alone(conn, house, unit)];
    }
    let served = match together(conn, house, units, Save::Delicate) {
        Served::HalfWay => together(conn, house, units, Save::All),
        served @ (Served::All(_) | Served::InDoubt | Served::Lost(_)) => served,
    };
    match served {
        Served::All(answers) => answers.into_iter().map(|answer| (answer, false)).collect(),
        Served::InDoubt => {
            let doubt = |unit: &Unit| (Err(StoreError::InDoubt { key: unit.key.key }), true);
            units.iter().map(doubt).collect()
        }
        Served::Lost(_) | Served::HalfWay => {
            let mut answers = Vec::with_capacity(units.len());
            for unit in units {
                let doubted = answers.last().is_some_and(|(_, doubted)| *doubted);
                answers.push(if doubted {
                    // Nothing is written behind a unit in doubt; this one surely was not.
                    (Err(StoreError::Busy { retry: "after the store was reopened" }), true)
                } else {
                    alone(conn, house, unit)
                });
            }
            answers
        }
    }
}

/// Serves one unit; says whether it is in doubt.
fn alone(conn: &Connection, house: &House, unit: &Unit) -> (Answer, bool) {
    match together(conn, house, std::slice::from_ref(unit), Save::Delicate) {
        Served::All(mut answers) => {
            (answers.pop().unwrap_or(Err(StoreError::TransactionLost)), false)
        }
        Served::InDoubt => (Err(StoreError::InDoubt { key: unit.key.key }), true),
        Served::Lost(error) => (Err(error), false),
        Served::HalfWay => (Err(StoreError::TransactionLost), false),
    }
}

fn together(conn: &Connection, house: &House, units: &[Unit], save: Save) -> Served {
    if let Err(error) = run::change(conn, BEGIN_WRITING, &[]) {
        // Whoever holds the file holds it against each of them.
        return Served::All(units.iter().map(|_| Err(again(code(&error)))).collect());
    }
    if let Err(error) = schema::unchanged(conn, house) {
        return give_up(conn, error);
    }
    let mut answers = Vec::with_capacity(units.len());
    for unit in units {
        let answer = if units.len() > 1 && (save == Save::All || delicate(house, unit)) {
            match apart(conn, house, unit) {
                Ok(answer) => answer,
                Err(lost) => return give_up(conn, lost),
            }
        } else {
            let Applied { answer, wrote } = apply(conn, house, unit);
            if answer.is_err() && wrote && units.len() > 1 && !conn.is_autocommit() {
                return match run::change(conn, ROLLBACK, &[]) {
                    Ok(_) => Served::HalfWay,
                    Err(error) => Served::Lost(fault(error)),
                };
            }
            answer
        };
        if conn.is_autocommit() {
            return Served::Lost(answer.err().unwrap_or(StoreError::TransactionLost));
        }
        answers.push(answer);
    }
    finish(conn, answers)
}

/// Writes the transaction, unless there is nothing in it.
fn finish(conn: &Connection, answers: Vec<Answer>) -> Served {
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

/// Whether a unit may be refused after it has begun to write: by what it removes, redacts or
/// supersedes, or by unique values. Others are refused so only where something is wrong with them.
fn delicate(house: &House, unit: &Unit) -> bool {
    let unique = |noun| house.sql.noun(noun).is_ok_and(|(_, noun)| !noun.holders.is_empty());
    unit.writes.iter().any(|write| {
        let late = |put: &Put| put.supersedes.is_some() || unique(put.target.noun);
        !write.removes.is_empty() || !write.redactions.is_empty() || write.puts.iter().any(late)
    })
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
    let Applied { answer, wrote } = apply(conn, house, unit);
    if conn.is_autocommit() {
        return Ok(answer);
    }
    if answer.is_err() && wrote {
        run::execute(conn, BACK, &[])?;
    }
    run::execute(conn, RELEASE, &[])?;
    Ok(answer)
}

/// Writes a part of what another store gave in a transaction of its own.
pub(crate) fn restore(conn: &Connection, house: &House, part: &Part) -> Result<(), StoreError> {
    run::execute(conn, BEGIN_WRITING, &[])?;
    let written = schema::unchanged_while_restoring(conn, house)
        .and_then(|()| SqlWriter::new(conn, house).restore(part))
        .and_then(|()| schema::restoring(conn, house, part.more))
        .and_then(|()| run::execute(conn, COMMIT, &[]).map(drop));
    if written.is_err() && !conn.is_autocommit() {
        run::execute(conn, ROLLBACK, &[])?;
    }
    written
}

/// What came of a unit.
pub(crate) struct Applied {
    pub(crate) answer: Answer,
    /// Whether it has written anything, which is to be undone where it was refused.
    pub(crate) wrote: bool,
}

/// Applies a unit; a panic over it is its own answer and nobody else's.
pub(crate) fn apply(conn: &Connection, house: &House, unit: &Unit) -> Applied {
    let writer = SqlWriter::new(conn, house);
    match catch_unwind(AssertUnwindSafe(|| writer.apply(unit))) {
        Ok(answer) => Applied { answer, wrote: writer.wrote() },
        Err(_) => {
            let panicked = StoreError::backend("the engine panicked over this unit");
            Applied { answer: Err(panicked), wrote: true }
        }
    }
}

fn again(code: Option<i32>) -> StoreError {
    let error = ffi::Error::new(code.unwrap_or(ffi::SQLITE_ERROR));
    fault(rusqlite::Error::SqliteFailure(error, None))
}
