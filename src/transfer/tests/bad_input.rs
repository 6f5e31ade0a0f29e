//! Files that want to do harm, or that somebody broke.

use std::io::{self, Read};

use super::{cells, rows, shanghai, told};
use crate::domain::Lang;
use crate::transfer::{
    Encoding, Field, Label, Limits, Mapping, Row, RowFault, Rows, Sheet, Subject, TransferError,
    Why,
};

/// So many bytes of a pattern, without holding them.
struct Endless {
    head: &'static [u8],
    pattern: &'static [u8],
    left: u64,
    at: usize,
}

impl Endless {
    fn of(head: &'static [u8], pattern: &'static [u8], left: u64) -> Self {
        Endless { head, pattern, left, at: 0 }
    }
}

impl Read for Endless {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if !self.head.is_empty() {
            return self.head.read(into);
        }
        let many = into.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        for byte in &mut into[..many] {
            *byte = self.pattern[self.at];
            self.at = (self.at + 1) % self.pattern.len();
        }
        self.left -= u64::try_from(many).unwrap();
        Ok(many)
    }
}

fn why(rows: &[Row]) -> Vec<Option<(usize, Why)>> {
    rows.iter().map(|row| row.fault().map(|(at, why)| (at, why.clone()))).collect()
}

#[test]
fn what_is_no_text_is_refused_by_its_first_bytes() {
    let files: [&[u8]; 8] = [
        b"PK\x03\x04\x14\x00name,city\n",
        b"\x1F\x8B\x08\x00",
        b"%PDF-1.7\nname\n",
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        b"SQLite format 3\0",
        b"<HTML><table>",
        b"7z\xBC\xAF\x27\x1C",
        b"\x28\xB5\x2F\xFD",
    ];
    for file in files {
        let refused = Rows::open(file, Limits::default()).unwrap_err();
        assert!(matches!(refused, TransferError::NotText { .. }), "{refused:?}");
        assert!(refused.explain(Lang::Zh).contains("CSV") && refused.code() == "transfer.not_text");
    }
    let empty = Rows::open(io::empty(), Limits::default()).unwrap_err();
    assert!(matches!(empty, TransferError::Empty));
}

/// `GUANXI_LINE=1000000000` makes it a gigabyte.
#[test]
fn a_line_of_many_megabytes_is_a_fault_and_no_memory() {
    let long = std::env::var("GUANXI_LINE").ok().and_then(|bytes| bytes.parse().ok());
    let long = long.unwrap_or(40_000_000);
    let file = Endless::of(b"name,city\n", b"x", long);
    let mut rows = Rows::open(file, Limits::default()).unwrap();
    let mut row = Row::new();
    assert!(rows.read(&mut row).unwrap() && row.fault().is_none());
    assert!(rows.read(&mut row).unwrap());
    assert_eq!(row.fault(), Some((0, &Why::CellTooLong { limit: 400_000 })));
    assert!(row.bytes.capacity() <= 1_000_000, "{}", row.bytes.capacity());
    assert!(!rows.read(&mut row).unwrap());
    assert_eq!(rows.bytes(), long + 10);
}

#[test]
fn a_quote_that_is_never_closed_is_told_where_it_was_opened() {
    let found = rows(b"name,city\nHua,\"Su\nLi,Xi\n");
    assert_eq!(why(&found), [None, Some((1, Why::QuoteNotClosed))]);
    assert_eq!(found[1].number(), 2);
    // Also one that swallows more than a cell may have.
    let file = Endless::of(b"name\n\"", b"x,\n", 3_000_000);
    let mut rows = Rows::open(file, Limits::default()).unwrap();
    let mut row = Row::new();
    while rows.read(&mut row).unwrap() {}
    assert_eq!((row.number(), row.fault()), (2, Some((0, &Why::QuoteNotClosed))));
}

#[test]
fn a_hundred_thousand_columns_are_one_fault() {
    let wide = [b"name\n".as_slice(), &b",".repeat(100_000), b"\nHua\n"].concat();
    let found = rows(&wide);
    assert_eq!(why(&found), [None, Some((2_000, Why::TooManyColumns { limit: 2_000 })), None]);
    assert_eq!(found[1].len(), 2_000);
    let header = [&b"name,".repeat(100_000)[..], b"\n"].concat();
    let refused = Sheet::open(header.as_slice(), Mapping::of(Subject::Clients, shanghai()));
    assert!(matches!(refused, Err(TransferError::NoHeader { .. })));
    let long = [b"name\n".as_slice(), &b"xxxxxxxxx,".repeat(1_000), b"\n"].concat();
    let small = Limits { row: 5_000, ..Limits::default() };
    let mut rows = Rows::open(long.as_slice(), small).unwrap();
    let mut row = Row::new();
    while rows.read(&mut row).unwrap() {}
    assert_eq!(row.fault().map(|(_, why)| why), Some(&Why::RowTooLong { limit: 5_000 }));
}

#[test]
fn a_row_and_a_cell_may_be_as_long_as_they_may_be() {
    let read = |file: &[u8], limits: Limits| {
        let mut rows = Rows::open(file, limits).unwrap();
        let mut row = Row::new();
        assert!(rows.read(&mut row).unwrap());
        row.fault().map(|(_, why)| why.clone())
    };
    let ten = Limits { row: 10, ..Limits::default() };
    assert_eq!(read(b"12345,67890\n", ten), None);
    assert_eq!(read(b"12345,678901\n", ten), Some(Why::RowTooLong { limit: 10 }));
    let five = Limits { cell: 5, ..Limits::default() };
    assert_eq!(read(b"12345,12345\n", five), None);
    assert_eq!(read(b"12345,123456\n", five), Some(Why::CellTooLong { limit: 5 }));
}

#[test]
fn a_last_row_that_ends_with_a_separator_has_a_cell_behind_it() {
    assert_eq!(cells(b"a,b\nc,"), [vec!["a", "b"], vec!["c", ""]]);
    assert_eq!(cells(b"a,b\n"), [vec!["a", "b"]]);
}

#[test]
fn a_broken_row_leaves_those_around_it() {
    let file = b"name,city\nA,\"b\"c\nB,x\0y\nC,\xFF\xFEz\nD,ok\n";
    let found = rows(file);
    let wanted = [
        None,
        Some((1, Why::TextAfterQuote)),
        Some((1, Why::Nul)),
        Some((1, Why::NotInEncoding)),
        None,
    ];
    assert_eq!(why(&found), wanted);
    assert_eq!(found[4].cells().collect::<Vec<_>>(), ["D", "ok"]);
    let told = told(file, Subject::Clients);
    let places: Vec<_> =
        told.iter().filter_map(|row| row.as_ref().err()).map(ToString::to_string).collect();
    assert!(places[0].starts_with("row 2, \"city\": something stands"), "{places:?}");
    assert_eq!((told.len(), places.len()), (4, 3));
}

#[test]
fn what_stands_behind_a_fault_is_kept_for_the_one_who_mends_it() {
    let found = rows(b"name,city,note\nA,\"b\"c,x\nB,y\0,\"z\"\nC,\"a\" \"b\",w\n");
    let cells: Vec<Vec<&str>> = found.iter().map(|row| row.cells().collect()).collect();
    assert_eq!(cells[1], ["A", "b\"c", "x"]);
    assert_eq!(cells[2], ["B", "y", "z"]);
    assert_eq!((cells[3].len(), cells[3][2]), (3, "w"));
    let text = Some((1, Why::TextAfterQuote));
    assert_eq!(why(&found), [None, text.clone(), Some((1, Why::Nul)), text]);
}

#[test]
fn a_mark_wins_over_what_was_said_of_the_encoding() {
    let mapping = Mapping::of(Subject::Clients, shanghai()).written_in(Encoding::Gb18030);
    let mut sheet = Sheet::open("\u{FEFF}name\n华信\n".as_bytes(), mapping).unwrap();
    assert_eq!(sheet.headings()[0].header, "name");
    let Some(Ok(crate::transfer::Told::Client(row))) = sheet.next().transpose().unwrap() else {
        panic!("a client");
    };
    assert_eq!(row.name().as_str(), "华信");
}

#[test]
fn utf_16_without_a_mark_is_known_though_a_character_ends_with_a_nought() {
    let text = "name,city,note\n一家,开封,最好的销售\nHua,Suzhou,plain words\n";
    for (encoding, bytes) in [
        (Encoding::Utf16Le, text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()),
        (Encoding::Utf16Be, text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ] {
        let rows = Rows::open(bytes.as_slice(), Limits::default()).unwrap();
        assert_eq!(rows.encoding(), encoding);
    }
    assert!(Rows::open("bzh_name,city\n".as_bytes(), Limits::default()).is_ok());
    assert!(Rows::open("BZhName,city\n".as_bytes(), Limits::default()).is_ok());
    assert!(Rows::open(b"BZh91AY&SY".as_slice(), Limits::default()).is_err());
}

#[test]
fn half_a_character_at_the_end_is_told() {
    for file in [b"name\n\xE5\x8D".as_slice(), b"\xFF\xFEn\0a\0m\0e\0\n\0x"] {
        let found = rows(file);
        assert_eq!(
            found.last().and_then(Row::fault).map(|(_, why)| why),
            Some(&Why::NotInEncoding)
        );
    }
}

#[test]
fn one_slip_in_utf_8_is_a_fault_of_its_row_and_no_other_encoding() {
    let text = format!("name\n{}\n", "华信咨询\n".repeat(20));
    let mut file = text.into_bytes();
    file.extend_from_slice(b"\xFFx\n");
    let rows_of = Rows::open(file.as_slice(), Limits::default()).unwrap();
    assert_eq!(rows_of.encoding(), Encoding::Utf8);
    let found = rows(&file);
    assert_eq!(found.iter().filter(|row| row.fault().is_some()).count(), 1);
}

#[test]
fn a_fault_says_no_more_of_a_header_than_a_person_reads() {
    let header = format!("金额\u{202E}\u{7}（{}）", "元".repeat(100_000));
    let file = format!("客户,类型,日期,编号,{header}\n华信,订单,2025-03-05,1,不详\n");
    let mapping = Mapping::of(Subject::Transactions, shanghai());
    let mapping = mapping.column(&header, Field::Amount).unwrap();
    let mut sheet = Sheet::open(file.as_bytes(), mapping).unwrap();
    let Some(Ok(Err(fault))) = sheet.next() else { panic!("a fault") };
    let column = fault.column.unwrap();
    assert_eq!(column.chars().count(), Label::LIMIT);
    assert!(column.starts_with("金额\u{FFFD}\u{FFFD}"), "{column}");
}

#[test]
fn line_ends_may_be_mixed() {
    let wanted = vec![vec!["a", "b"], vec!["1", "2"], vec!["3", "4"], vec!["5", "6"]];
    assert_eq!(cells(b"a,b\r\n1,2\n3,4\r5,6"), wanted);
    assert_eq!(cells(b"a,b\r\r1,2\r\n"), [vec!["a", "b"], vec![""], vec!["1", "2"]]);
    assert_eq!(cells(b"a,\" b\r\n\"\"x\"\"\" \n"), [vec!["a", " b\r\n\"x\""]]);
    assert_eq!(cells(b"5\" pipe,x\n"), [vec!["5\" pipe", "x"]]);
}

#[test]
fn a_file_that_cannot_be_read_on_says_so() {
    #[derive(Debug)]
    struct Broken(bool);
    impl Read for Broken {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            if std::mem::replace(&mut self.0, true) {
                return Err(io::Error::other("the disk is gone"));
            }
            (&b"name\n"[..]).read(into)
        }
    }
    let failed = Rows::open(Broken(false), Limits::default()).unwrap_err();
    assert!(matches!(failed, TransferError::Io { .. }), "{failed:?}");
    assert_eq!((failed.code(), failed.explain(Lang::Zh).as_str()), ("transfer.io", "文件无法读取"));
}

#[test]
fn names_that_are_statements_and_formulas_are_names() {
    let file = "name,city\n' OR 1=1 --,=cmd|'/c calc'!A1\n<script>,@SUM(A1)\nx\u{202E}y,\n";
    let rows = told(file.as_bytes(), Subject::Clients);
    assert!(rows[0].is_ok() && rows[1].is_ok());
    assert_eq!(rows[2].as_ref().unwrap_err().why.code(), "invalid.text");
    assert_eq!(Label::of("a\u{202E}b\u{1B}[2J").reveal(), "a\u{FFFD}b\u{FFFD}[2J");
}

#[test]
fn every_reason_is_said_in_both_languages_and_has_a_code() {
    let limit = 3;
    let all = [
        Why::CellTooLong { limit },
        Why::RowTooLong { limit },
        Why::RecordTooLong { limit },
        Why::TooManyColumns { limit },
        Why::Ragged { found: 1, wanted: 2 },
        Why::QuoteNotClosed,
        Why::TextAfterQuote,
        Why::Nul,
        Why::NotInEncoding,
        Why::AmbiguousDate,
        Why::UnknownDate,
        Why::SkippedTime,
        Why::RepeatedTime,
        Why::Contradiction,
        Why::Missing { field: "name" },
        Why::UnknownStaff,
        Why::AmbiguousAmount,
        Why::SeveralContacts,
    ];
    let codes: std::collections::BTreeSet<_> = all.iter().map(Why::code).collect();
    assert_eq!(codes.len(), all.len());
    for why in all {
        assert!(why.explain(Lang::Zh).chars().any(|ch| ch > '\u{4e00}'), "{why:?}");
        let fault = RowFault { row: 7, column: None, value: None, why };
        assert!(
            fault.explain(Lang::En).starts_with("row 7: ") && fault.explain(Lang::En).len() > 10
        );
    }
}
