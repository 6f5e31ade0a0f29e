//! The statements of one noun.

use std::sync::OnceLock;

use super::{DerivedStatements, ManyStatements, NounStatements, NounTexts, listed, marks, push};
use crate::domain::declaration::{Column, Kind};
use crate::store::catalogue::Catalogue;
use crate::store::error::StoreError;
use crate::store::scan::Projection;
use crate::store::sql::layout::{Layout, Many, Table};

impl NounStatements {
    pub(super) fn new(
        table: &Table,
        layout: &Layout,
        catalogue: &Catalogue,
    ) -> Result<Self, StoreError> {
        let derived = derived(table, layout, catalogue)?;
        let elsewhere = layout.house("elsewhere");
        Ok(NounStatements { table: table.clone(), derived, elsewhere, texts: OnceLock::new() })
    }
}

impl NounTexts {
    pub(super) fn of(table: &Table, elsewhere: &str) -> Self {
        let name = &table.name;
        let ones = listed(table.ones.iter().map(|(_, column)| column.name));
        let values = marks(table.ones.len() + 6);
        let by = superseded_by(table);
        let mut shown = String::new();
        places(table, Projection::Everything).for_each(|at| cell(&mut shown, table, name, at));
        let get = |columns: &str| {
            format!(
                "SELECT \"id\", \"stream\", \"revision\", \"visibility\", {by}, \"plain\", \
                 \"personal\"{columns} FROM \"{name}\" WHERE \"id\" = ?1"
            )
        };
        NounTexts {
            get: get(""),
            get_with_columns: get(&shown),
            insert: inserting(table, &format!("VALUES ({values})")),
            insert_new: inserting(table, &unless_there(table, &values, elsewhere)),
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
            walk: walk(table, &shown, false),
            walk_on: walk(table, &shown, true),
            sound: own_tables(table)
                .map(|own| format!("PRAGMA integrity_check(\"{own}\")"))
                .collect(),
            reindex: own_tables(table).map(|own| format!("REINDEX \"{own}\"")).collect(),
            holders: holders(table),
            manys: table.manys.iter().map(|many| ManyStatements::new(table, many)).collect(),
        }
    }
}

fn inserting(table: &Table, values: &str) -> String {
    let ones = listed(table.ones.iter().map(|(_, column)| column.name));
    format!(
        "INSERT INTO \"{}\" (\"id\", \"stream\", \"revision\", \"visibility\", \"plain\", \
         \"personal\"{ones}) {values}",
        table.name
    )
}

/// Values that go in only where it is plain without a further question that they may: a state that
/// does not stand yet, a fact that was never moved away from a stream.
fn unless_there(table: &Table, values: &str, elsewhere: &str) -> String {
    match table.declaration().kind {
        Kind::State => format!("VALUES ({values}) ON CONFLICT (\"id\") DO NOTHING"),
        Kind::Fact { .. } => format!(
            "SELECT {values} WHERE NOT EXISTS (SELECT 1 FROM \"{elsewhere}\" WHERE \"noun\" = {} \
             AND \"id\" = ?1)",
            table.declaration().number
        ),
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

/// The places of the columns that are asked for, in the order in which they stand in a row.
pub(crate) fn places(table: &Table, asked: Projection) -> impl Iterator<Item = usize> {
    let noun = table.declaration();
    let (all, named): (usize, &[&str]) = match asked {
        Projection::Nothing => (0, &[]),
        Projection::These(names) => (0, names),
        Projection::Everything => (noun.columns.len(), &[]),
    };
    (0..all).chain(named.iter().filter_map(|name| Some(noun.column(name)?.0)))
}

/// What a row says of a column: its value, or whether there is one in a column that holds many. Most
/// records have none in most of those, and to ask here costs a sixth of asking for the values.
pub(super) fn cell(sql: &mut String, table: &Table, row: &str, at: usize) {
    let name = table.declaration().columns.get(at).map_or("", |column| column.name);
    match table.manys.iter().find(|many| many.at == at) {
        None => push(sql, format_args!(", \"{row}\".\"{name}\"")),
        Some(Many { name: child, .. }) => push(
            sql,
            format_args!(
                ", EXISTS (SELECT 1 FROM \"{child}\" WHERE \"{child}\".\"id\" = \"{row}\".\"id\")"
            ),
        ),
    }
}

fn walk(table: &Table, shown: &str, on: bool) -> String {
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
         \"personal\"{shown} FROM \"{}\"{behind} ORDER BY {key} LIMIT ?{limit}",
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
    pub(super) fn new(table: &Table, many: &Many) -> Self {
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
            let greatest = |stream: &str| {
                format!(
                    "SELECT max(\"{}\") FROM \"{facts}\" WHERE \"stream\" = {stream} AND \
                     \"superseded_by\" IS NULL",
                    from.column
                )
            };
            let root = "\"id\" = ?1 AND \"stream\" = ?2";
            let raise = match from.or {
                None => format!(
                    "UPDATE \"{name}\" SET \"{own}\" = ?3 WHERE {root} \
                     AND (\"{own}\" IS NULL OR \"{own}\" < ?3)"
                ),
                // What stands there need not come from a fact when it is what the record says.
                Some(or) => format!(
                    "UPDATE \"{name}\" SET \"{own}\" = CASE WHEN \"{own}\" > ?3 THEN ({}) \
                     ELSE ?3 END WHERE {root} AND (\"{own}\" IS NULL OR \"{own}\" < ?3 OR \
                     (\"{own}\" = \"{or}\" AND \"{own}\" > ?3))",
                    greatest("?2")
                ),
            };
            let value = from.or.map_or("?3".to_owned(), |or| format!("coalesce(?3, \"{or}\")"));
            Ok(DerivedStatements {
                at,
                of: from.of,
                source,
                instead: table.declaration().instead(column),
                greatest: greatest("?1"),
                raise,
                set: format!(
                    "UPDATE \"{name}\" SET \"{own}\" = {value} WHERE {root} \
                     AND \"{own}\" IS NOT {value}"
                ),
            })
        })
        .collect()
}
