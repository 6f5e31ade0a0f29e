//! Strategies that draw intervals, days and whole calendars, for property tests.
//!
//! What is drawn lies near the days on which zones change their clocks more often than not.

use proptest::prelude::*;

use crate::domain::Timestamp;
use crate::domain::time::{Date, Zone, strategies};

use super::days::{date_of, new_year};
use super::{BusinessCalendar, Interval, Weekday};

const ZONES: &[&str] = &[
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "+05:45",
    "-03:00",
];

/// Draws intervals, one in three of which crosses midnight.
pub fn interval() -> impl Strategy<Value = Interval> {
    let length = prop_oneof![1u16..=240, 1u16..=1_440];
    (0u16..1_440, length).prop_filter_map("an interval is not empty", |(start, length)| {
        let end = start + length;
        let end = if end > 1_440 { end - 1_440 } else { end };
        Interval::new(start, end).ok()
    })
}

/// Draws zones, most of them without changes of the clock, with changes of an hour, of half an hour
/// or at midnight, or fixed.
pub fn zone() -> impl Strategy<Value = Zone> {
    let named = prop::sample::select(ZONES);
    let named = named.prop_filter_map("a zone that is known", |name| name.parse().ok());
    prop_oneof![3 => named, 1 => strategies::zone()]
}

/// Draws days of a year from 1900 to 9999.
pub fn day_of(year: i32) -> impl Strategy<Value = Date> {
    // Days of the year, from 0, about which some zone changed its clock in 2018 or 2026.
    let changes = prop::sample::select(&[0i64, 48, 66, 87, 94, 276, 297, 304, 307, 364][..]);
    let near = (changes, -4i64..=4).prop_map(|(change, by)| (change + by).clamp(0, 364));
    prop_oneof![3 => near, 1 => 0i64..365]
        .prop_filter_map("a day of the year", move |day| date_of(new_year(year) + day))
}

/// Draws instants of a year, by UTC.
pub fn instant_of(year: i32) -> impl Strategy<Value = Timestamp> {
    let within = prop_oneof![
        (0i64..1_440).prop_map(|minute| minute * 60_000_000),
        (0i64..86_400).prop_map(|second| second * 1_000_000),
        0i64..86_400_000_000,
    ];
    (day_of(year), within).prop_filter_map("an instant", |(date, micros)| {
        let midnight = i64::from(date.days()) * 86_400_000_000;
        Timestamp::from_micros(midnight + micros).ok()
    })
}

/// Draws calendars of 2026.
pub fn calendar() -> impl Strategy<Value = BusinessCalendar> {
    calendar_of(2026)
}

/// Draws calendars with exceptions in one year from 1901 to 9998, some of which know only that year,
/// some those about it, some all.
pub fn calendar_of(year: i32) -> impl Strategy<Value = BusinessCalendar> {
    let hours = || prop::collection::vec(interval(), 0..4);
    let week = prop::collection::vec(hours(), 7);
    let exceptions = prop::collection::btree_map(day_of(year), hours(), 0..24);
    let known = prop_oneof![1 => Just(None), 4 => (0..=1).prop_map(Some)];
    (zone(), week, exceptions, known, 1u32..9).prop_filter_map(
        "a calendar",
        move |(zone, week, exceptions, known, version)| {
            let mut calendar = BusinessCalendar::builder(zone).version(version);
            for (day, interval) in of_the_week(&week) {
                calendar = calendar.open([day], interval);
            }
            for (date, hours) in exceptions {
                let hours = apart(hours);
                calendar = if hours.is_empty() {
                    calendar.close(date)
                } else {
                    calendar.open_on(date, hours)
                };
            }
            if let Some(about) = known {
                calendar = calendar.known_years(year - about..=year + about);
            }
            calendar.build().ok()
        },
    )
}

/// Those of a day's intervals that do not overlap an earlier one of the list.
fn apart(drawn: Vec<Interval>) -> Vec<Interval> {
    let mut kept: Vec<Interval> = Vec::new();
    for new in drawn {
        let (start, end) = new.seconds();
        let free = |old: &Interval| old.seconds().1 <= start || end <= old.seconds().0;
        if kept.iter().all(free) {
            kept.push(new);
        }
    }
    kept
}

/// Those of a week's intervals that do not overlap an earlier one, also over the week's end.
fn of_the_week(drawn: &[Vec<Interval>]) -> Vec<(Weekday, Interval)> {
    let week = 7 * 86_400;
    let mut kept: Vec<(Weekday, Interval)> = Vec::new();
    let at = |day: Weekday, interval: Interval| {
        let midnight = Weekday::ALL.iter().take_while(|d| **d != day).map(|_| 86_400).sum::<i64>();
        let (start, end) = interval.seconds();
        (midnight + start, midnight + end)
    };
    for (day, intervals) in Weekday::ALL.iter().zip(drawn) {
        for new in intervals {
            let (start, end) = at(*day, *new);
            let free = kept.iter().all(|(old_day, old)| {
                let (from, until) = at(*old_day, *old);
                [-week, 0, week].iter().all(|by| until + by <= start || end <= from + by)
            });
            if free {
                kept.push((*day, *new));
            }
        }
    }
    kept
}
