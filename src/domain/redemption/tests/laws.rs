//! The laws of redemptions.

use proptest::prelude::*;

use super::*;
use crate::domain::declaration::Cell;
use crate::domain::kept::{kept, replay, told};
use crate::domain::noun::Noun;
use crate::domain::redemption::strategies::{Command, command};
use crate::domain::refusal::Failed;

fn say(redemption: &Redemption, command: Command, stamp: &Stamp) -> (&'static str, Said) {
    match command {
        Command::Issue(code) => ("issue", redemption.issue(code, stamp)),
        Command::Use(used) => ("use", redemption.used(used, stamp)),
        Command::Expire => ("expire", redemption.expire(stamp)),
        Command::Cancel(why) => ("cancel", redemption.cancel(why, stamp)),
    }
}

proptest! {
    #[test]
    fn the_journal_replayed_is_the_record_and_time_alone_closes_what_is_open(
        discount: bool,
        commands in prop::collection::vec((command(), prop_oneof![0_i64..2, 0_i64..300]), 0..8),
    ) {
        let reward = offered(if discount { ten_off() } else { mug() });
        let until = hour(2).valid_at;
        let event = Redemption::reserve(&reward, &CLAIM, until, spent(), &hour(1)).unwrap();
        let mut now = reserved(&reward);
        let mut journal = vec![(event, header(&hour(1), id().id()))];
        let mut at = 1;
        for (command, hours) in commands {
            at += hours;
            let (from, open) = (now.state().name(), now.is_open(hour(at).valid_at));
            let (verb, said) = say(&now, command, &hour(at));
            let target = MACHINE.target(from, verb);
            match said {
                Ok(event) => {
                    prop_assert_eq!(&told(&event), &event);
                    prop_assert!(Redemption::DECLARATION.event(event.name()).is_some());
                    prop_assert_eq!(open, verb != "expire" && (open || verb != "cancel"));
                    let entry = header(&hour(at), id().id());
                    now = Redemption::apply(Some(now), &event, &entry).unwrap();
                    prop_assert_eq!(target, Some(now.state().name()));
                    journal.push((event, entry));
                }
                Err(no) => prop_assert_eq!(no.failed() == &Failed::State, target.is_none()),
            }
            let replayed = replay(&journal);
            prop_assert_eq!(replayed.as_ref(), Some(&now));
            prop_assert_eq!(&kept(&now), &now);
            // What was given back counts no more, and what counts was not given back.
            prop_assert!(!(now.counts(hour(at).valid_at) && now.gave_back()));
            prop_assert_eq!(now.columns()[1] == Cell::NULL, now.gave_back());
            prop_assert_eq!(now.columns()[2] != Cell::NULL, now.ends().is_some());
        }
    }

    #[test]
    fn codes_that_are_drawn_are_codes(bytes: [u8; 16]) {
        let code = VoucherCode::drawn(bytes);
        prop_assert_eq!(VoucherCode::new(code.as_str()), Ok(code));
    }

    #[test]
    fn words_that_were_redacted_leave_the_personal_part_erased(bytes: [u8; 16]) {
        let redemption = reserved(&offered(mug()));
        let mut event = redemption.issue(Some(VoucherCode::drawn(bytes)), &hour(1)).unwrap();
        event.words = Held::Erased;
        let entry = header(&hour(1), id().id());
        let issued = Redemption::apply(Some(redemption), &event, &entry).unwrap();
        prop_assert_eq!(issued.code(), Held::Erased);
        prop_assert_eq!(&issued.columns()[3], &Cell::NULL);
    }
}
