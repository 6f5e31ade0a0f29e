//! Cells that a spreadsheet would run: made harmless where they are written, and as they were again
//! where they are read.

use std::borrow::Cow;

/// Whether a spreadsheet takes a text for a formula: behind white space and marks that nobody sees,
/// `=`, `+`, `-` or `@` comes first, also in their full width.
fn is_formula(text: &str) -> bool {
    let unseen = |ch: char| {
        ch.is_whitespace()
            || ch.is_control()
            || matches!(ch, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
    };
    let first = text.trim_start_matches(unseen).chars().next();
    first.is_some_and(|ch| matches!(ch, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'))
        || text.starts_with(['\t', '\r', '\n'])
}

/// A cell as it is written: one that would be a formula has an apostrophe in front.
///
/// ```
/// use guanxi::transfer::{neutral, original};
/// assert_eq!(neutral("=cmd|'/c calc'!A1"), "'=cmd|'/c calc'!A1");
/// assert_eq!(original(&neutral("=1+1")), "=1+1");
/// assert_eq!(neutral("1+1"), "1+1");
/// ```
#[must_use]
pub fn neutral(cell: &str) -> Cow<'_, str> {
    if is_formula(cell.trim_start_matches('\'')) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// A cell as it was before it was made harmless.
#[must_use]
pub fn original(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        Some(_) | None => cell,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_harmless() {
        for cell in [
            "=cmd|'/c calc'!A1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            " =1",
            "\u{3000}=1",
            "\u{200B}=1",
            "\u{FEFF}@x",
            "\u{202E}=1",
            "＝1+1",
            "\tx",
            "'=1",
        ] {
            let written = neutral(cell);
            assert!(written.starts_with('\''), "{cell:?}");
            assert_eq!(original(&written), cell);
        }
        for cell in ["", "1+1", "a=b", "'quoted'", "'", "x@y.cn"] {
            assert_eq!(neutral(cell), cell);
            assert_eq!(original(cell), cell);
        }
    }

    proptest! {
        #[test]
        fn every_cell_comes_back(cell in "['=+@\\-\t\r x\u{3000}\u{200B}＝]{0,6}") {
            let written = neutral(&cell);
            prop_assert_eq!(original(&written), cell.as_str());
        }
    }
}
