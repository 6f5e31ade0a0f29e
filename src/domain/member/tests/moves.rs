//! What comes back goes to whoever has the points now, and is the same as if nothing had been moved.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::*;
use super::world::*;
use crate::domain::programme::{Reinstatement, ReturnPolicy, Rounding, Terms, Validity};
use crate::domain::{EntryId, Id, Points, Timestamp};

/// From when points can be spent, and until when.
type Lasts = (Option<Timestamp>, Option<Timestamp>);

/// What both members have together: what is owed, and the points that have not expired by when they
/// can be spent.
fn everything(world: &World) -> (i64, BTreeMap<Lasts, i64>) {
    let mut all = BTreeMap::new();
    for lot in (0..2).flat_map(|who| world.holding(who).paid(world.now)) {
        if lot.remaining() > Points::ZERO && !lot.has_expired(world.now) {
            *all.entry((lot.activates_at(), lot.expires_at())).or_default() +=
                lot.remaining().get();
        }
    }
    let owed = (0..2).map(|who| world.balance(who).debt.get()).sum();
    (owed, all)
}

fn wait_days(world: &mut World, days: i64) {
    world.now = world.now.plus_seconds(days * 86_400).unwrap();
}

/// Merges the memberships so often, there and back; who has the points then.
fn moved(world: &mut World, first: usize, moves: usize) -> usize {
    let mut holder = first;
    for _ in 0..moves {
        if world.merge(holder).is_ok() {
            holder = 1 - holder;
        }
    }
    holder
}

/// Nothing was lost or made by moving, and each entry is as law 1 and law 2 want it.
fn same(moved: &World, stayed: &World) -> Result<(), TestCaseError> {
    prop_assert_eq!(everything(moved), everything(stayed));
    for account in [Account::Issued, Account::Redeemed, Account::Reversed, Account::Transferred] {
        let on = |world: &World| world.account(0, account) + world.account(1, account);
        prop_assert_eq!(on(moved), on(stayed), "{}", account);
    }
    for entry in &moved.entries {
        let sum: i64 = entry.postings().iter().map(|posting| posting.points).sum();
        prop_assert_eq!(sum, 0, "{:?}", entry);
    }
    for lot in moved.lots.values() {
        prop_assert!(lot.remaining() <= lot.original());
    }
    Ok(())
}

/// Both sides of a referral were given points, and a part of everything was spent.
fn given_and_spent(terms: Terms, parts: [i64; 2], spent: i64) -> (World, [EntryId; 2], EntryId) {
    let mut world = World::new(terms);
    let cause = Cause::of(CauseKind::Referral, Id::from_bytes([3; 16]));
    let amounts = parts.map(points);
    let given = world.say(0, |holding, setting| holding.referral_reward(&amounts, cause, setting));
    let given: Vec<EntryId> = given.unwrap().iter().map(PointsEntry::id).collect();
    wait_days(&mut world, 1);
    world.earn(0, 30_000).unwrap();
    wait_days(&mut world, 11);
    let spent = world.redeem(0, spent).unwrap()[0].id();
    (world, [given[0], given[1]], spent)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn law_6_a_return_takes_and_gives_back_the_same_however_often_points_were_moved(
        minor in 100_i64..100_000, other in 100_i64..50_000, spent in 0_i64..400,
        moves in 1_usize..5, wait in 0_i64..40, parts in (0_i64..=100, 0_i64..=100),
        returns in prop::sample::select(ReturnPolicy::ALL),
    ) {
        let lived = |moves: usize| {
            let validity = Validity::For(days(25), Rounding::Exact);
            let terms = Terms { validity, ..pending_for(plain_terms(), 10) };
            let mut world = World::new(returning(terms, returns));
            world.earn(0, other).unwrap();
            wait_days(&mut world, 11);
            world.earn(0, minor).unwrap();
            let bought = world.bought[1].clone();
            let cause = Cause::transaction(bought.of);
            let _ = world.say(0, |holding, setting| holding.redeem(points(spent), cause, setting));
            let back = |part: i64| yuan(minor * part / 100);
            world.give_back(0, &bought, back(parts.0)).unwrap();
            let holder = moved(&mut world, 0, moves);
            wait_days(&mut world, wait);
            let last = back(parts.0.max(parts.1));
            world.give_back(holder, &bought, last).unwrap();
            let written = world.entries.len();
            world.give_back(holder, &bought, last).unwrap();
            (world, written)
        };
        let ((stayed, _), (moved, written)) = (lived(0), lived(moves));
        prop_assert_eq!(moved.entries.len(), written, "the same return again changes nothing");
        same(&moved, &stayed)?;
    }

    #[test]
    fn law_7_what_was_spent_comes_back_the_same_however_often_points_were_moved(
        spent in 2_i64..400, first in 0_i64..400, moves in 1_usize..5, wait in 0_i64..40,
        reinstatement in prop::sample::select(vec![Reinstatement::Lost, Reinstatement::Days(30)]),
    ) {
        let lived = |moves: usize| {
            let validity = Validity::For(days(25), Rounding::Exact);
            let terms = Terms { validity, reinstatement, ..pending_for(plain_terms(), 10) };
            let (mut world, _, redeemed) = given_and_spent(terms, [70, 30], spent);
            let _ = world.refund(redeemed, first.min(spent) / 2);
            let holder = moved(&mut world, 0, moves);
            wait_days(&mut world, wait);
            let part = (spent - first.min(spent) / 2) / 2;
            let answers = [
                world.refund_to(holder, redeemed, part).map(|_| ()),
                world.refund_to(holder, redeemed, spent).map(|_| ()),
            ];
            let holder = moved(&mut world, holder, moves / 2);
            let left = spent - first.min(spent) / 2 - part;
            let last = world.refund_to(holder, redeemed, left).map(|_| ());
            (world, answers, last)
        };
        let (stayed, moved) = (lived(0), lived(moves));
        prop_assert_eq!((moved.1, moved.2), (stayed.1, stayed.2));
        same(&moved.0, &stayed.0)?;
    }

    #[test]
    fn law_6_what_a_referral_gave_is_taken_back_the_same_however_often_points_were_moved(
        parts in (1_i64..300, 1_i64..300), spent in 1_i64..300, keeps in (0_i64..=100, 0_i64..=100),
        moves in 1_usize..5, wait in 0_i64..40,
        returns in prop::sample::select(ReturnPolicy::ALL),
    ) {
        let lived = |moves: usize| {
            let validity = Validity::For(days(25), Rounding::Exact);
            let terms = Terms { validity, ..pending_for(plain_terms(), 10) };
            let terms = returning(terms, returns);
            let (mut world, given, _) = given_and_spent(terms, [parts.0, parts.1], spent);
            let keeps_part = |n: i64, of: i64| of * n / 100;
            let _ = world.reduce(0, given[0], keeps_part(keeps.0, parts.0));
            let holder = moved(&mut world, 0, moves);
            wait_days(&mut world, wait);
            let least = keeps.0.min(keeps.1);
            world.reduce(holder, given[0], keeps_part(least, parts.0)).unwrap();
            world.reduce(holder, given[1], keeps_part(keeps.1, parts.1)).unwrap();
            let written = world.entries.len();
            world.reduce(holder, given[1], keeps_part(keeps.1, parts.1)).unwrap();
            (world, written)
        };
        let ((stayed, _), (moved, written)) = (lived(0), lived(moves));
        prop_assert_eq!(moved.entries.len(), written, "the same return again changes nothing");
        same(&moved, &stayed)?;
    }

    #[test]
    fn what_expired_is_brought_back_to_whoever_has_the_points_now(
        moves in 1_usize..5, wait in 0_i64..40,
    ) {
        let lived = |moves: usize| {
            let validity = Validity::For(days(25), Rounding::Exact);
            let mut world = World::new(Terms { validity, ..plain_terms() });
            world.earn(0, 20_000).unwrap();
            wait_days(&mut world, 20);
            world.earn(0, 10_000).unwrap();
            wait_days(&mut world, 5);
            let expired = world.say(0, Holding::sweep).unwrap()[0].id();
            let holder = moved(&mut world, 0, moves);
            wait_days(&mut world, wait);
            let answer = world.reinstate_to(holder, expired).map(|_| ());
            (world, answer)
        };
        let (stayed, moved) = (lived(0), lived(moves));
        prop_assert_eq!(moved.1, stayed.1);
        same(&moved.0, &stayed.0)?;
    }
}
