//! Two nouns and the units that the tests of this folder write.

use crate::domain::declaration::{
    Cell, Column, Columns, Declaration, Derived, Index, Kind, STREAM, Shape, Value,
};
use crate::domain::{ActorId, Held, Id, Stream, Timestamp, Visibility};
use crate::store::catalogue::Registered;
use crate::store::record::{Body, Target};
use crate::store::unit::{Digest, Key, NewEntry, Payload, Put, Unit, UnitKey, Write};

pub(in crate::store) static FIRM: Declaration = Declaration {
    noun: "firm",
    number: 1,
    version: 1,
    kind: Kind::State,
    columns: &[
        Column::new("name", Shape::Text).personal(),
        Column::new("code", Shape::Text).unique(),
        Column::new("tags", Shape::Text).many(),
        Column::new("last_call", Shape::Integer).derived(Derived {
            of: "call",
            column: "at",
            or: None,
        }),
    ],
    indexes: &[
        Index { name: "name", columns: &["name"] },
        Index { name: "code", columns: &["code"] },
        Index { name: "tags", columns: &["tags"] },
        Index { name: "last_call", columns: &["last_call"] },
    ],
    events: &["founded", "changed"],
};

pub(in crate::store) static FIRM_2: Declaration = Declaration {
    version: 2,
    indexes: &[
        Index { name: "tags", columns: &["tags"] },
        Index { name: "code_and_name", columns: &["code", "name"] },
    ],
    ..FIRM
};

pub(in crate::store) static CALL: Declaration = Declaration {
    noun: "call",
    number: 2,
    version: 1,
    kind: Kind::Fact { at: "at" },
    columns: &[Column::new("at", Shape::Integer), Column::new("topic", Shape::Text)],
    indexes: &[Index { name: "topic", columns: &[STREAM, "topic"] }],
    events: &["logged"],
};

fn texts(part: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(part).split('|').map(String::from).collect()
}

fn cell(text: Option<&String>) -> Cell {
    Cell::maybe(text.filter(|text| !text.is_empty()).cloned())
}

fn firm(_: Id, _: Stream, body: &Body) -> Option<Columns> {
    let name = match &body.personal {
        Held::Known(name) => Cell::One(Some(Value::from(String::from_utf8(name.clone()).ok()?))),
        Held::Erased => Cell::NULL,
    };
    let plain = texts(&body.plain);
    let tags = Cell::many(plain.iter().skip(1).filter(|tag| !tag.is_empty()).cloned());
    Some(vec![name, cell(plain.first()), tags, Cell::NULL])
}

fn call(_: Id, _: Stream, body: &Body) -> Option<Columns> {
    let plain = texts(&body.plain);
    Some(vec![Cell::one(plain.first()?.parse::<i64>().ok()?), cell(plain.get(1))])
}

pub(in crate::store) fn nouns() -> [Registered; 2] {
    let firm = Registered::new(&FIRM, firm);
    [firm, Registered::new(&CALL, call)]
}

pub(in crate::store) fn later_nouns() -> [Registered; 2] {
    let [firm, call] = nouns();
    [Registered { declaration: &FIRM_2, ..firm }, call]
}

pub(in crate::store) fn id(number: u8) -> Id {
    Id::from_bytes([number; 16])
}

pub(in crate::store) fn stream(number: u8) -> Stream {
    Stream::of(1, id(number))
}

pub(in crate::store) fn now() -> Timestamp {
    Timestamp::from_seconds(1_700_000_000).unwrap()
}

pub(in crate::store) fn firm_of(number: u8) -> Target {
    Target::new("firm", id(number))
}

pub(in crate::store) fn call_of(number: u8) -> Target {
    Target::new("call", id(number))
}

/// A firm: `plain` is its code and its tags, separated by bars.
pub(in crate::store) fn put_firm(number: u8, name: &str, plain: &str) -> Put {
    let body =
        Body { plain: plain.as_bytes().to_vec(), personal: Held::Known(name.as_bytes().to_vec()) };
    let columns = firm(id(number), stream(number), &body).unwrap();
    let target = firm_of(number);
    Put { target, visibility: Visibility::Internal, body, columns, supersedes: None }
}

pub(in crate::store) fn put_call(number: u8, at: i64, topic: &str) -> Put {
    let plain = format!("{at}|{topic}").into_bytes();
    let body = Body { plain, personal: Held::Known(b"whispered".to_vec()) };
    let columns = call(id(number), stream(number), &body).unwrap();
    let target = call_of(number);
    Put { target, visibility: Visibility::Shared, body, columns, supersedes: None }
}

pub(in crate::store) fn said(target: Target, event: &'static str, payload: Payload) -> NewEntry {
    NewEntry {
        target,
        event,
        valid_at: now(),
        visibility: Visibility::Internal,
        payload,
        salt: [5; 16],
    }
}

pub(in crate::store) fn inline(plain: &str, personal: &str) -> Payload {
    Payload::Inline(Body {
        plain: plain.as_bytes().to_vec(),
        personal: Held::Known(personal.as_bytes().to_vec()),
    })
}

pub(in crate::store) fn unit(key: &str, writes: Vec<Write>) -> Unit {
    Unit {
        key: UnitKey {
            key: Key::parse(key).unwrap(),
            digest: Digest::of(key.as_bytes()),
            actor: ActorId::System,
            recorded_at: now(),
            ids: Vec::new(),
        },
        expects: Vec::new(),
        takes: Vec::new(),
        writes,
    }
}

/// A unit that founds a firm.
pub(in crate::store) fn found(number: u8, name: &str, plain: &str) -> Unit {
    let mut write = Write::to(stream(number));
    write.puts.push(put_firm(number, name, plain));
    write.entries.push(said(firm_of(number), "founded", inline(plain, name)));
    unit(&format!("found {number} {name} {plain}"), vec![write])
}

/// A unit that logs a call with a firm.
pub(in crate::store) fn log(firm: u8, call: u8, at: i64, supersedes: Option<u8>) -> Unit {
    let mut write = Write::to(stream(firm));
    write.puts.push(Put { supersedes: supersedes.map(id), ..put_call(call, at, "price") });
    write.entries.push(said(call_of(call), "logged", Payload::Record));
    unit(&format!("log {firm} {call} {at}"), vec![write])
}
