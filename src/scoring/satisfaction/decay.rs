//! Means in which what is older counts for less, counted exactly.

use std::collections::BTreeMap;

use crate::domain::quantity::ratio::half_even;
use crate::domain::{Invalid, Timestamp};
use crate::scoring::interval::{WHOLE, float};

/// A mean of values weighted by 2^(age/half-life).
///
/// Each weight is counted from one fixed instant, so the mean does not depend on the day on which it is
/// asked for, and a value can be taken out again as if it had never been added: whatever the order in
/// which values come and go, those that are left give the same bits.
///
/// ```
/// use guanxi::Timestamp;
/// use guanxi::scoring::satisfaction::DecayedMean;
/// let day = |n: i64| Timestamp::from_seconds(n * 86_400);
/// let mut mean = DecayedMean::new(90)?;
/// mean.add(day(0)?, 40);
/// mean.add(day(90)?, 100);
/// assert_eq!(mean.value(), Some(80.0), "90 days later counts twice");
/// mean.remove(day(90)?, 100);
/// assert_eq!(mean.value(), Some(40.0));
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecayedMean {
    half_life: i64,
    /// What was added in each half-life since the fixed instant, with weights from 1 to below 2.
    blocks: BTreeMap<i64, Block>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Block {
    count: i64,
    weight: i128,
    sum: i128,
}

/// The weight 1, in the parts that weights are counted in.
const ONE: u64 = 1 << 62;

/// 2 to the power of ½, ¼, ⅛ …, in those parts, rounded down.
const ROOTS: [u64; 48] = [
    0x5a82_7999_fcef_3242,
    0x4c1b_f828_c6dc_54b7,
    0x45ca_e0f1_f545_eb73,
    0x42d5_61b3_e624_3d8a,
    0x4166_c34c_5615_d0eb,
    0x40b2_68f9_de01_83b9,
    0x4058_f6a7_eccc_d5b6,
    0x402c_6be9_6af2_fb58,
    0x4016_321b_6870_27a8,
    0x400b_1817_8ba3_3b14,
    0x4005_8bce_4101_47e8,
    0x4002_c5d7_bff7_1dae,
    0x4001_62e8_07ee_7e5b,
    0x4000_b173_0df6_a524,
    0x4000_58b9_497b_8151,
    0x4000_2c5c_955d_d701,
    0x4000_162e_46d6_f26b,
    0x4000_0b17_2275_7b1b,
    0x4000_058b_90fd_3e0c,
    0x4000_02c5_c86f_3f26,
    0x4000_0162_e433_c79b,
    0x4000_00b1_7218_edcf,
    0x4000_0058_b90c_3968,
    0x4000_002c_5c86_0d54,
    0x4000_0016_2e43_02d2,
    0x4000_000b_1721_8073,
    0x4000_0005_8b90_bffc,
    0x4000_0002_c5c8_5fee,
    0x4000_0001_62e4_2ff3,
    0x4000_0000_b172_17f8,
    0x4000_0000_58b9_0bfc,
    0x4000_0000_2c5c_85fe,
    0x4000_0000_162e_42fe,
    0x4000_0000_0b17_217f,
    0x4000_0000_058b_90bf,
    0x4000_0000_02c5_c85f,
    0x4000_0000_0162_e42f,
    0x4000_0000_00b1_7217,
    0x4000_0000_0058_b90b,
    0x4000_0000_002c_5c85,
    0x4000_0000_0016_2e42,
    0x4000_0000_000b_1721,
    0x4000_0000_0005_8b90,
    0x4000_0000_0002_c5c8,
    0x4000_0000_0001_62e4,
    0x4000_0000_0000_b172,
    0x4000_0000_0000_58b9,
    0x4000_0000_0000_2c5c,
];

/// Behind so many half-lives a weight is nothing beside the last one.
const FORGOTTEN: i64 = 96;

impl DecayedMean {
    /// The least and most that can be added: far more than any scale has.
    pub const MOST: i64 = 1_000_000;

    /// Nothing yet; what is so many days older counts half.
    ///
    /// # Errors
    /// [`Invalid::Range`] unless it is 1 to 3 650 days.
    pub fn new(half_life_days: u16) -> Result<Self, Invalid> {
        if !(1..=3_650).contains(&half_life_days) {
            return Err(Invalid::Range { field: "half-life", low: 1, high: 3_650 });
        }
        let half_life = i64::from(half_life_days) * 86_400_000_000;
        Ok(DecayedMean { half_life, blocks: BTreeMap::new() })
    }

    /// Adds a value of an instant.
    pub fn add(&mut self, at: Timestamp, value: i64) {
        self.tell(at, value, 1);
    }

    /// Takes out a value that was added.
    pub fn remove(&mut self, at: Timestamp, value: i64) {
        self.tell(at, value, -1);
    }

    fn tell(&mut self, at: Timestamp, value: i64, times: i64) {
        let value = i128::from(value.clamp(-Self::MOST, Self::MOST));
        let (block, within) =
            (at.micros().div_euclid(self.half_life), at.micros().rem_euclid(self.half_life));
        let weight = i128::from(weight(within, self.half_life)) * i128::from(times);
        let entry = self.blocks.entry(block).or_default();
        entry.count = entry.count.saturating_add(times);
        entry.weight = entry.weight.saturating_add(weight);
        entry.sum = entry.sum.saturating_add(weight.saturating_mul(value));
        if *entry == Block::default() {
            self.blocks.remove(&block);
        }
    }

    /// How many values it has.
    #[must_use]
    pub fn count(&self) -> i64 {
        self.blocks.values().fold(0, |sum, block| sum.saturating_add(block.count))
    }

    /// The weighted sum and the sum of weights, both beside the weight of the last half-life in which
    /// something was added.
    fn sums(&self) -> Option<(i128, i128)> {
        let last = *self.blocks.keys().next_back()?;
        let near = self.blocks.range(last.saturating_sub(FORGOTTEN)..);
        let (sum, weight) = near.fold((0_i128, 0_i128), |(sum, weight), (at, block)| {
            let halves = u32::try_from(last.saturating_sub(*at)).unwrap_or(u32::MAX);
            let halved = |x: i128| x.checked_shr(halves).unwrap_or(0);
            (sum.saturating_add(halved(block.sum)), weight.saturating_add(halved(block.weight)))
        });
        (weight > 0).then_some((sum, weight))
    }

    /// The mean as a float, for statistics; none where there is nothing.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        self.sums().map(|(sum, weight)| float(sum) / float(weight))
    }

    /// The mean as a part of a whole, in billionths, rounded half-even; none where there is nothing.
    pub(in crate::scoring) fn share_of(&self, whole: i64) -> Option<i64> {
        let (sum, weight) = self.sums()?;
        // 2^63 · 10^6 · 10^9 stays below 2^127 for the few values of one person; above that the parts
        // are made coarser first.
        let spare =
            (sum.unsigned_abs().max(weight.unsigned_abs()).leading_zeros()).saturating_sub(2);
        let coarser = 40_u32.saturating_sub(spare);
        let (sum, weight) = (sum >> coarser.min(100), weight >> coarser.min(100));
        let below = weight.checked_mul(i128::from(whole.max(1)))?;
        let above = sum.checked_mul(i128::from(WHOLE))?;
        (below > 0).then(|| half_even(above, below))?.try_into().ok()
    }
}

/// 2 to the power of the part of a half-life, from 1 to below 2.
fn weight(within: i64, half_life: i64) -> u64 {
    // The part in 48 binary digits: each that is 1 is a root more.
    let part = (i128::from(within) << 48).checked_div(half_life.into()).unwrap_or(0);
    ROOTS.iter().enumerate().fold(ONE, |product, (place, root)| {
        let digit = (part >> (47_usize.saturating_sub(place))) & 1;
        if digit == 0 {
            return product;
        }
        let next = (u128::from(product) * u128::from(*root)) >> 62;
        u64::try_from(next).unwrap_or(u64::MAX)
    })
}
