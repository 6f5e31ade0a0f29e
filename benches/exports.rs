//! How fast everything is written as JSON Lines, beside serde_json writing the same structs.
//!
//! `cargo bench --bench exports` prints one line a store: the CPU time of each way, the least of five
//! turns taken in turn, and their ratio. The same structs are once at hand in memory, and once read
//! from the same store page by page, as the export must read them.

#[path = "skeleton/clock.rs"]
mod clock;

use std::fs::File;
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::ops::ControlFlow::Continue;
use std::path::Path;
use std::time::Duration;

use guanxi::domain::client::{Client, ClientEdit, NewClient};
use guanxi::domain::contact::{Contact, NewContact};
use guanxi::domain::interaction::{Interaction, NewInteraction};
use guanxi::domain::noun::{Event, Noun, State};
use guanxi::domain::{Held, Note, RecordId};
use guanxi::store::{Entry, JournalQuery, Record, Scan, Told, body};
use guanxi::{Actor, Crm, Timestamp};
use serde::Serialize;

const CLIENTS: u32 = 2_000;
const CALLS: u32 = 5;

fn live(crm: &Crm) {
    let desk = crm.desk(Actor::system());
    let first: Timestamp = "2025-01-01T08:00:00Z".parse().unwrap();
    for number in 0..CLIENTS {
        let edit = ClientEdit::new()
            .business(Note::new("为制造企业做 ERP 实施与运维，合同按年签。").unwrap())
            .background(Note::new("展会上认识的，之前用的是别家的系统。").unwrap());
        let new = NewClient::organisation(&format!("华信咨询{number}")).unwrap().with(edit);
        let client = desk.clients().register(new).unwrap().id();
        let li = NewContact::named("李雷").unwrap().email(&format!("li{number}@hua.cn")).unwrap();
        let li = desk.contacts().add(client, li).unwrap().id();
        for call in 0..CALLS {
            let at = first.plus_seconds(i64::from(number * 60 + call * 3_600)).unwrap();
            let said = NewInteraction::call(at)
                .with(li)
                .subject("对账与下季度计划")
                .body("客户确认了上月的账单，提出把报表改成按周发送，我们答应周五前给出方案。")
                .promised("周五前给出方案");
            desk.interactions().log(client, said).unwrap();
        }
    }
}

#[derive(Serialize)]
struct RecordLine<'r, P, Q> {
    record: &'static str,
    id: String,
    stream: String,
    revision: u64,
    plain: &'r P,
    personal: Option<&'r Q>,
}

#[derive(Serialize)]
struct EntryLine<'e, W, X> {
    entry: u64,
    stream: String,
    revision: u64,
    number: u32,
    recorded_at: String,
    by: String,
    noun: &'static str,
    id: String,
    event: &'static str,
    what: Option<&'e W>,
    words: Option<&'e X>,
    digest: String,
}

/// An event in the type of its noun.
enum Happened {
    Client(Event<Client>),
    Contact(Event<Contact>),
    Fact,
}

/// Everything, in its own types.
#[derive(Default)]
struct Structs {
    clients: Vec<(Record, Client)>,
    contacts: Vec<(Record, Contact)>,
    interactions: Vec<(Record, Interaction)>,
    entries: Vec<(Entry, Happened)>,
}

fn happened(entry: &Entry) -> Happened {
    match (&entry.told, entry.noun) {
        (Told::Inline(said), "client") => Happened::Client(body::read_event(said).unwrap()),
        (Told::Inline(said), "contact") => Happened::Contact(body::read_event(said).unwrap()),
        _ => Happened::Fact,
    }
}

/// Reads everything page by page, and hands each page over.
fn pages(crm: &Crm, each: &mut dyn FnMut(Structs)) {
    crm.store()
        .view(&mut |reader| {
            for noun in ["client", "contact", "interaction"] {
                let mut scan = Scan::of(noun, "id", 1000);
                loop {
                    let page = reader.scan(&scan)?;
                    let mut some = Structs::default();
                    for record in page.records {
                        match noun {
                            "client" => {
                                let one = body::read(&record)?;
                                some.clients.push((record, one));
                            }
                            "contact" => {
                                let one = body::read(&record)?;
                                some.contacts.push((record, one));
                            }
                            _ => {
                                let one = body::read(&record)?;
                                some.interactions.push((record, one));
                            }
                        }
                    }
                    each(some);
                    match page.next {
                        Some(next) => scan.after = Some(next),
                        None => break,
                    }
                }
            }
            let mut query = JournalQuery::first(1000);
            loop {
                let page = reader.journal(&query)?;
                let Some(last) = page.last() else { break };
                query.after = last.position;
                let entries = page.into_iter().map(|entry| (happened(&entry), entry));
                let entries = entries.map(|(event, entry)| (entry, event)).collect();
                each(Structs { entries, ..Structs::default() });
            }
            Ok(())
        })
        .unwrap();
}

fn record<N: Noun>(to: &mut impl Write, (record, noun): &(Record, N)) {
    let line = RecordLine {
        record: N::DECLARATION.noun,
        id: noun.id().id().to_string(),
        stream: record.stream.to_string(),
        revision: record.revision.0,
        plain: noun.plain(),
        personal: noun.personal().known(),
    };
    serde_json::to_writer(&mut *to, &line).unwrap();
    to.write_all(b"\n").unwrap();
}

fn entry<N: State>(to: &mut impl Write, entry: &Entry, event: Option<&Event<N>>) {
    let line = EntryLine {
        entry: entry.position.0,
        stream: entry.stream.to_string(),
        revision: entry.revision.0,
        number: entry.number,
        recorded_at: entry.recorded_at.to_string(),
        by: entry.actor.to_string(),
        noun: entry.noun,
        id: entry.id.to_string(),
        event: entry.event,
        what: event.map(|event| &event.what),
        words: event.and_then(|event| match &event.words {
            Held::Known(words) => Some(words),
            Held::Erased => None,
        }),
        digest: entry.digest.0.iter().map(|byte| format!("{byte:02x}")).collect(),
    };
    serde_json::to_writer(&mut *to, &line).unwrap();
    to.write_all(b"\n").unwrap();
}

fn write(to: &mut impl Write, structs: &Structs) {
    structs.clients.iter().for_each(|one| record(to, one));
    structs.contacts.iter().for_each(|one| record(to, one));
    structs.interactions.iter().for_each(|one| record(to, one));
    for (one, happened) in &structs.entries {
        match happened {
            Happened::Client(event) => entry(to, one, Some(event)),
            Happened::Contact(event) => entry(to, one, Some(event)),
            Happened::Fact => entry::<Client>(to, one, None),
        }
    }
}

fn file(folder: &Path, name: &str) -> BufWriter<File> {
    BufWriter::new(File::create(folder.join(name)).unwrap())
}

/// What some work gives, and the CPU time that it takes.
fn cpu<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let mut watch = clock::Stopwatch::default();
    let done = watch.over(work);
    (done, Duration::from_secs_f64(watch.seconds()))
}

fn timed(least: &mut Duration, work: impl FnOnce()) {
    *least = cpu(work).1.min(*least);
}

fn race(name: &str, crm: &Crm, folder: &Path) {
    let mut held = Vec::new();
    pages(crm, &mut |some| held.push(some));
    let [mut export, mut at_hand, mut read] = [Duration::MAX; 3];
    for _ in 0..5 {
        timed(&mut export, || {
            let desk = crm.desk(Actor::system());
            let to = file(folder, "export");
            black_box(desk.exports().everything(to, |_| Continue(())).unwrap());
        });
        timed(&mut at_hand, || {
            let mut to = file(folder, "at_hand");
            held.iter().for_each(|some| write(&mut to, some));
            to.flush().unwrap();
        });
        timed(&mut read, || {
            let mut to = file(folder, "read");
            pages(crm, &mut |some| write(&mut to, &some));
            to.flush().unwrap();
        });
    }
    let bytes = |name| std::fs::metadata(folder.join(name)).unwrap().len();
    let speed = |other: Duration| other.as_secs_f64() / export.as_secs_f64();
    println!(
        "{name}: export {export:.2?} ({} bytes); serde_json of structs at hand {at_hand:.2?} ({} bytes), \
         {:.2}x its speed; of structs read from the same store {read:.2?}, {:.2}x its speed",
        bytes("export"),
        bytes("at_hand"),
        speed(at_hand),
        speed(read),
    );
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let memory = Crm::memory().unwrap();
    live(&memory);
    race("memory", &memory, folder.path());
    let sqlite = Crm::sqlite(folder.path().join("crm.db")).unwrap();
    let mut whole = Vec::new();
    let desk = memory.desk(Actor::system());
    desk.exports().everything(&mut whole, |_| Continue(())).unwrap();
    let lines = std::io::Cursor::new(whole);
    let desk = sqlite.desk(Actor::system());
    let (restored, took) = cpu(|| desk.exports().restore(lines, |_| Continue(())).unwrap());
    println!("restored {:?} in SQLite in {took:.2?}", restored.counted);
    race("SQLite", &sqlite, folder.path());
}
