//! What an event obliges the firm to tell, whom, and by when.

use super::authority::Given;
use super::event::{ChangeEvent, Then};
use super::parts::Acceptor;
use super::record::{ChangeRequest, ChangeState};
use crate::domain::notice::{About, Raised, Reason, Recipient};
use crate::domain::noun::Stamp;
use crate::domain::{ContactId, Timestamp};

impl ChangeRequest {
    /// The contacts who are told first: who asked for it, and those to whom it was explained, the
    /// last first.
    #[must_use]
    pub fn listeners(&self) -> Vec<ContactId> {
        let explained = self.explained().iter().rev().map(|one| one.to);
        let mut listeners: Vec<ContactId> = Vec::new();
        for contact in self.requester().contact().into_iter().chain(explained) {
            if !listeners.contains(&contact) {
                listeners.push(contact);
            }
        }
        listeners
    }

    /// The notices that an event raises, asked of the change as it is after it. What the client
    /// can see is told to `to`: that it was submitted, that it can be explained, how it was decided,
    /// that the plan has changed, that it was carried out; each within the business days of the
    /// policy, or as many days where the calendar does not know. Whoever is to assess an emergency
    /// afterwards is told by when, also when it is approved after it was taken back.
    #[must_use]
    pub fn raises(
        &self,
        event: &ChangeEvent,
        to: Option<Recipient>,
        given: &Given<'_>,
        stamp: &Stamp,
    ) -> Vec<Raised> {
        let about = About::ChangeRequest(self.id());
        let due = || due(given, stamp);
        let told = reason(event).filter(|_| self.is_visible()).zip(to);
        let client = told.map(|(reason, to)| Raised { to, about, reason, due: due() });
        let mut raised: Vec<Raised> = client.into_iter().collect();
        if let ChangeEvent::Urged { assessor, retro_due, .. } = event {
            let (to, reason) = (Recipient::Staff(*assessor), Reason::Assessment);
            raised.push(Raised { to, about, reason, due: *retro_due });
        }
        let decided = reason(event) == Some(Reason::Decision);
        let again = self.retro_due().filter(|_| decided).zip(self.assessor());
        raised.extend(again.map(|(due, assessor)| {
            let (to, reason) = (Recipient::Staff(assessor), Reason::Assessment);
            Raised { to, about, reason, due }
        }));
        raised
    }

    /// The reasons whose open notices an event settles, asked of the change as it stands after it.
    ///
    /// - To explain it: it was explained again, or is not to be decided any more.
    /// - To assess an emergency: all four dimensions were, or what was to be assessed is not done.
    /// - To tell what was decided: the client has acknowledged it.
    /// - To tell that it was carried out: a contact has accepted it.
    #[must_use]
    pub fn settles(&self, event: &ChangeEvent) -> Vec<Reason> {
        let explained = matches!(event, ChangeEvent::Explained { .. })
            || self.state() != ChangeState::AwaitingDecision;
        let assessed = matches!(event, ChangeEvent::Assessed { .. }) && self.retro_due().is_none();
        let acknowledged = matches!(event, ChangeEvent::ClientAcknowledged(_));
        let by = |by: &Acceptor| matches!(by, Acceptor::Contact(_));
        let accepted = matches!(event, ChangeEvent::Accepted { by: who, .. } if by(who));
        let reasons = [
            (explained, Reason::Explanation),
            (assessed || !self.is_pressing(), Reason::Assessment),
            (acknowledged, Reason::Decision),
            (accepted, Reason::Implemented),
        ];
        reasons.into_iter().filter(|(settled, _)| *settled).map(|(_, reason)| reason).collect()
    }

    /// Whether it is to be decided at once, or what was decided is on its way.
    fn is_pressing(&self) -> bool {
        self.state() == ChangeState::AwaitingDecision || (self.counts() && !self.state().is_over())
    }
}

/// What the client hears of an event.
fn reason(event: &ChangeEvent) -> Option<Reason> {
    match event {
        ChangeEvent::Submitted => Some(Reason::Submitted),
        ChangeEvent::Proposed => Some(Reason::Explanation),
        ChangeEvent::Preapproved { .. }
        | ChangeEvent::Rejected { .. }
        | ChangeEvent::Deferred { .. }
        | ChangeEvent::Revoked
        | ChangeEvent::Consented { then: Then::Decided { .. }, .. }
        | ChangeEvent::Approved { then: Then::Decided { .. }, .. } => Some(Reason::Decision),
        ChangeEvent::Started { .. } | ChangeEvent::Aborted { .. } => Some(Reason::PlanChanged),
        ChangeEvent::Completed { .. } => Some(Reason::Implemented),
        ChangeEvent::Drafted { .. }
        | ChangeEvent::Edited(_)
        | ChangeEvent::Triaged { .. }
        | ChangeEvent::Urged { .. }
        | ChangeEvent::Outlined { .. }
        | ChangeEvent::Assessed { .. }
        | ChangeEvent::Explained { .. }
        | ChangeEvent::InfoRequested
        | ChangeEvent::Consented { then: Then::Waiting, .. }
        | ChangeEvent::Approved { then: Then::Waiting, .. }
        | ChangeEvent::Resumed
        | ChangeEvent::TeamAcknowledged { .. }
        | ChangeEvent::ClientAcknowledged(_)
        | ChangeEvent::Confirmed { .. }
        | ChangeEvent::Accepted { .. }
        | ChangeEvent::Refused
        | ChangeEvent::Revised
        | ChangeEvent::Withdrawn
        | ChangeEvent::Discarded { .. } => None,
    }
}

fn due(given: &Given<'_>, stamp: &Stamp) -> Timestamp {
    let days = i64::from(given.policy.notice_days);
    let plain = || stamp.recorded_at.plus_seconds(days * 86_400).unwrap_or(stamp.recorded_at);
    given.calendar.end_of_working_day(stamp.recorded_at, days).unwrap_or_else(|_| plain())
}
