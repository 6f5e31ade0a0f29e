//! Files of everything: whatever lines come in, each is told or faulted; and what an empty store takes
//! is written again as it was.
#![no_main]

use std::ops::ControlFlow::Continue;
use std::sync::LazyLock;

use guanxi::store::body::Form;
use guanxi::transfer::json_lines::{Line, Lines};
use guanxi::{Actor, Crm};
use libfuzzer_sys::fuzz_target;

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(guanxi::crm::forms);

/// The first line of a file of an empty store, its position left open.
static BEGINNING: LazyLock<(String, String)> = LazyLock::new(|| {
    let mut file = Vec::new();
    let desk = Crm::memory().expect("memory").desk(Actor::system());
    desk.exports().everything(&mut file, |_| Continue(())).expect("a file");
    let text = String::from_utf8(file).expect("a text");
    let first = text.lines().next().unwrap_or_default().to_owned();
    let (head, tail) = first.split_once("\"position\":0").expect("a position");
    (head.to_owned(), tail.to_owned())
});

fuzz_target!(|data: &[u8]| {
    let Some((how, rest)) = data.split_first() else { return };
    let mut file = Vec::new();
    if how % 4 != 0 {
        // With its beginning and its end, so that what stands between is looked at.
        let entries = how / 4 % 8;
        let (head, tail) = &*BEGINNING;
        file.extend_from_slice(format!("{head}\"position\":{entries}{tail}\n").as_bytes());
        file.extend_from_slice(rest);
        if how % 4 != 1 {
            let records = how / 32;
            let end = format!("\n{{\"end\":true,\"records\":{records},\"entries\":{entries}}}\n");
            file.extend_from_slice(end.as_bytes());
        }
    } else {
        file.extend_from_slice(rest);
    }
    let read = |file: &[u8]| -> Option<Vec<Line>> {
        Lines::open(file, &FORMS).ok()?.collect::<Result<Vec<_>, _>>().ok()
    };
    let Some(told) = read(&file) else { return };
    let desk = Crm::memory().expect("memory").desk(Actor::system());
    let taken = desk.exports().restore(std::io::Cursor::new(&file), |_| Continue(()));
    if taken.is_ok() {
        let mut again = Vec::new();
        desk.exports().everything(&mut again, |_| Continue(())).expect("a file");
        assert_eq!(read(&again), Some(told));
    }
});
