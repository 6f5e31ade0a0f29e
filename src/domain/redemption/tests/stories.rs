//! Redemptions, told.

use super::*;
use crate::domain::refusal::Refused;
use crate::domain::reward::RewardEdit;
use crate::domain::{Money, Period};

#[test]
fn a_voucher_is_put_aside_given_out_and_used() {
    let redemption = reserved(&offered(mug()));
    assert_eq!(
        (redemption.state(), redemption.ends()),
        (RedemptionState::Reserved, Some(hour(2).valid_at))
    );
    assert_eq!(redemption.issue(None, &hour(1)).unwrap_err().code(), "redemption.code_missing");
    let issued = after(&redemption, redemption.issue(Some(code()), &hour(1)), 1);
    assert_eq!(issued.code(), Held::Known(Some(&code())));
    assert_eq!(issued.ends(), Some(hour(241).valid_at));
    let used = after(&issued, issued.used(UsedFor::default(), &hour(240)), 240);
    assert_eq!((used.state(), used.off(), used.ends()), (RedemptionState::Used, None, None));
    assert_eq!(used.cancel(line("x"), &hour(241)).unwrap_err().code(), "state");
    assert!(used.counts(hour(999).valid_at) && !used.gave_back());
}

#[test]
fn what_is_not_taken_or_used_in_time_can_be_neither_whether_that_was_written_down_or_not() {
    let redemption = reserved(&offered(mug()));
    let no = redemption.issue(Some(code()), &hour(2)).unwrap_err();
    assert_eq!(no.code(), "redemption.over");
    assert_eq!(redemption.expire(&hour(1)).unwrap_err().code(), "redemption.not_over");
    assert!(redemption.counts(hour(1).valid_at) && !redemption.counts(hour(2).valid_at));
    let lapsed = after(&redemption, redemption.expire(&hour(2)), 2);
    assert!(lapsed.gave_back() && !lapsed.counts(hour(1).valid_at));

    let issued = after(&redemption, redemption.issue(Some(code()), &hour(1)), 1);
    let late = hour(241);
    assert_eq!(issued.used(UsedFor::default(), &late).unwrap_err().code(), "redemption.over");
    assert_eq!(issued.cancel(line("x"), &late).unwrap_err().code(), "redemption.over");
    let expired = after(&issued, issued.expire(&late), 241);
    assert!(!expired.gave_back() && expired.counts(late.valid_at), "the points stay spent");
}

#[test]
fn a_discount_is_taken_off_the_price_as_it_was_when_it_was_asked_for() {
    let reward = offered(ten_off());
    let redemption = reserved(&reward);
    let issued = after(&redemption, redemption.issue(None, &hour(1)), 1);
    assert_eq!(
        (issued.ends(), issued.expire(&hour(9)).unwrap_err().code()),
        (None, "redemption.not_over")
    );
    let entry = header(&hour(1), reward.id().id());
    let paused = reward.withhold(line("调整"), &hour(1)).unwrap();
    let reward = Reward::apply(Some(reward), &paused, &entry).unwrap();
    let dearer = RewardEdit::new().price(points(900)).unwrap();
    let dearer = reward.edit(dearer, &hour(1)).unwrap();
    let reward = Reward::apply(Some(reward), &dearer, &entry).unwrap();
    assert_eq!((reward.terms().price, issued.asked().price), (points(900), points(100)));

    let no = issued.used(UsedFor::default(), &hour(2)).unwrap_err();
    assert_eq!(no.code(), "redemption.price_missing");
    let price =
        |text: &str| UsedFor { purchase: None, price: Some(text.parse::<Money>().unwrap()) };
    let used = after(&issued, issued.used(price("CNY 99.90"), &hour(2)), 2);
    assert_eq!(used.off(), Some("CNY 9.99".parse().unwrap()));
}

#[test]
fn a_reward_is_for_those_it_is_for() {
    let reward = offered(mug().from_rank(2).per_member(2).unwrap());
    let ask = |claim| Redemption::may_reserve(&reward, &claim, hour(1).valid_at);
    let code = |claim| ask(claim).map_err(|no| no.code()).err();
    let gold = Claim { rank: 2, ..CLAIM };
    assert_eq!(code(gold), None);
    assert_eq!(code(CLAIM), Some("redemption.tier_too_low"));
    assert_eq!(code(Claim { active: false, ..gold }), Some("redemption.client_not_active"));
    assert_eq!(code(Claim { had: 1, ..gold }), None);
    assert_eq!(code(Claim { had: 2, ..gold }), Some("redemption.limit_reached"));
    let during = Period::new(hour(5).valid_at, hour(9).valid_at).unwrap();
    let later = offered(mug().during(during));
    let no = Redemption::may_reserve(&later, &gold, hour(9).valid_at).unwrap_err();
    assert_eq!((no.code(), no.verb()), ("redemption.not_now", "reserve"));
    assert!(Redemption::may_reserve(&later, &gold, hour(5).valid_at).is_ok());
    let entry = header(&hour(1), reward.id().id());
    let gone = reward.archive(line("停产"), &hour(1)).unwrap();
    let gone = Reward::apply(Some(reward.clone()), &gone, &entry).unwrap();
    let no = Redemption::may_reserve(&gone, &gold, hour(1).valid_at).unwrap_err();
    assert_eq!(no.code(), "redemption.not_offered");
}

#[test]
fn a_code_is_not_shown_by_chance_and_what_is_none_is_not_taken() {
    assert_eq!(format!("{:?}", code()), "VoucherCode(…)");
    for bad in ["", "ABC", "----", "TEA 2026", "茶叶券一号", &"A".repeat(41)] {
        assert_eq!(VoucherCode::new(bad).unwrap_err().code(), "invalid.form", "{bad}");
    }
    let redemption = reserved(&offered(mug()));
    let no = redemption.issue(Some(code()), &hour(0)).unwrap_err();
    assert_eq!(no.code(), "redemption.before_last");
}
