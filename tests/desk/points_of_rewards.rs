//! Points that a reward was asked for with move with the reward, and not by themselves.

use guanxi::domain::member::{Cause, CauseKind};
use guanxi::domain::redemption::UsedFor;
use guanxi::domain::tier::Span;
use guanxi::domain::{Lang, RecordId, Zone};

use crate::engines::{House, everywhere};
use crate::rewards::{balance, club, code, join, mug, offered, points, sound};

#[test]
fn points_of_a_reward_come_back_with_it_and_not_by_themselves() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let club = club(&desk);
        let (hua, member) = join(&desk, club, "华信", 700);
        let mug = offered(&desk, mug(club).stock(3));
        let one = desk.redemptions().reserve(hua, mug).unwrap().now;
        let entry = one.spent().entry;
        let before = house.crm.store().stats().unwrap().entries;
        assert_eq!(code(desk.points().commit(member, entry)), "member.reward_open");
        let no = desk.points().release(member, entry).unwrap_err();
        let no = no.as_refused().unwrap();
        assert_eq!(no.code(), "member.reward_open");
        let id = one.id().to_string();
        assert!(no.explain(Lang::En).contains(&id) && no.explain(Lang::Zh).contains(&id));
        assert_eq!(house.crm.store().stats().unwrap().entries, before);

        desk.redemptions().issue(one.id(), None).unwrap();
        for part in [1, 300] {
            let no = code(desk.points().refund(entry, points(part)));
            assert_eq!(no, "member.reward_open");
        }
        assert_eq!(balance(&desk, member), (400, 0));
        desk.redemptions().cancel(one.id(), "不要了").unwrap();
        assert_eq!(
            (balance(&desk, member), desk.rewards().stock(mug).unwrap()),
            ((700, 0), Some(3))
        );
        assert_eq!(code(desk.points().refund(entry, points(1))), "member.refund_too_large");
        sound(&house.crm);
    });
}

#[test]
fn what_was_used_or_ran_out_gives_no_points_back_and_goodwill_has_a_reason() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let club = club(&desk);
        let (hua, member) = join(&desk, club, "华信", 700);
        let mug = offered(&desk, mug(club).usable_for(Span::days(10).unwrap(), Zone::UTC));
        let given = || {
            let one = desk.redemptions().reserve(hua, mug).unwrap().now;
            desk.redemptions().issue(one.id(), None).unwrap();
            (one.id(), one.spent().entry)
        };
        let (used, for_used) = given();
        desk.redemptions().used(used, UsedFor::default()).unwrap();
        let no = || code(desk.points().refund(for_used, points(300)));
        assert_eq!(no(), "member.reward_had");
        desk.points().adjust_up(member, points(300), "杯子碎了").unwrap();
        let (forgotten, for_forgotten) = given();
        house.later("2026-05-14T09:00:00Z");
        let no = || code(desk.points().refund(for_forgotten, points(300)));
        assert_eq!(no(), "member.reward_had", "nobody wrote down that its time is over");
        desk.redemptions().expire(forgotten).unwrap();
        assert_eq!(no(), "member.reward_had");
        assert_eq!(balance(&desk, member), (400, 0));
    });
}

#[test]
fn what_no_reward_was_asked_for_with_is_the_ledgers_alone() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let club = club(&desk);
        let (hua, member) = join(&desk, club, "华信", 1_000);
        let mug = offered(&desk, mug(club));
        let asked = desk.redemptions().reserve(hua, mug).unwrap().now;
        let by_hand = Cause::of(CauseKind::Reward, RecordId::id(mug));
        let hold = || {
            let held = desk.points().reserve(member, points(100), by_hand).unwrap().now;
            held.holds().last().unwrap().id
        };
        desk.points().release(member, hold()).unwrap();
        let spent = desk.points().commit(member, hold()).unwrap().id();
        desk.points().refund(spent, points(100)).unwrap();
        assert_eq!(balance(&desk, member), (700, 300));
        house.later("2026-05-04T09:15:00Z");
        let ended = asked.spent().entry;
        assert_eq!(code(desk.points().commit(member, ended)), "member.reservation_ended");
        assert_eq!(code(desk.points().release(member, ended)), "member.reservation_ended");
    });
}

#[test]
fn what_a_reward_cost_comes_back_where_the_membership_went() {
    everywhere(|house: &House| {
        let desk = house.desk();
        let club = club(&desk);
        let (hua, member) = join(&desk, club, "华信", 700);
        let (_, other) = join(&desk, club, "明德", 50);
        let mug = offered(&desk, mug(club).stock(2));
        let lapsed = desk.redemptions().reserve(hua, mug).unwrap().id();
        let no = code(desk.points().merge(member, other));
        assert_eq!(no, "member.open_reservations", "what is put aside is seen to first");
        house.later("2026-05-04T09:15:00Z");
        let given = desk.redemptions().reserve(hua, mug).unwrap().now;
        desk.redemptions().issue(given.id(), None).unwrap();
        desk.points().merge(member, other).unwrap();
        desk.points().leave(member, "并入明德").unwrap();
        assert_eq!((balance(&desk, member).0, balance(&desk, other).0), (0, 450));
        let no = code(desk.points().refund(given.spent().entry, points(300)));
        assert_eq!(no, "member.reward_open", "and not without the reward");

        desk.redemptions().cancel(given.id(), "不要了").unwrap();
        assert_eq!((balance(&desk, member).0, balance(&desk, other).0), (0, 750));
        desk.redemptions().expire(lapsed).unwrap();
        assert_eq!((balance(&desk, member).0, balance(&desk, other).0), (0, 750));
        assert_eq!(desk.rewards().stock(mug).unwrap(), Some(2));
        assert_eq!(code(desk.redemptions().cancel(given.id(), "又不要了")), "state");
        sound(&house.crm);
    });
}
