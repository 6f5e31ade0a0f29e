//! What is wrong with a value that cannot be taken: which field, and what would be right.

use super::Lang;
use super::vocabulary::say;

/// A value that was turned away at the door, before any rule was asked.
///
/// It names the field and what would be right, never the value itself: a mistyped e-mail address
/// in a log is still somebody's e-mail address.
///
/// ```
/// use guanxi::domain::{Invalid, Lang};
/// let why = Invalid::TooLong { field: "name", limit: 200 };
/// assert_eq!(why.code(), "invalid.too_long");
/// assert_eq!(why.to_string(), "name is longer than 200 characters");
/// assert_eq!(why.explain(Lang::Zh), "“名称”超过 200 个字符");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Invalid {
    /// Nothing was given, or nothing but white space.
    #[error("{field} is empty")]
    Empty {
        /// The field.
        field: &'static str,
    },
    /// More characters than the field holds.
    #[error("{field} is longer than {limit} characters")]
    TooLong {
        /// The field.
        field: &'static str,
        /// The most characters it may have.
        limit: usize,
    },
    /// More items than the field holds.
    #[error("{field} has more than {limit} items")]
    TooMany {
        /// The field.
        field: &'static str,
        /// The most items it may have.
        limit: usize,
    },
    /// Control, bidirectional-override or other characters that do not belong in a text.
    #[error("{field} has a character that does not belong in it, at character {at}")]
    Text {
        /// The field.
        field: &'static str,
        /// Which character, counted from 1.
        at: usize,
    },
    /// Not an e-mail address.
    #[error("{field} is not an e-mail address (local@domain)")]
    Email {
        /// The field.
        field: &'static str,
    },
    /// Not a telephone number.
    #[error("{field} is not a telephone number (5 to 15 digits, with or without a country code)")]
    Phone {
        /// The field.
        field: &'static str,
    },
    /// A day that does not exist, or that the field cannot hold.
    #[error("{field} is not a date that can be: {expected}")]
    Date {
        /// The field.
        field: &'static str,
        /// What would be right.
        expected: &'static str,
    },
    /// A number outside its range.
    #[error("{field} is outside {low} to {high}")]
    Range {
        /// The field.
        field: &'static str,
        /// The least allowed.
        low: i64,
        /// The most allowed.
        high: i64,
    },
    /// A result too large to hold.
    #[error("{field} is too large a number to hold")]
    Overflow {
        /// The field.
        field: &'static str,
    },
    /// Two amounts that cannot be put together: other currencies, other units.
    #[error("{field} mixes {left} and {right}")]
    Mixed {
        /// The field.
        field: &'static str,
        /// What stands on the left.
        left: String,
        /// What stands on the right.
        right: String,
    },
    /// A word that is not in the list.
    #[error("{field} is none of: {allowed}")]
    Unknown {
        /// The field.
        field: &'static str,
        /// The list.
        allowed: &'static str,
    },
    /// A text that has not the form it should have.
    #[error("{field} is not of the form {form}")]
    Form {
        /// The field.
        field: &'static str,
        /// The form.
        form: &'static str,
    },
    /// An id of another noun.
    #[error("{field} is the id of a {found}, not of a {wanted}")]
    WrongKind {
        /// The field.
        field: &'static str,
        /// The noun that was wanted.
        wanted: &'static str,
        /// The noun whose id it is.
        found: String,
    },
    /// The same item twice where each may stand once.
    #[error("{field} has the same item twice")]
    Twice {
        /// The field.
        field: &'static str,
    },
    /// Ends of a scale that do not stand in their order.
    #[error("{field} is not in the order {order}")]
    Order {
        /// The field.
        field: &'static str,
        /// The order.
        order: &'static str,
    },
    /// A stretch of time that ends before it starts, or lasts no time at all.
    #[error("{field} does not end after it starts")]
    Backwards {
        /// The field.
        field: &'static str,
    },
}

impl Invalid {
    /// The stable code, for programs.
    ///
    /// ```
    /// # use guanxi::domain::Name;
    /// let why = Name::new("").expect_err("no name");
    /// assert_eq!(why.code(), "invalid.empty");
    /// ```
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Invalid::Empty { .. } => "invalid.empty",
            Invalid::TooLong { .. } => "invalid.too_long",
            Invalid::TooMany { .. } => "invalid.too_many",
            Invalid::Text { .. } => "invalid.text",
            Invalid::Email { .. } => "invalid.email",
            Invalid::Phone { .. } => "invalid.phone",
            Invalid::Date { .. } => "invalid.date",
            Invalid::Range { .. } => "invalid.range",
            Invalid::Overflow { .. } => "invalid.overflow",
            Invalid::Mixed { .. } => "invalid.mixed",
            Invalid::Unknown { .. } => "invalid.unknown",
            Invalid::Form { .. } => "invalid.form",
            Invalid::WrongKind { .. } => "invalid.wrong_kind",
            Invalid::Twice { .. } => "invalid.twice",
            Invalid::Order { .. } => "invalid.order",
            Invalid::Backwards { .. } => "invalid.backwards",
        }
    }

    /// The reason in a person's language.
    ///
    /// ```
    /// # use guanxi::domain::{Lang, Name};
    /// let why = Name::new("").expect_err("no name");
    /// assert_eq!(why.explain(Lang::Zh), "“名称”不能为空");
    /// ```
    #[must_use]
    pub fn explain(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        let field = say(self.field(), lang);
        match self {
            Invalid::Empty { .. } => format!("“{field}”不能为空"),
            Invalid::TooLong { limit, .. } => format!("“{field}”超过 {limit} 个字符"),
            Invalid::TooMany { limit, .. } => format!("“{field}”超过 {limit} 项"),
            Invalid::Text { at, .. } => format!("“{field}”第 {at} 个字符不允许出现"),
            Invalid::Email { .. } => format!("“{field}”不是有效的电子邮件地址"),
            Invalid::Phone { .. } => format!("“{field}”不是有效的电话号码（5 至 15 位数字）"),
            Invalid::Date { .. } => format!("“{field}”不是有效的日期"),
            Invalid::Range { low, high, .. } => format!("“{field}”应在 {low} 与 {high} 之间"),
            Invalid::Overflow { .. } => format!("“{field}”数值过大"),
            Invalid::Mixed { left, right, .. } => {
                format!("“{field}”混用了 {left} 与 {right}")
            }
            Invalid::Unknown { allowed, .. } => format!("“{field}”应为以下之一：{allowed}"),
            Invalid::Form { form, .. } => format!("“{field}”的格式应为{}", form_of(form)),
            Invalid::WrongKind { wanted, found, .. } => {
                let wanted = say(wanted, lang);
                format!("“{field}”是 {found} 的编号，而不是{wanted}的编号")
            }
            Invalid::Twice { .. } => format!("“{field}”中同一项出现了两次"),
            Invalid::Order { order, .. } => format!("“{field}”的次序应为 {order}"),
            Invalid::Backwards { .. } => format!("“{field}”的结束应晚于开始"),
        }
    }

    /// The field that was turned away.
    ///
    /// ```
    /// # use guanxi::domain::Name;
    /// let why = Name::new("").expect_err("no name");
    /// assert_eq!(why.field(), "name");
    /// ```
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Invalid::Empty { field }
            | Invalid::TooLong { field, .. }
            | Invalid::TooMany { field, .. }
            | Invalid::Text { field, .. }
            | Invalid::Email { field }
            | Invalid::Phone { field }
            | Invalid::Date { field, .. }
            | Invalid::Range { field, .. }
            | Invalid::Overflow { field }
            | Invalid::Mixed { field, .. }
            | Invalid::Unknown { field, .. }
            | Invalid::Form { field, .. }
            | Invalid::WrongKind { field, .. }
            | Invalid::Twice { field }
            | Invalid::Order { field, .. }
            | Invalid::Backwards { field } => field,
        }
    }

    /// The same reason, about another field: a type that reads a line cannot know that this line
    /// is a subject.
    ///
    /// ```
    /// use guanxi::domain::{Invalid, Line};
    /// let why = Line::new(" ").map_err(|why| why.in_field("subject"));
    /// assert_eq!(why, Err(Invalid::Empty { field: "subject" }));
    /// ```
    #[must_use]
    pub fn in_field(mut self, name: &'static str) -> Self {
        match &mut self {
            Invalid::Empty { field }
            | Invalid::TooLong { field, .. }
            | Invalid::TooMany { field, .. }
            | Invalid::Text { field, .. }
            | Invalid::Email { field }
            | Invalid::Phone { field }
            | Invalid::Date { field, .. }
            | Invalid::Range { field, .. }
            | Invalid::Overflow { field }
            | Invalid::Mixed { field, .. }
            | Invalid::Unknown { field, .. }
            | Invalid::Form { field, .. }
            | Invalid::WrongKind { field, .. }
            | Invalid::Twice { field }
            | Invalid::Order { field, .. }
            | Invalid::Backwards { field } => *field = name,
        }
        self
    }
}

/// A form as a Chinese sentence says it; what has no words of its own stands as it is.
fn form_of(form: &'static str) -> String {
    let said = match form {
        "letters, digits, '.', '_' and '-'" => "字母、数字以及“.”“_”“-”",
        "system:id" => "“系统:编号”",
        "noun-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx" => {
            "“类别-编号”，编号如 xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
        }
        "an ISO 4217 code such as CNY" => " ISO 4217 货币代码，如 CNY",
        "a code and an amount such as CNY 1 234.50" => "“货币代码 金额”，如 CNY 1 234.50",
        "a number such as -12.5" => "数字，如 -12.5",
        "a number such as 87.5" => "数字，如 87.5",
        "a number such as 12.5%" => "百分数，如 12.5%",
        "a whole number such as 1200" => "整数，如 1200",
        "a number with so few decimals" => "小数位数更少的数字",
        "a number and a unit such as 1.50 h" => "“数字 单位”，如 1.50 h",
        "4 to 40 of A-Z, 0-9 and -" => " 4 至 40 位，仅限 A-Z、0-9 和“-”",
        "start/end" => "“开始/结束”",
        "an IANA name such as Asia/Shanghai, or an offset such as +08:00" => {
            " IANA 时区名（如 Asia/Shanghai）或时差（如 +08:00）"
        }
        "hh:mm, hh:mm:ss or hh:mm:ss.ffffff" => " hh:mm、hh:mm:ss 或 hh:mm:ss.ffffff",
        "64 hexadecimal digits" => " 64 位十六进制数字",
        form => return format!(" {form}"),
    };
    said.to_owned()
}

// Stands here and not beside `Lang`: an explanation needs a language, so that is declared first.
impl std::str::FromStr for Lang {
    type Err = Invalid;

    /// Reads `zh` or `en`, also with a region behind it (`zh-CN`, `en_GB`).
    ///
    /// # Errors
    /// [`Invalid::Unknown`] for any other language.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let primary = text.split(['-', '_']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "zh" => Ok(Lang::Zh),
            "en" => Ok(Lang::En),
            _ => Err(Invalid::Unknown { field: "language", allowed: "zh, en" }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Invalid, Lang};

    fn each() -> Vec<Invalid> {
        let (field, limit, at) = ("thing", 3, 2);
        let (left, right, found) = ("EUR".to_owned(), "USD".to_owned(), "staff".to_owned());
        vec![
            Invalid::Empty { field },
            Invalid::TooLong { field, limit },
            Invalid::TooMany { field, limit },
            Invalid::Text { field, at },
            Invalid::Email { field },
            Invalid::Phone { field },
            Invalid::Date { field, expected: "a day" },
            Invalid::Range { field, low: 0, high: 9 },
            Invalid::Overflow { field },
            Invalid::Mixed { field, left, right },
            Invalid::Unknown { field, allowed: "a, b" },
            Invalid::Form { field, form: "x:y" },
            Invalid::WrongKind { field, wanted: "client", found },
            Invalid::Twice { field },
            Invalid::Order { field, order: "a < b" },
            Invalid::Backwards { field },
        ]
    }

    #[test]
    fn every_reason_names_its_field_in_both_languages() {
        for why in each() {
            assert_eq!(why.field(), "thing");
            for lang in Lang::ALL {
                assert!(why.explain(lang).contains("thing"), "{why:?}");
            }
            assert_ne!(why.explain(Lang::Zh), why.explain(Lang::En));
            assert_eq!(why.explain(Lang::En), why.to_string());
            let other = why.clone().in_field("other");
            assert_eq!((other.field(), other.code()), ("other", why.code()));
            assert_eq!(other.in_field("thing"), why);
        }
    }

    #[test]
    fn every_reason_has_a_code_of_its_own() {
        let codes: BTreeSet<_> = each().iter().map(Invalid::code).collect();
        assert_eq!(codes.len(), each().len());
        assert!(codes.iter().all(|code| code.starts_with("invalid.")));
    }
}
