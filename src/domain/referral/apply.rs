//! What a referral is after an event.

use super::event::{ReferralEvent, ReferralWord};
use super::record::{Referral, ReferralPersonal, ReferralPlain};
use super::words::{Merit, MeritState, ReferralState};
use crate::domain::noun::{Event, Header, State};
use crate::domain::{ClientId, Held, RecordId, ReferralId, Timestamp};

impl State for Referral {
    type What = ReferralEvent;
    type Words = ReferralWord;

    fn event_name(what: &ReferralEvent) -> &'static str {
        match what {
            ReferralEvent::Invited { .. } => "invited",
            ReferralEvent::Registered { .. } => "registered",
            ReferralEvent::Qualified(_) => "qualified",
            ReferralEvent::Rewarded { .. } => "rewarded",
            ReferralEvent::Reversed { .. } => "reversed",
            ReferralEvent::Rejected => "rejected",
            ReferralEvent::Expired => "expired",
            ReferralEvent::Reduced { .. } => "reduced",
        }
    }

    fn apply(before: Option<Self>, event: &Event<Self>, entry: &Header) -> Option<Self> {
        let at = entry.valid_at;
        if let ReferralEvent::Invited { terms, ends } = &event.what {
            let plain = ReferralPlain {
                state: ReferralState::Invited,
                since: at,
                invited_at: at,
                terms: terms.clone(),
                ends: *ends,
                referee: None,
                registered_at: None,
                merits: Vec::new(),
                said_at: at,
            };
            let personal = event.words.as_ref().map(|words| ReferralPersonal {
                invitee: words.invitee.clone().unwrap_or_default(),
                reason: None,
            });
            let referrer = ClientId::from_id(entry.stream.id());
            return Some(Referral { id: ReferralId::from_id(entry.id), referrer, plain, personal });
        }
        let mut referral = before?;
        referral.plain.said_at = at;
        match &event.what {
            ReferralEvent::Invited { .. } => {}
            ReferralEvent::Registered { referee, merit } => {
                referral.plain.referee = Some(*referee);
                referral.plain.registered_at = Some(at);
                referral.plain.merits.extend(merit.clone());
                referral.stand(at);
            }
            ReferralEvent::Qualified(merit) => {
                referral.plain.merits.push(merit.clone());
                referral.stand(at);
            }
            ReferralEvent::Rewarded { number, entries } => {
                referral.settle(*number, MeritState::Given(entries.clone()));
                referral.stand(at);
            }
            ReferralEvent::Reversed { number } => {
                referral.settle(*number, MeritState::Reversed);
                referral.stand(at);
            }
            ReferralEvent::Reduced { number, kept } => {
                if let Some(merit) = referral.merit_at(*number) {
                    merit.kept = Some(*kept);
                }
            }
            ReferralEvent::Rejected => referral.turn(ReferralState::Rejected, at),
            ReferralEvent::Expired => referral.turn(ReferralState::Expired, at),
        }
        referral.say(event.words.as_ref());
        Some(referral)
    }
}

impl Referral {
    fn turn(&mut self, state: ReferralState, at: Timestamp) {
        if self.plain.state != state {
            self.plain.state = state;
            self.plain.since = at;
        }
    }

    /// The state follows from what points were given for and what waits.
    fn stand(&mut self, at: Timestamp) {
        let any = |state: fn(&MeritState) -> bool| {
            self.plain.merits.iter().any(|merit: &Merit| state(&merit.state))
        };
        let state = if any(|state| matches!(state, MeritState::Given(_))) {
            ReferralState::Rewarded
        } else if any(|state| *state == MeritState::Waiting) {
            ReferralState::Qualified
        } else {
            ReferralState::Registered
        };
        self.turn(state, at);
    }

    fn settle(&mut self, number: u32, state: MeritState) {
        if let Some(merit) = self.merit_at(number) {
            merit.state = state;
        }
    }

    fn merit_at(&mut self, number: u32) -> Option<&mut Merit> {
        usize::try_from(number).ok().and_then(|at| self.plain.merits.get_mut(at))
    }

    fn say(&mut self, words: Held<&ReferralWord>) {
        match (&mut self.personal, words) {
            (Held::Known(personal), Held::Known(words)) => {
                personal.reason = words.reason.clone().or(personal.reason.take());
            }
            (_, Held::Erased) => self.personal = Held::Erased,
            (Held::Erased, Held::Known(_)) => {}
        }
    }
}
