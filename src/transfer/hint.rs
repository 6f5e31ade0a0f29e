//! What stands in brackets beside a header: that the column must be filled, a currency, a unit, a form
//! of dates. Anything else in brackets makes it another header.

use super::aliases;
use super::amounts;
use super::field::Field;
use crate::domain::{Currency, Unit};

/// What a hint says of the cells under its header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Hint {
    /// Nothing that would change how they are read.
    Nothing,
    /// Their currency.
    Currency(Currency),
    /// Their unit.
    Unit(Unit),
}

/// A header without what stands in brackets in front of it or behind, and what that is.
pub(super) fn apart(header: &str) -> Option<(&str, &str)> {
    const BRACKETS: [(char, char); 6] =
        [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】'), ('［', '］'), ('<', '>')];
    let unseen =
        |ch: char| ch.is_whitespace() || matches!(ch, '*' | '＊' | ':' | '：' | '\u{FEFF}');
    let header = header.trim_matches(unseen);
    BRACKETS.iter().find_map(|(open, close)| {
        let behind = header.strip_suffix(*close).and_then(|rest| rest.rsplit_once(*open));
        let before = header.strip_prefix(*open).and_then(|rest| rest.split_once(*close));
        behind.or(before.map(|(hint, rest)| (rest, hint)))
    })
}

/// What a hint says of a field; none where it could mean that something else stands in the column: ten
/// thousands of a currency, another number, another clock.
#[expect(clippy::wildcard_enum_match_arm, reason = "no other field has a unit or a form")]
pub(super) fn read(hint: &str, field: Field) -> Option<Hint> {
    const MARKS: &str = "required optional mandatory multiple multiselect single 必填 必填项 选填 选填项 \
                         可选 非必填 多选 单选 文本 text 数字 number";
    let key = aliases::key(hint);
    if MARKS.split_whitespace().any(|mark| mark == key) {
        return Some(Hint::Nothing);
    }
    match field {
        Field::Price
        | Field::Amount
        | Field::Tax
        | Field::Total
        | Field::Paid
        | Field::PointsValue => match amounts::currency(hint.trim()).ok()? {
            Some(currency) => Some(Hint::Currency(currency)),
            None => Some(Hint::Nothing),
        },
        Field::Quantity => Unit::new(hint).ok().map(Hint::Unit),
        Field::At | Field::EndedAt | Field::FollowUp | Field::CreatedAt | Field::Birthday => {
            is_form_of_dates(hint).then_some(Hint::Nothing)
        }
        _ => None,
    }
}

/// `yyyy-mm-dd`, `YYYY/MM/DD hh:mm`, `年-月-日`: which form was asked for, year first; where it is not,
/// how the cells are written says so, or the mapping.
fn is_form_of_dates(hint: &str) -> bool {
    let letters: String = hint.chars().filter(|ch| ch.is_alphabetic()).collect();
    let letters = letters.to_lowercase();
    let forms =
        ["yyyymmdd", "yyyymmddhhmm", "yyyymmddhhmmss", "年月日", "年月日时分", "年月日时分秒"];
    forms.contains(&letters.as_str())
}
