//! Series of meetings, told.

use super::*;
use crate::domain::cadence::SignalReason;
use crate::domain::notice::Reason;
use crate::domain::refusal::Refused;
use crate::domain::staff::NewStaff;
use crate::domain::{Invalid, Staff, StaffId};

fn anna() -> Staff {
    let id = StaffId::from_uuid(Uuid::from_u128(11));
    let stamp = stamp(at("2026-01-01T00:00:00Z"));
    let event = Staff::enrol(id, NewStaff::named("王安娜").unwrap(), None, &[], &stamp).unwrap();
    let entry = Header { stream: Stream::staff(id), ..header(&stamp, id.id()) };
    Staff::apply(None, &event, &entry).unwrap()
}

#[test]
fn a_weekly_meeting_is_held_skipped_and_missed() {
    let series = weekly();
    assert_eq!(
        (series.state(), series.next()),
        (SeriesState::Running, Some(at("2026-05-08T10:00:00Z")))
    );
    let day = at("2026-05-08T12:00:00Z");
    let first = meeting(21, at("2026-05-08T10:05:00Z"));
    let series = after(&series, series.held(&HeldMeeting::of(&first, false), &stamp(day)), day);
    assert_eq!((series.held_so_far(), series.next()), (1, Some(at("2026-05-15T10:00:00Z"))));
    let series = after(&series, series.skip(line("客户放假"), &stamp(day)), day);
    assert_eq!(series.reason(), Held::Known(Some(&line("客户放假"))));
    assert_eq!(series.next(), Some(at("2026-05-22T10:00:00Z")));

    let no = series.missed(&stamp(day)).unwrap_err();
    assert_eq!((no.code(), no.verb()), ("meeting_series.not_yet", "missed"));
    let june = at("2026-06-06T00:00:00Z");
    let once = after(&series, series.missed(&stamp(june)), june);
    assert_eq!((once.missed_in_a_row(), once.signal(june)), (1, None));
    let said = once.missed(&stamp(june));
    let twice = after(&once, said.clone(), june);
    let raised = twice.raises(&said.unwrap(), Some(&anna()), june);
    assert_eq!((raised.len(), &raised[0].reason), (1, &Reason::Meeting));
    let signal = twice.signal(june).unwrap();
    assert_eq!(
        (signal.reason, signal.since),
        (SignalReason::MeetingsMissed, at("2026-05-22T10:00:00Z"))
    );

    // One that is skipped does not end the row, one that is held does.
    let skipped = after(&twice, twice.skip(line("x"), &stamp(june)), june);
    assert_eq!(skipped.missed_in_a_row(), 2);
    let held = meeting(22, at("2026-06-12T10:00:00Z"));
    let later = at("2026-06-12T12:00:00Z");
    let held = after(&skipped, skipped.held(&HeldMeeting::of(&held, false), &stamp(later)), later);
    assert_eq!((held.missed_in_a_row(), held.signal(later)), (0, None));

    let ended = after(&held, held.end(line("项目结束"), &stamp(later)), later);
    assert_eq!((ended.next(), ended.allowed()), (None, vec!["erase"]));
}

#[test]
fn what_tells_of_a_meeting_must_be_one_with_this_client() {
    let (series, day) = (weekly(), at("2026-05-30T12:00:00Z"));
    let code = |held: &HeldMeeting| series.held(held, &stamp(day)).map_err(|no| no.code()).err();
    let there = meeting(21, at("2026-05-08T10:00:00Z"));
    let good = HeldMeeting::of(&there, false);
    assert_eq!(code(&good), None);
    assert_eq!(code(&HeldMeeting::of(&there, true)), Some("meeting_series.not_standing"));
    let other = HeldMeeting { client: None, ..good };
    assert_eq!(code(&other), Some("meeting_series.other_client"));
    let alone = HeldMeeting { is_touch: false, ..good };
    assert_eq!(code(&alone), Some("meeting_series.not_a_touch"));
    let next_week = meeting(22, at("2026-05-15T10:00:00Z"));
    let too_late = HeldMeeting::of(&next_week, false);
    assert_eq!(code(&too_late), Some("meeting_series.earlier_open"));
    let second = after(&series, series.held(&good, &stamp(day)), day);
    let no = second.held(&good, &stamp(day)).unwrap_err();
    assert_eq!(no.code(), "meeting_series.same_meeting");
    let before = HeldMeeting { id: InteractionId::from_uuid(Uuid::from_u128(5)), ..good };
    assert_eq!(second.held(&before, &stamp(day)).unwrap_err().code(), "meeting_series.not_yet");
    let no = second.end(line("x"), &stamp(at("2026-05-01T00:00:00Z"))).unwrap_err();
    assert_eq!(no.code(), "meeting_series.before_last");
}

#[test]
fn a_series_is_with_a_client_that_is_worked_with() {
    let stamp = stamp(at("2026-01-02T00:00:00Z"));
    let event = client().archive(line("x"), &[], &stamp).unwrap();
    let gone = Client::apply(Some(client()), &event, &header(&stamp, hua().id())).unwrap();
    let first = "2026-05-08T10:00".parse().unwrap();
    let new = NewSeries::of("周会", Every::week(), first, "UTC".parse().unwrap()).unwrap();
    let no = MeetingSeries::start(new, &gone, &stamp).unwrap_err();
    assert_eq!(no.code(), "meeting_series.client_not_active");
    assert_eq!(
        NewSeries::of(" ", Every::week(), first, "UTC".parse().unwrap()),
        Err(Invalid::Empty { field: "title" })
    );
    assert!(Every::new(367, SeriesUnit::Day).is_err());
}

#[test]
fn a_series_that_reaches_the_end_of_time_has_no_next_meeting() {
    let first = "9999-12-30T10:00".parse().unwrap();
    let series = started(NewSeries::of("x", Every::week(), first, "UTC".parse().unwrap()).unwrap());
    let day = at("2026-06-01T00:00:00Z");
    let series = after(&series, series.skip(line("x"), &stamp(day)), day);
    assert_eq!(series.next(), None);
    assert_eq!(series.skip(line("x"), &stamp(day)).unwrap_err().code(), "meeting_series.none_left");
    assert!(series.end(line("x"), &stamp(day)).is_ok());
}
