//! For whom a change request waits, and to do what.

use super::authority::{Consent, Given, Totals};
use super::parts::AlternativeKind;
use super::record::{ChangeRequest, ChangeState};
use super::words::Requester;
use crate::domain::{ContactId, Invalid, StaffId, Tag};

/// Somebody for whom changes wait.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Awaited {
    /// A member of staff.
    Staff(StaffId),
    /// Whoever holds a role.
    Role(Tag),
    /// A contact of the client.
    Contact(ContactId),
    /// Any contact of the client.
    Client,
    /// Whoever is on the team; theirs is also what waits for people who have left.
    Team,
}

impl Awaited {
    fn requester(requester: Requester) -> Self {
        match requester {
            Requester::Contact(contact) => Awaited::Contact(contact),
            Requester::Staff(staff) => Awaited::Staff(staff),
        }
    }

    /// Whether a change that waits for `self` waits for somebody who is looked for: roles in
    /// whatever case they are written.
    fn is(&self, whom: &Awaited) -> bool {
        match (self, whom) {
            (Awaited::Role(one), Awaited::Role(other)) => one.key() == other.key(),
            (one, other) => one == other,
        }
    }
}

/// Somebody, and the verb that waits for them.
pub type Wait = (Awaited, &'static str);

impl ChangeRequest {
    /// For whom it waits, and with which verb: those who must say yes as things stand now, and not
    /// those who have. What cannot be decided as it is counted, in another currency than the policy
    /// or than what is approved, waits for its assessor to take it back.
    #[must_use]
    pub fn waits_for(&self, given: &Given<'_>) -> Vec<Wait> {
        let assessor =
            self.assessor().map_or_else(|| Awaited::requester(self.requester()), Awaited::Staff);
        let mut waits = match self.state() {
            ChangeState::Draft => vec![(Awaited::requester(self.requester()), "submit")],
            ChangeState::Submitted => vec![(Awaited::Team, "triage")],
            ChangeState::Assessing => vec![(assessor.clone(), "propose")],
            ChangeState::AwaitingDecision => self
                .waits_for_a_yes(given)
                .unwrap_or_else(|_| vec![(assessor.clone(), "request_info")]),
            ChangeState::Approved => self.waits_to_begin(),
            ChangeState::Implementing => vec![(Awaited::Team, "complete")],
            ChangeState::Verifying if self.is_visible() => self.contacts("accept"),
            ChangeState::Verifying => {
                vec![(Awaited::Role(given.policy.sponsor_role().clone()), "accept")]
            }
            ChangeState::Rejected => vec![(Awaited::requester(self.requester()), "revise")],
            ChangeState::Deferred { .. } | ChangeState::Closed(_) | ChangeState::Withdrawn => {
                Vec::new()
            }
        };
        if self.retro_due().is_some() {
            waits.push((assessor, "assess"));
        }
        waits
    }

    /// Whether it waits for somebody.
    #[must_use]
    pub fn is_waiting_for(&self, whom: &Awaited, given: &Given<'_>) -> bool {
        self.waits_for(given).iter().any(|(awaited, _)| awaited.is(whom))
    }

    fn waits_for_a_yes(&self, given: &Given<'_>) -> Result<Vec<Wait>, Invalid> {
        let mut waits: Vec<Wait> = Vec::new();
        let approved = Totals::of(given.others_of(self), self.project())?;
        for one in self.alternatives().iter().filter(|one| one.kind == AlternativeKind::Act) {
            let deciders = given.policy.deciders(self, one, &approved)?;
            let said = self.approvals().iter().filter(|approval| {
                approval.alternative == one.number && given.policy.speaks(&deciders, &approval.role)
            });
            let role = (Awaited::Role(deciders.role.clone()), "approve");
            if said.count() < usize::from(deciders.approvals) {
                waits.push(role);
            }
            let agreed = self.consents().iter().any(|consent| consent.alternative == one.number);
            if deciders.consent == Consent::Needed && !agreed {
                waits.extend(self.contacts("consent"));
            }
        }
        let mut once: Vec<Wait> = Vec::new();
        waits.into_iter().for_each(|wait| {
            if !once.contains(&wait) {
                once.push(wait);
            }
        });
        Ok(once)
    }

    fn waits_to_begin(&self) -> Vec<Wait> {
        let told = self.acknowledged();
        let mut waits = Vec::new();
        if told.team.is_none() {
            waits.push((Awaited::Team, "acknowledge"));
        }
        if self.is_visible() && told.client.is_none() {
            waits.extend(self.contacts("acknowledge"));
        }
        if waits.is_empty() {
            waits.push((Awaited::Team, "start"));
        }
        waits
    }

    /// Any contact of the client, those who have heard of it by name.
    fn contacts(&self, verb: &'static str) -> Vec<Wait> {
        let named = self.listeners().into_iter().map(|contact| (Awaited::Contact(contact), verb));
        std::iter::once((Awaited::Client, verb)).chain(named).collect()
    }
}
