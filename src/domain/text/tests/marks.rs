//! Which characters a text may have: the quick ways say what the rule says, character by character.

use proptest::prelude::*;

use crate::domain::Invalid;
use crate::domain::text::{check, strategies};

/// The rule in its plainest form: each character in turn, none of them known beforehand.
fn rule(text: &str, limit: usize, belongs: fn(char) -> bool) -> Result<(), Invalid> {
    let field = "text";
    let (too_long, empty) = (Invalid::TooLong { field, limit }, Invalid::Empty { field });
    if text.len() > limit * 4 {
        return Err(too_long);
    }
    for (before, ch) in text.chars().enumerate() {
        if before == limit {
            return Err(too_long);
        }
        if !belongs(ch) {
            return Err(Invalid::Text { field, at: before + 1 });
        }
    }
    if text.chars().any(check::is_seen) { Ok(()) } else { Err(empty) }
}

/// Characters on both sides of every border that the rule or a quick way has.
const BORDERS: [char; 64] = [
    '\0',
    '\t',
    '\n',
    '\r',
    '\u{1F}',
    ' ',
    '!',
    'a',
    '~',
    '\u{7F}',
    '\u{80}',
    '\u{9F}',
    '\u{A0}',
    '\u{AD}',
    '\u{300}',
    '\u{34F}',
    '\u{61C}',
    '\u{115F}',
    '\u{1160}',
    '\u{17B4}',
    '\u{180B}',
    '\u{180F}',
    '\u{2000}',
    '\u{200B}',
    '\u{200F}',
    '\u{2010}',
    '\u{2027}',
    '\u{2028}',
    '\u{2029}',
    '\u{202A}',
    '\u{202E}',
    '\u{202F}',
    '\u{2060}',
    '\u{2065}',
    '\u{2066}',
    '\u{2069}',
    '\u{206F}',
    '\u{2800}',
    '\u{2FFF}',
    '\u{3000}',
    '\u{3001}',
    '\u{303F}',
    '\u{3040}',
    '\u{3164}',
    '\u{33FF}',
    '\u{3400}',
    '\u{4E00}',
    '\u{9FFF}',
    '\u{A000}',
    '\u{FDCF}',
    '\u{FDD0}',
    '\u{FE0F}',
    '\u{FEFF}',
    '\u{FF00}',
    '\u{FF01}',
    '\u{FF5E}',
    '\u{FF5F}',
    '\u{FFA0}',
    '\u{FFF9}',
    '\u{FFFE}',
    '\u{FFFF}',
    '\u{1F600}',
    '\u{E0001}',
    '\u{10FFFF}',
];

fn any_marks() -> impl Strategy<Value = String> {
    let border = prop::sample::select(BORDERS.to_vec());
    prop_oneof![
        strategies::anything(),
        "[ -~]{0,24}",
        "[ -~、-〿㐀-鿿！-～]{0,24}",
        prop::collection::vec(prop_oneof![border, any::<char>()], 0..12)
            .prop_map(|marks| marks.into_iter().collect::<String>()),
        ("[a-z一-龥]{0,12}", any::<char>(), "[a-z一-龥]{0,12}")
            .prop_map(|(before, ch, after)| format!("{before}{ch}{after}")),
    ]
}

fn agrees(text: &str, limit: usize) -> Result<(), TestCaseError> {
    prop_assert_eq!(check::exact("text", text, limit), rule(text, limit, check::belongs_in_line));
    prop_assert_eq!(check::lines("text", text, limit), rule(text, limit, check::belongs_in_lines));
    Ok(())
}

proptest! {
    #[test]
    fn the_quick_ways_say_what_the_rule_says(text in any_marks(), limit in 0_usize..30) {
        agrees(&text, limit)?;
        // Just at its own length, and one short of it.
        let many = text.chars().count();
        agrees(&text, many)?;
        agrees(&text, many.saturating_sub(1))?;
    }
}

#[test]
fn every_character_is_judged_as_the_rule_judges_it() {
    for ch in '\0'..=char::MAX {
        for text in [ch.to_string(), format!("{ch}字")] {
            assert_eq!(
                check::exact("text", &text, 2),
                rule(&text, 2, check::belongs_in_line),
                "{ch:?}"
            );
            assert_eq!(
                check::lines("text", &text, 2),
                rule(&text, 2, check::belongs_in_lines),
                "{ch:?}"
            );
        }
    }
}
