//! The days of the week.

use serde::{Deserialize, Serialize};

/// A day of the week, from Monday as ISO 8601 counts.
///
/// ```
/// use guanxi::domain::calendar::Weekday;
/// assert_eq!(Weekday::MONDAY_TO_FRIDAY.len(), 5);
/// assert_eq!(Weekday::ALL.last(), Some(&Weekday::Sunday));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Weekday {
    /// 星期一.
    Monday,
    /// 星期二.
    Tuesday,
    /// 星期三.
    Wednesday,
    /// 星期四.
    Thursday,
    /// 星期五.
    Friday,
    /// 星期六.
    Saturday,
    /// 星期日.
    Sunday,
}

impl Weekday {
    /// Every day, Monday first.
    pub const ALL: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];

    /// The usual working days.
    pub const MONDAY_TO_FRIDAY: [Weekday; 5] =
        [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];

    /// The day's name in a person's language.
    ///
    /// ```
    /// use guanxi::domain::{calendar::Weekday, Lang};
    /// assert_eq!(Weekday::Saturday.name(Lang::Zh), "星期六");
    /// ```
    #[must_use]
    pub fn name(self, lang: crate::domain::Lang) -> &'static str {
        match self {
            Weekday::Monday => lang.choose("星期一", "Monday"),
            Weekday::Tuesday => lang.choose("星期二", "Tuesday"),
            Weekday::Wednesday => lang.choose("星期三", "Wednesday"),
            Weekday::Thursday => lang.choose("星期四", "Thursday"),
            Weekday::Friday => lang.choose("星期五", "Friday"),
            Weekday::Saturday => lang.choose("星期六", "Saturday"),
            Weekday::Sunday => lang.choose("星期日", "Sunday"),
        }
    }
}

impl std::fmt::Display for Weekday {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name(crate::domain::Lang::En))
    }
}
