//! What a good hand would write with rusqlite for exactly our data: the same columns and indexes,
//! the same bytes for a body, facts clustered by client and time, the same durability, prepared
//! statements.
//!
//! A command is one transaction: the client is read, the interaction inserted, the client's last
//! contact and revision written, and a row of the journal with our columns, salt and room for the
//! digest included. What it does not do: it computes no digest, keeps no key against repetition,
//! asks no rule and no permission, and expects no revision.

use std::path::Path;

use guanxi::domain::client::Client;
use guanxi::domain::declaration::Value;
use guanxi::domain::interaction::Interaction;
use guanxi::domain::noun::Noun;
use guanxi::domain::{ClientId, Held, Id, InteractionId, RecordId, Stream, Visibility};
use guanxi::store::body;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};
use serde::de::DeserializeOwned;

use crate::people::Made;

/// How long a writer waits for another.
pub(crate) const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);

/// Whether a commit is on the disk when it returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    Full,
    /// Nothing waits for the disk: what is left is the work itself.
    Off,
}

/// Whether what happens is written down too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Journal {
    Kept,
    None,
}

/// A connection as we open ours.
pub(crate) fn connect(path: &Path, durability: Durability) -> rusqlite::Result<Connection> {
    let conn = Connection::open(path)?;
    conn.busy_timeout(PATIENCE)?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    let level = match durability {
        Durability::Full => "FULL",
        Durability::Off => "OFF",
    };
    conn.pragma_update(None, "synchronous", level)?;
    conn.pragma_update(None, "cache_size", -16_384)?;
    // A good hand has seen that statements beside partial indexes are compiled again and again.
    conn.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(64);
    Ok(conn)
}

#[derive(Debug)]
pub(crate) struct Same(pub(crate) Connection);

const SCHEMA: &str = "
CREATE TABLE client (id BLOB PRIMARY KEY NOT NULL, revision INTEGER NOT NULL,
  visibility INTEGER NOT NULL, name TEXT, state TEXT, owner BLOB, segment TEXT, stage TEXT,
  last_contact INTEGER, cadence TEXT, begun INTEGER, last_touch INTEGER, plain BLOB NOT NULL,
  personal BLOB);
CREATE INDEX client_by_name ON client (name, id) WHERE name IS NOT NULL;
CREATE INDEX client_by_owner ON client (owner, name, id)
  WHERE owner IS NOT NULL AND name IS NOT NULL;
CREATE INDEX client_in_segment ON client (segment, name, id)
  WHERE segment IS NOT NULL AND name IS NOT NULL;
CREATE INDEX client_by_segment ON client (segment, last_contact, id)
  WHERE segment IS NOT NULL AND last_contact IS NOT NULL;
CREATE INDEX client_by_cadence ON client (cadence, last_touch, id)
  WHERE cadence IS NOT NULL AND last_touch IS NOT NULL;
CREATE INDEX client_by_stage ON client (stage, name, id)
  WHERE stage IS NOT NULL AND name IS NOT NULL;
CREATE TABLE client_reference (value TEXT PRIMARY KEY NOT NULL, id BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX client_reference_of ON client_reference (id);
CREATE TABLE client_tag (value TEXT NOT NULL, id BLOB NOT NULL, PRIMARY KEY (value, id))
  WITHOUT ROWID;
CREATE INDEX client_tag_of ON client_tag (id);
CREATE TABLE interaction (id BLOB NOT NULL, client BLOB NOT NULL, revision INTEGER NOT NULL,
  visibility INTEGER NOT NULL, at INTEGER NOT NULL, touched_at INTEGER, follow_up_due INTEGER,
  follow_up_owner BLOB, withdraws BLOB, whole_touch_at INTEGER, superseded_by BLOB,
  plain BLOB NOT NULL, personal BLOB,
  PRIMARY KEY (client, at, id)) WITHOUT ROWID;
CREATE UNIQUE INDEX interaction_id ON interaction (id);
CREATE INDEX interaction_by_follow_up ON interaction (follow_up_due, id)
  WHERE follow_up_due IS NOT NULL;
CREATE INDEX interaction_by_follow_up_owner ON interaction (follow_up_owner, follow_up_due, id)
  WHERE follow_up_owner IS NOT NULL AND follow_up_due IS NOT NULL;
CREATE TABLE journal (position INTEGER PRIMARY KEY NOT NULL, client BLOB NOT NULL,
  revision INTEGER NOT NULL, number INTEGER NOT NULL, recorded_at INTEGER NOT NULL,
  valid_at INTEGER, actor BLOB NOT NULL, kind INTEGER NOT NULL, id BLOB NOT NULL,
  visibility INTEGER NOT NULL, plain BLOB, personal BLOB, seal BLOB, takes BLOB,
  digest BLOB NOT NULL);
CREATE INDEX journal_by_client ON journal (client);
";

/// What a row of the journal is given to hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Said {
    pub(crate) actor: [u8; 17],
    pub(crate) recorded_at: i64,
    pub(crate) salt: [u8; 16],
}

/// What stands where the digest would.
pub(crate) const NO_DIGEST: [u8; 32] = [0xd1; 32];
const LOGGED: i64 = 6 << 8;

impl Same {
    pub(crate) fn create(path: &Path, durability: Durability) -> rusqlite::Result<Self> {
        let conn = connect(path, durability)?;
        conn.execute_batch(SCHEMA)?;
        Ok(Same(conn))
    }

    pub(crate) fn open(path: &Path, durability: Durability) -> rusqlite::Result<Self> {
        connect(path, durability).map(Same)
    }

    /// Takes clients in, in one transaction.
    pub(crate) fn register(&mut self, clients: &[Made<Client>]) -> rusqlite::Result<()> {
        let tx = self.0.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for Made { record: client, .. } in clients {
            let body = body::write(client).expect("a client is written as bytes");
            let (plain, personal) = (&body.plain, known(&body.personal));
            let cells = client.columns();
            let one = |at: usize| One(cells[at].values().first());
            let id = client.id().id();
            tx.prepare_cached(
                "INSERT INTO client (id, revision, visibility, name, state, owner, segment, stage, \
                 last_contact, plain, personal, cadence, begun, last_touch) \
                 VALUES (?1, 0, 0, ?2, ?3, ?4, ?5, ?6, NULL, ?7, ?8, ?9, ?10, ?10)",
            )?
            .execute(params![
                id.as_bytes(),
                one(0),
                one(1),
                one(2),
                one(3),
                one(4),
                plain,
                personal,
                one(8),
                one(9),
            ])?;
            for (at, sql) in [
                (6, "INSERT INTO client_reference (value, id) VALUES (?1, ?2)"),
                (7, "INSERT INTO client_tag (value, id) VALUES (?1, ?2)"),
            ] {
                for value in cells[at].values() {
                    tx.prepare_cached(sql)?.execute(params![One(Some(value)), id.as_bytes()])?;
                }
            }
        }
        tx.commit()
    }

    /// Logs interactions, in one transaction.
    pub(crate) fn log(
        &mut self,
        interactions: &[Interaction],
        journal: Journal,
        said: impl Fn(usize) -> Said,
    ) -> rusqlite::Result<()> {
        let tx = self.0.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (at, interaction) in interactions.iter().enumerate() {
            log(&tx, interaction, journal, said(at))?;
        }
        tx.commit()
    }

    /// An interaction by its id.
    pub(crate) fn interaction(&self, id: Id) -> rusqlite::Result<Option<Interaction>> {
        let mut statement = self.0.prepare_cached(
            "SELECT id, client, revision, visibility, superseded_by, plain, personal \
             FROM interaction WHERE id = ?1",
        )?;
        statement.query_row([id.as_bytes()], interaction).optional()
    }

    /// A client by its id.
    pub(crate) fn client(&self, id: Id) -> rusqlite::Result<Option<Client>> {
        let mut statement = self.0.prepare_cached(
            "SELECT id, revision, visibility, plain, personal FROM client WHERE id = ?1",
        )?;
        statement.query_row([id.as_bytes()], client).optional()
    }

    /// The newest interactions of a client.
    pub(crate) fn timeline(&self, id: Id, limit: u32) -> rusqlite::Result<Vec<Interaction>> {
        let mut statement = self.0.prepare_cached(
            "SELECT id, client, revision, visibility, superseded_by, plain, personal \
             FROM interaction WHERE client = ?1 AND superseded_by IS NULL AND withdraws IS NULL \
             ORDER BY at DESC, id DESC LIMIT ?2",
        )?;
        statement.query_map(params![id.as_bytes(), limit], interaction)?.collect()
    }

    /// A page of a segment's clients, the one met last first, behind a place.
    pub(crate) fn page(
        &self,
        segment: &str,
        behind: (i64, Id),
        limit: u32,
    ) -> rusqlite::Result<Vec<Client>> {
        let mut statement = self.0.prepare_cached(
            "SELECT id, revision, visibility, plain, personal FROM client \
             INDEXED BY client_by_segment WHERE segment = ?1 AND last_contact IS NOT NULL \
             AND (last_contact, id) < (?2, ?3) ORDER BY last_contact DESC, id DESC LIMIT ?4",
        )?;
        let (met, id) = behind;
        statement.query_map(params![segment, met, id.as_bytes(), limit], client)?.collect()
    }
}

fn log(
    tx: &Transaction<'_>,
    interaction: &Interaction,
    journal: Journal,
    said: Said,
) -> rusqlite::Result<()> {
    let client = interaction.stream().id();
    let (revision, met, touched): (i64, Option<i64>, i64) = tx
        .prepare_cached("SELECT revision, last_contact, last_touch FROM client WHERE id = ?1")?
        .query_row([client.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let body = body::write(interaction).expect("an interaction is written as bytes");
    let cells = interaction.columns();
    let one = |at: usize| One(cells[at].values().first());
    let id = RecordId::id(interaction.id());
    let visibility = i64::from(interaction.visibility() == Visibility::Shared);
    tx.prepare_cached(
        "INSERT INTO interaction (id, client, revision, visibility, at, touched_at, follow_up_due, \
         follow_up_owner, withdraws, plain, personal, whole_touch_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        id.as_bytes(),
        client.as_bytes(),
        revision + 1,
        visibility,
        one(0),
        one(1),
        one(2),
        one(3),
        one(4),
        body.plain,
        known(&body.personal),
        one(5),
    ])?;
    let at = interaction.at().micros();
    if let Some(Value::Integer(whole)) = cells[5].values().first() {
        // The beginning of the relationship stands where there was no touch yet.
        let touched = met.map_or(*whole, |_| touched.max(*whole));
        let met = met.map_or(at, |met| met.max(at));
        tx.prepare_cached(
            "UPDATE client SET revision = ?2, last_contact = ?3, last_touch = ?4 WHERE id = ?1",
        )?
        .execute(params![client.as_bytes(), revision + 1, met, touched])?;
    }
    if journal == Journal::Kept {
        tx.prepare_cached(
            "INSERT INTO journal (client, revision, number, recorded_at, valid_at, actor, kind, id, \
             visibility, seal, digest) VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            client.as_bytes(),
            revision + 1,
            said.recorded_at,
            at,
            said.actor,
            LOGGED,
            id.as_bytes(),
            visibility,
            said.salt,
            NO_DIGEST,
        ])?;
    }
    Ok(())
}

fn interaction(row: &Row<'_>) -> rusqlite::Result<Interaction> {
    let client = ClientId::from_id(Id::from_bytes(row.get(1)?));
    let id = InteractionId::from_id(Id::from_bytes(row.get(0)?));
    let _: (i64, i64, Option<[u8; 16]>) = (row.get(2)?, row.get(3)?, row.get(4)?);
    Ok(Interaction::join(id, Stream::client(client), part(row, 5)?, Held::Known(part(row, 6)?)))
}

fn client(row: &Row<'_>) -> rusqlite::Result<Client> {
    let id = ClientId::from_id(Id::from_bytes(row.get(0)?));
    let _: (i64, i64) = (row.get(1)?, row.get(2)?);
    Ok(Client::join(id, Stream::client(id), part(row, 3)?, Held::Known(part(row, 4)?)))
}

/// A part of a body, read where it lies: behind a byte for the format and one for the version.
fn part<T: DeserializeOwned>(row: &Row<'_>, at: usize) -> rusqlite::Result<T> {
    let bytes = row.get_ref(at)?.as_blob()?;
    Ok(rmp_serde::from_slice(&bytes[2..]).expect("a body is read as it was written"))
}

pub(crate) fn known(personal: &Held<Vec<u8>>) -> Option<&[u8]> {
    match personal {
        Held::Known(bytes) => Some(bytes),
        Held::Erased => None,
    }
}

/// A declared value on its way into a statement.
pub(crate) struct One<'v>(pub(crate) Option<&'v Value>);

impl rusqlite::ToSql for One<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            None => ValueRef::Null,
            Some(Value::Integer(number)) => ValueRef::Integer(*number),
            Some(Value::Text(text)) => ValueRef::Text(text.as_bytes()),
            Some(Value::Id(id)) => ValueRef::Blob(id.as_bytes()),
        }))
    }
}
