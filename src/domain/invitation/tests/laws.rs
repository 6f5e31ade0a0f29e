//! The laws of invitations.

use proptest::prelude::*;

use super::strategies::{Command, circumstances, command, new_invitation};
use super::*;
use crate::domain::declaration::Cell;
use crate::domain::kept::{kept, replay, told};
use crate::domain::refusal::Failed;

fn verb(command: &Command) -> &'static str {
    match command {
        Command::Remind => "remind",
        Command::Answered => "answered",
        Command::Withdraw(_) => "withdraw",
        Command::Erase => "erase",
    }
}

/// Whether they may be asked on this day, by hand: on no day of the last 30, and on at most one of the
/// last 91.
fn by_hand(circumstances: &Circumstances, at: Timestamp) -> bool {
    let within = |days: i64| {
        let near = |earlier: &&Timestamp| at.micros() - earlier.micros() < days * 86_400_000_000;
        circumstances.invited.iter().filter(near).count()
    };
    circumstances.presence == Presence::Here
        && circumstances.critical != Some(true)
        && within(30) == 0
        && within(91) < 2
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn nobody_is_asked_too_often(new in new_invitation(), known in circumstances(day(300).valid_at)) {
        let said = Invitation::invite(new, &client(), &open(), &known, &usual(), &day(300));
        prop_assert_eq!(said.is_ok(), by_hand(&known, day(300).valid_at));
        if let Err(no) = &said
            && let Failed::Guard(InvitationGuard::TooSoon { from } | InvitationGuard::TooOften { from }) = no.failed()
        {
            let then = Stamp { valid_at: *from, recorded_at: *from, ..day(300) };
            let later = Invitation::invite(mail(), &client(), &open(), &known, &usual(), &then);
            let soon = matches!(no.failed(), Failed::Guard(InvitationGuard::TooSoon { .. }));
            let often = matches!(later.as_ref().map_err(InvitationRefusal::failed), Err(Failed::Guard(InvitationGuard::TooOften { .. })));
            prop_assert!(later.is_ok() || soon && often, "it said from when on they may be asked");
        }
    }

    #[test]
    fn the_journal_replayed_is_the_record_and_nobody_is_reminded_too_often(
        new in new_invitation(),
        commands in prop::collection::vec((command(), 0_i64..12), 0..12),
    ) {
        let plain = Circumstances::plain();
        let event = Invitation::invite(new, &client(), &open(), &plain, &usual(), &day(1)).unwrap();
        let mut journal = vec![(event, header(&day(1), id().id()))];
        let mut one = replay(&journal).unwrap();
        let mut now = 1;
        for (command, days) in commands {
            now += days;
            let target = MACHINE.target(one.state().name(), verb(&command));
            let said = match command {
                Command::Remind => one.remind(&open(), &plain, &usual(), &day(now)),
                Command::Answered => one.answered(&day(now)),
                Command::Withdraw(reason) => one.withdraw(reason, &day(now)),
                Command::Erase => one.erase(&day(now)),
            };
            match said {
                Ok(event) => {
                    prop_assert_eq!(&told(&event), &event);
                    let entry = header(&day(now), id().id());
                    one = Invitation::apply(Some(one), &event, &entry).unwrap();
                    prop_assert_eq!(Some(one.state().name()), target);
                    journal.push((event, entry));
                }
                Err(no) => prop_assert_eq!(no.failed() == &Failed::State, target.is_none()),
            }
            prop_assert_eq!(replay(&journal), Some(one.clone()));
            prop_assert_eq!(kept(&one), one.clone());
            let told = [&[one.invited_at()], one.reminded()].concat();
            prop_assert!(one.reminded().len() <= 2);
            prop_assert!(told.windows(2).all(|pair| pair[1].micros() - pair[0].micros() >= 7 * 86_400_000_000));
            let waits = one.state() == InvitationState::Invited && one.reminded().len() < 2;
            prop_assert_eq!(one.remind_at().is_some(), waits);
            prop_assert_eq!(one.columns()[3] != Cell::NULL, waits);
        }
    }

    #[test]
    fn words_that_were_redacted_leave_the_personal_part_erased(new in new_invitation()) {
        let plain = Circumstances::plain();
        let mut event = Invitation::invite(new, &client(), &open(), &plain, &usual(), &day(1)).unwrap();
        event.words = Held::Erased;
        let one = Invitation::apply(None, &event, &header(&day(1), id().id())).unwrap();
        prop_assert_eq!(one.personal(), Held::Erased);
        let next = after(&one, one.withdraw(Line::new("x").unwrap(), &day(2)), 2);
        prop_assert_eq!(next.reason(), Held::Erased);
    }
}
