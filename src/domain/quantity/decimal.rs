//! Decimal numbers as people write them: read and written exactly.

use std::fmt::Write;

/// Why a decimal cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domain) enum Fault {
    /// It is no number, or has more decimals than there may be.
    Form,
    /// It is a number too large to hold.
    Overflow,
}

/// Reads a decimal with at most `decimals` digits behind the point, in units of the last of them:
/// `12.5` with two decimals is 1 250.
pub(in crate::domain) fn read(text: &str, decimals: u8) -> Result<i64, Fault> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, part) = match text.split_once('.') {
        Some((whole, part)) if !part.is_empty() => (whole, part),
        Some(_) => return Err(Fault::Form),
        None => (text, ""),
    };
    let missing = usize::from(decimals).checked_sub(part.len()).ok_or(Fault::Form)?;
    let all_digits = whole.bytes().chain(part.bytes()).all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits {
        return Err(Fault::Form);
    }
    let digits = whole.bytes().chain(part.bytes()).chain(std::iter::repeat_n(b'0', missing));
    let mut units: i64 = 0;
    for byte in digits {
        let digit = i64::from(byte.saturating_sub(b'0'));
        // Downwards for a negative number, since the least i64 has no positive counterpart.
        let digit = if negative { -digit } else { digit };
        units = units
            .checked_mul(10)
            .and_then(|units| units.checked_add(digit))
            .ok_or(Fault::Overflow)?;
    }
    Ok(units)
}

/// How many digits a written decimal has behind the point.
pub(super) fn places(text: &str) -> usize {
    text.split_once('.').map_or(0, |(_, part)| part.len())
}

/// Writes units of the last of `decimals` digits, with `group` between thousands.
pub(in crate::domain) fn write(units: i64, decimals: u8, group: &str) -> String {
    let places = usize::from(decimals);
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    let mut text = String::from(if units < 0 { "-" } else { "" });
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            text.push_str(group);
        }
        text.push(digit);
    }
    if !part.is_empty() {
        // Writing to a string cannot fail.
        let _ = write!(text, ".{part}");
    }
    text
}

/// Writes hundredths without the zeros at the end: `87.5`, `100`.
pub(super) fn write_short(hundredths: i64) -> String {
    let text = write(hundredths, 2, "");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
