//! Programmes by example and by law.

mod laws;
mod stories;

use uuid::Uuid;

use super::*;
use crate::domain::noun::{Event, Header, Stamp, State};
use crate::domain::refusal::Refused;
use crate::domain::transaction::LineKind;
use crate::domain::{
    ActorId, Line, Money, Name, Points, ProgrammeId, RecordId, Stream, Tag, Timestamp,
    TransactionId,
};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn stamp(at: Timestamp) -> Stamp {
    Stamp { valid_at: at, recorded_at: at, by: ActorId::System }
}

fn id() -> ProgrammeId {
    ProgrammeId::from_uuid(Uuid::from_u128(1))
}

fn header(at: Timestamp) -> Header {
    let stream = Stream::programme(id());
    Header { id: id().id(), stream, valid_at: at, recorded_at: at, by: ActorId::System }
}

fn plain() -> Terms {
    Terms::new("Asia/Shanghai".parse().unwrap(), "CNY".parse().unwrap(), Rate::new(1, 100).unwrap())
}

fn launched(terms: Terms) -> Programme {
    let now = at("2026-01-01T00:00:00Z");
    let event = Programme::launch(Name::new("茶友会").unwrap(), terms, &stamp(now)).unwrap();
    Programme::apply(None, &event, &header(now)).unwrap()
}

fn yuan(minor: i64) -> Money {
    Money::new(minor, "CNY".parse().unwrap())
}

fn line(category: &str, kind: LineKind, minor: i64) -> PurchaseLine {
    PurchaseLine {
        item: Name::new("货").unwrap(),
        category: Some(Tag::new(category).unwrap()),
        kind,
        net: yuan(minor),
        tax: yuan(minor / 10),
    }
}

fn bought(lines: Vec<PurchaseLine>, with_points: i64) -> Purchase {
    Purchase {
        of: TransactionId::from_uuid(Uuid::from_u128(7)),
        at: at("2026-05-04T09:00:00Z"),
        currency: "CNY".parse().unwrap(),
        lines,
        paid_with_points: yuan(with_points),
        is_first: false,
    }
}
