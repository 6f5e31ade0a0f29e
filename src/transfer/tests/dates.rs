//! Days and times as files write them.

use proptest::prelude::*;

use super::shanghai;
use crate::domain::time::Occurrence;
use crate::domain::{Date, Timestamp, Zone};
use crate::transfer::dates::{day, instant};
use crate::transfer::{DateOrder, Why};

fn read(text: &str) -> Result<String, Why> {
    instant(text, shanghai(), None).map(|at| at.to_string())
}

#[test]
fn the_usual_forms_are_one_instant() {
    for text in [
        "2025-03-05 17:40",
        "2025-03-05T17:40:00",
        "2025-03-05T09:40:00Z",
        "2025-03-05T09:40:00.000Z",
        "2025-03-05T17:40:00+0800",
        "2025-03-05 04:40:00 -05:00",
        "2025-03-05 09:40 UTC",
        "2025/3/5 17:40:00",
        "2025.03.05 17:40",
        "05.03.2025 17:40",
        "05/Mar/25 5:40 PM",
        "5/mar/25 5:40 PM",
        "Mar 5, 2025, 5:40 PM",
        "5 March 2025 17:40",
        "2025年3月5日 17:40",
        "2025年3月5日 下午5:40",
        "2025年3月5日下午5时40分",
        "2025年03月05日17:40:00",
        "\u{3000}2025-03-05 17:40\u{A0}",
        "20250305 17:40",
    ] {
        assert_eq!(read(text), Ok("2025-03-05T09:40:00Z".to_owned()), "{text}");
    }
    assert_eq!(read("6/21/2025 16:14"), Ok("2025-06-21T08:14:00Z".to_owned()));
    assert_eq!(read("10/nov/25 4:51 PM"), Ok("2025-11-10T08:51:00Z".to_owned()));
    assert_eq!(read("2025-03-05"), Ok("2025-03-04T16:00:00Z".to_owned()), "a day begins");
    assert_eq!(read("2025-03-05 12:05 AM"), Ok("2025-03-04T16:05:00Z".to_owned()));
    assert_eq!(read("2025-03-05 10:59:59.9"), Ok("2025-03-05T02:59:59.900000Z".to_owned()));
    assert_eq!(read("2025-03-05 00:00:00.1234567"), Ok("2025-03-04T16:00:00.123456Z".to_owned()));
}

#[test]
fn what_could_be_two_days_is_told_and_not_guessed() {
    assert_eq!(read("03/04/2025"), Err(Why::AmbiguousDate));
    assert_eq!(read("3-4-2025 10:00"), Err(Why::AmbiguousDate));
    let of = |order| day("03/04/2025", Some(order)).map(|date| date.to_string());
    assert_eq!(of(DateOrder::DayFirst), Ok("2025-04-03".to_owned()));
    assert_eq!(of(DateOrder::MonthFirst), Ok("2025-03-04".to_owned()));
    assert_eq!(day("04/04/2025", None), Date::new(2025, 4, 4).map_err(Why::from));
    assert!(day("21/06/2025", Some(DateOrder::MonthFirst)).is_err(), "the order is not turned");
}

#[test]
fn a_year_of_two_digits_may_stand_in_front_or_behind() {
    let of = |text: &str, order| day(text, order).map(|date| date.to_string());
    for text in ["25-03-04", "05.03.25", "21/06/25"] {
        assert_eq!(of(text, None), Err(Why::AmbiguousDate), "{text}");
    }
    assert_eq!(of("25-03-04", Some(DateOrder::YearFirst)), Ok("2025-03-04".to_owned()));
    assert_eq!(of("25-03-04", Some(DateOrder::DayFirst)), Ok("2004-03-25".to_owned()));
    assert_eq!(of("05.03.25", Some(DateOrder::DayFirst)), Ok("2025-03-05".to_owned()));
    assert_eq!(of("05.03.2025", Some(DateOrder::MonthFirst)), Ok("2025-05-03".to_owned()));
    assert_eq!(of("99-03-04", None), Ok("1999-03-04".to_owned()), "no day is the 99th");
    assert_eq!(of("6/21/25", None), Ok("2025-06-21".to_owned()), "no year has one digit");
    assert_eq!(of("31.12.2025", Some(DateOrder::YearFirst)), Ok("2025-12-31".to_owned()));
}

#[test]
fn twelve_at_night_is_no_time() {
    assert_eq!(read("2025年3月5日 晚上12:30"), Err(Why::UnknownDate));
    assert_eq!(read("2025年3月5日 晚上9:40"), Ok("2025-03-05T13:40:00Z".to_owned()));
    assert_eq!(read("2025年3月5日 下午12:30"), Ok("2025-03-05T04:30:00Z".to_owned()));
}

#[test]
fn what_is_no_date_is_told() {
    for text in [
        "",
        " ",
        "yesterday",
        "2025",
        "2025-13-01",
        "2025-02-29",
        "0000-00-00",
        "1/2/3/4",
        "25:00",
        "2025-03-05 25:00",
        "2025-03-05 10:60",
        "2025-03-05 10:59:60",
        "2025-03-05 10:00:00.1234567890",
        "2025-03-05 10:00:00.12x",
        "2025年3月5日 下午0:30",
        "2025年3月5日 上午0:30",
        "2025-03-05 13:00 AM",
        "2025-03-05T",
        "45300",
        "1741167600000",
        "2025-03-05 10:00:00:00",
        "2025-03-05 1O:00",
        "日",
        "年月日",
        "2025-03-05 +99:00",
        "99999999999999/1/1",
        "５/３/２０２５",
        "2025-03-05 10:00 +5",
        "T10:00",
        "🍵/🍵/🍵",
    ] {
        assert!(read(text).is_err(), "{text}: {:?}", read(text));
    }
    let berlin: Zone = "Europe/Berlin".parse().unwrap();
    assert_eq!(instant("2026-03-29 02:30", berlin, None), Err(Why::SkippedTime));
    assert_eq!(instant("2026-10-25 02:30", berlin, None), Err(Why::RepeatedTime));
    let told = instant("2026-10-25 02:30+01:00", berlin, None).map(|at| at.to_string());
    assert_eq!(told, Ok("2026-10-25T01:30:00Z".to_owned()), "an offset settles it");
}

proptest! {
    #[test]
    fn every_instant_is_read_back_as_it_was_written(seconds in -2_000_000_000_i64..5_000_000_000) {
        let at = Timestamp::from_seconds(seconds).unwrap();
        prop_assert_eq!(instant(&at.to_string(), shanghai(), None), Ok(at));
        let berlin: Zone = "Europe/Berlin".parse().unwrap();
        let civil = berlin.civil(at).unwrap();
        let text = civil.to_string().replace('T', " ");
        let wanted = match berlin.occurrence(civil).unwrap() {
            Occurrence::Once(at) => Ok(at),
            Occurrence::Never { .. } => Err(Why::SkippedTime),
            Occurrence::Twice { .. } => Err(Why::RepeatedTime),
        };
        prop_assert_eq!(instant(&text, berlin, None), wanted);
    }

    #[test]
    fn both_orders_agree_only_where_nothing_is_ambiguous(
        year in 1970_i32..2070, month in 1_u32..=12, number in 1_u32..=28
    ) {
        let date = Date::new(year, month, number).unwrap();
        let text = format!("{number}/{month}/{year}");
        prop_assert_eq!(day(&text, Some(DateOrder::DayFirst)), Ok(date));
        let plain = day(&text, None);
        if number > 12 || number == month {
            prop_assert_eq!(plain, Ok(date));
        } else {
            prop_assert_eq!(plain, Err(Why::AmbiguousDate));
        }
    }

    #[test]
    fn no_text_is_too_odd(text in "\\PC{0,40}", digits in "[0-9TZ:./ +年月日时午上下-]{0,24}") {
        let orders = [DateOrder::DayFirst, DateOrder::MonthFirst, DateOrder::YearFirst];
        for order in orders.map(Some).into_iter().chain([None]) {
            let _ = (instant(&text, shanghai(), order), instant(&digits, shanghai(), order));
        }
    }
}
