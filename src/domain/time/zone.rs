//! Where a clock hangs: the bridge between instants and civil time.

use chrono::{DateTime, LocalResult, Offset, TimeZone};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::date::number;
use super::{Civil, Date, Occurrence, TimeOfDay, Timestamp};
use crate::domain::Invalid;
use crate::domain::text::forms;

pub use checked::Zone;

const FORM: Invalid = Invalid::Form {
    field: "zone",
    form: "an IANA name such as Asia/Shanghai, or an offset such as +08:00",
};
const SECOND: i64 = 1_000_000;

mod checked {
    use super::{Invalid, Tz};

    /// A time zone: one of the IANA data base, with its history and its rules to come, or a fixed
    /// offset from UTC of at most 18 hours, in whole minutes.
    ///
    /// Its text and serde form is the name (`Asia/Shanghai`, in the spelling of the data base) or
    /// the offset (`+08:00`). The rules reach to the end of 2099; after it clocks are no longer
    /// changed.
    ///
    /// ```
    /// use guanxi::domain::{Timestamp, Zone};
    /// let at: Timestamp = "2026-05-03T22:00:00Z".parse()?;
    /// assert_eq!("Asia/Shanghai".parse::<Zone>()?.date(at)?.to_string(), "2026-05-04");
    /// assert_eq!("-03:30".parse::<Zone>()?.civil(at)?.to_string(), "2026-05-03T18:30");
    /// assert!("Asia/Xanadu".parse::<Zone>().is_err());
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct Zone(Kind);

    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub(super) enum Kind {
        Named(Tz),
        /// Seconds east of UTC.
        Fixed(i32),
    }

    impl Zone {
        /// Coordinated universal time.
        pub const UTC: Zone = Zone(Kind::Named(Tz::UTC));

        /// Takes a fixed offset in minutes east of UTC, from −1 080 to 1 080.
        ///
        /// ```
        /// use guanxi::domain::Zone;
        /// assert_eq!(Zone::fixed(330)?.to_string(), "+05:30");
        /// # Ok::<(), guanxi::domain::Invalid>(())
        /// ```
        ///
        /// # Errors
        /// [`Invalid::Range`] for more than 18 hours either way.
        pub fn fixed(minutes: i32) -> Result<Self, Invalid> {
            if (-1_080..=1_080).contains(&minutes) {
                Ok(Zone(Kind::Fixed(minutes * 60)))
            } else {
                Err(Invalid::Range { field: "zone", low: -1_080, high: 1_080 })
            }
        }

        pub(super) const fn kind(self) -> Kind {
            self.0
        }
    }

    impl From<Tz> for Zone {
        fn from(zone: Tz) -> Zone {
            Zone(Kind::Named(zone))
        }
    }
}

use checked::Kind;

impl Zone {
    /// How many seconds clocks are ahead of UTC at an instant, negative west of it.
    ///
    /// ```
    /// use guanxi::domain::Zone;
    /// let berlin: Zone = "Europe/Berlin".parse()?;
    /// assert_eq!(berlin.offset_at("2026-07-01T00:00:00Z".parse()?), 7_200);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn offset_at(self, at: Timestamp) -> i32 {
        self.offset_at_second(at.seconds())
    }

    fn offset_at_second(self, second: i64) -> i32 {
        match self.kind() {
            Kind::Fixed(offset) => offset,
            Kind::Named(zone) => {
                // Every second that is asked for lies within a day of the years 1900 to 9999.
                let at = DateTime::from_timestamp(second, 0).unwrap_or_default();
                zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc()
            }
        }
    }

    /// What clocks show at an instant.
    ///
    /// ```
    /// use guanxi::domain::Zone;
    /// let shanghai: Zone = "Asia/Shanghai".parse()?;
    /// let shown = shanghai.civil("2026-05-03T01:30:00Z".parse()?)?;
    /// assert_eq!(shown.to_string(), "2026-05-03T09:30");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Date`] when the day is outside the years 1900 to 9999, which happens only within
    /// a day of either end.
    pub fn civil(self, at: Timestamp) -> Result<Civil, Invalid> {
        Civil::from_micros(at.micros() + i64::from(self.offset_at(at)) * SECOND)
    }

    /// The day on which an instant falls.
    ///
    /// ```
    /// use guanxi::domain::Zone;
    /// let apia: Zone = "Pacific/Apia".parse()?;
    /// assert_eq!(apia.date("2026-05-03T11:00:00Z".parse()?)?.to_string(), "2026-05-04");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// As [`civil`](Zone::civil).
    pub fn date(self, at: Timestamp) -> Result<Date, Invalid> {
        self.civil(at).map(|civil| civil.date)
    }

    /// When a civil time occurs.
    ///
    /// ```
    /// # use guanxi::domain::{Occurrence, Zone};
    /// let shanghai: Zone = "Asia/Shanghai".parse()?;
    /// let at = shanghai.occurrence("2026-05-03T09:30".parse()?)?;
    /// assert_eq!(at, Occurrence::Once("2026-05-03T01:30:00Z".parse()?));
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Date`] when the instant is outside the years 1900 to 9999, which happens only
    /// within a day of either end.
    pub fn occurrence(self, civil: Civil) -> Result<Occurrence, Invalid> {
        let micros = civil.micros();
        let ahead = |offset: i32| Timestamp::from_micros(micros - i64::from(offset) * SECOND);
        let zone = match self.kind() {
            Kind::Fixed(offset) => return ahead(offset).map(Occurrence::Once),
            Kind::Named(zone) => zone,
        };
        let shown = DateTime::from_timestamp_micros(micros).unwrap_or_default().naive_utc();
        match zone.offset_from_local_datetime(&shown) {
            LocalResult::Single(offset) => {
                ahead(offset.fix().local_minus_utc()).map(Occurrence::Once)
            }
            LocalResult::Ambiguous(one, other) => {
                let one = ahead(one.fix().local_minus_utc())?;
                let other = ahead(other.fix().local_minus_utc())?;
                Ok(Occurrence::Twice { first: one.min(other), second: one.max(other) })
            }
            LocalResult::None => {
                let next = Timestamp::from_seconds(self.gap_end(micros.div_euclid(SECOND)))?;
                Ok(Occurrence::Never { next })
            }
        }
    }

    /// The first second of UTC at which clocks show more than `shown`, a second they jump over.
    fn gap_end(self, shown: i64) -> i64 {
        // No clock is 26 hours away from UTC: the jump lies between.
        let (mut before, mut after) = (shown - 26 * 3_600, shown + 26 * 3_600);
        while after - before > 1 {
            let middle = before + (after - before) / 2;
            if middle + i64::from(self.offset_at_second(middle)) > shown {
                after = middle;
            } else {
                before = middle;
            }
        }
        after
    }

    /// When a day begins: its midnight, or the end of the gap where clocks jump over midnight.
    ///
    /// ```
    /// use guanxi::domain::{Date, Zone};
    /// let cairo: Zone = "Africa/Cairo".parse()?;
    /// let start = cairo.start_of(Date::new(2024, 4, 26)?)?;
    /// assert_eq!(cairo.civil(start)?.to_string(), "2024-04-26T01:00");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// As [`occurrence`](Zone::occurrence).
    pub fn start_of(self, date: Date) -> Result<Timestamp, Invalid> {
        self.occurrence(Civil { date, time: TimeOfDay::MIDNIGHT }).map(Occurrence::first)
    }

    /// The instant `n` months after an anchor, before it when negative: at the same time of the
    /// day that [`Date::nth_month`] names; at the gap's end where clocks jump over that time, the
    /// earlier of two where they repeat it.
    ///
    /// The instant of no months is the anchor itself.
    ///
    /// ```
    /// use guanxi::domain::Zone;
    /// let berlin: Zone = "Europe/Berlin".parse()?;
    /// let anchor = "2026-01-31T08:00:00Z".parse()?;
    /// assert_eq!(berlin.nth_month(anchor, 2)?, "2026-03-31T07:00:00Z".parse()?);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Date`] outside the years 1900 to 9999.
    pub fn nth_month(self, anchor: Timestamp, n: i32) -> Result<Timestamp, Invalid> {
        if n == 0 {
            return Ok(anchor);
        }
        let Civil { date, time } = self.civil(anchor)?;
        let date = date.nth_month(n)?;
        self.occurrence(Civil { date, time }).map(Occurrence::first)
    }
}

impl std::fmt::Display for Zone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.kind() {
            Kind::Named(zone) => f.write_str(zone.name()),
            Kind::Fixed(offset) => {
                let sign = if offset < 0 { '-' } else { '+' };
                let minutes = offset.abs() / 60;
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

impl std::str::FromStr for Zone {
    type Err = Invalid;

    /// Reads an IANA name, or `+hh:mm`, `-hh:mm`.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let Some(sign) = text.chars().next().filter(|ch| matches!(ch, '+' | '-')) else {
            return text.parse::<Tz>().map(Zone::from).map_err(|_| FORM);
        };
        let (hours, minutes) = text
            .trim_start_matches(sign)
            .split_once(':')
            .and_then(|(hours, minutes)| Some((number(hours, 2)?, number(minutes, 2)?)))
            .filter(|(_, minutes)| *minutes < 60 && text.len() == 6)
            .ok_or(FORM)?;
        let minutes = i32::try_from(hours * 60 + minutes).map_err(|_| FORM)?;
        Zone::fixed(if sign == '-' { -minutes } else { minutes })
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        forms::read(from)
    }
}
