//! The laws of contacts.

use proptest::prelude::*;

use super::*;
use crate::domain::contact::strategies::{Command, command, contact_edit, new_contact};
use crate::domain::kept::{kept, replay, told};
use crate::domain::machine::NOTHING;
use crate::domain::refusal::Failed;

type Said = Result<Event<Contact>, ContactRefusal>;

fn say(contact: Option<&Contact>, command: Command, stamp: &Stamp) -> Option<Said> {
    Some(match command {
        Command::Add(new) => return contact.is_none().then(|| Contact::add(new, &hua(), 0, stamp)),
        Command::Edit(edit) => contact?.edit(edit, stamp),
        Command::Consent(purpose, source, text) => contact?.consent(purpose, source, text, stamp),
        Command::Withdraw(purpose, source) => contact?.withdraw(purpose, source, stamp),
        Command::Leave => contact?.leave(stamp),
        Command::Erase => contact?.erase(stamp),
    })
}

fn verb(command: &Command) -> &'static str {
    match command {
        Command::Add(_) => "add",
        Command::Edit(_) => "edit",
        Command::Consent(..) => "consent",
        Command::Withdraw(..) => "withdraw",
        Command::Leave => "leave",
        Command::Erase => "erase",
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_journal_replayed_is_the_record_and_the_table_tells_what_may_be_said(
        new in new_contact(),
        commands in prop::collection::vec(command(), 0..20),
    ) {
        let (mut contact, mut journal) = (None::<Contact>, Vec::new());
        let commands = std::iter::once(Command::Add(new)).chain(commands);
        for (n, command) in (0..).zip(commands) {
            let from = contact.as_ref().map_or(NOTHING, |contact| contact.state().name());
            let to = MACHINE.target(from, verb(&command));
            let Some(said) = say(contact.as_ref(), command, &day(n)) else { continue };
            match said {
                Ok(event) => {
                    prop_assert_eq!(&told(&event), &event);
                    prop_assert!(Contact::DECLARATION.event(event.name()).is_some());
                    contact = Contact::apply(contact, &event, &header(&day(n)));
                    prop_assert_eq!(contact.as_ref().map(|c| c.state().name()), to);
                    journal.push((event, header(&day(n))));
                }
                Err(no) => prop_assert_eq!(no.failed() == &Failed::State, to.is_none()),
            }
            prop_assert_eq!(&replay(&journal), &contact);
        }
        if let Some(contact) = contact {
            prop_assert_eq!(&kept(&contact), &contact);
            let yes = contact.consents().iter().any(|consent| contact.agrees_to(&consent.purpose));
            prop_assert!(contact.is_active() || !yes);
        }
    }

    #[test]
    fn good_words_are_taken_wherever_the_table_allows(new in new_contact(), edit in contact_edit()) {
        prop_assume!(!edit.is_empty());
        let active = li();
        let left = after(&active, active.leave(&day(1)), &day(1));
        let erased = after(&left, left.erase(&day(2)), &day(2));
        let commands = [
            Command::Add(new),
            Command::Edit(edit),
            Command::Consent(Purpose::Care, ConsentSource::Form, None),
            Command::Withdraw(Purpose::Care, ConsentSource::Form),
            Command::Leave,
            Command::Erase,
        ];
        for contact in [None, Some(&active), Some(&left), Some(&erased)] {
            let from = contact.map_or(NOTHING, |contact| contact.state().name());
            for command in commands.clone() {
                let verb = verb(&command);
                let taken = say(contact, command, &day(3)).is_some_and(|said| said.is_ok());
                prop_assert_eq!(taken, MACHINE.target(from, verb).is_some(), "{} {}", from, verb);
            }
        }
    }

    #[test]
    fn words_that_were_redacted_leave_the_personal_part_erased(edit in contact_edit()) {
        prop_assume!(!edit.is_empty());
        let mut event = li().edit(edit, &day(1)).unwrap();
        event.words = Held::Erased;
        let contact = Contact::apply(Some(li()), &event, &header(&day(1))).unwrap();
        prop_assert_eq!(contact.personal(), Held::Erased);
        for (cell, column) in contact.columns().iter().zip(Contact::DECLARATION.columns) {
            prop_assert!(!column.personal || cell.values().is_empty());
        }
    }
}
