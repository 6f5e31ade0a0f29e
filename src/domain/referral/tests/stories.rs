//! Referrals, told.

use super::*;
use crate::domain::refusal::Refused;

const DAY: i64 = 24;

#[test]
fn a_first_purchase_gives_points_to_both_once_it_cannot_be_returned_any_more() {
    let referral = registered(Trigger::FirstPurchase);
    assert_eq!((referral.state(), referral.referee()), (ReferralState::Registered, Some(mei())));
    let waiting = after(&referral, referral.qualify(&bought(1, 10), &hour(11)), 11);
    assert_eq!(waiting.state(), ReferralState::Qualified);
    let due = hour(10 + 14 * DAY);
    assert_eq!(waiting.next_due(), Some((0, due.valid_at)));
    let early = waiting.pay(vec![entry()], None, &hour(10 + 14 * DAY - 1)).unwrap_err();
    assert_eq!((early.code(), early.verb()), ("referral.not_due", "pay"));
    let given = after(&waiting, waiting.pay(vec![entry()], None, &due), 400);
    assert_eq!((given.state(), given.next_due()), (ReferralState::Rewarded, None));
    assert_eq!(given.terms().gives.to(), RewardTo::Both);
    let more = given.qualify(&bought(2, 500), &hour(500)).unwrap_err();
    assert_eq!(more.code(), "referral.complete");
}

#[test]
fn a_purchase_that_is_returned_gives_nothing_and_the_next_one_counts() {
    let referral = registered(Trigger::FirstPurchase);
    let referral = after(&referral, referral.qualify(&bought(1, 10), &hour(11)), 11);
    let no = referral.reverse(purchase(1), nothing(), &hour(12)).unwrap_err();
    assert_eq!(no.code(), "referral.not_returned");
    let back = after(&referral, referral.reverse(purchase(1), Returned::Wholly, &hour(12)), 12);
    assert_eq!((back.state(), back.next_due()), (ReferralState::Registered, None));
    let no = back.reverse(purchase(1), Returned::Wholly, &hour(13)).unwrap_err();
    assert_eq!(no.code(), "state");
    let again = after(&back, back.qualify(&bought(2, 20), &hour(20)), 20);
    assert_eq!(again.state(), ReferralState::Qualified);
    let given = after(&again, again.pay(vec![entry()], None, &hour(999)), 999);
    let late = after(&given, given.reverse(purchase(2), Returned::Wholly, &hour(1_000)), 1_000);
    assert_eq!(late.state(), ReferralState::Registered);
}

#[test]
fn what_came_back_in_part_takes_back_as_the_terms_say() {
    let points = |n| Points::new(n).unwrap();
    let gives = |one, other| Gives::new(points(one), points(other)).unwrap();
    let waiting = |returns| {
        let referral = registered_on(invitation(Trigger::FirstPurchase).returning(returns));
        after(&referral, referral.qualify(&bought(1, 10), &hour(11)), 11)
    };
    let half = waiting(OnReturn::From("50%".parse().unwrap()));
    let no = half.reverse(purchase(1), part("CNY 49.99"), &hour(12)).unwrap_err();
    assert_eq!(no.code(), "referral.not_returned");
    let back = after(&half, half.reverse(purchase(1), part("CNY 50"), &hour(12)), 12);
    assert_eq!(back.state(), ReferralState::Registered);

    let some = waiting(OnReturn::InProportion);
    let due = hour(10 + 14 * DAY);
    let no = some.pay(vec![entry()], Some(part("CNY 10")), &due).unwrap_err();
    assert_eq!(no.code(), "referral.purchase_returned");
    let less = after(&some, some.reverse(purchase(1), part("CNY 10.01"), &hour(12)), 12);
    assert_eq!(less.gives(&less.merits()[0]), gives(449, 179));
    assert_eq!(less.state(), ReferralState::Qualified);
    let again = less.reverse(purchase(1), part("CNY 10.01"), &hour(13)).unwrap_err();
    assert_eq!(again.code(), "referral.not_returned", "the same return told again");
    let paid = less.pay(vec![entry()], Some(part("CNY 10.01")), &due);
    let paid = after(&less, paid, 400);
    assert_eq!(paid.state(), ReferralState::Rewarded);
    let gone = after(&paid, paid.reverse(purchase(1), Returned::Wholly, &hour(500)), 500);
    assert_eq!(gone.state(), ReferralState::Registered);
}

#[test]
fn every_one_of_so_many_purchases_gives_points() {
    let referral = registered(Trigger::EveryPurchase(2));
    let one = after(&referral, referral.qualify(&bought(1, 10), &hour(10)), 10);
    assert_eq!(
        one.qualify(&bought(1, 10), &hour(11)).unwrap_err().code(),
        "referral.counts_already"
    );
    let one = after(&one, one.pay(vec![entry()], None, &hour(400)), 400);
    let two = after(&one, one.qualify(&bought(2, 450), &hour(450)), 450);
    assert_eq!((two.state(), two.counted()), (ReferralState::Rewarded, 2));
    let three = two.qualify(&bought(3, 451), &hour(451)).unwrap_err();
    assert_eq!(three.code(), "referral.complete");
    let two = after(&two, two.pay(vec![entry()], None, &hour(900)), 900);
    assert_eq!(two.next_due(), None);
}

#[test]
fn registering_may_be_enough() {
    let referral = registered(Trigger::Register);
    assert_eq!(referral.state(), ReferralState::Qualified);
    assert_eq!(referral.next_due(), Some((0, hour(3 + 14 * DAY).valid_at)));
    let no = referral.qualify(&bought(1, 10), &hour(10)).unwrap_err();
    assert_eq!(no.code(), "referral.complete");
}

#[test]
fn who_cannot_be_brought_is_not() {
    let referral = invited(invitation(Trigger::FirstPurchase));
    let code =
        |brought: Brought| referral.register(&brought, &hour(3)).map_err(|no| no.code()).err();
    assert_eq!(code(brought()), None);
    assert_eq!(code(Brought { client: hua(), ..brought() }), Some("referral.same_client"));
    let shared = Brought { shares_contact: true, ..brought() };
    assert_eq!(code(shared), Some("referral.shared_contact"));
    let before = Brought { begun: hour(0).valid_at, ..brought() };
    assert_eq!(code(before), Some("referral.already_a_client"));
    let circle = Brought { brought_referrer: true, ..brought() };
    assert_eq!(code(circle), Some("referral.circular"));
    assert_eq!(code(Brought { others: 1, ..brought() }), None);
    assert_eq!(code(Brought { others: 2, ..brought() }), Some("referral.cap_reached"));
    let gone = Brought { active: false, ..brought() };
    assert_eq!(code(gone), Some("referral.client_not_active"));
}

#[test]
fn what_took_too_long_is_over_whether_that_was_written_down_or_not() {
    let referral = invited(invitation(Trigger::FirstPurchase));
    let end = 1 + 100 * DAY;
    let no = referral.expire(&hour(end - 1)).unwrap_err();
    assert_eq!(no.code(), "referral.not_over");
    assert_eq!(referral.register(&brought(), &hour(end)).unwrap_err().code(), "referral.over");
    let over = after(&referral, referral.expire(&hour(end)), end);
    assert_eq!((over.state(), over.allowed()), (ReferralState::Expired, vec![]));
    let registered = registered(Trigger::FirstPurchase);
    let late = registered.qualify(&bought(1, end), &hour(end)).unwrap_err();
    assert_eq!(late.code(), "referral.over");
    // What was bought in time counts although it is told later.
    assert!(registered.qualify(&bought(1, end - 1), &hour(end + 5)).is_ok());
}

#[test]
fn a_purchase_of_somebody_else_or_from_before_does_not_count() {
    let referral = registered(Trigger::FirstPurchase);
    let code = |bought| referral.qualify(&bought, &hour(20)).map_err(|no| no.code()).err();
    let other = Bought { client: Some(hua()), ..bought(1, 10) };
    assert_eq!(code(other), Some("referral.not_their_purchase"));
    let none = Bought { is_purchase: false, ..bought(1, 10) };
    assert_eq!(code(none), Some("referral.not_their_purchase"));
    assert_eq!(code(bought(1, 2)), Some("referral.bought_before"));
    let rejected = after(&referral, referral.reject(line("自荐"), &hour(20)), 20);
    assert_eq!(rejected.reason(), Held::Known(Some(&line("自荐"))));
    assert_eq!(rejected.qualify(&bought(1, 21), &hour(21)).unwrap_err().code(), "state");
    assert_eq!(referral.reject(line("x"), &hour(2)).unwrap_err().code(), "referral.before_last");
}
