//! What the log of changes says about them: how fast they are decided, how they grow, how well they
//! were assessed. Every figure keeps its numerator and its denominator.

use std::collections::BTreeMap;

use super::baseline::Baseline;
use super::declared::MACHINE;
use super::effect::Effect;
use super::record::ChangeRequest;
use super::refusal::{ChangeRefusal, Wrong};
use super::words::{ChangeCause, ChangeSource, Dimension, Verdict};
use crate::domain::calendar::BusinessCalendar;
use crate::domain::machine::NOTHING;
use crate::domain::{Invalid, Money, Period, Timestamp};

/// Something counted, over something counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Share {
    /// What is looked at.
    pub numerator: i64,
    /// Out of what.
    pub denominator: i64,
}

impl Share {
    /// In basis points, half-even; none of nothing, and none where it cannot be held.
    ///
    /// ```
    /// use guanxi::domain::change_request::Share;
    /// assert_eq!(Share { numerator: 1, denominator: 3 }.bp(), Some(3_333));
    /// assert_eq!(Share { numerator: 1, denominator: 0 }.bp(), None);
    /// ```
    #[must_use]
    pub fn bp(self) -> Option<i64> {
        self.rounded(10_000)
    }

    /// As a whole number, half-even; none of nothing.
    ///
    /// ```
    /// use guanxi::domain::change_request::Share;
    /// assert_eq!(Share { numerator: 7, denominator: 2 }.mean(), Some(4));
    /// assert_eq!(Share { numerator: 5, denominator: 2 }.mean(), Some(2));
    /// ```
    #[must_use]
    pub fn mean(self) -> Option<i64> {
        self.rounded(1)
    }

    fn rounded(self, by: i128) -> Option<i64> {
        if self.denominator == 0 {
            return None;
        }
        let (mut over, mut under) = (i128::from(self.numerator) * by, i128::from(self.denominator));
        if under < 0 {
            (over, under) = (-over, -under);
        }
        let (whole, rest) = (over.div_euclid(under), over.rem_euclid(under));
        let up = (rest * 2).cmp(&under).then(whole.rem_euclid(2).cmp(&0)).is_gt();
        i64::try_from(whole + i128::from(up)).ok()
    }

    fn count(&mut self, is_it: bool) {
        self.denominator = self.denominator.saturating_add(1);
        self.numerator = self.numerator.saturating_add(i64::from(is_it));
    }
}

/// How far what was assessed lay from what came: the sum of actual minus assessed, over the sum of
/// what was assessed, both without regard to sign in the denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EstimateError {
    /// In minor units of the one currency.
    pub cost: Share,
    /// In working days of milestones.
    pub days: Share,
    /// In hours of roles.
    pub hours: Share,
    /// How many changes were completed with an actual figure.
    pub changes: u32,
}

/// The figures of some changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChangeMetrics {
    /// Seconds from handing in to the first decision, over the changes that were decided.
    pub decision_lead_time: Share,
    /// Changes whose last decision approved them, over those that were approved or rejected.
    pub approval_rate: Share,
    /// By source, over those that name one.
    pub by_source: BTreeMap<ChangeSource, Share>,
    /// Changes that repair what was delivered, or were not accepted at first, over those begun.
    pub rework: Share,
    /// Changes that an unclear expectation caused, over those of which the cause is known.
    pub unclear_expectation: Share,
    /// How far assessments lay from what came.
    pub estimate_error: EstimateError,
}

impl ChangeMetrics {
    /// The figures of those that were handed in within a period, or of all.
    ///
    /// # Errors
    /// [`Invalid::Mixed`] when two currencies meet, [`Invalid::Overflow`] for more than can be held.
    pub fn of<'c>(
        changes: impl IntoIterator<Item = &'c ChangeRequest>,
        within: Option<Period<Timestamp>>,
    ) -> Result<Self, Invalid> {
        let mut metrics = ChangeMetrics::default();
        let mut currency = None;
        for change in changes {
            let Some(submitted) = change.submitted_at() else { continue };
            if within.is_some_and(|period| !period.contains(submitted)) {
                continue;
            }
            metrics.decisions(change, submitted);
            metrics.causes(change);
            metrics.estimates(change, &mut currency)?;
        }
        metrics.share_sources();
        Ok(metrics)
    }

    fn decisions(&mut self, change: &ChangeRequest, submitted: Timestamp) {
        if let Some(first) = change.decisions().first() {
            let took = first.at.seconds().saturating_sub(submitted.seconds());
            self.decision_lead_time.denominator += 1;
            self.decision_lead_time.numerator =
                self.decision_lead_time.numerator.saturating_add(took);
        }
        let decided = |verdict: &Verdict| *verdict != Verdict::Deferred;
        let mut verdicts = change.decisions().iter().map(|decision| decision.verdict);
        if let Some(last) = verdicts.rfind(decided) {
            self.approval_rate.count(last == Verdict::Approved);
        }
    }

    fn causes(&mut self, change: &ChangeRequest) {
        if let Some(source) = change.source() {
            let share = self.by_source.entry(source).or_default();
            share.numerator = share.numerator.saturating_add(1);
        }
        if change.started().is_some() {
            let repairs = change.source().is_some_and(ChangeSource::is_rework);
            self.rework.count(repairs || change.refusals() > 0);
        }
        if let Some(cause) = change.cause() {
            self.unclear_expectation.count(cause == ChangeCause::UnclearExpectation);
        }
    }

    fn share_sources(&mut self) {
        let all = self.by_source.values().map(|share| share.numerator).sum();
        self.by_source.values_mut().for_each(|share| share.denominator = all);
    }

    fn estimates(
        &mut self,
        change: &ChangeRequest,
        currency: &mut Option<Money>,
    ) -> Result<(), Invalid> {
        let Some(approved) = change.approved() else { return Ok(()) };
        let error = &mut self.estimate_error;
        let mut seen = false;
        for actual in change.actual() {
            let Some(assessed) = approved.impact(actual.dimension()) else { continue };
            seen = true;
            let (one, other) = (sizes(actual, currency)?, sizes(&assessed.effect, currency)?);
            let share = match actual.dimension() {
                Dimension::Scope => continue,
                Dimension::Time => &mut error.days,
                Dimension::Cost => &mut error.cost,
                Dimension::Resources => &mut error.hours,
            };
            let over = Invalid::Overflow { field: "estimate error" };
            let sum = |sum: i64, more: i64| sum.checked_add(more).ok_or_else(|| over.clone());
            let wrong = one.total.checked_sub(other.total).ok_or_else(|| over.clone())?;
            share.numerator = sum(share.numerator, wrong)?;
            share.denominator = sum(share.denominator, other.size)?;
        }
        error.changes = error.changes.saturating_add(u32::from(seen));
        Ok(())
    }
}

/// An effect as numbers: with and without regard to sign.
struct Sizes {
    total: i64,
    size: i64,
}

fn sizes(effect: &Effect, currency: &mut Option<Money>) -> Result<Sizes, Invalid> {
    if let Some(cost) = effect.amount() {
        let zero = *currency.get_or_insert(Money::new(0, cost.currency()));
        zero.compare(cost)?;
    }
    let cost = effect.amount().map(Money::minor);
    let days = effect.shifts().iter().map(|shift| shift.days);
    let hours = effect.hours().iter().map(|line| line.hours);
    let over = Invalid::Overflow { field: "estimate error" };
    let start = Sizes { total: 0, size: 0 };
    cost.into_iter().chain(days).chain(hours).try_fold(start, |sum, one| {
        let total = sum.total.checked_add(one);
        let size = one.checked_abs().and_then(|one| sum.size.checked_add(one));
        total.zip(size).map(|(total, size)| Sizes { total, size }).ok_or_else(|| over.clone())
    })
}

/// By how much changes have made a plan grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Growth {
    /// Minor units more, over those of baseline 0; over 0 where it has no budget.
    pub cost: Share,
    /// Working days by which the last milestone comes later, over those that the plan was to last.
    pub time: Share,
}

impl Growth {
    /// From baseline 0 to a later one.
    ///
    /// # Errors
    /// A refusal when the calendar does not know a year, or two currencies meet.
    pub fn between(
        zero: &Baseline,
        now: &Baseline,
        calendar: &BusinessCalendar,
    ) -> Result<Self, ChangeRefusal> {
        let grown = || -> Result<Self, Wrong> {
            let cost = match (zero.money(), now.money()) {
                (Some(zero), Some(now)) => {
                    let (numerator, denominator) = (now.checked_sub(zero)?.minor(), zero.minor());
                    Share { numerator, denominator }
                }
                _ => Share::default(),
            };
            let time = Share {
                numerator: calendar.working_days_between(zero.ends(), now.ends())?,
                denominator: calendar.working_days_between(zero.beginning(), zero.ends())?,
            };
            Ok(Growth { cost, time })
        };
        grown().map_err(|wrong| wrong.refuse(&MACHINE, NOTHING, "baseline"))
    }
}
