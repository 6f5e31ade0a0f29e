//! What a member is after an event.

use super::event::{MemberEvent, MemberWords};
use super::record::{Member, MemberPersonal, MemberPlain};
use crate::domain::noun::{Event, Header, State};
use crate::domain::programme::MemberState;
use crate::domain::{ClientId, Held, MemberId, Points, RecordId, Timestamp};

impl State for Member {
    type What = MemberEvent;
    type Words = MemberWords;

    fn event_name(what: &MemberEvent) -> &'static str {
        match what {
            MemberEvent::Enrolled { .. } => "enrolled",
            MemberEvent::Admitted => "admitted",
            MemberEvent::Blocked => "blocked",
            MemberEvent::Unblocked => "unblocked",
            MemberEvent::Closed => "closed",
            MemberEvent::Reserved(_) => "reserved",
            MemberEvent::Released(_) => "released",
            MemberEvent::Committed(_) => "committed",
            MemberEvent::Owed { .. } => "owed",
            MemberEvent::TierGiven(_) => "tier_given",
            MemberEvent::TierEnded => "tier_ended",
        }
    }

    fn apply(before: Option<Self>, event: &Event<Self>, entry: &Header) -> Option<Self> {
        if let MemberEvent::Enrolled { programme, state } = &event.what {
            let words = event.words.clone();
            let personal = words.map(|words| MemberPersonal { card: words.card, reason: None });
            let plain = MemberPlain {
                programme: *programme,
                state: *state,
                since: entry.valid_at,
                joined_at: entry.valid_at,
                debt: Points::ZERO,
                owed_since: None,
                holds: Vec::new(),
                given: Vec::new(),
                said_at: entry.valid_at,
            };
            let client = ClientId::from_id(entry.stream.id());
            return Some(Member { id: MemberId::from_id(entry.id), client, plain, personal });
        }
        let mut member = before?;
        let plain = &mut member.plain;
        plain.said_at = entry.valid_at;
        match &event.what {
            MemberEvent::Enrolled { .. } => {}
            MemberEvent::Admitted | MemberEvent::Unblocked => {
                member.turn(MemberState::Active, event, entry);
            }
            MemberEvent::Blocked => member.turn(MemberState::Blocked, event, entry),
            MemberEvent::Closed => {
                plain.holds.clear();
                member.turn(MemberState::Closed, event, entry);
            }
            MemberEvent::Reserved(hold) => plain.holds.push(hold.clone()),
            MemberEvent::Released(id) | MemberEvent::Committed(id) => {
                plain.holds.retain(|hold| hold.id != *id);
            }
            MemberEvent::Owed { debt, .. } => {
                plain.debt = *debt;
                plain.owed_since = Some(entry.valid_at);
            }
            MemberEvent::TierGiven(given) => plain.given.push(*given),
            MemberEvent::TierEnded => member.cut_given(entry.valid_at),
        }
        member.drop_ended(entry.valid_at);
        Some(member)
    }
}

impl Member {
    /// Reservations whose time is over are not looked at again, unless what they freed has paid a
    /// debt since and no entry says so yet.
    fn drop_ended(&mut self, at: Timestamp) {
        let plain = &mut self.plain;
        let owed_since =
            (plain.debt > Points::ZERO).then(|| plain.owed_since.unwrap_or(Timestamp::MIN));
        plain
            .holds
            .retain(|hold| hold.is_live(at) || owed_since.is_some_and(|since| since < hold.until));
    }

    fn turn(&mut self, state: MemberState, event: &Event<Self>, entry: &Header) {
        self.plain.state = state;
        self.plain.since = entry.valid_at;
        self.personal = match (&self.personal, &event.words) {
            (Held::Known(personal), Held::Known(words)) => {
                let reason = words.reason.clone();
                Held::Known(MemberPersonal { card: personal.card.clone(), reason })
            }
            (Held::Erased, _) | (_, Held::Erased) => Held::Erased,
        };
    }
}
