//! The loader by hand: each row is a record with its columns and two bodies, and an entry of a
//! journal that is chained client by client. Whether a row is there already is asked, as an importer
//! must; nothing else is.

use std::collections::HashMap;
use std::path::Path;

use guanxi::rusqlite::{Connection, OptionalExtension, Transaction, params};
use sha2::{Digest, Sha256};
use uuid::Uuid;

type Loaded = Result<u64, Box<dyn std::error::Error>>;

const TABLES: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE client (id BLOB PRIMARY KEY, reference TEXT UNIQUE);
    CREATE TABLE interaction (
        stream BLOB NOT NULL, at INTEGER NOT NULL, id BLOB NOT NULL, touched_at INTEGER,
        follow_up_due INTEGER, follow_up_owner BLOB, whole_touch_at INTEGER, plain BLOB NOT NULL,
        personal BLOB, PRIMARY KEY (stream, at, id)
    ) WITHOUT ROWID;
    CREATE UNIQUE INDEX interaction_id ON interaction (id);
    CREATE TABLE journal (
        position INTEGER PRIMARY KEY, stream BLOB NOT NULL, number INTEGER NOT NULL,
        record BLOB NOT NULL, recorded_at INTEGER NOT NULL, valid_at INTEGER NOT NULL,
        actor BLOB NOT NULL, salt BLOB NOT NULL, digest BLOB NOT NULL
    );
    CREATE INDEX journal_stream ON journal (stream, position);
";

/// Loads the file, a thousand rows a transaction.
pub(crate) fn load(file: &Path, place: &Path, clients: u64) -> Loaded {
    let mut connection = Connection::open(place)?;
    connection.execute_batch(TABLES)?;
    let transaction = connection.transaction()?;
    for client in 0..clients {
        let id = Uuid::now_v7();
        transaction
            .prepare_cached("INSERT INTO client VALUES (?1, ?2)")?
            .execute(params![id.as_bytes(), format!("csv:K-{client}")])?;
    }
    transaction.commit()?;
    let mut reader = csv::Reader::from_path(file)?;
    let mut record = csv::StringRecord::new();
    let mut chains: HashMap<[u8; 16], [u8; 32]> = HashMap::new();
    let mut known: HashMap<String, [u8; 16]> = HashMap::new();
    let mut rows = 0;
    loop {
        let transaction = connection.transaction()?;
        let mut batch = 0;
        while batch < 1_000 && reader.read_record(&mut record)? {
            row(&transaction, &record, &mut chains, &mut known)?;
            batch += 1;
        }
        transaction.commit()?;
        rows += batch;
        if batch < 1_000 {
            return Ok(rows);
        }
    }
}

fn row(
    transaction: &Transaction<'_>,
    record: &csv::StringRecord,
    chains: &mut HashMap<[u8; 16], [u8; 32]>,
    known: &mut HashMap<String, [u8; 16]>,
) -> Result<(), Box<dyn std::error::Error>> {
    let cell = |at| record.get(at).unwrap_or_default();
    let stream = match known.get(cell(1)) {
        Some(stream) => *stream,
        None => {
            let reference = format!("csv:{}", cell(1));
            let stream: [u8; 16] = transaction
                .prepare_cached("SELECT id FROM client WHERE reference = ?1")?
                .query_row([reference], |row| row.get(0))?;
            known.insert(cell(1).to_owned(), stream);
            stream
        }
    };
    let at = micros(cell(3)).ok_or("a time")?;
    let plain = rmp_serde::to_vec(&(at, cell(2), "Phone", "Both"))?;
    let personal = rmp_serde::to_vec(&(cell(4), cell(5)))?;
    let there: Option<i64> = transaction
        .prepare_cached(
            "SELECT 1 FROM interaction WHERE stream = ?1 AND at = ?2 AND personal = ?3",
        )?
        .query_row(params![stream, at, personal], |row| row.get(0))
        .optional()?;
    if there.is_some() {
        return Ok(());
    }
    let id = Uuid::now_v7();
    transaction
        .prepare_cached(
            "INSERT INTO interaction VALUES (?1, ?2, ?3, NULL, NULL, NULL, NULL, ?4, ?5)",
        )?
        .execute(params![stream, at, id.as_bytes(), plain, personal])?;
    let salt = Uuid::new_v4();
    let chain = chains.entry(stream).or_insert([0; 32]);
    let mut words = Sha256::new();
    words.update(salt.as_bytes());
    words.update(&personal);
    let mut entry = Sha256::new();
    entry.update(*chain);
    entry.update(id.as_bytes());
    entry.update(at.to_be_bytes());
    entry.update(&plain);
    entry.update(words.finalize());
    *chain = entry.finalize().into();
    transaction
        .prepare_cached(
            "INSERT INTO journal (stream, number, record, recorded_at, valid_at, actor, salt, digest)
             VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![stream, id.as_bytes(), at, at, stream, salt.as_bytes(), *chain])?;
    Ok(())
}

/// `YYYY-MM-DD HH:MM:SS` in Shanghai, which keeps one offset in the years of the file.
fn micros(text: &str) -> Option<i64> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    // Days since 1970 by the civil calendar, counted from March.
    let shifted = year - i64::from(month <= 2);
    let era = shifted.div_euclid(400);
    let of_era = shifted.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    Some((days * 86_400 + hour * 3_600 + minute * 60 + second - 8 * 3_600) * 1_000_000)
}
