//! What policies, templates, effects and baselines turn away.

use super::*;
use crate::domain::{Invalid, Percent};

#[test]
fn a_policy_counts_in_one_currency_and_says_what_is_wrong_with_it() {
    let policy = || ChangePolicy::version(1).unwrap();
    let lead = || Authority::of("lead").unwrap();
    assert!(ChangePolicy::version(0).is_err());
    assert_eq!(policy().currency(), None);
    let with_budget = policy().change_budget(money("CNY 1")).unwrap();
    assert_eq!(with_budget.currency().map(crate::domain::Currency::code), Some("CNY"));
    let euro = lead().cost_up_to(money("EUR 1")).unwrap();
    assert_eq!(with_budget.clone().authority(euro).unwrap_err().code(), "invalid.mixed");
    assert_eq!(with_budget.emergency_ceiling(money("EUR 1")).unwrap_err().code(), "invalid.mixed");
    assert_eq!(policy().change_budget(money("CNY -1")).unwrap_err().code(), "invalid.range");
    assert_eq!(lead().cost_up_to(money("CNY -1")).unwrap_err().code(), "invalid.range");
    assert!(lead().approvals(0).is_err() && lead().approvals(11).is_err());
    assert!(lead().approvals(10).is_ok());
    assert!(policy().impacts_hold(0).is_err() && policy().told_within(367).is_err());
    assert!(policy().assessed_within(366).is_ok());
    let full = (0..50).fold(policy(), |policy, _| policy.authority(lead()).unwrap());
    assert_eq!(full.authority(lead()).unwrap_err().code(), "invalid.too_many");
    for role in ["", " ", "a\nb"] {
        assert!(Authority::of(role).is_err() && policy().emergency(role).is_err());
    }
    let roles = ChangePolicy::default();
    let roles: Vec<&str> = roles.roles().into_iter().map(Tag::as_str).collect();
    assert_eq!(roles, ["lead", "sponsor"]);
}

#[test]
fn a_template_says_all_four_impacts_and_keeps_its_own_limits() {
    let draft = || Template::new("report", "报表").unwrap();
    assert!(draft().complete().is_err());
    let none = |dimension| Effect::none(dimension);
    let twice = draft().effect(none(Dimension::Cost), "x").unwrap();
    assert_eq!(twice.effect(none(Dimension::Cost), "y").unwrap_err().code(), "invalid.twice");
    assert!(draft().effect(none(Dimension::Cost), " ").is_err());
    let whole = || {
        let start = draft().effect(Effect::cost(money("CNY -800")), "省").unwrap();
        let start = start.effect(Effect::time([("build", 3)]).unwrap(), "三天").unwrap();
        let step = ScopeStep::add("fax").unwrap();
        let start = start.effect(Effect::scope([step]).unwrap(), "传真").unwrap();
        start.effect(none(Dimension::Resources), "无").unwrap().complete().unwrap()
    };
    assert!(whole().within(money("CNY 800"), 3, 1).is_ok());
    for (cost, days, items, code) in [
        ("CNY 799.99", 3, 1, "invalid.range"),
        ("EUR 800", 3, 1, "invalid.mixed"),
        ("CNY 800", 2, 1, "invalid.range"),
        ("CNY 800", 3, 0, "invalid.range"),
    ] {
        assert_eq!(whole().within(money(cost), days, items).unwrap_err().code(), code);
    }
    let policy = ChangePolicy::default().template(whole()).unwrap();
    assert_eq!(policy.clone().template(whole()).unwrap_err().code(), "invalid.twice");
    assert!(policy.change_budget(money("EUR 1")).is_err());
    assert!(Template::new("Extra report", "x").is_err() && Template::new("x", "").is_err());
}

#[test]
fn an_effect_is_not_empty_not_twice_and_not_endless() {
    let code = |effect: Result<Effect, Invalid>| effect.unwrap_err().code();
    assert_eq!(code(Effect::scope([])), "invalid.empty");
    let add = || ScopeStep::add("x").unwrap();
    assert_eq!(code(Effect::scope([add(), ScopeStep::remove("x").unwrap()])), "invalid.twice");
    let many: Vec<_> = (0..201).map(|n| ScopeStep::add(&format!("x{n}")).unwrap()).collect();
    assert!(Effect::scope(many[..200].iter().cloned()).is_ok());
    let names: Vec<_> = (0..201).map(|n| format!("m{n}")).collect();
    let moved = |n: usize| Effect::time(names[..n].iter().map(|name| (name.as_str(), 1)));
    assert_eq!(moved(200).unwrap().shifts().len(), 200);
    assert_eq!(code(moved(201)), "invalid.too_many");
    let hours = |n: usize| Effect::resources(names[..n].iter().map(|name| (name.as_str(), 1)));
    assert!(hours(200).is_ok());
    assert_eq!(code(hours(201)), "invalid.too_many");
    assert_eq!(code(Effect::scope(many)), "invalid.too_many");
    assert_eq!(code(Effect::time([("go_live", 0)])), "invalid.range");
    assert_eq!(code(Effect::time([("go_live", 10_001)])), "invalid.range");
    assert_eq!(code(Effect::time([("go_live", i64::MIN)])), "invalid.range");
    assert_eq!(code(Effect::time([("Go live", 1)])), "invalid.form");
    assert_eq!(code(Effect::resources([("dev", 1), ("DEV", 2)])), "invalid.twice");
    assert_eq!(code(Effect::resources([("dev", 1_000_001)])), "invalid.range");
    assert!(Effect::resources([("dev", -1_000_000)]).is_ok());
    assert!(ScopeStep::add("").is_err());
    assert!(Effect::none(Dimension::Scope).is_none() && !Effect::scope([add()]).unwrap().is_none());
    // What no constructor makes is not read either.
    let forged = rmp_serde::to_vec(&("Time", vec![("go_live", 0)])).unwrap();
    assert!(rmp_serde::from_slice::<Effect>(&forged).is_err());
}

#[test]
fn a_baseline_says_what_is_wrong_with_it() {
    let day = || "2026-06-01".parse().unwrap();
    let twice = zero().milestone("design", day()).unwrap_err();
    assert_eq!((twice.code(), twice.field()), ("invalid.twice", "milestone"));
    assert_eq!(zero().item("import").unwrap_err().code(), "invalid.twice");
    assert!(zero().item("").is_err() && zero().milestone("两个", day()).is_err());
    let euro = [Effect::cost(money("EUR 1"))];
    let no = zero().after([&euro[..]], &office()).unwrap_err();
    assert_eq!(no.code(), "invalid.mixed");
    let most = [Effect::cost(money("CNY 92 233 720 368 547 758.07"))];
    assert_eq!(zero().after([&most[..]], &office()).unwrap_err().code(), "invalid.overflow");
    let year = office().revise().version(1).known_years(2026..=2026).build().unwrap();
    let far = [Effect::time([("go_live", 200)]).unwrap()];
    let no = zero().after([&far[..]], &year).unwrap_err();
    assert_eq!(no.code(), "change_request.calendar_silent");
    let next = office().revise().build().unwrap();
    assert_eq!(zero().after([], &next).unwrap_err().code(), "change_request.other_calendar");
    assert_eq!(Percent::ALL.bp(), 10_000);
}
