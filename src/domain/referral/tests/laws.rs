//! The laws of referrals.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::domain::declaration::Cell;
use crate::domain::kept::{kept, replay, told};
use crate::domain::noun::Noun;
use crate::domain::referral::strategies::{Command, command, new_referral};
use crate::domain::refusal::Failed;

fn say(referral: &Referral, command: Command, at: i64) -> (&'static str, Said) {
    let stamp = &hour(at);
    match command {
        Command::Register => ("register", referral.register(&brought(), stamp)),
        Command::Qualify(n) => ("qualify", referral.qualify(&bought(n.into(), at), stamp)),
        Command::Reward => ("pay", referral.pay(vec![entry()], None, stamp)),
        Command::Reverse(n) => {
            ("reverse", referral.reverse(purchase(n.into()), Returned::Wholly, stamp))
        }
        Command::Reject(why) => ("reject", referral.reject(why, stamp)),
        Command::Expire => ("expire", referral.expire(stamp)),
    }
}

proptest! {
    #[test]
    fn the_journal_replayed_is_the_record_and_no_purchase_is_rewarded_twice_or_too_early(
        new in new_referral(),
        commands in prop::collection::vec((command(), 0_i64..700), 0..24),
    ) {
        let event = Referral::invite(new.clone(), &client(), &hour(1)).unwrap();
        let mut now = invited(new);
        let mut journal = vec![(event, header(&hour(1), id().id()))];
        let mut standing: BTreeMap<u8, i64> = BTreeMap::new();
        let mut at = 2;
        for (command, hours) in commands {
            at += hours;
            let from = now.state().name();
            let (verb, said) = say(&now, command.clone(), at);
            let targets: Vec<_> = MACHINE.targets(from, verb).collect();
            match said {
                Ok(event) => {
                    prop_assert_eq!(&told(&event), &event);
                    prop_assert!(Referral::DECLARATION.event(event.name()).is_some());
                    match &command {
                        Command::Qualify(n) => prop_assert!(standing.insert(*n, at).is_none()),
                        Command::Reverse(n) => prop_assert!(standing.remove(n).is_some()),
                        Command::Reward => {
                            let (_, due) = now.next_due().unwrap();
                            prop_assert!(due <= hour(at).valid_at);
                        }
                        Command::Register | Command::Reject(_) | Command::Expire => {}
                    }
                    let entry = header(&hour(at), id().id());
                    now = Referral::apply(Some(now), &event, &entry).unwrap();
                    prop_assert!(targets.contains(&now.state().name()), "{} {}", from, verb);
                    journal.push((event, entry));
                }
                Err(no) => prop_assert_eq!(no.failed() == &Failed::State, targets.is_empty()),
            }
            let replayed = replay(&journal);
            prop_assert_eq!(replayed.as_ref(), Some(&now));
            prop_assert_eq!(&kept(&now), &now);
            prop_assert!(now.counted() <= usize::from(now.terms().trigger.times()));
            if now.terms().trigger != Trigger::Register {
                prop_assert_eq!(now.counted(), standing.len());
            }
            prop_assert_eq!(now.columns()[1] != Cell::NULL, now.counts());
            prop_assert_eq!(now.columns()[2] != Cell::NULL, now.next_due().is_some());
        }
    }

    #[test]
    fn words_that_were_redacted_leave_the_personal_part_erased(new in new_referral()) {
        let mut event = Referral::invite(new, &client(), &hour(1)).unwrap();
        event.words = Held::Erased;
        let referral = Referral::apply(None, &event, &header(&hour(1), id().id())).unwrap();
        prop_assert_eq!(referral.invitee(), Held::Erased);
        let next = after(&referral, referral.reject(line("x"), &hour(2)), 2);
        prop_assert_eq!(next.reason(), Held::Erased);
    }
}
