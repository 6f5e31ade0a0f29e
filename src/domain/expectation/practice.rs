//! The firm's own practice with expectations, per team and period: how early they are clarified, how
//! often they are revised, how late that is acknowledged, how far they are guided, how many are kept.

use std::collections::BTreeMap;

use super::promise::Agreement;
use super::record::Expectation;
use crate::domain::quantity::ratio::half_even;
use crate::domain::{Gap, Percent, Period, ProjectId, Timestamp};

/// What is counted, one expectation after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PracticeCount {
    period: Period,
    /// Expectations of projects that started in the period.
    pub started: u32,
    /// Of these, those that could be measured when the project started.
    pub clarified: u32,
    /// Expectations that were agreed in the period.
    pub agreed: u32,
    /// Of these, those that were revised since.
    pub revised: u32,
    /// Revisions that were said in the period.
    pub revisions: u32,
    /// Of these, those that were acknowledged too late, or are waiting too long.
    pub acknowledged_late: u32,
    /// Expectations agreed in the period of which it is known what was stated first.
    pub guided: u32,
    guided_by: i64,
    /// Evaluations in the period.
    pub evaluated: u32,
    /// Of these, those that met what was promised, or more.
    pub kept: u32,
}

/// What the counts say; none where nothing was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Practice {
    /// The share that could be measured when their project started.
    pub clarified_before_start: Option<Percent>,
    /// The share that was revised after it was agreed.
    pub revised: Option<Percent>,
    /// The share of revisions that were acknowledged too late.
    pub acknowledged_late: Option<Percent>,
    /// The mean of the gaps from what was stated first to what was agreed, half-even at the
    /// hundredth: negative when clients are guided down.
    pub mean_promise_gap: Option<Gap>,
    /// The share of evaluations that met what was promised, or more.
    pub kept: Option<Percent>,
}

impl PracticeCount {
    /// Nothing counted yet.
    #[must_use]
    pub fn over(period: Period) -> Self {
        PracticeCount {
            period,
            started: 0,
            clarified: 0,
            agreed: 0,
            revised: 0,
            revisions: 0,
            acknowledged_late: 0,
            guided: 0,
            guided_by: 0,
            evaluated: 0,
            kept: 0,
        }
    }

    /// Counts one expectation more.
    pub fn add(
        &mut self,
        one: &Expectation,
        starts: &BTreeMap<ProjectId, Timestamp>,
        as_of: Timestamp,
    ) {
        let inside = |at: Timestamp| self.period.contains(at);
        let start = one.project().and_then(|project| starts.get(&project)).copied();
        if let Some(start) = start.filter(|start| inside(*start)) {
            count(&mut self.started, true);
            count(&mut self.clarified, one.clarified_at().is_some_and(|at| at <= start));
        }
        let agreement = one.agreement().filter(|agreement| self.period.contains(agreement.at));
        if let Some(agreement) = agreement {
            count(&mut self.agreed, true);
            count(&mut self.revised, !one.revisions().is_empty());
            self.guide(one, agreement);
        }
        // One that another took the place of waited until then, and no longer.
        let replaced = one.revisions().iter().skip(1).map(|next| Some(next.at)).chain([None]);
        for (revision, replaced) in one.revisions().iter().zip(replaced) {
            if self.period.contains(revision.at) {
                let until = replaced.map_or(as_of, |at| at.min(as_of));
                count(&mut self.revisions, true);
                count(&mut self.acknowledged_late, revision.is_late(until));
            }
        }
        for evaluation in one.evaluations().iter().filter(|one| self.period.contains(one.at())) {
            count(&mut self.evaluated, true);
            count(&mut self.kept, evaluation.verdict().is_kept());
        }
    }

    fn guide(&mut self, one: &Expectation, agreement: &Agreement) {
        let (Some(measure), Some(first)) = (one.measure(), &one.levels().first) else { return };
        let place = |level| measure.scale.place(level);
        if let (Ok(first), Ok(agreed)) = (place(first), place(&agreement.level)) {
            count(&mut self.guided, true);
            self.guided_by = self.guided_by.saturating_add(first.gap_to(agreed).bp());
        }
    }

    /// What the counts say.
    #[must_use]
    pub fn practice(&self) -> Practice {
        let mean = || {
            let mean = half_even(i128::from(self.guided_by), i128::from(self.guided));
            Gap::from_bp(i64::try_from(mean).ok()?).ok()
        };
        Practice {
            clarified_before_start: share(self.clarified, self.started),
            revised: share(self.revised, self.agreed),
            acknowledged_late: share(self.acknowledged_late, self.revisions),
            mean_promise_gap: if self.guided == 0 { None } else { mean() },
            kept: share(self.kept, self.evaluated),
        }
    }
}

fn count(counter: &mut u32, counts: bool) {
    *counter = counter.saturating_add(u32::from(counts));
}

fn share(part: u32, whole: u32) -> Option<Percent> {
    if whole == 0 { None } else { Percent::of(part.into(), whole.into()).ok() }
}
