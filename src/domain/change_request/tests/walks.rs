//! Walks through the state table: every state has a way out, and somebody who can take it.

use std::collections::BTreeSet;

use super::strategies::forward;
use super::*;

const ENDS: [&str; 2] = ["Closed", "Withdrawn"];

#[test]
fn from_every_state_there_is_a_way_to_an_end() {
    for state in MACHINE.states {
        let mut reached = BTreeSet::from([*state]);
        loop {
            let next: BTreeSet<&str> = reached
                .iter()
                .flat_map(|from| MACHINE.allowed(from).into_iter().map(move |verb| (from, verb)))
                .flat_map(|(from, verb)| MACHINE.targets(from, verb))
                .collect();
            if next.is_subset(&reached) {
                break;
            }
            reached.extend(next);
        }
        assert!(ENDS.iter().any(|end| reached.contains(end)), "{state} has no way out");
        assert_eq!(ENDS.contains(state), MACHINE.allowed(state).is_empty(), "{state}");
    }
}

#[test]
fn every_state_is_reached_and_left_in_truth() {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut firm = Firm::new();
    let one = firm.draft(0);
    for state in ["Draft", "Submitted", "Assessing", "AwaitingDecision"] {
        firm.until(one, state, 0);
        seen.insert(state);
    }
    firm.say(one, Command::Defer(at(3), line("等")), 0).unwrap();
    seen.insert(firm.state(one));
    firm.until(one, "AwaitingDecision", 4);
    firm.say(one, Command::Reject(line("太贵")), 4).unwrap();
    seen.insert(firm.state(one));
    for state in ["Approved", "Implementing", "Verifying", "Closed"] {
        firm.until(one, state, 4);
        seen.insert(state);
    }
    let two = firm.draft(4);
    firm.say(two, Command::Withdraw(line("不要了")), 4).unwrap();
    seen.insert(firm.state(two));
    let all: BTreeSet<&str> = MACHINE.states.iter().copied().collect();
    assert_eq!(seen, all);
}

/// With the default policy, of whatever kind and from whatever source, the next step of each state
/// can be said by somebody who holds one of the policy's roles or by a contact of the client.
#[test]
fn with_the_default_policy_somebody_can_always_take_the_next_step() {
    for kind in [ChangeKind::Normal, ChangeKind::Emergency] {
        for source in ChangeSource::ALL {
            for large in [false, true] {
                let mut firm = Firm::new();
                let one = firm.draft(0);
                let edit = ChangeEdit::new().kind(kind.clone()).source(*source);
                firm.say(one, Command::Edit(edit.link(expectation(1))), 0).unwrap();
                if large && kind == ChangeKind::Normal {
                    let effects = [
                        Effect::cost(money("CNY 700 000")),
                        Effect::time([("go_live", 60)]).unwrap(),
                    ];
                    firm.assessed(one, &effects, 0);
                }
                firm.until(one, "Closed", 0);
            }
        }
    }
}

/// Each verb that the table allows can be said by somebody in the state: nothing there is only to
/// look at.
#[test]
fn every_verb_of_every_state_can_be_said() {
    let mut said: BTreeSet<(&str, &str)> = BTreeSet::new();
    let (link, kind) =
        (|edit: ChangeEdit| edit.link(expectation(1)), |kind| ChangeEdit::new().kind(kind));
    for edit in [kind(ChangeKind::Emergency), kind(ChangeKind::Normal), link(ChangeEdit::new())] {
        let mut firm = Firm::new();
        let one = firm.draft(0);
        firm.say(one, Command::Edit(edit), 0).unwrap();
        for _ in 0..60 {
            let (given, from) = (firm.given(), firm.state(one));
            for command in everything(&firm, one) {
                let verb = command.verb();
                let stamp = by(0, ActorId::Staff(command.speaker(&cast())));
                if firm.ask(one, command, &stamp).is_ok() {
                    said.insert((from, verb));
                }
            }
            let Some(next) = forward(firm.change(one), &cast(), &given, at(0), 5) else { break };
            said.insert((from, next.verb()));
            firm.say(one, next, 0).unwrap();
        }
        // The states beside the straight way.
        for (command, from) in [
            (Command::Reject(line("不做")), "Rejected"),
            (Command::Defer(at(9), line("等")), "Deferred"),
        ] {
            let mut firm = Firm::new();
            let one = firm.draft(0);
            firm.until(one, "AwaitingDecision", 0);
            firm.say(one, command, 0).unwrap();
            for command in everything(&firm, one) {
                let verb = command.verb();
                let stamp = by(0, ActorId::Staff(command.speaker(&cast())));
                if firm.ask(one, command, &stamp).is_ok() {
                    said.insert((from, verb));
                }
            }
        }
    }
    for verb in MACHINE.verbs.iter().filter(|verb| verb.name != "draft") {
        for (from, _) in verb.moves {
            assert!(said.contains(&(from, verb.name)), "nobody can {} in {from}", verb.name);
        }
    }
}

/// One of each, as it might well be said.
fn everything(firm: &Firm, number: u32) -> Vec<Command> {
    let change = firm.change(number);
    let act = change.alternatives().iter().find(|one| one.kind == AlternativeKind::Act);
    let act = act.map_or(1, |one| one.number);
    let impact = || NewImpact::of(Effect::none(Dimension::Cost), "没有", lead()).unwrap();
    vec![
        Command::Edit(ChangeEdit::new().title(line("新标题"))),
        Command::Submit,
        Command::Outline(NewAlternative::act("另一种").unwrap()),
        Command::Discard(act),
        Command::Assess(act, impact()),
        Command::Explain(li(), note("利弊")),
        Command::Propose,
        Command::RequestInfo(line("为什么？")),
        Command::Consent(li(), act),
        Command::Reject(line("不做")),
        Command::Defer(at(9), line("等")),
        Command::Resume,
        Command::Revoke(line("不做了")),
        Command::Abort(plan("undo"), line("停")),
        Command::Confirm(expectation(1), li()),
        Command::Refuse(line("不行")),
        Command::Revise,
        Command::Withdraw(line("算了")),
    ]
}
