//! The laws of members of staff.

use proptest::prelude::*;

use super::*;
use crate::domain::Held;
use crate::domain::declaration::Holds;
use crate::domain::kept::{kept, replay};
use crate::domain::machine::NOTHING;
use crate::domain::refusal::{Failed, Refused};
use crate::domain::staff::MACHINE;
use crate::domain::staff::strategies::{Command, command, new_staff, staff_edit};

type Said = Result<Event<Staff>, StaffRefusal>;

fn say(staff: Option<&Staff>, command: Command, leads: &[Staff], stamp: &Stamp) -> Option<Said> {
    Some(match (staff, command) {
        (before, Command::Enrol(new)) => Staff::enrol(id(1), new, before, leads, stamp),
        (staff, Command::Edit(edit)) => staff?.edit(edit, leads, stamp),
        (staff, Command::Leave) => staff?.leave(stamp),
        (staff, Command::Erase) => staff?.erase(stamp),
    })
}

fn verb(command: &Command) -> &'static str {
    match command {
        Command::Enrol(_) => "enrol",
        Command::Edit(_) => "edit",
        Command::Leave => "leave",
        Command::Erase => "erase",
    }
}

proptest! {
    #[test]
    fn the_journal_replayed_is_the_record_and_the_table_tells_what_may_be_said(
        commands in prop::collection::vec(command(), 0..20),
    ) {
        let leads = [enrolled(2, "Bo")];
        let (mut staff, mut journal) = (None::<Staff>, Vec::new());
        for (n, command) in (0..).zip(commands) {
            let from = staff.as_ref().map_or(NOTHING, |staff| staff.state().name());
            let verb = verb(&command);
            let Some(said) = say(staff.as_ref(), command, &leads, &day(n)) else { continue };
            match said {
                Ok(event) => {
                    let entry = header(id(1), &day(n));
                    staff = Staff::apply(staff, &event, &entry);
                    prop_assert_eq!(MACHINE.target(from, verb), staff.as_ref().map(|s| s.state().name()));
                    prop_assert!(Staff::DECLARATION.event(event.name()).is_some());
                    journal.push((event, entry));
                }
                Err(no) => {
                    let unsayable = MACHINE.target(from, verb).is_none();
                    prop_assert_eq!(no.failed() == &Failed::State, unsayable);
                    prop_assert_eq!(no.allowed(), MACHINE.allowed(from));
                }
            }
            prop_assert_eq!(&replay(&journal), &staff);
        }
        if let Some(staff) = staff {
            prop_assert_eq!(&kept(&staff), &staff);
            prop_assert_eq!(staff.allowed(), MACHINE.allowed(staff.state().name()));
        }
    }

    #[test]
    fn good_words_are_taken_wherever_the_table_allows(new in new_staff(), edit in staff_edit()) {
        let leads = [enrolled(2, "Bo")];
        let active = enrolled(1, "Anna");
        let left = after(&active, active.leave(&day(1)), &day(1));
        let erased = after(&left, left.erase(&day(2)), &day(2));
        let good = |lead: Option<StaffId>| lead.is_none_or(|lead| lead == id(2));
        prop_assume!(good(new.new_lead()) && good(edit.new_lead()) && !edit.is_empty());
        let commands = [Command::Enrol(new), Command::Edit(edit), Command::Leave, Command::Erase];
        for staff in [None, Some(&active), Some(&left), Some(&erased)] {
            let from = staff.map_or(NOTHING, |staff| staff.state().name());
            for command in commands.clone() {
                let (verb, said) = (verb(&command), say(staff, command, &leads, &day(3)));
                let taken = said.is_some_and(|said| said.is_ok());
                prop_assert_eq!(taken, MACHINE.target(from, verb).is_some(), "{} {}", from, verb);
            }
        }
    }

    #[test]
    fn words_that_were_redacted_leave_the_personal_part_erased(edit in staff_edit()) {
        let anna = enrolled(1, "Anna");
        prop_assume!(edit.new_lead().is_none() && !edit.is_empty());
        let mut event = anna.edit(edit, &[], &day(1)).unwrap();
        event.words = Held::Erased;
        let anna = Staff::apply(Some(anna), &event, &header(id(1), &day(1))).unwrap();
        prop_assert_eq!(anna.personal(), Held::Erased);
        prop_assert!(anna.is_active());
        for (cell, column) in anna.columns().iter().zip(Staff::DECLARATION.columns) {
            prop_assert!(!column.personal || cell.values().is_empty());
            prop_assert!(column.holds == Holds::Many || cell.values().len() <= 1);
        }
    }
}
