//! Several at once: as if one came after the other.

use std::thread;

use super::Check;
use super::nouns::{self, ACCOUNT};
use super::scene::{Scene, Verdict, account, ensure, fine, fresh, look, note, same, unit};
use crate::domain::declaration::Value;
use crate::store::contract::Store;
use crate::store::error::StoreError;
use crate::store::record::Revision;

pub(super) const C19: Check = Check {
    id: "C19",
    rule: "Units committed at the same time are as if one came after the other.",
    run: |bench| {
        fresh(bench, |scene| {
            scene.commit(&unit(1).put(&account(1).one("segment", 0)))?;
            match scene.shared() {
                Some(store) => at_once(store)?,
                None => (0..WORKERS * TURNS).try_for_each(|turn| two_readers(scene, turn))?,
            }
            let wanted = WORKERS * TURNS;
            let found = fine("a view", look(scene.store(), |reader| stands(reader)))?;
            same("the sum of all additions", found, (wanted + 1, wanted))?;
            let revisions: Vec<_> = scene.journal()?.iter().map(|entry| entry.revision.0).collect();
            same("the revisions of entries", revisions, (1..=wanted + 1).collect())
        })
    },
};

const WORKERS: u64 = 4;
const TURNS: u64 = 5;

fn stands(reader: &dyn crate::store::contract::Reader) -> Result<(u64, u64), StoreError> {
    let heads = reader.revisions(&[nouns::stream(1)])?;
    let revision = heads.first().map_or(0, |head| head.revision.0);
    let found = reader.get(&[account(1).target()], true)?;
    let (place, _) = ACCOUNT.column("segment").unzip();
    let cell = found.first().and_then(Option::as_ref).and_then(|record| {
        let cells = record.columns.as_ref()?;
        cells.get(place?)?.values().first().cloned()
    });
    let Some(Value::Integer(sum)) = cell else {
        return Err(StoreError::backend("the account has no sum"));
    };
    Ok((revision, u64::try_from(sum).unwrap_or(0)))
}

/// Two that have read the same: the second must read again.
fn two_readers(scene: &Scene<'_>, turn: u64) -> Verdict {
    let (revision, sum) = fine("a view", look(scene.store(), |reader| stands(reader)))?;
    let added = |number| {
        let sum = i64::try_from(sum).unwrap_or(0);
        unit(number)
            .put(&account(1).one("segment", sum + 1))
            .at_revision(nouns::stream(1), revision)
    };
    scene.commit(&added(100 + turn))?;
    scene.refuse(&added(200 + turn), "stale").map(drop)
}

fn at_once(store: &(dyn Store + Sync)) -> Verdict {
    let work =
        |worker: u64| (0..TURNS).try_for_each(|turn| add(store, 100 + worker * 1000 + turn * 10));
    thread::scope(|threads| {
        let workers: Vec<_> =
            (0..WORKERS).map(|worker| threads.spawn(move || work(worker))).collect();
        workers.into_iter().try_for_each(|worker| {
            worker.join().map_err(|_| "a commit panics".to_owned()).and_then(|found| found)
        })
    })
}

/// Adds one to what was read, and reads again where another was faster.
fn add(store: &dyn Store, number: u64) -> Verdict {
    // With four at work each loses to others three times as often as there are turns, at most.
    for _ in 0..1000 {
        let (revision, sum) = fine("a view", look(store, |reader| stands(reader)))?;
        let sum = i64::try_from(sum).unwrap_or(0);
        let draft = unit(number)
            .put(&account(1).one("segment", sum + 1))
            .quiet(&note(number, 1, sum))
            .at_revision(nouns::stream(1), revision);
        match store.commit(draft.0) {
            Ok(answer) => {
                let wanted = vec![(nouns::stream(1), Revision(revision + 1))];
                return same("the answer's revision", answer.revisions, wanted);
            }
            Err(StoreError::Busy { .. }) => {}
            Err(error) => ensure!(error.name() == "stale", "a commit beside others: {error}"),
        }
    }
    Err("a unit never gets its turn".to_owned())
}
