//! What an invitation is after an event.

use super::event::{InvitationEvent, InvitationWord};
use super::record::{Invitation, InvitationPersonal, InvitationPlain, InvitationState};
use crate::domain::noun::{Event, Header, State};
use crate::domain::{ClientId, Held, InvitationId, RecordId, Timestamp};

impl State for Invitation {
    type What = InvitationEvent;
    type Words = Vec<InvitationWord>;

    fn event_name(what: &InvitationEvent) -> &'static str {
        match what {
            InvitationEvent::Invited { .. } => "invited",
            InvitationEvent::Reminded { .. } => "reminded",
            InvitationEvent::Answered => "answered",
            InvitationEvent::Withdrawn => "withdrawn",
            InvitationEvent::Erased => "erased",
        }
    }

    fn apply(before: Option<Self>, event: &Event<Self>, entry: &Header) -> Option<Self> {
        if let InvitationEvent::Invited { survey, wave, contact, channel, remind_at } = &event.what
        {
            let plain = InvitationPlain {
                state: InvitationState::Invited,
                since: entry.valid_at,
                survey: *survey,
                wave: *wave,
                contact: *contact,
                channel: *channel,
                invited_at: entry.valid_at,
                reminded: Vec::new(),
                remind_at: *remind_at,
            };
            let mut invitation = Invitation {
                id: InvitationId::from_id(entry.id),
                client: ClientId::from_id(entry.stream.id()),
                plain,
                personal: Held::Known(InvitationPersonal::default()),
            };
            invitation.say(event.words.as_ref());
            return Some(invitation);
        }
        let mut invitation = before?;
        invitation.say(event.words.as_ref());
        match &event.what {
            InvitationEvent::Invited { .. } => {}
            InvitationEvent::Reminded { remind_at } => {
                invitation.plain.reminded.push(entry.valid_at);
                invitation.plain.remind_at = *remind_at;
            }
            InvitationEvent::Answered => {
                invitation.turn(InvitationState::Answered, entry.valid_at);
            }
            InvitationEvent::Withdrawn => {
                invitation.turn(InvitationState::Withdrawn, entry.valid_at);
            }
            InvitationEvent::Erased => {
                invitation.turn(InvitationState::Erased, entry.valid_at);
                invitation.personal = Held::Erased;
            }
        }
        Some(invitation)
    }
}

impl Invitation {
    fn turn(&mut self, state: InvitationState, at: Timestamp) {
        self.plain.state = state;
        self.plain.since = at;
        self.plain.remind_at = None;
    }

    fn say(&mut self, words: Held<&Vec<InvitationWord>>) {
        match (&mut self.personal, words) {
            (Held::Known(personal), Held::Known(words)) => {
                for word in words {
                    match word {
                        InvitationWord::Greeting(text) => personal.greeting = Some(text.clone()),
                        InvitationWord::Reason(reason) => personal.reason = Some(reason.clone()),
                    }
                }
            }
            (_, Held::Erased) => self.personal = Held::Erased,
            (Held::Erased, Held::Known(_)) => {}
        }
    }
}
