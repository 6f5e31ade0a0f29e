//! The firm's plans of how often a client is to be in touch with, by class and stage.

use std::collections::BTreeMap;

use super::stage::Stage;
use super::words::Segment;
use crate::domain::Invalid;
use crate::domain::cadence::CadencePlan;
use crate::domain::channel::Channel;

/// The plans of a firm: at most one for a class of clients at a stage of the relationship. What has
/// none is not asked after.
///
/// ```
/// use guanxi::domain::cadence::CadencePlan;
/// use guanxi::domain::client::{CadenceBook, Segment, Stage};
/// use guanxi::domain::Invalid;
/// let fortnightly = CadencePlan::every(14, 30)?.working_days();
/// let book = CadenceBook::version(2)
///     .plan(Segment::Key, Stage::Supported, fortnightly.clone())?
///     .plan(Segment::Key, Stage::Delivering, CadencePlan::every(7, 10)?)?;
/// assert_eq!(book.of(Segment::Key, Stage::Supported), Some(&fortnightly));
/// assert_eq!(book.of(Segment::Light, Stage::Supported), None);
///
/// let twice = book.plan(Segment::Key, Stage::Supported, fortnightly);
/// assert_eq!(twice, Err(Invalid::Twice { field: "cadence book" }));
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CadenceBook {
    version: u32,
    plans: BTreeMap<(Segment, Stage), CadencePlan>,
}

impl CadenceBook {
    /// No plan for anybody.
    #[must_use]
    pub fn none() -> Self {
        CadenceBook::default()
    }

    /// An empty book of this version; the journal keeps which version was asked.
    #[must_use]
    pub fn version(version: u32) -> Self {
        CadenceBook { version, plans: BTreeMap::new() }
    }

    /// The book that a firm begins with, version 1. Target and longest in calendar days: Strategic
    /// 7 and 14, Key 14 and 30, Standard 30 and 45, Light 90 and 120; 7 and 10 for whoever is
    /// delivered to; none for who has gone or was lost. Answers within 2, 4, 8 and 16 hours of
    /// working time.
    ///
    /// ```
    /// use guanxi::domain::client::{CadenceBook, Segment, Stage};
    /// let book = CadenceBook::proposed()?;
    /// let days = |segment, stage| book.of(segment, stage).map(|plan| (plan.target(), plan.longest()));
    /// assert_eq!(days(Segment::Light, Stage::Dormant), Some((90, 120)));
    /// assert_eq!(days(Segment::Light, Stage::Delivering), Some((7, 10)));
    /// assert_eq!(days(Segment::Strategic, Stage::Churned), None);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// None: the plans are right.
    pub fn proposed() -> Result<Self, Invalid> {
        let classes = [
            (Segment::Strategic, 2, 7, 14, 2),
            (Segment::Key, 3, 14, 30, 4),
            (Segment::Standard, 7, 30, 45, 8),
            (Segment::Light, 14, 90, 120, 16),
        ];
        let mut book = Self::version(1);
        for (segment, least, target, longest, hours) in classes {
            let answering = |plan: CadencePlan| {
                Channel::ALL
                    .into_iter()
                    .try_fold(plan, |plan, channel| plan.answering_within(channel, hours * 3_600))
            };
            let plan = answering(CadencePlan::every(target, longest)?.at_least(least)?)?;
            for stage in [Stage::Prospect, Stage::Onboarding, Stage::Supported, Stage::Dormant] {
                book = book.plan(segment, stage, plan.clone())?;
            }
            let busy = answering(CadencePlan::every(7, 10)?)?;
            book = book.plan(segment, Stage::Delivering, busy)?;
        }
        Ok(book)
    }

    /// The same, with this plan for a class of clients at a stage.
    ///
    /// # Errors
    /// [`Invalid::Twice`] when there is one already.
    pub fn plan(
        mut self,
        segment: Segment,
        stage: Stage,
        plan: CadencePlan,
    ) -> Result<Self, Invalid> {
        match self.plans.insert((segment, stage), plan) {
            Some(_) => Err(Invalid::Twice { field: "cadence book" }),
            None => Ok(self),
        }
    }

    /// The plan for a class of clients at a stage.
    #[must_use]
    pub fn of(&self, segment: Segment, stage: Stage) -> Option<&CadencePlan> {
        self.plans.get(&(segment, stage))
    }

    /// Every plan, with the class and the stage that it is for.
    pub fn plans(&self) -> impl Iterator<Item = (Segment, Stage, &CadencePlan)> {
        self.plans.iter().map(|((segment, stage), plan)| (*segment, *stage, plan))
    }

    /// The version of the book.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.version
    }
}
