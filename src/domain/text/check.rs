//! Which characters belong in a text, and how many of them.

use crate::domain::Invalid;

/// Reads one line: the text without the white space around it, at most `limit` characters.
pub(super) fn line<'a>(
    field: &'static str,
    text: &'a str,
    limit: usize,
) -> Result<&'a str, Invalid> {
    let trimmed = text.trim();
    match scan(field, trimmed, limit, belongs_in_line) {
        Ok(()) => Ok(trimmed),
        // Counted in the text as it was given, where its author will look for it.
        Err(Invalid::Text { field, at }) => Err(Invalid::Text {
            field,
            at: at.saturating_add(text.chars().take_while(|ch| ch.is_whitespace()).count()),
        }),
        Err(why) => Err(why),
    }
}

/// Checks a text of several lines: also tabs, line feeds and Unicode's own line ends.
pub(super) fn lines(field: &'static str, text: &str, limit: usize) -> Result<(), Invalid> {
    scan(field, text, limit, belongs_in_lines)
}

/// Checks one line as it stands, white space around it included.
pub(super) fn exact(field: &'static str, text: &str, limit: usize) -> Result<(), Invalid> {
    scan(field, text, limit, belongs_in_line)
}

fn scan(
    field: &'static str,
    text: &str,
    limit: usize,
    belongs: impl Fn(char) -> bool,
) -> Result<(), Invalid> {
    // A character has at most four bytes: ten megabytes are turned away without being read.
    if text.len() > limit.saturating_mul(4) {
        return Err(Invalid::TooLong { field, limit });
    }
    if is_printable_ascii(text) {
        return match text.len() {
            many if many > limit => Err(Invalid::TooLong { field, limit }),
            _ if text.bytes().all(|byte| byte == b' ') => Err(Invalid::Empty { field }),
            _ => Ok(()),
        };
    }
    let (mut rest, mut before, mut seen) = (text, 0_usize, false);
    loop {
        let (plain, many) = plain_run(rest.as_bytes());
        before = before.saturating_add(many);
        if before > limit {
            return Err(Invalid::TooLong { field, limit });
        }
        let (run, left) = rest.split_at_checked(plain).unwrap_or((rest, ""));
        seen = seen || run.bytes().any(|byte| byte != b' ');
        let mut chars = left.chars();
        let Some(ch) = chars.next() else { break };
        if before == limit {
            return Err(Invalid::TooLong { field, limit });
        }
        before = before.saturating_add(1);
        if !belongs(ch) {
            return Err(Invalid::Text { field, at: before });
        }
        seen = seen || is_seen(ch);
        rest = chars.as_str();
    }
    if seen { Ok(()) } else { Err(Invalid::Empty { field }) }
}

/// Whether every byte is one of ASCII's letters, digits, marks or the space: all of these belong
/// anywhere. It looks at all bytes without a branch, so that the compiler takes many at once.
fn is_printable_ascii(text: &str) -> bool {
    text.is_ascii() && text.bytes().fold(true, |all, byte| all & (b' '..=b'~').contains(&byte))
}

/// How many bytes and characters of a text come before the first about which a rule must be asked.
///
/// Not asked about are printable ASCII and what three bytes of UTF-8 write from U+3001 to U+303F, from
/// U+3400 to U+9FFF and from U+FF01 to U+FF5E: CJK marks and ideographs, and ASCII in full width.
/// Each of these belongs anywhere, and each but the space is seen.
fn plain_run(bytes: &[u8]) -> (usize, usize) {
    let (mut rest, mut many) = (bytes, 0_usize);
    loop {
        rest = match rest {
            [b' '..=b'~', rest @ ..]
            | [0xE4..=0xE9, _, _, rest @ ..]
            | [0xE3, 0x90..=0xBF, _, rest @ ..]
            | [0xE3, 0x80, 0x81..=0xBF, rest @ ..]
            | [0xEF, 0xBC, 0x81..=0xBF, rest @ ..]
            | [0xEF, 0xBD, 0x80..=0x9E, rest @ ..] => rest,
            _ => return (bytes.len().saturating_sub(rest.len()), many),
        };
        many = many.saturating_add(1);
    }
}

pub(super) fn belongs_in_line(ch: char) -> bool {
    belongs_anywhere(ch) && !matches!(ch, '\u{2028}' | '\u{2029}')
}

pub(super) fn belongs_in_lines(ch: char) -> bool {
    matches!(ch, '\n' | '\t') || belongs_anywhere(ch)
}

fn belongs_anywhere(ch: char) -> bool {
    !(ch.is_control() || reorders(ch) || is_no_character(ch))
}

/// The embeddings, overrides and isolates that let a text read otherwise than it is stored. The
/// plain marks (U+200E, U+200F, U+061C) stay: Arabic and Hebrew names need them.
fn reorders(ch: char) -> bool {
    matches!(ch, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Code points that stand for no character: Unicode's noncharacters, the byte order mark, the
/// annotation anchors and the retired language tag.
fn is_no_character(ch: char) -> bool {
    matches!(ch, '\u{FDD0}'..='\u{FDEF}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0001}')
        || matches!(u32::from(ch) & 0xFFFF, 0xFFFE | 0xFFFF)
}

/// Whether a person would see anything: a name of zero-width spaces is an empty name.
pub(super) fn is_seen(ch: char) -> bool {
    !(ch.is_whitespace()
        || matches!(ch,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{E0000}'..='\u{E0FFF}'))
}

/// By what two texts are told apart: without case, and without what nobody sees between the letters.
pub(super) fn folded(text: &str) -> String {
    let seen = text.chars().filter(|ch| is_seen(*ch) || ch.is_whitespace());
    seen.flat_map(char::to_lowercase).collect()
}

/// The lower-case letters of a text, each by itself: the same letter gives the same answer wherever
/// it stands, unlike Greek sigma in `str::to_lowercase`.
pub(super) fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}
