//! Rewards by example and by law.

mod laws;
mod stories;

use uuid::Uuid;

use super::*;
use crate::domain::noun::{Event, Header, Stamp, State};
use crate::domain::{
    ActorId, Held, Line, Money, Points, ProgrammeId, RecordId, RewardId, Stream, Timestamp,
};

fn id() -> RewardId {
    RewardId::from_uuid(Uuid::from_u128(4))
}

fn programme() -> ProgrammeId {
    ProgrammeId::from_uuid(Uuid::from_u128(20))
}

/// So many hours after the beginning of 2026.
fn hour(n: i64) -> Stamp {
    let at = Timestamp::from_seconds(1_767_225_600 + n * 3_600).unwrap();
    Stamp { valid_at: at, recorded_at: at, by: ActorId::System }
}

fn header(stamp: &Stamp) -> Header {
    let Stamp { valid_at, recorded_at, by } = *stamp;
    Header { id: id().id(), stream: Stream::reward(id()), valid_at, recorded_at, by }
}

fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

fn points(n: i64) -> Points {
    Points::new(n).unwrap()
}

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

type Said = Result<Event<Reward>, RewardRefusal>;

fn after(reward: &Reward, said: Said, n: i64) -> Reward {
    Reward::apply(Some(reward.clone()), &said.unwrap(), &header(&hour(n))).unwrap()
}

fn drafted(new: NewReward) -> Reward {
    let event = Reward::draft(new, &hour(0)).unwrap();
    Reward::apply(None, &event, &header(&hour(0))).unwrap()
}

fn mug() -> NewReward {
    NewReward::voucher(programme(), "马克杯", points(300)).unwrap().stock(2)
}
