//! Arbitrary instants, days, zones and periods, each built through its public constructor.

use proptest::prelude::*;

use super::{Birthday, Civil, Date, Period, TimeOfDay, Timestamp, Zone};

/// An instant of the years 1900 to 9999, most of them of our time.
pub fn timestamp() -> impl Strategy<Value = Timestamp> {
    let (first, last) = (Timestamp::MIN.micros(), Timestamp::MAX.micros());
    prop_oneof![
        4 => 0_i64..4_102_444_800_000_000,
        2 => (0_i64..4_102_444_800).prop_map(|seconds| seconds * 1_000_000),
        1 => first..=last,
        1 => prop::sample::select(vec![first, -1, 0, 1, last]),
    ]
    .prop_filter_map("an instant", |micros| Timestamp::from_micros(micros).ok())
}

/// A day, most of them of our time; often the last of a month.
pub fn date() -> impl Strategy<Value = Date> {
    let year = prop_oneof![4 => 1970..2100, 1 => 1900..=9999];
    let day = prop_oneof![2 => 1_u32..=31, 1 => 28_u32..=31];
    (year, 1_u32..=12, day)
        .prop_filter_map("a date", |(year, month, day)| Date::new(year, month, day).ok())
}

/// A time of day, often a full minute.
pub fn time_of_day() -> impl Strategy<Value = TimeOfDay> {
    prop_oneof![
        (0_i64..1_440).prop_map(|minutes| minutes * 60_000_000),
        (0_i64..86_400).prop_map(|seconds| seconds * 1_000_000),
        0_i64..86_400_000_000,
    ]
    .prop_filter_map("a time", |micros| TimeOfDay::from_micros(micros).ok())
}

/// A date with a time of day.
pub fn civil() -> impl Strategy<Value = Civil> {
    (date(), time_of_day()).prop_map(|(date, time)| Civil { date, time })
}

/// A zone: an offset, a zone with an awkward history, or any zone at all.
pub fn zone() -> impl Strategy<Value = Zone> {
    let awkward = prop::sample::select(vec![
        "Asia/Shanghai",
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Asia/Kathmandu",
        "Africa/Casablanca",
        "America/St_Johns",
        "Europe/Dublin",
        "Antarctica/Troll",
        "Asia/Pyongyang",
        "Pacific/Kwajalein",
        "Africa/Cairo",
        "America/Sao_Paulo",
        "Africa/Monrovia",
        "UTC",
    ]);
    prop_oneof![
        (-1_080_i32..=1_080).prop_filter_map("a zone", |minutes| Zone::fixed(minutes).ok()),
        awkward.prop_filter_map("a zone", |name| name.parse().ok()),
        prop::sample::select(chrono_tz::TZ_VARIANTS.to_vec()).prop_map(Zone::from),
    ]
}

/// A birthday with or without its year.
pub fn birthday() -> impl Strategy<Value = Birthday> {
    let day = (1_u32..=12, 1_u32..=31);
    let yearless =
        day.prop_filter_map("a day", |(month, day)| Birthday::new(None, month, day).ok());
    prop_oneof![yearless, date().prop_map(Birthday::from)]
}

/// A period of instants.
pub fn period() -> impl Strategy<Value = Period> {
    (timestamp(), timestamp())
        .prop_filter_map("a period", |(a, b)| Period::new(a.min(b), a.max(b)).ok())
}

/// A period of days.
pub fn days() -> impl Strategy<Value = Period<Date>> {
    (date(), date()).prop_filter_map("a period", |(a, b)| Period::new(a.min(b), a.max(b)).ok())
}
