//! Columns that follow from the facts of a stream.

use guanxi::domain::Stream;
use guanxi::domain::declaration::Cell;
use guanxi::store::Revision;

use super::super::Fault;
use super::Writing;

impl Writing<'_> {
    /// Computes the derived columns of the record that a stream is named after.
    pub(in crate::support::plain) fn derive(&mut self, stream: Stream) {
        let catalogue = &self.store.catalogue;
        let next = self.to.heads.get(&stream).map_or(Revision::ZERO, |(head, _)| head.revision);
        for fact in catalogue.nouns() {
            let name = fact.declaration.noun;
            for (noun, at, column, source) in catalogue.derived_from(name) {
                let Some((place, _)) = fact.declaration.column(source) else { continue };
                let ignored = self.is(Fault::DerivedIgnoresSupersession);
                let facts = self.to.records.iter().filter(|((of, _), record)| {
                    *of == name
                        && record.stream == stream
                        && (record.superseded_by.is_none() || ignored)
                });
                let values = facts.filter_map(|(_, fact)| fact.columns.as_ref()?.get(place));
                let greatest = values.flat_map(|cell| cell.values().to_vec()).max();
                let own = noun.declaration.instead(column);
                let (grows, moves, fault) = (
                    self.is(Fault::DerivedOnlyGrows),
                    self.is(Fault::DerivedMovesRevision),
                    self.store.fault,
                );
                let key = (noun.declaration.noun, stream.id());
                let Some(record) = self.to.records.get_mut(&key) else { continue };
                let Some(cells) = record.columns.as_mut() else { continue };
                let own = own.and_then(|own| cells[own].values().first().cloned());
                let Some(cell) = cells.get_mut(at) else { continue };
                let new = Cell::One(match fault {
                    Fault::DerivedWithoutOwn => greatest,
                    Fault::DerivedNotBelowOwn => greatest.max(own),
                    _ => greatest.or(own),
                });
                let fresh = record.revision == next.next() || record.revision == next;
                if fault == Fault::DerivedNotOnPut && fresh && cell.values().is_empty() {
                    continue;
                }
                if grows && cell.values() > new.values() {
                    continue;
                }
                if moves && *cell != new {
                    record.revision = next.next();
                }
                *cell = new;
            }
        }
    }
}
