//! Where cells and rows end: a text, piece by piece, into rows.

use super::fault::Why;
use super::limits::Limits;
use super::row::Row;

/// The character that stands for bytes that are no text. It is none of Unicode's characters, so no
/// name or note can have it.
pub(super) const NO_TEXT: char = '\u{FDD0}';
const NO_TEXT_BYTES: &[u8] = "\u{FDD0}".as_bytes();

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first byte of a cell.
    Start,
    Plain,
    Quoted,
    /// Behind a quote within quotes: the cell ends here, or the quote is one of two.
    Quote,
    /// Behind a blank behind a quote: nothing but the end of the cell may follow.
    AfterQuote,
}

/// Cuts a text into rows; what it holds is one row.
#[derive(Debug)]
pub(super) struct Splitter {
    separator: u8,
    limits: Limits,
    state: State,
    /// Whether the last byte was a CR: an LF behind it belongs to the same line end.
    after_cr: bool,
    number: u64,
    /// Where the current cell begins.
    begin: usize,
    /// Whether the row is longer than it may be: nothing more of it is held.
    full: bool,
    row: Row,
}

impl Splitter {
    pub(super) fn new(separator: u8, limits: Limits) -> Self {
        let mut row = Row::new();
        row.clear(1);
        Splitter {
            separator,
            limits,
            state: State::Start,
            after_cr: false,
            number: 1,
            begin: 0,
            full: false,
            row,
        }
    }

    /// Takes up to the end of a row: how many bytes that were, and whether the row is whole.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> (usize, bool) {
        let mut used = 0;
        loop {
            let rest = bytes.get(used..).unwrap_or_default();
            let Some(byte) = rest.first().copied() else { return (used, false) };
            if std::mem::take(&mut self.after_cr) && byte == b'\n' {
                used += 1;
                continue;
            }
            match self.state {
                State::Start if byte == b'"' => {
                    self.state = State::Quoted;
                    used += 1;
                }
                State::Start => self.state = State::Plain,
                State::Plain => {
                    let (taken, whole) = self.plain(rest);
                    used += taken;
                    if whole {
                        return (used, true);
                    }
                }
                State::Quoted => used += self.quoted(rest),
                State::Quote | State::AfterQuote => used += self.behind_quote(byte),
            }
        }
    }

    /// What stands outside of quotes, up to and with the byte that ends it.
    fn plain(&mut self, rest: &[u8]) -> (usize, bool) {
        let separator = self.separator;
        let ends = |byte: &u8| *byte == separator || matches!(*byte, b'\n' | b'\r' | 0);
        let run = rest.iter().position(ends).unwrap_or(rest.len());
        self.take(rest.get(..run).unwrap_or_default());
        let Some(end) = rest.get(run).copied() else { return (run, false) };
        if end == 0 {
            self.row.spoil(Why::Nul);
        } else {
            self.end_cell();
            self.after_cr = end == b'\r';
        }
        (run + 1, matches!(end, b'\n' | b'\r'))
    }

    fn quoted(&mut self, rest: &[u8]) -> usize {
        let run = rest.iter().position(|byte| matches!(*byte, b'"' | 0)).unwrap_or(rest.len());
        self.take(rest.get(..run).unwrap_or_default());
        match rest.get(run).copied() {
            None => return run,
            Some(0) => self.row.spoil(Why::Nul),
            Some(_) => self.state = State::Quote,
        }
        run + 1
    }

    fn behind_quote(&mut self, byte: u8) -> usize {
        match byte {
            b'"' if self.state == State::Quote => {
                self.take(b"\"");
                self.state = State::Quoted;
                1
            }
            byte if byte == self.separator || matches!(byte, b'\n' | b'\r') => {
                self.state = State::Plain;
                0
            }
            // Some writers set a blank behind the quote.
            b' ' | b'\t' => {
                self.state = State::AfterQuote;
                1
            }
            _ => {
                self.row.spoil(Why::TextAfterQuote);
                self.take(b"\"");
                self.state = State::Plain;
                0
            }
        }
    }

    /// Keeps a piece of a cell, as far as the row is no longer than it may be.
    fn take(&mut self, piece: &[u8]) {
        let Limits { cell, row, .. } = self.limits;
        if self.full {
            return;
        }
        let whole = self.row.bytes.len().saturating_add(piece.len());
        if whole.saturating_sub(self.begin) > cell {
            self.fill(Why::CellTooLong { limit: cell });
        } else if whole > row {
            self.fill(Why::RowTooLong { limit: row });
        } else {
            self.row.bytes.extend_from_slice(piece);
        }
    }

    /// The row is longer than it may be.
    fn fill(&mut self, why: Why) {
        self.row.spoil(why);
        self.full = true;
    }

    fn end_cell(&mut self) {
        self.state = State::Start;
        if self.full {
            return;
        }
        if self.row.ends.len() >= self.limits.columns {
            self.fill(Why::TooManyColumns { limit: self.limits.columns });
            return;
        }
        let cell = self.row.bytes.get(self.begin..).unwrap_or_default();
        if cell.windows(NO_TEXT_BYTES.len()).any(|part| part == NO_TEXT_BYTES) {
            self.row.spoil(Why::NotInEncoding);
        }
        self.begin = self.row.bytes.len();
        self.row.ends.push(self.begin);
    }

    /// The row that is whole; the next one begins.
    pub(super) fn row(&mut self, into: &mut Row) {
        std::mem::swap(&mut self.row, into);
        self.number = self.number.saturating_add(1);
        self.begin = 0;
        self.full = false;
        self.row.clear(self.number);
    }

    /// Whether the end of the file ends a row too.
    pub(super) fn finish(&mut self) -> bool {
        let begun =
            self.state != State::Start || !self.row.ends.is_empty() || self.row.fault.is_some();
        if self.state == State::Quoted {
            // Worse than a cell that is too long by that: where the row ends is not known.
            self.row.fault = Some((self.row.ends.len(), Why::QuoteNotClosed));
        }
        if begun {
            self.end_cell();
        }
        begun
    }
}
