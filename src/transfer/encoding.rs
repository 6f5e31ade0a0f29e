//! In which bytes a file writes its text, and what is no text at all.

use serde::{Deserialize, Serialize};

use super::error::TransferError;

/// In which bytes a file writes its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8, with a byte order mark or without.
    Utf8,
    /// UTF-16, the lower byte first: what spreadsheets call Unicode text.
    Utf16Le,
    /// UTF-16, the higher byte first.
    Utf16Be,
    /// GB18030, and so GBK and GB2312: what Chinese spreadsheets call ANSI.
    Gb18030,
    /// Windows-1252, and so Latin-1: what Western spreadsheets call ANSI.
    Windows1252,
}

/// What files begin with that are no text, whatever they are called.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a ZIP archive or an XLSX workbook"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"PK\x07\x08", "a ZIP archive"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"\xFD7zXZ\0", "an xz archive"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
    (b"Rar!\x1A\x07", "a RAR archive"),
    (b"\x28\xB5\x2F\xFD", "a zstd archive"),
    (b"%PDF-", "a PDF"),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an XLS workbook"),
    (b"SQLite format 3\0", "a SQLite database"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"{\\rtf", "an RTF document"),
    (b"<!doctype html", "an HTML page"),
    (b"<html", "an HTML page"),
    (b"<table", "an HTML page"),
    (b"<?xml", "an XML document"),
];

/// What a file is by its first bytes: its encoding, and how many bytes its mark has.
pub(super) fn detect(
    head: &[u8],
    said: Option<Encoding>,
) -> Result<(Encoding, usize), TransferError> {
    if let Some((_, found)) = SIGNATURES.iter().find(|(begin, _)| begins(head, begin)) {
        return Err(TransferError::NotText { found });
    }
    // A header may begin with these letters: an archive has its size behind them.
    if matches!(head, [b'B', b'Z', b'h', b'1'..=b'9', ..]) {
        return Err(TransferError::NotText { found: "a bzip2 archive" });
    }
    let marked = match head {
        [0xEF, 0xBB, 0xBF, ..] => Some((Encoding::Utf8, 3)),
        [0xFF, 0xFE, ..] => Some((Encoding::Utf16Le, 2)),
        [0xFE, 0xFF, ..] => Some((Encoding::Utf16Be, 2)),
        _ => None,
    };
    // A mark is in the file itself, whatever was said of it.
    Ok(match (marked, said) {
        (Some(marked), _) => marked,
        (None, Some(said)) => (said, 0),
        (None, None) => (guess(head), 0),
    })
}

fn begins(head: &[u8], begin: &[u8]) -> bool {
    head.get(..begin.len()).is_some_and(|head| head.eq_ignore_ascii_case(begin))
}

/// The encoding of a text without a mark.
fn guess(head: &[u8]) -> Encoding {
    let zeros = |odd: usize| {
        let places = head.iter().enumerate().filter(|(at, _)| at % 2 == odd);
        places.filter(|(_, byte)| **byte == 0).count()
    };
    // Separators, line ends and digits have a zero byte in UTF-16, all on the same side; a stray
    // NUL in another text is rarer than one in sixteen pairs. A few Chinese characters, such as 一,
    // have one on the other side.
    let many = (head.len() / 32).max(1);
    let (before, after) = (zeros(0), zeros(1));
    let outweighs = |one: usize, other: usize| one > many && one >= other.saturating_mul(8);
    if outweighs(after, before) {
        return Encoding::Utf16Le;
    }
    if outweighs(before, after) {
        return Encoding::Utf16Be;
    }
    match std::str::from_utf8(head) {
        Ok(_) => Encoding::Utf8,
        // The last character may be cut off where the sample ends.
        Err(why) if why.error_len().is_none() => Encoding::Utf8,
        // One slip in a long text of UTF-8 does not make it GB18030.
        Err(_) if mostly_utf8(head) => Encoding::Utf8,
        Err(_) if mostly_alone(head) => Encoding::Windows1252,
        Err(_) => Encoding::Gb18030,
    }
}

/// Whether at least nine in ten characters beyond ASCII are whole in UTF-8.
fn mostly_utf8(head: &[u8]) -> bool {
    let (mut whole, mut broken) = (0_usize, 0_usize);
    for chunk in head.utf8_chunks() {
        whole = whole.saturating_add(chunk.valid().chars().filter(|ch| !ch.is_ascii()).count());
        broken = broken.saturating_add(usize::from(!chunk.invalid().is_empty()));
    }
    whole >= broken.saturating_mul(9)
}

/// Whether most bytes beyond ASCII stand alone, as accented letters do among plain ones. Those of a
/// Chinese character stand in pairs, or, with digits between, in fours.
fn mostly_alone(head: &[u8]) -> bool {
    let (mut alone, mut others) = (0_usize, 0_usize);
    for run in head.split(u8::is_ascii) {
        match run.len() {
            0 => {}
            1 => alone = alone.saturating_add(1),
            more => others = others.saturating_add(more),
        }
    }
    let four = |part: &&[u8]| matches!(part, [0x81..=0xFE, b'0'..=b'9', 0x81..=0xFE, b'0'..=b'9']);
    let fours = head.windows(4).filter(four).count().saturating_mul(2);
    alone.saturating_sub(fours) > others.saturating_add(fours)
}

impl Encoding {
    /// Its name, as people know it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Le => "UTF-16 LE",
            Encoding::Utf16Be => "UTF-16 BE",
            Encoding::Gb18030 => "GB18030",
            Encoding::Windows1252 => "Windows-1252",
        }
    }

    pub(super) fn table(self) -> &'static encoding_rs::Encoding {
        match self {
            Encoding::Utf8 => encoding_rs::UTF_8,
            Encoding::Utf16Le => encoding_rs::UTF_16LE,
            Encoding::Utf16Be => encoding_rs::UTF_16BE,
            Encoding::Gb18030 => encoding_rs::GB18030,
            Encoding::Windows1252 => encoding_rs::WINDOWS_1252,
        }
    }
}

impl std::fmt::Display for Encoding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}
