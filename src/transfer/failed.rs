//! The rows that could not be taken in, in a file of their own that can be mended and taken in.

use std::io::Write;

use super::cells::tidy;
use super::fault::RowFault;
use super::neutral::{neutral, original};
use super::row::Row;
use super::separator::Separator;
use crate::domain::Lang;

/// A file of rows with faults: what is wrong stands in the first column, and behind it the columns
/// stand as they were. Whoever mends a row need not take the first column away, since it is not
/// read.
///
/// ```
/// use guanxi::domain::Lang;
/// use guanxi::transfer::{FailedRows, Mapping, Sheet, Subject};
/// let file = "客户名称,创建时间\n华信,昨天\n";
/// let mut sheet = Sheet::open(file.as_bytes(), Mapping::of(Subject::Clients, "UTC".parse()?))?;
/// let headers: Vec<&str> = sheet.headings().iter().map(|one| one.header.as_str()).collect();
/// let mut failed = FailedRows::begin(Vec::new(), &headers, Lang::Zh)?;
/// let Some(Err(fault)) = sheet.next().transpose()? else { panic!("yesterday is no date") };
/// failed.write(sheet.row(), &fault)?;
/// let written = String::from_utf8(failed.end()?)?;
/// assert!(written.contains("第 2 行“创建时间”：不是常见的日期格式,华信,昨天"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct FailedRows<W> {
    to: W,
    lang: Lang,
}

impl<W: Write> FailedRows<W> {
    /// The header of the column that says what is wrong.
    #[must_use]
    pub fn header(lang: Lang) -> &'static str {
        lang.choose("未导入原因", "why not imported")
    }

    /// Begins a file with these headers.
    ///
    /// # Errors
    /// Why it cannot be written.
    pub fn begin(to: W, headers: &[&str], lang: Lang) -> std::io::Result<Self> {
        let mut file = FailedRows { to, lang };
        file.to.write_all("\u{FEFF}".as_bytes())?;
        file.row(Self::header(lang), headers.iter().copied())?;
        Ok(file)
    }

    /// A row that could not be taken in, and why. What cannot be held of a row is not written.
    ///
    /// # Errors
    /// Why it cannot be written.
    pub fn write(&mut self, row: &Row, fault: &RowFault) -> std::io::Result<()> {
        self.row(&fault.explain(self.lang), row.cells())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// Why it cannot be written.
    pub fn end(mut self) -> std::io::Result<W> {
        self.to.flush()?;
        Ok(self.to)
    }

    fn row<'c>(&mut self, why: &str, cells: impl Iterator<Item = &'c str>) -> std::io::Result<()> {
        self.cell(why)?;
        for cell in cells {
            self.to.write_all(&[Separator::Comma.byte()])?;
            // What had an apostrophe set in front already gets no second one.
            self.cell(&neutral(original(tidy(cell))))?;
        }
        self.to.write_all(b"\r\n")
    }

    fn cell(&mut self, cell: &str) -> std::io::Result<()> {
        if cell.contains(['"', ',', ';', '\t', '|', '\r', '\n']) {
            return write!(self.to, "\"{}\"", cell.replace('"', "\"\""));
        }
        self.to.write_all(cell.as_bytes())
    }
}
