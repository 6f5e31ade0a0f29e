//! What a calendar says no to: contents that make no calendar, and questions it cannot answer.

use crate::domain::time::Date;
use crate::domain::{Invalid, Lang};

use super::Weekday;

/// Why contents make no calendar.
///
/// ```
/// use guanxi::domain::{calendar::{BusinessCalendar, CalendarRefusal}, Lang};
/// let why = BusinessCalendar::builder("Asia/Shanghai".parse()?).build().unwrap_err();
/// assert_eq!(why.code(), "calendar.never_open");
/// assert!(why.explain(Lang::Zh).contains("366"));
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CalendarRefusal {
    /// A value that cannot be taken: too many intervals or exceptions, no hours, no such years.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// Two intervals of the week lie over each other; a night counts into the day after.
    #[error("the hours of {day} overlap each other or those of the day after")]
    Overlap {
        /// The day on which the earlier interval starts.
        day: Weekday,
    },
    /// Two intervals of one exception lie over each other.
    #[error("the hours of {date} overlap each other")]
    OverlapOn {
        /// The day.
        date: Date,
    },
    /// Two exceptions for one day.
    #[error("{date} has two exceptions")]
    Twice {
        /// The day.
        date: Date,
    },
    /// An exception for a day about which the calendar is never asked.
    #[error("{date} has an exception and lies outside the known years")]
    NotKnown {
        /// The day.
        date: Date,
    },
    /// `CalendarNeverOpen`: 366 days in a row, or all of the known ones, without working hours.
    #[error("from {from} on there are no working hours for 366 days")]
    NeverOpen {
        /// The first of these days.
        from: Date,
    },
}

impl CalendarRefusal {
    /// The stable code, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            CalendarRefusal::Invalid(why) => why.code(),
            CalendarRefusal::Overlap { .. } => "calendar.overlap",
            CalendarRefusal::OverlapOn { .. } => "calendar.overlap_on",
            CalendarRefusal::Twice { .. } => "calendar.twice",
            CalendarRefusal::NotKnown { .. } => "calendar.not_known",
            CalendarRefusal::NeverOpen { .. } => "calendar.never_open",
        }
    }

    /// The reason in a person's language.
    #[must_use]
    pub fn explain(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            CalendarRefusal::Invalid(why) => why.explain(lang),
            CalendarRefusal::Overlap { day } => {
                format!("{}的工作时段相互重叠，或与次日的时段重叠", day.name(lang))
            }
            CalendarRefusal::OverlapOn { date } => format!("{date} 的工作时段相互重叠"),
            CalendarRefusal::Twice { date } => format!("{date} 有两条例外"),
            CalendarRefusal::NotKnown { date } => format!("例外 {date} 不在日历已知的年份之内"),
            CalendarRefusal::NeverOpen { from } => {
                format!("自 {from} 起 366 天内没有任何工作时间")
            }
        }
    }
}

/// Why a calendar has no answer.
///
/// ```
/// use guanxi::domain::{calendar::Unanswered, Lang};
/// let why = Unanswered::Unknown { year: 2029 };
/// assert_eq!(why.code(), "calendar.unknown");
/// assert_eq!(why.to_string(), "the calendar does not know the year 2029");
/// assert_eq!(why.explain(Lang::Zh), "日历没有 2029 年的安排");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unanswered {
    /// The answer depends on a year that the calendar does not know.
    #[error("the calendar does not know the year {year}")]
    Unknown {
        /// The year.
        year: i32,
    },
    /// The answer would lie outside the years 1900 to 9999.
    #[error("the answer lies outside the years 1900 to 9999")]
    OutOfTime,
    /// A duration below zero was asked for.
    #[error("a duration of working time is not negative")]
    Negative,
}

impl Unanswered {
    /// The stable code, for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Unanswered::Unknown { .. } => "calendar.unknown",
            Unanswered::OutOfTime => "calendar.out_of_time",
            Unanswered::Negative => "calendar.negative",
        }
    }

    /// The reason in a person's language.
    #[must_use]
    pub fn explain(self, lang: Lang) -> String {
        match self {
            Unanswered::Unknown { year } => {
                lang.choose(format!("日历没有 {year} 年的安排"), self.to_string())
            }
            Unanswered::OutOfTime => {
                lang.choose("结果超出 1900 至 9999 年".into(), self.to_string())
            }
            Unanswered::Negative => lang.choose("工作时长不能为负".into(), self.to_string()),
        }
    }
}
