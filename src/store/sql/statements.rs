//! Every statement there is: the only place where SQL is written.
//!
//! Names come from declarations and from a checked prefix; everything else is bound.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hash::Hash;
use std::ops::Bound;
use std::sync::{Arc, PoisonError, RwLock};

use super::layout::{Layout, Many, Table};
use crate::domain::declaration::{BY_ID, Column, Holds, Index, Kind, STREAM, Shape, Value};
use crate::store::catalogue::{Catalogue, Plan};
use crate::store::error::StoreError;
use crate::store::scan::{Among, Condition, Order, Sight, Superseded};

/// In what dialects of SQL differ, as far as these statements go.
mod dialect {
    use crate::domain::declaration::Shape;

    pub(super) const BYTES: &str = "BLOB";
    pub(super) const NUMBER: &str = "INTEGER";
    /// Behind a table whose rows lie in the order of its primary key.
    pub(super) const CLUSTERED: &str = " WITHOUT ROWID";

    pub(super) fn shape(shape: Shape) -> &'static str {
        match shape {
            Shape::Integer => NUMBER,
            Shape::Text => "TEXT",
            Shape::Id => BYTES,
        }
    }

    /// Binds a question to the index that was declared for it.
    pub(super) fn pinned(index: &str) -> String {
        format!(" INDEXED BY \"{index}\"")
    }
}

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
    scans: Cache<ScanShape>,
    updates: Cache<(usize, u64)>,
}

/// The statements of one noun.
#[derive(Debug)]
pub(crate) struct NounStatements {
    pub(crate) table: Table,
    pub(crate) get: String,
    pub(crate) get_with_columns: String,
    pub(crate) insert: String,
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
    pub(crate) derived: Vec<DerivedStatements>,
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
    pub(crate) greatest: String,
    pub(crate) raise: String,
    pub(crate) set: String,
}

/// The statements about tables that belong to no noun.
#[derive(Debug)]
pub(crate) struct HouseStatements {
    pub(crate) meta: String,
    pub(crate) meta_one: String,
    pub(crate) meta_set: String,
    pub(crate) meta_drop: String,
    pub(crate) kind_set: String,
    pub(crate) head: String,
    pub(crate) head_set: String,
    pub(crate) last: String,
    pub(crate) journal_insert: String,
    pub(crate) journal_count: String,
    /// All entries, stream by stream.
    pub(crate) chains: String,
    /// What is taken by all entries.
    pub(crate) taken: String,
    pub(crate) streams: String,
    pub(crate) counters: String,
    pub(crate) counters_clear: String,
    pub(crate) sound: Vec<String>,
    pub(crate) sealed: String,
    pub(crate) redact: String,
    pub(crate) elsewhere: String,
    pub(crate) elsewhere_set: String,
    pub(crate) key: String,
    pub(crate) key_set: String,
    pub(crate) key_forget: String,
    pub(crate) key_count: String,
    pub(crate) counter: String,
    pub(crate) counter_set: String,
    journal: String,
    journals: Cache<JournalForm>,
}

/// What an object of this name is, if there is one.
pub(crate) const OBJECT: &str = "SELECT \"type\" FROM sqlite_master WHERE \"name\" = ?1";
pub(crate) const ENCODING: &str = "PRAGMA encoding";
pub(crate) const JOURNAL_MODE: &str = "PRAGMA journal_mode";
pub(crate) const WRITE_AHEAD: &str = "PRAGMA journal_mode = WAL";
pub(crate) const SYNCHRONOUS: &str = "PRAGMA synchronous";
pub(crate) const DURABLE: &str = "PRAGMA synchronous = FULL";
/// How much of the file is read without copying it.
pub(crate) const MAP_MUCH: &str = "PRAGMA mmap_size = 1073741824";
pub(crate) const MAP_NOTHING: &str = "PRAGMA mmap_size = 0";
/// The file of the database itself, which is always the first.
pub(crate) const FILE: &str = "SELECT \"file\" FROM pragma_database_list WHERE \"name\" = 'main'";
pub(crate) const PAGES: &str = "PRAGMA page_count";
pub(crate) const PAGE_SIZE: &str = "PRAGMA page_size";
/// Writes the whole database anew, without what was deleted.
pub(crate) const VACUUM: &str = "VACUUM";
/// Brings the log into the file and empties it; says first whether somebody was in the way.
pub(crate) const CHECKPOINT: &str = "PRAGMA wal_checkpoint(TRUNCATE)";
pub(crate) const BEGIN: &str = "BEGIN";
pub(crate) const BEGIN_WRITING: &str = "BEGIN IMMEDIATE";
pub(crate) const COMMIT: &str = "COMMIT";
pub(crate) const ROLLBACK: &str = "ROLLBACK";
pub(crate) const SAVE: &str = "SAVEPOINT guanxi";
pub(crate) const RELEASE: &str = "RELEASE guanxi";
pub(crate) const BACK: &str = "ROLLBACK TO guanxi";

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
        let shape = ScanShape::of(plan, range, counting);
        self.scans.get(shape, || match self.noun(plan.scan.noun) {
            Ok((_, noun)) => scan(noun, plan, range, counting),
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

impl NounStatements {
    fn new(table: &Table, layout: &Layout, catalogue: &Catalogue) -> Result<Self, StoreError> {
        let name = &table.name;
        let ones = listed(table.ones.iter().map(|(_, column)| column.name));
        let by = superseded_by(table);
        let get = |columns: &str| {
            format!(
                "SELECT \"id\", \"stream\", \"revision\", \"visibility\", {by}, \"plain\", \
                 \"personal\"{columns} FROM \"{name}\" WHERE \"id\" = ?1"
            )
        };
        Ok(NounStatements {
            get: get(""),
            get_with_columns: get(&ones),
            insert: format!(
                "INSERT INTO \"{name}\" (\"id\", \"stream\", \"revision\", \"visibility\", \
                 \"plain\", \"personal\"{ones}) VALUES ({})",
                marks(table.ones.len() + 6)
            ),
            before: format!("SELECT \"stream\"{ones} FROM \"{name}\" WHERE \"id\" = ?1"),
            stands: format!("SELECT \"stream\", \"revision\" FROM \"{name}\" WHERE \"id\" = ?1"),
            body: format!(
                "SELECT \"stream\", \"plain\", \"personal\" FROM \"{name}\" WHERE \"id\" = ?1"
            ),
            delete: format!("DELETE FROM \"{name}\" WHERE \"id\" = ?1 AND \"stream\" = ?2"),
            redact: redact(table),
            supersede: format!(
                "UPDATE \"{name}\" SET \"superseded_by\" = ?3 WHERE \"id\" = ?1 AND \
                 \"stream\" = ?2 AND \"superseded_by\" IS NULL"
            ),
            superseded: format!(
                "SELECT \"superseded_by\" FROM \"{name}\" WHERE \"id\" = ?1 AND \"stream\" = ?2"
            ),
            count: format!("SELECT count(*) FROM \"{name}\""),
            walk: walk(table, &ones, false),
            walk_on: walk(table, &ones, true),
            sound: own_tables(table)
                .map(|own| format!("PRAGMA integrity_check(\"{own}\")"))
                .collect(),
            reindex: own_tables(table).map(|own| format!("REINDEX \"{own}\"")).collect(),
            holders: holders(table),
            manys: table.manys.iter().map(|many| ManyStatements::new(table, many)).collect(),
            derived: derived(table, layout, catalogue)?,
            table: table.clone(),
        })
    }
}

fn superseded_by(table: &Table) -> &'static str {
    match table.declaration().kind {
        Kind::State => "NULL",
        Kind::Fact { .. } => "\"superseded_by\"",
    }
}

/// The noun's table and those of its columns that hold many.
fn own_tables(table: &Table) -> impl Iterator<Item = &str> {
    std::iter::once(table.name.as_str()).chain(table.manys.iter().map(|many| many.name.as_str()))
}

fn walk(table: &Table, ones: &str, on: bool) -> String {
    let by = superseded_by(table);
    let (key, marks) = match table.at() {
        None => ("\"id\"".to_owned(), "?1"),
        Some(at) => (format!("\"stream\", \"{at}\", \"id\""), "?1, ?2, ?3"),
    };
    let behind = if on { format!(" WHERE ({key}) > ({marks})") } else { String::new() };
    let limit = match (on, table.at()) {
        (false, _) => 1,
        (true, None) => 2,
        (true, Some(_)) => 4,
    };
    format!(
        "SELECT \"id\", \"stream\", \"revision\", \"visibility\", {by}, \"plain\", \
         \"personal\"{ones} FROM \"{}\"{behind} ORDER BY {key} LIMIT ?{limit}",
        table.name
    )
}

fn redact(table: &Table) -> String {
    let personal = table.ones.iter().filter(|(_, column)| column.personal);
    let mut sql = format!("UPDATE \"{}\" SET \"personal\" = NULL", table.name);
    for (_, column) in personal {
        push(&mut sql, format_args!(", \"{}\" = NULL", column.name));
    }
    sql.push_str(" WHERE \"id\" = ?1 AND \"stream\" = ?2");
    sql
}

fn holders(table: &Table) -> Vec<(usize, &'static Column, String)> {
    let of = |at: &usize, column: &'static Column, from: &str, value: &str| {
        let sql = format!("SELECT \"id\" FROM \"{from}\" WHERE \"{value}\" = ?1 AND \"id\" <> ?2");
        (*at, column, sql)
    };
    let ones = table.ones.iter().map(|(at, column)| of(at, column, &table.name, column.name));
    let manys = table.manys.iter().map(|many| of(&many.at, many.column, &many.name, "value"));
    let mut holders: Vec<_> = ones.chain(manys).filter(|(_, column, _)| column.unique).collect();
    holders.sort_by_key(|(at, ..)| *at);
    holders
}

impl ManyStatements {
    fn new(table: &Table, many: &Many) -> Self {
        let name = &many.name;
        ManyStatements {
            orphans: format!(
                "SELECT count(*) FROM \"{name}\" WHERE \"id\" NOT IN (SELECT \"id\" FROM \"{}\")",
                table.name
            ),
            at: many.at,
            column: many.column,
            read: format!("SELECT \"value\" FROM \"{name}\" WHERE \"id\" = ?1 ORDER BY \"value\""),
            insert: format!("INSERT INTO \"{name}\" (\"value\", \"id\") VALUES (?1, ?2)"),
            delete: format!("DELETE FROM \"{name}\" WHERE \"value\" = ?1 AND \"id\" = ?2"),
            clear: format!("DELETE FROM \"{name}\" WHERE \"id\" = ?1"),
        }
    }
}

fn derived(
    table: &Table,
    layout: &Layout,
    catalogue: &Catalogue,
) -> Result<Vec<DerivedStatements>, StoreError> {
    let sources = table.ones.iter().filter_map(|(at, column)| Some((*at, column, column.derived?)));
    sources
        .map(|(at, column, from)| {
            let facts = catalogue.noun(from.of)?.declaration;
            let unknown = StoreError::Query { why: "a derived column has no source" };
            let (source, _) = facts.column(from.column).ok_or(unknown)?;
            let (name, own) = (&table.name, column.name);
            let facts = layout.house(facts.noun);
            Ok(DerivedStatements {
                at,
                of: from.of,
                source,
                greatest: format!(
                    "SELECT max(\"{}\") FROM \"{facts}\" WHERE \"stream\" = ?1 AND \
                     \"superseded_by\" IS NULL",
                    from.column
                ),
                raise: format!(
                    "UPDATE \"{name}\" SET \"{own}\" = ?3 WHERE \"id\" = ?1 AND \"stream\" = ?2 \
                     AND (\"{own}\" IS NULL OR \"{own}\" < ?3)"
                ),
                set: format!(
                    "UPDATE \"{name}\" SET \"{own}\" = ?3 WHERE \"id\" = ?1 AND \"stream\" = ?2 \
                     AND \"{own}\" IS NOT ?3"
                ),
            })
        })
        .collect()
}

impl HouseStatements {
    fn new(layout: &Layout) -> Self {
        let [meta, kind, stream, journal, elsewhere, key, counter] =
            super::layout::HOUSE.map(|name| layout.house(name));
        HouseStatements {
            meta: format!("SELECT \"name\", \"value\" FROM \"{meta}\""),
            meta_one: format!("SELECT \"value\" FROM \"{meta}\" WHERE \"name\" = ?1"),
            meta_set: format!(
                "INSERT INTO \"{meta}\" (\"name\", \"value\") VALUES (?1, ?2) \
                 ON CONFLICT (\"name\") DO UPDATE SET \"value\" = excluded.\"value\""
            ),
            meta_drop: format!("DELETE FROM \"{meta}\" WHERE \"name\" = ?1"),
            kind_set: format!(
                "INSERT INTO \"{kind}\" (\"kind\", \"noun\", \"event\") VALUES (?1, ?2, ?3) \
                 ON CONFLICT (\"kind\") DO NOTHING"
            ),
            head: format!(
                "SELECT \"revision\", \"recorded_at\", \"digest\" FROM \"{stream}\" \
                 WHERE \"stream\" = ?1"
            ),
            head_set: format!(
                "INSERT INTO \"{stream}\" (\"stream\", \"revision\", \"recorded_at\", \"digest\") \
                 VALUES (?1, ?2, ?3, ?4) ON CONFLICT (\"stream\") DO UPDATE SET \"revision\" = ?2, \
                 \"recorded_at\" = ?3, \"digest\" = ?4"
            ),
            last: format!("SELECT max(\"position\") FROM \"{journal}\""),
            journal_insert: format!(
                "INSERT INTO \"{journal}\" (\"position\", {JOURNAL}) VALUES ({})",
                marks(15)
            ),
            journal_count: format!("SELECT count(*) FROM \"{journal}\""),
            chains: format!(
                "SELECT \"position\", {JOURNAL} FROM \"{journal}\" ORDER BY \"stream\", \
                 \"position\""
            ),
            taken: format!("SELECT \"takes\" FROM \"{journal}\" WHERE \"takes\" IS NOT NULL"),
            streams: format!(
                "SELECT \"stream\", \"revision\", \"recorded_at\", \"digest\" FROM \"{stream}\" \
                 ORDER BY \"stream\""
            ),
            counters: format!("SELECT \"stream\", \"name\", \"value\" FROM \"{counter}\""),
            counters_clear: format!("DELETE FROM \"{counter}\""),
            sound: [&meta, &kind, &stream, &journal, &elsewhere, &key, &counter]
                .map(|own| format!("PRAGMA integrity_check(\"{own}\")"))
                .into(),
            sealed: format!(
                "SELECT \"position\", \"plain\" IS NOT NULL, \"personal\", \"seal\" \
                 FROM \"{journal}\" WHERE \"stream\" = ?1 AND \"kind\" BETWEEN ?2 AND ?3 \
                 AND \"id\" = ?4 AND length(\"seal\") = 16"
            ),
            redact: format!(
                "UPDATE \"{journal}\" SET \"personal\" = NULL, \"seal\" = ?2 \
                 WHERE \"position\" = ?1"
            ),
            elsewhere: format!(
                "SELECT \"stream\" FROM \"{elsewhere}\" WHERE \"noun\" = ?1 AND \"id\" = ?2"
            ),
            elsewhere_set: format!(
                "INSERT INTO \"{elsewhere}\" (\"noun\", \"id\", \"stream\") VALUES (?1, ?2, ?3) \
                 ON CONFLICT DO NOTHING"
            ),
            key: format!(
                "SELECT \"digest\", \"actor\", \"recorded_at\", \"answer\" FROM \"{key}\" \
                 WHERE \"key\" = ?1"
            ),
            key_set: format!(
                "INSERT INTO \"{key}\" (\"key\", \"digest\", \"actor\", \"recorded_at\", \
                 \"answer\") VALUES (?1, ?2, ?3, ?4, ?5)"
            ),
            key_forget: format!("DELETE FROM \"{key}\" WHERE \"recorded_at\" < ?1"),
            key_count: format!("SELECT count(*) FROM \"{key}\""),
            counter: format!(
                "SELECT \"value\" FROM \"{counter}\" WHERE \"stream\" = ?1 AND \"name\" = ?2"
            ),
            counter_set: format!(
                "INSERT INTO \"{counter}\" (\"stream\", \"name\", \"value\") VALUES (?1, ?2, ?3) \
                 ON CONFLICT (\"stream\", \"name\") DO UPDATE SET \"value\" = excluded.\"value\""
            ),
            journal,
            journals: Cache::default(),
        }
    }

    /// A question to the journal. Its parameters are: position, limit, and then, where asked for,
    /// stream, first kind, last kind and id of a record, latest instant.
    pub(crate) fn journal(&self, form: JournalForm) -> Arc<str> {
        self.journals.get(form, || self.journal_text(form))
    }

    fn journal_text(&self, form: JournalForm) -> String {
        let mut sql = format!(
            "SELECT \"position\", {JOURNAL} FROM \"{}\" WHERE \"position\" > ?1",
            self.journal
        );
        let mut mark = 2;
        let mut next = || {
            mark += 1;
            mark
        };
        if form.stream {
            push(&mut sql, format_args!(" AND \"stream\" = ?{}", next()));
        }
        if form.record {
            let (from, to) = (next(), next());
            push(&mut sql, format_args!(" AND \"kind\" BETWEEN ?{from} AND ?{to}"));
            push(&mut sql, format_args!(" AND \"id\" = ?{}", next()));
        }
        if form.recorded_by {
            push(&mut sql, format_args!(" AND \"recorded_at\" <= ?{}", next()));
        }
        if form.shared {
            sql.push_str(" AND \"visibility\" = 1");
        }
        sql.push_str(" ORDER BY \"position\" LIMIT ?2");
        sql
    }
}

/// Which parts a question to the journal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "each says whether one condition is there")]
pub(crate) struct JournalForm {
    pub(crate) stream: bool,
    pub(crate) record: bool,
    pub(crate) recorded_by: bool,
    pub(crate) shared: bool,
}

const JOURNAL: &str = "\"stream\", \"revision\", \"number\", \"recorded_at\", \"valid_at\", \
     \"actor\", \"kind\", \"id\", \"visibility\", \"plain\", \"personal\", \"seal\", \"takes\", \
     \"digest\"";

/// The bounds of the index column behind the equal ones.
#[derive(Debug)]
pub(crate) struct Range {
    pub(crate) lower: Bound<Value>,
    pub(crate) upper: Bound<Value>,
}

impl Range {
    pub(crate) fn of(among: &Among) -> Self {
        match among {
            Among::All => Range { lower: Bound::Unbounded, upper: Bound::Unbounded },
            Among::Between(lower, upper) => Range { lower: lower.clone(), upper: upper.clone() },
            Among::Prefix(prefix) => Range {
                lower: Bound::Included(Value::from(prefix.as_str())),
                upper: behind(prefix).map_or(Bound::Unbounded, Bound::Excluded),
            },
        }
    }
}

/// The first text behind all those that begin with a prefix, bytewise: code points are ordered as
/// their UTF-8 is.
fn behind(prefix: &str) -> Option<Value> {
    let mut text = prefix.trim_end_matches(char::MAX).to_owned();
    let last = text.pop()?;
    let next = (last..=char::MAX).nth(1)?;
    text.push(next);
    Some(Value::Text(text))
}

/// What decides how the statement of a question is written.
#[derive(Debug, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "each says whether one condition is there")]
struct ScanShape {
    noun: u8,
    index: &'static str,
    equals: usize,
    bounds: (u8, u8),
    after: bool,
    descending: bool,
    hidden: bool,
    shared: bool,
    columns: bool,
    counting: bool,
    conditions: Vec<(u8, &'static str)>,
}

impl ScanShape {
    fn of(plan: &Plan<'_>, range: &Range, counting: bool) -> Self {
        let scan = plan.scan;
        let bound = |bound: &Bound<Value>| match bound {
            Bound::Unbounded => 0,
            Bound::Included(_) => 1,
            Bound::Excluded(_) => 2,
        };
        let condition = |condition: &Condition| match condition {
            Condition::Is(column, _) => (0, *column),
            Condition::IsNot(column, _) => (1, *column),
            Condition::Null(column) => (2, *column),
            Condition::NotNull(column) => (3, *column),
        };
        ScanShape {
            noun: plan.noun.declaration.number,
            index: scan.index,
            equals: scan.equals.len(),
            bounds: (bound(&range.lower), bound(&range.upper)),
            after: plan.after.is_some(),
            descending: scan.order == Order::Descending,
            hidden: scan.superseded == Superseded::Hidden,
            shared: scan.sight != Sight::All,
            columns: scan.columns,
            counting,
            conditions: scan.conditions.iter().map(condition).collect(),
        }
    }
}

/// A statement in the making, and the number of its next parameter.
struct Writing {
    sql: String,
    marks: usize,
    terms: usize,
}

impl Writing {
    fn mark(&mut self) -> String {
        self.marks += 1;
        format!("?{}", self.marks)
    }

    fn term(&mut self, text: std::fmt::Arguments<'_>) {
        self.sql.push_str(if self.terms == 0 { " WHERE " } else { " AND " });
        self.terms += 1;
        push(&mut self.sql, text);
    }
}

fn scan(noun: &NounStatements, plan: &Plan<'_>, range: &Range, counting: bool) -> String {
    let table = &noun.table;
    let many = plan.columns.first().filter(|(_, column)| column.holds == Holds::Many);
    let many = many.and_then(|(at, _)| table.manys.iter().find(|many| many.at == *at));
    let place = |column: &Column| match many {
        Some(_) => "c.\"value\"".to_owned(),
        None => format!("t.\"{}\"", column.name),
    };
    let places: Vec<String> = plan.columns.iter().map(|(_, column)| place(column)).collect();
    let id = if many.is_some() { "c.\"id\"" } else { "t.\"id\"" };
    let open = places.get(plan.scan.equals.len()..).unwrap_or_default();

    let mut made = Writing { sql: String::from("SELECT "), marks: 0, terms: 0 };
    made.sql.push_str(&if counting { "count(*)".to_owned() } else { wanted(table, plan, open) });
    made.sql.push_str(&source(table, plan, many));
    matched(&mut made, plan, &places);
    bounded(&mut made, plan, range, open);
    if plan.after.is_some() && !counting {
        behind_cursor(&mut made, plan.scan.order, open, id);
    }
    shown(&mut made, plan);
    for condition in &plan.scan.conditions {
        conditioned(&mut made, table, condition);
    }
    if !counting {
        ordered(&mut made, plan.scan.order, open, id);
    }
    made.sql
}

/// What a page reads of each record: what makes it up, what a cursor needs, what was asked for.
fn wanted(table: &Table, plan: &Plan<'_>, open: &[String]) -> String {
    let by = match table.declaration().kind {
        Kind::State => "NULL",
        Kind::Fact { .. } => "t.\"superseded_by\"",
    };
    let mut sql = format!(
        "t.\"id\", t.\"stream\", t.\"revision\", t.\"visibility\", {by}, t.\"plain\", \
         t.\"personal\""
    );
    for place in open {
        push(&mut sql, format_args!(", {place}"));
    }
    if plan.scan.columns {
        for (_, column) in &table.ones {
            push(&mut sql, format_args!(", t.\"{}\"", column.name));
        }
    }
    sql
}

fn source(table: &Table, plan: &Plan<'_>, many: Option<&Many>) -> String {
    let name = &table.name;
    match many {
        // A cross join keeps the order in which the tables are named.
        Some(many) => {
            format!(
                " FROM \"{}\" AS c CROSS JOIN \"{name}\" AS t ON t.\"id\" = c.\"id\"",
                many.name
            )
        }
        None if plan.timeline() => format!(" FROM \"{name}\" AS t"),
        None if plan.scan.index == BY_ID && table.at().is_none() => {
            format!(" FROM \"{name}\" AS t")
        }
        None => {
            format!(" FROM \"{name}\" AS t{}", dialect::pinned(&table.index(plan.scan.index)))
        }
    }
}

/// The stream and the equal values; and that no other column of the index is null, since a partial
/// index is used only where that is plain.
fn matched(made: &mut Writing, plan: &Plan<'_>, places: &[String]) {
    if plan.scan.stream.is_some() {
        let mark = made.mark();
        made.term(format_args!("t.\"stream\" = {mark}"));
    }
    for (at, place) in places.iter().enumerate() {
        if at < plan.scan.equals.len() {
            let mark = made.mark();
            made.term(format_args!("{place} = {mark}"));
        } else if !plan.timeline() && !plan.many() {
            made.term(format_args!("{place} IS NOT NULL"));
        }
    }
}

fn bounded(made: &mut Writing, plan: &Plan<'_>, range: &Range, open: &[String]) {
    let Some(place) = open.first() else { return };
    // On the side of the cursor the cursor is where the index is entered; a plus keeps the bound
    // from being taken for that.
    let (below, above) = match (plan.after.is_some(), plan.scan.order) {
        (false, _) => ("", ""),
        (true, Order::Ascending) => ("+", ""),
        (true, Order::Descending) => ("", "+"),
    };
    for (plus, bound, included, excluded) in
        [(below, &range.lower, ">=", ">"), (above, &range.upper, "<=", "<")]
    {
        let sign = match bound {
            Bound::Unbounded => continue,
            Bound::Included(_) => included,
            Bound::Excluded(_) => excluded,
        };
        let mark = made.mark();
        made.term(format_args!("{plus}{place} {sign} {mark}"));
    }
}

fn behind_cursor(made: &mut Writing, order: Order, open: &[String], id: &str) {
    let sign = match order {
        Order::Ascending => '>',
        Order::Descending => '<',
    };
    let places = open.iter().fold(String::new(), |all, place| all + place + ", ");
    let marks = open.iter().fold(String::new(), |all, _| all + &made.mark() + ", ");
    let last = made.mark();
    if open.is_empty() {
        made.term(format_args!("{id} {sign} {last}"));
    } else {
        made.term(format_args!("({places}{id}) {sign} ({marks}{last})"));
    }
}

/// What is superseded and what is not in sight.
fn shown(made: &mut Writing, plan: &Plan<'_>) {
    let fact = plan.noun.declaration.kind != Kind::State;
    if fact && plan.scan.superseded == Superseded::Hidden {
        made.term(format_args!("t.\"superseded_by\" IS NULL"));
    }
    if plan.scan.sight != Sight::All {
        let mark = made.mark();
        made.term(format_args!("+t.\"stream\" = {mark} AND t.\"visibility\" = 1"));
    }
}

fn conditioned(made: &mut Writing, table: &Table, condition: &Condition) {
    let (name, form, value) = match condition {
        Condition::Is(name, _) => (*name, "=", true),
        Condition::IsNot(name, _) => (*name, "IS NOT", true),
        Condition::Null(name) => (*name, "IS NULL", false),
        Condition::NotNull(name) => (*name, "IS NOT NULL", false),
    };
    let mark = if value { made.mark() } else { String::new() };
    match table.manys.iter().find(|many| many.column.name == name) {
        None => made.term(format_args!("+t.\"{name}\" {form} {mark}")),
        Some(many) => {
            let not = match condition {
                Condition::Is(..) | Condition::NotNull(_) => "",
                Condition::IsNot(..) | Condition::Null(_) => "NOT ",
            };
            let own = if value { format!("\"value\" = {mark} AND ") } else { String::new() };
            made.term(format_args!(
                "{not}EXISTS (SELECT 1 FROM \"{}\" WHERE {own}\"id\" = t.\"id\")",
                many.name
            ));
        }
    }
}

fn ordered(made: &mut Writing, order: Order, open: &[String], id: &str) {
    let way = match order {
        Order::Ascending => "",
        Order::Descending => " DESC",
    };
    made.sql.push_str(" ORDER BY ");
    for place in open {
        push(&mut made.sql, format_args!("{place}{way}, "));
    }
    let mark = made.mark();
    push(&mut made.sql, format_args!("{id}{way} LIMIT {mark}"));
}

/// The whole schema, in the order in which it is made.
pub(crate) fn schema(layout: &Layout) -> Vec<Made> {
    let mut made = house(layout);
    made.extend(layout.tables.iter().flat_map(noun_schema));
    made
}

fn house(layout: &Layout) -> Vec<Made> {
    use dialect::{BYTES, CLUSTERED, NUMBER};
    let table = |name: &str, columns: String, how: &str| {
        let name = layout.house(name);
        Made { sql: format!("CREATE TABLE \"{name}\" ({columns}){how}"), name }
    };
    let journal = layout.house("journal");
    vec![
        table(
            "meta",
            format!("\"name\" TEXT PRIMARY KEY NOT NULL, \"value\" {BYTES} NOT NULL"),
            CLUSTERED,
        ),
        table(
            "kind",
            format!(
                "\"kind\" {NUMBER} PRIMARY KEY NOT NULL, \"noun\" TEXT NOT NULL, \
                 \"event\" TEXT NOT NULL"
            ),
            "",
        ),
        table(
            "stream",
            format!(
                "\"stream\" {BYTES} PRIMARY KEY NOT NULL, \"revision\" {NUMBER} NOT NULL, \
                 \"recorded_at\" {NUMBER} NOT NULL, \"digest\" {BYTES} NOT NULL"
            ),
            CLUSTERED,
        ),
        table(
            "journal",
            format!(
                "\"position\" {NUMBER} PRIMARY KEY NOT NULL, \"stream\" {BYTES} NOT NULL, \
                 \"revision\" {NUMBER} NOT NULL, \"number\" {NUMBER} NOT NULL, \
                 \"recorded_at\" {NUMBER} NOT NULL, \"valid_at\" {NUMBER}, \
                 \"actor\" {BYTES} NOT NULL, \"kind\" {NUMBER} NOT NULL, \"id\" {BYTES} NOT NULL, \
                 \"visibility\" {NUMBER} NOT NULL, \"plain\" {BYTES}, \"personal\" {BYTES}, \
                 \"seal\" {BYTES}, \"takes\" {BYTES}, \"digest\" {BYTES} NOT NULL"
            ),
            "",
        ),
        Made {
            name: format!("{journal}_by_stream"),
            sql: format!("CREATE INDEX \"{journal}_by_stream\" ON \"{journal}\" (\"stream\")"),
        },
        table(
            "elsewhere",
            format!(
                "\"noun\" {NUMBER} NOT NULL, \"id\" {BYTES} NOT NULL, \"stream\" {BYTES} NOT NULL, \
                 PRIMARY KEY (\"noun\", \"id\", \"stream\")"
            ),
            CLUSTERED,
        ),
        table(
            "key",
            format!(
                "\"key\" {BYTES} PRIMARY KEY NOT NULL, \"digest\" {BYTES} NOT NULL, \
                 \"actor\" {BYTES} NOT NULL, \"recorded_at\" {NUMBER} NOT NULL, \
                 \"answer\" {BYTES} NOT NULL"
            ),
            CLUSTERED,
        ),
        table(
            "counter",
            format!(
                "\"stream\" {BYTES} NOT NULL, \"name\" TEXT NOT NULL, \"value\" {NUMBER} NOT NULL, \
                 PRIMARY KEY (\"stream\", \"name\")"
            ),
            CLUSTERED,
        ),
    ]
}

/// The schema of one noun: its table, the tables of its columns that hold many, its indexes.
pub(crate) fn noun_schema(table: &Table) -> Vec<Made> {
    let mut made = vec![noun_table(table)];
    made.extend(table.manys.iter().flat_map(many_schema));
    if table.at().is_some() {
        let name = table.index(BY_ID);
        let sql = format!("CREATE UNIQUE INDEX \"{name}\" ON \"{}\" (\"id\")", table.name);
        made.push(Made { name, sql });
    }
    made.extend(
        table.ones.iter().filter(|(_, column)| column.unique).map(|(_, c)| unique_index(table, c)),
    );
    made.extend(table.declaration().indexes.iter().filter_map(|index| plain_index(table, index)));
    made
}

fn noun_table(table: &Table) -> Made {
    use dialect::{BYTES, CLUSTERED, NUMBER};
    let fact = table.at();
    let own = if fact.is_some() { "" } else { " PRIMARY KEY" };
    let mut sql = format!(
        "CREATE TABLE \"{}\" (\"id\" {BYTES}{own} NOT NULL, \"stream\" {BYTES} NOT NULL, \
         \"revision\" {NUMBER} NOT NULL, \"visibility\" {NUMBER} NOT NULL",
        table.name
    );
    for (_, column) in &table.ones {
        let never = if fact == Some(column.name) { " NOT NULL" } else { "" };
        push(
            &mut sql,
            format_args!(", \"{}\" {}{never}", column.name, dialect::shape(column.shape)),
        );
    }
    if fact.is_some() {
        push(&mut sql, format_args!(", \"superseded_by\" {BYTES}"));
    }
    push(&mut sql, format_args!(", \"plain\" {BYTES} NOT NULL, \"personal\" {BYTES}"));
    if let Some(at) = fact {
        push(&mut sql, format_args!(", PRIMARY KEY (\"stream\", \"{at}\", \"id\")"));
    }
    push(&mut sql, format_args!("){CLUSTERED}"));
    Made { name: table.name.clone(), sql }
}

pub(crate) fn many_schema(many: &Many) -> [Made; 2] {
    use dialect::{BYTES, CLUSTERED};
    let (name, shape) = (&many.name, dialect::shape(many.column.shape));
    let key = if many.column.unique { "\"value\"" } else { "\"value\", \"id\"" };
    let of = format!("{name}_of");
    [
        Made {
            name: name.clone(),
            sql: format!(
                "CREATE TABLE \"{name}\" (\"value\" {shape} NOT NULL, \"id\" {BYTES} NOT NULL, \
                 PRIMARY KEY ({key})){CLUSTERED}"
            ),
        },
        Made { sql: format!("CREATE INDEX \"{of}\" ON \"{name}\" (\"id\")"), name: of },
    ]
}

pub(crate) fn unique_index(table: &Table, column: &Column) -> Made {
    let (name, on, of) = (table.unique(column.name), &table.name, column.name);
    let sql =
        format!("CREATE UNIQUE INDEX \"{name}\" ON \"{on}\" (\"{of}\") WHERE \"{of}\" IS NOT NULL");
    Made { name, sql }
}

/// A declared index; one over a column that holds many is that column's table already.
pub(crate) fn plain_index(table: &Table, index: &Index) -> Option<Made> {
    let many = |name: &str| table.manys.iter().any(|many| many.column.name == name);
    if index.columns.iter().any(|column| many(column)) {
        return None;
    }
    let (name, on) = (table.index(index.name), &table.name);
    let columns = listed(index.columns.iter().copied());
    let columns = columns.trim_start_matches(", ");
    // The rows of a state end with the id by themselves, being clustered by it.
    let id = if table.at().is_some() { ", \"id\"" } else { "" };
    let mut sql = format!("CREATE INDEX \"{name}\" ON \"{on}\" ({columns}{id})");
    // What is never null needs no condition; SQLite would take it away from the question and then
    // not find the index for it.
    let nullable =
        index.columns.iter().filter(|name| **name != STREAM && Some(**name) != table.at());
    for (at, column) in nullable.enumerate() {
        let word = if at == 0 { "WHERE" } else { "AND" };
        push(&mut sql, format_args!(" {word} \"{column}\" IS NOT NULL"));
    }
    Some(Made { name, sql })
}

/// An index taken away from a noun's table.
pub(crate) fn drop_index(table: &Table, index: &str) -> String {
    format!("DROP INDEX IF EXISTS \"{}\"", table.index(index))
}

/// A column added to a noun's table.
pub(crate) fn add_column(table: &Table, column: &Column) -> String {
    let shape: Shape = column.shape;
    format!(
        "ALTER TABLE \"{}\" ADD COLUMN \"{}\" {}",
        table.name,
        column.name,
        dialect::shape(shape)
    )
}
