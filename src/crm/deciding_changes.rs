//! Change requests at the desk, from the first yes until they are over.

use super::changes::{Beside, Changes, contact, staff};
use super::done::Done;
use super::permission::Permission;
use super::reading::Reading;
use crate::domain::change_request::{
    Acceptance, Accepting, Baseline, ChangeRequest, Effect, ExpectationStanding, LinkedExpectation,
    NewApproval, PlanRevision,
};
use crate::domain::client::Client;
use crate::domain::expectation::Expectation;
use crate::domain::noun::Stamp;
use crate::domain::{
    Acknowledgement, ChangeRequestId, ContactId, ExpectationId, Line, Staff, StaffId, Timestamp,
};
use crate::error::Error;
use crate::store::Store;

type Answer = Result<Done<ChangeRequest>, Error>;

impl<S: Store> Changes<'_, S> {
    /// [`ChangeRequest::consent`] of a contact of the client.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn consent(&self, id: ChangeRequestId, by: ContactId, alternative: u32) -> Answer {
        self.go(
            Permission::ChangeConsent,
            id,
            &(by, alternative),
            Beside::Others,
            |reading, change| contact(reading, by, change.client()),
            |change, there, given, stamp| change.consent(by, *there, alternative, given, stamp),
        )
    }

    /// [`ChangeRequest::approve`] by a member of staff, whose roles are those of their record.
    ///
    /// # Errors
    /// The verb's refusals; not found when there is no such change or no such member of staff.
    pub fn approve(&self, id: ChangeRequestId, by: StaffId, approval: NewApproval) -> Answer {
        self.go(
            Permission::ChangeApprove,
            id,
            &(by, &approval),
            Beside::Others,
            |reading, _| Ok(reading.get::<Staff>(by)?.now),
            |change, by, given, stamp| change.approve(approval.clone(), by, given, stamp),
        )
    }

    /// [`ChangeRequest::reject`].
    ///
    /// # Errors
    /// The verb's refusals, an empty reason, and not found.
    pub fn reject(&self, id: ChangeRequestId, reason: &str) -> Answer {
        let reason = because(reason)?;
        self.go(
            Permission::ChangeReject,
            id,
            &reason,
            Beside::Nothing,
            |reading, _| self.myself(reading),
            |change, me, given, stamp| change.reject(reason.clone(), me.as_ref(), given, stamp),
        )
    }

    /// [`ChangeRequest::defer`] until an instant to come.
    ///
    /// # Errors
    /// The verb's refusals, an empty reason, and not found.
    pub fn defer(&self, id: ChangeRequestId, until: Timestamp, reason: &str) -> Answer {
        let reason = because(reason)?;
        self.go(
            Permission::ChangeDefer,
            id,
            &(until, &reason),
            Beside::Nothing,
            |reading, _| self.myself(reading),
            |change, me, given, stamp| {
                change.defer(until, reason.clone(), me.as_ref(), given, stamp)
            },
        )
    }

    /// [`ChangeRequest::resume`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn resume(&self, id: ChangeRequestId) -> Answer {
        self.0.say(Permission::ChangeResume, id, &(), ChangeRequest::resume)
    }

    /// [`ChangeRequest::acknowledge_by_team`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn acknowledge_by_team(&self, id: ChangeRequestId, by: StaffId) -> Answer {
        self.go(
            Permission::ChangeAcknowledgeByTeam,
            id,
            &by,
            Beside::Nothing,
            |reading, _| staff(reading, by),
            |change, there, _, stamp| change.acknowledge_by_team(by, *there, stamp),
        )
    }

    /// [`ChangeRequest::acknowledge`] by a contact of the client.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn acknowledge(&self, id: ChangeRequestId, said: Acknowledgement) -> Answer {
        self.go(
            Permission::ChangeAcknowledge,
            id,
            &said,
            Beside::Nothing,
            |reading, change| contact(reading, said.by, change.client()),
            |change, there, _, stamp| change.acknowledge(said, *there, stamp),
        )
    }

    /// [`ChangeRequest::start`] with a revision of the plan; `zero` is baseline 0 of the plan that
    /// all changes of its project work on.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn start(&self, id: ChangeRequestId, plan: PlanRevision, zero: &Baseline) -> Answer {
        self.go(
            Permission::ChangeStart,
            id,
            &(&plan, zero),
            Beside::Others,
            |_, _| Ok(()),
            |change, (), given, stamp| change.start(&plan, zero, given, stamp),
        )
    }

    /// [`ChangeRequest::revoke`].
    ///
    /// # Errors
    /// The verb's refusals, an empty reason, and not found.
    pub fn revoke(&self, id: ChangeRequestId, reason: &str) -> Answer {
        self.saying(Permission::ChangeRevoke, id, reason, ChangeRequest::revoke)
    }

    /// [`ChangeRequest::complete`] with what it did in truth.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn complete(&self, id: ChangeRequestId, actual: Vec<Effect>) -> Answer {
        self.go(
            Permission::ChangeComplete,
            id,
            &actual,
            Beside::Nothing,
            |_, _| Ok(()),
            |change, (), _, stamp| change.complete(actual.clone(), stamp),
        )
    }

    /// [`ChangeRequest::abort`] with the revision of the plan that takes it back.
    ///
    /// # Errors
    /// The verb's refusals, an empty reason, and not found.
    pub fn abort(&self, id: ChangeRequestId, inverse: PlanRevision, reason: &str) -> Answer {
        let reason = because(reason)?;
        self.go(
            Permission::ChangeAbort,
            id,
            &(&inverse, &reason),
            Beside::Others,
            linked,
            |change, linked, given, stamp| {
                change.abort(reason.clone(), &inverse, linked, given, stamp)
            },
        )
    }

    /// [`ChangeRequest::confirm`] of a linked expectation, by word of a contact of the client.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn confirm(
        &self,
        id: ChangeRequestId,
        expectation: ExpectationId,
        by: ContactId,
    ) -> Answer {
        self.go(
            Permission::ChangeConfirm,
            id,
            &(expectation, by),
            Beside::Nothing,
            |reading, change| contact(reading, by, change.client()),
            |change, there, _, stamp| change.confirm(expectation, by, *there, stamp),
        )
    }

    /// [`ChangeRequest::accept`] by a contact of the client.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn accept(&self, id: ChangeRequestId, by: ContactId, acceptance: Acceptance) -> Answer {
        self.go(
            Permission::ChangeAccept,
            id,
            &(by, &acceptance),
            Beside::Nothing,
            |reading, change| {
                Ok((contact(reading, by, change.client())?, linked(reading, change)?))
            },
            |change, (there, linked), given, stamp| {
                let by = Accepting::Contact(by, *there);
                change.accept(by, acceptance.clone(), linked, given, stamp)
            },
        )
    }

    /// [`ChangeRequest::accept`] by a member of staff in the sponsor's role, of what the client
    /// cannot see.
    ///
    /// # Errors
    /// The verb's refusals; not found when there is no such change or no such member of staff.
    pub fn accept_by_staff(
        &self,
        id: ChangeRequestId,
        by: StaffId,
        acceptance: Acceptance,
    ) -> Answer {
        self.go(
            Permission::ChangeAcceptByStaff,
            id,
            &(by, &acceptance),
            Beside::Nothing,
            |reading, change| Ok((reading.get::<Staff>(by)?.now, linked(reading, change)?)),
            |change, (by, linked), given, stamp| {
                change.accept(Accepting::Staff(by), acceptance.clone(), linked, given, stamp)
            },
        )
    }

    /// [`ChangeRequest::refuse`].
    ///
    /// # Errors
    /// The verb's refusals, an empty reason, and not found.
    pub fn refuse(&self, id: ChangeRequestId, reason: &str) -> Answer {
        self.saying(Permission::ChangeRefuse, id, reason, ChangeRequest::refuse)
    }

    /// [`ChangeRequest::revise`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn revise(&self, id: ChangeRequestId) -> Answer {
        self.go(
            Permission::ChangeRevise,
            id,
            &(),
            Beside::Nothing,
            |reading, change| Ok(reading.get::<Client>(change.client())?.now),
            |change, client, _, stamp| change.revise(client, stamp),
        )
    }

    /// [`ChangeRequest::withdraw`].
    ///
    /// # Errors
    /// The verb's refusals, an empty reason, and not found.
    pub fn withdraw(&self, id: ChangeRequestId, reason: &str) -> Answer {
        self.saying(Permission::ChangeWithdraw, id, reason, ChangeRequest::withdraw)
    }

    /// A verb that needs a reason and nothing else.
    fn saying(
        &self,
        permission: Permission,
        id: ChangeRequestId,
        reason: &str,
        verb: fn(&ChangeRequest, Line, &Stamp) -> super::changes::Said,
    ) -> Answer {
        let reason = because(reason)?;
        self.go(
            permission,
            id,
            &reason,
            Beside::Nothing,
            |_, _| Ok(()),
            |change, (), _, stamp| verb(change, reason.clone(), stamp),
        )
    }
}

fn because(reason: &str) -> Result<Line, Error> {
    Ok(Line::new(reason).map_err(|why| why.in_field("reason"))?)
}

/// How the linked expectations stand. One that is not promised need not be looked at; one that no
/// record tells of counts as agreed, and is confirmed with the change.
fn linked(reading: &Reading<'_>, change: &ChangeRequest) -> Result<Vec<LinkedExpectation>, Error> {
    let standing = |id: &ExpectationId| {
        let found = reading.find::<Expectation>(*id)?.map(|found| found.now);
        let standing = match found.filter(|one| one.client() == change.client()) {
            Some(one) if !one.state().is_promised() => ExpectationStanding::NotAgreed,
            Some(one) if one.has_answered(change.id()) => ExpectationStanding::Revised,
            Some(_) | None => ExpectationStanding::Agreed,
        };
        Ok((*id, standing))
    };
    change.expectations().iter().map(standing).collect()
}
