//! Promises that repeat, told and as laws.

use proptest::prelude::*;

use super::*;
use crate::domain::Zone;

fn monthly() -> Clarify {
    let cycle = Cycle::new(1, Every::Month, "Asia/Shanghai".parse().unwrap()).unwrap();
    fast().repeats(Repeats::Every(cycle))
}

/// By the fifth of each month: the midnight that ends it in Shanghai.
fn fifth(month: u32) -> Timestamp {
    format!("2026-{month:02}-06T00:00:00+08:00").parse().unwrap()
}

fn promised(first: Timestamp) -> Expectation {
    let one = clarified(monthly());
    let input = agree(s("6"), Some(first), anna(), at(2));
    after(&one, firm(|firm| one.agree(input, &here(), firm, &day(2))), 2)
}

#[test]
fn a_report_by_the_fifth_of_each_month() {
    let one = promised(fifth(2));
    let undated = clarified(monthly());
    let no = firm(|firm| undated.agree(agree(s("6"), None, anna(), at(2)), &here(), firm, &day(2)));
    assert_eq!(code(no), "expectation.due_missing");
    assert!(one.allowed().contains(&"close_period") && !one.allowed().contains(&"evaluate"));
    assert!(!one.allowed().contains(&"record_perception"), "nothing has been measured yet");
    assert_eq!(one.due(), Some(fifth(2)));

    // Closed late, and again: the next is due when it always was.
    let one = evaluated(&one, "6", 50);
    assert_eq!((one.state(), one.due()), (ExpectationState::Agreed, Some(fifth(3))));
    let one = evaluated(&one, "20", 62);
    assert_eq!((one.evaluations().len(), one.due()), (2, Some(fifth(4))));
    let verdicts: Vec<_> = one.evaluations().iter().map(Evaluation::verdict).collect();
    assert_eq!(verdicts, [Verdict::Met, Verdict::Missed]);
    assert_eq!(one.evaluations()[1].due(), Some(fifth(3)));
    assert!(one.is_overdue(fifth(4).plus_seconds(1).unwrap()) && !one.is_overdue(fifth(4)));

    // A closed period is spoken of while the next is under way.
    let policy = ExpectationPolicy::default();
    let felt = Perceive { number: Some(1), ..perceive(Perceived::Measured(s("7"))) };
    let one = after(&one, one.record_perception(felt, Presence::Here, &policy, &day(70)), 70);
    assert!(
        one.evaluations()[0].perception().is_some() && one.evaluations()[1].perception().is_none()
    );
    let first = Remedy { number: Some(1), ..remedy(note("x")) };
    assert_eq!(code(one.record_remedy(first, &day(70))), "expectation.was_kept");
    let one = after(&one, one.record_remedy(remedy(note("x")), &day(70)), 70);
    let third = Remedy { number: Some(3), ..remedy(note("x")) };
    assert_eq!(code(one.record_remedy(third, &day(70))), "expectation.nothing_evaluated");

    // Contradicted: the period is open again, and due when it was.
    let why = Line::new("没有收到").unwrap();
    let one = after(&one, one.dispute(contact(), why, Presence::Here, &day(71)), 71);
    assert_eq!((one.state(), one.due()), (ExpectationState::Fulfilling, Some(fifth(3))));
    let one = evaluated(&one, "6", 72);
    assert_eq!((one.due(), one.disputes().len()), (Some(fifth(4)), 1));

    // From now on by the tenth: counted from the new anchor.
    let tenth = |month| format!("2026-{month:02}-11T00:00:00+08:00").parse().unwrap();
    let mut input = revise(s("6"), Some(tenth(4)), false);
    input.acknowledgement = Some(acknowledged(at(73)));
    let one = after(&one, firm(|firm| one.revise(input, &here(), firm, &day(73))), 73);
    assert_eq!(one.due(), Some(tenth(4)));
    let one = evaluated(&one, "6", 95);
    assert_eq!(one.due(), Some(tenth(5)));
}

#[test]
fn a_period_that_was_missed_is_owed_a_remedy_after_the_promise_is_gone() {
    let missed = evaluated(&promised(fifth(2)), "20", 35);
    let due = missed.evaluations()[0].remedy_due().unwrap();
    let withdrawn = after(&missed, missed.withdraw(note("合同到期"), &day(36)), 36);
    let mut superseded = missed.clone();
    superseded.plain.state = ExpectationState::Superseded;
    for gone in [withdrawn, superseded] {
        let warned = |one: &Expectation| one.warnings(&Circumstances::default(), at(90));
        assert_eq!(warned(&gone), [Warning::RemedyOverdue { due }]);
        assert_eq!(gone.allowed(), ["record_perception", "record_remedy", "erase"]);
        let felt = perceive(Perceived::Measured(s("25")));
        let policy = ExpectationPolicy::default();
        let gone =
            after(&gone, gone.record_perception(felt, Presence::Here, &policy, &day(37)), 37);
        let gone = after(&gone, gone.record_remedy(remedy(note("x")), &day(37)), 37);
        assert_eq!(warned(&gone), []);
    }
}

#[test]
fn a_period_that_is_contradicted_is_due_when_it_was_before_the_schedule_changed() {
    let one = evaluated(&promised(fifth(2)), "6", 35);
    let tenth: Timestamp = "2026-03-11T00:00:00+08:00".parse().unwrap();
    let mut input = revise(s("6"), Some(tenth), false);
    input.acknowledgement = Some(acknowledged(at(36)));
    let one = after(&one, firm(|firm| one.revise(input, &here(), firm, &day(36))), 36);
    assert_eq!(one.due(), Some(tenth));
    let why = Line::new("没有收到").unwrap();
    let one = after(&one, one.dispute(contact(), why, Presence::Here, &day(37)), 37);
    assert_eq!(one.due(), Some(fifth(2)));
    let one = evaluated(&one, "6", 38);
    assert_eq!((one.evaluations()[0].due(), one.due()), (Some(fifth(2)), Some(tenth)));
}

#[test]
fn of_a_period_that_was_measured_nobody_changes_what_it_is_measured_by() {
    let one = evaluated(&promised(fifth(2)), "20", 31);
    let why = || Line::new("没有收到").unwrap();
    let one = after(&one, one.dispute(contact(), why(), Presence::Here, &day(32)), 32);
    let say = |one: &Expectation, change, n| {
        let mut input = revise(s("20"), None, change);
        input.acknowledgement = Some(acknowledged(at(n)));
        firm(|firm| one.revise(input, &here(), firm, &day(n)))
    };
    assert_eq!(code(say(&one, false, 33)), "expectation.actual_known");
    assert!(say(&one, true, 33).is_ok());
    // Measured again, at the same instant too: the next period is another.
    for n in [32, 34] {
        let next = evaluated(&one, "20", n);
        assert!(say(&next, false, n).is_ok());
    }
    let yes = Clarify::of("按时答复", Scale::yes_no().unwrap()).unwrap();
    let one = clarified(yes.repeats(Repeats::within_hours(4).unwrap()));
    let input = agree(Level::Yes, None, anna(), at(2));
    let one = after(&one, firm(|firm| one.agree(input, &here(), firm, &day(2))), 2);
    let one = after(&one, firm(|firm| one.occur(firm, &day(5))), 5);
    let one = after(&one, firm(|firm| one.evaluate(Level::No, firm, &day(5))), 5);
    let one = after(&one, one.dispute(contact(), why(), Presence::Here, &day(5)), 5);
    let no = firm(|firm| one.revise(revise(Level::No, None, false), &here(), firm, &day(5)));
    assert_eq!(code(no), "expectation.actual_known");
}

#[test]
fn an_answer_within_four_business_hours() {
    let hours = Clarify::of("答复时间", Scale::lower("40 h", "0 h").unwrap()).unwrap();
    let one = clarified(hours.repeats(Repeats::within_hours(4).unwrap()));
    let h = |text: &str| Level::measured(&format!("{text} h")).unwrap();
    let dated = agree(h("4"), Some(at(30)), anna(), at(2));
    let no = firm(|firm| one.agree(dated.clone(), &here(), firm, &day(2)));
    assert_eq!(code(no), "expectation.due_not_wanted");
    let undated = Agree { due: None, ..dated };
    let one = after(&one, firm(|firm| one.agree(undated, &here(), firm, &day(2))), 2);
    assert_eq!(one.due(), None, "nobody has asked");
    let nothing = firm(|firm| one.evaluate(h("1"), firm, &day(3)));
    assert_eq!(code(nothing), "expectation.nothing_asked");

    // Asked on Friday the second at 16:00, and on Saturday.
    let when = |text: &str| -> Timestamp { text.parse().unwrap() };
    let stamp = |text| Stamp { valid_at: when(text), recorded_at: when(text), ..day(0) };
    let occur = |one: &Expectation, text| {
        let event = firm(|firm| one.occur(firm, &stamp(text))).unwrap();
        Expectation::apply(Some(one.clone()), &event, &header(&stamp(text))).unwrap()
    };
    let one = occur(&one, "2026-01-09T16:00:00Z");
    assert_eq!(one.due(), Some(when("2026-01-12T11:00:00Z")));
    let one = occur(&one, "2026-01-10T12:00:00Z");
    assert_eq!((one.asked().len(), one.due()), (2, Some(when("2026-01-12T11:00:00Z"))));
    let worked = office().elapsed(when("2026-01-09T16:00:00Z"), when("2026-01-12T12:00:00Z"));
    assert_eq!(worked, Ok(5 * 3_600));
    let answer = firm(|firm| one.evaluate(h("5"), firm, &stamp("2026-01-12T12:00:00Z"))).unwrap();
    let one =
        Expectation::apply(Some(one), &answer, &header(&stamp("2026-01-12T12:00:00Z"))).unwrap();
    let first = one.evaluation().unwrap();
    assert_eq!(first.asked_at(), Some(when("2026-01-09T16:00:00Z")));
    assert_eq!((first.verdict(), one.due()), (Verdict::Met, Some(when("2026-01-12T13:00:00Z"))));
    // Contradicted: it was asked again.
    let why = Line::new("答非所问").unwrap();
    let one = after(&one, one.dispute(contact(), why, Presence::Here, &day(20)), 20);
    assert_eq!((one.asked().len(), one.due()), (2, Some(when("2026-01-12T11:00:00Z"))));
    assert_eq!(code(firm(|firm| agreed(fast()).occur(firm, &day(3)))), "expectation.not_each_time");
}

#[test]
fn the_thirty_first_is_counted_from_the_anchor() {
    let anchor: Timestamp = "2026-01-31T18:00:00+08:00".parse().unwrap();
    let mut one = promised(anchor);
    let mut dues = Vec::new();
    for n in 0..4 {
        dues.push(one.due().unwrap().to_string());
        one = evaluated(&one, "6", 100 + n);
    }
    let wanted = ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"];
    assert_eq!(dues, wanted.map(|day| format!("{day}T10:00:00Z")));
    assert!(Cycle::new(0, Every::Day, Zone::UTC).is_err() && Repeats::within_hours(0).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_series_goes_forward_and_never_depends_on_when_periods_were_closed(
        count in 1_u16..=40, every in prop::sample::select(Every::ALL), start in 0_i64..3_000,
        closed in prop::collection::vec(0_i64..400, 1..6),
    ) {
        let cycle = Cycle::new(count, every, "Europe/Berlin".parse().unwrap()).unwrap();
        let anchor = Timestamp::from_seconds(1_767_225_600 + start * 3_600).unwrap();
        let nth: Vec<_> = (0..20).map(|n| cycle.nth(anchor, n).unwrap()).collect();
        prop_assert_eq!(nth[0], anchor);
        prop_assert!(nth.windows(2).all(|pair| pair[0] < pair[1]));

        let one = clarified(fast().repeats(Repeats::Every(cycle)));
        let first = at(2).max(anchor);
        let input = agree(s("6"), Some(first), anna(), at(2));
        let mut one = after(&one, firm(|firm| one.agree(input, &here(), firm, &day(2))), 2);
        let mut now = 2;
        for (n, later) in (0..).zip(&closed) {
            prop_assert_eq!(one.due(), cycle.nth(first, n).ok());
            now += later;
            one = evaluated(&one, "6", now);
            prop_assert_eq!(one.evaluation().unwrap().due(), cycle.nth(first, n).ok());
        }
    }
}
