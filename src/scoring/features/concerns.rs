//! What of a client's features is worth a word.

use super::record::Features;
use crate::domain::{Lang, Timestamp};

/// What a client's features say at an instant, in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Concerns {
    /// For how many whole days nothing at all has happened; none where nothing ever did.
    pub silence: Option<u32>,
    /// For how many whole days it has waited for an answer, if it does.
    pub waits: Option<u32>,
    /// How many promises and changes are open.
    pub open: usize,
    /// How many of them are overdue.
    pub overdue: usize,
    /// How talks went, in the mean, from −2 to 2; none where nobody said.
    pub sentiment: Option<i64>,
    /// What it got beside what it expected, in the mean and in basis points.
    pub disconfirmation: Option<i64>,
    /// How satisfied it said it is, in the mean and in basis points.
    pub satisfaction: Option<i64>,
    /// By how much that rises in thirty days, in thousandths of a basis point.
    pub satisfaction_slope: Option<i64>,
}

impl Concerns {
    /// What features say at an instant.
    ///
    /// ```
    /// use guanxi::domain::{Id, Lang, Timestamp};
    /// use guanxi::scoring::features::{Concerns, Kept, Told, What};
    /// let at: Timestamp = "2026-05-01T08:00:00Z".parse()?;
    /// let asked = Told { at, id: Id::from_bytes([1; 16]), what: What::Heard(Vec::new()) };
    /// let concerns = Concerns::of(Kept::of([&asked]).features(), "2026-05-11T09:00:00Z".parse()?);
    /// assert_eq!(
    ///     concerns.explain(Lang::En),
    ///     ["nothing has happened for 10 days", "it has waited for an answer for 10 days"]
    /// );
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn of(features: &Features, as_of: Timestamp) -> Self {
        let waiting = features.responses.waiting;
        Concerns {
            silence: features.silence(as_of).map(days),
            waits: waiting.map(|since| days(as_of.micros().saturating_sub(since.micros()))),
            open: features.open.len(),
            overdue: features.overdue(as_of),
            sentiment: features.sentiment.mean(),
            disconfirmation: features.disconfirmation.mean(),
            satisfaction: features.satisfaction.mean(),
            satisfaction_slope: features.satisfaction.slope(),
        }
    }

    /// What is worth a word, in a person's language: what is well is not named.
    #[must_use]
    pub fn explain(&self, lang: Lang) -> Vec<String> {
        let quiet = self.silence.filter(|days| *days > 0);
        let waits = self.waits.filter(|days| *days > 0);
        let overdue = Some(self.overdue).filter(|overdue| *overdue > 0);
        let below = |value: Option<i64>| value.filter(|value| *value < 0);
        let said = [
            quiet.map(|days| {
                let zh = format!("已 {days} 天没有任何往来");
                lang.choose(zh, format!("nothing has happened for {days} days"))
            }),
            waits.map(|days| {
                let zh = format!("客户等候回复已 {days} 天");
                lang.choose(zh, format!("it has waited for an answer for {days} days"))
            }),
            overdue.map(|overdue| {
                let zh = format!("{} 项未了结，其中 {overdue} 项逾期", self.open);
                lang.choose(zh, format!("{overdue} of {} open matters are overdue", self.open))
            }),
            below(self.sentiment).map(|mean| {
                let zh = format!("沟通氛围平均为 {mean}");
                lang.choose(zh, format!("talks went {mean} in the mean"))
            }),
            below(self.disconfirmation).map(|bp| {
                let gap = hundredths(bp);
                let zh = format!("所得平均低于期望 {gap}%");
                lang.choose(zh, format!("it got {gap} % less than it expected in the mean"))
            }),
            below(self.satisfaction_slope)
                .map(|_| lang.choose("满意度在下降", "its satisfaction falls").to_owned()),
        ];
        said.into_iter().flatten().collect()
    }
}

fn days(micros: i64) -> u32 {
    u32::try_from(micros.div_euclid(86_400_000_000)).unwrap_or_default()
}

/// Basis points as per cent, without the sign.
fn hundredths(bp: i64) -> String {
    let bp = bp.unsigned_abs();
    format!("{}.{:02}", bp / 100, bp % 100)
}
