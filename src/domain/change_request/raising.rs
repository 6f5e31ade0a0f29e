//! What an event obliges the firm to tell, whom, and by when.

use super::authority::Given;
use super::event::{ChangeEvent, Then};
use super::record::ChangeRequest;
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
    /// afterwards is told by when.
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
        raised
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
        | ChangeEvent::Withdrawn => None,
    }
}

fn due(given: &Given<'_>, stamp: &Stamp) -> Timestamp {
    let days = i64::from(given.policy.notice_days);
    let plain = || stamp.recorded_at.plus_seconds(days * 86_400).unwrap_or(stamp.recorded_at);
    given.calendar.end_of_working_day(stamp.recorded_at, days).unwrap_or_else(|_| plain())
}
