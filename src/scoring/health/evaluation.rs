//! An evaluation: a client's health at one instant, and everything that explains it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::book::ScorecardBook;
use super::exact::{Level, MIDDLE, Mean, TooFine, Weighed, coverage, half_even, weigh};
use super::fault::ReadingFault;
use super::grade::{Grade, Standing};
use super::map::Value;
use super::reading::{Behind, Look, Readings, Seen};
use super::scorecard::{Cap, Group, Measure, Null, Of, Scorecard};
use super::titled::Titled;
use crate::domain::{CustomKey, Date, Lang, Percent, Score, Timestamp};

/// What an evaluation leaves for the next one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Memory {
    /// For which instant it was worked out.
    pub as_of: Option<Timestamp>,
    /// The last score that each measure had of its own.
    pub last: BTreeMap<CustomKey, Level>,
    /// The caps that applied.
    pub caps: BTreeSet<CustomKey>,
    /// The grade.
    pub standing: Option<Standing>,
    /// The same of the scorecards that it looked at.
    pub inner: BTreeMap<CustomKey, Memory>,
}

/// A score that a person sets in the place of the one that is worked out, until it runs out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// The score.
    pub score: Score,
    /// From when on.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// The record that says who and why.
    pub behind: Behind,
}

/// Why a measure counts with the score that it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Basis {
    /// It was measured.
    Measured,
    /// Its last score is held, at most 5 000.
    Held,
    /// It has no value and counts as 5 000.
    Neutral,
    /// It has no value and counts as 0.
    Zero,
    /// It has no value and is left out.
    Missing,
    /// Its source is not used: it is in neither the score nor the coverage.
    NotUsed,
}

/// What one measure contributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    /// The measure.
    pub measure: CustomKey,
    /// Its group.
    pub group: CustomKey,
    /// How much the group counts.
    pub group_weight: u32,
    /// How much the measure counts in its group.
    pub weight: u32,
    /// Why it has the score that it has.
    pub basis: Basis,
    /// What was measured.
    pub value: Option<Value>,
    /// Its score, before rounding; none where it is left out.
    pub level: Option<Level>,
    /// By how many basis points it moves the client's score away from 5 000.
    pub points: i64,
    /// The records that it rests on.
    pub behind: Vec<Behind>,
}

/// A cap that applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliedCap {
    /// Which.
    pub id: CustomKey,
    /// The most that the score is.
    pub max: i64,
    /// Why.
    pub reason: Titled,
    /// Whether it stands because it applied before and nothing was read since.
    pub held: bool,
    /// The records that it rests on.
    pub behind: Vec<Behind>,
}

/// A client's health at one instant.
///
/// The score is 5 000, and what each measure contributes, and the caps, and what a person set in
/// its place: these integers add up to it exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// By which scorecard.
    pub scorecard: CustomKey,
    /// Its version.
    pub version: u32,
    /// For which instant.
    pub as_of: Timestamp,
    /// The score; none where nothing at all is known.
    pub score: Option<Score>,
    /// The grade.
    pub grade: Grade,
    /// What each measure contributes, in the scorecard's order.
    pub contributions: Vec<Contribution>,
    /// By how much the caps hold the score down; never above zero.
    pub cap_points: i64,
    /// The caps that applied, those that bind and those that do not.
    pub caps: Vec<AppliedCap>,
    /// By how much a person moved it.
    pub override_points: i64,
    /// What that person set.
    pub overridden: Option<Override>,
    /// The share of what is in use that was there.
    pub coverage: Percent,
    /// Whether that is enough.
    pub is_covered: bool,
    /// What the next evaluation must know.
    pub memory: Memory,
}

impl Health {
    /// The score before caps and without what a person set.
    #[must_use]
    pub fn mean_bp(&self) -> Option<i64> {
        let known = self.contributions.iter().any(|line| line.level.is_some());
        let sum =
            self.contributions.iter().fold(MIDDLE, |sum, line| sum.saturating_add(line.points));
        known.then_some(sum)
    }
}

/// What a client is scored from.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// What was read of it.
    pub readings: &'a Readings,
    /// What a person set in the place of the score.
    pub overridden: Option<&'a Override>,
    /// What the last evaluation left.
    pub before: Option<&'a Memory>,
    /// For which instant.
    pub as_of: Timestamp,
    /// The firm's day at that instant.
    pub day: Date,
}

impl ScorecardBook {
    /// The health of a client by a scorecard: the same of the same, whenever it is asked.
    ///
    /// # Errors
    /// [`ReadingFault`]: what was read cannot be scored.
    pub fn evaluate(&self, id: &CustomKey, asked: &Asked<'_>) -> Result<Health, ReadingFault> {
        let scorecard = self.get(id).ok_or_else(|| ReadingFault::NoScorecard(id.clone()))?;
        if asked.before.and_then(|before| before.as_of).is_some_and(|last| last > asked.as_of) {
            return Err(ReadingFault::Backwards);
        }
        let mut memory = asked.before.cloned().unwrap_or_default();
        memory.as_of = Some(asked.as_of);
        let mut lines = Vec::new();
        for (group, measure) in scorecard.measures() {
            lines.push(self.line(group, measure, asked, &mut memory)?);
        }
        let caps = self.caps(scorecard, asked, &mut memory)?;
        // Published scorecards are never too fine: that was judged for every case of theirs.
        Judged { scorecard, asked, lines, caps, memory }
            .sum()
            .map_err(|TooFine| ReadingFault::Range(id.clone()))
    }

    fn line(
        &self,
        group: &Group,
        measure: &Measure,
        asked: &Asked<'_>,
        memory: &mut Memory,
    ) -> Result<Contribution, ReadingFault> {
        let seen = match &measure.of {
            Of::Source(key) => self.look(key, measure, asked)?,
            Of::Scorecard(id) => self.inner(id, asked, memory)?,
        };
        let (basis, value, level, behind) = match seen {
            Seen::Value(value, behind) => {
                let level = measure.map.level(&value);
                let level = level.ok_or_else(|| ReadingFault::Unknown(measure.id.clone()))?;
                memory.last.insert(measure.id.clone(), level);
                (Basis::Measured, Some(value), Some(level), behind)
            }
            Seen::NotUsed => (Basis::NotUsed, None, None, Vec::new()),
            Seen::Nothing => {
                let (basis, level) = missing(measure, memory);
                (basis, None, level, Vec::new())
            }
        };
        Ok(Contribution {
            measure: measure.id.clone(),
            group: group.id.clone(),
            group_weight: group.weight,
            weight: measure.weight,
            basis,
            value,
            level,
            points: 0,
            behind,
        })
    }

    fn look(
        &self,
        key: &CustomKey,
        measure: &Measure,
        asked: &Asked<'_>,
    ) -> Result<Seen, ReadingFault> {
        let Some(source) = self.sources().get(key) else { return Ok(Seen::NotUsed) };
        let (lookback, ttl, trend) = (measure.lookback, measure.ttl, measure.map.is_trend());
        let look = Look { key, source, lookback, ttl, trend, as_of: asked.as_of };
        look.at(asked.readings.get(key))
    }

    /// What another scorecard says of the same client; nothing where that knows too little.
    fn inner(
        &self,
        id: &CustomKey,
        asked: &Asked<'_>,
        memory: &mut Memory,
    ) -> Result<Seen, ReadingFault> {
        let before = memory.inner.get(id).cloned();
        let asked = Asked { before: before.as_ref(), overridden: None, ..*asked };
        let health = self.evaluate(id, &asked)?;
        let used = health.contributions.iter().any(|line| line.basis != Basis::NotUsed);
        let behind = health.contributions.iter().flat_map(|line| line.behind.iter().cloned());
        let seen = match health.score.filter(|_| health.is_covered) {
            _ if !used => Seen::NotUsed,
            Some(score) => Seen::Value(Value::Number(score.bp()), behind.collect()),
            None => Seen::Nothing,
        };
        memory.inner.insert(id.clone(), health.memory);
        Ok(seen)
    }

    fn caps(
        &self,
        scorecard: &Scorecard,
        asked: &Asked<'_>,
        memory: &mut Memory,
    ) -> Result<Vec<AppliedCap>, ReadingFault> {
        let mut applied = Vec::new();
        for cap in &scorecard.caps {
            let Some(source) = self.sources().get(&cap.source) else { continue };
            let (lookback, as_of) = (cap.lookback, asked.as_of);
            let look = Look { key: &cap.source, source, lookback, ttl: None, trend: false, as_of };
            let seen = look.at(asked.readings.get(&cap.source))?;
            let (applies, held, behind) = match seen {
                Seen::Value(Value::Number(number), behind) => {
                    (number >= cap.at_least, false, behind)
                }
                Seen::Value(Value::Word(_) | Value::Slope(_), _) | Seen::NotUsed => {
                    (false, false, Vec::new())
                }
                // What is not known any more has not ended.
                Seen::Nothing => (memory.caps.contains(&cap.id), true, Vec::new()),
            };
            if applies {
                memory.caps.insert(cap.id.clone());
                applied.push(taken(cap, held, behind));
            } else {
                memory.caps.remove(&cap.id);
            }
        }
        Ok(applied)
    }
}

fn taken(cap: &Cap, held: bool, behind: Vec<Behind>) -> AppliedCap {
    let (id, max, reason) = (cap.id.clone(), cap.max, cap.reason.clone());
    AppliedCap { id, max, reason, held, behind }
}

/// What counts where a measure in use has no value.
fn missing(measure: &Measure, memory: &Memory) -> (Basis, Option<Level>) {
    match measure.null {
        Null::Hold => match memory.last.get(&measure.id) {
            Some(last) => {
                let same = i128::from(last.denominator()) == measure.map.denominator().max(1);
                // Another version of the map may measure in other steps.
                let last = if same || last.denominator() == 1 { *last } else { last.floored() };
                (Basis::Held, Some(last.at_most_middle()))
            }
            None => (Basis::Missing, None),
        },
        Null::Exclude => (Basis::Missing, None),
        Null::Neutral => (Basis::Neutral, Some(Level::whole(MIDDLE))),
        Null::Zero => (Basis::Zero, Some(Level::whole(0))),
    }
}

struct Judged<'j> {
    scorecard: &'j Scorecard,
    asked: &'j Asked<'j>,
    lines: Vec<Contribution>,
    caps: Vec<AppliedCap>,
    memory: Memory,
}

impl Judged<'_> {
    fn sum(self) -> Result<Health, TooFine> {
        let Judged { scorecard, asked, mut lines, caps, mut memory } = self;
        let weighed = weighed(&lines);
        let in_use = |at: usize| lines.get(at).is_some_and(|line| line.basis != Basis::NotUsed);
        let there = |at: usize| lines.get(at).is_some_and(|line| line.basis == Basis::Measured);
        let (part, whole) = coverage(&weighed, in_use, there)?;
        let is_covered = part.checked_mul(10_000).ok_or(TooFine)?
            >= whole.checked_mul(i128::from(scorecard.min_coverage)).ok_or(TooFine)?;
        let mean = weigh(&weighed, &order(&lines))?;
        if let Some(Mean { parts, .. }) = &mean {
            for (line, part) in lines.iter_mut().zip(parts) {
                line.points = *part;
            }
        }
        let mean = mean.map(|mean| mean.bp);
        let most = caps.iter().map(|cap| cap.max).min().unwrap_or(10_000);
        let capped = mean.map(|mean| mean.min(most));
        let stands = |one: &&Override| one.from <= asked.as_of && asked.as_of < one.until;
        let overridden = asked.overridden.filter(stands).cloned();
        let set = overridden.as_ref().map(|one| one.score.bp());
        let difference = |a: Option<i64>, b: Option<i64>| a.zip(b).map_or(0, |(a, b)| a - b);
        let score = set.or(capped).and_then(|bp| Score::from_bp(bp).ok());
        let day = asked.day;
        // A person who says how it stands knows enough to say so.
        let known = score.filter(|_| is_covered || overridden.is_some());
        let standing = known.map(|score| Standing::after(memory.standing, score, day));
        memory.standing = standing.or(memory.standing);
        Ok(Health {
            scorecard: scorecard.id.clone(),
            version: scorecard.version,
            as_of: asked.as_of,
            score,
            grade: standing.map_or(Grade::Insufficient, |standing| standing.grade),
            contributions: lines,
            cap_points: difference(capped, mean),
            caps,
            override_points: set.map_or(0, |set| set - capped.unwrap_or(MIDDLE)),
            overridden,
            coverage: percent(part, whole),
            is_covered,
            memory,
        })
    }
}

fn percent(part: i128, whole: i128) -> Percent {
    let bp = half_even(part.saturating_mul(10_000), whole.max(1));
    i64::try_from(bp).ok().and_then(|bp| Percent::from_bp(bp).ok()).unwrap_or(Percent::NONE)
}

/// The measures as they are weighed.
pub(super) fn weighed(lines: &[Contribution]) -> Vec<Weighed> {
    let mut group = 0;
    let mut last: Option<&CustomKey> = None;
    let mut all = Vec::with_capacity(lines.len());
    for line in lines {
        if last.is_some_and(|last| *last != line.group) {
            group += 1;
        }
        last = Some(&line.group);
        let (group_weight, weight, level) = (line.group_weight, line.weight, line.level);
        all.push(Weighed { group, group_weight, weight, level });
    }
    all
}

/// The places of the measures in the order of their keys.
pub(super) fn order(lines: &[Contribution]) -> Vec<usize> {
    let mut places: Vec<(usize, &CustomKey)> =
        lines.iter().map(|line| &line.measure).enumerate().collect();
    places.sort_by_key(|(_, key)| *key);
    places.into_iter().map(|(place, _)| place).collect()
}

impl Basis {
    /// The basis in a person's language.
    #[must_use]
    pub fn say(self, lang: Lang) -> &'static str {
        match self {
            Basis::Measured => lang.choose("已测得", "measured"),
            Basis::Held => lang.choose("数据过期，沿用旧值", "stale, last score held"),
            Basis::Neutral => lang.choose("无数据，按中间值计", "no value, counted as 50"),
            Basis::Zero => lang.choose("无数据，按零计", "no value, counted as 0"),
            Basis::Missing => lang.choose("无数据，未计入", "no value, left out"),
            Basis::NotUsed => lang.choose("未使用", "not used"),
        }
    }
}
