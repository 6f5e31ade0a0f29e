//! Why a record cannot be written as it is to stand.

use super::SqlWriter;
use crate::domain::Stream;
use crate::domain::declaration::Cell;
use crate::store::error::{Conflict, StoreError};
use crate::store::sql::fault;
use crate::store::sql::row;
use crate::store::sql::run;
use crate::store::sql::statements::NounStatements;
use crate::store::unit::Put;

impl SqlWriter<'_> {
    /// What a put ran into: where it stands already, what it supersedes, its unique values.
    pub(super) fn refused(
        &self,
        stream: Stream,
        put: &Put,
        noun: &NounStatements,
        error: rusqlite::Error,
    ) -> StoreError {
        if !fault::constraint(&error) {
            return fault::fault(error);
        }
        match self.stands(put.target) {
            // A state was looked for before: only a fact can stand already.
            Ok(Some((found, _))) if noun.table.at().is_some() => StoreError::Unit {
                why: if found == stream {
                    "it puts over a fact"
                } else {
                    "it puts a record that is in another stream"
                },
            },
            Ok(_) => {
                let superseding = put
                    .supersedes
                    .and_then(|fact| self.unsuperseded(stream, put, fact, noun).err());
                superseding.unwrap_or_else(|| self.taken(put, noun, error))
            }
            Err(failed) => failed,
        }
    }

    /// Who has the unique value on which a statement failed.
    pub(super) fn taken(
        &self,
        put: &Put,
        noun: &NounStatements,
        error: rusqlite::Error,
    ) -> StoreError {
        if !fault::constraint(&error) {
            return fault::fault(error);
        }
        for (at, column, sql) in &noun.holders {
            for value in put.columns.get(*at).map_or(&[][..], Cell::values) {
                let binds = [value.into(), (&put.target.id).into()];
                match run::first(self.conn(), sql, &binds, |row| row::id(row, 0)) {
                    Ok(None) => {}
                    Ok(Some(by)) => {
                        let noun = put.target.noun;
                        return Conflict::Taken { noun, column: column.name, by }.into();
                    }
                    Err(failed) => return failed,
                }
            }
        }
        fault::fault(error)
    }
}
