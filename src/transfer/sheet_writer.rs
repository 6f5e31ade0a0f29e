//! Rows out: a file of rows as a [`Sheet`](super::Sheet) reads them back.

use std::io::Write;

use super::cells::tidy;
use super::field::{Field, Subject};
use super::neutral::neutral;
use super::several;
use crate::domain::Lang;

/// How a file of rows is written: headers in this language, UTF-8, a comma between the cells, and a
/// byte order mark in front, which spreadsheets need to see that it is UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SheetForm {
    lang: Lang,
    mark: bool,
}

impl SheetForm {
    /// With headers in this language.
    #[must_use]
    pub const fn of(lang: Lang) -> Self {
        SheetForm { lang, mark: true }
    }

    /// The same without a byte order mark, for programs that trip over it.
    #[must_use]
    pub const fn without_mark(self) -> Self {
        SheetForm { mark: false, ..self }
    }
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SheetWritten {
    /// Rows, the headers left out.
    pub rows: u64,
    /// Values that have no place in such a file, or would not come back from it as they are: a
    /// second postal address, a birthday without its year, white space around a text. What the
    /// file's columns do not speak of is not counted.
    pub values_left_out: u64,
    /// Records that have no row: those whose words were erased, clients who are archived and contacts
    /// who have left, withdrawals, meetings of the team.
    pub records_left_out: u64,
}

/// Writes a file of rows, one row at a time. Cells that a spreadsheet would take for formulas have an
/// apostrophe in front, which is taken off when the file is read again.
///
/// ```
/// use guanxi::domain::Lang;
/// use guanxi::transfer::{Field, SheetForm, SheetWriter, Subject};
/// let mut writer =
///     SheetWriter::begin(Vec::new(), Subject::Clients, SheetForm::of(Lang::En).without_mark())?;
/// writer.cell(Field::Name, "=1+1");
/// writer.cells(Field::Tag, ["VIP", "a; b"]);
/// writer.end_row()?;
/// let (file, written) = writer.end()?;
/// let text = String::from_utf8(file)?;
/// assert!(text.contains(",'=1+1,") && text.contains(",\"VIP; \"\"a; b\"\"\","));
/// assert_eq!(written.rows, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct SheetWriter<W> {
    to: W,
    fields: Vec<Field>,
    row: Vec<String>,
    line: String,
    written: SheetWritten,
}

impl<W: Write> SheetWriter<W> {
    /// Writes the headers.
    ///
    /// # Errors
    /// Why it cannot be written.
    pub fn begin(to: W, subject: Subject, form: SheetForm) -> Result<Self, std::io::Error> {
        let fields: Vec<Field> = subject.fields().collect();
        let row = fields.iter().map(|field| field.header(form.lang).to_owned()).collect();
        let line = if form.mark { String::from('\u{FEFF}') } else { String::new() };
        let mut writer = SheetWriter { to, fields, row, line, written: SheetWritten::default() };
        writer.write_row()?;
        Ok(writer)
    }

    /// Puts a value into the row; a field that such a file does not have is left out.
    pub fn cell(&mut self, field: Field, value: &str) {
        let Some(at) = self.fields.iter().position(|own| *own == field) else {
            return self.leave_out_value();
        };
        let written = neutral(value);
        // Reading takes off the white space around a cell.
        if tidy(&written) != written {
            self.leave_out_value();
        }
        if let Some(cell) = self.row.get_mut(at) {
            *cell = written.into_owned();
        }
    }

    /// Puts several values into the row.
    pub fn cells<'v>(&mut self, field: Field, values: impl IntoIterator<Item = &'v str>) {
        let (cell, lost) = several::join(values);
        self.written.values_left_out = self.written.values_left_out.saturating_add(lost);
        self.cell(field, &cell);
    }

    /// Counts a value that has no place in the row.
    pub fn leave_out_value(&mut self) {
        self.written.values_left_out = self.written.values_left_out.saturating_add(1);
    }

    /// Counts a record that has no row.
    pub fn leave_out_record(&mut self) {
        self.written.records_left_out = self.written.records_left_out.saturating_add(1);
    }

    /// Writes the row, and begins the next.
    ///
    /// # Errors
    /// Why it cannot be written.
    pub fn end_row(&mut self) -> Result<(), std::io::Error> {
        self.write_row()?;
        self.written.rows = self.written.rows.saturating_add(1);
        Ok(())
    }

    /// Ends the file, and gives back what it was written to.
    ///
    /// # Errors
    /// Why it cannot be written.
    pub fn end(mut self) -> Result<(W, SheetWritten), std::io::Error> {
        self.to.flush()?;
        Ok((self.to, self.written))
    }

    fn write_row(&mut self) -> Result<(), std::io::Error> {
        for (at, cell) in self.row.iter_mut().enumerate() {
            if at > 0 {
                self.line.push(',');
            }
            push(&mut self.line, cell);
            cell.clear();
        }
        self.line.push_str("\r\n");
        self.to.write_all(self.line.as_bytes())?;
        self.line.clear();
        Ok(())
    }
}

/// Appends a cell, in quotes where it has something in it that would end it, or that another
/// program takes for a separator.
fn push(line: &mut String, cell: &str) {
    let plain = !cell.contains([',', ';', '\t', '|', '"', '\r', '\n']) && cell.trim() == cell;
    if plain {
        line.push_str(cell);
    } else {
        line.push('"');
        for part in cell.split_inclusive('"') {
            line.push_str(part);
            if part.ends_with('"') {
                line.push('"');
            }
        }
        line.push('"');
    }
}

impl<W> std::fmt::Debug for SheetWriter<W> {
    /// How far it came; not what it wrote.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SheetWriter").field("written", &self.written).finish_non_exhaustive()
    }
}
