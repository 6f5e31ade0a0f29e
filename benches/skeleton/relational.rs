//! What most hands would write: thirteen columns a table, no body, the usual indexes.
//!
//! It keeps one contact and one member of staff for each interaction and puts what was promised
//! behind the text, so it knows a little less.

use std::path::Path;

use guanxi::domain::client::{Client as Known, Sourced};
use guanxi::domain::interaction::{Interaction, Sentiment};
use guanxi::domain::noun::Noun;
use guanxi::domain::{Held, Id, Note, RecordId};
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

use crate::people::Made;
use crate::same::{Durability, connect};

#[derive(Debug)]
pub(crate) struct Relational(pub(crate) Connection);

const SCHEMA: &str = "
CREATE TABLE client (id BLOB PRIMARY KEY NOT NULL, name TEXT, state TEXT NOT NULL, owner BLOB,
  segment TEXT NOT NULL, stage TEXT NOT NULL, last_contact INTEGER, since INTEGER NOT NULL,
  background TEXT, business TEXT, needs TEXT, reference TEXT, tags TEXT);
CREATE INDEX client_by_name ON client (name);
CREATE INDEX client_by_owner ON client (owner, name);
CREATE INDEX client_in_segment ON client (segment, name);
CREATE INDEX client_by_segment ON client (segment, last_contact, id);
CREATE INDEX client_by_stage ON client (stage, name);
CREATE UNIQUE INDEX client_by_reference ON client (reference);
CREATE TABLE interaction (id BLOB PRIMARY KEY NOT NULL, client BLOB NOT NULL, at INTEGER NOT NULL,
  channel TEXT NOT NULL, direction TEXT NOT NULL, kind TEXT NOT NULL, automatic INTEGER NOT NULL,
  contact BLOB, staff BLOB, sentiment INTEGER, follow_up_due INTEGER, subject TEXT, text TEXT);
CREATE INDEX interaction_of_client ON interaction (client, at, id);
CREATE INDEX interaction_by_follow_up ON interaction (follow_up_due)
  WHERE follow_up_due IS NOT NULL;
";

/// A row of thirteen columns.
#[derive(Debug)]
#[expect(dead_code, reason = "read from the database as a host would, and then counted")]
pub(crate) struct Talk {
    pub(crate) id: Id,
    client: Id,
    at: i64,
    channel: String,
    direction: String,
    kind: String,
    automatic: bool,
    contact: Option<Id>,
    staff: Option<Id>,
    sentiment: Option<i64>,
    follow_up_due: Option<i64>,
    subject: Option<String>,
    text: Option<String>,
}

/// A row of thirteen columns.
#[derive(Debug)]
#[expect(dead_code, reason = "read from the database as a host would, and then counted")]
pub(crate) struct Client {
    pub(crate) id: Id,
    name: Option<String>,
    state: String,
    owner: Option<Id>,
    segment: String,
    stage: String,
    last_contact: Option<i64>,
    since: i64,
    background: Option<String>,
    business: Option<String>,
    needs: Option<String>,
    reference: Option<String>,
    tags: Option<String>,
}

impl Relational {
    pub(crate) fn create(path: &Path, durability: Durability) -> rusqlite::Result<Self> {
        let conn = connect(path, durability)?;
        conn.execute_batch(SCHEMA)?;
        Ok(Relational(conn))
    }

    /// Takes clients in, in one transaction.
    pub(crate) fn register(&mut self, clients: &[Made<Known>]) -> rusqlite::Result<()> {
        let tx = self.0.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for Made { record: client, .. } in clients {
            let listed = |texts: Vec<String>| texts.join("\n");
            let note = |note: Held<Option<&Sourced<Note>>>| {
                note.known().flatten().map(|note| note.value.as_str().to_owned())
            };
            let needs = client.needs().known().unwrap_or_default().iter();
            let references = client.references().known().unwrap_or_default().iter();
            let tags = client.tags().known().unwrap_or_default().iter();
            tx.prepare_cached(
                "INSERT INTO client VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL, ?7, ?8, ?9, ?10, ?11, \
                 ?12)",
            )?
            .execute(params![
                client.id().id().as_bytes(),
                client.name().known().map(|name| name.as_str().to_owned()),
                client.state().name(),
                client.owner().map(|owner| owner.id().to_bytes()),
                client.segment().name(),
                client.stage().name(),
                client.since().micros(),
                note(client.background()),
                note(client.business()),
                listed(needs.map(|need| need.what.value.text().as_str().to_owned()).collect()),
                references.map(ToString::to_string).next(),
                listed(tags.map(|tag| tag.as_str().to_owned()).collect()),
            ])?;
        }
        tx.commit()
    }

    /// Logs interactions, in one transaction.
    pub(crate) fn log(&mut self, interactions: &[Interaction]) -> rusqlite::Result<()> {
        let tx = self.0.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for interaction in interactions {
            let (subject, text) = said(interaction);
            let client = interaction.stream().id();
            let at = interaction.at().micros();
            tx.prepare_cached(
                "INSERT INTO interaction \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            )?
            .execute(params![
                RecordId::id(interaction.id()).as_bytes(),
                client.as_bytes(),
                at,
                format!("{:?}", interaction.channel()),
                format!("{:?}", interaction.direction()),
                format!("{:?}", interaction.kind()),
                interaction.is_automatic(),
                interaction.contacts().first().map(|id| id.id().to_bytes()),
                interaction.staff().first().map(|id| id.id().to_bytes()),
                interaction.sentiment().map(Sentiment::get),
                interaction.follow_up().map(|follow_up| follow_up.due.micros()),
                subject,
                text,
            ])?;
            if interaction.is_touch() {
                tx.prepare_cached(
                    "UPDATE client SET last_contact = max(coalesce(last_contact, ?2), ?2) \
                     WHERE id = ?1",
                )?
                .execute(params![client.as_bytes(), at])?;
            }
        }
        tx.commit()
    }

    /// An interaction by its id.
    pub(crate) fn interaction(&self, id: Id) -> rusqlite::Result<Option<Talk>> {
        let mut statement = self.0.prepare_cached("SELECT * FROM interaction WHERE id = ?1")?;
        statement.query_row([id.as_bytes()], talk).optional()
    }

    /// A client by its id.
    pub(crate) fn client(&self, id: Id) -> rusqlite::Result<Option<Client>> {
        let mut statement = self.0.prepare_cached("SELECT * FROM client WHERE id = ?1")?;
        statement.query_row([id.as_bytes()], client).optional()
    }

    /// The newest interactions of a client.
    pub(crate) fn timeline(&self, id: Id, limit: u32) -> rusqlite::Result<Vec<Talk>> {
        let mut statement = self.0.prepare_cached(
            "SELECT * FROM interaction WHERE client = ?1 ORDER BY at DESC, id DESC LIMIT ?2",
        )?;
        statement.query_map(params![id.as_bytes(), limit], talk)?.collect()
    }

    /// A page of a segment's clients, the one met last first, behind a place.
    pub(crate) fn page(
        &self,
        segment: &str,
        behind: (i64, Id),
        limit: u32,
    ) -> rusqlite::Result<Vec<Client>> {
        let mut statement = self.0.prepare_cached(
            "SELECT * FROM client INDEXED BY client_by_segment WHERE segment = ?1 \
             AND (last_contact, id) < (?2, ?3) ORDER BY last_contact DESC, id DESC LIMIT ?4",
        )?;
        let (met, id) = behind;
        statement.query_map(params![segment, met, id.as_bytes(), limit], client)?.collect()
    }
}

/// What was said: subject, and text with what was promised.
fn said(interaction: &Interaction) -> (Option<String>, Option<String>) {
    let Held::Known(words) = interaction.words() else { return (None, None) };
    let mut text = words.body.as_ref().map(|body| body.as_str().to_owned());
    for promise in &words.promised {
        let text = text.get_or_insert_default();
        text.push('\n');
        text.push_str(promise.as_str());
    }
    (words.subject.as_ref().map(|subject| subject.as_str().to_owned()), text)
}

fn id(row: &Row<'_>, at: usize) -> rusqlite::Result<Id> {
    row.get(at).map(Id::from_bytes)
}

fn maybe_id(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Id>> {
    row.get::<_, Option<_>>(at).map(|bytes| bytes.map(Id::from_bytes))
}

fn talk(row: &Row<'_>) -> rusqlite::Result<Talk> {
    Ok(Talk {
        id: id(row, 0)?,
        client: id(row, 1)?,
        at: row.get(2)?,
        channel: row.get(3)?,
        direction: row.get(4)?,
        kind: row.get(5)?,
        automatic: row.get(6)?,
        contact: maybe_id(row, 7)?,
        staff: maybe_id(row, 8)?,
        sentiment: row.get(9)?,
        follow_up_due: row.get(10)?,
        subject: row.get(11)?,
        text: row.get(12)?,
    })
}

fn client(row: &Row<'_>) -> rusqlite::Result<Client> {
    Ok(Client {
        id: id(row, 0)?,
        name: row.get(1)?,
        state: row.get(2)?,
        owner: maybe_id(row, 3)?,
        segment: row.get(4)?,
        stage: row.get(5)?,
        last_contact: row.get(6)?,
        since: row.get(7)?,
        background: row.get(8)?,
        business: row.get(9)?,
        needs: row.get(10)?,
        reference: row.get(11)?,
        tags: row.get(12)?,
    })
}
