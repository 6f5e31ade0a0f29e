//! A fact that takes the place of another.

use super::SqlWriter;
use crate::domain::{Id, Stream};
use crate::store::error::{Conflict, StoreError};
use crate::store::record::Target;
use crate::store::sql::row;
use crate::store::sql::run::{self, Bind};
use crate::store::sql::statements::NounStatements;
use crate::store::unit::Put;

impl SqlWriter<'_> {
    pub(super) fn supersede(
        &self,
        stream: Stream,
        put: &Put,
        fact: Id,
        noun: &NounStatements,
    ) -> Result<(), StoreError> {
        let own = put.target.id;
        let binds = [Bind::from(&fact), stream.into(), Bind::from(&own)];
        if own != fact && run::execute(self.conn(), &noun.supersede, &binds)? == 1 {
            return Ok(());
        }
        self.unsuperseded(stream, put, fact, noun)
    }

    /// Why a fact cannot be superseded, if it cannot.
    pub(super) fn unsuperseded(
        &self,
        stream: Stream,
        put: &Put,
        fact: Id,
        noun: &NounStatements,
    ) -> Result<(), StoreError> {
        let binds = [Bind::from(&fact), stream.into()];
        let found = run::first(self.conn(), &noun.superseded, &binds, |row| row::maybe_id(row, 0))?;
        match found {
            Some(Some(by)) => {
                let fact = Target::new(put.target.noun, fact);
                Err(Conflict::Superseded { fact, by }.into())
            }
            Some(None) if fact != put.target.id => Ok(()),
            _ => Err(StoreError::Unit { why: "it supersedes a fact that is not in the stream" }),
        }
    }
}
