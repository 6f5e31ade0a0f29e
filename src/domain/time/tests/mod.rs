//! The laws of time: written forms, months from the anchor, and clocks that are changed.

use proptest::prelude::*;

use super::*;
use crate::domain::Invalid;
use crate::domain::text::strategies::anything;
use crate::domain::written::{holds, returns};

mod stories;

/// The text of a time with one character changed: the strings nearest to being right.
fn almost() -> impl Strategy<Value = String> {
    let text = prop_oneof![
        strategies::timestamp().prop_map(|at| at.to_string()),
        strategies::civil().prop_map(|civil| civil.to_string()),
        strategies::birthday().prop_map(|birthday| birthday.to_string()),
        strategies::zone().prop_map(|zone| zone.to_string()),
        strategies::days().prop_map(|days| days.to_string()),
    ];
    (text, any::<prop::sample::Index>(), prop_oneof!["[0-9:+TZ./-]", "\\PC"]).prop_map(
        |(text, at, ch)| {
            let mut chars: Vec<char> = text.chars().collect();
            let at = at.index(chars.len());
            chars.splice(at..=at, ch.chars());
            chars.into_iter().collect()
        },
    )
}

proptest! {
    #[test]
    fn any_text_is_read_exactly_or_turned_away(text in prop_oneof![anything(), almost()]) {
        holds::<Timestamp>(&text)?;
        holds::<Date>(&text)?;
        holds::<TimeOfDay>(&text)?;
        holds::<Civil>(&text)?;
        holds::<Zone>(&text)?;
        holds::<Birthday>(&text)?;
        holds::<Period>(&text)?;
        holds::<Period<Date>>(&text)?;
    }

    #[test]
    fn times_come_back_as_they_were(
        at in strategies::timestamp(),
        civil in strategies::civil(),
        zone in strategies::zone(),
        birthday in strategies::birthday(),
        period in strategies::period(),
        days in strategies::days(),
    ) {
        returns(&at)?;
        returns(&civil)?;
        returns(&civil.date)?;
        returns(&civil.time)?;
        returns(&zone)?;
        returns(&birthday)?;
        returns(&period)?;
        returns(&days)?;
        prop_assert_eq!(Timestamp::try_from(at.to_chrono()), Ok(at));
    }

    #[test]
    fn texts_are_ordered_as_what_they_mean(a in strategies::civil(), b in strategies::civil()) {
        prop_assert_eq!(a.date.to_string().cmp(&b.date.to_string()), a.date.cmp(&b.date));
        prop_assert_eq!(a.micros().cmp(&b.micros()), a.cmp(&b));
        prop_assert_eq!(a.date.days().cmp(&b.date.days()), a.date.cmp(&b.date));
    }

    #[test]
    fn days_are_counted_there_and_back(a in strategies::date(), b in strategies::date()) {
        prop_assert_eq!(a.plus_days(a.days_to(b)), Ok(b));
        prop_assert_eq!(a.days_to(b), -b.days_to(a));
        prop_assert_eq!(Date::try_from(i32::from(a)), Ok(a));
    }

    #[test]
    fn no_sum_of_times_wraps(at in strategies::timestamp(), date in strategies::date(), seconds: i64, n: i32) {
        let exact = i128::from(at.micros()) + i128::from(seconds) * 1_000_000;
        match at.plus_seconds(seconds) {
            Ok(later) => prop_assert_eq!(i128::from(later.micros()), exact),
            Err(_) => prop_assert!(
                exact < i128::from(Timestamp::MIN.micros()) || exact > i128::from(Timestamp::MAX.micros())
            ),
        }
        if let Ok(later) = date.plus_days(n) {
            prop_assert_eq!(i64::from(later.days()), i64::from(date.days()) + i64::from(n));
        }
        let _ = (date.nth_month(n), date.nth_year(n), Date::from_days(n), Period::nth_month(date, n));
    }

    #[test]
    fn months_are_counted_from_the_anchor(anchor in strategies::date(), n in -1_200_i32..1_200, k in -1_200_i32..1_200) {
        let (Ok(a), Ok(b)) = (anchor.nth_month(n), anchor.nth_month(k)) else { return Ok(()) };
        let index = |date: Date| date.year() * 12 + i32::try_from(date.month()).expect("small");
        prop_assert_eq!(index(a), index(anchor) + n);
        prop_assert!(a.day() == anchor.day() || (a.day() < anchor.day() && a == a.end_of_month()));
        prop_assert_eq!(a.cmp(&b), n.cmp(&k));
        prop_assert_eq!(anchor.nth_month(0), Ok(anchor));
        if n % 12 == 0 {
            prop_assert_eq!(anchor.nth_year(n / 12), Ok(a));
        }
        let (month, next) = (Period::nth_month(anchor, n), Period::nth_month(anchor, n + 1));
        if let (Ok(month), Ok(next)) = (month, next) {
            prop_assert_eq!(month.end(), next.start());
            prop_assert!((28..=31).contains(&month.days()));
        }
    }

    #[test]
    fn what_a_clock_shows_occurs_then(at in strategies::timestamp(), zone in strategies::zone()) {
        let Ok(shown) = zone.civil(at) else { return Ok(()) };
        prop_assert_eq!(zone.date(at), Ok(shown.date));
        match zone.occurrence(shown) {
            Ok(Occurrence::Once(once)) => prop_assert_eq!(once, at),
            Ok(Occurrence::Twice { first, second }) => {
                prop_assert!(first < second && (at == first || at == second));
            }
            other => prop_assert!(false, "{at} in {zone} shows {shown}, which is {other:?}"),
        }
        let start = zone.start_of(shown.date);
        prop_assert!(start.clone().map_or(true, |start| start <= at), "{start:?}");
    }

    #[test]
    fn a_civil_time_occurs_when_clocks_show_it(civil in strategies::civil(), zone in strategies::zone()) {
        let Ok(occurrence) = zone.occurrence(civil) else { return Ok(()) };
        clocks_agree(zone, civil, occurrence)?;
    }

    #[test]
    fn a_changed_clock_skips_or_repeats(zone in strategies::zone(), at in strategies::timestamp()) {
        // The next change of offset after `at`, found by halving the year that follows it.
        let (Ok(end), before) = (at.plus_seconds(31_536_000), zone.offset_at(at)) else { return Ok(()) };
        let (mut low, mut high) = (at.seconds(), end.seconds());
        let offset = |second| zone.offset_at(Timestamp::from_seconds(second).expect("in range"));
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if offset(middle) == before { low = middle } else { high = middle }
        }
        let Ok(change) = Timestamp::from_seconds(high) else { return Ok(()) };
        let Ok(shown) = zone.civil(change) else { return Ok(()) };
        let jump = offset(high) - offset(low);
        for back in [1, i64::from(jump.abs()) / 2, i64::from(jump.abs()) - 1] {
            let Ok(civil) = Civil::from_micros(shown.micros() - back * 1_000_000) else { continue };
            if let Ok(occurrence) = zone.occurrence(civil) {
                clocks_agree(zone, civil, occurrence)?;
                if jump > 0 && back > 0 {
                    prop_assert_eq!(occurrence, Occurrence::Never { next: change });
                }
            }
        }
    }

    #[test]
    fn months_of_an_instant_keep_its_hour(at in strategies::timestamp(), zone in strategies::zone(), n in -600_i32..600) {
        prop_assert_eq!(zone.nth_month(at, 0), Ok(at));
        let (Ok(moved), Ok(from)) = (zone.nth_month(at, n), zone.civil(at)) else { return Ok(()) };
        let wanted = Civil { date: from.date.nth_month(n).expect("in range"), time: from.time };
        let shown = zone.civil(moved).expect("in range");
        prop_assert!(n == 0 || shown >= wanted);
        if shown != wanted {
            let gap = matches!(zone.occurrence(wanted), Ok(Occurrence::Never { .. }));
            prop_assert!(gap, "{} for {}", shown, wanted);
        }
    }

    #[test]
    fn a_birthday_comes_once_a_year(birthday in strategies::birthday(), from in strategies::date()) {
        let Ok(next) = birthday.next(from) else { return Ok(()) };
        prop_assert!(next >= from && from.days_to(next) <= 366);
        prop_assert_eq!(birthday.in_year(next.year()), Ok(next));
        prop_assert_eq!(birthday.next(next), Ok(next));
        if let (Some(born), Some(age)) = (birthday.date(), birthday.age(next)) {
            prop_assert_eq!(age, next.year() - born.year());
            let eve = next.plus_days(-1).ok().and_then(|eve| birthday.age(eve));
            prop_assert_eq!(eve.unwrap_or(-1), age - 1);
        }
        prop_assert_eq!(birthday.born_by(from).is_err(), birthday.date().is_some_and(|born| born > from));
    }

    #[test]
    fn what_two_periods_share_belongs_to_both(a in strategies::days(), b in strategies::days(), day in strategies::date()) {
        let both = a.contains(day) && b.contains(day);
        prop_assert_eq!(a.common(b).is_some_and(|common| common.contains(day)), both);
        prop_assert_eq!(a.common(b), b.common(a));
        prop_assert_eq!(a.overlaps(b), a.start() < b.end() && b.start() < a.end());
        prop_assert_eq!(Period::new(a.end(), a.start()), Err(Invalid::Backwards { field: "period" }));
    }

    #[test]
    fn the_days_of_a_period_hold_its_instants(days in strategies::days(), zone in strategies::zone(), at in strategies::timestamp()) {
        let (Ok(instants), Ok(date)) = (days.in_zone(zone), zone.date(at)) else { return Ok(()) };
        // Where clocks are put back over midnight, a day's last hour comes again after it.
        let twice = zone.civil(at).and_then(|civil| zone.occurrence(civil));
        if matches!(twice, Ok(Occurrence::Once(_))) {
            prop_assert_eq!(instants.contains(at), days.contains(date));
        }
    }
}

fn clocks_agree(zone: Zone, civil: Civil, occurrence: Occurrence) -> Result<(), TestCaseError> {
    match occurrence {
        Occurrence::Once(at) => prop_assert_eq!(zone.civil(at), Ok(civil)),
        Occurrence::Twice { first, second } => {
            prop_assert!(first < second);
            prop_assert_eq!(zone.civil(first), Ok(civil));
            prop_assert_eq!(zone.civil(second), Ok(civil));
        }
        Occurrence::Never { next } => {
            prop_assert!(zone.civil(next).is_ok_and(|shown| shown > civil));
            let before = Timestamp::from_micros(next.micros() - 1).expect("in range");
            prop_assert!(zone.civil(before).is_ok_and(|shown| shown < civil));
        }
    }
    Ok(())
}
