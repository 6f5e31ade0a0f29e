//! The laws of the ledger, over random histories under random terms.

use proptest::prelude::*;

use super::super::holding::{by_id, payments};
use super::super::strategies::{Command, command};
use super::super::*;
use super::naive::Naive;
use super::world::*;
use crate::domain::kept::{kept, told};
use crate::domain::programme::strategies::terms;
use crate::domain::programme::{ReturnPolicy, Terms, Validity};
use crate::domain::{LotId, Points, Timestamp};

fn generous(terms: Terms) -> Terms {
    Terms { max_transfer: Some(points(10_000)), ..terms }
}

fn history() -> impl Strategy<Value = Vec<Command>> {
    prop::collection::vec(command(), 1..60)
}

fn lived(terms: Terms, commands: &[Command]) -> World {
    let mut world = World::new(generous(terms));
    for command in commands {
        let _ = world.command(*command);
    }
    world
}

/// What a member is answered at an instant, as far as no sweep may change it.
fn answers(world: &World) -> (i64, i64, i64, i64, i64) {
    let balance = world.balance(0);
    let [pending, available, reserved, debt] =
        [balance.pending, balance.available, balance.reserved, balance.debt].map(Points::get);
    let expired = world.account(0, Account::Expired) + balance.expired.get();
    (pending, available, reserved, debt, expired)
}

/// What is left in each lot, less what it has paid of a debt that no entry tells of yet: when a
/// payment is written down is no question of sweeping.
fn left(world: &World) -> Vec<(Timestamp, i64)> {
    let paid: Vec<_> = (0..world.members.len())
        .flat_map(|who| {
            let Holding { member, lots } = world.holding(who);
            payments(&member, &by_id(&lots), world.now)
        })
        .collect();
    let paid = |lot: LotId| -> i64 {
        paid.iter().filter(|(one, _)| *one == lot).map(|(_, points)| points.get()).sum()
    };
    world
        .lots
        .values()
        .map(|lot| (lot.earned_at(), lot.remaining().get() - paid(lot.id())))
        .collect()
}

/// Says the same to the naive ledger; true when that allowed it.
fn naively(naive: &mut Naive, world: &World, command: Command, answer: &Answer) -> bool {
    let written = answer.as_ref().map(Vec::as_slice).unwrap_or_default();
    let of = |kind| written.iter().find(|entry: &&PointsEntry| entry.kind() == kind);
    match command {
        Command::Earn(_) | Command::Bonus(_) => {
            let entry = of(EntryKind::Earn).or_else(|| of(EntryKind::Bonus));
            if let Some(entry) = entry {
                naive.earn(entry.lot().unwrap(), entry.points().get());
            }
            true
        }
        Command::Adjust(n) if n >= 0 => {
            if let Some(entry) = of(EntryKind::AdjustUp) {
                naive.earn(entry.lot().unwrap(), n);
            }
            true
        }
        Command::Adjust(n) => naive.adjust_down(-n),
        Command::Activate(_) => {
            if let Some(entry) = of(EntryKind::Activate) {
                let lots: Vec<LotId> = entry.movements().iter().map(|one| one.lot).collect();
                naive.activate(&lots);
            }
            true
        }
        Command::Redeem(n) => n > 0 && naive.redeem(n),
        Command::Reserve(n) => {
            let live = world.members[0].holds().iter().filter(|one| one.is_live(world.now)).count();
            let Some(last) = world.members[0].holds().last().filter(|_| answer.is_ok()) else {
                return n > 0 && naive.available() >= n && live < Member::MOST_HOLDS;
            };
            naive.reserve(last.id, n)
        }
        Command::Transfer(n) => n > 0 && naive.give_away(n),
        Command::Commit(_)
        | Command::Release(_)
        | Command::Refund(..)
        | Command::Return(..)
        | Command::Reinstate(_)
        | Command::Sweep
        | Command::Wait(_) => true,
    }
}

/// What names an earlier entry or reservation is told to the naive ledger by what was written.
fn naively_about(naive: &mut Naive, world: &World, command: Command, answer: &Answer) {
    let Ok(written) = answer else { return };
    for entry in written {
        match entry.kind() {
            EntryKind::RefundRedeem => {
                let mut stood: Vec<LotId> = Vec::new();
                let redeemed = world.entry(entry.about().unwrap());
                let before: i64 = world
                    .about(redeemed.id(), EntryKind::RefundRedeem)
                    .iter()
                    .filter(|one| one.id() != entry.id())
                    .map(|one| -one.on(Account::Redeemed))
                    .sum();
                stood.extend(entry.movements().iter().map(|one| one.lot));
                let mut skip = before;
                let mut wanted = -entry.on(Account::Redeemed);
                let mut places = stood.into_iter();
                for part in redeemed.movements().iter().rev() {
                    let skipped = skip.min(-part.points);
                    skip -= skipped;
                    let back = (-part.points - skipped).min(wanted);
                    wanted -= back;
                    if back > 0 {
                        naive.refund(part.lot, back, places.next());
                    }
                }
            }
            EntryKind::ReverseEarn => {
                let earned = world.entry(entry.about().unwrap());
                let before = world
                    .about(earned.id(), EntryKind::ReverseEarn)
                    .iter()
                    .filter(|one| one.id() != entry.id())
                    .filter_map(|one| one.asked().map(Points::get))
                    .max()
                    .unwrap_or(0);
                naive.take_back(earned.lot().unwrap(), entry.asked().unwrap().get() - before);
            }
            EntryKind::Reinstate => {
                let expired = world.entry(entry.about().unwrap());
                let new = entry.movements().iter().map(|one| one.lot);
                let parts: Vec<(LotId, LotId, i64)> = expired
                    .movements()
                    .iter()
                    .zip(new)
                    .map(|(old, new)| (old.lot, new, -old.points))
                    .collect();
                naive.reinstate(&parts);
            }
            EntryKind::Redeem if matches!(command, Command::Commit(_)) => {
                assert!(naive.commit(entry.id()));
            }
            EntryKind::Earn
            | EntryKind::Bonus
            | EntryKind::ReferralReward
            | EntryKind::Activate
            | EntryKind::Redeem
            | EntryKind::Expire
            | EntryKind::PayDebt
            | EntryKind::TransferOut
            | EntryKind::TransferIn
            | EntryKind::AdjustUp
            | EntryKind::AdjustDown
            | EntryKind::MergeOut
            | EntryKind::MergeIn
            | EntryKind::Forfeit => {}
        }
    }
}

fn compare(world: &World, naive: &Naive) -> Result<(), TestCaseError> {
    let found = answers(world);
    let wanted = (naive.pending(), naive.available(), naive.reserved(), naive.debt, naive.expired);
    prop_assert_eq!(found, wanted, "pending, available, reserved, debt, expired");
    let accounts = [
        (Account::Issued, -naive.issued),
        (Account::Redeemed, naive.redeemed),
        (Account::Reversed, naive.reversed),
        (Account::Adjusted, naive.adjusted),
        (Account::Transferred, naive.given_away),
    ];
    for (account, wanted) in accounts {
        prop_assert_eq!(world.account(0, account), wanted, "{}", account);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn the_ledger_says_what_a_naive_one_says(terms in terms(), commands in history()) {
        let mut world = World::new(generous(terms));
        let mut naive = Naive::new(&world.terms, world.now);
        for command in commands {
            let release = match command {
                Command::Release(n) => {
                    let holds = world.members[0].holds();
                    (!holds.is_empty()).then(|| holds[n % holds.len()].id)
                }
                _ => None,
            };
            let answer = world.command(command);
            naive.live(world.now);
            if let (Some(id), Ok(_)) = (release, &answer) {
                prop_assert!(naive.release(id));
            }
            naively_about(&mut naive, &world, command, &answer);
            let allowed = naively(&mut naive, &world, command, &answer);
            prop_assert!(allowed || answer.is_err(), "{:?} was allowed", command);
            if let Err(code) = answer {
                let short = code == "member.insufficient_points";
                prop_assert!(!short || !allowed, "{:?} was refused", command);
            }
            compare(&world, &naive)?;
        }
    }

    #[test]
    fn law_1_the_postings_of_every_entry_add_up_to_nought(
        terms in terms(), commands in history(),
    ) {
        let world = lived(terms, &commands);
        for entry in &world.entries {
            let sum: i64 = entry.postings().iter().map(|posting| posting.points).sum();
            prop_assert_eq!(sum, 0, "{:?}", entry);
            let moved: i64 = entry.movements().iter().map(|one| one.points).sum();
            prop_assert_eq!(moved, entry.on(Account::Member), "{:?}", entry);
            prop_assert_eq!(&kept(entry), entry);
            prop_assert!(entry.postings().iter().all(|one| one.points != 0), "{:?}", entry);
            // Where nothing moves, a lot is named so that it can be traced: what is free to be used from
            // now on, and what would have come back had it not expired.
            let names = matches!(entry.kind(), EntryKind::Activate | EntryKind::RefundRedeem);
            let moves = entry.movements().iter().all(|one| one.points != 0);
            prop_assert!(names || moves, "{:?}", entry);
        }
        let given: i64 = (0..2).map(|who| world.account(who, Account::Transferred)).sum();
        prop_assert_eq!(given, 0, "what one gives the other receives");
    }

    #[test]
    fn law_2_a_lot_holds_from_nothing_to_what_it_began_with(
        terms in terms(), commands in history(),
    ) {
        let world = lived(terms, &commands);
        for lot in world.lots.values() {
            let moved: i64 = world.entries.iter().flat_map(PointsEntry::movements)
                .filter(|one| one.lot == lot.id()).map(|one| one.points).sum();
            prop_assert_eq!(moved, lot.remaining().get(), "what moved is what is left");
            prop_assert!(lot.remaining() <= lot.original());
            prop_assert_eq!(&kept(lot), lot);
        }
        let own = world.lots.values().filter(|lot| lot.member() == world.members[0].id());
        let left: i64 = own.map(|lot| lot.remaining().get()).sum();
        prop_assert_eq!(left, world.account(0, Account::Member));
        prop_assert_eq!(-world.members[0].debt().get(), world.account(0, Account::Debt));
        prop_assert_eq!(&kept(&world.members[0]), &world.members[0]);
    }

    #[test]
    fn law_3_what_was_issued_is_somewhere_at_every_instant(
        terms in terms(), commands in history(), hours in 0_i64..20_000,
    ) {
        let mut world = lived(terms, &commands);
        world.now = world.now.plus_seconds(hours * 3_600).unwrap();
        for who in 0..2 {
            let (pending, available, reserved, debt, expired) = if who == 0 {
                answers(&world)
            } else {
                let balance = world.balance(1);
                let of = |points: Points| points.get();
                let expired = world.account(1, Account::Expired) + of(balance.expired);
                (of(balance.pending), of(balance.available), of(balance.reserved), of(balance.debt), expired)
            };
            let on = |account| world.account(who, account);
            prop_assert_eq!(
                -on(Account::Issued),
                pending + available + reserved + expired - debt + on(Account::Redeemed)
                    + on(Account::Reversed) + on(Account::Adjusted) + on(Account::Forfeited)
                    + on(Account::Transferred)
            );
        }
    }

    #[test]
    fn law_4_nothing_is_taken_from_a_lot_outside_of_its_time(
        terms in terms(), commands in history(),
    ) {
        let mut world = World::new(generous(terms));
        for command in commands {
            let before = world.lots.clone();
            let Ok(written) = world.command(command) else { continue };
            let spends = [EntryKind::Redeem, EntryKind::TransferOut];
            for entry in written.iter().filter(|entry| spends.contains(&entry.kind())) {
                let when = world.reserved_at.get(&entry.id()).copied().unwrap_or(world.now);
                for part in entry.movements() {
                    let lot = &before[&part.lot];
                    prop_assert!(lot.activates_at().is_some_and(|from| from <= when));
                    prop_assert!(lot.expires_at().is_none_or(|until| when < until));
                }
            }
            for hold in world.members[0].holds().iter().filter(|_| matches!(command, Command::Reserve(_))) {
                let when = world.reserved_at[&hold.id];
                for (lot, _) in &hold.parts {
                    let lot = &world.lots[lot];
                    prop_assert!(lot.activates_at().is_some_and(|from| from <= when));
                    prop_assert!(lot.expires_at().is_none_or(|until| when < until));
                }
            }
        }
    }

    #[test]
    fn law_5_what_was_written_is_read_back_and_tells_the_same(
        terms in terms(), commands in history(),
    ) {
        // The desk's law of this number replays a journal and repeats commands; here each event
        // goes through the bytes in which it is kept.
        let mut world = World::new(generous(terms));
        for command in commands {
            let who = world.holding(0);
            let Command::Adjust(n) = command else { let _ = world.command(command); continue };
            let booked = world.ask(|_, setting| who.adjust_up(points(n.abs()), line(), setting));
            let Ok(mut booking) = booked else { continue };
            for change in &mut booking.lots {
                change.events = change.events.iter().map(told).collect();
            }
            booking.member.1 = booking.member.1.iter().map(told).collect();
            booking.entries = booking.entries.iter().map(kept).collect();
            world.write(booking);
        }
    }

    #[test]
    fn law_6_a_purchase_that_is_returned_whole_never_was(
        minor in 100_i64..1_000_000, spent in 0_i64..12_000, wait in 0_u16..20,
        returns in prop::sample::select(ReturnPolicy::ALL),
    ) {
        let mut world = World::new(returning(pending_for(plain_terms(), 10), returns));
        world.earn(0, minor).unwrap();
        world.now = world.now.plus_seconds(i64::from(wait) * 86_400).unwrap();
        let pending = wait < 10;
        let spent = if world.redeem(0, spent).is_ok() { spent } else { 0 };
        let bought = world.bought[0].clone();
        let before = world.balance(0);
        world.give_back(0, &bought, bought.eligible).unwrap();
        let now = world.balance(0);
        prop_assert_eq!(now.pending.get(), 0);
        match returns {
            ReturnPolicy::OnlyPending if pending => prop_assert_eq!(now.net(), 0),
            ReturnPolicy::OnlyPending => prop_assert_eq!(now, before),
            ReturnPolicy::WithinBalance => prop_assert_eq!(now.net(), 0),
            ReturnPolicy::Unlimited => prop_assert_eq!(now.net(), -spent),
        }
        let entries = world.entries.len();
        world.give_back(0, &bought, bought.eligible).unwrap();
        prop_assert_eq!(entries, world.entries.len(), "the same return again changes nothing");
    }

    #[test]
    fn law_6_returns_in_parts_take_back_what_one_return_would(
        minor in 100_i64..1_000_000, steps in prop::collection::vec(0_i64..=100, 1..6),
    ) {
        let mut world = World::new(plain_terms());
        world.earn(0, minor).unwrap();
        let bought = world.bought[0].clone();
        let mut steps = steps;
        steps.sort_unstable();
        for part in &steps {
            world.give_back(0, &bought, yuan(minor * part / 100)).unwrap();
        }
        let last = minor * steps.last().unwrap() / 100;
        let earned = minor / 100;
        let wanted = i128::from(earned) * i128::from(minor - last) / i128::from(minor);
        prop_assert_eq!(i128::from(world.balance(0).net()), wanted);
    }

    #[test]
    fn law_7_a_redemption_given_back_in_time_changes_no_lot(
        earned in prop::collection::vec(100_i64..30_000, 1..8), spent in 1_i64..500,
        parts in 1_i64..4,
    ) {
        let mut world = World::new(plain_terms());
        for minor in earned {
            world.earn(0, minor).unwrap();
            world.now = world.now.plus_seconds(3_600).unwrap();
        }
        let before = world.lots.clone();
        if let Ok(written) = world.redeem(0, spent) {
            let id = written.last().unwrap().id();
            let mut left = spent;
            while left > 0 {
                let part = (spent / parts).clamp(1, left);
                world.refund(id, part).unwrap();
                left -= part;
            }
            prop_assert_eq!(world.refund(id, 1), Err("member.refund_too_large"));
        }
        prop_assert_eq!(before, world.lots);
    }

    #[test]
    fn law_8_nothing_is_answered_otherwise_when_nothing_is_swept(
        terms in terms(), commands in history(),
    ) {
        let mut swept = World::new(generous(terms.clone()));
        let mut never = World::new(generous(terms));
        for command in commands {
            // What is brought back is an entry of a sweep, which the other world has not.
            if matches!(command, Command::Reinstate(_)) {
                continue;
            }
            let _ = swept.command(Command::Sweep);
            // A reservation whose time is over is dropped by what is written next, and there may be none
            // to name where another remembers it: neither can be spent.
            let holds = |world: &World| world.members[0].holds().len();
            if matches!(command, Command::Commit(_) | Command::Release(_))
                && holds(&swept) != holds(&never)
            {
                let over = |hold: &Hold| !hold.is_live(never.now);
                prop_assert!(never.members[0].holds().iter().any(over));
                continue;
            }
            let answer = swept.command(command).map(|written| written.len());
            if !matches!(command, Command::Sweep) {
                let other = never.command(command);
                prop_assert_eq!(answer.is_ok(), other.is_ok(), "{:?}", command);
                if let (Err(one), Err(other)) = (answer, other) {
                    prop_assert_eq!(one, other);
                }
            }
            prop_assert_eq!(answers(&swept), answers(&never), "{:?}", command);
            prop_assert_eq!(swept.balance(0).next_expiry, never.balance(0).next_expiry);
        }
        let _ = (swept.command(Command::Sweep), never.command(Command::Sweep));
        prop_assert_eq!(left(&swept), left(&never), "one sweep for many");
        prop_assert!(swept.command(Command::Sweep).is_err(), "and a second finds nothing");
    }

    #[test]
    fn law_4_points_are_usable_up_to_their_last_microsecond(minor in 100_i64..10_000, off in -2_i64..=2) {
        let terms = Terms { validity: Validity::EndOfMonth, ..plain_terms() };
        let mut world = World::new(terms);
        world.earn(0, minor).unwrap();
        let until = at("2026-01-31T16:00:00Z");
        world.now = Timestamp::from_micros(until.micros() + off).unwrap();
        prop_assert_eq!(world.redeem(0, 1).is_ok(), off < 0);
        let gone = world.balance(0).expired.get() + world.balance(0).available.get();
        prop_assert_eq!(gone, minor / 100 - i64::from(off < 0));
    }
}
