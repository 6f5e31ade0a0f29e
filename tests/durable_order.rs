//! Between the call of a commit and its answer a file of the store is synced.

mod support;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use guanxi::store::conformance::nouns::registered;
use guanxi::store::conformance::scene::{account, note, unit};
use guanxi::store::{SledStore, SqliteStore, Store};
use support::child::{program, say, told};

const ENGINE: &str = "GUANXI_ORDER_ENGINE";
const PLACE: &str = "GUANXI_ORDER_PLACE";
const UNITS: u64 = 12;

/// The process that is watched: does nothing when it is not asked to.
#[test]
fn durable_child() {
    let (Some(engine), Some(place)) = (told(ENGINE), told(PLACE)) else { return };
    let place = Path::new(&place);
    let file = place.join("crm.db");
    let store: Box<dyn Store> = match engine.as_str() {
        "sqlite" => Box::new(SqliteStore::open(file, &registered()).unwrap()),
        "sled" => Box::new(SledStore::open(place, &registered()).unwrap()),
        _ => {
            let own = rusqlite::Connection::open(file).unwrap();
            own.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF").unwrap();
            Box::new(SqliteStore::from_connection(own, &registered()).unwrap())
        }
    };
    assert_eq!(store.capabilities().durable_on_return, engine != "careless");
    for number in 1..=UNITS {
        let draft = unit(number).put(&account(1)).put(&note(100 + number, 1, 5));
        say(&format!("CALL {number}"));
        store.commit(draft.0).unwrap();
        say(&format!("ANSWER {number}"));
    }
}

/// The files synced between call and answer, unit by unit; none where there is no strace.
fn synced(engine: &str) -> Option<Vec<Vec<String>>> {
    let works = Command::new("strace").args(["-o", "/dev/null", "true"]).output();
    if !works.is_ok_and(|run| run.status.success()) {
        println!("skipped: there is no strace here");
        return None;
    }
    let place = tempfile::tempdir().unwrap();
    let trace = place.path().join("trace");
    let store = place.path().join("store");
    std::fs::create_dir(&store).unwrap();
    let child = program("durable_child");
    let status = Command::new("strace")
        .args(["-f", "-y", "-e", "trace=fsync,fdatasync,write", "-o"])
        .arg(&trace)
        .arg(child.get_program())
        .args(child.get_args())
        .env(ENGINE, engine)
        .env(PLACE, &store)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "the process that is watched failed");
    Some(read(&std::fs::read_to_string(&trace).unwrap(), &store))
}

/// Reads a trace: a sync counts where it has returned, on whatever thread it was made.
fn read(trace: &str, store: &Path) -> Vec<Vec<String>> {
    let store = store.canonicalize().unwrap();
    let store = store.to_str().unwrap();
    let mut units: Vec<Vec<String>> = Vec::new();
    let mut open = false;
    let mut begun: BTreeMap<&str, &str> = BTreeMap::new();
    for line in trace.lines() {
        let Some((process, call)) = line.split_once(' ') else { continue };
        let call = call.trim_start();
        if call.contains("\"CALL ") {
            units.push(Vec::new());
            open = true;
        } else if call.contains("\"ANSWER ") {
            open = false;
        } else if call.starts_with("fsync(") || call.starts_with("fdatasync(") {
            if call.ends_with("<unfinished ...>") {
                begun.insert(process, call);
            } else if let (true, true, Some(unit)) = (open, returned(call), units.last_mut()) {
                unit.extend(file(call, store));
            }
        } else if call.contains("sync resumed>")
            && let Some(begun) = begun.remove(process)
            && let (true, true, Some(unit)) = (open, returned(call), units.last_mut())
        {
            unit.extend(file(begun, store));
        }
    }
    units
}

fn returned(call: &str) -> bool {
    call.ends_with("= 0")
}

/// The synced file's path within the store.
fn file(call: &str, store: &str) -> Option<String> {
    let path = call.split_once('<')?.1.split_once('>')?.0;
    Some(path.strip_prefix(store)?.trim_start_matches('/').to_owned())
}

fn durable(engine: &str, file: &str) {
    let Some(units) = synced(engine) else { return };
    assert_eq!(units.len() as u64, UNITS);
    for (unit, files) in (1..).zip(&units) {
        let synced = files.iter().any(|synced| synced.rsplit('/').next() == Some(file));
        assert!(synced, "{engine}: unit {unit} was answered before {file} was synced: {files:?}");
    }
    println!("{engine}: {units:?}");
}

#[test]
fn sqlite_answers_after_its_log_is_synced() {
    durable("sqlite", "crm.db-wal");
}

#[test]
fn sled_answers_after_its_file_is_synced() {
    durable("sled", "db");
}

/// The watch would see it: a store that does not sync is seen not to.
#[test]
fn a_careless_connection_is_seen_to_sync_nothing() {
    let Some(units) = synced("careless") else { return };
    assert_eq!(units, vec![Vec::<String>::new(); usize::try_from(UNITS).unwrap()]);
}
