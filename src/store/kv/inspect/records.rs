//! Records beside their bodies, indexes beside records, derived columns beside facts.

use super::{Inspection, ids};
use crate::domain::declaration::{Cell, Columns};
use crate::domain::{Id, Visibility};
use crate::store::catalogue::Registered;
use crate::store::error::StoreError;
use crate::store::kv::form::{RecordForm, visibility};
use crate::store::kv::{Ordered as _, derive, file, key, read};
use crate::store::scan::Order;

impl<'a> Inspection<'a> {
    pub(super) fn records(&mut self, noun: &'a Registered) -> Result<(), StoreError> {
        for id in ids(self.map, noun, None) {
            let id = id?;
            self.report.records += 1;
            self.record(noun, id)?;
            self.step()?;
        }
        Ok(())
    }

    /// Looks at one record; whether its body could be read.
    pub(super) fn record(&mut self, noun: &Registered, id: Id) -> Result<bool, StoreError> {
        let name = noun.declaration.noun;
        let Some(found) = self.read(noun, id)? else { return Ok(false) };
        let Some(columns) = project(noun, id, &found) else {
            self.fault(format!("the body of {name} {id} cannot be read"));
            return Ok(false);
        };
        if self.heads && read::head(&self.draft, found.stream)?.revision < found.revision {
            self.fault(format!("{name} {id}: its revision is ahead of its stream"));
        }
        let body = found.body.clone().body();
        let said = (noun.shown)(id, found.stream, &body).unwrap_or(visibility(found.shared));
        let shared = said == Visibility::Shared;
        let record = RecordForm { columns, shared, ..found.clone() };
        if record.columns != found.columns {
            self.fault(format!("the columns of {name} {id} are not those of its body"));
        }
        if record.shared != found.shared {
            self.fault(format!("{name} {id}: who may see it is not what its body says"));
        }
        if record != found {
            self.home(noun, id, &record)?;
        }
        for (key, value) in file::keys(noun, id, &record) {
            let holder = if value.is_empty() { None } else { self.draft.get(&key)? };
            let holder = holder.as_deref().and_then(key::id_of).filter(|by| *by != id);
            if let Some(by) = holder
                && self.has(noun, by, &key)?
            {
                self.fault(format!("{name} {id} and {name} {by} have the same unique value"));
                self.taken = Some((column(noun, &key), by));
            } else if self.set(key, Some(value))? {
                self.fault(format!("an index does not have {name} {id}"));
            }
        }
        Ok(true)
    }

    pub(super) fn read(
        &mut self,
        noun: &Registered,
        id: Id,
    ) -> Result<Option<RecordForm>, StoreError> {
        match read::record(&self.draft, noun, id) {
            Err(StoreError::Corrupt { what }) => {
                self.fault(format!("{} {id}: {what}", noun.declaration.noun));
                Ok(None)
            }
            other => other,
        }
    }

    fn home(&mut self, noun: &Registered, id: Id, record: &RecordForm) -> Result<(), StoreError> {
        // What else the record had is swept away afterwards.
        file::put(&mut self.draft, noun.declaration, id, record)
    }

    /// Whether a record, as its body has it, belongs at a key.
    fn has(&mut self, noun: &Registered, id: Id, key: &[u8]) -> Result<bool, StoreError> {
        let Some(record) = self.read(noun, id)? else { return Ok(false) };
        let columns = project(noun, id, &record);
        let record = RecordForm { columns: columns.unwrap_or(record.columns.clone()), ..record };
        Ok(file::keys(noun, id, &record).contains_key(key)
            || file::home(noun.declaration, id, &record)? == key)
    }

    /// Removes what stands in the noun's indexes, unique values and timelines and belongs to none.
    pub(super) fn sweep(&mut self, noun: &Registered) -> Result<(), StoreError> {
        let number = noun.declaration.number;
        for prefix in [key::indexes(number), key::uniques(number), key::facts(number)] {
            let unique = prefix == key::uniques(number);
            let mut strays = Vec::new();
            for pair in self.map.range(key::under(prefix), Order::Ascending) {
                let (key, value) = pair?;
                let id = key::id_of(if unique { &value } else { &key });
                let belongs = match id {
                    Some(id) => self.has(noun, id, &key)?,
                    None => false,
                };
                if !belongs {
                    strays.push(key.into_owned());
                }
            }
            for stray in strays {
                if self.set(stray, None)? {
                    let name = noun.declaration.noun;
                    self.fault(format!("an index has a {name} that is not there"));
                }
            }
        }
        Ok(())
    }

    pub(super) fn derived(&mut self, noun: &Registered) -> Result<(), StoreError> {
        let catalogue = self.catalogue;
        for fact in catalogue.nouns() {
            for (of, place, own, source) in catalogue.derived_from(fact.declaration.noun) {
                let concerned = [of.declaration.number, fact.declaration.number];
                if !concerned.contains(&noun.declaration.number) {
                    continue;
                }
                let instead = of.declaration.instead(own);
                let from = derive::Derivation { fact, source, instead };
                for id in ids(self.map, of, None) {
                    self.derive(of, place, &from, id?)?;
                }
            }
        }
        Ok(())
    }

    fn derive(
        &mut self,
        noun: &Registered,
        place: usize,
        from: &derive::Derivation<'_>,
        id: Id,
    ) -> Result<(), StoreError> {
        let Some(record) = self.read(noun, id)? else { return Ok(()) };
        let root = record.stream.id() == id;
        let greatest = match root {
            true => from.greatest(&self.draft, record.stream)?.or(from.own(&record)),
            false => None,
        };
        if record.columns.get(place).and_then(derive::integer) == greatest {
            return Ok(());
        }
        self.fault(format!("a derived column of {} {id} is wrong", noun.declaration.noun));
        let mut after = record.clone();
        if let Some(cell) = after.columns.get_mut(place) {
            *cell = Cell::maybe(greatest);
        }
        file::replace(&mut self.draft, noun, id, Some(&record), Some(&after))
    }
}

/// The columns of a record as its body has them; derived ones as they stand.
fn project(noun: &Registered, id: Id, record: &RecordForm) -> Option<Columns> {
    let mut columns = (noun.project)(id, record.stream, &record.body.clone().body())?;
    let declared = noun.declaration.columns;
    if columns.len() != declared.len() {
        return None;
    }
    for (place, (cell, column)) in columns.iter_mut().zip(declared).enumerate() {
        if column.derived.is_some() {
            *cell = record.columns.get(place).cloned().unwrap_or(Cell::NULL);
        }
    }
    Some(columns)
}

/// The unique column that a key belongs to.
fn column(noun: &Registered, key: &[u8]) -> &'static str {
    let number = key.get(2).copied().map(usize::from);
    let column = number.and_then(|number| noun.declaration.columns.get(number));
    column.map_or("value", |column| column.name)
}
