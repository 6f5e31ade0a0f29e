//! Points that were moved with their membership into another are found again when a purchase comes
//! back.

use guanxi::Desk;
use guanxi::domain::member::{Cause, EntryKind};
use guanxi::domain::programme::{Pending, ReturnPolicy, Span, SpanUnit, Terms, Validity};
use guanxi::domain::tier::{Expiry, Ladder, Metric, Tier, TierRules, Window};
use guanxi::domain::transaction::NewTransaction;

use crate::engines::{at, everywhere};
use crate::points::{
    Club, available, back, buy, club, code, earn, gift, join, order, plain, points, sound, tea,
    yuan,
};

const NOW: &str = "2026-05-04T09:00:00Z";

/// Two memberships of one programme.
fn two(desk: &Desk, terms: Terms) -> (Club, Club) {
    let one = club(desk, terms);
    let (client, member) = join(desk, one.programme, "明德");
    (one, Club { client, member, ..one })
}

fn net(desk: &Desk, club: &Club) -> i64 {
    desk.points().balance(club.member).unwrap().net()
}

#[test]
fn a_purchase_that_comes_back_after_a_merge_takes_its_points_where_they_are_now() {
    everywhere(|house| {
        let desk = house.desk();
        let tiers = [Tier::new("普通", 0).unwrap(), Tier::new("银", 100).unwrap()];
        let ladder = Ladder::new(tiers).unwrap();
        let rules = TierRules::of(ladder, Metric::QualifyingPoints, Window::Year).unwrap();
        let terms = plain().tiers(rules.kept(Expiry::OnDrop).unwrap());
        let (one, other) = two(&desk, terms);
        earn(&desk, &other, NOW, 5_000);
        let bought = order(&desk, &one, NOW, 10_000);
        desk.points().earn(one.member, bought).unwrap();
        desk.points().merge(one.member, other.member).unwrap();
        house.later("2026-05-05T09:00:00Z");
        let rank = || desk.tiers().of(other.member).unwrap().unwrap().rank();
        assert_eq!((net(&desk, &one), net(&desk, &other), rank()), (0, 150, 1));
        back(&desk, &one, bought, "2026-05-05T09:00:00Z", 4_000);
        let told = desk.points().return_purchase(one.member, bought).unwrap().now;
        assert_eq!((told.kind(), told.member()), (EntryKind::ReverseEarn, other.member));
        assert_eq!((net(&desk, &one), net(&desk, &other), rank()), (0, 110, 1));
        let before = house.crm.store().stats().unwrap().entries;
        desk.points().return_purchase(one.member, bought).unwrap();
        assert_eq!(house.crm.store().stats().unwrap().entries, before, "the same again");

        house.later("2026-05-06T09:00:00Z");
        desk.points().merge(other.member, one.member).unwrap();
        house.later("2026-05-07T09:00:00Z");
        back(&desk, &one, bought, "2026-05-07T09:00:00Z", 6_000);
        desk.points().return_purchase(one.member, bought).unwrap();
        assert_eq!((net(&desk, &one), net(&desk, &other)), (50, 0), "and back");
        sound(&house.crm);
    });
}

#[test]
fn what_waits_and_what_is_owed_follow_the_membership() {
    everywhere(|house| {
        let desk = house.desk();
        let pending = Pending::For(Span::new(17, SpanUnit::Day).unwrap());
        let (one, other) =
            two(&desk, Terms { pending, returns: ReturnPolicy::Unlimited, ..plain() });
        let waits = order(&desk, &one, NOW, 10_000);
        desk.points().earn(one.member, waits).unwrap();
        desk.points().merge(one.member, other.member).unwrap();
        back(&desk, &one, waits, NOW, 10_000);
        desk.points().return_purchase(one.member, waits).unwrap();
        let balance = desk.points().balance(other.member).unwrap();
        assert_eq!((balance.pending.get(), balance.debt.get()), (0, 0), "what waited is taken");

        let spent = order(&desk, &one, NOW, 10_000);
        desk.points().earn(one.member, spent).unwrap();
        house.later("2026-05-21T09:00:00Z");
        desk.points().redeem(one.member, points(70), gift()).unwrap();
        desk.points().merge(one.member, other.member).unwrap();
        desk.points().leave(one.member, "并入明德").unwrap();
        back(&desk, &one, spent, "2026-05-21T09:00:00Z", 10_000);
        desk.points().return_purchase(one.member, spent).unwrap();
        assert_eq!((net(&desk, &one), net(&desk, &other)), (0, -70));
        sound(&house.crm);
    });
}

#[test]
fn what_a_purchase_was_paid_with_comes_back_where_the_membership_went_and_only_once() {
    everywhere(|house| {
        let desk = house.desk();
        let (one, other) = two(&desk, plain());
        earn(&desk, &one, NOW, 100_000);
        let new = NewTransaction::order(at(NOW), yuan()).line(tea(10_000));
        let paid = new.paid_with_points(200, "CNY 20".parse().unwrap());
        let paid = buy(&desk, &one, paid);
        let spent =
            desk.points().redeem(one.member, points(200), Cause::transaction(paid)).unwrap();
        desk.points().merge(one.member, other.member).unwrap();
        house.later("2026-05-05T09:00:00Z");
        back(&desk, &one, paid, "2026-05-05T09:00:00Z", 5_000);
        desk.points().return_purchase(one.member, paid).unwrap();
        assert_eq!((available(&desk, one.member), available(&desk, other.member)), (0, 900));
        let no = desk.points().refund(spent.id(), points(101));
        assert_eq!(code(no), "member.refund_too_large", "a hundred of them came back already");
        back(&desk, &one, paid, "2026-05-05T09:00:00Z", 5_000);
        desk.points().return_purchase(one.member, paid).unwrap();
        assert_eq!((available(&desk, one.member), available(&desk, other.member)), (0, 1_000));
        sound(&house.crm);
    });
}

#[test]
fn what_was_spent_is_given_back_where_the_membership_went() {
    everywhere(|house| {
        let desk = house.desk();
        let (one, other) = two(&desk, plain());
        earn(&desk, &one, NOW, 100_000);
        let spent = desk.points().redeem(one.member, points(300), gift()).unwrap().id();
        desk.points().refund(spent, points(20)).unwrap();
        desk.points().merge(one.member, other.member).unwrap();
        house.later("2026-05-05T09:00:00Z");
        let told = desk.points().refund(spent, points(80)).unwrap().now;
        assert_eq!((told.kind(), told.member()), (EntryKind::RefundRedeem, other.member));
        assert_eq!((available(&desk, one.member), available(&desk, other.member)), (0, 800));
        desk.points().leave(one.member, "并入明德").unwrap();
        let before = house.crm.store().stats().unwrap().entries;
        assert_eq!(code(desk.points().refund(spent, points(201))), "member.refund_too_large");
        assert_eq!(house.crm.store().stats().unwrap().entries, before);
        desk.points().refund(spent, points(200)).unwrap();
        assert_eq!(code(desk.points().refund(spent, points(1))), "member.refund_too_large");
        assert_eq!((net(&desk, &one), net(&desk, &other)), (0, 1_000));
        let whole = "2026-01-01T00:00:00Z/2027-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(desk.points().statement(other.member, whole).unwrap().closing, 1_000);
        sound(&house.crm);
    });
}

#[test]
fn what_is_given_back_follows_through_every_merge_and_home_again() {
    everywhere(|house| {
        let desk = house.desk();
        let (one, other) = two(&desk, plain());
        let (client, member) = join(&desk, one.programme, "青山");
        let third = Club { client, member, ..one };
        earn(&desk, &one, NOW, 50_000);
        let spent = desk.points().redeem(one.member, points(100), gift()).unwrap().id();
        for (from, into) in [(&one, &other), (&other, &third), (&third, &one)] {
            desk.points().merge(from.member, into.member).unwrap();
            desk.points().refund(spent, points(10)).unwrap();
        }
        let left = [&one, &other, &third].map(|club| net(&desk, club));
        assert_eq!(left, [430, 0, 0], "at one instant");
        // Whoever spends anew is given back what they spent themselves.
        desk.points().merge(one.member, other.member).unwrap();
        earn(&desk, &one, NOW, 10_000);
        let anew = desk.points().redeem(one.member, points(60), gift()).unwrap().id();
        desk.points().refund(anew, points(60)).unwrap();
        desk.points().refund(spent, points(70)).unwrap();
        assert_eq!((net(&desk, &one), net(&desk, &other)), (100, 500));
        sound(&house.crm);
    });
}

#[test]
fn what_expired_is_brought_back_where_the_membership_went() {
    everywhere(|house| {
        let desk = house.desk();
        let (one, other) = two(&desk, Terms { validity: Validity::EndOfMonth, ..plain() });
        earn(&desk, &one, NOW, 10_000);
        house.later("2026-06-10T09:00:00Z");
        let expired = desk.points().sweep(one.member).unwrap().id();
        earn(&desk, &one, "2026-06-10T09:00:00Z", 5_000);
        desk.points().merge(one.member, other.member).unwrap();
        desk.points().leave(one.member, "并入明德").unwrap();
        let told = desk.points().reinstate(expired, "系统停机").unwrap().now;
        assert_eq!((told.kind(), told.member()), (EntryKind::Reinstate, other.member));
        assert_eq!((net(&desk, &one), net(&desk, &other)), (0, 150));
        let again = desk.points().reinstate(expired, "系统停机");
        assert_eq!(code(again), "member.already_reversed");
        sound(&house.crm);
    });
}
