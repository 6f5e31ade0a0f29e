//! The headers of a file, and what stands under them.

use super::field::Field;
use super::mapping::Mapping;
use super::row::Row;
use crate::domain::{Name, Reference};

/// One column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Its header, as it stands in the file.
    pub header: String,
    /// What stands under it; none where it is not read.
    pub field: Option<Field>,
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
    let found: Vec<_> =
        row.cells().map(|cell| (cell.trim().to_owned(), mapping.field(cell))).collect();
    let nearest = |field: Field| {
        found
            .iter()
            .filter_map(|(_, one)| *one)
            .filter(|(one, _)| *one == field)
            .map(|(_, at)| at)
            .min()
    };
    let heading = |(header, one): &(String, Option<(Field, usize)>)| {
        let field = one.filter(|(field, at)| field.holds_many() || nearest(*field) == Some(*at));
        Heading { header: header.clone(), field: field.map(|(field, _)| field) }
    };
    found.iter().map(heading).collect()
}
