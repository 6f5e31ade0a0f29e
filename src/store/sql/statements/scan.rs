//! Questions over an index as statements.

use std::ops::Bound;

use super::noun::{cell, places as cells};
use super::{NounStatements, dialect, push};
use crate::domain::declaration::{Column, Holds, Kind, Value};
use crate::store::catalogue::Plan;
use crate::store::scan::{Among, Condition, Order, Projection, Sight, Superseded};
use crate::store::sql::layout::{Many, Table};

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
pub(super) struct ScanShape {
    noun: u8,
    index: &'static str,
    equals: usize,
    bounds: (u8, u8),
    after: bool,
    descending: bool,
    hidden: bool,
    shared: bool,
    columns: Projection,
    counting: bool,
    conditions: Vec<(u8, &'static str)>,
}

impl ScanShape {
    pub(super) fn of(plan: &Plan<'_>, range: &Range, counting: bool) -> Self {
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

pub(super) fn scan(
    noun: &NounStatements,
    plan: &Plan<'_>,
    range: &Range,
    counting: bool,
) -> String {
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
        // Of unique values no two are in need of an order between them.
        let ties = unique(table, plan).is_none() || open.is_empty();
        ordered(&mut made, plan.scan.order, open, ties.then_some(id));
    }
    made.sql
}

/// The unique column that the index of a question is over, if it is over nothing else.
fn unique(table: &Table, plan: &Plan<'_>) -> Option<&'static str> {
    let columns: Vec<&str> = plan.columns.iter().map(|(_, column)| column.name).collect();
    table.unique_of(&columns).filter(|_| plan.scan.stream.is_none())
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
    cells(table, plan.scan.columns).for_each(|at| cell(&mut sql, table, "t", at));
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
        None => {
            let index = match unique(table, plan) {
                Some(column) => table.unique(column),
                None => table.index(plan.scan.index),
            };
            format!(" FROM \"{name}\" AS t{}", dialect::pinned(&index))
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

fn ordered(made: &mut Writing, order: Order, open: &[String], id: Option<&str>) {
    let way = match order {
        Order::Ascending => "",
        Order::Descending => " DESC",
    };
    made.sql.push_str(" ORDER BY ");
    for (at, place) in open.iter().map(String::as_str).chain(id).enumerate() {
        let comma = if at == 0 { "" } else { ", " };
        push(&mut made.sql, format_args!("{comma}{place}{way}"));
    }
    let mark = made.mark();
    push(&mut made.sql, format_args!(" LIMIT {mark}"));
}
