//! The features of one client.

use std::collections::BTreeMap;

use super::fact::{Told, What};
use super::trend::{Trend, day};
use crate::domain::{ContactId, Id, Timestamp};
use crate::scoring::hazard::Rhythm;
use crate::scoring::health::half_even;

/// A sum over values with how many there were, and the last of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// How many.
    pub count: u64,
    /// Their sum.
    pub sum: i128,
    /// The last, and when that was.
    pub last: Option<(Timestamp, i64)>,
    pub(super) trend: Trend,
}

impl Summary {
    fn add(&mut self, at: Timestamp, value: i64) {
        self.count = self.count.saturating_add(1);
        self.sum = self.sum.saturating_add(i128::from(value));
        self.last = Some((at, value));
        self.trend.add(at, value);
    }

    /// By how much they rise in thirty days, in thousandths, by least squares, half-even; none where
    /// there is one day alone, or where it is too much to be told.
    #[must_use]
    pub fn slope(&self) -> Option<i64> {
        self.trend.slope(self.count, self.sum)
    }

    /// The mean, half-even; none of none.
    #[must_use]
    pub fn mean(&self) -> Option<i64> {
        let count = Some(i128::from(self.count)).filter(|count| *count > 0)?;
        i64::try_from(half_even(self.sum, count)).ok()
    }
}

/// What was bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Purchases {
    /// How often, and for how much.
    pub spent: Summary,
    /// How often something was taken back, and for how much.
    pub refunded: Summary,
    /// The first.
    pub first: Option<Timestamp>,
    /// On how many days of the calendar, in UTC.
    pub days: u32,
    /// The longest time from one to the next, in microseconds.
    pub longest_gap: i64,
    /// The time from the last but one to the last.
    pub last_gap: Option<i64>,
}

impl Purchases {
    /// What was spent and not given back.
    #[must_use]
    pub fn net(&self) -> i128 {
        self.spent.sum.saturating_sub(self.refunded.sum)
    }

    /// How often it bought and when, in days of UTC; none where it never did, or where it did later
    /// than at that instant.
    ///
    /// ```
    /// use guanxi::domain::{Id, Timestamp};
    /// use guanxi::scoring::features::{Kept, Told, What};
    /// let days = ["2026-01-01T08:00:00Z", "2026-01-01T20:00:00Z", "2026-01-31T08:00:00Z"];
    /// let bought = |(n, at): (u8, &str)| {
    ///     let at: Timestamp = at.parse().expect("an instant");
    ///     Told { at, id: Id::from_bytes([n; 16]), what: What::Bought(500) }
    /// };
    /// let bought: Vec<Told> = (1..).zip(days).map(bought).collect();
    /// let kept = Kept::of(&bought);
    /// let rhythm = kept.features().purchases.rhythm("2026-03-02T00:00:00Z".parse()?);
    /// let rhythm = rhythm.expect("there were some");
    /// assert_eq!((rhythm.repeats, rhythm.recency, rhythm.age), (1, 30, 60));
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn rhythm(&self, as_of: Timestamp) -> Option<Rhythm> {
        let (first, (last, _)) = (self.first?, self.spent.last?);
        let passed = |to: Timestamp| u32::try_from(day(to).saturating_sub(day(first))).ok();
        let (recency, age) = (passed(last)?, passed(as_of)?);
        let repeats = self.days.saturating_sub(1);
        (last <= as_of).then_some(Rhythm { repeats, recency, age })
    }
}

/// How soon the client was answered, in microseconds of the clock on the wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Responses {
    /// The times.
    pub times: Summary,
    /// The longest.
    pub longest: i64,
    /// Since when the client waits for an answer.
    pub waiting: Option<Timestamp>,
}

/// What is known of a client in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Features {
    /// What it bought.
    pub purchases: Purchases,
    /// How often it was spoken with, and when that was first and last.
    pub talks: Summary,
    /// How soon it was answered.
    pub responses: Responses,
    /// How talks went.
    pub sentiment: Summary,
    /// What is open, by id, and when it is due.
    pub open: BTreeMap<Id, Option<Timestamp>>,
    /// What it got beside what it expected, in basis points.
    pub disconfirmation: Summary,
    /// How satisfied it said it is, in basis points.
    pub satisfaction: Summary,
    /// Points in and out.
    pub points: Summary,
    /// The contacts that took part, and when they did last.
    pub contacts: BTreeMap<ContactId, Timestamp>,
    /// The last fact of any kind.
    pub last: Option<(Timestamp, Id)>,
}

impl Features {
    /// One fact more, which lies behind all others.
    pub(super) fn add(&mut self, told: &Told) {
        let at = told.at;
        self.last = Some(told.place());
        match &told.what {
            What::Bought(amount) => self.bought(at, *amount),
            What::Refunded(amount) => self.purchases.refunded.add(at, *amount),
            What::Heard(contacts) => {
                self.talked(at, contacts);
                // The first of several in a row is the one that waits.
                self.responses.waiting.get_or_insert(at);
            }
            What::Spoke(contacts) => {
                self.talked(at, contacts);
                if let Some(since) = self.responses.waiting.take() {
                    let time = at.micros().saturating_sub(since.micros());
                    self.responses.times.add(at, time);
                    self.responses.longest = self.responses.longest.max(time);
                }
            }
            What::Felt(sentiment) => self.sentiment.add(at, *sentiment),
            What::Opened(due) => {
                self.open.insert(told.id, *due);
            }
            What::Closed(id) => {
                self.open.remove(id);
            }
            What::Got(gap) => self.disconfirmation.add(at, gap.bp()),
            What::Answered(score) => self.satisfaction.add(at, score.bp()),
            What::Points(points) => self.points.add(at, *points),
        }
    }

    fn bought(&mut self, at: Timestamp, amount: i64) {
        let purchases = &mut self.purchases;
        let last = purchases.spent.last.map(|(last, _)| last);
        if let Some(last) = last {
            let gap = at.micros().saturating_sub(last.micros());
            purchases.longest_gap = purchases.longest_gap.max(gap);
            purchases.last_gap = Some(gap);
        }
        if last.is_none_or(|last| day(last) != day(at)) {
            purchases.days = purchases.days.saturating_add(1);
        }
        purchases.first.get_or_insert(at);
        purchases.spent.add(at, amount);
    }

    fn talked(&mut self, at: Timestamp, contacts: &[ContactId]) {
        self.talks.add(at, i64::try_from(contacts.len()).unwrap_or(i64::MAX));
        for contact in contacts {
            self.contacts.insert(*contact, at);
        }
    }

    /// For how many microseconds nothing at all has happened; none where nothing ever did.
    #[must_use]
    pub fn silence(&self, as_of: Timestamp) -> Option<i64> {
        self.last.map(|(last, _)| as_of.micros().saturating_sub(last.micros()))
    }

    /// How many of what is open are overdue.
    #[must_use]
    pub fn overdue(&self, as_of: Timestamp) -> usize {
        self.open.values().filter(|due| due.is_some_and(|due| due < as_of)).count()
    }

    /// How many contacts took part since an instant.
    #[must_use]
    pub fn breadth(&self, since: Timestamp) -> usize {
        self.contacts.values().filter(|last| **last >= since).count()
    }
}
