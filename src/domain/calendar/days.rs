//! Civil days as numbers, counted from 1970-01-01.

use chrono::{Datelike, NaiveDate};

use crate::domain::time::Date;

/// The years of which a calendar can be asked.
pub(super) const FIRST_YEAR: i32 = 1900;
pub(super) const LAST_YEAR: i32 = 9999;

/// Days from the first of January of the year 1 to that of 1970.
const EPOCH: i32 = 719_163;

/// The number of a date.
pub(super) fn day_of(date: Date) -> i64 {
    i64::from(date.days())
}

/// The date with a number; none outside the years that a date can have.
pub(super) fn date_of(day: i64) -> Option<Date> {
    Date::from_days(i32::try_from(day).ok()?).ok()
}

/// The number of the first of January of a year from 1900 to 10000.
pub(super) fn new_year(year: i32) -> i64 {
    // Every such year has a first of January; day zero is never reached.
    NaiveDate::from_ymd_opt(year, 1, 1).map_or(0, |date| i64::from(date.num_days_from_ce() - EPOCH))
}

/// The year of a day.
pub(super) fn year_of(day: i64) -> i32 {
    let date = i32::try_from(day + i64::from(EPOCH)).ok();
    let date = date.and_then(NaiveDate::from_num_days_from_ce_opt);
    // Instants from 1900 to 9999 lie on days that chrono knows; no other day is asked about.
    date.map_or(0, |date| date.year())
}
