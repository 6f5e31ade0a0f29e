//! Whom the events of an expectation oblige the firm to tell.

use super::event::ExpectationEvent;
use super::record::Expectation;
use crate::domain::notice::{About, Raised, Reason, Recipient};

impl Expectation {
    /// The notices that an event raises, asked of the expectation as it stands after it.
    ///
    /// - Declined: whoever stated it is told of the decision, by the end of the next working day.
    /// - Revised and not acknowledged: whoever acknowledged the agreement is to acknowledge it.
    /// - Evaluated and not kept: the owner is to write down what is done about it.
    #[must_use]
    pub fn raises(&self, event: &ExpectationEvent) -> Vec<Raised> {
        let about = About::Expectation(self.id());
        let raised = match event {
            ExpectationEvent::Declined { tell_by, .. } => self.stated_by().map(|contact| Raised {
                to: Recipient::Contact(contact),
                about,
                reason: Reason::Decision,
                due: *tell_by,
            }),
            ExpectationEvent::Revised(revision) if revision.acknowledgement.is_none() => {
                self.agreement().map(|agreement| Raised {
                    to: Recipient::Contact(agreement.acknowledgement.by),
                    about,
                    reason: Reason::Acknowledgement,
                    due: revision.acknowledge_by,
                })
            }
            ExpectationEvent::Evaluated(evaluation) => {
                self.owner().zip(evaluation.remedy_due()).map(|(owner, due)| Raised {
                    to: Recipient::Staff(owner),
                    about,
                    reason: Reason::Remedy,
                    due,
                })
            }
            ExpectationEvent::Captured { .. }
            | ExpectationEvent::Clarified { .. }
            | ExpectationEvent::Explained(_)
            | ExpectationEvent::Proposed(_)
            | ExpectationEvent::Agreed(_)
            | ExpectationEvent::Forecast(_)
            | ExpectationEvent::Occurred(_)
            | ExpectationEvent::Delivered(_)
            | ExpectationEvent::Revised(_)
            | ExpectationEvent::Acknowledged(_)
            | ExpectationEvent::Confirmed(_)
            | ExpectationEvent::Perceived { .. }
            | ExpectationEvent::Disputed { .. }
            | ExpectationEvent::Remedied { .. }
            | ExpectationEvent::HandedOver { .. }
            | ExpectationEvent::Withdrawn
            | ExpectationEvent::Superseded { .. }
            | ExpectationEvent::TookOver { .. }
            | ExpectationEvent::Erased => None,
        };
        raised.into_iter().collect()
    }

    /// For which reasons nobody need be told any more after an event, asked of the expectation as
    /// it stands after it: nothing waits to be acknowledged, or no remedy is owed.
    #[must_use]
    pub fn settles(&self, event: &ExpectationEvent) -> Vec<Reason> {
        use ExpectationEvent as Event;
        let acknowledged =
            matches!(event, Event::Acknowledged(_) | Event::Withdrawn | Event::Superseded { .. })
                || matches!(event, Event::Revised(one) if one.acknowledgement.is_some());
        let mut open = self.evaluations().iter().filter(|one| one.remedied_at().is_none());
        let remedied = matches!(event, Event::Remedied { .. } | Event::Disputed { .. })
            && open.all(|one| one.remedy_due().is_none());
        let reasons = [(acknowledged, Reason::Acknowledgement), (remedied, Reason::Remedy)];
        reasons.into_iter().filter(|(settled, _)| *settled).map(|(_, reason)| reason).collect()
    }
}
