//! What a good hand would write with rusqlite for the rows of any command: it reads the record that
//! changes and where its stream stands, makes the bytes and columns of record and event, draws ids and
//! salts, and writes record, values and entry. What it does not do is what *same* does not do.

use std::collections::HashMap;
use std::path::Path;

use guanxi::crm::nouns;
use guanxi::domain::change_request::ChangeRequest;
use guanxi::domain::client::Client;
use guanxi::domain::declaration::{Cell, Columns, Declaration, Holds, STREAM};
use guanxi::domain::expectation::Expectation;
use guanxi::domain::notice::Notice;
use guanxi::domain::noun::{Noun, State};
use guanxi::domain::{Held, Id, Stream, Visibility};
use guanxi::store::{Body, NewEntry, Payload, Put, Record, Revision, Target, Unit, body};
use rusqlite::types::ValueRef;
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};
use uuid::Uuid;

use crate::same::{Durability, NO_DIGEST, One, connect, known};

/// A database for the rows of units.
#[derive(Debug)]
pub(crate) struct Written {
    conn: rusqlite::Connection,
    tables: HashMap<&'static str, Table>,
}

/// The statements of one noun's rows.
#[derive(Debug)]
struct Table {
    ones: Vec<usize>,
    manys: Vec<(usize, String)>,
    read: String,
    insert: String,
    update: String,
}

impl Table {
    fn new(declaration: &Declaration) -> Self {
        let noun = declaration.noun;
        let places = |holds| {
            let columns = declaration.columns.iter().enumerate();
            columns.filter(move |(_, column)| column.holds == holds)
        };
        let ones: Vec<usize> = places(Holds::One).map(|(at, _)| at).collect();
        let names: Vec<String> =
            ones.iter().map(|at| format!("\"{}\"", declaration.columns[*at].name)).collect();
        let marks: Vec<String> = (6..6 + ones.len()).map(|n| format!("?{n}")).collect();
        let sets: Vec<String> =
            names.iter().zip(&marks).map(|(name, mark)| format!("{name} = {mark}")).collect();
        let (columns, values, sets) = (names.join(", "), marks.join(", "), sets.join(", "));
        let insert_many =
            |name| format!("INSERT OR IGNORE INTO \"{noun}_{name}\" (value, id) VALUES (?1, ?2)");
        Table {
            manys: places(Holds::Many).map(|(at, many)| (at, insert_many(many.name))).collect(),
            ones,
            read: format!(
                "SELECT revision, visibility, plain, personal FROM \"{noun}\" WHERE id = ?1"
            ),
            insert: format!(
                "INSERT INTO \"{noun}\" (id, revision, visibility, plain, personal, {columns}) \
                 VALUES (?1, ?2, ?3, ?4, ?5, {values})"
            ),
            update: format!(
                "UPDATE \"{noun}\" SET revision = ?2, visibility = ?3, plain = ?4, personal = ?5, \
                 {sets} WHERE id = ?1"
            ),
        }
    }
}

fn schema(declaration: &Declaration) -> String {
    let noun = declaration.noun;
    let ones = declaration.columns.iter().filter(|column| column.holds == Holds::One);
    let ones: String = ones.map(|column| format!(", \"{}\"", column.name)).collect();
    let mut sql = format!(
        "CREATE TABLE \"{noun}\" (id BLOB PRIMARY KEY NOT NULL, stream BLOB, revision INTEGER NOT \
         NULL, visibility INTEGER NOT NULL, plain BLOB NOT NULL, personal BLOB{ones});"
    );
    for many in declaration.columns.iter().filter(|column| column.holds == Holds::Many) {
        let name = format!("{noun}_{}", many.name);
        sql += &format!(
            "CREATE TABLE \"{name}\" (value, id BLOB NOT NULL, PRIMARY KEY (value, id)) WITHOUT \
             ROWID; CREATE INDEX \"{name}_of\" ON \"{name}\" (id);"
        );
    }
    for index in declaration.indexes {
        let one = |name: &str| {
            name == STREAM
                || declaration.column(name).is_some_and(|(_, column)| column.holds == Holds::One)
        };
        if index.columns.iter().all(|name| one(name)) {
            let quoted = |name: &&str| format!("\"{name}\"");
            let columns: Vec<String> = index.columns.iter().map(quoted).collect();
            let nulls: Vec<String> =
                columns.iter().map(|column| format!("{column} IS NOT NULL")).collect();
            sql += &format!(
                "CREATE INDEX \"{noun}_{}\" ON \"{noun}\" ({}, id) WHERE {};",
                index.name,
                columns.join(", "),
                nulls.join(" AND ")
            );
        }
    }
    sql
}

const HOUSE: &str = "
CREATE TABLE stream (id BLOB PRIMARY KEY NOT NULL, revision INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE journal (position INTEGER PRIMARY KEY NOT NULL, stream BLOB NOT NULL,
  revision INTEGER NOT NULL, number INTEGER NOT NULL, recorded_at INTEGER NOT NULL,
  valid_at INTEGER, actor BLOB NOT NULL, kind INTEGER NOT NULL, id BLOB NOT NULL,
  visibility INTEGER NOT NULL, plain BLOB, personal BLOB, seal BLOB, digest BLOB NOT NULL);
CREATE INDEX journal_by_stream ON journal (stream);
";

impl Written {
    pub(crate) fn create(path: &Path, durability: Durability) -> Self {
        let conn = connect(path, durability).expect("a database");
        let mut tables = HashMap::new();
        conn.execute_batch(HOUSE).expect("its tables");
        for noun in nouns() {
            conn.execute_batch(&schema(noun.declaration)).expect("a noun's tables");
            tables.insert(noun.declaration.noun, Table::new(noun.declaration));
        }
        Written { conn, tables }
    }

    /// The rows of one command, in one transaction.
    pub(crate) fn write(&mut self, wanted: &Wanted) -> rusqlite::Result<()> {
        let unit = &wanted.unit;
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut makes = wanted.makes.iter();
        let mut made = || makes.next().map(|make| make()).expect("as many as there are rows");
        for write in &unit.writes {
            let stream = write.stream.id();
            let told = unit.key.recorded_at.micros();
            let revision = moved(&tx, stream, told)?;
            for one in &write.puts {
                let table = &self.tables[one.target.noun];
                put(&tx, table, (write.stream, revision), one, &made())?;
            }
            for (number, entry) in (0_i64..).zip(&write.entries) {
                let actor = unit.key.actor.to_bytes();
                tell(&tx, stream, (revision, number), (told, &actor), entry, &made().body)?;
            }
        }
        tx.commit()
    }
}

/// A row's bytes and columns.
struct Made {
    body: Body,
    columns: Columns,
}

/// A command as a hand has it before it begins: the records and events themselves, whose bytes and
/// columns are still to be made.
pub(crate) struct Wanted {
    unit: Unit,
    makes: Vec<Box<dyn Fn() -> Made>>,
}

impl Wanted {
    pub(crate) fn new(unit: Unit) -> Self {
        let mut makes: Vec<Box<dyn Fn() -> Made>> = Vec::new();
        for write in &unit.writes {
            makes.extend(write.puts.iter().map(|put| record(write.stream, put)));
            makes.extend(write.entries.iter().map(event));
        }
        Wanted { unit, makes }
    }
}

/// How the bytes and columns of a record are made.
fn record(stream: Stream, put: &Put) -> Box<dyn Fn() -> Made> {
    fn made<N: Noun + 'static>(stream: Stream, put: &Put) -> Box<dyn Fn() -> Made> {
        let noun = body::read::<N>(&stands(put.target.id, stream, put.body.clone()));
        let noun = noun.expect("a record is read as it was written");
        Box::new(move || Made {
            body: body::write(&noun).expect("a record as bytes"),
            columns: noun.columns(),
        })
    }
    match put.target.noun {
        noun if noun == Client::DECLARATION.noun => made::<Client>(stream, put),
        noun if noun == Expectation::DECLARATION.noun => made::<Expectation>(stream, put),
        noun if noun == ChangeRequest::DECLARATION.noun => made::<ChangeRequest>(stream, put),
        noun if noun == Notice::DECLARATION.noun => made::<Notice>(stream, put),
        _ => {
            let (body, columns) = (put.body.clone(), put.columns.clone());
            Box::new(move || Made { body: body.clone(), columns: columns.clone() })
        }
    }
}

/// How the bytes of an event are made.
fn event(entry: &NewEntry) -> Box<dyn Fn() -> Made> {
    fn made<N: State + 'static>(body: &Body) -> Box<dyn Fn() -> Made>
    where
        N::What: 'static,
        N::Words: 'static,
    {
        let event = body::read_event::<N>(body).expect("an event is read as it was written");
        Box::new(move || Made {
            body: body::write_event(&event).expect("an event as bytes"),
            columns: Columns::new(),
        })
    }
    let none = Body { plain: Vec::new(), personal: Held::Erased };
    match (&entry.payload, entry.target.noun) {
        (Payload::Inline(body), noun) if noun == Client::DECLARATION.noun => made::<Client>(body),
        (Payload::Inline(body), noun) if noun == Expectation::DECLARATION.noun => {
            made::<Expectation>(body)
        }
        (Payload::Inline(body), noun) if noun == ChangeRequest::DECLARATION.noun => {
            made::<ChangeRequest>(body)
        }
        (Payload::Inline(body), noun) if noun == Notice::DECLARATION.noun => made::<Notice>(body),
        (Payload::Inline(body), _) => {
            let body = body.clone();
            Box::new(move || Made { body: body.clone(), columns: Columns::new() })
        }
        (Payload::Record, _) => {
            Box::new(move || Made { body: none.clone(), columns: Columns::new() })
        }
    }
}

fn stands(id: Id, stream: Stream, body: Body) -> Record {
    Record {
        id,
        stream,
        revision: Revision::ZERO,
        visibility: Visibility::Internal,
        superseded_by: None,
        body,
        columns: None,
    }
}

/// Where a stream stands after this command.
fn moved(tx: &Transaction<'_>, stream: Id, told: i64) -> rusqlite::Result<i64> {
    let before: Option<i64> = tx
        .prepare_cached("SELECT revision FROM stream WHERE id = ?1")?
        .query_row([stream.as_bytes()], |row| row.get(0))
        .optional()?;
    let revision = before.unwrap_or_default() + 1;
    tx.prepare_cached(
        "INSERT INTO stream (id, revision, recorded_at) VALUES (?1, ?2, ?3) \
         ON CONFLICT (id) DO UPDATE SET revision = ?2, recorded_at = ?3",
    )?
    .execute(params![stream.as_bytes(), revision, told])?;
    Ok(revision)
}

fn put(
    tx: &Transaction<'_>,
    table: &Table,
    (stream, revision): (Stream, i64),
    put: &Put,
    made: &Made,
) -> rusqlite::Result<()> {
    let id = put.target.id;
    let before: Option<Body> = tx
        .prepare_cached(&table.read)?
        .query_row([id.as_bytes()], |row| {
            Ok(Body { plain: row.get(2)?, personal: held(row.get_ref(3)?) })
        })
        .optional()?;
    let sql = match before {
        // Who changes a record by hand reads it first.
        Some(body) => {
            reread(put.target.noun, &stands(id, stream, body));
            &table.update
        }
        None => {
            std::hint::black_box(Uuid::now_v7());
            &table.insert
        }
    };
    let visibility = i64::from(put.visibility == Visibility::Shared);
    let ones = table.ones.iter().map(|at| One(made.columns[*at].values().first()));
    let mut statement = tx.prepare_cached(sql)?;
    statement.raw_bind_parameter(1, id.as_bytes())?;
    statement.raw_bind_parameter(2, revision)?;
    statement.raw_bind_parameter(3, visibility)?;
    statement.raw_bind_parameter(4, &made.body.plain)?;
    statement.raw_bind_parameter(5, known(&made.body.personal))?;
    for (at, one) in (6..).zip(ones) {
        statement.raw_bind_parameter(at, one)?;
    }
    statement.raw_execute()?;
    for (at, sql) in &table.manys {
        if let Cell::Many(values) = &made.columns[*at] {
            for value in values {
                tx.prepare_cached(sql)?.execute(params![One(Some(value)), id.as_bytes()])?;
            }
        }
    }
    Ok(())
}

fn held(personal: ValueRef<'_>) -> Held<Vec<u8>> {
    personal.as_blob().map_or(Held::Erased, |bytes| Held::Known(bytes.to_vec()))
}

fn reread(noun: &str, record: &Record) {
    fn through<N: Noun>(record: &Record) {
        let noun = body::read::<N>(record).expect("a record is read as it was written");
        std::hint::black_box(noun);
    }
    match noun {
        _ if noun == Client::DECLARATION.noun => through::<Client>(record),
        _ if noun == Expectation::DECLARATION.noun => through::<Expectation>(record),
        _ if noun == ChangeRequest::DECLARATION.noun => through::<ChangeRequest>(record),
        _ if noun == Notice::DECLARATION.noun => through::<Notice>(record),
        _ => {}
    }
}

fn tell(
    tx: &Transaction<'_>,
    stream: Id,
    (revision, number): (i64, i64),
    (told, actor): (i64, &[u8]),
    entry: &NewEntry,
    body: &Body,
) -> rusqlite::Result<()> {
    let (plain, personal) = match &entry.payload {
        Payload::Inline(_) => (Some(&body.plain), known(&body.personal)),
        Payload::Record => (None, None),
    };
    let target: Target = entry.target;
    tx.prepare_cached(
        "INSERT INTO journal (stream, revision, number, recorded_at, valid_at, actor, kind, id, \
         visibility, plain, personal, seal, digest) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        stream.as_bytes(),
        revision,
        number,
        told,
        entry.valid_at.micros(),
        actor,
        target.id.as_bytes(),
        i64::from(entry.visibility == Visibility::Shared),
        plain,
        personal,
        Uuid::new_v4().into_bytes(),
        NO_DIGEST,
    ])?;
    Ok(())
}
