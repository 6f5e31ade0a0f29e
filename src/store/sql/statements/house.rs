//! The statements about tables that belong to no noun.

use std::sync::Arc;

use super::{Cache, HouseStatements, marks, push};
use crate::store::sql::layout::{HOUSE, Layout};

impl HouseStatements {
    #[expect(clippy::too_many_lines, reason = "a list of statements, one after the other")]
    pub(super) fn new(layout: &Layout) -> Self {
        let [meta, kind, silent, journal, elsewhere, key, counter] =
            HOUSE.map(|name| layout.house(name));
        HouseStatements {
            meta: format!("SELECT \"name\", \"value\" FROM \"{meta}\""),
            moment: format!("SELECT 1 FROM \"{meta}\""),
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
                "SELECT * FROM (SELECT \"revision\", \"recorded_at\", \"digest\" \
                 FROM \"{journal}\" INDEXED BY \"{journal}_by_stream\" WHERE \"stream\" = ?1 \
                 ORDER BY \"position\" DESC LIMIT 1) UNION ALL \
                 SELECT \"revision\", \"recorded_at\", NULL FROM \"{silent}\" \
                 WHERE \"stream\" = ?1"
            ),
            silent_set: format!(
                "INSERT INTO \"{silent}\" (\"stream\", \"revision\", \"recorded_at\") \
                 VALUES (?1, ?2, ?3) ON CONFLICT (\"stream\") DO UPDATE SET \"revision\" = ?2, \
                 \"recorded_at\" = ?3"
            ),
            silent_end: format!("DELETE FROM \"{silent}\" WHERE \"stream\" = ?1"),
            last: format!("SELECT max(\"position\") FROM \"{journal}\""),
            journal_insert: format!("INSERT INTO \"{journal}\" ({JOURNAL}) VALUES ({})", marks(14)),
            journal_count: format!("SELECT count(*) FROM \"{journal}\""),
            chains: format!(
                "SELECT \"position\", {JOURNAL} FROM \"{journal}\" ORDER BY \"stream\", \
                 \"position\""
            ),
            taken: format!("SELECT \"takes\" FROM \"{journal}\" WHERE \"takes\" IS NOT NULL"),
            silents: format!(
                "SELECT \"stream\", \"revision\", \"recorded_at\" FROM \"{silent}\" \
                 ORDER BY \"stream\""
            ),
            told: format!("SELECT max(\"behind\" + \"entries\") FROM \"{key}\""),
            counters: format!("SELECT \"stream\", \"name\", \"value\" FROM \"{counter}\""),
            counters_clear: format!("DELETE FROM \"{counter}\""),
            sound: [&meta, &kind, &silent, &journal, &elsewhere, &key, &counter]
                .map(|own| format!("PRAGMA integrity_check(\"{own}\")"))
                .into(),
            sealed: format!(
                "SELECT \"position\", \"plain\" IS NOT NULL, \"personal\", \"seal\" \
                 FROM \"{journal}\" WHERE \"stream\" = ?1 AND \"kind\" BETWEEN ?2 AND ?3 \
                 AND \"id\" = ?4 AND length(\"seal\") = 16"
            ),
            referring: format!(
                "SELECT \"position\" FROM \"{journal}\" WHERE \"stream\" = ?1 AND \"kind\" \
                 BETWEEN ?2 AND ?3 AND \"id\" = ?4 AND \"plain\" IS NULL LIMIT 1"
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
                "SELECT \"digest\", \"actor\", \"recorded_at\", \"behind\", \"entries\", \
                 \"answer\" FROM \"{key}\" WHERE \"key\" = ?1"
            ),
            key_set: format!(
                "INSERT INTO \"{key}\" (\"key\", \"digest\", \"actor\", \"recorded_at\", \
                 \"behind\", \"entries\", \"answer\") VALUES (?1, ?2, ?3, ?4, \
                 (SELECT coalesce(max(\"position\"), 0) FROM \"{journal}\"), ?5, ?6) \
                 ON CONFLICT DO NOTHING"
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
            counter_add: format!(
                "INSERT INTO \"{counter}\" (\"stream\", \"name\", \"value\") VALUES (?1, ?2, ?3) \
                 ON CONFLICT (\"stream\", \"name\") DO UPDATE SET \"value\" = \"value\" + ?3 \
                 WHERE \"value\" BETWEEN ?4 AND ?5"
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
