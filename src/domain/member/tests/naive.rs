//! Another way to keep the same points: everything is a stored pot, and time is lived through from
//! instant to instant. Slow and simple, it is what the ledger is held against.

use std::collections::BTreeMap;

use crate::domain::programme::{Reinstatement, ReturnPolicy, Terms};
use crate::domain::{EntryId, LotId, Timestamp};

/// A pot of points that were earned together.
#[derive(Debug, Clone)]
struct Pot {
    points: i64,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    earned: Timestamp,
}

/// A member's points as pots, and totals that are counted as things happen.
pub struct Naive {
    terms: Terms,
    now: Timestamp,
    pots: BTreeMap<LotId, Pot>,
    aside: BTreeMap<EntryId, (Timestamp, Vec<(LotId, i64)>)>,
    pub debt: i64,
    pub expired: i64,
    pub redeemed: i64,
    pub reversed: i64,
    pub adjusted: i64,
    pub issued: i64,
    pub given_away: i64,
}

impl Naive {
    pub fn new(terms: &Terms, now: Timestamp) -> Self {
        Naive {
            terms: terms.clone(),
            now,
            pots: BTreeMap::new(),
            aside: BTreeMap::new(),
            debt: 0,
            expired: 0,
            redeemed: 0,
            reversed: 0,
            adjusted: 0,
            issued: 0,
            given_away: 0,
        }
    }

    /// Lives until an instant, through every instant at which something happens by itself.
    pub fn live(&mut self, until: Timestamp) {
        loop {
            let pots = self.pots.values().flat_map(|pot| [pot.from, pot.until]).flatten();
            let ends = self.aside.values().map(|(until, _)| *until);
            let next = pots.chain(ends).filter(|at| *at > self.now && *at <= until).min();
            self.now = next.unwrap_or(until);
            self.happen();
            if next.is_none() {
                return;
            }
        }
    }

    /// What happens by itself now: reservations end, points expire, and what is free pays.
    fn happen(&mut self) {
        let over: Vec<EntryId> = self
            .aside
            .iter()
            .filter(|(_, (until, _))| *until <= self.now)
            .map(|(id, _)| *id)
            .collect();
        for id in over {
            self.put_back(id);
        }
        for pot in self.pots.values_mut().filter(|pot| pot.until.is_some_and(|at| at <= self.now)) {
            self.expired += pot.points;
            pot.points = 0;
        }
        for id in self.order() {
            let pot = self.pots.get_mut(&id).unwrap();
            let pays = pot.points.min(self.debt);
            pot.points -= pays;
            self.debt -= pays;
        }
    }

    fn put_back(&mut self, id: EntryId) {
        for (lot, part) in self.aside.remove(&id).unwrap().1 {
            self.pots.get_mut(&lot).unwrap().points += part;
        }
    }

    /// The pots of which something can be spent now, in the order in which it is.
    fn order(&self) -> Vec<LotId> {
        let usable = |pot: &Pot| {
            pot.points > 0
                && pot.from.is_some_and(|from| from <= self.now)
                && pot.until.is_none_or(|until| self.now < until)
        };
        let mut all: Vec<_> = self.pots.iter().filter(|(_, pot)| usable(pot)).collect();
        all.sort_by_key(|(id, pot)| (pot.until.unwrap_or(Timestamp::MAX), pot.earned, **id));
        all.into_iter().map(|(id, _)| *id).collect()
    }

    fn take(&mut self, mut wanted: i64) -> Vec<(LotId, i64)> {
        let mut parts = Vec::new();
        for id in self.order() {
            let pot = self.pots.get_mut(&id).unwrap();
            let part = pot.points.min(wanted);
            pot.points -= part;
            wanted -= part;
            if part > 0 {
                parts.push((id, part));
            }
        }
        parts
    }

    pub fn pending(&self) -> i64 {
        let waits = |pot: &&Pot| pot.from.is_none_or(|from| from > self.now);
        self.pots.values().filter(waits).map(|pot| pot.points).sum()
    }

    pub fn available(&self) -> i64 {
        self.order().iter().map(|id| self.pots[id].points).sum()
    }

    pub fn reserved(&self) -> i64 {
        self.aside.values().flat_map(|(_, parts)| parts).map(|(_, part)| part).sum()
    }

    /// A credit, which first meets what is owed.
    fn credit(&mut self, lot: LotId, pot: Pot) {
        self.pots.insert(lot, pot);
        self.happen();
    }

    pub fn earn(&mut self, lot: LotId, points: i64) {
        let from = self.terms.activates(self.now).unwrap();
        let until = from.and_then(|from| self.terms.expires(from).unwrap());
        self.issued += points;
        self.credit(lot, Pot { points, from, until, earned: self.now });
    }

    pub fn activate(&mut self, lots: &[LotId]) {
        for lot in lots {
            let until = self.terms.expires(self.now).unwrap();
            let pot = self.pots.get_mut(lot).unwrap();
            (pot.from, pot.until) = (Some(self.now), until);
        }
        self.happen();
    }

    /// Whether there were enough.
    pub fn redeem(&mut self, points: i64) -> bool {
        let enough = self.available() >= points;
        if enough {
            self.take(points);
            self.redeemed += points;
        }
        enough
    }

    pub fn reserve(&mut self, id: EntryId, points: i64) -> bool {
        let enough = self.available() >= points;
        if enough {
            let minutes = i64::from(self.terms.reservation_minutes);
            let until = self.now.plus_seconds(minutes * 60).unwrap();
            let parts = self.take(points);
            self.aside.insert(id, (until, parts));
        }
        enough
    }

    pub fn commit(&mut self, id: EntryId) -> bool {
        let Some((_, parts)) = self.aside.remove(&id) else { return false };
        self.redeemed += parts.iter().map(|(_, part)| part).sum::<i64>();
        true
    }

    pub fn release(&mut self, id: EntryId) -> bool {
        let there = self.aside.contains_key(&id);
        if there {
            self.put_back(id);
            self.happen();
        }
        there
    }

    /// Gives back to a pot, or to a new one where it has expired.
    pub fn refund(&mut self, lot: LotId, points: i64, stand_in: Option<LotId>) {
        self.redeemed -= points;
        let pot = self.pots.get_mut(&lot).unwrap();
        match (pot.until, self.terms.reinstatement) {
            (Some(until), Reinstatement::Lost) if until <= self.now => self.expired += points,
            (Some(until), Reinstatement::Days(days)) if until <= self.now => {
                let later = self.now.plus_seconds(i64::from(days) * 86_400).unwrap();
                let until = Some(until.max(later));
                let earned = pot.earned;
                self.pots
                    .insert(stand_in.unwrap(), Pot { points, from: Some(self.now), until, earned });
            }
            (_, Reinstatement::Lost | Reinstatement::Days(_)) => pot.points += points,
        }
        self.happen();
    }

    pub fn take_back(&mut self, lot: LotId, points: i64) {
        let mut left = points;
        let policy = self.terms.returns;
        let pot = self.pots.get_mut(&lot).unwrap();
        if pot.from.is_none_or(|from| from > self.now) || policy != ReturnPolicy::OnlyPending {
            let part = pot.points.min(left);
            pot.points -= part;
            left -= part;
        }
        if policy != ReturnPolicy::OnlyPending {
            left -= self.take(left).iter().map(|(_, part)| part).sum::<i64>();
        }
        self.reversed += points - left;
        if policy == ReturnPolicy::Unlimited {
            self.reversed += left;
            self.debt += left;
        }
    }

    pub fn give_away(&mut self, points: i64) -> bool {
        let enough = self.available() >= points;
        if enough {
            self.take(points);
            self.given_away += points;
        }
        enough
    }

    pub fn adjust_down(&mut self, points: i64) -> bool {
        let owes = self.terms.returns == ReturnPolicy::Unlimited;
        let available = self.available();
        if available < points && !owes {
            return false;
        }
        let taken: i64 = self.take(points).iter().map(|(_, part)| part).sum();
        self.debt += points - taken;
        self.adjusted += points;
        true
    }

    /// Brings back what one expiry took, as new pots.
    pub fn reinstate(&mut self, parts: &[(LotId, LotId, i64)]) {
        let Reinstatement::Days(days) = self.terms.reinstatement else { return };
        let until = Some(self.now.plus_seconds(i64::from(days) * 86_400).unwrap());
        for (old, new, points) in parts {
            let earned = self.pots[old].earned;
            self.expired -= points;
            self.pots.insert(*new, Pot { points: *points, from: Some(self.now), until, earned });
        }
        self.happen();
    }
}
