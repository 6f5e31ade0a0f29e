//! Working time on the time line: civil hours seen through the wall clock of a zone.
//!
//! A civil time is the first instant at which the wall clock has reached it. So an interval that
//! begins in a gap begins at the gap's end, and an hour that the clock repeats is worked, as real
//! time and once, when the second before the clock was put back is. Between two changes of the
//! clock, working seconds are civil working seconds plus a number that is summed once per change.

use super::clock::Span;
use super::hours::Hours;

/// Sums of working seconds over a zone's time line.
#[derive(Debug, Clone)]
pub(super) struct Timeline {
    hours: Hours,
    /// In order, without a hole.
    stretches: Vec<Stretch>,
}

#[derive(Debug, Clone, Copy)]
struct Stretch {
    from: i64,
    /// When the wall clock stops repeating itself: not before `from`, not after the next stretch.
    resumes: i64,
    /// What the wall clock shows next when it does.
    fresh: i64,
    offset: i64,
    /// Working seconds before `from`.
    before: i64,
    /// Working seconds from `from` to `resumes`: all or none.
    repeated: i64,
    /// What to add to the civil sum for an instant after `resumes`.
    shift: i64,
}

impl Timeline {
    /// Lays the hours on a zone's time line.
    pub(super) fn new(hours: Hours, spans: &[Span]) -> Self {
        let mut stretches = Vec::with_capacity(spans.len());
        let mut before = 0;
        let ends = spans.iter().skip(1).map(|next| Some(next.from));
        for (span, end) in spans.iter().zip(ends.chain([None])) {
            let resumes = end.map_or(span.resumes, |end| span.resumes.min(end));
            // While it repeats itself, the last second it reached is the one before it was put back.
            let fresh = span.resumes + span.offset;
            let repeats = resumes > span.from && hours.is_open(fresh - 1);
            let repeated = if repeats { resumes - span.from } else { 0 };
            let shift = before + repeated - hours.before(resumes + span.offset);
            stretches.push(Stretch {
                from: span.from,
                resumes,
                fresh,
                offset: span.offset,
                before,
                repeated,
                shift,
            });
            if let Some(end) = end {
                before = hours.before(end + span.offset) + shift;
            }
        }
        Timeline { hours, stretches }
    }

    /// The civil hours.
    pub(super) fn hours(&self) -> &Hours {
        &self.hours
    }

    /// Working seconds before an instant, counted from the start of the line.
    pub(super) fn before(&self, instant: i64) -> i64 {
        let Some(stretch) = self.last_that(|stretch| stretch.from <= instant) else {
            return 0;
        };
        if instant >= stretch.resumes {
            return self.hours.before(instant + stretch.offset) + stretch.shift;
        }
        let passed = if stretch.repeated > 0 { instant - stretch.from } else { 0 };
        stretch.before + passed
    }

    /// The instant that ends the n-th working second; none when no such second comes.
    pub(super) fn end_of(&self, nth: i64) -> Option<i64> {
        let stretch = self.last_that(|stretch| stretch.before < nth)?;
        let rest = nth - stretch.before;
        if rest <= stretch.repeated {
            return Some(stretch.from + rest);
        }
        let civil = self.hours.end_of(nth - stretch.shift)?;
        Some(civil - stretch.offset)
    }

    /// The first instant at which the wall clock has reached a civil second.
    pub(super) fn reaches(&self, civil: i64) -> i64 {
        let after = self.stretches.partition_point(|stretch| stretch.fresh <= civil);
        let next = self.stretches.get(after).map_or(i64::MAX, |next| next.resumes);
        let Some(stretch) = after.checked_sub(1).and_then(|at| self.stretches.get(at)) else {
            return next;
        };
        (civil - stretch.offset).max(stretch.resumes).min(next)
    }

    /// What the wall clock shows at an instant, in civil seconds.
    pub(super) fn shows(&self, instant: i64) -> i64 {
        let stretch = self.last_that(|stretch| stretch.from <= instant);
        instant + stretch.or(self.stretches.first()).map_or(0, |s| s.offset)
    }

    /// The last stretch of which this holds, where it holds of the first ones and then no more.
    fn last_that(&self, holds: impl Fn(&Stretch) -> bool) -> Option<&Stretch> {
        let count = self.stretches.partition_point(holds);
        self.stretches.get(count.checked_sub(1)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::clock::spans;
    use crate::domain::{Civil, Timestamp};

    #[test]
    fn a_civil_time_is_the_first_instant_at_which_the_clock_has_reached_it() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap().seconds();
        let wall = |text: &str| {
            let civil: Civil = text.parse().unwrap();
            i64::from(civil.date.days()) * 86_400 + civil.time.micros() / 1_000_000
        };
        let (from, until) = (at("2026-01-01T00:00:00Z"), at("2026-12-31T00:00:00Z"));
        let berlin = spans("Europe/Berlin".parse().unwrap(), from, until);
        let line = Timeline::new(Hours::new(Default::default(), Vec::new()), &berlin);
        for (civil, instant) in [
            ("2026-03-29T01:59", "2026-03-29T00:59:00Z"),
            ("2026-03-29T02:00", "2026-03-29T01:00:00Z"),
            ("2026-03-29T02:30", "2026-03-29T01:00:00Z"),
            ("2026-03-29T03:00", "2026-03-29T01:00:00Z"),
            ("2026-10-25T02:00", "2026-10-25T00:00:00Z"),
            ("2026-10-25T02:59", "2026-10-25T00:59:00Z"),
            ("2026-10-25T03:00", "2026-10-25T02:00:00Z"),
            ("2025-01-01T00:00", "2026-01-01T00:00:00Z"),
        ] {
            assert_eq!(line.reaches(wall(civil)), at(instant), "{civil}");
        }
    }
}
