//! Redemptions by example and by law.

mod laws;
mod stories;

use uuid::Uuid;

use super::*;
use crate::domain::noun::{Event, Stamp, State};
use crate::domain::reward::{Discount, NewReward, Reward};
use crate::domain::tier::Span;
use crate::domain::told::{after, begun, header, hour, line, points, programme};
use crate::domain::{EntryId, Held, MemberId, RecordId, RedemptionId, RewardId, Zone};

fn id() -> RedemptionId {
    RedemptionId::from_uuid(Uuid::from_u128(5))
}

/// A reward that is offered since hour 0.
fn offered(new: NewReward) -> Reward {
    let id = RewardId::from_uuid(Uuid::from_u128(4));
    let reward = begun(id, &Reward::draft(new, &hour(0)).unwrap(), 0);
    after(&reward, reward.offer(&hour(0)), 0)
}

fn mug() -> NewReward {
    let days = Span::days(10).unwrap();
    NewReward::voucher(programme(), "马克杯", points(300)).unwrap().usable_for(days, Zone::UTC)
}

fn ten_off() -> NewReward {
    let ten = Discount::share("10%".parse().unwrap()).unwrap();
    NewReward::discount(programme(), "九折", ten, points(100)).unwrap()
}

const CLAIM: Claim = Claim { active: true, rank: 1, had: 0 };

fn spent() -> Spent {
    Spent {
        member: MemberId::from_uuid(Uuid::from_u128(6)),
        entry: EntryId::from_uuid(Uuid::from_u128(7)),
    }
}

fn reserved(reward: &Reward) -> Redemption {
    let until = hour(2).valid_at;
    let event = Redemption::reserve(reward, &CLAIM, until, spent(), &hour(1)).unwrap();
    begun(id(), &event, 1)
}

fn code() -> VoucherCode {
    VoucherCode::new("TEA-2026").unwrap()
}

type Said = Result<Event<Redemption>, RedemptionRefusal>;
