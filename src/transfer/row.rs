//! One row of a file: its cells, or what is wrong with it.

use super::fault::Why;

/// One row of a file, as it was read. To be read into again and again, so that a long file asks
/// for memory once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    pub(super) number: u64,
    pub(super) bytes: Vec<u8>,
    pub(super) ends: Vec<usize>,
    /// The first fault, and in which cell, counted from 0.
    pub(super) fault: Option<(usize, Why)>,
}

impl Row {
    /// No row yet.
    #[must_use]
    pub fn new() -> Self {
        Row::default()
    }

    /// Which row, counted from 1 as a spreadsheet does.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// What is wrong with it, and in which cell, counted from 0: then its cells are not whole.
    #[must_use]
    pub fn fault(&self) -> Option<(usize, &Why)> {
        self.fault.as_ref().map(|(cell, why)| (*cell, why))
    }

    /// How many cells it has: an empty line has one, which is empty.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether nothing has been read into it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A cell, as it stands in the file without its quotes.
    #[must_use]
    pub fn cell(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)?;
        let begin = at.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        // Cells are cut where a separator, a quote or a line end stood: between characters.
        self.bytes.get(begin..end).and_then(|cell| std::str::from_utf8(cell).ok())
    }

    /// Its cells in order.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| self.cell(at).unwrap_or_default())
    }

    /// How many bytes it holds.
    #[must_use]
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// Whether all its cells are empty or white space: a spacer between rows.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.fault.is_none() && self.cells().all(|cell| cell.trim().is_empty())
    }

    pub(super) fn clear(&mut self, number: u64) {
        self.number = number;
        self.bytes.clear();
        self.ends.clear();
        self.fault = None;
    }

    pub(super) fn spoil(&mut self, why: Why) {
        if self.fault.is_none() {
            self.fault = Some((self.ends.len(), why));
        }
    }
}
