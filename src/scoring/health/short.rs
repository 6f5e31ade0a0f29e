//! The arithmetic of a score by one multiplication for each measure, for the scorecards whose numbers are
//! short; that is nearly all.
//!
//! What a measure brings is a whole number over the denominator of the whole. Here it stands with 64 binary
//! places behind the point, at its true value or above it by less than the order of remainders can tell:
//! what is before the point is its floor, and the first places behind it put the remainders in the order
//! in which they are. So it gives the same integers as the division beside it.

use super::layout::{MIDDLE, Place, UP};

/// The most measures, which are compared at once.
pub(super) const FEW: usize = 16;

/// So many binary places tell remainders apart.
const PLACES: u32 = 25;

/// Where a remainder stands, so that the order of equals has room below it.
const TIE: u64 = 0x3f;

/// What the level of a measure is multiplied by, and what is added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Share {
    plus: u128,
    times: u64,
    tie: i32,
}

/// The shares of every measure in the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Short {
    shares: Vec<Share>,
}

impl Short {
    /// Of each measure its place, and what its level is multiplied by and what is added to stand over the
    /// whole; none where these are not short.
    pub(super) fn of<'p>(
        places: impl ExactSizeIterator<Item = (&'p Place, u64, u64)>,
        whole: u64,
    ) -> Option<Self> {
        if places.len() > FEW || whole >> PLACES != 0 {
            return None;
        }
        let share = |(place, times, plus): (&Place, u64, u64)| {
            // Both are rounded down, a level times over and once: with this no product lies below its true
            // value, nor above it by more.
            let above = (2 * UP).checked_mul(place.parts)?.checked_add(1)?;
            // Where remainders are told apart, and where what is just above a half, that is nothing.
            let is_small = above.checked_mul(whole)? >> (64 - PLACES) == 0 && above >> 32 == 0;
            let over = |number: u64| (u128::from(number) << 64) / u128::from(whole.max(1));
            let times = u64::try_from(over(times)).unwrap_or(u64::MAX);
            let plus = over(plus) + u128::from(above);
            let tie = i32::try_from(place.tie & TIE).unwrap_or_default();
            is_small.then_some(Share { plus, times, tie })
        };
        Some(Short { shares: places.map(share).collect::<Option<_>>()? })
    }

    /// As the layout's own mean, with each level taken as it is needed.
    pub(super) fn mean(&self, levels: impl Iterator<Item = u64>, points: &mut [i64; FEW]) -> i64 {
        let (mut rests, mut sum, mut rest) = ([-1_i32; FEW], 0_u64, 0_u128);
        let places = self.shares.iter().zip(points.iter_mut().zip(&mut rests));
        for ((share, (point, kept)), level) in places.zip(levels) {
            let part = u128::from(level) * u128::from(share.times) + share.plus;
            let (whole, left) = (upper(part), lower(part));
            let first = (left >> (64 - PLACES - TIE.count_ones())) & !TIE;
            *kept = i32::try_from(first).unwrap_or(i32::MAX) | share.tie;
            *point = whole.wrapping_sub(UP).cast_signed();
            sum += whole;
            rest += u128::from(left);
        }
        let (ones, left) = (upper(rest), lower(rest));
        let is_odd = (sum ^ ones) & 1 == 1;
        // A half is at least half a step away from whatever else can be left, and a step is two of these;
        // an odd one goes up from it. No branch, since it would be guessed wrong every other time.
        let up = (left >> (62 - PLACES)) + u64::from(is_odd) > 1 << (PLACES + 1);
        let ones = i32::try_from(ones).unwrap_or_default() + i32::from(up);
        let many = self.shares.len();
        if many <= 8 {
            give::<8>(ones, many, points, &rests);
        } else if many <= 12 {
            give::<12>(ones, many, points, &rests);
        } else {
            give::<FEW>(ones, many, points, &rests);
        }
        // Each stands above its share of the middle by the middle, which is even.
        let moved = u64::try_from(many).unwrap_or_default() * UP;
        MIDDLE + sum.wrapping_sub(moved).cast_signed() + i64::from(ones)
    }
}

/// What stands before the point.
fn upper(part: u128) -> u64 {
    u64::try_from(part >> 64).unwrap_or(u64::MAX)
}

/// What stands behind it.
fn lower(part: u128) -> u64 {
    u64::try_from(part & u128::from(u64::MAX)).unwrap_or(u64::MAX)
}

/// Gives one each to the largest of so many remainders, as the layout does; no more than N are looked at.
fn give<const N: usize>(ones: i32, many: usize, points: &mut [i64; FEW], rests: &[i32; FEW]) {
    let Some(rests) = rests.first_chunk::<N>() else { return };
    for (point, above) in points.iter_mut().zip(above(many, rests)) {
        *point += i64::from(above < ones);
    }
}

/// Above each of the remainders, how many of the first so many stand.
// By itself it is compiled to comparisons of four at a time.
#[inline(never)]
fn above<const N: usize>(many: usize, rests: &[i32; N]) -> [i32; N] {
    let mut above = [0; N];
    for other in rests.iter().take(many) {
        for (above, one) in above.iter_mut().zip(rests) {
            *above += i32::from(other > one);
        }
    }
    above
}
