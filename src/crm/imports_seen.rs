//! What rows of a file have named so far: two of its rows are never the same record.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::imports::Became;
use super::imports_file::Entry;
use crate::domain::ContactId;
use crate::transfer::Told;

/// The records that rows of this file have named, and in which row. What is kept of each are two
/// numbers.
#[derive(Debug, Default)]
pub(super) struct Seen {
    named: HashMap<u64, Named>,
    /// What the batch that is being decided has added, or how it stood before.
    fresh: Vec<(u64, Option<Named>)>,
}

/// Where a record was named, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    row: u32,
    pub(super) ended: Ended,
}

/// What became of a row that named a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// The record is there.
    There,
    /// Nothing.
    Nothing,
    /// It was read by an earlier run, which did not say of single rows what became of them.
    Before,
}

impl Named {
    /// In which row.
    pub(super) fn row(self) -> u64 {
        u64::from(self.row)
    }
}

impl Seen {
    /// The row that named one of these before.
    pub(super) fn before(&self, entry: &Entry) -> Option<Named> {
        let named = keys(entry).iter().find_map(|key| self.named.get(&digest(key)).copied());
        named.filter(|named| named.row() < entry.first())
    }

    /// Whether a row before has told of what is known by this.
    pub(super) fn has(&self, key: &str) -> bool {
        self.named.get(&digest(key)).is_some_and(|named| named.ended == Ended::There)
    }

    /// Remembers what became of an entry. A row of which nothing came is as if it were not there,
    /// but for a transaction: the rows that it stands in belong together.
    pub(super) fn keep(&mut self, entry: &Entry, became: &Became) {
        let ended = match became {
            Became::Created(_) | Became::Updated(_) | Became::Skipped { .. } => Ended::There,
            Became::Failed(_) if entry.transaction.is_some() => Ended::Nothing,
            Became::Failed(_) => return,
        };
        self.put(entry, ended);
    }

    /// Remembers an entry that an earlier run has read.
    pub(super) fn keep_earlier(&mut self, entry: &Entry) {
        self.put(entry, Ended::Before);
        self.fresh.clear();
    }

    fn put(&mut self, entry: &Entry, ended: Ended) {
        keys(entry).iter().for_each(|key| self.set(key, entry.first(), ended));
    }

    fn set(&mut self, key: &str, row: u64, ended: Ended) {
        let (key, row) = (digest(key), u32::try_from(row).unwrap_or(u32::MAX));
        let before = self.named.get(&key).copied();
        if before.is_none_or(|before| before.ended != Ended::There && ended == Ended::There) {
            self.named.insert(key, Named { row, ended });
            self.fresh.push((key, before));
        }
    }

    /// A row with a number of its own means this contact.
    pub(super) fn claim(&mut self, contact: ContactId, row: u64) {
        self.set(&contact.to_string(), row, Ended::There);
    }

    /// Whether another row with a number of its own means this contact.
    pub(super) fn is_claimed(&self, contact: ContactId, row: u64) -> bool {
        let named = self.named.get(&digest(&contact.to_string()));
        named.is_some_and(|named| named.row() != row)
    }

    /// The batch is written.
    pub(super) fn settle(&mut self) {
        self.fresh.clear();
    }

    /// The batch is not written: it will be decided again.
    pub(super) fn take_back(&mut self) {
        while let Some((key, before)) = self.fresh.pop() {
            match before {
                Some(before) => self.named.insert(key, before),
                None => self.named.remove(&key),
            };
        }
    }
}

fn digest(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

/// By what a row's record is known within the file. Interactions are compared in the store alone,
/// so that a file of any length asks for no memory.
fn keys(entry: &Entry) -> Vec<String> {
    if let Some(transaction) = &entry.transaction {
        return vec![transaction.clone()];
    }
    let Ok(told) = &entry.told else { return Vec::new() };
    match told {
        Told::Client(row) => vec![row.reference().to_string()],
        Told::Contact(row) => {
            // Two numbers are two people, also where they share a mailbox.
            if let Some(reference) = row.reference() {
                return vec![format!("#{reference}")];
            }
            let client = format!("{:?} {:?}", row.client().reference, row.client().name);
            row.emails().iter().map(|email| format!("{client} {}", email.key())).collect()
        }
        Told::Transaction(_) | Told::Interaction(_) => Vec::new(),
    }
}
