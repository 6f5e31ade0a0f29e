//! An evaluation: a client's health at one instant, and everything that explains it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::book::ScorecardBook;
use super::exact::{Level, MIDDLE, Mean, TooFine, Weighed, coverage, half_even, weigh};
use super::fault::ReadingFault;
use super::grade::{Grade, Standing};
use super::map::Value;
use super::reading::{Behind, Look, Readings, Said, Seen};
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
                let (basis, level) = missing(measure, Some(memory));
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
        match self.look_at(key, measure, asked.as_of) {
            Some(look) => look.at(asked.readings.get(key)),
            None => Ok(Seen::NotUsed),
        }
    }

    /// How a measure looks at its source.
    pub(super) fn look_at<'l>(
        &'l self,
        key: &'l CustomKey,
        measure: &Measure,
        as_of: Timestamp,
    ) -> Option<Look<'l>> {
        let source = self.sources().get(key)?;
        let (lookback, ttl, trend) = (measure.lookback, measure.ttl, measure.map.is_trend());
        Some(Look { key, source, lookback, ttl, trend, as_of })
    }

    fn inner(
        &self,
        id: &CustomKey,
        asked: &Asked<'_>,
        memory: &mut Memory,
    ) -> Result<Seen, ReadingFault> {
        let (said, health) = self.looked_at(id, asked, memory.inner.get(id))?;
        let behind = health.contributions.iter().flat_map(|line| line.behind.iter().cloned());
        let seen = match said.value() {
            Some(value) => Seen::Value(value, behind.collect()),
            None if said == Said::NotUsed => Seen::NotUsed,
            None => Seen::Nothing,
        };
        memory.inner.insert(id.clone(), health.memory);
        Ok(seen)
    }

    /// What another scorecard says of the same client; nothing where that knows too little.
    pub(super) fn looked_at(
        &self,
        id: &CustomKey,
        asked: &Asked<'_>,
        before: Option<&Memory>,
    ) -> Result<(Said<'static>, Health), ReadingFault> {
        let health = self.evaluate(id, &Asked { before, overridden: None, ..*asked })?;
        let used = health.contributions.iter().any(|line| line.basis != Basis::NotUsed);
        let said = match health.score.filter(|_| health.is_covered) {
            _ if !used => Said::NotUsed,
            Some(score) => Said::Number(score.bp()),
            None => Said::Nothing,
        };
        Ok((said, health))
    }

    fn caps(
        &self,
        scorecard: &Scorecard,
        asked: &Asked<'_>,
        memory: &mut Memory,
    ) -> Result<Vec<AppliedCap>, ReadingFault> {
        let mut applied = Vec::new();
        for cap in &scorecard.caps {
            let Some(look) = self.look_of(cap, asked.as_of) else { continue };
            let reading = asked.readings.get(&cap.source);
            if let Some(held) = applies(cap, look.said(reading)?, Some(memory)) {
                memory.caps.insert(cap.id.clone());
                let behind = if held { Vec::new() } else { look.behind(reading) };
                applied.push(taken(cap, held, behind));
            } else {
                memory.caps.remove(&cap.id);
            }
        }
        Ok(applied)
    }

    /// How a cap looks at its source.
    pub(super) fn look_of<'l>(&'l self, cap: &'l Cap, as_of: Timestamp) -> Option<Look<'l>> {
        let (key, source) = (&cap.source, self.sources().get(&cap.source)?);
        Some(Look { key, source, lookback: cap.lookback, ttl: None, trend: false, as_of })
    }
}

/// Whether a cap applies, and then whether it does only because it did before and nothing was read
/// since: what is not known any more has not ended.
pub(super) fn applies(cap: &Cap, said: Said<'_>, before: Option<&Memory>) -> Option<bool> {
    match said {
        Said::Number(number) => (number >= cap.at_least).then_some(false),
        Said::Nothing => before.is_some_and(|before| before.caps.contains(&cap.id)).then_some(true),
        Said::Word(_) | Said::Slope(_) | Said::NotUsed => None,
    }
}

fn taken(cap: &Cap, held: bool, behind: Vec<Behind>) -> AppliedCap {
    let (id, max, reason) = (cap.id.clone(), cap.max, cap.reason.clone());
    AppliedCap { id, max, reason, held, behind }
}

/// What counts where a measure in use has no value.
pub(super) fn missing(measure: &Measure, memory: Option<&Memory>) -> (Basis, Option<Level>) {
    match measure.null {
        Null::Hold => match memory.and_then(|memory| memory.last.get(&measure.id)) {
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
        let is_covered = is_enough(part, whole, scorecard.min_coverage)?;
        let mean = weigh(&weighed, &order(&lines))?;
        if let Some(Mean { parts, .. }) = &mean {
            for (line, part) in lines.iter_mut().zip(parts) {
                line.points = *part;
            }
        }
        let most = caps.iter().map(|cap| cap.max).min();
        let stands = |one: &&Override| one.from <= asked.as_of && asked.as_of < one.until;
        let overridden = asked.overridden.filter(stands).cloned();
        let set = overridden.as_ref().map(|one| one.score.bp());
        let mean = mean.map(|mean| mean.bp);
        let end = End::of(mean, most, set, is_covered, memory.standing, asked.day);
        memory.standing = end.standing.or(memory.standing);
        Ok(Health {
            scorecard: scorecard.id.clone(),
            version: scorecard.version,
            as_of: asked.as_of,
            score: end.score,
            grade: end.grade(),
            contributions: lines,
            cap_points: end.cap_points,
            caps,
            override_points: end.override_points,
            overridden,
            coverage: percent(part, whole),
            is_covered,
            memory,
        })
    }
}

/// What becomes of a mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    pub(super) score: Option<Score>,
    pub(super) cap_points: i64,
    pub(super) override_points: i64,
    pub(super) standing: Option<Standing>,
}

impl End {
    /// The mean, at most what caps leave, or what a person set; and where that stands after the grade
    /// before.
    pub(super) fn of(
        mean: Option<i64>,
        most: Option<i64>,
        set: Option<i64>,
        is_covered: bool,
        before: Option<Standing>,
        day: Date,
    ) -> Self {
        let capped = mean.map(|mean| mean.min(most.unwrap_or(10_000)));
        let score = set.or(capped).and_then(|bp| Score::from_bp(bp).ok());
        // A person who says how it stands knows enough to say so.
        let known = score.filter(|_| is_covered || set.is_some());
        End {
            score,
            cap_points: capped.zip(mean).map_or(0, |(capped, mean)| capped - mean),
            override_points: set.map_or(0, |set| set - capped.unwrap_or(MIDDLE)),
            standing: known.map(|score| Standing::after(before, score, day)),
        }
    }

    pub(super) fn grade(&self) -> Grade {
        self.standing.map_or(Grade::Insufficient, |standing| standing.grade)
    }
}

/// Whether a share is at least another, which is in basis points.
pub(super) fn is_enough(part: i128, whole: i128, least: i64) -> Result<bool, TooFine> {
    let least = whole.checked_mul(i128::from(least)).ok_or(TooFine)?;
    Ok(part.checked_mul(10_000).ok_or(TooFine)? >= least)
}

pub(super) fn percent(part: i128, whole: i128) -> Percent {
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
