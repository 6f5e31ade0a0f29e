//! A file of rows, whose cells are asked for by the header of their column.

use super::fault::{CellFault, Wrong};

/// A file, by the name under which it is told of.
pub(crate) struct Table<'t> {
    file: &'t str,
    reader: csv::Reader<&'t [u8]>,
    heads: csv::StringRecord,
    row: csv::StringRecord,
    at: u64,
    rows: u64,
}

impl<'t> Table<'t> {
    /// Reads the header.
    pub(crate) fn open(file: &'t str, bytes: &'t [u8]) -> Result<Self, CellFault> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
        let (heads, row) = (csv::StringRecord::new(), csv::StringRecord::new());
        let mut table = Table { file, reader, heads, row, at: 1, rows: 0 };
        let heads = table.reader.headers().cloned();
        table.heads = heads.map_err(|why| table.broken(&why))?;
        Ok(table)
    }

    /// Where a column stands.
    pub(crate) fn column(&self, name: &str) -> Result<usize, CellFault> {
        let mut found = self.heads.iter().enumerate().filter(|(_, head)| *head == name);
        let wrong = match (found.next(), found.next()) {
            (Some((at, _)), None) => return Ok(at),
            (Some(_), Some(_)) => Wrong::ColumnTwice,
            (None, _) => {
                let there: Vec<&str> = self.heads.iter().collect();
                Wrong::NoColumn { there: there.join(", ") }
            }
        };
        Err(CellFault { file: self.file.to_owned(), row: 1, column: Some(name.to_owned()), wrong })
    }

    /// Goes on to the next row; false at the end.
    pub(crate) fn next(&mut self) -> Result<bool, CellFault> {
        self.at = self.reader.position().line();
        let is_there = self.reader.read_record(&mut self.row);
        let is_there = is_there.map_err(|why| self.broken(&why))?;
        if let Some(position) = self.row.position().filter(|_| is_there) {
            self.at = position.line();
            self.rows += 1;
        }
        if !is_there && self.rows == 0 {
            let file = self.file.to_owned();
            return Err(CellFault { file, row: 1, column: None, wrong: Wrong::NoRows });
        }
        Ok(is_there)
    }

    /// The cell of a column in the row.
    pub(crate) fn cell(&self, column: usize) -> &str {
        self.row.get(column).unwrap_or_default()
    }

    /// The same, read as something.
    pub(crate) fn read<T>(
        &self,
        column: usize,
        read: impl FnOnce(&str) -> Result<T, Wrong>,
    ) -> Result<T, CellFault> {
        let cell = self.cell(column);
        let read = if cell.is_empty() { Err(Wrong::Empty) } else { read(cell) };
        read.map_err(|wrong| self.fault(column, wrong))
    }

    /// A fault of a cell in the row.
    pub(crate) fn fault(&self, column: usize, wrong: Wrong) -> CellFault {
        let head = self.heads.get(column).map(str::to_owned);
        CellFault { file: self.file.to_owned(), row: self.at, column: head, wrong }
    }

    fn broken(&self, why: &csv::Error) -> CellFault {
        let row = why.position().map_or(self.at, csv::Position::line);
        let (column, wrong) = match why.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                (None, Wrong::Width { found: *len, wanted: *expected_len })
            }
            csv::ErrorKind::Utf8 { err, .. } => {
                (self.heads.get(err.field()).map(str::to_owned), Wrong::NoText)
            }
            _ => (None, Wrong::NoText),
        };
        CellFault { file: self.file.to_owned(), row, column, wrong }
    }
}
