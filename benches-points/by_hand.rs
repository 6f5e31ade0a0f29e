//! What a good hand would write with rusqlite for the same work: one transaction for each command,
//! prepared statements, the same durability, the indexes that our questions need.
//!
//! Earning reads the member, the programme, where the client's stream stands, the purchase and what
//! came back of it, and works out the points; spending reads the member, the programme, the stream
//! and as many lots as hold what is asked, in the order in which they expire. Both write the lots,
//! the entry of the ledger, the member's counters of all and of the month, two entries of a journal
//! (what became of the lot, and that there is an entry), where the stream stands, and a key. What it
//! does not do: no permission is asked, no digest is made, and its rules are these few lines.

use std::path::Path;

use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use uuid::Uuid;

use crate::house::{FEN_A_POINT, PRICE, SPENT};
use crate::site::{Durability, connect};

type Key = [u8; 16];

/// The database.
#[derive(Debug)]
pub(crate) struct Hand(Connection);

/// Who is in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member {
    client: Key,
    id: Key,
}

const SCHEMA: &str = "
CREATE TABLE programme (id BLOB PRIMARY KEY NOT NULL, running INTEGER NOT NULL,
  points INTEGER NOT NULL, minor INTEGER NOT NULL);
CREATE TABLE member (id BLOB PRIMARY KEY NOT NULL, client BLOB NOT NULL, programme BLOB NOT NULL,
  state INTEGER NOT NULL, debt INTEGER NOT NULL, held INTEGER NOT NULL);
CREATE TABLE purchase (id BLOB PRIMARY KEY NOT NULL, client BLOB NOT NULL, refers_to BLOB,
  at INTEGER NOT NULL, total INTEGER NOT NULL, paid_with_points INTEGER NOT NULL);
CREATE INDEX purchase_refunds ON purchase (refers_to) WHERE refers_to IS NOT NULL;
CREATE TABLE lot (id BLOB PRIMARY KEY NOT NULL, member BLOB NOT NULL, original INTEGER NOT NULL,
  remaining INTEGER NOT NULL, earned_at INTEGER NOT NULL, activates_at INTEGER NOT NULL,
  spend_by INTEGER, expires_at INTEGER, qualifying INTEGER NOT NULL, cause BLOB NOT NULL,
  revision INTEGER NOT NULL);
CREATE INDEX lot_by_spending ON lot (member, spend_by, earned_at, id) WHERE spend_by IS NOT NULL;
CREATE INDEX lot_by_expiry ON lot (expires_at, id) WHERE expires_at IS NOT NULL;
CREATE TABLE entry (id BLOB NOT NULL, member BLOB NOT NULL, at INTEGER NOT NULL,
  programme BLOB NOT NULL, kind INTEGER NOT NULL, terms INTEGER NOT NULL, cause BLOB NOT NULL,
  earned_on BLOB, about BLOB, postings BLOB NOT NULL, movements BLOB NOT NULL, why BLOB,
  revision INTEGER NOT NULL, PRIMARY KEY (member, at, id)) WITHOUT ROWID;
CREATE UNIQUE INDEX entry_id ON entry (id);
CREATE UNIQUE INDEX entry_earned_on ON entry (earned_on) WHERE earned_on IS NOT NULL;
CREATE INDEX entry_by_programme ON entry (programme, at, id);
CREATE INDEX entry_by_cause ON entry (member, cause, id);
CREATE INDEX entry_by_about ON entry (about, id) WHERE about IS NOT NULL;
CREATE TABLE counter (member BLOB NOT NULL, month INTEGER NOT NULL, points INTEGER NOT NULL,
  PRIMARY KEY (member, month)) WITHOUT ROWID;
CREATE TABLE stream (id BLOB PRIMARY KEY NOT NULL, revision INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE journal (position INTEGER PRIMARY KEY NOT NULL, stream BLOB NOT NULL,
  revision INTEGER NOT NULL, number INTEGER NOT NULL, recorded_at INTEGER NOT NULL,
  actor BLOB NOT NULL, kind INTEGER NOT NULL, id BLOB NOT NULL, body BLOB, digest BLOB NOT NULL);
CREATE INDEX journal_by_stream ON journal (stream);
CREATE TABLE key (key BLOB PRIMARY KEY NOT NULL, at INTEGER NOT NULL, position INTEGER NOT NULL)
  WITHOUT ROWID;
";

const PROGRAMME: Key = [7; 16];
const GIFT: Key = [9; 16];
/// The month in which everything happens, and its end in microseconds.
const MONTH: i64 = 2026 * 12 + 4;
const ALL: i64 = -1;
const MONTH_END: i64 = 1_780_243_200_000_000;
const NOW: i64 = 1_777_881_600_000_000;

impl Hand {
    pub(crate) fn new(path: &Path, durability: Durability) -> Self {
        let conn = connect(path, durability);
        conn.execute_batch(SCHEMA).expect("tables");
        let launched = "INSERT INTO programme VALUES (?1, 1, 1, ?2)";
        conn.execute(launched, params![PROGRAMME, FEN_A_POINT]).expect("a programme");
        Hand(conn)
    }

    pub(crate) fn again(self, path: &Path, durability: Durability) -> Self {
        drop(self);
        Hand(connect(path, durability))
    }

    pub(crate) fn join(&mut self, many: usize) -> Vec<Member> {
        let tx = begin(&mut self.0);
        let one = |_| {
            let member = Member { client: fresh(), id: fresh() };
            let sql = "INSERT INTO member VALUES (?1, ?2, ?3, 1, 0, 0)";
            tx.execute(sql, params![member.id, member.client, PROGRAMME]).expect("a member");
            let sql = "INSERT INTO stream VALUES (?1, 2, ?2)";
            tx.execute(sql, params![member.client, NOW]).expect("its stream");
            member
        };
        let all = (0..many).map(one).collect();
        tx.commit().expect("they join");
        all
    }

    pub(crate) fn buy(&mut self, all: &[Member]) -> Vec<Key> {
        let tx = begin(&mut self.0);
        let one = |member: &Member| {
            let id = fresh();
            let sql = "INSERT INTO purchase VALUES (?1, ?2, NULL, ?3, ?4, 0)";
            tx.execute(sql, params![id, member.client, NOW, PRICE]).expect("a purchase");
            id
        };
        let bought = all.iter().map(one).collect();
        tx.commit().expect("they buy");
        bought
    }

    /// Gives a member so many lots, in one transaction.
    pub(crate) fn fill(&mut self, member: Member, lots: u32, each: i64) {
        let tx = begin(&mut self.0);
        for _ in 0..lots {
            let (revision, _) = stands(&tx, member);
            let (lot, entry) = (open(&tx, member, each, GIFT, revision), fresh());
            let moved = [(lot, each)];
            enter(&tx, member, entry, &Entry::of(2, each, GIFT, None), &moved, revision);
            told(&tx, member, entry, &moved, revision);
        }
        tx.commit().expect("they are given points");
    }

    /// Points for a purchase.
    pub(crate) fn earn(&mut self, member: Member, purchase: Key) {
        let tx = begin(&mut self.0);
        let (state, debt, _) = who(&tx, member);
        let (running, points, minor) = programme(&tx);
        let (revision, _) = stands(&tx, member);
        let sql = "SELECT client, total, paid_with_points FROM purchase WHERE id = ?1";
        let (client, total, paid): (Key, i64, i64) = tx
            .prepare_cached(sql)
            .and_then(|mut one| {
                one.query_row([purchase], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            })
            .expect("a purchase");
        let sql = "SELECT coalesce(sum(total), 0) FROM purchase WHERE refers_to = ?1";
        let back: i64 = tx
            .prepare_cached(sql)
            .and_then(|mut one| one.query_row([purchase], |row| row.get(0)))
            .expect("its refunds");
        assert!(state == 1 && running == 1 && debt == 0 && client == member.client);
        let each = (total - paid - back) * points / minor;
        let (lot, entry) = (open(&tx, member, each, purchase, revision), fresh());
        let moved = [(lot, each)];
        enter(&tx, member, entry, &Entry::of(1, each, purchase, Some(purchase)), &moved, revision);
        told(&tx, member, entry, &moved, revision);
        tx.commit().expect("points are earned");
    }

    /// Points are spent, of those that expire first.
    pub(crate) fn redeem(&mut self, member: Member) {
        let tx = begin(&mut self.0);
        let (state, debt, held) = who(&tx, member);
        let (running, ..) = programme(&tx);
        let (revision, _) = stands(&tx, member);
        assert!(state == 1 && running == 1 && debt == 0 && held == 0);
        let moved = enough(&tx, member);
        for (lot, part) in &moved {
            let sql = "UPDATE lot SET remaining = remaining + ?2, revision = ?3, \
                       spend_by = CASE WHEN remaining + ?2 > 0 THEN spend_by END, \
                       expires_at = CASE WHEN remaining + ?2 > 0 THEN expires_at END WHERE id = ?1";
            let mut update = tx.prepare_cached(sql).expect("a statement");
            update.execute(params![lot, part, revision]).expect("a lot");
        }
        let entry = fresh();
        enter(&tx, member, entry, &Entry::of(3, -SPENT, GIFT, None), &moved, revision);
        told(&tx, member, entry, &moved, revision);
        tx.commit().expect("points are spent");
    }
}

/// An entry on its way.
struct Entry {
    kind: i64,
    net: i64,
    cause: Key,
    earned_on: Option<Key>,
    /// How the points of a purchase were found.
    why: Option<Vec<u8>>,
}

impl Entry {
    fn of(kind: i64, net: i64, cause: Key, earned_on: Option<Key>) -> Self {
        Entry { kind, net, cause, earned_on, why: earned_on.map(|_| vec![0xa5; 48]) }
    }
}

fn begin(conn: &mut Connection) -> Transaction<'_> {
    conn.transaction_with_behavior(TransactionBehavior::Immediate).expect("a transaction")
}

fn fresh() -> Key {
    Uuid::now_v7().into_bytes()
}

fn who(tx: &Transaction<'_>, member: Member) -> (i64, i64, i64) {
    tx.prepare_cached("SELECT state, debt, held FROM member WHERE id = ?1")
        .and_then(|mut one| {
            one.query_row([member.id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        })
        .expect("a member")
}

fn programme(tx: &Transaction<'_>) -> (i64, i64, i64) {
    tx.prepare_cached("SELECT running, points, minor FROM programme WHERE id = ?1")
        .and_then(|mut one| {
            one.query_row([PROGRAMME], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        })
        .expect("a programme")
}

/// Where the member's stream will stand, and when something was last told of it.
fn stands(tx: &Transaction<'_>, member: Member) -> (i64, i64) {
    tx.prepare_cached("SELECT revision + 1, recorded_at FROM stream WHERE id = ?1")
        .and_then(|mut one| one.query_row([member.client], |row| Ok((row.get(0)?, row.get(1)?))))
        .expect("a stream")
}

/// As many lots as hold what is spent, those that expire first in front, and what is taken of each.
fn enough(tx: &Transaction<'_>, member: Member) -> Vec<(Key, i64)> {
    let sql = "SELECT id, remaining, activates_at FROM lot WHERE member = ?1 AND spend_by > ?2 \
               ORDER BY spend_by, earned_at, id";
    let mut statement = tx.prepare_cached(sql).expect("a statement");
    let mut rows = statement.query(params![member.id, NOW]).expect("lots");
    let (mut parts, mut missing) = (Vec::new(), SPENT);
    while missing > 0 {
        let row = rows.next().expect("a lot").expect("enough points");
        let (id, left, from): (Key, i64, i64) =
            (row.get(0).expect("an id"), row.get(1).expect("points"), row.get(2).expect("a time"));
        if from <= NOW {
            let part = left.min(missing);
            parts.push((id, -part));
            missing -= part;
        }
    }
    parts
}

fn open(tx: &Transaction<'_>, member: Member, points: i64, cause: Key, revision: i64) -> Key {
    let id = fresh();
    let sql = "INSERT INTO lot VALUES (?1, ?2, ?3, ?3, ?4, ?4, ?5, ?5, 1, ?6, ?7)";
    tx.prepare_cached(sql)
        .and_then(|mut one| {
            one.execute(params![id, member.id, points, NOW, MONTH_END, cause, revision])
        })
        .expect("a lot");
    id
}

fn enter(
    tx: &Transaction<'_>,
    member: Member,
    id: Key,
    entry: &Entry,
    moved: &[(Key, i64)],
    revision: i64,
) {
    // Two postings, and a movement for each lot.
    let mut postings = Vec::with_capacity(18);
    for (account, points) in [(0_u8, entry.net), (1, -entry.net)] {
        postings.push(account);
        postings.extend(points.to_le_bytes());
    }
    let movements = movements(moved);
    let sql = "INSERT INTO entry VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?7, NULL, ?8, ?9, ?10, ?11)";
    tx.prepare_cached(sql)
        .and_then(|mut one| {
            one.execute(params![
                id,
                member.id,
                NOW,
                PROGRAMME,
                entry.kind,
                entry.cause,
                entry.earned_on,
                postings,
                movements,
                entry.why,
                revision,
            ])
        })
        .expect("an entry");
    for month in [ALL, MONTH] {
        let sql = "INSERT INTO counter VALUES (?1, ?2, ?3) \
                   ON CONFLICT DO UPDATE SET points = points + ?3";
        tx.prepare_cached(sql)
            .and_then(|mut one| one.execute(params![member.id, month, entry.net]))
            .expect("a counter");
    }
}

fn movements(moved: &[(Key, i64)]) -> Vec<u8> {
    moved.iter().flat_map(|(lot, part)| [&lot[..], &part.to_le_bytes()].concat()).collect()
}

/// What happened, where the stream stands now, and the key of the command.
fn told(tx: &Transaction<'_>, member: Member, entry: Key, moved: &[(Key, i64)], revision: i64) {
    let sql = "UPDATE stream SET revision = ?2, recorded_at = ?3 WHERE id = ?1";
    tx.prepare_cached(sql)
        .and_then(|mut one| one.execute(params![member.client, revision, NOW]))
        .expect("a stream");
    let sql = "INSERT INTO journal (stream, revision, number, recorded_at, actor, kind, id, body, \
               digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let mut tell = tx.prepare_cached(sql).expect("a statement");
    let lots = moved.iter().map(|(lot, _)| (lot, Some(movements(moved))));
    for (number, (id, body)) in (0_i64..).zip(lots.chain([(&entry, None)])) {
        let row =
            params![member.client, revision, number, NOW, [0_u8; 17], 1, id, body, [0xd1_u8; 32]];
        tell.execute(row).expect("an entry of the journal");
    }
    let position = tx.last_insert_rowid();
    let key = Uuid::new_v4().into_bytes();
    tx.prepare_cached("INSERT INTO key VALUES (?1, ?2, ?3)")
        .and_then(|mut one| one.execute(params![key, NOW, position]))
        .expect("a key");
}
