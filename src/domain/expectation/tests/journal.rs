//! The laws of every noun, held for expectations: replay, the state table, what is kept.

use proptest::prelude::*;

use super::*;
use crate::domain::Held;
use crate::domain::declaration::Cell;
use crate::domain::expectation::strategies::{Command, cause, command, new_expectation};
use crate::domain::kept::{kept, replay, told};
use crate::domain::refusal::Failed;
use crate::domain::walked::every_move_is_made;

fn verb(one: &Expectation, command: &Command) -> &'static str {
    match command {
        Command::Clarify(_) => "clarify",
        Command::Explain(_) => "explain_constraint",
        Command::Propose(_) => "propose_level",
        Command::Forecast(_) => "forecast",
        Command::Agree(..) => "agree",
        Command::Decline(_) => "decline",
        Command::Occur => "occur",
        Command::Deliver(_) => "deliver_increment",
        Command::Revise(..) => "revise",
        Command::Acknowledge => "acknowledge",
        Command::Confirm => "confirm",
        Command::Evaluate(_) if one.repeats_at_all() => "close_period",
        Command::Evaluate(_) => "evaluate",
        Command::Perceive(_) => "record_perception",
        Command::Dispute(_) => "dispute",
        Command::Remedy(_) => "record_remedy",
        Command::HandOver => "hand_over",
        Command::Withdraw(_) => "withdraw",
        Command::Erase => "erase",
    }
}

fn say(one: &Expectation, command: Command, n: i64) -> Said {
    let (stamp, here) = (day(n), Presence::Here);
    let max = StaffId::from_uuid(Uuid::from_u128(12));
    firm(|firm| match command {
        Command::Clarify(input) => one.clarify(*input, &stamp),
        Command::Explain(constraint) => one.explain_constraint(constraint, here, &stamp),
        Command::Propose(level) => one.propose_level(level, &stamp),
        Command::Forecast(level) => one.forecast(level, &stamp),
        Command::Agree(level, due, why) => {
            let input = agree(level, due.map(|due| at(n + due)), anna(), at(n));
            let input = Agree { override_overpromise: why, ..input };
            one.agree(input, &super::here(), firm, &stamp)
        }
        Command::Decline(input) => one.decline(input, firm, &stamp),
        Command::Occur => one.occur(firm, &stamp),
        Command::Deliver(increment) => one.deliver_increment(increment, &stamp),
        Command::Revise(input, due) => {
            let acknowledgement = input.acknowledgement.map(|_| acknowledged(at(n)));
            let due = due.map(|due| at(n + due));
            one.revise(Revise { due, acknowledgement, ..*input }, &super::here(), firm, &stamp)
        }
        Command::Acknowledge => one.acknowledge(acknowledged(at(n)), &super::here(), &stamp),
        Command::Confirm => one.confirm(cause(true), &super::here(), &stamp),
        Command::Evaluate(level) => one.evaluate(level, firm, &stamp),
        Command::Perceive(felt) => one.record_perception(perceive(felt), here, firm.policy, &stamp),
        Command::Dispute(why) => one.dispute(contact(), why, here, &stamp),
        Command::Remedy(words) => one.record_remedy(remedy(words), &stamp),
        Command::HandOver => one.hand_over(max, here, &stamp),
        Command::Withdraw(reason) => one.withdraw(reason, &stamp),
        Command::Erase => one.erase(&stamp),
    })
}

/// What holds of every expectation that the verbs can make.
fn sound(one: &Expectation) -> Result<(), TestCaseError> {
    prop_assert_eq!(&kept(one), one);
    prop_assert_eq!(one.columns()[1] != Cell::NULL, one.due().is_some());
    prop_assert!(one.due().is_none() || one.state().is_promised());
    let Some(measure) = one.measure() else { return Ok(()) };
    for (name, level) in one.levels().named() {
        prop_assert!(measure.scale.encloses(level).unwrap(), "{} {}", name, level);
    }
    let place = |level: &Option<Level>| level.as_ref().map(|l| measure.scale.place(l).unwrap());
    if let (Some(adequate), Some(desired)) =
        (place(&one.levels().adequate), place(&one.levels().desired))
    {
        prop_assert!(adequate <= desired);
    }
    for evaluation in one.evaluations() {
        prop_assert_eq!(evaluation.yardstick().verdict(evaluation.actual()), evaluation.verdict());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_journal_replayed_is_the_record_and_the_table_tells_what_may_be_said(
        new in new_expectation(),
        commands in prop::collection::vec(command(), 0..40),
    ) {
        let first = Expectation::capture(new, &here(), &day(0)).unwrap();
        let mut one = Expectation::apply(None, &first, &header(&day(0))).unwrap();
        let mut journal = vec![(first, header(&day(0)))];
        let mut stated = None;
        for (n, command) in (1..).zip(commands) {
            let (from, verb) = (one.state().name(), verb(&one, &command));
            let to = MACHINE.target(from, verb);
            match say(&one, command, n) {
                Ok(event) => {
                    prop_assert_eq!(&told(&event), &event);
                    prop_assert!(Expectation::DECLARATION.event(event.name()).is_some());
                    prop_assert!(one.allowed().contains(&verb), "{} {}", from, verb);
                    one = Expectation::apply(Some(one), &event, &header(&day(n))).unwrap();
                    prop_assert_eq!(Some(one.state().name()), to);
                    for raised in one.raises(&event.what) {
                        prop_assert!(raised.due >= at(n));
                    }
                    journal.push((event, header(&day(n))));
                }
                Err(no) => prop_assert_eq!(no.failed() == &Failed::State, to.is_none()),
            }
            // What was stated first is kept from the first time that there is one.
            stated = stated.or_else(|| one.levels().first.clone());
            prop_assert_eq!(&one.levels().first, &stated);
            let again = replay(&journal);
            prop_assert_eq!(again.as_ref(), Some(&one));
            sound(&one)?;
        }
    }

    #[test]
    fn words_that_were_redacted_leave_the_personal_part_erased(reason in ".{1,9}") {
        prop_assume!(Note::new(&reason).is_ok());
        let mut event = captured().withdraw(note(&reason), &day(1)).unwrap();
        event.words = Held::Erased;
        let one = Expectation::apply(Some(captured()), &event, &header(&day(1))).unwrap();
        prop_assert_eq!(one.personal(), Held::Erased);
    }

    #[test]
    fn a_series_of_evaluations_has_an_end(extra in 0_usize..3) {
        let daily = Cycle::new(1, Every::Day, crate::domain::Zone::UTC).unwrap();
        let mut one = agreed(fast().repeats(Repeats::Every(daily)));
        let evaluation = evaluated(&one, "6", 3).plain.evaluations.remove(0);
        one.plain.evaluations = vec![evaluation; Expectation::EVALUATIONS - 1 + extra];
        let taken = firm(|firm| one.evaluate(s("6"), firm, &day(4)));
        prop_assert_eq!(taken.map_err(|no| no.code()).err(), (extra > 0).then_some("invalid.too_many"));
    }
}

/// Another of the same client, which says nothing of how fast.
fn other() -> Expectation {
    let new = NewExpectation::stated("所有页面都要快", Category::Performance).unwrap();
    let event = Expectation::capture(new, &here(), &day(0)).unwrap();
    let id = ExpectationId::from_uuid(Uuid::from_u128(6));
    Expectation::apply(None, &event, &Header { id: id.id(), ..header(&day(0)) }).unwrap()
}

#[derive(Debug, Clone)]
enum Step {
    Say(Box<Command>),
    Supersede,
    TakeOver,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        60 => command().prop_map(|command| Step::Say(Box::new(command))),
        1 => Just(Step::Supersede),
        1 => Just(Step::TakeOver),
    ]
}

#[test]
fn every_move_of_the_table_is_made() {
    let daily = Cycle::new(1, Every::Day, crate::domain::Zone::UTC).unwrap();
    let daily = agreed(fast().repeats(Repeats::Every(daily)));
    let talked = clarified(fast());
    let talked = after(
        &talked,
        talked.explain_constraint(stories::constraint(), Presence::Here, &day(1)),
        1,
    );
    // From the first word, from a talk, from an agreement, from a day of which it was not kept.
    let answers = agreed(fast().repeats(Repeats::within_hours(4).unwrap()));
    let begins = [captured(), talked, agreed(fast()), answers, evaluated(&daily, "20", 3)];
    let begins = prop::sample::select(begins.to_vec());
    let lives = (begins, prop::collection::vec(step(), 0..30));
    every_move_is_made(&MACHINE, &lives, |(mut one, steps)| {
        let mut made = Vec::new();
        for (n, step) in (4..).zip(steps) {
            let from = one.state().name();
            let (verb, said) = match step {
                Step::Say(command) => (verb(&one, &command), say(&one, *command, n)),
                Step::Supersede => ("supersede", one.supersede(&other(), &day(n))),
                Step::TakeOver => ("take_over", one.take_over(&other(), &day(n))),
            };
            if let Ok(event) = said {
                one = Expectation::apply(Some(one), &event, &header(&day(n))).unwrap();
                made.push((from, verb, one.state().name()));
            }
        }
        made
    });
}

#[test]
fn nothing_happens_to_an_expectation_that_is_not_there() {
    let event = captured().withdraw(note("x"), &day(1)).unwrap();
    assert_eq!(Expectation::apply(None, &event, &header(&day(1))), None);
    assert_eq!(event.name(), "withdrawn");
}
