//! The cells of one row, by what stands in them.

use super::dates;
use super::fault::{Label, RowFault, Why};
use super::field::Field;
use super::heading::{Heading, Lookup};
use super::hint::Hint;
use super::mapping::Mapping;
use super::neutral::original;
use super::row::Row;
use super::several;
use crate::domain::{Date, Invalid, Name, Reference, StaffId, Timestamp};

/// The cells of one row under their headings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cells<'r> {
    row: &'r Row,
    headings: &'r [Heading],
    mapping: &'r Mapping,
}

/// What stands in a cell, and in which one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell<'r> {
    pub(super) text: &'r str,
    at: usize,
}

impl<'r> Cells<'r> {
    /// The cells of a row as far as it has them, whole or not.
    pub(super) fn lenient(row: &'r Row, headings: &'r [Heading], mapping: &'r Mapping) -> Self {
        Cells { row, headings, mapping }
    }

    /// The cells of a row that was read whole and has as many as there are headings. Cells that
    /// are missing at the end of a row are no cells, and blank ones behind the headings are none.
    pub(super) fn of(
        row: &'r Row,
        headings: &'r [Heading],
        mapping: &'r Mapping,
    ) -> Result<Self, RowFault> {
        let cells = Self::lenient(row, headings, mapping);
        if let Some((at, why)) = row.fault() {
            return Err(cells.fault(at, why.clone()));
        }
        let (found, wanted) = (row.len(), headings.len());
        let more = row.cells().skip(wanted).any(|cell| !tidy(cell).is_empty());
        if found < wanted || more {
            return Err(cells.whole(Why::Ragged { found, wanted }));
        }
        Ok(cells)
    }

    pub(super) fn mapping(&self) -> &'r Mapping {
        self.mapping
    }

    /// What is wrong with the row as a whole.
    pub(super) fn whole(&self, why: impl Into<Why>) -> RowFault {
        RowFault { row: self.row.number(), column: None, value: None, why: why.into() }
    }

    fn fault(&self, at: usize, why: Why) -> RowFault {
        let header = self.headings.get(at).map(|heading| shown(&heading.header));
        let number = || format!("{}", at.saturating_add(1));
        RowFault {
            row: self.row.number(),
            column: Some(header.filter(|header| !header.is_empty()).unwrap_or_else(number)),
            value: self.row.cell(at).map(Label::of),
            why,
        }
    }

    /// What is wrong with one cell.
    pub(super) fn wrong(&self, cell: Cell<'_>, why: impl Into<Why>) -> RowFault {
        self.fault(cell.at, why.into())
    }

    /// The header of a cell.
    pub(super) fn header(&self, cell: Cell<'_>) -> &'r str {
        self.headings.get(cell.at).map_or("", |heading| heading.header.as_str())
    }

    /// What the brackets of a cell's header say of it.
    pub(super) fn hint(&self, cell: Cell<'_>) -> &'r Hint {
        self.headings.get(cell.at).map_or(&Hint::Nothing, |heading| &heading.hint)
    }

    /// The cells in which a field stands, those that are empty left out.
    fn under(&self, field: Field) -> impl Iterator<Item = Cell<'r>> + use<'r> {
        let row = self.row;
        let at = self.headings.iter().enumerate();
        at.filter(move |(_, heading)| heading.field == Some(field)).filter_map(move |(at, _)| {
            let text = original(tidy(row.cell(at)?));
            (!text.is_empty()).then_some(Cell { text, at })
        })
    }

    /// The one value of a field.
    pub(super) fn one(&self, field: Field) -> Result<Option<Cell<'r>>, RowFault> {
        let mut cells = self.under(field);
        let first = cells.next();
        match (first, cells.find(|cell| first.is_some_and(|first| first.text != cell.text))) {
            (_, Some(other)) => Err(self.wrong(other, Why::Contradiction)),
            (first, None) => Ok(first),
        }
    }

    /// The values of a field that holds many: each once, in the order in which they stand.
    pub(super) fn many(&self, field: Field) -> Vec<Cell<'r>> {
        self.many_between(field, |_| &several::BETWEEN)
    }

    /// The same, where it depends on the header what stands between values.
    pub(super) fn many_between(
        &self,
        field: Field,
        between: impl Fn(&str) -> &'static [char],
    ) -> Vec<Cell<'r>> {
        let mut many: Vec<Cell<'r>> = Vec::new();
        for cell in self.under(field) {
            for text in several::split(cell.text, between(self.header(cell))) {
                if many.iter().all(|other| other.text != text) {
                    many.push(Cell { text, at: cell.at });
                }
            }
        }
        many
    }

    /// The cells of a field as they stand.
    pub(super) fn each(&self, field: Field) -> Vec<Cell<'r>> {
        self.under(field).collect()
    }

    /// The one value of a field, read.
    pub(super) fn read<T, W: Into<Why>>(
        &self,
        field: Field,
        read: impl FnOnce(&str) -> Result<T, W>,
    ) -> Result<Option<T>, RowFault> {
        let Some(cell) = self.one(field)? else { return Ok(None) };
        read(cell.text).map(Some).map_err(|why| self.wrong(cell, why))
    }

    /// The values of a field that holds many, each read.
    pub(super) fn read_many<T, W: Into<Why>>(
        &self,
        field: Field,
        read: impl Fn(&str) -> Result<T, W>,
    ) -> Result<Vec<T>, RowFault> {
        let cells = self.many(field).into_iter();
        cells.map(|cell| read(cell.text).map_err(|why| self.wrong(cell, why))).collect()
    }

    pub(super) fn instant(&self, field: Field) -> Result<Option<Timestamp>, RowFault> {
        let (zone, order) = (self.mapping.zone(), self.mapping.order());
        self.read(field, |text| dates::instant(text, zone, order))
    }

    pub(super) fn day(&self, field: Field) -> Result<Option<Date>, RowFault> {
        self.read(field, |text| dates::day(text, self.mapping.order()))
    }

    pub(super) fn reference(&self, field: Field) -> Result<Option<Reference>, RowFault> {
        self.read(field, |text| Reference::new(self.mapping.system_name(), text))
    }

    /// The client that a row names.
    pub(super) fn client(&self) -> Result<Lookup, RowFault> {
        let reference = self.reference(Field::ClientId)?;
        let name = self.read(Field::ClientName, Name::new)?;
        Ok(Lookup { reference, name })
    }

    /// The members of staff whom a row names.
    pub(super) fn staff(&self) -> Result<Vec<StaffId>, RowFault> {
        let known = |named: &str| self.mapping.staff(named).ok_or(Why::UnknownStaff);
        let mut staff: Vec<StaffId> = Vec::new();
        for one in self.read_many(Field::Staff, known)? {
            // Somebody may stand there by name and by address.
            if !staff.contains(&one) {
                staff.push(one);
            }
        }
        Ok(staff)
    }

    /// A field that must be there.
    pub(super) fn must<T>(&self, found: Option<T>, field: &'static str) -> Result<T, RowFault> {
        found.ok_or_else(|| self.whole(Why::Missing { field }))
    }

    pub(super) fn number(&self) -> u64 {
        self.row.number()
    }
}

/// A cell without the white space around it, in whatever script, and without marks that nobody
/// sees.
pub(super) fn tidy(text: &str) -> &str {
    let unseen = |ch: char| {
        ch.is_whitespace() || matches!(ch, '\u{FEFF}' | '\u{200B}' | '\u{2060}' | '\u{00AD}')
    };
    text.trim_matches(unseen)
}

/// A reason about the field that a person knows.
pub(super) fn about(field: Field, why: Invalid) -> Why {
    Why::Invalid(why.in_field(field.name()))
}

/// As much of a header as stands in a fault: a file may have as many faults as it has rows, and a
/// header may be as long as a cell.
pub(super) fn shown(header: &str) -> String {
    Label::of(header).reveal().to_owned()
}
