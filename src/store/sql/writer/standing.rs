//! Where a stream stands: its last entry says so, and a line of its own where the last unit left
//! no entry.

use std::collections::HashMap;

use super::{SqlWriter, number};
use crate::domain::Stream;
use crate::store::error::StoreError;
use crate::store::record::Revision;
use crate::store::sql::run::{self, Bind};
use crate::store::unit::{Digest, UnitKey, Write};

/// Where a stream stands, as a unit goes on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    pub(super) stream: Stream,
    pub(super) revision: Revision,
    pub(super) recorded_at: Option<i64>,
    pub(super) digest: Digest,
    /// Whether it has a line of its own.
    silent: bool,
}

/// Streams that were looked at already.
pub(super) type Heads = HashMap<Stream, Standing>;

impl Standing {
    /// A stream at which a record is restored.
    pub(super) fn at(stream: Stream, revision: Revision) -> Self {
        let silent = false;
        Standing { stream, revision, recorded_at: None, digest: Digest::NONE, silent }
    }

    /// Where the stream stands after a unit more.
    pub(super) fn after(self, key: &UnitKey) -> Self {
        let told = key.recorded_at.micros();
        Standing {
            revision: self.revision.next(),
            recorded_at: Some(self.recorded_at.map_or(told, |last| last.max(told))),
            ..self
        }
    }
}

impl SqlWriter<'_> {
    pub(super) fn standing(
        &self,
        stream: Stream,
        heads: &mut Heads,
    ) -> Result<Standing, StoreError> {
        if let Some(known) = heads.get(&stream) {
            return Ok(*known);
        }
        let found = self.reader.head(stream)?;
        let standing = Standing {
            stream,
            revision: found.revision,
            recorded_at: found.recorded_at,
            digest: found.digest,
            silent: found.silent,
        };
        heads.insert(stream, standing);
        Ok(standing)
    }

    /// Writes down where a stream stands, unless its last entry says so.
    pub(super) fn leave(&self, write: &Write, to: &Standing) -> Result<(), StoreError> {
        let sql = &self.sql().house;
        if write.entries.is_empty() {
            let at = Bind::Integer(to.recorded_at.unwrap_or_default());
            let binds = [to.stream.into(), number(to.revision.0)?, at];
            run::execute(self.conn(), &sql.silent_set, &binds)?;
        } else if to.silent {
            run::execute(self.conn(), &sql.silent_end, &[to.stream.into()])?;
        }
        Ok(())
    }
}
