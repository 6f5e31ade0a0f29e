//! Warnings: what about a promise should make somebody look, told for any instant.

use std::collections::BTreeMap;

use super::evaluation::Evaluation;
use super::record::{Expectation, ExpectationState};
use crate::domain::{Evidence, Lang, ProjectId, Timestamp};

/// Something about an expectation that somebody should look at.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Warning {
    /// Less is likely than was promised.
    OverPromise,
    /// Less was promised than would do.
    UnderPromise,
    /// It was due, and nobody has measured it.
    Expired {
        /// When it was due.
        due: Timestamp,
    },
    /// A revision waits longer to be acknowledged than the firm's policy says.
    RevisionUnacknowledged {
        /// By when it should have been.
        by: Timestamp,
    },
    /// The project has started, and nobody can tell how this is measured.
    NoMeasure {
        /// When the project started.
        started: Timestamp,
    },
    /// A plan moved the milestone on which it depends, and since then it was neither revised nor
    /// confirmed.
    SilentChange {
        /// The revision of the plan.
        plan: Evidence,
    },
    /// A promise was not kept, and it is not written down in time what is done about it.
    RemedyOverdue {
        /// By when it should have been.
        due: Timestamp,
    },
}

impl Warning {
    /// The warning as a sentence in a person's language.
    #[must_use]
    pub fn explain(&self, lang: Lang) -> String {
        match self {
            Warning::OverPromise => {
                lang.choose("预测低于承诺", "less is likely than was promised").to_owned()
            }
            Warning::UnderPromise => {
                lang.choose("承诺低于可接受水平", "less was promised than would do").to_owned()
            }
            Warning::Expired { due } => lang.choose(
                format!("期限 {due} 已过，尚未评价"),
                format!("it was due {due}, and nobody has measured it"),
            ),
            Warning::RevisionUnacknowledged { by } => lang.choose(
                format!("修订应在 {by} 之前得到确认"),
                format!("a revision was to be acknowledged by {by}"),
            ),
            Warning::NoMeasure { started } => lang.choose(
                format!("项目已于 {started} 启动，尚无衡量方式"),
                format!("the project started {started}, and nobody can tell how this is measured"),
            ),
            Warning::SilentChange { plan } => lang.choose(
                format!("计划变动 {plan} 影响了里程碑，而承诺既未修订也未确认"),
                format!("{plan} moved its milestone, and it was neither revised nor confirmed"),
            ),
            Warning::RemedyOverdue { due } => lang.choose(
                format!("补救措施应在 {due} 之前记录"),
                format!("what is done about it was to be written down by {due}"),
            ),
        }
    }
}

/// A plan revision that moved a milestone: both are kept outside the crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The milestone.
    pub milestone: Evidence,
    /// The revision of the plan.
    pub plan: Evidence,
    /// When it was made.
    pub at: Timestamp,
}

/// What the host knows of projects, and warnings depend on: when they started, and which plan
/// revisions moved milestones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// When each project started.
    pub starts: BTreeMap<ProjectId, Timestamp>,
    /// The plan revisions that moved milestones.
    pub moved: Vec<Moved>,
}

impl Expectation {
    /// What somebody should look at, as of an instant; what happened later is not looked at.
    #[must_use]
    pub fn warnings(&self, circumstances: &Circumstances, as_of: Timestamp) -> Vec<Warning> {
        let mut warnings = Vec::new();
        if self.state().is_promised() {
            self.warn_of_levels(&mut warnings);
            let expired = self.due().filter(|due| *due < as_of);
            warnings.extend(expired.map(|due| Warning::Expired { due }));
            let pending = self.pending_revision().map(|revision| revision.acknowledge_by);
            let late = pending.filter(|by| *by < as_of);
            warnings.extend(late.map(|by| Warning::RevisionUnacknowledged { by }));
            warnings.extend(self.silent_changes(circumstances, as_of));
        }
        let start = self.project().and_then(|project| circumstances.starts.get(&project));
        let start = start.filter(|start| **start <= as_of);
        if let (ExpectationState::Captured, Some(started)) = (self.state(), start) {
            warnings.push(Warning::NoMeasure { started: *started });
        }
        if self.state() != ExpectationState::Erased {
            let open = self.evaluations().iter().filter(|one| one.remedied_at().is_none());
            let late = open.filter_map(Evaluation::remedy_due).filter(|due| *due < as_of);
            warnings.extend(late.map(|due| Warning::RemedyOverdue { due }));
        }
        warnings
    }

    fn warn_of_levels(&self, warnings: &mut Vec<Warning>) {
        let (Some(measure), Some(agreed)) = (self.measure(), &self.levels().agreed) else { return };
        let worse =
            |one, other| measure.scale.compare(one, other).is_ok_and(std::cmp::Ordering::is_lt);
        if self.levels().forecast.as_ref().is_some_and(|forecast| worse(forecast, agreed)) {
            warnings.push(Warning::OverPromise);
        }
        if self.levels().adequate.as_ref().is_some_and(|adequate| worse(agreed, adequate)) {
            warnings.push(Warning::UnderPromise);
        }
    }

    /// The moves of its milestone since it was agreed that nobody answered with a revision or a
    /// confirmation.
    fn silent_changes(&self, circumstances: &Circumstances, as_of: Timestamp) -> Vec<Warning> {
        let (Some(milestone), Some(agreement)) = (self.milestone(), self.agreement()) else {
            return Vec::new();
        };
        let same =
            |other: &Evidence| (other.kind(), other.id()) == (milestone.kind(), milestone.id());
        let revised = self.revisions().iter().map(|revision| revision.at);
        let confirmed = self.confirmations().iter().map(|confirmation| confirmation.at);
        let answered = revised.chain(confirmed).filter(|at| *at <= as_of).max();
        let moves = circumstances.moved.iter().filter(|moved| {
            let since = agreement.at <= moved.at && moved.at <= as_of;
            since && same(&moved.milestone) && answered.is_none_or(|answer| answer < moved.at)
        });
        moves.map(|moved| Warning::SilentChange { plan: moved.plan.clone() }).collect()
    }
}
