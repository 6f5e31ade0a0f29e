//! Tables and indexes as statements.

use super::{Made, dialect, listed, push};
use crate::domain::declaration::{BY_ID, Column, Index, STREAM, Shape};
use crate::store::sql::layout::{Layout, Many, Table};

/// The whole schema, in the order in which it is made.
pub(crate) fn schema(layout: &Layout) -> Vec<Made> {
    let mut made = house(layout);
    made.extend(layout.tables.iter().flat_map(noun_schema));
    made
}

#[expect(clippy::too_many_lines, reason = "a list of tables, one after the other")]
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
        // Most streams stand where their last entry says; these changed since without one.
        table(
            "silent",
            format!(
                "\"stream\" {BYTES} PRIMARY KEY NOT NULL, \"revision\" {NUMBER} NOT NULL, \
                 \"recorded_at\" {NUMBER} NOT NULL"
            ),
            CLUSTERED,
        ),
        // What is long stands last: the digest before it is read for every new entry.
        table(
            "journal",
            format!(
                "\"position\" {NUMBER} PRIMARY KEY NOT NULL, \"stream\" {BYTES} NOT NULL, \
                 \"revision\" {NUMBER} NOT NULL, \"number\" {NUMBER} NOT NULL, \
                 \"recorded_at\" {NUMBER} NOT NULL, \"valid_at\" {NUMBER}, \
                 \"actor\" {BYTES} NOT NULL, \"kind\" {NUMBER} NOT NULL, \"id\" {BYTES} NOT NULL, \
                 \"visibility\" {NUMBER} NOT NULL, \"digest\" {BYTES} NOT NULL, \
                 \"seal\" {BYTES}, \"takes\" {BYTES}, \"plain\" {BYTES}, \"personal\" {BYTES}"
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
                "\"key\" {BYTES} PRIMARY KEY NOT NULL, \"digest\" {BYTES}, \
                 \"actor\" {BYTES} NOT NULL, \"recorded_at\" {NUMBER} NOT NULL, \
                 \"behind\" {NUMBER} NOT NULL, \"entries\" {NUMBER} NOT NULL, \
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
    let name = table.index(BY_ID);
    let sql = format!("CREATE UNIQUE INDEX \"{name}\" ON \"{}\" (\"id\")", table.name);
    made.push(Made { name, sql });
    made.extend(
        table.ones.iter().filter(|(_, column)| column.unique).map(|(_, c)| unique_index(table, c)),
    );
    made.extend(table.declaration().indexes.iter().filter_map(|index| plain_index(table, index)));
    made
}

/// Facts lie in the order of their timeline. States lie as they come: their rows are longer than
/// what a clustered table keeps in place, and each would have a page of its own beside.
fn noun_table(table: &Table) -> Made {
    use dialect::{BYTES, CLUSTERED, NUMBER};
    let fact = table.at();
    let mut sql = format!(
        "CREATE TABLE \"{}\" (\"id\" {BYTES} NOT NULL, \"stream\" {BYTES} NOT NULL, \
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
    match fact {
        Some(at) => {
            push(
                &mut sql,
                format_args!(", PRIMARY KEY (\"stream\", \"{at}\", \"id\")){CLUSTERED}"),
            );
        }
        None => sql.push(')'),
    }
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

/// A declared index; one over a column that holds many is that column's table already, and one over a
/// unique column alone is what keeps its values apart.
pub(crate) fn plain_index(table: &Table, index: &Index) -> Option<Made> {
    let many = |name: &str| table.manys.iter().any(|many| many.column.name == name);
    if index.columns.iter().any(|column| many(column)) || table.unique_of(index.columns).is_some() {
        return None;
    }
    let (name, on) = (table.index(index.name), &table.name);
    let columns = listed(index.columns.iter().copied());
    let columns = columns.trim_start_matches(", ");
    let mut sql = format!("CREATE INDEX \"{name}\" ON \"{on}\" ({columns}, \"id\")");
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

/// An empty table of the same columns as a noun's, for a moment.
pub(crate) fn twin(table: &Table) -> (Table, Made) {
    let twin = Table { name: format!("{}_empty", table.name), ..table.clone() };
    let made = noun_table(&twin);
    (twin, made)
}

/// A table taken away.
pub(crate) fn drop_table(name: &str) -> String {
    format!("DROP TABLE \"{name}\"")
}
