//! What must be right about a scorecard before it scores anybody.

use std::collections::BTreeSet;

use super::exact::{TooFine, lcm};
use super::fault::{ScorecardFault, Wrong};
use super::map::{Band, Map};
use super::scorecard::{Cap, Of, Scorecard};
use super::source::{Better, Shape, Source, Sources};
use super::who::Who;
use crate::domain::CustomKey;

/// The greatest weight.
const WEIGHT: u32 = 10_000;
/// The most groups, measures in a scorecard, and caps.
const LIMIT: usize = 64;
/// The longest time that is looked back: ten years.
const DAYS: u32 = 3_660;
/// How deep conditions stand within conditions.
const DEEP: usize = 16;
/// What sums of a score must stay below, so that nothing overflows on the way.
const ROOM: i128 = i128::MAX >> 8;

/// Everything that is wrong with a scorecard by itself.
pub(super) fn faults(scorecard: &Scorecard, sources: &Sources) -> Vec<ScorecardFault> {
    let mut found = Found { scorecard, faults: Vec::new() };
    found.whole();
    for group in &scorecard.groups {
        found.weight(&group.id, group.weight);
        if group.measures.iter().all(|measure| measure.weight == 0) {
            found.say(Some(&group.id), Wrong::NoWeight);
        }
        for measure in &group.measures {
            found.weight(&measure.id, measure.weight);
            found.days(&measure.id, [measure.lookback, measure.ttl]);
            match &measure.of {
                Of::Source(key) => match sources.get(key) {
                    Some(source) => found.map(&measure.id, &measure.map, source),
                    None => found.say(Some(&measure.id), Wrong::UnknownSource(key.clone())),
                },
                Of::Scorecard(_) => {
                    let shape = Shape::Number { low: 0, high: 10_000 };
                    found.shaped(&measure.id, &measure.map, shape, Better::Higher);
                }
            }
        }
    }
    for cap in &scorecard.caps {
        found.cap(cap, sources.get(&cap.source));
    }
    if found.faults.is_empty() && !fits(scorecard) {
        found.say(None, Wrong::TooFine);
    }
    found.faults
}

struct Found<'s> {
    scorecard: &'s Scorecard,
    faults: Vec<ScorecardFault>,
}

impl Found<'_> {
    fn say(&mut self, at: Option<&CustomKey>, wrong: Wrong) {
        let scorecard = self.scorecard.id.clone();
        self.faults.push(ScorecardFault { scorecard, at: at.cloned(), wrong });
    }

    fn whole(&mut self) {
        let scorecard = self.scorecard;
        let measures = scorecard.measures().count();
        if measures == 0 {
            self.say(None, Wrong::NoMeasures);
        }
        if scorecard.groups.iter().all(|group| group.weight == 0) {
            self.say(None, Wrong::NoWeight);
        }
        if measures.max(scorecard.groups.len()).max(scorecard.caps.len()) > LIMIT {
            self.say(None, Wrong::TooMany(LIMIT));
        }
        if !(0..=10_000).contains(&scorecard.min_coverage) {
            self.say(None, Wrong::Coverage);
        }
        if depth(&scorecard.who) > DEEP {
            self.say(None, Wrong::TooDeep(DEEP));
        }
        self.twice(scorecard.groups.iter().map(|group| &group.id));
        self.twice(scorecard.measures().map(|(_, measure)| &measure.id));
        self.twice(scorecard.caps.iter().map(|cap| &cap.id));
    }

    fn twice<'k>(&mut self, ids: impl Iterator<Item = &'k CustomKey>) {
        let mut seen = BTreeSet::new();
        for id in ids {
            if !seen.insert(id) {
                self.say(Some(id), Wrong::Twice);
            }
        }
    }

    fn weight(&mut self, at: &CustomKey, weight: u32) {
        if !(1..=WEIGHT).contains(&weight) {
            self.say(Some(at), Wrong::Weight(WEIGHT));
        }
    }

    fn days(&mut self, at: &CustomKey, days: [Option<u32>; 2]) {
        if days.iter().flatten().any(|days| !(1..=DAYS).contains(days)) {
            self.say(Some(at), Wrong::Days);
        }
    }

    fn map(&mut self, at: &CustomKey, map: &Map, source: &Source) {
        self.shaped(at, map, source.shape, source.better);
    }

    fn shaped(&mut self, at: &CustomKey, map: &Map, shape: Shape, better: Better) {
        let wrong = match (map, shape) {
            (Map::Linear { lo, hi, invert }, Shape::Number { .. }) => {
                line(*lo, *hi).or_else(|| against(*invert, better))
            }
            (Map::Trend { slope, invert }, Shape::Number { .. }) => {
                line(0, slope.saturating_mul(2_000)).or_else(|| against(*invert, better))
            }
            (Map::Bands(list), Shape::Number { low, high }) => bands(list, low, high, better),
            (Map::Category(table), Shape::Word) => {
                let scored = table.values().all(|score| (0..=10_000).contains(score));
                let empty = table.is_empty().then_some(Wrong::NoScores);
                empty.or_else(|| (!scored).then_some(Wrong::Score))
            }
            (Map::Linear { .. } | Map::Trend { .. } | Map::Bands(_), Shape::Word)
            | (Map::Category(_), Shape::Number { .. }) => Some(Wrong::Misfit),
        };
        if let Some(wrong) = wrong {
            self.say(Some(at), wrong);
        }
    }

    fn cap(&mut self, cap: &Cap, source: Option<&Source>) {
        self.days(&cap.id, [cap.lookback, None]);
        if !(0..=10_000).contains(&cap.max) {
            self.say(Some(&cap.id), Wrong::Score);
        }
        match source.map(|source| source.shape) {
            Some(Shape::Number { .. }) => {}
            Some(Shape::Word) => self.say(Some(&cap.id), Wrong::Misfit),
            None => self.say(Some(&cap.id), Wrong::UnknownSource(cap.source.clone())),
        }
    }
}

fn line(lo: i64, hi: i64) -> Option<Wrong> {
    match i128::from(hi) - i128::from(lo) {
        0 => Some(Wrong::NoStretch),
        ..0 => Some(Wrong::Backwards),
        long if long > i128::from(Map::STRETCH) => Some(Wrong::Stretch(Map::STRETCH)),
        _ => None,
    }
}

/// Whether a line runs against what is better of its source.
fn against(invert: bool, better: Better) -> Option<Wrong> {
    let runs = if invert { Better::Lower } else { Better::Higher };
    (better != Better::Unstated && better != runs).then_some(Wrong::AgainstDirection)
}

/// Bands stand side by side without gap or overlap, from one end of the source to the other.
fn bands(bands: &[Band], low: i64, high: i64, better: Better) -> Option<Wrong> {
    let (Some(first), Some(last)) = (bands.first(), bands.last()) else {
        return Some(Wrong::NoScores);
    };
    if bands.len() > LIMIT {
        return Some(Wrong::TooMany(LIMIT));
    }
    for (band, next) in bands.iter().zip(bands.iter().skip(1)) {
        let wrong = match (band.up_to, next.above) {
            (Some(end), Some(start)) if end < start => Some(Wrong::Gap(end)),
            (Some(end), Some(start)) if end > start => Some(Wrong::Overlap(start)),
            (Some(_), Some(_)) => None,
            (Some(end), None) | (None, Some(end)) => Some(Wrong::Overlap(end)),
            (None, None) => Some(Wrong::Overlap(low)),
        };
        if wrong.is_some() {
            return wrong;
        }
        let runs = match better {
            Better::Higher => band.score <= next.score,
            Better::Lower => band.score >= next.score,
            Better::Unstated => true,
        };
        if !runs {
            return Some(Wrong::AgainstDirection);
        }
    }
    let empty = |band: &Band| matches!((band.above, band.up_to), (Some(a), Some(b)) if a >= b);
    if bands.iter().any(empty) {
        return Some(Wrong::EmptyBand);
    }
    if bands.iter().any(|band| !(0..=10_000).contains(&band.score)) {
        return Some(Wrong::Score);
    }
    let ends = [
        (first.above.is_some_and(|end| end > low), low),
        (last.up_to.is_some_and(|end| end < high), high),
    ];
    ends.into_iter().find(|(open, _)| *open).map(|(_, end)| Wrong::Open(end))
}

fn depth(who: &Who) -> usize {
    match who {
        Who::Everybody | Who::Nobody | Who::Segment(_) | Who::Stage(_) | Who::ServiceMode(_) => 1,
        Who::All(inner) | Who::OneOf(inner) => {
            inner.iter().map(depth).max().unwrap_or_default().saturating_add(1)
        }
        Who::Not(inner) => depth(inner).saturating_add(1),
    }
}

/// Whether the sums of every score that the scorecard can give are exact in 128 bits, whatever is
/// present and whatever is not.
fn fits(scorecard: &Scorecard) -> bool {
    let common = || -> Result<i128, TooFine> {
        let mut common = 1;
        for (_, measure) in scorecard.measures() {
            common = lcm(common, measure.map.denominator().max(1))?;
        }
        for group in scorecard.groups.iter().filter(|group| group.measures.len() > 1) {
            let sum = group.measures.iter().map(|measure| i128::from(measure.weight)).sum();
            common = i128::checked_mul(common, sum).ok_or(TooFine)?;
        }
        let weights: i128 = scorecard.groups.iter().map(|group| i128::from(group.weight)).sum();
        common.checked_mul(weights).and_then(|all| all.checked_mul(10_000)).ok_or(TooFine)
    };
    common().is_ok_and(|most| most < ROOM)
}
