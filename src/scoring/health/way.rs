//! The way up: what would have to become better for a client to reach a grade.

use super::book::ScorecardBook;
use super::evaluation::{Basis, Contribution, Health, order, weighed};
use super::exact::{Level, weigh};
use super::grade::Grade;
use super::map::{Map, Value};
use super::scorecard::{Measure, Scorecard};
use crate::domain::CustomKey;

/// One measure that would have to become better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raise {
    /// The measure.
    pub measure: CustomKey,
    /// Its value now; none where it is held, or counted as something.
    pub from: Option<Value>,
    /// The value that is needed: with any lesser step, and all else on this way, the grade is not
    /// reached.
    pub to: Value,
}

/// What would have to become better: as few measures as can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The grade that is reached.
    pub to: Grade,
    /// The score that it leads to, in basis points.
    pub reaches: i64,
    /// Caps that would have to end.
    pub caps: Vec<CustomKey>,
    /// The measures that would have to become better.
    pub raises: Vec<Raise>,
}

impl ScorecardBook {
    /// What would have to become better for this client to reach a grade by itself, that is without
    /// what a person set; nothing where no way leads there.
    ///
    /// Of the measures that count, the fewest are taken, and each is raised no further than it must
    /// be. Two days may pass until a grade that is just reached is given.
    #[must_use]
    pub fn way_to(&self, grade: Grade, health: &Health) -> Option<Way> {
        let scorecard = self.get(&health.scorecard)?;
        let needed = grade.least_bp();
        let caps = health.caps.iter().filter(|cap| cap.max < needed).map(|cap| cap.id.clone());
        let caps: Vec<CustomKey> = caps.collect();
        let most = health.caps.iter().filter(|cap| cap.max >= needed).map(|cap| cap.max).min();
        let most = most.unwrap_or(10_000);
        let mut lines = health.contributions.clone();
        let mut climb = Climb { scorecard, lines: &mut lines, needed };
        let taken = climb.fewest()?;
        let raises = climb.least(&taken);
        let reaches = climb.mean()?.min(most);
        Some(Way { to: grade, reaches, caps, raises })
    }
}

struct Climb<'c> {
    scorecard: &'c Scorecard,
    lines: &'c mut Vec<Contribution>,
    needed: i64,
}

impl Climb<'_> {
    fn mean(&self) -> Option<i64> {
        weigh(&weighed(self.lines), &order(self.lines)).ok()?.map(|mean| mean.bp)
    }

    fn reached(&self) -> bool {
        self.mean().is_some_and(|bp| bp >= self.needed)
    }

    fn measure(&self, place: usize) -> Option<&Measure> {
        let line = self.lines.get(place)?;
        let mut measures = self.scorecard.measures().map(|(_, measure)| measure);
        measures.find(|measure| measure.id == line.measure)
    }

    fn set(&mut self, place: usize, level: Level) {
        if let Some(line) = self.lines.get_mut(place) {
            line.level = Some(level);
        }
    }

    /// The fewest measures that reach the grade when they are as good as can be: the weights stay,
    /// so each adds what it adds whatever the others do, and those that add most are taken.
    fn fewest(&mut self) -> Option<Vec<(usize, Level)>> {
        let mut taken = Vec::new();
        while !self.reached() {
            let now = self.mean()?;
            let mut best: Option<(i128, usize, Level)> = None;
            for place in order(self.lines) {
                let Some((level, top)) = self.top(place) else { continue };
                if taken.iter().any(|(other, _)| *other == place) || !top.is_better_than(level) {
                    continue;
                }
                let gain = self.gain(place, top)?;
                if best.is_none_or(|(most, _, _)| gain > most) {
                    best = Some((gain, place, top));
                }
            }
            let (_, place, top) = best?;
            taken.push((place, self.lines.get(place)?.level?));
            self.set(place, top);
            // What adds nothing that can be seen leads nowhere.
            if taken.len() > self.lines.len() || self.mean()? < now {
                return None;
            }
        }
        Some(taken)
    }

    /// A measure's level now and the best that its map can give, if somebody can make it better: a
    /// measure with no level does not count, and one that is not used is out of it.
    fn top(&self, place: usize) -> Option<(Level, Level)> {
        let line = self.lines.get(place)?;
        let level = line.level?;
        let counts = match line.basis {
            Basis::Measured | Basis::Held | Basis::Neutral | Basis::Zero => true,
            Basis::Missing | Basis::NotUsed => false,
        };
        let top = self.measure(place)?.map.best()?;
        counts.then_some((level, top.0))
    }

    /// How much a measure would add at its best, finer than a basis point.
    fn gain(&mut self, place: usize, top: Level) -> Option<i128> {
        let line = self.lines.get(place)?;
        let level = line.level?;
        let group = line.group.clone();
        let inside: u32 = self
            .lines
            .iter()
            .filter(|line| line.group == group && line.level.is_some())
            .map(|line| line.weight)
            .sum();
        let line = self.lines.get(place)?;
        let weight = i128::from(line.group_weight) * i128::from(line.weight);
        let high = |level: Level| {
            i128::from(level.numerator()) * FINE / i128::from(level.denominator().max(1))
        };
        Some(weight * (high(top) - high(level)) / i128::from(inside.max(1)))
    }

    /// Raises each of those that were taken no further than it must be, the last taken first.
    fn least(&mut self, taken: &[(usize, Level)]) -> Vec<Raise> {
        let mut raises = Vec::new();
        for (place, before) in taken.iter().rev() {
            let Some(map) = self.measure(*place).map(|measure| measure.map.clone()) else {
                continue;
            };
            let Some(to) = self.enough(*place, *before, &map) else { continue };
            let Some(line) = self.lines.get(*place) else { continue };
            raises.push(Raise { measure: line.measure.clone(), from: line.value.clone(), to });
        }
        raises.reverse();
        raises
    }

    /// The least value of a measure that still reaches the grade, which it is then set to.
    fn enough(&mut self, place: usize, before: Level, map: &Map) -> Option<Value> {
        let steps = map.steps();
        let (mut low, mut high) = (0_i64, steps.saturating_sub(1));
        // The first step that is enough: more of it never scores less.
        while low < high {
            let middle = low + (high - low) / 2;
            let (_, level) = map.step(middle)?;
            self.set(place, level);
            let better = level.is_better_than(before);
            if better && self.reached() { high = middle } else { low = middle + 1 }
        }
        let (value, level) = map.step(high)?;
        self.set(place, level);
        Some(value)
    }
}

/// Parts of a basis point, when gains are compared.
const FINE: i128 = 1_000_000_000;

impl Map {
    /// The best score that the map can give, and for what.
    fn best(&self) -> Option<(Level, Value)> {
        self.step(self.steps().saturating_sub(1)).map(|(value, level)| (level, value))
    }

    /// How many steps lead from the worst to the best.
    fn steps(&self) -> i64 {
        match self {
            Map::Linear { lo, hi, .. } => hi.saturating_sub(*lo).saturating_add(1),
            Map::Trend { slope, .. } => slope.saturating_mul(2_000).saturating_add(1),
            Map::Bands(bands) => i64::try_from(bands.len()).unwrap_or(i64::MAX),
            Map::Category(table) => i64::try_from(table.len()).unwrap_or(i64::MAX),
        }
    }

    /// The value of a step, and its score; the steps stand in the order of their scores.
    fn step(&self, step: i64) -> Option<(Value, Level)> {
        let value = match self {
            Map::Linear { lo, hi, invert } => {
                Value::Number(if *invert { hi.checked_sub(step)? } else { lo.checked_add(step)? })
            }
            Map::Trend { slope, invert } => {
                let end = slope.checked_mul(1_000)?;
                Value::Slope(if *invert { end.checked_sub(step)? } else { step.checked_sub(end)? })
            }
            Map::Bands(bands) => {
                let mut bands: Vec<_> = bands.iter().enumerate().collect();
                bands.sort_by_key(|(_, band)| band.score);
                let (place, band) = bands.get(usize::try_from(step).ok()?)?;
                // A number inside the band: an upper end always is.
                let number = match (band.up_to, band.above) {
                    (Some(end), _) => end,
                    (None, Some(end)) if *place == 0 => end,
                    (None, Some(end)) => end.checked_add(1)?,
                    (None, None) => 0,
                };
                return Some((Value::Number(number), Level::whole(band.score)));
            }
            Map::Category(table) => {
                let mut words: Vec<_> = table.iter().collect();
                words.sort_by_key(|(word, score)| (**score, *word));
                let (word, _) = words.get(usize::try_from(step).ok()?)?;
                Value::Word((*word).clone())
            }
        };
        let level = self.level(&value)?;
        Some((value, level))
    }
}
