//! Tiers as a member lives through them.

use super::super::*;
use super::{at, changes, ladder, moved, rules, told};
use crate::domain::{CustomKey, Invalid, Percent, Period, Tag, Zone};

#[test]
fn a_tier_is_reached_at_once_kept_through_the_next_year_and_one_is_lost_at_a_time() {
    let rules = rules(Window::Year);
    let bought = [("2024-03-05T10:00:00Z", 120), ("2024-06-01T08:00:00Z", 90)];
    let found = changes(&rules, "2024-01-10T09:00:00Z", "UTC", &bought, "2029-01-01T00:00:00Z");
    let wanted = [
        ("2024-01-10T09:00", 0),
        ("2024-03-05T10:00", 1),
        ("2024-06-01T08:00", 2),
        ("2026-01-01T00:00", 1),
        ("2028-01-01T00:00", 0),
    ];
    assert_eq!(found, told(&wanted));
}

#[test]
fn one_large_purchase_skips_a_tier_and_requalifying_skips_one_down() {
    let rules = rules(Window::Year).downgrade(Downgrade::Requalify);
    let bought = [("2024-03-05T10:00:00Z", 450), ("2025-02-01T08:00:00Z", 110)];
    let found = changes(&rules, "2024-01-10T09:00:00Z", "UTC", &bought, "2028-02-01T00:00:00Z");
    let wanted = [
        ("2024-01-10T09:00", 0),
        ("2024-03-05T10:00", 3),
        ("2026-01-01T00:00", 1),
        ("2028-01-01T00:00", 0),
    ];
    assert_eq!(found, told(&wanted));
}

#[test]
fn in_grace_the_window_that_expired_counts_on_and_what_is_missing_saves_the_tier() {
    let rules =
        rules(Window::Year).kept(Expiry::EndOfPeriod).unwrap().grace(Span::days(30).unwrap());
    let start = "2024-01-10T09:00:00Z";
    // Returned in December: 90 of 100 when the year ends.
    let bought = [("2024-03-05T10:00:00Z", 110), ("2024-12-20T10:00:00Z", -20)];
    let lost = changes(&rules, start, "UTC", &bought, "2025-06-01T00:00:00Z");
    let wanted = [("2024-01-10T09:00", 0), ("2024-03-05T10:00", 1), ("2025-01-31T00:00", 0)];
    assert_eq!(lost, told(&wanted));
    let saved = [bought[0], bought[1], ("2025-01-30T23:59:59.999999Z", 10)];
    let saved = changes(&rules, start, "UTC", &saved, "2025-12-31T23:59:59Z");
    assert_eq!(saved, told(&wanted[..2]));
    let late = [bought[0], bought[1], ("2025-01-31T00:00:00Z", 10)];
    assert_eq!(changes(&rules, start, "UTC", &late, "2025-12-31T00:00:00Z"), told(&wanted));
}

#[test]
fn a_lower_tier_runs_from_the_end_of_the_grace() {
    let rules = rules(Window::Year)
        .kept(Expiry::Custom(Span::months(12).unwrap()))
        .unwrap()
        .grace(Span::months(1).unwrap());
    let bought = [("2024-03-31T10:00:00Z", 200)];
    let found = changes(&rules, "2024-01-10T09:00:00Z", "UTC", &bought, "2028-01-01T00:00:00Z");
    let wanted = [
        ("2024-01-10T09:00", 0),
        ("2024-03-31T10:00", 2),
        // Ended on 31 March 2025; a month later is the last of April.
        ("2025-04-30T10:00", 1),
        ("2026-05-30T10:00", 0),
    ];
    assert_eq!(found, told(&wanted));
}

#[test]
fn who_joined_on_a_leap_day_has_anniversaries_on_the_28th() {
    let rules = rules(Window::Anniversary).kept(Expiry::EndOfPeriod).unwrap();
    let zone = "Asia/Shanghai";
    let bought = [("2024-03-01T00:00:00Z", 100)];
    let found = changes(&rules, "2024-02-29T04:00:00Z", zone, &bought, "2028-03-01T00:00:00Z");
    let wanted = [("2024-02-29T12:00", 0), ("2024-03-01T08:00", 1), ("2026-02-28T12:00", 0)];
    assert_eq!(found, told(&wanted));
    let again = [bought[0], ("2028-02-29T03:59:59Z", 100)];
    let found = changes(&rules, "2024-02-29T04:00:00Z", zone, &again, "2028-03-01T00:00:00Z");
    assert_eq!(found.last(), Some(&("2028-02-29T11:59".to_owned() + ":59", 1)));
}

#[test]
fn a_span_from_the_31st_ends_on_the_last_of_each_month() {
    let rules = rules(Window::Lifetime).kept(Expiry::Custom(Span::months(1).unwrap())).unwrap();
    let bought = [("2024-01-31T10:00:00Z", 100)];
    let movements = moved(&bought);
    let member =
        Membership::new(&rules, at("2024-01-01T00:00:00Z"), Zone::UTC, &movements, &[]).unwrap();
    let history = member.history(at("2024-05-01T00:00:00Z"));
    let renewed: Vec<String> = history
        .steps()
        .iter()
        .filter(|step| step.why == Why::Renewed)
        .map(|step| step.at.to_string())
        .collect();
    let wanted = ["2024-02-29T10:00:00Z", "2024-03-31T10:00:00Z", "2024-04-30T10:00:00Z"];
    assert_eq!(renewed, wanted);
}

#[test]
fn periods_end_at_midnight_of_the_zone_whatever_its_clocks_do() {
    let rules = rules(Window::CalendarMonth).kept(Expiry::OnDrop).unwrap();
    let bought = [("2026-03-29T12:00:00Z", 100)];
    let found =
        changes(&rules, "2026-03-01T00:00:00Z", "Europe/Berlin", &bought, "2026-05-01T00:00:00Z");
    let wanted = [("2026-03-01T01:00", 0), ("2026-03-29T14:00", 1), ("2026-04-01T00:00", 0)];
    assert_eq!(found, told(&wanted));
    // Two days of the calendar across the night that has 23 hours.
    let rules = super::rules(Window::RollingDays(2)).kept(Expiry::OnDrop).unwrap();
    let bought = [("2026-03-28T22:30:00Z", 100)];
    let found =
        changes(&rules, "2026-03-01T00:00:00Z", "Europe/Berlin", &bought, "2026-05-01T00:00:00Z");
    let wanted = [("2026-03-01T01:00", 0), ("2026-03-28T23:30", 1), ("2026-03-30T00:00", 0)];
    assert_eq!(found, told(&wanted));
}

#[test]
fn a_reset_of_the_points_comes_after_the_evaluation() {
    let rules = TierRules::of(ladder(), Metric::Balance, Window::Year)
        .unwrap()
        .kept(Expiry::EndOfPeriod)
        .unwrap();
    let held = [("2024-05-01T00:00:00Z", 150), ("2025-01-01T00:00:00Z", -150)];
    let found = changes(&rules, "2024-01-10T09:00:00Z", "UTC", &held, "2026-06-01T00:00:00Z");
    let wanted = [("2024-01-10T09:00", 0), ("2024-05-01T00:00", 1), ("2026-01-01T00:00", 0)];
    assert_eq!(found, told(&wanted));
}

#[test]
fn a_tier_may_be_given_at_the_end_of_the_quarter_in_which_it_was_reached() {
    let rules = rules(Window::Quarter).upgrade(Upgrade::AtPeriodEnd).unwrap();
    let bought = [("2024-02-01T00:00:00Z", 250)];
    let found = changes(&rules, "2024-01-10T09:00:00Z", "UTC", &bought, "2024-12-31T00:00:00Z");
    let wanted = [("2024-01-10T09:00", 0), ("2024-04-01T00:00", 2), ("2024-10-01T00:00", 1)];
    assert_eq!(found, told(&wanted));
    let rolling = super::rules(Window::RollingDays(30)).upgrade(Upgrade::AtPeriodEnd);
    assert_eq!(rolling, Err(Invalid::Unknown { field: "upgrade", allowed: "Immediate" }));
}

#[test]
fn a_tier_given_by_hand_counts_while_it_is_the_higher_one() {
    let rules = rules(Window::Year);
    let bought = moved(&[("2024-03-05T10:00:00Z", 250)]);
    let during = Period::new(at("2024-02-01T00:00:00Z"), at("2024-06-01T00:00:00Z")).unwrap();
    let given = [ManualTier { rank: 1, during }];
    let enrolled = at("2024-01-10T09:00:00Z");
    let member = Membership::new(&rules, enrolled, Zone::UTC, &bought, &given).unwrap();
    let history = member.history(at("2024-12-01T00:00:00Z"));
    let ranks = ["2024-02-01T00:00:00Z", "2024-03-05T10:00:00Z", "2024-06-01T00:00:00Z"];
    assert_eq!(ranks.map(|text| history.rank_at(at(text))), [Some(1), Some(2), Some(2)]);
    assert_eq!(history.at(at("2024-02-01T00:00:00Z")).unwrap().earned.rank, 0);
    let above = [ManualTier { rank: 4, during }];
    let why = Membership::new(&rules, enrolled, Zone::UTC, &bought, &above).unwrap_err();
    assert_eq!(why, Invalid::Range { field: "rank", low: 0, high: 3 });
}

#[test]
fn a_member_is_warned_60_and_30_days_ahead_with_what_is_missing() {
    let rules = rules(Window::Year).grace(Span::days(30).unwrap());
    let bought = moved(&[("2024-03-05T10:00:00Z", 210), ("2025-07-01T00:00:00Z", 150)]);
    let enrolled = at("2024-01-10T09:00:00Z");
    let member = Membership::new(&rules, enrolled, Zone::UTC, &bought, &[]).unwrap();
    let outlook = |text| member.outlook(at(text)).unwrap();
    let early = outlook("2025-11-01T23:59:59Z");
    assert_eq!((early.rank, early.value, early.next), (2, 150, Some((3, 250))));
    assert_eq!(early.projected, Some((at("2026-01-31T00:00:00Z"), 1)));
    let loss = Loss {
        at: at("2026-01-01T00:00:00Z"),
        missing: 50,
        grace_until: Some(at("2026-01-31T00:00:00Z")),
    };
    assert_eq!((early.loses, early.warning), (Some(loss), None));
    let warned = |text| outlook(text).warning.map(|warning| (warning.days, warning.loss.missing));
    assert_eq!(warned("2025-11-02T00:00:00Z"), Some((60, 50)));
    assert_eq!(warned("2025-12-01T23:59:59Z"), Some((60, 50)));
    assert_eq!(warned("2025-12-02T00:00:00Z"), Some((30, 50)));
    // In grace what counts is what counted in the year that ended, and what came since.
    let grace = outlook("2026-01-10T00:00:00Z");
    let loss = Loss { at: at("2026-01-31T00:00:00Z"), ..loss };
    assert_eq!((grace.rank, grace.value, grace.loses), (2, 150, Some(loss)));
    assert_eq!(member.outlook(at("2024-01-10T08:59:59Z")), None);
}

#[test]
fn what_was_returned_takes_a_tier_that_holds_only_while_it_is_earned() {
    let rules = rules(Window::RollingDays(365)).kept(Expiry::OnDrop).unwrap();
    let bought = [("2024-03-05T10:00:00Z", 150), ("2024-03-20T10:00:00Z", -100)];
    let found = changes(&rules, "2024-01-10T09:00:00Z", "UTC", &bought, "2024-12-01T00:00:00Z");
    let wanted = [("2024-01-10T09:00", 0), ("2024-03-05T10:00", 1), ("2024-03-20T10:00", 0)];
    assert_eq!(found, told(&wanted));
}

#[test]
fn a_tier_entitles_to_its_own_benefits_and_those_below() {
    let off = |bp| Percent::from_bp(bp).unwrap();
    let care = CustomKey::new("annual_review").unwrap();
    let training = Tag::new("training").unwrap();
    let silver = Tier::new("银", 100)
        .unwrap()
        .with(Benefit::Discount { share: off(500), category: None })
        .with(Benefit::Discount { share: off(1_500), category: Some(training.clone()) });
    let gold = Tier::new("金", 200)
        .unwrap()
        .with(Benefit::Service(care.clone()))
        .with(Benefit::Discount { share: off(1_000), category: None })
        .earning(Multiplier::new(3, 2).unwrap());
    let ladder = Ladder::new([Tier::new("普通", 0).unwrap(), silver, gold]).unwrap();
    let discounts = |category| [0, 1, 2].map(|rank| ladder.discount(rank, category).bp());
    assert_eq!(discounts(None), [0, 500, 1_000]);
    assert_eq!(discounts(Some(&training)), [0, 1_500, 1_500]);
    assert_eq!([0, 1, 2].map(|rank| ladder.serves(rank, &care)), [false, false, true]);
    assert_eq!(ladder.tier(2).unwrap().earn_multiplier.numerator(), 3);
}

#[test]
fn what_is_no_ladder_and_no_order_is_refused() {
    let tier = |name, from| Tier::new(name, from).unwrap();
    let order = Err(Invalid::Order { field: "tiers", order: "0 < next < next" });
    assert_eq!(Ladder::new([tier("a", 1)]), order);
    assert_eq!(Ladder::new([tier("a", 0), tier("b", 5), tier("c", 5)]), order);
    assert_eq!(Ladder::new([]), Err(Invalid::Empty { field: "tiers" }));
    assert_eq!(Ladder::new([tier("a", 0), tier("a", 5)]), Err(Invalid::Twice { field: "tiers" }));
    assert!(TierRules::of(ladder(), Metric::Count, Window::RollingDays(0)).is_err());
    assert!(Multiplier::new(1, 0).is_err() && Span::months(10_000).is_err());
    let rules = rules(Window::Year);
    let mixed = moved(&[("2024-03-05T10:00:00Z", 1), ("2024-03-04T10:00:00Z", 1)]);
    let why = Membership::new(&rules, at("2024-01-01T00:00:00Z"), Zone::UTC, &mixed, &[]);
    assert_eq!(why.unwrap_err().code(), "invalid.order");
}

#[test]
fn what_is_given_at_an_end_is_not_lost_at_the_same_end() {
    let rules = rules(Window::Year);
    let at_end = rules.clone().upgrade(Upgrade::AtPeriodEnd).unwrap();
    assert_eq!(at_end.kept(Expiry::OnDrop).unwrap_err().code(), "invalid.unknown");
    let on_drop = rules.kept(Expiry::OnDrop).unwrap();
    assert_eq!(on_drop.upgrade(Upgrade::AtPeriodEnd).unwrap_err().code(), "invalid.unknown");
}

#[test]
fn at_the_limits_nothing_overflows_and_nothing_panics() {
    let rules = TierRules::of(ladder(), Metric::Balance, Window::Year).unwrap();
    let rules = rules.kept(Expiry::Custom(Span::years(9_999).unwrap())).unwrap();
    let most =
        [i64::MAX, i64::MAX, i64::MIN].map(|by| Movement { at: at("9999-12-31T00:00:00Z"), by });
    let zone = "+18:00".parse().unwrap();
    for enrolled in [crate::domain::Timestamp::MIN, crate::domain::Timestamp::MAX] {
        let member = Membership::new(&rules, enrolled, zone, &most, &[]).unwrap();
        let history = member.history(crate::domain::Timestamp::MAX);
        assert_eq!(history.rank_at(crate::domain::Timestamp::MAX), Some(3));
        assert!(member.outlook(crate::domain::Timestamp::MAX).is_some());
    }
}
