//! Shares of clients: who stayed, who came back, who brought others.

use std::collections::BTreeSet;

use super::rate::{Metric, Rate};
use crate::domain::{ClientId, Period, Timestamp};

/// When somebody was a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// Who.
    pub client: ClientId,
    /// From when to when, both ends of each stretch in order; the last may be open.
    pub spans: Vec<(Timestamp, Option<Timestamp>)>,
}

impl Activity {
    /// Whether it was a client at an instant.
    #[must_use]
    pub fn is_active_at(&self, at: Timestamp) -> bool {
        self.spans.iter().any(|(from, until)| *from <= at && until.is_none_or(|until| at < until))
    }
}

/// A new client, and who brought it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Introduction {
    /// The new client.
    pub client: ClientId,
    /// When it became one.
    pub at: Timestamp,
    /// The client that brought it, if one did.
    pub brought_by: Option<ClientId>,
}

/// Of the clients at the start of a window, those who are clients at its end, or now when it has not
/// ended: (E − N)/S.
///
/// ```
/// use guanxi::domain::{ClientId, Period, Timestamp};
/// use guanxi::scoring::metric::{Activity, retention};
/// # use uuid::Uuid;
/// let day = |text: &str| text.parse::<Timestamp>();
/// let (start, end) = (day("2026-01-01T00:00:00Z")?, day("2026-02-01T00:00:00Z")?);
/// let client = |n, until| Activity {
///     client: ClientId::from_uuid(Uuid::from_u128(n)),
///     spans: vec![(start, until)],
/// };
/// let clients = [client(1, None), client(2, Some(day("2026-01-20T00:00:00Z")?))];
/// let rate = retention(&clients, Period::new(start, end)?, end);
/// assert_eq!((rate.numerator, rate.denominator, rate.bp()), (1, 2, Some(5_000)));
/// assert_eq!(retention(&[], Period::new(start, end)?, end).bp(), None);
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[must_use]
pub fn retention(clients: &[Activity], window: Period, as_of: Timestamp) -> Rate {
    let (kept, all) = kept(clients, window, as_of);
    Rate::of(Metric::Retention, window, as_of, kept, all)
}

/// Of the clients at the start of a window, those who are none any more at its end: 1 − retention.
#[must_use]
pub fn logo_churn(clients: &[Activity], window: Period, as_of: Timestamp) -> Rate {
    let (kept, all) = kept(clients, window, as_of);
    Rate::of(Metric::LogoChurn, window, as_of, all.saturating_sub(kept), all)
}

fn kept(clients: &[Activity], window: Period, as_of: Timestamp) -> (u64, u64) {
    let end = window.end().min(as_of);
    let mut counts = (0, 0);
    // Of a window that has not begun nobody knows who is there at its start.
    if window.start() > as_of {
        return counts;
    }
    for one in clients.iter().filter(|one| one.is_active_at(window.start())) {
        counts.0 += u64::from(one.is_active_at(end));
        counts.1 += 1;
    }
    counts
}

/// Of the clients who ordered within a window, those who did so at least twice.
#[must_use]
pub fn repeat_purchase<'o>(
    orders: impl IntoIterator<Item = &'o [Timestamp]>,
    window: Period,
    as_of: Timestamp,
) -> Rate {
    let (mut twice, mut once) = (0, 0);
    for client in orders {
        let seen = client.iter().filter(|at| window.contains(**at) && **at <= as_of).take(2);
        match seen.count() {
            0 => {}
            1 => once += 1,
            _ => (once, twice) = (once + 1, twice + 1),
        }
    }
    Rate::of(Metric::RepeatPurchase, window, as_of, twice, once)
}

/// Of the clients that are new in a window, those whom another one brought.
#[must_use]
pub fn referral(new: &[Introduction], window: Period, as_of: Timestamp) -> Rate {
    let new = new.iter().filter(|one| window.contains(one.at) && one.at <= as_of);
    let (mut brought, mut all) = (0, 0);
    for one in new {
        brought += u64::from(one.brought_by.is_some());
        all += 1;
    }
    Rate::of(Metric::Referral, window, as_of, brought, all)
}

/// Of those who are clients at the end of a window, or now, those who brought somebody within it.
#[must_use]
pub fn referral_participation(
    clients: &[Activity],
    new: &[Introduction],
    window: Period,
    as_of: Timestamp,
) -> Rate {
    let within = new.iter().filter(|one| window.contains(one.at) && one.at <= as_of);
    let bringing: BTreeSet<ClientId> = within.filter_map(|one| one.brought_by).collect();
    let end = window.end().min(as_of);
    let (mut brought, mut all) = (0, 0);
    let begun = window.start() <= as_of;
    for one in clients.iter().filter(|one| begun && one.is_active_at(end)) {
        brought += u64::from(bringing.contains(&one.client));
        all += 1;
    }
    Rate::of(Metric::ReferralParticipation, window, as_of, brought, all)
}
