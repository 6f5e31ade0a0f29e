//! Time by example: the days on which software goes wrong.

use super::super::*;
use crate::domain::Invalid;

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

fn zone(text: &str) -> Zone {
    text.parse().expect("a zone")
}

fn occurs(place: &str, civil: &str) -> Occurrence {
    zone(place).occurrence(civil.parse().expect("a civil time")).expect("in range")
}

#[test]
fn days_that_do_not_exist_are_turned_away() {
    for text in [
        "0000-00-00",
        "2023-02-29",
        "1900-02-29",
        "1899-12-31",
        "10000-01-01",
        "2026-13-01",
        "2026-00-10",
        "2026-04-31",
        "2026-4-3",
        " 2026-04-03",
        "2026-04-03 ",
        "2026/04/03",
        "20260403",
        "+2026-04-03",
        "-2026-04-03",
        "２０２６-04-03",
        "2026-04-03T00:00",
        "",
    ] {
        assert!(matches!(text.parse::<Date>(), Err(Invalid::Date { field: "date", .. })), "{text}");
        assert!(matches!(text.parse::<Birthday>(), Err(Invalid::Date { field: "birthday", .. })));
    }
    assert!(Date::new(2026, 2, 30).is_err() && Date::new(i32::MAX, u32::MAX, u32::MAX).is_err());
    assert_eq!(day("1900-01-01").plus_days(-1).map_err(|why| why.code()), Err("invalid.date"));
    assert_eq!(day("9999-12-31").plus_days(1).map_err(|why| why.code()), Err("invalid.date"));
    assert!(Date::from_days(i32::MIN).is_err() && Date::from_days(i32::MAX).is_err());
}

#[test]
fn instants_reach_from_1900_to_9999() {
    assert_eq!(at("1900-01-01T00:00:00Z"), Timestamp::MIN);
    assert_eq!(at("9999-12-31T23:59:59.999999Z"), Timestamp::MAX);
    for text in [
        "1899-12-31T23:59:59Z",
        "9999-12-31T23:59:59-00:01",
        "2026-05-03T09:30:00",
        "2026-05-03",
        "2026-02-29T00:00:00Z",
        "now",
        "",
    ] {
        assert!(matches!(text.parse::<Timestamp>(), Err(Invalid::Date { .. })), "{text}");
    }
    assert!(Timestamp::from_micros(Timestamp::MIN.micros() - 1).is_err());
    assert!(Timestamp::from_seconds(i64::MAX).is_err());
    assert!(Timestamp::MAX.plus_seconds(i64::MIN).is_err());
    assert_eq!(Timestamp::from_micros(-1).map(Timestamp::seconds), Ok(-1));
}

#[test]
fn a_month_has_the_days_it_has() {
    let anchor = day("2024-01-31");
    let series = (0..5).map(|n| anchor.nth_month(n).expect("in range").to_string());
    let expected = ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"];
    assert!(series.eq(expected));
    assert_eq!(day("2024-02-29").nth_year(-4), Ok(day("2020-02-29")));
    assert_eq!(day("2024-02-29").nth_year(1), Ok(day("2025-02-28")));
    assert_eq!(day("2025-12-31").nth_month(2), Ok(day("2026-02-28")));
    assert!(day("2026-01-01").nth_month(i32::MAX).is_err());
    assert!(day("2026-01-01").nth_year(i32::MIN).is_err());
    assert_eq!(day("9999-12-31").nth_month(0), Ok(day("9999-12-31")));
}

#[test]
fn clocks_put_forward_skip_an_hour() {
    let next = at("2026-03-29T01:00:00Z");
    for civil in ["2026-03-29T02:00", "2026-03-29T02:30:00.000001", "2026-03-29T02:59:59.999999"] {
        assert_eq!(occurs("Europe/Berlin", civil), Occurrence::Never { next });
    }
    assert_eq!(occurs("Europe/Berlin", "2026-03-29T03:00"), Occurrence::Once(next));
    let half = occurs("Australia/Lord_Howe", "2026-10-04T02:15");
    assert_eq!(half, Occurrence::Never { next: at("2026-10-03T15:30:00Z") });
}

#[test]
fn clocks_put_back_repeat_an_hour() {
    let (first, second) = (at("2026-11-01T05:00:00Z"), at("2026-11-01T06:00:00Z"));
    assert_eq!(occurs("America/New_York", "2026-11-01T01:00"), Occurrence::Twice { first, second });
    let last = occurs("America/New_York", "2026-11-01T01:59:59.999999");
    assert_eq!(last.last().seconds(), at("2026-11-01T06:59:59Z").seconds());
    assert!(matches!(occurs("America/New_York", "2026-11-01T02:00"), Occurrence::Once(_)));
    assert!(matches!(occurs("America/New_York", "2026-11-01T00:59"), Occurrence::Once(_)));
}

#[test]
fn samoa_left_out_a_day() {
    let apia = zone("Pacific/Apia");
    let next = at("2011-12-30T10:00:00Z");
    assert_eq!(occurs("Pacific/Apia", "2011-12-30T12:00"), Occurrence::Never { next });
    assert_eq!(apia.start_of(day("2011-12-30")), Ok(next));
    assert_eq!(apia.start_of(day("2011-12-31")), Ok(next));
    let gone = Period::new(day("2011-12-30"), day("2011-12-31")).expect("a day");
    assert_eq!(gone.in_zone(apia), Err(Invalid::Backwards { field: "period" }));
}

#[test]
fn a_monthly_instant_keeps_its_hour_through_the_year() {
    let new_york = zone("America/New_York");
    let anchor = at("2026-01-31T14:00:00Z");
    let hours: Vec<String> =
        (0..4).map(|n| new_york.nth_month(anchor, n).expect("in range").to_string()).collect();
    let expected = [
        "2026-01-31T14:00:00Z",
        "2026-02-28T14:00:00Z",
        "2026-03-31T13:00:00Z",
        "2026-04-30T13:00:00Z",
    ];
    assert_eq!(hours, expected);
    // From an anchor in the repeated hour, no months are no change.
    let second = at("2026-11-01T06:30:00Z");
    assert_eq!(new_york.nth_month(second, 0), Ok(second));
}

#[test]
fn zones_are_named_exactly() {
    assert_eq!(zone("+08:00").offset_at(Timestamp::MIN), 28_800);
    assert_eq!(zone("-00:00").to_string(), "+00:00");
    assert_eq!(Zone::UTC.to_string(), "UTC");
    assert_eq!(zone("Asia/Shanghai").offset_at(at("1990-07-01T00:00:00Z")), 32_400);
    for text in [
        "",
        "Asia/Xanadu",
        "asia/shanghai",
        " UTC",
        "+8",
        "+0800",
        "+08:60",
        "++8:00",
        "+-8:00",
        "+08:00:00",
        "8:00",
        "UTC+8",
        "'; DROP TABLE zone; --",
        "+é8:0",
    ] {
        assert!(matches!(text.parse::<Zone>(), Err(Invalid::Form { field: "zone", .. })), "{text}");
    }
    for text in ["+18:01", "-18:01", "+24:00", "+99:59"] {
        assert!(matches!(text.parse::<Zone>(), Err(Invalid::Range { .. })), "{text}");
    }
    assert!(Zone::fixed(i32::MIN).is_err());
}

#[test]
fn at_the_ends_of_time_a_zone_says_no() {
    assert!(zone("-01:00").civil(Timestamp::MIN).is_err());
    assert!(zone("+01:00").civil(Timestamp::MAX).is_err());
    assert!(zone("+01:00").start_of(day("1900-01-01")).is_err());
    assert!(zone("Asia/Shanghai").start_of(day("1900-01-01")).is_err());
    assert_eq!(Zone::UTC.start_of(day("1900-01-01")), Ok(Timestamp::MIN));
    assert!(zone("Asia/Shanghai").nth_month(Timestamp::MAX, 0).is_ok());
}

#[test]
fn times_of_day_are_read_strictly() {
    let time = |text: &str| text.parse::<TimeOfDay>().map(|time| time.to_string());
    assert_eq!(time("23:59:59.999999"), Ok("23:59:59.999999".to_owned()));
    assert_eq!(time("09:30:00"), Ok("09:30".to_owned()));
    assert_eq!(time("09:30:05.5"), Ok("09:30:05.500000".to_owned()));
    for text in [
        "24:00",
        "9:30",
        "09:60",
        "09:30:60",
        "09:30:00.",
        "09:30:00.1234567",
        "09",
        "09:30:00:00",
        "-1:00",
        "09.30",
        "",
    ] {
        assert!(matches!(text.parse::<TimeOfDay>(), Err(Invalid::Form { .. })), "{text}");
    }
    assert_eq!(TimeOfDay::new(24, 0), Err(Invalid::Range { field: "hour", low: 0, high: 23 }));
    assert_eq!(TimeOfDay::new(0, 60), Err(Invalid::Range { field: "minute", low: 0, high: 59 }));
    assert!(TimeOfDay::from_micros(-1).is_err() && TimeOfDay::from_micros(86_400_000_000).is_err());
}

#[test]
fn a_leap_day_child_has_a_birthday_every_year() {
    let born: Birthday = "2004-02-29".parse().expect("a birthday");
    assert_eq!(born.next(day("2026-02-28")), Ok(day("2026-02-28")));
    assert_eq!(born.next(day("2026-03-01")), Ok(day("2027-02-28")));
    assert_eq!(born.next(day("2027-12-31")), Ok(day("2028-02-29")));
    assert_eq!((born.age(day("2026-02-27")), born.age(day("2026-02-28"))), (Some(21), Some(22)));
    assert_eq!(born.age(day("2004-02-28")), None);
    assert_eq!(
        "--02-29".parse::<Birthday>().map(|birthday| birthday.age(day("2026-01-01"))),
        Ok(None)
    );
    for text in
        ["--02-30", "--00-01", "--13-01", "--2-3", "---02-03", "-02-03", "02-03", "--02-03-04"]
    {
        assert!(matches!(text.parse::<Birthday>(), Err(Invalid::Date { .. })), "{text}");
    }
    assert_eq!(born.born_by(day("2004-02-28")).map_err(|why| why.field()), Err("birthday"));
}

#[test]
fn a_period_read_from_bytes_is_checked() {
    let backwards =
        std::collections::BTreeMap::from([("start", "2026-05-02"), ("end", "2026-05-01")]);
    let bytes = rmp_serde::to_vec(&backwards).expect("writes");
    assert!(rmp_serde::from_slice::<Period<Date>>(&bytes).is_err());
    let bytes = rmp_serde::to_vec(&i64::MAX).expect("writes");
    assert!(rmp_serde::from_slice::<Timestamp>(&bytes).is_err());
    assert!("2026-05-01".parse::<Period<Date>>().is_err());
}
