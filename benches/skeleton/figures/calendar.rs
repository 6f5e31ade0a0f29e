//! Working time over a month and over five years, with two hundred exceptions: the length must not
//! be felt, since nothing is stepped through.

use std::hint::black_box;

use guanxi::domain::Timestamp;
use guanxi::domain::calendar::{BusinessCalendar, Weekday};
use guanxi::domain::time::Date;

use crate::clock::cpu;
use crate::dice::among;
use crate::race::{Turn, race};
use crate::report::{Figure, Goal, Report};

const DAY: i64 = 86_400;
const BEGIN: i64 = 1_577_836_800;

fn office() -> BusinessCalendar {
    let interval = |text: &str| text.parse().expect("an interval");
    let mut builder = BusinessCalendar::builder("Asia/Shanghai".parse().expect("a zone"))
        .open(Weekday::MONDAY_TO_FRIDAY, interval("09:00-12:00"))
        .open(Weekday::MONDAY_TO_FRIDAY, interval("13:00-18:00"));
    for number in 0..200_i64 {
        let date = Timestamp::from_seconds(BEGIN + number * 9 * DAY).expect("an instant");
        let date: Date = date.to_string()[..10].parse().expect("a date");
        builder = match number % 4 {
            0 => builder.open_on(date, [interval("10:00-16:00")]),
            _ => builder.close(date),
        };
    }
    builder.build().expect("a calendar")
}

/// Nanoseconds of CPU time to sum the working time between instants so far apart.
fn asking(office: &BusinessCalendar, days: i64, times: u64) -> Turn<'_> {
    Box::new(move |_| {
        let start = cpu();
        for n in 0..times {
            let offset = i64::try_from(among(n, 81, 2_000_000)).expect("some weeks");
            let from = Timestamp::from_seconds(BEGIN + offset).expect("an instant");
            let until = from.plus_seconds(days * DAY).expect("an instant");
            black_box(office.elapsed(from, until).expect("known years"));
        }
        cpu().saturating_sub(start).as_secs_f64() * 1e9 / times as f64
    })
}

pub(crate) fn report(rounds: usize, times: u64, report: &mut Report) {
    let office = office();
    let [years, month] =
        race(rounds, [asking(&office, 5 * 365 - 60, times), asking(&office, 30, times)]);
    report.add(Figure {
        what: "working time over five years, beside that over a month".to_owned(),
        found: format!("{:.0} ns; a month {:.0}", years.median(), month.median()),
        measured: years.over(&month),
        unit: "x",
        goal: Goal::AtMost(5.0),
    });
}
