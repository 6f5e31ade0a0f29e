//! A unit being written to a copy of everything.

use guanxi::store::{Committed, StoreError, Unit};

use super::{Fault, Kingdom, Plain, kept};

mod asked;
mod changes;
mod derived;
mod restoring;
mod told;

/// A unit being written to a copy of everything.
pub(super) struct Writing<'w> {
    pub(super) store: &'w Plain,
    pub(super) to: &'w mut Kingdom,
}

impl Writing<'_> {
    pub(super) fn is(&self, fault: Fault) -> bool {
        self.store.is(fault)
    }

    pub(super) fn commit(&mut self, unit: Unit) -> Result<Committed, StoreError> {
        if self.is(Fault::KeysBeforeForm)
            && let Some(answer) = self.repeated(&unit)?
        {
            return Ok(answer);
        }
        self.form(&unit)?;
        if self.is(Fault::ExpectationsBeforeKeys) {
            self.expectations(&unit)?;
        }
        if let Some(answer) = self.repeated(&unit)? {
            return Ok(answer);
        }
        if self.is(Fault::TakesBeforeExpectations) {
            self.takes(&unit.takes)?;
            self.expectations(&unit)?;
        } else {
            self.expectations(&unit)?;
            if self.is(Fault::UniquenessBeforeTakes) {
                let puts = unit.writes.iter().flat_map(|write| &write.puts);
                puts.into_iter().try_for_each(|put| self.unique(put))?;
            }
            self.takes(&unit.takes)?;
        }
        self.writes(&unit)?;
        let answer = self.journal(&unit)?;
        if !self.is(Fault::KeysNotKept) {
            let mut keep = kept(&unit.key, &answer);
            match self.store.fault {
                Fault::KeyForgetsIds => keep.ids.clear(),
                Fault::KeyKeepsWrittenTime => {
                    let heads = answer.revisions.iter().filter_map(|(s, _)| self.to.heads.get(s));
                    let latest = heads.filter_map(|(head, _)| head.recorded_at).max();
                    keep.recorded_at = latest.unwrap_or(keep.recorded_at);
                }
                _ => {}
            }
            self.to.keys.insert(unit.key.key, keep);
        }
        Ok(answer)
    }
}
