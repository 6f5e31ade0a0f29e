//! Transactions by example and by law.

mod histories;
mod laws;
mod stories;

use uuid::Uuid;

use super::*;
use crate::domain::refusal::Failed;
use crate::domain::{ActorId, Quantity, Stamp};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    at("2026-05-03T10:00:00Z")
}

fn stamp() -> Stamp {
    Stamp { valid_at: now(), recorded_at: now(), by: ActorId::System }
}

fn hua() -> Setting {
    Setting::of(ClientId::from_uuid(Uuid::from_u128(1)))
}

fn id(n: u128) -> TransactionId {
    TransactionId::from_uuid(Uuid::from_u128(n))
}

fn yuan() -> Currency {
    Currency::new("CNY").unwrap()
}

fn fen(minor: i64) -> Money {
    Money::new(minor, yuan())
}

fn of(text: &str) -> Quantity {
    text.parse().unwrap()
}

fn guard(result: Result<Transaction, TransactionRefusal>) -> TransactionGuard {
    match result.unwrap_err().failed() {
        Failed::Guard(guard) => guard.clone(),
        other => panic!("{other:?}"),
    }
}

fn invalid(result: Result<Transaction, TransactionRefusal>) -> crate::domain::Invalid {
    match result.unwrap_err().failed() {
        Failed::Invalid(why) => why.clone(),
        other => panic!("{other:?}"),
    }
}
