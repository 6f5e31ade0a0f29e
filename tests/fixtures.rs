//! Stores that were written when the formats on disk were settled: today's crate reads all that is
//! in them, and goes on with them.
//!
//! They stand in `tests/fixtures/`. `GUANXI_FIXTURES=write` writes them anew, which is right only
//! as long as nobody has a store of the format that goes: afterwards an older format needs a
//! fixture beside the newer one.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use guanxi::domain::Visibility;
use guanxi::domain::declaration::{
    Column, Declaration, Derived, Index, Kind, STREAM, Shape, TIMELINE,
};
use guanxi::store::conformance::nouns::{self, columns, id, stream};
use guanxi::store::conformance::scene::{
    Draft, Row, counter, entries, every, everything, key, look, moment, unit,
};
use guanxi::store::{Check, JournalQuery, MemoryStore, Registered, SledStore, SqliteStore, Store};

const SINCE: Derived = Derived { of: "visit", column: "at", or: Some("since") };

/// A state noun with a column of every kind. Neither declaration is ever changed.
static FIRM: Declaration = Declaration {
    noun: "firm",
    number: 1,
    version: 1,
    kind: Kind::State,
    columns: &[
        Column::new("name", Shape::Text).personal(),
        Column::new("code", Shape::Text).unique(),
        Column::new("mail", Shape::Text).many().unique().personal(),
        Column::new("owner", Shape::Id),
        Column::new("since", Shape::Integer),
        Column::new("seen", Shape::Integer).derived(SINCE),
    ],
    indexes: &[
        Index { name: "by_name", columns: &["name"] },
        Index { name: "by_mail", columns: &["mail"] },
        Index { name: "by_seen", columns: &["seen"] },
    ],
    events: &["opened", "changed", "erased"],
};

static VISIT: Declaration = Declaration {
    noun: "visit",
    number: 2,
    version: 1,
    kind: Kind::Fact { at: "at" },
    columns: &[
        Column::new("at", Shape::Integer),
        Column::new("word", Shape::Text).personal(),
        Column::new("tag", Shape::Text).many(),
    ],
    indexes: &[
        Index { name: "by_tag", columns: &["tag"] },
        Index { name: "by_word", columns: &[STREAM, "word"] },
    ],
    events: &["paid", "corrected"],
};

fn registered() -> [Registered; 2] {
    [
        Registered::new(&FIRM, |_, _, body| columns(&FIRM, body)),
        Registered::new(&VISIT, |_, _, body| columns(&VISIT, body)),
    ]
}

fn row(noun: &'static Declaration, number: u64, of: u64) -> Row {
    Row {
        noun,
        id: id(number),
        stream: stream(of),
        visibility: Visibility::Internal,
        columns: nouns::empty(noun),
        supersedes: None,
    }
}

fn firm(number: u64) -> Row {
    row(&FIRM, number, number).one("since", 1_600_000_000 + i64::try_from(number).unwrap())
}

fn visit(number: u64, of: u64, at: i64) -> Row {
    row(&VISIT, number, of).one("at", at)
}

/// What the stores were written by, in this order: everything that a unit can do.
fn units() -> Vec<Draft> {
    let first = firm(1).one("name", "华信科技").one("code", "HX-1");
    let first = first.many("mail", &["a@hx.example", "b@hx.example"]).one("owner", id(90));
    let second = firm(2).one("name", "Müller & Söhne").one("code", "MS-2").shared();
    let third = firm(3).one("name", "gone").many("mail", &["c@gone.example"]);
    let note = visit(21, 1, 1_700_000_000).one("word", "first visit").many("tag", &["a", "b"]);
    let wrong = visit(22, 1, 1_700_000_500).one("word", "wrong").shared();
    let moved = visit(23, 2, -5).one("word", "moved").many("tag", &["b"]);
    vec![
        unit(1).put(&first).put(&second),
        unit(2).put(&third).put(&note).take(counter(1, "seats"), 3, 0, 9),
        unit(3).put(&wrong).at_revision(stream(1), 2),
        unit(4).put(&visit(24, 1, 1_700_000_400).one("word", "right").instead_of(22)),
        unit(5).put(&moved).put(&first.clone().one("name", "华信").many("mail", &["b@hx.example"])),
        unit(6).remove(&moved).quiet(&moved.clone().moved_to(1)),
        unit(7)
            .put(&visit(25, 3, i64::MAX))
            .take(counter(1, "seats"), -1, 0, 9)
            .tell(&first, "changed"),
        unit(8).redact(&third).tell(&row(&FIRM, 3, 3), "erased"),
        unit(9).redact(&note).remove(&visit(25, 3, i64::MAX)).tell(&row(&FIRM, 3, 3), "erased"),
        unit(10).put(&visit(26, 2, 7).many("tag", &["客户", "a"])).recorded(moment(1)),
    ]
}

/// Everything that can be read.
fn photograph(store: &dyn Store) -> Vec<String> {
    let mut told = Vec::new();
    let mut tell = |what: String| told.push(what);
    for noun in [&FIRM, &VISIT] {
        let own = noun.indexes.iter().map(|index| index.name);
        for index in own.chain(["id", TIMELINE]) {
            let Some(names) = noun.index(index) else { continue };
            for of in 1..=3 {
                let scan = everything(noun, index);
                let within =
                    if names.first() == Some(&STREAM) { scan.within(stream(of)) } else { scan };
                let found = look(store, |reader| every(reader, &within)).unwrap();
                tell(format!("{} {index} {of}: {found:?}", noun.noun));
            }
        }
    }
    let journal = look(store, |reader| entries(reader, &JournalQuery::first(1000))).unwrap();
    journal.into_iter().for_each(|entry| tell(format!("{entry:?}")));
    let streams = [1, 2, 3].map(stream);
    tell(format!("{:?}", look(store, |reader| reader.revisions(&streams)).unwrap()));
    tell(format!("{:?}", look(store, |reader| reader.counter(&counter(1, "seats"))).unwrap()));
    for number in 0..=11 {
        tell(format!("{:?}", look(store, |reader| reader.key(&key(number))).unwrap()));
    }
    told
}

/// A store reads as one to which the same was said today, and goes on as that one does.
fn reads_and_goes_on(store: &dyn Store) {
    let today = MemoryStore::new(&registered()).unwrap();
    units().into_iter().for_each(|draft| drop(today.commit(draft.0).unwrap()));
    assert_eq!(photograph(store), photograph(&today));
    for draft in units() {
        assert!(store.commit(draft.0).unwrap().repeated);
    }
    let more = [
        unit(11).put(&visit(31, 1, 5).instead_of(21)).remove(&visit(24, 1, 1_700_000_400)),
        unit(12).put(&firm(4).one("code", "new")).redact(&row(&FIRM, 2, 2)),
    ];
    for draft in more {
        let [old, new] = [store, &today].map(|store| store.commit(draft.0.clone()).unwrap());
        assert_eq!(old, new);
    }
    let taken = unit(13).put(&firm(5).one("code", "HX-1")).0;
    assert_eq!(store.commit(taken).unwrap_err().name(), "taken");
    assert_eq!(photograph(store), photograph(&today));
    for mode in [Check::Verify, Check::Rebuild] {
        let report = store.check(mode, &mut |_| ControlFlow::Continue(())).unwrap();
        assert_eq!(report.faults, Vec::<String>::new());
    }
    assert_eq!(photograph(store), photograph(&today));
}

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn writes() -> bool {
    std::env::var_os("GUANXI_FIXTURES").is_some()
}

fn fill(store: &dyn Store) {
    units().into_iter().for_each(|draft| drop(store.commit(draft.0).unwrap()));
    store.close().unwrap();
}

#[test]
fn an_sqlite_file_of_the_first_format_is_read() {
    let place = tempfile::tempdir().unwrap();
    let (path, kept) = (place.path().join("crm.db"), fixture("sqlite_1.sqlite"));
    if writes() {
        // Small pages keep the file small; in all else it is what the store itself makes.
        let small = rusqlite::Connection::open(&path).unwrap();
        small.execute_batch("PRAGMA page_size = 1024; PRAGMA journal_mode = WAL").unwrap();
        drop(SqliteStore::from_connection(small, &registered()).unwrap());
        fill(&SqliteStore::open(&path, &registered()).unwrap());
        fs::create_dir_all(kept.parent().unwrap()).unwrap();
        fs::copy(&path, &kept).unwrap();
    }
    fs::copy(kept, &path).unwrap();
    reads_and_goes_on(&SqliteStore::open(&path, &registered()).unwrap());
}

/// Every file under a directory, by its path within it, with its bytes.
fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            found.extend(
                files(&path).into_iter().map(|(below, it)| (format!("{name}/{below}"), it)),
            );
        } else {
            found.insert(name, fs::read(&path).unwrap());
        }
    }
    found
}

/// sled lays out its log in steps of half a megabyte, most of it noughts: they are left out.
fn pack(directory: &Path, kept: &Path) {
    let mut lengths = String::new();
    // The ballast only keeps room for what must be written on a full disk; opening makes it anew.
    for (name, bytes) in files(directory).into_iter().filter(|(name, _)| name != "ballast") {
        lengths.push_str(&format!("{} {name}\n", bytes.len()));
        let used = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        let to = kept.join(&name);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, &bytes[..used]).unwrap();
    }
    fs::write(kept.join("lengths.txt"), lengths).unwrap();
}

fn unpack(kept: &Path, directory: &Path) {
    let lengths = fs::read_to_string(kept.join("lengths.txt")).unwrap();
    for (length, name) in lengths.lines().map(|line| line.split_once(' ').unwrap()) {
        let mut bytes = fs::read(kept.join(name)).unwrap();
        bytes.resize(length.parse().unwrap(), 0);
        let to = directory.join(name);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, bytes).unwrap();
    }
}

#[test]
fn a_sled_directory_of_the_first_format_is_read() {
    let place = tempfile::tempdir().unwrap();
    let (path, kept) = (place.path().join("store"), fixture("sled_1"));
    if writes() {
        let made = place.path().join("made");
        fill(&SledStore::open(&made, &registered()).unwrap());
        if kept.exists() {
            fs::remove_dir_all(&kept).unwrap();
        }
        pack(&made, &kept);
    }
    unpack(&kept, &path);
    reads_and_goes_on(&SledStore::open(&path, &registered()).unwrap());
}
