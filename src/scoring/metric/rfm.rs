//! Recency, frequency, money: where each client stands among all, in fifths.

use std::collections::BTreeMap;

use crate::domain::ClientId;

/// What is looked at of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bought {
    /// Who.
    pub client: ClientId,
    /// The days since its last purchase.
    pub silence: u32,
    /// How many purchases.
    pub times: u32,
    /// What they came to, in minor units of one currency.
    pub spent: i64,
}

/// Where a client stands: 1 for the worst fifth to 5 for the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rfm {
    /// By how lately it bought.
    pub recency: u8,
    /// By how often.
    pub frequency: u8,
    /// By how much.
    pub money: u8,
}

/// Every client's place, and how many stand at each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RfmTable {
    /// The clients in the order in which they were given.
    pub clients: Vec<(ClientId, Rfm)>,
    /// How many clients have each combination, the best first when read from the end.
    pub counts: BTreeMap<Rfm, u64>,
}

/// Sorts clients into fifths. Equals stand together, in the fifth of the worst of them.
///
/// ```
/// use guanxi::domain::ClientId;
/// use guanxi::scoring::metric::{Bought, rfm};
/// # use uuid::Uuid;
/// let one = |n: u128, silence, times, spent| {
///     Bought { client: ClientId::from_uuid(Uuid::from_u128(n)), silence, times, spent }
/// };
/// let table = rfm(&[one(1, 5, 9, 900), one(2, 300, 1, 10)]);
/// let best = table.clients[0].1;
/// assert_eq!((best.recency, best.frequency, best.money), (3, 3, 3));
/// assert_eq!(table.clients[1].1.recency, 1);
/// ```
#[must_use]
pub fn rfm(clients: &[Bought]) -> RfmTable {
    let recency = fifths(clients.iter().map(|one| -i64::from(one.silence)));
    let frequency = fifths(clients.iter().map(|one| i64::from(one.times)));
    let money = fifths(clients.iter().map(|one| one.spent));
    let places = recency.into_iter().zip(frequency).zip(money);
    let clients: Vec<(ClientId, Rfm)> = clients
        .iter()
        .zip(places)
        .map(|(one, ((recency, frequency), money))| (one.client, Rfm { recency, frequency, money }))
        .collect();
    let mut counts = BTreeMap::new();
    for (_, place) in &clients {
        *counts.entry(*place).or_default() += 1;
    }
    RfmTable { clients, counts }
}

/// 1 and as many fifths as lie wholly below.
fn fifths(values: impl Iterator<Item = i64>) -> Vec<u8> {
    let values: Vec<i64> = values.collect();
    let mut sorted = values.clone();
    sorted.sort_unstable();
    let of = |value: &i64| {
        let below = sorted.partition_point(|other| other < value);
        let fifth = below.saturating_mul(5).checked_div(sorted.len()).unwrap_or_default();
        u8::try_from(fifth).unwrap_or(4).saturating_add(1)
    };
    values.iter().map(of).collect()
}
