//! Nothing steps: a question about years costs what one about an hour costs.

use std::hint::black_box;
use std::time::{Duration, Instant};

use super::super::counter::count;
use super::*;

/// An office in Berlin with 200 exceptions between 2020 and 2030.
fn busy(known: bool) -> BusinessCalendar {
    let first = days::day_of(day("2020-01-01"));
    let dates = (0..200).map(|n| days::date_of(first + n * 20).unwrap());
    let busy = dates.fold(office("Europe/Berlin"), |office, date| {
        office.open_on(date, [hours("20:00-02:00"), hours("07:00-08:00")])
    });
    let busy = if known { busy.known_years(2020..=2030) } else { busy };
    busy.build().unwrap()
}

#[test]
fn a_question_looks_at_the_same_number_of_days_whatever_it_spans() {
    for calendar in [busy(true), busy(false)] {
        let from = at("2025-03-03T08:30:00+01:00");
        for days in [0, 1, 30, 365, 5 * 365] {
            let until = from.plus_seconds(days * 86_400).unwrap();
            let elapsed = calendar.elapsed(from, until).unwrap();
            assert!(count(|| calendar.elapsed(from, until)) <= 2);
            assert!(count(|| calendar.due(from, elapsed)) <= 2);
            assert!(count(|| calendar.next_open(until)) <= 2);
            assert!(count(|| calendar.is_open(until)) <= 2);
            let date = days::date_of(days::day_of(day("2025-03-03")) + days).unwrap();
            assert!(count(|| calendar.shift_working_days(date, days / 8)) <= 2);
        }
    }
}

#[test]
#[ignore = "prints how long questions take; run it with --release and --nocapture"]
fn how_long_questions_take() {
    for (name, known) in [("years 2020 to 2030", true), ("always", false)] {
        println!("{name}");
        let calendar = busy(known);
        let from = at("2021-03-03T08:30:00+01:00");
        let until = |days: i64| from.plus_seconds(days * 86_400).unwrap();
        let (month, years) = (until(30), until(5 * 365));
        let elapsed = |until| black_box(calendar.elapsed(black_box(from), until));
        let one = time("elapsed over a month", || elapsed(month));
        let five = time("elapsed over five years", || elapsed(years));
        println!("{:<32} {:.2}", "ratio", five / one);
        let due = |seconds| black_box(calendar.due(black_box(from), seconds));
        let (short, long) = (elapsed(month).unwrap(), elapsed(years).unwrap());
        let one = time("due within a month", || due(short));
        let five = time("due within five years", || due(long));
        println!("{:<32} {:.2}", "ratio", five / one);
    }
    for (name, known) in [("making one for eleven years", true), ("making one for always", false)] {
        time(name, || busy(known));
    }
    let office = office("Asia/Shanghai").known_years(2026..=2026);
    time("making one for one year", || office.clone().build());
}

/// The seconds that this work takes, the best of seven runs.
fn time<T>(what: &str, work: impl Fn() -> T) -> f64 {
    let rounds = 1_000u32;
    let mut best = Duration::MAX;
    for _ in 0..7 {
        let begun = Instant::now();
        for _ in 0..rounds {
            black_box(work());
        }
        best = best.min(begun.elapsed() / rounds);
    }
    println!("{what:<32} {best:?}");
    best.as_secs_f64()
}
