//! The way up: what would have to become better for a client to reach a grade.

use super::book::ScorecardBook;
use super::evaluation::{Basis, Contribution, Health, order, weighed};
use super::exact::{Level, weigh};
use super::grade::Grade;
use super::map::{Band, Map, Value};
use super::scorecard::{Measure, Of, Scorecard};
use super::source::{Better, Shape};
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
        let mut climb = Climb { book: self, scorecard, lines: &mut lines, needed };
        let taken = climb.fewest()?;
        let raises = climb.least(&taken);
        let reaches = climb.mean()?.min(most);
        Some(Way { to: grade, reaches, caps, raises })
    }
}

struct Climb<'c> {
    book: &'c ScorecardBook,
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

    /// The steps of a measure, from where it stands now.
    fn ladder(&self, place: usize) -> Option<Ladder> {
        let measure = self.measure(place)?;
        let now = match self.lines.get(place)?.value {
            Some(Value::Number(number)) => Some(number),
            Some(Value::Word(_) | Value::Slope(_)) | None => None,
        };
        let (shape, better) = match &measure.of {
            Of::Source(key) => {
                self.book.sources().get(key).map(|source| (source.shape, source.better))?
            }
            Of::Scorecard(_) => (Shape::Number { low: 0, high: 10_000 }, Better::Higher),
        };
        Some(Ladder { map: measure.map.clone(), shape, better, now })
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
        if !counts {
            return None;
        }
        Some((level, self.ladder(place)?.best()?))
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
            let Some(ladder) = self.ladder(*place) else { continue };
            let Some(to) = self.enough(*place, *before, &ladder) else { continue };
            let Some(line) = self.lines.get(*place) else { continue };
            raises.push(Raise { measure: line.measure.clone(), from: line.value.clone(), to });
        }
        raises.reverse();
        raises
    }

    /// The least value of a measure that still reaches the grade, which it is then set to.
    fn enough(&mut self, place: usize, before: Level, ladder: &Ladder) -> Option<Value> {
        let steps = ladder.steps();
        let (mut low, mut high) = (0_i64, steps.saturating_sub(1));
        // The first step that is enough: more of it never scores less.
        while low < high {
            let middle = low + (high - low) / 2;
            let (_, level) = ladder.step(middle)?;
            self.set(place, level);
            let better = level.is_better_than(before);
            if better && self.reached() { high = middle } else { low = middle + 1 }
        }
        let (value, level) = ladder.step(high)?;
        self.set(place, level);
        Some(value)
    }
}

/// Parts of a basis point, when gains are compared.
const FINE: i128 = 1_000_000_000;

/// The steps of a measure, from the worst to the best that its source can observe.
struct Ladder {
    map: Map,
    shape: Shape,
    better: Better,
    now: Option<i64>,
}

impl Ladder {
    /// The best score that the map can give.
    fn best(&self) -> Option<Level> {
        self.step(self.steps().checked_sub(1)?).map(|(_, level)| level)
    }

    /// How many steps lead from the worst to the best.
    fn steps(&self) -> i64 {
        match &self.map {
            Map::Linear { lo, hi, .. } => {
                let (lo, hi) = self.within(*lo, *hi);
                hi.saturating_sub(lo).saturating_add(1)
            }
            Map::Trend { slope, .. } => slope.saturating_mul(2_000).saturating_add(1),
            Map::Bands(bands) => i64::try_from(bands.len()).unwrap_or(i64::MAX),
            Map::Category(table) => i64::try_from(table.len()).unwrap_or(i64::MAX),
        }
    }

    /// The value of a step, and its score; the steps stand in the order of their scores.
    fn step(&self, step: i64) -> Option<(Value, Level)> {
        let value = match &self.map {
            Map::Linear { lo, hi, invert } => {
                let (lo, hi) = self.within(*lo, *hi);
                let number = if *invert { hi.checked_sub(step)? } else { lo.checked_add(step)? };
                Value::Number(Some(number).filter(|number| (lo..=hi).contains(number))?)
            }
            Map::Trend { slope, invert } => {
                let end = slope.checked_mul(1_000)?;
                Value::Slope(if *invert { end.checked_sub(step)? } else { step.checked_sub(end)? })
            }
            Map::Bands(bands) => Value::Number(self.nearest(bands, step)?),
            Map::Category(table) => {
                let mut words: Vec<_> = table.iter().collect();
                words.sort_by_key(|(word, score)| (**score, *word));
                let (word, _) = words.get(usize::try_from(step).ok()?)?;
                Value::Word((*word).clone())
            }
        };
        let level = self.map.level(&value)?;
        Some((value, level))
    }

    /// Of a step of bands, the number that is nearest to the present one, in whichever band has its
    /// score; without a present one the least good number that is good enough.
    fn nearest(&self, bands: &[Band], step: i64) -> Option<i64> {
        let mut scores: Vec<i64> = bands.iter().map(|band| band.score).collect();
        scores.sort_unstable();
        let score = *scores.get(usize::try_from(step).ok()?)?;
        let of = bands.iter().enumerate().filter(|(_, band)| band.score == score);
        let ends = of.filter_map(|(place, band)| self.ends(band, place == 0));
        match (self.now, self.better) {
            (Some(now), _) => {
                ends.map(|(lo, hi)| now.max(lo).min(hi)).min_by_key(|to| now.abs_diff(*to))
            }
            (None, Better::Lower) => ends.map(|(_, hi)| hi).max(),
            (None, Better::Higher | Better::Unstated) => ends.map(|(lo, _)| lo).min(),
        }
    }

    /// The least and the greatest number of a band that the source can observe.
    fn ends(&self, band: &Band, first: bool) -> Option<(i64, i64)> {
        let above = match band.above {
            Some(end) if first => end,
            Some(end) => end.checked_add(1)?,
            None => i64::MIN,
        };
        let (lo, hi) = self.within(above, band.up_to.unwrap_or(i64::MAX));
        (lo <= hi).then_some((lo, hi))
    }

    fn within(&self, lo: i64, hi: i64) -> (i64, i64) {
        match self.shape {
            Shape::Number { low, high } => (lo.max(low), hi.min(high)),
            Shape::Word => (lo, hi),
        }
    }
}
