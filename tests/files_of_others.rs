//! Files that other systems exported, as they are: `GUANXI_DATA=DIR cargo test --test files_of_others`
//! names the directory that has them in `crm/`; without it they are skipped.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;

use guanxi::transfer::{Encoding, Limits, Mapping, Row, Rows, Separator, Sheet, Subject};

/// Where a file is; none where there are no such files.
fn place(name: &str) -> Option<PathBuf> {
    let place =
        std::env::var_os("GUANXI_DATA").map(|data| PathBuf::from(data).join("crm").join(name));
    let place = place.filter(|place| place.exists());
    if place.is_none() {
        println!("skipped: {name} (GUANXI_DATA names no directory that has it)");
    }
    place
}

/// How many rows can be read, and how many cannot, by reason.
fn read(name: &str, subject: Subject) -> Option<(usize, BTreeMap<&'static str, usize>)> {
    let mapping = Mapping::of(subject, "Asia/Shanghai".parse().unwrap());
    let mut sheet = Sheet::open(File::open(place(name)?).unwrap(), mapping).unwrap();
    let (mut taken, mut faults) = (0, BTreeMap::new());
    for row in &mut sheet {
        match row.unwrap() {
            Ok(_) => taken += 1,
            Err(fault) => *faults.entry(fault.why.code()).or_default() += 1,
        }
    }
    let read = sheet.headings().iter().filter(|heading| heading.field.is_some()).count();
    println!("{name}: {taken} taken, {faults:?}; {read} of {} columns", sheet.headings().len());
    Some((taken, faults))
}

/// Whether so many rows were taken, and so many were not for these reasons.
fn holds(name: &str, subject: Subject, taken: usize, faults: &[(&'static str, usize)]) {
    if let Some(found) = read(name, subject) {
        assert_eq!(found, (taken, faults.iter().copied().collect()), "{name}");
    }
}

#[test]
fn accounts_are_clients() {
    holds("crm_accounts.csv", Subject::Clients, 85, &[]);
    holds("salesforce_accountData.csv", Subject::Clients, 423, &[]);
}

#[test]
fn events_and_tasks_are_interactions() {
    holds("helpdesk.csv", Subject::Interactions, 13_710, &[]);
    holds("agile_tasks_cycle_time.csv", Subject::Interactions, 1_999, &[]);
    // A task without a time is told, not dated.
    holds("salesforce_insertTask.csv", Subject::Interactions, 0, &[("row.missing", 1)]);
}

#[test]
fn a_file_of_utf_16_with_a_mark_is_read() {
    let Some(place) = place("csvtext_BOM_UTF16LE.csv") else { return };
    let mut rows = Rows::open(File::open(place).unwrap(), Limits::default()).unwrap();
    assert_eq!((rows.encoding(), rows.separator()), (Encoding::Utf16Le, Separator::Comma));
    let (mut row, mut texts) = (Row::new(), Vec::new());
    while rows.read(&mut row).unwrap() {
        texts.push(row.cells().collect::<Vec<_>>().join(" "));
    }
    assert_eq!(texts, ["column1 column2 column3", "row1-1 row1-2 row1-3", "row2-1 row2-2 row2-3"]);
}
