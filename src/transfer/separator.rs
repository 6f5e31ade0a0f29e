//! What stands between the cells of a row.

use serde::{Deserialize, Serialize};

use super::limits::Limits;
use super::row::Row;
use super::splitter::Splitter;

/// What stands between the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Separator {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// A tab.
    Tab,
    /// `|`
    Bar,
}

impl Separator {
    /// Each, the most usual first.
    pub const ALL: [Separator; 4] =
        [Separator::Comma, Separator::Semicolon, Separator::Tab, Separator::Bar];

    /// The byte that it is.
    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            Separator::Comma => b',',
            Separator::Semicolon => b';',
            Separator::Tab => b'\t',
            Separator::Bar => b'|',
        }
    }
}

/// How many rows of the beginning are compared.
const ROWS: usize = 30;

/// The separator by which the first rows have most often the same number of cells; between equals,
/// the one with more cells, and then the more usual one.
pub(super) fn sniff(head: &str, limits: Limits) -> Separator {
    let said = head
        .trim_start_matches('\u{FEFF}')
        .strip_prefix("sep=")
        .and_then(|rest| rest.chars().next());
    if let Some(found) = Separator::ALL.iter().find(|one| Some(char::from(one.byte())) == said) {
        return *found;
    }
    let mut best = (0, 0, Separator::Comma);
    for separator in Separator::ALL {
        let (rows, cells) = agreement(head, separator, limits);
        if cells > 1 && (rows, cells) > (best.0, best.1) {
            best = (rows, cells, separator);
        }
    }
    best.2
}

/// The number of cells, above one, that most rows have, and how many rows have it.
fn agreement(head: &str, separator: Separator, limits: Limits) -> (usize, usize) {
    let mut splitter = Splitter::new(separator.byte(), limits);
    let (mut bytes, mut row) = (head.as_bytes(), Row::new());
    let mut widths = Vec::new();
    while widths.len() < ROWS {
        let (used, whole) = splitter.feed(bytes);
        bytes = bytes.get(used..).unwrap_or_default();
        if !whole {
            // The last row of the sample counts only where nothing else is there.
            if !widths.is_empty() || !splitter.finish() {
                break;
            }
        }
        splitter.row(&mut row);
        if row.fault.is_none() && !row.is_blank() {
            widths.push(row.len());
        }
        if !whole {
            break;
        }
    }
    let rows = |width: usize| widths.iter().filter(|other| **other == width).count();
    let best = widths.iter().filter(|width| **width > 1).map(|width| (rows(*width), *width)).max();
    best.unwrap_or((0, 0))
}
