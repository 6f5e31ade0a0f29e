//! The stretch over which the metric of an instant is measured.

use super::rules::Window;
use crate::domain::{Date, Invalid, Timestamp, Zone};

/// A half-open stretch around an instant. Beyond the years that can be held it has no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) start: Timestamp,
    /// The first instant behind it; of rolling days, when what happened now leaves them.
    pub(super) end: Option<Timestamp>,
}

impl Window {
    /// The stretch in which an instant lies.
    pub(super) fn around(self, at: Timestamp, enrolled: Timestamp, zone: Zone) -> Stretch {
        let (start, end) = match self {
            Window::CalendarMonth => months(1, at, zone),
            Window::Quarter => months(3, at, zone),
            Window::HalfYear => months(6, at, zone),
            Window::Year => months(12, at, zone),
            Window::RollingDays(days) => rolling(i32::from(days), at, zone),
            Window::Anniversary => anniversary(at, enrolled, zone),
            Window::Lifetime => (Ok(Timestamp::MIN), Err(Invalid::Overflow { field: "window" })),
        };
        Stretch { start: start.unwrap_or(Timestamp::MIN), end: end.ok() }
    }

    /// Whether the metric may change where a stretch ends, though nothing happens.
    pub(super) fn turns(self) -> bool {
        !matches!(self, Window::RollingDays(_) | Window::Lifetime)
    }
}

type Ends = (Result<Timestamp, Invalid>, Result<Timestamp, Invalid>);

fn months(each: u32, at: Timestamp, zone: Zone) -> Ends {
    let first = zone.date(at).and_then(|date| {
        let month = (date.month() - 1) / each * each + 1;
        Date::new(date.year(), month, 1)
    });
    let start = |n: u32| {
        let months = i32::try_from(n * each).map_err(|_| Invalid::Overflow { field: "window" })?;
        first.clone()?.nth_month(months).and_then(|date| zone.start_of(date))
    };
    (start(0), start(1))
}

fn rolling(days: i32, at: Timestamp, zone: Zone) -> Ends {
    let day = |n: i32| zone.date(at)?.plus_days(n).and_then(|date| zone.start_of(date));
    (day(1 - days), day(days))
}

fn anniversary(at: Timestamp, enrolled: Timestamp, zone: Zone) -> Ends {
    let nth = |years: i32| zone.nth_month(enrolled, years.saturating_mul(12));
    let years = || Ok::<_, Invalid>(zone.date(at)?.year() - zone.date(enrolled)?.year());
    let years = years().and_then(|years| Ok(if nth(years)? > at { years - 1 } else { years }));
    (years.clone().and_then(nth), years.and_then(|years| nth(years + 1)))
}
