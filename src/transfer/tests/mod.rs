//! Tests of files: what is read, what is not, and what no file can do.

mod bad_input;
mod dates;
mod headers;
mod laws;
mod shuffled;
mod stories;
mod transactions;

use super::{Mapping, Row, RowFault, Rows, Sheet, Subject, Told};
use crate::domain::Zone;

/// A clock in Shanghai.
fn shanghai() -> Zone {
    "Asia/Shanghai".parse().unwrap()
}

/// The rows of a file, faults and all.
fn rows(file: &[u8]) -> Vec<Row> {
    let mut rows = Rows::open(file, super::Limits::default()).unwrap();
    let mut all = Vec::new();
    let mut row = Row::new();
    while rows.read(&mut row).unwrap() {
        all.push(row.clone());
    }
    all
}

/// The cells of a file in which nothing is wrong.
fn cells(file: &[u8]) -> Vec<Vec<String>> {
    let rows = rows(file);
    assert!(rows.iter().all(|row| row.fault().is_none()), "{rows:?}");
    rows.iter().map(|row| row.cells().map(str::to_owned).collect()).collect()
}

/// What the rows of a file tell.
fn told(file: &[u8], subject: Subject) -> Vec<Result<Told, RowFault>> {
    let mapping = Mapping::of(subject, shanghai()).system("zoho").unwrap();
    Sheet::open(file, mapping).unwrap().collect::<Result<_, _>>().unwrap()
}
