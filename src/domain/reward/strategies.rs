//! Arbitrary rewards and commands, built through the public constructors.

use proptest::prelude::*;
use uuid::Uuid;

use super::{Discount, NewReward, RewardEdit};
use crate::domain::quantity::strategies as quantities;
use crate::domain::text::strategies::{line, name};
use crate::domain::{Line, Money, Points, ProgrammeId};

/// A discount of a share or an amount, in yuan.
pub fn discount() -> impl Strategy<Value = Discount> {
    let yuan = || {
        (1_i64..1_000_000)
            .prop_filter_map("an amount", |minor| Some(Money::new(minor, "CNY".parse().ok()?)))
    };
    let what = prop_oneof![
        quantities::percent().prop_filter_map("a share", |share| Discount::share(share).ok()),
        yuan().prop_filter_map("an amount", |amount| Discount::amount(amount).ok()),
    ];
    (what, prop::option::of(yuan()), prop::option::of(yuan())).prop_filter_map(
        "a discount",
        |(discount, most, from)| {
            let discount = most.into_iter().try_fold(discount, Discount::at_most).ok()?;
            from.into_iter().try_fold(discount, Discount::from).ok()
        },
    )
}

/// A reward of any kind.
pub fn new_reward() -> impl Strategy<Value = NewReward> {
    let what = (name(), 1_i64..1_000_000, prop::option::of(discount()));
    let limits = (prop::option::of(0_u32..5), prop::option::of(1_u32..4), 0_u8..3);
    (what, limits).prop_filter_map("a reward", |((name, price, discount), limits)| {
        let programme = ProgrammeId::from_uuid(Uuid::from_u128(20));
        let price = Points::new(price).ok()?;
        let new = match discount {
            Some(discount) => NewReward::discount(programme, name.as_str(), discount, price),
            None => NewReward::voucher(programme, name.as_str(), price),
        };
        let (stock, per_member, rank) = limits;
        let new = new.ok()?.from_rank(rank);
        let new = stock.into_iter().fold(new, NewReward::stock);
        per_member.into_iter().try_fold(new, NewReward::per_member).ok()
    })
}

/// Something that can be said of a reward.
#[derive(Debug, Clone)]
pub enum Command {
    /// Change it.
    Edit(RewardEdit),
    /// More or fewer.
    Restock(i64),
    /// Offer it.
    Offer,
    /// Pause it.
    Withhold(Line),
    /// Offer it again.
    OfferAgain,
    /// Put it away.
    Archive(Line),
}

/// Any command.
pub fn command() -> impl Strategy<Value = Command> {
    let edit = (name(), 1_i64..1_000, 0_u8..3).prop_filter_map("an edit", |(name, price, rank)| {
        let edit = RewardEdit::new().name(name).from_rank(rank).without_limit();
        edit.price(Points::new(price).ok()?).ok()
    });
    prop_oneof![
        2 => edit.prop_map(Command::Edit),
        2 => (-3_i64..5).prop_map(Command::Restock),
        3 => Just(Command::Offer),
        2 => line().prop_map(Command::Withhold),
        2 => Just(Command::OfferAgain),
        1 => line().prop_map(Command::Archive),
    ]
}
