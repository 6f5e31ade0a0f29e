//! The course of a membership: from change to change, which tier is held and until when.

use serde::{Deserialize, Serialize};

use super::history::{History, Step, Why};
use super::rules::{Downgrade, Expiry, Metric, TierRules, Upgrade};
use crate::domain::{Invalid, Period, Timestamp, Zone};

/// Something that changed what is measured: bought, earned, returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Movement {
    /// When.
    pub at: Timestamp,
    /// By how much, in what the metric counts; less than nothing for what was returned.
    pub by: i64,
}

/// A tier given by hand for a while. The higher of it and what was earned counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ManualTier {
    /// Which rank.
    pub rank: u8,
    /// From when, and when it ends.
    pub during: Period,
}

/// What the tiers of one member follow from.
#[derive(Debug, Clone, Copy)]
pub struct Membership<'m> {
    pub(super) rules: &'m TierRules,
    pub(super) enrolled: Timestamp,
    pub(super) zone: Zone,
    pub(super) movements: &'m [Movement],
    pub(super) manual: &'m [ManualTier],
}

impl<'m> Membership<'m> {
    /// A member by these rules since an instant, in the programme's zone, with what was measured in
    /// the order of time and the tiers given by hand.
    ///
    /// ```
    /// use guanxi::domain::tier::{
    ///     Expiry, Ladder, Membership, Metric, Movement, Tier, TierRules, Window,
    /// };
    /// use guanxi::domain::{Timestamp, Zone};
    /// let at = |text: &str| text.parse::<Timestamp>();
    /// let ladder = Ladder::new([Tier::new("普通", 0)?, Tier::new("银", 100)?])?;
    /// let rules = TierRules::of(ladder, Metric::Spend, Window::Year)?;
    /// let bought = [Movement { at: at("2024-06-01T00:00:00Z")?, by: 120 }];
    /// let enrolled = at("2024-01-10T00:00:00Z")?;
    /// let member = Membership::new(&rules, enrolled, Zone::UTC, &bought, &[])?;
    /// let history = member.history(at("2027-01-01T00:00:00Z")?);
    /// let rank = |text: &str| Ok::<_, guanxi::domain::Invalid>(history.rank_at(at(text)?));
    /// assert_eq!(rank("2024-05-31T23:59:59Z")?, Some(0));
    /// assert_eq!(rank("2025-12-31T23:59:59Z")?, Some(1));
    /// assert_eq!(rank("2026-01-01T00:00:00Z")?, Some(0));
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Order`] when the movements are not in the order of time, [`Invalid::Range`] for a
    /// tier by hand that the ladder has not.
    pub fn new(
        rules: &'m TierRules,
        enrolled: Timestamp,
        zone: Zone,
        movements: &'m [Movement],
        manual: &'m [ManualTier],
    ) -> Result<Self, Invalid> {
        if !movements.is_sorted_by_key(|movement| movement.at) {
            return Err(Invalid::Order { field: "movements", order: "earlier < later" });
        }
        let tiers = rules.ladder().tiers().len();
        if manual.iter().any(|given| usize::from(given.rank) >= tiers) {
            let high = i64::try_from(tiers).unwrap_or(i64::MAX) - 1;
            return Err(Invalid::Range { field: "rank", low: 0, high });
        }
        Ok(Membership { rules, enrolled, zone, movements, manual })
    }

    /// Which tier the member had at every instant from the enrolment up to and including this one.
    #[must_use]
    pub fn history(&self, as_of: Timestamp) -> History {
        let run = Run::until(self, as_of);
        History { steps: run.steps, manual: self.manual.to_vec(), as_of }
    }
}

/// How a tier is held.
#[derive(Debug, Clone, Copy)]
pub(super) enum Hold {
    Kept {
        /// When it is asked whether it was earned again; never for one without end.
        ends: Option<Timestamp>,
    },
    Grace {
        until: Timestamp,
        /// From when on the metric counts beside its ordinary window.
        from: Option<Timestamp>,
    },
}

/// A membership up to an instant, which can be taken further.
pub(super) struct Run<'m> {
    of: &'m Membership<'m>,
    known: &'m [Movement],
    /// What the first so many movements add up to.
    sums: Vec<i128>,
    /// When each movement leaves rolling days.
    leaves: Vec<Timestamp>,
    seen: usize,
    left: usize,
    at: Timestamp,
    pub(super) rank: u8,
    pub(super) hold: Hold,
    /// From when a custom span is counted, and how often it has passed.
    anchor: Timestamp,
    times: u32,
    pub(super) steps: Vec<Step>,
}

impl<'m> Run<'m> {
    /// From the enrolment up to and including an instant; what comes later is not known to it.
    pub(super) fn until(of: &'m Membership<'m>, as_of: Timestamp) -> Self {
        let known = of.movements.partition_point(|movement| movement.at <= as_of);
        let (known, _) = of.movements.split_at(known);
        Self::knowing(of, known, as_of)
    }

    /// The same, and what is known to come is seen when it comes.
    pub(super) fn foreseeing(of: &'m Membership<'m>, as_of: Timestamp) -> Self {
        Self::knowing(of, of.movements, as_of)
    }

    fn knowing(of: &'m Membership<'m>, known: &'m [Movement], as_of: Timestamp) -> Self {
        let mut sums = vec![0];
        sums.extend(known.iter().scan(0_i128, |sum, movement| {
            *sum += i128::from(movement.by);
            Some(*sum)
        }));
        let window = of.rules.window();
        let ends = |movement: &Movement| window.around(movement.at, of.enrolled, of.zone).end;
        let leaves =
            if window.turns() { Vec::new() } else { known.iter().filter_map(ends).collect() };
        let (at, hold) = (of.enrolled, Hold::Kept { ends: None });
        let (seen, left, rank, times) = (0, 0, 0, 0);
        let steps = Vec::new();
        let mut run =
            Run { of, known, sums, leaves, seen, left, at, rank, hold, anchor: at, times, steps };
        if at > as_of {
            return run;
        }
        run.note(Why::Enrolled, 0);
        run.see();
        run.evaluate();
        while run.next().is_some_and(|next| next <= as_of) {
            run.advance();
        }
        run
    }

    /// The next instant at which anything may change.
    pub(super) fn next(&self) -> Option<Timestamp> {
        let rules = self.of.rules;
        let deadline = match self.hold {
            Hold::Kept { ends } => ends,
            Hold::Grace { until, .. } => Some(until),
        };
        let looks_at_ends =
            rules.on_reach() == Upgrade::AtPeriodEnd || rules.expiry() == Expiry::OnDrop;
        let turn =
            (looks_at_ends && rules.window().turns()).then(|| self.around(self.at).1).flatten();
        let moved = self.known.get(self.seen).map(|movement| movement.at);
        let left = self.leaves.get(self.left).copied();
        let each = [deadline, turn, moved, left].into_iter().flatten();
        each.filter(|next| *next > self.at).min()
    }

    /// Takes the next instant: first what was due at it, by what had happened before it, and then
    /// what happens at it. So a reset of points at the end of a period comes after its evaluation.
    pub(super) fn advance(&mut self) {
        let Some(next) = self.next() else { return };
        self.at = next;
        if self.of.rules.on_reach() == Upgrade::AtPeriodEnd {
            self.reach_at_end();
        }
        self.expire();
        self.see();
        self.evaluate();
    }

    fn see(&mut self) {
        self.seen = self.known.partition_point(|movement| movement.at <= self.at);
        self.left = self.leaves.partition_point(|leaves| *leaves <= self.at);
    }

    fn around(&self, at: Timestamp) -> (Timestamp, Option<Timestamp>) {
        let stretch = self.of.rules.window().around(at, self.of.enrolled, self.of.zone);
        match self.of.rules.metric() {
            Metric::Balance => (Timestamp::MIN, stretch.end),
            Metric::QualifyingPoints | Metric::CollectedPoints | Metric::Spend | Metric::Count => {
                (stretch.start, stretch.end)
            }
        }
    }

    /// The instant before this one.
    fn before(&self) -> Timestamp {
        Timestamp::from_micros(self.at.micros().saturating_sub(1)).unwrap_or(Timestamp::MIN)
    }

    /// What the movements seen since an instant add up to, never less than nothing.
    fn since(&self, from: Timestamp) -> i64 {
        let first = self.known.partition_point(|movement| movement.at < from).min(self.seen);
        let sum = |n: usize| self.sums.get(n).copied().unwrap_or_default();
        i64::try_from((sum(self.seen) - sum(first)).max(0)).unwrap_or(i64::MAX)
    }

    /// The metric in the window around an instant; in grace, if that is more, from the start of
    /// the window that expired on.
    fn value(&self, around: Timestamp) -> i64 {
        let (start, _) = self.around(around);
        let ordinary = self.since(start);
        match self.hold {
            Hold::Grace { from: Some(from), .. } => ordinary.max(self.since(from)),
            Hold::Grace { from: None, .. } | Hold::Kept { .. } => ordinary,
        }
    }

    /// The metric now.
    pub(super) fn value_now(&self, at: Timestamp) -> i64 {
        self.value(at)
    }

    fn reach_at_end(&mut self) {
        let before = self.before();
        let (start, end) = self.around(before);
        if end != Some(self.at) {
            return;
        }
        let value = self.since(start);
        let reached = self.of.rules.ladder().rank_for(value);
        if reached > self.rank {
            self.take(reached, Why::Reached, value);
        }
    }

    fn expire(&mut self) {
        let threshold = self.threshold();
        match self.hold {
            Hold::Kept { ends: Some(ends) } if ends == self.at => {
                let (start, _) = self.around(self.before());
                let value = self.since(start);
                if value >= threshold {
                    self.hold = Hold::Kept { ends: self.renewed() };
                    self.note(Why::Renewed, value);
                } else {
                    self.lapse(value, Some(start));
                }
            }
            Hold::Grace { until, .. } if until == self.at => {
                let value = self.value(self.before());
                self.fall(value);
            }
            Hold::Kept { .. } | Hold::Grace { .. } => {}
        }
    }

    fn evaluate(&mut self) {
        let rules = self.of.rules;
        loop {
            let value = self.value(self.at);
            let reached = rules.ladder().rank_for(value);
            let enough = value >= self.threshold();
            if reached > self.rank && rules.on_reach() == Upgrade::Immediate {
                return self.take(reached, Why::Reached, value);
            }
            match self.hold {
                Hold::Grace { .. } if enough => {
                    self.hold = Hold::Kept { ends: self.renewed() };
                    return self.note(Why::Regained, value);
                }
                Hold::Kept { .. } if !enough && rules.expiry() == Expiry::OnDrop => {
                    self.lapse(value, None);
                }
                Hold::Grace { .. } | Hold::Kept { .. } => return,
            }
        }
    }

    fn threshold(&self) -> i64 {
        self.of.rules.ladder().threshold(self.rank)
    }

    fn lapse(&mut self, value: i64, from: Option<Timestamp>) {
        let Some(grace) = self.of.rules.grace_span() else { return self.fall(value) };
        let until = grace.nth(self.at, 1, self.of.zone);
        let until = until.and_then(|until| self.of.rules.rounding().up(until, self.of.zone));
        self.hold = Hold::Grace { until: until.unwrap_or(Timestamp::MAX), from };
        self.note(Why::Lapsed, value);
    }

    fn fall(&mut self, value: i64) {
        let below = self.rank.saturating_sub(1);
        match self.of.rules.on_loss() {
            Downgrade::OneDown => self.take(below, Why::OneDown, value),
            Downgrade::Requalify => {
                let rank = self.of.rules.ladder().rank_for(value).min(below);
                self.take(rank, Why::Requalified, value);
            }
        }
    }

    /// Another tier from now on.
    fn take(&mut self, rank: u8, why: Why, value: i64) {
        (self.rank, self.anchor, self.times) = (rank, self.at, 0);
        let ends = if rank == 0 { None } else { self.first_end() };
        self.hold = Hold::Kept { ends };
        self.note(why, value);
    }

    fn first_end(&mut self) -> Option<Timestamp> {
        let (_, end) = self.around(self.at);
        match self.of.rules.expiry() {
            Expiry::EndOfPeriod => end,
            Expiry::EndOfNextPeriod => self.around(end?).1,
            Expiry::OnDrop => None,
            Expiry::Custom(_) => self.renewed(),
        }
    }

    /// When a tier ends that is kept on from now.
    fn renewed(&mut self) -> Option<Timestamp> {
        match self.of.rules.expiry() {
            Expiry::EndOfPeriod | Expiry::EndOfNextPeriod => self.around(self.at).1,
            Expiry::OnDrop => None,
            Expiry::Custom(span) => loop {
                self.times = self.times.checked_add(1)?;
                let end = span.nth(self.anchor, self.times, self.of.zone).ok()?;
                let end = self.of.rules.rounding().up(end, self.of.zone).ok()?;
                if end > self.at {
                    return Some(end);
                }
            },
        }
    }

    /// Writes down what holds from now on; of several things at once the last holds.
    fn note(&mut self, why: Why, value: i64) {
        let (ends, grace_until) = match self.hold {
            Hold::Kept { ends } => (ends, None),
            Hold::Grace { until, .. } => (None, Some(until)),
        };
        self.steps.pop_if(|last| last.at == self.at);
        self.steps.push(Step { at: self.at, rank: self.rank, why, value, ends, grace_until });
    }
}
