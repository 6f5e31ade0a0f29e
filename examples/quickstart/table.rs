//! A table for the terminal. Columns are as wide as their cells look: a Chinese character takes two
//! places, whatever it takes in bytes.

use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The widest a column becomes; what is longer is cut.
const WIDEST: usize = 36;

/// Headings and rows, each row with as many cells as there are headings.
#[derive(Debug)]
pub(crate) struct Table<const N: usize> {
    headings: [&'static str; N],
    rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    pub(crate) fn new(headings: [&'static str; N]) -> Self {
        Table { headings, rows: Vec::new() }
    }

    pub(crate) fn row(&mut self, cells: [String; N]) {
        self.rows.push(cells.map(|cell| cut(&cell)));
    }

    pub(crate) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let mut widths = self.headings.map(UnicodeWidthStr::width);
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.width().max(*width);
            }
        }
        let ruler = widths.map(|width| "─".repeat(width));
        line(out, &widths, &self.headings.map(str::to_owned))?;
        line(out, &widths, &ruler)?;
        self.rows.iter().try_for_each(|row| line(out, &widths, row))
    }
}

fn line(out: &mut impl Write, widths: &[usize], cells: &[String]) -> io::Result<()> {
    let mut text = String::from(" ");
    for (width, cell) in widths.iter().zip(cells) {
        text.push(' ');
        text.push_str(cell);
        text.push_str(&" ".repeat(width.saturating_sub(cell.width()) + 1));
    }
    writeln!(out, "{}", text.trim_end())
}

/// As much of a text as fits.
fn cut(text: &str) -> String {
    if text.width() <= WIDEST {
        return text.to_owned();
    }
    let mut left = WIDEST - 1;
    let fits = |ch: &char| {
        let width = ch.width().unwrap_or_default();
        let fits = width <= left;
        left = left.saturating_sub(width);
        fits
    };
    let mut short: String = text.chars().take_while(fits).collect();
    short.push('…');
    short
}
