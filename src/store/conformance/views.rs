//! What a view is: one moment.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use super::nouns::{self, ACCOUNT};
use super::scene::{
    Draft, Scene, Verdict, account, ensure, every, everything, fine, fresh, look, refused, same,
    unit,
};
use super::{Bench, Check};
use crate::domain::declaration::{BY_ID, Cell, Value};
use crate::store::contract::{Reader, Store};
use crate::store::error::StoreError;
use crate::store::record::Record;

pub(super) const V1: Check = Check {
    id: "V1",
    rule: "Everything read inside one view is one moment, whatever others commit meanwhile.",
    run: |bench| {
        fresh(bench, |scene| {
            scene.commit(&moved(0))?;
            match scene.shared() {
                Some(store) => beside_a_writer(scene, store),
                None => alone(scene),
            }
        })
    },
};

/// Two accounts that have a hundred together, after so many moves of one from one to the other.
fn moved(by: i64) -> Draft {
    let number = u64::try_from(by).unwrap_or(0) + 1;
    unit(number).put(&account(1).one("segment", 50 - by)).put(&account(2).one("segment", 50 + by))
}

fn alone(scene: &Scene<'_>) -> Verdict {
    let twice = |reader: &dyn Reader| {
        let scan = everything(&ACCOUNT, BY_ID);
        Ok((every(reader, &scan)?, every(reader, &scan)?))
    };
    let (first, second) = scene.read("a view", twice)?;
    same("what one view reads the second time", second, first)
}

fn beside_a_writer(scene: &Scene<'_>, store: &(dyn Store + Sync)) -> Verdict {
    let isolated = scene.capabilities().isolated_readers;
    let (go, asked) = channel::<Draft>();
    let (done, answered) = channel();
    thread::scope(|threads| {
        threads.spawn(move || {
            for draft in asked {
                if done.send(store.commit(draft.0).map(|_| ())).is_err() {
                    return;
                }
            }
        });
        for by in 1..=10 {
            round(store, isolated, by, &go, &answered)?;
        }
        drop(go);
        Ok(())
    })
}

fn round(
    store: &dyn Store,
    isolated: bool,
    by: i64,
    go: &Sender<Draft>,
    answered: &Receiver<Result<(), StoreError>>,
) -> Verdict {
    // A writer that must wait for the view shows itself by its silence, and one that need not by
    // its answer: how long it takes decides nothing but how soon a wrong engine is found out.
    let patience = Duration::from_millis(if isolated { 20_000 } else { 5 });
    let mut answer = None;
    let mut total = 0;
    let view = store.view(&mut |reader| {
        let mut scan = everything(&ACCOUNT, BY_ID);
        scan.limit = 1;
        let first = reader.scan(&scan)?;
        total = sum(&first.records);
        if go.send(moved(by)).is_ok() {
            answer = answered.recv_timeout(patience).ok();
        }
        scan.after = first.next;
        total += sum(&every(reader, &scan)?);
        Ok(())
    });
    fine("a view", view)?;
    ensure!(
        answer.is_some() || !isolated,
        "a view keeps a writer waiting although the capabilities say that it does not"
    );
    let answer = match answer {
        Some(answer) => answer,
        None => answered.recv().map_err(|_| "the writer is gone".to_owned())?,
    };
    fine("a commit beside a view", answer)?;
    same("the sum of two accounts between which points are moved", total, 100)
}

fn sum(records: &[Record]) -> i64 {
    let (place, _) = ACCOUNT.column("segment").unzip();
    let cells = records.iter().filter_map(|record| record.columns.as_ref()?.get(place?));
    let values = cells.flat_map(Cell::values);
    values.map(|value| if let Value::Integer(number) = value { *number } else { 0 }).sum()
}

pub(super) const V2: Check = Check {
    id: "V2",
    rule: "A view sees every unit that was answered before it began.",
    run: |bench| {
        fresh(bench, |scene| {
            for number in 1..=5 {
                scene.commit(&unit(number).put(&account(number)))?;
                scene.record(&account(number))?;
                same("the stream's revision", scene.revision(nouns::stream(number))?, 1)?;
            }
            scene.shared().map_or(Ok(()), seen_by_other_threads)
        })
    },
};

fn seen_by_other_threads(store: &(dyn Store + Sync)) -> Verdict {
    for number in 6..=15 {
        let draft = unit(number).put(&account(number));
        let commit = || fine("a commit", store.commit(draft.0.clone()));
        thread::scope(|threads| threads.spawn(commit).join())
            .map_err(|_| "a commit panics".to_owned())??;
        let target = account(number).target();
        let found = fine("a view", look(store, |reader| reader.get(&[target], false)))?;
        ensure!(
            found.iter().flatten().count() == 1,
            "a record committed by another thread is not seen"
        );
    }
    Ok(())
}

pub(super) const V3: Check = Check {
    id: "V3",
    rule: "An error that the closure returns ends the view and is returned unchanged.",
    run: |bench: &dyn Bench| {
        fresh(bench, |scene| {
            let mut asked = 0;
            let answer = scene.store().view(&mut |reader| {
                asked += 1;
                reader.counter(&super::scene::counter(1, "seats"))?;
                Err(StoreError::NotFound { noun: "account", id: nouns::id(77) })
            });
            let error = refused("a view whose closure fails", answer, "not found")?;
            let unchanged = matches!(
                error,
                StoreError::NotFound { noun: "account", id } if id == nouns::id(77)
            );
            ensure!(unchanged, "the closure's error comes back as {error:?}");
            same("the number of times the closure ran", asked, 1)?;
            let early = scene.store().view(&mut |_| Err(StoreError::TransactionLost));
            refused("a view whose closure fails at once", early, "transaction lost")?;
            scene.commit(&unit(1).put(&account(1)))?;
            scene.record(&account(1)).map(drop)
        })
    },
};
