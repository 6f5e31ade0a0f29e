//! Tiers hour by hour, slowly: every hour of some years is looked at, windows are told apart by the
//! names of their dates, sums are made anew each time.

use chrono::{DateTime, Datelike, Duration, Months, NaiveDate, NaiveDateTime, TimeZone, Timelike};
use chrono_tz::Tz;

use super::super::*;
use crate::domain::Timestamp;

/// The hours of some years as a clock on the wall shows them.
pub(super) struct Hours {
    base: i64,
    zone: Tz,
    civil: Vec<NaiveDateTime>,
}

impl Hours {
    pub(super) fn new(base: Timestamp, zone: Tz, days: usize) -> Self {
        let utc = |n: i64| DateTime::from_timestamp(base.seconds() + n * 3_600, 0).unwrap();
        let civil =
            (0..days as i64 * 24).map(|n| utc(n).with_timezone(&zone).naive_local()).collect();
        Hours { base: base.seconds(), zone, civil }
    }

    fn hour_of(&self, at: Timestamp) -> usize {
        usize::try_from((at.seconds() - self.base) / 3_600).unwrap()
    }

    fn date(&self, hour: usize) -> NaiveDate {
        self.civil[hour].date()
    }

    /// The hour that a clock shows like this, later where clocks jump over it.
    fn shown(&self, civil: NaiveDateTime) -> usize {
        let at = self.zone.from_local_datetime(&civil).earliest();
        let at = at.unwrap_or_else(|| {
            self.zone.from_local_datetime(&(civil + Duration::hours(1))).earliest().unwrap()
        });
        usize::try_from((at.timestamp() - self.base) / 3_600).unwrap()
    }

    fn later(&self, hour: usize, span: Span, times: u32) -> usize {
        if times == 0 {
            return hour;
        }
        let count = u32::from(span.count()) * times;
        let civil = self.civil[hour];
        self.shown(match span.unit() {
            SpanUnit::Day => civil + Duration::days(i64::from(count)),
            SpanUnit::Week => civil + Duration::days(7 * i64::from(count)),
            SpanUnit::Month => civil.checked_add_months(Months::new(count)).unwrap(),
            SpanUnit::Year => civil.checked_add_months(Months::new(count * 12)).unwrap(),
        })
    }

    fn rounded(&self, hour: usize, round: Rounding) -> usize {
        let key = |hour: usize| {
            let date = self.date(hour);
            match round {
                Rounding::Exact => (hour as i32, 0, 0),
                Rounding::EndOfDay => (date.year(), date.month(), date.day()),
                Rounding::EndOfMonth => (date.year(), date.month(), 0),
                Rounding::EndOfYear => (date.year(), 0, 0),
            }
        };
        (hour..self.civil.len()).find(|h| key(*h) != key(h - 1)).unwrap_or(usize::MAX)
    }
}

pub(super) struct Oracle<'o> {
    pub(super) rules: &'o TierRules,
    pub(super) hours: &'o Hours,
    pub(super) enrolled: Timestamp,
    pub(super) moved: &'o [Movement],
}

#[derive(Clone, Copy)]
enum Held {
    Kept(usize),
    Grace { until: usize, window_of: Option<usize> },
}

/// The rank, and whether it is held in grace.
type Found = (usize, bool);

impl Oracle<'_> {
    fn window(&self, hour: usize) -> i64 {
        let date = self.hours.date(hour);
        let (year, month) = (i64::from(date.year()), i64::from(date.month0()));
        match self.rules.window() {
            Window::CalendarMonth => year * 12 + month,
            Window::Quarter => year * 4 + month / 3,
            Window::HalfYear => year * 2 + month / 6,
            Window::Year => year,
            Window::RollingDays(_) => i64::from(date.num_days_from_ce()),
            Window::Anniversary => self.years_of_membership(hour),
            Window::Lifetime => 0,
        }
    }

    fn years_of_membership(&self, hour: usize) -> i64 {
        let enrolled = self.hours.hour_of(self.enrolled);
        if hour < enrolled {
            return -1;
        }
        let year = Span::years(1).unwrap();
        (1..).take_while(|n| self.hours.later(enrolled, year, *n) <= hour).count() as i64
    }

    fn in_window(&self, moved: usize, hour: usize) -> bool {
        match (self.rules.metric(), self.rules.window()) {
            (Metric::Balance, _) => true,
            (_, Window::RollingDays(days)) => {
                (0..i64::from(days)).contains(&(self.window(hour) - self.window(moved)))
            }
            _ => self.window(hour) == self.window(moved),
        }
    }

    /// What counts in the window of an hour, of what happened up to another.
    fn metric(&self, window_of: usize, up_to: usize) -> i64 {
        let counts = |m: &&Movement| {
            let hour = self.hours.hour_of(m.at);
            hour <= up_to && self.in_window(hour, window_of)
        };
        self.moved.iter().filter(counts).map(|m| m.by).sum::<i64>().max(0)
    }

    /// The same from the start of that window on, however late.
    fn longer_window(&self, window_of: usize, up_to: usize) -> i64 {
        let counts = |m: &&Movement| {
            let hour = self.hours.hour_of(m.at);
            let later = hour > window_of;
            hour <= up_to && (later || self.in_window(hour, window_of))
        };
        self.moved.iter().filter(counts).map(|m| m.by).sum::<i64>().max(0)
    }

    fn rank(&self, value: i64) -> usize {
        let tiers = self.rules.ladder().tiers();
        tiers.iter().rposition(|tier| tier.threshold <= value).unwrap_or(0)
    }

    fn end_of_window(&self, hour: usize) -> usize {
        let end = match self.rules.window() {
            Window::RollingDays(days) => {
                let day = self.window(hour) + i64::from(days);
                (hour..self.hours.civil.len()).find(|h| self.window(*h) >= day)
            }
            _ => (hour..self.hours.civil.len()).find(|h| self.window(*h) != self.window(hour)),
        };
        end.unwrap_or(usize::MAX)
    }

    fn kept_until(&self, reached: usize, now: usize) -> usize {
        match self.rules.expiry() {
            Expiry::OnDrop => usize::MAX,
            Expiry::EndOfPeriod => self.end_of_window(now),
            Expiry::EndOfNextPeriod if reached < now => self.end_of_window(now),
            Expiry::EndOfNextPeriod => match self.end_of_window(now) {
                usize::MAX => usize::MAX,
                end => self.end_of_window(end),
            },
            Expiry::Custom(span) => (1..)
                .map(|n| {
                    let end = self.hours.later(reached, span, n);
                    if end >= self.hours.civil.len() {
                        return usize::MAX;
                    }
                    self.hours.rounded(end, self.rules.rounding())
                })
                .find(|end| *end > now)
                .unwrap(),
        }
    }

    /// Every hour from the enrolment on.
    pub(super) fn tell(&self, hours: usize) -> Vec<Found> {
        let first = self.hours.hour_of(self.enrolled);
        let mut told = Vec::new();
        let (mut rank, mut reached, mut held) = (0, first, Held::Kept(usize::MAX));
        for hour in first..hours {
            let start = (rank, reached, held);
            (rank, reached, held) = if hour == first { start } else { self.due(hour, start) };
            (rank, reached, held) = self.now(hour, (rank, reached, held));
            told.push((rank, matches!(held, Held::Grace { .. })));
        }
        told
    }

    fn due(&self, hour: usize, state: (usize, usize, Held)) -> (usize, usize, Held) {
        let (rank, reached, held) = state;
        let ended = self.window(hour - 1) != self.window(hour);
        if self.rules.on_reach() == Upgrade::AtPeriodEnd && ended {
            let higher = self.rank(self.metric(hour - 1, hour - 1));
            if higher > rank {
                return self.take(higher, hour);
            }
        }
        let threshold = self.rules.ladder().tiers()[rank].threshold;
        match held {
            Held::Kept(end) if end == hour => {
                let value = self.metric(hour - 1, hour - 1);
                if value >= threshold {
                    (rank, reached, Held::Kept(self.kept_until(reached, hour)))
                } else {
                    self.lapse(rank, reached, hour, value, Some(hour - 1))
                }
            }
            Held::Grace { until, window_of } if until == hour => {
                let ordinary = self.metric(hour - 1, hour - 1);
                let longer = window_of.map_or(0, |hour_of| self.longer_window(hour_of, hour - 1));
                self.fall(rank, hour, ordinary.max(longer))
            }
            _ => state,
        }
    }

    fn now(&self, hour: usize, state: (usize, usize, Held)) -> (usize, usize, Held) {
        let (mut rank, mut reached, mut held) = state;
        loop {
            let longer = match held {
                Held::Grace { window_of: Some(window_of), .. } => {
                    self.longer_window(window_of, hour)
                }
                _ => 0,
            };
            let value = self.metric(hour, hour).max(longer);
            let threshold = self.rules.ladder().tiers()[rank].threshold;
            if self.rules.on_reach() == Upgrade::Immediate && self.rank(value) > rank {
                return self.take(self.rank(value), hour);
            }
            match held {
                Held::Grace { .. } if value >= threshold => {
                    // One that was reached in this very hour is not reached anew.
                    let until = match self.rules.expiry() {
                        Expiry::EndOfNextPeriod => self.end_of_window(hour),
                        _ => self.kept_until(reached, hour),
                    };
                    return (rank, reached, Held::Kept(until));
                }
                Held::Kept(_) if value < threshold && self.rules.expiry() == Expiry::OnDrop => {
                    (rank, reached, held) = self.lapse(rank, reached, hour, value, None);
                }
                _ => return (rank, reached, held),
            }
        }
    }

    fn lapse(
        &self,
        rank: usize,
        reached: usize,
        hour: usize,
        value: i64,
        window_of: Option<usize>,
    ) -> (usize, usize, Held) {
        match self.rules.grace_span() {
            None => self.fall(rank, hour, value),
            Some(grace) => {
                let until = self.hours.later(hour, grace, 1);
                let until = self.hours.rounded(until, self.rules.rounding());
                (rank, reached, Held::Grace { until, window_of })
            }
        }
    }

    fn fall(&self, rank: usize, hour: usize, value: i64) -> (usize, usize, Held) {
        match self.rules.on_loss() {
            Downgrade::OneDown => self.take(rank - 1, hour),
            Downgrade::Requalify => self.take(self.rank(value).min(rank - 1), hour),
        }
    }

    fn take(&self, rank: usize, hour: usize) -> (usize, usize, Held) {
        let until = if rank == 0 { usize::MAX } else { self.kept_until(hour, hour) };
        (rank, hour, Held::Kept(until))
    }
}

#[test]
fn the_hours_are_those_of_the_zone() {
    let hours = Hours::new("2026-03-28T00:00:00Z".parse().unwrap(), Tz::Europe__Berlin, 3);
    let missing = NaiveDate::from_ymd_opt(2026, 3, 29).unwrap().and_hms_opt(2, 0, 0).unwrap();
    assert_eq!(hours.civil[hours.shown(missing)].hour(), 3);
}
