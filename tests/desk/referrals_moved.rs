//! Points for a referral are given to, and taken back from, whoever has the membership's points now.

use guanxi::domain::member::EntryKind;
use guanxi::domain::referral::{OnReturn, Trigger};
use guanxi::domain::{MemberId, ReferralId};
use guanxi::{ClientId, Desk};

use crate::engines::{House, everywhere};
use crate::rewards::{
    balance, brought_and_paid, club, code, comes_back, invitation, join, order, sound,
};

fn left(desk: &Desk, members: &[MemberId]) -> Vec<i64> {
    members.iter().map(|member| balance(desk, *member).0).collect()
}

/// The accounts of a programme add up to nought, and so does what was moved.
fn adds_up(house: &House, referral: ReferralId) {
    use guanxi::domain::member::Account;
    let desk = house.desk();
    let programme = desk.referrals().get(referral).unwrap().now.terms().programme;
    let accounts = desk.points().accounts(programme).unwrap();
    assert_eq!(accounts.values().sum::<i64>(), 0);
    assert_eq!(accounts.get(&Account::Transferred).copied().unwrap_or(0), 0);
    sound(&house.crm);
}

#[test]
fn a_refund_takes_a_referrals_points_where_they_are_now() {
    everywhere(|house: &House| {
        let in_proportion = OnReturn::InProportion;
        let (invited, mei, [referrer, referee], order) = brought_and_paid(house, in_proportion);
        let desk = house.desk();
        let programme = desk.referrals().get(invited).unwrap().now.terms().programme;
        let (_, third) = join(&desk, programme, "明德", 0);
        let (_, fourth) = join(&desk, programme, "青山", 0);
        desk.points().merge(referrer, third).unwrap();
        desk.points().leave(referrer, "并入明德").unwrap();
        desk.points().merge(referee, fourth).unwrap();
        house.later("2026-05-21T09:00:00Z");
        comes_back(&desk, mei, order, "2026-05-21T08:00:00Z", "40");
        let all = [referrer, referee, third, fourth];
        assert_eq!(left(&desk, &all), [0, 0, 300, 220]);
        desk.points().return_purchase(referee, order).unwrap();
        assert_eq!(left(&desk, &all), [0, 0, 300, 180]);

        // And on to others: the rest is taken where it has come to by then.
        desk.points().merge(third, referee).unwrap();
        comes_back(&desk, mei, order, "2026-05-21T08:30:00Z", "60");
        assert_eq!(left(&desk, &all), [0, 0, 0, 60]);
        assert_eq!(code(desk.referrals().reverse(invited, order)), "state");
        desk.points().return_purchase(referee, order).unwrap();
        assert_eq!(left(&desk, &all), [0, 0, 0, 0]);
        adds_up(house, invited);
    });
}

#[test]
fn both_sides_in_one_membership_are_taken_back_in_one_commit() {
    everywhere(|house: &House| {
        for refund_alone in [true, false] {
            let (invited, mei, [referrer, referee], order) =
                brought_and_paid(house, OnReturn::Wholly);
            let desk = house.desk();
            let (from, into) = if refund_alone { (referrer, referee) } else { (referee, referrer) };
            desk.points().merge(from, into).unwrap();
            assert_eq!(left(&desk, &[from, into]), [0, 800]);
            comes_back(&desk, mei, order, "2026-05-20T09:00:00Z", "100");
            assert_eq!(left(&desk, &[from, into]), [0, 100]);
            let taken = desk.points().entries(into, 2, None).unwrap().items;
            let taken = taken.into_iter().map(|found| found.now);
            let taken: Vec<_> = taken.map(|entry| (entry.kind(), entry.net())).collect();
            let kind = EntryKind::ReverseEarn;
            assert!(taken.contains(&(kind, -500)) && taken.contains(&(kind, -200)), "{taken:?}");
            desk.points().return_purchase(referee, order).unwrap();
            assert_eq!(left(&desk, &[from, into]), [0, 0]);
            adds_up(house, invited);
            house.later("2026-05-04T09:00:00Z");
        }
    });
}

/// Somebody was brought and bought on the 5th; points wait until the 19th.
fn waiting(house: &House) -> (ReferralId, (ClientId, MemberId), (ClientId, MemberId)) {
    let desk = house.desk();
    let club = club(&desk);
    let hua = join(&desk, club, "华信", 40);
    let new = invitation(club, Trigger::EveryPurchase(2));
    let invited = desk.referrals().invite(hua.0, new).unwrap().id();
    house.later("2026-05-05T09:00:00Z");
    let mei = join(&desk, club, "韩梅梅", 0);
    desk.referrals().register(invited, mei.0).unwrap();
    let first = order(&desk, mei.0, "2026-05-05T09:00:00Z");
    desk.referrals().qualify(invited, first).unwrap();
    (invited, hua, mei)
}

#[test]
fn what_a_referral_earned_before_a_merge_is_given_to_whom_it_went() {
    everywhere(|house: &House| {
        let (invited, (_, hua), (mei, theirs)) = waiting(house);
        let desk = house.desk();
        let programme = desk.referrals().get(invited).unwrap().now.terms().programme;
        let (_, other) = join(&desk, programme, "明德", 0);
        house.later("2026-05-06T09:00:00Z");
        desk.points().merge(hua, other).unwrap();
        house.later("2026-05-20T09:00:00Z");
        desk.referrals().pay(invited).unwrap();
        assert_eq!(left(&desk, &[hua, other, theirs]), [0, 540, 200]);

        // Who goes on as a member has what is earned from then on.
        let second = order(&desk, mei, "2026-05-20T09:00:00Z");
        desk.referrals().qualify(invited, second).unwrap();
        house.later("2026-06-05T09:00:00Z");
        desk.referrals().pay(invited).unwrap();
        assert_eq!(left(&desk, &[hua, other, theirs]), [500, 540, 400]);
        comes_back(&desk, mei, second, "2026-06-05T09:00:00Z", "100");
        assert_eq!(left(&desk, &[hua, other, theirs]), [0, 540, 200]);
        adds_up(house, invited);
    });
}

#[test]
fn a_membership_that_was_merged_and_ended_is_given_its_points_where_they_went() {
    everywhere(|house: &House| {
        let (invited, (_, hua), (mei, theirs)) = waiting(house);
        let desk = house.desk();
        house.later("2026-05-06T09:00:00Z");
        desk.points().merge(hua, theirs).unwrap();
        desk.points().leave(hua, "并入韩梅梅").unwrap();
        let second = order(&desk, mei, "2026-05-06T09:00:00Z");
        desk.referrals().qualify(invited, second).unwrap();
        house.later("2026-06-05T09:00:00Z");
        for given in [740, 1_440] {
            desk.referrals().pay(invited).unwrap();
            assert_eq!(left(&desk, &[hua, theirs]), [0, given], "both sides in one");
        }
        comes_back(&desk, mei, second, "2026-06-05T09:00:00Z", "100");
        assert_eq!(left(&desk, &[hua, theirs]), [0, 740]);
        adds_up(house, invited);
    });
}
