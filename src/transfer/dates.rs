//! Days and times as files write them.

use serde::{Deserialize, Serialize};

use super::fault::Why;
use crate::domain::time::{Civil, Occurrence};
use crate::domain::{Date, TimeOfDay, Timestamp, Zone};

/// Which comes first in a date such as 03/04/2025.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DateOrder {
    /// The day: the third of April.
    DayFirst,
    /// The month: the fourth of March.
    MonthFirst,
    /// The year, where it has two digits: 25-03-04 is the fourth of March 2025.
    YearFirst,
}

/// The first letters of the months, as exports write them in the languages in which they are met.
/// Where they are alike in two languages they stand for the same month.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "gen", "янв"],
    &["feb", "fev", "fév", "фев"],
    &["mar", "mär", "mrz", "мар"],
    &["apr", "abr", "avr", "апр"],
    &["may", "mai", "mag", "май"],
    &["jun", "juin", "giu", "июн"],
    &["jul", "juil", "lug", "июл"],
    &["aug", "ago", "aoû", "авг"],
    &["sep", "set", "сен"],
    &["oct", "okt", "out", "ott", "окт"],
    &["nov", "ноя"],
    &["dec", "dez", "dic", "déc", "дек"],
];

/// An instant; a day without a time is its beginning.
///
/// Without an offset of its own it is in the zone that the mapping says.
pub(super) fn instant(text: &str, zone: Zone, order: Option<DateOrder>) -> Result<Timestamp, Why> {
    let text = text.trim();
    let (day, clock) = split(text)?;
    let date = date_of(day, order)?;
    let Some(clock) = clock else {
        return Ok(zone.start_of(date)?);
    };
    let (time, offset) = clock_of(clock)?;
    match offset.unwrap_or(zone).occurrence(Civil { date, time })? {
        Occurrence::Once(at) => Ok(at),
        Occurrence::Never { .. } => Err(Why::SkippedTime),
        Occurrence::Twice { .. } => Err(Why::RepeatedTime),
    }
}

/// A day; a time behind it is read and left off.
pub(super) fn day(text: &str, order: Option<DateOrder>) -> Result<Date, Why> {
    let (day, clock) = split(text.trim())?;
    let date = date_of(day, order)?;
    clock.map_or(Ok(date), |clock| clock_of(clock).map(|_| date))
}

/// The part that is the day, and the part behind it that is the time.
fn split(text: &str) -> Result<(&str, Option<&str>), Why> {
    if text.is_empty() {
        return Err(Why::UnknownDate);
    }
    // The day of a Chinese date ends with 日 or 号; a blank may follow or not.
    if let Some((at, end)) = text.char_indices().find(|(_, ch)| matches!(ch, '日' | '号')) {
        let (day, rest) = text.split_at_checked(at).ok_or(Why::UnknownDate)?;
        let rest = rest.get(end.len_utf8()..).unwrap_or_default().trim();
        return Ok((day, (!rest.is_empty()).then_some(rest)));
    }
    let bytes = text.as_bytes();
    let at = text.char_indices().find(|(at, ch)| {
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        *ch == 'T' && before.is_some_and(u8::is_ascii_digit)
    });
    if let Some((at, _)) = at {
        let (day, rest) = text.split_at_checked(at).ok_or(Why::UnknownDate)?;
        return Ok((day, rest.get(1..)));
    }
    // A time has a colon: the word before the one with it ends the day.
    match text.find(':') {
        None => Ok((text, None)),
        Some(colon) => {
            let head = text.get(..colon).unwrap_or_default();
            let blank = head.rfind(char::is_whitespace).ok_or(Why::UnknownDate)?;
            // 上午 or a. m. may stand before the hour; it belongs to the time.
            let day = text.get(..blank).unwrap_or_default().trim_end();
            let clock = text.get(blank..).unwrap_or_default().trim();
            Ok((day.trim_end_matches([',', '，']), Some(clock)))
        }
    }
}

fn date_of(text: &str, order: Option<DateOrder>) -> Result<Date, Why> {
    let text = text.trim();
    let parts: Vec<&str> = text
        .split(|ch: char| ch.is_whitespace() || matches!(ch, '-' | '/' | '.' | ',' | '年' | '月'))
        .filter(|part| !part.is_empty())
        .collect();
    match parts.as_slice() {
        [whole] if whole.len() == 8 => {
            let (year, rest) = whole.split_at_checked(4).ok_or(Why::UnknownDate)?;
            let (month, day) = rest.split_at_checked(2).ok_or(Why::UnknownDate)?;
            date(number(year)?, number(month)?, number(day)?)
        }
        [year, month, day] if year.len() == 4 && number(year).is_ok() => {
            let month = month_of(month).map_or_else(|| number(month), Ok)?;
            date(number(year)?, month, number(day)?)
        }
        [a, b, year] => match (month_of(a), month_of(b)) {
            (None, Some(month)) => date(full(year)?, month, number(a)?),
            (Some(month), None) => date(full(year)?, month, number(b)?),
            (None, None) => numbers(text, [a, b, year], order),
            (Some(_), Some(_)) => Err(Why::UnknownDate),
        },
        _ => Err(Why::UnknownDate),
    }
}

/// Two numbers before a third, which is the year unless the year comes first.
fn numbers(text: &str, parts: [&str; 3], order: Option<DateOrder>) -> Result<Date, Why> {
    let [a, b, c] = parts;
    let year_first = if parts.iter().all(|part| part.len() == 2) {
        let [year, month, day] = parts;
        date(full(year)?, number(month)?, number(day)?).ok()
    } else {
        None
    };
    let year_last = |order| in_order(number(a)?, number(b)?, full(c)?, order);
    // With dots the day comes first wherever dots are written.
    let dots = text.contains('.').then_some(DateOrder::DayFirst);
    match (order, year_first) {
        (Some(DateOrder::YearFirst), Some(date)) => Ok(date),
        (Some(DateOrder::YearFirst), None) | (None, None) => year_last(dots),
        (Some(order), _) => year_last(Some(order)),
        (None, Some(date)) => match year_last(dots) {
            Ok(other) if other != date => Err(Why::AmbiguousDate),
            Err(Why::AmbiguousDate) => Err(Why::AmbiguousDate),
            Ok(_) | Err(_) => Ok(date),
        },
    }
}

/// Two numbers before a year.
fn in_order(a: u32, b: u32, year: u32, order: Option<DateOrder>) -> Result<Date, Why> {
    match order {
        Some(DateOrder::DayFirst) => date(year, b, a),
        Some(DateOrder::MonthFirst) => date(year, a, b),
        None | Some(DateOrder::YearFirst) if a == b => date(year, a, b),
        None | Some(DateOrder::YearFirst) if a > 12 => date(year, b, a),
        None | Some(DateOrder::YearFirst) if b > 12 => date(year, a, b),
        None | Some(DateOrder::YearFirst) => Err(Why::AmbiguousDate),
    }
}

fn date(year: u32, month: u32, day: u32) -> Result<Date, Why> {
    let year = i32::try_from(year).map_err(|_| Why::UnknownDate)?;
    Ok(Date::new(year, month, day)?)
}

/// A year of four digits, or of two: 70 to 99 are of the last century.
fn full(year: &str) -> Result<u32, Why> {
    match (year.len(), number(year)?) {
        (4, year) => Ok(year),
        (2, year @ 70..) => Ok(year.saturating_add(1900)),
        (2, year) => Ok(year.saturating_add(2000)),
        _ => Err(Why::UnknownDate),
    }
}

fn number(text: &str) -> Result<u32, Why> {
    let digits = !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().map_err(|_| Why::UnknownDate) } else { Err(Why::UnknownDate) }
}

fn month_of(text: &str) -> Option<u32> {
    let text = text.to_lowercase();
    if text.chars().count() < 3 {
        return None;
    }
    // `juin` before `jui`: the names of June and July in French have three letters in common.
    let at = MONTHS.iter().position(|names| names.iter().any(|name| text.starts_with(name)))?;
    u32::try_from(at + 1).ok()
}

/// A time of the day, and the offset behind it.
fn clock_of(text: &str) -> Result<(TimeOfDay, Option<Zone>), Why> {
    let evening = text.trim_start().starts_with("晚上");
    let (text, afternoon) = half_of_day(text.trim());
    let (clock, offset) = offset_of(text.trim())?;
    let clock = clock.trim().trim_end_matches(['分', '秒']);
    let clock = clock.replace(['时', '点', '分', '：'], ":");
    let mut parts = clock.trim_end_matches(':').split(':').map(str::trim);
    let hour = number(parts.next().unwrap_or_default())?;
    let minute = parts.next().map_or(Ok(0), number)?;
    let (second, micros) = seconds(parts.next().unwrap_or("0"))?;
    if parts.next().is_some() || minute > 59 || second > 59 {
        return Err(Why::UnknownDate);
    }
    let hour = match afternoon {
        None if hour < 24 => hour,
        Some(false) if (1..=12).contains(&hour) => hour % 12,
        // Twelve at night ends one day or begins the next.
        Some(true) if evening && hour == 12 => return Err(Why::UnknownDate),
        Some(true) if (1..=12).contains(&hour) => hour % 12 + 12,
        // 下午14:30 is written too, and can be nothing else.
        Some(true) if (13..24).contains(&hour) => hour,
        None | Some(_) => return Err(Why::UnknownDate),
    };
    let seconds = i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second);
    let time = TimeOfDay::from_micros(seconds * 1_000_000 + i64::from(micros))?;
    Ok((time, offset))
}

/// The text without `AM`, `PM`, 上午, 下午, and whether it was of the afternoon.
fn half_of_day(text: &str) -> (&str, Option<bool>) {
    for (mark, afternoon) in [("上午", false), ("下午", true), ("晚上", true), ("早上", false)]
    {
        if let Some(rest) = text.strip_prefix(mark) {
            return (rest, Some(afternoon));
        }
    }
    for (mark, afternoon) in [("am", false), ("pm", true), ("a.m.", false), ("p.m.", true)] {
        let at = text.len().checked_sub(mark.len());
        if let Some((rest, end)) = at.and_then(|at| text.split_at_checked(at))
            && end.eq_ignore_ascii_case(mark)
        {
            return (rest, Some(afternoon));
        }
    }
    (text, None)
}

/// The clock, and `Z`, `UTC`, `+08:00`, `+0800` or `+08` behind it.
fn offset_of(text: &str) -> Result<(&str, Option<Zone>), Why> {
    for mark in ["Z", "z", "UTC", "GMT"] {
        if let Some(clock) = text.strip_suffix(mark) {
            return Ok((clock, Some(Zone::UTC)));
        }
    }
    let Some(at) = text.find(['+', '-', '−']) else { return Ok((text, None)) };
    let (clock, offset) = text.split_at_checked(at).ok_or(Why::UnknownDate)?;
    let east = offset.starts_with('+');
    let digits: String = offset.chars().filter(char::is_ascii_digit).collect();
    let others = offset.chars().skip(1).any(|ch| !ch.is_ascii_digit() && ch != ':');
    if others || !matches!(digits.len(), 2 | 4) {
        return Err(Why::UnknownDate);
    }
    let (hours, minutes) = digits.split_at_checked(2).ok_or(Why::UnknownDate)?;
    let minutes = if minutes.is_empty() { 0 } else { number(minutes)? };
    if minutes > 59 {
        return Err(Why::UnknownDate);
    }
    let whole = i32::try_from(number(hours)? * 60 + minutes).map_err(|_| Why::UnknownDate)?;
    Ok((clock, Some(Zone::fixed(if east { whole } else { -whole })?)))
}

/// Seconds and microseconds; what is finer is left off.
fn seconds(text: &str) -> Result<(u32, u32), Why> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    if fraction.len() > 9 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Why::UnknownDate);
    }
    let micros: String = fraction.chars().chain("000000".chars()).take(6).collect();
    Ok((number(whole)?, micros.parse().map_err(|_| Why::UnknownDate)?))
}
