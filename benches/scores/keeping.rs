//! Features kept in each commit: what that adds to a durable one, and how fast a whole portfolio is ranked
//! from them.

use std::hint::black_box;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

use guanxi::crm::FixedClock;
use guanxi::domain::client::NewClient;
use guanxi::domain::contact::NewContact;
use guanxi::domain::expectation::{Category, NewExpectation};
use guanxi::domain::interaction::NewInteraction;
use guanxi::domain::noun::Noun;
use guanxi::domain::transaction::{NewLine, NewTransaction};
use guanxi::domain::{
    Client, ClientId, ContactId, Currency, Id, Lang, RecordId, Stream, Timestamp,
};
use guanxi::scoring::features::KeptFeatures;
use guanxi::store::unit::Digest;
use guanxi::store::{
    Key, NewEntry, Payload, Put, Record, SqliteStore, Store, Target, Told, Unit, UnitKey, Write,
};
use guanxi::{Actor, Crm, Desk};

use crate::clock::{Stopwatch, cpu};
use crate::portfolio::peak;

/// How many clients there are to whom somebody logs.
const CLIENTS: usize = 200;
/// How many durable commands of each way are timed.
const COMMANDS: usize = 3_000;
/// How many histories there are, each of which many clients have.
const HISTORIES: usize = 64;

fn yuan() -> Currency {
    "CNY".parse().unwrap()
}

/// Where the bench's files lie: on a disk, and not in memory.
fn site() -> tempfile::TempDir {
    tempfile::tempdir_in(Path::new(env!("CARGO_TARGET_TMPDIR"))).expect("a directory for the bench")
}

fn before(now: Timestamp, days: usize) -> Timestamp {
    let seconds = i64::try_from(days).unwrap() * 86_400;
    now.plus_seconds(-seconds).unwrap()
}

/// A client with a history: purchases and talks on some days, and promises that are open.
fn history(desk: &Desk, number: usize, now: Timestamp) -> (ClientId, Vec<ContactId>) {
    let new = NewClient::organisation(&format!("华信咨询 {number}")).unwrap();
    let client = desk.clients().register(new).unwrap().id();
    let name = |n: usize| NewContact::named(&format!("李雷 {n}")).unwrap();
    let contacts: Vec<ContactId> =
        (0..4).map(|n| desk.contacts().add(client, name(n)).unwrap().id()).collect();
    let rhythm = 3 + number % 29;
    for turn in (1..=6).rev() {
        let when = before(now, turn * rhythm + number % 7);
        let net = "CNY 400".parse().unwrap();
        let tea = NewLine::goods("茶", "1 盒".parse().unwrap(), net);
        desk.transactions().record(client, NewTransaction::order(when, yuan()).line(tea)).unwrap();
        let talk = match turn % 2 {
            0 => NewInteraction::mail_in(when),
            _ => NewInteraction::call(when).sentiment(1),
        };
        let talk = talk.with(contacts[turn % contacts.len()]);
        desk.interactions().log(client, talk).unwrap();
    }
    for _ in 0..2 {
        let wish = NewExpectation::stated("报表要很快打开", Category::Performance).unwrap();
        let then = desk.happened_at(now);
        then.expectations().capture(client, wish.stated_by(contacts[0])).unwrap();
    }
    (client, contacts)
}

/// A durable command with features kept beside one without, taken in turn.
pub(crate) fn race_commands() {
    let (on, off) = (site(), site());
    let now = crate::cards::now();
    let open = |site: &tempfile::TempDir| {
        Crm::sqlite(site.path().join("crm.db")).unwrap().with_clock(FixedClock::at(now))
    };
    let crms = [open(&on).keeping_features(yuan()), open(&off)];
    let told = before(now, 1);
    let mut ways: Vec<Way> = crms.iter().map(|crm| Way::new(crm, told)).collect();
    for turn in 1..=COMMANDS {
        // Who goes first pays for what the disk still has to do.
        let order = if turn % 2 == 0 { [0, 1] } else { [1, 0] };
        for way in order {
            let at = told.plus_seconds(i64::try_from(turn).unwrap()).unwrap();
            ways[way].log(turn, at);
        }
    }
    let [on, off] = [0, 1].map(|way| ways[way].median());
    println!(
        "a durable log with features kept: {:.1} µs, without {:.1} µs, {:.3}x; CPU time {:.1} µs, without {:.1} µs",
        on.0,
        off.0,
        on.0 / off.0,
        on.1,
        off.1,
    );
}

/// One of two ways to log, and how long each took.
struct Way {
    desk: Desk,
    clients: Vec<(ClientId, Vec<ContactId>)>,
    wall: Vec<Duration>,
    used: Vec<Duration>,
}

impl Way {
    fn new(crm: &Crm, told: Timestamp) -> Self {
        let desk = crm.desk(Actor::system());
        let clients = (0..CLIENTS).map(|n| history(&desk, n, told)).collect();
        Way { desk, clients, wall: Vec::new(), used: Vec::new() }
    }

    fn log(&mut self, turn: usize, at: Timestamp) {
        let (client, contacts) = &self.clients[(turn * 7_919) % CLIENTS];
        let talk = NewInteraction::call(at).with(contacts[turn % contacts.len()]).sentiment(1);
        let (begun, used) = (Instant::now(), cpu());
        self.desk.interactions().log(*client, talk).unwrap();
        self.wall.push(begun.elapsed());
        self.used.push(cpu().saturating_sub(used));
    }

    /// The medians in microseconds, on the wall and of CPU time.
    fn median(&mut self) -> (f64, f64) {
        let middle = |times: &mut Vec<Duration>| {
            times.sort_unstable();
            times[times.len() / 2].as_secs_f64() * 1e6
        };
        (middle(&mut self.wall), middle(&mut self.used))
    }
}

/// So many clients with features kept in SQLite, ranked and explained.
pub(crate) fn rank(clients: u32) {
    let (site, now) = (site(), crate::cards::now());
    let path = site.path().join("crm.db");
    fill(&path, clients, now);
    let crm = Crm::sqlite(&path).unwrap().with_clock(FixedClock::at(now)).keeping_features(yuan());
    let desk = crm.desk(Actor::system());
    let (mut used, before) = (Stopwatch::default(), peak());
    let begun = Instant::now();
    let health = desk.health();
    let ranking = used.over(|| health.at_risk(&mut |_| ControlFlow::Continue(())).unwrap());
    let ranked = (begun.elapsed(), used.seconds());
    assert_eq!(ranking.read_again, 0, "everything is up to date");
    let mut letters = 0;
    used.over(|| {
        for place in &ranking.places {
            letters +=
                black_box(ranking.explain(place, Lang::Zh)).iter().map(String::len).sum::<usize>();
        }
    });
    let mib = |kib: Option<u64>| kib.map_or("?".to_owned(), |kib| format!("{} MiB", kib / 1_024));
    println!(
        "kept features of {} clients read from SQLite and ranked in {:.2} s ({:.2} s of CPU time), explained in {:.2} s \
         more ({letters} bytes of words), {:.2} s of CPU time in all; at most {} of memory ({} before)",
        ranking.places.len(),
        ranked.0.as_secs_f64(),
        ranked.1,
        (begun.elapsed() - ranked.0).as_secs_f64(),
        used.seconds(),
        mib(peak()),
        mib(before),
    );
}

/// What is written of a client whose history another one has.
struct Written {
    client: Put,
    features: Put,
    entry: NewEntry,
}

/// Clients that were lived through, some dozens of them.
fn lived(now: Timestamp) -> Vec<Written> {
    let crm = Crm::memory().unwrap().with_clock(FixedClock::at(now)).keeping_features(yuan());
    let desk = crm.desk(Actor::system());
    (0..HISTORIES)
        .map(|number| {
            let (client, _) = history(&desk, number, now);
            let mut written = None;
            crm.store()
                .view(&mut |reader| {
                    let own = Target::new(Client::DECLARATION.noun, client.id());
                    let features = Target::new(KeptFeatures::DECLARATION.noun, client.id());
                    let found = reader.get(&[own, features], true)?;
                    let put = |at: usize, target: Target| put(found[at].clone().unwrap(), target);
                    let (client, features) = (put(0, own), put(1, features));
                    let first = desk.journal().within(found[0].as_ref().unwrap().stream).limit(1);
                    let first = first.unwrap().remove(0);
                    let Told::Inline(said) = first.told else { panic!("a state tells itself") };
                    let entry = NewEntry {
                        target: own,
                        event: first.event,
                        valid_at: first.valid_at,
                        visibility: first.visibility,
                        payload: Payload::Inline(said),
                        salt: [7; 16],
                    };
                    written = Some(Written { client, features, entry });
                    Ok(())
                })
                .unwrap();
            written.unwrap()
        })
        .collect()
}

fn put(record: Record, target: Target) -> Put {
    let Record { visibility, body, columns, .. } = record;
    Put { target, visibility, body, columns: columns.unwrap(), supersedes: None }
}

/// Writes so many clients, each with the history of one that was lived through.
fn fill(path: &Path, clients: u32, now: Timestamp) {
    let (store, lived) = (SqliteStore::open(path, &guanxi::crm::nouns()).unwrap(), lived(now));
    let all: Vec<u32> = (0..clients).collect();
    for (number, some) in (0_u32..).zip(all.chunks(500)) {
        let write = |n: &u32| {
            let own = id(*n);
            let like = &lived[usize::try_from(*n).unwrap() % lived.len()];
            let mut write = Write::to(Stream::client(ClientId::from_id(own)));
            let named = |target: Target| Target::new(target.noun, own);
            for put in [&like.client, &like.features] {
                write.puts.push(Put { target: named(put.target), ..put.clone() });
            }
            write.entries.push(NewEntry { target: named(like.entry.target), ..like.entry.clone() });
            write
        };
        let key = UnitKey {
            key: Key::fresh(id(0x8000_0000 + number)),
            digest: Digest::NONE,
            actor: Actor::system().id(),
            recorded_at: now,
            ids: Vec::new(),
        };
        let writes = some.iter().map(write).collect();
        store.commit(Unit { key, expects: Vec::new(), takes: Vec::new(), writes }).unwrap();
    }
    store.close().unwrap();
}

/// Ids in no order, as those of clients that were registered in other systems.
fn id(n: u32) -> Id {
    let mut bytes = [9; 16];
    bytes[..4].copy_from_slice(&n.wrapping_mul(2_654_435_761).to_be_bytes());
    Id::from_bytes(bytes)
}
