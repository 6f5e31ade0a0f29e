//! Sequences, told.

use super::*;
use crate::domain::Invalid;
use crate::domain::refusal::Refused;

#[test]
fn a_follow_up_goes_on_until_the_wanted_answer_comes() {
    let sequence = started(renewal());
    assert_eq!((sequence.next_due(), sequence.steps().len()), (Some(hour(0).valid_at), 3));
    let sequence = after(&sequence, sequence.step_done(&hour(2)), 2);
    assert_eq!(sequence.next_step().unwrap().0, 1);
    assert_eq!(sequence.next_due(), Some(hour(74).valid_at));
    // Not now: the call is left out, and they are asked again in a month.
    let sequence = after(&sequence, sequence.answered(Reply::Later, &hour(10)), 10);
    assert_eq!(
        (sequence.next_step().unwrap().0, sequence.next_due()),
        (2, Some(hour(730).valid_at))
    );
    let won = after(&sequence, sequence.answered(Reply::Yes, &hour(20)), 20);
    assert_eq!((won.state(), won.next_due()), (SequenceState::Achieved, None));
    assert_eq!(won.allowed(), ["erase"]);
    assert_eq!(won.answered(Reply::No, &hour(21)).unwrap_err().code(), "state");

    let last = after(&sequence, sequence.step_done(&hour(730)), 730);
    assert_eq!((last.state(), last.steps_done()), (SequenceState::Exhausted, 2));
    let late = after(&last, last.answered(Reply::Yes, &hour(999)), 999);
    assert_eq!(late.state(), SequenceState::Achieved);
}

#[test]
fn where_no_step_is_for_the_answer_nothing_is_due_until_another_comes_or_it_is_stopped() {
    let sequence = started(renewal());
    let sequence = after(&sequence, sequence.step_done(&hour(1)), 1);
    let sequence = after(&sequence, sequence.answered(Reply::Question, &hour(2)), 2);
    assert_eq!((sequence.is_running(), sequence.next_due()), (true, None));
    let no = sequence.step_done(&hour(3)).unwrap_err();
    assert_eq!((no.code(), no.verb()), ("sequence.nothing_to_do", "step_done"));
    let again = after(&sequence, sequence.answered(Reply::Later, &hour(3)), 3);
    assert_eq!(again.next_step().unwrap().0, 2);
    let stopped = after(&sequence, sequence.stop(line("换了负责人"), &hour(3)), 3);
    assert_eq!(stopped.reason(), Held::Known(Some(&line("换了负责人"))));
    assert_eq!(stopped.state(), SequenceState::Stopped);
    let no = sequence.answered(Reply::Yes, &hour(1)).unwrap_err();
    assert_eq!(no.code(), "sequence.before_last");
    assert!(sequence.answered(Reply::Yes, &hour(2)).is_ok(), "in the same instant");
}

#[test]
fn a_sequence_needs_a_client_a_step_and_somebody_who_is_there() {
    let start = |new, client: &Client, contact| {
        Sequence::start(new, client, contact, &hour(0)).map_err(|no| no.code()).err()
    };
    let empty = NewSequence::towards("renewal", Reply::Yes).unwrap();
    assert!(empty.is_empty());
    assert_eq!(start(empty, &client(), Presence::Here), Some("sequence.no_steps"));
    let li = ContactId::from_uuid(Uuid::from_u128(9));
    let for_li = || renewal().with(li);
    assert_eq!(for_li().contact(), Some(li));
    for gone in [Presence::Left, Presence::Stranger] {
        assert_eq!(start(for_li(), &client(), gone), Some("sequence.contact_not_there"));
        assert_eq!(start(renewal(), &client(), gone), None);
    }
    let event = client().archive(line("x"), &[], &hour(1)).unwrap();
    let entry = header(&hour(1), hua().id());
    let archived = Client::apply(Some(client()), &event, &entry).unwrap();
    let no = start(renewal(), &archived, Presence::Here);
    assert_eq!(no, Some("sequence.client_not_active"));
    let long = renewal().step(8_785, Condition::Always, Channel::Phone, "x");
    assert_eq!(long, Err(Invalid::Range { field: "hours", low: 0, high: 8_784 }));
    let many =
        (0..62).try_fold(renewal(), |new, _| new.step(1, Condition::Always, Channel::Phone, "x"));
    assert_eq!(many, Err(Invalid::TooMany { field: "steps", limit: 64 }));
    assert!(NewSequence::towards("Renewal!", Reply::Yes).is_err());
}
