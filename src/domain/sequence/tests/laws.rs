//! The laws of sequences.

use proptest::prelude::*;

use super::*;
use crate::domain::declaration::Cell;
use crate::domain::kept::{kept, told};
use crate::domain::refusal::Failed;
use crate::domain::sequence::strategies::{Command, command, new_sequence};
use crate::domain::walked::every_move_is_made;

fn say(sequence: &Sequence, command: Command, stamp: &Stamp) -> Said {
    match command {
        Command::StepDone => sequence.step_done(stamp),
        Command::Answered(reply) => sequence.answered(reply, stamp),
        Command::Stop(reason) => sequence.stop(reason, stamp),
        Command::Erase => sequence.erase(stamp),
    }
}

fn verb(command: &Command) -> &'static str {
    match command {
        Command::StepDone => "step_done",
        Command::Answered(_) => "answered",
        Command::Stop(_) => "stop",
        Command::Erase => "erase",
    }
}

/// What is to be done next, from everything that was said, by hand.
fn by_hand(new: &NewSequence, said: &[(Command, i64)]) -> Option<(u32, i64)> {
    let (mut from, mut last, mut moved) = (0_usize, None, 0);
    let next = |from: usize, last: Option<Reply>| {
        (from..new.steps.len()).find(|at| match new.steps[*at].0.only {
            Condition::Always => true,
            Condition::Unanswered => last.is_none(),
            Condition::After(reply) => last == Some(reply),
        })
    };
    for (command, at) in said {
        moved = *at;
        match command {
            Command::StepDone => from = next(from, last)? + 1,
            Command::Answered(reply) if *reply == new.wanted => return None,
            Command::Answered(reply) => last = Some(*reply),
            Command::Stop(_) | Command::Erase => return None,
        }
        if from == new.steps.len() {
            return None;
        }
    }
    let next = next(from, last)?;
    Some((u32::try_from(next).unwrap(), moved + i64::from(new.steps[next].0.after_hours)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_journal_replayed_is_the_record_and_the_next_step_is_what_was_done_and_answered(
        new in new_sequence(),
        commands in prop::collection::vec((command(), 0_i64..100), 0..12),
    ) {
        let event = Sequence::start(new.clone(), &client(), Presence::Here, &hour(0)).unwrap();
        let mut sequence = Sequence::apply(None, &event, &header(&hour(0), id().id())).unwrap();
        let mut journal = vec![(event, header(&hour(0), id().id()))];
        let (mut now, mut done) = (0, Vec::new());
        for (command, hours) in commands {
            now += hours;
            let from = sequence.state().name();
            let targets: Vec<_> = MACHINE.targets(from, verb(&command)).collect();
            match say(&sequence, command.clone(), &hour(now)) {
                Ok(event) => {
                    prop_assert_eq!(&told(&event), &event);
                    prop_assert!(Sequence::DECLARATION.event(event.name()).is_some());
                    let entry = header(&hour(now), id().id());
                    sequence = Sequence::apply(Some(sequence), &event, &entry).unwrap();
                    prop_assert!(targets.contains(&sequence.state().name()));
                    journal.push((event, entry));
                    done.push((command, now));
                }
                Err(no) => {
                    prop_assert_eq!(no.failed() == &Failed::State, targets.is_empty());
                    prop_assert_eq!(!targets.is_empty(), sequence.allowed().contains(&no_verb(&no)));
                }
            }
            let replayed = journal
                .iter()
                .fold(None, |before, (event, entry)| Sequence::apply(before, event, entry));
            prop_assert_eq!(replayed.as_ref(), Some(&sequence));
            prop_assert_eq!(&kept(&sequence), &sequence);
            let next = by_hand(&new, &done);
            prop_assert_eq!(sequence.next_step().map(|(number, _)| number), next.map(|(n, _)| n));
            prop_assert_eq!(sequence.next_due(), next.map(|(_, due)| hour(due).valid_at));
            prop_assert_eq!(sequence.columns()[1] != Cell::NULL, next.is_some());
            prop_assert_eq!(sequence.columns()[2] != Cell::NULL, sequence.is_running());
            let wanted = sequence.last_answer() == Some(sequence.wanted());
            prop_assert!(!wanted || !sequence.is_running(), "the wanted answer ends it");
        }
    }

    #[test]
    fn words_that_were_redacted_leave_the_personal_part_erased(new in new_sequence()) {
        let mut event = Sequence::start(new, &client(), Presence::Here, &hour(0)).unwrap();
        event.words = Held::Erased;
        let sequence = Sequence::apply(None, &event, &header(&hour(0), id().id())).unwrap();
        prop_assert_eq!(sequence.personal(), Held::Erased);
        let next = after(&sequence, sequence.answered(Reply::Other, &hour(1)), 1);
        prop_assert_eq!(next.texts(), Held::Erased);
    }
}

fn no_verb(no: &SequenceRefusal) -> &'static str {
    crate::domain::refusal::Refused::verb(no)
}

#[test]
fn every_move_of_the_table_is_made() {
    let life = (new_sequence(), prop::collection::vec(command(), 0..12));
    every_move_is_made(&MACHINE, &life, |(new, commands)| {
        let mut sequence = started(new);
        let mut made = Vec::new();
        for (n, command) in (1..).zip(commands) {
            let (from, verb) = (sequence.state().name(), verb(&command));
            let said = say(&sequence, command, &hour(n));
            if said.is_ok() {
                sequence = after(&sequence, said, n);
                made.push((from, verb, sequence.state().name()));
            }
        }
        made
    });
}

#[test]
fn nothing_happens_to_a_sequence_that_is_not_there() {
    let event = started(renewal()).step_done(&hour(1)).unwrap();
    assert_eq!(Sequence::apply(None, &event, &header(&hour(1), id().id())), None);
}
