//! Cadence worked out the long way: day by day, minute by minute, half by half.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};

use super::*;
use crate::domain::calendar::Exception;

fn zone(plan: &CadencePlan, calendar: &BusinessCalendar) -> chrono_tz::Tz {
    let zone = plan.own_zone().unwrap_or(calendar.zone()).to_string();
    zone.parse().unwrap_or(chrono_tz::Asia::Kathmandu)
}

fn first(zone: chrono_tz::Tz, mut civil: NaiveDateTime) -> DateTime<Utc> {
    loop {
        if let Some(at) = zone.from_local_datetime(&civil).earliest() {
            return at.to_utc();
        }
        civil += TimeDelta::minutes(1);
    }
}

fn except(calendar: &BusinessCalendar, date: NaiveDate) -> Option<&Exception> {
    let same = |(day, _): &&(crate::domain::Date, Exception)| day.to_string() == date.to_string();
    calendar.exceptions().iter().find(same).map(|(_, what)| what)
}

pub(super) fn works(calendar: &BusinessCalendar, date: NaiveDate) -> bool {
    match except(calendar, date) {
        Some(Exception::Closed) => false,
        Some(Exception::Hours(hours)) => !hours.is_empty(),
        None => !calendar.week(weekday(date)).is_empty(),
    }
}

fn weekday(date: NaiveDate) -> Weekday {
    Weekday::ALL[usize::try_from(date.weekday().num_days_from_monday()).unwrap()]
}

/// So many days later, stepping from day to day.
pub(super) fn after(
    plan: &CadencePlan,
    at: Timestamp,
    days: u16,
    calendar: &BusinessCalendar,
) -> Timestamp {
    let zone = zone(plan, calendar);
    let mut civil = at.to_chrono().with_timezone(&zone).naive_local();
    if plan.day_kind() == DayKind::Calendar {
        civil += TimeDelta::days(i64::from(days));
    } else {
        while !works(calendar, civil.date()) {
            civil = civil.date().succ_opt().unwrap().and_time(Default::default());
        }
        for _ in 0..days {
            civil += TimeDelta::days(1);
            while !works(calendar, civil.date()) {
                civil += TimeDelta::days(1);
            }
        }
    }
    first(zone, civil).try_into().unwrap()
}

/// The first minute from an instant on that the plan allows, stepping from minute to minute.
pub(super) fn next_allowed(
    plan: &CadencePlan,
    at: Timestamp,
    calendar: &BusinessCalendar,
) -> Timestamp {
    let zone = zone(plan, calendar);
    let allowed = |at: DateTime<Utc>| {
        let civil = at.with_timezone(&zone).naive_local();
        let minute = (civil - civil.date().and_time(Default::default())).num_minutes();
        let quiet = plan.quiet_hours().iter().any(|hours| {
            let (start, end) = (i64::from(hours.start()), i64::from(hours.end()));
            match hours.crosses_midnight() {
                true => minute >= start || minute < end,
                false => start <= minute && minute < end,
            }
        });
        let closed = matches!(except(calendar, civil.date()), Some(Exception::Closed));
        let day = plan.weekdays().is_empty() || plan.weekdays().contains(&weekday(civil.date()));
        !quiet && day && !(plan.avoids_holidays() && closed)
    };
    let mut minute = at.to_chrono();
    if !allowed(minute) {
        minute -= TimeDelta::microseconds(minute.timestamp_micros().rem_euclid(60_000_000));
        while !allowed(minute) {
            minute += TimeDelta::minutes(1);
        }
    }
    minute.try_into().unwrap()
}

/// The touches that count, by looking for a partner for each half.
pub(super) fn counted(
    plan: &CadencePlan,
    touches: &[Touch],
    calendar: &BusinessCalendar,
) -> Vec<Timestamp> {
    let mut all: Vec<Touch> = touches.iter().filter(|t| plan.counts(t.channel)).cloned().collect();
    all.sort_by_key(|touch| (touch.at, touch.id));
    let mut used = vec![false; all.len()];
    let mut times = Vec::new();
    for (n, touch) in all.iter().enumerate() {
        if touch.weight == Weight::Full {
            times.push(touch.at);
        } else if !used[n] {
            let until = after(plan, touch.at, plan.target(), calendar);
            // The next one after it is its only chance: a whole one clears it, and a half that
            // comes too late leaves none that comes in time.
            if let Some(next) = all.get(n + 1)
                && next.weight == Weight::Half
                && next.at <= until
            {
                used[n + 1] = true;
                times.push(next.at);
            }
        }
    }
    times
}
