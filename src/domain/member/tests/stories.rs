//! Members and their points, told by example; the faults that are known from other systems among
//! them.

use super::super::*;
use super::world::*;
use crate::domain::programme::{
    Combining, EarnRule, Multiplier, Pending, Reinstatement, ReturnPolicy, Rounding, Span,
    SpanUnit, Terms, Validity, When,
};
use crate::domain::refusal::Guard;
use crate::domain::{Id, Lang, Points};

fn available(world: &World) -> i64 {
    world.balance(0).available.get()
}

#[test]
fn a_purchase_earns_waits_is_spent_and_expires() {
    let validity = Validity::For(Span::new(1, SpanUnit::Month).unwrap(), Rounding::EndOfDay);
    let mut world = World::new(Terms { validity, ..pending_for(plain_terms(), 7) });
    world.earn(0, 12_345).unwrap();
    assert_eq!(world.balance(0).pending.get(), 123, "rounded down once");
    assert_eq!(world.redeem(0, 1), Err("member.insufficient_points"));
    world.wait_until("2026-01-08T00:00:00Z");
    assert_eq!(available(&world), 123, "seven days later to the instant");
    world.redeem(0, 23).unwrap();
    // Active on 8 January at 08:00 in Shanghai, so until the end of 8 February there.
    world.wait_until("2026-02-08T15:59:59Z");
    assert_eq!(available(&world), 100);
    world.wait_until("2026-02-08T16:00:00Z");
    assert_eq!((available(&world), world.balance(0).expired.get()), (0, 100));
    world.say(0, Holding::sweep).unwrap();
    let swept = world.entries.last().unwrap();
    assert_eq!((swept.kind(), swept.at()), (EntryKind::Expire, world.now));
}

#[test]
fn a_balance_is_never_a_field_that_could_differ_from_the_lots() {
    // Odoo keeps a number beside its cards; here the lots are the balance.
    let mut world = World::new(plain_terms());
    world.earn(0, 10_000).unwrap();
    world.redeem(0, 30).unwrap();
    let lots: i64 = world.lots.values().map(|lot| lot.remaining().get()).sum();
    assert_eq!((available(&world), lots), (70, 70));
}

#[test]
fn a_cancelled_purchase_leaves_its_entries_and_cannot_be_used_again() {
    // ERPNext #59050: entries were deleted on cancel, and points redeemed for ever.
    let mut world = World::new(plain_terms());
    world.earn(0, 10_000).unwrap();
    let bought = world.bought[0].clone();
    world.give_back(0, &bought, bought.eligible).unwrap();
    assert_eq!(world.redeem(0, 1), Err("member.insufficient_points"));
    let kinds: Vec<EntryKind> = world.entries.iter().map(PointsEntry::kind).collect();
    assert_eq!(kinds, [EntryKind::Earn, EntryKind::ReverseEarn]);
}

#[test]
fn buying_spending_and_returning_is_no_way_to_points() {
    // odoo PR #257854: buy, spend the points, give the goods back, keep what was bought with them.
    let mut world = World::new(returning(plain_terms(), ReturnPolicy::Unlimited));
    world.earn(0, 10_000).unwrap();
    world.redeem(0, 100).unwrap();
    let bought = world.bought[0].clone();
    world.give_back(0, &bought, bought.eligible).unwrap();
    assert_eq!((world.balance(0).debt.get(), world.balance(0).net()), (100, -100));
    world.earn(0, 6_000).unwrap();
    assert_eq!((world.balance(0).debt.get(), available(&world)), (40, 0), "a debt is paid first");
    world.earn(0, 6_000).unwrap();
    assert_eq!((world.balance(0).debt.get(), available(&world)), (0, 20));
    let paid = world.of_kind(0, EntryKind::PayDebt);
    assert_eq!(paid.iter().map(|entry| entry.points().get()).sum::<i64>(), 100);
}

#[test]
fn what_was_paid_with_points_is_taken_off_once() {
    // The share of points was taken off again with every partial return.
    let mut world = World::new(plain_terms());
    world.earn(0, 100_000).unwrap();
    world.earn_paying(0, 10_000, 2_000).unwrap();
    let bought = world.bought[1].clone();
    assert_eq!(world.entries[1].points().get(), 80, "on what was paid with money");
    let cause = Cause::transaction(bought.of);
    world.say(0, |holding, setting| holding.redeem(points(200), cause, setting)).unwrap();
    assert_eq!(available(&world), 880);
    world.give_back(0, &bought, yuan(5_000)).unwrap();
    assert_eq!(available(&world), 880 + 100 - 40, "half of both, on the same basis");
    world.give_back(0, &bought, yuan(10_000)).unwrap();
    assert_eq!(available(&world), 1_000, "the last return takes the rest");
    let entries = world.entries.len();
    world.give_back(0, &bought, yuan(10_000)).unwrap();
    assert_eq!(world.entries.len(), entries);
    assert_eq!(world.give_back(0, &bought, yuan(9_000)), Err("member.returned_less"));
    assert_eq!(world.give_back(0, &bought, yuan(10_001)), Err("member.returned_too_much"));
}

#[test]
fn points_that_expire_while_they_are_reserved_can_be_committed_until_the_reservation_ends() {
    let mut world = World::new(Terms { validity: Validity::EndOfMonth, ..plain_terms() });
    world.earn(0, 10_000).unwrap();
    world.wait_until("2026-01-31T15:55:00Z");
    let (first, second) = (world.reserve(40).unwrap(), world.reserve(40).unwrap());
    world.wait_until("2026-01-31T16:05:00Z");
    let balance = world.balance(0);
    assert_eq!(
        (balance.reserved.get(), balance.expired.get(), balance.available.get()),
        (80, 20, 0)
    );
    world.say(0, Holding::sweep).unwrap();
    world.say(0, |holding, setting| holding.commit(first, setting)).unwrap();
    let again = world.say(0, |holding, setting| holding.commit(first, setting));
    assert_eq!(again, Err("member.no_reservation"));
    world.wait_until("2026-01-31T16:10:00Z");
    let late = world.say(0, |holding, setting| holding.commit(second, setting));
    assert_eq!(late, Err("member.reservation_ended"));
    assert_eq!(world.balance(0).expired.get(), 40, "and what was held has expired by now");
}

#[test]
fn what_is_given_back_after_it_would_have_expired_comes_back_for_thirty_days_or_is_lost() {
    for (reinstatement, back) in [(Reinstatement::Days(30), 60), (Reinstatement::Lost, 0)] {
        let validity = Validity::EndOfMonth;
        let mut world = World::new(Terms { validity, reinstatement, ..plain_terms() });
        world.earn(0, 10_000).unwrap();
        let id = world.redeem(0, 60).unwrap()[0].id();
        world.wait_until("2026-02-03T00:00:00Z");
        world.refund(id, 60).unwrap();
        assert_eq!(available(&world), back);
        world.wait_until("2026-03-04T23:59:59Z");
        assert_eq!(available(&world), back);
        world.wait_until("2026-03-05T00:00:00Z");
        assert_eq!(available(&world), 0);
    }
}

#[test]
fn what_expired_is_brought_back_once_and_not_too_late() {
    let mut world = World::new(Terms { validity: Validity::EndOfMonth, ..plain_terms() });
    world.earn(0, 10_000).unwrap();
    world.wait_until("2026-02-10T00:00:00Z");
    let expired = world.say(0, Holding::sweep).unwrap()[0].clone();
    let back = |world: &mut World, before: &[PointsEntry]| {
        world.say(0, |holding, setting| {
            holding.reinstate(&expired, before, line(), &Merged::default(), setting)
        })
    };
    let entry = back(&mut world, &[]).unwrap()[0].clone();
    assert_eq!((available(&world), entry.on(Account::Expired)), (100, -100));
    assert_eq!(back(&mut world, &[entry]), Err("member.already_reversed"));
    world.wait_until("2026-03-02T16:00:00Z");
    assert_eq!(back(&mut world, &[]), Err("member.too_late"), "30 days behind the expiry");
}

#[test]
fn a_transfer_ring_makes_no_points_and_lengthens_no_life() {
    let mut world = World::new(Terms {
        validity: Validity::EndOfMonth,
        max_transfer: Some(points(1_000)),
        ..plain_terms()
    });
    world.earn(0, 10_000).unwrap();
    world.transfer(60).unwrap();
    world.members.swap(0, 1);
    world.transfer(60).unwrap();
    world.members.swap(0, 1);
    assert_eq!((available(&world), world.balance(1).available.get()), (100, 0));
    let ends: Vec<_> = world.lots.values().map(Lot::expires_at).collect();
    assert!(ends.windows(2).all(|pair| pair[0] == pair[1]), "{ends:?}");
    let own = world.lots.values().filter(|lot| lot.is_qualifying()).count();
    assert_eq!(own, 1, "only what was earned counts for a tier");
    let holding = world.holding(0);
    let same = world.ask(|_, setting| holding.transfer(&holding, points(1), setting));
    assert_eq!(same.err(), Some("member.same_account"));
}

#[test]
fn a_merge_moves_every_lot_and_what_is_owed() {
    let mut world = World::new(returning(pending_for(plain_terms(), 30), ReturnPolicy::Unlimited));
    world.earn(0, 10_000).unwrap();
    world.say(0, |holding, setting| holding.adjust_down(points(7), line(), setting)).unwrap();
    world.earn(1, 5_000).unwrap();
    let before = world.balance(0).net() + world.balance(1).net();
    let (out, into) =
        world.ask(|world, setting| world.holding(0).merge(&world.holding(1), setting)).unwrap();
    world.write(out);
    world.write(into);
    assert_eq!((world.balance(0).net(), world.balance(1).net()), (0, before));
    assert_eq!((world.members[0].debt().get(), world.members[1].debt().get()), (0, 7));
    assert_eq!(world.balance(1).pending.get(), 150, "what waited waits on");
}

#[test]
fn who_owes_nothing_hands_no_debt_on() {
    let mut world = World::new(plain_terms());
    world.earn(0, 10_000).unwrap();
    let (out, into) =
        world.ask(|world, setting| world.holding(0).merge(&world.holding(1), setting)).unwrap();
    let owes = |booking: &Booking| {
        booking.member.1.iter().any(|said| matches!(said.what, MemberEvent::Owed { .. }))
    };
    assert!(!owes(&out) && !owes(&into));
}

#[test]
fn who_has_nothing_left_hands_nothing_on_and_forfeits_nothing() {
    let mut world = World::new(plain_terms());
    let merge = |world: &World| {
        world.ask(|world, setting| world.holding(0).merge(&world.holding(1), setting))
    };
    assert_eq!(merge(&world).err(), Some("member.zero_amount"));
    world.earn(0, 10_000).unwrap();
    world.redeem(0, 100).unwrap();
    assert_eq!(merge(&world).err(), Some("member.zero_amount"), "the lot is empty");
    let left = world.say(0, |holding, setting| holding.close(line(), setting)).unwrap();
    assert_eq!(left, [], "there is nothing to forfeit");
}

#[test]
fn what_came_back_before_it_was_earned_is_not_activated() {
    let mut world = World::new(Terms { pending: Pending::OnAction, ..plain_terms() });
    world.earn(0, 10_000).unwrap();
    let bought = world.bought[0].clone();
    world.give_back(0, &bought, bought.eligible).unwrap();
    let cause = crate::domain::RecordId::id(bought.of);
    let none = world.say(0, |holding, setting| holding.activate(cause, setting));
    assert_eq!(none.err(), Some("member.nothing_pending"));
}

#[test]
fn what_may_be_said_of_a_member_is_what_the_table_says() {
    let mut world = World::new(plain_terms());
    let may = |world: &World| world.members[0].allowed();
    assert_eq!(may(&world), MACHINE.allowed("Active"));
    assert!(may(&world).contains(&"redeem"));
    world.say(0, |holding, setting| holding.close(line(), setting)).unwrap();
    assert_eq!(may(&world), MACHINE.allowed("Closed"));
    assert!(!may(&world).contains(&"redeem"));
}

#[test]
fn who_leaves_forfeits_and_the_ledger_stays() {
    let mut world = World::new(plain_terms());
    world.earn(0, 10_000).unwrap();
    let hold = world.reserve(10).unwrap();
    let close = |world: &mut World| world.say(0, |holding, setting| holding.close(line(), setting));
    assert_eq!(close(&mut world), Err("member.open_reservations"));
    world.say(0, |holding, setting| holding.release(hold, setting)).unwrap();
    close(&mut world).unwrap();
    assert_eq!(world.account(0, Account::Forfeited), 100);
    assert_eq!(world.members[0].state(), MemberState::Closed);
    assert_eq!(world.redeem(0, 1), Err("state"));
    assert_eq!(world.earn(0, 100), Err("state"));
}

#[test]
fn what_waits_for_an_action_waits_until_it_is_done() {
    let validity = Validity::For(days(10), Rounding::Exact);
    let mut world = World::new(Terms { pending: Pending::OnAction, validity, ..plain_terms() });
    world.earn(0, 10_000).unwrap();
    world.wait_until("2026-12-01T00:00:00Z");
    assert_eq!(world.balance(0).pending.get(), 100, "what cannot be spent does not age");
    let cause = crate::domain::RecordId::id(world.bought[0].of);
    world.say(0, |holding, setting| holding.activate(cause, setting)).unwrap();
    assert_eq!(available(&world), 100);
    let again = world.say(0, |holding, setting| holding.activate(cause, setting));
    assert_eq!(again, Err("member.nothing_pending"));
    world.wait_until("2026-12-11T00:00:00Z");
    assert_eq!(available(&world), 0);
}

#[test]
fn a_number_that_is_too_large_is_refused_and_nothing_is_written() {
    let mut world = World::new(plain_terms());
    let cause = Cause::of(CauseKind::Other, Id::from_bytes([1; 16]));
    let give = |world: &mut World, n| {
        world.say(0, |holding, setting| {
            holding.bonus(EntryKind::Bonus, Points::new(n).unwrap(), cause, setting)
        })
    };
    give(&mut world, i64::MAX).unwrap();
    give(&mut world, i64::MAX).unwrap();
    let holding = world.holding(0);
    assert!(holding.balance(world.now).is_err(), "the sum cannot be held");
    let entries = world.entries.len();
    assert_eq!(world.redeem(0, 1), Err("invalid.overflow"));
    assert_eq!(world.entries.len(), entries);
}

#[test]
fn what_cannot_be_is_refused_by_name_in_both_languages() {
    let mut world =
        World::new(Terms { min_redeem: points(10), max_redeem: Some(points(50)), ..plain_terms() });
    world.earn(0, 10_000).unwrap();
    assert_eq!(world.redeem(0, 0), Err("member.zero_amount"));
    assert_eq!(world.redeem(0, 9), Err("member.below_minimum"));
    assert_eq!(world.redeem(0, 51), Err("member.above_maximum"));
    assert_eq!(world.transfer(1), Err("member.no_transfers"));
    assert_eq!(world.earn(0, 99), Err("member.nothing_earned"));
    let spent = world.redeem(0, 50).unwrap()[0].id();
    assert_eq!(world.refund(spent, 51), Err("member.refund_too_large"));
    assert_eq!(world.refund(spent, 0), Err("member.zero_amount"));
    let earned = world.entries[0].id();
    assert_eq!(world.refund(earned, 1), Err("member.wrong_entry"));
    let no = MemberGuard::InsufficientPoints { available: points(3), requested: points(5) };
    assert_eq!(no.explain(Lang::Zh), "可用积分 3，不足 5");
    assert_eq!(no.explain(Lang::En), "3 points are available and 5 were asked for");
}

#[test]
fn multipliers_come_together_as_the_terms_say_and_are_rounded_once() {
    let three_halves = Multiplier::new(3, 2).unwrap();
    let always = EarnRule::times("always", three_halves).unwrap().when(When::Always);
    let cases = [(Combining::Highest, 2_000), (Combining::Sum, 2_500), (Combining::Product, 3_000)];
    for (combining, wanted) in cases {
        let terms = plain_terms().rule(double_tea()).rule(always.clone());
        let mut world = World::new(Terms { combining, ..terms });
        world.earn(0, 100_000).unwrap();
        assert_eq!(available(&world), wanted, "{combining:?}");
        let earning = world.entries[0].earning().unwrap();
        assert_eq!(earning.shares[0].rules.len(), 2);
    }
}
