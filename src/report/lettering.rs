//! Texts as they stand in a picture: nothing that is no character, as long as there is room for.

/// What is cut off is marked by this.
const ELLIPSIS: char = '…';

/// The most marks without a width of their own that stand over one character.
const MARKS: usize = 4;

/// A text on one line. What would break the line is a space, and what is no character, or would make
/// the text read otherwise than it is written, is the mark for that (U+FFFD).
pub(super) fn plain(text: &str) -> String {
    let shown = text.chars().map(|ch| match ch {
        ch if ch.is_whitespace() => ' ',
        ch if ch.is_control() || reorders(ch) || is_no_character(ch) => char::REPLACEMENT_CHARACTER,
        ch => ch,
    });
    let shown: String = shown.collect();
    shown.trim().to_owned()
}

/// The text, or as much of its beginning as there is room for, in pixels.
pub(super) fn shortened(text: &str, size: i32, room: i32) -> String {
    // No character that has a width is narrower than a third of its height.
    let most = usize::try_from(room.max(0) / (size / 3).max(1)).unwrap_or(0) * (MARKS + 1);
    let text = plain(&text.chars().take(most.saturating_add(1)).collect::<String>());
    let room = room.saturating_mul(100) / size.max(1);
    if hundredths(&text) <= room && text.chars().count() <= most {
        return text;
    }
    let (mut kept, mut wide, mut marks) = (String::new(), width_of(ELLIPSIS), 0);
    for ch in text.chars() {
        let width = width_of(ch);
        wide += width;
        marks = if width == 0 { marks + 1 } else { 0 };
        if wide > room {
            break;
        }
        if marks <= MARKS {
            kept.push(ch);
        }
    }
    let mut kept = kept.trim_end().to_owned();
    kept.push(ELLIPSIS);
    kept
}

/// How many pixels a text takes at most in the usual typefaces.
pub(super) fn width(text: &str, size: i32) -> i32 {
    hundredths(text).saturating_mul(size) / 100
}

/// Whether there is nothing to be seen of a text.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|ch| ch.is_whitespace() || width_of(ch) == 0)
}

/// A text where markup stands around it.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::new();
    for ch in plain(text).chars() {
        match ch {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            ch => safe.push(ch),
        }
    }
    safe
}

fn hundredths(text: &str) -> i32 {
    text.chars().fold(0_i32, |sum, ch| sum.saturating_add(width_of(ch)))
}

/// How wide a character is, in hundredths of its height: what the wider of the usual typefaces have.
fn width_of(ch: char) -> i32 {
    match ch {
        '\u{0300}'..='\u{036F}'
        | '\u{200B}'..='\u{200F}'
        | '\u{20D0}'..='\u{20FF}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FE20}'..='\u{FE2F}' => 0,
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | 'I' => 34,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | '-' | '"' => 40,
        'm' | 'M' | 'W' | '%' | '@' => 98,
        'w' => 82,
        'A'..='Z' => 74,
        'a'..='z' => 60,
        ' '..='~' | '·' | '–' => 62,
        _ if is_wide(ch) => 100,
        _ => 78,
    }
}

/// What stands in a square of its own: CJK, its marks, kana, hangul, and pictures.
fn is_wide(ch: char) -> bool {
    matches!(ch,
        '\u{1100}'..='\u{115F}' | '\u{2026}' | '\u{2E80}'..='\u{A4CF}' | '\u{A960}'..='\u{A97F}'
        | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE6F}'
        | '\u{FF00}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}' | '\u{1F000}'..='\u{1FBFF}'
        | '\u{20000}'..='\u{3FFFD}' | '\u{FFFD}' | '\u{2190}'..='\u{2BFF}')
}

/// Embeddings, overrides and isolates. The plain marks stay: Arabic and Hebrew names need them.
fn reorders(ch: char) -> bool {
    matches!(ch, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn is_no_character(ch: char) -> bool {
    matches!(ch, '\u{FDD0}'..='\u{FDEF}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0001}')
        || matches!(u32::from(ch) & 0xFFFF, 0xFFFE | 0xFFFF)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthChar;

    #[test]
    fn what_would_mislead_is_marked() {
        assert_eq!(plain(" 华信\n咨询\u{202E}gnp.exe\0\u{7}\u{FFFF} "), "华信 咨询�gnp.exe���");
        assert_eq!(plain("שלום\u{200F}"), "שלום\u{200F}", "a Hebrew name needs its marks");
        assert_eq!(escaped("<a href='x'>&\"\u{2067}"), "&lt;a href=&apos;x&apos;&gt;&amp;&quot;�");
    }

    #[test]
    fn a_long_name_is_cut_by_its_width() {
        assert_eq!(shortened("上海华信信息技术咨询有限公司", 12, 100), "上海华信信息技…");
        assert_eq!(
            shortened("上海华信信息技术咨询有限公司", 12, 168),
            "上海华信信息技术咨询有限公司"
        );
        assert_eq!(shortened("Blue Harbour Consulting Partners", 12, 100), "Blue Harbour…");
        assert_eq!(shortened("华信", 12, 0), "…");
    }

    #[test]
    fn a_heap_of_marks_does_not_grow() {
        let heap = format!("a{}", "\u{0301}".repeat(100_000));
        assert!(shortened(&heap, 12, 100).chars().count() < 10);
    }

    proptest! {
        /// What is shortened has room, and is the text or begins as it does.
        #[test]
        fn what_is_shortened_fits(text in "\\PC{0,60}", room in 20..600_i32) {
            let short = shortened(&text, 12, room);
            prop_assert!(width(&short, 12) <= room, "{short}");
            let plain = plain(&text);
            let begins = plain.starts_with(short.trim_end_matches(ELLIPSIS));
            prop_assert!(short == plain || (begins && short.ends_with(ELLIPSIS)), "{short}");
        }

        /// What a terminal gives two places has the width of a square at least.
        #[test]
        fn wide_characters_are_wide(ch in any::<char>()) {
            if ch.width() == Some(2) && plain(&ch.to_string()) == ch.to_string() {
                prop_assert!(width_of(ch) >= 78, "{ch} {:x}", u32::from(ch));
            }
        }
    }
}
