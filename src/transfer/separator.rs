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
/// the one with more cells, and then the more usual one. One that cuts through quoted texts is taken
/// only where each of them does.
pub(super) fn sniff(head: &str, limits: Limits) -> Separator {
    let said = head
        .trim_start_matches('\u{FEFF}')
        .strip_prefix("sep=")
        .and_then(|rest| rest.chars().next());
    if let Some(found) = Separator::ALL.iter().find(|one| Some(char::from(one.byte())) == said) {
        return *found;
    }
    let mut best = ((false, 0, 0), Separator::Comma);
    for separator in Separator::ALL {
        let agreement = agreement(head, separator, limits);
        if agreement.2 > 1 && agreement > best.0 {
            best = (agreement, separator);
        }
    }
    best.1
}

/// Whether every row has both ends of what it quotes, how many rows have the number of cells, above
/// one, that most have, and that number.
fn agreement(head: &str, separator: Separator, limits: Limits) -> (bool, usize, usize) {
    let mut splitter = Splitter::new(separator.byte(), limits);
    let (mut bytes, mut row) = (head.as_bytes(), Row::new());
    let (mut widths, mut sound) = (Vec::new(), true);
    while widths.len() < ROWS {
        let (used, whole) = splitter.feed(bytes);
        let (read, rest) = bytes.split_at_checked(used).unwrap_or((bytes, &[]));
        bytes = rest;
        sound &= !whole || read.iter().filter(|byte| **byte == b'"').count() % 2 == 0;
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
    let (rows, cells) = best.unwrap_or((0, 0));
    (sound, rows, cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_quotes_separates_nothing() {
        let sniff = |head: &str| sniff(head, Limits::default());
        // Each line of the note has a tab, and by tabs three lines would have two cells.
        assert_eq!(sniff("id,name,note\n1,华信,\"a\tb\nc\td\ne\tf\"\n"), Separator::Comma);
        assert_eq!(sniff("id;note\n1;\"a,b\nc,d\ne,f\ng,h\"\n2;x\n"), Separator::Semicolon);
        // Inches quote nothing, whatever separates.
        assert_eq!(sniff("id;size\n1;5\"\n2;6\"\n"), Separator::Semicolon);
        assert_eq!(sniff("id\tname\n1\ta,b\n2\tc\n"), Separator::Tab);
        assert_eq!(sniff("name\n华信\n"), Separator::Comma);
    }
}
