//! Files of rows: whatever bytes come in, every row is told or faulted, within bounds; and whatever
//! text is written into a cell comes back from it.
#![no_main]

use guanxi::domain::Lang;
use guanxi::transfer::{Field, Limits, Mapping, Rows, Sheet, SheetForm, SheetWriter, Subject};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let limits = Limits { cell: 4_096, row: 16_384, columns: 64, ..Limits::default() };
    // Which subject is told by the length, so that every file stays as it is.
    for subject in Subject::ALL.get(data.len() % Subject::ALL.len()).copied() {
        let zone = "Asia/Shanghai".parse().expect("a zone");
        let mapping = Mapping::of(subject, zone);
        if let Ok(sheet) = Sheet::within(data, mapping, limits) {
            for told in sheet {
                match told {
                    Ok(Ok(told)) => assert!(told.number() > 0),
                    Ok(Err(fault)) => assert!(fault.row > 0),
                    Err(_) => break,
                }
            }
        }
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    let text: String = text.chars().filter(|ch| *ch != '\0' && *ch != '\r').take(500).collect();
    let form = SheetForm::of(Lang::En);
    let Ok(mut writer) = SheetWriter::begin(Vec::new(), Subject::Clients, form) else { return };
    writer.cell(Field::Name, &text);
    writer.end_row().expect("a vector takes every byte");
    let (file, written) = writer.end().expect("a vector takes every byte");
    let mut rows = Rows::open(file.as_slice(), Limits::default()).expect("it has headers");
    let mut row = guanxi::transfer::Row::new();
    assert!(rows.read(&mut row).expect("the headers"));
    assert!(rows.read(&mut row).expect("the row"));
    let cell = row.cell(1).unwrap_or_default();
    let first = cell.chars().next();
    assert!(!matches!(first, Some('=' | '+' | '-' | '@' | '\t')), "a formula: {cell:?}");
    assert_eq!(written.rows, 1);
});
