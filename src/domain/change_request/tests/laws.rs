//! The laws of change requests: random histories of several changes in one firm.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::strategies::{command, forward, kind, new_change};
use super::*;
use crate::domain::Held;
use crate::domain::kept::{kept, told};
use crate::domain::machine::NOTHING;

/// What is done to which change: the next step forward, or anything at all.
#[derive(Debug, Clone)]
enum Step {
    Draft(Box<NewChange>, ChangeKind),
    Forward(usize),
    Any(usize, Box<Command>),
}

fn step() -> impl Strategy<Value = Step> {
    let draft = (new_change(cast()), kind());
    prop_oneof![
        2 => draft.prop_map(|(new, kind)| Step::Draft(Box::new(new), kind)),
        12 => (0_usize..4).prop_map(Step::Forward),
        6 => (0_usize..4, command(cast(), at(90)))
            .prop_map(|(n, command)| Step::Any(n, Box::new(command))),
    ]
}

fn policy() -> ChangePolicy {
    ChangePolicy::version(3)
        .unwrap()
        .authority(Authority::of("lead").unwrap().cost_up_to(money("CNY 5 000")).unwrap())
        .unwrap()
        .change_budget(money("CNY 9 000"))
        .unwrap()
        .time_tolerance(10)
}

/// At most one decision about each revision, and what stands follows from it.
fn decisions_stand(change: &ChangeRequest) {
    let revisions: BTreeSet<u32> = change.decisions().iter().map(|one| one.revision).collect();
    assert_eq!(revisions.len(), change.decisions().len(), "two decisions about one revision");
    assert!(revisions.iter().all(|revision| *revision <= change.revision()));
    assert!(!change.counts() || change.approved().is_some());
    let voices: BTreeSet<StaffId> = change.approvals().iter().map(|one| one.by).collect();
    assert_eq!(voices.len(), change.approvals().len(), "one voice each");
    if change.state() == ChangeState::Assessing {
        assert!(change.approvals().is_empty() && change.consents().is_empty());
    }
}

/// What was approved without the sponsor keeps, with all that was approved before, within the
/// budget and the tolerance: added up anew from the effects, not by the rule's own sums.
fn within_limits(firm: &Firm, number: u32) {
    let change = firm.change(number);
    let counted = || firm.changes.iter().filter(|one| one.counts());
    let minor: i64 = counted()
        .flat_map(ChangeRequest::effects)
        .filter_map(|effect| effect.amount())
        .map(crate::domain::Money::minor)
        .sum();
    let late = strategies::MILESTONES.iter().map(|milestone| {
        let shifts = counted().flat_map(ChangeRequest::effects);
        let days = shifts.flat_map(|effect| effect.shifts().to_vec());
        days.filter(|shift| shift.milestone.as_str() == *milestone).map(|shift| shift.days).sum()
    });
    let late: i64 = late.max().unwrap_or(0);
    let role = change.decision().and_then(|one| one.role.clone()).unwrap();
    if role.key() == "lead" {
        assert!(minor <= 900_000 && late <= 10, "beyond the limits: {minor} {late}");
    }
}

/// Says one step, checks what must hold of every step, and gives the number that it was about.
fn live(firm: &mut Firm, step: &Step, n: i64) -> Option<(u32, Event<ChangeRequest>, Stamp)> {
    let (number, command) = match step {
        Step::Draft(new, kind) if firm.changes.len() < 4 => {
            let number = firm.drafted(*new.clone(), n);
            (number, Command::Edit(ChangeEdit::new().kind(kind.clone())))
        }
        Step::Draft(..) => return None,
        Step::Forward(which) => {
            let change = firm.changes.get(*which)?;
            let fresh = u32::try_from(n).unwrap() + 100;
            let command = forward(change, &cast(), &firm.given(), at(n), fresh)?;
            (change.number(), command)
        }
        Step::Any(which, command) => (firm.changes.get(*which)?.number(), *command.clone()),
    };
    let stamp = by(n, ActorId::Staff(command.speaker(&cast())));
    let (from, verb) = (firm.state(number), command.verb());
    let targets: Vec<_> = MACHINE.targets(from, verb).collect();
    match firm.ask(number, command, &stamp) {
        Ok(event) => {
            assert_eq!(told(&event), event);
            assert!(ChangeRequest::DECLARATION.event(event.name()).is_some());
            firm.take(number, &event, &stamp);
            assert!(targets.contains(&firm.state(number)), "{from} {verb} {}", firm.state(number));
            Some((number, event, stamp))
        }
        Err(no) => {
            assert_eq!(no.failed() == &Failed::State, targets.is_empty(), "{no}");
            None
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn random_histories_replay_and_keep_every_invariant(
        steps in prop::collection::vec(step(), 1..120),
    ) {
        let mut firm = Firm::with(policy());
        let mut journal: Vec<(u32, Event<ChangeRequest>, Stamp)> = Vec::new();
        for (n, step) in (0..).zip(&steps) {
            let day = n / 3;
            let before = firm.changes.len();
            let said = live(&mut firm, step, day);
            if firm.changes.len() > before {
                let Step::Draft(new, _) = step else { panic!("only a draft makes one") };
                let count = u64::try_from(before).unwrap();
                let stamp = self::day(day);
                let event =
                    ChangeRequest::draft(*new.clone(), &hua(), Presence::Here, &[], count, &stamp);
                journal.push((u32::try_from(before).unwrap() + 1, event.unwrap(), stamp));
            }
            if let Some((number, event, stamp)) = said {
                decisions_stand(firm.change(number));
                if firm.state(number) == "Approved" && event.name() != "assessed"
                    && matches!(event.name(), "approved" | "consented") {
                    within_limits(&firm, number);
                }
                journal.push((number, event, stamp));
            }
        }
        for change in &firm.changes {
            let own = journal.iter().filter(|(number, ..)| *number == change.number());
            let replayed = own.fold(None, |change, (number, event, stamp)| {
                ChangeRequest::apply(change, event, &header(*number, stamp))
            });
            prop_assert_eq!(replayed.as_ref(), Some(change));
            prop_assert_eq!(&kept(change), change);
            let waits = change.waits_for(&firm.given());
            let over = matches!(change.state(), ChangeState::Closed(_) | ChangeState::Withdrawn);
            let deferred = change.resumes_at().is_some();
            prop_assert_eq!(waits.is_empty(), over || deferred);
            let columns = change.columns();
            prop_assert_eq!(columns[2].values().is_empty(), change.state().is_over() || deferred);
        }
        // The baseline is that of the changes that were begun and not rolled back, in their order.
        let mut begun: Vec<&ChangeRequest> =
            firm.changes.iter().filter(|one| one.counts() && one.started().is_some()).collect();
        begun.sort_by_key(|one| one.started().map(|started| started.order));
        let effects: Vec<Vec<Effect>> = begun.iter().map(|one| one.effects()).collect();
        let naive = firm.zero.after(effects.iter().map(Vec::as_slice), &firm.calendar);
        prop_assert_eq!(firm.zero.now(&firm.changes, None, &firm.calendar), naive);
    }

    #[test]
    fn words_that_were_redacted_leave_the_personal_part_erased(
        new in new_change(cast()), steps in 0_usize..30,
    ) {
        let mut firm = Firm::new();
        let one = firm.drafted(new, 0);
        for _ in 0..steps {
            let given = firm.given();
            let Some(command) = forward(firm.change(one), &cast(), &given, at(0), 7) else { break };
            firm.say(one, command, 0).unwrap();
        }
        let before = firm.change(one).clone();
        prop_assume!(!before.state().is_over());
        let verb = before.allowed().into_iter().find(|verb| *verb == "withdraw");
        prop_assume!(verb.is_some());
        let mut event = before.withdraw(line("x"), &day(0)).unwrap();
        event.words = Held::Erased;
        let change = ChangeRequest::apply(Some(before), &event, &header(one, &day(0))).unwrap();
        prop_assert_eq!(change.personal(), Held::Erased);
        prop_assert_eq!(&kept(&change), &change);
    }

    #[test]
    fn shares_are_rounded_half_even(numerator: i32, denominator in 1_i64..1_000) {
        let share = Share { numerator: i64::from(numerator), denominator };
        let turned = Share { numerator: -share.numerator, denominator: -denominator };
        prop_assert_eq!((share.mean(), share.bp()), (turned.mean(), turned.bp()));
        let exact = i128::from(numerator) * 2;
        let mean = i128::from(share.mean().unwrap());
        let twice = mean * 2 * i128::from(denominator);
        // Nowhere further than half a unit, and on the half it is even.
        let off = (exact - twice).abs();
        prop_assert!(off <= i128::from(denominator));
        prop_assert!(off < i128::from(denominator) || mean % 2 == 0);
    }
}

#[test]
fn a_state_that_is_not_there_starts_from_nothing() {
    assert_eq!(MACHINE.allowed(NOTHING), ["draft"]);
}
