//! The arithmetic of a score: exact fractions, one rounding of the whole, and parts that add up to it.

use serde::{Deserialize, Serialize};

pub(super) use super::layout::MIDDLE;
use super::layout::{self, Layout, Place, Room};

/// How good one measure is, in basis points, before anything is rounded: a fraction from 0 to
/// 10 000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    numerator: i64,
    denominator: i64,
}

impl Level {
    /// A whole number of basis points, brought into 0 to 10 000.
    pub(super) fn whole(bp: i64) -> Self {
        Level { numerator: bp.clamp(0, 10_000), denominator: 1 }
    }

    /// The part of a stretch, as basis points; nothing where the stretch is too long to be counted.
    pub(super) fn part(part: i64, of: i64) -> Option<Self> {
        let numerator = part.clamp(0, of.max(0)).checked_mul(10_000)?;
        (of > 0).then_some(Level { numerator, denominator: of })
    }

    /// What is left of 10 000.
    pub(super) fn inverted(self) -> Self {
        let all = self.denominator.saturating_mul(10_000);
        Level { numerator: all.saturating_sub(self.numerator), ..self }
    }

    /// This, or the middle of the scale when that is less.
    pub(super) fn at_most_middle(self) -> Self {
        if self.numerator > self.denominator.saturating_mul(MIDDLE) {
            Level::whole(MIDDLE)
        } else {
            self
        }
    }

    /// The same as far as whole basis points say it, rounded down.
    pub(super) fn floored(self) -> Self {
        Level::whole(self.numerator.div_euclid(self.denominator.max(1)))
    }

    /// Both parts in lowest terms.
    pub(super) fn reduced(self) -> Option<(u64, u64)> {
        let (over, under) =
            (u64::try_from(self.numerator).ok()?, u64::try_from(self.denominator).ok()?);
        let common = layout::gcd(over, under).max(1);
        // No level lies above the scale, but one that was kept is read as it stands.
        let inside = over.checked_div(under)? <= 10_000;
        inside.then_some((over / common, under / common))
    }

    /// The level counted in parts of a basis point; none where it is not whole in them.
    pub(super) fn in_parts(self, parts: u64) -> Option<u64> {
        let (over, under) = self.reduced()?;
        parts.is_multiple_of(under).then(|| over.checked_mul(parts / under)).flatten()
    }

    /// The numerator, in basis points of the denominator.
    #[must_use]
    pub fn numerator(self) -> i64 {
        self.numerator
    }

    /// The denominator, at least 1.
    #[must_use]
    pub fn denominator(self) -> i64 {
        self.denominator
    }

    /// The nearest whole number of basis points, a tie to the even one: for show.
    #[must_use]
    pub fn bp(self) -> i64 {
        let bp = half_even(i128::from(self.numerator), i128::from(self.denominator.max(1)));
        i64::try_from(bp).unwrap_or(MIDDLE)
    }

    /// Whether it is better than another, decided exactly.
    #[must_use]
    pub fn is_better_than(self, other: Level) -> bool {
        let left = i128::from(self.numerator).saturating_mul(i128::from(other.denominator));
        left > i128::from(other.numerator).saturating_mul(i128::from(self.denominator))
    }
}

/// What one measure brings into a weighted mean of groups of measures.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weighed {
    /// The place of its group.
    pub(super) group: usize,
    pub(super) group_weight: u32,
    pub(super) weight: u32,
    /// None where it is left out of the mean.
    pub(super) level: Option<Level>,
}

/// A weighted mean of groups, and what each measure contributes to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mean {
    /// The mean, half-even.
    pub(super) bp: i64,
    /// By how much each measure moves it away from the middle; they add up to that exactly. The
    /// measures stand in the order in which they were given, those left out with nothing.
    pub(super) parts: Vec<i64>,
}

/// Numbers that are too large to be added up exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooFine;

/// The weighted mean of the groups that have a measure with a level; none where there is none.
///
/// The measures of a group stand side by side, and all of them in the order of their keys within
/// equal remainders.
pub(super) fn weigh(measures: &[Weighed], order: &[usize]) -> Result<Option<Mean>, TooFine> {
    match narrow(measures, order, |layout, _| layout) {
        Some(mean) => Ok(Some(mean)),
        None => wide(measures, order),
    }
}

/// The same as a sheet does it, whose layout is asked often.
#[cfg(test)]
pub(super) fn weigh_often(measures: &[Weighed], order: &[usize]) -> Result<Option<Mean>, TooFine> {
    match narrow(measures, order, Layout::in_short) {
        Some(mean) => Ok(Some(mean)),
        None => wide(measures, order),
    }
}

/// The same in 64 bits; none where nothing counts or the numbers are too large for that.
fn narrow(
    measures: &[Weighed],
    order: &[usize],
    ready: impl FnOnce(Layout, &[Place]) -> Layout,
) -> Option<Mean> {
    let (mut places, mut levels, mut counts) = (Vec::new(), Vec::new(), 0_u64);
    for (at, one) in measures.iter().enumerate() {
        let Weighed { group, group_weight, weight, level } = *one;
        let (over, parts) = match level {
            Some(level) => {
                counts |= 1_u64.checked_shl(u32::try_from(at).ok()?)?;
                level.reduced()?
            }
            None => (0, 1),
        };
        places.push(Place { group, group_weight, weight, parts, tie: 0 });
        levels.push(over);
    }
    for (place, tie) in places.iter_mut().zip(ties(order)) {
        place.tie = tie;
    }
    let layout = ready(Layout::of(&places, counts)?, &places);
    let mut room = Room::default();
    let bp = layout.mean(&levels, &mut room);
    room.points.truncate(levels.len());
    Some(Mean { bp, parts: room.points })
}

/// The first in an order is served first among equals.
pub(super) fn ties(order: &[usize]) -> Vec<u64> {
    let mut ties = vec![0; order.len()];
    let first = u64::try_from(layout::MOST).unwrap_or_default();
    for (place, tie) in order.iter().zip((0..first).rev()) {
        if let Some(one) = ties.get_mut(*place) {
            *one = tie;
        }
    }
    ties
}

/// The same in 128 bits.
pub(super) fn wide(measures: &[Weighed], order: &[usize]) -> Result<Option<Mean>, TooFine> {
    let sums = Sums::of(measures, |one| one.level.is_some());
    if sums.weight == 0 {
        return Ok(None);
    }
    let mut common = 1_i128;
    for one in measures {
        if let Some(level) = one.level {
            let (_, under) = sums.share(one);
            common = lcm(common, under.checked_mul(i128::from(level.denominator)).ok_or(TooFine)?)?;
        }
    }
    let whole = common.checked_mul(sums.weight).ok_or(TooFine)?;
    let (mut total, mut parts, mut rests) = (0_i128, Vec::new(), Vec::new());
    for one in measures {
        let part = match one.level {
            Some(level) => sums.numerator(one, level, common)?,
            None => 0,
        };
        total = total.checked_add(part).ok_or(TooFine)?;
        parts.push(i64::try_from(part.div_euclid(whole)).map_err(|_| TooFine)?);
        rests.push(part.rem_euclid(whole));
    }
    let above = i64::try_from(half_even(total, whole)).map_err(|_| TooFine)?;
    let left = parts.iter().fold(above, |left, part| left.saturating_sub(*part));
    give(left, measures, &mut parts, &rests, order);
    Ok(Some(Mean { bp: above.saturating_add(MIDDLE), parts }))
}

/// Gives what is left over, one each, to the largest remainders, the first key among equals first.
fn give(left: i64, measures: &[Weighed], parts: &mut [i64], rests: &[i128], order: &[usize]) {
    if left <= 0 {
        return;
    }
    let counts = |place: &usize| measures.get(*place).is_some_and(|one| one.level.is_some());
    let mut places: Vec<usize> = order.iter().copied().filter(counts).collect();
    // A stable sort keeps the order of keys among equals.
    places.sort_by_key(|place| std::cmp::Reverse(rests.get(*place).copied().unwrap_or_default()));
    for place in places.into_iter().take(usize::try_from(left).unwrap_or(usize::MAX)) {
        if let Some(part) = parts.get_mut(place) {
            *part = part.saturating_add(1);
        }
    }
}

/// The share of the weights in use that is present, nested: the numerator and the denominator.
pub(super) fn coverage(
    measures: &[Weighed],
    in_use: impl Fn(usize) -> bool,
    present: impl Fn(usize) -> bool,
) -> Result<(i128, i128), TooFine> {
    let set = |is: &dyn Fn(usize) -> bool| {
        (0..measures.len()).filter(|at| is(*at)).fold(0, |all, at| all | layout::bit(at))
    };
    let place = |one: &Weighed| {
        let Weighed { group, group_weight, weight, .. } = *one;
        Place { group, group_weight, weight, parts: 1, tie: 0 }
    };
    let (places, used): (Vec<Place>, u64) = (measures.iter().map(place).collect(), set(&in_use));
    if let Some(layout) = Layout::of(&places, used) {
        let there = layout.share(used & set(&present));
        return Ok((there.into(), layout.whole().into()));
    }
    wide_coverage(measures, in_use, present)
}

/// The same in 128 bits.
pub(super) fn wide_coverage(
    measures: &[Weighed],
    in_use: impl Fn(usize) -> bool,
    present: impl Fn(usize) -> bool,
) -> Result<(i128, i128), TooFine> {
    let places: Vec<(usize, &Weighed)> = measures.iter().enumerate().collect();
    let used: Vec<Weighed> =
        places.iter().filter(|(place, _)| in_use(*place)).map(|(_, one)| **one).collect();
    let sums = Sums::of(&used, |_| true);
    if sums.weight == 0 {
        return Ok((0, 1));
    }
    let mut common = 1;
    for one in &used {
        common = lcm(common, sums.share(one).1)?;
    }
    let mut there = 0_i128;
    for (_, one) in places.iter().filter(|(place, _)| in_use(*place) && present(*place)) {
        let (over, under) = sums.share(one);
        let part = over.checked_mul(common.div_euclid(under.max(1))).ok_or(TooFine)?;
        let part = part.checked_mul(i128::from(one.group_weight)).ok_or(TooFine)?;
        there = there.checked_add(part).ok_or(TooFine)?;
    }
    Ok((there, common.checked_mul(sums.weight).ok_or(TooFine)?))
}

/// The weights of the measures that count, by group.
struct Sums {
    groups: Vec<i128>,
    weight: i128,
}

impl Sums {
    fn of(measures: &[Weighed], counts: impl Fn(&Weighed) -> bool) -> Self {
        let mut sums = Sums { groups: Vec::new(), weight: 0 };
        for one in measures.iter().filter(|one| counts(one)) {
            if sums.groups.len() <= one.group {
                sums.groups.resize(one.group.saturating_add(1), 0);
            }
            let Some(sum) = sums.groups.get_mut(one.group) else { continue };
            if *sum == 0 {
                sums.weight += i128::from(one.group_weight);
            }
            *sum += i128::from(one.weight);
        }
        sums
    }

    /// The measure's share of its group, in lowest terms.
    fn share(&self, one: &Weighed) -> (i128, i128) {
        let sum = self.groups.get(one.group).copied().unwrap_or(1).max(1);
        let weight = i128::from(one.weight);
        let common = gcd(weight, sum).max(1);
        (weight.div_euclid(common), sum.div_euclid(common))
    }

    /// What the measure adds to the numerator over the weights and the common denominator.
    fn numerator(&self, one: &Weighed, level: Level, common: i128) -> Result<i128, TooFine> {
        let (over, under) = self.share(one);
        let (numerator, denominator) = (i128::from(level.numerator), i128::from(level.denominator));
        let above = numerator - denominator * i128::from(MIDDLE);
        let times = common.div_euclid((under * denominator).max(1));
        above
            .checked_mul(times)
            .and_then(|part| part.checked_mul(over))
            .and_then(|part| part.checked_mul(i128::from(one.group_weight)))
            .ok_or(TooFine)
    }
}

/// `numerator / denominator` to the nearest whole, a tie to the even one; the denominator is
/// positive.
pub(in crate::scoring) fn half_even(numerator: i128, denominator: i128) -> i128 {
    let (whole, rest) = (numerator.div_euclid(denominator), numerator.rem_euclid(denominator));
    // Compared with what is missing instead of doubled, so that nothing overflows.
    let up = match rest.cmp(&(denominator - rest)) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => whole % 2 != 0,
    };
    whole + i128::from(up)
}

pub(super) fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a.rem_euclid(b));
    }
    a
}

pub(super) fn lcm(a: i128, b: i128) -> Result<i128, TooFine> {
    a.div_euclid(gcd(a, b).max(1)).checked_mul(b).ok_or(TooFine)
}
