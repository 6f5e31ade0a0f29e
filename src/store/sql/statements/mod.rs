//! Every statement there is: the only place where SQL is written.
//!
//! Names come from declarations and from a checked prefix; everything else is bound.

mod dialect;
mod noun;
mod house;
mod scan;
mod schema;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hash::Hash;
use std::ops::Deref;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use super::layout::{Layout, Table};
use crate::domain::declaration::Column;
use crate::store::catalogue::{Catalogue, Plan};
use crate::store::error::StoreError;

pub(crate) use house::JournalForm;
pub(crate) use noun::places;
pub(crate) use scan::Range;
pub(crate) use schema::{
    add_column, drop_index, drop_table, many_schema, noun_schema, plain_index, schema, twin,
    unique_index,
};

/// An object of the schema and how it is made.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub(crate) name: String,
    pub(crate) sql: String,
}

/// The statements of a store.
#[derive(Debug)]
pub(crate) struct Statements {
    pub(crate) nouns: Vec<NounStatements>,
    pub(crate) house: HouseStatements,
    scans: Cache<scan::ScanShape>,
    updates: Cache<(usize, u64)>,
}

/// The statements of one noun. Their texts are made when the first of them is asked for: most
/// programs ask for those of a few nouns.
#[derive(Debug)]
pub(crate) struct NounStatements {
    pub(crate) table: Table,
    pub(crate) derived: Vec<DerivedStatements>,
    /// The table of records that streams have entries about and not the records.
    elsewhere: String,
    texts: OnceLock<NounTexts>,
}

impl Deref for NounStatements {
    type Target = NounTexts;

    fn deref(&self) -> &NounTexts {
        self.texts.get_or_init(|| NounTexts::of(&self.table, &self.elsewhere))
    }
}

/// The texts of the statements of one noun.
#[derive(Debug)]
pub(crate) struct NounTexts {
    pub(crate) get: String,
    pub(crate) get_with_columns: String,
    pub(crate) insert: String,
    /// The same only where nothing more has to be asked first: otherwise no row is changed.
    pub(crate) insert_new: String,
    /// Stream and columns of a record that may be there.
    pub(crate) before: String,
    /// Stream and revision of a record that may be there.
    pub(crate) stands: String,
    /// Stream, and both parts of the body.
    pub(crate) body: String,
    pub(crate) delete: String,
    pub(crate) redact: String,
    pub(crate) supersede: String,
    pub(crate) superseded: String,
    pub(crate) count: String,
    /// Records with their columns of one value, as they lie; the limit is the last parameter.
    pub(crate) walk: String,
    /// The same behind a record, whose key is what the first parameters are.
    pub(crate) walk_on: String,
    /// Looks into table and indexes for contradictions of the engine's own.
    pub(crate) sound: Vec<String>,
    /// Builds all indexes anew.
    pub(crate) reindex: Vec<String>,
    /// The id of the record that has a unique value, by the column's place.
    pub(crate) holders: Vec<(usize, &'static Column, String)>,
    pub(crate) manys: Vec<ManyStatements>,
}

/// The statements of a column that holds many.
#[derive(Debug)]
pub(crate) struct ManyStatements {
    /// How many values stand there for records that do not.
    pub(crate) orphans: String,
    pub(crate) at: usize,
    pub(crate) column: &'static Column,
    pub(crate) read: String,
    pub(crate) insert: String,
    pub(crate) delete: String,
    pub(crate) clear: String,
}

/// The statements of a column derived from facts.
#[derive(Debug)]
pub(crate) struct DerivedStatements {
    /// The column's place in its noun.
    pub(crate) at: usize,
    /// The noun of the facts.
    pub(crate) of: &'static str,
    /// The place of the column of the facts.
    pub(crate) source: usize,
    /// The place of the own column that stands in where there is no fact.
    pub(crate) instead: Option<usize>,
    pub(crate) greatest: String,
    pub(crate) raise: String,
    pub(crate) set: String,
}

/// The statements about tables that belong to no noun.
#[derive(Debug)]
pub(crate) struct HouseStatements {
    pub(crate) meta: String,
    /// Something that is always there, to hold a moment by.
    pub(crate) moment: String,
    pub(crate) meta_one: String,
    pub(crate) meta_set: String,
    pub(crate) meta_drop: String,
    pub(crate) kind_set: String,
    /// Where a stream stands: by its last entry, and by the last unit that left none.
    pub(crate) head: String,
    pub(crate) silent_set: String,
    pub(crate) silent_end: String,
    pub(crate) last: String,
    /// The position is the next one.
    pub(crate) journal_insert: String,
    pub(crate) journal_count: String,
    /// All entries, stream by stream.
    pub(crate) chains: String,
    /// What is taken by all entries.
    pub(crate) taken: String,
    /// Streams whose last unit left no entry.
    pub(crate) silents: String,
    /// The last position that a key remembers.
    pub(crate) told: String,
    pub(crate) counters: String,
    pub(crate) counters_clear: String,
    pub(crate) sound: Vec<String>,
    pub(crate) sealed: String,
    /// An entry that rests on what a record says.
    pub(crate) referring: String,
    pub(crate) redact: String,
    pub(crate) elsewhere: String,
    pub(crate) elsewhere_set: String,
    pub(crate) key: String,
    /// Writes nothing where the key stands already.
    pub(crate) key_set: String,
    pub(crate) key_forget: String,
    pub(crate) key_count: String,
    pub(crate) counter: String,
    pub(crate) counter_set: String,
    /// Adds to a counter that stands between two bounds, or where there is none.
    pub(crate) counter_add: String,
    journal: String,
    journals: Cache<JournalForm>,
}

/// What an object of this name is, if there is one.
pub(crate) const OBJECT: &str = "SELECT \"type\" FROM sqlite_master WHERE \"name\" = ?1";
/// Gives an index to another table and under another name.
pub(crate) const HAND_OVER: &str = "UPDATE sqlite_master SET \"name\" = ?2, \"tbl_name\" = ?3, \
     \"sql\" = ?4 WHERE \"type\" = 'index' AND \"name\" = ?1";
/// Lets the list of tables and indexes be written.
pub(crate) const SCHEMA_OPEN: &str = "PRAGMA writable_schema = ON";
/// Lets it be written no more, and reads it anew.
pub(crate) const SCHEMA_READ: &str = "PRAGMA writable_schema = RESET";
pub(crate) const ENCODING: &str = "PRAGMA encoding";
pub(crate) const JOURNAL_MODE: &str = "PRAGMA journal_mode";
pub(crate) const WRITE_AHEAD: &str = "PRAGMA journal_mode = WAL";
pub(crate) const SYNCHRONOUS: &str = "PRAGMA synchronous";
pub(crate) const DURABLE: &str = "PRAGMA synchronous = FULL";
/// Sixteen megabytes for pages, so that a large unit is not written twice.
pub(crate) const CACHE: &str = "PRAGMA cache_size = -16384";
/// How many bytes of the file are read without copying them.
pub(crate) const MAPPED: &str = "PRAGMA mmap_size";
/// The file of the database itself, which is always the first.
pub(crate) const FILE: &str = "SELECT \"file\" FROM pragma_database_list WHERE \"name\" = 'main'";
pub(crate) const PAGES: &str = "PRAGMA page_count";
pub(crate) const PAGE_SIZE: &str = "PRAGMA page_size";
/// Writes the whole database anew, without what was deleted.
pub(crate) const VACUUM: &str = "VACUUM";
/// Brings the log into the file and empties it; says first whether somebody was in the way.
pub(crate) const CHECKPOINT: &str = "PRAGMA wal_checkpoint(TRUNCATE)";
/// Brings of the log into the file what nobody reads any more, and keeps nobody waiting.
pub(crate) const CHECKPOINT_SOME: &str = "PRAGMA wal_checkpoint(PASSIVE)";
pub(crate) const BEGIN: &str = "BEGIN";
pub(crate) const BEGIN_WRITING: &str = "BEGIN IMMEDIATE";
pub(crate) const COMMIT: &str = "COMMIT";
pub(crate) const ROLLBACK: &str = "ROLLBACK";
pub(crate) const SAVE: &str = "SAVEPOINT guanxi";
pub(crate) const RELEASE: &str = "RELEASE guanxi";
pub(crate) const BACK: &str = "ROLLBACK TO guanxi";

/// Sets how many bytes of the file are read without copying them.
pub(crate) fn map(bytes: i64) -> String {
    format!("PRAGMA mmap_size = {bytes}")
}

impl Statements {
    pub(crate) fn new(layout: &Layout, catalogue: &Catalogue) -> Result<Self, StoreError> {
        let nouns = layout
            .tables
            .iter()
            .map(|table| NounStatements::new(table, layout, catalogue))
            .collect::<Result<_, _>>()?;
        Ok(Statements {
            nouns,
            house: HouseStatements::new(layout),
            scans: Cache::default(),
            updates: Cache::default(),
        })
    }

    /// A noun's place and statements.
    pub(crate) fn noun(&self, name: &str) -> Result<(usize, &NounStatements), StoreError> {
        let mut nouns = self.nouns.iter().enumerate();
        nouns
            .find(|(_, noun)| noun.table.declaration().noun == name)
            .ok_or(StoreError::Query { why: "the noun is not declared" })
    }

    /// The question as a statement. Its parameters are, in this order: stream, equal values,
    /// lower and upper bound, the cursor's values and id, the stream in sight, the conditions'
    /// values, the limit.
    pub(crate) fn scan(&self, plan: &Plan<'_>, range: &Range, counting: bool) -> Arc<str> {
        let shape = scan::ScanShape::of(plan, range, counting);
        self.scans.get(shape, || match self.noun(plan.scan.noun) {
            Ok((_, noun)) => scan::scan(noun, plan, range, counting),
            Err(_) => String::new(),
        })
    }

    /// Gives a record another value in one column.
    pub(crate) fn repair(&self, noun: &NounStatements, column: &str) -> Arc<str> {
        let name = &noun.table.name;
        format!("UPDATE \"{name}\" SET \"{column}\" = ?2 WHERE \"id\" = ?1").into()
    }

    /// Puts a state anew, touching of its columns only those in the mask.
    pub(crate) fn update(&self, at: usize, noun: &NounStatements, moved: u64) -> Arc<str> {
        self.updates.get((at, moved), || {
            let mut sql = format!(
                "UPDATE \"{}\" SET \"revision\" = ?2, \"visibility\" = ?3, \"plain\" = ?4, \
                 \"personal\" = ?5",
                noun.table.name
            );
            let ones = noun.table.ones.iter().enumerate();
            let moved = ones.filter(|(bit, _)| moved >> bit & 1 == 1);
            for (mark, (_, (_, column))) in moved.enumerate() {
                push(&mut sql, format_args!(", \"{}\" = ?{}", column.name, mark + 6));
            }
            sql.push_str(" WHERE \"id\" = ?1");
            sql
        })
    }
}

/// Statements made once for each form of a question.
#[derive(Debug)]
struct Cache<K>(RwLock<HashMap<K, Arc<str>>>);

impl<K> Default for Cache<K> {
    fn default() -> Self {
        Cache(RwLock::default())
    }
}

impl<K: Hash + Eq> Cache<K> {
    fn get(&self, key: K, make: impl FnOnce() -> String) -> Arc<str> {
        let made = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        made.unwrap_or_else(|| {
            let sql: Arc<str> = make().into();
            let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
            // Forms of questions are few; a host that makes up conditions without end is not
            // remembered without end.
            if all.len() < 1024 {
                all.insert(key, Arc::clone(&sql));
            }
            sql
        })
    }
}

fn push(sql: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing into a string cannot fail.
    let _ = sql.write_fmt(text);
}

/// Names in quotes with commas between them, each behind a comma.
fn listed<'c>(columns: impl IntoIterator<Item = &'c str>) -> String {
    columns.into_iter().fold(String::new(), |mut sql, column| {
        push(&mut sql, format_args!(", \"{column}\""));
        sql
    })
}

fn marks(count: usize) -> String {
    (1..=count).fold(String::new(), |mut sql, mark| {
        push(&mut sql, format_args!("{}?{mark}", if mark == 1 { "" } else { ", " }));
        sql
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_made_once_for_its_form_and_forms_without_end_are_not_kept() {
        let cache = Cache::<u32>::default();
        let mut made = 0;
        for form in [1, 2, 1, 1, 2] {
            cache.get(form, || {
                made += 1;
                form.to_string()
            });
        }
        assert_eq!(made, 2);
        (0..5_000).for_each(|form| drop(cache.get(form, || form.to_string())));
        assert_eq!(cache.0.read().unwrap().len(), 1024);
        assert_eq!(&*cache.get(4_999, || "4999".to_owned()), "4999");
    }
}
