//! What a redemption is after an event.

use super::event::{RedemptionEvent, RedemptionWord};
use super::record::{Redemption, RedemptionPersonal, RedemptionPlain};
use super::words::RedemptionState;
use crate::domain::noun::{Event, Header, State};
use crate::domain::{ClientId, Held, RecordId, RedemptionId, Timestamp};

impl State for Redemption {
    type What = RedemptionEvent;
    type Words = RedemptionWord;

    fn event_name(what: &RedemptionEvent) -> &'static str {
        match what {
            RedemptionEvent::Reserved { .. } => "reserved",
            RedemptionEvent::Issued { .. } => "issued",
            RedemptionEvent::Used { .. } => "used",
            RedemptionEvent::Expired => "expired",
            RedemptionEvent::Cancelled => "cancelled",
        }
    }

    fn apply(before: Option<Self>, event: &Event<Self>, entry: &Header) -> Option<Self> {
        let at = entry.valid_at;
        if let RedemptionEvent::Reserved { asked, until, spent } = &event.what {
            let plain = RedemptionPlain {
                state: RedemptionState::Reserved,
                since: at,
                asked: asked.clone(),
                spent: *spent,
                reserved_until: *until,
                issued_at: None,
                expires_at: None,
                used: None,
                off: None,
            };
            let personal = event.words.as_ref().map(|_| RedemptionPersonal::default());
            let client = ClientId::from_id(entry.stream.id());
            let id = RedemptionId::from_id(entry.id);
            return Some(Redemption { id, client, plain, personal });
        }
        let mut redemption = before?;
        match &event.what {
            RedemptionEvent::Reserved { .. } => {}
            RedemptionEvent::Issued { expires_at } => {
                redemption.turn(RedemptionState::Issued, at);
                redemption.plain.issued_at = Some(at);
                redemption.plain.expires_at = *expires_at;
            }
            RedemptionEvent::Used { used, off } => {
                redemption.turn(RedemptionState::Used, at);
                redemption.plain.used = Some(*used);
                redemption.plain.off = *off;
            }
            RedemptionEvent::Expired => redemption.turn(RedemptionState::Expired, at),
            RedemptionEvent::Cancelled => redemption.turn(RedemptionState::Cancelled, at),
        }
        redemption.say(event.words.as_ref());
        Some(redemption)
    }
}

impl Redemption {
    fn turn(&mut self, state: RedemptionState, at: Timestamp) {
        self.plain.state = state;
        self.plain.since = at;
    }

    fn say(&mut self, words: Held<&RedemptionWord>) {
        match (&mut self.personal, words) {
            (Held::Known(personal), Held::Known(words)) => {
                personal.code = words.code.clone().or(personal.code.take());
                personal.reason = words.reason.clone().or(personal.reason.take());
            }
            (_, Held::Erased) => self.personal = Held::Erased,
            (Held::Erased, Held::Known(_)) => {}
        }
    }
}
