//! A client's index: how what it got stands beside what it was promised, over twelve months.

use super::policy::ExpectationPolicy;
use super::record::Expectation;
use super::verdict::Verdict;
use super::words::{Kano, Weight};
use crate::domain::quantity::ratio::half_even;
use crate::domain::{
    ExpectationId, Figure, Gap, Invalid, Lang, Percent, Score, Source, Timestamp, Zone,
};

/// One expectation in a client's index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexRow {
    /// Which.
    pub id: ExpectationId,
    /// How much it counts.
    pub weight: Weight,
    /// How often it was evaluated in these months; a promise that repeats, many times.
    pub evaluations: u32,
    /// For how many of them somebody said how they came across.
    pub perceived: u32,
    /// The mean of what they differ from what was agreed, half-even at the hundredth: as perceived
    /// where somebody said so, else as measured.
    pub difference: Gap,
    /// How many of something that must be were missed: any caps the index.
    pub must_be_missed: u32,
}

/// How a client's index came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexTable {
    /// The expectations that were evaluated, in the order in which they were given.
    pub rows: Vec<IndexRow>,
    /// How often a loss counts, in hundredths.
    pub losses: u16,
    /// What the index would be if nothing that must be had been missed.
    pub uncapped: Option<Score>,
}

impl IndexTable {
    /// The most that the index is when something that must be was missed.
    pub const CAP_BP: i64 = 4_900;

    /// The table as sentences in a person's language.
    #[must_use]
    pub fn explain(&self, lang: Lang) -> Vec<String> {
        let row = |row: &IndexRow| {
            let (id, weight, gap) = (row.id, row.weight.get(), row.difference);
            let (all, perceived) = (row.evaluations, row.perceived);
            lang.choose(
                format!(
                    "{id}：权重 {weight}，差距 {gap}，评价 {all} 次，其中 {perceived} 次有感受"
                ),
                format!("{id}: weight {weight}, gap {gap}, {all} evaluated, {perceived} perceived"),
            )
        };
        let missed: u32 = self.rows.iter().map(|row| row.must_be_missed).sum();
        let cap = (missed > 0).then(|| {
            lang.choose(
                format!("{missed} 次基本型期望未达成，指数不超过 49"),
                format!("{missed} that must be were missed, so the index is at most 49"),
            )
        });
        self.rows.iter().map(row).chain(cap).collect()
    }
}

/// The index of a client: Σ wᵢ·(5 000 + dᵢ/2)/Σ wᵢ over its expectations that were evaluated in the
/// twelve months up to an instant, where a loss counts as often as the firm's policy says, on both
/// sides of the stroke; none where nothing was evaluated. One of something that must be, missed,
/// caps it at 49.
///
/// Its coverage is the share of evaluations for which somebody said how they came across.
///
/// # Errors
/// [`Invalid::Date`] when the twelve months begin before 1900.
pub fn index_of<'e>(
    expectations: impl IntoIterator<Item = &'e Expectation>,
    policy: &ExpectationPolicy,
    as_of: Timestamp,
    inputs: Vec<Source>,
) -> Result<Figure<Option<Score>, IndexTable>, Invalid> {
    let since = Zone::UTC.nth_month(as_of, -12)?;
    let rows: Vec<IndexRow> =
        expectations.into_iter().filter_map(|one| one.index_row(since, as_of)).collect();
    let uncapped = mean(&rows, policy.losses());
    let capped = rows.iter().any(|row| row.must_be_missed > 0);
    let cap = Score::from_bp(IndexTable::CAP_BP)?;
    let value = uncapped.map(|index| if capped { index.min(cap) } else { index });
    let count = |of: fn(&IndexRow) -> u32| rows.iter().map(|row| i64::from(of(row))).sum::<i64>();
    let (evaluations, perceived) = (count(|row| row.evaluations), count(|row| row.perceived));
    let coverage = Percent::of(perceived, evaluations.max(1))?;
    let explanation = IndexTable { rows, losses: policy.losses(), uncapped };
    Ok(Figure { value, explanation, coverage, as_of, inputs })
}

/// How a client's index looks on the scale of health: 25 and below is nothing, 60 and above is all.
///
/// ```
/// use guanxi::domain::expectation::health_of;
/// use guanxi::domain::Score;
/// let health = |bp| Score::from_bp(bp).map(health_of).map(Score::bp);
/// assert_eq!([health(2_500)?, health(4_250)?, health(6_000)?], [0, 5_000, 10_000]);
/// assert_eq!([health(0)?, health(10_000)?], [0, 10_000]);
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[must_use]
pub fn health_of(index: Score) -> Score {
    let above = i128::from((index.bp() - 2_500).clamp(0, 3_500));
    let bp = half_even(above * 10_000, 3_500);
    i64::try_from(bp).ok().and_then(|bp| Score::from_bp(bp).ok()).unwrap_or(Score::MAX)
}

fn mean(rows: &[IndexRow], losses: u16) -> Option<Score> {
    let (mut sum, mut weights) = (0_i128, 0_i128);
    for row in rows {
        let times = if row.difference < Gap::NONE { losses } else { 100 };
        let weight = i128::from(row.weight.get()) * i128::from(times);
        sum += weight * (10_000 + i128::from(row.difference.bp()));
        weights += weight;
    }
    if weights == 0 {
        return None;
    }
    Score::from_bp(i64::try_from(half_even(sum, weights * 2)).ok()?).ok()
}

impl Expectation {
    fn index_row(&self, since: Timestamp, until: Timestamp) -> Option<IndexRow> {
        let counts = |at: Timestamp| since < at && at <= until;
        let (mut sum, mut evaluations, mut perceived, mut missed) = (0_i128, 0_u32, 0_u32, 0_u32);
        for evaluation in self.evaluations().iter().filter(|one| counts(one.at())) {
            let felt = evaluation.perception().is_some_and(|felt| felt.at <= until);
            sum += i128::from(evaluation.difference(felt).bp());
            evaluations = evaluations.saturating_add(1);
            perceived = perceived.saturating_add(u32::from(felt));
            missed = missed.saturating_add(u32::from(evaluation.verdict() == Verdict::Missed));
        }
        if evaluations == 0 {
            return None;
        }
        let mean = i64::try_from(half_even(sum, i128::from(evaluations))).ok()?;
        Some(IndexRow {
            id: self.id(),
            weight: self.weight(),
            evaluations,
            perceived,
            difference: Gap::from_bp(mean).ok()?,
            must_be_missed: if self.kano() == Kano::MustBe { missed } else { 0 },
        })
    }
}
