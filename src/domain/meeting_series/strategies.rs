//! Arbitrary series and commands, built through the public constructors.

use proptest::prelude::*;

use super::{Every, NewSeries, SeriesUnit};
use crate::domain::Line;
use crate::domain::text::strategies::line;
use crate::domain::time::strategies::{date, time_of_day, zone};
use crate::domain::{Civil, Date};

/// How often.
pub fn every() -> impl Strategy<Value = Every> {
    (1_u16..=12, prop::sample::select(SeriesUnit::ALL))
        .prop_filter_map("a period", |(number, unit)| Every::new(number, unit).ok())
}

/// A series that begins on a day of these.
pub fn new_series_on(days: impl Strategy<Value = Date>) -> impl Strategy<Value = NewSeries> {
    (line(), every(), days, time_of_day(), zone()).prop_filter_map(
        "a first meeting",
        |(title, every, date, time, zone)| {
            NewSeries::of(title.as_str(), every, Civil { date, time }, zone).ok()
        },
    )
}

/// Any series.
pub fn new_series() -> impl Strategy<Value = NewSeries> {
    new_series_on(date())
}

/// Something that can be said of a series that was started.
#[derive(Debug, Clone)]
pub enum Command {
    /// The next was held, so many hours off the time for which it was planned; the interaction may
    /// be with another client, withdrawn, or no touch.
    Held(i64, u8),
    /// The next was missed.
    Missed,
    /// The next is left out.
    Skip(Line),
    /// There will be no more.
    End(Line),
    /// Erase.
    Erase,
}

/// Any command.
pub fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        6 => (-200_i64..200, 0_u8..8).prop_map(|(off, wrong)| Command::Held(off, wrong)),
        6 => Just(Command::Missed),
        2 => line().prop_map(Command::Skip),
        1 => line().prop_map(Command::End),
        1 => Just(Command::Erase),
    ]
}
