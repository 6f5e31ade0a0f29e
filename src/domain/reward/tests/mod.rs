//! Rewards by example and by law.

mod laws;
mod stories;

use uuid::Uuid;

use super::*;
use crate::domain::noun::{Event, Header, Stamp, State};
use crate::domain::told::{after, hour, line, points, programme};
use crate::domain::{Held, Money, Points, RecordId, RewardId, Stream};

fn id() -> RewardId {
    RewardId::from_uuid(Uuid::from_u128(4))
}

fn header(stamp: &Stamp) -> Header {
    let Stamp { valid_at, recorded_at, by } = *stamp;
    Header { id: id().id(), stream: Stream::reward(id()), valid_at, recorded_at, by }
}

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

fn drafted(new: NewReward) -> Reward {
    let event = Reward::draft(new, &hour(0)).unwrap();
    Reward::apply(None, &event, &header(&hour(0))).unwrap()
}

fn mug() -> NewReward {
    NewReward::voucher(programme(), "马克杯", points(300)).unwrap().stock(2)
}

type Said = Result<Event<Reward>, RewardRefusal>;
