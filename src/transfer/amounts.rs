//! Amounts and quantities as files write them: exact, and never guessed.

use serde::{Deserialize, Serialize};

use super::fault::Why;
use crate::domain::{Currency, Invalid, Money, Quantity, Unit};

/// What stands in front of the decimals of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DecimalSign {
    /// A point: 1,250.5 is more than a thousand.
    Point,
    /// A comma: 1.250,5 is more than a thousand.
    Comma,
}

/// A number as a file writes it, its digits without marks between thousands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decimal {
    negative: bool,
    whole: String,
    part: String,
    /// Whether a comma was taken for that of thousands that could stand in front of decimals.
    comma: bool,
}

/// Marks that stand for a currency in one way only.
const MARKS: [(&str, &str); 12] = [
    ("€", "EUR"),
    ("£", "GBP"),
    ("₩", "KRW"),
    ("RMB", "CNY"),
    ("人民币", "CNY"),
    ("US$", "USD"),
    ("HK$", "HKD"),
    ("美元", "USD"),
    ("欧元", "EUR"),
    ("日元", "JPY"),
    ("港元", "HKD"),
    ("港币", "HKD"),
];

/// An amount, and its currency where it stands in front or behind. `¥` and `$` are those of several
/// countries, so they say nothing.
pub(super) fn amount(
    text: &str,
    sign: Option<DecimalSign>,
) -> Result<(Decimal, Option<Currency>), Why> {
    let text = text.trim();
    let (text, bracketed) = match text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(rest) => (rest.trim(), true),
        None => (text, false),
    };
    let (text, minus) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (rest.trim_start(), true),
        None => (text, false),
    };
    let begin = text.find(is_number).ok_or(Why::UnknownAmount)?;
    let (front, rest) = text.split_at_checked(begin).ok_or(Why::UnknownAmount)?;
    let last = rest.char_indices().rfind(|(_, ch)| is_number(*ch));
    let end = last.map(|(at, ch)| at.saturating_add(ch.len_utf8())).ok_or(Why::UnknownAmount)?;
    let (digits, behind) = rest.split_at_checked(end).ok_or(Why::UnknownAmount)?;
    let currency = match (currency(front.trim())?, currency(behind.trim())?) {
        (Some(one), Some(other)) if one != other => return Err(Why::Contradiction),
        (one, other) => one.or(other),
    };
    let mut decimal = decimal(digits, sign)?;
    // Of two signs nobody can say whether one stands for the other or takes it away.
    if [minus, bracketed, decimal.negative].into_iter().filter(|sign| *sign).count() > 1 {
        return Err(Why::UnknownAmount);
    }
    decimal.negative |= minus || bracketed;
    Ok((decimal, currency))
}

/// What a number is written with, beside blanks between thousands.
fn is_number(ch: char) -> bool {
    ch.is_ascii_digit() || matches!(ch, '.' | ',' | '-' | '−' | '\'' | '’')
}

/// A blank as it stands between thousands.
fn is_blank(ch: char) -> bool {
    matches!(ch, ' ' | '\u{a0}' | '\u{202f}')
}

/// A mark as it stands between thousands, one for all that are written alike.
fn between_thousands(ch: char) -> Option<char> {
    match ch {
        '.' | ',' => Some(ch),
        '\'' | '’' => Some('\''),
        blank => is_blank(blank).then_some(' '),
    }
}

/// A quantity, and its unit where it stands behind. Quantities have as many decimals as they like, so
/// that `1,250` could be two numbers.
pub(super) fn quantity(
    text: &str,
    sign: Option<DecimalSign>,
) -> Result<(Decimal, Option<Unit>), Why> {
    let text = text.trim();
    // No unit begins with a digit, so what stands in front of one is a blank between thousands.
    let goes_on = |at: usize, ch: char| {
        let mut rest = text.get(at..).unwrap_or_default().chars().skip(1);
        is_number(ch) || (is_blank(ch) && rest.next().is_some_and(|ch| ch.is_ascii_digit()))
    };
    let end = text.char_indices().find(|(at, ch)| !goes_on(*at, *ch));
    let end = end.map_or(text.len(), |(at, _)| at);
    let (digits, unit) = text.split_at_checked(end).ok_or(Why::UnknownAmount)?;
    let unit = Some(unit.trim()).filter(|unit| !unit.is_empty()).map(Unit::new).transpose()?;
    let decimal = decimal(digits, sign)?;
    if decimal.comma { Err(Why::AmbiguousAmount) } else { Ok((decimal, unit)) }
}

/// The currency that a word or a mark says; none where it is one of several.
pub(super) fn currency(text: &str) -> Result<Option<Currency>, Why> {
    if text.is_empty() || matches!(text, "¥" | "￥" | "$" | "元") {
        return Ok(None);
    }
    let known = MARKS.iter().find(|(mark, _)| *mark == text).map_or(text, |(_, code)| *code);
    Currency::new(&known.to_ascii_uppercase()).map(Some).map_err(|_| Why::UnknownAmount)
}

/// `1,234.50`, `1.234,50`, `1'234.50`, `1 234,50`, `1234,5`. Of one mark with three digits behind it nobody
/// can say whether it stands between thousands or in front of decimals, unless the number would begin
/// with a nought. A point is then told, a comma is taken for that of thousands and remembered.
fn decimal(text: &str, sign: Option<DecimalSign>) -> Result<Decimal, Why> {
    let (negative, text) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, part) = match sign {
        Some(DecimalSign::Point) => text.split_once('.').unwrap_or((text, "")),
        Some(DecimalSign::Comma) => text.split_once(',').unwrap_or((text, "")),
        None => parts(text)?,
    };
    let comma = sign.is_none() && is_a_thousand(text, ',');
    let groups: Vec<&str> = whole.split(|ch| between_thousands(ch).is_some()).collect();
    let mut marks = whole.chars().filter_map(between_thousands);
    let first = marks.next();
    let right = first.is_none()
        || (marks.all(|mark| Some(mark) == first)
            && groups.iter().skip(1).all(|group| group.len() == 3)
            && groups.first().is_some_and(|first| (1..=3).contains(&first.len()))
            && !whole.starts_with('0'));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let whole = groups.concat();
    if !right || whole.is_empty() || !digits(&whole) || !digits(part) {
        return Err(Why::UnknownAmount);
    }
    Ok(Decimal { negative, whole, part: part.trim_end_matches('0').to_owned(), comma })
}

/// What stands in front of the decimals, and they, as far as the number itself says.
fn parts(text: &str) -> Result<(&str, &str), Why> {
    if is_a_thousand(text, '.') {
        return Err(Why::AmbiguousAmount);
    }
    let once = |mark: char| text.matches(mark).count() == 1;
    Ok(match (text.rfind('.'), text.rfind(',')) {
        (Some(point), Some(comma)) => cut(text, point.max(comma)),
        (Some(at), None) if once('.') => cut(text, at),
        (None, Some(at)) if once(',') && !is_a_thousand(text, ',') => cut(text, at),
        (None, None) | (Some(_), None) | (None, Some(_)) => (text, ""),
    })
}

/// Whether this one mark may stand behind a thousand: one to three digits, which are not nought, in
/// front, and three behind.
fn is_a_thousand(text: &str, mark: char) -> bool {
    text.split_once(mark).is_some_and(|(front, behind)| {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        digits(front)
            && digits(behind)
            && (1..=3).contains(&front.len())
            && behind.len() == 3
            && !front.starts_with('0')
    })
}

fn cut(text: &str, at: usize) -> (&str, &str) {
    (text.get(..at).unwrap_or_default(), text.get(at.saturating_add(1)..).unwrap_or_default())
}

impl Decimal {
    /// One.
    pub(super) fn one() -> Self {
        Decimal { negative: false, whole: "1".to_owned(), part: String::new(), comma: false }
    }

    /// The same without a sign.
    pub(super) fn unsigned(&self) -> Self {
        Decimal { negative: false, ..self.clone() }
    }

    /// The number as the crate writes it.
    fn text(&self) -> String {
        let sign = if self.negative { "-" } else { "" };
        let point = if self.part.is_empty() { "" } else { "." };
        format!("{sign}{}{point}{}", self.whole, self.part)
    }

    /// Whether it is nothing.
    pub(super) fn is_zero(&self) -> bool {
        self.whole.bytes().chain(self.part.bytes()).all(|digit| digit == b'0')
    }

    /// An amount of a currency; where that has three decimals, a comma could be in front of them.
    pub(super) fn money(&self, currency: Currency) -> Result<Money, Why> {
        if self.comma && currency.decimals() == 3 {
            return Err(Why::AmbiguousAmount);
        }
        Ok(format!("{currency} {}", self.text()).parse()?)
    }

    pub(super) fn of(&self, unit: &Unit) -> Result<Quantity, Invalid> {
        format!("{} {unit}", self.text()).parse()
    }

    /// A whole number.
    pub(super) fn whole(&self) -> Result<i64, Why> {
        if self.part.is_empty() {
            self.text().parse().map_err(|_| Why::UnknownAmount)
        } else {
            Err(Why::UnknownAmount)
        }
    }

    /// This price of one, times so many, where that comes out even.
    pub(super) fn times(&self, other: &Decimal, currency: Currency) -> Result<Money, Why> {
        if self.comma && currency.decimals() == 3 {
            return Err(Why::AmbiguousAmount);
        }
        let overflow = || Why::Invalid(Invalid::Overflow { field: "amount" });
        let digits = |one: &Decimal| {
            format!("{}{}", one.whole, one.part).parse::<i128>().map_err(|_| overflow())
        };
        let product = digits(self)?.checked_mul(digits(other)?).ok_or_else(overflow)?;
        let places = self.part.len().saturating_add(other.part.len());
        let power = |n: usize| {
            u32::try_from(n).ok().and_then(|n| 10_i128.checked_pow(n)).ok_or_else(overflow)
        };
        let minor =
            product.checked_mul(power(usize::from(currency.decimals()))?).ok_or_else(overflow)?;
        let step = power(places)?;
        if minor % step != 0 {
            return Err(Why::Uneven);
        }
        let minor = i64::try_from(minor / step).map_err(|_| overflow())?;
        let negative = self.negative != other.negative;
        Ok(Money::new(if negative { minor.saturating_neg() } else { minor }, currency))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_read_as_they_are_written_anywhere_and_never_guessed() {
        let yuan = Currency::new("CNY").unwrap();
        for (text, minor) in [
            ("1054.0", 105_400),
            ("500000.000", 50_000_000),
            ("¥1,234.50", 123_450),
            ("1.234,50", 123_450),
            ("1'234.50", 123_450),
            ("1’234’567.5", 123_456_750),
            ("1 234,50", 123_450),
            ("1\u{202f}234\u{a0}567,5 €", 123_456_750),
            ("12 345", 1_234_500),
            ("1,234", 123_400),
            ("1,234,567", 123_456_700),
            ("12,5", 1_250),
            ("-3.10", -310),
            ("(3.10)", -310),
            ("-¥3", -300),
            ("CNY 7", 700),
            ("7 元", 700),
        ] {
            let (decimal, _) = amount(text, None).unwrap();
            assert_eq!(decimal.money(yuan), Ok(Money::new(minor, yuan)), "{text}");
        }
        let code = |text: &str| amount(text, None).unwrap().1.map(Currency::code);
        assert_eq!(code("EUR 5"), Some("EUR"));
        assert_eq!((code("5 €"), code("$5"), code("usd 5")), (Some("EUR"), None, Some("USD")));
        for text in [
            "",
            "x",
            "1.2.3",
            "1,23,4",
            "12,34,567",
            "5 XYZ",
            "1e5",
            "0x10",
            "1,2345.6,7",
            "--5",
            "(-5)",
            "-¥-3",
            "1'23",
            "1 23,5",
            "1 234'567",
            "1 234 ,5",
            "0 123",
        ] {
            assert!(amount(text, None).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_stands_between_thousands_the_number_is_the_same(
            minor in 100_000_i64..1_000_000_000_000,
            negative: bool,
            (mark, sign) in prop::sample::select(vec![
                (',', '.'), ('.', ','), ('\'', '.'), ('’', ','), (' ', ','), ('\u{a0}', ','), ('\u{202f}', '.'),
            ]),
        ) {
            let yuan = Currency::new("CNY").unwrap();
            let whole = (minor / 100).to_string();
            let mut grouped = String::new();
            for (at, digit) in whole.chars().enumerate() {
                if at > 0 && (whole.len() - at) % 3 == 0 {
                    grouped.push(mark);
                }
                grouped.push(digit);
            }
            let minus = if negative { "-" } else { "" };
            let text = format!("{minus}{grouped}{sign}{:02}", minor % 100);
            let read = amount(&text, None).and_then(|(decimal, _)| decimal.money(yuan));
            prop_assert_eq!(read, Ok(Money::new(if negative { -minor } else { minor }, yuan)), "{}", text);
        }
    }

    #[test]
    fn what_could_be_a_thousand_or_a_thousandth_is_told_and_not_guessed() {
        let (yuan, dinar) = (Currency::new("CNY").unwrap(), Currency::new("KWD").unwrap());
        let money = |text: &str, sign, currency| {
            amount(text, sign).and_then(|(decimal, _)| decimal.money(currency))
        };
        assert_eq!(money("1.250", None, yuan), Err(Why::AmbiguousAmount));
        assert_eq!(money("1,250", None, yuan), Ok(Money::new(125_000, yuan)));
        assert_eq!(money("1,250", None, dinar), Err(Why::AmbiguousAmount));
        assert_eq!(money("0,125", None, dinar), Ok(Money::new(125, dinar)), "no thousand");
        assert!(money("0,125", None, yuan).is_err(), "it has a decimal too many");
        assert!(money("0,125,000", None, yuan).is_err());
        assert_eq!(money("1,250", Some(DecimalSign::Comma), dinar), Ok(Money::new(1_250, dinar)));
        assert_eq!(money("1.250", Some(DecimalSign::Comma), yuan), Ok(Money::new(125_000, yuan)));
        assert_eq!(money("1.250", Some(DecimalSign::Point), yuan), Ok(Money::new(125, yuan)));
        let of = |text: &str, sign| {
            let (decimal, _) = quantity(text, sign)?;
            Ok::<_, Why>(decimal.of(&Unit::new("h").unwrap()).unwrap().to_string())
        };
        for text in ["1,250", "1.250", "-1.250"] {
            assert_eq!(of(text, None), Err(Why::AmbiguousAmount), "{text}");
        }
        assert_eq!(of("0,125", None), Ok("0.125 h".to_owned()));
        assert_eq!(of("1,250", Some(DecimalSign::Comma)), Ok("1.25 h".to_owned()));
        assert_eq!(of("1,250", Some(DecimalSign::Point)), Ok("1250 h".to_owned()));
        assert_eq!(of("1.2500", None), Ok("1.25 h".to_owned()));
    }

    #[test]
    fn quantities_have_their_unit_behind_them() {
        let of = |text: &str| {
            let (decimal, unit) = quantity(text, None).unwrap();
            decimal.of(&unit.unwrap_or(Unit::new("×").unwrap())).unwrap().to_string()
        };
        assert_eq!(
            (of("2 套"), of("2套"), of("1.50 h"), of("3")),
            ("2 套".into(), "2 套".into(), "1.5 h".into(), "3 ×".into())
        );
        assert_eq!((of("2 500 h"), of("2\u{a0}500")), ("2500 h".into(), "2500 ×".into()));
        for text in ["two", "2 50 h", "2 500 3"] {
            assert!(quantity(text, None).is_err(), "{text}");
        }
    }

    #[test]
    fn a_price_times_a_number_comes_out_even_or_is_told() {
        let yuan = Currency::new("CNY").unwrap();
        let times = |price: &str, many: &str| {
            amount(price, None).unwrap().0.times(&quantity(many, None).unwrap().0, yuan)
        };
        assert_eq!(times("0.125", "8"), Ok(Money::new(100, yuan)));
        assert_eq!(times("199.50", "2.5"), Ok(Money::new(49_875, yuan)));
        assert_eq!(times("0.125", "1"), Err(Why::Uneven));
        assert!(times("99999999999999999", "99999999999999999").is_err());
    }
}
