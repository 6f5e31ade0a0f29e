//! Rewards, told.

use super::*;
use crate::domain::refusal::Refused;
use crate::domain::{Invalid, Lang, Period};

#[test]
fn a_reward_is_offered_paused_changed_offered_again_and_put_away() {
    let mug = drafted(mug());
    assert_eq!((mug.state(), mug.terms().price), (RewardState::Draft, points(300)));
    let mug = after(&mug, mug.offer(&hour(1)), 1);
    let dearer = || RewardEdit::new().price(points(400)).unwrap();
    let no = mug.edit(dearer(), &hour(2)).unwrap_err();
    assert_eq!((no.code(), no.allowed()), ("state", ["restock", "withhold", "archive"].as_slice()));
    let mug = after(&mug, mug.withhold(line("缺货"), &hour(2)), 2);
    assert_eq!(mug.reason(), Held::Known(Some(&line("缺货"))));
    let mug = after(&mug, mug.edit(dearer(), &hour(3)), 3);
    let mug = after(&mug, mug.offer_again(&hour(4)), 4);
    assert_eq!(
        (mug.state(), mug.terms().price, mug.since()),
        (RewardState::Active, points(400), hour(4).valid_at)
    );
    let gone = after(&mug, mug.archive(line("停产"), &hour(5)), 5);
    assert!(gone.allowed().is_empty());
}

#[test]
fn how_often_a_member_may_have_it_is_changed_like_its_price() {
    let mug = drafted(mug());
    let once = RewardEdit::new().per_member(1).unwrap();
    let mug = after(&mug, mug.edit(once, &hour(1)), 1);
    assert_eq!((mug.terms().per_member, mug.terms().price), (Some(1), points(300)));
    let never = RewardEdit::new().per_member(0).unwrap_err();
    assert_eq!(never.field(), "per member");
}

#[test]
fn what_is_over_is_neither_written_down_nor_offered() {
    let during = Period::new(hour(0).valid_at, hour(10).valid_at).unwrap();
    let late = Reward::draft(mug().during(during), &hour(10)).unwrap_err();
    assert_eq!((late.code(), late.verb()), ("reward.over", "draft"));
    let drafted = drafted(mug().during(during));
    assert_eq!(drafted.offer(&hour(10)).unwrap_err().code(), "reward.over");
    let open = after(&drafted, drafted.offer(&hour(9)), 9);
    let paused = after(&open, open.withhold(line("盘点"), &hour(9)), 9);
    assert_eq!(paused.offer_again(&hour(11)).unwrap_err().code(), "reward.over");
    assert!(open.terms().is_on(hour(9).valid_at) && !open.terms().is_on(hour(10).valid_at));
}

#[test]
fn what_has_no_end_is_not_restocked_and_an_edit_changes_something() {
    let endless = NewReward::service(programme(), "巡检", "annual_visit", points(9)).unwrap();
    let endless = drafted(endless);
    assert_eq!(endless.restock(5, &hour(1)).unwrap_err().code(), "reward.not_limited");
    let mug = drafted(mug());
    assert_eq!(mug.restock(0, &hour(1)).unwrap_err().code(), "reward.nothing_changed");
    let same = RewardEdit::new().price(points(300)).unwrap();
    let no = mug.edit(same, &hour(1)).unwrap_err();
    assert_eq!(no.explain(Lang::Zh), "积分奖励不能修改：没有任何修改");
    let open = after(&mug, mug.offer(&hour(2)), 2);
    let no = open.withhold(line("x"), &hour(1)).unwrap_err();
    assert_eq!(no.code(), "reward.before_last");
}

#[test]
fn a_reward_costs_something_and_a_discount_gives_something() {
    let free = NewReward::voucher(programme(), "马克杯", Points::ZERO).unwrap_err();
    assert_eq!(free, Invalid::Range { field: "price", low: 1, high: i64::MAX });
    assert!(RewardEdit::new().price(Points::ZERO).is_err() && mug().per_member(0).is_err());
    assert!(Discount::share("0%".parse().unwrap()).is_err());
    assert!(
        Discount::amount(money("CNY 0")).is_err() && Discount::amount(money("CNY -5")).is_err()
    );
    let mixed = Discount::amount(money("CNY 5")).unwrap().at_most(money("EUR 5")).unwrap_err();
    assert_eq!(mixed.code(), "invalid.mixed");
}

#[test]
fn a_discount_never_takes_more_than_the_price_and_is_capped() {
    let ten = Discount::amount(money("CNY 10")).unwrap();
    assert_eq!(ten.off(money("CNY 7.50")), Ok(money("CNY 7.50")));
    let from = ten.from(money("CNY 20")).unwrap();
    assert_eq!(from.off(money("CNY 19.99")), Ok(money("CNY 0")));
    assert_eq!(from.off(money("CNY 20")), Ok(money("CNY 10")));
    let third = Discount::share("33.33%".parse().unwrap()).unwrap();
    assert_eq!(third.off(money("CNY 0.05")), Ok(money("CNY 0.02")));
    assert!(third.off(money("CNY -1")).is_err() && ten.off(money("EUR 5")).is_err());
}
