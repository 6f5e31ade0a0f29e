//! How much of a file is held at once.

/// How long a cell and a row may be and how many cells a row may have. What is longer is a fault of
/// that row; it is passed over without being held.
///
/// ```
/// use guanxi::transfer::Limits;
/// let small = Limits { columns: 16, ..Limits::default() };
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes of a cell, in UTF-8: 400 kB, what a note may have.
    pub cell: usize,
    /// The most bytes of a row, in UTF-8: 2 MB.
    pub row: usize,
    /// The most cells of a row: 2 000.
    pub columns: usize,
    /// In how many rows the headers are looked for: 50.
    pub header: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { cell: 400_000, row: 2_000_000, columns: 2_000, header: 50 }
    }
}
