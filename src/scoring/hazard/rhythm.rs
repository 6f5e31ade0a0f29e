//! A client's own rhythm of buying, and how far its silence has left it.

use super::churn::ChurnDefinition;
use super::logarithm::{ONE, log2};
use crate::domain::{Date, Lang};
use crate::scoring::health::half_even;

/// How often a client bought, and when: all that its risk is ranked by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    /// On how many days it bought after the first.
    pub repeats: u32,
    /// The days from the first purchase to the last.
    pub recency: u32,
    /// The days from the first purchase to the instant of the figure; no fewer.
    pub age: u32,
}

impl Rhythm {
    /// The rhythm of purchases up to a day; several on one day count once. None where there is none.
    ///
    /// ```
    /// use guanxi::domain::Date;
    /// use guanxi::scoring::hazard::Rhythm;
    /// let days = ["2026-01-01", "2026-01-31", "2026-01-31", "2026-09-09"];
    /// let days = days.map(|day| day.parse::<Date>().expect("a day"));
    /// let rhythm = Rhythm::of(&days, "2026-03-02".parse()?).expect("there were some");
    /// assert_eq!((rhythm.repeats, rhythm.recency, rhythm.age), (1, 30, 60));
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn of(purchases: &[Date], as_of: Date) -> Option<Self> {
        let mut days: Vec<Date> = purchases.iter().copied().filter(|day| *day <= as_of).collect();
        days.sort_unstable();
        days.dedup();
        let (first, last) = (*days.first()?, *days.last()?);
        let passed = |to: Date| u32::try_from(first.days_to(to)).unwrap_or_default();
        let repeats = u32::try_from(days.len()).unwrap_or(u32::MAX).saturating_sub(1);
        Some(Rhythm { repeats, recency: passed(last), age: passed(as_of) })
    }

    /// The days since the last purchase.
    #[must_use]
    pub fn silence(self) -> u32 {
        self.age.saturating_sub(self.recency)
    }

    /// How often the client's own mean gap fits into its silence, in hundredths; none of who bought
    /// once, since that has no rhythm.
    #[must_use]
    pub fn hiatus(self) -> Option<i64> {
        if self.repeats == 0 || self.recency == 0 {
            return None;
        }
        let over = i128::from(self.silence()) * i128::from(self.repeats) * 100;
        i64::try_from(half_even(over, i128::from(self.recency))).ok()
    }
}

/// How much a client is at risk, beside others of the same portfolio: greater is more. It is no
/// probability, and has no unit that means anything by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Risk {
    /// What it is ordered by: both parts together, in 2^-24.
    pub value: i64,
    /// The part that comes of buying rarely.
    pub rarity: i64,
    /// The part that comes of a silence beyond the client's own rhythm.
    pub hiatus: i64,
}

/// What all clients of a portfolio have in common: how long they take from one purchase to the next.
///
/// A client that bought once or twice has hardly a rhythm of its own. It is judged as if it had
/// bought a little in the manner of all others too, the less so the more it bought itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Portfolio {
    /// The pooled gap in thousandths of a day.
    gap: u64,
    /// When a client counts as gone.
    definition: ChurnDefinition,
}

/// How many pooled gaps are added to what was seen of a client.
const GAPS_ADDED: u64 = 3;

impl Portfolio {
    /// Looks at all clients once: the days between purchases, over all purchases that repeat.
    #[must_use]
    pub fn of<'r>(
        clients: impl IntoIterator<Item = &'r Rhythm>,
        definition: ChurnDefinition,
    ) -> Self {
        let (mut days, mut repeats, mut ages, mut count) = (0_u64, 0_u64, 0_u64, 0_u64);
        for one in clients {
            days = days.saturating_add(u64::from(one.recency));
            repeats = repeats.saturating_add(u64::from(one.repeats));
            ages = ages.saturating_add(u64::from(one.age));
            count = count.saturating_add(1);
        }
        // Where nobody ever came back, a gap is as long as people have been known.
        let (over, under) = if repeats == 0 { (ages, count) } else { (days, repeats) };
        let gap = half_even(i128::from(over) * 1_000, i128::from(under.max(1)));
        Portfolio { gap: u64::try_from(gap).unwrap_or(u64::MAX).clamp(1, MOST), definition }
    }

    /// The pooled gap in thousandths of a day.
    #[must_use]
    pub fn gap(&self) -> u64 {
        self.gap
    }

    /// When a client counts as gone.
    #[must_use]
    pub fn definition(&self) -> ChurnDefinition {
        self.definition
    }

    /// How much a client is at risk.
    ///
    /// Two logarithms are added: that of the time it takes from one purchase to the next; and, once
    /// for each purchase that repeated, that of the time it has been known beside the time in which
    /// it bought, which for short silences is the number of its own gaps that fit into it. With x
    /// repeats, the last of them after t of T days, and a pooled gap g, it is
    /// log((T + 3g)/(x + 1/4)) + (x + 1/2)·log((T + 3g)/(t + 3g)). Nothing of it was fitted to who
    /// left; the constants are proposed, and hold for two public sets of purchases.
    #[must_use]
    pub fn risk(&self, client: Rhythm) -> Risk {
        let added = self.gap.saturating_mul(GAPS_ADDED);
        let known = (u64::from(client.age) * 1_000).saturating_add(added);
        let bought = (u64::from(client.recency.min(client.age)) * 1_000).saturating_add(added);
        let repeats = i64::from(client.repeats);
        let quarters = u64::from(client.repeats) * 4 + 1;
        let rarity = log2(known) + 2 * ONE - log2(quarters) - log2(self.gap);
        let halves = 2 * repeats + 1;
        let hiatus = (log2(known) - log2(bought)).saturating_mul(halves) / 2;
        Risk { value: rarity.saturating_add(hiatus), rarity, hiatus }
    }

    /// Why a client is at risk, in a person's language, with what counts as gone.
    #[must_use]
    pub fn explain(&self, client: Rhythm, lang: Lang) -> Vec<String> {
        let (silence, buys) = (client.silence(), u64::from(client.repeats) + 1);
        let pooled = self.gap / 1_000;
        let rhythm = match client.hiatus() {
            Some(times) => {
                let (whole, rest) = (times / 100, times % 100);
                let own = client.recency / client.repeats.max(1);
                lang.choose(
                    format!("距上次购买 {silence} 天，平均间隔约 {own} 天，已是自身节奏的 {whole}.{rest:02} 倍"),
                    format!("silent for {silence} days; it buys about every {own}, so for {whole}.{rest:02} of its own gaps"),
                )
            }
            None => lang.choose(
                format!("距唯一一次购买 {silence} 天，尚无自身节奏；全体平均间隔约 {pooled} 天"),
                format!("silent for {silence} days since its only purchase; all others buy about every {pooled}"),
            ),
        };
        let often = lang.choose(
            format!("共购买 {buys} 次，相识 {} 天", client.age),
            format!("bought {buys} times in {} days", client.age),
        );
        vec![rhythm, often, self.definition.say(lang)]
    }
}

/// The longest pooled gap: more days than the calendar has.
const MOST: u64 = 10_000_000_000;
