//! A store grows into newer declarations, bit by bit, while others write to it.

use std::ops::ControlFlow;
use std::path::Path;

use guanxi::domain::declaration::{Cell, Column, Declaration, Index, Shape};
use guanxi::store::conformance::nouns::{NOTE, columns, id, stream};
use guanxi::store::conformance::scene::{account, note, person, unit};
use guanxi::store::scan::Condition;
use guanxi::store::{
    Body, Check, Put, Registered, Scan, SqliteOptions, SqliteStore, Store, Target, Unit, Write,
};
use rusqlite::Connection;

/// The note as it is declared later: two columns and four indexes more, one index gone.
static NOTE_2: Declaration = Declaration {
    version: 2,
    columns: &[
        NOTE.columns[0],
        NOTE.columns[1],
        NOTE.columns[2],
        NOTE.columns[3],
        NOTE.columns[4],
        Column::new("half", Shape::Integer),
        Column::new("mark", Shape::Text).many(),
    ],
    indexes: &[
        Index { name: "by_at", columns: &["at"] },
        Index { name: "by_tag", columns: &["tag"] },
        Index { name: "by_author", columns: &["author", "at"] },
        Index { name: "stream_weight", columns: &["stream", "weight"] },
        Index { name: "by_half", columns: &["half", "at"] },
        Index { name: "by_mark", columns: &["mark"] },
        Index { name: "by_weight", columns: &["weight"] },
    ],
    events: &["written", "corrected", "read"],
    ..NOTE
};

fn project(body: &Body) -> Option<Vec<Cell>> {
    let mut cells = columns(&NOTE, body)?;
    let weight = cells[1].values().first().cloned();
    let half = weight.and_then(|weight| match weight {
        guanxi::domain::declaration::Value::Integer(weight) => Some(weight / 2),
        _ => None,
    });
    cells.push(Cell::maybe(half));
    cells.push(Cell::many(half.map(|half| format!("m{}", half % 3))));
    Some(cells)
}

fn old() -> [Registered; 3] {
    guanxi::store::conformance::nouns::registered()
}

fn new() -> [Registered; 3] {
    let [account, _, person] = old();
    [account, Registered::new(&NOTE_2, |_, _, body| project(body)), person]
}

fn filled(path: &Path, notes: u64) {
    let store = SqliteStore::open(path, &old()).unwrap();
    store.commit(unit(1).put(&account(1)).put(&person(2, 1)).0).unwrap();
    for at in 0..notes.div_ceil(500) {
        let mut draft = unit(10 + at);
        for number in at * 500..((at + 1) * 500).min(notes) {
            let weight = i64::try_from(number).unwrap();
            draft = draft.put(&note(1000 + number, 1, weight).one("weight", weight % 100));
        }
        store.commit(draft.0).unwrap();
    }
    store.close().unwrap();
}

/// A unit that puts a note as it is declared later.
fn later(number: u64) -> Unit {
    let row = note(number, 1, 7).one("weight", 50);
    let mut unit = unit(number).put(&row).0;
    for put in unit.writes.iter_mut().flat_map(|write: &mut Write| &mut write.puts) {
        let put: &mut Put = put;
        put.columns = project(&put.body).unwrap();
    }
    unit
}

/// Names, columns with their types, and indexes with their columns.
fn shape(path: &Path) -> Vec<String> {
    let conn = Connection::open(path).unwrap();
    let all = |sql: &str| -> Vec<String> {
        let mut statement = conn.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    let mut shape = all("SELECT m.type || ' ' || m.name || ' ' || c.name || ' ' || c.type || \
         ' ' || c.\"notnull\" || ' ' || c.pk FROM sqlite_master m, pragma_table_info(m.name) c \
         WHERE m.type = 'table'");
    shape.extend(all(
        "SELECT 'index ' || m.tbl_name || ' ' || m.name || ' ' || i.seqno || ' ' || \
         coalesce(i.name, '') FROM sqlite_master m, pragma_index_info(m.name) i \
         WHERE m.type = 'index'",
    ));
    shape.extend(all("SELECT tbl_name || ' ' || sql FROM sqlite_master WHERE type = 'index' AND \
         sql IS NOT NULL"));
    shape.extend(all("SELECT name || ' ' || value FROM guanxi_meta WHERE name <> 'turn'"));
    shape.extend(all("SELECT kind || noun || event FROM guanxi_kind"));
    shape.sort();
    shape
}

fn faults(store: &SqliteStore) -> Vec<String> {
    store.check(Check::Verify, &mut |_| ControlFlow::Continue(())).unwrap().faults
}

fn count(store: &SqliteStore, scan: &Scan) -> u64 {
    let mut count = 0;
    store
        .view(&mut |reader| {
            count = reader.count(scan)?;
            Ok(())
        })
        .unwrap();
    count
}

#[test]
fn a_grown_store_is_as_a_fresh_one() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("grown.db");
    filled(&path, 700);
    let store = SqliteStore::open(&path, &new()).unwrap();
    assert_eq!(faults(&store), Vec::<String>::new());
    assert_eq!(count(&store, &Scan::of("note", "by_half", 1).equal(20)), 14);
    assert_eq!(count(&store, &Scan::of("note", "by_weight", 1)), 700);
    assert!(count(&store, &Scan::of("note", "by_mark", 1).equal("m1")) > 200);
    store.commit(later(9000)).unwrap();
    assert_eq!(faults(&store), Vec::<String>::new());
    store.close().unwrap();

    let fresh = directory.path().join("fresh.db");
    SqliteStore::open(&fresh, &new()).unwrap().close().unwrap();
    assert_eq!(shape(&path), shape(&fresh));
}

/// One column more and nothing else: no index asks for it to be filled.
static NOTE_WIDER: Declaration = Declaration {
    version: 2,
    columns: &[
        NOTE.columns[0],
        NOTE.columns[1],
        NOTE.columns[2],
        NOTE.columns[3],
        NOTE.columns[4],
        Column::new("half", Shape::Integer),
    ],
    ..NOTE
};

fn project_half(body: &Body) -> Option<Vec<Cell>> {
    let mut cells = project(body)?;
    cells.truncate(6);
    Some(cells)
}

#[test]
fn a_column_without_an_index_is_filled_too() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wider.db");
    filled(&path, 1_200);
    let [account, _, person] = old();
    let wider = Registered::new(&NOTE_WIDER, |_, _, body| project_half(body));
    let store = SqliteStore::open(&path, &[account, wider, person]).unwrap();
    assert_eq!(faults(&store), Vec::<String>::new());
    let mut without = Scan::of("note", "id", 1);
    without.conditions.push(Condition::Null("half"));
    assert_eq!(count(&store, &without), 0);
    assert_eq!(count(&store, &Scan::of("note", "id", 1)), 1_200);
}

#[test]
fn growth_goes_on_where_it_was_stopped_and_others_write_meanwhile() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    filled(&path, 4000);
    let mut opened = 0;
    let mut written = 0;
    let mut kept = Vec::new();
    loop {
        let options = SqliteOptions::new().unwrap().grow_later();
        let store = SqliteStore::open_with(&path, &new(), options).unwrap();
        opened += 1;
        let mut building = 0;
        store
            .view(&mut |reader| {
                for index in ["by_half", "by_weight", "by_mark"] {
                    let found = reader.scan(&Scan::of("note", index, 5));
                    building += u64::from(found.is_err_and(|error| error.name() == "building"));
                }
                reader.scan(&Scan::of("note", "by_author", 5)).map(drop)
            })
            .unwrap();
        written += 1;
        store.commit(later(9000 + written)).unwrap();
        let mut steps = 0;
        let grown = store.grow(&mut |_| {
            steps += 1;
            if steps == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        if grown.is_ok() {
            break;
        }
        assert_eq!(building, 3);
        // Let go of without closing, as a program that was killed does.
        kept.push(store);
        assert!(opened < 1000);
    }
    assert!(opened > 3, "it grew in {opened} turns");
    let store = SqliteStore::open(&path, &new()).unwrap();
    assert_eq!(faults(&store), Vec::<String>::new());
    assert_eq!(count(&store, &Scan::of("note", "by_weight", 1)), 4000 + written);
    assert_eq!(count(&store, &Scan::of("note", "by_half", 1).equal(25)), 80 + written);
}

#[test]
fn an_older_program_is_refused_as_soon_as_the_store_has_grown() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    filled(&path, 10);
    let older = SqliteStore::open(&path, &old()).unwrap();
    older.commit(unit(70).put(&account(70)).0).unwrap();
    let newer = SqliteStore::open(&path, &new()).unwrap();
    let refused = older.commit(unit(71).put(&account(71)).0).unwrap_err();
    assert_eq!(refused.name(), "newer format", "{refused}");
    newer.commit(unit(71).put(&account(71)).0).unwrap();
    assert_eq!(SqliteStore::open(&path, &old()).unwrap_err().name(), "newer format");
    let mut found = None;
    let target = Target::new("account", id(1));
    older
        .view(&mut |reader| {
            found = reader.get(&[target], true)?.pop().flatten();
            Ok(())
        })
        .unwrap();
    assert_eq!(found.unwrap().stream, stream(1));
}

#[test]
fn a_noun_that_is_new_gets_its_tables() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    let [account, note, person] = old();
    SqliteStore::open(&path, &[account, note]).unwrap().close().unwrap();
    let store = SqliteStore::open(&path, &[account, note, person]).unwrap();
    store.commit(unit(1).put(&guanxi::store::conformance::scene::person(2, 1)).0).unwrap();
    assert_eq!(faults(&store), Vec::<String>::new());
    store.close().unwrap();
    assert_eq!(SqliteStore::open(&path, &[account, note]).unwrap_err().name(), "newer format");
}
