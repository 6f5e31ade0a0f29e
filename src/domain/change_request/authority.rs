//! Who decides about a change: its size, what all changes together come to, and the first line of
//! the authority list that covers it.

use std::collections::BTreeMap;

use super::effect::Effect;
use super::parts::Alternative;
use super::policy::{Authority, ChangePolicy, ClientConsent, CostLimit};
use super::record::ChangeRequest;
use super::words::ChangeKind;
use crate::domain::calendar::BusinessCalendar;
use crate::domain::{CustomKey, Invalid, Money, ProjectId, Tag};

/// What a rule must know beside the change request: the firm's policy and calendar, and the other
/// changes of the client.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    pub(super) policy: &'a ChangePolicy,
    pub(super) calendar: &'a BusinessCalendar,
    pub(super) others: &'a [ChangeRequest],
}

impl<'a> Given<'a> {
    /// This policy and this calendar, and no other change.
    #[must_use]
    pub fn by(policy: &'a ChangePolicy, calendar: &'a BusinessCalendar) -> Self {
        Given { policy, calendar, others: &[] }
    }

    /// The same, beside the other changes of the client; whether the change itself is among them
    /// makes no difference.
    #[must_use]
    pub fn beside(mut self, others: &'a [ChangeRequest]) -> Self {
        self.others = others;
        self
    }

    /// The other changes of the same project.
    pub(super) fn others_of(
        &self,
        change: &ChangeRequest,
    ) -> impl Iterator<Item = &'a ChangeRequest> + Clone {
        let (own, project) = (change.id(), change.project());
        self.others.iter().filter(move |one| one.id() != own && one.project() == project)
    }
}

/// What the approved changes of a project come to together: all that were approved since
/// baseline 0 and are not rolled back.
///
/// Money is exact and signed, so that what one change saves another may spend. Days are working
/// days by milestone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Totals {
    cost: Option<Money>,
    days: BTreeMap<CustomKey, i64>,
}

impl Totals {
    /// The sums over those of these changes that belong to a project, or to none, and count.
    ///
    /// # Errors
    /// [`Invalid::Mixed`] when two currencies meet, [`Invalid::Overflow`] for more than can be held.
    pub fn of<'c>(
        changes: impl IntoIterator<Item = &'c ChangeRequest>,
        project: Option<ProjectId>,
    ) -> Result<Self, Invalid> {
        let counted = |one: &&ChangeRequest| one.project() == project && one.counts();
        changes.into_iter().filter(counted).try_fold(Totals::default(), |totals, one| {
            one.approved().map_or(Ok(totals.clone()), |alternative| totals.with(alternative))
        })
    }

    /// The same, with one alternative more.
    ///
    /// # Errors
    /// [`Invalid::Mixed`] when two currencies meet, [`Invalid::Overflow`] for more than can be held.
    pub fn with(mut self, alternative: &Alternative) -> Result<Self, Invalid> {
        if let Some(cost) = alternative.cost() {
            self.cost = Some(self.cost.map_or(Ok(cost), |sum| sum.checked_add(cost))?);
        }
        for shift in alternative.effects().flat_map(Effect::shifts) {
            let sum = self.days.entry(shift.milestone.clone()).or_default();
            *sum = sum.checked_add(shift.days).ok_or(Invalid::Overflow { field: "days" })?;
        }
        Ok(self)
    }

    /// What they cost; none where none of them costs anything.
    #[must_use]
    pub fn cost(&self) -> Option<Money> {
        self.cost
    }

    /// By how many working days they move each milestone.
    #[must_use]
    pub fn days(&self) -> &BTreeMap<CustomKey, i64> {
        &self.days
    }

    /// The most by which they delay a milestone; 0 when none comes later.
    #[must_use]
    pub fn delay(&self) -> i64 {
        self.days.values().copied().max().unwrap_or(0).max(0)
    }
}

/// Who must say yes to an alternative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deciders {
    /// In which role.
    pub role: Tag,
    /// How many of them.
    pub approvals: u8,
    /// Whether a contact of the client too.
    pub consent: Consent,
    /// Why it is these.
    pub because: Because,
}

/// Whether the client is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Consent {
    /// A contact of the client must agree.
    Needed,
    /// None need.
    NotNeeded,
}

/// Why these decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Because {
    /// Their line of the authority list is the first that covers it.
    Covered,
    /// No line covers it.
    NoLine,
    /// All changes together would cost more than the change budget.
    Budget,
    /// All changes together would delay a milestone by more than the tolerance.
    Tolerance,
    /// It is an emergency.
    Emergency,
}

impl ChangePolicy {
    /// Who decides about an alternative of a change, beside what is approved already.
    ///
    /// # Errors
    /// [`Invalid::Mixed`] when it is counted in another currency than the policy or what is
    /// approved, [`Invalid::Overflow`] for more than can be held.
    pub fn deciders(
        &self,
        change: &ChangeRequest,
        alternative: &Alternative,
        approved: &Totals,
    ) -> Result<Deciders, Invalid> {
        if *change.kind() == ChangeKind::Emergency {
            return Ok(Deciders {
                role: self.emergency.clone(),
                approvals: 1,
                consent: Consent::NotNeeded,
                because: Because::Emergency,
            });
        }
        alternative.cost().map(|cost| self.counts_in(cost)).transpose()?;
        let together = approved.clone().with(alternative)?;
        if let Some(because) = self.beyond(&together)? {
            return Ok(by(&self.sponsor, change, because));
        }
        for line in &self.authorities {
            if line.covers(alternative)? {
                return Ok(by(line, change, Because::Covered));
            }
        }
        Ok(by(&self.sponsor, change, Because::NoLine))
    }

    /// Whether somebody who speaks in a role is one of those who decide.
    pub(super) fn speaks(&self, deciders: &Deciders, role: &Tag) -> bool {
        let sponsor =
            deciders.because != Because::Emergency && role.key() == self.sponsor.role.key();
        sponsor || role.key() == deciders.role.key()
    }

    /// Whether all approved changes together go beyond the budget or the tolerance.
    pub(super) fn beyond(&self, together: &Totals) -> Result<Option<Because>, Invalid> {
        if let (Some(budget), Some(cost)) = (self.change_budget, together.cost())
            && cost.compare(budget)?.is_gt()
        {
            return Ok(Some(Because::Budget));
        }
        let late = |most: u32| together.delay() > i64::from(most);
        Ok(self.time_tolerance.filter(|most| late(*most)).map(|_| Because::Tolerance))
    }
}

fn by(line: &Authority, change: &ChangeRequest, because: Because) -> Deciders {
    let asked = match line.consent {
        ClientConsent::Always => true,
        ClientConsent::IfVisible => change.is_visible(),
        ClientConsent::Never => false,
    };
    let consent = if asked { Consent::Needed } else { Consent::NotNeeded };
    Deciders { role: line.role.clone(), approvals: line.approvals, consent, because }
}

impl Authority {
    fn covers(&self, alternative: &Alternative) -> Result<bool, Invalid> {
        let cost = alternative.cost().filter(|cost| cost.minor() != 0);
        let affordable = match (self.cost, cost) {
            (CostLimit::Any, _) | (_, None) => true,
            (CostLimit::Nothing, Some(_)) => false,
            (CostLimit::UpTo(most), Some(cost)) => {
                cost.compare(most)?;
                cost.minor().unsigned_abs() <= most.minor().unsigned_abs()
            }
        };
        let days = self.days.is_none_or(|most| alternative.days() <= i64::from(most));
        let few =
            |most: u32| usize::try_from(most).map_or(true, |most| alternative.items() <= most);
        Ok(affordable && days && self.items.is_none_or(few))
    }
}
