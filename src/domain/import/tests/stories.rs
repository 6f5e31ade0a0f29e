//! Imports as they go.

use super::*;
use crate::domain::refusal::Refused;
use crate::domain::{Invalid, Lang};

fn code(said: Said) -> &'static str {
    said.unwrap_err().code()
}

#[test]
fn a_file_goes_in_batch_by_batch_and_is_taken_back_the_last_first() {
    let import = planned(clients());
    assert_eq!(import.allowed(), ["start", "cancel", "erase"]);
    assert_eq!(import.mapping().known().unwrap().as_slice(), [1, 2, 200]);
    let import = after(&import, import.start(digest(1), &hour(1)), 1);
    let import = after(&import, import.take_in(batch(0, 101, 100), &hour(1)), 1);
    let import = after(&import, import.take_in(batch(1, 151, 50), &hour(2)), 2);
    let import = after(&import, import.finish(digest(1), &hour(2)), 2);
    assert_eq!(
        (import.state(), import.counts().created, import.through()),
        (ImportState::Done, 150, 151)
    );
    let import = after(&import, import.undo(&hour(3)), 3);
    assert_eq!(code(import.finish_undo(&hour(3))), "import.not_all_taken_back");
    assert_eq!(code(import.take_back(0, TakenBack::default(), &hour(3))), "import.not_next");
    let some = TakenBack { reversed: 40, kept: 9, failed: 1 };
    let import = after(&import, import.take_back(1, some, &hour(3)), 3);
    let all = TakenBack { reversed: 100, kept: 0, failed: 0 };
    let import = after(&import, import.take_back(0, all, &hour(3)), 3);
    let import = after(&import, import.finish_undo(&hour(3)), 3);
    assert_eq!(import.state(), ImportState::Undone);
    assert_eq!(import.taken_back(), TakenBack { reversed: 140, kept: 9, failed: 1 });
    let gone = after(&import, import.erase(&hour(4)), 4);
    assert_eq!((gone.file(), gone.allowed()), (Held::Erased, vec![]));
}

#[test]
fn it_goes_on_with_its_own_file_or_not_at_all() {
    let import = planned(clients());
    let no = import.start(digest(2), &hour(1)).unwrap_err();
    assert_eq!(no.code(), "import.other_file");
    assert_eq!(no.explain(Lang::Zh), "批量导入不能开始：文件不是计划导入的那一个，或内容已变");
    let import = after(&import, import.start(digest(1), &hour(1)), 1);
    let import = after(&import, import.take_in(batch(0, 11, 10), &hour(1)), 1);
    let why = Line::new("午休").unwrap();
    let import = after(&import, import.cancel(Some(why.clone()), &hour(2)), 2);
    assert_eq!(import.reason(), Held::Known(Some(&why)));
    assert_eq!(code(import.go_on(digest(2), &hour(3))), "import.other_file");
    let import = after(&import, import.go_on(digest(1), &hour(3)), 3);
    assert_eq!((import.batches(), import.reason()), (1, Held::Known(None)));
    assert_eq!(code(import.finish(digest(2), &hour(4))), "import.other_file");
}

#[test]
fn a_batch_out_of_turn_is_not_taken() {
    let import = planned(clients());
    assert_eq!(code(import.take_in(batch(0, 11, 10), &hour(1))), "state");
    let import = after(&import, import.start(digest(1), &hour(1)), 1);
    let import = after(&import, import.take_in(batch(0, 11, 10), &hour(1)), 1);
    assert_eq!(code(import.take_in(batch(0, 21, 10), &hour(1))), "import.not_next");
    assert_eq!(code(import.take_in(batch(1, 11, 10), &hour(1))), "import.backwards");
    let mut wrong = batch(1, 21, 10);
    wrong.counts.rows = 11;
    assert_eq!(code(import.take_in(wrong, &hour(1))), "import.miscounted");
    assert_eq!(code(import.take_in(batch(1, 21, 10), &hour(0))), "import.before_last");
}

#[test]
fn what_is_too_long_is_not_planned() {
    assert!(Bytes::new(vec![0; Bytes::LIMIT]).is_ok());
    assert!(Bytes::new(vec![0; Bytes::LIMIT + 1]).is_err());
    let why = NewImport::of(Subject::Clients, "a\nb", digest(1), 1).unwrap_err();
    assert_eq!(why.field(), "file");
    assert_eq!(digest(0xab).to_string().parse(), Ok(digest(0xab)));
}

#[test]
fn what_the_rows_of_a_file_are_has_a_word() {
    let words = Subject::ALL.map(|subject| subject.to_string());
    assert_eq!(words, ["clients", "contacts", "interactions", "transactions"]);
    let read = words.map(|word| word.parse::<Subject>().unwrap());
    assert_eq!(read, Subject::ALL);
    let none = Invalid::Unknown {
        field: "subject",
        allowed: "clients, contacts, interactions, transactions",
    };
    assert_eq!("".parse::<Subject>(), Err(none));
}
