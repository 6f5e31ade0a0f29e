//! The laws of imports.

use proptest::prelude::*;

use super::*;
use crate::domain::import::strategies::{Command, command, new_import};
use crate::domain::kept::{kept, replay, told};
use crate::domain::refusal::Failed;

fn say(import: &Import, command: &Command, stamp: &Stamp) -> (&'static str, Said) {
    match command {
        Command::Start(digest) => ("start", import.start(*digest, stamp)),
        Command::TakeIn(..) => ("take_in", import.take_in(command.batch(import).unwrap(), stamp)),
        Command::Finish(digest) => ("finish", import.finish(*digest, stamp)),
        Command::Cancel(reason) => ("cancel", import.cancel(reason.clone(), stamp)),
        Command::GoOn(digest) => ("go_on", import.go_on(*digest, stamp)),
        Command::Undo => ("undo", import.undo(stamp)),
        Command::TakeBack(step, back) => {
            let number = import.left().wrapping_sub(1).wrapping_sub(*step);
            ("take_back", import.take_back(number, *back, stamp))
        }
        Command::FinishUndo => ("finish_undo", import.finish_undo(stamp)),
        Command::Erase => ("erase", import.erase(stamp)),
    }
}

proptest! {
    #[test]
    fn the_journal_replayed_is_the_record_and_counts_are_sums(
        new in new_import(),
        commands in prop::collection::vec((command(), 0_i64..3), 0..24),
    ) {
        let event = Import::plan(new);
        let mut import = Import::apply(None, &event, &header(&hour(0))).unwrap();
        let mut journal = vec![(event, header(&hour(0)))];
        let (mut now, mut counts, mut back) = (0, Counts::default(), TakenBack::default());
        for (command, hours) in commands {
            now += hours;
            let from = import.state().name();
            let (verb, said) = say(&import, &command, &hour(now));
            let targets: Vec<_> = MACHINE.targets(from, verb).collect();
            match said {
                Ok(event) => {
                    prop_assert_eq!(&told(&event), &event);
                    prop_assert!(Import::DECLARATION.event(event.name()).is_some());
                    match &event.what {
                        ImportEvent::TookIn(batch) => counts = counts.and(batch.counts),
                        ImportEvent::TookBack { taken_back, .. } => back = back.and(*taken_back),
                        _ => {}
                    }
                    let entry = header(&hour(now));
                    import = Import::apply(Some(import), &event, &entry).unwrap();
                    prop_assert!(targets.contains(&import.state().name()));
                    journal.push((event, entry));
                }
                Err(no) => {
                    prop_assert_eq!(no.failed() == &Failed::State, targets.is_empty());
                }
            }
            let replayed = replay(&journal);
            prop_assert_eq!(replayed.as_ref(), Some(&import));
            prop_assert_eq!(&kept(&import), &import);
            prop_assert_eq!((import.counts(), import.taken_back()), (counts, back));
            prop_assert!(import.counts().adds_up() && import.left() <= import.batches());
            let undone = import.state() == ImportState::Undone;
            prop_assert!(!undone || import.left() == 0);
        }
    }

    #[test]
    fn words_that_were_redacted_leave_the_personal_part_erased(new in new_import()) {
        let mut event = Import::plan(new);
        event.words = Held::Erased;
        let import = Import::apply(None, &event, &header(&hour(0))).unwrap();
        prop_assert_eq!(import.personal(), Held::Erased);
        let next = after(&import, import.cancel(None, &hour(1)), 1);
        prop_assert_eq!(next.mapping(), Held::Erased);
    }
}

#[test]
fn nothing_happens_to_an_import_that_is_not_there() {
    let event = planned(clients()).cancel(None, &hour(1)).unwrap();
    assert_eq!(Import::apply(None, &event, &header(&hour(1))), None);
}
