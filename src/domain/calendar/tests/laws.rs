//! The laws, for drawn calendars and instants, and the oracle beside them.

use proptest::prelude::*;

use super::super::strategies::{calendar_of, day_of, instant_of};
use super::super::*;
use super::oracle::{Oracle, stated};

/// A calendar and the year about which it was drawn.
fn drawn() -> impl Strategy<Value = (i32, BusinessCalendar)> {
    prop_oneof![Just(2018), Just(2026)].prop_flat_map(|year| (Just(year), calendar_of(year)))
}

fn with_instants() -> impl Strategy<Value = (BusinessCalendar, [Timestamp; 3])> {
    drawn().prop_flat_map(|(year, calendar)| {
        let instants = prop::array::uniform3(instant_of(year));
        (Just(calendar), instants)
    })
}

fn with_days() -> impl Strategy<Value = (BusinessCalendar, [Date; 3])> {
    drawn().prop_flat_map(|(year, calendar)| (Just(calendar), prop::array::uniform3(day_of(year))))
}

/// The answer, or the end of the case when the year is not known: then that is the answer.
macro_rules! known {
    ($answer:expr) => {
        match $answer {
            Ok(answer) => answer,
            Err(Unanswered::Unknown { .. }) => return Ok(()),
            Err(why) => return Err(TestCaseError::fail(why.to_string())),
        }
    };
}

fn plus_days(at: Timestamp, days: i64) -> Timestamp {
    at.plus_seconds(days * 86_400).unwrap()
}

proptest! {
    #[test]
    fn elapsed_adds_up((calendar, [a, b, c]) in with_instants()) {
        let ac = known!(calendar.elapsed(a, c));
        let ab = known!(calendar.elapsed(a, b));
        let bc = known!(calendar.elapsed(b, c));
        prop_assert_eq!(ac, ab + bc);
        prop_assert_eq!(calendar.elapsed(c, a), Ok(-ac));
        prop_assert_eq!(calendar.elapsed(a, a), Ok(0));
    }

    #[test]
    fn elapsed_grows_with_its_end_and_never_faster_than_time((calendar, [a, b, c]) in with_instants()) {
        let mut order = [a, b, c];
        order.sort();
        let [a, b, c] = order;
        let ab = known!(calendar.elapsed(a, b));
        let ac = known!(calendar.elapsed(a, c));
        let bc = known!(calendar.elapsed(b, c));
        prop_assert!(0 <= ab && ab <= ac);
        prop_assert!(bc <= ac);
        prop_assert!(ab <= b.seconds() - a.seconds());
    }

    #[test]
    fn what_is_due_has_elapsed_and_not_a_moment_earlier(
        (calendar, [a, ..]) in with_instants(),
        seconds in prop_oneof![0i64..200_000, 0i64..3_000_000],
    ) {
        let due = known!(calendar.due(a, seconds));
        prop_assert!(a <= due);
        prop_assert_eq!(calendar.elapsed(a, due), Ok(seconds));
        if seconds == 0 {
            prop_assert_eq!(due, a);
        } else {
            let earlier = Timestamp::from_micros(due.micros() - 1).unwrap();
            prop_assert_eq!(calendar.elapsed(a, earlier), Ok(seconds - 1));
        }
    }

    #[test]
    fn what_elapsed_is_due_no_later((calendar, [a, b, _]) in with_instants()) {
        let (a, b) = (a.min(b), a.max(b));
        let elapsed = known!(calendar.elapsed(a, b));
        let due = calendar.due(a, elapsed).unwrap();
        prop_assert!(due <= b);
        let last = Timestamp::from_seconds(b.seconds() - 1).unwrap();
        if last >= a && calendar.is_open(last) == Ok(true) {
            prop_assert_eq!(due.micros(), b.seconds() * 1_000_000);
        }
    }

    #[test]
    fn due_grows_with_both(
        (calendar, [a, b, _]) in with_instants(),
        less in 0i64..500_000,
        more in 0i64..500_000,
    ) {
        let (a, b) = (a.min(b), a.max(b));
        let early = known!(calendar.due(a, less));
        prop_assert!(early <= known!(calendar.due(a, less + more)));
        prop_assert!(early <= known!(calendar.due(b, less)));
    }

    #[test]
    fn a_day_without_hours_changes_nothing((calendar, [date, ..]) in with_days()) {
        let is_excepted = calendar.exceptions().iter().any(|(at, _)| *at == date);
        prop_assume!(!is_excepted && calendar.is_working_day(date) == Ok(false));
        let same = calendar.revise().close(date).version(calendar.version()).build().unwrap();
        let from = Timestamp::from_seconds(days::day_of(date) * 86_400).unwrap();
        for (since, until) in [(-20, -1), (-2, 2), (-1, 3), (1, 20)] {
            let (since, until) = (plus_days(from, since), plus_days(from, until));
            prop_assert_eq!(same.elapsed(since, until).ok(), calendar.elapsed(since, until).ok());
            prop_assert_eq!(same.due(since, 300_000).ok(), calendar.due(since, 300_000).ok());
        }
        prop_assert_eq!(same.shift_working_days(date, 5), calendar.shift_working_days(date, 5));
    }

    #[test]
    fn closing_a_working_day_takes_only_from_the_days_it_reaches((calendar, [date, ..]) in with_days()) {
        let closed = calendar.revise().lift(date).close(date).build();
        prop_assume!(closed.is_ok());
        let closed = closed.unwrap();
        let noon = Timestamp::from_seconds(days::day_of(date) * 86_400 + 43_200).unwrap();
        for (since, until) in [(-9, -2), (4, 9)] {
            let (since, until) = (plus_days(noon, since), plus_days(noon, until));
            prop_assert_eq!(closed.elapsed(since, until), calendar.elapsed(since, until));
        }
        let (since, until) = (plus_days(noon, -3), plus_days(noon, 4));
        prop_assert!(known!(closed.elapsed(since, until)) <= known!(calendar.elapsed(since, until)));
    }

    #[test]
    fn the_next_open_instant_is_open_and_nothing_before_it_is((calendar, [a, ..]) in with_instants()) {
        let open = known!(calendar.next_open(a));
        prop_assert!(a <= open);
        prop_assert_eq!(calendar.is_open(open), Ok(true));
        prop_assert_eq!(calendar.elapsed(a, open), Ok(0));
        prop_assert_eq!(open == a, calendar.is_open(a) == Ok(true));
    }

    #[test]
    fn a_shift_and_its_opposite_cancel((calendar, [date, ..]) in with_days(), n in -300i64..300) {
        let start = known!(calendar.shift_working_days(date, 0));
        let there = known!(calendar.shift_working_days(start, n));
        prop_assert_eq!(calendar.is_working_day(there), Ok(true));
        prop_assert_eq!(calendar.shift_working_days(there, -n), Ok(start));
        prop_assert_eq!(calendar.working_days_between(start, there), Ok(n));
    }

    #[test]
    fn shifts_add_up_and_keep_order(
        (calendar, [date, ..]) in with_days(), m in 0i64..60, n in 1i64..60,
    ) {
        let once = known!(calendar.shift_working_days(date, m + n));
        let first = known!(calendar.shift_working_days(date, m));
        prop_assert!(date <= first);
        // From a day off, 0 leads where 1 leads: to the next working day.
        let counted = m > 0 || calendar.is_working_day(date) == Ok(true);
        let further = if counted { n } else { n - 1 };
        prop_assert_eq!(first < once, further > 0);
        prop_assert_eq!(calendar.shift_working_days(first, further), Ok(once));
        let back = known!(calendar.shift_working_days(date, -n));
        prop_assert!(back < date);
    }

    #[test]
    fn working_days_are_those_with_hours((calendar, [a, b, c]) in with_days()) {
        let ab = known!(calendar.working_days_between(a, b));
        prop_assert_eq!(calendar.working_days_between(b, a), Ok(-ab));
        let bc = known!(calendar.working_days_between(b, c));
        prop_assert_eq!(calendar.working_days_between(a, c), Ok(ab + bc));
        let (mut date, end) = (a.min(b).to_string().parse().unwrap(), a.max(b));
        let mut counted = 0;
        while days::day_of(end) > days::day_of(super::day(&chrono::NaiveDate::to_string(&date))) {
            counted += i64::from(!stated(&calendar, date).is_empty());
            date = date.succ_opt().unwrap();
        }
        prop_assert_eq!(ab.abs(), counted);
    }

    #[test]
    fn the_order_in_which_it_is_stated_is_no_matter((_, calendar) in drawn()) {
        let mut again = BusinessCalendar::builder(calendar.zone()).version(calendar.version());
        for (date, exception) in calendar.exceptions().iter().rev() {
            again = again.except(*date, exception.clone());
        }
        for day in Weekday::ALL {
            for interval in calendar.week(day).iter().rev() {
                again = again.open([day], *interval);
            }
        }
        if let Known::Years(years) = calendar.known() {
            again = again.known_years(years.clone());
        }
        prop_assert_eq!(again.build(), Ok(calendar));
    }

    #[test]
    fn what_is_written_is_read_back((_, calendar) in drawn()) {
        let named = rmp_serde::to_vec_named(&calendar).unwrap();
        let bare = rmp_serde::to_vec(&calendar).unwrap();
        prop_assert_eq!(&rmp_serde::from_slice::<BusinessCalendar>(&named).unwrap(), &calendar);
        prop_assert_eq!(&rmp_serde::from_slice::<BusinessCalendar>(&bare).unwrap(), &calendar);
    }

    #[test]
    fn minute_by_minute_the_oracle_says_the_same(
        (calendar, [a, b, _]) in with_instants(),
        length in 0i64..6 * 86_400,
        seconds in 1i64..200_000,
    ) {
        // Two stretches of days apart from each other, so that the sums between them count too.
        for a in [a, b] {
            let until = a.plus_seconds(length).unwrap();
            let oracle = Oracle::new(&calendar, a, 9);
            if let Ok(elapsed) = calendar.elapsed(a, until) {
                prop_assert_eq!(elapsed, oracle.elapsed(a, until));
            }
            if let (Ok(due), Some(expected)) = (calendar.due(a, seconds), oracle.due(a, seconds)) {
                prop_assert_eq!(due, expected);
            }
            if let (Ok(open), Some(expected)) = (calendar.next_open(a), oracle.next_open(a)) {
                prop_assert_eq!(open, expected);
            }
            for minute in (0..2 * 1_440).step_by(7) {
                let at = a.plus_seconds(minute * 60).unwrap();
                if let Ok(open) = calendar.is_open(at) {
                    prop_assert_eq!(open, oracle.is_open(at), "{}", at);
                }
            }
        }
    }
}

/// A whole year at once, in each zone: the sums of hundreds of days and two changes of the clock.
#[test]
fn over_a_whole_year_the_oracle_says_the_same() {
    for (zone, year) in [
        ("Asia/Shanghai", 2026),
        ("Europe/Berlin", 2026),
        ("America/New_York", 2026),
        ("Australia/Lord_Howe", 2026),
        ("America/Sao_Paulo", 2018),
        ("Pacific/Apia", 2011),
        ("+05:45", 2026),
    ] {
        let calendar = BusinessCalendar::builder(zone.parse().unwrap())
            .open(Weekday::MONDAY_TO_FRIDAY, super::hours("08:30-12:00"))
            .open(Weekday::ALL, super::hours("22:00-02:30"))
            .close(super::day(&format!("{year}-05-01")))
            .open_on(super::day(&format!("{year}-11-04")), [super::hours("00:00-24:00")])
            .build()
            .unwrap();
        let from = super::at(&format!("{year}-01-02T00:00:00Z"));
        let oracle = Oracle::new(&calendar, from, 365);
        for days in [1, 59, 181, 306, 364] {
            let until = plus_days(from, days);
            let elapsed = calendar.elapsed(from, until).unwrap();
            assert_eq!(elapsed, oracle.elapsed(from, until), "{zone} {days}");
            assert_eq!(
                calendar.due(from, elapsed).ok(),
                oracle.due(from, elapsed),
                "{zone} {days}"
            );
        }
    }
}
