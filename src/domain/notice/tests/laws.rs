//! The laws of notices.

use proptest::prelude::*;

use super::*;
use crate::domain::Presence;
use crate::domain::declaration::Cell;
use crate::domain::kept::{kept, replay, told};
use crate::domain::machine::NOTHING;
use crate::domain::notice::strategies::{Command, command, raised};
use crate::domain::refusal::{Failed, Refused};
use crate::domain::walked::every_move_is_made;

type Said = Result<Event<Notice>, NoticeRefusal>;

fn say(notice: Option<&Notice>, command: Command, stamp: &Stamp) -> Option<Said> {
    Some(match command {
        Command::Raise(new, setting) => {
            return notice.is_none().then(|| Notice::raise(new, &setting, &office(), stamp));
        }
        Command::Tell(channel, digest, presence) => notice?.tell(channel, digest, presence, stamp),
        Command::Waive(reason) => notice?.waive(reason, stamp),
        Command::Erase => notice?.erase(stamp),
    })
}

fn verb(command: &Command) -> &'static str {
    match command {
        Command::Raise(..) => "raise",
        Command::Tell(..) => "tell",
        Command::Waive(_) => "waive",
        Command::Erase => "erase",
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_journal_replayed_is_the_record_and_the_table_tells_what_may_be_said(
        first in raised(),
        commands in prop::collection::vec(command(), 0..8),
    ) {
        let new = NewNotice::to(first.to, first.about, first.reason);
        let begin = Command::Raise(new, Setting::plain());
        let (mut notice, mut journal) = (None::<Notice>, Vec::new());
        for (n, command) in (0..).zip(std::iter::once(begin).chain(commands)) {
            let from = notice.as_ref().map_or(NOTHING, |notice| notice.state().name());
            let to = MACHINE.target(from, verb(&command));
            let Some(said) = say(notice.as_ref(), command, &day(n)) else { continue };
            match said {
                Ok(event) => {
                    prop_assert_eq!(&told(&event), &event);
                    prop_assert!(Notice::DECLARATION.event(event.name()).is_some());
                    notice = Notice::apply(notice, &event, &header(&day(n)));
                    prop_assert_eq!(notice.as_ref().map(|n| n.state().name()), to);
                    journal.push((event, header(&day(n))));
                }
                Err(no) => prop_assert_eq!(no.failed() == &Failed::State, to.is_none()),
            }
            prop_assert_eq!(&replay(&journal), &notice);
            let notice = notice.as_ref().unwrap();
            prop_assert_eq!(&kept(notice), notice);
            // What stands in the lists of what is due, and nothing else, is open.
            let columns = notice.columns();
            for place in [1, 4] {
                prop_assert_eq!(columns[place] != Cell::NULL, notice.is_open());
            }
            // A time, a channel and a digest stand where somebody was told, and only there.
            prop_assert!(notice.state() != NoticeState::Told || notice.told().is_some());
            prop_assert!(!notice.is_open() || notice.told().is_none());
        }
    }

    #[test]
    fn a_cause_is_record_reason_and_recipient(left in raised(), right in raised()) {
        let same = (left.to, left.about, &left.reason) == (right.to, right.about, &right.reason);
        prop_assert_eq!(left.cause() == right.cause(), same);
    }

    #[test]
    fn good_words_are_taken_wherever_the_table_allows(first in raised(), n in 0_u8..4) {
        let open = by_hand(NewNotice::to(first.to, first.about, first.reason), 0);
        let (digest, reason) = (TextDigest::of("x"), || Line::new("x").unwrap());
        let channel = crate::domain::interaction::Channel::Phone;
        let notice = match n {
            0 => open,
            1 => after(&open, open.tell(channel, digest, Presence::Here, &day(1)), &day(1)),
            2 => after(&open, open.waive(reason(), &day(1)), &day(1)),
            _ => after(&open, open.erase(&day(1)), &day(1)),
        };
        let commands =
            [Command::Tell(channel, digest, Presence::Here), Command::Waive(reason()), Command::Erase];
        for command in commands {
            let verb = verb(&command);
            let taken = say(Some(&notice), command, &day(2)).is_some_and(|said| said.is_ok());
            prop_assert_eq!(taken, notice.allowed().contains(&verb));
        }
    }

    #[test]
    fn a_due_time_is_after_now_and_within_one_working_day(n in 0_i64..366) {
        let notice = by_hand(problem(), n);
        let (from, due) = (day(n).valid_at, notice.due());
        let worked = office().elapsed(from, due).unwrap();
        prop_assert!(due > from);
        // What is left of today, which was asked at midnight, and one whole day more.
        prop_assert!((9 * 3_600..=18 * 3_600).contains(&worked));
        prop_assert_eq!(due.seconds() % 86_400, 0);
    }

    #[test]
    fn words_that_were_redacted_leave_the_personal_part_erased(first in raised()) {
        let new = NewNotice::to(first.to, first.about, first.reason);
        let new = new.saying(Note::new("x").unwrap());
        let mut event = Notice::raise(new, &Setting::plain(), &office(), &day(0)).unwrap();
        event.words = Held::Erased;
        let notice = Notice::apply(None, &event, &header(&day(0))).unwrap();
        prop_assert_eq!(notice.personal(), Held::Erased);
        let waived = after(&notice, notice.waive(Line::new("x").unwrap(), &day(1)), &day(1));
        prop_assert_eq!(waived.waived_because(), Held::Erased);
    }
}

#[test]
fn every_move_of_the_table_is_made() {
    let life = prop::collection::vec(command(), 0..8);
    every_move_is_made(&MACHINE, &life, |commands| {
        let (mut notice, mut made) = (by_hand(problem(), 0), Vec::new());
        for (n, command) in (1..).zip(commands) {
            let (from, verb) = (notice.state().name(), verb(&command));
            if let Some(Ok(event)) = say(Some(&notice), command, &day(n)) {
                notice = Notice::apply(Some(notice), &event, &header(&day(n))).unwrap();
                made.push((from, verb, notice.state().name()));
            }
        }
        made
    });
}

#[test]
fn nothing_happens_to_a_notice_that_is_not_there() {
    let event = by_hand(problem(), 0).waive(Line::new("x").unwrap(), &day(1)).unwrap();
    assert_eq!(Notice::apply(None, &event, &header(&day(1))), None);
    assert_eq!(event.name(), "waived");
    assert!(
        by_hand(problem(), 0)
            .waive(Line::new("x").unwrap(), &day(0))
            .map_err(|no| no.code())
            .is_ok()
    );
}
