//! What it means that a client has left: chosen first, and carried by every result.

use serde::{Deserialize, Serialize};

use crate::domain::{Date, Lang};

/// When a client counts as gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ChurnDefinition {
    /// The contract ended and was not renewed within some days of grace.
    Subscription {
        /// The days of grace.
        grace: u32,
    },
    /// Neither an order nor a counting touch for so many days, or for so many times the client's own
    /// median gap between orders, whichever is longer; or the client said so.
    Project {
        /// The least days.
        quiet: u32,
        /// How many of its own gaps; only of those who have ordered twice.
        gaps: u32,
    },
    /// No purchase in so many days after the instant of the result.
    Purchases {
        /// The days.
        within: u32,
    },
}

/// How long a client may be quiet until it counts as gone, and how long it has been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    /// The days that have passed since its last order or counting touch.
    pub days: i64,
    /// The days behind which it counts as gone, in halves of a day.
    pub limit_halves: i64,
}

impl Quiet {
    /// Whether it counts as gone.
    #[must_use]
    pub fn is_gone(self) -> bool {
        self.days.saturating_mul(2) > self.limit_halves
    }
}

impl ChurnDefinition {
    /// What is proposed for projects: 365 days, or three of the client's own gaps.
    pub const PROJECT: ChurnDefinition = ChurnDefinition::Project { quiet: 365, gaps: 3 };

    /// How quiet a client has been by this definition; nothing where it rests on something else
    /// than on being quiet, or where nothing was ever heard.
    ///
    /// ```
    /// use guanxi::domain::Date;
    /// use guanxi::scoring::hazard::ChurnDefinition;
    /// let orders = ["2023-01-01", "2023-07-01", "2024-01-01"];
    /// let orders = orders.map(|day| day.parse::<Date>().expect("a day"));
    /// let today = "2025-07-02".parse()?;
    /// let quiet = ChurnDefinition::PROJECT.quiet(&orders, None, today).expect("there were orders");
    /// // Gaps of 181 and 184 days: three of 182.5 are 547.5 days, and 548 have passed.
    /// assert_eq!((quiet.days, quiet.limit_halves, quiet.is_gone()), (548, 1_095, true));
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn quiet(self, orders: &[Date], last_touch: Option<Date>, today: Date) -> Option<Quiet> {
        let ChurnDefinition::Project { quiet, gaps } = self else { return None };
        let mut orders: Vec<Date> = orders.iter().copied().filter(|day| *day <= today).collect();
        orders.sort_unstable();
        let touch = last_touch.filter(|day| *day <= today);
        let last = orders.last().copied().max(touch)?;
        let between = orders.iter().zip(orders.iter().skip(1));
        let mut own: Vec<i64> = between.map(|(a, b)| i64::from(a.days_to(*b))).collect();
        own.sort_unstable();
        // Of an even number of gaps the median lies between two, so halves are counted.
        let upper = own.get(own.len() / 2).copied().unwrap_or_default();
        let lower = own.get(own.len().saturating_sub(1) / 2).copied().unwrap_or_default();
        let own = (upper + lower).saturating_mul(i64::from(gaps));
        let limit_halves = own.max(i64::from(quiet) * 2);
        Some(Quiet { days: i64::from(last.days_to(today)), limit_halves })
    }

    /// The definition in a person's language.
    #[must_use]
    pub fn say(self, lang: Lang) -> String {
        match self {
            ChurnDefinition::Subscription { grace } => lang.choose(
                format!("流失：合同到期后 {grace} 天内未续约"),
                format!("gone: not renewed within {grace} days after the contract's end"),
            ),
            ChurnDefinition::Project { quiet, gaps } => lang.choose(
                format!("流失：{quiet} 天或自身订单间隔中位数的 {gaps} 倍（取长者）内既无订单也无有效联系，或客户明确表示离开"),
                format!("gone: no order and no counting touch for {quiet} days or {gaps} of its own median gaps, whichever is longer, or the client said so"),
            ),
            ChurnDefinition::Purchases { within } => lang.choose(
                format!("流失：此后 {within} 天内没有购买"),
                format!("gone: no purchase within the next {within} days"),
            ),
        }
    }
}
