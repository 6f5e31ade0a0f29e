//! Laws of reading, beside the `csv` crate and beside a file of any bytes.

use proptest::prelude::*;

use super::{cells, rows};
use crate::transfer::{Limits, Row, Rows, Separator};

/// A table of two to five columns, with whatever can stand in a cell.
fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    let cell = prop_oneof![
        4 => "[a-z 华信，。\"',;|\t\r\n=+@-]{0,8}",
        1 => "\\PC{0,12}",
    ];
    (2_usize..5, 1_usize..8).prop_flat_map(move |(columns, many)| {
        prop::collection::vec(prop::collection::vec(cell.clone(), columns), many)
    })
}

/// The table as another program writes it.
fn written(table: &[Vec<String>], separator: u8, crlf: bool) -> Vec<u8> {
    let terminator = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
    let mut writer = csv::WriterBuilder::new()
        .delimiter(separator)
        .terminator(terminator)
        .from_writer(Vec::new());
    table.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

fn read(file: &[u8], separator: Separator) -> Vec<Row> {
    let mut rows = Rows::open_as(file, Limits::default(), None, Some(separator)).unwrap();
    let (mut all, mut row) = (Vec::new(), Row::new());
    while rows.read(&mut row).unwrap() {
        all.push(row.clone());
    }
    all
}

/// A reader that gives so many bytes at a time.
struct Sips<'f>(&'f [u8], usize);

impl std::io::Read for Sips<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let many = self.1.min(into.len()).min(self.0.len());
        let (now, later) = self.0.split_at(many);
        into[..many].copy_from_slice(now);
        self.0 = later;
        Ok(many)
    }
}

proptest! {
    #[test]
    fn what_another_program_wrote_is_read_as_it_was(
        table in table(), at in 0_usize..4, crlf in any::<bool>()
    ) {
        let separator = Separator::ALL[at];
        let file = written(&table, separator.byte(), crlf);
        // A mark at the beginning is that of the encoding, and no part of the first cell.
        prop_assume!(!file.starts_with("\u{FEFF}".as_bytes()));
        prop_assume!(crate::transfer::encoding::detect(&file, None).is_ok());
        let found = read(&file, separator);
        let found: Vec<Vec<String>> =
            found.iter().map(|row| row.cells().map(str::to_owned).collect()).collect();
        prop_assert_eq!(found, table);
    }

    #[test]
    fn a_regular_table_is_read_without_being_told_its_separator(
        many in 2_usize..12, columns in 2_usize..6, at in 0_usize..4
    ) {
        let separator = Separator::ALL[at];
        let table: Vec<Vec<String>> =
            (0..many).map(|row| (0..columns).map(|cell| format!("c{row} {cell}")).collect()).collect();
        prop_assert_eq!(cells(&written(&table, separator.byte(), false)), table);
    }

    #[test]
    fn it_does_not_matter_in_how_many_pieces_a_file_comes(table in table(), step in 1_usize..9) {
        let file = written(&table, b',', true);
        prop_assume!(crate::transfer::encoding::detect(&file, None).is_ok());
        let mut pieces = Rows::open(Sips(&file, step), Limits::default()).unwrap();
        let (mut all, mut row) = (Vec::new(), Row::new());
        while pieces.read(&mut row).unwrap() {
            all.push(row.clone());
        }
        prop_assert_eq!(all, rows(&file));
    }

    #[test]
    fn no_file_panics_or_holds_more_than_it_may(
        file in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(b"\",;\r\n\t|\0".to_vec())], 1..400),
        cell in 1_usize..40, columns in 1_usize..6
    ) {
        let limits = Limits { cell, row: cell * 3, columns, header: 5 };
        let Ok(mut rows) = Rows::open(file.as_slice(), limits) else { return Ok(()) };
        let (mut row, mut last) = (Row::new(), 0);
        while rows.read(&mut row).unwrap() {
            prop_assert_eq!(row.number(), last + 1);
            last = row.number();
            prop_assert!(row.len() <= columns && row.bytes.len() <= cell * 3);
            prop_assert!(row.fault().is_some() || row.cells().all(|text| text.len() <= cell));
        }
    }
}
