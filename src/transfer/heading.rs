//! The headers of a file, and what stands under them.

use super::field::Field;
use super::hint::Hint;
use super::mapping::{Mapping, Meant};
use super::row::Row;
use crate::domain::{Name, Reference};

/// One column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Its header, as it stands in the file.
    pub header: String,
    /// What stands under it; none where it is not read.
    pub field: Option<Field>,
    /// What its brackets say of the cells.
    pub(super) hint: Hint,
}

/// Which record a row names: by its number in the file's system, by its name, or by both.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lookup {
    /// Its number in the file's system.
    pub reference: Option<Reference>,
    /// What it is called.
    pub name: Option<Name>,
}

impl Lookup {
    /// Whether the row names none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.reference.is_none() && self.name.is_none()
    }
}

/// What stands under the headers of a row. Where several headers name a field that holds one value,
/// the nearest to the crate's own name is read, and the same header twice is read twice.
pub(super) fn read(row: &Row, mapping: &Mapping) -> Vec<Heading> {
    let found: Vec<(String, Option<Meant>)> =
        row.cells().map(|cell| (cell.trim().to_owned(), mapping.field(cell))).collect();
    let nearest = |field: Field| {
        let named = found.iter().filter_map(|(_, one)| one.as_ref());
        named.filter(|one| one.field == field).map(|one| one.far).min()
    };
    let heading = |(header, one): &(String, Option<Meant>)| {
        let read = |one: &&Meant| one.field.holds_many() || nearest(one.field) == Some(one.far);
        let one = one.as_ref().filter(read);
        Heading {
            header: header.clone(),
            field: one.map(|one| one.field),
            hint: one.map_or(Hint::Nothing, |one| one.hint.clone()),
        }
    };
    found.iter().map(heading).collect()
}
