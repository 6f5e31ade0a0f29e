//! The rows of a file, one after the other.

use std::io::Read;

use super::encoding::Encoding;
use super::error::TransferError;
use super::limits::Limits;
use super::row::Row;
use super::separator::{Separator, sniff};
use super::splitter::Splitter;
use super::text::Text;

/// The rows of a file as they come, in memory for one row and one piece of the file.
///
/// ```
/// use guanxi::transfer::{Encoding, Limits, Row, Rows, Separator};
/// let mut rows = Rows::open("客户名称;备注\r\n华信;\"一;二\"\r\n".as_bytes(), Limits::default())?;
/// assert_eq!((rows.encoding(), rows.separator()), (Encoding::Utf8, Separator::Semicolon));
/// let mut row = Row::new();
/// while rows.read(&mut row)? {
///     assert_eq!(row.len(), 2);
/// }
/// assert_eq!((row.number(), row.cell(1)), (2, Some("一;二")));
/// # Ok::<(), guanxi::transfer::TransferError>(())
/// ```
#[derive(Debug)]
pub struct Rows<R> {
    text: Text<R>,
    /// The piece that is being cut, and how much of it has been.
    piece: Vec<u8>,
    used: usize,
    separator: Separator,
    splitter: Splitter,
    ended: bool,
}

impl<R: Read> Rows<R> {
    /// Begins to read: encoding and separator are found out.
    ///
    /// # Errors
    /// [`TransferError::Empty`], [`TransferError::NotText`], [`TransferError::Io`].
    pub fn open(input: R, limits: Limits) -> Result<Self, TransferError> {
        Self::open_as(input, limits, None, None)
    }

    /// Begins to read what is known to be written so; what is not said is found out.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_as(
        input: R,
        limits: Limits,
        encoding: Option<Encoding>,
        separator: Option<Separator>,
    ) -> Result<Self, TransferError> {
        let mut text = Text::open(input, encoding)?;
        let head = text.next()?;
        let separator = separator.unwrap_or_else(|| sniff(head, limits));
        let piece = head.as_bytes().to_vec();
        let splitter = Splitter::new(separator.byte(), limits);
        Ok(Rows { text, piece, used: 0, separator, splitter, ended: false })
    }

    /// In which bytes the file writes its text.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.text.encoding()
    }

    /// What stands between its cells.
    #[must_use]
    pub fn separator(&self) -> Separator {
        self.separator
    }

    /// What is read from.
    #[must_use]
    pub fn input(&self) -> &R {
        self.text.input()
    }

    /// How many bytes of the file have been read.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.text.read()
    }

    /// Reads the next row; false where there is none. A row with a fault is a row too: those behind
    /// it can be read.
    ///
    /// # Errors
    /// [`TransferError::Io`].
    pub fn read(&mut self, row: &mut Row) -> Result<bool, TransferError> {
        while !self.ended {
            let rest = self.piece.get(self.used..).unwrap_or_default();
            if rest.is_empty() {
                let piece = self.text.next()?;
                self.piece.clear();
                self.piece.extend_from_slice(piece.as_bytes());
                self.used = 0;
                self.ended = self.piece.is_empty();
                continue;
            }
            let (used, whole) = self.splitter.feed(rest);
            self.used = self.used.saturating_add(used);
            if whole {
                self.splitter.row(row);
                return Ok(true);
            }
        }
        if self.splitter.finish() {
            self.splitter.row(row);
            return Ok(true);
        }
        Ok(false)
    }
}
