//! Contents that make no calendar, also when they are read back.

use super::*;
use crate::domain::{Invalid, Lang};

fn refused(calendar: Builder) -> CalendarRefusal {
    calendar.build().unwrap_err()
}

#[test]
fn overlapping_hours_are_refused_and_touching_ones_are_not() {
    let utc = || BusinessCalendar::builder("UTC".parse().unwrap());
    let monday = [Weekday::Monday];
    let overlap = |day| CalendarRefusal::Overlap { day };
    let twice = utc().open(monday, hours("09:00-12:00")).open(monday, hours("11:59-13:00"));
    assert_eq!(refused(twice), overlap(Weekday::Monday));
    let same = utc().open(monday, hours("09:00-12:00")).open(monday, hours("09:00-12:00"));
    assert_eq!(refused(same), overlap(Weekday::Monday));
    let touching = utc().open(monday, hours("09:00-12:00")).open(monday, hours("12:00-13:00"));
    assert!(touching.build().is_ok());
    let sunday_night = utc().open([Weekday::Sunday], hours("22:00-06:00"));
    let clash = sunday_night.clone().open(monday, hours("05:59-07:00"));
    assert_eq!(refused(clash), overlap(Weekday::Sunday));
    assert!(sunday_night.open(monday, hours("06:00-07:00")).build().is_ok());
    let date = day("2026-03-06");
    let clash = office("UTC").open_on(date, [hours("10:00-12:00"), hours("09:00-10:01")]);
    assert_eq!(refused(clash), CalendarRefusal::OverlapOn { date });
}

#[test]
fn a_calendar_that_is_never_open_is_refused() {
    let never = |from: &str| CalendarRefusal::NeverOpen { from: day(from) };
    let utc = || BusinessCalendar::builder("UTC".parse().unwrap());
    assert_eq!(refused(utc()), never("1900-01-01"));
    assert_eq!(refused(utc().known_years(2026..=2026)), never("2026-01-01"));
    let fair = utc().open_on(day("2026-04-01"), [hours("09:00-17:00")]);
    assert_eq!(refused(fair.clone()), never("1900-01-01"));
    assert_eq!(refused(fair.clone().known_years(2026..=2028)), never("2026-04-02"));
    assert!(fair.known_years(2026..=2026).build().is_ok());
    let twice = |second: &str| {
        let first = utc().open_on(day("2026-01-01"), [hours("09:00-17:00")]);
        first.open_on(day(second), [hours("09:00-17:00")]).known_years(2026..=2027)
    };
    assert!(twice("2027-01-02").build().is_ok(), "365 days between them");
    assert_eq!(refused(twice("2027-01-03")), never("2026-01-02"));
    // Open on Mondays, and 52 Mondays in a row closed: 370 days.
    let mondays = |count: i64| {
        let first = days::day_of(day("2026-03-02"));
        let dates = (0..count).map(|week| days::date_of(first + week * 7).unwrap());
        let open = utc().open([Weekday::Monday], hours("09:00-17:00"));
        dates.fold(open, Builder::close)
    };
    assert!(mondays(51).build().is_ok());
    assert_eq!(refused(mondays(52)), never("2026-02-24"));
}

#[test]
fn lists_years_and_versions_have_bounds() {
    let too_many = |field, limit| CalendarRefusal::Invalid(Invalid::TooMany { field, limit });
    let minutes = |count: u16| (0..count).map(|n| Interval::new(n * 10, n * 10 + 5).unwrap());
    let date = day("2026-03-07");
    assert!(office("UTC").open_on(date, minutes(24)).build().is_ok());
    let crowded = office("UTC").open_on(date, minutes(25));
    assert_eq!(refused(crowded), too_many("intervals of a day", MAX_INTERVALS));
    let many = |count: i64| {
        let dates = (0..count).filter_map(days::date_of);
        dates.fold(office("UTC"), |office, date| office.open_on(date, [hours("09:00-10:00")]))
    };
    assert!(many(10_000).build().is_ok());
    assert_eq!(refused(many(10_001)), too_many("exceptions", MAX_EXCEPTIONS));
    for years in [1899..=2026, 2026..=10_000, i32::MIN..=i32::MAX] {
        assert_eq!(refused(office("UTC").known_years(years)).code(), "invalid.range");
    }
    #[expect(clippy::reversed_empty_ranges, reason = "this is what is refused")]
    let backwards = office("UTC").known_years(2027..=2026);
    assert_eq!(refused(backwards).code(), "invalid.empty");
    assert_eq!(refused(office("UTC").version(0)).code(), "invalid.range");
    let last = office("UTC").version(u32::MAX).build().unwrap();
    assert_eq!(refused(last.revise()).code(), "invalid.range");
}

#[test]
fn an_exception_stands_once_has_hours_and_lies_in_the_known_years() {
    let date = day("2026-05-01");
    assert_eq!(refused(office("UTC").close(date).close(date)), CalendarRefusal::Twice { date });
    assert!(office("UTC").close(date).lift(date).close(date).build().is_ok());
    assert_eq!(refused(office("UTC").open_on(date, [])).code(), "invalid.empty");
    let date = day("2025-12-30");
    let early = office("UTC").known_years(2026..=2026).close(date);
    assert_eq!(refused(early), CalendarRefusal::NotKnown { date });
    let eve = office("UTC").known_years(2026..=2026).close(day("2025-12-31"));
    assert!(eve.build().is_ok());
    let date = day("2027-01-01");
    let late = office("UTC").known_years(2026..=2026).close(date);
    assert_eq!(refused(late), CalendarRefusal::NotKnown { date });
}

#[test]
fn reading_back_goes_through_the_same_checks() {
    let good = office("Asia/Shanghai").known_years(2026..=2027).close(day("2026-05-01"));
    let mut content = good.clone().build().map(Content::from).unwrap();
    let read = |content: &Content| {
        let bytes = rmp_serde::to_vec_named(content).unwrap();
        rmp_serde::from_slice::<BusinessCalendar>(&bytes).map_err(|why| why.to_string())
    };
    assert_eq!(read(&content), Ok(good.build().unwrap()));
    let exception = content.exceptions.first().cloned().unwrap();
    content.exceptions.push(exception);
    assert!(read(&content).unwrap_err().contains("2026-05-01 has two exceptions"));
    content.exceptions.clear();
    content.week = Default::default();
    assert!(read(&content).unwrap_err().contains("no working hours for 366 days"));
}

#[test]
fn every_no_has_a_code_and_both_languages() {
    let date = day("2026-05-01");
    let refusals = [
        CalendarRefusal::Invalid(Invalid::Empty { field: "interval" }),
        CalendarRefusal::Overlap { day: Weekday::Monday },
        CalendarRefusal::OverlapOn { date },
        CalendarRefusal::Twice { date },
        CalendarRefusal::NotKnown { date },
        CalendarRefusal::NeverOpen { from: date },
    ];
    let said = refusals.map(|why| (why.code(), why.explain(Lang::Zh), why.explain(Lang::En)));
    let unanswered =
        [Unanswered::Unknown { year: 2027 }, Unanswered::OutOfTime, Unanswered::Negative];
    let also = unanswered.map(|why| (why.code(), why.explain(Lang::Zh), why.explain(Lang::En)));
    let mut codes = std::collections::BTreeSet::new();
    for (code, zh, en) in said.iter().chain(&also) {
        assert!(codes.insert(*code), "{code} twice");
        assert!(zh.chars().any(|c| c > '\u{4e00}'), "{code}: {zh}");
        assert!(
            en.is_ascii() && en.chars().next().is_some_and(char::is_lowercase)
                || en.starts_with("2026"),
            "{code}: {en}"
        );
    }
}
