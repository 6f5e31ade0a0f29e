//! Opening: what the store was built from is compared with what is declared today, and what is
//! older is built anew before anybody asks.

use serde::{Deserialize, Serialize};

use super::{Batch, Ordered, Shelf, form, inspect, key, restore};
use crate::domain::Id;
use crate::domain::declaration::{Column, Declaration, Holds, Kind, Shape};
use crate::store::catalogue::{Catalogue, Registered};
use crate::store::error::StoreError;
use crate::store::scan::Order;

/// The version of the layout of keys.
const LAYOUT: u32 = 1;

/// A noun's declaration as it was when the store was built from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct DeclarationForm {
    noun: String,
    version: u16,
    at: Option<String>,
    columns: Vec<ColumnForm>,
    indexes: Vec<(String, Vec<String>)>,
    events: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct ColumnForm {
    name: String,
    shape: u8,
    many: bool,
    unique: bool,
    personal: bool,
    /// The noun, its column, and the own column that stands in, where there is one.
    derived: Option<Vec<String>>,
}

/// How far a noun has been built anew.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct BuildingForm {
    version: u16,
    after: Id,
}

impl DeclarationForm {
    fn of(declaration: &Declaration) -> Self {
        let words = |names: &[&str]| names.iter().copied().map(String::from).collect();
        let index = |index: &crate::domain::declaration::Index| {
            (index.name.to_owned(), words(index.columns))
        };
        DeclarationForm {
            noun: declaration.noun.to_owned(),
            version: declaration.version,
            at: match declaration.kind {
                Kind::State => None,
                Kind::Fact { at } => Some(at.to_owned()),
            },
            columns: declaration.columns.iter().map(ColumnForm::of).collect(),
            indexes: declaration.indexes.iter().map(index).collect(),
            events: words(declaration.events),
        }
    }
}

impl ColumnForm {
    fn of(column: &Column) -> Self {
        ColumnForm {
            name: column.name.to_owned(),
            shape: match column.shape {
                Shape::Integer => 1,
                Shape::Text => 2,
                Shape::Id => 3,
            },
            many: column.holds == Holds::Many,
            unique: column.unique,
            personal: column.personal,
            derived: column.derived.map(|from| {
                let words = [from.of, from.column].into_iter().chain(from.or);
                words.map(String::from).collect()
            }),
        }
    }
}

/// What is to be done about a noun.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Nothing,
    /// Its declaration is to be written, its records are as they should be.
    Declare,
    /// Its columns and indexes are to be built anew.
    Build,
}

/// Makes a store ready for these nouns, or refuses and leaves it as it is.
pub(super) fn open(shelf: &dyn Shelf, catalogue: &Catalogue) -> Result<(), StoreError> {
    restore::whole(&*shelf.read()?)?;
    let steps = compare(&*shelf.read()?, catalogue)?;
    let build = || steps.iter().filter(|(_, step)| *step == Step::Build).map(|(noun, _)| *noun);
    for noun in build() {
        records(shelf, catalogue, noun)?;
    }
    for noun in build() {
        let batch = inspect::tidy(catalogue, &*shelf.read()?, noun)?;
        shelf.apply(batch, None)?;
    }
    let mut batch = Batch::new();
    for (noun, _) in steps.iter().filter(|(_, step)| *step != Step::Nothing) {
        let declaration = noun.declaration;
        let form = form::write(&DeclarationForm::of(declaration))?;
        batch.insert(key::declaration(declaration.number), Some(form));
        batch.insert(building(declaration.number), None);
    }
    if !batch.is_empty() {
        batch.insert(key::meta("layout"), Some(form::write(&LAYOUT)?));
        shelf.apply(batch, None)?;
    }
    Ok(())
}

fn building(noun: u8) -> Vec<u8> {
    let mut key = key::meta("building ");
    key.push(noun);
    key
}

/// How far a noun has been built; the map is let go of, since what is built is written to it.
fn begun(map: &dyn Ordered, noun: u8) -> Result<Option<BuildingForm>, StoreError> {
    let begun = map.get(&building(noun))?;
    begun.map(|value| form::read(&value)).transpose()
}

fn records(shelf: &dyn Shelf, catalogue: &Catalogue, noun: &Registered) -> Result<(), StoreError> {
    let declaration = noun.declaration;
    let begun = begun(&*shelf.read()?, declaration.number)?;
    let begun = begun.filter(|begun| begun.version == declaration.version);
    let mut after = begun.map(|begun| begun.after);
    loop {
        let (mut batch, last) = inspect::build(catalogue, &*shelf.read()?, noun, after)?;
        let Some(last) = last else { return shelf.apply(batch, None) };
        let form = BuildingForm { version: declaration.version, after: last };
        batch.insert(building(declaration.number), Some(form::write(&form)?));
        shelf.apply(batch, None)?;
        after = Some(last);
    }
}

fn compare<'c>(
    map: &dyn Ordered,
    catalogue: &'c Catalogue,
) -> Result<Vec<(&'c Registered, Step)>, StoreError> {
    match map.get(&key::meta("layout"))? {
        Some(value) => layout(&value)?,
        None if map.range(vec![0]..vec![u8::MAX], Order::Ascending).next().is_some() => {
            return Err(StoreError::NotOurs { why: "it holds keys of somebody else" });
        }
        None => {}
    }
    for pair in map.range(key::declarations(), Order::Ascending) {
        let (key, _) = pair?;
        let number = key.last().copied().unwrap_or_default();
        if catalogue.numbered(number).is_none() {
            let what = "a noun of the number";
            return Err(StoreError::NewerFormat { what, found: u32::from(number), known: 0 });
        }
    }
    let step = |noun: &'c Registered| {
        let stored = map.get(&key::declaration(noun.declaration.number))?;
        let stored = stored.map(|value| form::read(&value)).transpose()?;
        let today = DeclarationForm::of(noun.declaration);
        let step = stored.map_or(Ok(Step::Declare), |stored| step(noun, &stored, &today))?;
        Ok((noun, step))
    };
    catalogue.nouns().map(step).collect()
}

fn layout(value: &[u8]) -> Result<(), StoreError> {
    let found: u32 = form::read(value)?;
    if found > LAYOUT {
        return Err(StoreError::NewerFormat { what: "layout", found, known: LAYOUT });
    }
    Ok(())
}

fn step(
    noun: &Registered,
    stored: &DeclarationForm,
    today: &DeclarationForm,
) -> Result<Step, StoreError> {
    let refuse = |why| Err(StoreError::Query { why });
    let newer = |what, found: usize, known: usize| {
        let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        Err(StoreError::NewerFormat { what, found: number(found), known: number(known) })
    };
    let name = noun.declaration.noun;
    if stored.noun != today.noun || stored.at.is_some() != today.at.is_some() {
        return refuse("the number of a noun belongs to another noun");
    }
    if stored.version > today.version {
        return newer(name, usize::from(stored.version), usize::from(today.version));
    }
    if stored.events.len() > today.events.len() {
        return newer("number of events", stored.events.len(), today.events.len());
    }
    if !today.events.starts_with(&stored.events) {
        return refuse("the events of a noun stand in another order");
    }
    if stored.version < today.version {
        return Ok(Step::Build);
    }
    let same =
        stored.at == today.at && stored.columns == today.columns && stored.indexes == today.indexes;
    match (same, stored.events.len() == today.events.len()) {
        (true, true) => Ok(Step::Nothing),
        (true, false) => Ok(Step::Declare),
        (false, _) => refuse("the declaration of a noun has changed and its version has not"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::kv::sample::{FIRM, FIRM_2};

    static TOLD_MORE: Declaration =
        Declaration { events: &["founded", "changed", "dissolved"], ..FIRM };
    static TOLD_OTHERWISE: Declaration = Declaration { events: &["changed", "founded"], ..FIRM };
    static OTHER_INDEXES: Declaration = Declaration { indexes: &[], ..FIRM };
    static OTHER_NAME: Declaration = Declaration { noun: "company", ..FIRM };

    /// What is to be done about a store of one declaration that another opens.
    fn said(stored: &'static Declaration, today: &'static Declaration) -> Result<Step, String> {
        let noun = Registered::new(today, |_, _, _| None);
        step(&noun, &DeclarationForm::of(stored), &DeclarationForm::of(today))
            .map_err(|error| error.name().to_owned())
    }

    #[test]
    fn what_is_stored_is_left_declared_or_built_anew() {
        assert!(said(&FIRM, &FIRM) == Ok(Step::Nothing));
        assert!(said(&FIRM, &TOLD_MORE) == Ok(Step::Declare));
        assert!(said(&FIRM, &FIRM_2) == Ok(Step::Build));
        for (stored, today, error) in [
            (&TOLD_MORE, &FIRM, "newer format"),
            (&FIRM_2, &FIRM, "newer format"),
            (&FIRM, &TOLD_OTHERWISE, "query"),
            (&FIRM, &OTHER_INDEXES, "query"),
            (&FIRM, &OTHER_NAME, "query"),
        ] {
            assert!(said(stored, today) == Err(error.to_owned()), "{error}");
        }
    }
}
