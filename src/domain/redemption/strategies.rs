//! Arbitrary codes and commands, built through the public constructors.

use proptest::prelude::*;

use super::{UsedFor, VoucherCode};
use crate::domain::text::strategies::line;
use crate::domain::{Line, Money};

/// Any code that was drawn.
pub fn code() -> impl Strategy<Value = VoucherCode> {
    any::<[u8; 16]>().prop_map(VoucherCode::drawn)
}

/// Something that can be said of a redemption.
#[derive(Debug, Clone)]
pub enum Command {
    /// Give it out.
    Issue(Option<VoucherCode>),
    /// Use it.
    Use(UsedFor),
    /// Its time is over.
    Expire,
    /// Call it off.
    Cancel(Line),
}

/// Any command.
pub fn command() -> impl Strategy<Value = Command> {
    let price = prop::option::of(0_i64..100_000).prop_filter_map("a price", |minor| {
        let price = |minor| Some(Money::new(minor, "CNY".parse().ok()?));
        Some(UsedFor { purchase: None, price: minor.and_then(price) })
    });
    prop_oneof![
        3 => prop::option::of(code()).prop_map(Command::Issue),
        2 => price.prop_map(Command::Use),
        2 => Just(Command::Expire),
        1 => line().prop_map(Command::Cancel),
    ]
}
