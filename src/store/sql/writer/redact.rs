//! Erasing what is personal in a record and in every entry about it.

use super::SqlWriter;
use super::derive::Shaken;
use crate::domain::{Held, Stream};
use crate::store::chain::Seal;
use crate::store::error::StoreError;
use crate::store::record::Target;
use crate::store::sql::reader::kinds;
use crate::store::sql::row;
use crate::store::sql::run::{self, Bind};
use crate::store::sql::statements::NounStatements;

impl SqlWriter<'_> {
    pub(super) fn redact(
        &self,
        stream: Stream,
        target: Target,
        shaken: &mut Shaken,
    ) -> Result<(), StoreError> {
        let (_, noun) = self.sql().noun(target.noun)?;
        let id = Bind::from(&target.id);
        let found = run::first(self.conn(), &noun.body, &[id], |row| {
            Ok((row::stream(row, 0)?, row::personal(row, 2)?))
        })?;
        let Some((_, personal)) = found.filter(|(own, _)| *own == stream) else {
            return Err(StoreError::Unit { why: "it redacts a record that is not in the stream" });
        };
        for own in self.reader.told_of(target)? {
            self.redact_entries(own, target, noun, &personal)?;
        }
        run::execute(self.conn(), &noun.redact, &[id, stream.into()])?;
        for many in noun.manys.iter().filter(|many| many.column.personal) {
            run::execute(self.conn(), &many.clear, &[id])?;
        }
        self.shake(stream, noun, shaken);
        Ok(())
    }

    /// Closes the seals of a record's entries in one stream and removes what is personal in them.
    fn redact_entries(
        &self,
        stream: Stream,
        target: Target,
        noun: &NounStatements,
        personal: &Held<Vec<u8>>,
    ) -> Result<(), StoreError> {
        let (first, last) = kinds(noun.table.declaration().number);
        let binds = [stream.into(), first.into(), last.into(), Bind::from(&target.id)];
        let mut closed = Vec::new();
        run::each(self.conn(), &self.sql().house.sealed, &binds, |row| {
            let inline = row::integer(row, 1)? == 1;
            let own = if inline { row::personal(row, 2)? } else { personal.clone() };
            let seal = Seal::Salt(row::array(row, 3)?);
            closed.push((row::integer(row, 0)?, seal.over(&own.known().unwrap_or_default())));
            Ok(())
        })?;
        for (position, digest) in closed {
            let binds = [position.into(), Bind::Bytes(&digest.0)];
            run::execute(self.conn(), &self.sql().house.redact, &binds)?;
        }
        Ok(())
    }
}
