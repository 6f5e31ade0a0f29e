//! What happens to expectations, told.

use super::*;
use crate::domain::declaration::Cell;
use crate::domain::interaction::Channel;
use crate::domain::notice::{About, Reason, Recipient};
use crate::domain::refusal::Failed;
use crate::domain::{Held, Invalid, Lang};

pub(super) fn constraint() -> Constraint {
    let (text, trade_off) = (note("数据在客户内网，带宽有限"), Some(note("可先缓存")));
    let (kind, to) = (ConstraintKind::Technical, contact());
    Constraint { kind, text, trade_off, to, channel: Channel::Video }
}

#[test]
fn a_wish_becomes_a_promise_and_the_promise_is_kept_nearly() {
    let one = captured();
    assert_eq!((one.state(), one.measure()), (ExpectationState::Captured, None));
    let early = one.explain_constraint(constraint(), Presence::Here, &day(1));
    assert_eq!(code(early), "state", "what cannot be measured cannot be negotiated");

    let one = after(&one, one.clarify(fast().forecast(s("5")), &day(1)), 1);
    let silent = one.propose_level(s("4"), &day(2));
    assert_eq!(code(silent), "expectation.nothing_explained");
    let explained = one.explain_constraint(constraint(), Presence::Here, &day(2));
    let one = after(&one, explained, 2);
    assert_eq!((one.state(), one.explained()[0].to), (ExpectationState::Negotiating, contact()));
    assert_eq!(one.explanations().known().unwrap()[0].trade_off, Some(note("可先缓存")));
    let one = after(&one, one.propose_level(s("4"), &day(3)), 3);
    assert_eq!(one.levels().proposed, Some(s("4")));

    // Five seconds are likely and four would be promised.
    let mut promise = agree(s("4"), Some(at(30)), anna(), at(3));
    let say = |promise: &Agree| firm(|firm| one.agree(promise.clone(), &here(), firm, &day(4)));
    assert_eq!(code(say(&promise)), "expectation.over_promised");
    promise.override_overpromise = Some(Line::new("上线前会加缓存").unwrap());
    let one = after(&one, say(&promise), 4);
    let agreement = one.agreement().unwrap();
    assert_eq!((agreement.policy, agreement.against_forecast.clone()), (3, Some(s("5"))));
    assert_eq!(one.against_forecast().known().flatten().map(Line::as_str), Some("上线前会加缓存"));
    assert_eq!(one.due(), Some(at(30)));
    let row = vec![
        Cell::one("Agreed"),
        Cell::one(at(30).micros()),
        Cell::one(anna().id()),
        Cell::one(at(4).micros()),
    ];
    assert_eq!(one.columns(), row);

    let increment =
        Increment { result: Line::new("首版").unwrap(), level: Some(s("9")), reaction: None };
    let one = after(&one, one.deliver_increment(increment, &day(20)), 20);
    assert_eq!(one.state(), ExpectationState::Fulfilling);
    let one = evaluated(&one, "4.5", 29);
    let evaluation = one.evaluation().unwrap();
    // 4 s stand at 86.67, 4.5 s at 85: within 5 of each other.
    assert_eq!(evaluation.verdict(), Verdict::Met);
    let gaps = evaluation.gaps();
    assert_eq!((bp(gaps.promise), gaps.delivery.bp()), (Some(-1_000), -167));
    assert_eq!((gaps.perception, gaps.disconfirmation, gaps.total), (None, None, None));
    assert_eq!((bp(gaps.adequacy), bp(gaps.superiority)), (Some(1_833), Some(-833)));
    assert_eq!((evaluation.remedy_due(), one.due()), (None, None));
    assert_eq!(one.columns()[1], Cell::NULL, "what was measured is not due");

    let felt = perceive(Perceived::Measured(s("8")));
    let say = |n| {
        let policy = ExpectationPolicy::version(3);
        one.record_perception(felt.clone(), Presence::Here, &policy, &day(n))
    };
    assert!(say(59).is_ok());
    assert_eq!(code(say(60)), "expectation.perception_late");
    let one = after(&one, say(31), 31);
    let evaluation = one.evaluation().unwrap();
    assert_eq!(evaluation.verdict(), Verdict::Met, "what is felt changes no verdict");
    assert_eq!(evaluation.perceived_verdict(), Some(Verdict::PartiallyMet));
    let gaps = evaluation.gaps();
    assert_eq!((bp(gaps.perception), bp(gaps.disconfirmation)), (Some(-1_167), Some(-1_334)));
    assert_eq!(bp(gaps.total), Some(-2_334));
}

#[test]
fn what_is_not_kept_is_owed_a_remedy_and_the_owner_is_told() {
    let one = agreed(fast());
    let event = firm(|firm| one.evaluate(s("20"), firm, &day(3))).unwrap();
    let missed = Expectation::apply(Some(one.clone()), &event, &header(&day(3))).unwrap();
    let evaluation = missed.evaluation().unwrap();
    // Sunday the fourth and ten working days: the end of Friday the sixteenth.
    let due = Timestamp::from_seconds(1_767_225_600 + 16 * 86_400).unwrap();
    assert_eq!((evaluation.verdict(), evaluation.remedy_due()), (Verdict::Missed, Some(due)));
    assert_eq!(evaluation.versions(), (3, 1));
    let raised = missed.raises(&event.what);
    assert_eq!(raised.len(), 1);
    assert_eq!((raised[0].to, raised[0].due), (Recipient::Staff(anna()), due));
    assert_eq!((raised[0].about, &raised[0].reason), (About::Expectation(id()), &Reason::Remedy));
    let warned = |one: &Expectation, n| one.warnings(&Circumstances::default(), at(n));
    assert_eq!(warned(&missed, 15), []);
    assert_eq!(warned(&missed, 16), [Warning::RemedyOverdue { due }]);

    let remedied = after(&missed, missed.record_remedy(remedy(note("加缓存")), &day(20)), 20);
    assert_eq!(remedied.evaluation().unwrap().remedied_at(), Some(at(20)));
    assert_eq!(remedied.remedies().known().unwrap()[0].lesson, note("加缓存"));
    assert_eq!(warned(&remedied, 21), []);
    let again = remedied.record_remedy(remedy(note("x")), &day(21));
    assert_eq!(code(again), "expectation.already_remedied");
    let kept = evaluated(&one, "6", 3);
    assert_eq!(code(kept.record_remedy(remedy(note("x")), &day(4))), "expectation.was_kept");
    let event = firm(|firm| one.evaluate(s("6"), firm, &day(3))).unwrap();
    assert!(kept.raises(&event.what).is_empty());
}

#[test]
fn what_is_contradicted_is_to_be_fulfilled_and_no_longer_stands() {
    let one = evaluated(&agreed(fast()), "6", 10);
    let why = || Line::new("在我们这里要二十秒").unwrap();
    assert_eq!(
        code(one.dispute(contact(), why(), Presence::Left, &day(11))),
        "expectation.contact_left"
    );
    let one = after(&one, one.dispute(contact(), why(), Presence::Here, &day(11)), 11);
    assert_eq!((one.state(), one.evaluation()), (ExpectationState::Fulfilling, None));
    assert_eq!(one.disputes()[0].evaluation.actual(), &s("6"));
    assert_eq!(one.contradictions().known().unwrap(), [why()]);
    // The outcome is known: only a change request moves what it is measured by.
    let say =
        |change| firm(|firm| one.revise(revise(s("20"), None, change), &here(), firm, &day(12)));
    assert_eq!(code(say(false)), "expectation.actual_known");
    assert!(say(true).is_ok());
    let one = evaluated(&one, "20", 13);
    assert_eq!(one.evaluation().unwrap().verdict(), Verdict::Missed);
}

#[test]
fn a_promise_is_changed_in_time_and_holds_once_it_is_acknowledged() {
    let one = agreed(fast());
    let input = revise(s("8"), Some(at(40)), false);
    let say = |input: Revise, n| firm(|firm| one.revise(input, &here(), firm, &day(n)));
    assert_eq!(code(say(input.clone(), 31)), "expectation.after_due");
    let mut change = revise(s("8"), Some(at(40)), true);
    assert!(say(change.clone(), 31).is_ok(), "a change request may change what is past due");
    change.evidence.clear();
    assert_eq!(code(say(change, 31)), "expectation.evidence_missing");
    assert_eq!(code(say(revise(s("6"), Some(at(30)), false), 3)), "expectation.nothing_changes");
    assert_eq!(code(say(revise(s("31"), None, false), 3)), "expectation.level_off_scale");

    let event = say(input, 5).unwrap();
    let waiting = Expectation::apply(Some(one.clone()), &event, &header(&day(5))).unwrap();
    assert_eq!(waiting.levels().agreed, Some(s("6")), "nobody has acknowledged it");
    assert_eq!(waiting.due(), Some(at(30)));
    let raised = waiting.raises(&event.what);
    assert_eq!(
        (raised[0].to, &raised[0].reason),
        (Recipient::Contact(contact()), &Reason::Acknowledgement)
    );
    let by = waiting.pending_revision().unwrap().acknowledge_by;
    assert_eq!(raised[0].due, by);
    let warned = |n| waiting.warnings(&Circumstances::default(), at(n));
    assert_eq!(warned(10), []);
    assert_eq!(warned(13), [Warning::RevisionUnacknowledged { by }]);

    let say = |said, n| waiting.acknowledge(acknowledged(at(said)), &here(), &day(n));
    assert_eq!(code(say(4, 20)), "expectation.before_last", "before it was said");
    assert_eq!(code(say(21, 20)), "expectation.acknowledged_in_future");
    assert_eq!(code(say(31, 32)), "expectation.after_due");
    let stranger =
        waiting.acknowledge(acknowledged(at(6)), &here().contact(Presence::Stranger), &day(6));
    assert_eq!(code(stranger), "expectation.contact_unknown");
    let late = after(&waiting, say(20, 20), 20);
    assert_eq!((late.levels().agreed.clone(), late.due()), (Some(s("8")), Some(at(40))));
    assert!(late.revisions()[0].is_late(at(20)) && late.pending_revision().is_none());
    assert_eq!(
        code(late.acknowledge(acknowledged(at(21)), &here(), &day(21))),
        "expectation.nothing_to_acknowledge"
    );
    assert_eq!(late.levels().first, Some(s("1")), "what was stated first never changes");
    // A promise is measured by what was acknowledged, not by what was said after it.
    let verdict = |one: &Expectation| evaluated(one, "8", 25).evaluation().unwrap().verdict();
    assert_eq!((verdict(&waiting), verdict(&late)), (Verdict::PartiallyMet, Verdict::Met));
}

#[test]
fn a_scale_is_made_wider_and_never_narrower() {
    let one = agreed(fast());
    let widen = |scale: Scale, level: &str| {
        let mut input = revise(s(level), None, false);
        (input.wider, input.acknowledgement) = (Some(scale), Some(acknowledged(at(3))));
        firm(|firm| one.revise(input, &here(), firm, &day(3)))
    };
    let wider = Scale::lower("60 s", "0 s").unwrap();
    let wide = after(&one, widen(wider.clone(), "45"), 3);
    assert_eq!(wide.measure().unwrap().scale, wider);
    assert_eq!(wide.levels().agreed, Some(s("45")));
    for narrow in [
        Scale::lower("20 s", "0 s"),
        Scale::lower("60 s", "1 s"),
        Scale::higher("0 s", "30 s"),
        Scale::lower("30 min", "0 min"),
        Scale::yes_no(),
    ] {
        assert_eq!(code(widen(narrow.unwrap(), "6")), "expectation.scale_narrower");
    }
    assert_eq!(
        code(widen(Scale::lower("30 s", "0 s").unwrap(), "6")),
        "expectation.nothing_changes"
    );
}

#[test]
fn one_takes_the_place_of_another_and_what_was_stated_first() {
    let old = agreed(fast());
    let other = ExpectationId::from_uuid(Uuid::from_u128(6));
    let entry = Header { id: other.id(), ..header(&day(3)) };
    let new = NewExpectation::stated("所有页面都要快", Category::Performance).unwrap();
    let new = Expectation::capture(new, &here(), &day(3)).unwrap();
    let new = Expectation::apply(None, &new, &entry).unwrap();
    let event = old.supersede(&new, &day(4)).unwrap();
    let gone = Expectation::apply(Some(old.clone()), &event, &header(&day(4))).unwrap();
    assert_eq!((gone.state(), gone.superseded_by()), (ExpectationState::Superseded, Some(other)));
    let event = new.take_over(&old, &day(4)).unwrap();
    let heir = Expectation::apply(Some(new.clone()), &event, &entry).unwrap();
    assert_eq!((heir.levels().first.clone(), heir.took_over()), (Some(s("1")), [id()].as_slice()));
    // What was stated first must lie on the heir's scale, also when that is made later.
    let far = Clarify::of("x", Scale::lower("30 s", "5 s").unwrap()).unwrap();
    assert_eq!(code(heir.clarify(far.clone(), &day(5))), "expectation.level_off_scale");
    let far = Expectation::apply(Some(new.clone()), &new.clarify(far, &day(4)).unwrap(), &entry);
    assert_eq!(code(old.supersede(&far.unwrap(), &day(5))), "expectation.level_off_scale");
    assert_eq!(code(old.supersede(&old, &day(4))), "expectation.supersedes_itself");
    assert_eq!(code(new.supersede(&gone, &day(4))), "expectation.superseder_not_open");
    let stranger = ClientId::from_uuid(Uuid::from_u128(99));
    let entry = Header { stream: Stream::client(stranger), ..entry };
    let theirs = NewExpectation::stated("x", Category::Scope).unwrap();
    let theirs = Expectation::capture(theirs, &here(), &day(3)).unwrap();
    let theirs = Expectation::apply(None, &theirs, &entry).unwrap();
    assert_eq!(code(old.supersede(&theirs, &day(4))), "expectation.source_unknown");
}

#[test]
fn what_is_not_promised_is_explained_and_told() {
    let one = clarified(fast());
    let no = |counter_offer| Decline {
        reason: note("法规不允许"),
        counter_offer,
        offer: note("没有可行方案"),
    };
    let say = |input| firm(|firm| one.decline(input, firm, &day(2)));
    assert_eq!(code(say(no(Some(s("99"))))), "expectation.level_off_scale");
    let event = say(no(None)).unwrap();
    let declined = Expectation::apply(Some(one.clone()), &event, &header(&day(2))).unwrap();
    assert_eq!(declined.counter_offer(), Held::Known(Some(&note("没有可行方案"))));
    assert_eq!(declined.ended_because(), Held::Known(Some(&note("法规不允许"))));
    let raised = declined.raises(&event.what);
    assert_eq!(
        (raised[0].to, &raised[0].reason),
        (Recipient::Contact(contact()), &Reason::Decision)
    );
    assert_eq!(declined.allowed(), ["erase"]);
    let withdrawn = after(&one, one.withdraw(note("不再需要"), &day(2)), 2);
    assert_eq!((withdrawn.state(), withdrawn.due()), (ExpectationState::Withdrawn, None));
    assert_eq!(withdrawn.allowed(), ["erase"], "nothing of it was measured");
}

#[test]
fn levels_that_cannot_be() {
    let one = captured();
    let say = |input: Clarify| code(one.clarify(input, &day(1)));
    assert_eq!(say(fast().adequate(s("31"))), "expectation.level_off_scale");
    assert_eq!(say(fast().adequate(s("1"))), "expectation.levels_crossed");
    assert_eq!(say(fast().desired(Level::Yes)), "invalid.mixed");
    assert_eq!(say(fast().desired(Level::measured("2 min").unwrap())), "invalid.mixed");
    assert_eq!(say(fast().tolerance("31 s".parse().unwrap())), "invalid.range");
    assert_eq!(say(fast().tolerance("-1 s".parse().unwrap())), "invalid.range");
    assert_eq!(say(fast().tolerance("1 min".parse().unwrap())), "invalid.mixed");
    let no = one.clarify(fast().first(s("31")), &day(1)).unwrap_err();
    assert_eq!(
        no.failed(),
        &Failed::Guard(ExpectationGuard::LevelOffScale { level: "first level" })
    );
    assert!(no.explain(Lang::Zh).contains("最初水平"));
    for (flat, code) in [
        (Scale::lower("1 s", "1 s"), "invalid.order"),
        (Scale::higher("2 s", "1.0 s"), "invalid.order"),
        (Scale::target("1 s", "1 s", "2 s"), "invalid.order"),
        (Scale::target("1 s", "3 s", "2 s"), "invalid.order"),
        (Scale::lower("1 h", "1 s"), "invalid.mixed"),
    ] {
        assert_eq!(flat.unwrap_err().code(), code);
    }
    // What was stated first stays what it was.
    let one = clarified(fast());
    let one = after(&one, one.clarify(fast().first(s("20")), &day(2)), 2);
    assert_eq!(one.levels().first, Some(s("1")));
    assert_eq!(one.clarified_at(), Some(at(1)));
}

#[test]
fn promises_that_cannot_be() {
    let one = clarified(fast());
    let say = |input: Agree, setting: &Setting| {
        code(firm(|firm| one.agree(input, setting, firm, &day(2))))
    };
    let plain = || agree(s("6"), Some(at(30)), anna(), at(2));
    let none = Setting::plain().owner(Presence::Here);
    assert_eq!(say(plain(), &none), "expectation.contact_unknown");
    assert_eq!(say(plain(), &none.contact(Presence::Left)), "expectation.contact_left");
    assert_eq!(say(plain(), &none.contact(Presence::Stranger)), "expectation.contact_unknown");
    assert_eq!(say(plain(), &here().owner(Presence::Left)), "expectation.owner_left");
    assert_eq!(say(plain(), &here().owner(Presence::Stranger)), "expectation.owner_unknown");
    assert_eq!(say(agree(s("31"), None, anna(), at(2)), &here()), "expectation.level_off_scale");
    assert_eq!(say(agree(s("6"), Some(at(1)), anna(), at(2)), &here()), "expectation.due_in_past");
    assert_eq!(
        say(agree(s("6"), None, anna(), at(3)), &here()),
        "expectation.acknowledged_in_future"
    );
    let unproven = Agree { evidence: Vec::new(), ..plain() };
    assert_eq!(say(unproven, &here()), "expectation.evidence_missing");
    let much = Agree { evidence: vec![evidence().remove(0); 51], ..plain() };
    assert_eq!(say(much, &here()), "invalid.too_many");
    // Evaluated before it was agreed.
    let early = firm(|firm| one.evaluate(s("6"), firm, &day(2))).unwrap_err();
    assert_eq!((early.code(), early.from()), ("state", "Clarified"));
    assert_eq!(code(captured().withdraw(note("x"), &day(-1))), "expectation.before_last");
    let agreed = agreed(fast());
    let unit = firm(|firm| agreed.evaluate(Level::measured("6 min").unwrap(), firm, &day(3)));
    assert_eq!(code(unit), "invalid.mixed");
    let unknown = office().revise().known_years(2025..=2025).build().unwrap();
    let policy = ExpectationPolicy::default();
    let firm = Firm { calendar: &unknown, policy: &policy };
    assert_eq!(code(agreed.evaluate(s("20"), &firm, &day(3))), "expectation.no_deadline");
    let low = Increment { result: Line::new("x").unwrap(), level: Some(Level::No), reaction: None };
    assert_eq!(code(agreed.deliver_increment(low, &day(3))), "invalid.mixed");
    assert_eq!(
        code(agreed.record_remedy(remedy(note("x")), &day(3))),
        "expectation.nothing_evaluated"
    );
}

#[test]
fn new_ones_name_who_and_what_is_there() {
    let new = || NewExpectation::stated("x", Category::Scope).unwrap();
    let say =
        |new: NewExpectation, setting: &Setting| code(Expectation::capture(new, setting, &day(0)));
    let plain = Setting::plain();
    assert_eq!(say(new(), &plain.archived()), "expectation.client_not_active");
    assert_eq!(say(new(), &plain.stranger()), "expectation.source_unknown");
    assert_eq!(say(new().stated_by(contact()), &plain), "expectation.contact_unknown");
    assert_eq!(say(new().owner(anna()), &plain.owner(Presence::Left)), "expectation.owner_left");
    assert!(Expectation::capture(new(), &plain, &day(0)).is_ok());
    let why = NewExpectation::stated(" ", Category::Scope).unwrap_err();
    assert_eq!(why, Invalid::Empty { field: "statement" });
}

#[test]
fn somebody_else_stands_for_it() {
    let one = agreed(fast());
    let max = StaffId::from_uuid(Uuid::from_u128(12));
    assert_eq!(code(one.hand_over(anna(), Presence::Here, &day(3))), "expectation.already_owner");
    assert_eq!(code(one.hand_over(max, Presence::Left, &day(3))), "expectation.owner_left");
    let one = after(&one, one.hand_over(max, Presence::Here, &day(3)), 3);
    assert_eq!((one.owner(), one.state()), (Some(max), ExpectationState::Agreed));
    assert_eq!(one.agreement().unwrap().owner, anna(), "who promised it, promised it");
}

#[test]
fn an_erased_expectation_is_figures_and_dates() {
    let one = evaluated(&agreed(fast()), "20", 10);
    let index = |one: &Expectation| {
        index_of([one], &ExpectationPolicy::default(), at(20), Vec::new()).unwrap().value
    };
    let before = index(&one);
    let one = after(&one, one.erase(&day(11)), 11);
    assert_eq!((one.personal(), one.statement()), (Held::Erased, Held::Erased));
    assert_eq!((one.metric(), one.explanations()), (Held::Erased, Held::Erased));
    assert!(one.allowed().is_empty() && before.is_some());
    assert_eq!(index(&one), before);
    assert_eq!(one.warnings(&Circumstances::default(), at(300)), []);
    assert_eq!(one.erase(&day(12)).unwrap_err().code(), "state");
}
