//! A part of what one store gave, to be restored in another.

use super::journal::Entry;
use super::record::Record;

/// A part of what one store gave, to be restored in another: records as they stand there, and
/// entries as they were told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Part {
    /// Records with their nouns, as declared; their columns are not looked at.
    pub records: Vec<(&'static str, Record)>,
    /// Entries in the order of their positions.
    pub entries: Vec<Entry>,
    /// Whether more is to come: until the last part is there, nobody works with half of a store.
    pub more: bool,
}

impl Part {
    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty() && self.entries.is_empty()
    }
}
