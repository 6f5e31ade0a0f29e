//! Arbitrary histories of a member's points, as commands.

use proptest::prelude::*;

/// Something that is said of a member's points; numbers choose among what there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// A purchase of so many minor units.
    Earn(i64),
    /// So many points for something else.
    Bonus(i64),
    /// The cause of one of the earnings becomes true.
    Activate(usize),
    /// So many points are spent.
    Redeem(i64),
    /// So many points are put aside.
    Reserve(i64),
    /// One of the reservations is spent.
    Commit(usize),
    /// One of the reservations is freed.
    Release(usize),
    /// So many points of one of the redemptions are given back.
    Refund(usize, i64),
    /// So many hundredths of one of the purchases have come back.
    Return(usize, i64),
    /// So many points go to the other member.
    Transfer(i64),
    /// So many points are added, or taken away where the number is negative.
    Adjust(i64),
    /// What one of the expiries took is brought back.
    Reinstate(usize),
    /// What expired is written down.
    Sweep,
    /// So many hours go by.
    Wait(i64),
}

/// Any command.
pub fn command() -> impl Strategy<Value = Command> {
    let which = || 0_usize..8;
    let points = || 0_i64..400;
    prop_oneof![
        6 => (1_i64..60_000).prop_map(Command::Earn),
        1 => points().prop_map(Command::Bonus),
        2 => which().prop_map(Command::Activate),
        4 => points().prop_map(Command::Redeem),
        3 => points().prop_map(Command::Reserve),
        2 => which().prop_map(Command::Commit),
        2 => which().prop_map(Command::Release),
        2 => (which(), points()).prop_map(|(n, points)| Command::Refund(n, points)),
        4 => (which(), 0_i64..=100).prop_map(|(n, part)| Command::Return(n, part)),
        2 => points().prop_map(Command::Transfer),
        2 => (-300_i64..300).prop_map(Command::Adjust),
        1 => which().prop_map(Command::Reinstate),
        2 => Just(Command::Sweep),
        5 => (0_i64..900).prop_map(Command::Wait),
    ]
}
