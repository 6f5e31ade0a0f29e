//! The laws of series of meetings.

use chrono::{Datelike, NaiveDate, TimeDelta};
use proptest::prelude::*;

use super::*;
use crate::domain::Date;
use crate::domain::declaration::Cell;
use crate::domain::kept::{kept, told};
use crate::domain::meeting_series::strategies::{
    Command, command, every, new_series, new_series_on,
};
use crate::domain::refusal::Failed;
use crate::domain::time::strategies::time_of_day;
use crate::domain::walked::every_move_is_made;

fn say(
    series: &MeetingSeries,
    command: Command,
    n: u128,
    stamp: &Stamp,
) -> Result<Event<MeetingSeries>, SeriesRefusal> {
    match command {
        Command::Held(off, wrong) => {
            let planned = series.next().unwrap_or(stamp.valid_at);
            let when = planned.plus_seconds(off * 3_600).unwrap_or(planned);
            let mut held = HeldMeeting::of(&meeting(100 + n, when), wrong == 1);
            held.client = held.client.filter(|_| wrong != 2);
            held.is_touch = wrong != 3;
            series.held(&held, stamp)
        }
        Command::Missed => series.missed(stamp),
        Command::Skip(reason) => series.skip(reason, stamp),
        Command::End(reason) => series.end(reason, stamp),
        Command::Erase => series.erase(stamp),
    }
}

fn verb(command: &Command) -> &'static str {
    match command {
        Command::Held(..) => "held",
        Command::Missed => "missed",
        Command::Skip(_) => "skip",
        Command::End(_) => "end",
        Command::Erase => "erase",
    }
}

fn recent() -> impl Strategy<Value = Date> {
    (20_400_i32..20_700).prop_map(|days| Date::from_days(days).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_journal_replayed_is_the_record_and_every_meeting_is_settled_once(
        new in new_series_on(recent()),
        commands in prop::collection::vec((command(), 0_i64..900), 0..25),
    ) {
        let begun = stamp(at("2026-01-01T00:00:00Z"));
        let event = MeetingSeries::start(new, &client(), &begun).unwrap();
        let mut series = MeetingSeries::apply(None, &event, &header(&begun, id().id())).unwrap();
        let mut journal = vec![(event, header(&begun, id().id()))];
        let (mut now, mut outcomes) = (at("2026-06-01T00:00:00Z"), Vec::new());
        for (n, (command, hours)) in (0..).zip(commands) {
            now = now.plus_seconds(hours * 3_600).unwrap();
            let from = series.state().name();
            let (to, verb) = (MACHINE.target(from, verb(&command)), verb(&command));
            match say(&series, command, n, &stamp(now)) {
                Ok(event) => {
                    prop_assert_eq!(&told(&event), &event);
                    prop_assert!(MeetingSeries::DECLARATION.event(event.name()).is_some());
                    if let SeriesEvent::Settled(meeting) = &event.what {
                        prop_assert_eq!(meeting.number, series.settled());
                        prop_assert_eq!(Some(meeting.planned), series.next());
                        outcomes.push(meeting.outcome);
                    }
                    let entry = header(&stamp(now), id().id());
                    series = MeetingSeries::apply(Some(series), &event, &entry).unwrap();
                    prop_assert_eq!(Some(series.state().name()), to);
                    journal.push((event, entry));
                }
                Err(no) => {
                    prop_assert_eq!(no.failed() == &Failed::State, to.is_none());
                    prop_assert_eq!(to.is_some(), series.allowed().contains(&verb));
                }
            }
            let replayed = journal.iter().fold(None, |before, (event, entry)| {
                MeetingSeries::apply(before, event, entry)
            });
            prop_assert_eq!(replayed.as_ref(), Some(&series));
            prop_assert_eq!(&kept(&series), &series);
            prop_assert_eq!(usize::try_from(series.settled()).unwrap(), outcomes.len());
            // The row of missed ones, counted from the end.
            let row = outcomes
                .iter()
                .rev()
                .take_while(|outcome| !matches!(outcome, Outcome::Held(_)))
                .filter(|outcome| **outcome == Outcome::Missed)
                .count();
            prop_assert_eq!(usize::try_from(series.missed_in_a_row()).unwrap(), row);
            prop_assert_eq!(series.signal(now).is_some(), row >= 2);
            prop_assert_eq!(series.columns()[1] != Cell::NULL, series.next().is_some());
        }
    }

    #[test]
    fn meetings_are_planned_from_the_first_and_never_from_the_last(
        every in every(),
        first in recent(),
        time in time_of_day(),
        n in 0_u32..60,
    ) {
        let civil = crate::domain::Civil { date: first, time };
        let planned = every.nth(civil, "UTC".parse().unwrap(), n).unwrap();
        let from: NaiveDate = first.to_string().parse().unwrap();
        let steps = i64::from(n) * i64::from(every.number());
        let date = match every.unit() {
            SeriesUnit::Day => from + TimeDelta::days(steps),
            SeriesUnit::Week => from + TimeDelta::weeks(steps),
            SeriesUnit::Month => {
                // The month is stepped to; its last day stands for one that it lacks.
                let months = i64::from(from.year()) * 12 + i64::from(from.month0()) + steps;
                let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
                let of = |day| {
                    let (year, month) = (year.try_into().unwrap(), month.try_into().unwrap());
                    NaiveDate::from_ymd_opt(year, month, day)
                };
                (1..=from.day()).rev().find_map(of).unwrap()
            }
        };
        let days = i64::from(date.num_days_from_ce()) - 719_163;
        prop_assert_eq!(planned.micros(), days * 86_400_000_000 + time.micros());
        let next = every.nth(civil, "Europe/Berlin".parse().unwrap(), n + 1);
        prop_assert!(next > every.nth(civil, "Europe/Berlin".parse().unwrap(), n));
    }

    #[test]
    fn words_that_were_redacted_leave_the_personal_part_erased(new in new_series()) {
        let begun = stamp(at("2026-01-01T00:00:00Z"));
        let mut event = MeetingSeries::start(new, &client(), &begun).unwrap();
        event.words = Held::Erased;
        let series = MeetingSeries::apply(None, &event, &header(&begun, id().id())).unwrap();
        prop_assert_eq!(series.personal(), Held::Erased);
    }
}

#[test]
fn every_move_of_the_table_is_made() {
    let life = prop::collection::vec(command(), 0..12);
    every_move_is_made(&MACHINE, &life, |commands| {
        let (mut series, mut made) = (weekly(), Vec::new());
        let mut now = at("2026-06-01T00:00:00Z");
        for (n, command) in (0..).zip(commands) {
            now = now.plus_seconds(7 * 86_400).unwrap();
            let (from, verb) = (series.state().name(), verb(&command));
            if let Ok(event) = say(&series, command, n, &stamp(now)) {
                let entry = header(&stamp(now), id().id());
                series = MeetingSeries::apply(Some(series), &event, &entry).unwrap();
                made.push((from, verb, series.state().name()));
            }
        }
        made
    });
}

#[test]
fn nothing_happens_to_a_series_that_is_not_there() {
    let day = at("2026-06-01T00:00:00Z");
    let event = weekly().missed(&stamp(day)).unwrap();
    assert_eq!(MeetingSeries::apply(None, &event, &header(&stamp(day), id().id())), None);
}
