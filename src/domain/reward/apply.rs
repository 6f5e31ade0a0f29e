//! What a reward is after an event.

use super::event::{RewardChange, RewardEvent, RewardWord};
use super::record::{Reward, RewardPersonal, RewardPlain};
use super::words::{RewardState, RewardTerms};
use crate::domain::noun::{Event, Header, State};
use crate::domain::{Held, RecordId, RewardId, Timestamp};

impl State for Reward {
    type What = RewardEvent;
    type Words = RewardWord;

    fn event_name(what: &RewardEvent) -> &'static str {
        match what {
            RewardEvent::Drafted { .. } => "drafted",
            RewardEvent::Edited(_) => "edited",
            RewardEvent::Restocked { .. } => "restocked",
            RewardEvent::Offered => "offered",
            RewardEvent::Withheld => "withheld",
            RewardEvent::OfferedAgain => "offered_again",
            RewardEvent::Archived => "archived",
        }
    }

    fn apply(before: Option<Self>, event: &Event<Self>, entry: &Header) -> Option<Self> {
        let at = entry.valid_at;
        if let RewardEvent::Drafted { terms, .. } = &event.what {
            let (state, terms) = (RewardState::Draft, terms.clone());
            let plain = RewardPlain { state, since: at, terms, said_at: at };
            let personal = event.words.as_ref().map(|_| RewardPersonal::default());
            return Some(Reward { id: RewardId::from_id(entry.id), plain, personal });
        }
        let mut reward = before?;
        reward.plain.said_at = at;
        match &event.what {
            RewardEvent::Drafted { .. } | RewardEvent::Restocked { .. } => {}
            RewardEvent::Edited(changes) => {
                changes.iter().for_each(|change| reward.plain.terms.change(change));
            }
            RewardEvent::Offered | RewardEvent::OfferedAgain => {
                reward.turn(RewardState::Active, at);
            }
            RewardEvent::Withheld => reward.turn(RewardState::Paused, at),
            RewardEvent::Archived => reward.turn(RewardState::Archived, at),
        }
        reward.say(event.words.as_ref());
        Some(reward)
    }
}

impl Reward {
    fn turn(&mut self, state: RewardState, at: Timestamp) {
        self.plain.state = state;
        self.plain.since = at;
    }

    fn say(&mut self, words: Held<&RewardWord>) {
        match (&mut self.personal, words) {
            (Held::Known(personal), Held::Known(words)) => {
                personal.reason = words.reason.clone().or(personal.reason.take());
            }
            (_, Held::Erased) => self.personal = Held::Erased,
            (Held::Erased, Held::Known(_)) => {}
        }
    }
}

impl RewardTerms {
    pub(super) fn change(&mut self, change: &RewardChange) {
        match change {
            RewardChange::Name(name) => self.name = name.clone(),
            RewardChange::Kind(kind) => self.kind = kind.clone(),
            RewardChange::Price(price) => self.price = *price,
            RewardChange::During(during) => self.during = *during,
            RewardChange::MinRank(rank) => self.min_rank = *rank,
            RewardChange::PerMember(most) => self.per_member = *most,
            RewardChange::Usable(usable) => self.usable = *usable,
        }
    }
}
