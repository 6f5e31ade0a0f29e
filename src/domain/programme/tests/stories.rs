//! Programmes told by example.

use super::*;

fn because() -> Line {
    Line::new("盘点").unwrap()
}

fn said(
    programme: &Programme,
    event: Result<Event<Programme>, ProgrammeRefusal>,
    when: &str,
) -> Programme {
    Programme::apply(Some(programme.clone()), &event.unwrap(), &header(at(when))).unwrap()
}

#[test]
fn terms_hold_from_when_they_were_said() {
    let first = launched(plain());
    let when = at("2026-03-01T00:00:00Z");
    let other = Terms { returns: ReturnPolicy::Unlimited, ..plain() };
    let second = said(&first, first.amend(other.clone(), &stamp(when)), "2026-03-01T00:00:00Z");
    let held = |text: &str| second.terms_at(at(text)).map(|(version, _)| version);
    assert_eq!(held("2026-02-28T23:59:59Z"), Some(1));
    assert_eq!(held("2026-03-01T00:00:00Z"), Some(2));
    assert_eq!(held("2025-01-01T00:00:00Z"), Some(1), "none held before the first");
    let no = second.amend(other, &stamp(when)).unwrap_err();
    assert_eq!(no.code(), "programme.same_terms");
    let dollars = Terms { currency: "USD".parse().unwrap(), ..plain() };
    assert_eq!(second.amend(dollars, &stamp(when)).unwrap_err().code(), "programme.other_ground");
    let early = second.amend(plain(), &stamp(at("2026-02-01T00:00:00Z"))).unwrap_err();
    assert_eq!(early.code(), "programme.before_last");
}

#[test]
fn a_programme_rests_goes_on_and_ends() {
    let running = launched(plain());
    let when = "2026-02-01T00:00:00Z";
    let resting = said(&running, running.suspend(because(), &stamp(at(when))), when);
    assert_eq!(resting.allowed(), ["amend", "reopen", "close"]);
    assert_eq!(resting.reason().known().flatten(), Some(&because()));
    let again = said(&resting, resting.reopen(&stamp(at(when))), when);
    assert_eq!((again.state(), again.reason().known()), (ProgrammeState::Running, Some(None)));
    let over = said(&again, again.close(because(), &stamp(at(when))), when);
    assert!(over.allowed().is_empty());
    assert_eq!(over.close(because(), &stamp(at(when))).unwrap_err().code(), "state");
}

#[test]
fn what_does_not_count_earns_nothing() {
    let terms = Terms { excluded_categories: vec![Tag::new("烟").unwrap()], ..plain() };
    let lines = || {
        vec![
            line("茶", LineKind::Goods, 10_000),
            line("烟", LineKind::Goods, 50_000),
            line("茶", LineKind::Shipping, 2_000),
        ]
    };
    let earned = |terms: &Terms, with_points| {
        let earning =
            terms.earning(&bought(lines(), with_points), Multiplier::ONE, Earned::default());
        earning.unwrap().points.get()
    };
    assert_eq!(earned(&terms, 0), 100);
    assert_eq!(earned(&terms, 3_000), 70, "what was paid with points is taken off");
    assert_eq!(earned(&terms, 99_000), 0, "and never more than there is");
    let all =
        Terms { counts_tax: true, counts_shipping: true, excluded_categories: vec![], ..plain() };
    assert_eq!(earned(&all, 0), 682);
}

#[test]
fn a_bonus_comes_on_top_and_is_never_multiplied() {
    let twice = EarnRule::times("twice", Multiplier::new(2, 1).unwrap()).unwrap();
    let first = EarnRule::bonus("welcome", Points::new(500).unwrap()).unwrap();
    let terms = plain().rule(twice).rule(first.when(When::FirstPurchase));
    let purchase = bought(vec![line("茶", LineKind::Goods, 10_000)], 0);
    let points = |purchase: &Purchase| {
        terms.earning(purchase, Multiplier::ONE, Earned::default()).unwrap().points.get()
    };
    assert_eq!((points(&purchase), points(&purchase.clone().first())), (200, 700));
    let nothing = bought(vec![line("茶", LineKind::Goods, 10_000)], 10_000).first();
    assert_eq!(points(&nothing), 0, "who pays nothing gets no bonus");
}

#[test]
fn conditions_are_asked_of_lines_days_and_sums() {
    use crate::domain::calendar::Weekday;
    let monday = When::Weekdays(vec![Weekday::Monday]);
    let may = When::Days("2026-05-01".parse().unwrap(), "2026-05-31".parse().unwrap());
    let when = When::All(vec![monday, may, When::AtLeast(yuan(10_000))]);
    let rule = EarnRule::times("monday", Multiplier::new(2, 1).unwrap()).unwrap().when(when);
    let terms = plain().rule(rule);
    let points = |minor, text: &str| {
        let mut purchase = bought(vec![line("茶", LineKind::Goods, minor)], 0);
        purchase.at = at(text);
        terms.earning(&purchase, Multiplier::ONE, Earned::default()).unwrap().points.get()
    };
    assert_eq!(points(10_000, "2026-05-04T09:00:00Z"), 200, "a Monday of May");
    assert_eq!(points(9_900, "2026-05-04T09:00:00Z"), 99, "too little");
    assert_eq!(points(10_000, "2026-05-04T16:00:00Z"), 100, "Tuesday in Shanghai by then");
    assert_eq!(points(10_000, "2026-06-01T09:00:00Z"), 100, "a Monday of June");
}

#[test]
fn terms_that_do_not_fit_together_are_turned_away_when_they_are_said() {
    let rule = || EarnRule::times("twice", Multiplier::new(2, 1).unwrap()).unwrap();
    let dollars = When::AtLeast("USD 10".parse().unwrap());
    let (later, early) = ("2026-05-31".parse().unwrap(), "2026-05-01".parse().unwrap());
    let deep = (0..6).fold(When::Always, |inner, _| When::All(vec![inner]));
    let wrong = [
        plain().rule(rule()).rule(rule()),
        plain().rule(rule().when(dollars)),
        plain().rule(rule().when(When::Days(later, early))),
        plain().rule(rule().when(When::Weekdays(Vec::new()))),
        plain().rule(rule().when(deep)),
        plain().rule(EarnRule::bonus("none", Points::ZERO).unwrap()),
        Terms { max_redeem: Some(Points::ZERO), ..plain() },
        Terms { reservation_minutes: 0, ..plain() },
    ];
    let now = stamp(at("2026-01-01T00:00:00Z"));
    for terms in wrong {
        let no = Programme::launch(Name::new("x").unwrap(), terms, &now).unwrap_err();
        assert!(no.code().starts_with("invalid."), "{}", no.code());
    }
    assert!(Rate::new(0, 1).is_err() && Multiplier::new(1, 0).is_err());
    assert!(Span::new(0, SpanUnit::Day).is_err());
}
