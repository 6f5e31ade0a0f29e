//! The clock on the wall of a zone: when it was put forward or back.

use crate::domain::Timestamp;
use crate::domain::time::Zone;

/// A stretch of time during which the wall clock kept one offset from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    /// The UTC second at which it begins.
    pub(super) from: i64,
    /// The UTC second at which the wall clock shows what it had not shown before: `from`, or later
    /// where the clock was put back and repeats itself first.
    pub(super) resumes: i64,
    /// Seconds to add to UTC.
    pub(super) offset: i64,
}

/// The seconds between two looks at a zone's offset.
///
/// Two changes that undo each other within one look would be missed. The closest such pair of the
/// zone database since 1900 is almost seven days apart; a test looks closer.
const LOOK: i64 = 6 * 86_400;

/// The first second of all time lines, and the one after the last.
pub(super) const FIRST: i64 = Timestamp::MIN.seconds();
pub(super) const END: i64 = Timestamp::MAX.seconds() + 1;

/// The zone database knows no change of a clock from 2101 on: the last offset holds for ever.
const LAST_CHANGE_BEFORE: i64 = 4_133_980_800;

/// The spans of a zone that touch the seconds from `from` to `until`, in order and without a hole.
pub(super) fn spans(zone: Zone, from: i64, until: i64) -> Vec<Span> {
    let from = from.max(FIRST);
    let until = until.min(LAST_CHANGE_BEFORE);
    let mut offset = offset_at(zone, from);
    let mut spans = vec![Span { from, resumes: from, offset }];
    // What the wall clock would show next if it had never been put back.
    let mut furthest = i64::MIN;
    let mut looked = from;
    while looked < until {
        let next = (looked + LOOK).min(until);
        if offset_at(zone, next) == offset {
            looked = next;
            continue;
        }
        looked = change_between(zone, looked, next);
        furthest = furthest.max(looked + offset);
        offset = offset_at(zone, looked);
        spans.push(Span { from: looked, resumes: looked.max(furthest - offset), offset });
    }
    spans
}

/// The first second at which the clock no longer keeps the offset it had at `before`.
fn change_between(zone: Zone, before: i64, after: i64) -> i64 {
    let old = offset_at(zone, before);
    let (mut before, mut after) = (before, after);
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        if offset_at(zone, middle) == old {
            before = middle;
        } else {
            after = middle;
        }
    }
    after
}

/// The offset from UTC at a second of the time line.
fn offset_at(zone: Zone, second: i64) -> i64 {
    // The looks stay within the time line; its first instant is never reached otherwise.
    let at = Timestamp::from_seconds(second).unwrap_or(Timestamp::MIN);
    i64::from(zone.offset_at(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each change of a clock that is seen when looking this often.
    fn changes(zone: Zone, often: i64) -> Vec<i64> {
        let mut changes = Vec::new();
        let mut looked = FIRST;
        while looked < LAST_CHANGE_BEFORE {
            let next = looked + often;
            if offset_at(zone, next) == offset_at(zone, looked) {
                looked = next;
            } else {
                looked = change_between(zone, looked, next);
                changes.push(looked);
            }
        }
        changes
    }

    fn found(zone: Zone) -> Vec<i64> {
        spans(zone, FIRST, END).iter().skip(1).map(|span| span.from).collect()
    }

    #[test]
    fn looking_closer_finds_no_other_change() {
        for name in ["Europe/Berlin", "America/Boa_Vista", "Africa/Casablanca", "Asia/Gaza", "UTC"]
        {
            let zone = name.parse().unwrap();
            assert_eq!(found(zone), changes(zone, 20 * 3600), "{name}");
        }
    }

    #[test]
    #[ignore = "looks at every six hours of every zone: run it with --release when the zone database changes"]
    fn looking_closer_finds_no_other_change_in_any_zone() {
        for zone in chrono_tz::TZ_VARIANTS.map(Zone::from) {
            assert_eq!(found(zone), changes(zone, 6 * 3600), "{zone}");
            let last = Timestamp::from_seconds(LAST_CHANGE_BEFORE).unwrap();
            for years in [1, 10, 100, 1_000] {
                let later = last.plus_seconds(years * 365 * 86_400 + 180 * 86_400).unwrap();
                assert_eq!(zone.offset_at(last), zone.offset_at(later), "{zone}");
            }
        }
    }

    #[test]
    fn a_clock_put_back_resumes_when_it_shows_something_new() {
        let berlin = "Europe/Berlin".parse().unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap().seconds();
        let year = spans(berlin, at("2026-01-01T00:00:00Z"), at("2026-12-31T00:00:00Z"));
        let expected = [
            (at("2026-01-01T00:00:00Z"), 0, 3600),
            (at("2026-03-29T01:00:00Z"), 0, 7200),
            (at("2026-10-25T01:00:00Z"), 3600, 3600),
        ];
        let expected =
            expected.map(|(from, repeats, offset)| Span { from, resumes: from + repeats, offset });
        assert_eq!(year, expected);
    }
}
