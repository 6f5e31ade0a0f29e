//! Cells that a spreadsheet would take for a formula, written so that it does not, and read back as
//! what they were.
//!
//! An apostrophe is set in front of such a cell. What counts is what stands behind everything that
//! nobody sees: marks and white space in front of a sign do not hide it from a spreadsheet. A cell
//! that has apostrophes in front of such a text by itself gets one more, so that reading takes off
//! exactly what writing set.

use std::borrow::Cow;

/// A cell as it is to stand in a file.
pub(super) fn neutral(cell: &str) -> Cow<'_, str> {
    if is_formula(cell.trim_start_matches('\'')) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// A cell as it was before it was written.
pub(super) fn original(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        Some(_) | None => cell,
    }
}

/// Whether a spreadsheet may take it for a formula.
fn is_formula(cell: &str) -> bool {
    let control = cell.starts_with(['\t', '\r', '\n']);
    let seen = cell.trim_start_matches(is_unseen);
    control
        || seen.starts_with([
            '=', '+', '-', '@', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}', '\u{2212}',
        ])
}

/// White space, control and format characters, and what shows nothing.
fn is_unseen(ch: char) -> bool {
    ch.is_whitespace()
        || ch.is_control()
        || matches!(ch,
            '\u{00AD}' | '\u{034F}' | '\u{0600}'..='\u{0605}' | '\u{061C}' | '\u{06DD}'
            | '\u{070F}' | '\u{0890}'..='\u{0891}' | '\u{08E2}' | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}'
            | '\u{110BD}' | '\u{110CD}' | '\u{13430}'..='\u{1343F}' | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What was tried on others, and what hides it.
    const ATTACKS: [&str; 22] = [
        "=cmd|'/c calc'!A1",
        "=1+1",
        "+1",
        "-1",
        "@SUM(1)",
        "\t=1+1",
        "\tx",
        "\r=1",
        "\n=1",
        " =1+1",
        "\u{A0}=1",
        "\u{3000}=HYPERLINK(\"http://x\")",
        "\u{200B}=1",
        "\u{FEFF}=1",
        "\u{2060}+1",
        "\u{202E}=1",
        "\u{E0020}=1",
        "\u{FF1D}1+1",
        "\u{FF0B}1",
        "\u{FF0D}1",
        "\u{FF20}SUM(1)",
        "\u{2212}1",
    ];

    #[test]
    fn no_attack_stays_a_formula_and_each_comes_back() {
        for attack in ATTACKS {
            let written = neutral(attack);
            assert!(written.starts_with('\''), "{attack:?}");
            assert_eq!(original(&written), attack);
            let twice = neutral(&written);
            assert_eq!(original(&twice), written);
            assert_eq!(original(original(&twice)), attack);
        }
    }

    #[test]
    fn what_is_no_formula_stays_as_it_is() {
        for harmless in ["", "'", "'tis", "O'Neill", "''quoted''", "a=b", "1-2", "华信", "' 7"] {
            assert_eq!(neutral(harmless), harmless);
            assert_eq!(original(harmless), harmless);
        }
    }

    proptest! {
        #[test]
        fn every_cell_comes_back_and_none_is_a_formula(
            cell in prop_oneof![".{0,8}", "['=+@\\-\\t\\r \u{200B}\u{FEFF}a]{0,6}"],
        ) {
            let written = neutral(&cell);
            prop_assert!(!is_formula(&written));
            prop_assert_eq!(original(&written), cell.as_str());
        }
    }
}
