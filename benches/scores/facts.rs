//! Features carried forward by one fact, beside adding to eight counters.

use std::hint::black_box;

use guanxi::domain::{ContactId, Id, RecordId, Timestamp};
use guanxi::scoring::features::{Kept, Recorded, Step, Told, What};

const FACTS: u32 = 100_000;

/// Eight counters.
#[derive(Debug, Default, PartialEq)]
struct Counters {
    orders: u64,
    spent: i64,
    talks: u64,
    heard: u64,
    felt: i64,
    felt_times: u64,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
}

pub(crate) fn fact(n: u32) -> Recorded {
    let mut bytes = [0; 16];
    bytes[12..].copy_from_slice(&n.to_be_bytes());
    let at = Timestamp::from_seconds(1_767_225_600 + i64::from(n) * 600).unwrap();
    let contact = ContactId::from_id(Id::from_bytes([u8::try_from(n % 5).unwrap(); 16]));
    let what = match n % 4 {
        0 => What::Bought(i64::from(n % 900)),
        1 => What::Heard(vec![contact]),
        2 => What::Spoke(vec![contact]),
        _ => What::Felt(i64::from(n % 5) - 2),
    };
    let told = Some(Told { at, id: Id::from_bytes(bytes), what });
    Recorded { recorded_at: at, supersedes: None, told }
}

fn count(counters: &mut Counters, told: &Told) {
    match &told.what {
        What::Bought(amount) => {
            counters.orders += 1;
            counters.spent += amount;
        }
        What::Heard(_) => counters.heard += 1,
        What::Felt(felt) => {
            counters.felt += felt;
            counters.felt_times += 1;
        }
        _ => counters.talks += 1,
    }
    counters.first.get_or_insert(told.at);
    counters.last = Some(told.at);
}

pub(crate) fn race_events() {
    let facts: Vec<Recorded> = (0..FACTS).map(fact).collect();
    let times = crate::race(
        || {
            let mut kept = Kept::default();
            facts.iter().for_each(|fact| assert_eq!(kept.take(fact), Step::Added));
            black_box(kept);
        },
        || {
            let mut counters = Counters::default();
            for told in facts.iter().filter_map(|fact| fact.told.as_ref()) {
                count(black_box(&mut counters), black_box(told));
            }
            assert_ne!(black_box(counters), Counters::default());
        },
    );
    crate::tell("features after one fact more", FACTS, times);
}
