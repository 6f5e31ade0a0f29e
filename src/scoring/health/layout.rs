//! The arithmetic of a score in 64 bits, worked out once for a pattern of what is there.
//!
//! Which common denominator fractions are brought to changes neither where they are rounded nor which
//! remainder is the largest. So what is laid out here gives the same integers as the arithmetic in 128
//! bits beside it, and whatever does not fit is left to that.

use super::short::{FEW, Short};

/// The middle of the scale, to which every contribution is measured.
pub(super) const MIDDLE: i64 = 5_000;

/// The most measures that are laid out: one bit of a pattern for each.
pub(super) const MOST: usize = 64;

/// A measure as it is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// The place of its group.
    pub(super) group: usize,
    pub(super) group_weight: u32,
    pub(super) weight: u32,
    /// Parts of a basis point in which its levels are whole.
    pub(super) parts: u64,
    /// In which order equal remainders are served, the greatest first.
    pub(super) tie: u64,
}

/// What a level is multiplied by, and what is added, to stand over the denominator of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Factor {
    times: u64,
    plus: u64,
    tie: u64,
}

/// The factors of every measure where those of one pattern count, and the denominator of the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    whole: u64,
    /// What a number is multiplied by, of which the upper half is then its quotient or one less.
    inverse: u64,
    factors: Vec<Factor>,
    short: Option<Short>,
}

/// Numbers below this are multiplied and added without an overflow.
const ROOM: u64 = 1 << 57;

/// The middle of the scale, by which everything is moved up so that nothing is negative.
pub(super) const UP: u64 = MIDDLE.unsigned_abs();

impl Layout {
    /// The layout of the measures whose bits are set; none where nothing counts, and none where the
    /// numbers would be too large.
    pub(super) fn of(places: &[Place], counts: u64) -> Option<Self> {
        if places.len() > MOST {
            return None;
        }
        let counted = || places.iter().enumerate().filter(|(at, _)| is_set(counts, *at));
        let (mut groups, mut weights) = (Vec::<u64>::new(), 0_u64);
        for (_, one) in counted() {
            if groups.len() <= one.group {
                groups.resize(one.group + 1, 0);
            }
            let sum = groups.get_mut(one.group)?;
            weights += if *sum == 0 { u64::from(one.group_weight) } else { 0 };
            *sum += u64::from(one.weight);
        }
        // A measure's share of its group in lowest terms, and the denominator of what it brings.
        let share = |one: &Place| {
            let (over, under) = (u64::from(one.weight), *groups.get(one.group)?);
            let common = gcd(over, under).max(1);
            Some((over / common, (under / common).checked_mul(one.parts)?))
        };
        let mut common = 1_u64;
        for (_, one) in counted() {
            let (_, under) = share(one)?;
            common = (common / gcd(common, under).max(1)).checked_mul(under)?;
        }
        let whole = common.checked_mul(weights).filter(|whole| *whole > 0)?;
        whole.checked_mul(2 * UP).filter(|most| *most < ROOM)?;
        let nothing = |one: &Place| Factor { times: 0, plus: UP * whole, tie: one.tie };
        let mut factors: Vec<Factor> = places.iter().map(nothing).collect();
        for (at, one) in counted() {
            let (over, under) = share(one)?;
            let times = u64::from(one.group_weight) * over * (common / under);
            // A share of the whole is at most the whole.
            let plus = (UP * whole).checked_sub(UP * one.parts * times)?;
            *factors.get_mut(at)? = Factor { times, plus, tie: one.tie };
        }
        Some(Layout { whole, inverse: u64::MAX / whole, factors, short: None })
    }

    /// The same, made ready to be asked often.
    pub(super) fn in_short(self, places: &[Place]) -> Self {
        let each = places.iter().zip(&self.factors).map(|(at, by)| (at, by.times, by.plus));
        Layout { short: Short::of(each, self.whole), ..self }
    }

    /// The same of levels that are taken as they are needed; none where numbers are not short.
    pub(super) fn at_once(
        &self,
        levels: impl Iterator<Item = u64>,
        room: &mut Room,
    ) -> Option<i64> {
        let short = self.short.as_ref()?;
        if room.points.len() != FEW {
            room.points.resize(FEW, 0);
        }
        Some(short.mean(levels, room.points.first_chunk_mut()?))
    }

    /// The denominator of the whole.
    pub(super) fn whole(&self) -> u64 {
        self.whole
    }

    /// The weights of the measures whose bits are set, over the denominator of the whole; their parts
    /// are single ones.
    pub(super) fn share(&self, counts: u64) -> u64 {
        let set = self.factors.iter().enumerate().filter(|(at, _)| is_set(counts, *at));
        set.map(|(_, factor)| factor.times).sum()
    }

    /// The mean of levels, and by how much each moves it away from the middle. Each level is counted in
    /// the parts of its place; of those that do not count it is nothing.
    pub(super) fn mean(&self, levels: &[u64], room: &mut Room) -> i64 {
        if let Some(mean) = self.at_once(levels.iter().copied(), room) {
            return mean;
        }
        let Room { points, rests } = room;
        points.resize(levels.len(), 0);
        rests.resize(levels.len(), 0);
        let (mut sum, mut rest) = (0_i64, 0_u64);
        let places = levels.iter().zip(&self.factors);
        for ((level, factor), (point, kept)) in places.zip(points.iter_mut().zip(&mut *rests)) {
            let (floor, left) = self.divided(level * factor.times + factor.plus);
            *point = i64::try_from(floor).unwrap_or(MIDDLE) - MIDDLE;
            *kept = (left << 6) | factor.tie;
            sum += *point;
            rest += left;
        }
        let (ones, over) = self.divided(rest);
        let is_odd = (sum % 2 != 0) != (ones % 2 != 0);
        let up = match over.cmp(&(self.whole - over)) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Greater => true,
            std::cmp::Ordering::Equal => is_odd,
        };
        // No more are left over than there are measures.
        let ones = i32::try_from(ones + u64::from(up)).unwrap_or_default();
        give(ones, points, rests);
        MIDDLE + sum + i64::from(ones)
    }

    /// The quotient and the rest.
    fn divided(&self, over: u64) -> (u64, u64) {
        let upper = (u128::from(over) * u128::from(self.inverse)) >> 64;
        let floor = u64::try_from(upper).unwrap_or(u64::MAX);
        let rest = over - floor * self.whole;
        if rest >= self.whole { (floor + 1, rest - self.whole) } else { (floor, rest) }
    }
}

/// Where parts and remainders are put, to be used again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Room {
    /// By how much each measure moves the mean, and what else there is room for.
    pub(super) points: Vec<i64>,
    rests: Vec<u64>,
}

/// Gives one each to the largest of the remainders: to each above which fewer stand than there are ones.
/// There are always as many that are more than nothing, since each is less than one and what is to be
/// given is their sum.
fn give(ones: i32, points: &mut [i64], rests: &[u64]) {
    for (point, rest) in points.iter_mut().zip(rests) {
        let above: i32 = rests.iter().map(|other| i32::from(other > rest)).sum();
        *point += i64::from(above < ones);
    }
}

/// The bit of a place; none where there are more places than bits.
pub(super) fn bit(at: usize) -> u64 {
    u32::try_from(at).ok().and_then(|at| 1_u64.checked_shl(at)).unwrap_or_default()
}

/// Whether a bit of a pattern is set.
pub(super) fn is_set(pattern: u64, at: usize) -> bool {
    pattern & bit(at) != 0
}

pub(super) fn gcd(a: u64, b: u64) -> u64 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
