//! Why a score moved: the difference between two evaluations, split so that it adds up exactly.

use super::evaluation::{Basis, Contribution, Health, order, weighed};
use super::exact::{Level, TooFine, weigh};
use crate::domain::{CustomKey, Timestamp};

/// What changed in one step of a movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// What is there and what is not, with the weights of before.
    Coverage,
    /// The weights, and measures that came into the scorecard or left it.
    Weights,
    /// The values.
    Values,
    /// The caps.
    Caps,
    /// What a person set.
    Override,
}

/// One step of a movement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What changed.
    pub change: Change,
    /// By how many basis points that moved the score.
    pub points: i64,
    /// How much of it came by which measure; they add up to the step exactly. Nothing for caps and
    /// for what a person set.
    pub by: Vec<(CustomKey, i64)>,
}

/// Why a score moved between two evaluations; the steps add up to the difference exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// From when.
    pub from: Timestamp,
    /// To when.
    pub to: Timestamp,
    /// The difference in basis points.
    pub points: i64,
    /// First coverage, then weights, values, caps, and what a person set.
    pub steps: Vec<Step>,
}

/// Measures with a weight and a level, and what each contributes.
struct State {
    lines: Vec<Contribution>,
}

impl Health {
    /// Why the score moved since an earlier evaluation; none where one of the two has no score
    /// of its own.
    ///
    /// First what is there and what is not changes, with the weights of before; then the weights;
    /// then the values; then the caps; then what a person set. A step behind which nothing at all
    /// would be left is taken together with the next.
    #[must_use]
    pub fn moved_since(&self, before: &Health) -> Option<Movement> {
        let (from, to) = (before.mean_bp()?, self.mean_bp()?);
        let old = State { lines: before.contributions.clone() };
        let covered = State::weighed(covered(before, self)).ok()?.unwrap_or_else(|| old.same());
        let weights =
            State::weighed(reweighed(before, self)).ok()?.unwrap_or_else(|| covered.same());
        let new = State { lines: self.contributions.clone() };
        let mut steps = vec![
            Step::between(Change::Coverage, &old, &covered),
            Step::between(Change::Weights, &covered, &weights),
            Step::between(Change::Values, &weights, &new),
        ];
        let plain = |change, points| Step { change, points, by: Vec::new() };
        steps.push(plain(Change::Caps, self.cap_points - before.cap_points));
        steps.push(plain(Change::Override, self.override_points - before.override_points));
        let all = |health: &Health, mean: i64| mean + health.cap_points + health.override_points;
        let points = all(self, to) - all(before, from);
        Some(Movement { from: before.as_of, to: self.as_of, points, steps })
    }
}

impl State {
    /// What each contributes; none where nothing has a level.
    fn weighed(mut lines: Vec<Contribution>) -> Result<Option<Self>, TooFine> {
        let Some(mean) = weigh(&weighed(&lines), &order(&lines))? else { return Ok(None) };
        for (line, part) in lines.iter_mut().zip(mean.parts) {
            line.points = part;
        }
        Ok(Some(State { lines }))
    }

    fn same(&self) -> Self {
        State { lines: self.lines.clone() }
    }

    fn points(&self, measure: &CustomKey) -> i64 {
        self.lines.iter().find(|line| line.measure == *measure).map_or(0, |line| line.points)
    }
}

impl Step {
    fn between(change: Change, before: &State, after: &State) -> Self {
        let mut keys: Vec<&CustomKey> =
            before.lines.iter().chain(&after.lines).map(|line| &line.measure).collect();
        keys.sort();
        keys.dedup();
        let by = |key: &CustomKey| (key.clone(), after.points(key) - before.points(key));
        let by: Vec<(CustomKey, i64)> =
            keys.into_iter().map(by).filter(|(_, points)| *points != 0).collect();
        Step { change, points: by.iter().map(|(_, points)| points).sum(), by }
    }
}

fn level_of(health: &Health, measure: &CustomKey) -> Option<Option<Level>> {
    let line = health.contributions.iter().find(|line| line.measure == *measure);
    line.map(|line| line.level)
}

/// The old measures with their old weights, of which those stand that stand now.
fn covered(before: &Health, after: &Health) -> Vec<Contribution> {
    let stands = |line: &Contribution| {
        let mut line = line.clone();
        line.level = match level_of(after, &line.measure) {
            // It left the scorecard, which is a matter of weights.
            None => line.level,
            Some(None) => None,
            Some(now) => line.level.or(now),
        };
        line
    };
    before.contributions.iter().map(stands).collect()
}

/// The new measures with their new weights and, where they had one, their old value.
fn reweighed(before: &Health, after: &Health) -> Vec<Contribution> {
    let was = |line: &Contribution| {
        let mut line = line.clone();
        let old = level_of(before, &line.measure).flatten();
        line.level = line.level.map(|now| old.unwrap_or(now));
        line
    };
    after.contributions.iter().map(was).collect()
}

impl Contribution {
    /// Whether it was measured now, and not held or counted as something.
    #[must_use]
    pub fn is_measured(&self) -> bool {
        self.basis == Basis::Measured
    }
}
