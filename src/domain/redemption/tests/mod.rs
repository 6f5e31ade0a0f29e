//! Redemptions by example and by law.

mod laws;
mod stories;

use uuid::Uuid;

use super::*;
use crate::domain::noun::{Event, Header, Stamp, State};
use crate::domain::reward::{Discount, NewReward, Reward};
use crate::domain::tier::Span;
use crate::domain::{
    ActorId, ClientId, EntryId, Held, Id, Line, MemberId, Points, ProgrammeId, RecordId,
    RedemptionId, RewardId, Stream, Timestamp, Zone,
};

fn id() -> RedemptionId {
    RedemptionId::from_uuid(Uuid::from_u128(5))
}

fn hua() -> ClientId {
    ClientId::from_uuid(Uuid::from_u128(1))
}

/// So many hours after the beginning of 2026.
fn hour(n: i64) -> Stamp {
    let at = Timestamp::from_seconds(1_767_225_600 + n * 3_600).unwrap();
    Stamp { valid_at: at, recorded_at: at, by: ActorId::System }
}

fn header(stamp: &Stamp, id: Id) -> Header {
    let Stamp { valid_at, recorded_at, by } = *stamp;
    Header { id, stream: Stream::client(hua()), valid_at, recorded_at, by }
}

fn programme() -> ProgrammeId {
    ProgrammeId::from_uuid(Uuid::from_u128(20))
}

fn points(n: i64) -> Points {
    Points::new(n).unwrap()
}

fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

/// A reward that is offered since hour 0.
fn offered(new: NewReward) -> Reward {
    let id = RewardId::from_uuid(Uuid::from_u128(4));
    let entry = header(&hour(0), id.id());
    let reward = Reward::apply(None, &Reward::draft(new, &hour(0)).unwrap(), &entry).unwrap();
    let published = reward.offer(&hour(0)).unwrap();
    Reward::apply(Some(reward), &published, &entry).unwrap()
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

type Said = Result<Event<Redemption>, RedemptionRefusal>;

fn reserved(reward: &Reward) -> Redemption {
    let until = hour(2).valid_at;
    let event = Redemption::reserve(reward, &CLAIM, until, spent(), &hour(1)).unwrap();
    Redemption::apply(None, &event, &header(&hour(1), id().id())).unwrap()
}

fn after(redemption: &Redemption, said: Said, n: i64) -> Redemption {
    let entry = header(&hour(n), id().id());
    Redemption::apply(Some(redemption.clone()), &said.unwrap(), &entry).unwrap()
}

fn code() -> VoucherCode {
    VoucherCode::new("TEA-2026").unwrap()
}
